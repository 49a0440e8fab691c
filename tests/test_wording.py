"""Every row, list, number, date and amount in the words that a reader gets."""

import datetime
import math
import re
from types import SimpleNamespace

import pandas as pd
import pytest
import small
from small import in_kind

import coalviz
from coalviz.claims.amounts import interval_words
from coalviz.dates import bounds, words
from coalviz.grammar import listed, number, plural, sentence
from coalviz.money import (
    amount_words,
    base_currency,
    converted,
    money,
    per,
    rate,
)
from coalviz.wording import coalition_name, known_by, row_words
from coalviz.wording import told_words as told

NAMES = {"EST": "Estonia", "LVA": "Latvia", "ITA": "Italy", "FRA": "France", "DEU": "Germany"}
TABLES = SimpleNamespace(names=NAMES)
GIFT = {
    "donors": "EST",
    "additional": None,
    "stage": "pledged",
    "form": "money",
    "comparator": ">",
    "amount": 5_000_000,
    "currency": "EUR",
    "item": None,
    "quantity": None,
    "announced": "2024-02",
}
KIND = GIFT | {"form": "in_kind", "comparator": None, "amount": None, "item": "guns"}
TOTAL = {"donors": None, "form": "money", "comparator": "~", "amount": 7, "currency": "USD"}
MEMBER = {"party_id": "LVA", "role": "member", "joined": "2024-01-27", "left": None}
EVENT = {"title": "A meeting", "date": "../2024-04-08", "place": None}
ROWS = [
    ("pledges", GIFT, "Estonia: more than €5 million (pledged, February 2024)"),
    ("pledges", GIFT | {"amount": None}, "Estonia: amount not stated (pledged, February 2024)"),
    (
        "pledges",
        GIFT | {"donors": None},
        "Donors not named: more than €5 million (pledged, February 2024)",
    ),
    (
        "pledges",
        GIFT | {"additional": "yes", "stage": "delivered", "announced": None},
        "Estonia: more than €5 million (additional, delivered, date not stated)",
    ),
    (
        "pledges",
        GIFT | {"donors": "EST LVA ITA FRA"},
        "Estonia, Latvia, Italy and France: more than €5 million (pledged, February 2024)",
    ),
    (
        "pledges",
        GIFT | {"donors": "EST LVA ITA FRA DEU"},
        "Estonia, Latvia, Italy, France and Germany: more than €5 million (pledged, February 2024)",
    ),
    ("pledges", KIND, "Estonia: guns (pledged, February 2024)"),
    (
        "pledges",
        KIND | {"comparator": "=", "quantity": 1078},
        "Estonia: 1,078 guns (pledged, February 2024)",
    ),
    (
        "pledges",
        KIND | {"comparator": ">=", "quantity": 78},
        "Estonia: at least 78 guns (pledged, February 2024)",
    ),
    (
        "pledges",
        KIND | {"comparator": "~", "amount": 2_000_000, "currency": "USD"},
        "Estonia: guns, worth about US$2 million (pledged, February 2024)",
    ),
    ("totals", TOTAL | {"date": None}, "In all, money of all donors: about US$7 (date not stated)"),
    (
        "totals",
        TOTAL | {"form": "in_kind", "donors": "EST LVA", "date": "2024"},
        "In all, help in kind of Estonia and Latvia: about US$7 (2024)",
    ),
    (
        "totals",
        TOTAL | {"form": "all", "comparator": "<=", "date": "2024-04-08"},
        "In all, help of all kinds of all donors: up to US$7 (8 April 2024)",
    ),
    ("memberships", MEMBER, "Latvia: member (joining 27 January 2024)"),
    (
        "memberships",
        MEMBER | {"role": None, "joined": None, "left": "2024-03"},
        "Latvia: role not stated (joining date not stated, left March 2024)",
    ),
    (
        "memberships",
        MEMBER | {"role": "intending"},
        "Latvia: intends to join (joining 27 January 2024)",
    ),
    ("events", EVENT, "A meeting (by 8 April 2024)"),
    ("events", EVENT | {"place": "Paris"}, "A meeting (by 8 April 2024, Paris)"),
    (
        "headcounts",
        {"comparator": ">", "count": 20, "date": None},
        "more than 20 members (date not stated)",
    ),
    ("headcounts", {"comparator": "=", "count": 20, "date": "2024-05"}, "20 members (May 2024)"),
    ("coalitions", {"name": "IT Coalition"}, "IT Coalition"),
    ("attendance", {"party_id": "EST", "role": "lead", "count": None}, "Estonia: lead"),
    ("attendance", {"party_id": "EST", "role": None, "count": None}, "Estonia: role not stated"),
    (
        "attendance",
        {"party_id": None, "role": "observer", "count": 7},
        "7 parties, not named: observer",
    ),
    (
        "indicators",
        {"party_id": "EST", "indicator": "gdp", "value": 31471.0, "unit": "USD", "year": 2019},
        "Estonia: gross domestic product 31,471 USD (2019)",
    ),
]


