"""A native chart in DrawingML."""

from __future__ import annotations

import datetime as dt
import html
import re

from xlsxwriter.utility import xl_col_to_name

from .letters import plain
from .model import Chart, Series
from .reading import axis_title, is_turned, plain_values, serial_of
from .shapes import NAMESPACES, SMALLEST, TEXT, body, fill_of, ink_on, xml_safe

SYMBOLS = {
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle",
    "x": "x",
    "cross": "plus",
    "line": "plus",
}


DASHES = {"dot": "sysDot", "dash": "dash", "longdash": "lgDash", "dashdot": "dashDot"}


SIDES = {"left": "l", "right": "r", "bottom": "b", "middle center": "ctr"}


SHOWN = (
    "LegendKey",
    "Val",
    "CatName",
    "SerName",
    "Percent",
    "BubbleSize",
)  # what labels could tell, in order


DATES = {
    "%Y": "yyyy",
    "%y": "yy",
    "%B": "mmmm",
    "%b": "mmm",
    "%m": "mm",
    "%-d": "d",
    "%e": "d",
    "%d": "dd",
    "\n": " ",
}


def look_of(trace: dict, kind: str, point: int = 0) -> str:
    """Give fill, hatching and outline of a bar, an area, a line or a mark."""
    if kind in ("line", "XY"):
        line = trace.get("line", {})
        dash = f'<a:prstDash val="{DASHES[line["dash"]]}"/>' if line.get("dash") in DASHES else ""
        drawn = (
            fill_of(trace["ink"], trace.get("opacity", 1)) + dash + "<a:round/>"
            if trace["seen"]
            else "<a:noFill/>"
        )
        return f'<a:ln w="{round(9525 * line.get("width", 2))}" cap="flat">{drawn}</a:ln>'
    colour, alpha, pattern = trace["colours"][point], trace["opaque"][point], None
    if kind == "area":
        colour, pattern = (
            trace.get("fillcolor") or trace["ink"],
            trace.get("fillpattern", {}).get("shape"),
        )
        alpha = 1 if trace.get("fillcolor") else 0.5
    elif kind == "bar":
        pattern = trace["patterns"][point]
    fill = (
        "<a:noFill/>"
        if kind == "mark" and "open" in trace["symbols"][point]
        else fill_of(colour, alpha, pattern)
    )
    edge = fill_of(colour, alpha) if kind == "mark" or kind == "bar" and pattern else "<a:noFill/>"
    return f'{fill}<a:ln w="12700">{edge}</a:ln>'


def _mark(trace: dict, point: int) -> str:
    """Give the mark at a point of a line."""
    if "markers" not in trace["mode"] or not trace["opaque"][point]:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    symbol = next(
        (own for name, own in SYMBOLS.items() if trace["symbols"][point].startswith(name)), "circle"
    )
    size = min(72, max(2, round(0.75 * trace.get("marker", {}).get("size", 6))))
    return (
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr>{look_of(trace, "mark", point)}</c:spPr>'
        "</c:marker>"
    )


def _series_xml(chart: Chart, one: Series, number: int, row: int) -> str:
    """Write a series: its look, that of single points, its labels, and its numbers as the workbook holds them."""
    trace, bar, line = one.trace, one.kind == "bar", one.kind in ("line", "XY")
    known = [(i, point) for i, point in enumerate(one.points) if point is not None]
    first = known[0][1] if known else 0
    hidden = "<a:noFill/><a:ln><a:noFill/></a:ln>"
    parts = [f"<c:spPr>{look_of(trace, one.kind, first) if one.drawn else hidden}</c:spPr>"]
    parts += ['<c:invertIfNegative val="0"/>'] * bar + [_mark(trace, first)] * line
    for i, point in known if one.drawn and trace["varied"] and one.kind != "area" else ():
        look = '<c:invertIfNegative val="0"/>' if bar else _mark(trace, point)
        look += '<c:bubble3D val="0"/>' + (
            f"<c:spPr>{look_of(trace, 'bar', point)}</c:spPr>" if bar else ""
        )
        parts.append(f'<c:dPt><c:idx val="{i}"/>{look}</c:dPt>')
    inside = one.drawn and bar and (chart.stacked or trace.get("textposition") == "inside")
    place = (
        "inBase"
        if not one.drawn
        else "ctr"
        if inside
        else "outEnd"
        if bar
        else next(
            (place for side, place in SIDES.items() if side in str(trace.get("textposition"))), "t"
        )
    )
    shown = "".join(f'<c:show{what} val="{{{int(what == "Val")}}}"/>' for what in SHOWN)
    labels = []
    for i, text in sorted(one.labels.items()):
        under = (
            "white"
            if not inside or trace["patterns"][one.points[i]]
            else trace["colours"][one.points[i]]
        )
        ink = ink_on(under) if inside else TEXT  # hatching is on white
        labels.append(
            f'<c:dLbl><c:idx val="{i}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>'
            f"{body(text, SMALLEST, ink=ink, align='ctr' if inside else 'l')}</c:rich></c:tx>"
            f'<c:dLblPos val="{place}"/>{shown.format(0, 1)}</c:dLbl>'
        )
    parts += [f"<c:dLbls>{''.join(labels)}{shown.format(0, 0)}</c:dLbls>"] if labels else []
    column, start = ("B", row) if one.x else (xl_col_to_name(number + 1), 1)
    end = start + len(one.values)
    parts += [
        _data("xVal" if one.x else "cat", f"A${start + 1}:$A${end}", one.x or chart.categories),
        _data("yVal" if one.x else "val", f"{column}${start + 1}:${column}${end}", one.values),
    ]
    parts += [f'<c:smooth val="{int(trace.get("line", {}).get("shape") == "spline")}"/>'] * line
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>{_data("tx", f"{column}${start}", [one.name])}'
        f"{''.join(parts)}</c:ser>"
    )


