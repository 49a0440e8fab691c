"""Plotly figures as native PowerPoint charts and tables: same values and colours, everything editable."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import plotly.colors
import plotly.graph_objects as go
from PIL import ImageColor
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_AXIS_CROSSES, XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.chart import XL_LABEL_POSITION as AT
from pptx.enum.dml import MSO_LINE, MSO_PATTERN, MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt
from xlsxwriter import Workbook

from . import theme
from .export import values as plain_values

__all__ = ["Plan", "fit", "plan", "wide", "wrap", "write"]

POINT = 12700  # the slides' unit of length, in a point
SMALLEST = 12  # points: no text on a slide is smaller
LINE = 1.2  # height of a line of text, in letter sizes
DAY_ZERO = dt.datetime(1899, 12, 30)  # of the spreadsheets' calendar
MARKS = {"circle": "CIRCLE", "square": "SQUARE", "diamond": "DIAMOND", "triangle-up": "TRIANGLE", "x": "X", "cross": "PLUS", "line-ns": "PLUS"}
DASHES = {"dot": MSO_LINE.ROUND_DOT, "dash": MSO_LINE.DASH, "longdash": MSO_LINE.LONG_DASH, "dashdot": MSO_LINE.DASH_DOT}
PATTERNS = {"\\": MSO_PATTERN.DARK_DOWNWARD_DIAGONAL, "x": MSO_PATTERN.DIAGONAL_CROSS, "-": MSO_PATTERN.DARK_HORIZONTAL,
            "|": MSO_PATTERN.DARK_VERTICAL, "+": MSO_PATTERN.SMALL_GRID, ".": MSO_PATTERN.PERCENT_50}
FORMS = {"diamond": MSO_SHAPE.DIAMOND, "triangle": MSO_SHAPE.ISOSCELES_TRIANGLE, "square": MSO_SHAPE.RECTANGLE}
SIDES = {"left": AT.LEFT, "right": AT.RIGHT, "bottom": AT.BELOW, "middle center": AT.CENTER}
DATES = {"%Y": "yyyy", "%y": "yy", "%B": "mmmm", "%b": "mmm", "%m": "mm", "%-d": "d", "%e": "d", "%d": "dd", "\n": " "}


class NotNative(Exception):
    """Why a figure cannot be a native chart."""


@dataclass(frozen=True)
class Plan:
    """How a figure goes onto a slide: "chart", "table", "shapes", or "picture" and why."""

    way: str
    reason: str = ""
    draw: Callable | None = None  # (slide, box, unit, sources) -> shape
    unplaced: list = field(default_factory=list)  # words of the figure for which there is no place in it


@dataclass
class Series:
    """One series of a native chart; ``points`` says which point of its trace each value is."""

    name: str
    values: list
    trace: dict
    points: list
    kind: str = "bar"  # bar, area or line
    x: list | None = None  # where each series has its own
    drawn: bool = True
    keyed: bool = True  # named in the key
    heading: str = ""  # in the workbook, where it has to say more than the name
    labels: dict = field(default_factory=dict)  # text by position


@dataclass
class Recipe:
    """A native chart before it is drawn; without categories each series has its own x."""

    kind: str
    series: list[Series]
    x: dict
    y: dict
    layout: dict
    categories: list | None = None
    overlap: int | None = None
    blanks: str = "gap"
    key: list = field(default_factory=list)
    unplaced: list = field(default_factory=list)
    said: list = field(default_factory=list)  # words over the chart: x, y, text, side of the place, trace


def _series(trace: dict, points: list, kind: str = "bar", x: list | None = None) -> Series:
    """Take points of a trace as a series, with their labels."""
    of = "x" if trace.get("orientation") == "h" and trace["type"] == "bar" else "y"
    known = [(i, point) for i, point in enumerate(points) if point is not None]
    return Series(trace["name"], [None if point is None else trace[of][point] for point in points], trace, points, kind, x,
                  labels={i: trace["texts"][point] for i, point in known if trace["texts"][point]})


def plan(figure: go.Figure, width: float, height: float) -> Plan:
    """Decide how a figure becomes native in a box of so many points, or why it becomes a picture."""
    try:
        traces, layout = _read(figure)
        kinds = {trace["type"] for trace in traces}
        axes = layout.setdefault("xaxis", {}), layout.setdefault("yaxis", {})
        if not traces:
            return _words(layout)
        for wrong, reason in (
            (any(trace.get(key, "") not in ("", "x", "y") for trace in traces for key in ("xaxis", "yaxis")),
             "the figure has several panels or a second axis"),
            (any({"array", "value"} & trace.get(key, {}).keys() for trace in traces for key in ("error_x", "error_y")),
             "the figure has error bars"),
            (any(axis.get("type") in ("log", "multicategory") for axis in axes),
             "the figure has an axis that is logarithmic or has two levels"),
            (any(np.ndim(trace.get("marker", {}).get("size")) for trace in traces), "the figure has marks of different sizes"),
            (any(shape.get("name") is None for shape in layout.get("shapes", [])), "the figure has shapes drawn over it"),
        ):
            if wrong:
                raise NotNative(reason)
        if kinds == {"heatmap"} and len(traces) == 1:
            return _table(traces[0], layout, width, height)
        if kinds == {"scatter"}:
            return _scatter(traces, layout, width, height)
        if "bar" in kinds and kinds <= {"bar", "scatter"}:
            return _chart(*_bars(traces, layout))
        raise NotNative(f"PowerPoint has no chart of the kind {' with '.join(sorted(kinds))}")
    except NotNative as reason:
        return Plan("picture", str(reason))


# ---- text


@functools.lru_cache(maxsize=65536)
def wide(text: str, size: float) -> float:
    """Estimate how many points a line of text takes: the same on every machine, and enough for Verdana, too."""
    return size * sum(0.36 if letter in "ijlI.,:;'|!" else 0.42 if letter in "tfr()[]/- " else 1.05
                      if letter in "mwMW@%—…" or letter > "\u2e7f" else 0.8 if letter.isupper() else 0.66 for letter in text)  # fmt: skip


def wrap(text: str, width: float, size: float) -> list[str]:
    """Break text into lines of a width in points; a word that is longer than a line is cut."""
    lines = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in re.findall(r"\S+\s*|\s+", paragraph):
            if line and used + wide(word.rstrip(), size) > width:
                lines.append(line)
                line, used = "", 0.0
            while wide(word.rstrip(), size) > width and len(word) > 1:
                keep = next((n for n in range(len(word) - 1, 1, -1) if wide(word[:n], size) <= width), 1)
                lines.append(word[:keep])
                word = word[keep:]
            line, used = line + word, used + wide(word, size)
        lines.append(line)
    return lines


def fit(text: str, width: float, height: float, largest: int, mark: str = " … (continued in the notes)") -> tuple[int, str, str]:
    """Fit text into a box in points: the size, what is shown, and what is left for the notes."""
    longest = max(text.split(), key=len, default="")
    for size in range(largest, min(largest, SMALLEST) - 1, -1):
        whole = wide(longest, size) <= width or size <= SMALLEST + 4  # a title does not break a word to be large
        if whole and len(wrap(text, width, size)) * size * LINE <= height + 0.01:
            return size, text, ""
    words, most = re.findall(r"\s*\S+", text), max(1, int(height / size / LINE))
    keep = bisect.bisect_right(range(1, len(words)), most, key=lambda n: len(wrap("".join(words[:n]) + mark, width, size)))
    return size, "".join(words[:keep]).rstrip(" ·,;") + mark, "".join(words[keep:]).strip()


def write(frame, paragraphs: list[tuple[str, bool]], size: float, after: float = 0, colour: str | None = None,
          align: PP_ALIGN | None = None) -> None:
    """Write paragraphs (text, bold) without margins, in the slide's colour or in one that is read on `colour`."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for i, (text, bold) in enumerate(paragraphs):
        paragraph = frame.add_paragraph() if i else frame.paragraphs[0]
        paragraph.text, paragraph.line_spacing, paragraph.alignment = text, 1.0, align
        if after:
            paragraph.space_after = Pt(after)
        paragraph._p.get_or_add_endParaRPr().set("sz", f"{size * 100:.0f}")  # an empty cell is as low as the others
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.color.theme_color = Pt(size), bold, MSO_THEME_COLOR.TEXT_1
            if colour:
                run.font.color.rgb = _rgb(theme.contrasting(f"#{_rgb(colour)}"))


