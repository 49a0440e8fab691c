"""Amounts: in which currency, per inhabitant or by GDP, and in which words."""

import datetime
import math

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
        (0.00001612, "share_of_gdp", "1.6e-05%"),
    ],
)
def test_money_is_written_as_readers_say_it(value, unit, text):
    assert money(value, unit) == text


@pytest.mark.parametrize("unit", ["EUR", "per_inhabitant", "share_of_gdp"])
@pytest.mark.parametrize("value", [1e-7, 0.004, 0.3, 7, 999.999, 1e3, 123456, 1e6, 7.77e8, 1e13])
def test_something_is_never_written_as_nothing(value, unit):
    digits = [character for character in money(value, unit) if character.isdigit()]
    assert set(digits) != {"0"}


@pytest.mark.parametrize(
    "sign, text",
    [
        ("=", "€30 million"),
        (">", "more than €30 million"),
        (">=", "at least €30 million"),
        ("<", "less than €30 million"),
        ("<=", "up to €30 million"),
        ("~", "about €30 million"),
    ],
)
def test_an_amount_keeps_its_comparator(sign, text):
    assert amount_words(sign, 30_000_000, "EUR") == text and sign in COMPARATORS


def test_a_reported_amount_is_written_to_the_last_digit():
    assert (
        amount_words("=", 1_234_567, "EUR") == "€1.234567 million"
        and amount_words("=", 999_999, "USD") == "US$999,999"
    )
