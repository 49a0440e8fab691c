"""A native chart in DrawingML."""

import datetime as dt
import re
import uuid
from collections.abc import Sequence

from .letters import plain
from .model import Chart, Series, known
from .reading import NotNative, axis_title, is_turned, moment_of, present, serial_of
from .shapes import NAMESPACES, SMALLEST, TEXT, body, fill_of, hex_of, ink_on, line_of, xml_safe
from .understood import NAMES
from .workbook import cells, place_columns, words_of, xl_col_to_name

AROUND = "tickprefix", "ticksuffix"  # of the numbers of an axis
SHOWN = "LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize"  # by labels, in order
BOTH_WAYS = '<c:invertIfNegative val="0"/>'  # a bar below zero has the colour of the others
C15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'
SHOW_RANGE = (
    f'<c:extLst><c:ext uri="{{CE6537A1-D6FC-4f65-9D91-7224C49458BB}}" {C15}>'
    '<c15:showDataLabelsRange val="1"/></c:ext></c:extLst>'
)


def look_of(trace: dict, kind: str, point: int = 0) -> str:
    """Give fill, hatching and outline of a bar, an area, a slice, a line or a mark."""
    if kind == "line":
        line = trace["line"]
        dash = NAMES["dashes"][line.get("dash", "solid")]
        drawn = line_of(trace["ink"], line.get("width", 2), trace.get("opacity", 1), dash)
        return drawn if trace["seen"] else '<a:ln w="19050"><a:noFill/></a:ln>'
    if kind == "area":
        own = trace["fillcolor"]
        pattern = trace["fillpattern"]
        shape = pattern["shape"]
        ink = (shape and pattern["fgcolor"]) or own or trace["ink"]
        return fill_of(ink, 1 if own else 0.5, shape) + line_of()
    colour, symbol, alpha, shape = trace["looks"][point]
    edge = trace["marker"]["line"]
    wide = edge["width"] or 0
    ink = (wide and edge["color"]) or colour
    if kind == "mark":
        fill = "<a:noFill/>" if symbol.endswith("-open") else fill_of(colour, alpha)
        return fill + line_of(ink, max(1, wide), alpha)
    outline = line_of(ink, wide, alpha) if wide else line_of()
    return fill_of(colour, alpha, shape) + outline


def _mark(trace: dict, point: int | None) -> str:
    """Give the mark at a point of a line; where a step only leads on, there is none."""
    look = trace["looks"][point or 0]
    if point is None or "markers" not in trace["mode"] or not look.opacity:
        return '<c:marker><c:symbol val="none"/></c:marker>'
    size = min(72, max(2, round(0.75 * trace["marker"].get("size", 6))))
    symbol = look.symbol.removesuffix("-open")
    form = f'<c:symbol val="{NAMES["symbols"][symbol]}"/><c:size val="{size}"/>'
    return f"<c:marker>{form}<c:spPr>{look_of(trace, 'mark', point)}</c:spPr></c:marker>"


def _series_xml(chart: Chart, series: Series, number: int) -> str:
    """Write a series: its look, that of single points, its labels, and its numbers as the workbook holds them."""
    trace = series.trace
    line = series.kind == "line"
    first = [*present(series.points), 0][0]
    look = look_of(trace, series.kind, first) if series.drawn else "<a:noFill/>" + line_of()
    varied = len(set(trace["looks"])) > 1
    place, values = ("xVal", "yVal") if series.x else ("cat", "val")
    names = cells(series, series.column - 1 if series.x else 0)
    parts = [
        f'<c:idx val="{number}"/><c:order val="{number}"/>',
        _data("tx", f"${xl_col_to_name(series.column)}$1", [series.name]),
        f"<c:spPr>{look}</c:spPr>",
        BOTH_WAYS * (series.kind == "bar"),
        _mark(trace, first) * line,
        *[
            _point(series, i)
            for i in known(series.values)
            if series.drawn and (varied or series.points[i] is None)
        ],
        _shares(chart.pie) if chart.pie else _labels(chart, series),
        _whiskers(series),
        _data(place, names, series.x or chart.categories),
        _data(values, cells(series, series.column), series.values),
        f'<c:smooth val="{int(trace["shape"] == "spline")}"/>' * line,
        _label_cells(series) if series.labels else "",
    ]
    return f"<c:ser>{''.join(parts)}</c:ser>"


