"""The tables once they are read: a frame each, as known on a day or by some sources."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pandas as pd

from ..dates import Day, day, latest
from .memory import kept
from .problems import refuse_unknown, several

Row = Mapping[str, Any]  # cells by column; ``line`` too


@dataclass(frozen=True, eq=False)
class Dataset:
    """Tables of sourced claims, checked, and not to be changed.

    Each table is an attribute (``dataset.pledges``), a fresh frame at every call; its index ``line`` is the
    line of the row in its CSV file. Text is ``str``, whole numbers are ``Int64``; a blank cell is missing.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
        All tables by name. Take them as attributes to be free to change what you take.
    version : str
        Version of the tables, and a fingerprint of their content.
    code : str
        The Python expression that makes this very dataset.
    names : mapping of str to str
        What to call a coalition or party, by its id.
    coalition_ids : tuple of str
        All coalitions of the tables, whether known on the day or not.
    coalition : str or None
        The coalition that the tables are about, which charts show unless told otherwise: the one that
        their descriptor names, else the one with most rows. None where the tables name no coalition.
    title : str
        What a briefing on it is called.
    noun : str
        What the tables call a coalition: "coalition", "alliance", "club".
    known : datetime.date or None
        The day of knowledge that was asked for; None: all that is known.
    asked : mapping
        What this view was asked for: ``as_of`` and ``sources``, as a chart's state has them.
    memory : dict
        What was worked out from these tables, kept with them (see ``kept``).
    """

    tables: Mapping[str, pd.DataFrame]
    version: str
    code: str
    names: Mapping[str, str]
    coalition_ids: tuple[str, ...]
    known: Day | None = None
    memory: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    coalition: str | None = None
    title: str = "Briefing"
    noun: str = "coalition"
    asked: Mapping[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name].copy()
        raise AttributeError(f"a dataset has no {name!r}; its tables are {', '.join(tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        rows = ", ".join(f"{len(frame):,} {name}" for name, frame in self.tables.items())
        return f"<Dataset{self.day and f' known by {self.day}' or ''}: {rows}>"

    @property
    @kept
    def published(self) -> dict[str, Day]:
        """The day from which it is known what a source says; a reference work has none."""
        rows = self.records("sources")
        return {row["source_id"]: latest(row["published"]) for row in rows if row["published"]}

    @property
    def days(self) -> list[Day]:
        """The days on which knowledge changed: those on which a source was published."""
        return sorted(set(self.published.values()))

    @property
    def day(self) -> Day | None:
        """The day of knowledge: the one asked for, else the last article's."""
        return self.known or max(self.days, default=None)

    @property
    def accounts(self) -> tuple[dict, ...]:
        """The sources that claim something: all but reference works."""
        return tuple(row for row in self.records("sources") if row["kind"] != "reference")

    @property
    @kept
    def publishers(self) -> dict[str, str]:
        """Who published each source."""
        return {row["source_id"]: row["publisher"] for row in self.records("sources")}

    @kept
    def records(self, table: str) -> tuple[dict, ...]:
        """Give the rows of a table as dictionaries, with their ``line``; what is missing is None."""
        frame = self.tables[table]
        cells = [
            [None if pd.isna(cell) else cell for cell in frame[name].tolist()] for name in frame
        ]
        names = ["line", *frame]
        return tuple(dict(zip(names, row)) for row in zip(frame.index.tolist(), *cells))

    def as_of(self, known: str | Day) -> Dataset:
        """Give the tables as they were known on a day: the claims of articles published by then.

        Parameters
        ----------
        known : str or datetime.date
            The day, as ``2024-04-08``.

        Raises
        ------
        ValueError
            If it is no day.

        Examples
        --------
        >>> import coalviz
        >>> len(coalviz.load().as_of("2024-02-02").accounts)
        1
        """
        known = min(day(known), self.known or Day.max)  # no more than it was made from
        out = [source for source in self.publishers if self.published.get(source, known) <= known]
        return self._of(out, f'.as_of("{known}")', known, as_of=str(known))

    def from_sources(self, sources: Iterable[str]) -> Dataset:
        """Give the account of some articles only; reference figures stay.

        Parameters
        ----------
        sources : iterable of str
            ``source_id`` of the articles.

        Raises
        ------
        ValueError
            If a source is not in the table.
        """
        wanted = list(several("sources", sources))
        articles = [row["source_id"] for row in self.accounts]
        refuse_unknown("source", wanted, articles)
        others = self.publishers.keys() - {*articles}
        # the day of knowledge stays: an account does not change what day it is
        return self._of([*wanted, *others], f".from_sources({wanted})", self.day, sources=wanted)

    def about(self, coalition: str) -> Dataset:
        """Let everything be about this coalition, unless it is told otherwise.

        Parameters
        ----------
        coalition : str
            Its ``coalition_id``.

        Raises
        ------
        ValueError
            If there is no such coalition.

        Examples
        --------
        >>> import coalviz
        >>> coalviz.load().about("drones").coalition
        'drones'
        """
        if coalition == self.coalition:
            return self
        refuse_unknown("coalition", [coalition], self.coalition_ids, self.names)
        rows = self.records("coalitions")
        title = next((row["name"] for row in rows if row["coalition_id"] == coalition), coalition)
        code = f"{self.code}.about({coalition!r})"
        return replace(self, coalition=coalition, title=title, code=code, memory={})

    def _of(self, told_by: Iterable[str], call: str, known: Day | None, **asked: Any) -> Dataset:
        """Give the view that a call makes: the rows of some sources, and of what has none."""
        tables = {
            name: frame[frame["source_id"].isin(told_by)] if "source_id" in frame else frame
            for name, frame in self.tables.items()
        }
        return replace(
            self,
            tables=MappingProxyType(tables),
            code=self.code + call,
            known=known,
            asked={**self.asked, **asked},
            memory={},
        )
