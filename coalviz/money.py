"""Amounts of money: in which currency, per inhabitant or as a share of GDP, and in which words."""

import datetime
import math
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from .dataset import Dataset
from .dates import Day

Currency = Literal["EUR", "USD"]
Unit = Literal["EUR", "USD", "per_inhabitant", "share_of_gdp"]
CURRENCIES = get_args(Currency)
Figures = dict[str, tuple[float, int]]  # by country: its reference figure, and the line of that
UNITS = {
    "EUR": "in euro",
    "USD": "in US dollars",
    "per_inhabitant": "in euro per inhabitant",
    "share_of_gdp": "as a share of gross domestic product",
}
_SIGNS = {"EUR": "€", "per_inhabitant": "€", "USD": "US$", "GBP": "£", "JPY": "¥"}
COMPARATORS = {
    "=": "",
    ">": "more than ",
    ">=": "at least ",
    "<": "less than ",
    "<=": "up to ",
    "~": "about ",
}


def base_currency(unit: str) -> str:
    """Say in which currency amounts are added before they are shown in a unit.

    Raises
    ------
    ValueError
        If the unit is none of EUR, USD, per_inhabitant, share_of_gdp.
    """
    if unit not in UNITS:
        raise ValueError(f"there is no unit {unit!r}; units are {', '.join(UNITS)}")
    return "USD" if unit in ("USD", "share_of_gdp") else "EUR"


@cache
def _rates():
    # reads all rates since 1999: only when one is needed
    from currency_converter import CurrencyConverter

    return CurrencyConverter()


@lru_cache(maxsize=65536)
def rate(currency: str, to: str, on: Day) -> float | None:
    """Give the European Central Bank's reference rate of a day, or of the last banking day before it.

    Returns
    -------
    float or None
        Units of ``to`` for one unit of ``currency``; None where the bank has no rate for that day.

    Notes
    -----
    The rates come with the package CurrencyConverter. A rate is good for a week, for holidays: a currency
    whose rate was given up, or a day after the last rate that is installed, has none.

    Examples
    --------
    >>> import datetime
    >>> rate("EUR", "USD", datetime.date(2024, 2, 2))
    1.0883
    """
    if currency == to:
        return 1.0
    from currency_converter import RateNotFoundError

    for back in range(8):
        try:
            return _rates().convert(1, currency, to, date=on - datetime.timedelta(days=back))
        except (KeyError, ValueError, RateNotFoundError):
            continue
    return None


def converted(amount: float, currency: str, on: Day, to: str) -> float:
    """Convert an amount at the rate of its day; what is not stated or has no rate is missing (NaN), never zero."""
    factor = None if pd.isna(amount) or pd.isna(currency) else rate(currency, to, on)
    return math.nan if factor is None else float(amount) * factor


def reference(dataset: Dataset, unit: str) -> Figures:
    """Give the latest reference figure of each country that a unit divides by, with its line; none for a currency."""
    name = {"per_inhabitant": "population", "share_of_gdp": "gdp"}.get(unit)
    rows = [row for row in dataset.records("indicators") if row["indicator"] == name]
    rows.sort(key=lambda row: row["year"])  # of several years the latest stays
    return {row["party_id"]: (row["value"], row["line"]) for row in rows}


def per(figures: Figures, donors: Sequence[str], unit: str) -> float:
    """Give what an amount is divided by: inhabitants, or a hundredth of GDP, of all donors together.

    Returns
    -------
    float
        1 for a currency; missing (NaN) where a donor is not named, or has no figure in ``reference``.
    """
    if unit in CURRENCIES:
        return 1.0
    missing = math.nan, 0
    total = math.fsum(figures.get(donor, missing)[0] for donor in donors) or math.nan
    return total if unit == "per_inhabitant" else total / 100


def money(value: float, unit: str, digits: int = 2) -> str:
    """Write an amount in a unit or currency as a reader says it, millions with so many digits behind the point.

    Examples
    --------
    >>> money(10_000_000, "EUR"), money(500_000, "EUR"), money(16.13, "per_inhabitant"), money(0.0151, "share_of_gdp")
    ('€10 million', '€500,000', '€16.13', '0.0151%')
    """
    if unit == "share_of_gdp":
        return f"{np.format_float_positional(value, 3, fractional=False, trim='-')}%"
    sign = _SIGNS.get(unit, f"{unit} ")
    for size, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        # from what would be 1,000 of the smaller one on
        if round(value / size, digits + 3) >= 1:
            return f"{sign}{f'{value / size:.{digits}f}'.rstrip('0').rstrip('.')}{name}"
    if value >= 1000 or value == round(value):
        return f"{sign}{value:,.0f}"
    if value >= 0.01:
        return f"{sign}{value:.2f}"
    return f"{sign}{np.format_float_positional(value, 2, fractional=False, trim='-')}"


def item_words(row: Mapping[str, Any]) -> str:
    """Write what is given in kind as its source reports it.

    Examples
    --------
    >>> item_words({"item": "computers", "comparator": ">", "quantity": 1000})
    'more than 1,000 computers'
    """
    item, quantity = row.get("item") or "", row.get("quantity")
    if pd.isna(quantity):
        return item
    return f"{COMPARATORS[row['comparator']]}{quantity:,} {item}"


def amount_words(comparator: Any, amount: Any, currency: Any) -> str:
    """Write an amount as its source reports it, vague where that is vague.

    Examples
    --------
    >>> amount_words(">", 30_000_000, "EUR"), amount_words(None, None, None)
    ('more than €30 million', 'amount not stated')
    """
    if pd.isna(amount):
        return "amount not stated"
    return COMPARATORS[comparator] + money(float(amount), currency, digits=12)  # to the last unit
