"""Words, notes and chosen days of a figure as labels in the chart: they move, and rise, with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from .bars import series_of
from .letters import INK
from .model import Chart, Series
from .reading import day_of, label_of, plain_values

LINE = 0.045  # of the height of a plot: most of a line of words
BARE = {
    "name": "",
    "type": "scatter",
    "mode": "text",
    "seen": False,
    "filled": False,
    "wordy": True,
    "ink": INK,
    "colours": [INK],
    "opaque": [1],
    "symbols": [""],
    "varied": False,
    "showlegend": False,
    "signs": {},
}  # a trace of words alone


def ticks_of(layout: dict, kind: str, grid: set | None = None) -> list[dict]:
    """Give the days that an axis names as a trace of words below it: PowerPoint labels no chosen days.

    ``grid``: the days that there are, where no others may stand.
    """
    axis, ends = layout["xaxis"], layout["xaxis"].get("range")
    if kind != "date" or ends is None or layout["yaxis"].get("range") is None:
        return []
    first, last = sorted(map(day_of, ends))
    given = plain_values(axis.get("tickvals")) or []
    days = [day_of(value) for value in given] or _months(first, last, str(axis.get("dtick", "")))
    form = axis.get("tickformat") or "%-d %b %Y"
    texts = [label_of(value, axis) for value in given]
    texts = texts or [day.strftime(form.replace("%-d", str(day.day))) for day in days]
    kept = [pair for pair in zip(days, texts) if first <= pair[0] <= last]
    if not kept or grid is not None and not {day.date() for day, _ in kept} <= grid:
        return []
    own = {"x": [str(day.date()) for day, _ in kept], "texts": [text for _, text in kept]}
    bottom = [layout["yaxis"]["range"][0]] * len(kept)
    looks = {"symbols": [""] * len(kept), "textposition": "bottom center"}
    return [BARE | looks | own | {"name": "days on the axis", "y": bottom}]


def _months(first: dt.datetime, last: dt.datetime, given: str) -> list[dt.datetime]:
    """Give the firsts of months between two days, at most ten of them."""
    step = int(given[1:]) if given.startswith("M") else 0
    span = (last - first).days
    step = step or next((n for n in (1, 2, 3, 6, 12, 24, 60) if span <= 270 * n), 120)
    start = -(-(first.year * 12 + first.month - 1) // step) * step
    numbers = range(start, last.year * 12 + last.month, step)
    return [dt.datetime(number // 12, number % 12 + 1, 1) for number in numbers]


def gridlines(ticks: Series, tall: float) -> list[Series]:
    """Draw a line up from each day on the axis; gives the columns that hold its length."""
    none, lengths = [None] * len(ticks.values), []
    for name, sign in (("Length of the lines up", 1), ("Length of the lines down", -1)):
        values = [max(0.0, sign * tall)] * len(none)
        lengths.append(Series(name, values, ticks.trace, none, "cells", ticks.x))
    ticks.whiskers = (*lengths, "rgba(128,128,128,0.5)", 0.7)
    return lengths


def words_at(trace: dict, spots: list, at: Callable) -> Series:
    """Give the words of a trace as labels at shared places."""
    found: dict = {}
    for point, value in enumerate(trace["x"]):
        found.setdefault(spots.index(at(value)), point)
    return name_words(series_of(trace, [found.get(i) for i in range(len(spots))], "line"))


def name_words(one: Series) -> Series:
    """Say in the workbook that the places of words are no values; words name what their sign means."""
    if one.trace.get("showlegend", True) and one.name and "markers" in one.trace["mode"]:
        one.labels = {i: f"{one.name}: {text}" for i, text in one.labels.items()}
    one.name = f"Height of the words: {one.name or 'labels'}"
    return one


def note_at(
    note: dict, spots: list, at: Callable, edges: Sequence[Series], tall: float
) -> Series | None:
    """Give an annotation as a label beside the edge on which it stands; None if it stands elsewhere."""
    if (note.get("xref", "x"), note.get("yref", "y")) != ("x", "y") or note.get("showarrow"):
        return None
    place = at(note["x"])
    i = len(spots) - 1 - spots[::-1].index(place) if place in spots else -1
    edge = next((one for one in edges if one.values[i] == note["y"]), None)
    if place not in spots or edge is None:
        return None
    ink = note.get("font", {}).get("color") or INK
    shift = {"bottom": 1, "top": -1}.get(note.get("yanchor"), 0) * LINE * tall
    values, points = [None] * len(spots), [None] * len(spots)
    values[i], points[i] = note["y"] + shift, 0
    trace = BARE | {"ink": ink, "colours": [ink]}
    one = Series("Height of the words", values, trace, points, "line", told={i: edge})
    side = {"right": "left", "left": "right"}.get(note.get("xanchor"), "center")
    one.labels, one.sides, one.inks = {i: note["text"]}, {i: f"middle {side}"}, {i: ink}
    if note["y"]:
        one.formulas[i] = ["=", (edge, i), f"*{values[i] / note['y']:.6g}"]
    return one


def raise_words(chart: Chart, said: list[Series]) -> None:
    """Let words stand above the highest value by a formula; the axis then needs no fixed end."""
    ones = [one for one in chart.series if one.kind in ("line", "cells")]
    highest = max((value or 0 for one in ones for value in one.values), default=0)
    chart.series += said
    if not said or highest <= 0 or chart.y["range"][0]:
        return
    columns = [part for one in ones for part in ((one, -1), ",")][:-1]
    for one in said:
        for i, value in enumerate(one.values):
            if value and i not in one.formulas:
                one.formulas[i] = [f"={value / highest:.6g}*MAX(", *columns, ")"]
    chart.y = {key: value for key, value in chart.y.items() if key not in ("range", "tickvals")}
