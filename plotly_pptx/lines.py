"""Plotly's lines, steps, areas and points as native charts."""

from __future__ import annotations

import datetime as dt

from .bars import series_of
from .letters import INK
from .model import Chart, NotNative, Plan, Series
from .reading import day_of, each_of, kind_of, label_of, notes_of, order_of, serial_of
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
    if shapes - {"linear", "hv", "spline"} or (not shared and (filled or kind == "category")):
        wrong = "steps or areas that PowerPoint cannot draw, or lines that share no places"
        raise NotNative(f"the figure has {wrong}")
    if not shared:
        return _apart(drawn, told, layout, kind)
    chart = _together(drawn, lines, layout, kind, shapes == {"hv"})
    said = _words_at(told) + _notes_at(layout)
    # PowerPoint must have the figure's own ends of the axes, else words would stand in another place
    if axes[1].get("range") is not None and kind == "date":
        chart.said = said
    else:
        chart.unplaced = [text for _, _, text, *_ in said if text]
    return chart


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
    if any(len(set(trace["x"])) < len(trace["x"]) for trace in drawn):
        return False
    days = [day_of(value) for trace in drawn for value in trace["x"]] if kind == "date" else []
    if any(day and day.time() != dt.time() for day in days):
        return False
    filled = any(trace["filled"] for trace in drawn)
    whole = not filled and not any(value is None for trace in lines for value in trace["y"])
    return stepped or whole or all(trace["x"] == lines[0]["x"] for trace in drawn)


def _apart(drawn: list[dict], told: list[dict], layout: dict, kind: str) -> Chart:
    """Plan lines that have each their own x."""
    ones = []
    for trace in drawn:
        points, xs = list(range(len(trace["x"]))), [serial_of(value) for value in trace["x"]]
        if trace.get("line", {}).get("shape") == "hv":
            points = [point for point in points for _ in range(2)][:-1]
            xs = [xs[(number + 1) // 2] for number in range(len(points))]
        ones.append(series_of(trace, points, "XY", xs))
    unplaced = [text for trace in told for text in trace["texts"] if text]
    unplaced += [note["text"] for note in notes_of(layout)]
    axis = layout["xaxis"] | {"kind": kind}
    return Chart(ones, axis, layout["yaxis"], layout, unplaced=unplaced)


def _together(
    drawn: list[dict], lines: list[dict], layout: dict, kind: str, stepped: bool
) -> Chart:
    """Plan lines and areas on one row of places; steps stand at each place twice."""
    axis = layout["xaxis"]
    at = (lambda value: day_of(value).date()) if kind == "date" else (lambda value: value)
    grid = order_of([at(value) for trace in drawn for value in trace["x"]], axis, {})
    ones = []
    for trace in drawn:
        places = [at(value) for value in trace["x"]]
        points = _spread(places, grid, stepped, trace in lines, trace["filled"])
        ones.append(series_of(trace, points, "line"))
    areas = _areas(ones)
    seen = [
        one
        for one in ones
        if not one.trace.get("stackgroup")
        and (one.trace["seen"] or "markers" in one.trace["mode"] or one.labels)
    ]
    spots = [spot for spot in grid for _ in range(1 + stepped)][int(stepped) :]
    names = [spot if kind == "date" else label_of(spot, axis) for spot in spots]
    gaps = any(value is None for trace in lines for value in trace["y"])
    blank = gaps or stepped or any(trace["filled"] for trace in drawn)
    chart = Chart([*areas, *seen], axis, layout["yaxis"], layout, names, stacked=bool(areas))
    chart.blanks = "gap" if blank else "span"
    return chart


def _words_at(told: list[dict]) -> list[tuple]:
    """Give the words of traces that only say something: x, y, text, side, trace, colour."""
    found = []
    for trace in told:
        name = f"{trace['name']}: " if trace.get("showlegend", True) else ""
        sides = each_of(trace.get("textposition"), len(trace["x"]))
        for x, y, text, side in zip(trace["x"], trace["y"], trace["texts"], sides):
            found.append((x, y, name + text, side or "", trace, ""))
    return found


def _notes_at(layout: dict) -> list[tuple]:
    """Give the annotations in the same form: a text anchored right stands to the left."""
    across, up = {"right": "left", "left": "right"}, {"bottom": "top", "top": "bottom"}
    found = []
    for note in notes_of(layout):
        side = across.get(note.get("xanchor"), "") + up.get(note.get("yanchor"), "")
        colour = note.get("font", {}).get("color") or INK
        found.append((note["x"], note["y"], note["text"], side, None, colour))
    return found


def _spread(places: list, grid: list, stepped: bool, joined: bool, filled: bool = False) -> list:
    """Give the points at shared places; steps stand at each place twice: with the value before and the new one.

    An area that ends before the others has no value after its end.
    """
    found = {place: point for point, place in enumerate(places)}
    if not stepped:
        return [found.get(place) for place in grid]
    points, now = [], None
    for place in grid:
        points.append(now if joined else None)
        now = found.get(place, now if joined else None)
        points.append(None if filled and places and place == places[-1] != grid[-1] else now)
        now = None if places and place == places[-1] else now
    return points[1:]


def _areas(ones: list[Series]) -> list[Series]:
    """Stack areas on one another, the lowest on zero or, for a band, on an unseen one."""
    areas, last, taken = [], None, set()
    for number, one in enumerate(ones):
        fill, pile, values, name = (
            one.trace.get("fill", "none"),
            one.trace.get("stackgroup"),
            one.values,
            one.name,
        )
        if not one.trace["filled"]:
            continue
        below = ones[number - 1] if fill == "tonexty" and number and not pile else None
        places = {place for place, value in enumerate(values) if value is not None}
        beside = (
            below is None and not places & taken
        )  # before or after the others, on zero like the lowest
        taken |= places
        if (
            fill not in ("none", "tozeroy", "tonexty")
            or last is not None
            and not pile
            and below is not last
            and not beside
        ):
            raise NotNative("the figure has more than one band, or areas in front of one another")
        if below is not None:
            values = [
                None if None in pair else pair[0] - pair[1]
                for pair in zip(one.values, below.values)
            ]
            name = f"{name or 'Band'} (height above {below.name or 'the line below'})"
            if any(value is not None and value < 0 for value in values):
                raise NotNative("the figure has a band whose upper edge lies below its lower edge")
            if not areas:
                hidden = "Below the band (not drawn)", below.values, below.trace, below.points
                areas.append(Series(*hidden, "area", drawn=False))
        areas.append(Series(name, values, one.trace, one.points, "area"))
        last = one
    return areas
