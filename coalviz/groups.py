"""Records, and things put together: by what they share, by the rows behind them, by steps."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeVar, dataclass_transform

Rows = Mapping[str, tuple[int, ...]]  # lines by table
Item = TypeVar("Item")
Key = TypeVar("Key")


@dataclass_transform(frozen_default=True)
def record(kind: type[Item]) -> type[Item]:
    """Make a class of records: what is written beside its names, and never changed."""
    return dataclass(frozen=True, slots=True)(kind)


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Put items with the same key together, in the order in which they come.

    Examples
    --------
    >>> grouped(["Estonia", "Latvia", "Egypt"], key=lambda name: name[0])
    {'E': ['Estonia', 'Egypt'], 'L': ['Latvia']}
    """
    groups: dict[Key, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def parted(items: Sequence[Item], most: int) -> tuple[Sequence[Item], Sequence[Item]]:
    """Part off the items for which there is no room: those that have the last place together.

    Examples
    --------
    >>> parted("abc", 3), parted("abcd", 3)
    (('abc', ''), ('ab', 'cd'))
    """
    room = most if len(items) <= most else most - 1
    return items[:room], items[room:]


class Resting(Protocol):
    """What rests on rows of the tables."""

    @property
    def rows(self) -> Rows:
        """The rows behind it."""


def rows_together(*several: Iterable[Resting]) -> Rows:
    """Collect the rows behind many things."""
    by_table: dict[str, list[int]] = defaultdict(list)
    for resting in chain(*several):
        for table, lines in resting.rows.items():
            by_table[table] += lines
    return {table: tuple(lines) for table, lines in by_table.items()}


def reached(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    """Name all that can be reached by steps from one to another."""
    visited: set[str] = set()
    queue = [start]
    while queue:
        fresh = steps.get(queue.pop(), set()) - visited
        visited |= fresh
        queue += fresh
    return visited
