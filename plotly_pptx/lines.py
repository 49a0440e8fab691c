"""Plotly's lines, steps, areas and points as native charts."""

import datetime as dt

from .model import Chart, Series, joined, known, series_of
from .reading import (
    NotNative,
    Traces,
    each_of,
    label_of,
    moment_of,
    notes_of,
    order_of,
    present,
    serial_of,
)
from .said import gridlines, name_words, note_at, raise_words, ticks_of, words_at


def plan_lines(traces: Traces, layout: dict) -> Chart:
    """Plan lines, steps, areas and points: on shared dates or categories, or each with its own x."""
    wordy = [trace for trace in traces if trace["wordy"]]
    drawn = [trace for trace in traces if not trace["wordy"]]
    kind = layout["xaxis"]["kind"]
    bare = kind != "number" and not layout["xaxis"]["visible"]
    if layout["yaxis"]["kind"] != "number" or bare or not drawn:
        raise NotNative("no native chart is made whose points stand beside names, or on no axis")
    shapes = {trace["shape"] for trace in drawn if trace["joined"]}
    stepped = shapes == {"hv"}
    filled = any(trace["filled"] for trace in drawn)
    whole = not filled and not any(trace["joined"] and None in trace["y"] for trace in drawn)
    fits = kind == "date" if stepped else kind != "number" and "hv" not in shapes
    alike = stepped or whole or all(trace["x"] == drawn[0]["x"] for trace in drawn)
    once = all(_once(trace) for trace in drawn + ([] if filled else wordy))
    if fits and alike and once and not (kind == "date" and any(map(_timed, drawn))):
        chart = _together(drawn, wordy, layout, kind, stepped)
        chart.blanks = "span" if whole and not stepped else "gap"
        return chart
    if filled or kind == "category":
        raise NotNative(
            "the figure has steps or areas that PowerPoint cannot draw, or lines that share no places"
        )
    return _apart(drawn, wordy, layout, kind)


def _once(trace: dict) -> bool:
    """Say whether a trace has one point at each place, and none without one."""
    return len({*trace["x"]} - {None}) == len(trace["x"])


def _timed(trace: dict) -> bool:
    """Say whether a trace has times of a day, for which a row of days has no places."""
    return any(moment_of(value).time() != dt.time() for value in trace["x"])


def _apart(drawn: Traces, wordy: Traces, layout: dict, kind: str) -> Chart:
    """Plan lines that have each their own x."""
    ticks = ticks_of(layout) if kind == "date" else []
    rows = []
    for trace in drawn + wordy + ticks:
        ends = [*range(len(trace["x"]))]  # of steps: where they are, and from which point
        starts = ends
        if trace["shape"] == "hv" and "lines" in trace["mode"]:
            starts = sorted(ends * 2)
            ends = starts[1:]
        xs = [trace["x"][i] for i in ends]
        points = [
            None if None in (x, trace["y"][end]) else start
            for x, start, end in zip(xs, starts, ends)
        ]
        rows.append((trace, points, [x if x is None else serial_of(x) for x in xs]))
    longest = max(
        len(points) for _, points, _ in rows
    )  # LibreOffice draws only series of one length
    series = [
        series_of(trace, each_of(points, longest), "line", each_of(xs, longest))
        for trace, points, xs in rows
    ]
    chart = Chart(series, layout, kind=kind)
    # where neither axis is seen, no place is a value
    valued = chart.x["visible"] or chart.y["visible"]
    for label in series[len(drawn) * valued :]:
        name_words(label)
    if ticks:
        bottom, top = chart.y["range"]
        series += gridlines(series[-1], top - bottom) if chart.x.get("showgrid", True) else []
        chart.x["showgrid"] = False
    return chart


def _together(drawn: Traces, wordy: Traces, layout: dict, kind: str, stepped: bool) -> Chart:
    """Plan lines and areas on one row of places; steps stand at each place twice."""
    if kind == "date":
        for trace in drawn + wordy:
            trace["x"] = [moment_of(value).date() for value in trace["x"]]
    places = {value for trace in drawn for value in trace["x"]}
    words = _standing(wordy, layout, kind, None if stepped else places)
    pairs = [pair for trace in drawn + words for pair in zip(trace["x"], trace["y"])]
    grid = order_of(pairs, layout["xaxis"])
    lines = [_on_grid(trace, grid, stepped) for trace in drawn]
    areas = _areas(lines, stepped)
    spots = sorted([*grid] * 2)[1:] if stepped else grid
    names = _moments(spots) if kind == "date" else [label_of(x, layout["xaxis"]) for x in spots]
    series = [*areas, *_seen(lines, areas)]
    chart = Chart(series, layout, names, kind, stacked=bool(areas))
    _say(chart, words, wordy, spots)
    return chart


