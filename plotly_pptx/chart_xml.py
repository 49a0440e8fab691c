"""A native chart in DrawingML."""

from __future__ import annotations

import datetime as dt
import html
import re
import uuid
from itertools import pairwise

from .letters import plain
from .model import Chart, NotNative, Series
from .reading import axis_title, is_turned, plain_values, serial_of
from .shapes import NAMESPACES, SMALLEST, TEXT, body, fill_of, hex_of, ink_on, line_of, xml_safe
from .understood import SYMBOLS
from .workbook import Sheet

DASHES = {"dot": "sysDot", "dash": "dash", "longdash": "lgDash", "dashdot": "dashDot"}
SIDES = {"left": "l", "right": "r", "bottom": "b", "middle center": "ctr"}
SHOWN = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")  # by labels, in order
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
C15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
SHOW_RANGE = (
    f'<c:extLst><c:ext uri="{{CE6537A1-D6FC-4f65-9D91-7224C49458BB}}" {C15}>'
    '<c15:showDataLabelsRange val="1"/></c:ext></c:extLst>'
)


def look_of(trace: dict, kind: str, point: int = 0) -> str:
    """Give fill, hatching and outline of a bar, an area, a line or a mark."""
    if kind in ("line", "XY"):
        line = trace.get("line", {})
        if not trace["seen"]:
            return '<a:ln w="19050"><a:noFill/></a:ln>'
        dash = DASHES.get(line.get("dash"), "solid")
        return line_of(trace["ink"], line.get("width", 2), trace.get("opacity", 1), dash)
    colour, alpha = trace["colours"][point], trace["opaque"][point]
    edge, marker = trace.get("marker", {}).get("line", {}), trace.get("marker", {})
    if kind == "area":
        pattern = trace.get("fillpattern", {})
        colour, alpha = trace.get("fillcolor") or trace["ink"], 1 if trace.get("fillcolor") else 0.5
        ink = pattern.get("fgcolor") or colour
        return (
            fill_of(ink if pattern.get("shape") else colour, alpha, pattern.get("shape"))
            + line_of()
        )
    if kind == "mark":
        empty = trace["symbols"][point].endswith("-open")
        fill = "<a:noFill/>" if empty else fill_of(colour, alpha)
        return fill + line_of(colour, max(1, edge.get("width") or 0), alpha)
    pattern = trace["patterns"][point]
    ink = (pattern and marker.get("pattern", {}).get("fgcolor")) or colour
    outline = (
        line_of(edge.get("color") or ink, edge["width"], alpha) if edge.get("width") else line_of()
    )
    return fill_of(ink, alpha, pattern) + outline


def _mark(trace: dict, point: int) -> str:
    """Give the mark at a point of a line."""
    if "markers" not in trace["mode"] or not trace["opaque"][point]:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    size = min(72, max(2, round(0.75 * trace.get("marker", {}).get("size", 6))))
    look = look_of(trace, "mark", point)
    known = SYMBOLS[trace["symbols"][point].removesuffix("-open")]
    symbol = f'<c:symbol val="{known}"/><c:size val="{size}"/>'
    return f"<c:marker>{symbol}<c:spPr>{look}</c:spPr></c:marker>"


