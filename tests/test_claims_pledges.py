"""Sums that stay true: what may hold the same money is counted once in the least, twice in the most."""

import itertools
import math

import pytest
from made_up import gives, tables

import coalviz
from coalviz.claims.amounts import Amount, agreement, stated_amount
from coalviz.claims.overlap import Overlap
from coalviz.claims.pledges import gifts
from coalviz.claims.scope import Scope

DAYS = ["2024-01-10", "2024-02-10", "2024-03-10"]
INF = math.inf


def total(date, amount, source=1, comparator="=", **more):
    """Give a row of a reported total, in euro."""
    row = {"date": date, "form": "money", "comparator": comparator, "amount": amount}
    return row | {"currency": "EUR", "source_id": f"s{source}"} | more


def told(dataset):
    amount = Scope.of(dataset, "c").result.told
    return amount.low, amount.high


def made(tmp_path, *pledges, totals=()):
    return tables(tmp_path, DAYS, pledges=list(pledges), totals=list(totals))


def test_sums_of_different_donors_add_up(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 10), gives("b", "LUX", 5))
    assert told(dataset) == (15, 15)


def test_of_two_sums_of_one_donor_it_is_not_known_whether_they_overlap(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 10), gives("b", "EST", 4, source=2))
    assert told(dataset) == (10, 14)


def test_what_a_source_calls_additional_is_on_top_of_what_was_told_before(tmp_path):
    rows = gives("a", "EST", 10), gives("b", "EST", 4, source=2, additional="yes")
    assert told(made(tmp_path, *rows)) == (14, 14)


def test_a_joint_sum_may_hold_what_one_of_its_donors_gave(tmp_path):
    rows = gives("a", "EST", 10), gives("b", "EST LUX", 30, source=2)
    assert told(made(tmp_path, *rows)) == (30, 40)


def test_a_joint_sum_holds_what_it_is_said_to_include(tmp_path):
    rows = gives("a", "EST", 10), gives("b", "EST LUX", 30, source=2, includes="a")
    assert told(made(tmp_path, *rows)) == (30, 30)


def test_donors_that_are_not_named_may_be_anybody(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 10), gives("b", "", 12, source=2))
    assert told(dataset) == (12, 22)
    assert "" in coalviz.by_donor(dataset, "c")["donors"].tolist()
    chart = coalviz.pledges_by_country(dataset, coalition="c")
    assert "Donors not named" in chart.layout.yaxis.categoryarray


def test_a_reported_total_bounds_what_was_given_by_its_day(tmp_path):
    rows = gives("a", "EST", 10), gives("b", "EST", 4)
    dataset = made(tmp_path, *rows, totals=[total("2024-02-10", 12, 2)])
    assert told(dataset) == (10, 12)
    result = Scope.of(dataset, "c").result
    assert (result.newest_total.amount.low, result.contradictions) == (12, ())


@pytest.mark.parametrize("turn", [1, -1])
def test_the_newest_total_is_that_of_the_latest_day_whatever_the_order(tmp_path, turn):
    totals = [total("2024-01-10", 50, 3), total("2024-03-10", 40, 3)][::turn]
    dataset = made(tmp_path, gives("a", "EST", 10), totals=totals)
    assert Scope.of(dataset, "c").result.newest_total.amount.low == 40


def test_what_cannot_be_added_up_is_counted(tmp_path):
    rows = [
        gives("a", "EST", 10),
        gives("b", "LVA"),
        gives("c", "LTU"),
        gives("d", "JPN", 5, currency="KWD"),
        gives("e", "", 3),
        gives("f", "DEU", form="in_kind", item="radios"),
        gives("g", "LUX", 4, comparator=">"),
        gives("g", "LUX", 3, source=2, comparator="<"),
    ]
    found = Scope.of(made(tmp_path, *rows), "c").result
    assert found.outside == {"not_stated": 2, "no_rate": 1, "disputed": 1, "in_kind": 1}
    assert (found.told.low, found.told.high) == (10, math.inf)


