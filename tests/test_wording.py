"""Every row, list, number, date and amount in the words that a reader gets."""

import datetime
import math
from types import SimpleNamespace

import pandas as pd
import pytest
import small
from small import in_kind

import coalviz
from coalviz.claims.amounts import interval_words
from coalviz.dates import bounds, words
from coalviz.grammar import listed, number, plural, sentence
from coalviz.wording.grammar import coalition_name, known_by
from coalviz.wording.rows import row_words
from coalviz.wording.rows import told_words as told

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
    assert (
        known_by(SimpleNamespace(day=datetime.date(2024, 4, 8), asked={}))
        == "known by 8 April 2024"
    )
    assert known_by(SimpleNamespace(day=None, asked={})) == "nothing published yet"


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
    "low, high, strict, approximate, below, said",
    [
        (5e6, math.inf, True, False, False, "more than €5 million"),
        (5e6, math.inf, False, False, False, "at least €5 million"),
        (5_123_456, math.inf, False, True, False, "at least about €5.12 million"),
        (0, 5e6, True, False, False, "up to €5 million"),
        (0, 5e6, True, False, True, "less than €5 million"),
        (0, 5e6, True, True, True, "less than about €5 million"),
        (1e6, 5e6, False, False, False, "between €1 million and €5 million"),
        (5e6, 5e6, False, True, False, "about €5 million"),
        (0, math.inf, True, False, False, "amount not stated"),
    ],
)
def test_an_interval_is_said_by_the_ends_it_has(low, high, strict, approximate, below, said):
    assert interval_words(low, high, "EUR", strict, approximate, below) == said


def test_an_interval_is_as_wide_as_nothing_else_is_said_of_its_ends():
    said = [interval_words(low, high, "EUR") for low, high in ((0, 5e6), (5e6, math.inf))]
    assert said == ["up to €5 million", "at least €5 million"]