# ---- reading a figure


def _read(figure: go.Figure) -> tuple[list[dict], dict]:
    """Give traces and layout as plain dictionaries, with what the template adds."""
    layout = figure.layout.to_plotly_json()
    template = layout.pop("template", {})
    layout = _merged(template.get("layout", {}), layout)
    colours = layout.get("colorway") or plotly.colors.qualitative.Plotly
    traces = []
    for number, trace in enumerate(figure.data):
        own = trace.to_plotly_json()
        own["type"] = own["type"].replace("scattergl", "scatter")
        trace = _merged((template.get("data", {}).get(own["type"]) or [{}])[0], own)
        trace |= {key: plain_values(trace[key]) for key in {"x", "y", "z", "text", "base"} & trace.keys()}
        trace["colour"], trace["name"] = colours[number % len(colours)], theme.plain(trace.get("name"))
        if trace["type"] in ("bar", "scatter"):
            count = len(trace.get("x") or trace.get("y") or [])
            trace |= {key: trace.get(key) or list(range(count)) for key in "xy"}
            trace.setdefault("mode", "lines+markers" if count < 20 else "lines")
            trace["texts"] = _texts(trace, count)
        if trace.get("visible", True) is True:
            traces.append(trace)
    return traces, layout


def _texts(trace: dict, count: int) -> list[str]:
    """Give the label at each point, "" where there is none."""
    if trace["type"] == "scatter" and "text" not in trace["mode"] or trace.get("textposition") == "none":
        return [""] * count
    template, of = trace.get("texttemplate") or "%{text}", "x" if trace.get("orientation") == "h" else "y"
    found = {name: _each(trace.get(of if name == "value" else name), count) for name in re.findall(r"%\{(\w+)", template)}
    texts = [re.sub(r"%\{(\w+)(?::([^}]*))?\}", lambda part, i=i: _said(found[part[1]][i], part[2]), template) for i in range(count)]
    return ["\n".join(" ".join(line.split()) for line in theme.plain(text).split("\n")) for text in texts]


def _said(value: object, form: str | None = "") -> str:
    """Write a value as the figure does; where Plotly would shorten a number ("10M") it stays whole."""
    if not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    value = int(value) if float(value).is_integer() else value
    return f"{value:,}" if not form or form.endswith("s") else format(value, form)


def _merged(base: dict, own: dict) -> dict:
    """Lay one nested dictionary over another."""
    return base | {key: _merged(base[key], value) if isinstance(value, dict) and isinstance(base.get(key), dict) else value
                   for key, value in own.items()}  # fmt: skip


def _each(value: object, count: int) -> list:
    """Give one value per point of a property that is one value or many."""
    return (plain_values(value) + [None] * count)[:count] if np.ndim(value) else [value] * count


def _day(value: object) -> dt.datetime | None:
    """Read a time from what Plotly takes for one."""
    if isinstance(value, str):
        return pd.Timestamp(value).to_pydatetime() if re.match(r"\d{4}-\d\d(-\d\d([T ][\d:.]+)?)?$", value) else None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value if isinstance(value, dt.datetime) else None


def _serial(value: object) -> float | None:
    """Give a time as spreadsheets count it, in days; a number stays."""
    days = (_day(value) - DAY_ZERO) / dt.timedelta(days=1) if _day(value) else value
    return int(days) if isinstance(days, float) and days.is_integer() else days


def _kind(values: list, axis: dict) -> str:
    """Say whether values are numbers, dates or categories on this axis, as Plotly would."""
    known = [value for value in values if value is not None]
    if axis.get("type") == "category" or not known:
        return "category"
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in known):
        return "number"
    return "date" if all(map(_day, known)) else "category"


def _order(values: list, axis: dict, sums: dict) -> list:
    """Order categories as Plotly does."""
    values, rule = list(dict.fromkeys(value for value in values if value is not None)), axis.get("categoryorder", "")
    kind = _kind(values, axis)
    if kind == "number":
        low, high = math.floor(min(values)), math.ceil(max(values))
        # years without a bar keep their place
        return list(range(low, high + 1)) if high - low < 60 and all(value == int(value) for value in values) else sorted(values)
    if kind == "date" or rule.startswith("category"):
        return sorted(values, key=_serial if kind == "date" else str, reverse=rule.endswith("descending"))
    if rule.startswith("total"):
        return sorted(values, key=lambda value: sums.get(value, 0), reverse=rule.endswith("descending"))
    given = plain_values(axis.get("categoryarray")) or []
    return [value for value in given if value in values] + [value for value in values if value not in given]


def _label(value: object, axis: dict) -> str:
    """Give the text that stands at a category."""
    named = dict(zip(plain_values(axis.get("tickvals")) or [], plain_values(axis.get("ticktext")) or []))
    return theme.plain(str(named.get(value, value))).replace("\u00a0", " ").strip()


def _turned(axis: dict) -> bool:
    """Say whether an axis runs backwards."""
    ends = axis.get("range")
    return str(axis.get("autorange")).endswith("reversed") or ends is not None and _serial(ends[0]) > _serial(ends[1])


