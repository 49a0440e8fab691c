"""What every chart says of itself: its rows and sources, day of knowledge, and the code that makes it."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from .dataset import Dataset
from .dates import words
from .theme import cite, escape, listed
from .money import COMPARATORS, amount_words

__all__ = ["chart", "coalition_name", "known_by", "marks", "nothing_known", "number"]

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def number(count: int) -> str:
    """Write a small number in words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def coalition_name(dataset: Dataset, coalition: str | None) -> str:
    """Name a coalition inside a sentence; None stands for all of them. An unknown one is a ValueError."""
    if coalition is None:
        return "all coalitions"
    if coalition not in dataset.coalition_ids:
        raise ValueError(f"there is no coalition {coalition!r}; coalitions are {', '.join(dataset.coalition_ids)}, or None for all")
    return f"the {dataset.names[coalition]} coalition"


def known_by(dataset: Dataset) -> str:
    """Say of which day the knowledge is."""
    return f"known by {words(dataset.day)}" if dataset.day else "nothing published yet"


def chart(draw: Callable[..., dict]) -> Callable[..., go.Figure]:
    """Make a chart function from one that draws and words: the figure is cited, its code worked out.

    The function that draws returns a mapping with ``figure``, ``used`` (lines by table), ``title``, ``subtitle``,
    ``alt``, ``notes`` and ``margin``, as ``cite`` takes them.
    """
    parameters = inspect.signature(draw).parameters

    @functools.wraps(draw)
    def drawn(dataset: Dataset, **options: Any) -> go.Figure:
        parts = draw(dataset, **options)
        given = [f"{name}={value!r}" for name, value in options.items() if value != parameters[name].default]
        return _cited(parts, dataset, f"coalviz.{draw.__name__}({', '.join([dataset.code, *given])})")

    # what an explorer offers is what the description lists: unit : {"EUR", "USD"}
    listed_values = re.findall(r"^ +(\w+) : (?:sequence of )?\{(.+)\}", draw.__doc__ or "", re.MULTILINE)
    drawn.choices = {name: re.findall('"([^"]+)"', values) for name, values in listed_values}
    return drawn


def _cited(parts: dict, dataset: Dataset, code: str) -> go.Figure:
    from . import __version__

    rows, sources = provenance(dataset, parts.get("used", {}))
    if not sources:  # "nothing is known" rests on all that there was to read
        sources = provenance(dataset, {"sources": dataset.sources.query("kind == 'article'").index})[1]
    return cite(
        parts["figure"], title=parts["title"], subtitle=parts.get("subtitle", ""), alt=parts["alt"], code=code, rows=rows,
        sources=sources or ["no article was published by then"], notes=[note for note in parts.get("notes", []) if note],
        as_of=str(dataset.day or ""), margin=parts.get("margin"), version={"coalviz": __version__, "tables": dataset.version},
    )  # fmt: skip


def provenance(dataset: Dataset, used: Mapping[str, Iterable[int]]) -> tuple[list[dict], list[dict]]:
    """Collect the rows behind a chart (with table and line, without blank cells) and their sources."""
    rows = []
    for table, lines in used.items():
        frame = dataset.tables[table].loc[sorted(set(lines))]
        for line, row in zip(frame.index.tolist(), frame.to_dict("records")):
            rows.append({"table": table, "line": line, **{name: value for name, value in row.items() if pd.notna(value)}})
    sources = dataset.sources
    cited = sources[sources["source_id"].isin({row.get("source_id") for row in rows})].sort_values("published")
    return rows, [_source({name: value for name, value in row.items() if pd.notna(value)}) for row in cited.to_dict("records")]


def _source(row: dict) -> dict[str, str]:
    text = f"{row['publisher']}, {words(row['published'])}" if "published" in row else f"{row['publisher']} ({row['title']})"
    text += f", citing {row['reported_by']}" if "reported_by" in row else ""
    return {"source_id": row["source_id"], "text": text, "title": row["title"], "url": row.get("url", "")}


def nothing_known(dataset: Dataset, what: str) -> dict:
    """Draw the chart that says in words that nothing is known; never an empty axis."""
    title = f"No {what} known" + (f" by {words(dataset.day)}" if dataset.day else "")
    text = "No article that was published by then tells more."
    note = {"text": text, "xref": "paper", "yref": "paper", "x": 0, "y": 0.5, "xanchor": "left", "font": {"size": 15}}
    figure = {"data": [], "layout": {"height": 120, "xaxis": {"visible": False}, "yaxis": {"visible": False}, "annotations": [note]}}
    return {"figure": figure, "title": title, "alt": f"{title}. There is nothing to draw.", "margin": {"l": 18, "r": 18, "t": 0, "b": 0}}


def marks(dataset: Dataset, table: str, groups: Iterable[Iterable[int]], headings: Iterable[str]) -> dict:
    """Give a trace its hover texts, and for each mark the rows that it stands for, as ``pledges:4 pledges:7``.

    Parameters
    ----------
    groups : iterable of lines
        For each mark, the lines of its rows in the table.
    headings : iterable of str
        For each mark, what it shows.
    """
    groups, texts = [list(dict.fromkeys(lines)) for lines in groups], []
    rows = _rows(dataset, table, {line for lines in groups for line in lines})
    for lines, heading in zip(groups, headings):
        said = [row_words(dataset, table, rows[line]) for line in lines[:6]] + ([f"and {len(lines) - 6} more"] if len(lines) > 6 else [])
        texts.append("<br>".join([f"<b>{escape(heading)}</b>", *map(escape, said)]) if lines else "")
    references = [" ".join(f"{table}:{line}" for line in lines) for lines in groups]
    return {"customdata": references, "hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}


def _rows(dataset: Dataset, table: str, lines: Iterable[int]) -> dict[int, dict]:
    frame = dataset.tables[table].loc[sorted(lines)]
    publishers = dict(zip(dataset.tables["sources"]["source_id"], dataset.tables["sources"]["publisher"]))
    return {line: row | {"publisher": publishers[row["source_id"]]} for line, row in zip(frame.index, frame.to_dict("records"))}


def row_words(dataset: Dataset, table: str, row: dict) -> str:
    """Word one row as its source reports it, with source and place."""
    names = dataset.names
    if table == "pledges":
        who = listed([names.get(donor, donor) for donor in row["donors"].split()], most=3)
        what = amount_words(row["comparator"], row["amount"], row["currency"])
        if row["form"] == "in_kind":
            what = row["item"] if pd.isna(row["quantity"]) else f"{row['quantity']:,} {row['item']}"
        said = f"{who}: {what} ({row['stage']}, {words(row['announced'])})"
    elif table == "memberships":
        role = row["role"] if pd.notna(row["role"]) else "role not stated"
        said = f"{names.get(row['party_id'], row['party_id'])}: {role} (joining {words(row['joined'])})"
    elif table == "events":
        said = f"{row['title']} ({words(row['date'])})"
    elif table == "headcounts":
        said = f"{COMPARATORS[row['comparator']]}{row['count']} members ({words(row['date'])})"
    else:
        who = f"{row['count']} parties, not named" if pd.isna(row["party_id"]) else names.get(row["party_id"], row["party_id"])
        said = f"{who}: {row['role'] if pd.notna(row['role']) else 'role not stated'}"
    return f"{said} – {row['publisher']}, {row['locator']}"
