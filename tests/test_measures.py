"""Honest sums: nothing vague is made exact, nothing unknown is zero, nothing is counted twice."""

import datetime
import math

import pandas as pd
import pytest
import small
from small import in_kind, pledge

from coalviz.measures import by_donor, interval_words, pledge_claims, pledge_total, totals_by_day
from coalviz.money import rate

INF, NAN = math.inf, math.nan
SIX = "DNK EST LTU LUX LVA NLD"
KINDS = [("=", "exact", 10, 10), ("~", "approximate", 10, 10), (">", "lower", 10, INF), (">=", "lower", 10, INF), ("<", "upper", 0, 10), ("<=", "upper", 0, 10)]


def claims(place, *rows, unit="EUR", **more) -> pd.DataFrame:
    return pledge_claims(small.dataset(place, *rows), "it", unit, **more).set_index("pledge_id", drop=False)


def total(place, *rows, unit="EUR") -> dict:
    return pledge_total(claims(place, *rows, unit=unit))


def donors(place, *rows, **options) -> dict[tuple[str, str], tuple[float, float]]:
    """(donors, mark): (low, high), None where nothing is known."""
    table = by_donor(small.dataset(place, *rows), "it", **options)
    ends = [tuple(None if math.isnan(end) else end for end in pair) for pair in zip(table["low"], table["high"])]
    return dict(zip(zip(table["donors"], table["mark"]), ends))


# ------------------------------------------------------------------ claims


@pytest.mark.parametrize("sign, kind, low, high", KINDS)
def test_a_comparator_makes_an_interval(tmp_path, sign, kind, low, high):
    row = claims(tmp_path, pledge("p", amount=10, comparator=sign)).loc["p"]
    assert (row["kind"], row["low"], row["high"], row["strict"]) == (kind, low, high, sign == ">")


def test_what_is_not_stated_in_kind_or_without_rate_has_no_number(tmp_path):
    table = claims(tmp_path, pledge("silent"), in_kind("kind", quantity=78, comparator="="), pledge("hryvnia", amount=5, currency="UAH"))
    assert table["kind"].tolist() == ["not_stated", "in_kind", "no_rate"]
    assert table[["low", "high"]].isna().all(axis=None)
    assert table["reported"].tolist() == ["amount not stated", "amount not stated", "UAH 5"]


@pytest.mark.parametrize(
    "announced, day",
    [
        ("2024-01-27", (2024, 1, 27)), ("2024-01", (2024, 1, 31)), ("../2024-02-02", (2024, 2, 2)), ("2023-11/2024-01-15", (2024, 1, 15)),
        ("2023-11/..", (2024, 2, 2)), ("", (2024, 2, 2)),  # at the latest when its source was published
    ],
)  # fmt: skip
def test_a_pledge_was_made_by_the_latest_day_that_can_be(tmp_path, announced, day):
    assert claims(tmp_path, pledge("p", announced=announced))["day"].tolist() == [datetime.date(*day)]


def test_a_reference_work_without_a_day_counts_as_known(tmp_path):
    assert claims(tmp_path, pledge("p", announced="", source_id="figures"))["day"].tolist() == [datetime.date(2024, 4, 8)]


def test_amounts_are_converted_at_the_rate_of_their_day(tmp_path):
    saturday = claims(tmp_path, pledge("p", amount=1_000_000, currency="USD", announced="2024-02-03")).loc["p"]
    assert saturday["low"] == pytest.approx(1_000_000 / 1.0883) and saturday["reported"] == "US$1 million"
    late, early = (rate("RUB", "EUR", datetime.date(2022, month, 25)) for month in (3, 2))
    table = claims(tmp_path, *(pledge(name, amount=100, currency="RUB", announced=f"2022-{name}-25") for name in ("02", "03")))
    assert late is None and table["kind"].tolist() == ["exact", "no_rate"] and table.loc["02", "low"] == pytest.approx(100 * early)


