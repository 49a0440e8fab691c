"""Which sums may hold the same money, and how much there is at least.

A pledge claims a set of gifts. Of two such sets it is either sure that they are apart, or not known
whether one lies in the other. So the least is the weight of the heaviest set of sums that are all
surely apart.
"""

import math
from collections.abc import Iterable, Iterator, Mapping

from .amounts import Amount


class Overlap:
    """Amounts by name, and which of them may hold the same money.

    Parameters
    ----------
    amounts : mapping of str to Amount
    clashes : mapping of str to set of str
        For each name the others that it is not surely apart from.

    Examples
    --------
    >>> sums = {"a": Amount(2), "b": Amount(3), "c": Amount(2)}
    >>> sorted(Overlap(sums, {"a": {"b"}, "b": {"a", "c"}, "c": {"b"}}).most_apart(sums))
    ['a', 'c']
    """

    def __init__(self, amounts: Mapping[str, Amount], clashes: Mapping[str, set[str]]):
        self._amounts, self._clashes = amounts, clashes
        self._known: dict[frozenset[str], set[str]] = {}

    def most_apart(self, names: Iterable[str]) -> set[str]:
        """Name those of these sums that are all surely apart and come to most."""
        return set().union(*map(self._heaviest, self._connected(names)))

    def _connected(self, names: Iterable[str]) -> Iterator[frozenset[str]]:
        """Part names into those that hang together by clashes."""
        left = set(names)
        while left:
            part, queue = set[str](), {left.pop()}
            while queue:
                part |= queue
                left -= queue
                queue = {other for name in queue for other in self._clashes[name] & left}
            yield frozenset(part)

    def _heaviest(self, part: frozenset[str]) -> set[str]:
        """Choose with or without the name that clashes most (a maximum-weight independent set)."""
        if part not in self._known:
            name = max(part, key=lambda name: len(self._clashes[name] & part))
            rest = part - {name}
            chosen = {name, *self.most_apart(rest - self._clashes[name])}
            self._known[part] = max(chosen, self.most_apart(rest), key=self._weight)
        return self._known[part]

    def _weight(self, names: set[str]) -> tuple[float, int, list[str]]:
        """Compare sums by what they come to, to a part of a cent; of equal ones any, but always the same."""
        amounts = [self._amounts[name] for name in names]
        low = math.fsum(amount.low for amount in amounts)
        return round(low, 4), sum(amount.strict for amount in amounts), sorted(names, reverse=True)
