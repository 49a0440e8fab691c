"""The drawings that charts share: marks in, Plotly traces and layout out.

A chart says where its marks stand, of which kind they are, and what rows are behind them; how a kind
looks, and what its key, hover and references are, stands here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from plotly_pptx.letters import WORDS, visible

from .theme import COLOURS, KINDS, SIGNS, end_labels, escape, text_width

__all__ = ["Bar", "Band", "Sign", "bars", "date_axis", "steps"]

Rows = Mapping[str, tuple[int, ...]]
Tell = Callable[[Sequence[Rows], Sequence[str]], dict]
STEP = 290  # pixels that an area of steps is high
CROWDED = 7  # lines of words above an area that are too many
LINE = 34  # pixels between two lines of labels


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its parts by kind, from a start on, what is written at its end, the rows behind it."""

    label: str
    parts: Mapping[str, float]
    text: str
    rows: Rows
    start: float | None = None

    @property
    def end(self) -> float:
        """Where it ends."""
        return (self.start or 0.0) + sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Band:
    """An area between two step functions of time, until a day or else the end of the picture."""

    kind: str
    days: Sequence[datetime.date]
    low: Sequence[float]
    high: Sequence[float]
    texts: Sequence[str]
    rows: Sequence[Rows]
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign at a day, with words on a line above the areas; with a height it stands there too."""

    kind: str
    day: datetime.date
    text: str
    rows: Rows
    height: float | None = None
    label: str | None = None

    @property
    def words(self) -> str:
        """What is written beside it: its text unless another label is given."""
        return self.text if self.label is None else self.label


@dataclass
class Drawing:
    """Traces and layout of a form, and the pixels around the plot that its labels need."""

    data: list[dict] = field(default_factory=list)
    layout: dict = field(default_factory=dict)
    margin: dict = field(default_factory=dict)

    @property
    def figure(self) -> dict:
        """What Plotly takes."""
        return {"data": self.data, "layout": self.layout}


# ---- bars


def bars(
    drawn: Sequence[Bar], tell: Tell, *, keys: Iterable[str] = (), height: int = 38
) -> Drawing:
    """Draw horizontal bars from the top, with words at their ends; bars with a start float.

    ``keys`` are signs that stand in the words and need a key; ``tell`` gives hover and references.
    """
    labels = [escape(bar.label) for bar in drawn]
    headings = [f"{bar.label}: {bar.text}" for bar in drawn]
    kinds = [kind for kind in KINDS if any(kind in bar.parts for bar in drawn)]
    data = [_bar_trace(kind, drawn, labels, headings, tell) for kind in kinds]
    data += [_key(kind, labels[0]) for kind in keys]
    hover = {}
    if not all(bar.parts for bar in drawn):  # without a bar, the label holds the rows
        hover = {"hoverinfo": None, **tell([bar.rows for bar in drawn], headings)}
    data.append(
        end_labels([bar.end for bar in drawn], labels, [bar.text for bar in drawn], **hover)
    )
    tall = height + 22 * (max(len(bar.text) for bar in drawn) >= 80)
    floating = any(bar.start is not None for bar in drawn)
    layout = {
        "barmode": "overlay" if floating else "stack",
        "height": len(drawn) * tall + 10,
        "xaxis": {"visible": False},
        "yaxis": {
            "autorange": "reversed",
            "categoryorder": "array",
            "categoryarray": labels,
        },
    }
    room = 30 + max(text_width(bar.label, 13) for bar in drawn)
    return Drawing(data, layout, {"l": room, "t": 4, "b": 4})


def _bar_trace(
    kind: str, drawn: Sequence[Bar], labels: list[str], headings: list[str], tell: Tell
) -> dict:
    """Draw the parts of one kind, each after those of the kinds before it."""
    look, before = KINDS[kind], list(KINDS)[: list(KINDS).index(kind)]
    starts = [
        (bar.start or 0.0) + sum(bar.parts.get(other, 0.0) for other in before)
        if kind in bar.parts
        else None
        for bar in drawn
    ]
    floating = any(bar.start is not None for bar in drawn)
    rows = [bar.rows if kind in bar.parts else {} for bar in drawn]
    colour = COLOURS[look.colour]
    edge = visible(colour) if look.pattern else colour
    hatch = {"shape": look.pattern, "fillmode": "replace", "size": 7, "solidity": 0.45}
    hatch |= {"fgcolor": edge} if look.pattern else {}
    return {
        "type": "bar",
        "orientation": "h",
        "name": look.name,
        "showlegend": True,
        "y": labels,
        "x": [bar.parts.get(kind) for bar in drawn],
        **({"base": starts} if floating else {}),
        "marker": {
            "color": colour,
            "line": {"color": edge, "width": 1},
            "pattern": hatch,
        },
        **tell(rows, headings),
    }


def _key(kind: str, place: str) -> dict:
    """Explain a sign that stands in words."""
    look = KINDS[kind]
    return {
        "type": "scatter",
        "x": [None],
        "y": [place],
        "mode": "markers",
        "name": look.name,
        "showlegend": True,
        "marker": _marker(kind) | {"size": 10},
    }


# ---- steps


def steps(
    bands: Sequence[Band],
    signs: Sequence[Sign],
    span: tuple[datetime.date, datetime.date],
    tell: Tell,
) -> Drawing:
    """Draw areas between step functions of time, signs on and above them, and the axis of days."""
    highest = max((high for band in bands for high in band.high if high), default=0.0)
    highest = max([highest, *(sign.height or 0.0 for sign in signs)])
    top = highest or 1.0
    data = [
        trace
        for band, below in zip(bands, [None, *bands], strict=False)
        for trace in _band_traces(band, below, span[1], tell)
    ]
    above, levels = _stacked(signs, span, ends=bool(bands))
    if max(levels.values(), default=0) >= CROWDED:  # the words are left to the hover
        above, levels = _by_kind(signs)
    body = STEP if highest else 90
    scale = top / (body - 20)
    data += _points([sign for sign in signs if sign.height is not None], tell)
    data += _sign_traces(
        above,
        {id(sign): top + scale * (40 + LINE * levels[id(sign)]) for sign in above},
        span,
        tell,
    )
    height = body + 40 + LINE * (1 + max(levels.values(), default=-1))
    days = {day for band in bands for day in band.days} | {sign.day for sign in signs}
    layout = {
        "height": height,
        "hovermode": "closest",
        "yaxis": {"visible": False, "range": [0 if highest else top, scale * height]},
        "xaxis": date_axis(*span, sorted(day for day in days if span[0] < day)),
    }
    return Drawing(data, layout, {"l": 24, "r": 24, "t": 4, "b": 34})


def _band_traces(band: Band, below: Band | None, right: datetime.date, tell: Tell) -> list[dict]:
    """Draw the area up to the upper edge, from the band below or from a lower edge that is not seen."""
    look = KINDS[band.kind]
    colour = COLOURS[look.colour]
    x = [str(day) for day in (*band.days, band.until or right)]
    hover = tell([*band.rows, band.rows[-1]], [*band.texts, band.texts[-1]])
    edge = {"type": "scatter", "mode": "lines", "x": x, "connectgaps": False}
    line = visible(colour) if look.pattern else colour
    lower = edge | {
        "y": [*band.low, band.low[-1]],
        "line": {"shape": "hv", "width": 0, "color": colour},
        "showlegend": False,
        "hoverinfo": "skip",
    }
    upper = edge | {
        "y": [*band.high, band.high[-1]],
        "name": look.name,
        "line": {"shape": "hv", "width": 2, "color": line, "dash": look.dash},
        "fill": "tonexty",
        "fillcolor": colour,
        "showlegend": True,
        **hover,
    }
    if look.pattern:
        upper["fillpattern"] = {
            "shape": look.pattern,
            "fillmode": "replace",
            "size": 7,
            "solidity": look.solidity,
            "fgcolor": line,
        }
    if not any(band.low):  # from zero on: no lower edge is needed
        return [upper | {"fill": "tozeroy"}]
    if below and (below.days, below.high) == (band.days, band.low):
        return [upper]
    return [lower, upper]


def _stacked(
    signs: Sequence[Sign],
    span: tuple[datetime.date, datetime.date],
    ends: bool = False,
    width: float = 540,
) -> tuple[list[Sign], dict[int, int]]:
    """Give each sign above the areas the lowest line on which its words run into no others.

    ``ends``: at the right end of the lowest line stands what the areas come to.
    """
    taken: list[list[tuple[float, float]]] = [[(width - 190, width)]] if ends else []
    levels = {}
    ordered = sorted(signs, key=lambda sign: sign.day)
    for sign in ordered:
        place = width * ((sign.day - span[0]) / (span[1] - span[0]))
        wide = text_width(sign.text, 13) + 24
        reach = (place - 8, place + wide) if _early(sign, span) else (place - wide, place + 8)
        level = next(
            (
                line
                for line, others in enumerate(taken)
                if all(reach[1] < left or right < reach[0] for left, right in others)
            ),
            len(taken),
        )
        if level == len(taken):
            taken.append([])
        taken[level].append(reach)
        levels[id(sign)] = level
    return ordered, levels


def _by_kind(signs: Sequence[Sign]) -> tuple[list[Sign], dict[int, int]]:
    """Give signs without words, each kind on a line of its own."""
    bare = [replace(sign, label="") for sign in signs]
    kinds = list(dict.fromkeys(sign.kind for sign in bare))
    return bare, {id(sign): kinds.index(sign.kind) for sign in bare}


def _early(sign: Sign, span: tuple[datetime.date, datetime.date]) -> bool:
    return sign.day - span[0] < (span[1] - span[0]) / 2


def _sign_traces(
    signs: Sequence[Sign],
    heights: Mapping[int, float],
    span: tuple[datetime.date, datetime.date],
    tell: Tell,
) -> list[dict]:
    """Draw signs of each kind as one trace."""
    traces = []
    for kind in dict.fromkeys(sign.kind for sign in signs):
        look, chosen = KINDS[kind], [sign for sign in signs if sign.kind == kind]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": look.name,
                "meta": WORDS,
                "x": [str(sign.day) for sign in chosen],
                "y": [heights[id(sign)] for sign in chosen],
                "text": [f" {escape(sign.words)} " for sign in chosen],
                "textposition": [
                    "middle right" if _early(sign, span) else "middle left" for sign in chosen
                ],
                "marker": _marker(kind),
                "showlegend": True,
                "cliponaxis": False,
                **tell([sign.rows for sign in chosen], [sign.text for sign in chosen]),
            }
        )
    return traces


def _points(signs: Sequence[Sign], tell: Tell) -> list[dict]:
    """Draw signs at their heights, without words."""
    if not signs:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": KINDS[signs[0].kind].name,
            "x": [str(sign.day) for sign in signs],
            "y": [sign.height for sign in signs],
            "marker": _marker(signs[0].kind),
            "showlegend": False,
            "cliponaxis": False,
            **tell([sign.rows for sign in signs], [sign.text for sign in signs]),
        }
    ]


def _marker(kind: str) -> dict:
    look = KINDS[kind]
    return {
        "symbol": look.symbol,
        "size": 11,
        "color": COLOURS[look.colour],
        "line": {"width": 2 if look.symbol.endswith(("open", "thin")) else 0},
    }


def date_axis(left: datetime.date, right: datetime.date, days: Sequence[datetime.date]) -> dict:
    """Lay out an axis of time: the very days where something changed while they fit, else months."""
    axis = {
        "type": "date",
        "range": [str(left), str(right)],
        "showline": True,
        "linecolor": COLOURS["muted"],
        "ticks": "outside",
    }
    apart = min(((b - a).days for a, b in zip(days, days[1:], strict=False)), default=99)
    span = (right - left).days
    if len(days) <= 8 and apart >= span / 9:
        return axis | {
            "tickvals": [str(day) for day in days],
            "ticktext": [f"{day.day} {day:%b %Y}" for day in days],
        }
    months = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if span <= step * 30 * 9)
    return axis | {"tickformat": "%b %Y", "dtick": f"M{months}", "tick0": "2000-01-01"}


def signs_in(texts: Iterable[str]) -> list[str]:
    """Name the kinds of the signs that stand in some texts, for their key."""
    texts = list(texts)
    return [kind for sign, kind in SIGNS.items() if any(sign in text for text in texts)]
