"""How a figure becomes native, or why it becomes a picture."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator

import plotly.graph_objects as go

from .bars import plan_bars
from .chart_xml import even, number_format
from .drawn import draw_chart
from .errors import add_error_bars
from .lines import plan_lines
from .model import Chart, NotNative, Plan
from .pies import plan_pie
from .reading import (
    day_of,
    each_of,
    is_turned,
    kind_of,
    merged_figure,
    plain_values,
    read_figure,
    serial_of,
)
from .tables import plan_cells, plan_table, plan_words
from .understood import unknown


def plan(figure: go.Figure, width: float, height: float) -> Plan:
    """Decide how a figure becomes native in a box of so many points, or why it becomes a picture.

    Whatever is not understood becomes a picture: no exception leaves this function.
    """
    try:
        traces, layout = merged_figure(figure)
        for axis in ("xaxis", "yaxis"):
            layout.setdefault(axis, {})
        for reason in unknown(traces, layout):
            raise NotNative(reason)
        traces = read_figure(traces, layout)
        for reason in _obstacles(traces, layout):
            raise NotNative(reason)
        return _planned(traces, layout, width, height)
    except NotNative as reason:
        return Plan("picture", str(reason))
    except Exception as error:
        return Plan("picture", f"the figure holds what is not understood ({error!r:.80})")


def _planned(traces: list[dict], layout: dict, width: float, height: float) -> Plan:
    made = _made(traces, layout, width, height)
    if isinstance(made, Plan):
        return made
    if not all(map(_is_number, _numbers(made))):
        raise NotNative("the figure has values that are not numbers, or without end")
    if not made.pie:
        add_error_bars(made)
        number_format(made.y, "number", made)  # a format that no spreadsheet has is refused here
        if made.kind != "category":
            number_format(made.x, made.kind, made)
    return Plan("chart", "", functools.partial(draw_chart, made), made.unplaced)


def _made(traces: list[dict], layout: dict, width: float, height: float) -> Chart | Plan:
    """Choose by the kinds of traces what a figure becomes."""
    kinds = {trace["type"] for trace in traces}
    if not traces:
        return plan_words(layout)
    if kinds == {"scatter"}:
        return plan_lines(traces, layout, width, height)
    if "bar" in kinds and kinds <= {"bar", "scatter"}:
        return plan_bars(traces, layout, width)
    if len(traces) > 1:
        raise NotNative(f"no native chart is made of the kind {' with '.join(sorted(kinds))}")
    return {
        "heatmap": lambda trace: plan_table(trace, layout, width, height),
        "table": lambda trace: plan_cells(trace, width, height),
        "pie": lambda trace: plan_pie(trace, layout),
    }[traces[0]["type"]](traces[0])


def _numbers(chart: Chart) -> Iterator[object]:
    """Give all that the chart draws as lengths or heights."""
    for one in chart.series:
        yield from (value for value in one.values if value is not None)
        yield from (value for value in one.x or () if value is not None)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _obstacles(traces: list[dict], layout: dict) -> Iterator[str]:
    """Name what no native chart shows the same way, though each property is understood."""
    for trace in traces:
        if any(isinstance(colour, int | float) for colour in trace.get("colours", ())):
            yield "the figure has marks that a scale colours"
        scaled = trace["type"] == "heatmap" and trace.get("showscale", True) is not False
        if scaled and not trace.get("texttemplate"):
            yield "the figure has a scale of colours in place of numbers"
    yield from _obstacles_of_areas(traces, layout)
    yield from _obstacles_of_bars(traces, layout)
    for key in "xy":
        yield from _obstacles_of_axis(traces, key, layout[f"{key}axis"])
    if any(drawn.get("name") is None for drawn in layout.get("shapes", [])):
        yield "the figure has shapes drawn over it"


def _obstacles_of_areas(traces: list[dict], layout: dict) -> Iterator[str]:
    """Name areas that PowerPoint would fill otherwise."""
    piled = [trace for trace in traces if trace.get("stackgroup")]
    if len({trace["stackgroup"] for trace in piled}) > 1:
        yield "the figure has two stacks of areas"
    if any(trace.get("orientation") == "h" for trace in piled):
        yield "the figure stacks areas sideways"
    if len({str(trace["x"]) for trace in piled}) > 1:
        yield "the figure stacks areas that share no places"
    if any(trace.get("filled") and None in trace["y"] for trace in traces):
        yield "the figure has areas with gaps"
    if layout["yaxis"].get("type") == "log" and any(trace.get("filled") for trace in traces):
        yield "the yaxis is logarithmic, with areas"


def _obstacles_of_bars(traces: list[dict], layout: dict) -> Iterator[str]:
    """Name bars that PowerPoint cannot put side by side."""
    groups = [trace.get("offsetgroup") for trace in traces if trace["type"] == "bar"]
    if len(set(groups)) not in (0, 1, len(groups)):
        yield "the figure has bars that share a place by offsetgroup"
    if layout.get("barmode") != "group" and len(set(groups)) > 1:
        yield "the figure has stacks side by side"


def _obstacles_of_axis(traces: list[dict], key: str, axis: dict) -> Iterator[str]:
    """Name what PowerPoint has no axis for."""
    values = [
        value for trace in traces for value in each_of(trace.get(key), len(trace.get(key) or []))
    ]
    kind, name, log = kind_of(values, axis), f"the {key}axis", axis.get("type") == "log"
    drawn = [trace for trace in traces if not trace.get("wordy")]
    if kind == "category" and axis.get("range") is not None and values:
        yield f"{name} has a range of categories"
    if any(day_of(value) and serial_of(value) < 61 for value in values):
        yield f"{name} has days before March 1900, which no workbook knows"
    bars = any(trace["type"] == "bar" for trace in traces)
    if log and (bars or kind != "number" or any(not value or value <= 0 for value in values)):
        yield f"{name} is logarithmic, with bars or with values that are not above zero"
    ticks = plain_values(axis.get("tickvals")) if kind == "number" else None
    along = (
        "y"
        if {"h"} == {trace.get("orientation") for trace in drawn if trace["type"] == "bar"}
        else "x"
    )
    if ticks and not (bars and key == along) and not even(ticks):
        yield f"{name} has labels at unequal steps"
    if axis.get("ticktext") is not None and kind == "number" and not (bars and key == along):
        yield f"{name} has names in place of numbers"
    if bars and key != along and is_turned(axis):
        yield f"{name} of the bars' lengths runs backwards"


def picture_of(figure: go.Figure, width: float, height: float) -> tuple[bytes | None, str]:
    """Draw a figure without its title for a box of so many points; or say why it cannot be drawn."""
    bare = go.Figure(figure).update_layout(title={"text": "", "subtitle": {"text": ""}})
    size = {"width": round(width / 0.75), "height": round(height / 0.75)}  # pixels, 96 an inch
    try:
        return bare.to_image("png", scale=3, **size), ""
    except (RuntimeError, ValueError) as error:  # no browser, or not a figure that Plotly can draw
        return None, str(error)
