"""Plotly's bars as a native bar chart."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from .model import Chart, NotNative, Series
from .reading import day_of, each_of, kind_of, label_of, notes_of, order_of
from .shapes import SMALLEST, wide

ROOM = (
    1.15,
    2.5,
)  # how much longer than its longest bar a plot is where words stand at the ends of bars


def series_of(trace: dict, points: list, kind: str, x: list | None = None) -> Series:
    """Take points of a trace as a series, with their labels."""
    of = trace["x" if trace.get("orientation") == "h" and trace["type"] == "bar" else "y"]
    labels = {
        i: trace["texts"][point]
        for i, point in enumerate(points)
        if point is not None and trace["texts"][point]
    }
    sides = each_of(trace.get("textposition"), len(of))
    numbers = [None if point is None else of[point] for point in points]
    one = Series(trace["name"], numbers, trace, points, kind, x, labels=labels)
    one.sides = {i: sides[points[i]] or "" for i in labels}
    return one


@dataclass
class _Grid:
    """Where bars stand: their categories, the axis along which, and the bars in each place."""

    at: str  # "x" for standing bars, "y" for lying ones
    of: str
    categories: list
    based: bool
    mode: str
    there: list[list[Series]] = field(default_factory=list)

    @property
    def place(self) -> dict:
        """The number of each category."""
        return {category: number for number, category in enumerate(self.categories)}

    @property
    def alone(self) -> bool:
        """Whether no two bars share a place."""
        return not self.based and all(len(ones) < 2 for ones in self.there)

    @property
    def stacked(self) -> bool:
        """Whether bars stand on one another."""
        return (self.based or self.mode in ("stack", "relative")) and not self.alone


def plan_bars(traces: list[dict], layout: dict, width: float) -> Chart:
    """Plan a bar chart; what has no number is said in words at its place, never as a zero."""
    bars = [trace for trace in traces if trace["type"] == "bar"]
    grid = _grid(bars, traces, layout)
    axis, scale = layout[f"{grid.at}axis"], layout[f"{grid.of}axis"]
    series = _floating(bars, grid) if grid.based else _resting(bars, grid)
    grid.there = [
        [one for one in series if one.drawn and one.values[i] is not None]
        for i in range(len(grid.categories))
    ]
    told, lines, key = _told(traces, grid)
    stacked, names = grid.stacked, {}
    if told and (stacked or grid.alone and any(not grid.there[i] for i in told)):
        stacked = True
        series += _ends(told, series, grid, traces, layout, width)
    else:
        names = _beside(told, grid)
    overlap = 100 if stacked or grid.alone or grid.mode == "overlay" else 0
    chart = Chart(series + lines, axis, scale, layout, _names(grid, names, axis), grid.at == "y")
    chart.stacked, chart.overlap, chart.key = stacked, overlap, key
    chart.percent = layout.get("barnorm") == "percent" and grid.stacked
    chart.unplaced = [note["text"] for note in notes_of(layout)]
    return chart


def _grid(bars: list[dict], traces: list[dict], layout: dict) -> _Grid:
    """Find out in which direction bars go, and their categories in Plotly's order."""
    across = {trace.get("orientation") == "h" for trace in bars}
    timed = any(day_of(start) for bar in bars for start in each_of(bar.get("base"), 1))
    if len(across) > 1 or timed:
        raise NotNative("the figure has bars of two directions, or along dates")
    at, of = ("y", "x") if across == {True} else ("x", "y")
    values = [value for bar in bars for value in bar[of] if value is not None]
    if any(not isinstance(value, int | float) for value in values):
        raise NotNative("the figure has bars whose lengths are not numbers")
    pairs = pd.DataFrame([pair for bar in bars for pair in zip(bar[at], bar[of])])
    sums = pairs.groupby(0)[1].sum().to_dict()
    places = [value for trace in traces for value in trace[at]]
    categories = order_of(places, layout[f"{at}axis"], sums)
    based = any(bar.get("base") is not None for bar in bars)
    mode = layout.get("barmode", "group")
    signs = {
        value > 0 for bar in bars for value in bar[of] if isinstance(value, (int, float)) and value
    }
    if mode == "stack" and len(signs) > 1:
        raise NotNative("the figure stacks bars of both signs on one another")
    if layout.get("barnorm") and (False in signs or based):
        raise NotNative("the figure has floating or negative bars in per cent of each other")
    if layout.get("barnorm") and layout[f"{at}axis"].get("categoryorder", "").startswith("total"):
        raise NotNative("the figure orders bars in per cent by their totals")
    stacked = mode in ("stack", "relative") and len(bars) > 1 and all(sums.values())
    if layout.get("barnorm") and not stacked:
        raise NotNative("the figure has bars in per cent of each other that are not stacked")
    return _Grid(at, of, categories, based, mode)


