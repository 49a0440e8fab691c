"""The rows of the tables behind a chart, as a reader wants them: in words, with article, place and note."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from .charts.chart import by_line
from .dataset import Dataset
from .wording import told_words

__all__ = ["Rows", "row_lines", "rows_behind"]

HEADS = {
    "said": "Reported",
    "source": "Article",
    "locator": "Place in it",
    "note": "Note",
    "reference": "Row",
}


@dataclass(frozen=True)
class Rows:
    """Rows behind a chart; a notebook shows them as a table with links to the articles."""

    lines: tuple[dict[str, str], ...]

    @property
    def frame(self) -> pd.DataFrame:
        """The same as a frame: Reported, Article, Place in it, Note, Row."""
        return pd.DataFrame(self.lines, columns=list(HEADS)).rename(columns=HEADS)

    def _repr_html_(self) -> str:
        shown = self.frame.map(html.escape)
        links = [_link(line["url"], text) for line, text in zip(self.lines, shown["Article"])]
        with pd.option_context("display.max_colwidth", None):
            table = shown.assign(Article=links).to_html(index=False, escape=False, border=0)
        return table.replace("<th>", '<th style="text-align: left">').replace(
            "<td>", '<td style="text-align: left">'
        )

    def __repr__(self) -> str:
        return self.frame.to_string(index=False)


def rows_behind(dataset: Dataset, figure: go.Figure) -> Rows:
    """List the rows that a chart rests on, in words, each with its article, its place in it and its note.

    Parameters
    ----------
    dataset : Dataset
    figure : plotly.graph_objects.Figure
        A chart of this dataset.

    Returns
    -------
    Rows
        To look at in a notebook; ``frame`` is the same as a pandas.DataFrame.

    Examples
    --------
    >>> import coalviz
    >>> dataset = coalviz.load()
    >>> coalviz.rows_behind(dataset, coalviz.pledge_sum(dataset)).frame["Row"].iloc[0]
    'pledges.csv, line 2'
    """
    return Rows(tuple(row_lines(dataset, figure.layout.meta)))


def row_lines(dataset: Dataset, meta: Mapping[str, Any]) -> list[dict[str, str]]:
    """Write the rows behind a figure as lines of a table, as plain texts."""
    sources = {source.get("source_id"): source for source in meta["sources"]}
    return [_line(dataset, row, sources.get(row.get("source_id"), {})) for row in meta["rows"]]


def _line(dataset: Dataset, row: Mapping[str, Any], source: Mapping[str, str]) -> dict[str, str]:
    table, line = row["table"], row["line"]
    url = source.get("url", "")
    return {
        "key": f"{table}:{line}",
        "said": told_words(dataset, table, by_line(dataset, table)[line]),
        "source": source.get("text", ""),
        "url": url if url.startswith(("https://", "http://")) else "",
        "locator": row.get("locator", ""),
        "note": row.get("note", ""),
        "reference": f"{table}.csv, line {line}",
    }


def _link(url: str, text: str) -> str:
    return f'<a href="{html.escape(url)}" target="_blank">{text}</a>' if url else text
