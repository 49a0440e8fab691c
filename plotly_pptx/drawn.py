"""A native chart on its slide, in one group with its key."""

import datetime as dt
import math
import re
from types import SimpleNamespace

import pandas as pd
from pptx.enum.chart import XL_CHART_TYPE

from .chart_xml import chart_xml, gap_of, look_of
from .letters import in_line, months_apart, plain, text_width
from .model import Chart
from .reading import DAY_ZERO, axis_title, is_turned, serial_of
from .shapes import LINE, SMALLEST, WIDER, body, grouped, line_of, put, units, wide, widest, wrap
from .understood import NAMES
from .workbook import workbook_of


def draw_chart(chart: Chart, slide, box: tuple, unit: str, sources: pd.DataFrame):
    """Draw a native chart with its key and its workbook; they are one group, and move together."""
    unit = axis_title(chart.y) or unit
    for series in chart.series:
        series.name = series.name or unit
    before = len(slide.shapes)
    entries = [
        (series.trace, "mark" if series.trace["wordy"] else series.kind)
        for series in chart.seen
        if series.drawn
    ]
    entries += [(trace, "mark") for trace in chart.key]
    used = draw_key(entries, chart.layout, slide, box)
    left, top, width, height = box
    height -= used
    if chart.kind == "date":
        _calendar(chart)
    size, inner = _inner(chart, width, height)
    parts = [part / of for part, of in zip(inner, (width, height) * 2)]
    xml = chart_xml(chart, size, parts)
    data = SimpleNamespace(
        xml_bytes=lambda _: xml.encode(), xlsx_blob=workbook_of(chart, unit, sources)
    )
    place = left, top + used, width, height
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *units(place), data)._element
    return grouped(slide, before) if used else frame


def _inner(chart: Chart, width: float, height: float) -> tuple[int, tuple]:
    """Give the size of letters, and the place of the plot where it must be told: left, top, width, height."""
    names = list(map(str, chart.categories))
    upright = chart.y["visible"]
    slot = height / max(1, len(names))
    small = len(names) > 14 or slot < 34 and widest(names, 14) > 0.4 * width
    size = SMALLEST + 2 * (not small)
    if not chart.lying:
        start = 44 if upright else 4
        if not upright and not chart.x["visible"]:  # no axis makes room for words
            words = [
                (wide(text, SMALLEST), series.sides[i])
                for series in chart.seen
                for i, text in series.labels.items()
            ]
            left, right = (
                max(long for long, place in [(8, way), *words] if way in place)
                for way in ("left", "right")
            )
            return size, (left, 6, width - left - right, height - 12)
        return size, (start, 6, width - start - 12, height - 32) if chart.x["chosen"] else ()
    # left alone, PowerPoint gives long names a quarter of the width and breaks them
    side = 12 + widest("\n".join(names).split("\n"), size)
    side = min(side, width * (0.5 if small else 0.4)) if chart.x["visible"] else 4
    low = 30 + 20 * bool(axis_title(chart.y)) if upright else 0
    inner = side, 4, width - side - 12, height - 4 - low
    if chart.stacked:
        _fit_labels(chart, inner[2], slot / (1 + gap_of(chart) / 100))
    return size, inner


def _calendar(chart: Chart) -> None:
    """Let a date axis begin where its labels tell the truth, and without empty weeks before the first day."""
    days = [serial_of(day) for series in chart.seen for day in series.x or chart.categories if day]
    # a day that has begun is shown whole; the second end of a step is a minute late
    whole = [int(min(days)), math.ceil(max(days) - 0.001)]
    if is_turned(chart.x):
        chart.x["autorange"] = "reversed"
    ends = chart.x.pop("range", None)
    first, last = sorted(map(serial_of, ends)) if ends else whole
    if not chart.categories or [first, last] != whole:
        chart.x["range"] = [first, last]  # else a day that is added later finds its place
    start = DAY_ZERO + dt.timedelta(first)
    if chart.categories and last - first >= 62 and start.day == 1:
        chart.x["step"] = months_apart(last - first), "months"
        return
    chart.x["step"] = max(1, math.ceil((last - first) / 7)), "days"
    if not re.search("%-?[de]", chart.x["tickformat"] or "%d"):
        chart.x["tickformat"] = ""  # a label that is not at the first of a month names its day


def _fit_labels(chart: Chart, width: float, height: float) -> None:
    """Break labels to the length of their bars; one that does not fit goes into the notes."""
    high = 1.08 * (max(chart.sums()) or 1)  # PowerPoint rounds the end of its axis up
    for series in chart.seen:
        for i, text in list(series.labels.items()) if series.kind == "bar" and series.drawn else ():
            room = abs(series.values[i] or 0) / high * width - 4
            lines = [*wrap(in_line(text), room, SMALLEST)]
            if widest(lines, SMALLEST) > room:
                lines = text.split()
            series.labels[i] = "\n".join(lines)
            broad = widest(lines, SMALLEST) > room * WIDER
            if len(lines) * SMALLEST * LINE > height or broad:
                note = f"{chart.categories[i]}, {series.name}: {series.labels.pop(i)}"
                chart.unplaced.append(note.replace("\n", " "))


def draw_key(entries: list[tuple], layout: dict, slide, box: tuple) -> float:
    """Draw a key and give its height: PowerPoint's own would also name what is not drawn."""
    shown: dict = {}
    for trace, kind in sorted(entries, key=lambda entry: entry[0].get("legendrank", 1000)):
        if trace["name"] and trace.get("showlegend", True):
            shown.setdefault(trace["number"], (trace, kind))
    several = len(shown) > 1 or any(trace["showlegend"] for trace, _ in shown.values())
    if not (shown and layout.get("showlegend", several) and layout["legend"].get("visible", True)):
        return 0
    x = y = 0.0
    heading = plain(layout["legend"]["title"]["text"])
    if heading:
        put(slide, (*box[:2], wide(heading, SMALLEST), 16), body(heading, SMALLEST))
        x = text_width(heading, SMALLEST) + 16
    for trace, kind in shown.values():
        name = trace["name"]
        long = wide(name, SMALLEST) + 6
        if x and x + 18 + long > box[2]:
            x = 0
            y += 20
        _swatch(slide, trace, kind, box[0] + x, box[1] + y + 8)
        put(slide, (box[0] + x + 16, box[1] + y, long, 16), body(name, SMALLEST))
        x += 36 + text_width(name, SMALLEST) * 0.9  # the estimate is on the safe side
    return y + 24


def _swatch(slide, trace: dict, kind: str, left: float, middle: float) -> None:
    """Draw the sign of a key: a line, a mark, or a part of an area or a bar."""
    form = "rect"
    if kind == "line" and trace["seen"]:
        put(slide, (left, middle, 12, 0), look=look_of(trace, kind), form="line")
        return
    if kind not in ("area", "bar"):
        kind = "mark"
        form = NAMES["forms"].get(trace["looks"][0].symbol.removesuffix("-open"), "ellipse")
    look = look_of(trace, kind)
    if kind == "area":  # its hatching alone is hardly seen
        look = look.removesuffix(line_of()) + line_of(trace["ink"])
    put(slide, (left, middle - 5, 10, 10), look=look, form=form)
