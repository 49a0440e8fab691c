"""Amounts as intervals: what is stated, how vaguely, and how that is said."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Context

from ..groups import record
from ..money import money

ABOUT = 0.1  # how far, in parts of itself, an amount may be from what is called "about" it
DIGITS = 3  # that a converted or approximate amount is written with


@record
class Amount:
    """An amount that lies between two ends; the upper one may be open.

    ``strict``: it is more than ``low``. ``below``: it is less than ``high``. ``about``: the ends are
    approximate.
    """

    low: float = 0.0
    high: float = math.inf
    strict: bool = False
    about: bool = False
    below: bool = False

    @property
    def stated(self) -> bool:
        """Whether anything is known of it."""
        return self.low > 0 or 0 < self.high < math.inf

    @property
    def floor(self) -> float:
        """The least that it can be, also where it is about."""
        return self.low * (1 - ABOUT * self.about)

    @property
    def ceiling(self) -> float:
        """The most that it can be, also where it is about."""
        return self.high * (1 + ABOUT * self.about)

    def up_to(self, bound: Amount) -> Amount:
        """Bound it above as another is, unless that contradicts the least that it can be."""
        high = bound.high if self.about else bound.ceiling
        if high >= self.high or bound.ceiling < self.floor:
            return self
        if high <= self.low:
            return Amount(self.low, self.low, about=self.about)
        return replace(self, high=high, below=bound.below)

    def per(self, divisor: float) -> Amount:
        """Divide by a number, such as that of inhabitants."""
        return replace(self, low=self.low / divisor, high=self.high / divisor)

    def words(self, unit: str) -> str:
        """Write it as a reader says it, such as ``more than €30 million``."""
        return interval_words(self.low, self.high, unit, self.strict, self.about, self.below)


UNKNOWN = Amount(strict=True)  # more than nothing


def stated_amount(comparator: str, value: float, converted: bool) -> Amount:
    """Read an amount with its comparator as an interval.

    Examples
    --------
    >>> stated_amount(">", 30e6, converted=False)
    Amount(low=30000000.0, high=inf, strict=True, about=False, below=False)
    """
    low = 0.0 if comparator in ("<", "<=") else float(value)
    high = math.inf if comparator in (">", ">=") else float(value)
    about = converted or comparator == "~"
    return Amount(low, high, comparator == ">" or low == 0, about, comparator == "<")


def agreement(amounts: Iterable[Amount]) -> Amount | None:
    """Give what all statements of one amount leave open; None where they contradict each other.

    An approximate statement agrees with every amount that is within a tenth of it, and gives way to
    a more exact one. Exact ones that leave only an end which one of them excludes are a contradiction.
    """
    amounts = list(amounts)
    if max(amount.floor for amount in amounts) > min(amount.ceiling for amount in amounts):
        return None
    firm = [amount for amount in amounts if not amount.about] or amounts
    low, high = max(amount.low for amount in firm), min(amount.high for amount in firm)
    if low > high:  # approximate amounts that differ within what "about" allows
        low = high = (low + high) / 2
    strict = any(amount.strict for amount in firm if amount.low == low)
    below = any(amount.below for amount in firm if amount.high == high)
    about = any(amount.about for amount in firm)
    if low < high:
        return Amount(low, high, strict, about, below)
    return Amount(low, high, about=about) if about or not (strict or below) else None


def span(amounts: Iterable[Amount]) -> Amount:
    """Give the interval in which everything lies that contradicting statements say."""
    amounts = list(amounts)
    low, high = min(amount.low for amount in amounts), max(amount.high for amount in amounts)
    strict = all(amount.strict for amount in amounts if amount.low == low)
    return Amount(low, high, strict, any(amount.about for amount in amounts))


def together(apart: Iterable[Amount]) -> Amount:
    """Add up amounts that are surely apart."""
    amounts = list(apart)
    return Amount(
        math.fsum(amount.low for amount in amounts),
        math.fsum(amount.high for amount in amounts),
        any(amount.strict for amount in amounts),
        any(amount.about for amount in amounts),
        any(amount.below for amount in amounts),
    )


def at_least(apart: Iterable[Amount]) -> Amount:
    """Give what amounts that are surely apart come to at least; the upper end is open."""
    amounts = list(apart)
    about = any(amount.about for amount in amounts if amount.low > 0)
    return replace(together(amounts), high=math.inf, about=about, below=False)


def rounded(value: float, rounding: str = ROUND_HALF_EVEN) -> float:
    """Round to three significant digits: what is approximate is not written to the cent."""
    return float(Context(DIGITS, rounding).create_decimal_from_float(value))


def interval_words(
    low: float,
    high: float,
    unit: str,
    strict: bool = False,
    approximate: bool = False,
    below: bool = False,
) -> str:
    """Write an interval of money as a reader says it.

    Examples
    --------
    >>> interval_words(30e6, math.inf, "EUR", strict=True), interval_words(1e6, 2e6, "EUR")
    ('more than €30 million', 'between €1 million and €2 million')
    >>> interval_words(10_612_345, 10_612_345, "EUR", approximate=True)
    'about €10.6 million'
    >>> interval_words(0, 1e6, "EUR"), interval_words(0, 1e6, "EUR", below=True)
    ('up to €1 million', 'less than €1 million')
    """
    if low == 0 and high in (0, math.inf):
        return "amount not stated"
    about = "about " * approximate
    ends = [rounded(end) if approximate else end for end in (low, high)]
    least, most = (money(end, unit) if math.isfinite(end) else "" for end in ends)
    if low == high:
        return about + least
    if low == 0:
        return f"{'less than' if below else 'up to'} {about}{most}"
    if math.isinf(high):
        return f"{'more than' if strict else 'at least'} {about}{least}"
    return f"between {about}{least} and {most}"
