"""Plotly's bars as a native bar chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from .model import Chart, NotNative, Series
from .reading import day_of, each_of, kind_of, label_of, notes_of, order_of


def series_of(trace: dict, points: list, kind: str, x: list | None = None) -> Series:
    """Take points of a trace as a series, with their labels."""
    of = trace["x" if trace.get("orientation") == "h" and trace["type"] == "bar" else "y"]
    labels = {
        i: trace["texts"][point]
        for i, point in enumerate(points)
        if point is not None and trace["texts"][point]
    }
    numbers = [None if point is None else of[point] for point in points]
    return Series(trace["name"], numbers, trace, points, kind, x, labels=labels)


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


def plan_bars(traces: list[dict], layout: dict) -> Chart:
    """Plan a bar chart; what has no number goes into the name of its category, never into a zero."""
    bars = [trace for trace in traces if trace["type"] == "bar"]
    grid = _grid(bars, traces, layout)
    axis, scale = layout[f"{grid.at}axis"], layout[f"{grid.of}axis"]
    series = [one for bar in _based(bars, grid) for one in bar]
    grid.there = [
        [one for one in series if one.drawn and one.values[i] is not None]
        for i in range(len(grid.categories))
    ]
    words, outside, lines, key = _told(traces, grid)
    if outside and not grid.stacked:
        for i, text in outside.items():
            grid.there[i][-1].labels[i] = text
    elif outside:
        series.append(_room_for(outside, series, scale, bars[0]))
    overlap = 100 if grid.stacked or grid.alone or grid.mode == "overlay" else 0
    chart = Chart(series + lines, axis, scale, layout, _names(words, axis), grid.at == "y")
    chart.stacked, chart.overlap, chart.key = grid.stacked, overlap, key
    chart.unplaced = [note["text"] for note in notes_of(layout)]
    return chart


def _grid(bars: list[dict], traces: list[dict], layout: dict) -> _Grid:
    """Find out in which direction bars go, and their categories in Plotly's order."""
    across = {trace.get("orientation") == "h" for trace in bars}
    timed = any(day_of(start) for bar in bars for start in each_of(bar.get("base"), 1))
    if len(across) > 1 or layout.get("barnorm") or timed:
        wrong = "of two directions, in per cent of each other, or along dates"
        raise NotNative(f"the figure has bars {wrong}")
    at, of = ("y", "x") if across == {True} else ("x", "y")
    pairs = pd.DataFrame([pair for bar in bars for pair in zip(bar[at], bar[of])])
    sums = pairs.groupby(0)[1].sum().to_dict()
    places = [value for trace in traces for value in trace[at]]
    categories = order_of(places, layout[f"{at}axis"], sums)
    based = any(bar.get("base") is not None for bar in bars)
    return _Grid(at, of, categories, based, layout.get("barmode", "group"))


def _based(bars: list[dict], grid: _Grid) -> Iterator[list[Series]]:
    """Give the series of each bar trace; one that floats stands on an unseen one."""
    ends = [0.0] * len(grid.categories)
    for bar in bars:
        starts = each_of(bar.get("base"), len(bar[grid.at]))
        for number, points in enumerate(_columns(bar[grid.at], grid.place)):
            if number and grid.mode not in ("stack", "relative"):
                raise NotNative("the figure has several bars in one place")
            one = series_of(bar, points, "bar")
            below = _below(one, starts, ends) if grid.based else []
            if any(below):
                name = f"Start of {bar['name'] or 'the bar'} (not drawn)"
                yield [Series(name, below, bar, points, drawn=False), one]
            else:
                yield [one]


def _below(one: Series, starts: list, ends: list[float]) -> list[float | None]:
    """Give the gap under each bar, from the end of those before it; ``ends`` moves on."""
    below: list[float | None] = [None] * len(one.points)
    for i, (point, value) in enumerate(zip(one.points, one.values)):
        if value is not None:
            start = ends[i] if starts[point] is None else starts[point]
            if start < ends[i] - 1e-9 or value < 0:
                raise NotNative("the figure has floating bars that overlap or go down")
            below[i], ends[i] = start - ends[i] or None, start + value
    return below


def _told(traces: list[dict], grid: _Grid) -> tuple[dict, dict, list[Series], list[dict]]:
    """Sort what stands beside bars: words of categories, words at bars, lines, and mere keys."""
    words: dict = {category: [] for category in grid.categories}
    outside, lines, key, place = {}, [], [], grid.place
    for trace in (trace for trace in traces if trace["type"] == "scatter"):
        if trace["wordy"] or not any(trace[grid.of]):
            key += [trace] * bool(trace["name"] and "markers" in trace["mode"])
            for category, text in zip(trace[grid.at], trace["texts"]):
                if text and grid.there[place[category]]:
                    outside[place[category]] = text
                elif text:
                    words[category].append(text)
        elif grid.at == "y" or trace["filled"]:
            raise NotNative("the figure has lying bars with lines or marks, or bars with areas")
        else:
            lines += [
                series_of(trace, points, "line") for points in _columns(trace[grid.at], place)
            ]
    return words, outside, lines, key


def _room_for(outside: dict, series: list[Series], scale: dict, bar: dict) -> Series:
    """Put an unseen bar on each stack for the words at its end: a stacked bar takes no such label."""
    count = len(series[0].values)
    ends = [max(0, sum(one.values[i] or 0 for one in series)) for i in range(count)]
    low, high = scale.get("range") or (0, 1.4 * max(ends))
    scale["range"] = [low, max(high, *ends)]
    room = [scale["range"][1] - end if i in outside else None for i, end in enumerate(ends)]
    name = "Room for labels (not drawn)"
    return Series(name, room, bar, [None] * count, drawn=False, labels=outside)


def _names(words: dict, axis: dict) -> list:
    """Name the categories, with what is only said of them; days stay days."""
    if kind_of(list(words), axis) == "date" and not any(words.values()):
        return [day_of(category).date() for category in words]
    said = {category: "; ".join(texts).replace("\n", " ") for category, texts in words.items()}
    return [": ".join(filter(None, [label_of(one, axis), said[one]])) for one in words]


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
