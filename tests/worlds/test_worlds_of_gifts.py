"""Whatever is said of pledges holds in every world in which the articles are true."""

import math

from hypothesis import given
from telling import MILLION, Gift, Telling, day_of, exact_gifts_told, gifts_told, shuffled, without

from coalviz.claims.amounts import Amount
from coalviz.claims.pledges import Gifts, gifts
from coalviz.claims.scope import Scope

ABOUT = 0.11  # what is told as about is within a tenth


def holds(amount: Amount, truth: float) -> bool:
    """Say whether a stated interval contains the truth."""
    if not amount.about and (
        (amount.strict and truth == amount.low) or (amount.below and truth == amount.high)
    ):
        return False
    slack = ABOUT if amount.about else 1e-9
    return amount.low * (1 - slack) <= truth <= amount.high * (1 + slack)


def worth(found: frozenset[Gift] | set[Gift]) -> int:
    return sum(gift.amount for gift in found) * MILLION


def meant(telling: Telling, names: object) -> set[Gift]:
    return set().union(*(telling.meant[name] for name in names))


def views(telling: Telling):
    """Give what was known after each article."""
    for known in telling.published.values():
        yield known, telling.dataset(telling.until(known), known)


@given(gifts_told())
def test_the_articles_are_true_in_their_world(telling):
    for row in (*telling.rows["pledges"], *telling.rows["totals"]):
        name = row.get("pledge_id", f"total in line {row['line']}")
        truth = worth(telling.meant[name])
        told = row["amount"]
        assert {
            None: True,
            "=": truth == told,
            ">": told and truth > told,
            ">=": told and truth >= told,
            "<": told and truth < told,
            "<=": told and truth <= told,
            "~": told and abs(truth - told) <= 0.1 * told,
        }[row["comparator"]]


@given(gifts_told())
def test_what_is_surely_apart_shares_no_gift(telling):
    every: Gifts = gifts(telling.dataset(), "EUR")
    for name in every.claims:
        for other in every.claims:
            if name != other and every.apart(name, other):
                assert not telling.meant[name] & telling.meant[other]
            if other in every.holders(every.claims[name]):
                assert telling.meant[name] <= telling.meant[other]


@given(gifts_told())
def test_the_sum_of_what_is_told_contains_the_truth(telling):
    for _, dataset in views(telling):
        every = gifts(dataset, "EUR")
        pledges = every.select("c", "money")
        assert holds(every.told(pledges), worth(meant(telling, (p.name for p in pledges))))
        single = [claim for claim in pledges if not claim.joint and claim.amount.stated]
        disclosed = Scope.of(dataset, "c").result.disclosed
        assert holds(disclosed, worth(meant(telling, (p.name for p in single))))


@given(gifts_told())
def test_everything_given_so_far_contains_the_truth_on_every_day(telling):
    for known, dataset in views(telling):
        for day in range(known + 1):
            truth = worth({gift for gift in telling.gifts if gift.day <= day})
            assert holds(gifts(dataset, "EUR").so_far("c", day_of(day)), truth)


@given(gifts_told())
def test_each_step_is_surely_there_on_its_day(telling):
    for _, dataset in views(telling):
        for step in Scope.of(dataset, "c").steps:
            truth = worth({gift for gift in telling.gifts if day_of(gift.day) <= step.day})
            for amount in (step.certain, step.disclosed):
                assert holds(Amount(amount.low, math.inf, about=amount.about), truth)
            assert step.certain.low <= step.possible.low


@given(gifts_told())
def test_each_share_contains_the_truth(telling):
    for _, dataset in views(telling):
        every = gifts(dataset, "EUR")
        for share in Scope.of(dataset, "c").shares:
            if not share.amount.stated:
                continue
            own = [c for c in every.select("c", "money") if set(c.lines) <= set(share.lines)]
            group = [c for c in own if c.donors == share.donors and c.amount.stated]
            truth = meant(telling, (claim.name for claim in group))
            if share.kind == "joint":
                smaller = [c for c in own if c not in group]
                truth -= meant(telling, (claim.name for claim in smaller))
            assert holds(share.amount, worth(truth)), share


@given(gifts_told())
def test_true_articles_do_not_contradict_each_other(telling):
    assert not gifts(telling.dataset(), "EUR").contradictions("c")
    assert not [c for c in gifts(telling.dataset(), "EUR").claims.values() if c.disagree]


@given(gifts_told())
def test_another_true_article_never_makes_vaguer(telling):
    whole = gifts(telling.dataset(), "EUR")
    for source in telling.published:
        part = gifts(telling.dataset(without(telling, source)), "EUR")
        for day in range(10):
            before, after = part.so_far("c", day_of(day)), whole.so_far("c", day_of(day))
            if not (before.about or after.about):
                assert before.low <= after.low and after.high <= before.high


@given(gifts_told())
def test_the_order_of_rows_is_irrelevant(telling):
    there, back = telling.dataset(), shuffled(telling).dataset()
    assert Scope.of(there, "c").result.told == Scope.of(back, "c").result.told
    assert Scope.of(there, "c").result.so_far == Scope.of(back, "c").result.so_far
    sizes = [
        sorted((s.donors, s.kind, s.amount.low) for s in Scope.of(d, "c").shares)
        for d in (there, back)
    ]
    assert sizes[0] == sizes[1]


@given(exact_gifts_told())
def test_where_all_is_told_exactly_it_is_the_truth_and_no_wider(telling):
    dataset = telling.dataset()
    truth = worth(set(telling.gifts)) if len(set(telling.gifts)) == len(telling.gifts) else None
    total = sum(gift.amount for gift in telling.gifts) * MILLION
    told = Scope.of(dataset, "c").result.told
    assert truth in (None, total)
    assert (told.low, told.high, told.strict, told.about) == (total, total, False, False)
    for step in Scope.of(dataset, "c").steps:
        there = [gift for gift in telling.gifts if day_of(gift.day) <= step.day]
        assert step.certain.low == step.disclosed.low == sum(g.amount for g in there) * MILLION


@given(exact_gifts_told())
def test_a_total_that_is_too_small_is_a_contradiction(telling):
    last = max(telling.published.values())
    total = sum(gift.amount for gift in telling.gifts) * MILLION
    telling.add(
        "totals",
        coalition_id="c",
        date=str(day_of(last)),
        form="money",
        comparator="<",
        amount=total,
        currency="EUR",
        source_id="s0",
        locator="paragraph 9",
    )
    telling.rows["totals"][0] |= {"comparator": "=", "amount": total - MILLION // 2}
    found = gifts(telling.dataset(), "EUR").contradictions("c")
    assert [claim.total for claim in found] == [True]
