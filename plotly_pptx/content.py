"""What a slide says and shows, read back from the file: words, numbers, labels, cells, ends of axes.

Formatting is no part of it: whoever compares two contents sees what was said, not how it looked.
"""

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx.oxml.ns import nsmap

from .letters import in_line
from .reading import DAY_ZERO

Path = tuple[str, ...]  # such as ("value", "Amount stated", "Luxembourg")
Content = dict[Path, str | float]
WORDS = "Title", "Subtitle", "Foot"  # parts of a slide, by the start of their names
CHART = "Chart"
SIDES = {"x": "a:off", "y": "a:off", "cx": "a:ext", "cy": "a:ext"}
TEXT = "Text"  # of a slide of text
FRAMES = ".//*[self::a:xfrm or self::p:xfrm]"
FRAME = f"({FRAMES})[1]"
AREA = "c:chart/c:plotArea"
PLACES, NUMBERS = "*[self::c:cat or self::c:xVal]", "*[self::c:val or self::c:yVal]"  # of a series
SAID = {"value": NUMBERS, "error up": "c:errBars/c:plus", "error down": "c:errBars/c:minus"}


@functools.lru_cache
def _path(path: str) -> etree.XPath:
    return etree.XPath(path, namespaces=nsmap("a", "c", "p", "r"))


def every(element, path: str) -> list:
    """Give all that stands at a path below an element, in the prefixes of the format."""
    return _path(path)(element)


def first(element, path: str):
    """Give the first that stands at a path below an element; None if nothing does."""
    return next(iter(every(element, path)), None)


def part_of(slide, name: str, key: str):
    """Find a part of a slide by its name and key, in groups too; None if it is not there."""
    return next((element for _, element in _named(slide, f"{name} {key}".strip())), None)


def _named(slide, pattern: str) -> Iterator[tuple[re.Match, object]]:
    """Give the elements of a slide whose name matches a pattern."""
    for properties in every(slide._element, ".//p:cNvPr"):
        if match := re.fullmatch(pattern, properties.get("name") or ""):
            yield match, properties.getparent().getparent()


def keys_on(slide) -> list[str]:
    """Give the keys of the figures that stand on a slide."""
    return [match[1] for match, _ in _named(slide, rf"{CHART} ([0-9a-f]{{8}})")]


def texts_on(slide) -> list[tuple[str, object]]:
    """Give the texts of a slide of text, by name."""
    named = _named(slide, rf"{TEXT} (opening|contents|sources) \d+")
    return [(match[0], element) for match, element in named]


def text_of(element) -> str:
    """Give the text of a shape, a line for each paragraph."""
    return "\n".join("".join(every(line, ".//a:t/text()")) for line in every(element, ".//a:p"))


def content_of(slide, key: str) -> Content:
    """Read what a slide says of the figure with a key; what is not there is left out."""
    content: Content = {}
    for name in WORDS:
        element = part_of(slide, name, key)
        if element is not None and text_of(element):
            content |= {(name.lower(),): text_of(element)} | place_of(name, element)
    figure = part_of(slide, CHART, key)
    if figure is None:
        return content
    content["alternative text",] = figure._nvXxPr.cNvPr.get("descr") or ""
    content |= place_of(CHART, figure)
    space = chart_space(slide, figure)
    if space is not None:
        return content | chart_content(space)
    content |= {path: text_of(cell) for path, cell in cells_of(figure).items()}
    tiles = map(text_of, every(figure, "p:sp"))
    return content | {("tile", str(number)): text for number, text in enumerate(tiles)}


def place_of(name: str, element) -> Content:
    """Give left, top, width and height of an element, as far as it has its own."""
    return {
        ("place", name, side): float(value)
        for side, end in SIDES.items()
        for value in every(element, f"{FRAME}/{end}/@{side}")
    }


def chart_part(slide, figure):
    """Give the part of the native chart in a figure's shape; None if there is none."""
    relation = first(figure, ".//c:chart/@r:id")
    return relation and slide.part.related_part(relation)