def _point(series: Series, i: int) -> str:
    """Write the look of a single point."""
    point = series.points[i]
    line = series.kind == "line"
    if series.kind == "area" or line and "markers" not in series.trace["mode"]:
        return ""
    start = _mark(series.trace, point) if line else BOTH_WAYS * (series.kind == "bar")
    look = f'<c:bubble3D val="0"/><c:spPr>{look_of(series.trace, series.kind, point or 0)}</c:spPr>'
    return f'<c:dPt><c:idx val="{i}"/>{start}{look}</c:dPt>'


def _labels(chart: Chart, series: Series) -> str:
    """Write the labels of a series; their words come from cells of the workbook."""
    if not series.labels:
        return ""
    trace = series.trace
    shown = "".join(f'<c:show{what} val="0"/>' for what in SHOWN)
    bar = series.kind == "bar" and series.drawn
    inside = bar and (chart.stacked or trace["textposition"] == "inside")
    written = ""
    for i in sorted(series.labels):
        colour = TEXT
        if inside:  # hatching is on white
            look = trace["looks"][series.points[i]]
            colour = ink_on("white" if look.pattern else look.colour)
        words = _label_text(series, i, colour)
        rich = f'<c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{words}</c:rich>'
        side = "inBase" if not series.drawn else "ctr" if inside else "outEnd"
        if series.kind != "bar":
            side = NAMES["sides"].get(series.sides.get(i), "t")
        place = f'<c:dLblPos val="{side}"/>'  # one that a chart does not know breaks the file
        spot = f'<c:idx val="{i}"/><c:tx>{rich}</c:tx>{place}{shown}{SHOW_RANGE}'
        written += f"<c:dLbl>{spot}</c:dLbl>"
    return f"<c:dLbls>{written}{shown}{SHOW_RANGE}</c:dLbls>"


def _label_text(series: Series, i: int, colour: str) -> str:
    """Write a label: what a cell says up to the first coloured sign, then signs and words as they are."""
    look = f'<a:rPr lang="en-GB" sz="{SMALLEST}00" b="0"><a:solidFill>{{}}</a:solidFill></a:rPr>'
    own = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{series.name}, {i}")).upper()
    signs = series.trace["signs"]
    runs = ""
    for number, part in enumerate(words_of(series, i)):
        ink = f'<a:srgbClr val="{hex_of(signs[part])}"/>' if part in signs else colour
        words = f"{look.format(ink)}<a:t>{xml_safe(part)}</a:t>"
        if number == 0 and part:
            runs += f'<a:fld id="{{{own}}}" type="CELLRANGE">{words}</a:fld>'
        elif part:
            runs += f"<a:r>{words}</a:r>"
    return f"<a:p>{runs}</a:p>"


def _label_cells(series: Series) -> str:
    """Write which cells the labels come from, and what they hold."""
    texts = "".join(
        f'<c:pt idx="{i}"><c:v>{xml_safe(words_of(series, i)[0])}</c:v></c:pt>'
        for i in sorted(series.labels)
    )
    cache = f'<c:ptCount val="{len(series.values)}"/>{texts}'
    place = f"<c15:f>Sheet1!{cells(series, series.words)}</c15:f>"
    labels = f"<c15:datalabelsRange>{place}<c15:dlblRangeCache>{cache}</c15:dlblRangeCache></c15:datalabelsRange>"
    return f'<c:extLst><c:ext uri="{{02D57815-91ED-43cb-92C2-25804820EDAC}}" {C15}>{labels}</c:ext></c:extLst>'


def _whiskers(series: Series) -> str:
    """Write error bars, whose lengths the workbook holds."""
    columns, colour, width = series.whiskers
    if not columns:
        return ""
    up, down = columns
    lengths = _data("plus", cells(up, up.column), up.values)
    lengths += _data("minus", cells(down, down.column), down.values)
    side = '<c:errDir val="y"/>' * bool(series.x)
    kind = '<c:errBarType val="both"/><c:errValType val="cust"/>'
    kind += f'<c:noEndCap val="{int(series.trace["wordy"])}"/>'
    return f"<c:errBars>{side}{kind}{lengths}<c:spPr>{line_of(colour, width)}</c:spPr></c:errBars>"


