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
    axis, scale = layout["xaxis"], layout["yaxis"]
    kind, upright = (
        kind_of([value for trace in traces for value in trace[key]], layout[f"{key}axis"])
        for key in "xy"
    )
    modes = {trace["mode"] for trace in traces}
    if all(line.get("visible") is False for line in (axis, scale)) and modes <= {
        "markers+text",
        "markers",
    }:
        spots = [
            spot
            for trace in traces
            for spot in zip(trace["x"], trace["y"], trace["texts"], trace["colours"])
        ]
        return plan_tiles(
            [spot for spot in spots if None not in spot], layout, traces, width, height
        )
    named = (
        scale.get("ticktext") is not None or kind == "number" and axis.get("ticktext") is not None
    )
    told, traces = (
        [trace for trace in traces if trace["wordy"] is wordy] for wordy in (True, False)
    )
    if upright != "number" or named or axis.get("visible") is False or not traces:
        raise NotNative("PowerPoint has no chart whose points stand beside names, or on no axis")
    lines = [trace for trace in traces if "lines" in trace["mode"] or trace["filled"]]
    shapes = {trace.get("line", {}).get("shape", "linear") for trace in lines}
    filled, stepped = any(trace["filled"] for trace in traces), shapes == {"hv"}
    gaps = any(value is None for trace in lines for value in trace["y"])
    days = [day_of(value) for trace in traces for value in trace["x"]] if kind == "date" else []
    shared = (
        kind != "number" and shapes <= {"linear", "spline"} or stepped and kind == "date"
    ) and (
        all(len(set(trace["x"])) == len(trace["x"]) for trace in traces)
        and not any(day and day.time() != dt.time() for day in days)
        and (
            stepped
            or not gaps
            and not filled
            or all(trace["x"] == lines[0]["x"] for trace in lines)
        )
    )
    if shapes - {"linear", "hv", "spline"} or not shared and (filled or kind == "category"):
        raise NotNative(
            "the figure has steps or areas that PowerPoint cannot draw, or lines that share no places"
        )
    if not shared:
        ones = []
        for trace in traces:
            points, xs = list(range(len(trace["x"]))), [serial_of(value) for value in trace["x"]]
            if trace.get("line", {}).get("shape") == "hv":
                points = [point for point in points for _ in range(2)][:-1]
                xs = [xs[(number + 1) // 2] for number in range(len(points))]
            ones.append(series_of(trace, points, "XY", xs))
        unplaced = [text for trace in told for text in trace["texts"] if text]
        unplaced += [note["text"] for note in notes_of(layout)]
        return Chart(ones, axis | {"kind": kind}, scale, layout, unplaced=unplaced)
    at = (lambda value: day_of(value).date()) if kind == "date" else (lambda value: value)
    grid = order_of([at(value) for trace in traces for value in trace["x"]], axis, {})
    ones = [
        series_of(
            trace,
            _spread(
                [at(value) for value in trace["x"]], grid, stepped, trace in lines, trace["filled"]
            ),
            "line",
        )
        for trace in traces
    ]
    areas = _areas(ones)
    ones = [
        one
        for one in ones
        if not one.trace.get("stackgroup")
        and (one.trace["seen"] or "markers" in one.trace["mode"] or one.labels)
    ]
    spots = [spot for spot in grid for _ in range(1 + stepped)][int(stepped) :]
    names, blanks = (
        [spot if kind == "date" else label_of(spot, axis) for spot in spots],
        gaps or filled or stepped,
    )
    chart = Chart(
        areas + ones,
        axis,
        scale,
        layout,
        names,
        stacked=bool(areas),
        blanks="gap" if blanks else "span",
    )
    said = [
        (
            x,
            y,
            (f"{trace['name']}: " if trace.get("showlegend", True) else "") + text,
            side or "",
            trace,
            "",
        )
        for trace in told
        for x, y, text, side in zip(
            trace["x"],
            trace["y"],
            trace["texts"],
            each_of(trace.get("textposition"), len(trace["x"])),
        )
    ]
    said += [
        (
            note["x"],
            note["y"],
            note["text"],
            {"right": "left", "left": "right"}.get(note.get("xanchor"), "")
            + {"bottom": "top", "top": "bottom"}.get(note.get("yanchor"), ""),
            None,
            note.get("font", {}).get("color") or INK,
        )
        for note in notes_of(layout)
    ]
    # PowerPoint must have the figure's own ends of the axes, else words would stand in another place
    if scale.get("range") is not None and kind == "date":
        chart.said = said
    else:
        chart.unplaced = [text for _, _, text, *_ in said if text]
    return chart


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
