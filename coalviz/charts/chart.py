"""What every chart says of itself: its rows and sources, day of knowledge, and the code that makes it."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import plotly.graph_objects as go

from ..claims import known_coalition, known_parties
from ..dataset import Dataset, kept
from ..dates import words
from ..theme import cite, escape
from ..wording import row_words

__all__ = [
    "chart",
    "defaults_of",
    "marks",
    "nothing_known",
    "options_of",
    "provenance",
]

HOVERED = 6  # rows that the hover of one mark lists


def chart(draw: Callable[..., dict]) -> Callable[..., go.Figure]:
    """Make a chart function from one that draws and words: the figure is cited, its code worked out.

    The function that draws returns a mapping with ``drawing`` (of a form) or else ``figure`` and
    ``margin``, ``used`` (lines by table), ``title``, ``subtitle``, ``alt`` and ``notes``, as ``cite``
    takes them. What its options may be
    is read from their annotations, and held against what is given.
    """
    choices = _choices(draw)

    @functools.wraps(draw)
    def drawn(dataset: Dataset, **options: Any) -> go.Figure:
        parts = draw(dataset, **_checked(dataset, options, choices, options_of(drawn)))
        defaults = defaults_of(dataset, drawn)
        given = [f"{name}={value!r}" for name, value in options.items() if value != defaults[name]]
        code = f"coalviz.{draw.__name__}({', '.join([dataset.code, *given])})"
        return _cited(parts, dataset, code)

    drawn.choices = choices
    return drawn


@functools.lru_cache(maxsize=64)
def options_of(draw: Callable) -> dict[str, Any]:
    """Give the options of a chart function by name, with their defaults."""
    return {
        parameter.name: parameter.default
        for parameter in inspect.signature(draw).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    }


def defaults_of(dataset: Dataset, draw: Callable) -> dict[str, Any]:
    """Give the options of a chart function with their defaults in these tables."""
    options = options_of(draw)
    own = {name: dataset.coalition for name in ("coalition",) if options.get(name, "") is None}
    return options | own


def _choices(draw: Callable) -> dict[str, list[str]]:
    """Read from the annotations which values an option may have, such as Literal["EUR", "USD"]."""
    found = {}
    for name, hint in typing.get_type_hints(draw).items():
        inner = [hint, *typing.get_args(hint)]
        values = [typing.get_args(kind) for kind in inner if typing.get_origin(kind) is Literal]
        if values:
            found[name] = list(values[0])
    return found


def _checked(
    dataset: Dataset,
    options: dict[str, Any],
    choices: Mapping[str, list[str]],
    defaults: Mapping[str, Any],
) -> dict[str, Any]:
    """Refuse what no chart can draw: unknown coalitions, countries and choices, none at most."""
    if "coalition" in defaults:
        asked = options.get("coalition", defaults["coalition"])
        options = options | {"coalition": known_coalition(dataset, asked, "coalition" in choices)}
    if "countries" in options:
        options = options | {"countries": known_parties(dataset, options["countries"])}
    for name, values in choices.items():
        if name == "coalition":
            continue
        given = options.get(name, values[0])
        for value in [given] if isinstance(given, str) or given is None else given:
            if value not in values:
                raise ValueError(
                    f"there is no {name.removesuffix('s')} {value!r}; right is one of: {', '.join(values)}"
                )
    if options.get("most", 1) < 1:
        raise ValueError(f"most is {options['most']!r}; right is a number of at least 1")
    return options


def _cited(parts: dict, dataset: Dataset, code: str) -> go.Figure:
    from .. import __version__

    if drawing := parts.get("drawing"):
        parts = {"figure": drawing.figure, "margin": drawing.margin} | parts
    rows, sources = provenance(dataset, parts.get("used", {}))
    if not sources:  # "nothing is known" rests on all that there was to read
        sources = [_source(row) for row in dataset.accounts]
    return cite(
        parts["figure"],
        title=parts["title"],
        subtitle=parts.get("subtitle", ""),
        alt=parts["alt"],
        code=code,
        rows=rows,
        sources=sources or ["nothing was published by then"],
        notes=[note for note in parts.get("notes", []) if note],
        as_of=str(dataset.day or ""),
        margin=parts.get("margin"),
        version={"coalviz": __version__, "tables": dataset.version},
    )


@kept
def by_line(dataset: Dataset, table: str) -> dict[int, dict]:
    """Give a table's rows by line, with their publisher."""
    publishers = {row["source_id"]: row["publisher"] for row in dataset.records("sources")}
    return {
        row["line"]: row | {"publisher": publishers.get(row.get("source_id"), "")}
        for row in dataset.records(table)
    }