def test_an_earlier_sum_a_joint_one_and_a_total_are_not_added_up(tmp_path):
    rows = gives("a", "EST", 10), gives("b", "EST LUX", 30, source=2)
    totals = [total("2024-03-10", 45, 3, ">")]
    dataset = made(tmp_path, *rows, totals=totals)
    title = coalviz.pledges_by_country(dataset, coalition="c").layout.meta["title"]
    assert (
        title == "More than €45 given to the C coalition in all, as of 10 March 2024, says Paper 3"
    )
    chart = coalviz.pledge_sum(dataset, coalition="c")
    assert (
        sum(
            trace.x[i] or 0
            for trace in chart.data
            if trace.name != "Total, at least"
            for i in range(len(trace.x))
            if trace.type == "bar"
        )
        == 45
    )


def test_a_total_that_is_all_traced_keeps_its_day_in_the_title(tmp_path):
    rows = gives("a", "EST", 10), gives("b", "", 10, source=2, additional="yes")
    dataset = made(tmp_path, *rows, totals=[total("2024-01-10", 10)])
    title = coalviz.pledge_sum(dataset, coalition="c").layout.meta["title"]
    said = "€10 of €10 (Paper 1, as of 10 January 2024) can be traced to single countries"
    assert title == said


def test_parts_are_never_said_to_be_more_than_their_total(tmp_path):
    about = made(
        tmp_path, gives("a", "EST", 105, comparator="~"), totals=[total("2024-01-10", 100)]
    )
    title = coalviz.pledge_sum(about, coalition="c").layout.meta["title"]
    assert title.startswith("About €100 of €100 (Paper 1")
    apart = made(tmp_path, gives("a", "EST", 140), totals=[total("2024-01-10", 100)])
    title = coalviz.pledge_sum(apart, coalition="c").layout.meta["title"]
    assert title.startswith("Pledges by single countries come to €140, not to €100 (Paper 1")


def test_an_addition_is_on_top_of_an_earlier_total(tmp_path):
    rows = [gives("a", "EST", 5, source=3, additional="yes")]
    dataset = made(tmp_path, *rows, totals=[total("2024-01-10", 30, comparator=">")])
    result = Scope.of(dataset, "c").result.so_far
    assert (result.low, result.high, result.strict) == (35, INF, True)


def test_parts_that_exceed_their_total_are_a_contradiction_and_shown(tmp_path):
    rows = gives("a", "EST", 40), gives("b", "EST LUX", 30, source=2, includes="a")
    dataset = made(tmp_path, *rows)
    assert [claim.name for claim in Scope.of(dataset, "c").result.contradictions] == ["b"]
    for chart in (coalviz.pledges_by_country, coalviz.pledge_sum, coalviz.pledges_over_time):
        assert "Contradiction" in " ".join(chart(dataset, coalition="c").layout.meta["notes"])


def test_a_total_so_far_that_is_less_than_its_parts_is_a_contradiction(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 40), totals=[total("2024-02-10", 30, 2)])
    assert [claim.total for claim in Scope.of(dataset, "c").result.contradictions] == [True]


def test_help_in_kind_with_a_value_is_shown_and_in_no_sum_of_money(tmp_path):
    goods = gives("k", "EST", 40_000_000, form="in_kind", item="Vehicles")
    dataset = made(tmp_path, gives("a", "EST", 10), goods)
    assert told(dataset) == (10, 10)
    chart = coalviz.pledges_by_country(dataset, coalition="c")
    assert "Vehicles, worth €40 million" in chart.layout.meta["alt"]
    assert "comes to €40 million" in " ".join(chart.layout.meta["notes"])


def test_a_converted_amount_is_about_and_its_original_stands_beside_it(tmp_path):
    dataset = made(tmp_path, gives("a", "SWE", 120_000_000, currency="SEK"))
    words = coalviz.pledge_claims(dataset, "c")["reported"].item()
    assert words == "SEK 120 million (about €10.7 million)"
    assert (
        "about €10.7 million"
        in coalviz.pledges_by_country(dataset, coalition="c").layout.meta["title"]
    )


