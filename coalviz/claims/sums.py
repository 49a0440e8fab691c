"""Pledges added up: what they come to, and by which day."""

from __future__ import annotations

from collections.abc import Sequence

from ..dataset import ALL, Dataset, kept
from ..dates import Day
from ..groups import record
from .amounts import Amount
from .pledges import Claim, Gifts, gifts

OUTSIDE = ("not_stated", "no_rate", "disputed", "in_kind")  # of sums of money


@record
class Sum:
    """Money that was given, as far as sources tell, and what stands in no sum.

    ``outside``: how many pledges are of money not_stated, no_rate or disputed, or in_kind.
    """

    told: Amount
    so_far: Amount
    disclosed: Amount
    outside: dict[str, int]
    contradictions: tuple[Claim, ...]
    newest_total: Claim | None


@record
class Step:
    """A day on which something became certain or possible.

    ``certain``: given by then at least, by what these ``claims`` tell. ``possible``: with what may
    have been given by then, its day not being stated. ``disclosed``: the part of the certain that
    single donors gave.
    """

    day: Day
    certain: Amount
    possible: Amount
    disclosed: Amount
    claims: tuple[Claim, ...]


@kept
def added_up(
    dataset: Dataset,
    coalition: str,
    currency: str,
    countries: tuple[str, ...] | None,
) -> Sum:
    """Add pledges up to an honest interval."""
    every = gifts(dataset, currency)
    money = every.select(coalition, "money", countries=countries)
    in_kind = every.select(coalition, "in_kind", countries=countries)
    kinds = [claim.kind for claim in money] + ["in_kind"] * len(in_kind)
    totals = [
        total
        for total in every.select(coalition, "money", total=True)
        if total.amount.stated and not total.donors and countries is None and coalition != ALL
    ]
    return Sum(
        told=every.told(money),
        so_far=every.so_far(coalition, dataset.day or Day.max),
        disclosed=disclosed(every, money),
        outside={kind: kinds.count(kind) for kind in OUTSIDE},
        contradictions=every.contradictions(coalition) if countries is None else (),
        # of those of all donors to this coalition, the one that holds for the latest day
        newest_total=max(totals, key=lambda total: (total.last, total.told), default=None),
    )


def disclosed(every: Gifts, claims: Sequence[Claim]) -> Amount:
    """Add up the pledges of single named donors."""
    return every.told(c for c in claims if c.adds_up and not (c.joint or c.total))


@kept
def steps(dataset: Dataset, coalition: str, currency: str) -> tuple[Step, ...]:
    """Say for each day on which it changes what was given by then, certainly and possibly."""
    every = gifts(dataset, currency)
    claims = every.money(coalition)
    days = {claim.last for claim in claims} | {claim.first for claim in claims if claim.first}
    return tuple(_step(every, claims, day) for day in sorted(days))


def _step(every: Gifts, claims: Sequence[Claim], day: Day) -> Step:
    certain = tuple(claim for claim in claims if claim.last <= day)
    return Step(
        day=day,
        certain=every.least(certain),
        possible=every.least(claim for claim in claims if (claim.first or day) <= day),
        disclosed=disclosed(every, certain),
        claims=certain,
    )