def test_joint_donors_are_sorted_and_a_part_knows_its_total(tmp_path):
    table = claims(tmp_path, pledge("t", "NLD EST", amount=9, includes="p"), pledge("p", amount=4))
    assert table["donors"].tolist() == ["EST NLD", "EST"] and table["joint"].tolist() == [True, False]
    assert table.loc["p", "part_of"] == "t" and pd.isna(table.loc["t", "part_of"])


def test_only_the_asked_coalition_and_countries_count(tmp_path):
    coalitions = [*small.ROWS["coalitions"], small.ROWS["coalitions"][0] | {"coalition_id": "tank", "short_name": "Tank"}]
    dataset = small.dataset(tmp_path, pledge("a", "EST"), pledge("b", "LUX NLD"), pledge("c", "EST", coalition_id="tank"), coalitions=coalitions)
    assert pledge_claims(dataset)["pledge_id"].tolist() == ["a", "b", "c"]
    assert pledge_claims(dataset, "it")["pledge_id"].tolist() == ["a", "b"]
    assert pledge_claims(dataset, countries=["NLD"])["pledge_id"].tolist() == ["b"]
    assert pledge_claims(dataset, "it", countries=["EST", "LUX"])["pledge_id"].tolist() == ["a", "b"]
    with pytest.raises(ValueError, match="no party 'E', 'S', 'T'; name parties by their party_id, like EST, in a list"):
        pledge_claims(dataset, countries="EST")


def test_as_of_a_day_only_what_was_known_counts(tmp_path):
    dataset = small.dataset(tmp_path, pledge("a", amount=4), pledge("b", amount=5, source_id="second", announced="2024-01-01"))
    assert pledge_total(pledge_claims(dataset.as_of("2024-04-07")))["low"] == 4
    assert pledge_total(pledge_claims(dataset))["low"] == 9


# ------------------------------------------------------------------ several sources on one pledge


def test_sources_that_agree_are_one_pledge_with_both_rows(tmp_path):
    row = claims(tmp_path, pledge("p", amount=5), pledge("p", amount=5, source_id="second")).loc["p"]
    assert (row["low"], row["high"], row["kind"], row["disagree"], row["lines"]) == (5, 5, "exact", False, (2, 3))


def test_sources_that_differ_span_an_interval(tmp_path):
    row = claims(tmp_path, pledge("p", amount=5), pledge("p", amount=7, source_id="second")).loc["p"]
    assert (row["low"], row["high"], row["kind"], row["disagree"]) == (5, 7, "range", True)
    assert row["reported"] == "€5 or €7"


def test_an_amount_in_one_source_stands_beside_none_in_the_other(tmp_path):
    for n, rows in enumerate([(pledge("p", amount=5), pledge("p", source_id="second")), (pledge("p"), pledge("p", amount=5, source_id="second"))]):
        (tmp_path / str(n)).mkdir()
        row = claims(tmp_path / str(n), *rows).loc["p"]
        assert (row["low"], row["high"], row["kind"], row["disagree"]) == (5, 5, "exact", False)


def test_more_than_and_exactly_the_same_is_at_least(tmp_path):
    row = claims(tmp_path, pledge("p", amount=5, comparator=">"), pledge("p", amount=5, source_id="second")).loc["p"]
    assert (row["low"], row["high"], row["strict"], row["disagree"]) == (5, INF, False, True)


def test_a_pledge_repeated_later_keeps_its_first_day_and_one_rate(tmp_path):
    rows = (pledge("p", amount=5, currency="USD", announced=f"../{day}", source_id=source) for day, source in (("2024-02-02", "first"), ("2024-04-08", "second")))
    row = claims(tmp_path, *rows).loc["p"]
    assert row["day"] == datetime.date(2024, 2, 2) and not row["disagree"] and row["low"] == row["high"] == pytest.approx(5 / 1.0883)


