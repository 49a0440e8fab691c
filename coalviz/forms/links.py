"""Links: lines from what stands at the left to what stands at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..groups import Rows
from ..theme import COLOURS, KINDS, escape
from .marks import Drawing, widest

BESIDE = 1.01  # where the labels at the right begin: lines end at 1
CROWDED = 60  # lines that are too many to be all as strong
COMMON = {"type": "scatter", "cliponaxis": False}


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A line of a kind from one thing to another."""

    start: str
    end: str
    kind: str
    heading: str
    rows: Rows


def links(drawn: Sequence[Link], left: Mapping[str, str], right: Mapping[str, str]) -> Drawing:
    """Draw lines between labels: those at the left are plain, those at the right as Plotly shows them."""
    apart = 1 / len(left)
    starts = {key: (place + 0.5) * apart for place, key in enumerate(left)}
    middles, ports = _ports(drawn, list(right))
    texts = [*(f"{escape(text)} " for text in left.values()), *right.values()]
    words = COMMON | {
        "mode": "text",
        "showlegend": False,
        "hoverinfo": "skip",
        "x": [0] * len(left) + [BESIDE] * len(right),
        "y": [*starts.values(), *middles],
        "text": texts,
        "textposition": ["middle left"] * len(left) + ["middle right"] * len(right),
    }
    data = []
    for rank, kind in reversed([*enumerate(kind for kind in KINDS if KINDS[kind].width)]):
        same = [link for link in ports if link.kind == kind]
        aside = 0.2 * apart * (kind == "contributes")  # beside the same country's other line
        ends = [(starts[link.start] + aside, ports[link]) for link in same]
        data += [_lines(kind, rank, ends, len(drawn) > CROWDED), _ends(same, ends)] if same else []
    layout = {
        "height": max(24 * len(left), 30 * len(right)),
        "hovermode": "closest",
        "xaxis": {"visible": False, "range": [0, BESIDE]},
        "yaxis": {"visible": False, "range": [1, 0]},
    }
    margin = {"l": 26 + widest(left.values()), "r": 26 + widest(texts[len(left) :])}
    return Drawing([*data, words], layout, margin | {"t": 4, "b": 4})


def _ports(drawn: Sequence[Link], right: Sequence[str]) -> tuple[list[float], dict[Link, float]]:
    """Give each label at the right room, the more lines the more, and each line its own end."""
    top, middles, ports = 0.0, [], {}
    for key in right:
        arriving = [link for link in drawn if link.end == key]
        room = 0.6 / len(right) + 0.4 * len(arriving) / len(drawn)
        middles.append(top + room / 2)
        top += room
        spread = min(0.8 * room, 0.015 * len(arriving))
        for place, link in enumerate(arriving):
            ports[link] = middles[-1] + ((place + 0.5) / len(arriving) - 0.5) * spread
    return middles, ports


def _lines(kind: str, rank: int, ends: Sequence[tuple[float, float]], crowded: bool) -> dict:
    """Draw the lines of a kind as curves."""
    look = KINDS[kind]
    line = {"width": look.width, "dash": look.dash, "shape": "spline"}
    line["color"] = COLOURS["muted" if look.dash == "dashdot" else look.colour]
    return COMMON | {
        "mode": "lines",
        "x": [0, 0.3, 0.7, 1, None] * len(ends),
        "y": [
            height and round(height, 4)
            for a, b in ends
            for height in (a, 0.784 * a + 0.216 * b, 0.216 * a + 0.784 * b, b, None)
        ],
        "name": look.name,
        "hoverinfo": "skip",
        "line": line,
        "showlegend": True,
        "legendrank": rank,
        "opacity": 0.4 if crowded and look.width <= 2 else 1,
    }


def _ends(same: Sequence[Link], ends: Sequence[tuple[float, float]]) -> dict:
    """Draw at the ends of lines the marks that hold the rows."""
    return COMMON | {
        "mode": "markers",
        "x": [1] * len(same),
        "y": [end for _, end in ends],
        "marker": {"color": COLOURS[KINDS[same[0].kind].colour], "size": 5},
        "showlegend": False,
        "marks": same,
    }
