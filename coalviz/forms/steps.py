"""Steps: areas between step functions of time, with signs on and above them."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from plotly_pptx.letters import WORDS, months_apart

from ..dates import Day
from ..groups import Rows, grouped, record
from ..theme import COLOURS, KINDS, escape, text_width, visible
from .marks import Drawing, hatched, marker_of

Span = tuple[Day, Day]
HIGH = 290  # pixels that an area of steps is high
WIDE = 540  # pixels in which signs must find room
CROWDED = 7  # lines of words above an area that are too many
LINE = 34  # pixels between two lines of labels


@record
class Level:
    """Between what and what an area lies from a day on, what that shows, and the rows behind it."""

    day: Day
    low: float
    high: float
    heading: str
    rows: Rows


@record
class Band:
    """An area between two step functions of time, until a day or else the end of the picture."""

    kind: str
    levels: Sequence[Level]
    until: Day | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """A sign at a day, with words on a line above the areas; with a height it stands there too."""

    kind: str
    day: Day
    heading: str
    rows: Rows
    height: float | None = None


def padded(days: Iterable[Day], known: Day | None, part: int = 8) -> Span:
    """Give the days at which a picture begins and ends: a part of its length around what is in it."""
    days = [*days]
    first, last = min(days), max([*days, known] if known else days)
    pad = datetime.timedelta(days=max(4, (last - first).days // part))
    return first - pad, last + pad


def steps(bands: Sequence[Band], signs: Sequence[Sign], span: Span) -> Drawing:
    """Draw areas between step functions of time, signs on and above them, and the axis of days."""
    levels = [level for band in bands for level in band.levels]
    raised = {sign: sign.height for sign in signs if sign.height is not None}
    highest = max([0.0, *(level.high for level in levels), *raised.values()])
    top = highest or 1.0
    data = [
        trace for band, below in zip(bands, [None, *bands]) for trace in _area(band, below, span[1])
    ]
    data += [_markers(raised) | {"mode": "markers", "showlegend": False}] if raised else []
    lines = _stacked(signs, span, ends=bool(bands))
    body = HIGH if highest else 90
    scale = top / (body - 20)
    heights = [(sign, top + scale * (40 + LINE * line)) for sign, line in lines.items()]
    by_kind = grouped(heights, key=lambda placed: placed[0].kind)
    # the words of those above are left to the hover
    worded = {sign for sign, line in lines.items() if line < CROWDED}
    data += [_signs(dict(placed), span, worded) for placed in by_kind.values()]
    height = body + 40 + LINE * (1 + max(lines.values(), default=-1))
    days = {level.day for level in levels} | {sign.day for sign in signs}
    layout = {
        "height": height,
        "hovermode": "closest",
        "yaxis": {"visible": False, "range": [0 if highest else top, scale * height]},
        "xaxis": _date_axis(*span, sorted(day for day in days if span[0] < day)),
    }
    return Drawing(data, layout, {"l": 24, "r": 24, "t": 4, "b": 34})


def _area(band: Band, below: Band | None, right: Day) -> list[dict]:
    """Draw the area up to the upper edge, from the band below or from a lower edge that is not seen."""
    look, levels = KINDS[band.kind], [*band.levels, band.levels[-1]]
    colour = COLOURS[look.colour]
    days = [*(str(level.day) for level in band.levels), str(band.until or right)]
    edge = {"type": "scatter", "mode": "lines", "x": days, "connectgaps": False}
    lower = edge | {
        "y": [level.low for level in levels],
        "line": {"shape": "hv", "width": 0, "color": colour},
        "showlegend": False,
        "hoverinfo": "skip",
    }
    upper = edge | {
        "y": [level.high for level in levels],
        "name": look.name,
        "line": {
            "shape": "hv",
            "width": 2,
            "color": visible(colour) if look.pattern else colour,
            "dash": look.dash,
        },
        "fill": "tonexty",
        "fillcolor": colour,
        "showlegend": True,
        "marks": levels,
    }
    if look.pattern:
        upper["fillpattern"] = hatched(look.colour, look.pattern, look.solidity)
    if not any(level.low for level in levels):  # from zero on: no lower edge is needed
        return [upper | {"fill": "tozeroy"}]
    rests = [(level.day, level.low) for level in band.levels]
    if below and rests == [(level.day, level.high) for level in below.levels]:
        return [upper]
    return [lower, upper]


def _stacked(signs: Sequence[Sign], span: Span, ends: bool) -> dict[Sign, int]:
    """Give each sign above the areas the lowest line on which its words run into no others.

    ``ends``: at the right end of the lowest line stands what the areas come to.
    """
    taken: dict[int, list[tuple[float, float]]] = defaultdict(list)
    taken[0] = [(WIDE - 190, WIDE)] * ends
    lines = {}
    # what was reported in all has its words before others
    for sign in sorted(signs, key=lambda sign: (sign.kind != "so_far", sign.day)):
        place = WIDE * ((sign.day - span[0]) / (span[1] - span[0]))
        wide = text_width(sign.heading, 13) + 24
        left, right = (place - 8, place + wide) if _early(sign, span) else (place - wide, place + 8)
        line = next(x for x in count() if all(right < a or b < left for a, b in taken[x]))
        taken[line].append((left, right))
        lines[sign] = min(line, CROWDED)  # those for which there is no room share one
    return lines


def _early(sign: Sign, span: Span) -> bool:
    return sign.day - span[0] < (span[1] - span[0]) / 2


def _signs(heights: Mapping[Sign, float], span: Span, worded: Collection[Sign]) -> dict:
    """Draw the signs of a kind at their heights, with their words where there is room for them."""
    return _markers(heights) | {
        "mode": "markers+text",
        "meta": WORDS,
        "text": [f" {escape(sign.heading) if sign in worded else ''} " for sign in heights],
        "textposition": [
            "middle right" if _early(sign, span) else "middle left" for sign in heights
        ],
        "showlegend": True,
    }


def _markers(heights: Mapping[Sign, float]) -> dict:
    signs = list(heights)
    look = KINDS[signs[0].kind]
    return {
        "type": "scatter",
        "name": look.name,
        "x": [str(sign.day) for sign in signs],
        "y": list(heights.values()),
        "marker": marker_of(look, 11),
        "cliponaxis": False,
        "marks": signs,
    }


def _date_axis(left: Day, right: Day, days: Sequence[Day]) -> dict:
    """Lay out an axis of time: the very days where something changed while they fit, else months."""
    axis = {
        "type": "date",
        "range": [str(left), str(right)],
        "showline": True,
        "linecolor": COLOURS["muted"],
        "ticks": "outside",
    }
    apart = min(((b - a).days for a, b in zip(days, days[1:])), default=99)
    span = (right - left).days
    if len(days) <= 8 and apart >= span / 9:
        return axis | {
            "tickvals": [str(day) for day in days],
            "ticktext": [f"{day.day} {day:%b %Y}" for day in days],
        }
    return axis | {"tickformat": "%b %Y", "dtick": f"M{months_apart(span)}", "tick0": "2000-01-01"}
