"""Plotly's pies and doughnuts as native charts."""

from __future__ import annotations

import plotly.colors

from .letters import plain
from .model import Chart, NotNative, Series
from .reading import notes_of, plain_values


def plan_pie(trace: dict, layout: dict) -> Chart:
    """Plan a pie: the same slices, clockwise as PowerPoint draws them, named at their place instead of in a key."""
    told = set(str(trace.get("textinfo") or "percent").split("+")) - {"none"}
    if "text" in told or trace.get("text"):
        raise NotNative("the figure has a pie with texts of its own")
    slices = _slices(trace)
    inks = _inks(trace, layout, slices)
    order = list(range(len(slices)))
    if trace.get("direction", "counterclockwise") == "counterclockwise":
        order = order[:1] + order[:0:-1]
    values = [slices[i][1] for i in order]
    if trace.get("showlegend", True) and layout.get("showlegend", True):
        told |= {"label"}
    look = {
        "colours": [inks[i] for i in order],
        "told": told,
        "hole": min(90, max(10, round(100 * trace["hole"]))) if trace.get("hole") else 0,
        "turn": round(trace.get("rotation") or 0) % 360,
    }
    name = trace["name"] or "Value"
    one = Series(name, values, trace | {"showlegend": False}, [None] * len(order), "pie")
    names = [slices[i][0] for i in order]
    left = [note["text"] for note in notes_of(layout)]
    return Chart([one], {}, {}, layout, names, pie=look, unplaced=left)


def _slices(trace: dict) -> list[tuple[str, float]]:
    """Add up the values of each label, the largest first unless the figure says otherwise."""
    labels, values = trace.get("labels"), trace.get("values")
    labels = labels or list(range(len(values or [])))
    sums: dict[str, float] = {}
    for label, value in zip(labels, values or [1] * len(labels)):
        if not isinstance(value, int | float) or value < 0:
            raise NotNative("the figure has a pie of values that are no numbers, or below zero")
        sums[plain(str(label))] = sums.get(plain(str(label)), 0) + value
    found = list(sums.items())
    return sorted(found, key=lambda pair: -pair[1]) if trace.get("sort", True) else found


def _inks(trace: dict, layout: dict, slices: list[tuple[str, float]]) -> list[str]:
    """Give each slice its own colour, or the next one of the figure's."""
    way = layout.get("piecolorway") or layout.get("colorway") or plotly.colors.qualitative.D3
    own = plain_values(trace.get("marker", {}).get("colors")) or []
    labels = [plain(str(label)) for label in trace.get("labels") or range(len(slices))]
    given = {label: ink for label, ink in reversed(list(zip(labels, own))) if ink}
    free = iter([ink for _ in slices for ink in way])
    return [given.get(label) or next(free) for label, _ in slices]