def _wordy(trace: dict, layout: dict) -> bool:
    """Say whether a trace only tells something in words, so that the place where it stands is no value."""
    ours = "coalviz" in ((layout.get("meta") or {}).get("version") or {})
    return trace["type"] == "scatter" and (str(trace.get("meta", "")).startswith("coalviz:") or trace["mode"] == "text" or (
        ours and layout["yaxis"].get("visible") is False and "lines" not in trace["mode"]))


def _notes(layout: dict) -> list[tuple]:
    """Give the annotations of a figure: x, y, text, and which side of the text stands there."""
    return [(note.get("x"), note.get("y"), " ".join(theme.plain(note["text"]).split()), note.get("xanchor"), note.get("yanchor"))
            for note in layout.get("annotations", []) if note.get("name") != theme._FOOT and note.get("text")]  # fmt: skip


# ---- charts


def _bars(traces: list[dict], layout: dict) -> tuple[Recipe, list[str]]:
    """Plan a bar chart; what has no number goes into the name of its category, never into a zero."""
    bars = [trace for trace in traces if trace["type"] == "bar"]
    across = {trace.get("orientation") == "h" for trace in bars}
    if len(across) > 1 or layout.get("barnorm") or any(_day(start) for bar in bars for start in _each(bar.get("base"), 1)):
        raise NotNative("the figure has bars of two directions, in per cent of each other, or along dates")
    at, of = ("y", "x") if across == {True} else ("x", "y")
    axis, scale = layout[f"{at}axis"], layout[f"{of}axis"]
    sums = pd.DataFrame([pair for bar in bars for pair in zip(bar[at], bar[of])]).groupby(0)[1].sum().to_dict()
    categories = _order([value for trace in traces for value in trace[at]], axis, sums)
    place = {category: number for number, category in enumerate(categories)}
    based, mode = any(bar.get("base") is not None for bar in bars), layout.get("barmode", "group")
    series, ends = [], [0] * len(categories)
    for bar in bars:
        starts = _each(bar.get("base"), len(bar[at]))
        for number, points in enumerate(_columns(bar[at], place)):
            if number and mode not in ("stack", "relative"):
                raise NotNative("the figure has several bars in one place")
            one, below = _series(bar, points), [None] * len(points)
            for i, (point, value) in enumerate(zip(points, one.values)):
                if based and value is not None:
                    start = ends[i] if starts[point] is None else starts[point]
                    if start < ends[i] - 1e-9 or value < 0:
                        raise NotNative("the figure has floating bars that overlap or go down")
                    below[i], ends[i] = start - ends[i] or None, start + value
            if any(below):
                series.append(Series(f"Start of {bar['name'] or 'the bar'} (not drawn)", below, bar, points, drawn=False))
            series.append(one)
    there = [[one for one in series if one.drawn and one.values[i] is not None] for i in range(len(categories))]
    words, outside, lines = {category: [] for category in categories}, {}, []
    for trace in (trace for trace in traces if trace["type"] == "scatter"):
        if _wordy(trace, layout) or not any(trace[of]):
            for category, text in zip(trace[at], trace["texts"]):
                if text and there[place[category]]:
                    outside[place[category]] = text
                elif text:
                    words[category].append(text)
        elif at == "y" or trace.get("fill", "none") != "none":
            raise NotNative("the figure has lying bars with lines or marks, or bars with areas")
        else:
            lines += [_series(trace, points, "line") for points in _columns(trace[at], place)]
    alone = not based and all(len(ones) < 2 for ones in there)
    stacked = (based or mode in ("stack", "relative")) and not alone
    if outside and not stacked:
        for i, text in outside.items():
            there[i][-1].labels[i] = text
    elif outside:
        # the end of a stacked bar takes no label: an unseen bar on top of it does
        ends = [max(0, sum(one.values[i] or 0 for one in series)) for i in range(len(categories))]
        low, high = scale.get("range") or (0, 1.4 * max(ends))
        scale["range"] = [low, max(high, *ends)]
        room = [scale["range"][1] - end if i in outside else None for i, end in enumerate(ends)]
        series.append(Series("Room for labels (not drawn)", room, bars[0], [None] * len(room), drawn=False, labels=outside))
    names = [": ".join(filter(None, [_label(category, axis), "; ".join(words[category]).replace("\n", " ")])) for category in categories]
    if _kind(categories, axis) == "date" and not any(words.values()):
        names = [_day(category).date() for category in categories]
    kind = f"{'BAR' if at == 'y' else 'COLUMN'}_{'STACKED' if stacked else 'CLUSTERED'}"
    overlap = 100 if stacked or alone or mode == "overlay" else 0
    key = [trace for trace in traces if trace["type"] == "scatter" and trace["name"] and _wordy(trace, layout)]
    return Recipe(kind, series + lines, axis, scale, layout, names, overlap, key=key), [note[2] for note in _notes(layout)]


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


