"""How every chart looks, and what every chart carries: palette, template, title, source and notes."""

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import plotly.graph_objects as go

from plotly_pptx.letters import (
    FOOT,
    INK,
    PAPER,
    WORDS,
    contrast,
    escape,
    plain,
    text_width,
    wrapped,
)

COLOURS = {  # one meaning each, in every chart; lightness differs too, for grey print
    "ink": INK,
    "muted": "#595959",
    "grid": "#E4E4E4",
    "paper": PAPER,
    "grey": "#9A9A9A",
    # money and help
    "money": "#008285",
    "joint": "#C7A0DE",
    "in_kind": "#D47C0D",
    "not_stated": "#6E6E6E",
    # parts that a party plays
    "lead": "#002A44",
    "founder": "#A11A69",
    "member": "#7ABAE3",
    "observer": "#F5ED9D",
    "intending": "#E3D5C3",
    "organisation": "#175C2B",
    "guest": "#BF5055",
    "unstated": "#C6C6C6",
    "contributes": "#008285",
}


@dataclass(frozen=True)
class Look:
    """How a kind of mark looks: its name in the key, colour, hatching, sign, and line."""

    name: str
    colour: str
    pattern: str = ""
    symbol: str = "circle"
    solidity: float = 0.4
    dash: str = "solid"
    width: float = 0


KINDS = {  # of marks; the parts of a bar stand in this order
    "exact": Look("Amount stated", "money"),
    "approximate": Look("About this amount", "money", "."),
    "lower": Look("At least this amount", "money", "/"),
    "range": Look("Least of what sources say", "money", "-"),
    "disclosed": Look("Disclosed by country", "money"),
    "joint": Look("Joint sum, not broken down by country", "joint", "/"),
    "reported": Look("Reported in all, at least", "joint", "/"),
    "untraced": Look("In no single pledge", "grey", "/"),
    "possible": Look("Possible, if sums do not overlap", "muted", "x", solidity=0.12),
    "early": Look("Possible before: day not stated", "muted", "x", solidity=0.12, dash="dot"),
    "total": Look("Total", "not_stated"),
    "at_least": Look("Total, at least", "not_stated", "/"),
    "so_far": Look("Total as reported", "ink", symbol="square"),
    "members": Look("Surely members", "member"),
    "disputed": Look("Possibly members besides", "muted", "x", solidity=0.25),
    "event": Look("Event", "ink", symbol="triangle-up"),
    "joined": Look("Joining", "ink", symbol="cross-thin"),
    "left": Look("Leaving", "ink", symbol="x-thin"),
    "count": Look("Number reported", "ink", symbol="diamond-open"),
    "not_stated": Look("Amount not stated", "not_stated", symbol="circle-open"),
    "stated_apart": Look("Amount stated, in no sum", "money"),
    "in_kind": Look("Help in kind", "in_kind", symbol="diamond"),
    # parts that a party plays, as lines from it; the strongest first
    "lead": Look("leads", "lead", width=4),
    "founder": Look("founded it", "founder", width=3),
    "member": Look("member", "member", width=1.5),
    "observer": Look("observer", "observer", dash="dashdot", width=1.5),
    "intending": Look("intends to join", "intending", dash="dashdot", width=1.5),
    "unstated": Look("part not stated", "unstated", dash="dashdot", width=1.5),
    "contributes": Look("contributes", "contributes", dash="dot", width=2),
}
SIGNS = {"○": "not_stated", "◆": "in_kind"}  # stand in labels, with the colour of what they mean
SIZES = {"slide": (1280, 720), "half": (640, 720), "page": (1000, 1414), "square": (1080, 1080)}
Told = Mapping[str, Any]  # of a figure or a row, by name
Size = str | tuple[int, int | None] | None  # by name, or width and height in pixels
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
WIDTH = 840  # a chart in a notebook: fits beside the file browser of a small screen


class Letters(NamedTuple):
    """How large the letters of a figure are, in pixels."""

    title: float
    subtitle: float
    text: float
    foot: float


_TYPE = {"notebook": Letters(21, 14, 13, 11.5), "slide": Letters(30, 20, 18, 15)}  # by context
_EDGE = 18  # free pixels between the picture's edge and its words
BOLD = 1.06  # how much wider than others bold letters are
STRETCH = 1.7  # how much higher than it needs to be a chart may be drawn
APART = 26  # pixels for lines of words above steps, where a chart is as high as it needs to be
END_LABELS = "end labels"  # marks the trace whose texts stand at the end of bars


def folded(name: str, letters: int = 48) -> str:
    """Write a name in lines that leave room beside them, as Plotly reads it."""
    return "<br>".join(map(escape, textwrap.wrap(name, letters)))


