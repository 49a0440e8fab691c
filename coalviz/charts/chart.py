"""What every chart says of itself: its rows and sources, day of knowledge, and the code that makes it."""

import functools
import inspect
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral
from typing import Any, Literal, NamedTuple, ParamSpec, cast

import plotly.graph_objects as go

from ..dataset import ALL, Dataset, all_read, known_coalition, known_parties, several
from ..dates import words
from ..forms.marks import Drawing, Mark
from ..notes import add_notes
from ..theme import described, escape, framed, wrapped
from ..wording.grammar import Words, coalition_name, known_by
from ..wording.rows import row_words, rows_by

HOVERED = 6  # rows that the hover of one mark lists
BROAD = 400  # pixels of its lines: beside any mark there is half a chart


Options = ParamSpec("Options")
Coalition = str | Literal["all"] | None


class Chart(NamedTuple):
    """What a chart function gives: what is drawn, how that is said, and the rows it rests on, by table."""

    drawing: Drawing
    words: Words
    used: Mapping[str, Iterable[int]]


def chart(draw: Callable[Options, Chart]) -> Callable[Options, go.Figure]:
    """Make a chart of one's own a chart like those of coalviz: for explorers, tray, briefing and deck.

    Its foot names the sources of the rows used, its options are checked, and the rows behind it are found.

    Parameters
    ----------
    draw : function
        Takes the dataset, then its options by keyword only. It returns a ``Chart``, or a mapping: ``figure`` (a
        Plotly figure), ``title`` and ``alt`` (alternative text); ``used``, the lines of the rows drawn by table,
        such as ``{"pledges": [2, 3]}``; and, if there is something to say, ``subtitle``, ``notes`` (a list)
        and ``margin`` (around the plot, in pixels). What an option may be is read from its annotation,
        such as ``Literal["EUR", "USD"]``; an option ``coalition=None`` is the tables' own coalition.

    Returns
    -------
    function
        From a dataset and options to a plotly.graph_objects.Figure.

    Examples
    --------
    >>> import coalviz
    >>> import plotly.graph_objects as go
    >>> @coalviz.chart
    ... def places(dataset, *, coalition=None):
    ...     events = dataset.events.query("coalition_id == @coalition").dropna(subset="place")
    ...     figure = go.Figure(go.Bar(x=events["place"].value_counts(), y=events["place"].unique()))
    ...     title = f"Meetings in {', '.join(events['place'].unique())}"
    ...     return {"figure": figure, "title": title, "alt": title, "used": {"events": events.index}}
    >>> places(coalviz.load()).layout.meta["sources"][0]["text"].split(",")[0]
    'Ukrainska Pravda'
    """
    own = not draw.__module__.startswith("coalviz.")

    @functools.wraps(draw)
    def drawn(dataset: Any, **options: Any) -> go.Figure:
        figure = plain(dataset, **options)
        add_notes(dataset, figure["layout"]["meta"])
        return framed(figure)

    def plain(dataset: Any, **options: Any) -> dict:
        defaults = defaults_of(dataset, drawn)
        whose = {name: initial for name, initial in defaults.items() if name == "coalition"}
        if dataset.coalition_ids:
            read = all_read(functools.partial(read_option, dataset, drawn), whose | options)
            made = cast(Any, draw)(dataset, **read)
        else:  # a set of tables that was just started
            made = nothing_known(dataset, "coalition")
        asked = {name: value for name, value in options.items() if value != defaults[name]}
        args = [f"{name}={value!r}" for name, value in asked.items()]
        code = f"{'' if own else 'coalviz.'}{draw.__name__}({', '.join([dataset.code, *args])})"
        state = {"chart": draw.__name__} | asked | {**dataset.asked}
        state |= {name: options.get(name) or initial for name, initial in whose.items()}
        return _cited(made if isinstance(made, Chart) else _chart_of(made), dataset, code, state)

    # plain: unframed, unchecked by Plotly and without what decks tell, which take most of the time
    signature = inspect.signature(draw).replace(return_annotation=go.Figure)
    vars(drawn).update(choices=_choices(draw), plain=plain, __signature__=signature)
    return cast(Any, drawn)  # it takes what draw takes


def _chart_of(made: Mapping[str, Any]) -> Chart:
    """Take what a chart of one's own returns."""
    drawn = made["figure"].to_plotly_json()
    drawing = Drawing(list(drawn["data"]), dict(drawn["layout"]), made.get("margin") or {})
    words = Words(made["title"], made["alt"], made.get("subtitle", ""), list(made.get("notes", [])))
    return Chart(drawing, words, made.get("used", {}))


@functools.lru_cache(maxsize=64)
def options_of(draw: Callable) -> dict:
    """Give the options of a chart function by name, with their defaults."""
    return {
        parameter.name: parameter.default
        for parameter in inspect.signature(draw).parameters.values()
        if parameter.kind is parameter.KEYWORD_ONLY
    }


def defaults_of(dataset: Dataset, draw: Callable) -> dict:
    """Give the options of a chart function with their defaults in these tables."""
    options = dict(options_of(draw))
    if options.get("coalition", ALL) is None:
        options["coalition"] = dataset.coalition
    return options


def _choices(draw: Callable) -> dict[str, list[str]]:
    """Read from the annotations which values an option may have, such as Literal["EUR", "USD"]."""
    return {
        name: list(typing.get_args(kind))
        for name, hint in typing.get_type_hints(draw).items()
        for kind in (hint, *typing.get_args(hint))
        if typing.get_origin(kind) is Literal
    }


