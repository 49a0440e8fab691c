"""Rows of the tables as a reader wants them: in words, with article, place and note."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from .dataset import Dataset, Row, refuse_unknown
from .dates import words
from .files import safe_link
from .grammar import listed
from .money import COMPARATORS, amount_words
from .wording.rows import rows_by, told_words

BEHIND = [
    "said",
    "source",
    "locator",
    "note",
    "reference",
]  # what is told of each row behind a chart
HEADS = {  # where the name of a column says less
    "said": "Reported",
    "source": "Article",
    "reference": "Row",
    "includes": "Contains",
    "locator": "Place in it",
    "parent": "Part of",
    "url": "Address",
}
WIDE = 60  # letters; a column with longer texts has room for them
NAMING = ("coalition_id", "donors", "includes", "party_id")  # other rows, one or several


@dataclass(frozen=True)
class Listing:
    """Rows in words; a notebook shows it as a table with links to the articles."""

    frame: pd.DataFrame
    linked: str
    links: Sequence[str | None]

    def _repr_html_(self) -> str:
        """Write a table whose texts stay text, with one column as links, and nothing cut."""
        if self.frame.empty:
            return "<p>The table has no rows.</p>"
        shown = self.frame.map(html.escape)
        if self.linked in shown:
            shown[self.linked] = [
                f'<a href="{html.escape(url)}" target="_blank">{text}</a>' if url else text
                for url, text in zip(map(safe_link, self.links), shown[self.linked])
            ]
        with pd.option_context("display.max_colwidth", None):
            table = shown.to_html(index=False, escape=False, border=0)
        style = "text-align: left; vertical-align: top"
        table = table.replace("<td>", f'<td style="{style}">')
        for name, longest in self.frame.map(len).max().items():
            room = "; min-width: 20em" * (longest > WIDE)
            table = table.replace(f"<th>{name}</th>", f'<th style="{style}{room}">{name}</th>')
        return table

    def __repr__(self) -> str:
        return f"{len(self.frame)} row{'s' * (len(self.frame) != 1)}: {', '.join(self.frame)}"


def rows_behind(dataset: Dataset, figure: go.Figure) -> Listing:
    """List the rows that a chart rests on, in words, each with its article, its place in it and its note.

    Parameters
    ----------
    dataset : Dataset
    figure : plotly.graph_objects.Figure
        A chart of this dataset.

    Returns
    -------
    Listing
        To look at in a notebook; ``frame`` is the same as a pandas.DataFrame.

    Examples
    --------
    >>> import coalviz
    >>> dataset = coalviz.load()
    >>> coalviz.rows_behind(dataset, coalviz.pledge_sum(dataset)).frame["Row"].iloc[0]
    'pledges.csv, line 2'
    """
    lines = row_lines(dataset, figure.layout.meta)
    frame = pd.DataFrame(lines, columns=BEHIND).rename(columns=_head)
    return Listing(frame, _head("source"), [line["url"] for line in lines])


def row_lines(dataset: Dataset, meta: Mapping[str, Any]) -> list[dict[str, str]]:
    """Write the rows behind a figure as lines of a table, as plain texts."""
    sources, lines = {source.get("source_id"): source for source in meta["sources"]}, []
    for row in meta["rows"]:
        table, line, source = row["table"], row["line"], sources.get(row.get("source_id"), {})
        cells = {
            "key": f"{table}:{line}",
            "said": told_words(dataset, table, rows_by(dataset, table, "line")[line]),
            "source": source.get("text", ""),
            "url": safe_link(source.get("url")),
            "locator": row.get("locator", ""),
            "note": row.get("note", ""),
            "reference": f"{table}.csv, line {line}",
        }
        lines.append(cells)
    return lines


def rows_of(dataset: Dataset, table: str, *figures: go.Figure) -> Listing:
    """List a table in words with nothing left out, each row with its article, its place in it and its note.

    Parameters
    ----------
    dataset : Dataset
    table : str
        Such as ``events``.
    figures : plotly.graph_objects.Figure
        Charts of this dataset: only the rows on which one of them rests. Default: all rows.

    Returns
    -------
    Listing
        To look at in a notebook; ``frame`` is the same as a pandas.DataFrame. Columns that are blank in all
        rows are left out.

    Raises
    ------
    ValueError
        If there is no such table.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.rows_of(coalviz.load(), "headcounts").frame["Count"].tolist()
    ['20']
    """
    refuse_unknown("table", [table], [*dataset.tables])
    wanted = {
        row["line"]
        for figure in figures
        for row in figure.layout.meta["rows"]
        if row["table"] == table
    }
    rows = [row for row in dataset.records(table) if not figures or row["line"] in wanted]
    shown = {
        _head(name): [_cell(dataset, table, name, row) for row in rows]
        for name in dataset.tables[table]
        if name not in ("comparator", "currency")  # they are words of the number beside them
        and any(row[name] is not None for row in rows)
    }
    sources = rows_by(dataset, "sources", "source_id")
    links = [sources.get(row.get("source_id") or "", {}).get("url") for row in rows]
    shown["Row"] = [f"line {row['line']}" for row in rows]
    linked = _head("url" if table == "sources" else "source_id")
    return Listing(pd.DataFrame(shown), linked, links)


def _head(name: str) -> str:
    return HEADS.get(name) or name.removesuffix("_id").replace("_", " ").capitalize()


def _cell(dataset: Dataset, table: str, name: str, row: Row) -> str:
    """Word one cell as a reader wants it: names for what it refers to, amounts and dates in words."""
    value = row[name]
    if name == "amount":
        return amount_words(row["comparator"], value, row["currency"])
    if value is None:
        return ""
    if name in ("count", "quantity"):
        return f"{COMPARATORS[row.get('comparator') or '=']}{value:,}"
    if name in ("announced", "date", "joined", "left", "published"):
        return words(value)
    if name in NAMING and table not in ("coalitions", "parties"):
        return listed([dataset.names.get(code, code) for code in value.split()])
    if name == "source_id" and table != "sources":
        source = rows_by(dataset, "sources", "source_id")[value]
        return ", ".join(words(source[part]) for part in ("publisher", "published") if source[part])
    if name == "event_id" and table != "events":
        return rows_by(dataset, "events", "event_id").get(value, {"title": value})["title"]
    return f"{value:,.2f}".removesuffix(".00") if isinstance(value, float) else str(value)