def _data(tag: str, place: str, values: list) -> str:
    """Write texts or numbers with the place where the workbook holds them; what is blank stays blank."""
    form = "yyyy\\-mm\\-dd" if any(isinstance(value, dt.date) for value in values) else "General"
    values = [serial_of(value) if isinstance(value, dt.date) else value for value in values]
    kind = "str" if any(isinstance(value, str) for value in values) else "num"
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{xml_safe(value)}</c:v></c:pt>' * (value is not None)
        for i, value in enumerate(values)
    )
    form = f"<c:formatCode>{form}</c:formatCode>" * (kind == "num")
    return (
        f'<c:{tag}><c:{kind}Ref><c:f>Sheet1!${place}</c:f><c:{kind}Cache>{form}<c:ptCount val="{len(values)}"/>'
        f"{points}</c:{kind}Cache></c:{kind}Ref></c:{tag}>"
    )


def chart_xml(chart: Chart, kind: str, size: int, inner: list | None) -> str:
    """Write a chart: one plot for the bars, one for the areas, one for the lines, on the same axes."""
    written, row = {"bar": "", "area": "", "line": "", "XY": ""}, 1
    for number, one in enumerate(chart.series):
        written[one.kind] += _series_xml(chart, one, number, row)
        row += len(one.values) + 2
    group = f'<c:grouping val="{"stacked" if chart.stacked else "clustered"}"/>'
    gap = f'<c:gapWidth val="{gap_of(chart)}"/><c:overlap val="{chart.overlap}"/>'
    vary = '<c:varyColors val="0"/>'
    frames = {
        "bar": (
            f'<c:barChart><c:barDir val="{"bar" if chart.lying else "col"}"/>{group}{vary}',
            gap,
            "bar",
        ),
        "area": (f'<c:areaChart><c:grouping val="stacked"/>{vary}', "", "area"),
        "line": (f'<c:lineChart><c:grouping val="standard"/>{vary}', '<c:marker val="1"/>', "line"),
        "XY": (f'<c:scatterChart><c:scatterStyle val="lineMarker"/>{vary}', "", "scatter"),
    }
    plots = "".join(
        f'{start}{written[name]}{end}<c:axId val="1"/><c:axId val="2"/></c:{tag}Chart>'
        for name, (start, end, tag) in frames.items()
        if written[name]
    )
    layout = "".join(
        f'<c:{tag} val="{value}"/>' for tag, value in zip(("x", "y", "w", "h"), inner or ())
    )
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    layout = f"<c:layout>{f'<c:manualLayout>{modes}{layout}</c:manualLayout>' if inner else ''}</c:layout>"
    tags = {"category": "catAx", "date": "dateAx"} if chart.categories else {}
    axes = _axis(
        chart,
        tags.get(kind, "valAx"),
        chart.x,
        kind,
        1,
        "l" if chart.lying else "b",
        is_turned(chart.y),
    ) + _axis(chart, "valAx", chart.y, "number", 2, "b" if chart.lying else "l", is_turned(chart.x))
    return (
        f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea>{layout}{plots}{axes}</c:plotArea><c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="{chart.blanks}"/></c:chart><c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>'
        f'<a:defRPr sz="{size}00"><a:solidFill>{TEXT}</a:solidFill></a:defRPr></a:pPr>'
        '<a:endParaRPr lang="en-GB"/></a:p></c:txPr></c:chartSpace>'
    )


