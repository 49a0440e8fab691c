"""What a slide says, without how it is drawn: what a reader would read out, in an order that means nothing.

Steps are told by the days on which they change, labels by their place, tables by their heads; series that
only help to draw others, and the room around what is drawn, are left out.
"""

import re

from .content import Content
from .letters import in_line

Said = dict[tuple[str, ...], str | float]
HEIGHT = "Height of the words"
HELPER = re.compile(  # series that only help to draw the others
    rf"\(not drawn\)$|^{HEIGHT}|^Height of the marks|\(area\)$|\(height above .*\)$|^End of the bar$"
)
SERIAL = re.compile(r"[345]\d{4}(\.\d+)?( \(\d+\))?")  # a day, where each line has days of its own
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def statements(content: Content) -> Said:
    """Reduce what a slide shows to what it says."""
    said: Said = {}
    days: dict[str, dict[str, float]] = {}
    for (kind, *rest), value in content.items():
        if kind == "title":
            said["title",] = in_line(value)
        elif kind == "label":
            said |= _label(rest[0], rest[1], in_line(value))
        elif kind == "value" and not HELPER.search(rest[0]):
            if DAY.match(rest[1]):
                days.setdefault(rest[0], {})[rest[1][:10]] = float(value)
            elif not SERIAL.fullmatch(rest[1]):
                said["value", *rest] = float(value)
        elif kind == "tile":
            name, _, text = in_line(value).partition(" ")  # in one line or in two, as there is room
            said["tile", name] = f"{said.get(('tile', name), '')} {text}".strip()
        elif kind == "cell":  # a head may tell a number ("IT: 12 named")
            row, column = (in_line(head.partition(":")[0]) for head in rest)
            way = "column" if not row else "row" if not column else "cell"
            said[way, *filter(None, (row, column))] = in_line(value)
    return said | _changes(days)


def _label(series: str, place: str, words: str) -> Said:
    """Give a label; those that stand at no place of the chart count wherever they are."""
    if "days on the axis" in series:
        return {}
    if series.startswith(HEIGHT) or SERIAL.fullmatch(place):
        return {("words", words): words}
    return {("label", "" if HELPER.search(series) else series, place): words}


def _changes(days: dict[str, dict[str, float]]) -> Said:
    """Give each change of a series over days; the edge of the picture is no day on which anything changed."""
    edge = min((day for values in days.values() for day in values), default="")
    changes: Said = {}
    for name, values in days.items():
        before = None
        for day in sorted(values):
            if values[day] != before:
                before = changes["value", name, "at first" if day == edge else day] = values[day]
    return changes
