"""What all forms share: a mark can be pointed at, and says what it shows and which rows are behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ..groups import Resting
from ..theme import COLOURS, Look, plain, text_width, visible


class Mark(Resting, Protocol):
    """What a reader can point at. A trace holds its marks under ``marks``; a chart makes the hover of them."""

    @property
    def heading(self) -> str:
        """What it shows, in words."""


@dataclass
class Drawing:
    """Traces and layout of a form, and the pixels around the plot that its labels need."""

    data: list[dict]
    layout: dict
    margin: dict[str, float]


def widest(labels: Iterable[str]) -> float:
    """Say how many pixels the longest of some labels takes, written as Plotly reads them."""
    return max(text_width(line, 13) for label in labels for line in plain(label).split("\n"))


def hatched(colour: str, pattern: str, solidity: float, size: int = 7) -> dict:
    """Give a fill of lines or dots in a colour that is seen on white."""
    fill = {"shape": pattern, "fillmode": "replace", "size": size, "solidity": solidity}
    return fill | ({"fgcolor": visible(COLOURS[colour])} if pattern else {})


def marker_of(look: Look, size: int) -> dict:
    """Give the marker of a kind that is shown by a sign; an open or a thin one has a line."""
    line = {"width": 2 if look.symbol.endswith(("open", "thin")) else 0}
    return {"symbol": look.symbol, "size": size, "color": COLOURS[look.colour], "line": line}
