"""From an article to rows: read a wording, check the rows, append them, and see what they change."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from .briefing import standard_figures
from .dataset import (
    ALL,
    DATA,
    Dataset,
    Problem,
    TableError,
    columns_of,
    descriptor,
    load,
    refuse_unknown,
    resources_of,
)
from .files import whole_files
from .groups import grouped
from .news import changes_between
from .states import FOLDER

_SIZES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}
# the only number of a wording (of two it is not certain which is meant), in which ¤ is a currency
_NUMBER = re.compile(
    r"\D*?((?<![a-z])¤)?\s*(\d{1,3}(?:[,\s]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"\s*-?({'|'.join(_SIZES)})?\b"
    # after it: a currency, or a word that may be a size of another language
    r"[\s-]*(¤|(?!(?:and|as|by|for|from|in|of|on|or|to|worth)\b)[^\W\d_])?\D*"
)
# a lone $ or "kronor" is of several countries: the analyst says of which
_CURRENCIES = {"€": "EUR", "euro": "EUR", "euros": "EUR", "us$": "USD", "£": "GBP", "¥": "JPY"}


def cells_of(wording: str) -> dict[str, str]:
    """Read comparator, amount and currency from a wording; what is not certain is left out.

    Parameters
    ----------
    wording : str
        As the article has it: "more than €30 million".

    Returns
    -------
    dict
        The cells that it stands for, by the comparators of the codebook: none unless it has one number, no
        more, written as in English, and beside it nothing that may be a size of another language.

    Examples
    --------
    >>> cells_of("more than €30 million")
    {'comparator': '>', 'amount': '30000000', 'currency': 'EUR'}
    >>> cells_of("half a million euros"), cells_of("some SEK 5.5 million"), cells_of("further help")
    ({'comparator': '=', 'amount': '500000', 'currency': 'EUR'}, {'comparator': '~', 'amount': '5500000', 'currency': 'SEK'}, {})
    """
    pledges = resources_of(descriptor())["pledges"]
    fields = {field["name"]: field for field in pledges["schema"]["fields"]}
    codes = "|".join(fields["currency"]["constraints"]["enum"])
    currency = rf"(?<![A-Z])[€£¥]|(?<![A-Za-z])(?:(?i:us\$)|(?:{codes}|(?i:euros?))(?![A-Za-z]))"
    named = {_CURRENCIES.get(sign.lower(), sign) for sign in re.findall(currency, wording)}
    text = re.sub(r"\bhalf an? ", "0.5 ", re.sub(currency, "¤", wording).lower())
    text = re.sub(r"\(.*?\)", "", text)  # in brackets stands a conversion
    if not (match := _NUMBER.fullmatch(text)):
        return {}
    before, digits, size, after = match.groups()
    number = float(re.sub(r"[,\s]", "", digits)) * _SIZES.get(size, 1)
    beside = after == "¤" or before and (size or not after)
    if number < 1 or round(number, 3) % 1 or "¤" in text and not beside:
        return {}
    cells = {
        "comparator": _comparator(fields["comparator"]["categories"], text),
        "amount": f"{number:.0f}",
    }
    return cells | ({"currency": named.pop()} if "¤" in text and len(named) == 1 else {})


def _comparator(categories: Iterable[Mapping[str, str]], text: str) -> str:
    """Find the longest of the wordings that the codebook gives for each comparator."""
    signs = {
        phrase: category["value"]
        for category in categories
        for phrase in category["label"].split(", ")
    }
    used = [phrase for phrase in signs if re.search(rf"\b{re.escape(phrase)}\b", text)]
    return signs[max(used, key=len)] if used else "="


def source_id_of(source: Mapping[str, str]) -> str:
    """Make the short name of a source from its publisher and day.

    Examples
    --------
    >>> source_id_of({"publisher": "The Daily Herald", "published": "2024-06-01"})
    'the-daily-herald-2024-06-01'
    """
    publisher = re.sub(r"[^a-z0-9]+", "-", source.get("publisher", "").lower()).strip("-")
    return "-".join(filter(None, [publisher, source.get("published", "")]))


def tables_to_try(name: str = "tables-to-try") -> Path:
    """Copy the tables that come with coalviz into a folder below ``exports``, to try things on; anew each time.

    Examples
    --------
    >>> tables_to_try().as_posix()
    'exports/tables-to-try'
    """
    return Path(shutil.copytree(DATA, FOLDER / Path(name).name, dirs_exist_ok=True))


@dataclass(frozen=True)
class Article:
    """An article and its claims, as rows that are to be appended to the tables of a folder.

    Parameters
    ----------
    folder : path
        Of the tables.
    source : mapping
        The cells of the row in ``sources``; without ``source_id`` it is made of publisher and day. A source
        that is in the table already is not added again.
    claims : sequence of (table, mapping)
        The cells of each row, by column; ``source_id`` is filled in.

    Examples
    --------
    >>> from coalviz.dataset import DATA
    >>> source = {"kind": "article", "title": "Made up", "publisher": "Herald", "published": "2024-06-01"}
    >>> member = {"coalition_id": "it", "party_id": "SWE", "role": "membre", "locator": "paragraph 1"}
    >>> for problem in Article(DATA, source, [("memberships", member)]).problems():
    ...     print(problem)
    memberships.csv, line 31, column role: 'membre' is not allowed; right is one of: lead, founder, member, observer, intending
    """

    folder: str | Path
    source: Mapping[str, str]
    claims: Iterable[tuple[str, Mapping[str, str]]] = ()

    @property
    def source_id(self) -> str:
        """The short name of the source."""
        return self.source.get("source_id") or source_id_of(self.source)

    def rows(self) -> list[tuple[str, dict[str, str]]]:
        """Give the rows with their tables: the source, unless it is known, then the claims.

        Raises
        ------
        ValueError
            If a claim names no table, or, as of ``load``, the tables themselves cannot be used.
        """
        refuse_unknown("table", [table for table, _ in self.claims], [*self._columns])
        named = {"source_id": self.source_id}
        source = {name: cell for name, cell in self.source.items() if cell} | named
        claims = [
            (table, {**cells} | (named if "source_id" in self._columns[table] else {}))
            for table, cells in self.claims
        ]
        return claims if self.source_id in self._known else [("sources", source), *claims]

    @cached_property
    def _known(self) -> Mapping[str, str]:
        return load(self.folder).publishers

    @cached_property
    def _columns(self) -> dict[str, list[str]]:
        return {each["name"]: columns_of(each) for each in descriptor(self.folder)["resources"]}

    def lines(self) -> dict[str, str]:
        """Give the lines as they will stand in each file."""
        texts = {}
        for table, rows in grouped(self.rows(), key=itemgetter(0)).items():
            frame = pd.DataFrame([cells for _, cells in rows], columns=self._columns[table])
            texts[f"{table}.csv"] = frame.to_csv(header=False, index=False, lineterminator="\n")
        return texts

    def problems(self) -> list[Problem]:
        """List what is wrong with the rows, by the rules and in the words of ``load``."""
        problems = []
        try:
            problems += [
                Problem(f"{table}.csv", None, name, cell, "has no such column in the codebook")
                for table, cells in self.rows()
                for name, cell in cells.items()
                if name not in self._columns[table]
            ]
            self.tried()
        except TableError as error:
            problems += error.problems
        return problems

    def tried(self) -> Dataset:
        """Load the tables as they would be with the rows, without touching them.

        Raises
        ------
        TableError
            As of ``load``.
        """
        with TemporaryDirectory() as scratch:
            for path in filter(Path.is_file, Path(self.folder).iterdir()):
                shutil.copy(path, scratch)
            self._write(Path(scratch))
            return load(scratch)

    def append(self) -> Review:
        """Append the rows to the files, whose bytes so far stay as they are, and tell what they change.

        Raises
        ------
        TableError
            If anything is wrong; no file is touched then.
        """
        if problems := self.problems():
            raise TableError(problems)
        before = load(self.folder)
        with whole_files(Path(self.folder)) as draft:
            self._write(draft)
        return review(before, load(self.folder))

    def _write(self, place: Path) -> None:
        """Write each file as it will be: as it is, then the rows, with the line ends that it has."""
        for name, text in self.lines().items():
            before = (Path(self.folder) / name).read_bytes()
            end = b"\r\n" if b"\r\n" in before else b"\n"
            before = before if before.endswith(b"\n") else before + end
            (place / name).write_bytes(before + text.encode().replace(b"\n", end))


@dataclass(frozen=True)
class Review:
    """What new rows change, for the person who approves them.

    Attributes
    ----------
    changes : pandas.DataFrame
        As from ``coalviz.changes``: what became known, what is told by one more source, what contradicts what.
    charts : pandas.DataFrame
        The standard charts that changed: ``chart``, ``coalition_id``, and the titles ``before`` and ``after``.
    """

    changes: pd.DataFrame
    charts: pd.DataFrame

    @property
    def lines(self) -> dict[str, list[str]]:
        """The news, and the charts that changed, in words."""
        news = [f"{row.what}: {row.said}" for row in self.changes.itertuples()]
        charts = [
            f"{row.chart}: {row.after}"
            + f" (before: {row.before})" * (row.before not in ("", row.after))
            for row in self.charts.itertuples()
        ]
        return {"news": news or ["-"], "charts": charts or ["-"]}

    def __repr__(self) -> str:
        news, charts = ("\n  ".join(["", *lines]) for lines in self.lines.values())
        return f"What became known{news}\nCharts that changed{charts}"


def review(before: Dataset, after: Dataset) -> Review:
    """Tell what changes from one state of the tables to another.

    Examples
    --------
    >>> import coalviz
    >>> after = coalviz.load()
    >>> "contradiction" in set(review(after.as_of("2024-02-02"), after).changes["what"])
    True
    """
    changes = changes_between(before, after)
    rows = []
    for coalition in after.coalition_ids:
        if coalition in set(changes["coalition_id"]):
            old = _seen(before, coalition)
            for name, seen in _seen(after, coalition).items():
                was = old.get(name, ("",))
                if seen != was:
                    rows.append((name, coalition, was[0], seen[0]))
    charts = pd.DataFrame(rows, columns=["chart", "coalition_id", "before", "after"])
    once = charts.drop_duplicates(["chart", "before", "after"], ignore_index=True)
    return Review(changes, once)  # a chart of all coalitions once


def _seen(dataset: Dataset, coalition: str) -> dict[str, tuple]:
    """Give what is seen of each chart, its title first: words and data, not which tables it is of."""
    ids = dataset.coalition_ids
    known = coalition in ids  # else there are charts of all coalitions alone
    figures = standard_figures(dataset, coalition if known else None) if ids else {}
    words = itemgetter("title", "notes", "alt")
    return {
        name: (*words(figure.layout.meta), figure.to_plotly_json()["data"])
        for name, figure in figures.items()
        if known or figure.layout.meta["state"].get("coalition", ALL) == ALL
    }