def _scatter(traces: list[dict], layout: dict, width: float, height: float) -> Plan:
    """Plan lines, steps, areas and points: on shared dates or categories, or each with its own x."""
    axis, scale = layout["xaxis"], layout["yaxis"]
    kind, upright = (_kind([value for trace in traces for value in trace[key]], layout[f"{key}axis"]) for key in "xy")
    if all(line.get("visible") is False for line in (axis, scale)) and {trace["mode"] for trace in traces} <= {"markers+text", "markers"}:
        spots = [spot for trace in traces for spot in zip(trace["x"], trace["y"], trace["texts"], _colours(trace, layout)) if None not in spot]
        return _tiles(spots, layout, [(trace["name"], "bar", trace) for trace in traces if trace["name"]], width, height)
    if upright != "number" or scale.get("ticktext") is not None or axis.get("visible") is False or (
            kind == "number" and axis.get("ticktext") is not None):
        raise NotNative("PowerPoint has no chart whose points stand beside names, or on no axis")
    shapes = {trace.get("line", {}).get("shape", "linear") for trace in traces} - {"spline"}
    told = [trace for trace in traces if _wordy(trace, layout)]
    traces = [trace for trace in traces if trace not in told]
    lines = [trace for trace in traces if "lines" in trace["mode"] or trace.get("fill", "none") != "none"]
    steps = [trace.get("line", {}).get("shape") == "hv" for trace in lines]
    days = [_day(value) for trace in traces for value in trace["x"]] if kind == "date" else []
    gaps = any(value is None for trace in lines for value in trace["y"])
    filled = any(trace.get("fill", "none") != "none" or trace.get("stackgroup") for trace in traces)
    alike = all(trace["x"] == lines[0]["x"] for trace in lines)
    shared = (any(steps) == all(steps) and all(len(set(trace["x"])) == len(trace["x"]) for trace in traces)
              and all(day.time() == dt.time() for day in days if day) and (alike or all(steps) or not gaps and not filled))
    if shapes - {"linear", "hv"} or filled and (not shared or kind == "number") or kind == "category" and (not shared or any(steps)):
        raise NotNative("the figure has steps or areas that PowerPoint cannot draw, or lines that share no places")
    if not shared or kind == "number":
        return _chart(_points(traces, layout, kind), [note[2] for note in _notes(layout)])
    at = (lambda value: _day(value).date()) if kind == "date" else (lambda value: value)
    grid = _order([at(value) for trace in traces for value in trace["x"]], axis, {})
    # a step stands at its day twice: with the value before it and with the new one
    spots = [value for value in grid for _ in range(1 + any(steps))][any(steps):]
    ones, stack = [], []
    for trace in traces:
        point = pd.Series(range(len(trace["x"])), index=list(map(at, trace["x"])), dtype=object).reindex(grid)
        if any(steps):
            within = point.bfill().notna()
            now = point.ffill().where(within) if trace in lines else point
            before = now.shift().where(within) if trace in lines else [None] * len(grid)
            point = [spot for pair in zip(before, now) for spot in pair][1:]
        ones.append(_series(trace, [None if pd.isna(spot) else spot for spot in point], "line"))
        fill = trace.get("fill", "none")
        if fill not in ("none", "tozeroy", "tonexty"):
            raise NotNative("the figure has areas that are not stacked on one another")
        if fill != "none" or trace.get("stackgroup"):
            stack.append((ones[-1], ones[-2] if fill == "tonexty" and len(ones) > 1 else None))
    areas = _areas(stack)
    for one in ones:
        one.keyed = one.name not in {area.name for area in areas}
    lines = [one for one in ones if not one.trace.get("stackgroup") and (_seen(one.trace) or "markers" in one.trace["mode"] or one.labels)]
    names = [spot if kind == "date" else _label(spot, axis) for spot in spots]
    said = [(x, y, (f"{trace['name']}: " if trace.get("showlegend", True) else "") + text, side or "", trace) for trace in told
            for x, y, text, side in zip(trace["x"], trace["y"], trace["texts"], _each(trace.get("textposition"), len(trace["x"])))]
    said += [(x, y, text, {"right": "left", "left": "right"}.get(side, "") + {"bottom": "top", "top": "bottom"}.get(end, ""), None)
             for x, y, text, side, end in _notes(layout)]
    # PowerPoint must have the figure's own ends of the axes, else words would stand in another place
    fixed = scale.get("range") is not None and kind == "date"
    if layout.get("showlegend") is False and len(lines) > 1:
        for one in lines:
            one.labels = one.labels or {max(i for i, value in enumerate(one.values) if value is not None): one.name}
    blanks = "gap" if gaps or filled or any(steps) else "span"
    return _chart(Recipe("AREA_STACKED" if areas else "LINE", areas + lines, axis, scale, layout, names, blanks=blanks,
                         said=said if fixed else []), [] if fixed else [text for _, _, text, *_ in said if text])


def _areas(stack: list[tuple[Series, Series | None]]) -> list[Series]:
    """Stack areas on one another, the lowest on zero or, for a band, on an unseen one."""
    areas = []
    for number, (one, below) in enumerate(stack):
        if number and not one.trace.get("stackgroup") and below is not stack[number - 1][0]:
            raise NotNative("the figure has more than one band, or areas in front of one another")
        values, heading = one.values, ""
        if below is not None:
            values = [None if None in pair else pair[0] - pair[1] for pair in zip(one.values, below.values)]
            heading = f"{one.name or 'Band'} (height above {below.name or 'the line below'})"
            if any(value is not None and value < 0 for value in values):
                raise NotNative("the figure has a band whose upper edge lies below its lower edge")
        if below is not None and not number:
            areas.append(Series("Below the band (not drawn)", below.values, below.trace, below.points, "area", drawn=False))
        areas.append(Series(one.name, values, one.trace, one.points, "area", heading=heading))
    return areas