def test_an_amount_without_a_rate_is_stated_and_not_converted(tmp_path):
    dataset = made(tmp_path, gives("a", "UKR", 90_000_000, currency="UAH"))
    assert coalviz.by_donor(dataset, "c")["kind"].tolist() == ["no_rate"]
    alt = coalviz.pledges_by_country(dataset, coalition="c").layout.meta["alt"]
    assert "UAH 90 million (no rate to EUR)" in alt and "Ukraine: amount not stated" not in alt


def test_the_largest_is_named_only_among_those_that_were_compared(tmp_path):
    people = [
        {
            "party_id": party,
            "indicator": "population",
            "year": 2019,
            "value": 10,
            "unit": "inhabitants",
        }
        for party in ("EST", "LUX")
    ]
    rows = [gives("a", "EST", 10), gives("b", "LUX", 5), gives("c", "NLD", 100)]
    dataset = tables(tmp_path, DAYS, pledges=rows, indicators=people)
    meta = coalviz.pledges_by_country(dataset, coalition="c", unit="per_inhabitant").layout.meta
    assert (
        meta["title"]
        == "Estonia's stated amount is the largest per inhabitant of the two that can be compared"
    )
    assert "Netherlands" in " ".join(meta["notes"]) and "<NA>" not in str(meta)


def test_reports_of_one_pledge_refine_each_other(tmp_path):
    rows = gives("a", "EST", 30, comparator=">"), gives("a", "EST", 32, source=2)
    assert told(made(tmp_path, *rows)) == (32, 32)
    rows = gives("a", "EST", 30), gives("a", "EST", 32, source=2)
    claim = gifts(made(tmp_path, *rows), "EUR").claims["a"]
    assert (claim.disagree, claim.kind, claim.amount.low, claim.amount.high) == (
        True,
        "range",
        30,
        32,
    )


def test_before_the_first_report_nothing_is_known(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 10, announced="../2024-01-05"))
    chart = coalviz.pledges_over_time(dataset, coalition="c")
    by_name = {trace.name: trace for trace in chart.data}
    certain, early = by_name["Disclosed by country"], by_name["Possible before: day not stated"]
    assert certain.x[0] == "2024-01-05" and certain.y[0] == 10, "no zero before"
    assert early.x[0] < "2024-01-05" and early.x[-1] == "2024-01-05" and early.y[0] == 10


def test_what_is_possible_on_a_day_names_all_that_is_not_certain_yet_and_nothing_else(tmp_path):
    rows = [
        gives("a", "EST", 5, source=2, announced="2024-01"),
        gives("b", "LUX", 7, source=2),
        gives("c", "NLD", 2, source=2, announced="2024-01-20"),
    ]
    chart = coalviz.pledges_over_time(made(tmp_path, *rows), coalition="c")
    [early] = [trace for trace in chart.data if trace.name == "Possible before: day not stated"]
    behind = {day: set(told.split()) for day, told in zip(early.x, early.customdata)}
    assert behind[min(behind)] == {"pledges:3"}, "before January, only what has no date"
    assert behind["2024-01-01"] == behind["2024-01-20"] == {"pledges:2", "pledges:3"}
    assert behind["2024-01-31"] == {"pledges:3"}
    assert all("day not stated" in text for text in early.hovertext)


def test_an_amount_not_stated_is_more_than_nothing_and_opens_the_sum(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 10), gives("b", "LUX"))
    amount = Scope.of(dataset, "c").result.told
    assert (amount.low, amount.high, amount.strict) == (10, INF, True)


def test_a_joint_sum_is_never_split(tmp_path):
    rows = gives("a", "EST", 10), gives("b", "EST LUX NLD", 30, source=2, includes="a")
    found = coalviz.by_donor(made(tmp_path, *rows), "c").set_index("donors")
    assert found.loc["EST LUX NLD", ["kind", "low", "high"]].tolist() == ["joint", 20, 20]
    assert found.loc[["LUX", "NLD"], "kind"].tolist() == ["not_stated"] * 2
    assert found.loc[["LUX", "NLD"], "derived"].all()