def visible(colour: str) -> str:
    """Darken a colour until it is seen on white: 3 to 1, as WCAG 2 asks of graphics."""
    channels = bytes.fromhex(colour[1:])
    part = 1.0
    while contrast(colour) < 3:
        part -= 0.02
        colour = "#" + bytes(round(channel * part) for channel in channels).hex().upper()
    return colour


def template(context: str = "notebook") -> go.layout.Template:
    """Give the Plotly template of all charts, for a ``notebook`` or, with larger type, for a ``slide``.

    Examples
    --------
    >>> template("slide").layout.font.size
    18
    """
    return go.layout.Template(_template(context))


# at the top and left of the picture
_TITLE = {
    "x": 0,
    "xanchor": "left",
    "y": 1,
    "yanchor": "top",
    "pad": {"l": _EDGE, "t": _EDGE},
}
_LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": 1,
    "yanchor": "bottom",
    "traceorder": "normal",
    "itemclick": False,
    "itemdoubleclick": False,
}


@cache
def _template(context: str) -> dict:
    size, ink, muted = _TYPE[context], COLOURS["ink"], COLOURS["muted"]
    axis = {
        **dict.fromkeys(("automargin", "showgrid", "zeroline", "showline"), False),
        "ticks": "",
        "gridcolor": COLOURS["grid"],
        "tickfont": {"color": ink},
        "title": {"font": {"color": muted}},
    }
    subtitle = {"size": size.subtitle, "color": muted}
    colours = ("money", "in_kind", "lead", "member", "founder", "organisation")
    layout = {
        "font": {"family": FONT, "size": size.text, "color": ink},
        "title": _TITLE | {"font": {"size": size.title}, "subtitle": {"font": subtitle}},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": [COLOURS[name] for name in colours],
        "xaxis": axis,
        "yaxis": axis | {"ticklabelstandoff": 8},
        "legend": _LEGEND | {"font": {"size": size.text}},
        "hoverlabel": {"align": "left", "bgcolor": PAPER, "font": {"family": FONT, "color": ink}},
        "bargap": 0.35,
        "annotationdefaults": {"showarrow": False},
        "modebar": {"remove": ["sendChartToCloud", "select2d", "lasso2d"]},  # nothing is uploaded
    }
    heatmap = {"textfont": {"size": size.text}}
    return {"layout": layout, "data": {"heatmap": [heatmap]}}


class Chart(go.Figure):
    """A figure that says in every file from which tables it was made, though not in a notebook's outputs.

    There one line says it for all charts: a stored chart then differs only where its content does.
    """

    def unversioned(self) -> go.Figure:
        """Give the figure as a notebook stores it: without the fingerprint of the tables, and what only decks say."""
        stored = go.Figure(self)  # a copy, also of what it says of itself
        meta: Any = meta_of(stored)
        meta.pop("state", None)
        meta.get("version", {}).pop("tables", None)
        for source in meta.get("sources", ()):
            source.pop("told", None)
        return stored

    def show(self, *args: Any, **more: Any) -> None:
        """Show the figure, as Plotly does."""
        self.unversioned().show(*args, **more)

    def _ipython_display_(self) -> None:
        self.unversioned()._ipython_display_()

    def _repr_mimebundle_(self, *args: Any, **more: Any) -> dict:
        return self.unversioned()._repr_mimebundle_(*args, **more)


def cite(
    figure: go.Figure,
    *,
    title: str,
    sources: Sequence[Mapping[str, str] | str],
    alt: str,
    subtitle: str = "",
    notes: Sequence[str] = (),
    rows: Sequence[Told] = (),
    code: str = "",
    as_of: str = "",
    version: Mapping[str, str] | None = None,
    state: Told | None = None,
    margin: Mapping[str, float] | None = None,
) -> go.Figure:
    """Give a figure its title, source line, notes and alternative text, so that it can go out.

    All charts of coalviz go through here; a figure of your own becomes as complete with it.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        It is not changed.
    title, subtitle, alt : str
        Plain text; ``alt`` says what a blind reader must know.
    sources : sequence of str or mapping
        Who says so: texts, or mappings with ``text`` and, if there are, ``title``, ``url``, and
        lines for speaker notes, ``told``.
    notes : sequence of str
        Caveats, the most important first.
    rows : sequence of mapping
        The table rows behind the chart; ``save`` writes them as CSV.
    code, as_of, version
        The line of Python that makes the figure, the day of knowledge, versions by name.
    state : mapping, optional
        From which ``figure_of`` draws the figure again; a deck is kept true by it.
    margin : mapping, optional
        Pixels around the plot that its labels need: ``l``, ``r``, ``t``, ``b``. Default: the figure's own margin.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If title, alternative text or sources are empty.

    Examples
    --------
    >>> bars = go.Figure(go.Bar(x=["2023", "2024"], y=[3, 5]))
    >>> cited = cite(bars, title="Meetings", sources=["Own count"], alt="Bar chart: 3 meetings, then 5.")
    >>> cited.layout.meta["sources"][0]["text"]
    'Own count'
    """
    meta = {
        "title": title,
        "subtitle": subtitle,
        "alt": alt,
        "notes": list(notes),
        "sources": [
            {"text": source} if isinstance(source, str) else dict(source) for source in sources
        ],
        "rows": list(rows),
        "code": code,
        "as_of": as_of,
        "version": version or {},
        "state": state or {},
    }
    return framed(described(figure.to_plotly_json(), meta, margin or {}))