def test_a_total_keeps_its_parts_when_a_later_source_does_not_name_them(tmp_path):
    whole = pledge("t", SIX, amount=30, includes="p", comparator=">")
    result = total(tmp_path, whole, pledge("p", amount=10), whole | {"includes": "", "source_id": "second", "announced": "2024-04-08"})
    assert result["low"] == 30 and result["disclosed"] == 10


# ------------------------------------------------------------------ totals


def test_single_pledges_add_up(tmp_path):
    result = total(tmp_path, pledge("a", amount=4), pledge("b", "LUX", amount=5))
    assert (result["low"], result["high"], result["strict"], result["disclosed"], result["counted"]) == (9, 9, False, 9, 2)


@pytest.mark.parametrize("sign, kind, low, high", KINDS)
def test_a_vague_pledge_makes_the_sum_vague(tmp_path, sign, kind, low, high):
    result = total(tmp_path, pledge("a", amount=4), pledge("b", "LUX", amount=10, comparator=sign))
    assert (result["low"], result["high"]) == (4 + low, 4 + high)
    assert result["strict"] == (sign == ">") and result["approximate"] == (sign == "~") and result["disclosed"] == 4 + low


def test_an_unknown_amount_opens_the_sum_and_adds_no_zero(tmp_path):
    result = total(tmp_path, pledge("a", amount=4), pledge("b", "LUX"), pledge("c", amount=9, currency="UAH"), in_kind("d"))
    assert (result["low"], result["high"], result["strict"]) == (4, INF, True)
    assert (result["not_stated"], result["no_rate"], result["in_kind"], result["counted"]) == (1, 1, 1, 1)


def test_help_in_kind_alone_is_no_sum_of_zero(tmp_path):
    result = total(tmp_path, in_kind("a"))
    assert interval_words(result["low"], result["high"], "EUR", result["strict"]) == "amount not stated"


def test_a_total_is_not_added_to_its_parts(tmp_path):
    result = total(tmp_path, pledge("t", SIX, amount=30, comparator=">", includes="a b"), pledge("a", amount=10), pledge("b", "LUX", amount=5))
    assert (result["low"], result["high"], result["strict"], result["disclosed"]) == (30, INF, True, 15)


def test_totals_in_totals_count_once(tmp_path):
    rows = [
        pledge("t", SIX, amount=100, includes="u a"), pledge("u", "EST LUX", amount=40, includes="b c"),
        pledge("a", "NLD", amount=30), pledge("b", "EST", amount=10), pledge("c", "LUX", amount=10),
    ]  # fmt: skip
    result = total(tmp_path, *rows)
    assert (result["low"], result["high"], result["disclosed"], result["contradiction"]) == (100, 100, 50, False)
    found = by_donor(small.dataset(tmp_path, *rows), "it")
    assert dict(zip(found["donors"], found["low"].fillna(-1))) == {SIX: 30, "EST LUX": 20, "NLD": 30, "EST": 10, "LUX": 10, "DNK": -1, "LTU": -1, "LVA": -1}


def test_a_donors_own_total_counts_and_its_parts_do_not_count_again(tmp_path):
    rows = [pledge("t", amount=10, includes="a"), pledge("a", amount=4)]
    result = total(tmp_path, *rows)
    assert (result["low"], result["disclosed"]) == (10, 10)
    assert by_donor(small.dataset(tmp_path, *rows), "it")["low"].sum() == 10


def test_parts_that_exceed_their_total_are_a_contradiction(tmp_path):
    parts = [pledge("a", amount=20), pledge("b", "LUX", amount=15)]
    result = total(tmp_path, pledge("t", SIX, amount=30, includes="a b"), *parts)
    assert result["contradiction"] and (result["low"], result["high"]) == (35, 35)
    assert SIX not in by_donor(small.dataset(tmp_path, pledge("t", SIX, amount=30, includes="a b"), *parts), "it")["donors"].tolist()


