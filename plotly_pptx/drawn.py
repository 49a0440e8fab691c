"""A native chart on its slide: with its key, and the words that stand on it."""

from __future__ import annotations

import datetime as dt
import math
from types import SimpleNamespace

import pandas as pd
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from .chart_xml import chart_xml, gap_of, look_of
from .model import Chart
from .reading import DAY_ZERO, axis_title, is_turned, label_of, plain_values, serial_of
from .shapes import LINE, SMALLEST, TEXT, WIDER, body, fill_of, hex_of, put, wide, wrap
from .workbook import workbook_of

FORMS = {"square": "rect", "diamond": "diamond", "triangle": "triangle"}


def draw_chart(chart: Chart, slide, box: tuple, unit: str, sources: pd.DataFrame):
    """Draw a native chart with its key, its workbook, and the words that stand on it."""
    unit, names = axis_title(chart.y) or unit, list(map(str, chart.categories or []))
    for one in chart.series:
        one.name = one.name or (unit if chart.y.get("visible", True) else "Place only")
    used = draw_key(
        [(one.trace, one.kind) for one in chart.series if one.drawn]
        + [(trace, "mark") for trace in chart.key],
        chart.layout,
        slide,
        box,
    )
    left, top, width, height = box[0], box[1] + used, box[2], box[3] - used
    dated = chart.categories and isinstance(chart.categories[0], dt.date)
    kind = "date" if dated else "category" if chart.categories else chart.x["kind"]
    if kind == "date":
        _calendar(chart)
    slot = height / max(1, len(names))
    small = len(names) > 14 or slot < 34 and any(wide(name, 14) > 0.4 * width for name in names)
    size, low, inner = (
        SMALLEST + 2 * (not small),
        30 + 20 * bool(axis_title(chart.y if chart.lying else chart.x)),
        None,
    )
    shown = chart.y.get("visible", True) is not False
    if chart.lying:
        # left alone, PowerPoint gives long names a quarter of the width and breaks them
        side = 12 + max(wide(line, size) for name in names for line in name.split("\n"))
        side = min(side, width * (0.5 if small else 0.4)) if chart.x.get("visible", True) else 4
        inner = side, 4, width - side - 12, height - 4 - low * shown
        if chart.stacked and chart.y.get("range"):
            _fit_labels(chart, inner[2], slot / (1 + gap_of(chart) / 100))
    elif chart.said:
        side = (36 + 20 * bool(axis_title(chart.y))) * shown + 12
        inner = side, 4, width - side - 12, height - 4 - low
    xml = chart_xml(
        chart, kind, size, inner and [part / of for part, of in zip(inner, (width, height) * 2)]
    )
    data = SimpleNamespace(
        xml_bytes=lambda _: xml.encode(), xlsx_blob=workbook_of(chart, kind, unit, sources)
    )
    place = (round(length * Pt(1)) for length in (left, top, width, height))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    if chart.said:
        _say(chart, slide, (left + inner[0], top + 4, *inner[2:]), (box[0], top, width, height))
    return frame._element