def _points(traces: list[dict], layout: dict, kind: str) -> Recipe:
    """Plan points and lines that each have their own x."""
    series = []
    for trace in traces:
        points = list(range(len(trace["x"])))
        xs = [_serial(value) for value in trace["x"]]
        if trace.get("line", {}).get("shape") == "hv":
            points = [point for point in points for _ in range(2)][:-1]
            xs = [xs[(number + 1) // 2] for number in range(len(points))]
        series.append(_series(trace, points, "line", xs))
    return Recipe("XY_SCATTER_LINES", series, layout["xaxis"] | {"kind": kind}, layout["yaxis"], layout)


def _seen(trace: dict) -> bool:
    """Say whether the line of a trace is drawn."""
    return "lines" in trace["mode"] and trace.get("line", {}).get("width", 2) > 0


# ---- drawing charts


def _chart(recipe: Recipe, unplaced: list[str]) -> Plan:
    recipe.unplaced = unplaced
    return Plan("chart", "", lambda slide, box, unit, sources: _draw(recipe, slide, box, unit, sources), unplaced)


def _draw(recipe: Recipe, slide, box: tuple[int, ...], unit: str, sources: pd.DataFrame):
    """Draw a native chart with its key and its workbook."""
    own_x, unit = recipe.categories is None, theme.plain(_title(recipe.y)) or unit
    data = XyChartData() if own_x else CategoryChartData()
    data.categories = recipe.categories or []
    names = list(map(str, recipe.categories or []))
    for one in recipe.series:
        one.name = one.name or (unit if recipe.y.get("visible", True) else "Place only")
        added = data.add_series(one.name, *([] if own_x else [one.values]))
        for x, y in zip(one.x or [], one.values):
            added.add_data_point(x, y)
    left, top, width, height = box
    used = _key([(one.name, one.kind, one.trace) for one in recipe.series if one.drawn and one.keyed]
                + [(trace["name"], "mark", trace) for trace in recipe.key], recipe.layout, slide, box)  # fmt: skip
    frame = slide.shapes.add_chart(XL_CHART_TYPE[recipe.kind], left, top + used, width, height - used, data)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(recipe, unit, sources))
    chart.has_title = chart.has_legend = False
    slot = (height - used) / POINT / max(1, len(names))
    size = SMALLEST if len(names) > 14 or any(wide(name, 14) > 0.4 * width / POINT for name in names) and slot < 34 else SMALLEST + 2
    chart.font.size, chart.font.color.theme_color = Pt(size), MSO_THEME_COLOR.TEXT_1
    lines = sum(one.kind == "line" for one in recipe.series)
    for first in chart._chartSpace.xpath(".//c:barChart|.//c:areaChart")[: bool(lines)]:
        # python-pptx makes charts of one kind: the lines move into a line chart on the same axes
        line = parse_xml(f'<c:lineChart {nsdecls("c")}><c:grouping val="standard"/><c:varyColors val="0"/><c:marker val="1"/></c:lineChart>')
        for ser in first.xpath("c:ser")[-lines:]:
            for unfit in ser.xpath("c:invertIfNegative"):
                ser.remove(unfit)
            line[-1].addprevious(ser)
        for number in first.xpath("c:axId/@val"):
            line.append(parse_xml(f'<c:axId {nsdecls("c")} val="{number}"/>'))
        first.addnext(line)
    if recipe.overlap is not None:
        chart.plots[0].overlap, chart.plots[0].gap_width = recipe.overlap, 45 if len(recipe.categories) > 3 else 120
    if recipe.kind == "BAR_STACKED" and recipe.y.get("range") is not None:
        _fit_labels(recipe, (width / POINT - 40) * 0.75, slot / (1 + chart.plots[0].gap_width / 100))
    for one, native in zip(recipe.series, [native for plot in chart.plots for native in plot.series]):
        _dress(one, native, recipe)
    chart._chartSpace.xpath(".//c:dispBlanksAs")[0].set("val", recipe.blanks)
    for cross in chart._chartSpace.xpath(".//c:crossBetween") if recipe.kind == "LINE" else ():
        cross.set("val", "midCat")
    dated = not own_x and isinstance(recipe.categories[0], dt.date)
    _dress_axis(chart.category_axis, recipe.x, recipe.x["kind"] if own_x else "date" if dated else "category", recipe)
    _dress_axis(chart.value_axis, recipe.y, "number", recipe)
    for spec, other in ((recipe.x, chart.value_axis), (recipe.y, chart.category_axis)):
        if _turned(spec):
            other._element.get_or_add_crosses().val = XL_AXIS_CROSSES.MAXIMUM
    shown, points = recipe.y.get("visible", True) is not False, (width / POINT, (height - used) / POINT)
    if recipe.kind.startswith("BAR"):
        # left alone, PowerPoint gives long names a quarter of the width and breaks them
        side = 12 + max(wide(line, size) for name in names for line in name.split("\n")) if recipe.x.get("visible", True) else 4
        side = min(side, points[0] * (0.4 if size > SMALLEST else 0.5))
        _inner(chart, points, side, (30 + 20 * bool(_title(recipe.y))) * shown)
    elif recipe.said:
        side, foot = (36 + 20 * bool(_title(recipe.y))) * shown + 12, 30 + 20 * bool(_title(recipe.x))
        _inner(chart, points, side, foot)
        _say(recipe, slide, (left, top + used, width, height - used), side, foot)
    return frame


def _fit_labels(recipe: Recipe, width: float, height: float) -> None:
    """Break labels to the length of their bars; one that does not fit goes into the notes."""
    low, high = recipe.y["range"]
    for one in (one for one in recipe.series if one.drawn and one.kind == "bar"):
        for i, text in list(one.labels.items()):
            lines = wrap(" ".join(text.split()), (one.values[i] or 0) / (high - low) * width, SMALLEST)
            one.labels[i] = "\n".join(line.strip() for line in lines)
            if len(lines) * SMALLEST * LINE > height:
                recipe.unplaced.append(f"{recipe.categories[i]}, {one.name}: {one.labels.pop(i)}".replace("\n", " "))


def _inner(chart, points: tuple[float, float], side: float, foot: float) -> None:
    """Fix the plot inside the chart, leaving points at its left and below."""
    width, height = points
    sides = (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"), ("x", side / width), ("y", 4 / height),
             ("w", 1 - (side + 12) / width), ("h", 1 - (foot + 4) / height))  # fmt: skip
    area = chart._chartSpace.chart.plotArea
    for old in area.xpath("c:layout"):
        area.remove(old)
    area.insert(0, parse_xml(f'<c:layout {nsdecls("c")}><c:manualLayout>' + "".join(
        f'<c:{tag} val="{value}"/>' for tag, value in sides) + "</c:manualLayout></c:layout>"))  # fmt: skip


def _say(recipe: Recipe, slide, box: tuple[int, ...], side: float, foot: float) -> None:
    """Write words where the figure has them: as text boxes, because they have no value that a chart could hold."""
    left, top, width, height = (length / POINT for length in box)
    days = [_serial(value) for value in recipe.x.get("range") or recipe.categories]
    ends, taken = ((min(days), max(days)), sorted(recipe.y["range"])), []
    for x, y, text, where, trace in sorted(recipe.said, key=lambda word: word[4] is not None):
        across = left + side + (_serial(x) - ends[0][0]) / (ends[0][1] - ends[0][0]) * (width - side - 12)
        down = top + 4 + abs(y - ends[1][1 - _turned(recipe.y)]) / (ends[1][1] - ends[1][0]) * (height - foot - 4)
        if trace and "markers" in trace["mode"]:
            mark = slide.shapes.add_shape(_form(trace), round((across - 5) * POINT), round((down - 5) * POINT), Pt(10), Pt(10))
            _paint(_flat(mark), "mark", trace, recipe.layout, 0)
        lines = text.split("\n")
        long, tall = max(wide(line, SMALLEST) for line in lines), len(lines) * SMALLEST * LINE
        start = across - long - 8 if "left" in where else across + 8 if "right" in where else across - long / 2
        start = min(max(left, start), left + width - long)
        rise = tall + 2 if "top" in where else -2 if "bottom" in where else tall / 2
        spots = [down - rise + n * SMALLEST * LINE for n in (0, -1, 1, -2, 2, -3, 3)]
        high = next((spot for spot in spots if top <= spot <= top + height - tall and not any(
            start < right and begin < start + long and spot < low and above < spot + tall for begin, above, right, low in taken)), down - rise)
        taken.append((start, high, start + long, high + tall))
        frame = slide.shapes.add_textbox(*(round(length * POINT) for length in (start, high, long, tall))).text_frame
        write(frame, [(line, False) for line in lines], SMALLEST, align=PP_ALIGN.RIGHT if "left" in where else PP_ALIGN.LEFT)


def _form(trace: dict) -> MSO_SHAPE:
    """Give the shape of a mark outside a chart."""
    symbol = str(trace.get("marker", {}).get("symbol"))
    return next((form for name, form in FORMS.items() if name in symbol), MSO_SHAPE.OVAL)


def _key(entries: list[tuple], layout: dict, slide, box: tuple[int, ...]) -> int:
    """Draw a key (name, kind, trace) and give its height: PowerPoint's own would also name what is not drawn."""
    entries = [entry for entry in entries if entry[2].get("showlegend", True)]
    if not entries or not layout.get("showlegend", len(entries) > 1 or any(trace.get("showlegend") for *_, trace in entries)):
        return 0
    left, top, width, _ = box
    x = y = 0
    for name, kind, trace in entries:
        kind = "mark" if kind == "line" and not _seen(trace) else kind
        long = wide(name, SMALLEST) + 6
        if x and x + 18 + long > width / POINT:
            x, y = 0, y + 20
        high = 3 if kind == "line" else 10
        swatch = slide.shapes.add_shape(_form(trace) if kind == "mark" else MSO_SHAPE.RECTANGLE, left + round(x * POINT),
                                        top + round((y + 8 - high / 2) * POINT), Pt(12 if kind == "line" else 10), Pt(high))  # fmt: skip
        _paint(_flat(swatch), kind, trace, layout, 0)
        words = slide.shapes.add_textbox(left + round((x + 16) * POINT), top + round(y * POINT), round(long * POINT), Pt(16))
        write(words.text_frame, [(name, False)], SMALLEST)
        x += 34 + long
    return round((y + 24) * POINT)


def _paint(thing, kind: str, trace: dict, layout: dict, point: int) -> None:
    """Give a series, a point or a swatch of the key the colour, hatching and outline of its trace."""
    thing = getattr(thing, "format", thing)
    marker, count = trace.get("marker", {}), max(1, len(trace["x"]))
    colour, pattern, opacity = _line_colour(trace), {}, trace.get("opacity", 1)
    if kind == "area":
        pattern, opacity = trace.get("fillpattern", {}), 1 if trace.get("fillcolor") else 0.5
        colour = trace.get("fillcolor") or colour
    elif kind != "line":
        colour, opacity = _colours(trace, layout)[point], opacity * _each(marker.get("opacity", 1), count)[point]
    if kind == "bar":
        pattern = marker.get("pattern", {}) | {"shape": _each(marker.get("pattern", {}).get("shape"), count)[point]}
    _fill(thing.fill, colour, pattern, opacity)
    if kind == "mark" and "open" in str(_each(marker.get("symbol"), count)[point]):
        thing.fill.background()
    thing.line.fill.background()
    if kind == "mark" or kind == "bar" and pattern.get("shape"):
        _fill(thing.line.fill, colour, None, opacity)
        thing.line.width = Pt(1)


def _dress(one: Series, native, recipe: Recipe) -> None:
    """Give a native series colours, marks and labels."""
    trace, marker = one.trace, one.trace.get("marker", {})
    known = [(i, point) for i, point in enumerate(one.points) if point is not None]
    varied = any(np.ndim(look) for look in (marker.get("color"), marker.get("symbol"), marker.get("opacity"), marker.get("pattern", {}).get("shape")))
    if not one.drawn:
        native.format.fill.background()
        native.format.line.fill.background()
    elif one.kind != "line":
        _paint(native, one.kind, trace, recipe.layout, known[0][1] if known else 0)
        for i, point in known if varied and one.kind == "bar" else ():
            _paint(native.points[i], "bar", trace, recipe.layout, point)
    else:
        line = native.format.line
        line.fill.background()
        if _seen(trace):
            _fill(line.fill, _line_colour(trace))
            line.width = Pt(0.75 * trace.get("line", {}).get("width", 2))
            line.dash_style = DASHES.get(trace.get("line", {}).get("dash"))
        native.marker.style = XL_MARKER_STYLE.NONE
        if recipe.categories:
            native.smooth = False
        for thing, point in ([(native, known[0][1])] + [(native.points[i], point) for i, point in known if varied]
                             if known and "markers" in trace["mode"] else ()):  # fmt: skip
            if _each(marker.get("opacity", 1), len(trace["x"]))[point] == 0:
                thing.marker.style = XL_MARKER_STYLE.NONE
                continue
            symbol = str(_each(marker.get("symbol"), len(trace["x"]))[point] or "circle")
            thing.marker.style = XL_MARKER_STYLE[MARKS.get(re.sub("-(open|dot).*", "", symbol), "CIRCLE")]
            thing.marker.size = min(72, max(2, round(0.75 * marker.get("size", 6))))
            _paint(thing.marker, "mark", trace, recipe.layout, point)
    inside = one.drawn and one.kind == "bar" and ("STACKED" in recipe.kind or trace.get("textposition") == "inside")
    place = AT.INSIDE_BASE if not one.drawn else AT.CENTER if inside else AT.OUTSIDE_END if one.kind == "bar" else next(
        (place for side, place in SIDES.items() if side in str(trace.get("textposition"))), AT.ABOVE)
    for i, text in one.labels.items():
        label = native.points[i].data_label
        label.text_frame.word_wrap = False
        label.text_frame.text = text
        label.position = place
        for run in (run for paragraph in label.text_frame.paragraphs for run in paragraph.runs):
            run.font.size, run.font.color.theme_color = Pt(SMALLEST), MSO_THEME_COLOR.TEXT_1
            if inside and not _each(marker.get("pattern", {}).get("shape"), len(trace["x"]))[one.points[i]]:
                run.font.color.rgb = _rgb(theme.contrasting(f"#{_rgb(_colours(trace, recipe.layout)[one.points[i]])}"))
            elif inside:
                run.font.color.rgb = _rgb(theme.COLOURS["ink"])  # hatching is on white


def _dress_axis(axis, spec: dict, kind: str, recipe: Recipe) -> None:
    """Give a native axis title, range, direction, number format and lines of the figure's axis."""
    axis.visible = spec.get("visible", True) is not False
    axis.reverse_order = _turned(spec)
    if kind != "category" and spec.get("range") is not None:
        axis.minimum_scale, axis.maximum_scale = sorted(map(_serial, spec["range"]))
    axis.has_minor_gridlines = False
    axis.has_major_gridlines = spec.get("showgrid", kind != "category") and axis.visible
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    beside = XL_TICK_LABEL_POSITION.LOW if kind == "category" else XL_TICK_LABEL_POSITION.NEXT_TO_AXIS
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE if spec.get("showticklabels") is False else beside
    for part in (axis, axis.major_gridlines) if axis.has_major_gridlines else (axis,):
        part.format.line.width = Pt(0.5)
        _fill(part.format.line.fill, "rgba(128,128,128,0.5)")  # holds back on light and on dark slides
    if kind == "number" and recipe.categories:
        axis.format.line.fill.background()
    after = axis._element.xpath("c:lblOffset|c:baseTimeUnit")
    if kind == "category" and len(recipe.categories) < 40:
        after[-1].addnext(parse_xml(f'<c:tickLblSkip {nsdecls("c")} val="1"/>'))  # every name, however crowded
    if kind == "date":
        days = [_serial(value) for one in recipe.series for value in one.x or recipe.categories]
        span = max(days) - min(days)
        months = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if span / 30 / n <= 9), 240)
        step, unit = (months, "months") if after and span >= 62 else (max(1, math.ceil(span / 8)), "days")
        for old in axis._element.xpath("c:majorUnit|c:majorTimeUnit"):
            axis._element.remove(old)
        if after:
            after[-1].addnext(parse_xml(f'<c:majorTimeUnit {nsdecls("c")} val="{unit}"/>'))
            after[-1].addnext(parse_xml(f'<c:majorUnit {nsdecls("c")} val="{step}"/>'))
        else:
            axis.major_unit = step
    ticks = plain_values(spec.get("tickvals")) if kind == "number" else None
    if ticks and len(ticks) > 1:
        axis.major_unit = ticks[1] - ticks[0]
    if kind != "category":
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = _number_format(spec, kind, recipe), False
    axis.has_title = bool(_title(spec)) and axis.visible
    if axis.has_title:
        axis.axis_title.text_frame.text = " ".join(theme.plain(_title(spec)).split())
        font = axis.axis_title.text_frame.paragraphs[0].runs[0].font
        font.size, font.bold, font.color.theme_color = Pt(SMALLEST), False, MSO_THEME_COLOR.TEXT_1