@pytest.mark.parametrize(
    "chart",
    [coalviz.pledges_by_country, coalviz.pledge_sum, coalviz.pledges_over_time, coalviz.summary],
)
def test_a_misspelt_coalition_is_refused_with_the_nearest_name(chart):
    with pytest.raises(ValueError, match="'artilery'; did you mean 'artillery'"):
        chart(coalviz.load(), coalition="artilery")


def test_statements_of_one_amount_agree_or_contradict():
    more, exact, about = (stated_amount(sign, 30, False) for sign in (">", "=", "~"))
    assert agreement([more, stated_amount("=", 31, False)]) == Amount(31, 31)
    assert agreement([more, exact]) is None
    assert agreement([about, stated_amount("=", 32, False)]).low == 32
    assert agreement([exact, stated_amount("=", 31, False)]) is None


def meets(comparator, amount, truth):
    """Say whether a statement is true of an amount."""
    return {
        "=": truth == amount,
        ">": truth > amount,
        ">=": truth >= amount,
        "<": truth < amount,
        "<=": truth <= amount,
    }[comparator]


def within(amount, truth):
    """Say whether an interval, with or without its ends, holds an amount."""
    above = truth > amount.low if amount.strict else truth >= amount.low
    return above and (truth < amount.high if amount.below else truth <= amount.high)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_statements_agree_on_what_makes_all_of_them_true_and_on_nothing_else(count):
    statements = list(itertools.product(["=", ">", ">=", "<", "<="], [1, 2, 3]))
    for some in itertools.product(statements, repeat=count):
        truths = [one / 4 for one in range(1, 17) if all(meets(*each, one / 4) for each in some)]
        agreed = agreement(stated_amount(*each, False) for each in some)
        assert bool(truths) == (agreed is not None), some
        if agreed:
            assert [one / 4 for one in range(1, 17) if within(agreed, one / 4)] == truths, some


@pytest.mark.parametrize("sign", ["=", ">="])
def test_less_than_an_amount_is_not_that_amount(tmp_path, sign):
    dataset = pledged(tmp_path, ("<", 20), (sign, 20))
    assert coalviz.pledge_claims(dataset)["disagree"].tolist() == [True]
    notes = coalviz.pledges_by_country(dataset).layout.meta["notes"]
    assert "Sources contradict each other on pledges by Luxembourg" in notes


def test_an_amount_that_is_only_bounded_above_is_said_as_its_source_says_it(tmp_path):
    for folder, sign, said in (("a", "<", "less than €20"), ("b", "<=", "up to €20")):
        dataset = made(tmp_path / folder, gives("a", "LUX", 20, comparator=sign))
        meta = coalviz.pledges_by_country(dataset).layout.meta
        assert meta["title"] == f"Reported pledges to the C coalition come to {said}"
        assert meta["alt"].endswith(f"Luxembourg: {said}.")


@pytest.mark.parametrize(
    "part, whole, apart",
    [
        (("=", 20), ("<", 20), True),
        ((">", 20), ("=", 20), True),
        ((">", 20), ("<=", 20), True),
        (("=", 20), ("<=", 20), False),
        (("=", 20), ("<", 21), False),
        (("<", 20), ("<", 20), False),
    ],
)
def test_a_total_that_its_parts_cannot_fit_into_is_a_contradiction(tmp_path, part, whole, apart):
    (sign, amount), (bound, most) = part, whole
    totals = [total("2024-03-10", most, 3, bound)]
    silent = gives("b", "EST")  # it may be nothing
    dataset = made(tmp_path, gives("a", "LUX", amount, comparator=sign), silent, totals=totals)
    assert bool(Scope.of(dataset, "c").result.contradictions) == apart


