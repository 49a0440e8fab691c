"""Matrix: tiles of equal size by row and column, for who is what in what, who says what, and maps."""

from collections.abc import Sequence
from dataclasses import field
from typing import Any

from ..groups import Rows, record

PALE = "#F1F1F1"  # a tile that holds nothing


@record
class Tile:
    """One tile: what it shows, what is written on it (as Plotly shows it), its colour, and its rows."""

    heading: str
    text: str = ""
    colour: str = PALE
    rows: Rows = field(default_factory=dict)


Tiles = dict[tuple[Any, Any], Tile]  # by row and column


def matrix(tiles: Tiles, rows: Sequence[Any], columns: Sequence[Any]) -> dict:
    """Draw tiles by row and column; Plotly fits their texts, and a place without a tile stays white."""
    grid = [[tiles.get((row, column)) for column in columns] for row in rows]
    scale = list(dict.fromkeys([PALE, *(tile.colour for tile in tiles.values())]))
    return {
        "type": "heatmap",
        "x": list(columns),
        "y": list(rows),
        "z": [[tile and scale.index(tile.colour) for tile in row] for row in grid],
        "text": [[tile.text if tile else "" for tile in row] for row in grid],
        "marks": grid,
        "colorscale": [
            (end / len(scale), colour)
            for place, colour in enumerate(scale)
            for end in (place, place + 1)
        ],
        "zmin": -0.5,
        "zmax": len(scale) - 0.5,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "texttemplate": "%{text}",
        "hoverongaps": False,
    }