def _series_xml(chart: Chart, sheet: Sheet, one: Series, number: int) -> str:
    """Write a series: its look, that of single points, its labels, and its numbers as the workbook holds them."""
    trace, line = one.trace, one.kind in ("line", "XY")
    known = [(i, point) for i, point in enumerate(one.points) if point is not None]
    first = known[0][1] if known else 0
    look = look_of(trace, one.kind, first) if one.drawn else "<a:noFill/>" + line_of()
    place, values = ("xVal", "yVal") if one.x else ("cat", "val")
    names = sheet.cells(one, "x") if one.x else f"$A$2:$A${len(one.values) + 1}"
    parts = [
        f'<c:idx val="{number}"/><c:order val="{number}"/>',
        _data("tx", sheet.cells(one, "name"), [one.name]),
        f"<c:spPr>{look}</c:spPr>",
        '<c:invertIfNegative val="0"/>' * (one.kind == "bar"),
        _mark(trace, first) * line,
        *[_point(one, i, point) for i, point in known if one.drawn and trace["varied"]],
        _labels(chart, one),
        _whiskers(sheet, one) if one.whiskers else "",
        _data(place, names, one.x or chart.categories),
        _data(values, sheet.cells(one), one.values),
        f'<c:smooth val="{int(trace.get("line", {}).get("shape") == "spline")}"/>' * line,
        _label_cells(sheet, one) if one.labels else "",
    ]
    return f"<c:ser>{''.join(parts)}</c:ser>"


def _point(one: Series, i: int, point: int) -> str:
    """Write the look of a single point."""
    if one.kind == "area" or one.kind != "bar" and "markers" not in one.trace["mode"]:
        return ""
    look = f"<c:spPr>{look_of(one.trace, one.kind, point)}</c:spPr>"
    start = '<c:invertIfNegative val="0"/>' if one.kind == "bar" else _mark(one.trace, point)
    return f'<c:dPt><c:idx val="{i}"/>{start}<c:bubble3D val="0"/>{look}</c:dPt>'


def _labels(chart: Chart, one: Series) -> str:
    """Write the labels of a series; their words come from cells of the workbook."""
    if not one.labels:
        return ""
    trace, shown = one.trace, "".join(f'<c:show{what} val="0"/>' for what in SHOWN)
    inside = (
        one.kind == "bar" and one.drawn and (chart.stacked or trace.get("textposition") == "inside")
    )
    written = ""
    for i, text in sorted(one.labels.items()):
        point, ink = one.points[i], one.inks.get(i)
        colour = f'<a:srgbClr val="{hex_of(ink)}"/>' if ink and ink != trace["ink"] else TEXT
        if inside:  # hatching is on white
            colour = ink_on("white" if trace["patterns"][point] else trace["colours"][point])
        place = _place_of(one, i, inside)
        words = _label_text(text, colour, trace.get("signs", {}), f"{one.name}, {i}")
        rich = f'<c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{words}</c:rich>'
        spot = f'<c:dLbl><c:idx val="{i}"/><c:tx>{rich}</c:tx><c:dLblPos val="{place}"/>{shown}'
        written += spot + SHOW_RANGE + "</c:dLbl>"
    return f"<c:dLbls>{written}{shown}{SHOW_RANGE}</c:dLbls>"


def _place_of(one: Series, i: int, inside: bool) -> str:
    """Name the side of a label as PowerPoint does; it refuses a file with one that a chart does not know."""
    if one.kind == "bar":
        return "inBase" if not one.drawn else "ctr" if inside else "outEnd"
    side = str(one.sides.get(i, ""))
    return next((place for name, place in SIDES.items() if name in side), "t")


def _label_text(text: str, colour: str, signs: dict, key: str) -> str:
    """Write a label: what a cell says up to the first coloured sign, then signs and words as they are."""
    look = f'<a:rPr lang="en-GB" sz="{SMALLEST}00" b="0"><a:solidFill>{{}}</a:solidFill></a:rPr>'
    parts = re.split(f"([{re.escape(''.join(signs))}])", text) if signs else [text]
    own = str(uuid.uuid5(uuid.NAMESPACE_OID, key)).upper()
    found = ""
    for number, part in enumerate(parts):
        ink = f'<a:srgbClr val="{hex_of(signs[part])}"/>' if part in signs else colour
        words = f"{look.format(ink)}<a:t>{xml_safe(part)}</a:t>"
        if number == 0 and part:
            found += f'<a:fld id="{{{own}}}" type="CELLRANGE">{words}</a:fld>'
        elif part:
            found += f"<a:r>{words}</a:r>"
    return f"<a:p>{found}</a:p>"