def _axis(chart: Chart, tag: str, spec: dict, kind: str, number: int, side: str, far: bool) -> str:
    """Write an axis with title, range, direction, number format and lines of the figure's axis."""
    visible, ends = (
        spec.get("visible", True) is not False,
        spec.get("range") if kind != "category" else None,
    )
    low, high = sorted(map(serial_of, ends)) if ends is not None else (None, None)
    grey = f'<c:spPr><a:ln w="6350">{fill_of("rgba(128,128,128,0.5)")}</a:ln></c:spPr>'  # on light and on dark slides
    bare = kind == "number" and chart.categories
    form = "General" if kind == "category" else _number_format(spec, kind, chart)
    beside = (
        "none" if spec.get("showticklabels") is False else "low" if kind == "category" else "nextTo"
    )
    words = f"<c:tx><c:rich><a:bodyPr/><a:lstStyle/>{body(axis_title(spec), SMALLEST, align='ctr')}</c:rich></c:tx>"
    title = (
        f'<c:title>{words}<c:overlay val="0"/></c:title>' if axis_title(spec) and visible else ""
    )
    parts = [
        f'<c:{tag}><c:axId val="{number}"/><c:scaling><c:orientation val="{"maxMin" if is_turned(spec) else "minMax"}"/>',
        "" if ends is None else f'<c:max val="{high}"/><c:min val="{low}"/>',
        f'</c:scaling><c:delete val="{int(not visible)}"/><c:axPos val="{side}"/>',
        f"<c:majorGridlines>{grey}</c:majorGridlines>"
        if spec.get("showgrid", kind != "category") and visible
        else "",
        f'{title}<c:numFmt formatCode="{html.escape(form)}" sourceLinked="0"/><c:majorTickMark val="none"/>',
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{beside}"/>',
        "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>" if bare else grey,
        f'<c:crossAx val="{3 - number}"/><c:crosses val="{"max" if far else "autoZero"}"/>',
    ]
    step, unit = spec.get("step", (None, ""))
    if tag == "catAx":
        skip = '<c:tickLblSkip val="1"/>' * (
            len(chart.categories) < 40
        )  # every name, however crowded
        parts.append(
            f'<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>{skip}<c:noMultiLvlLbl val="1"/>'
        )
    elif tag == "dateAx":
        base = (
            "months"
            if unit == "months" and all(day.day == 1 for day in chart.categories)
            else "days"
        )
        parts.append(f'<c:auto val="1"/><c:lblOffset val="100"/><c:baseTimeUnit val="{base}"/>')
        parts.append(f'<c:majorUnit val="{step}"/><c:majorTimeUnit val="{unit}"/>' if step else "")
    else:
        ticks = plain_values(spec.get("tickvals")) if kind == "number" else None
        step = ticks[1] - ticks[0] if ticks and len(ticks) > 1 else step
        between = "between" if any(one.kind == "bar" for one in chart.series) else "midCat"
        parts += [
            f'<c:crossBetween val="{between}"/>',
            f'<c:majorUnit val="{step}"/>' if step else "",
        ]
    return "".join(parts) + f"</c:{tag}>"


def _number_format(spec: dict, kind: str, chart: Chart) -> str:
    """Translate Plotly's number and date formats into a spreadsheet's."""
    form = spec.get("tickformat") or ""
    if kind == "number" and spec.get("tickvals") is not None:
        return f"[<={max(plain_values(spec['tickvals']))}]General;;"  # no number stands beyond the last tick
    if kind == "date":
        return re.sub("|".join(DATES), lambda part: DATES[part[0]], plain(form)) or "d mmm yyyy"
    found = re.fullmatch(r"(,?)(?:\.(\d+))?[fd]?(%?)", form)
    large = (
        any(abs(value or 0) >= 1000 for one in chart.series for value in one.values) and not form
    )
    number = "#,##0" if large or found and found[1] else "0" if found and form else "General"
    number += "." + "0" * int(found[2]) if found and int(found[2] or 0) else ""
    before, after = (
        f'"{spec[key]}"' if spec.get(key) else "" for key in ("tickprefix", "ticksuffix")
    )
    return before + number + (found[3] if found else "") + after


def gap_of(chart: Chart) -> int:
    """Give the room between bars in per cent of their breadth: a few bars are not drawn all too broad."""
    return 45 if len(chart.categories or ()) > 3 else 120
