"""Plotly's lines, steps, areas and points as native charts."""

from __future__ import annotations

import datetime as dt

from .bars import series_of
from .model import Chart, NotNative, Plan, Series
from .reading import day_of, kind_of, label_of, notes_of, order_of, serial_of
from .said import gridlines, name_words, note_at, raise_words, ticks_of, words_at
from .tables import plan_tiles


def plan_lines(traces: list[dict], layout: dict, width: float, height: float) -> Chart | Plan:
    """Plan lines, steps, areas and points: on shared dates or categories, or each with its own x."""
    axes, modes = (layout["xaxis"], layout["yaxis"]), {trace["mode"] for trace in traces}
    hidden = all(line.get("visible") is False for line in axes)
    if hidden and modes <= {"markers+text", "markers"}:
        places = [zip(one["x"], one["y"], one["texts"], one["colours"]) for one in traces]
        spots = [spot for place in places for spot in place if None not in spot]
        return plan_tiles(spots, layout, traces, width, height)
    told = [trace for trace in traces if trace["wordy"]]
    drawn = [trace for trace in traces if not trace["wordy"]]
    kind = _kind_of_places(traces, drawn, layout)
    lines = [trace for trace in drawn if "lines" in trace["mode"] or trace["filled"]]
    shapes = {trace.get("line", {}).get("shape", "linear") for trace in lines}
    shared = _share_places(drawn, lines, shapes, kind)
    filled = any(trace["filled"] for trace in drawn)
    shared = shared and (filled or all(map(_once, told)))
    if shapes - {"linear", "hv", "spline"} or (not shared and (filled or kind == "category")):
        wrong = "steps or areas that PowerPoint cannot draw, or lines that share no places"
        raise NotNative(f"the figure has {wrong}")
    if not shared:
        return _apart(drawn, told, layout, kind)
    return _together(drawn, told, layout, kind, shapes == {"hv"})


def _kind_of_places(traces: list[dict], drawn: list[dict], layout: dict) -> str:
    """Say whether lines run along numbers, dates or categories; up they must go along numbers."""
    axis, scale = layout["xaxis"], layout["yaxis"]
    kind, upright = (
        kind_of([value for trace in traces for value in trace[key]], layout[f"{key}axis"])
        for key in "xy"
    )
    named = scale.get("ticktext") is not None
    named |= kind == "number" and axis.get("ticktext") is not None
    if upright != "number" or named or axis.get("visible") is False or not drawn:
        raise NotNative("no native chart is made whose points stand beside names, or on no axis")
    return kind


def _share_places(drawn: list[dict], lines: list[dict], shapes: set[str], kind: str) -> bool:
    """Say whether all lines can stand on one row of dates or categories."""
    stepped = shapes == {"hv"}
    if not ((kind != "number" and shapes <= {"linear", "spline"}) or (stepped and kind == "date")):
        return False
    if not all(map(_once, drawn)):
        return False
    days = [day_of(value) for trace in drawn for value in trace["x"]] if kind == "date" else []
    if any(day and day.time() != dt.time() for day in days):
        return False
    filled = any(trace["filled"] for trace in drawn)
    whole = not filled and not any(value is None for trace in lines for value in trace["y"])
    return stepped or whole or all(trace["x"] == lines[0]["x"] for trace in drawn)


def _once(trace: dict) -> bool:
    """Say whether a trace has one point at each place."""
    return len(set(trace["x"])) == len(trace["x"])