def _label_cells(sheet: Sheet, one: Series) -> str:
    """Write which cells the labels come from, and what they hold."""
    texts = "".join(
        f'<c:pt idx="{i}"><c:v>{xml_safe(sheet.words_of(one, i))}</c:v></c:pt>'
        for i in sorted(one.labels)
    )
    cache = f'<c15:dlblRangeCache><c:ptCount val="{len(one.values)}"/>{texts}</c15:dlblRangeCache>'
    place = f"<c15:f>Sheet1!{sheet.cells(one, 'labels')}</c15:f>"
    held = f"<c15:datalabelsRange>{place}{cache}</c15:datalabelsRange>"
    return f'<c:extLst><c:ext uri="{{02D57815-91ED-43cb-92C2-25804820EDAC}}" {C15}>{held}</c:ext></c:extLst>'


def _whiskers(sheet: Sheet, one: Series) -> str:
    """Write error bars, whose lengths the workbook holds."""
    up, down, colour, width = one.whiskers
    lengths = _data("plus", sheet.cells(up), up.values) + _data(
        "minus", sheet.cells(down), down.values
    )
    side = '<c:errDir val="y"/>' * (one.kind == "XY")
    bare = int(bool(one.trace.get("wordy")))
    kind = f'<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="{bare}"/>'
    return f"<c:errBars>{side}{kind}{lengths}<c:spPr>{line_of(colour, width)}</c:spPr></c:errBars>"


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
    cache = f'<c:{kind}Cache>{form}<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache>'
    return f"<c:{tag}><c:{kind}Ref><c:f>Sheet1!{place}</c:f>{cache}</c:{kind}Ref></c:{tag}>"


def chart_xml(chart: Chart, size: int, inner: list | None) -> str:
    """Write a chart: one plot for the bars, one for the areas, one for the lines, on the same axes."""
    sheet = Sheet(chart)
    plots = _pie(chart, sheet) if chart.pie else _plots(chart, sheet) + _axes(chart)
    sides = "".join(
        f'<c:{tag} val="{value}"/>' for tag, value in zip(("x", "y", "w", "h"), inner or ())
    )
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    layout = f"<c:manualLayout>{modes}{sides}</c:manualLayout>" if inner else ""
    look = f'<a:defRPr sz="{size}00"><a:solidFill>{TEXT}</a:solidFill></a:defRPr>'
    return (
        f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart>'
        f'<c:autoTitleDeleted val="1"/><c:plotArea><c:layout>{layout}</c:layout>{plots}</c:plotArea>'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="{chart.blanks}"/></c:chart>'
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{look}</a:pPr><a:endParaRPr lang="en-GB"/></a:p>'
        "</c:txPr></c:chartSpace>"
    )


def _plots(chart: Chart, sheet: Sheet) -> str:
    written = {"bar": "", "area": "", "line": "", "XY": ""}
    for number, one in enumerate(chart.seen):
        written[one.kind] += _series_xml(chart, sheet, one, number)
    stacked = "percentStacked" if chart.percent else "stacked" if chart.stacked else "clustered"
    vary, way = '<c:varyColors val="0"/>', "bar" if chart.lying else "col"
    gap = f'<c:gapWidth val="{gap_of(chart)}"/><c:overlap val="{chart.overlap}"/>'
    starts = {
        "bar": f'<c:barChart><c:barDir val="{way}"/><c:grouping val="{stacked}"/>{vary}',
        "area": f'<c:areaChart><c:grouping val="stacked"/>{vary}',
        "line": f'<c:lineChart><c:grouping val="standard"/>{vary}',
        "XY": f'<c:scatterChart><c:scatterStyle val="lineMarker"/>{vary}',
    }
    ends = {"bar": gap, "line": '<c:marker val="1"/>'}
    tags = {"XY": "scatter"}
    return "".join(
        f'{start}{written[name]}{ends.get(name, "")}<c:axId val="1"/><c:axId val="2"/>'
        f"</c:{tags.get(name, name)}Chart>"
        for name, start in starts.items()
        if written[name]
    )