def _title(axis: dict) -> str:
    title = axis.get("title") or {}
    return title if isinstance(title, str) else title.get("text") or ""


def _number_format(spec: dict, kind: str, recipe: Recipe) -> str:
    """Translate Plotly's number and date formats into a spreadsheet's."""
    form = spec.get("tickformat") or ""
    if kind == "number" and spec.get("tickvals") is not None:
        return f"[<={max(plain_values(spec['tickvals']))}]General;;"  # no number stands beyond the last tick
    if kind == "date":
        return re.sub("|".join(DATES), lambda part: DATES[part[0]], theme.plain(form)) or "d mmm yyyy"
    found = re.fullmatch(r"(,?)(?:\.(\d+))?[fd]?(%?)", form)
    large = any(abs(value or 0) >= 1000 for one in recipe.series for value in one.values) and not form
    number = "#,##0" if large or found and found[1] else "0" if found and form else "General"
    number += "." + "0" * int(found[2]) if found and int(found[2] or 0) else ""
    before, after = (f'"{spec[key]}"' if spec.get(key) else "" for key in ("tickprefix", "ticksuffix"))
    return before + number + (found[3] if found else "") + after


def _fill(fill, colour: object, pattern: dict | None = None, alpha: float = 1) -> None:
    """Fill with a colour of Plotly, hatched where the figure is."""
    if pattern and pattern.get("shape"):
        fill.patterned()
        fill.pattern = PATTERNS.get(pattern["shape"], MSO_PATTERN.DARK_UPWARD_DIAGONAL)
        fill.back_color.rgb = _rgb(pattern.get("bgcolor") or "white")
    else:
        fill.solid()
    fill.fore_color.rgb = _rgb(colour)
    if str(colour).upper() == theme.COLOURS["ink"]:
        fill.fore_color.theme_color = MSO_THEME_COLOR.TEXT_1  # ink is white on a dark slide
    parts = re.match(r"rgba\((.*),(.*)\)", str(colour))
    alpha *= float(parts[2]) if parts else 1
    if alpha < 1 and not (pattern or {}).get("shape"):
        fill._xPr.find(qn("a:solidFill"))[0].append(parse_xml(f'<a:alpha {nsdecls("a")} val="{round(alpha * 100_000)}"/>'))