def _apart(drawn: list[dict], told: list[dict], layout: dict, kind: str) -> Chart:
    """Plan lines that have each their own x."""
    ones, ticks, axis = [], ticks_of(layout, kind), layout["xaxis"] | {"kind": kind}
    every = drawn + told + ticks
    longest = max(
        len(trace["x"]) * (1 + (trace.get("line", {}).get("shape") == "hv")) for trace in every
    )
    for trace in every:
        points, xs = list(range(len(trace["x"]))), [serial_of(value) for value in trace["x"]]
        if trace.get("line", {}).get("shape") == "hv" and "lines" in trace["mode"]:
            points = [point for point in points for _ in range(2)][:-1]
            xs = [xs[(number + 1) // 2] for number in range(len(points))]
            blank = [trace["y"][(number + 1) // 2] is None for number in range(len(points))]
            points = [None if none else point for point, none in zip(points, blank)]
        more = [None] * (longest - len(xs))  # LibreOffice draws only series of one length
        ones.append(series_of(trace, points + more, "XY", xs + more))
    for one in ones[len(drawn) :]:
        name_words(one)
    if ticks:
        bottom, top = layout["yaxis"]["range"]
        lengths = gridlines(ones[-1], top - bottom) if axis.get("showgrid", True) else []
        ones, axis = ones + lengths, axis | {"showticklabels": False, "showgrid": False}
    unplaced = [note["text"] for note in notes_of(layout)]
    return Chart(ones, axis, layout["yaxis"], layout, unplaced=unplaced)


def _together(drawn: list[dict], told: list[dict], layout: dict, kind: str, stepped: bool) -> Chart:
    """Plan lines and areas on one row of places; steps stand at each place twice."""
    at = (lambda value: day_of(value).date()) if kind == "date" else (lambda value: value)
    places = {at(value) for trace in drawn for value in trace["x"]}
    words = _standing(told, layout, kind, None if stepped else places, at)
    grid = order_of([at(value) for one in drawn + words for value in one["x"]], layout["xaxis"], {})
    lines, ones = [one for one in drawn if "lines" in one["mode"] or one["filled"]], []
    for trace in drawn:
        own = [at(value) for value in trace["x"]]
        blank = {place for place, value in zip(own, trace["y"]) if value is None}
        points = _spread(own, grid, stepped, trace in lines, blank)
        ones.append(series_of(trace, points, "line"))
        _repeat(ones[-1], stepped)
    areas, spots = (
        _areas(ones, stepped),
        [spot for spot in grid for _ in range(1 + stepped)][int(stepped) :],
    )
    names = _moments(spots) if kind == "date" else [label_of(one, layout["xaxis"]) for one in spots]
    series = [*areas, *_seen(ones, areas)]
    chart = Chart(series, layout["xaxis"], layout["yaxis"], layout, names, stacked=bool(areas))
    gaps = any(value is None for trace in lines for value in trace["y"])
    chart.blanks = "gap" if gaps or stepped or any(trace["filled"] for trace in drawn) else "span"
    _say(chart, words, told, spots, at)
    return chart


def _moments(days: list[dt.date]) -> list[dt.date]:
    """Let the second end of a step come a minute later: an axis of days draws it upright, and sums none twice."""
    minute = dt.timedelta(minutes=1)
    return [
        dt.datetime.combine(day, dt.time()) + minute if day == before else day
        for before, day in zip([None, *days], days)
    ]


def _standing(told: list[dict], layout: dict, kind: str, grid: set | None, at) -> list[dict]:
    """Give the words, and the days on the axis, that can stand in the chart: steps take any further day."""
    if kind != "date" or layout["yaxis"].get("range") is None:
        return []
    placed = [trace for trace in told if _once(trace)]
    fits = [trace for trace in placed if grid is None or {*map(at, trace["x"])} <= grid]
    return fits + ticks_of(layout, kind, grid)


def _seen(ones: list[Series], areas: list[Series]) -> list[Series]:
    """Give the lines that are drawn, and those that only hold the numbers of areas."""
    for one in ones:
        trace = one.trace
        marked = trace["seen"] or "markers" in trace["mode"] or bool(one.labels)
        one.kind = "line" if marked and not trace.get("stackgroup") else "cells"
    held = [part[0] for area in areas for parts in area.formulas.values() for part in parts]
    return [one for one in ones if one.kind == "line" or any(one is other for other in held)]


def _say(chart: Chart, words: list[dict], told: list[dict], spots: list, at) -> None:
    """Let words and notes stand in the chart; those without a place there are left for the notes."""
    said = [words_at(trace, spots, at) for trace in words]
    edges = [one for one in chart.series if one.kind in ("line", "cells")]
    ends, left = chart.y.get("range"), []
    for note in notes_of(chart.layout):
        one = note_at(note, spots, at, edges, max(map(abs, ends))) if ends is not None else None
        said, left = said + [one] * (one is not None), left + [note["text"]] * (one is None)
    chart.unplaced = [text for one in told if one not in words for text in one["texts"] if text]
    chart.unplaced += left
    if any(one["name"] == "days on the axis" for one in words):
        chart.x = chart.x | {"showticklabels": False}
    raise_words(chart, said)


def _repeat(one: Series, stepped: bool) -> None:
    """Let the second end of a step follow the first: a number stands once."""
    for i in range(2 - len(one.values) % 2, len(one.values), 2) if stepped else ():
        if one.values[i] is not None and one.points[i] == one.points[i - 1]:
            one.formulas[i] = ["=", (one, i - 1)]


def _spread(places: list, grid: list, stepped: bool, joined: bool, blank: set) -> list:
    """Give the points at shared places; steps stand at each place twice: with the value before and the new one.

    ``blank``: places without a value; a step that leads there ends where it began.
    """
    found = {place: point for point, place in enumerate(places)}
    if not stepped:
        return [found.get(place) for place in grid]
    points, now = [], None
    for place in grid:
        points.append(now if joined and place not in blank else None)
        now = found.get(place, now if joined else None)
        points.append(now)
        now = None if places and place == places[-1] else now
    return points[1:]


def _areas(ones: list[Series], stepped: bool) -> list[Series]:
    """Stack areas on one another, the lowest on zero or, for a band, on an unseen one."""
    areas, last, taken = [], None, set()
    for number, one in enumerate(ones):
        if not one.trace["filled"]:
            continue
        fill, pile = one.trace.get("fill", "none"), one.trace.get("stackgroup")
        below = ones[number - 1] if fill == "tonexty" and number and not pile else None
        places = {
            place for place, value in enumerate(_closed(one.values, stepped)) if value is not None
        }
        # before or after the others, on zero like the lowest
        beside = below is None and not places & taken
        taken |= places
        apart = last is not None and not pile and below is not last and not beside
        if fill not in ("none", "tozeroy", "tonexty") or apart:
            raise NotNative("the figure has more than one band, or areas in front of one another")
        if below is not None and not areas:
            areas.append(_from(below, "Below the band (not drawn)", below.values))
            areas[-1].drawn = False
        if below is not None:
            areas.append(_band(one, below))
        elif pile:
            areas.append(Series(one.name, one.values, one.trace, one.points, "area"))
        else:
            areas.append(_from(one, one.name, one.values))
        last = one
        area = areas[-1]
        area.values = _closed(area.values, stepped)
        area.formulas = {
            i: parts for i, parts in area.formulas.items() if area.values[i] is not None
        }
    return areas


def _closed(values: list, stepped: bool) -> list:
    """Let an area of steps that ends before the others end upright: PowerPoint draws a slope to what is blank."""
    known = [i for i, value in enumerate(values) if value is not None]
    last = known[-1] if stepped and known and known[-1] < len(values) - 1 else None
    return [None if i == last else value for i, value in enumerate(values)]


def _from(one: Series, name: str, values: list) -> Series:
    """Give the area below a line, whose numbers stand once, at the line."""
    area = Series(
        f"{name} (area)" if name == one.name else name, values, one.trace, one.points, "area"
    )
    area.formulas = {i: ["=", (one, i)] for i, value in enumerate(values) if value is not None}
    return area


def _band(one: Series, below: Series) -> Series:
    """Give the area between two lines, whose height follows from both."""
    pairs = list(zip(one.values, below.values))
    values = [None if None in pair else pair[0] - pair[1] for pair in pairs]
    if any(value is not None and value < 0 for value in values):
        raise NotNative("the figure has a band whose upper edge lies below its lower edge")
    name = f"{one.name or 'Band'} (height above {below.name or 'the line below'})"
    area = Series(name, values, one.trace, one.points, "area")
    area.formulas = {
        i: ["=", (one, i), "-", (below, i)] for i, value in enumerate(values) if value is not None
    }
    return area