def test_parts_that_are_as_much_as_a_total_is_not_are_said_to_be_no_part_of_it(tmp_path):
    dataset = made(tmp_path, gives("a", "LUX", 20), totals=[total("2024-03-10", 20, 3, "<")])
    title = coalviz.pledge_sum(dataset).layout.meta["title"]
    assert title.startswith("Pledges by single countries come to €20, not to less than €20 (Paper")


@pytest.mark.parametrize(
    "part, sign, strict",
    [(None, "=", False), (None, ">", False), (30, "=", False), (30, ">", True)],
)
def test_what_is_left_of_a_sum_may_be_nothing(tmp_path, part, sign, strict):
    dataset = made(tmp_path, gives("a", "LUX", part), gives("b", "", 30, comparator=sign))
    [rest] = [share for share in Scope.of(dataset, "c").shares if not share.donors]
    assert (rest.amount.low, rest.amount.strict) == (0, strict)


def test_the_heaviest_set_is_found_as_by_trying_all():
    import random

    rng = random.Random(1)
    for _ in range(200):
        count = rng.randrange(1, 8)
        weights = [(rng.randrange(9), 0) for _ in range(count)]
        pairs = [pair for pair in itertools.combinations(range(count), 2) if rng.random() < 0.4]
        amounts = {str(i): Amount(weight) for i, (weight, _) in enumerate(weights)}
        clashes = {name: set() for name in amounts}
        for a, b in pairs:
            clashes[str(a)].add(str(b))
            clashes[str(b)].add(str(a))
        sets = [
            chosen
            for size in range(count + 1)
            for chosen in itertools.combinations(range(count), size)
            if not any(set(pair) <= set(chosen) for pair in pairs)
        ]
        best = max(sum(weights[i][0] for i in chosen) for chosen in sets)
        chosen = Overlap(amounts, clashes).most_apart(amounts)
        assert not any(clashes[name] & chosen for name in chosen)
        assert sum(amounts[name].low for name in chosen) == best


def test_a_thousand_sums_that_are_all_apart_are_added_up():
    amounts = {str(number): Amount(1.0) for number in range(1000)}
    assert Overlap(amounts, dict.fromkeys(amounts, set())).most_apart(amounts) == set(amounts)


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_reports_of_a_pledge_the_later_says_how_far_it_is_and_what_it_is(order, tmp_path):
    goods = {"form": "in_kind", "comparator": "=", "quantity": "5"}
    rows = [
        gives("a", "EST", source=1, stage="pledged", item="radios", **goods),
        gives("a", "EST", source=3, stage="delivered", item="radio sets", **goods),
        gives("a", "EST", source=2, stage="committed", item="sets", **goods),
    ]
    dataset = made(tmp_path, *rows[::order])
    [claim] = gifts(dataset, "EUR").select("c", "in_kind")
    assert (claim.stage, claim.item) == ("delivered", "5 radio sets")


def test_an_open_total_whose_parts_fill_it_exactly_leaves_more_that_is_not_stated(tmp_path):
    parts = gives("a", "EST", 10_000_000), gives("b", "LUX", 20_000_000)
    joint = gives("j", "EST LUX", 30_000_000, comparator=">", includes="a b")
    chart = coalviz.pledges_by_country(made(tmp_path / "open", joint, *parts))
    assert "More than €30 million pledged" in chart.layout.meta["title"]
    assert "Two countries together: amount not stated" in chart.layout.meta["alt"]
    closed = joint | {"comparator": "="}
    chart = coalviz.pledges_by_country(made(tmp_path / "closed", closed, *parts))
    assert "come to €30 million" in chart.layout.meta["title"]
    assert "together" not in chart.layout.meta["alt"]


def test_an_open_total_that_is_not_filled_leaves_its_rest_to_all_its_donors(tmp_path):
    joint = gives("j", "EST LUX", 30_000_000, comparator=">", includes="a")
    chart = coalviz.pledges_by_country(made(tmp_path, joint, gives("a", "EST", 10_000_000)))
    assert "Two countries together: more than €20 million" in chart.layout.meta["alt"]