@pytest.mark.parametrize("table, row, said", ROWS, ids=lambda value: str(value)[:30])
def test_a_row_in_words(table, row, said):
    assert told(TABLES, table, row) == said


def test_a_vague_quantity_is_vague_in_charts_too(tmp_path):
    row = in_kind("p1", item="guns", quantity="78", comparator=">=")
    figure = coalviz.pledges_by_country(small.dataset(tmp_path, row))
    shown = [text for trace in figure.data for text in trace.text or ()]
    assert any(
        "at least 78 guns" in text.replace("<br>", " ").replace("\u2009", "") for text in shown
    )


def test_a_row_in_words_with_its_source():
    row = EVENT | {"publisher": "The Gazette", "locator": "bullet 1", "note": None}
    assert row_words(TABLES, "events", row) == "A meeting (by 8 April 2024) – The Gazette, bullet 1"
    assert row_words(TABLES, "events", row | {"note": "N"}).endswith("The Gazette, bullet 1 (N)")


def test_lists_and_numbers():
    assert [listed(list("abcde"[:count])) for count in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert listed(list("abc"), most=2) == "a, b and c"  # one more is named, not counted
    assert listed(list("abcd"), most=2) == "a, b and 2 others"
    counts = [number(count) for count in range(13)]
    assert all(count.isalpha() for count in counts) and len(set(counts)) == 13
    assert [counts[0], counts[1], counts[7], counts[12]] == ["no", "one", "seven", "twelve"]
    assert number(13) == "13"
    assert number(1300) == "1,300"
    assert plural(0, "pledge") == "no pledges" and plural(1, "pledge") == "one pledge"
    assert plural(2, "country", "countries") == "two countries"
    assert sentence("one Pledge") == "One Pledge" and sentence("") == ""


@pytest.mark.parametrize(
    "name",
    [
        "Tank Coalition",
        "North Atlantic alliance",
        "Ukraine Defence Contact Group",
        "European Sky Shield Initiative",
        "Black Sea Fund for Mine Clearance",
        "Partnership of the Willing",
    ],
)
def test_a_name_that_says_what_it_names_gets_no_coalition_behind_it(name):
    tables = SimpleNamespace(names={"c": name}, coalition_ids=("c",), memory={}, noun="coalition")
    assert coalition_name(tables, "c") == f"the {name}"


def test_names_of_coalitions():
    tables = SimpleNamespace(
        names={"c": "Reunions"}, coalition_ids=("c",), noun="coalition", coalition=None
    )
    assert coalition_name(tables, "c") == "the Reunions coalition"
    assert coalition_name(tables, "all") == coalition_name(tables, None) == "all coalitions"
    assert known_by(SimpleNamespace(day=datetime.date(2024, 4, 8))) == "known by 8 April 2024"
    assert known_by(SimpleNamespace(day=None)) == "nothing published yet"


@pytest.mark.parametrize("month", range(1, 13))
def test_months_are_those_of_the_calendar(month):
    day = datetime.date(2024, month, 9)
    assert words(f"{day:%Y-%m}") == f"{day:%B %Y}"
    assert words(f"{day:%Y-%m-%d}") == f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize(
    "date, said",
    [
        ("2024", "2024"),
        ("../2024", "by 2024"),
        ("/2024", "by 2024"),
        ("2024-03/..", "from March 2024 on"),
        ("2024-03/", "from March 2024 on"),
        ("2024-01/2024-03-05", "between January 2024 and 5 March 2024"),
        ("2024-01?", "about January 2024"),
        ("2024~", "about 2024"),
        ("2024-01-02%", "about 2 January 2024"),
        ("2024-13", "2024-13"),
        ("2024-00", "2024-00"),
        ("2024-01-02-03", "2024-01-02-03"),
        ("spring", "spring"),
        ("", "date not stated"),
        (None, "date not stated"),
        (float("nan"), "date not stated"),
        (pd.NaT, "date not stated"),
        (datetime.date(2024, 1, 2), "2 January 2024"),
    ],
)
def test_dates_in_words(date, said):
    assert words(date) == said


@pytest.mark.parametrize("text", ["../..", "/", "2024-02-30", "2024-13", "20240408", "soon", ""])
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match="is no EDTF date"):
        bounds(text)


