"""Timeline: a row for each event, with a dot, a span, or a line up to a day."""

from collections.abc import Sequence
from textwrap import shorten

from ..dates import DAY, Day
from ..groups import Rows, record
from ..theme import COLOURS, escape
from .marks import Drawing
from .steps import padded

FITS = 72  # characters above a line
COMMON = {"type": "scatter", "showlegend": False, "cliponaxis": False}


@record
class Spell:
    """A time between two days; without the first, any time up to the last."""

    heading: str
    first: Day | None
    last: Day
    colour: str
    rows: Rows


def timeline(spells: Sequence[Spell], more: Sequence[str] = ()) -> Drawing:
    """Draw a row for each spell: its words, and below them when it was; ``more``: rows of words alone."""
    texts = [*(spell.heading for spell in spells), *more]
    firsts = [spell.first or spell.last for spell in spells]
    begin, end = padded([*firsts, *(spell.last for spell in spells)], None, 25)
    left, right = str(begin), str(end + DAY)
    words = {
        "mode": "text",
        "hoverinfo": "skip",
        "x": [left] * len(texts),
        "y": list(range(len(texts))),
        "textposition": "middle right",
        "text": [escape(shorten(text, FITS, placeholder=" …")) for text in texts],
    }
    layout = {
        "height": 40 * len(texts),
        "hovermode": "closest",
        "yaxis": {"visible": False, "range": [len(texts) - 0.2, -0.6]},
        "xaxis": {
            "type": "date",
            "range": [left, right],
            "showgrid": True,
            "nticks": 6,
            "tickformat": "%-d %b %Y",
        },
    }
    drawn = [_spell(spell, left, row + 0.4) for row, spell in enumerate(spells)]
    return Drawing([COMMON | words, *drawn], layout, {"l": 18, "r": 18, "t": 10, "b": 28})


def _spell(spell: Spell, left: str, height: float) -> dict:
    """Draw when it was: a day is a dot, a month a thick line, "by a day" is open to the left."""
    colour, begin, end = COLOURS[spell.colour], spell.first, spell.last
    x, mode, width, symbol = [str(begin), str(end + DAY)], "lines", 8, "circle"
    if begin == end:
        x, mode = [str(end)], "markers"
    elif begin is None:
        x, mode, width, symbol = [left, str(end)], "lines+markers+text", 2, "cross-thin"
    arrow = {"text": ["◂", ""], "textposition": "middle left", "textfont": {"color": colour}}
    return (
        COMMON
        | ({} if begin else arrow)
        | {
            "name": escape(spell.heading),
            "mode": mode,
            "x": x,
            "y": [height] * len(x),
            "marks": spell,
            "line": {"color": colour, "width": width, "dash": "solid" if begin else "dot"},
            "marker": {
                "symbol": symbol,
                "size": 10,
                "color": colour,
                "opacity": [0, 1][-len(x) :],
                "line": {"color": colour, "width": 0 if begin else 3},
            },
        }
    )
