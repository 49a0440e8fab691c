"""Plotly figures as native PowerPoint charts, tables and shapes: same values and colours, everything editable."""

from __future__ import annotations

import bisect
import datetime as dt
import functools
import html
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pandas as pd
import plotly.colors
import plotly.graph_objects as go
from PIL import ImageColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from . import theme
from .export import values as plain_values

__all__ = ["Plan", "body", "fit", "plan", "put", "wide", "wrap"]

SMALLEST = 12  # points: no text on a slide is smaller
LINE = 1.2  # height of a line of text, in letter sizes
WIDER = 1.15  # a house's font may be wider than the one that theme.text_width estimates
DAY_ZERO = dt.datetime(1899, 12, 30)  # of the spreadsheets' calendar
TEXT = '<a:schemeClr val="tx1"/>'  # the slide's own colour of text
NAMESPACES = nsdecls("a", "c", "p", "r")
SYMBOLS = {"square": "square", "diamond": "diamond", "triangle": "triangle", "x": "x", "cross": "plus", "line": "plus"}
FORMS = {"square": "rect", "diamond": "diamond", "triangle": "triangle"}
DASHES = {"dot": "sysDot", "dash": "dash", "longdash": "lgDash", "dashdot": "dashDot"}
PATTERNS = {"\\": "wdDnDiag", "x": "openDmnd", "-": "dkHorz", "|": "dkVert", "+": "smGrid", ".": "pct50"}
SIDES = {"left": "l", "right": "r", "bottom": "b", "middle center": "ctr"}
SHOWN = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")  # what labels could tell, in order
DATES = {"%Y": "yyyy", "%y": "yy", "%B": "mmmm", "%b": "mmm", "%m": "mm", "%-d": "d", "%e": "d", "%d": "dd", "\n": " "}


class NotNative(Exception):
    """Why a figure cannot be a native chart."""


@dataclass(frozen=True)
class Plan:
    """How a figure goes onto a slide: "chart", "table", "shapes", or "picture" and why."""

    way: str
    reason: str = ""
    draw: Callable | None = None  # (slide, box in points, unit, sources) -> element
    unplaced: list = field(default_factory=list)  # words of the figure for which there is no place in it


@dataclass
class Series:
    """One series of a native chart; ``points`` says which point of its trace each value is."""

    name: str
    values: list
    trace: dict
    points: list
    kind: str = "bar"  # bar, area, line, or XY: a line with its own x
    x: list | None = None
    drawn: bool = True
    labels: dict = field(default_factory=dict)  # text by position


@dataclass
class Chart:
    """A native chart before it is drawn; without categories each series has its own x."""

    series: list[Series]
    x: dict
    y: dict
    layout: dict
    categories: list | None = None
    lying: bool = False
    stacked: bool = False
    overlap: int = 0
    blanks: str = "gap"
    key: list = field(default_factory=list)  # traces that stand only in the key
    said: list = field(default_factory=list)  # words over the chart: x, y, text, side of the place, trace, colour
    unplaced: list = field(default_factory=list)


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
            (any(np.ndim(trace.get("marker", {}).get("size")) for trace in traces),
             "the figure has marks of different sizes"),
            (any(isinstance(colour, (int, float)) for trace in traces for colour in trace.get("colours", ())),
             "the figure has marks that a scale colours"),
            (any(shape.get("name") is None for shape in layout.get("shapes", [])),
             "the figure has shapes drawn over it"),
        ):  # fmt: skip
            if wrong:
                raise NotNative(reason)
        if kinds == {"heatmap"} and len(traces) == 1:
            return _table(traces[0], layout, width, height)
        if kinds == {"scatter"}:
            made = _lines(traces, layout, width, height)
        elif "bar" in kinds and kinds <= {"bar", "scatter"}:
            made = _bars(traces, layout)
        else:
            raise NotNative(f"PowerPoint has no chart of the kind {' with '.join(sorted(kinds))}")
        return made if isinstance(made, Plan) else Plan("chart", "", functools.partial(_draw, made), made.unplaced)
    except NotNative as reason:
        return Plan("picture", str(reason))


# ---- text and shapes, written as DrawingML: object by object, python-pptx takes many times as long


def wide(text: str, size: float) -> float:
    """Estimate how many points a line of text takes, with room to spare for a wide font."""
    return theme.text_width(text, size * WIDER)


@functools.lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float) -> tuple[str, ...]:
    """Break text into lines of a width in points."""
    return tuple(line for part in text.split("\n") for line in theme.wrapped(part, width, size * WIDER))


def fit(text: str, width: float, height: float, largest: int,
        mark: str = " … (continued in the notes)") -> tuple[int, str, str]:
    """Fit text into a box in points: the size, what is shown, and what is left for the notes."""
    for size in range(largest, min(largest, SMALLEST) - 1, -1):
        most = max(1, int(height / size / LINE + 0.01))
        if 0.7 * wide(text, size) <= width * most:  # wrapping takes long: not where it is hopeless
            lines = wrap(text, width, size)
            if len(lines) <= most and (size <= SMALLEST or all(wide(line, size) <= width for line in lines)):
                return size, text, ""
    words = re.findall(r"\s*\S+", text)
    tall = lambda count: len(wrap("".join(words[:count]) + mark, width, size))  # noqa: E731
    keep = bisect.bisect_right(range(1, len(words)), most, key=tall)
    return size, "".join(words[:keep]).rstrip(" ·,;") + mark, "".join(words[keep:]).strip()


def body(text: str, size: float, *, bold: bool = False, ink: str = TEXT, align: str = "l", after: float = 0) -> str:
    """Write each line of a text as a paragraph."""
    look = f'lang="en-GB" sz="{size * 100:.0f}" b="{int(bold)}"'
    start = f'<a:p><a:pPr algn="{align}"><a:spcAft><a:spcPts val="{after * 100:.0f}"/></a:spcAft></a:pPr>'
    run = f"<a:r><a:rPr {look}><a:solidFill>{ink}</a:solidFill></a:rPr><a:t>"
    return "".join(f"{start}{f'{run}{_safe(line)}</a:t></a:r>' if line else ''}<a:endParaRPr {look}/></a:p>"
                   for line in text.split("\n"))  # fmt: skip