def _resting(bars: list[dict], grid: _Grid) -> list[Series]:
    """Give the series of bars that stand on the axis or on one another."""
    series = []
    for bar in bars:
        columns = _columns(bar[grid.at], grid.place)
        if len(columns) > 1 and grid.mode not in ("stack", "relative"):
            raise NotNative("the figure has several bars in one place")
        series += [series_of(bar, points, "bar") for points in columns]
    return series


def _floating(bars: list[dict], grid: _Grid) -> list[Series]:
    """Give the series of bars that float, each on what is not drawn below it."""
    count = len(grid.categories)
    ground = Series(
        "Start of the bar (not drawn)", [None] * count, bars[0], [None] * count, drawn=False
    )
    series, ends = [ground], [0.0] * count
    for bar in bars:
        starts = each_of(bar.get("base"), len(bar[grid.at]))
        columns = _columns(bar[grid.at], grid.place)
        if len(columns) > 1:
            raise NotNative("the figure has several bars in one place")
        one = series_of(bar, columns[0], "bar")
        gaps = _gaps(one, starts, ends)
        first = [all(other.values[i] is None for other in series[1:]) for i in range(count)]
        for i in (i for i in gaps if first[i]):
            ground.values[i] = gaps[i]
        between = {i: gap for i, gap in gaps.items() if not first[i]}
        if between:
            name = f"Gap below {bar['name'] or 'the bar'} (not drawn)"
            values = [between.get(i) for i in range(count)]
            series.append(Series(name, values, bar, one.points, drawn=False))
        series.append(one)
    _follow(series)
    return series if any(ground.values) else series[1:]


def _gaps(one: Series, starts: list, ends: list[float]) -> dict[int, float]:
    """Give the gap under each bar, from the end of those before it; ``ends`` moves on."""
    gaps = {}
    for i, (point, value) in enumerate(zip(one.points, one.values)):
        if value is not None:
            start = starts[point] or 0.0
            if start < ends[i] - 1e-9 or value < 0:
                raise NotNative("the figure has floating bars that overlap or go down")
            if start > ends[i]:
                gaps[i] = start - ends[i]
            ends[i] = start + value
    return gaps


def _follow(series: list[Series]) -> None:
    """Let the bars of a waterfall follow one another: a step begins where the last one ends, a total ends there."""
    ground, count = series[0], len(series[0].values)
    for i in range(1, count):
        before = [one for one in series if one.values[i - 1] is not None]
        end = sum(one.values[i - 1] for one in before)
        parts = ["=", *[part for one in before for part in ((one, i - 1), "+")][:-1]]
        here = [one for one in series[1:] if one.values[i] is not None]
        if (
            before
            and ground.values[i] is not None
            and abs(ground.values[i] - end) < 1e-9 * (end or 1)
        ):
            ground.formulas[i] = parts
        elif (
            before
            and ground.values[i - 1]
            and len(here) == 1
            and abs(here[0].values[i] - end) < 1e-9 * end
        ):
            here[0].formulas[i] = parts


def _told(traces: list[dict], grid: _Grid) -> tuple[dict[int, str], list[Series], list[dict]]:
    """Sort what stands beside bars: words by place, lines, and mere keys."""
    told: dict[int, str] = {}
    lines, key, place = [], [], grid.place
    for trace in (trace for trace in traces if trace["type"] == "scatter"):
        if trace["wordy"]:
            key += [trace] * bool(trace["name"] and "markers" in trace["mode"])
            for category, text in zip(trace[grid.at], trace["texts"]):
                if text:
                    told[place[category]] = "; ".join(
                        filter(None, [told.get(place[category]), text])
                    )
        elif not any(value is not None for value in trace[grid.of]):
            key += [trace] * bool(trace["name"])
        elif grid.at == "y" or trace["filled"]:
            raise NotNative("the figure has lying bars with lines or marks, or bars with areas")
        else:
            columns = _columns(trace[grid.at], place)
            lines += [series_of(trace, points, "line") for points in columns]
    return told, lines, key


