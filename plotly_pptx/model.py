"""What a figure becomes on a slide: a plan, and the series of a native chart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .reading import each_of, notes_of, present

Part: TypeAlias = "str | tuple[Series, int]"  # of a formula: text, or a cell by series and row


@dataclass(frozen=True)
class Plan:
    """How a figure goes onto a slide: "chart", "table", "shapes", or "picture" and why.

    ``unplaced``: words of the figure for which there is no place in it.
    """

    way: str
    reason: str = ""
    draw: Any = None  # (slide, box in points, unit, sources) -> element
    unplaced: list = field(default_factory=list)


@dataclass(eq=False)
class Series:
    """One series of a native chart, a column of its workbook.

    ``points``: which point of its trace each value is. ``kind``: bar, area, line, pie, or cells, which
    stand only in the workbook. ``x``: the places of a line that has its own. ``labels`` and what follows
    them go by position: the sides as Plotly calls them, formulas of values that follow from others, and
    whose number a label tells, if not its own.
    """

    name: str
    values: list
    trace: dict
    points: list = field(default_factory=list)
    kind: str = "bar"
    x: list | None = None
    drawn: bool = True
    labels: dict[int, str] = field(default_factory=dict)
    sides: dict[int, str] = field(default_factory=dict)
    formulas: dict[int, list[Part]] = field(default_factory=dict)
    told: dict[int, Series] = field(default_factory=dict)
    column: int = 0  # of the workbook, that holds its values; its own places stand before it
    words: int = 0  # the column of its labels
    # lines up and down from each value: the columns of their lengths, colour, width in pixels
    whiskers: tuple = (), "", 0


@dataclass
class Chart:
    """A native chart before it is drawn; without categories each series has its own x.

    ``kind``: what its places are: "date", "category" or "number". ``x`` is the axis of its places and ``y`` that of its values, whether its bars stand or lie.
    """

    series: list[Series]
    layout: dict
    categories: Sequence[str | dt.date] = ()
    kind: str = "category"
    lying: bool = False
    stacked: bool = False
    overlap: int = 0
    blanks: str = "gap"
    key: Sequence[dict] = ()  # traces that stand only in the key
    pie: dict = field(default_factory=dict)  # of a pie: what labels tell, hole and turn

    def __post_init__(self) -> None:
        """Leave the figure's notes for the speaker notes, unless a place is found for them."""
        self.x, self.y = (self.layout[f"{key}axis"] for key in ("yx" if self.lying else "xy"))
        self.unplaced = [note["text"] for note in notes_of(self.layout)]

    def sums(self) -> list[float]:
        """How long the bars of each place are together, or how high the areas."""
        bars = [series.values for series in self.series if series.kind in ("bar", "area")]
        return [sum(value or 0 for value in values) for values in zip(*bars)]

    def extent(self) -> tuple[float, float]:
        """Give the least and the largest number along the axis of values, zero if bars stand on it."""
        sums = self.sums()
        every = [0, *sums] * bool(sums or self.y["rangemode"] == "tozero")
        for series in self.seen:
            every += present(series.values)
            for lengths, way in zip(series.whiskers[0], (1, -1)):
                pairs = zip(series.values, lengths.values)
                every += [value + way * long for value, long in pairs if None not in (value, long)]
        return min(every, default=0), max(every, default=0)

    @property
    def seen(self) -> list[Series]:
        """The series that PowerPoint draws; the others only stand in the workbook."""
        return [series for series in self.series if series.kind != "cells"]


def series_of(trace: dict, points: list, kind: str, x: list | None = None) -> Series:
    """Take points of a trace as a series, with their labels; a number that comes again follows by a formula."""
    numbers = trace["of"] or trace["y"]
    values = [None if point is None else numbers[point] for point in points]
    # a place to which a step only leads on has a value, and no point
    again = [i for i in known(points) if i and points[i - 1] == points[i]]
    points = [None if i in again else point for i, point in enumerate(points)]
    labels = {i: trace["texts"][points[i]] for i in known(points) if trace["texts"][points[i]]}
    given = each_of(trace.get("textposition"), len(numbers))
    sides = {i: given[points[i]] for i in labels}
    series = Series(trace["name"], values, trace, points, kind, x, labels=labels, sides=sides)
    series.formulas = {i: ["=", (series, i - 1)] for i in again if values[i] is not None}
    return series


def known(values: list) -> list[int]:
    """Give the positions of what is not blank."""
    return [i for i, value in enumerate(values) if value is not None]


def joined(series: list[Series], i: int, sign: str = "+") -> list[Part]:
    """Name a cell of each series in a formula; -1 is the whole column."""
    return [part for column in series for part in ((column, i), sign)][:-1]
