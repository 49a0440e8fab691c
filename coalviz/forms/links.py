"""Links: lines from what stands at the left to what stands at the right."""

from collections.abc import Mapping, Sequence

from ..groups import Rows, record
from ..theme import COLOURS, KINDS, Look, folded
from .marks import Drawing, widest

BESIDE = 1.01  # where the labels at the right begin: lines end at 1
CROWDED = 60  # lines that are too many to be all as strong
COMMON = {"type": "scatter", "cliponaxis": False}


@record
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
    texts = [*(f"{folded(text)} " for text in left.values()), *right.values()]
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
        aside = 0.2 * apart * (kind == "contributes")  # beside the same country's other line
        lines = [
            (link, starts[link.start] + aside, end) for link, end in ports if link.kind == kind
        ]
        data += _lines(KINDS[kind], rank, lines, len(drawn) > CROWDED) if lines else []
    layout = {
        "height": max(24 * len(left), 30 * len(right)),
        "hovermode": "closest",
        "xaxis": {"visible": False, "range": [0, BESIDE]},
        "yaxis": {"visible": False, "range": [1, 0]},
    }
    margin = {"l": 26 + widest(texts[: len(left)]), "r": 26 + widest(texts[len(left) :])}
    return Drawing([*data, words], layout, margin | {"t": 4, "b": 4})


def _ports(
    drawn: Sequence[Link], right: Sequence[str]
) -> tuple[list[float], list[tuple[Link, float]]]:
    """Give each label at the right room, the more lines the more, and each line its own end."""
    top, middles, ports = 0.0, [], []
    for key in right:
        arriving = [link for link in drawn if link.end == key]
        room = 0.6 / len(right) + 0.4 * len(arriving) / len(drawn)
        middle = top + room / 2
        spread = min(0.8 * room, 0.015 * len(arriving))
        ports += [
            (link, middle + ((place + 0.5) / len(arriving) - 0.5) * spread)
            for place, link in enumerate(arriving)
        ]
        middles.append(middle)
        top += room
    return middles, ports


def _lines(
    look: Look, rank: int, ports: Sequence[tuple[Link, float, float]], crowded: bool
) -> list[dict]:
    """Draw the lines of a kind as curves, and at their ends the marks that hold the rows."""
    colour = COLOURS[look.colour]
    curves = {
        "mode": "lines",
        "x": [0, 0.3, 0.7, 1, None] * len(ports),
        "y": [
            height and round(height, 4)
            for _, a, b in ports
            for height in (a, 0.784 * a + 0.216 * b, 0.216 * a + 0.784 * b, b, None)
        ],
        "name": look.name,
        "hoverinfo": "skip",
        "line": {
            "width": look.width,
            "dash": look.dash,
            "shape": "spline",
            "color": COLOURS["muted"] if look.dash == "dashdot" else colour,
        },
        "showlegend": True,
        "legendrank": rank,
        "opacity": 0.4 if crowded and look.width <= 2 else 1,
    }
    ends = {
        "mode": "markers",
        "x": [1] * len(ports),
        "y": [end for _, _, end in ports],
        "marker": {"color": colour, "size": 5},
        "showlegend": False,
        "marks": [link for link, _, _ in ports],
    }
    return [COMMON | curves, COMMON | ends]
