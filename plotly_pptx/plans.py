"""How a figure becomes native, or why it becomes a picture."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator

import numpy as np
import plotly.graph_objects as go

from .bars import plan_bars
from .drawn import draw_chart
from .lines import plan_lines
from .model import Chart, NotNative, Plan
from .reading import plain_values, read_figure
from .tables import plan_table, plan_words


def plan(figure: go.Figure, width: float, height: float) -> Plan:
    """Decide how a figure becomes native in a box of so many points, or why it becomes a picture.

    Whatever is not understood becomes a picture: no exception leaves this function.
    """
    try:
        traces, layout = read_figure(figure)
        for axis in ("xaxis", "yaxis"):
            layout.setdefault(axis, {})
        for reason in _obstacles(traces, layout):
            raise NotNative(reason)
        return _planned(traces, layout, width, height)
    except NotNative as reason:
        return Plan("picture", str(reason))
    except Exception as error:
        return Plan("picture", f"the figure holds what is not understood ({error!r:.80})")


def _planned(traces: list[dict], layout: dict, width: float, height: float) -> Plan:
    kinds = {trace["type"] for trace in traces}
    if not traces:
        return plan_words(layout)
    if kinds == {"heatmap"} and len(traces) == 1:
        return plan_table(traces[0], layout, width, height)
    if kinds == {"scatter"}:
        made = plan_lines(traces, layout, width, height)
    elif "bar" in kinds and kinds <= {"bar", "scatter"}:
        made = plan_bars(traces, layout)
    else:
        raise NotNative(f"no native chart is made of the kind {' with '.join(sorted(kinds))}")
    if isinstance(made, Plan):
        return made
    if not all(map(_is_number, _numbers(made))):
        raise NotNative("the figure has values that are not numbers, or without end")
    return Plan("chart", "", functools.partial(draw_chart, made), made.unplaced)


def _numbers(chart: Chart) -> Iterator[object]:
    """Give all that the chart draws as lengths or heights."""
    for one in chart.series:
        yield from (value for value in one.values if value is not None)
        yield from (value for value in one.x or () if value is not None)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _obstacles(traces: list[dict], layout: dict) -> Iterator[str]:
    """Name what in a figure no native chart shows the same way."""
    for trace in traces:
        if any(trace.get(key, "") not in ("", "x", "y") for key in ("xaxis", "yaxis")):
            yield "the figure has several panels or a second axis"
        if any({"array", "value"} & trace.get(key, {}).keys() for key in ("error_x", "error_y")):
            yield "the figure has error bars"
        if np.ndim(plain_values(trace.get("marker", {}).get("size"))):
            yield "the figure has marks of different sizes"
        if any(isinstance(colour, int | float) for colour in trace.get("colours", ())):
            yield "the figure has marks that a scale colours"
    if any(layout[axis].get("type") in ("log", "multicategory") for axis in ("xaxis", "yaxis")):
        yield "the figure has an axis that is logarithmic or has two levels"
    if any(drawn.get("name") is None for drawn in layout.get("shapes", [])):
        yield "the figure has shapes drawn over it"


def picture_of(figure: go.Figure, width: float, height: float) -> tuple[bytes | None, str]:
    """Draw a figure without its title for a box of so many points; or say why it cannot be drawn."""
    bare = go.Figure(figure).update_layout(title={"text": "", "subtitle": {"text": ""}})
    size = {"width": round(width / 0.75), "height": round(height / 0.75)}  # pixels, 96 an inch
    try:
        return bare.to_image("png", scale=3, **size), ""
    except (RuntimeError, ValueError) as error:  # no browser, or not a figure that Plotly can draw
        return None, str(error)
