"""How a figure becomes native, or why it becomes a picture."""

import functools
import logging
import math
import re
from collections.abc import Iterator

import plotly.graph_objects as go

from .bars import plan_bars
from .chart_xml import number_format
from .drawn import draw_chart
from .letters import PAPER, contrasting
from .lines import plan_lines
from .model import Chart, Plan
from .pies import plan_pie
from .reading import (
    NotNative,
    Traces,
    day_of,
    even,
    is_number,
    is_turned,
    merged_figure,
    notes_of,
    present,
    read_figure,
    serial_of,
)
from .said import add_error_bars
from .shapes import hex_of
from .tables import plan_cells, plan_table, plan_words
from .understood import unknown

# more than the list of what is understood says
NOT_UNDERSTOOD = "the figure holds what is not understood"


def plan(figure: go.Figure, width: float, height: float) -> Plan:
    """Decide how a figure becomes native in a box of so many points, or why it becomes a picture.

    Whatever is not understood becomes a picture: no exception leaves this function.
    """
    try:
        if figure.frames:
            raise NotNative("the figure is animated")
        traces, layout = merged_figure(figure)
        for reason in unknown(traces, layout):
            raise NotNative(reason)
        read_figure(traces, layout)
        traces = [*filter(_holds, traces)]
        for reason in _obstacles(traces, layout):
            raise NotNative(reason)
        return _planned(traces, layout, width, height)
    except NotNative as reason:
        return Plan("picture", str(reason))
    except Exception:
        logging.debug(NOT_UNDERSTOOD, exc_info=True)  # for who mends it
        return Plan("picture", NOT_UNDERSTOOD)


def _planned(traces: Traces, layout: dict, width: float, height: float) -> Plan:
    if not traces:
        return plan_words(layout)
    made = _made(traces, layout, width, height)
    if isinstance(made, Plan):
        made.unplaced.extend(note["text"] for note in notes_of(layout))
        return made
    add_error_bars(made)
    numbers = present(n for series in made.series for n in [*series.values, *(series.x or ())])
    if not all(is_number(value) and math.isfinite(value) for value in numbers):
        raise NotNative("the figure has values that are not numbers, or without end")
    if not made.pie:
        number_format(made.y, "number", made)  # a format that no spreadsheet has is refused here
        number_format(made.x, made.kind, made)
    return Plan("chart", "", functools.partial(draw_chart, made), made.unplaced)


def _made(traces: Traces, layout: dict, width: float, height: float) -> Chart | Plan:
    """Choose by the kinds of traces what a figure becomes."""
    kinds = {trace["type"] for trace in traces}
    if kinds == {"scatter"}:
        return plan_lines(traces, layout)
    if kinds <= {"bar", "scatter"}:
        return plan_bars(traces, layout, width)
    if len(traces) > 1:
        raise NotNative(f"no native chart is made of the kind {' with '.join(sorted(kinds))}")
    if kinds == {"heatmap"}:
        return plan_table(traces[0], layout, width, height)
    if kinds == {"table"}:
        return plan_cells(traces[0], width, height)
    return plan_pie(traces[0], layout)


def _holds(trace: dict) -> bool:
    """Say whether there is anything to draw in a trace."""
    if trace["type"] == "pie":
        return any(trace["values"] or trace["labels"])
    if trace["type"] == "heatmap":
        return any(trace["z"])
    return all(trace.get(key, True) for key in "xy")


def _obstacles(traces: Traces, layout: dict) -> Iterator[str]:
    """Name what no native chart shows the same way, though each property is understood."""
    along = ""
    for trace in traces:
        if trace["type"] == "bar":
            along = "y" if trace["orientation"] == "h" else "x"
        if any(is_number(look.colour) for look in trace["looks"]):
            yield "the figure has marks that a scale colours"
        scaled = trace["type"] == "heatmap" and trace["showscale"] is not False
        if scaled and not trace["texttemplate"]:
            yield "the figure has a scale of colours in place of numbers"
        if trace["mode"] == "none" and not trace["filled"]:
            yield "the figure has points that are not drawn, of which only the key tells"
    yield from _obstacles_of_areas(traces, layout["yaxis"])
    for key in "xy":
        yield from _obstacles_of_axis(traces, key, layout[f"{key}axis"], along)
    if any(drawn.get("visible", True) for drawn in layout["shapes"]):
        yield "the figure has shapes drawn over it"
    for ground in ("paper_bgcolor", "plot_bgcolor"):
        fill = layout[ground] or "white"
        if not re.match(r"rgba.*[ ,]0?\.?0+\)", fill) and contrasting(f"#{hex_of(fill)}") == PAPER:
            yield "the figure's colours are chosen for a dark ground"


def _obstacles_of_areas(traces: Traces, scale: dict) -> Iterator[str]:
    """Name areas that PowerPoint would fill otherwise."""
    filled = [trace for trace in traces if trace["filled"]]
    piled = [trace for trace in filled if trace["stackgroup"]]
    if any(trace["orientation"] == "h" for trace in piled):
        yield "the figure stacks areas sideways"
    if len({(trace["stackgroup"], str(trace["x"])) for trace in piled}) > 1:
        yield "the figure has two stacks of areas, or stacks areas that share no places"
    if any(None in trace["y"] for trace in filled):
        yield "the figure has areas with gaps"
    if scale["type"] == "log" and filled:
        yield "the yaxis is logarithmic, with areas"


def _obstacles_of_axis(traces: Traces, key: str, axis: dict, along: str) -> Iterator[str]:
    """Name what PowerPoint has no axis for; ``along``: that along which bars stand, if there are any."""
    values = present(value for trace in traces for value in trace[key])
    kind = axis["kind"]
    name = f"the {key}axis"
    log = axis["type"] == "log"
    ends = axis["range"]
    if kind == "category" and ends and values:
        yield f"{name} has a range of categories"
    if any(day_of(value) and serial_of(value) < 61 for value in values):
        yield f"{name} has days before March 1900, which no workbook knows"
    if log and (along or kind != "number" or min(values) <= 0):
        yield f"{name} is logarithmic, with bars or with values that are not above zero"
    if kind == "number" and key != along:
        if axis["ticktext"]:
            yield f"{name} has names in place of numbers"
        if axis["tickvals"] and (log or not even(axis["tickvals"], min(ends or [0]))):
            yield f"{name} has labels at unequal steps"
        if axis["dtick"] and (axis["dtick"] != 1 or min(ends or [0]) % 1):
            yield f"{name} has labels between whole numbers"
    elif (
        kind == "number"
        and ends
        and not (
            min(values) - 1 < min(ends) <= min(values) <= max(values) <= max(ends) < max(values) + 1
        )
    ):
        yield f"{name} leaves bars out, or has places beyond them"
    if along and key != along and is_turned(axis):
        yield f"{name} of the bars' lengths runs backwards"


def picture_of(figure: go.Figure, width: float, height: float) -> tuple[bytes | None, str]:
    """Draw a figure without its title for a box of so many points; or say why it cannot be drawn."""
    bare = go.Figure(figure).update_layout(title={"text": "", "subtitle": {"text": ""}})
    width, height = round(width / 0.75), round(height / 0.75)  # pixels, 96 an inch
    try:
        return bare.to_image("png", width, height, 3), ""
    except RuntimeError:
        return None, "no browser draws it (plotly_get_chrome installs one)"
    except Exception:
        return None, "Plotly cannot draw it"
