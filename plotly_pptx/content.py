"""What a slide says and shows, read back from the file: words, numbers, labels, cells, ends of axes.

Formatting is no part of it: whoever compares two contents sees what was said, not how it looked.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from pptx.oxml.ns import qn

from .reading import DAY_ZERO

Path = tuple[str, ...]  # such as ("value", "Amount stated", "Luxembourg")
Content = dict[Path, str | float]
WORDS = ("Title", "Subtitle", "Foot")  # parts of a slide, by the start of their names
CHART = "Chart"
SIDES = [(qn("a:off"), "x"), (qn("a:off"), "y"), (qn("a:ext"), "cx"), (qn("a:ext"), "cy")]
TEXT = "Text"  # of a slide of text


def part_of(slide, name: str, key: str):
    """Find a part of a slide by its name and key, in groups too; None if it is not there."""
    wanted = f"{name} {key}".strip()
    for element in slide._element.iter(qn("p:cNvPr")):
        if element.get("name") == wanted:
            return element.getparent().getparent()
    return None


def keys_on(slide) -> list[str]:
    """Give the keys of the figures that stand on a slide."""
    names = [one.get("name") for one in slide._element.iter(qn("p:cNvPr"))]
    found = (re.fullmatch(rf"{CHART} ([0-9a-f]{{8}})", name or "") for name in names)
    return [match[1] for match in found if match]


def texts_on(slide) -> list[tuple[str, object]]:
    """Give the texts of a slide of text, by name."""
    named = [(one.get("name"), one) for one in slide._element.iter(qn("p:cNvPr"))]
    pattern = re.compile(rf"{TEXT} (opening|contents|sources) \d+")
    return [(name, one.getparent().getparent()) for name, one in named if pattern.fullmatch(name)]


def text_of(element) -> str:
    """Give the text of a shape, a line for each paragraph."""
    return "\n".join(
        "".join(run.text or "" for run in line.iter(qn("a:t"))) for line in element.iter(qn("a:p"))
    )


def content_of(slide, key: str) -> Content:
    """Read what a slide says of the figure with a key; what is not there is left out."""
    found: Content = {}
    for name in WORDS:
        element = part_of(slide, name, key)
        if element is not None and text_of(element):
            found[name.lower(),] = text_of(element)
            found |= _place(name, element)
    figure = part_of(slide, CHART, key)
    if figure is None:
        return found
    found["alternative text",] = figure._nvXxPr.cNvPr.get("descr") or ""
    found |= _place(CHART, figure)
    space = chart_space(slide, figure)
    if space is not None:
        found |= chart_content(space)
    for table in figure.iter(qn("a:tbl")):
        for path, cell in cells_of(table):
            found[path] = text_of(cell)
    if space is None and figure.tag == qn("p:grpSp"):
        for number, tile in enumerate(figure.iter(qn("p:sp"))):
            found["tile", str(number)] = text_of(tile)
    return found


def frame_of(element):
    """Give where an element of a slide stands; None for one that stands as its layout says."""
    return next(element.iter(qn("a:xfrm"), qn("p:xfrm")), None)


def _place(name: str, element) -> Content:
    """Give left, top, width and height of an element."""
    frame = frame_of(element)
    if frame is None:
        return {}
    return {("place", name, side): float(frame.find(tag).get(side)) for tag, side in SIDES}


def chart_part(slide, figure):
    """Give the part of the native chart in a figure's shape; None if there is none."""
    relations = [one.get(qn("r:id")) for one in figure.iter(qn("c:chart"))]
    return slide.part.related_part(relations[0]) if relations else None


def chart_space(slide, figure):
    """Give the XML of the native chart in a figure's shape; None if there is none."""
    part = chart_part(slide, figure)
    return None if part is None else part._element


def cells_of(table) -> Iterator[tuple[Path, object]]:
    """Give the cells of a table by their row and column, each named by its first words."""
    rows = [list(row.iter(qn("a:tc"))) for row in table.iter(qn("a:tr"))]
    heads = _numbered([text_of(cell) for cell in rows[0]]) if rows else []
    names = _numbered([text_of(row[0]) if row else "" for row in rows])
    for name, row in zip(names, rows):
        for head, cell in zip(heads, row):
            yield ("cell", name, head), cell


