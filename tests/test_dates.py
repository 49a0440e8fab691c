"""Dates: as precise as their source, and no more."""

import datetime
import itertools

import pandas as pd
import pytest

from coalviz.dates import agreed, bounds, day, told_by, words

D = datetime.date


@pytest.mark.parametrize(
    "date, first, last, said",
    [
        ("2024-04-08", D(2024, 4, 8), D(2024, 4, 8), "8 April 2024"),
        ("2024-02", D(2024, 2, 1), D(2024, 2, 29), "February 2024"),
        ("2023-02", D(2023, 2, 1), D(2023, 2, 28), "February 2023"),
        ("2024", D(2024, 1, 1), D(2024, 12, 31), "2024"),
        ("../2024-04-08", None, D(2024, 4, 8), "by 8 April 2024"),
        ("../2024-12", None, D(2024, 12, 31), "by December 2024"),
        ("../2024", None, D(2024, 12, 31), "by 2024"),
        ("/2024-04-08", None, D(2024, 4, 8), "by 8 April 2024"),
        ("2024-04/..", D(2024, 4, 1), None, "from April 2024 on"),
        ("2024-04-08/", D(2024, 4, 8), None, "from 8 April 2024 on"),
        ("2024-01/2024-03", D(2024, 1, 1), D(2024, 3, 31), "between January 2024 and March 2024"),
        (
            "2024-01-27/2024-02-02",
            D(2024, 1, 27),
            D(2024, 2, 2),
            "between 27 January 2024 and 2 February 2024",
        ),
        ("2024~", D(2024, 1, 1), D(2024, 12, 31), "about 2024"),
        ("2024-01?", D(2024, 1, 1), D(2024, 1, 31), "about January 2024"),
        ("../2024-01?", None, D(2024, 1, 31), "by about January 2024"),
        (
            "2024-21",
            D(2024, 3, 1),
            D(2024, 5, 31),
            "2024-21",
        ),  # a season: no words of ours, but not made a month
        ("202X", D(2020, 1, 1), D(2029, 12, 31), "202X"),
        ("1945-05-08", D(1945, 5, 8), D(1945, 5, 8), "8 May 1945"),
    ],
)
def test_a_date_has_a_first_and_a_last_day_and_words(date, first, last, said):
    assert bounds(date) == (first, last)
    assert words(date) == said


@pytest.mark.parametrize(
    "date",
    [
        "",
        "2024-02-30",
        "2023-02-29",
        "2024-13",
        "2024-00",
        "2024-1",
        "2024-4-8",
        "20240408",
        "08.04.2024",
        "8 April 2024",
        "April",
        "24-04-08",
        "../2024-02-30",
        "2024-04-08/2024-04-01",
        "2024-02/2024-01",
        "../..",
        "/",
        "..",
        "open",
        "unknown",
        "Y12000",
        "2024-04-08 to 2024-04-09",
        "0",
    ],
)
def test_what_is_no_date_is_refused_by_name(date):
    with pytest.raises(ValueError, match="is no EDTF date"):
        bounds(date)


@pytest.mark.parametrize(
    "value",
    [
        "2024-04-08",
        D(2024, 4, 8),
        datetime.datetime(2024, 4, 8, 23, 59),
        pd.Timestamp("2024-04-08 12:00"),
    ],
)
def test_a_day_is_read_from_text_and_dates(value):
    assert day(value) == D(2024, 4, 8) and type(day(value)) is D


@pytest.mark.parametrize(
    "value",
    [
        "2024-04",
        "2024-W15-1",
        "20240408",
        "2024-099",
        "08/04/2024",
        "2024-04-08T00:00",
        "2024-02-30",
        " 2024-04-08",
        "",
        None,
        20240408,
        pd.NaT,
        float("nan"),
    ],
)
def test_what_is_no_day_is_refused(value):
    with pytest.raises(ValueError, match="write it as year-month-day, like 2024-04-08"):
        day(value)


@pytest.mark.parametrize("nothing", [None, "", float("nan"), pd.NA, pd.NaT])
def test_no_date_is_said_to_be_none(nothing):
    assert words(nothing) == "date not stated"


def test_a_date_object_has_words():
    assert words(D(2024, 4, 8)) == "8 April 2024"


def test_an_interval_of_one_day_is_that_day():
    day = datetime.date(2024, 4, 8)
    assert bounds("2024-04-08/2024-04-08") == (day, day)


@pytest.mark.parametrize("text", ["spring-2024", "2024-XX", "2024-13"])
def test_what_is_no_date_is_said_as_it_stands(text):
    assert words(text) == text


@pytest.mark.parametrize(
    "date, span",
    [
        (None, (None, D(2024, 2, 3))),
        ("2024-01", (D(2024, 1, 1), D(2024, 1, 31))),
        ("2024-02", (D(2024, 2, 1), D(2024, 2, 3))),
        ("../2024-03-01", (None, D(2024, 2, 3))),
        ("2024-02-02/..", (D(2024, 2, 2), D(2024, 2, 3))),
    ],
)
def test_what_was_over_by_a_day_was_over_by_its_date_and_by_that_day(date, span):
    assert told_by(date, D(2024, 2, 3)) == span


DAYS = [datetime.date(2024, 1, day) for day in range(1, 5)]
SPANS = [(first, last) for first in (None, *DAYS) for last in DAYS if not first or first <= last]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_spans_agree_on_the_days_that_all_leave_open_and_else_cover_each(number: int) -> None:
    for spans in itertools.product(SPANS, repeat=number):
        left = [
            {one for one in DAYS if (not begin or begin <= one) and one <= end}
            for begin, end in spans
        ]
        shared, unbegun = set.intersection(*left), [begin is None for begin, _ in spans]
        first, last, fit = agreed(spans)
        assert fit == bool(shared)
        days = shared or set.union(*left)
        assert last == max(days)
        assert first == (None if (all if fit else any)(unbegun) else min(days))
