"""Which sums may hold the same money, and how much there is at least.

A pledge claims a set of gifts. Of two such sets it is either sure that they are apart, or not known
whether one lies in the other. So the least is the weight of the heaviest set of sums that are all
surely apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from .amounts import Amount

Weight = tuple[float, int]
Choice = tuple[Weight, int]


class Overlap:
    """Amounts by name, and which of them may hold the same money.

    Parameters
    ----------
    amounts : mapping of str to Amount
    apart : callable
        Whether two names stand for sums that surely share no money.
    """

    def __init__(self, amounts: Mapping[str, Amount], apart: Callable[[str, str], bool]):
        self._bits = {name: 1 << place for place, name in enumerate(sorted(amounts))}
        self._clashes = [
            sum(b for other, b in self._bits.items() if other != name and not apart(name, other))
            for name in self._bits
        ]
        self._weights = [(amounts[name].low, int(amounts[name].strict)) for name in self._bits]
        self._known: dict[int, Choice] = {}

    def most_apart(self, names: Iterable[str]) -> list[str]:
        """Name those of these sums that are all surely apart and come to most."""
        among = sum(self._bits[name] for name in set(names))
        chosen = heaviest(self._weights, self._clashes, among, self._known)
        return [name for name, bit in self._bits.items() if chosen & bit]


def heaviest(
    weights: Sequence[Weight],
    clashes: Sequence[int],
    among: int,
    known: dict[int, Choice] | None = None,
) -> int:
    """Choose the heaviest set in which no two clash (a maximum-weight independent set).

    Parameters
    ----------
    weights : sequence of tuple
        Of each; tuples are added place by place, and compared from the left.
    clashes : sequence of int
        For each, a bit mask of the others that it clashes with.
    among : int
        Bit mask of those to choose from.
    known : dict, optional
        What was found for parts of the same sequences before.

    Returns
    -------
    int
        Bit mask of the chosen.

    Examples
    --------
    >>> bin(heaviest([(2, 0), (3, 0), (2, 0)], [0b010, 0b101, 0b010], among=0b111))
    '0b101'
    """
    known = {} if known is None else known

    def best(left: int) -> Choice:
        if left not in known:
            known[left] = _best(left)
        return known[left]

    def _best(left: int) -> Choice:
        if not left:
            return (0.0, 0), 0
        part = _connected(left, clashes)
        if part != left:
            return _joined(best(part), best(left & ~part))
        place = max(_places(left), key=lambda place: (clashes[place] & left).bit_count())
        taken = _joined((weights[place], 1 << place), best(left & ~clashes[place] & ~(1 << place)))
        return max(taken, best(left & ~(1 << place))) if clashes[place] & left else taken

    return best(among)[1]


def _joined(first: Choice, second: Choice) -> Choice:
    (low, strict), chosen = first
    (other_low, other_strict), others = second
    return (round(low + other_low, 4), strict + other_strict), chosen | others


def _places(mask: int) -> Iterable[int]:
    while mask:
        yield (mask & -mask).bit_length() - 1
        mask &= mask - 1


def _connected(left: int, clashes: Sequence[int]) -> int:
    """Give those that hang together with the first one by clashes."""
    component, queue = 0, left & -left
    while queue:
        component |= queue
        reached = 0
        for place in _places(queue):
            reached |= clashes[place]
        queue = reached & left & ~component
    return component
