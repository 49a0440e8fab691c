"""Amounts: in which currency, per inhabitant or by GDP, and in which words."""

import datetime
import math
import re

import pandas as pd
import pytest
import small

from coalviz.money import (
    COMPARATORS,
    UNITS,
    amount_words,
    base_currency,
    converted,
    money,
    per,
    rate,
    reference,
)

D = datetime.date


@pytest.mark.parametrize(
    "currency, on, euro",
    [
        ("USD", D(2024, 2, 2), 1 / 1.0883),  # as published by the European Central Bank
        ("RUB", D(2022, 3, 1), 1 / 117.201),  # its last one
        ("EUR", D(2024, 2, 2), 1.0),
        ("EUR", D(1990, 1, 1), 1.0),
    ],
)
def test_rates_are_those_of_the_day(currency, on, euro):
    assert rate(currency, "EUR", on) == pytest.approx(euro)
    assert rate("EUR", currency, on) == pytest.approx(1 / euro)


@pytest.mark.parametrize(
    "on, banking_day",
    [
        (D(2024, 2, 3), D(2024, 2, 2)),
        (D(2024, 2, 4), D(2024, 2, 2)),
        (D(2024, 4, 1), D(2024, 3, 28)),
        (D(2023, 12, 26), D(2023, 12, 22)),
    ],
)
def test_on_a_day_without_rates_the_last_one_before_it_holds(on, banking_day):
    assert rate("USD", "EUR", on) == rate("USD", "EUR", banking_day)


def test_a_rate_between_two_currencies_goes_by_the_euro():
    on = D(2024, 2, 2)
    assert rate("GBP", "USD", on) == pytest.approx(rate("GBP", "EUR", on) * rate("EUR", "USD", on))


@pytest.mark.parametrize(
    "currency, on",
    [
        ("UAH", D(2024, 2, 2)),  # never had a reference rate
        ("RUB", D(2022, 3, 20)),
        ("RUB", D(2024, 2, 2)),  # given up on 1 March 2022
        ("ISK", D(2012, 1, 2)),  # suspended for ten years: the rate of 2008 is none of 2012
        ("HRK", D(2024, 2, 2)),  # replaced by the euro
        ("USD", D(1998, 1, 1)),
        ("USD", D(2130, 1, 1)),
        ("XXX", D(2024, 2, 2)),
    ],
)
def test_a_currency_without_a_rate_has_none(currency, on):
    assert rate(currency, "EUR", on) is rate("EUR", currency, on) is None
    assert math.isnan(converted(5, currency, on, "EUR"))


@pytest.mark.parametrize(
    "amount, currency", [(None, None), (float("nan"), float("nan")), (None, "EUR")]
)
def test_what_is_not_stated_is_not_converted_to_zero(amount, currency):
    assert math.isnan(converted(amount, currency, D(2024, 2, 2), "EUR"))


def test_units_add_up_in_a_currency():
    assert list(UNITS.values()) == [
        "in euro",
        "in US dollars",
        "in euro per inhabitant",
        "as a share of gross domestic product",
    ]
    assert {unit: base_currency(unit) for unit in UNITS} == {
        "EUR": "EUR",
        "USD": "USD",
        "per_inhabitant": "EUR",
        "share_of_gdp": "USD",
    }
    with pytest.raises(
        ValueError, match="there is no unit 'GBP'; units are EUR, USD, per_inhabitant, share_of_gdp"
    ):
        base_currency("GBP")


def test_reference_figures_are_the_latest_and_those_of_all_donors_together(tmp_path):
    later = small.ROWS["indicators"][0] | {"year": "2021", "value": "2000000"}
    dataset = small.dataset(tmp_path, indicators=[later, *small.ROWS["indicators"]])
    people, gdp = reference(dataset, "per_inhabitant"), reference(dataset, "share_of_gdp")
    assert people["EST"] == (2_000_000, 2) and reference(dataset, "EUR") == {}
    assert per(people, ["EST", "LUX"], "per_inhabitant") == 2_500_000
    assert (
        per(gdp, ["EST"], "share_of_gdp") == 300_000_000
    )  # a hundredth, so that shares are per cent
    assert math.isnan(per(people, ["EST", "DNK"], "per_inhabitant")) and math.isnan(
        per(people, ["EU"], "per_inhabitant")
    )
    assert per({}, ["EU"], "USD") == 1


@pytest.mark.parametrize(
    "value, unit, text",
    [
        (1, "EUR", "€1"),
        (999, "EUR", "€999"),
        (1000, "EUR", "€1,000"),
        (500_000, "EUR", "€500,000"),
        (999_600, "EUR", "€999,600"),
        (1_000_000, "EUR", "€1 million"),
        (9_500_000, "EUR", "€9.5 million"),
        (1_234_567, "EUR", "€1.23 million"),
        (999_999_999, "EUR", "€1 billion"),
        (2_500_000_000, "USD", "US$2.5 billion"),
        (3e12, "GBP", "£3 trillion"),
        (100_000_000, "JPY", "¥100 million"),
        (5_000_000, "UAH", "UAH 5 million"),
        (0.37, "per_inhabitant", "€0.37"),
        (16.129, "per_inhabitant", "€16.13"),
        (0.004, "per_inhabitant", "€0.004"),
        (1234.5, "per_inhabitant", "€1,234"),
        (0.0151, "share_of_gdp", "0.0151%"),
        (1.5, "share_of_gdp", "1.5%"),
        (0.00001612, "share_of_gdp", "0.0000161%"),
        (0.5, "EUR", "€0.50"),
        (0.01, "EUR", "€0.01"),
        (0.0012, "EUR", "€0.0012"),
        (999, "USD", "US$999"),
        (999.5, "GBP", "£999.50"),
        (1000.4, "JPY", "¥1,000"),
        (999_994, "EUR", "€999,994"),
        (999_996, "EUR", "€1 million"),
        (999_994_000, "EUR", "€999.99 million"),
        (999_996_000, "EUR", "€1 billion"),
        (2_500_000_000_000, "EUR", "€2.5 trillion"),
        (20_000_000, "NOK", "NOK 20 million"),
        (16.126, "per_inhabitant", "€16.13"),
        (0.0001, "share_of_gdp", "0.0001%"),
        (0.0000512, "share_of_gdp", "0.0000512%"),
    ],
)
def test_money_is_written_as_readers_say_it(value, unit, text):
    assert money(value, unit) == text


@pytest.mark.parametrize("unit", ["EUR", "per_inhabitant", "share_of_gdp"])
@pytest.mark.parametrize("value", [1e-7, 0.004, 0.3, 7, 999.999, 1e3, 123456, 1e6, 7.77e8, 1e13])
def test_something_is_never_written_as_nothing(value, unit):
    digits = [character for character in money(value, unit) if character.isdigit()]
    assert set(digits) != {"0"}


def test_a_reported_amount_is_written_to_the_last_digit():
    assert (
        amount_words("=", 1_234_567, "EUR") == "€1.234567 million"
        and amount_words("=", 999_999, "USD") == "US$999,999"
    )


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
    assert amount_words(comparator, 1_234_567, "EUR") == said and comparator in COMPARATORS
    assert amount_words(None, pd.NA, None) == "amount not stated"


def test_a_reported_amount_is_said_to_the_last_unit():
    for amount in (1_234_567_891, 98_765_432_123_456, 1_000_000_001):
        [written] = re.findall(r"[\d.]+", amount_words("=", amount, "EUR"))
        size = 1e12 if amount >= 1e12 else 1e9
        assert round(float(written) * size) == amount


def test_currencies_and_rates():
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