def put(slide, box: tuple, words: str = "", **looks):
    """Add a text box, or with a fill a shape, at left, top, width and height in points; gives its element."""
    element = parse_xml(_shape(slide.shapes._next_shape_id, box, words, **looks))
    slide.shapes._spTree.append(element)
    return element


def _shape(number: int, box: tuple, words: str, look: str = "", form: str = "rect", anchor: str = "t") -> str:
    left, top, width, height = (round(side * Pt(1)) for side in box)
    return (
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name="{"Shape" if look else "Text"} {number}"/>'
        f'<p:cNvSpPr txBox="{int(not look)}"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>{look or "<a:noFill/>"}</p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/>'
        f"</a:bodyPr><a:lstStyle/>{words or body('', SMALLEST)}</p:txBody></p:sp>"
    )


def _safe(text: object) -> str:
    """Escape a text for XML, without the characters that no XML takes."""
    return html.escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", str(text)))


def _rgb(colour: object) -> str:
    """Give a colour of Plotly in six digits."""
    parts = re.match(r"rgba?\((.*)\)", str(colour))
    channels = [float(part) for part in parts[1].split(",")] if parts else ImageColor.getrgb(str(colour))
    return "".join(f"{round(channel):02X}" for channel in channels[:3])


def _fill(colour: object, alpha: float = 1, pattern: str | None = "") -> str:
    """Fill with a colour of Plotly, hatched where the figure is."""
    parts = re.match(r"rgba\((.*),(.*)\)", str(colour))
    alpha *= float(parts[2]) if parts else 1
    seen = f'<a:alpha val="{round(alpha * 100_000)}"/>' if alpha < 1 else ""
    own = str(colour).upper() == theme.COLOURS["ink"]  # ink is white on a dark slide
    tag, name = ("schemeClr", "tx1") if own else ("srgbClr", _rgb(colour))
    ink, paper = f'<a:{tag} val="{name}">{seen}</a:{tag}>', '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
    if not pattern:
        return f"<a:solidFill>{ink}</a:solidFill>"
    return f'<a:pattFill prst="{PATTERNS.get(pattern, "dkUpDiag")}"><a:fgClr>{ink}</a:fgClr>{paper}</a:pattFill>'


def _on(colour: object) -> str:
    """Give the colour of text that is read on a colour."""
    return f'<a:srgbClr val="{theme.contrasting("#" + _rgb(colour))[1:]}"/>'


# ---- reading a figure


def _read(figure: go.Figure) -> tuple[list[dict], dict]:
    """Give traces and layout as plain dictionaries, with what the template adds and the look of each point."""
    layout = figure.layout.to_plotly_json()
    template = layout.pop("template", {})
    layout = _merged(template.get("layout", {}), layout)
    colours, traces = layout.get("colorway") or plotly.colors.qualitative.Plotly, []
    for number, trace in enumerate(figure.data):
        own = trace.to_plotly_json()
        own["type"] = own["type"].replace("scattergl", "scatter")
        trace = _merged((template.get("data", {}).get(own["type"]) or [{}])[0], own)
        trace |= {key: plain_values(trace[key]) for key in {"x", "y", "z", "text", "base"} & trace.keys()}
        trace["name"] = theme.plain(trace.get("name"))
        if trace["type"] in ("bar", "scatter"):
            count, marker = len(trace.get("x") or trace.get("y") or []), trace.get("marker", {})
            pattern, line = marker.get("pattern", {}).get("shape"), trace.get("line", {})
            looks = (marker.get("color"), marker.get("symbol"), marker.get("opacity", 1), pattern)
            colour, symbol, opacity, pattern = (_each(look, max(1, count)) for look in looks)
            trace |= {key: trace.get(key) or list(range(count)) for key in "xy"}
            trace.setdefault("mode", "lines+markers" if count < 20 else "lines")
            one = marker.get("color") if isinstance(marker.get("color"), str) else colours[number % len(colours)]
            trace["ink"] = line.get("color") or one
            trace["colours"], trace["patterns"] = [own or trace["ink"] for own in colour], pattern
            trace["symbols"], trace["varied"] = [str(own or "") for own in symbol], any(map(np.ndim, looks))
            trace["opaque"] = [trace.get("opacity", 1) * own for own in opacity]
            trace["seen"] = "lines" in trace["mode"] and line.get("width", 2) > 0
            trace["filled"] = trace.get("fill", "none") != "none" or bool(trace.get("stackgroup"))
            trace["texts"] = _texts(trace, count)
            # a trace that tells something in words: the place where it stands is no value
            trace["wordy"] = trace["type"] == "scatter" and (
                trace["mode"] == "text" or str(trace.get("meta")).startswith("coalviz:"))
        if trace.get("visible", True) is True:
            traces.append(trace)
    return traces, layout


def _texts(trace: dict, count: int) -> list[str]:
    """Give the label at each point, "" where there is none."""
    if trace["type"] == "scatter" and "text" not in trace["mode"] or trace.get("textposition") == "none":
        return [""] * count
    template, of = trace.get("texttemplate") or "%{text}", "x" if trace.get("orientation") == "h" else "y"
    names = re.findall(r"%\{(\w+)", template)
    found = {name: _each(trace.get(of if name == "value" else name), count) for name in names}
    texts = [re.sub(r"%\{(\w+)(?::([^}]*))?\}", lambda part, i=i: _said(found[part[1]][i], part[2]), template)
             for i in range(count)]  # fmt: skip
    return ["\n".join(" ".join(line.split()) for line in theme.plain(text).split("\n")) for text in texts]


def _said(value: object, form: str | None = "") -> str:
    """Write a value as the figure does; where Plotly would shorten a number ("10M") it stays whole."""
    if not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    value = int(value) if float(value).is_integer() else value
    return f"{value:,}" if not form or form.endswith("s") else format(value, form)


def _merged(base: dict, own: dict) -> dict:
    """Lay one nested dictionary over another."""
    both = {key for key in base.keys() & own.keys() if isinstance(base[key], dict) and isinstance(own[key], dict)}
    return base | own | {key: _merged(base[key], own[key]) for key in both}


def _each(value: object, count: int) -> list:
    """Give one value per point of a property that is one value or many."""
    return (plain_values(value) + [None] * count)[:count] if np.ndim(value) else [value] * count