def _rgb(colour: object) -> RGBColor:
    """Read a colour of Plotly."""
    parts = re.match(r"rgba?\((.*)\)", str(colour))
    return RGBColor(*([round(float(part)) for part in parts[1].split(",")[:3]] if parts else ImageColor.getrgb(str(colour))[:3]))


def _line_colour(trace: dict) -> str:
    own = trace.get("marker", {}).get("color")
    return trace.get("line", {}).get("color") or (own if isinstance(own, str) else trace["colour"])


def _colours(trace: dict, layout: dict) -> list:
    """Give the colour of each point."""
    marker, count = trace.get("marker", {}), max(1, len(trace["x"]))
    own = _each(marker.get("color"), count)
    if any(isinstance(value, (int, float)) for value in own):
        return _scaled(own, marker, layout)
    return [colour or trace.get("line", {}).get("color") or trace["colour"] for colour in own]


def _scaled(values: list, look: dict, layout: dict) -> list:
    """Give the colour of each number on its colour scale."""
    look = layout.get(look.get("coloraxis"), {}) | look
    known = [value for value in values if value is not None] or [0]
    scale = look.get("colorscale") or layout.get("colorscale", {}).get("sequential") or "Plasma"
    scale = plotly.colors.get_colorscale(scale) if isinstance(scale, str) else scale
    low, high = (look.get(f"c{end}", look.get(f"z{end}", pick(known))) for end, pick in (("min", min), ("max", max)))
    stops, colours = [stop for stop, _ in scale], np.array([_rgb(colour) for _, colour in scale])
    parts = [None if value is None else (min(max(value, low), high) - low) / ((high - low) or 1) for value in values]
    parts = [1 - part if part is not None and look.get("reversescale") else part for part in parts]
    return [None if part is None else "#{:02x}{:02x}{:02x}".format(*(round(np.interp(part, stops, channel)) for channel in colours.T))
            for part in parts]  # fmt: skip


