"""What a figure becomes on a slide: a plan, and the series of a native chart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


class NotNative(Exception):  # noqa: N818 (a reason, no error)
    """Why a figure cannot be a native chart."""


@dataclass(frozen=True)
class Plan:
    """How a figure goes onto a slide: "chart", "table", "shapes", or "picture" and why."""

    way: str
    reason: str = ""
    draw: Callable | None = None  # (slide, box in points, unit, sources) -> element
    unplaced: list = field(
        default_factory=list
    )  # words of the figure for which there is no place in it


@dataclass
class Series:
    """One series of a native chart; ``points`` says which point of its trace each value is."""

    name: str
    values: list
    trace: dict
    points: list
    kind: str = "bar"  # bar, area, line, or XY: a line with its own x
    x: list | None = None
    drawn: bool = True
    labels: dict = field(default_factory=dict)  # text by position


@dataclass
class Chart:
    """A native chart before it is drawn; without categories each series has its own x."""

    series: list[Series]
    x: dict
    y: dict
    layout: dict
    categories: list | None = None
    lying: bool = False
    stacked: bool = False
    overlap: int = 0
    blanks: str = "gap"
    key: list = field(default_factory=list)  # traces that stand only in the key
    said: list = field(
        default_factory=list
    )  # words over the chart: x, y, text, side of the place, trace, colour
    unplaced: list = field(default_factory=list)
