"""The drawings that charts share: marks in, Plotly traces and layout out.

A chart says where its marks stand, of which kind they are, what they show, and which rows are behind
them; how a kind looks, and what its key is, stands here.
"""

from .bars import Bar, Piece, bars, pieces
from .links import Link, links
from .marks import Drawing, Mark, widest
from .matrix import PALE, Tile, Tiles, matrix
from .steps import Band, Level, Sign, padded, steps
from .timeline import Spell, timeline

__all__ = [
    "PALE",
    "Band",
    "Bar",
    "Drawing",
    "Level",
    "Link",
    "Mark",
    "Piece",
    "Sign",
    "Spell",
    "Tile",
    "Tiles",
    "bars",
    "links",
    "matrix",
    "padded",
    "pieces",
    "steps",
    "timeline",
    "widest",
]
