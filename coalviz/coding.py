"""From an article to rows: read a wording, check the rows, append them, and see what they change."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from .briefing import standard_figures
from .dataset import DATA, Dataset, Problem, TableError, columns_of, descriptor, load
from .news import changes_between
from .states import FOLDER

_SIZES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SIZES |= {"k": 1_000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000}
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
        The cells that it stands for, by the comparators of the codebook.

    Examples
    --------
    >>> cells_of("more than €30 million")
    {'comparator': '>', 'amount': '30000000', 'currency': 'EUR'}
    >>> cells_of("half a million euros"), cells_of("some SEK 5.5 million"), cells_of("further help")
    ({'comparator': '=', 'amount': '500000', 'currency': 'EUR'}, {'comparator': '~', 'amount': '5500000', 'currency': 'SEK'}, {})
    """
    text = re.sub(r"\bhalf an? ", "0.5 ", wording.lower())
    size = "|".join(_SIZES)
    found = re.search(rf"(\d[\d,  ]*(?:\.\d+)?)\s*-?({size})?\b", text)
    if not found:
        return {}
    number = float(re.sub(r"[,  ]", "", found[1])) * _SIZES.get(found[2], 1)
    comparator = next((sign for sign, phrase in _phrases() if re.search(phrase, text)), "=")
    cells = {"comparator": comparator, "amount": f"{number:.0f}"}
    codes = set(re.findall(r"\b[A-Z]{3}\b", wording)) & {
        *_field("pledges", "currency")["constraints"]["enum"]
    }
    signs = {code for sign, code in _CURRENCIES.items() if sign in text}
    [currency] = codes or signs if len(codes or signs) == 1 else [""]
    return cells | ({"currency": currency} if currency else {})


def _field(table: str, name: str) -> dict:
    tables = {resource["name"]: resource for resource in descriptor()["resources"]}
    return next(one for one in tables[table]["schema"]["fields"] if one["name"] == name)


def _phrases() -> list[tuple[str, str]]:
    """List the wordings that the codebook gives for each comparator, the longer ones first."""
    told = _field("pledges", "comparator")["categories"]
    found = [(one["value"], phrase) for one in told for phrase in one["label"].split(", ")]
    found = [(sign, rf"\b{re.escape(phrase)}\b") for sign, phrase in found if sign != "="]
    return sorted(found, key=lambda one: -len(one[1]))


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
    folder = FOLDER / Path(name).name
    return Path(shutil.copytree(DATA, folder, dirs_exist_ok=True))


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
        """Give the rows with their tables: the source, unless it is known, then the claims."""
        known = self.source_id in _ids(Path(self.folder))
        own = {name: cell for name, cell in self.source.items() if cell}
        source = [("sources", own | {"source_id": self.source_id})] * (not known)
        return source + [(table, self._filled(table, cells)) for table, cells in self.claims]

    def _filled(self, table: str, cells: Mapping[str, str]) -> dict[str, str]:
        of_source = "source_id" in _columns(self.folder)[table]
        return {**cells} | ({"source_id": self.source_id} if of_source else {})

    def lines(self) -> dict[str, str]:
        """Give the lines as they will stand in each file."""
        columns = _columns(self.folder)
        texts: dict[str, str] = {}
        for table, cells in self.rows():
            line = [str(cells.get(name, "")) for name in columns[table]]
            texts[f"{table}.csv"] = texts.get(f"{table}.csv", "") + _csv_line(line)
        return texts

    def problems(self) -> list[Problem]:
        """List what is wrong with the rows, by the rules and in the words of ``load``."""
        columns = _columns(self.folder)
        unknown = [
            Problem(f"{table}.csv", None, name, cell, "has no such column in the codebook")
            for table, cells in self.rows()
            for name, cell in cells.items()
            if name not in columns[table]
        ]
        try:
            self.tried()
        except TableError as error:
            return unknown + error.problems
        return unknown

    def tried(self) -> Dataset:
        """Load the tables as they would be with the rows, without touching them.

        Raises
        ------
        TableError
            As of ``load``.
        """
        with TemporaryDirectory() as scratch:
            for path in [*Path(self.folder).glob("*.csv"), *Path(self.folder).glob("*.json")]:
                shutil.copy(path, scratch)
            for name, content in self._contents().items():
                (Path(scratch) / name).write_bytes(content)
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
        before, folder = load(self.folder), Path(self.folder)
        drafts = []
        for name, content in self._contents().items():
            drafts.append((folder / f".{name}.part", folder / name))
            drafts[-1][0].write_bytes(content)
        for draft, path in drafts:
            os.replace(draft, path)
        return review(before, load(self.folder))

    def _contents(self) -> dict[str, bytes]:
        """Give what each file will hold: as it is, then the rows, with the line ends that it has."""
        contents = {}
        for name, text in self.lines().items():
            before = (Path(self.folder) / name).read_bytes()
            end = b"\r\n" if b"\r\n" in before else b"\n"
            before = before if before.endswith(b"\n") else before + end
            contents[name] = before + text.encode().replace(b"\n", end)
        return contents


def _columns(folder: str | Path) -> dict[str, list[str]]:
    return {resource["name"]: columns_of(resource) for resource in descriptor(folder)["resources"]}


def _ids(folder: Path) -> set[str]:
    with (folder / "sources.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row.get("source_id", "") for row in csv.DictReader(file)}


def _csv_line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


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
        charts = [_retitled(row) for row in self.charts.itertuples()]
        return {"news": news or ["-"], "charts": charts or ["-"]}

    def __repr__(self) -> str:
        heads = {"news": "What became known", "charts": "Charts that changed"}
        parts = [[heads[name], *lines] for name, lines in self.lines.items()]
        return "\n".join("\n  ".join(part) for part in parts)


def _retitled(row: Any) -> str:
    same = row.before == row.after
    return f"{row.chart}: {row.after}" + ("" if same else f" (before: {row.before})")


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
    named = [one for one in after.coalition_ids if one in set(changes["coalition_id"])]
    rows: dict[tuple, tuple] = {}
    for coalition in named:
        new = standard_figures(after, coalition)
        known = coalition in before.coalition_ids
        old = standard_figures(before, coalition) if known else {}
        for name, figure in new.items():
            drawn = _drawn(old[name]) if name in old else None
            if drawn != _drawn(figure):
                title = old[name].layout.meta["title"] if name in old else ""
                row = (name, coalition, title, figure.layout.meta["title"])
                rows.setdefault((name, *row[2:]), row)  # a chart of all coalitions once
    columns = ["chart", "coalition_id", "before", "after"]
    return Review(changes, pd.DataFrame(rows.values(), columns=columns))


def _drawn(figure: go.Figure) -> tuple:
    """Give what is seen of a chart: its data and its words, not which tables it is of."""
    meta = figure.layout.meta
    return figure.to_plotly_json()["data"], meta["title"], tuple(meta["notes"]), meta["alt"]
