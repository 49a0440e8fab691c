"""Dates as precise as the source: EDTF (ISO 8601-2) to bounds and to words."""

import contextlib
import datetime
import re
from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

Day = datetime.date
DAY = datetime.timedelta(days=1)
Span = tuple[Day | None, Day]  # first and last possible day; without the first, any up to the last
_PLAIN = re.compile(r"(\.\./)?[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?")


@lru_cache(maxsize=65536)
def bounds(date: str) -> tuple[Day | None, Day | None]:
    """Say on which day at the earliest, and at the latest, a date can be.

    Parameters
    ----------
    date : str
        An EDTF date: ``2024-04-08``, ``2024-01``, ``../2024-04-08`` (by that day), ``2024-01/2024-03``.

    Returns
    -------
    tuple of (datetime.date or None, datetime.date or None)
        First and last possible day; None where the date is open on that side.

    Raises
    ------
    ValueError
        If the text is no EDTF date, or one without days (the year 12000, an unknown year).

    Examples
    --------
    >>> bounds("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> bounds("../2024-04-08")
    (None, datetime.date(2024, 4, 8))
    """
    try:
        # most dates are plain: they need no parser, whose import takes a fifth of a second
        if _PLAIN.fullmatch(date):
            begin, until = _days_of(date.removeprefix("../"))
            return None if date.startswith("../") else begin, until
        from edtf import parse_edtf

        # an unknown side of an interval is as open as an open one: the parser would make up ten years for it
        parsed = parse_edtf(re.sub("^/", "../", re.sub("/$", "/..", date)))
        ends = [getattr(parsed, side)() for side in ("lower_strict", "upper_strict")]
        # an open side comes back as a float infinity
        first, last = (None if isinstance(end, float) else Day(*end[:3]) for end in ends)
    except Exception as error:  # the parser raises several kinds, none of them for readers
        raise ValueError(f"{date!r} is no EDTF date") from error
    if first is None and last is None or first and last and first > last:
        raise ValueError(f"{date!r} is no EDTF date with a beginning before its end")
    return first, last


def _days_of(date: str) -> Span:
    """Give the first and the last day of a day, a month or a year."""
    if len(date) == 10:  # most are a day, and a period of pandas takes many times as long
        return (Day.fromisoformat(date),) * 2
    period = pd.Period(date)
    return period.start_time.date(), period.end_time.date()


def latest(date: str, otherwise: Day | None = None) -> Day:
    """Give the last day on which a date can be; one that is open there needs a day to stand for it.

    Examples
    --------
    >>> latest("2024-02")
    datetime.date(2024, 2, 29)
    """
    last = bounds(date)[1] or otherwise
    if last is None:
        raise ValueError(f"{date!r} has no last day")
    return last


def told_by(date: str | None, day: Day) -> Span:
    """Give the span that a date leaves open of what was over by a day; without a date, any up to then.

    Examples
    --------
    >>> told_by("2024-02", Day(2024, 2, 3))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 3))
    """
    first, last = bounds(date) if date else (None, None)
    return first, min(last or day, day)


def agreed(spans: Iterable[Span]) -> tuple[Day | None, Day, bool]:
    """Intersect spans that tell of one day, and say whether they fit; contradicting ones are spanned.

    Examples
    --------
    >>> agreed([(Day(2024, 2, 1), Day(2024, 2, 29)), (None, Day(2024, 2, 3))])
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 3), True)
    """
    begins, lasts = zip(*spans)
    firsts = [first for first in begins if first]
    first, last = max(firsts, default=None), min(lasts)
    if first is None or first <= last:
        return first, last, True
    return (min(firsts) if len(firsts) == len(begins) else None), max(lasts), False


def day(value: str | Day) -> Day:
    """Read one calendar day, given as ``2024-04-08`` or as a date.

    Raises
    ------
    ValueError
        If it is anything else: a month, another order of day and month, no date.

    Examples
    --------
    >>> day("2024-04-08")
    datetime.date(2024, 4, 8)
    """
    if isinstance(value, Day) and not pd.isna(value):
        return Day(value.year, value.month, value.day)
    # not in the other forms of ISO 8601
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        with contextlib.suppress(ValueError):
            return Day.fromisoformat(value)
    raise ValueError(f"{value!r} is no day; write it as year-month-day, like 2024-04-08")


def words(date: str | Day | float | None) -> str:
    """Write a date as a reader says it, no more precise than it is.

    Examples
    --------
    >>> words("2024-04-08"), words("2024-01"), words("../2024-04-08"), words("")
    ('8 April 2024', 'January 2024', 'by 8 April 2024', 'date not stated')
    """
    if isinstance(date, Day) and not pd.isna(date):
        date = date.isoformat()
    if not isinstance(date, str) or not date:
        return "date not stated"
    first, slash, last = date.partition("/")
    if slash:
        if first in ("", ".."):
            return f"by {words(last)}"
        if last in ("", ".."):
            return f"from {words(first)} on"
        return f"between {words(first)} and {words(last)}"
    if date[-1] in "?~%":
        return f"about {words(date[:-1])}"
    if not _PLAIN.fullmatch(date):
        return date
    year, *rest = date.split("-")
    months = [pd.Timestamp(2000, int(month), 1).month_name() for month in rest[:1]]
    return " ".join([*(str(int(day)) for day in rest[1:]), *months, year])


def short(date: str | Day) -> str:
    """Write a date as ``words`` does, with its month in three letters.

    Examples
    --------
    >>> short("../2024-04-08")
    'by 8 Apr 2024'
    """
    return shortened(words(date))


def shortened(text: str) -> str:
    """Write the months of dates in a text in three letters."""
    return re.sub(r"([A-Z][a-z]{2})[a-z]*(?= \d{4})", r"\1", text)
