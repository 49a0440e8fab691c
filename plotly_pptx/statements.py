"""What a slide says, without how it is drawn: what a reader would read out, in an order that means nothing.

Steps are told by the days on which they change, labels by their place, tables by their heads; series that
only help to draw others, and the room around what is drawn, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .content import Content

Said = dict[tuple[str, ...], str | float]
HEIGHT = "Height of the words"
HELPER = re.compile(  # series that only help to draw the others
    rf"\(not drawn\)$|^{HEIGHT}|\(area\)$|\(height above .*\)$|^End of the bar$"
)
SERIAL = re.compile(r"[345]\d{4}(\.\d+)?( \(\d+\))?")  # a day, where each line has days of its own
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def statements(content: Content) -> Said:
    """Reduce what a slide shows to what it says."""
    parts = (_words(content), _numbers(content), _cells(content), _steps(content))
    return {path: value for part in parts for path, value in part}


def _line(value: object) -> str:
    return " ".join(str(value).split())


def _words(content: Content) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give the title and the labels; those that stand at no place of the chart count wherever they are."""
    for (kind, *rest), value in content.items():
        if kind == "title":
            yield ("title",), _line(value)
        elif kind == "label" and "days on the axis" not in rest[0]:
            if rest[0].startswith(HEIGHT) or SERIAL.fullmatch(rest[1]):
                yield ("words", _line(value)), _line(value)
            else:
                series = "" if HELPER.search(rest[0]) else rest[0]
                yield ("label", series, _line(rest[1])), _line(value)


def _numbers(content: Content) -> Iterator[tuple[tuple[str, ...], float]]:
    """Give the numbers at their places."""
    for (kind, *rest), value in content.items():
        if kind == "value" and not HELPER.search(rest[0]):
            place = _line(rest[1])
            if not (SERIAL.fullmatch(rest[1]) or DAY.match(place)):
                yield ("value", rest[0], place), float(value)


def _steps(content: Content) -> Iterator[tuple[tuple[str, ...], float]]:
    """Give each change of a series over days; the edge of the picture is no day on which anything changed."""
    days: dict[str, dict[str, float]] = {}
    for (kind, *rest), value in content.items():
        if kind == "value" and DAY.match(rest[1]) and not HELPER.search(rest[0]):
            days.setdefault(rest[0], {})[rest[1][:10]] = float(value)
    edge = min((day for values in days.values() for day in values), default="")
    for name, values in days.items():
        before = None
        for day in sorted(values):
            if values[day] != before:
                before = values[day]
                yield ("value", name, "at first" if day == edge else day), before


def _cells(content: Content) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give the cells of a table and the tiles of a map; a head may tell a number ("IT: 12 named")."""
    for (kind, *rest), value in content.items():
        if kind == "tile":
            name, _, told = str(value).partition("\n")
            yield ("tile", name), told
        elif kind == "cell":
            row, column = (_line(head.partition(":")[0]) for head in rest)
            way = "column" if not row else "row" if not column else "cell"
            yield (way, *filter(None, (row, column))), _line(value)