def series_of(space) -> dict[str, object]:
    """Give the series of a chart by name; a name that comes again has a number."""
    every = list(space.iter(qn("c:ser")))
    names = _numbered(["".join(points(one.find(qn("c:tx")))) for one in every])
    return dict(zip(names, every))


def points(data) -> list[str]:
    """Give the texts or numbers that a chart keeps of its workbook; "" where there is none."""
    if data is None:
        return []
    counts = [int(one.get("val")) for one in data.iter(qn("c:ptCount"))]
    found = {int(one.get("idx")): one.find(qn("c:v")).text or "" for one in data.iter(qn("c:pt"))}
    return [found.get(i, "") for i in range(max(counts, default=0))]


def places(series) -> list[str]:
    """Name the places of a series, each in one line: its categories, its days, or its numbers along x."""
    data = series.find(qn("c:cat"))
    data = series.find(qn("c:xVal")) if data is None else data
    axes = series.getparent().getparent()
    dated = axes.find(qn("c:dateAx")) is not None
    named = [_day(one) if dated and one else " ".join(one.split()) for one in points(data)]
    return _numbered(named)


def values(series) -> list[str]:
    """Give the numbers of a series, as they are written."""
    data = series.find(qn("c:val"))
    return points(series.find(qn("c:yVal")) if data is None else data)


def labels(series) -> dict[str, object]:
    """Give the labels of a series by place."""
    names = places(series)
    every = series.findall(f"{qn('c:dLbls')}/{qn('c:dLbl')}")
    numbered = [(int(one.find(qn("c:idx")).get("val")), one) for one in every]
    return {names[i]: one for i, one in numbered if i < len(names)}


def label_text(label) -> str:
    """Give the words of a label; "" where a program works them out from the number."""
    words = label.find(qn("c:tx"))
    return "" if words is None else text_of(words)


def chart_content(space) -> Content:
    """Read the numbers, the labels and the ends of the axes of a chart."""
    found: Content = {}
    for name, series in series_of(space).items():
        for place, value in zip(places(series), values(series)):
            if value:
                found["value", name, place] = float(value)
        for place, label in labels(series).items():
            found["label", name, place] = label_text(label)
            side = label.find(qn("c:dLblPos"))
            if side is not None:
                found["side", name, place] = side.get("val")
    for number, axis in enumerate(axes_of(space)):
        for end, element in axis_ends(axis).items():
            found["axis", str(number), end] = float(element.get("val"))
    for side, element in inner_layout(space).items():
        found["layout", side] = float(element.get("val"))
    return found


def inner_layout(space) -> dict[str, object]:
    """Give where the plot stands in its chart, as far as the chart says so."""
    layout = space.find(
        f"{qn('c:chart')}/{qn('c:plotArea')}/{qn('c:layout')}/{qn('c:manualLayout')}"
    )
    every = [] if layout is None else [(side, layout.find(qn(f"c:{side}"))) for side in "xywh"]
    return {side: element for side, element in every if element is not None}


def axes_of(space) -> list:
    """Give the axes of a chart, the one of the places first."""
    area = space.find(f"{qn('c:chart')}/{qn('c:plotArea')}")
    return [one for one in area if one.tag.endswith("Ax")]


def axis_ends(axis) -> dict[str, object]:
    """Give where an axis begins and ends, and its steps, as far as it says so."""
    inner = {end: axis.find(f"{qn('c:scaling')}/{qn(f'c:{end}')}") for end in ("max", "min")}
    found = inner | {"majorUnit": axis.find(qn("c:majorUnit"))}
    return {name: element for name, element in found.items() if element is not None}


def _numbered(names: list[str]) -> list[str]:
    """Tell names that come again apart."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _day(number: str) -> str:
    try:
        return str((DAY_ZERO + dt.timedelta(float(number))).date())
    except ValueError:  # a program wrote the day itself
        return number
