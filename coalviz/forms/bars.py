"""Bars: horizontal, in parts, with words at their ends or inside."""

import textwrap
from collections.abc import Mapping, Sequence

from plotly_pptx.letters import PAPER, contrasting

from ..groups import Rows, record
from ..theme import COLOURS, KINDS, SIGNS, end_labels, escape, folded, text_width, visible
from .marks import Drawing, hatched, marker_of, widest

LONG = 80  # characters at the end of a bar that take more than one line
INSIDE = 580  # pixels of the longest bar, in which words inside must fit
BAR = {"type": "bar", "orientation": "h", "showlegend": True}


@record
class Bar:
    """One bar: its parts by kind, from a start on, what is told at its end, the rows behind it."""

    label: str
    parts: Mapping[str, float]
    texts: Sequence[str]
    rows: Rows
    start: float = 0.0

    @property
    def text(self) -> str:
        """What is written at its end."""
        return "   ".join(self.texts)

    @property
    def heading(self) -> str:
        """What it shows."""
        return f"{self.label}: {self.text}"


def bars(drawn: Sequence[Bar], *, height: int = 38) -> Drawing:
    """Draw horizontal bars from the top, with words at their ends; bars with a start float."""
    labels = [folded(bar.label) for bar in drawn]
    texts = [bar.text for bar in drawn]
    floating = any(bar.start for bar in drawn)
    kinds = [kind for kind in KINDS if any(kind in bar.parts for bar in drawn)]
    data = [_part(kind, drawn, labels, floating) for kind in kinds]
    data += [_key(kind, labels[0]) for sign, kind in SIGNS.items() if sign in "".join(texts)]
    # without a bar, the label holds the rows
    marks = None if all(bar.parts for bar in drawn) else drawn
    lengths = [bar.start + sum(bar.parts.values()) for bar in drawn]
    data.append(end_labels(lengths, labels, texts, marks))
    height += 22 * (max(map(len, texts)) >= LONG)
    return _laid_out(data, labels, height, {"barmode": "overlay" if floating else "stack"})


def _laid_out(data: list[dict], labels: list[str], height: int, layout: dict) -> Drawing:
    """Lay bars out from the top, with room for the lines of their labels."""
    layout |= {
        "height": len(labels) * height + 10,
        "xaxis": {"visible": False},
        "yaxis": {
            "autorange": "reversed",
            "categoryorder": "array",
            "categoryarray": labels,
            "dtick": 1,  # each bar has its name, however little room there is
        },
    }
    return Drawing(data, layout, {"l": 30 + widest(labels), "t": 4, "b": 4})


def _part(kind: str, drawn: Sequence[Bar], labels: list[str], floating: bool) -> dict:
    """Draw the parts of one kind, each after those of the kinds before it."""
    look, kinds = KINDS[kind], list(KINDS)
    colour = COLOURS[look.colour]
    marks = [bar if kind in bar.parts else None for bar in drawn]
    trace = BAR | {
        "name": look.name,
        "y": labels,
        "x": [bar.parts.get(kind) for bar in drawn],
        "marker": {
            "color": colour,
            "line": {"color": visible(colour) if look.pattern else colour, "width": 1},
            "pattern": hatched(look.colour, look.pattern, 0.45),
        },
        "marks": marks,
    }
    if floating:
        before = kinds[: kinds.index(kind)]
        trace["base"] = [
            bar and bar.start + sum(bar.parts.get(other, 0.0) for other in before) for bar in marks
        ]
    return trace


def _key(kind: str, place: str) -> dict:
    """Explain a sign that stands in words."""
    look = KINDS[kind]
    return {
        "type": "scatter",
        "x": [None],
        "y": [place],
        "mode": "markers",
        "name": look.name,
        "showlegend": True,
        "marker": marker_of(look, 10),
    }


@record
class Piece:
    """A part of a bar with words inside: the first of its texts that fits, else its size."""

    colour: str
    name: str
    size: int
    texts: Sequence[str]
    rows: Rows
    hatched: bool = False

    @property
    def heading(self) -> str:
        """What it shows."""
        return f"{self.name}: {self.size}"


def pieces(
    drawn: Mapping[str, Sequence[Piece]],
    endings: Sequence[str],
    order: Sequence[str],
    height: int = 74,
) -> Drawing:
    """Draw bars of pieces, by label; ``order``: the names of pieces, from the left."""
    labels = list(drawn)
    sizes = [sum(piece.size for piece in bar) for bar in drawn.values()]
    by_name = [{piece.name: piece for piece in bar} for bar in drawn.values()]
    rows = [[bar.get(name) for bar in by_name] for name in order]
    data = [_pieces(row, labels, INSIDE / max(sizes)) for row in rows if any(row)]
    data.append(end_labels(sizes, labels, endings))
    layout = {"bargap": 0.25, "uniformtext": {"mode": "hide", "minsize": 10}, "barmode": "stack"}
    return _laid_out(data, labels, height, layout)


def _pieces(row: Sequence[Piece | None], labels: list[str], unit: float) -> dict:
    """Draw the pieces of one name, hatched or not."""
    first = next(filter(None, row))
    colour = COLOURS[first.colour]
    return BAR | {
        "x": [piece and piece.size for piece in row],
        "y": labels,
        "name": first.name,
        "text": [_fitting(piece, piece.size * unit) if piece else "" for piece in row],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"color": contrasting(PAPER if first.hatched else colour)},
        "marker": {
            "color": colour,
            "line": {"color": visible(colour) if first.hatched else PAPER, "width": 1.5},
            "pattern": hatched(first.colour, "/", 0.12, 9) | {"shape": "/" * first.hatched},
        },
        "marks": row,
    }


def _fitting(piece: Piece, room: float) -> str:
    """Write into a piece of a bar the first text that fits in at most three lines, else its size, else nothing."""
    for text in piece.texts:
        # on a slide letters are larger, and words that do not fit are left out
        if text != piece.texts[-1] and max(text_width(word, 16) for word in text.split(" ")) > room:
            continue
        for broad in range(int(room / 6), 3, -1):
            lines = textwrap.wrap(text, broad, break_long_words=False)
            if len(lines) > 3:
                break
            if max(text_width(line, 12) for line in lines) < room - 4:
                return "<br>".join(map(escape, lines))
    return str(piece.size) if room > 18 else ""
