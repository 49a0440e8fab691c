"""Figures that are words, a matrix or a map of tiles: as text, table and shapes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import plotly.colors
from pptx.oxml import parse_xml
from pptx.util import Pt

from .drawn import draw_key
from .letters import plain
from .model import NotNative, Plan
from .reading import each_of, is_bold, is_turned, label_of, notes_of, plain_values, said_of
from .shapes import (
    LINE,
    NAMESPACES,
    SMALLEST,
    TEXT,
    body,
    fill_of,
    fit,
    hex_of,
    ink_on,
    put,
    shape_xml,
    wide,
    wrap,
)


def plan_words(layout: dict) -> Plan:
    """Plan a figure that only says something in words."""
    said = "\n".join(note["text"] for note in notes_of(layout)) or "There is nothing to draw."

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
    low, high = (
        look.get(f"c{end}", look.get(f"z{end}", pick(known)))
        for end, pick in (("min", min), ("max", max))
    )
    stops, inks = (
        [stop for stop, _ in scale],
        np.array([list(bytes.fromhex(hex_of(colour))) for _, colour in scale]),
    )
    parts = [
        None if value is None else (min(max(value, low), high) - low) / ((high - low) or 1)
        for value in values
    ]
    parts = [1 - part if part is not None and look.get("reversescale") else part for part in parts]

    def mixed(part: float) -> str:
        return "#" + bytes(round(np.interp(part, stops, ink)) for ink in inks.T).hex()

    return [None if part is None else mixed(part) for part in parts]


@dataclass(frozen=True)
class _Grid:
    """A table that fits: size of letters, and width and height of its cells in points."""

    size: int
    first: float  # width of the names at the left
    each: float
    head: float  # height of the names above
    tall: float
    upright: bool  # names above that would be broken stand upright


def plan_table(trace: dict, layout: dict, width: float, height: float) -> Plan:
    """Plan a heatmap as a table with the same colours and words, or as tiles where no names stand at its sides."""
    grid, cells = trace["z"], _cells(trace, layout)
    columns, names = (
        trace.get(key) or list(range(count))
        for key, count in (("x", len(grid[0])), ("y", len(grid)))
    )
    if all(layout[f"{key}axis"].get("visible") is False for key in "xy"):
        spots = [
            (x, y, *cell) for y, row in enumerate(cells) for x, cell in enumerate(row) if cell[1]
        ]
        return plan_tiles(spots, layout, [], width, height)
    bold = {label_of(name, layout["yaxis"]) for name in names if is_bold(name, layout["yaxis"])}
    columns = [label_of(name, layout["xaxis"]) for name in columns]
    names = [label_of(name, layout["yaxis"]) for name in names]
    if not is_turned(layout["yaxis"]):
        cells, names = cells[::-1], names[::-1]
    fitted = _fitted(columns, names, cells, width, height)
    heads = [("", None), *((name, None) for name in columns)]
    rows = [heads, *([(name, None), *row] for name, row in zip(names, cells))]
    turned, size = fitted.upright, fitted.size
    written = [
        [
            _cell(
                *one,
                size,
                bool(j) and (i > 0 or not turned),
                turned and not i,
                not i or not j and one[0] in bold,
            )
            for j, one in enumerate(row)
        ]
        for i, row in enumerate(rows)
    ]
    heights = [fitted.head] + [fitted.tall] * len(names)
    widths = [fitted.first] + [fitted.each] * len(columns)
    return Plan(
        "table", "", lambda slide, box, *_: _draw_table(slide, box, written, widths, heights)
    )


def plan_cells(trace: dict, width: float, height: float) -> Plan:
    """Plan a table of Plotly as a table: its words, colours and proportions, in letters that fit."""
    head, cells = trace.get("header", {}), trace.get("cells", {})
    columns = plain_values(cells.get("values")) or []
    heads = plain_values(head.get("values")) or [""] * len(columns)
    heads = [one if isinstance(one, list) else [one] for one in heads]
    count = max(len(heads), len(columns))
    rows = _rows_of(heads, head, count) + _rows_of(columns, cells, count)
    shares = plain_values(trace.get("columnwidth")) or [1] * count
    shares = shares if isinstance(shares, list) else [1] * count
    widths = [width * share / sum(shares[:count]) for share in shares[:count]]
    first = max(map(len, heads), default=0)
    for size in (16, 14, SMALLEST):
        lines = [
            max(
                (len(wrap(text, wide - 8, size)) for (text, *_), wide in zip(row, widths)),
                default=1,
            )
            for row in rows
        ]
        heights = [(count * LINE + 0.5) * size for count in lines]
        if sum(heights) <= height:
            break
    else:
        raise NotNative(f"a table of {len(rows)} rows has no room for letters of {SMALLEST} points")
    written = [
        [_cell(text, ink, size, side == "center", False, i < first) for text, ink, side in row]
        for i, row in enumerate(rows)
    ]
    return Plan(
        "table", "", lambda slide, box, *_: _draw_table(slide, box, written, widths, heights)
    )


def _rows_of(columns: list, look: dict, count: int) -> list[list[tuple]]:
    """Turn columns into rows of text, colour and side."""
    fills, sides = (
        plain_values(one) for one in (look.get("fill", {}).get("color"), look.get("align"))
    )

    def of(values: object, column: int, row: int) -> object:
        for number in (column, row):
            if isinstance(values, list) and values:
                values = values[number % len(values)]
        return values

    tall = max(map(len, columns), default=0)
    return [
        [
            (
                plain(said_of((columns[j] + [None] * tall)[i] if j < len(columns) else None)),
                of(fills, j, i),
                of(sides, j, i) or "center",
            )
            for j in range(count)
        ]
        for i in range(tall)
    ]


def _cells(trace: dict, layout: dict) -> list[list[tuple]]:
    """Give text and colour of each cell."""
    grid, texts, template = trace["z"], trace.get("text") or [[]], trace.get("texttemplate") or ""
    colours, cells = iter(_scaled([value for row in grid for value in row], trace, layout)), []
    for i, row in enumerate(grid):
        own = texts[i] if i < len(texts) else []
        said = row if "%{z" in template else each_of(own, len(row))
        cells.append([(plain(said_of(text)) if template else "", next(colours)) for text in said])
    return cells


def _fitted(
    columns: list[str], names: list[str], cells: list[list[tuple]], width: float, height: float
) -> _Grid:
    """Find the largest letters with which the table fits."""
    lines = [line for row in cells for text, _ in row for line in text.split("\n")]
    words = [word for name in columns for word in [*name.split(), ""]]
    high = max(1 + text.count("\n") for row in cells for text, _ in row)
    for size in (16, 14, SMALLEST):
        first = min(width * 0.4, max(wide(name, size) for name in names) + 10)
        longest = max(wide(line, size) + 12 for line in lines)
        each = (width - first) / len(columns)
        upright = max(wide(word, size) for word in words) > each - 6
        broken = max(len(wrap(name, each - 6, size)) for name in columns) * size * LINE + 4
        head = max(wide(name, size) for name in columns) + 8 if upright else broken
        tall = min(2.4 * size, (height - head) / len(names))
        rows = max(high, *(len(wrap(name, first - 6, size)) for name in names))
        if longest - 6 <= each and rows * size * 1.3 <= tall:
            return _Grid(size, first, each, head, tall, upright)
    count = f"{len(names)} × {len(columns)} cells"
    raise NotNative(f"a table of {count} has no room for letters of {SMALLEST} points")


def _cell(
    text: str, colour: str | None, size: int, centred: bool, turned: bool, bold: bool = False
) -> str:
    edge = '<a:ln{0} w="19050"><a:solidFill><a:schemeClr val="bg1"/></a:solidFill></a:ln{0}>'
    look = edge.format("R") + edge.format("B") + fill_of(colour) if colour else ""
    ink = ink_on(colour) if colour else TEXT
    words = body(text, size, ink=ink, align="ctr" if centred else "l", bold=bold)
    room, way = 0 if centred else 38100, "vert270" if turned else "horz"
    sides = f'vert="{way}" marL="{room}" marR="{room}" marT="0" marB="0" anchor="ctr"'
    text_body = f"<a:txBody><a:bodyPr/><a:lstStyle/>{words}</a:txBody>"
    return f"<a:tc>{text_body}<a:tcPr {sides}>{look}</a:tcPr></a:tc>"


def _draw_table(slide, box: tuple, cells: list[list[str]], widths: list, heights: list):
    """Write a table into python-pptx's own, which has neither lines nor fills."""
    written = "".join(
        f'<a:tr h="{round(high * Pt(1))}">{"".join(row)}</a:tr>'
        for high, row in zip(heights, cells)
    )
    columns = "".join(f'<a:gridCol w="{round(one * Pt(1))}"/>' for one in widths)
    place = (round(side * Pt(1)) for side in (*box[:2], sum(widths), sum(heights)))
    frame = slide.shapes.add_table(1, 1, *place)._element
    (old,) = frame.xpath(".//a:tbl")
    style = (
        "<a:tblPr><a:tableStyleId>{2D5ABB26-0587-4C30-8999-92F81FD0307C}</a:tableStyleId></a:tblPr>"
    )
    table = f"{style}<a:tblGrid>{columns}</a:tblGrid>{written}"
    old.getparent().replace(old, parse_xml(f"<a:tbl {NAMESPACES}>{table}</a:tbl>"))
    return frame