def _moments(days: list[dt.date]) -> list[dt.date]:
    """Let the second end of a step come a minute later: an axis of days draws it upright, and sums none twice."""
    minute = dt.timedelta(minutes=1)
    return [
        dt.datetime.combine(day, dt.time()) + minute if day == before else day
        for before, day in zip([None, *days], days)
    ]


def _standing(wordy: Traces, layout: dict, kind: str, grid: set | None) -> Traces:
    """Give the words, and the days on the axis, that can stand in the chart: steps take any further day."""
    if kind != "date" or not layout["yaxis"]["range"]:
        return []
    fits = [trace for trace in wordy if _once(trace) and (grid is None or {*trace["x"]} <= grid)]
    return fits + ticks_of(layout, grid)


def _seen(lines: list[Series], areas: list[Series]) -> list[Series]:
    """Give the lines that are drawn, and those that only hold the numbers of areas."""
    edges = [part[0] for area in areas for parts in area.formulas.values() for part in parts]
    for line in lines:
        marked = line.trace["seen"] or "markers" in line.trace["mode"] or line.labels
        line.kind = "line" if marked and not line.trace["stackgroup"] else "cells"
    return [line for line in lines if line.kind == "line" or line in edges]


def _say(chart: Chart, words: Traces, wordy: Traces, spots: list) -> None:
    """Let words and notes stand in the chart; those without a place there are left for the notes."""
    said = [words_at(trace, spots) for trace in words]
    lines = [series for series in chart.series if series.kind in ("line", "cells")]
    left = [text for trace in wordy if trace not in words for text in trace["texts"] if text]
    for note in notes_of(chart.layout):
        label = note_at(note, spots, lines, chart.y["range"])
        if label:
            said.append(label)
        else:
            left.append(note["text"])
    chart.unplaced = left
    raise_words(chart, said, lines)


def _on_grid(trace: dict, grid: list, stepped: bool) -> Series:
    """Take a line at shared places; steps stand at each place twice: with the value before and the new one.

    A step that leads to a place without a value ends where it began.
    """
    point_at = {place: point for point, place in enumerate(trace["x"])}
    met = [point_at.get(place) for place in grid]
    if trace["joined"] and present(met) != [*range(len(point_at))]:
        raise NotNative("the figure has a line that runs back")
    if not stepped:
        return series_of(trace, met, "line")
    now = None
    points = []
    for place in grid:
        new = point_at.get(place, now)
        blank = place in point_at and trace["y"][point_at[place]] is None
        points += [None if blank else now, new]
        now = new if trace["joined"] and place not in trace["x"][-1:] else None
    return series_of(trace, points[1:], "line")


def _areas(lines: list[Series], stepped: bool) -> list[Series]:
    """Stack areas on one another, the lowest on zero or, for a band, on an unseen one."""
    areas: list = []
    last = None
    taken: set = set()
    for number, line in enumerate(lines):
        if not line.trace["filled"]:
            continue
        pile = line.trace["stackgroup"]
        banded = number and not pile and line.trace["fill"] == "tonexty"
        below = lines[number - 1] if banded else None
        area = _area(line, below, stepped)
        if pile:  # its numbers stand at no line
            area.name = line.name
            area.formulas = {i: ["=", (area, i - 1)] for i in {*line.formulas} & {*area.formulas}}
        places = {*known(area.values)}
        beside = below is None and not places & taken  # before or after the others, on zero too
        if last is not None and not pile and below is not last and not beside:
            raise NotNative("the figure has more than one band, or areas in front of one another")
        if below is not None and not areas:
            ground = _area(below, None, stepped)
            ground.name, ground.drawn = "Below the band (not drawn)", False
            areas.append(ground)
        areas.append(area)
        last, taken = line, taken | places
    return areas


def _closed(values: list, stepped: bool) -> list:
    """Let an area of steps that ends before the others end upright: PowerPoint draws a slope to what is blank."""
    last = known(values)[-1:]
    early = stepped and last != [len(values) - 1]
    return [None if early and i in last else value for i, value in enumerate(values)]


def _area(line: Series, below: Series | None, stepped: bool) -> Series:
    """Give the area below a line, or between two: the numbers stand once, at the lines."""
    name = f"{line.name} (area)"
    values, edges = line.values, [line]
    if below:
        name = f"{line.name or 'Band'} (height above {below.name or 'the line below'})"
        pairs = zip(values, below.values)
        values = [None if None in pair else pair[0] - pair[1] for pair in pairs]
        edges.append(below)
    if below and any(value is not None and value < 0 for value in values):
        raise NotNative("the figure has a band whose upper edge lies below its lower edge")
    area = Series(name, _closed(values, stepped), line.trace, line.points, "area")
    area.formulas = {i: ["=", *joined(edges, i, "-")] for i in known(area.values)}
    return area