def _pie(chart: Chart, sheet: Sheet) -> str:
    """Write a pie or, with a hole, a doughnut; its labels are worked out by PowerPoint from the numbers."""
    [one], trace = chart.seen, chart.pie
    points = "".join(
        f'<c:dPt><c:idx val="{i}"/><c:bubble3D val="0"/>'
        f"<c:spPr>{fill_of(colour)}{line_of('#FFFFFF', 1.5)}</c:spPr></c:dPt>"
        for i, colour in enumerate(trace["colours"])
    )
    told = {"LegendKey": 0, "BubbleSize": 0, "SerName": 0} | {
        name: int(flag in trace["told"])
        for name, flag in (("Val", "value"), ("CatName", "label"), ("Percent", "percent"))
    }
    shown = "".join(f'<c:show{what} val="{told[what]}"/>' for what in SHOWN)
    place = "" if trace["hole"] else '<c:dLblPos val="outEnd"/>'
    form = '<c:numFmt formatCode="0.0%" sourceLinked="0"/>' if told["Percent"] else ""
    labels = f"<c:dLbls>{form}{place}{shown}<c:separator> · </c:separator></c:dLbls>"
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/>{_data("tx", sheet.cells(one, "name"), [one.name])}'
        f"{points}{labels}{_data('cat', f'$A$2:$A${len(one.values) + 1}', chart.categories)}"
        f"{_data('val', sheet.cells(one), one.values)}</c:ser>"
    )
    tag = "doughnut" if trace["hole"] else "pie"
    start = f'<c:firstSliceAng val="{trace["turn"]}"/>'
    hole = f'<c:holeSize val="{trace["hole"]}"/>' if trace["hole"] else ""
    return f'<c:{tag}Chart><c:varyColors val="1"/>{series}{start}{hole}</c:{tag}Chart>'


def _axes(chart: Chart) -> str:
    tags = {"category": "catAx", "date": "dateAx"} if chart.categories else {}
    sides, tag = ("l", "b") if chart.lying else ("b", "l"), tags.get(chart.kind, "valAx")
    first = _axis(chart, tag, chart.x, chart.kind, 1, sides[0], _meeting(chart.y))
    return first + _axis(chart, "valAx", chart.y, "number", 2, sides[1], _meeting(chart.x))


def _meeting(other: dict) -> str:
    """Say at which end of the other axis an axis stands."""
    return "max" if is_turned(other) else "min" if other.get("type") == "log" else "autoZero"


def _axis(
    chart: Chart, tag: str, spec: dict, kind: str, number: int, side: str, meeting: str
) -> str:
    """Write an axis with title, range, direction, number format and lines of the figure's axis."""
    visible = spec.get("visible", True) is not False
    ends = spec.get("range") if kind != "category" else None
    log = spec.get("type") == "log"
    low, high = sorted(map(serial_of, ends)) if ends is not None else (None, None)
    low, high = (10**low, 10**high) if log and ends is not None else (low, high)
    grey = (
        f"<c:spPr>{line_of('rgba(128,128,128,0.5)', 0.7)}</c:spPr>"  # on light and on dark slides
    )
    bare = kind == "number" and chart.categories
    form = "General" if kind == "category" else number_format(spec, kind, chart)
    beside = "low" if kind == "category" or log else "nextTo"
    beside = "none" if spec.get("showticklabels") is False else beside
    words = body(axis_title(spec), SMALLEST, align="ctr")
    words = f"<c:tx><c:rich><a:bodyPr/><a:lstStyle/>{words}</c:rich></c:tx>"
    title = f'<c:title>{words}<c:overlay val="0"/></c:title>' * bool(axis_title(spec) and visible)
    lined = spec.get("showgrid", kind != "category") and visible
    turned = "maxMin" if is_turned(spec) else "minMax"
    parts = [
        f'<c:axId val="{number}"/><c:scaling>',
        '<c:logBase val="10"/>' * log,
        f'<c:orientation val="{turned}"/>',
        "" if ends is None else f'<c:max val="{high}"/><c:min val="{low}"/>',
        f'</c:scaling><c:delete val="{int(not visible)}"/><c:axPos val="{side}"/>',
        f"<c:majorGridlines>{grey}</c:majorGridlines>" * bool(lined),
        f'{title}<c:numFmt formatCode="{html.escape(form)}" sourceLinked="0"/>',
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="{beside}"/>',
        f"<c:spPr>{line_of()}</c:spPr>" if bare else grey,
        f'<c:crossAx val="{3 - number}"/><c:crosses val="{meeting}"/>',
        _steps(chart, tag, spec, kind),
    ]
    return f"<c:{tag}>{''.join(parts)}</c:{tag}>"