def read_option(dataset: Dataset, draw: Any, name: str, value: Any) -> Any:
    """Read the value of an option, several as a tuple; a ValueError tells which would be right."""
    if name == "countries":
        return known_parties(dataset, value)
    if name == "coalition":
        return known_coalition(dataset, value)
    if name == "most" and (not isinstance(value, Integral) or value < 1):
        raise ValueError(f"most is {value!r}; right is a whole number of at least 1")
    values = draw.choices.get(name)
    if values is None:
        return value
    initial = options_of(draw)[name]
    alone = isinstance(value, str) if initial is None else not isinstance(initial, tuple)
    chosen = (value,) if alone else several(name, value)
    for each in chosen:
        if each not in values:
            raise ValueError(
                f"there is no {name.removesuffix('s')} {each!r}; right is one of: {', '.join(values)}"
            )
    return value if alone else chosen


def _cited(made: Chart, dataset: Dataset, code: str, state: Mapping[str, Any]) -> dict:
    from .. import __version__

    drawing, text = made.drawing, made.words
    rows, sources = provenance(dataset, made.used)
    # "nothing is known" rests on all that there was to read
    sources = sources or [_source(row) for row in dataset.accounts]
    data = [_told(dataset, trace) for trace in drawing.data]
    meta = {
        "title": text.title,
        "subtitle": text.subtitle,
        "alt": text.alt,
        "notes": [note for note in text.notes if note],
        "sources": sources or [{"text": "nothing was published by then"}],
        "rows": rows,
        "code": code,
        "as_of": str(dataset.day or ""),
        "version": {"coalviz": __version__, "tables": dataset.version},
        "state": state,
    }
    return described({"data": data, "layout": drawing.layout}, meta, drawing.margin)


def provenance(
    dataset: Dataset, used: Mapping[str, Iterable[int]]
) -> tuple[list[dict], list[dict]]:
    """Collect the rows behind a chart (with table and line, without blank cells) and their sources."""
    rows = [
        {"table": table} | {name: value for name, value in row.items() if value is not None}
        for table, lines in used.items()
        for row in (rows_by(dataset, table, "line")[line] for line in sorted(set(lines)))
    ]
    named = {row.get("source_id") for row in rows}
    sources = [row for row in dataset.records("sources") if row["source_id"] in named]
    sources.sort(key=lambda row: row["published"] or "9999")
    return rows, [_source(row) for row in sources]


def _source(row: Mapping) -> dict[str, str]:
    """Say of a source all that its table has: to cite it, and for notes and references."""
    details = {name: row[name] for name in ("author", "published", "reported_by") if row[name]}
    when = f", {words(row['published'])}" if row["published"] else f" ({row['title']})"
    cites = f", citing {row['reported_by']}" if row["reported_by"] else ""
    return {
        "source_id": row["source_id"],
        "text": f"{row['publisher']}{when}{cites}",
        "title": row["title"],
        "url": row["url"] or "",
    } | details


def nothing_known(dataset: Dataset, what: str, coalition: str = "") -> Chart:
    """Draw the chart that says in words that nothing is known, of one coalition or any; never an empty axis."""
    if coalition:
        whose = f"any {dataset.noun}" if coalition == ALL else coalition_name(dataset, coalition)
        what = f"{what} {whose}"
    note = {
        "text": "No source that is named below tells more.",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0.5,
        "xanchor": "left",
        "font": {"size": 15},
    }
    hidden = {"visible": False}
    layout = {"height": 120, "xaxis": hidden, "yaxis": hidden, "annotations": [note]}
    drawing = Drawing([], layout, {"l": 18, "r": 18, "t": 0, "b": 0})
    title = f"No {what} {known_by(dataset) if dataset.day else 'known'}"
    return Chart(drawing, Words(title, f"{title}. There is nothing to draw."), {})


def _told(dataset: Dataset, trace: dict) -> dict:
    """Give a trace the hover texts of its marks, and for each mark the rows that it stands for."""
    rest = dict(trace)
    marks = rest.pop("marks", None)
    if marks is None:
        return rest
    if trace["type"] == "heatmap":
        texts, references = _apart(_hovers(dataset, row) for row in marks)
    elif isinstance(marks, Sequence):
        texts, references = _hovers(dataset, marks)
    else:  # one for the whole line
        texts, reference = _hover(dataset, marks)
        references = [reference] * len(trace["x"])
    shown = "%{hovertext}<extra></extra>"
    return rest | {"hovertext": texts, "customdata": references, "hovertemplate": shown}


def _hovers(dataset: Dataset, marks: Iterable[Mark | None]) -> list[list[str]]:
    return _apart(_hover(dataset, mark) for mark in marks)


def _apart(pairs: Iterable[Iterable]) -> Any:
    """Make of many pairs a list of what is first in each, and one of what is second."""
    return [list(side) for side in zip(*pairs)]


def _hover(dataset: Dataset, mark: Mark | None) -> tuple[str, str]:
    """Say what a mark shows and list its rows; refer to them as ``pledges:4``."""
    if mark is None or not mark.heading:
        return "", ""
    rows = [(table, line) for table, lines in mark.rows.items() for line in dict.fromkeys(lines)]
    texts = []
    for table, line in rows[:HOVERED]:
        row = rows_by(dataset, table, "line")[line]
        publisher = dataset.publishers[row["source_id"]]
        texts.append(row_words(dataset, table, row | {"publisher": publisher}))
    texts += [f"and {len(rows) - HOVERED} more"] * (len(rows) > HOVERED)
    shown = [line for text in texts for line in wrapped(text, BROAD, 13)]
    lines = [f"<b>{escape(mark.heading)}</b>", *map(escape, shown)]
    return "<br>".join(lines), " ".join(f"{table}:{line}" for table, line in rows)