def _data(tag: str, place: str, values: Sequence) -> str:
    """Write texts or numbers with the place where the workbook holds them; what is blank stays blank."""
    dated = any(isinstance(value, dt.date) for value in values)
    form = "yyyy\\-mm\\-dd" if dated else "General"
    values = [*map(serial_of, values)] if dated else values
    kind = "str" if any(isinstance(value, str) for value in values) else "num"
    points = "".join(
        f'<c:pt idx="{i}"><c:v>{xml_safe(value)}</c:v></c:pt>' * (value is not None)
        for i, value in enumerate(values)
    )
    form = f"<c:formatCode>{form}</c:formatCode>" * (kind == "num")
    cache = f'<c:{kind}Cache>{form}<c:ptCount val="{len(values)}"/>{points}</c:{kind}Cache>'
    return f"<c:{tag}><c:{kind}Ref><c:f>Sheet1!{place}</c:f>{cache}</c:{kind}Ref></c:{tag}>"


def chart_xml(chart: Chart, size: int, inner: list) -> str:
    """Write a chart: one plot for the bars, one for the areas, one for the lines, on the same axes."""
    place_columns(chart)
    plots = _plots(chart)
    if not chart.pie:
        plots += _axis(chart, 1, chart.kind, chart.x, chart.y)
        plots += _axis(chart, 2, "number", chart.y, chart.x)
    sides = "".join(f'<c:{side} val="{part}"/>' for side, part in zip("xywh", inner))
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


def _plots(chart: Chart) -> str:
    """Write the plots that have series, each of its kind."""
    stacked = "stacked" if chart.stacked else "clustered"
    plain = '<c:varyColors val="0"/>'
    way = "bar" if chart.lying else "col"
    axes = '<c:axId val="1"/><c:axId val="2"/>'
    gap = f'<c:gapWidth val="{gap_of(chart)}"/><c:overlap val="{chart.overlap}"/>'
    hole = chart.pie.get("hole")
    turned = f'<c:firstSliceAng val="{chart.pie.get("turn")}"/>'
    turned += f'<c:holeSize val="{hole}"/>' if hole else ""
    grouped = '<c:grouping val="{}"/>' + plain
    kinds = {
        "bar": ("bar", f'<c:barDir val="{way}"/>{grouped.format(stacked)}', gap + axes),
        "area": ("area", grouped.format("stacked"), axes),
        "line": ("line", grouped.format("standard"), '<c:marker val="1"/>' + axes),
        "pie": ("doughnut" if hole else "pie", '<c:varyColors val="1"/>', turned),
    }
    if not chart.categories:
        kinds["line"] = "scatter", '<c:scatterStyle val="lineMarker"/>' + plain, axes
    drawn = [(series.kind, _series_xml(chart, series, i)) for i, series in enumerate(chart.seen)]
    written = {kind: "".join(xml for own, xml in drawn if own == kind) for kind in kinds}
    return "".join(
        f"<c:{tag}Chart>{start}{written[kind]}{end}</c:{tag}Chart>"
        for kind, (tag, start, end) in kinds.items()
        if written[kind]
    )


def _shares(pie: dict) -> str:
    """Let PowerPoint work out the labels of a pie from its numbers."""
    parts = {"Val": "value", "CatName": "label", "Percent": "percent"}
    shown = "".join(
        f'<c:show{name} val="{int(parts.get(name) in pie["told"])}"/>' for name in SHOWN
    )
    place = "" if pie["hole"] else '<c:dLblPos val="outEnd"/>'
    form = '<c:numFmt formatCode="0.0%" sourceLinked="0"/>' * ("percent" in pie["told"])
    return f"<c:dLbls>{form}{place}{shown}<c:separator> · </c:separator></c:dLbls>"


