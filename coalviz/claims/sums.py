"""Pledges added up: what they come to, and by which day."""

from __future__ import annotations

from collections.abc import Sequence

from ..dataset import Dataset, kept
from ..dates import Day
from ..groups import record
from .amounts import Amount
from .pledges import Claim, Gifts, gifts


@record
class Sum:
    """Money that was given, as far as sources tell, and what stands in no sum."""

    told: Amount
    so_far: Amount
    disclosed: Amount
    not_stated: int
    no_rate: int
    in_kind: int
    unnamed: int
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
    kinds = [claim.kind for claim in money]
    whole = [c for c in every.select(coalition, "money", total=True) if not c.donors]
    totals = [total for total in whole if total.amount.stated and countries is None]
    return Sum(
        told=every.told(money),
        so_far=every.so_far(coalition, dataset.day or Day.max),
        disclosed=disclosed(every, money),
        not_stated=kinds.count("not_stated"),
        no_rate=kinds.count("no_rate"),
        in_kind=len(every.select(coalition, "in_kind", countries=countries)),
        unnamed=sum(not claim.donors for claim in money),
        contradictions=every.contradictions(coalition) if countries is None else (),
        # of those of all donors, the one that holds for the latest day
        newest_total=max(totals, key=lambda total: (total.last, total.told), default=None),
    )


def disclosed(every: Gifts, claims: Sequence[Claim]) -> Amount:
    """Add up the pledges of single named donors."""
    return every.told(c for c in claims if c.adds_up and not (c.joint or c.total))


@kept
def steps(dataset: Dataset, coalition: str, currency: str) -> tuple[Step, ...]:
    """Say for each day on which it changes what was given by then, certainly and possibly."""
    every = gifts(dataset, currency)
    claims = every.select(coalition, "money", total=None)
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