def _steps(chart: Chart, tag: str, spec: dict, kind: str) -> str:
    """Write at which places an axis has labels."""
    step, unit = spec.get("step", (None, ""))
    if tag == "catAx":
        # every name, however crowded
        skip = '<c:tickLblSkip val="1"/>' * (len(chart.categories) < 40)
        place = '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        return f'{place}{skip}<c:noMultiLvlLbl val="1"/>'
    if tag == "dateAx":
        firsts = unit == "months" and all(day.day == 1 for day in chart.categories)
        base = f'<c:baseTimeUnit val="{"months" if firsts else "days"}"/>'
        major = f'<c:majorUnit val="{step}"/><c:majorTimeUnit val="{unit}"/>' if step else ""
        return f'<c:auto val="1"/><c:lblOffset val="100"/>{base}{major}'
    ticks = plain_values(spec.get("tickvals")) if kind == "number" else None
    step = ticks[1] - ticks[0] if ticks and len(ticks) > 1 else step
    between = "between" if any(one.kind == "bar" for one in chart.series) else "midCat"
    return f'<c:crossBetween val="{between}"/>' + (f'<c:majorUnit val="{step}"/>' if step else "")


def number_format(spec: dict, kind: str, chart: Chart) -> str:
    """Translate Plotly's number and date formats into a spreadsheet's; one that is not known is refused."""
    form = spec.get("tickformat") or ""
    if kind == "date":
        made = re.sub("|".join(DATES), lambda part: DATES[part[0]], plain(form))
        if "%" in made:
            raise NotNative(f"the figure writes dates as {form!r}")
        return made or "d mmm yyyy"
    found = re.fullmatch(r"(,?)(?:\.(\d+))?([fd]?)(%?)", form)
    if not found:
        raise NotNative(f"the figure writes numbers as {form!r}")
    if chart.percent:
        return "0%"
    every = [value for one in chart.series for value in one.values]
    large = any(abs(value or 0) >= 1000 for value in every) and not form
    number = "#,##0" if large or found[1] else "0" if form else "General"
    number += "." + "0" * int(found[2]) if int(found[2] or 0) else ""
    before, after = (
        f'"{spec[key]}"' if spec.get(key) else "" for key in ("tickprefix", "ticksuffix")
    )
    return before + number + found[4] + after


def even(ticks: list | None) -> bool:
    """Say whether an axis has its labels at equal steps, as PowerPoint's have."""
    steps = [b - a for a, b in pairwise(ticks or [])]
    return not steps or max(steps) - min(steps) <= 1e-9 * max(map(abs, steps))


def gap_of(chart: Chart) -> int:
    """Give the room between bars in per cent of their breadth: a few bars are not drawn all too broad."""
    return 45 if len(chart.categories or ()) > 3 else 120