def _axis(chart: Chart, number: int, kind: str, spec: dict, other: dict) -> str:
    """Write an axis with title, range, direction, number format and lines of the figure's axis."""
    tags = {"category": "catAx", "date": "dateAx"} if chart.categories else {}
    tag = tags.get(kind, "valAx")
    side = "b" if (number == 1) != chart.lying else "l"
    visible = spec["visible"]
    log = spec["type"] == "log"
    turned = "maxMin" if is_turned(spec) else "minMax"
    scale = '<c:logBase val="10"/>' * log + f'<c:orientation val="{turned}"/>'
    given = [] if kind == "category" else sorted(map(serial_of, spec["range"]))  # names: no ends
    ends = dict(zip(("min", "max"), given))
    low, high = chart.extent()
    if spec is chart.y and not (ends or log or low * high):
        ends["max" if low else "min"] = 0  # PowerPoint's own may leave it out
    for way in sorted(ends):
        scale += f'<c:{way} val="{10 ** ends[way] if log else ends[way]}"/>'
    grey = line_of("rgba(128,128,128,0.5)", 0.7)  # on light and on dark slides
    grid = f"<c:majorGridlines><c:spPr>{grey}</c:spPr></c:majorGridlines>"
    lined = visible and spec.get("showgrid", kind != "category")
    ticks = spec["tickvals"] if kind == "number" else []
    if ticks and (given or spec is chart.y):  # PowerPoint draws lines beyond them too
        most = given[1] if given else 1.05 * high + ticks[1] - ticks[0]
        lined = lined and most < 2 * ticks[-1] - ticks[-2]
    name = axis_title(spec)
    words = f"<a:bodyPr/><a:lstStyle/>{body(name, SMALLEST, align='ctr')}"
    title = f'<c:title><c:tx><c:rich>{words}</c:rich></c:tx><c:overlay val="0"/></c:title>'
    form = xml_safe(number_format(spec, kind, chart))
    meeting = "max" if is_turned(other) else "min" if other["type"] == "log" else "autoZero"
    edge = "low" if meeting == "autoZero" else "nextTo"  # of the plot, also below zero
    beside = "none" if spec["showticklabels"] is False else edge
    own = line_of() if kind == "number" and chart.categories else grey
    steps = _steps(chart, tag, spec, ticks)
    return (
        f'<c:{tag}><c:axId val="{number}"/><c:scaling>{scale}</c:scaling>'
        f'<c:delete val="{int(not visible)}"/><c:axPos val="{side}"/>{grid * lined}'
        f"{title * bool(name and visible)}"
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{beside}"/><c:spPr>{own}</c:spPr>'
        f'<c:crossAx val="{3 - number}"/><c:crosses val="{meeting}"/>{steps}</c:{tag}>'
    )


def _steps(chart: Chart, tag: str, spec: dict, ticks: list) -> str:
    """Write at which places an axis has labels."""
    step, unit = spec["step"] or (None, "")
    if tag == "catAx":
        # every name, however crowded
        skip = '<c:tickLblSkip val="1"/>' * (len(chart.categories) < 40)
        place = '<c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        return f'{place}{skip}<c:noMultiLvlLbl val="1"/>'
    if tag == "dateAx":
        firsts = unit == "months" and all(moment_of(day).day == 1 for day in chart.categories)
        base = f'<c:baseTimeUnit val="{"months" if firsts else "days"}"/>'
        major = f'<c:majorUnit val="{step}"/><c:majorTimeUnit val="{unit}"/>' if step else ""
        return f'<c:auto val="1"/><c:lblOffset val="100"/>{base}{major}'
    given = step or spec["type"] != "log" and spec["dtick"]
    step = ticks[1] - ticks[0] if ticks else given
    between = "between" if any(series.kind == "bar" for series in chart.series) else "midCat"
    return f'<c:crossBetween val="{between}"/>' + (f'<c:majorUnit val="{step}"/>' if step else "")


def number_format(spec: dict, kind: str, chart: Chart) -> str:
    """Translate Plotly's number and date formats into a spreadsheet's; one that is not known is refused."""
    if kind == "category":
        return "General"
    form = spec["tickformat"] or ""
    before, after = (f'"{plain(spec[text])}"' * bool(spec[text]) for text in AROUND)
    if kind == "date":
        names = NAMES["dates"]
        made = re.sub("|".join(names), lambda part: names[part[0]], plain(form))
        if "%" in made:
            raise NotNative(f"the figure writes dates as {form!r}")
        if spec["tickvals"] and not spec["chosen"]:
            raise NotNative("the figure has an axis that names chosen days")
        return f"{before}{made or 'd mmm yyyy'}{after}"
    match = re.fullmatch(r"(,?)(?:\.(\d+)(?:f|(%))|d?)", form)
    if not match:
        raise NotNative(f"the figure writes numbers as {form!r}")
    # a year has no comma
    large = not form and spec is chart.y and max(map(abs, chart.extent())) >= 1000
    comma, places, percent = match.groups("")
    number = "#,##0" if large or comma else "0" if form else "General"
    decimals = "0" * int(places or 0)
    form = f"{before}{number}{'.' * bool(decimals)}{decimals}{percent}{after}"
    ticks = spec["tickvals"]  # beyond them, nothing is named: words may stand there
    return f'[<={ticks[-1]}]{form};""' if ticks else form


def gap_of(chart: Chart) -> int:
    """Give the room between bars in per cent of their breadth: a few bars are not drawn all too broad."""
    return 45 if len(chart.categories) > 3 else 120