def test_parts_that_outgrow_an_open_total_are_none_and_no_more_than_they_are(tmp_path):
    result = total(tmp_path, pledge("t", SIX, amount=30, comparator=">", includes="a"), pledge("a", amount=40))
    assert not result["contradiction"] and (result["low"], result["high"], result["strict"]) == (40, INF, False)


def test_parts_that_make_up_their_total_to_the_cent_leave_nothing(tmp_path):
    amounts = [1_000_003, 2_000_029, 3_000_007]
    rows = [pledge(f"p{n}", code, amount=n, currency="USD") for n, code in zip(amounts, ("EST", "LUX", "NLD"))]
    whole = pledge("t", "EST LUX NLD", amount=sum(amounts), currency="USD", includes=" ".join(f"p{n}" for n in amounts))
    assert not total(tmp_path, whole, *rows)["contradiction"]
    assert by_donor(small.dataset(tmp_path, whole, *rows), "it")["joint"].tolist() == [False, False, False]


def test_sums_by_day_grow_and_say_what_is_new(tmp_path):
    rows = [pledge("a", amount=4), pledge("b", "LUX", announced="2024-03-01"), pledge("c", "NLD", amount=5, announced="2024-04-01"), in_kind("d", announced="2024-01-01")]
    days = totals_by_day(claims(tmp_path, *rows))
    assert days["day"].astype(str).tolist() == ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    assert days["low"].tolist() == [0, 4, 4, 9] and days["high"].tolist() == [0, 4, INF, INF] and days["not_stated"].tolist() == [0, 0, 1, 1]
    assert days["new"].tolist() == [["d"], ["a"], ["b"], ["c"]]


# ------------------------------------------------------------------ by donor


def test_each_donor_says_what_it_disclosed(tmp_path):
    rows = [pledge("a", "EST", amount=10), pledge("b", "LUX", amount=9, comparator=">"), pledge("c", "NLD"), in_kind("d", "LVA"), pledge("e", "DNK", amount=3, currency="UAH")]
    assert donors(tmp_path, *rows) == {
        ("EST", "exact"): (10, 10), ("LUX", "lower"): (9, INF), ("NLD", "not_stated"): (None, None), ("LVA", "in_kind"): (None, None), ("DNK", "no_rate"): (None, None),
    }  # fmt: skip


def test_the_rest_of_a_joint_sum_belongs_to_the_group_and_its_silent_members_are_named(tmp_path):
    rows = [pledge("t", "EST LUX LVA", amount=30, comparator=">", includes="a b"), pledge("a", "EST", amount=10), pledge("b", "LUX", amount=5), in_kind("c", "LVA")]
    found = by_donor(small.dataset(tmp_path, *rows), "it")
    assert donors(tmp_path, *rows) == {
        ("EST LUX LVA", "joint"): (15, INF), ("EST", "exact"): (10, 10), ("LUX", "exact"): (5, 5), ("LVA", "in_kind"): (None, None), ("LVA", "not_stated"): (None, None),
    }  # fmt: skip
    group, derived = found.iloc[0], found[found["derived"]]
    assert group["strict"] and group["lines"] == (2, 3, 4) and derived["donors"].tolist() == ["EST LUX LVA", "LVA"]


def test_a_joint_sum_without_parts_is_the_groups_and_never_split(tmp_path):
    found = donors(tmp_path, pledge("t", "EST LUX", amount=30))
    assert found == {("EST LUX", "joint"): (30, 30), ("EST", "not_stated"): (None, None), ("LUX", "not_stated"): (None, None)}


@pytest.mark.parametrize("sign, low, high", [("=", 20, 20), (">", 20, INF), ("<=", None, None), ("~", 20, 20)])
def test_a_remainder_is_as_vague_as_its_total(tmp_path, sign, low, high):
    found = donors(tmp_path, pledge("t", "EST LUX", amount=30, comparator=sign, includes="a"), pledge("a", amount=10))
    assert found[("EST LUX", "joint" if low else "not_stated")] == (low, high)