@pytest.mark.parametrize(
    "value, unit, said",
    [
        (1, "EUR", "€1"),
        (0.5, "EUR", "€0.50"),
        (0.01, "EUR", "€0.01"),
        (0.0012, "EUR", "€0.0012"),
        (999, "USD", "US$999"),
        (999.5, "GBP", "£999.50"),
        (1000.4, "JPY", "¥1,000"),
        (999_994, "EUR", "€999,994"),
        (999_996, "EUR", "€1 million"),
        (1_234_567, "EUR", "€1.23 million"),
        (999_994_000, "EUR", "€999.99 million"),
        (999_996_000, "EUR", "€1 billion"),
        (2_500_000_000_000, "EUR", "€2.5 trillion"),
        (20_000_000, "NOK", "NOK 20 million"),
        (16.126, "per_inhabitant", "€16.13"),
        (0.0151, "share_of_gdp", "0.0151%"),
        (0.0001, "share_of_gdp", "0.0001%"),
        (0.0000512, "share_of_gdp", "5.1e-05%"),
    ],
)
def test_money_in_words(value, unit, said):
    assert money(value, unit) == said


@pytest.mark.parametrize(
    "comparator, said",
    [
        ("=", "€1.234567 million"),
        (">", "more than €1.234567 million"),
        (">=", "at least €1.234567 million"),
        ("<", "less than €1.234567 million"),
        ("<=", "up to €1.234567 million"),
        ("~", "about €1.234567 million"),
    ],
)
def test_amounts_as_vague_as_their_source(comparator, said):
    assert amount_words(comparator, 1_234_567, "EUR") == said
    assert amount_words(None, pd.NA, None) == "amount not stated"


@pytest.mark.parametrize(
    "low, high, strict, approximate, said",
    [
        (5e6, math.inf, True, False, "more than €5 million"),
        (5e6, math.inf, False, False, "at least €5 million"),
        (5_123_456, math.inf, False, True, "at least about €5.12 million"),
        (0, 5e6, True, False, "up to €5 million"),
        (1e6, 5e6, False, False, "between €1 million and €5 million"),
        (5e6, 5e6, False, True, "about €5 million"),
        (0, math.inf, True, False, "amount not stated"),
    ],
)
def test_an_interval_is_said_by_the_ends_it_has(low, high, strict, approximate, said):
    assert interval_words(low, high, "EUR", strict, approximate) == said


def test_a_reported_amount_is_said_to_the_last_unit():
    for amount in (1_234_567_891, 98_765_432_123_456, 1_000_000_001):
        [written] = re.findall(r"[\d.]+", amount_words("=", amount, "EUR"))
        size = 1e12 if amount >= 1e12 else 1e9
        assert round(float(written) * size) == amount


def test_currencies_and_rates():
    assert [base_currency(unit) for unit in ("EUR", "USD", "per_inhabitant", "share_of_gdp")] == [
        "EUR",
        "USD",
        "EUR",
        "USD",
    ]
    with pytest.raises(ValueError, match="there is no unit 'GBP'; units are EUR, USD, per_inhab"):
        base_currency("GBP")
    friday, sunday = datetime.date(2024, 2, 2), datetime.date(2024, 2, 4)
    assert rate("EUR", "USD", friday) == rate("EUR", "USD", sunday) == 1.0883
    assert rate("GBP", "GBP", datetime.date(1900, 1, 1)) == 1
    # the rouble's last rate is of 1 March 2022; a week later it is none any more
    assert rate("RUB", "EUR", datetime.date(2022, 3, 8)) > 0
    assert rate("RUB", "EUR", datetime.date(2022, 3, 9)) is None
    assert converted(2, "EUR", friday, "USD") == pytest.approx(2.1766)
    for missing in (converted(pd.NA, "EUR", friday, "USD"), converted(2, "XXX", friday, "USD")):
        assert pd.isna(missing)
    assert pd.isna(converted(2, pd.NA, friday, "USD"))


def test_what_an_amount_is_divided_by():
    figures = {"EST": (1000.0, 2), "LVA": (500.0, 3)}
    assert per(figures, ["EST", "LVA"], "per_inhabitant") == 1500
    assert per(figures, ["EST", "LVA"], "share_of_gdp") == 15
    assert per(figures, ["ITA"], "EUR") == per({}, ["ITA"], "USD") == 1
    assert pd.isna(per(figures, ["EST", "ITA"], "per_inhabitant"))