def plan_tiles(
    spots: list[tuple], layout: dict, traces: list[dict], width: float, height: float
) -> Plan:
    """Plan a map of tiles (x, y, text, colour) as a group of shapes."""
    lines = (sorted({spot[i] for spot in spots}) for i in (0, 1))
    steps = [min((b - a for a, b in zip(line, line[1:])), default=1) for line in lines]
    low, high = ([pick(spot[i] for spot in spots) for i in (0, 1)] for pick in (min, max))
    columns, rows = ((high[i] - low[i]) / steps[i] + 1 for i in (0, 1))
    tall = min((height - 24 * any(trace["name"] for trace in traces)) / rows, width / columns)
    joined = [(x, y, text.replace("\n", " "), colour) for x, y, text, colour in spots]
    for chosen, side in (
        (spots, min(width / columns, 1.5 * tall)),
        (joined, min(width / columns, 3 * tall)),
    ):
        high = max(text.count("\n") + 1 for *_, text, _ in chosen) * 1.1 / 0.95
        long = max(wide(line, 1) for *_, text, _ in chosen for line in text.split("\n")) / 0.95
        letters = min(20, int(tall / high), int(side / (long or 1)))
        if letters >= SMALLEST:
            break
    else:
        raise NotNative(f"its tiles have no room for letters of {SMALLEST} points")

    def draw(slide, box: tuple, *_):
        used, margin = (
            draw_key([(one, "bar") for one in traces], layout, slide, box),
            (width - side * columns) / 2,
        )
        number, tiles = slide.shapes._next_shape_id, ""
        for i, (x, y, text, colour) in enumerate(chosen, 1):
            across, down = (x - low[0]) / steps[0], (y - low[1]) / steps[1]
            down = down if is_turned(layout["yaxis"]) else rows - 1 - down
            place = (
                box[0] + margin + across * side,
                box[1] + used + down * tall,
                side * 0.95,
                tall * 0.95,
            )
            tiles += shape_xml(
                number + i,
                place,
                body(text, letters, ink=ink_on(colour), align="ctr"),
                f"{fill_of(colour)}<a:ln><a:noFill/></a:ln>",
                anchor="ctr",
            )
        group = slide.shapes.add_group_shape()._element
        for tile in parse_xml(f"<p:grpSp {NAMESPACES}>{tiles}</p:grpSp>"):
            group.append(tile)
        group.recalculate_extents()
        return group

    return Plan("shapes", "", draw)
