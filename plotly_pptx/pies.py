"""Plotly's pies and doughnuts as native charts."""

import itertools

from .letters import plain
from .model import Chart, series_of
from .reading import Given, NotNative, is_number, points_of


def plan_pie(trace: dict, layout: dict) -> Chart:
    """Plan a pie: the same slices, clockwise as PowerPoint draws them, named at their place instead of in a key."""
    parts = set(str(trace["textinfo"] or "percent").split("+")) - {"none"}
    slices = _slices(trace, layout)
    if trace["direction"] != "clockwise":
        slices[1:] = slices[:0:-1]
    if trace.get("showlegend", True) and layout.get("showlegend", True):
        parts |= {"label"}
    names, values, inks = map(list, zip(*slices))
    hole = min(90, max(10, round(100 * trace["hole"]))) if trace["hole"] else 0
    pie = {"told": parts, "hole": hole, "turn": round(trace["rotation"] or 0) % 360}
    marker = Given(color=inks, line=Given(color="#FFFFFF", width=1.5))
    name = trace["name"] or "Value"
    look = Given(type="pie", name=name, x=names, y=values, marker=marker, showlegend=False)
    series = series_of(look | points_of(look, ""), [*range(len(names))], "pie")
    return Chart([series], layout, names, pie=pie)


def _slices(trace: dict, layout: dict) -> list[tuple[str, float, str]]:
    """Give label, sum and colour of each slice, the largest first unless the figure says otherwise."""
    values = trace["values"] or [1] * len(trace["labels"])
    labels = [plain(str(label)) for label in trace["labels"] or range(len(values))]
    sums: dict[str, float] = {}
    for label, value in zip(labels, values):
        if not is_number(value) or value < 0:
            raise NotNative("the figure has a pie of values that are no numbers, or below zero")
        sums[label] = sums.get(label, 0) + value
    order = sorted(sums, key=lambda label: -sums[label]) if trace.get("sort", True) else [*sums]
    own = trace["marker"]["colors"]
    given = {label: ink for label, ink in reversed([*zip(labels, own)]) if ink}
    free = itertools.cycle(layout["piecolorway"] or layout["colorway"])
    return [(label, sums[label], given.get(label) or next(free)) for label in order]