def meta_of(figure: go.Figure) -> Told:
    """Give what ``cite`` wrote into a figure; nothing of a figure that it never saw."""
    return figure.layout.meta if isinstance(figure.layout.meta, Mapping) else {}


def described(drawn: Mapping, meta: Told, margin: Mapping[str, float]) -> dict:
    """Do as ``cite``, and give the figure as a plain dictionary that is not framed yet."""
    if missing := [name for name in ("title", "alt", "sources") if not meta[name]]:
        raise ValueError(f"a figure cannot be cited without {' and '.join(missing)}")
    layout = drawn["layout"]
    room = {"l": 80, "r": 20, "t": 10, "b": 40, **layout.get("margin", {}), **margin}
    body = {"margin": room, "body": layout.get("height", 420)}
    return {"data": drawn["data"], "layout": layout | {"meta": {**meta, **body}}}


def framed(figure: go.Figure | dict, size: Size = None, context: str = "notebook") -> go.Figure:
    """Lay out title, subtitle, notes and sources around the chart for a size, so that nothing is cut off.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        A figure from ``cite``; it is not changed. Framing a framed figure anew is fine.
    size : str or (int, int or None), optional
        A name from ``SIZES``, or width and height in pixels; without a height as high as needed. Default: as wide
        as a notebook.
    context : {"notebook", "slide"}
        How large the type is.

    Raises
    ------
    ValueError
        If the size is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.framed(coalviz.pledge_sum(coalviz.load()), "slide").layout.width
    1280
    """
    return Chart(layout_of(figure, size, context))


def layout_of(figure: go.Figure | dict, size: Size = None, context: str = "notebook") -> dict:
    """Do as ``framed``, and give the figure as a plain dictionary, which Plotly has not checked."""
    width, height = pixels(size)
    # worked on as a plain dictionary: Plotly then checks the whole figure once
    drawn = figure.to_plotly_json() if isinstance(figure, go.Figure) else figure
    meta, letters = drawn["layout"]["meta"], _TYPE[context]
    scale = letters.text / _TYPE["notebook"].text
    room = width - 2 * _EDGE
    title = wrapped(meta["title"], room, letters.title * BOLD, balanced=True)
    subtitle = wrapped(meta["subtitle"], room, letters.subtitle) if meta["subtitle"] else []
    foot = _foot_lines(meta, room, letters.foot)
    margin = {side: value * scale for side, value in meta["margin"].items()}
    plot_width = width - margin["l"] - margin["r"]
    margin["t"] += _legend_height(drawn, plot_width, letters.text)
    head = len(title) * letters.title * 1.25 + len(subtitle) * letters.subtitle * 1.3
    top = round(_EDGE + head + 12 + margin["t"])
    bottom = round(margin["b"] + len(foot) * letters.foot * 1.35 + _EDGE + 6)
    if height and height > width:  # seven bars do not fill a page: the paper below stays white
        bottom = max(bottom, round(height - top - STRETCH * scale * meta["body"]))
    notes = [note for note in drawn["layout"].get("annotations", []) if note.get("name") != FOOT]
    layout = drawn["layout"] | {
        "template": _template(context),
        "width": width,
        "height": height or round(top + meta["body"] + bottom),
        "margin": {"l": round(margin["l"]), "r": round(margin["r"]), "t": top, "b": bottom},
        "title": {
            "text": f"<b>{'<br>'.join(map(escape, title))}</b>",
            # Plotly sets a title of several lines higher than a single one
            "pad": {"l": _EDGE, "t": _EDGE + round((len(title) > 1) * letters.title * 0.65)},
            "subtitle": {"text": "<br>".join(map(escape, subtitle))},
        },
        "annotations": [*notes, _foot_note(foot, margin, letters.foot)],
    }
    plot = plot_width, layout["height"] - top - bottom
    data = [_fitted(trace, layout, plot, letters.text) for trace in drawn["data"]]
    return {"data": data, "layout": layout}


def pixels(size: Size) -> tuple[int, int | None]:
    """Give width and height of a size; a ValueError says which names there are."""
    if not isinstance(size, str):
        return size or (WIDTH, None)
    if size not in SIZES:
        raise ValueError(
            f"there is no size {size!r}; sizes are {', '.join(SIZES)}, or (width, height) in pixels"
        )
    return SIZES[size]


