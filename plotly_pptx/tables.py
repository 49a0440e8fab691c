"""Figures that are words, a matrix or a map of tiles: as text, table and shapes."""

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import plotly.colors
from pptx.oxml import parse_xml

from .letters import plain
from .model import Plan
from .reading import (
    NotNative,
    each_of,
    filled_in,
    is_bold,
    is_turned,
    label_of,
    notes_of,
    present,
    said_of,
)
from .shapes import (
    LINE,
    NAMESPACES,
    SMALLEST,
    TEXT,
    body,
    fill_of,
    fit,
    grouped,
    hex_of,
    ink_on,
    line_of,
    put,
    units,
    wide,
    widest,
    wrap,
)

SIZES = 16, 14, SMALLEST  # of letters in a table, of which the largest that fits is taken


class Cell(NamedTuple):
    """A cell of a table or a tile of a map: its words, its colour, and how the words stand."""

    text: str
    colour: str | None = None
    centred: bool = True
    bold: bool = False
    upright: bool = False


Rows = list[list[Cell]]


def plan_words(layout: dict) -> Plan:
    """Plan a figure that only says something in words."""
    said = "\n".join(note["text"] for note in notes_of(layout)) or "There is nothing to draw."

    def draw(slide, box: tuple, *_):
        size, shown, _rest = fit(said, box[2], box[3], 20)
        return put(slide, box, body(shown, size))

    return Plan("text", "", draw)


def plan_table(trace: dict, layout: dict, width: float, height: float) -> Plan:
    """Plan a heatmap as a table with the same colours and words, or as tiles where no names stand at its sides."""
    across, up = layout["xaxis"], layout["yaxis"]
    cells = _cells(trace, layout)
    names = trace["y"] or range(len(cells))
    columns = [label_of(name, across) for name in trace["x"] or range(len(cells[0]))]
    if is_turned(across) or len(names) != len(cells) or {*map(len, cells)} != {len(columns)}:
        raise NotNative(
            "the figure has a matrix from right to left, or without a name for each cell"
        )
    if not is_turned(up):
        names, cells = names[::-1], cells[::-1]
    if not (across["visible"] or up["visible"]):
        return plan_tiles(cells, width, height)
    heads = [Cell(label_of(name, up), None, False, is_bold(name, up)) for name in names]
    return _matrix(columns, heads, cells, width, height)


def _cells(trace: dict, layout: dict) -> Rows:
    """Give text and colour of each cell."""
    grid = trace["z"]
    texts = [*trace["text"], *[[]] * len(grid)]
    template = trace["texttemplate"] or ""
    colours = iter(_scaled([value for row in grid for value in row], trace, layout))
    return [
        [
            Cell(plain(filled_in(template, {"z": value, "text": text})), next(colours))
            for value, text in zip(row, each_of(own, len(row)))
        ]
        for row, own in zip(grid, texts)
    ]


def _scaled(values: list, look: dict, layout: dict) -> list[str | None]:
    """Give the colour of each number on its colour scale."""
    look = layout[look["coloraxis"] or ""] | look
    scale = look["colorscale"] or layout["colorscale"]["sequential"] or "Plasma"
    scale = plotly.colors.get_colorscale(scale) if isinstance(scale, str) else scale
    stops, inks = zip(*((stop, bytes.fromhex(hex_of(colour))) for stop, colour in scale))
    known = present(values) or [0]
    low = look.get("cmin", look.get("zmin", min(known)))
    high = look.get("cmax", look.get("zmax", max(known)))
    ends = (1, 0) if look["reversescale"] else (0, 1)
    parts = np.interp(known, (low, high if high > low else low + 1), ends)
    mixed = zip(*(np.interp(parts, stops, ink).round().astype(int) for ink in zip(*inks)))
    return [None if value is None else "#" + bytes(next(mixed)).hex() for value in values]


def _matrix(
    columns: list[str], heads: list[Cell], cells: Rows, width: float, height: float
) -> Plan:
    """Plan a table with names on two sides, in the largest letters that fit; those above stand upright if need be."""
    lines = [cell.text.split("\n") for row in cells for cell in row]
    words = [word for name in columns for word in [*name.split(), ""]]
    for size in SIZES:
        first = min(width * 0.4, widest([head.text for head in heads], size) + 10)
        each = (width - first) / len(columns)
        upright = widest(words, size) > each - 6
        broken = max(len(wrap(name, each - 6, size)) for name in columns) * size * LINE + 4
        top = widest(columns, size) + 8 if upright else broken
        tall = min(2.4 * size, (height - top) / len(heads))
        rows = max(map(len, [*lines, *(wrap(head.text, first - 6, size) for head in heads)]))
        longest = max(wide(line, size) for text in lines for line in text)
        if longest + 6 <= each and rows * size * 1.3 <= tall:
            above = [Cell(name, None, not upright, True, upright) for name in ["", *columns]]
            table = [above, *([head, *row] for head, row in zip(heads, cells))]
            widths = [first] + [each] * len(columns)
            return _table(table, size, widths, [top] + [tall] * len(heads))
    raise _no_room(f"a table of {len(heads)} × {len(columns)} cells has")