def test_goods_of_a_value_without_a_rate_keep_it_in_words(tmp_path):
    goods = gives("g", "EST", 5_000_000, form="in_kind", item="radios", currency="ALL")
    found = coalviz.by_donor(made(tmp_path, goods))
    assert found["reported"].tolist() == ["ALL 5 million (no rate to EUR)"]


def test_a_total_of_all_donors_is_none_of_some(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 10), totals=[total("2024-01-05", 50)])
    for countries, newest in ((None, 50), (("EST",), None)):
        found = Scope.of(dataset, "c", countries=countries).result.newest_total
        assert (found and found.amount.low) == newest


def test_two_sums_that_may_be_the_same_money_are_a_range_and_nothing_stands_outside(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 5), gives("b", "EST", 7, source=2))
    assert coalviz.by_donor(dataset)["kind"].tolist() == ["range"]
    alt = coalviz.pledges_over_time(dataset).layout.meta["alt"]
    assert alt.endswith("In no sum of money: none.")


@pytest.mark.parametrize("unit", ["EUR", "per_inhabitant", "share_of_gdp"])
def test_goods_stay_goods_in_every_unit(unit, tmp_path):
    worth = {"form": "in_kind", "item": "radios"}
    dataset = made(tmp_path, gives("g", "EST", 5_000_000, **worth), gives("h", "LUX", **worth))
    assert set(coalviz.by_donor(dataset, unit=unit)["kind"]) == {"in_kind"}
    alt = coalviz.pledges_by_country(dataset, unit=unit).layout.meta["alt"]
    assert "Estonia: in kind: radios, worth €5 million" in alt
    assert ("(no reference figure)" in alt) == (unit != "EUR")
    assert alt.endswith("Luxembourg: in kind: radios.")


# ------------------------------------------------------------------ what is stated, and in no sum


def pledged(tmp_path, *amounts, name="a", donors="LUX", **more):
    """Give tables with one pledge, of which each source states another amount: (comparator, amount)."""
    rows = [
        gives(name, donors, amount, source, comparator=sign, **more)
        for source, (sign, amount) in enumerate(amounts, start=1)
    ]
    return made(tmp_path, *rows)


def test_sources_that_contradict_each_other_without_any_bound_are_told(tmp_path):
    dataset = pledged(tmp_path, (">", 3_000_000), ("<", 2_500_000))
    said = coalviz.pledges_by_country(dataset).layout.meta
    assert said["title"] == "Pledges to the C coalition: their sum is not known"
    both = "less than €2.5 million or more than €3 million (sources disagree)"
    assert said["alt"].endswith(f"Luxembourg: {both}.")
    assert coalviz.pledges_by_stage(dataset).layout.meta["alt"].endswith(f"Pledged: {both}.")
    assert [trace.name for trace in coalviz.pledges_over_time(dataset).data if trace.name] == [
        "Amount stated, in no sum"
    ]
    assert coalviz.summary(dataset) == [said["title"], "One pledge of a disputed amount, in no sum"]
    assert coalviz.pledge_claims(dataset)["kind"].tolist() == ["disputed"]


@pytest.mark.parametrize(
    "one, other, kind, told",
    [
        (("~", 10_000_000), ("~", 10_500_000), "approximate", 10_250_000),
        ((">=", 10_000_000), ("<=", 10_000_000), "exact", 10_000_000),
    ],
)
def test_reports_that_leave_one_amount_are_no_lower_bound(tmp_path, one, other, kind, told):
    claims = coalviz.pledge_claims(pledged(tmp_path, one, other))
    assert claims[["kind", "low", "high"]].values.tolist() == [[kind, told, told]]


def test_an_amount_without_a_rate_is_stated_in_every_chart(tmp_path):
    dataset = pledged(tmp_path, ("=", 90_000_000), currency="UAH", stage="delivered")
    by_stage = coalviz.pledges_by_stage(dataset).layout.meta
    assert "UAH 90 million (no rate to EUR) is reported as delivered" in by_stage["title"]
    assert "Amounts not stated are in no sum; they are not zero" not in by_stage["notes"]
    title = coalviz.pledge_sum(dataset).layout.meta["title"]
    assert title == "No minimum amount of money for the C coalition known by 10 March 2024"