def _foot_note(lines: Sequence[str], margin: Mapping[str, float], size: float) -> dict:
    """Set notes and sources under the plot, in line with the title."""
    return {
        "name": FOOT,
        "text": "<br>".join(lines),
        "align": "left",
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "xshift": _EDGE - 2 - round(margin["l"]),
        "yref": "paper",
        "y": 0,
        "yanchor": "top",
        "yshift": -round(margin["b"]) - 6,
        "font": {"size": size, "color": COLOURS["muted"]},
    }


def _fitted(trace: dict, layout: dict, plot: Sequence[float], size: float) -> dict:
    """Fit the words of a trace into the room that the size leaves it."""
    if trace.get("meta") == END_LABELS:
        return _with_room(trace, layout, plot, size)
    if trace.get("meta") == WORDS:
        fits = APART * plot[1] / layout["meta"]["body"]
    elif trace["type"] == "heatmap" and trace.get("text"):
        texts = [plain(text).split("\n") for row in trace["text"] for text in row]
        broad = max(text_width(line, 1) for lines in texts for line in lines) or 1
        wide, high = plot[0] / len(trace["text"][0]), plot[1] / len(trace["text"])
        fits = min(0.8 * wide / broad, high / max(map(len, texts)) / 1.2)
    else:
        return trace
    return trace | {"textfont": {"size": round(max(6, min(size, fits)), 1)}}


def _legend_height(drawn: dict, room: float, size: float) -> float:
    widths = [
        text_width(plain(trace["name"]), size) + 3.4 * size
        for trace in drawn["data"]
        if trace.get("name") and trace.get("showlegend")
    ]
    if not widths or drawn["layout"].get("showlegend") is False:
        return 0.0
    # what does not fit into one row, Plotly sets in columns of one width
    rows = 1 if sum(widths) <= room else math.ceil(len(widths) / max(1, room // max(widths)))
    return (2.1 + 1.7 * (rows - 1) + 0.6 * (rows > 1)) * size


def end_labels(
    x: Sequence[float], y: Sequence[str], texts: Sequence[str], marks: Sequence | None = None
) -> dict:
    """Give the trace that writes labels to the right of bars; the axis gets the room they need, in any size.

    The texts are plain: they are escaped and wrapped when the figure is framed.
    """
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "text": [escape(text) for text in texts],
        "mode": "text",
        "textposition": "middle right",
        "meta": END_LABELS,
        "showlegend": False,
        "cliponaxis": False,
        **({"marks": marks} if marks else {"hoverinfo": "skip"}),
    }


def _coloured(text: str) -> str:
    for sign, name in SIGNS.items():
        text = text.replace(sign, f"<span style='color:{COLOURS[name]}'>{sign}</span>")
    return text


def _with_room(trace: dict, layout: dict, plot: Sequence[float], size: float) -> dict:
    """Wrap the end labels, and stretch their axis until each fits beside its bar."""
    longest = max(trace["x"]) or 1
    room, row = plot[0], plot[1] / len(trace["x"])
    crowded = room < 420 or row < 2.6 * size  # no room for two lines
    most, texts = longest, []
    for value, text in zip(trace["x"], trace["text"]):
        # a long bar leaves its label under half of the width, a short one two thirds
        share = 0.66 if value < 0.4 * longest else 0.74 if crowded else 0.46
        words = plain(text).replace("\n", " ").replace("\u2009", "")  # framed once already
        lines = wrapped(words, room * share, size)
        texts.append("<br>".join(f"\u2009{_coloured(escape(line))}" for line in lines))
        needed = max(text_width(line, size) for line in lines) + size
        most = max(most, value / max(0.2, 1 - needed / room))
    layout["xaxis"] = layout["xaxis"] | {"range": [0, most * 1.01]}
    lines = 1 + max(label.count("<br>") for label in trace["y"])
    layout["yaxis"] = layout["yaxis"] | {"tickfont": {"size": min(size, row / 1.2 / lines)}}
    sizes = [min(size, row / (text.count("<br>") + 1.2)) for text in texts]
    return trace | {"text": texts, "textfont": {"size": sizes}}


def sentences(notes: Iterable[str]) -> str:
    """Write notes one after the other, each with a full stop."""
    return " ".join(note if note.endswith(".") else f"{note}." for note in notes)


def _foot_lines(meta: Told, room: float, size: float) -> list[str]:
    """Write the note and source lines of a figure, escaped and wrapped."""
    notes = [f"Note: {sentences(meta['notes'])}"] * bool(meta["notes"])
    sources = [source["text"] for source in meta["sources"]]
    texts = [*notes, f"Source{'s' * (len(sources) > 1)}: {'; '.join(sources)}"]
    return [escape(line) for text in texts for line in wrapped(text, room, size)]