def chart_space(slide, figure):
    """Give the XML of the native chart in a figure's shape; None if there is none."""
    part = chart_part(slide, figure)
    return part and part._element


def cells_of(figure) -> dict[Path, Any]:
    """Give the cells of a table by their row and column, each named by its first words."""
    rows = [every(row, "a:tc") for row in every(figure, ".//a:tr")]
    heads = _numbered([text_of(cell) for row in rows[:1] for cell in row])
    names = _numbered(["".join(map(text_of, row[:1])) for row in rows])
    return {
        ("cell", name, head): cell
        for name, row in zip(names, rows)
        for head, cell in zip(heads, row)
    }


def series_of(space) -> dict[str, Any]:
    """Give the series of a chart by name; a name that comes again has a number."""
    elements = every(space, ".//c:ser")
    return dict(zip(_numbered(["".join(_points(series, "c:tx")) for series in elements]), elements))


def _points(series, data: str) -> list[str]:
    """Give the texts or numbers that a chart keeps of its workbook; "" where there is none."""
    texts = {
        int(point.get("idx")): first(point, "c:v").text for point in every(series, f"{data}//c:pt")
    }
    count = max(map(int, every(series, f"{data}//c:ptCount/@val")), default=0)
    return [texts.get(i) or "" for i in range(count)]


def places(series) -> list[str]:
    """Name the places of a series, each in one line: its categories, its days, or its numbers along x."""
    dated = every(series, "../../c:dateAx")
    named = [in_line(_day(place) if dated else place) for place in _points(series, PLACES)]
    return _numbered(named)


def by_place(series, path: str) -> dict[str, Any]:
    """Give the points or the labels of a series by the names of their places."""
    names = dict(enumerate(places(series)))
    return {
        names[element.idx.val]: element
        for element in every(series, path)
        if element.idx.val in names
    }


def labels(series) -> dict[str, Any]:
    """Give the labels of a series by place."""
    return by_place(series, "c:dLbls/c:dLbl")


def label_text(label) -> str:
    """Give the words of a label; "" where a program works them out from the number."""
    return "".join(map(text_of, every(label, "c:tx")))


def chart_content(space) -> Content:
    """Read the numbers, the labels and the ends of the axes of a chart."""
    content: Content = {}
    for name, series in series_of(space).items():
        for kind, data in SAID.items():
            pairs = zip(places(series), _points(series, data))
            content |= {(kind, name, place): float(value) for place, value in pairs if value}
        for place, label in labels(series).items():
            content["label", name, place] = label_text(label)
            for side in every(label, "c:dLblPos/@val"):
                content["side", name, place] = side
    return content | {path: float(end.get("val")) for path, end in ends_of(space).items()}


def axes_of(space) -> list:
    """Give the axes of a chart, the one of the places first."""
    return every(space, f"{AREA}/*[c:axPos]")


def ends_of(space) -> dict[Path, Any]:
    """Give the ends and the steps of the axes, and the place of the plot, as far as the chart says them."""
    ends: dict[Path, Any] = {}
    for number, axis in enumerate(axes_of(space)):
        for end in every(axis, "c:scaling/c:max | c:scaling/c:min | c:majorUnit"):
            ends["axis", str(number), etree.QName(end).localname] = end
    sides = every(space, f"{AREA}/c:layout/c:manualLayout/*[string-length(local-name())=1]")
    return ends | {("layout", etree.QName(side).localname): side for side in sides}


def _numbered(names: list[str]) -> list[str]:
    """Tell names that come again apart."""
    before = [names[:i].count(name) for i, name in enumerate(names)]
    return [f"{name} ({count + 1})" if count else name for name, count in zip(names, before)]


def _day(number: str) -> str:
    try:
        return str((DAY_ZERO + dt.timedelta(float(number))).date())
    except ValueError:  # a program wrote the day itself, or there is none
        return number