def _no_room(what: str) -> NotNative:
    return NotNative(f"{what} no room for letters of {SMALLEST} points")


def plan_cells(trace: dict, width: float, height: float) -> Plan:
    """Plan a table of Plotly as a table: its words, colours and proportions, in letters that fit."""
    head = trace["header"]
    cells = trace["cells"]
    columns = cells["values"]
    heads = head["values"] or [""] * len(columns)
    heads = [text if isinstance(text, list) else [text] for text in heads]
    count = max(len(heads), len(columns))
    first = [[cell._replace(bold=True) for cell in row] for row in _rows_of(heads, head, count)]
    rows = first + _rows_of(columns, cells, count)
    shares = each_of(trace["columnwidth"] or 1, count)
    widths = [width * share / sum(shares) for share in shares]
    for size in SIZES:
        lines = (
            [len(wrap(cell.text, wide - 8, size)) for cell, wide in zip(row, widths)]
            for row in rows
        )
        heights = [(max(counts) * LINE + 0.5) * size for counts in lines]
        if sum(heights) <= height:
            return _table(rows, size, widths, heights)
    raise _no_room(f"a table of {len(rows)} rows has")


def _rows_of(columns: list[list], look: dict, count: int) -> Rows:
    """Turn columns into rows of cells."""
    fills = look["fill"]["color"]
    sides = look.get("align")

    def of(values: Any, *places: int) -> Any:
        for number in places:
            if isinstance(values, list) and values:
                values = values[number % len(values)]
        return values

    rows = itertools.zip_longest(*[*columns, *[[]] * count][:count])
    return [
        [
            Cell(plain(said_of(value)), of(fills, j, i), of(sides, j, i) in (None, "center"))
            for j, value in enumerate(row)
        ]
        for i, row in enumerate(rows)
    ]


def _table(rows: Rows, size: int, widths: Sequence, heights: Sequence) -> Plan:
    """Plan a table: written into python-pptx's own, which has neither lines nor fills."""
    written = "".join(
        f'<a:tr h="{high}">{"".join(_cell(cell, size) for cell in row)}</a:tr>'
        for high, row in zip(units(heights), rows)
    )
    columns = "".join(f'<a:gridCol w="{width}"/>' for width in units(widths))
    style = "<a:tableStyleId>{2D5ABB26-0587-4C30-8999-92F81FD0307C}</a:tableStyleId>"
    table = f"<a:tblPr>{style}</a:tblPr><a:tblGrid>{columns}</a:tblGrid>{written}"

    def draw(slide, box: tuple, *_):
        place = *box[:2], sum(widths), sum(heights)
        frame = slide.shapes.add_table(1, 1, *units(place))._element
        data = frame.graphic.graphicData
        data.replace(data.tbl, parse_xml(f"<a:tbl {NAMESPACES}>{table}</a:tbl>"))
        return frame

    return Plan("table", "", draw)


def _cell(cell: Cell, size: int) -> str:
    edge = '<a:ln{0} w="19050"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln{0}>'
    look = edge.format("R") + edge.format("B") + fill_of(cell.colour) if cell.colour else ""
    ink = ink_on(cell.colour) if cell.colour else TEXT
    align, room = ("ctr", 0) if cell.centred else ("l", 38100)
    words = body(cell.text, size, ink=ink, align=align, bold=cell.bold)
    way = "vert270" if cell.upright else "horz"
    sides = f'vert="{way}" marL="{room}" marR="{room}" marT="0" marB="0" anchor="ctr"'
    text_body = f"<a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody>"
    return f"<a:tc>{text_body}<a:tcPr {sides}>{look}</a:tcPr></a:tc>"


def plan_tiles(cells: Rows, width: float, height: float) -> Plan:
    """Plan a map of tiles as a group of shapes, in the largest letters that fit; wider ones take one line."""
    columns = len(cells[0])
    tall = height / len(cells)
    for most, gap in ((1.5, "\n"), (3, " ")):
        side = min(width / columns, most * tall)
        texts = [cell.text.replace("\n", gap).split("\n") for row in cells for cell in row]
        high = max(map(len, texts)) * 1.1 / 0.95
        long = max(wide(line, 1) for lines in texts for line in lines) / 0.95
        letters = min(20, int(tall / high), int(side / (long or 1)))
        if letters >= SMALLEST:
            break
    else:
        raise _no_room("its tiles have")

    def draw(slide, box: tuple, *_):
        left = box[0] + (width - side * columns) / 2
        before = len(slide.shapes)
        for y, x in np.ndindex(len(cells), columns):
            if (cell := cells[y][x]).colour:
                place = left + x * side, box[1] + y * tall, side * 0.95, tall * 0.95
                text = cell.text.replace("\n", gap)
                words = body(text, letters, ink=ink_on(cell.colour), align="ctr")
                put(slide, place, words, look=fill_of(cell.colour) + line_of(), anchor="ctr")
        return grouped(slide, before)

    return Plan("shapes", "", draw)