def _calendar(chart: Chart) -> None:
    """Let a date axis begin where its labels tell the truth: at the first of a month."""
    days = [serial_of(day) for one in chart.series for day in one.x or chart.categories]
    first, last = sorted(map(serial_of, chart.x.get("range") or (min(days), max(days))))
    months = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if (last - first) / 30 / n <= 9), 240)
    ticks = plain_values(chart.x.get("tickvals")) or []
    if (
        ticks and chart.said
    ):  # the figure's own days: PowerPoint labels no single days, so they are words
        chart.x |= {"showticklabels": False, "range": [first, last]}
        chart.said += [
            (day, min(chart.y["range"]), label_of(day, chart.x), "bottom", None, "")
            for day in ticks
        ]
    elif chart.categories and last - first >= 62:
        start = DAY_ZERO + dt.timedelta(first)
        month = (start.year * 12 + start.month - 1) // months * months
        chart.x |= {
            "range": [serial_of(dt.date(month // 12, month % 12 + 1, 1)), last],
            "step": (months, "months"),
        }
    else:
        chart.x |= {"range": [first, last], "step": (max(1, math.ceil((last - first) / 8)), "days")}


def _fit_labels(chart: Chart, width: float, height: float) -> None:
    """Break labels to the length of their bars; one that does not fit goes into the notes."""
    low, high = chart.y["range"]
    for one in (one for one in chart.series if one.drawn and one.kind == "bar"):
        for i, text in list(one.labels.items()):
            room = (one.values[i] or 0) / (high - low) * width - 4
            lines = wrap(" ".join(text.split()), room, SMALLEST)
            if any(wide(line, SMALLEST) > room for line in lines):
                lines = text.split()
            one.labels[i] = "\n".join(lines)
            if (
                len(lines) * SMALLEST * LINE > height
                or max(wide(line, SMALLEST) for line in lines) > room * WIDER
            ):
                chart.unplaced.append(
                    f"{chart.categories[i]}, {one.name}: {one.labels.pop(i)}".replace("\n", " ")
                )


def _say(chart: Chart, slide, plot: tuple, box: tuple) -> None:
    """Write words where the figure has them: as text boxes, because they have no value that a chart could hold."""
    (left, top, width, height), (first, last), ends = (
        plot,
        chart.x["range"],
        sorted(chart.y["range"]),
    )
    taken, line = [], SMALLEST * LINE
    for x, y, text, where, trace, colour in sorted(
        chart.said, key=lambda word: word[4] is not None
    ):
        across = left + (serial_of(x) - first) / (last - first) * width
        down = top + abs(y - ends[1 - is_turned(chart.y)]) / (ends[1] - ends[0]) * height
        if trace and "markers" in trace["mode"]:
            put(
                slide,
                (across - 5, down - 5, 10, 10),
                look=look_of(trace, "mark"),
                form=_form(trace),
            )
        lines = text.split("\n")
        long, tall = max(wide(part, SMALLEST) for part in lines), len(lines) * line
        start = (
            across - long - 8
            if "left" in where
            else across + 8
            if "right" in where
            else across - long / 2
        )
        start = min(max(box[0], start), box[0] + box[2] - long)
        spot = down - (tall + 2 if "top" in where else -2 if "bottom" in where else tall / 2)
        high = next(
            (
                high
                for high in (spot + n * line for n in (0, -1, 1, -2, 2, -3, 3))
                if not any(
                    start < right and begin < start + long and high < low and above < high + tall
                    for begin, above, right, low in taken
                )
                and box[1] <= high <= box[1] + box[3] - tall
            ),
            spot,
        )
        taken.append((start, high, start + long, high + tall))
        # words under an edge stand on its area, which no template turns dark
        ink = (
            f'<a:srgbClr val="{hex_of(colour)}"/>'
            if colour and chart.stacked and "bottom" in where
            else TEXT
        )
        align = "r" if "left" in where else "l" if "right" in where else "ctr"
        put(slide, (start, high, long, tall), body(text, SMALLEST, align=align, ink=ink))


def _form(trace: dict) -> str:
    return next((form for name, form in FORMS.items() if name in trace["symbols"][0]), "ellipse")


def draw_key(entries: list[tuple], layout: dict, slide, box: tuple) -> float:
    """Draw a key and give its height: PowerPoint's own would also name what is not drawn."""
    shown = {}
    for trace, kind in entries:
        if trace["name"] and trace.get("showlegend", True):
            line = kind in ("line", "XY")
            shown.setdefault(
                trace["name"],
                (trace, "line" if line and trace["seen"] else "mark" if line else kind),
            )
    several = len(shown) > 1 or any(trace.get("showlegend") for trace, _ in shown.values())
    if not shown or not layout.get("showlegend", several):
        return 0
    x = y = 0
    for name, (trace, kind) in shown.items():
        long = wide(name, SMALLEST) + 6
        if x and x + 18 + long > box[2]:
            x, y = 0, y + 20
        across, high, form = (
            (12, 3, "rect")
            if kind == "line"
            else (10, 10, _form(trace) if kind == "mark" else "rect")
        )
        look = (
            f"{fill_of(trace['ink'])}<a:ln><a:noFill/></a:ln>"
            if kind == "line"
            else look_of(trace, kind)
        )
        put(slide, (box[0] + x, box[1] + y + 8 - high / 2, across, high), look=look, form=form)
        put(slide, (box[0] + x + 16, box[1] + y, long, 16), body(name, SMALLEST))
        x += 30 + long
    return y + 24