def _workbook(recipe: Recipe, unit: str, sources: pd.DataFrame) -> bytes:
    """Write the workbook behind a chart: the values where the chart looks for them, and a sheet of sources."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})

    def down(sheet, row: int, column: int, values: list, form=None) -> None:
        for i, value in enumerate(values, row):
            if value is not None:
                write = sheet.write_datetime if isinstance(value, dt.date) else sheet.write_string if isinstance(value, str) else sheet.write_number
                write(i, column, value, *[dated if isinstance(value, dt.date) else form] * (not isinstance(value, str)))

    sheet, row = book.add_worksheet(), 0
    heading = f"{theme.plain(_title(recipe.x)) or 'Values'} ({unit})"
    for column, one in enumerate(recipe.series, 1):
        if recipe.categories:
            down(sheet, 0, 0, [heading, *recipe.categories])
            down(sheet, 0, column, [one.heading or one.name, *one.values])
        else:
            down(sheet, row, 0, [heading, *one.x], dated if recipe.x["kind"] == "date" else None)
            down(sheet, row, 1, [one.name, *one.values])
            row += len(one.values) + 2
    listing = book.add_worksheet("Sources")
    for column, name in enumerate(sources):
        down(listing, 0, column, [name, *(None if pd.isna(value) else value for value in sources[name])])
    for page in (sheet, listing):
        page.set_column(0, 40, 24)
    book.close()
    return file.getvalue()


# ---- tables and shapes


def _words(layout: dict) -> Plan:
    """Plan a figure that only says something in words."""
    said = "\n".join(note[2] for note in _notes(layout)) or "There is nothing to draw."

    def draw(slide, box: tuple[int, ...], *_):
        shape = slide.shapes.add_textbox(*box)
        size, shown, _ = fit(said, box[2] / POINT, box[3] / POINT, 20)
        write(shape.text_frame, [(shown, False)], size)
        return shape

    return Plan("text", "", draw)


def _table(trace: dict, layout: dict, width: float, height: float) -> Plan:
    """Plan a heatmap as a table with the same colours and words, or as tiles where no names stand at its sides."""
    grid, texts = trace["z"], trace.get("text") or [[]]
    colours = iter(_scaled([value for row in grid for value in row], trace, layout))
    template, cells = trace.get("texttemplate") or "", []
    for i, row in enumerate(grid):
        said = [theme.plain(str(text)) if text is not None else "" for text in _each(texts[i] if i < len(texts) else [], len(row))]
        said = [_said(value) for value in row] if "%{z" in template else said
        cells.append([(text if template else "", next(colours)) for text in said])
    columns, names = (trace.get(key) or list(range(count)) for key, count in (("x", len(grid[0])), ("y", len(grid))))
    if all(layout[f"{key}axis"].get("visible") is False for key in "xy"):
        spots = [(x, y, *cell) for y, row in enumerate(cells) for x, cell in enumerate(row) if cell[1]]
        return _tiles(spots, layout, [], width, height)
    columns, names = [_label(name, layout["xaxis"]) for name in columns], [_label(name, layout["yaxis"]) for name in names]
    if not _turned(layout["yaxis"]):
        cells, names = cells[::-1], names[::-1]
    for size in (16, 14, SMALLEST):
        first = min(width * 0.4, max(wide(name, size) for name in names) + 10)
        each = min((width - first) / len(columns), max(120, *(wide(text, size) + 12 for row in cells for text, _ in row)))
        # names that would be broken stand upright
        upright = max(wide(word, size) for name in columns for word in [*name.split(), ""]) > each - 6
        head = max(wide(name, size) for name in columns) + 8 if upright else (
            max(len(wrap(name, each - 6, size)) for name in columns) * size * LINE + 4)
        tall = min(2.4 * size, (height - head) / len(names))
        lines = [len(wrap(name, first - 6, size)) for name in names] + [len(wrap(text, each - 6, size)) for row in cells for text, _ in row]
        if max(lines) * size * 1.3 <= tall:
            break
    else:
        raise NotNative(f"a table of {len(names)} × {len(columns)} cells has no room for letters of {SMALLEST} points")

    def draw(slide, box: tuple[int, ...], *_):
        frame = slide.shapes.add_table(len(names) + 1, len(columns) + 1, box[0], box[1],
                                       round((first + each * len(columns)) * POINT), round((head + tall * len(names)) * POINT))  # fmt: skip
        table = frame.table
        table.first_row = table.horz_banding = False
        for j, column in enumerate(table.columns):
            column.width = round((each if j else first) * POINT)
        frame._element.xpath(".//a:tableStyleId")[0].text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no lines, no fills
        for i, row in enumerate([[("", None)] + [(name, None) for name in columns]] + [[(name, None), *row] for name, row in zip(names, cells)]):
            table.rows[i].height = round((tall if i else head) * POINT)
            for j, (cell, (text, colour)) in enumerate(zip(table.rows[i].cells, row)):
                write(cell.text_frame, [(text, False)], size, colour=colour, align=PP_ALIGN.CENTER if j and (i or not upright) else PP_ALIGN.LEFT)
                cell.vertical_anchor, cell.margin_left, cell.margin_right = MSO_ANCHOR.MIDDLE, Pt(3), Pt(3)
                cell.margin_top = cell.margin_bottom = 0
                if upright and not i:
                    cell._tc.get_or_add_tcPr().set("vert", "vert270")
                if colour:
                    _fill(cell.fill, colour)
                    for side in "BR":
                        cell._tc.tcPr.insert(0, parse_xml(f'<a:ln{side} {nsdecls("a")} w="19050"><a:solidFill><a:schemeClr val="bg1"/>'
                                                          f"</a:solidFill></a:ln{side}>"))  # fmt: skip
        return frame

    return Plan("table", "", draw)


def _flat(shape):
    """Take outline and shadow from a shape."""
    shape._element.remove(shape._element.find(qn("p:style")))
    shape.line.fill.background()
    return shape


def _tiles(spots: list[tuple], layout: dict, key: list, width: float, height: float) -> Plan:
    """Plan a map of tiles (x, y, text, colour) as shapes."""
    steps = [min((b - a for a, b in zip(line, line[1:])), default=1) for line in (sorted({spot[i] for spot in spots}) for i in (0, 1))]
    low, high = ([pick(spot[i] for spot in spots) for i in (0, 1)] for pick in (min, max))
    columns, rows = ((high[i] - low[i]) / steps[i] + 1 for i in (0, 1))
    tall = min((height - 24 * bool(key)) / rows, width / columns)
    side = min(width / columns, 1.5 * tall)

    def fits(text: str, size: float) -> bool:
        lines = text.split("\n")
        return len(lines) * size * 1.1 <= tall * 0.95 and max(wide(line, size) for line in lines) <= side * 0.95

    if not all(fits(text, SMALLEST) for *_, text, _ in spots):
        spots = [(x, y, text.replace("\n", " "), colour) for x, y, text, colour in spots]
    letters = max((size for size in range(SMALLEST, 21) if all(fits(text, size) for *_, text, _ in spots)), default=0)
    if not letters:
        raise NotNative(f"its tiles have no room for letters of {SMALLEST} points")

    def draw(slide, box: tuple[int, ...], *_):
        used, shapes = _key(key, layout, slide, box), []
        margin = (width - side * columns) / 2
        for x, y, text, colour in spots:
            across, down = (x - low[0]) / steps[0], (y - low[1]) / steps[1]
            down = down if _turned(layout["yaxis"]) else (high[1] - low[1]) / steps[1] - down
            shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, box[0] + round((margin + across * side) * POINT), box[1] + used + round(down * tall * POINT),
                                           round(side * 0.95 * POINT), round(tall * 0.95 * POINT))  # fmt: skip
            write(shape.text_frame, [(text, False)], letters, colour=colour, align=PP_ALIGN.CENTER)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            _fill(_flat(shape).fill, colour)
            shapes.append(shape)
        return slide.shapes.add_group_shape(shapes)

    return Plan("shapes", "", draw)