def test_help_in_kind_with_a_value_leaves_open_what_money_is_stated(tmp_path):
    dataset = pledged(tmp_path, (">", 2_000_000), form="in_kind", item="vans")
    title = coalviz.pledges_by_country(dataset).layout.meta["title"]
    assert title == "Pledges to the C coalition: no amount of money is stated"


def test_a_lower_bound_is_one_by_stage_also_where_a_part_is_about(tmp_path):
    rows = gives("a", "EST", 5, comparator="~"), gives("b", "LUX", 9, comparator=">")
    [drawn] = [t for t in coalviz.pledges_by_stage(made(tmp_path, *rows)).data if t.type == "bar"]
    assert drawn.name == "At least this amount"


def test_a_total_that_is_an_upper_bound_has_no_length_and_keeps_its_words(tmp_path):
    dataset = made(tmp_path, gives("a", "EST", 500), totals=[total("2024-03-10", 900, 3, "<")])
    figure = coalviz.pledge_sum(dataset)
    assert figure.layout.meta["alt"].endswith("Reported total: less than €900.")
    assert [trace.name for trace in figure.data if trace.type == "bar"] == ["Amount stated"]


def test_only_what_takes_the_place_of_another_sum_is_rounded_down(tmp_path):
    rows = [
        gives("a", "EST", 5_000_000, comparator="~"),
        gives("b", "LUX", 900_000, comparator=">"),
    ]
    alt = coalviz.pledge_sum(made(tmp_path / "a", *rows)).layout.meta["alt"]
    assert "Luxembourg: more than €900,000;" in alt
    joint = gives("c", "EST LTU", 5_200_000, source=2)  # hardly more than what may lie in it
    alt = coalviz.pledge_sum(made(tmp_path / "b", *rows, joint)).layout.meta["alt"]
    assert "Two countries together: amount not sure;" in alt


def test_what_is_all_told_is_as_exact_at_the_end_of_its_steps_as_in_the_title(tmp_path):
    figure = coalviz.pledges_over_time(made(tmp_path, gives("a", "EST", 1_000_000)))
    assert "come to €1 million" in figure.layout.meta["title"]
    assert "€1 million" in [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("chart", [coalviz.pledges_by_country, coalviz.pledges_by_stage])
def test_beside_a_reported_total_no_single_pledge_is_known(chart, tmp_path):
    title = chart(made(tmp_path, totals=[total("2024-03-10", 900, 3)])).layout.meta["title"]
    assert title == "No single pledge to the C coalition known by 10 March 2024"


def test_a_total_of_one_coalition_is_not_that_of_all(tmp_path):
    coalitions = [{"coalition_id": key, "name": key, "short_name": key.upper()} for key in "ce"]
    rows = [gives("a", "EST", 5_000_000), gives("b", "LUX", 50_000_000, coalition_id="e")]
    reported = [total("2024-03-10", 6_000_000, 3)]
    dataset = tables(tmp_path, DAYS, coalitions=coalitions, pledges=rows, totals=reported)
    for chart in (coalviz.pledges_by_country, coalviz.pledge_sum, coalviz.pledges_over_time):
        meta = chart(dataset, coalition="all").layout.meta
        assert "€55 million" in meta["title"] and "€6 million" not in meta["title"]
        assert "€56 million" not in meta["alt"]


def test_a_joint_sum_of_which_nothing_is_disclosed_names_who_gave_it(tmp_path):
    dataset = made(tmp_path, gives("a", "EST LVA", 10))
    notes = coalviz.pledges_by_country(dataset).layout.meta["notes"]
    assert notes == ["Two countries together: Estonia and Latvia"]


def test_a_bound_that_is_reached_leaves_that_very_amount() -> None:
    known = Amount(3).up_to(Amount(3, 5, below=True))
    assert known == Amount(3, 5, below=True) and known.up_to(Amount(3, 3)) == Amount(3, 3)