def provenance(
    dataset: Dataset, used: Mapping[str, Iterable[int]]
) -> tuple[list[dict], list[dict]]:
    """Collect the rows behind a chart (with table and line, without blank cells) and their sources."""
    rows = [
        {"table": table} | _without_blanks(by_line(dataset, table)[line])
        for table, lines in used.items()
        for line in sorted(set(lines))
    ]
    cited = {row.get("source_id") for row in rows}
    sources = [row for row in dataset.records("sources") if row["source_id"] in cited]
    sources.sort(key=lambda row: row["published"] or "9999")
    return rows, [_source(row) for row in sources]


def _without_blanks(row: Mapping) -> dict:
    return {name: value for name, value in row.items() if value is not None and name != "publisher"}


def _source(row: Mapping) -> dict[str, str]:
    """Say who published it, when, and whom it cites."""
    when = f", {words(row['published'])}" if row["published"] else f" ({row['title']})"
    cites = f", citing {row['reported_by']}" if row["reported_by"] else ""
    return {
        "source_id": row["source_id"],
        "text": f"{row['publisher']}{when}{cites}",
        "title": row["title"],
        "url": row["url"] or "",
    }


def nothing_known(dataset: Dataset, what: str) -> dict:
    """Draw the chart that says in words that nothing is known; never an empty axis."""
    title = f"No {what} known" + (f" by {words(dataset.day)}" if dataset.day else "")
    note = {
        "text": "No source that was published by then tells more.",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0.5,
        "xanchor": "left",
        "font": {"size": 15},
    }
    hidden = {"visible": False}
    layout = {"height": 120, "xaxis": hidden, "yaxis": hidden, "annotations": [note]}
    return {
        "figure": {"data": [], "layout": layout},
        "title": title,
        "alt": f"{title}. There is nothing to draw.",
        "margin": {"l": 18, "r": 18, "t": 0, "b": 0},
    }


def marks(
    dataset: Dataset,
    table: str,
    groups: Iterable[Iterable[int]],
    headings: Iterable[str],
) -> dict:
    """Give a trace its hover texts, and for each mark the rows that it stands for.

    Parameters
    ----------
    groups : iterable of lines
        For each mark, the lines of its rows in the table.
    headings : iterable of str
        For each mark, what it shows.
    """
    return mixed_marks(dataset, [{table: tuple(lines)} for lines in groups], headings)


def mixed_marks(
    dataset: Dataset,
    groups: Sequence[Mapping[str, Iterable[int]]],
    headings: Iterable[str],
) -> dict:
    """Do as ``marks`` where a mark rests on rows of several tables; refer to them as ``pledges:4``."""
    texts, references = [], []
    for tables, heading in zip(groups, headings, strict=True):
        rows = list(
            dict.fromkeys((table, line) for table, lines in tables.items() for line in lines)
        )
        told = [row_words(dataset, table, by_line(dataset, table)[line]) for table, line in rows]
        more = [f"and {len(told) - HOVERED} more"] if len(told) > HOVERED else []
        lines = [f"<b>{escape(heading)}</b>", *map(escape, [*told[:HOVERED], *more])]
        texts.append("<br>".join(lines) if rows else "")
        references.append(" ".join(f"{table}:{line}" for table, line in rows))
    return {
        "customdata": references,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