@pytest.mark.parametrize("sign, rest", [(">", None), ("<", (20, 30)), ("~", (20, 20))])
def test_a_remainder_is_as_vague_as_the_parts(tmp_path, sign, rest):
    found = donors(tmp_path, pledge("t", "EST LUX", amount=30, includes="a"), pledge("a", amount=10, comparator=sign))
    assert found[("EST LUX", "joint" if rest else "not_stated")] == (rest or (None, None))


@pytest.mark.parametrize("unit, low", [("EUR", 10_000_000), ("USD", 10_883_000), ("per_inhabitant", 10), ("share_of_gdp", 100 * 10_883_000 / 30e9)])
def test_units_divide_by_the_donors_figures(tmp_path, unit, low):
    rows = [pledge("a", amount=10_000_000, announced="2024-02-02"), pledge("b", "DNK", amount=5), pledge("c", "EST LUX", amount=30_000_000, announced="2024-02-02")]
    table = by_donor(small.dataset(tmp_path, *rows), "it", unit).set_index("donors")
    assert table.loc["EST", "low"] == pytest.approx(low)
    joint = {"per_inhabitant": 20, "share_of_gdp": 100 * 3 * 10_883_000 / 100e9}.get(unit, 3 * low)
    assert table.loc["EST LUX", "low"] == pytest.approx(joint)
    if unit in ("per_inhabitant", "share_of_gdp"):  # no figure for it: shown as reported, never as zero
        assert table.loc["DNK", "mark"] == "no_rate" and math.isnan(table.loc["DNK", "low"]) and table.loc["DNK", "reported"] == "€5"


def test_countries_bring_their_joint_sums_with_the_same_remainder(tmp_path):
    rows = [pledge("t", "EST LUX", amount=30, includes="a"), pledge("a", amount=10), pledge("b", "NLD", amount=3)]
    assert donors(tmp_path, *rows, countries=["LUX"]) == {("EST LUX", "joint"): (20, 20), ("LUX", "not_stated"): (None, None)}


def test_no_pledge_makes_empty_tables_with_all_columns(tmp_path):
    table = claims(tmp_path)
    assert table.empty and {"low", "high", "kind", "lines"} <= set(table)
    assert {"donors", "mark", "low"} <= set(by_donor(small.dataset(tmp_path), "it"))
    assert pledge_total(table)["counted"] == 0 and totals_by_day(table).empty


def test_a_thousand_pledges_are_worked_out_in_a_moment(tmp_path):
    rows = [pledge(f"p{n}", amount=n + 1, announced=f"2024-01-{n % 28 + 1:02}") for n in range(1000)]
    rows += [pledge(f"t{n}", "EST LUX", amount=10_000, includes=f"p{2 * n} p{2 * n + 1}") for n in range(500)]
    result = total(tmp_path, *rows)
    assert result["low"] == 500 * 10_000 and result["disclosed"] == 1000 * 1001 / 2


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    "low, high, strict, approximate, text",
    [
        (NAN, NAN, False, False, "amount not stated"), (0, INF, False, False, "amount not stated"), (0, INF, True, False, "amount not stated"), (0, 0, False, False, "amount not stated"),
        (5e6, 5e6, False, False, "€5 million"), (5e6, 5e6, False, True, "about €5 million"), (0, 5e6, False, False, "up to €5 million"),
        (5e6, INF, True, False, "more than €5 million"), (5e6, INF, False, False, "at least €5 million"), (5e6, INF, True, True, "more than about €5 million"),
        (5e6, 7e6, False, False, "between €5 million and €7 million"), (5e6, 7e6, False, True, "between about €5 million and €7 million"),
    ],
)  # fmt: skip
def test_an_interval_has_words(low, high, strict, approximate, text):
    assert interval_words(low, high, "EUR", strict, approximate) == text