def _beside(told: dict[int, str], grid: _Grid) -> dict[int, str]:
    """Write words at the ends of their bars; gives those whose place has no bar, for its name."""
    for i in [i for i in told if grid.there[i]]:
        grid.there[i][-1].labels[i] = told.pop(i)
    return told


def _ends(
    told: dict[int, str],
    series: list[Series],
    grid: _Grid,
    traces: list[dict],
    layout: dict,
    width: float,
) -> list[Series]:
    """Put an unseen bar on each stack for the words at its end: a stacked bar takes no such label.

    Its length follows from the bars by a formula, so that the plot grows with them.
    """
    for i, here in enumerate(grid.there):  # a bar that stands alone has its own label there too
        if len(here) == 1 and here[0].sides.get(i) != "inside" and i in here[0].labels:
            told[i] = "; ".join(filter(None, [here[0].labels.pop(i), told.get(i)]))
    count = len(grid.categories)
    signs = {sign: ink for trace in traces for sign, ink in trace.get("signs", {}).items()}
    trace, shared = series[0].trace | {"signs": signs}, [None] * count
    ends = [sum(one.values[i] or 0 for one in series) for i in range(count)]
    total = Series("End of the bar", ends, trace, shared, "cells")
    for i in range(count):
        total.formulas[i] = ["=", *[part for one in series for part in ((one, i), "+")][:-1]]
    if any((value or 0) < 0 for one in series for value in one.values):
        raise NotNative("the figure has words at bars that go down")
    names = [label_of(one, layout[f"{grid.at}axis"]) for one in grid.categories]
    side = min(0.4 * width, max(wide(name, SMALLEST) for name in names)) if grid.at == "y" else 0
    longest, times = max(ends), _stretch(told, ends, layout[f"{grid.of}axis"], width - side)
    room = Series("Room for the labels (not drawn)", [], trace, shared, drawn=False)
    room.values = [
        times * (longest or 1) - end if i in told else None for i, end in enumerate(ends)
    ]
    room.labels = dict(told)
    room.told = {i: here[0] if len(here) == 1 else total for i, here in enumerate(grid.there)}
    if longest:
        last = {i: ["-", (total, i)] for i in told}
        room.formulas = {i: [f"={times:.6g}*MAX(", (total, -1), ")", *last[i]] for i in told}
    return [room, total]


def _stretch(told: dict[int, str], ends: list[float], scale: dict, width: float) -> float:
    """Say how much longer than its longest bar a plot must be, that words at the ends have room."""
    longest, given = max(ends) or 1, scale.get("range")
    if given is not None:
        if not given[0]:
            del scale["range"]  # else a larger number would run out of the plot
        if given[1] < longest:
            raise NotNative("the figure has words at bars that leave the plot")
        return given[1] / longest
    room = [(width - wide(told[i], SMALLEST)) * longest / ends[i] for i in told if ends[i]]
    least, most = ROOM
    return round(min(most, max(least, width / max(1, min(room, default=width)))), 2)


def _names(grid: _Grid, words: dict[int, str], axis: dict) -> list:
    """Name the categories, with what is only said of them; days stay days."""
    if kind_of(grid.categories, axis) == "date" and not words:
        return [day_of(category).date() for category in grid.categories]
    said = [words.get(i, "").replace("\n", " ") for i in range(len(grid.categories))]
    return [
        ": ".join(filter(None, [label_of(one, axis), text]))
        for one, text in zip(grid.categories, said)
    ]


def _columns(categories: list, place: dict) -> list[list]:
    """Spread points over the categories, in a further column where a category comes again."""
    columns = [[None] * len(place)]
    for point, category in enumerate(categories):
        if category is not None:
            column = next((column for column in columns if column[place[category]] is None), None)
            if column is None:
                columns.append(column := [None] * len(place))
            column[place[category]] = point
    return columns