def _day(value: object) -> dt.datetime | None:
    """Read a time from what Plotly takes for one."""
    if isinstance(value, str):
        dated = re.match(r"\d{4}-\d\d(-\d\d([T ][\d:.]+)?)?$", value)
        return pd.Timestamp(value).to_pydatetime() if dated else None
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
    kind, down = _kind(values, axis), rule.endswith("descending")
    if kind == "number":
        low, high = math.floor(min(values)), math.ceil(max(values))
        whole = high - low < 60 and all(value == int(value) for value in values)
        return list(range(low, high + 1)) if whole else sorted(values)  # years without a bar keep their place
    if kind == "date" or rule.startswith("category"):
        return sorted(values, key=_serial if kind == "date" else str, reverse=down)
    if rule.startswith("total"):
        return sorted(values, key=lambda value: sums.get(value, 0), reverse=down)
    given = plain_values(axis.get("categoryarray")) or []
    return [value for value in given if value in values] + [value for value in values if value not in given]


def _label(value: object, axis: dict) -> str:
    """Give the text that stands at a category."""
    named = dict(zip(plain_values(axis.get("tickvals")) or [], plain_values(axis.get("ticktext")) or []))
    return theme.plain(str(named.get(value, value))).replace("\u00a0", " ").strip()


def _title(axis: dict) -> str:
    """Give the title of an axis as plain text."""
    title = axis.get("title") or {}
    return " ".join(theme.plain(title if isinstance(title, str) else title.get("text")).split())


def _turned(axis: dict) -> bool:
    """Say whether an axis runs backwards."""
    ends = axis.get("range")
    return str(axis.get("autorange")).endswith("reversed") or ends is not None and _serial(ends[0]) > _serial(ends[1])


def _notes(layout: dict) -> list[dict]:
    """Give the annotations of a figure without the lines at its foot, as plain text."""
    return [note | {"text": " ".join(theme.plain(note["text"]).split())} for note in layout.get("annotations", [])
            if note.get("name") != theme.FOOT and note.get("text")]  # fmt: skip


# ---- planning charts


def _series(trace: dict, points: list, kind: str, x: list | None = None) -> Series:
    """Take points of a trace as a series, with their labels."""
    of = trace["x" if trace.get("orientation") == "h" and trace["type"] == "bar" else "y"]
    labels = {i: trace["texts"][point] for i, point in enumerate(points) if point is not None and trace["texts"][point]}
    numbers = [None if point is None else of[point] for point in points]
    return Series(trace["name"], numbers, trace, points, kind, x, labels=labels)


def _bars(traces: list[dict], layout: dict) -> Chart:
    """Plan a bar chart; what has no number goes into the name of its category, never into a zero."""
    bars = [trace for trace in traces if trace["type"] == "bar"]
    across = {trace.get("orientation") == "h" for trace in bars}
    timed = any(_day(start) for bar in bars for start in _each(bar.get("base"), 1))
    if len(across) > 1 or layout.get("barnorm") or timed:
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
            one, below = _series(bar, points, "bar"), [None] * len(points)
            for i, (point, value) in enumerate(zip(points, one.values)):
                if based and value is not None:
                    start = ends[i] if starts[point] is None else starts[point]
                    if start < ends[i] - 1e-9 or value < 0:
                        raise NotNative("the figure has floating bars that overlap or go down")
                    below[i], ends[i] = start - ends[i] or None, start + value
            if any(below):
                name = f"Start of {bar['name'] or 'the bar'} (not drawn)"
                series.append(Series(name, below, bar, points, drawn=False))
            series.append(one)
    there = [[one for one in series if one.drawn and one.values[i] is not None] for i in range(len(categories))]
    words, outside, lines, key = {category: [] for category in categories}, {}, [], []
    for trace in (trace for trace in traces if trace["type"] == "scatter"):
        if trace["wordy"] or not any(trace[of]):
            key += [trace] * bool(trace["name"] and "markers" in trace["mode"])
            for category, text in zip(trace[at], trace["texts"]):
                if text and there[place[category]]:
                    outside[place[category]] = text
                elif text:
                    words[category].append(text)
        elif at == "y" or trace["filled"]:
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
        blank = [None] * len(room)
        series.append(Series("Room for labels (not drawn)", room, bars[0], blank, drawn=False, labels=outside))
    names = [": ".join(filter(None, [_label(category, axis), "; ".join(words[category]).replace("\n", " ")]))
             for category in categories]  # fmt: skip
    if _kind(categories, axis) == "date" and not any(words.values()):
        names = [_day(category).date() for category in categories]
    return Chart(series + lines, axis, scale, layout, names, at == "y", stacked,
                 100 if stacked or alone or mode == "overlay" else 0, key=key,
                 unplaced=[note["text"] for note in _notes(layout)])  # fmt: skip


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


def _lines(traces: list[dict], layout: dict, width: float, height: float) -> Chart | Plan:
    """Plan lines, steps, areas and points: on shared dates or categories, or each with its own x."""
    axis, scale = layout["xaxis"], layout["yaxis"]
    kind, upright = (_kind([value for trace in traces for value in trace[key]], layout[f"{key}axis"]) for key in "xy")
    modes = {trace["mode"] for trace in traces}
    if all(line.get("visible") is False for line in (axis, scale)) and modes <= {"markers+text", "markers"}:
        spots = [spot for trace in traces for spot in zip(trace["x"], trace["y"], trace["texts"], trace["colours"])]
        return _tiles([spot for spot in spots if None not in spot], layout, traces, width, height)
    named = scale.get("ticktext") is not None or kind == "number" and axis.get("ticktext") is not None
    told, traces = ([trace for trace in traces if trace["wordy"] is wordy] for wordy in (True, False))
    if upright != "number" or named or axis.get("visible") is False or not traces:
        raise NotNative("PowerPoint has no chart whose points stand beside names, or on no axis")
    lines = [trace for trace in traces if "lines" in trace["mode"] or trace["filled"]]
    shapes = {trace.get("line", {}).get("shape", "linear") for trace in lines}
    filled, stepped = any(trace["filled"] for trace in traces), shapes == {"hv"}
    gaps = any(value is None for trace in lines for value in trace["y"])
    days = [_day(value) for trace in traces for value in trace["x"]] if kind == "date" else []
    shared = (kind != "number" and shapes <= {"linear", "spline"} or stepped and kind == "date") and (
        all(len(set(trace["x"])) == len(trace["x"]) for trace in traces)
        and not any(day and day.time() != dt.time() for day in days)
        and (stepped or not gaps and not filled or all(trace["x"] == lines[0]["x"] for trace in lines)))
    if shapes - {"linear", "hv", "spline"} or not shared and (filled or kind == "category"):
        raise NotNative("the figure has steps or areas that PowerPoint cannot draw, or lines that share no places")
    if not shared:
        ones = []
        for trace in traces:
            points, xs = list(range(len(trace["x"]))), [_serial(value) for value in trace["x"]]
            if trace.get("line", {}).get("shape") == "hv":
                points = [point for point in points for _ in range(2)][:-1]
                xs = [xs[(number + 1) // 2] for number in range(len(points))]
            ones.append(_series(trace, points, "XY", xs))
        unplaced = [text for trace in told for text in trace["texts"] if text]
        unplaced += [note["text"] for note in _notes(layout)]
        return Chart(ones, axis | {"kind": kind}, scale, layout, unplaced=unplaced)
    at = (lambda value: _day(value).date()) if kind == "date" else (lambda value: value)
    grid = _order([at(value) for trace in traces for value in trace["x"]], axis, {})
    ones = [_series(trace, _spread([at(value) for value in trace["x"]], grid, stepped, trace in lines, trace["filled"]), "line")
            for trace in traces]  # fmt: skip
    areas = _areas(ones)
    ones = [one for one in ones if not one.trace.get("stackgroup") and (
        one.trace["seen"] or "markers" in one.trace["mode"] or one.labels)]  # fmt: skip
    spots = [spot for spot in grid for _ in range(1 + stepped)][int(stepped) :]
    names, blanks = [spot if kind == "date" else _label(spot, axis) for spot in spots], gaps or filled or stepped
    chart = Chart(areas + ones, axis, scale, layout, names, stacked=bool(areas), blanks="gap" if blanks else "span")
    said = [(x, y, (f"{trace['name']}: " if trace.get("showlegend", True) else "") + text, side or "", trace, "")
            for trace in told for x, y, text, side in zip(
                trace["x"], trace["y"], trace["texts"], _each(trace.get("textposition"), len(trace["x"])))]  # fmt: skip
    said += [(note["x"], note["y"], note["text"], {"right": "left", "left": "right"}.get(note.get("xanchor"), "")
              + {"bottom": "top", "top": "bottom"}.get(note.get("yanchor"), ""), None,
              note.get("font", {}).get("color") or theme.COLOURS["ink"]) for note in _notes(layout)]
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
        fill, pile, values, name = one.trace.get("fill", "none"), one.trace.get("stackgroup"), one.values, one.name
        if not one.trace["filled"]:
            continue
        below = ones[number - 1] if fill == "tonexty" and number and not pile else None
        places = {place for place, value in enumerate(values) if value is not None}
        beside = below is None and not places & taken  # before or after the others, on zero like the lowest
        taken |= places
        if fill not in ("none", "tozeroy", "tonexty") or last is not None and not pile and below is not last and not beside:
            raise NotNative("the figure has more than one band, or areas in front of one another")
        if below is not None:
            values = [None if None in pair else pair[0] - pair[1] for pair in zip(one.values, below.values)]
            name = f"{name or 'Band'} (height above {below.name or 'the line below'})"
            if any(value is not None and value < 0 for value in values):
                raise NotNative("the figure has a band whose upper edge lies below its lower edge")
            if not areas:
                hidden = "Below the band (not drawn)", below.values, below.trace, below.points
                areas.append(Series(*hidden, "area", drawn=False))
        areas.append(Series(name, values, one.trace, one.points, "area"))
        last = one
    return areas


# ---- drawing charts


def _draw(chart: Chart, slide, box: tuple, unit: str, sources: pd.DataFrame):
    """Draw a native chart with its key, its workbook, and the words that stand on it."""
    unit, names = _title(chart.y) or unit, list(map(str, chart.categories or []))
    for one in chart.series:
        one.name = one.name or (unit if chart.y.get("visible", True) else "Place only")
    used = _key([(one.trace, one.kind) for one in chart.series if one.drawn] + [(trace, "mark") for trace in chart.key],
                chart.layout, slide, box)  # fmt: skip
    left, top, width, height = box[0], box[1] + used, box[2], box[3] - used
    dated = chart.categories and isinstance(chart.categories[0], dt.date)
    kind = "date" if dated else "category" if chart.categories else chart.x["kind"]
    if kind == "date":
        _calendar(chart)
    slot = height / max(1, len(names))
    small = len(names) > 14 or slot < 34 and any(wide(name, 14) > 0.4 * width for name in names)
    size, low, inner = SMALLEST + 2 * (not small), 30 + 20 * bool(_title(chart.y if chart.lying else chart.x)), None
    shown = chart.y.get("visible", True) is not False
    if chart.lying:
        # left alone, PowerPoint gives long names a quarter of the width and breaks them
        side = 12 + max(wide(line, size) for name in names for line in name.split("\n"))
        side = min(side, width * (0.5 if small else 0.4)) if chart.x.get("visible", True) else 4
        inner = side, 4, width - side - 12, height - 4 - low * shown
        if chart.stacked and chart.y.get("range"):
            _fit_labels(chart, inner[2], slot / (1 + _gap(chart) / 100))
    elif chart.said:
        side = (36 + 20 * bool(_title(chart.y))) * shown + 12
        inner = side, 4, width - side - 12, height - 4 - low
    xml = _chart_xml(chart, kind, size, inner and [part / of for part, of in zip(inner, (width, height) * 2)])
    data = SimpleNamespace(xml_bytes=lambda _: xml.encode(), xlsx_blob=_workbook(chart, kind, unit, sources))
    place = (round(length * Pt(1)) for length in (left, top, width, height))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    if chart.said:
        _say(chart, slide, (left + inner[0], top + 4, *inner[2:]), (box[0], top, width, height))
    return frame._element


def _calendar(chart: Chart) -> None:
    """Let a date axis begin where its labels tell the truth: at the first of a month."""
    days = [_serial(day) for one in chart.series for day in one.x or chart.categories]
    first, last = sorted(map(_serial, chart.x.get("range") or (min(days), max(days))))
    months = next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if (last - first) / 30 / n <= 9), 240)
    ticks = plain_values(chart.x.get("tickvals")) or []
    if ticks and chart.said:  # the figure's own days: PowerPoint labels no single days, so they are words
        chart.x |= {"showticklabels": False, "range": [first, last]}
        chart.said += [(day, min(chart.y["range"]), _label(day, chart.x), "bottom", None, "") for day in ticks]
    elif chart.categories and last - first >= 62:
        start = DAY_ZERO + dt.timedelta(first)
        month = (start.year * 12 + start.month - 1) // months * months
        chart.x |= {"range": [_serial(dt.date(month // 12, month % 12 + 1, 1)), last], "step": (months, "months")}
    else:
        chart.x |= {"range": [first, last], "step": (max(1, math.ceil((last - first) / 8)), "days")}


def _gap(chart: Chart) -> int:
    """Give the room between bars in per cent of their breadth: a few bars are not drawn all too broad."""
    return 45 if len(chart.categories or ()) > 3 else 120


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
            if len(lines) * SMALLEST * LINE > height or max(wide(line, SMALLEST) for line in lines) > room * WIDER:
                chart.unplaced.append(f"{chart.categories[i]}, {one.name}: {one.labels.pop(i)}".replace("\n", " "))


def _say(chart: Chart, slide, plot: tuple, box: tuple) -> None:
    """Write words where the figure has them: as text boxes, because they have no value that a chart could hold."""
    (left, top, width, height), (first, last), ends = plot, chart.x["range"], sorted(chart.y["range"])
    taken, line = [], SMALLEST * LINE
    for x, y, text, where, trace, colour in sorted(chart.said, key=lambda word: word[4] is not None):
        across = left + (_serial(x) - first) / (last - first) * width
        down = top + abs(y - ends[1 - _turned(chart.y)]) / (ends[1] - ends[0]) * height
        if trace and "markers" in trace["mode"]:
            put(slide, (across - 5, down - 5, 10, 10), look=_look(trace, "mark"), form=_form(trace))
        lines = text.split("\n")
        long, tall = max(wide(part, SMALLEST) for part in lines), len(lines) * line
        start = across - long - 8 if "left" in where else across + 8 if "right" in where else across - long / 2
        start = min(max(box[0], start), box[0] + box[2] - long)
        spot = down - (tall + 2 if "top" in where else -2 if "bottom" in where else tall / 2)
        high = next((high for high in (spot + n * line for n in (0, -1, 1, -2, 2, -3, 3)) if not any(
            start < right and begin < start + long and high < low and above < high + tall
            for begin, above, right, low in taken) and box[1] <= high <= box[1] + box[3] - tall), spot)  # fmt: skip
        taken.append((start, high, start + long, high + tall))
        # words under an edge stand on its area, which no template turns dark
        ink = f'<a:srgbClr val="{_rgb(colour)}"/>' if colour and chart.stacked and "bottom" in where else TEXT
        align = "r" if "left" in where else "l" if "right" in where else "ctr"
        put(slide, (start, high, long, tall), body(text, SMALLEST, align=align, ink=ink))


def _form(trace: dict) -> str:
    return next((form for name, form in FORMS.items() if name in trace["symbols"][0]), "ellipse")


def _key(entries: list[tuple], layout: dict, slide, box: tuple) -> float:
    """Draw a key and give its height: PowerPoint's own would also name what is not drawn."""
    shown = {}
    for trace, kind in entries:
        if trace["name"] and trace.get("showlegend", True):
            line = kind in ("line", "XY")
            shown.setdefault(trace["name"], (trace, "line" if line and trace["seen"] else "mark" if line else kind))
    several = len(shown) > 1 or any(trace.get("showlegend") for trace, _ in shown.values())
    if not shown or not layout.get("showlegend", several):
        return 0
    x = y = 0
    for name, (trace, kind) in shown.items():
        long = wide(name, SMALLEST) + 6
        if x and x + 18 + long > box[2]:
            x, y = 0, y + 20
        across, high, form = (12, 3, "rect") if kind == "line" else (10, 10, _form(trace) if kind == "mark" else "rect")
        look = f"{_fill(trace['ink'])}<a:ln><a:noFill/></a:ln>" if kind == "line" else _look(trace, kind)
        put(slide, (box[0] + x, box[1] + y + 8 - high / 2, across, high), look=look, form=form)
        put(slide, (box[0] + x + 16, box[1] + y, long, 16), body(name, SMALLEST))
        x += 30 + long
    return y + 24


def _look(trace: dict, kind: str, point: int = 0) -> str:
    """Give fill, hatching and outline of a bar, an area, a line or a mark."""
    if kind in ("line", "XY"):
        line = trace.get("line", {})
        dash = f'<a:prstDash val="{DASHES[line["dash"]]}"/>' if line.get("dash") in DASHES else ""
        drawn = _fill(trace["ink"], trace.get("opacity", 1)) + dash + "<a:round/>" if trace["seen"] else "<a:noFill/>"
        return f'<a:ln w="{round(9525 * line.get("width", 2))}" cap="flat">{drawn}</a:ln>'
    colour, alpha, pattern = trace["colours"][point], trace["opaque"][point], None
    if kind == "area":
        colour, pattern = trace.get("fillcolor") or trace["ink"], trace.get("fillpattern", {}).get("shape")
        alpha = 1 if trace.get("fillcolor") else 0.5
    elif kind == "bar":
        pattern = trace["patterns"][point]
    fill = "<a:noFill/>" if kind == "mark" and "open" in trace["symbols"][point] else _fill(colour, alpha, pattern)
    edge = _fill(colour, alpha) if kind == "mark" or kind == "bar" and pattern else "<a:noFill/>"
    return f'{fill}<a:ln w="12700">{edge}</a:ln>'


def _mark(trace: dict, point: int) -> str:
    """Give the mark at a point of a line."""
    if "markers" not in trace["mode"] or not trace["opaque"][point]:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    symbol = next((own for name, own in SYMBOLS.items() if trace["symbols"][point].startswith(name)), "circle")
    size = min(72, max(2, round(0.75 * trace.get("marker", {}).get("size", 6))))
    return (f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr>{_look(trace, "mark", point)}</c:spPr>'
            "</c:marker>")  # fmt: skip


def _series_xml(chart: Chart, one: Series, number: int, row: int) -> str:
    """Write a series: its look, that of single points, its labels, and its numbers as the workbook holds them."""
    trace, bar, line = one.trace, one.kind == "bar", one.kind in ("line", "XY")
    known = [(i, point) for i, point in enumerate(one.points) if point is not None]
    first = known[0][1] if known else 0
    hidden = "<a:noFill/><a:ln><a:noFill/></a:ln>"
    parts = [f"<c:spPr>{_look(trace, one.kind, first) if one.drawn else hidden}</c:spPr>"]
    parts += ['<c:invertIfNegative val="0"/>'] * bar + [_mark(trace, first)] * line
    for i, point in known if one.drawn and trace["varied"] and one.kind != "area" else ():
        look = '<c:invertIfNegative val="0"/>' if bar else _mark(trace, point)
        look += '<c:bubble3D val="0"/>' + (f'<c:spPr>{_look(trace, "bar", point)}</c:spPr>' if bar else "")
        parts.append(f'<c:dPt><c:idx val="{i}"/>{look}</c:dPt>')
    inside = one.drawn and bar and (chart.stacked or trace.get("textposition") == "inside")
    place = "inBase" if not one.drawn else "ctr" if inside else "outEnd" if bar else next(
        (place for side, place in SIDES.items() if side in str(trace.get("textposition"))), "t")  # fmt: skip
    shown = "".join(f'<c:show{what} val="{{{int(what == "Val")}}}"/>' for what in SHOWN)
    labels = []
    for i, text in sorted(one.labels.items()):
        under = "white" if not inside or trace["patterns"][one.points[i]] else trace["colours"][one.points[i]]
        ink = _on(under) if inside else TEXT  # hatching is on white
        labels.append(f'<c:dLbl><c:idx val="{i}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>'
                      f'{body(text, SMALLEST, ink=ink, align="ctr" if inside else "l")}</c:rich></c:tx>'
                      f'<c:dLblPos val="{place}"/>{shown.format(0, 1)}</c:dLbl>')  # fmt: skip
    parts += [f"<c:dLbls>{''.join(labels)}{shown.format(0, 0)}</c:dLbls>"] if labels else []
    column, start = ("B", row) if one.x else (xl_col_to_name(number + 1), 1)
    end = start + len(one.values)
    parts += [_data("xVal" if one.x else "cat", f"A${start + 1}:$A${end}", one.x or chart.categories),
              _data("yVal" if one.x else "val", f"{column}${start + 1}:${column}${end}", one.values)]
    parts += [f'<c:smooth val="{int(trace.get("line", {}).get("shape") == "spline")}"/>'] * line
    return (f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{_data("tx", f"{column}${start}", [one.name])}'
            f'{"".join(parts)}</c:ser>')  # fmt: skip


def _data(tag: str, place: str, values: list) -> str:
    """Write texts or numbers with the place where the workbook holds them; what is blank stays blank."""
    form = "yyyy\\-mm\\-dd" if any(isinstance(value, dt.date) for value in values) else "General"
    values = [_serial(value) if isinstance(value, dt.date) else value for value in values]
    kind = "str" if any(isinstance(value, str) for value in values) else "num"
    points = "".join(f'<c:pt idx="{i}"><c:v>{_safe(value)}</c:v></c:pt>' * (value is not None)
                     for i, value in enumerate(values))  # fmt: skip
    form = f"<c:formatCode>{form}</c:formatCode>" * (kind == "num")
    return (f'<c:{tag}><c:{kind}Ref><c:f>Sheet1!${place}</c:f><c:{kind}Cache>{form}<c:ptCount val="{len(values)}"/>'
            f"{points}</c:{kind}Cache></c:{kind}Ref></c:{tag}>")  # fmt: skip


def _chart_xml(chart: Chart, kind: str, size: int, inner: list | None) -> str:
    """Write a chart: one plot for the bars, one for the areas, one for the lines, on the same axes."""
    written, row = {"bar": "", "area": "", "line": "", "XY": ""}, 1
    for number, one in enumerate(chart.series):
        written[one.kind] += _series_xml(chart, one, number, row)
        row += len(one.values) + 2
    group = f'<c:grouping val="{"stacked" if chart.stacked else "clustered"}"/>'
    gap = f'<c:gapWidth val="{_gap(chart)}"/><c:overlap val="{chart.overlap}"/>'
    vary = '<c:varyColors val="0"/>'
    frames = {
        "bar": (f'<c:barChart><c:barDir val="{"bar" if chart.lying else "col"}"/>{group}{vary}', gap, "bar"),
        "area": (f'<c:areaChart><c:grouping val="stacked"/>{vary}', "", "area"),
        "line": (f'<c:lineChart><c:grouping val="standard"/>{vary}', '<c:marker val="1"/>', "line"),
        "XY": (f'<c:scatterChart><c:scatterStyle val="lineMarker"/>{vary}', "", "scatter"),
    }
    plots = "".join(f'{start}{written[name]}{end}<c:axId val="1"/><c:axId val="2"/></c:{tag}Chart>'
                    for name, (start, end, tag) in frames.items() if written[name])  # fmt: skip
    layout = "".join(f'<c:{tag} val="{value}"/>' for tag, value in zip(("x", "y", "w", "h"), inner or ()))
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    layout = f"<c:layout>{f'<c:manualLayout>{modes}{layout}</c:manualLayout>' if inner else ''}</c:layout>"
    tags = {"category": "catAx", "date": "dateAx"} if chart.categories else {}
    axes = (_axis(chart, tags.get(kind, "valAx"), chart.x, kind, 1, "l" if chart.lying else "b", _turned(chart.y))
            + _axis(chart, "valAx", chart.y, "number", 2, "b" if chart.lying else "l", _turned(chart.x)))  # fmt: skip
    return (
        f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea>{layout}{plots}{axes}</c:plotArea><c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="{chart.blanks}"/></c:chart><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{size}00"><a:solidFill>{TEXT}</a:solidFill></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr></c:chartSpace>'
    )


def _axis(chart: Chart, tag: str, spec: dict, kind: str, number: int, side: str, far: bool) -> str:
    """Write an axis with title, range, direction, number format and lines of the figure's axis."""
    visible, ends = spec.get("visible", True) is not False, spec.get("range") if kind != "category" else None
    low, high = sorted(map(_serial, ends)) if ends is not None else (None, None)
    grey = f'<c:spPr><a:ln w="6350">{_fill("rgba(128,128,128,0.5)")}</a:ln></c:spPr>'  # on light and on dark slides
    bare = kind == "number" and chart.categories
    form = "General" if kind == "category" else _number_format(spec, kind, chart)
    beside = "none" if spec.get("showticklabels") is False else "low" if kind == "category" else "nextTo"
    words = f"<c:tx><c:rich><a:bodyPr/><a:lstStyle/>{body(_title(spec), SMALLEST, align='ctr')}</c:rich></c:tx>"
    title = f'<c:title>{words}<c:overlay val="0"/></c:title>' if _title(spec) and visible else ""
    parts = [
        f'<c:{tag}><c:axId val="{number}"/><c:scaling><c:orientation val="{"maxMin" if _turned(spec) else "minMax"}"/>',
        "" if ends is None else f'<c:max val="{high}"/><c:min val="{low}"/>',
        f'</c:scaling><c:delete val="{int(not visible)}"/><c:axPos val="{side}"/>',
        f"<c:majorGridlines>{grey}</c:majorGridlines>" if spec.get("showgrid", kind != "category") and visible else "",
        f'{title}<c:numFmt formatCode="{html.escape(form)}" sourceLinked="0"/><c:majorTickMark val="none"/>',
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{beside}"/>',
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>" if bare else grey,
        f'<c:crossAx val="{3 - number}"/><c:crosses val="{"max" if far else "autoZero"}"/>',
    ]
    step, unit = spec.get("step", (None, ""))
    if tag == "catAx":
        skip = '<c:tickLblSkip val="1"/>' * (len(chart.categories) < 40)  # every name, however crowded
        parts.append(f'<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>{skip}<c:noMultiLvlLbl val="1"/>')
    elif tag == "dateAx":
        base = "months" if unit == "months" and all(day.day == 1 for day in chart.categories) else "days"
        parts.append(f'<c:auto val="1"/><c:lblOffset val="100"/><c:baseTimeUnit val="{base}"/>')
        parts.append(f'<c:majorUnit val="{step}"/><c:majorTimeUnit val="{unit}"/>' if step else "")
    else:
        ticks = plain_values(spec.get("tickvals")) if kind == "number" else None
        step = ticks[1] - ticks[0] if ticks and len(ticks) > 1 else step
        between = "between" if any(one.kind == "bar" for one in chart.series) else "midCat"
        parts += [f'<c:crossBetween val="{between}"/>', f'<c:majorUnit val="{step}"/>' if step else ""]
    return "".join(parts) + f"</c:{tag}>"


def _number_format(spec: dict, kind: str, chart: Chart) -> str:
    """Translate Plotly's number and date formats into a spreadsheet's."""
    form = spec.get("tickformat") or ""
    if kind == "number" and spec.get("tickvals") is not None:
        return f"[<={max(plain_values(spec['tickvals']))}]General;;"  # no number stands beyond the last tick
    if kind == "date":
        return re.sub("|".join(DATES), lambda part: DATES[part[0]], theme.plain(form)) or "d mmm yyyy"
    found = re.fullmatch(r"(,?)(?:\.(\d+))?[fd]?(%?)", form)
    large = any(abs(value or 0) >= 1000 for one in chart.series for value in one.values) and not form
    number = "#,##0" if large or found and found[1] else "0" if found and form else "General"
    number += "." + "0" * int(found[2]) if found and int(found[2] or 0) else ""
    before, after = (f'"{spec[key]}"' if spec.get(key) else "" for key in ("tickprefix", "ticksuffix"))
    return before + number + (found[3] if found else "") + after


def _workbook(chart: Chart, kind: str, unit: str, sources: pd.DataFrame) -> bytes:
    """Write the workbook behind a chart: the values where the chart looks for them, and a sheet of sources."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})

    def down(sheet, row: int, column: int, values: list, form=None) -> None:
        for i, value in enumerate(values, row):
            if isinstance(value, str):
                sheet.write_string(i, column, value)
            elif value is not None:
                value = _serial(value)
                sheet.write_number(i, column, value, form)

    sheet, row, form = book.add_worksheet(), 0, dated if kind == "date" else None
    down(sheet, 0, 0, [heading := f"{_title(chart.x) or 'Values'} ({unit})", *(chart.categories or [])], form)
    for column, one in enumerate(chart.series, 1):
        down(sheet, row, 0, [heading, *one.x] if one.x else [], form)
        down(sheet, row, 1 if one.x else column, [one.name, *one.values])
        row += len(one.values) + 2 if one.x else 0
    listing = book.add_worksheet("Sources")
    for column, name in enumerate(sources):
        down(listing, 0, column, [name, *(None if pd.isna(value) else value for value in sources[name])])
    for page in (sheet, listing):
        page.set_column(0, 40, 24)
    book.close()
    return file.getvalue()


# ---- tables and tiles


def _words(layout: dict) -> Plan:
    """Plan a figure that only says something in words."""
    said = "\n".join(note["text"] for note in _notes(layout)) or "There is nothing to draw."

    def draw(slide, box: tuple, *_):
        size, shown, _ = fit(said, *box[2:], 20)
        return put(slide, box, body(shown, size))

    return Plan("text", "", draw)


def _scaled(values: list, look: dict, layout: dict) -> list:
    """Give the colour of each number on its colour scale."""
    look = layout.get(look.get("coloraxis"), {}) | look
    known = [value for value in values if value is not None] or [0]
    scale = look.get("colorscale") or layout.get("colorscale", {}).get("sequential") or "Plasma"
    scale = plotly.colors.get_colorscale(scale) if isinstance(scale, str) else scale
    low, high = (look.get(f"c{end}", look.get(f"z{end}", pick(known))) for end, pick in (("min", min), ("max", max)))
    stops, inks = [stop for stop, _ in scale], np.array([list(bytes.fromhex(_rgb(colour))) for _, colour in scale])
    parts = [None if value is None else (min(max(value, low), high) - low) / ((high - low) or 1) for value in values]
    parts = [1 - part if part is not None and look.get("reversescale") else part for part in parts]
    mixed = lambda part: "#" + bytes(round(np.interp(part, stops, ink)) for ink in inks.T).hex()  # noqa: E731
    return [None if part is None else mixed(part) for part in parts]


def _table(trace: dict, layout: dict, width: float, height: float) -> Plan:
    """Plan a heatmap as a table with the same colours and words, or as tiles where no names stand at its sides."""
    grid, texts, template = trace["z"], trace.get("text") or [[]], trace.get("texttemplate") or ""
    colours, cells = iter(_scaled([value for row in grid for value in row], trace, layout)), []
    for i, row in enumerate(grid):
        said = _each(texts[i] if i < len(texts) else [], len(row)) if "%{z" not in template else row
        cells.append([(theme.plain(_said(text)) if template else "", next(colours)) for text in said])
    columns, names = (trace.get(key) or list(range(count)) for key, count in (("x", len(grid[0])), ("y", len(grid))))
    if all(layout[f"{key}axis"].get("visible") is False for key in "xy"):
        spots = [(x, y, *cell) for y, row in enumerate(cells) for x, cell in enumerate(row) if cell[1]]
        return _tiles(spots, layout, [], width, height)
    columns = [_label(name, layout["xaxis"]) for name in columns]
    names = [_label(name, layout["yaxis"]) for name in names]
    if not _turned(layout["yaxis"]):
        cells, names = cells[::-1], names[::-1]
    for size in (16, 14, SMALLEST):
        first = min(width * 0.4, max(wide(name, size) for name in names) + 10)
        longest = max(wide(line, size) + 12 for row in cells for text, _ in row for line in text.split("\n"))
        each = min((width - first) / len(columns), max(120, longest))
        # names that would be broken stand upright
        upright = max(wide(word, size) for name in columns for word in [*name.split(), ""]) > each - 6
        lines = max(len(wrap(name, each - 6, size)) for name in columns) * size * LINE + 4
        head = max(wide(name, size) for name in columns) + 8 if upright else lines
        tall = min(2.4 * size, (height - head) / len(names))
        rows = max(len(wrap(name, first - 6, size)) for name in names)
        rows = max(rows, *(1 + text.count("\n") for row in cells for text, _ in row))
        if longest - 6 <= each and rows * size * 1.3 <= tall:
            break
    else:
        raise NotNative(f"a table of {len(names)} × {len(columns)} cells has no room for letters of {SMALLEST} points")

    def cell(text: str, colour: str | None, centred: bool, turned: bool) -> str:
        edge = '<a:ln{0} w="19050"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln{0}>'
        look = edge.format("R") + edge.format("B") + _fill(colour) if colour else ""
        words = body(text, size, ink=_on(colour) if colour else TEXT, align="ctr" if centred else "l")
        room = 0 if centred else 38100
        sides = f'vert="{"vert270" if turned else "horz"}" marL="{room}" marR="{room}" marT="0" marB="0" anchor="ctr"'
        return f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody><a:tcPr {sides}>{look}</a:tcPr></a:tc>"

    def draw(slide, box: tuple, *_):
        rows = [(head, [("", None), *((name, None) for name in columns)])] + [
            (tall, [(name, None), *row]) for name, row in zip(names, cells)]  # fmt: skip
        written = "".join(f'<a:tr h="{round(high * Pt(1))}">' + "".join(
            cell(*one, bool(j) and (i > 0 or not upright), upright and not i) for j, one in enumerate(row)) + "</a:tr>"
            for i, (high, row) in enumerate(rows))  # fmt: skip
        widths = "".join(f'<a:gridCol w="{round(one * Pt(1))}"/>' for one in [first] + [each] * len(columns))
        place = (*box[:2], first + each * len(columns), head + tall * len(names))
        frame = slide.shapes.add_table(1, 1, *(round(side * Pt(1)) for side in place))._element
        old, = frame.xpath(".//a:tbl")
        style = "<a:tableStyleId>{2D5ABB26-0587-4C30-8999-92F81FD0307C}</a:tableStyleId>"  # neither lines nor fills
        table = f"<a:tbl {NAMESPACES}><a:tblPr>{style}</a:tblPr><a:tblGrid>{widths}</a:tblGrid>{written}</a:tbl>"
        old.getparent().replace(old, parse_xml(table))
        return frame

    return Plan("table", "", draw)


def _tiles(spots: list[tuple], layout: dict, traces: list[dict], width: float, height: float) -> Plan:
    """Plan a map of tiles (x, y, text, colour) as a group of shapes."""
    lines = (sorted({spot[i] for spot in spots}) for i in (0, 1))
    steps = [min((b - a for a, b in zip(line, line[1:])), default=1) for line in lines]
    low, high = ([pick(spot[i] for spot in spots) for i in (0, 1)] for pick in (min, max))
    columns, rows = ((high[i] - low[i]) / steps[i] + 1 for i in (0, 1))
    tall = min((height - 24 * any(trace["name"] for trace in traces)) / rows, width / columns)
    joined = [(x, y, text.replace("\n", " "), colour) for x, y, text, colour in spots]
    for spots, side in ((spots, min(width / columns, 1.5 * tall)), (joined, min(width / columns, 3 * tall))):
        high = max(text.count("\n") + 1 for *_, text, _ in spots) * 1.1 / 0.95
        long = max(wide(line, 1) for *_, text, _ in spots for line in text.split("\n")) / 0.95
        letters = min(20, int(tall / high), int(side / (long or 1)))
        if letters >= SMALLEST:
            break
    else:
        raise NotNative(f"its tiles have no room for letters of {SMALLEST} points")

    def draw(slide, box: tuple, *_):
        used, margin = _key([(one, "bar") for one in traces], layout, slide, box), (width - side * columns) / 2
        number, tiles = slide.shapes._next_shape_id, ""
        for i, (x, y, text, colour) in enumerate(spots, 1):
            across, down = (x - low[0]) / steps[0], (y - low[1]) / steps[1]
            down = down if _turned(layout["yaxis"]) else rows - 1 - down
            place = (box[0] + margin + across * side, box[1] + used + down * tall, side * 0.95, tall * 0.95)
            tiles += _shape(number + i, place, body(text, letters, ink=_on(colour), align="ctr"),
                            f"{_fill(colour)}<a:ln><a:noFill/></a:ln>", anchor="ctr")  # fmt: skip
        group = slide.shapes.add_group_shape()._element
        for tile in parse_xml(f"<p:grpSp {NAMESPACES}>{tiles}</p:grpSp>"):
            group.append(tile)
        group.recalculate_extents()
        return group

    return Plan("shapes", "", draw)
