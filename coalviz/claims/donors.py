"""What each donor, and each group of donors with a joint sum, is said to have given."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from operator import attrgetter
from typing import Any

from ..dataset import Dataset
from ..groups import Rows, grouped, record
from ..money import Figures, per
from .amounts import UNKNOWN, Amount
from .pledges import Claim, Gifts, gifts

APART = ("no_rate", "no_reference", "disputed")  # kinds of stated amounts that are not compared


@record
class Share:
    """A part of what a donor or a group gave, as far as sources tell.

    ``kind`` is that of a claim, or joint (what no source breaks down by donor), in_kind, or
    no_reference (nothing to divide by in this unit). ``derived``: worked out, not reported.
    ``further``: surely on top of the donor's other shares. ``unsure``: it is not known whether the
    sums that it is made of hold the same money. ``foreign``: converted from another currency.
    """

    donors: tuple[str, ...]
    kind: str
    amount: Amount
    reported: str
    item: str
    lines: tuple[int, ...]
    derived: bool = False
    further: bool = False
    unsure: bool = False
    foreign: bool = False

    @property
    def joint(self) -> bool:
        """Whether it is not one named donor's alone."""
        return len(self.donors) != 1

    @property
    def rows(self) -> Rows:
        """Its rows in the pledges table."""
        return {"pledges": self.lines}


def shares(dataset: Dataset, coalition: str, currency: str) -> tuple[Share, ...]:
    """Say for each donor and each joint sum what is told, in a currency.

    A joint sum is never split: what no source breaks down by donor is a share of the group.
    """
    every = gifts(dataset, currency)
    money = every.select(coalition, "money")
    groups = grouped(money, key=attrgetter("donors")).values()
    of_money = [share for group in groups for share in _of_donors(every, group, money)]
    in_kind = [
        _share(claim, "in_kind", reported=claim.reported * (claim.kind != "not_stated"))
        for claim in every.select(coalition, "in_kind")
    ]
    return (*of_money, *_silent(money), *in_kind)


def in_unit(share: Share, figures: Figures, unit: str) -> Share:
    """Divide a share by the figures of its donors; without all of them it stays in words."""
    divisor = per(figures, share.donors, unit)
    if divisor == 1 or not share.amount.stated:
        return share
    if not math.isnan(divisor):
        return replace(share, amount=share.amount.per(divisor))
    kind = "in_kind" if share.kind == "in_kind" else "no_reference"  # goods stay goods
    text = f"{share.reported} (no reference figure)"
    return replace(share, kind=kind, amount=UNKNOWN, reported=text)


def _of_donors(every: Gifts, group: Sequence[Claim], money: Iterable[Claim]) -> list[Share]:
    """Give sums of the same donors: those of one donor each by itself, if they are surely apart."""
    joint, roots = group[0].joint, every.roots(group)
    stated = [claim for claim in roots if claim.amount.stated]
    if joint or not _all_apart(every, stated):
        sums = _together(every, stated, money)
    else:
        sums = [_share(claim, claim.kind) for claim in stated]
    return sums + [
        _share(claim, claim.kind, further=not joint and not _may_lie_in(every, claim, stated))
        for claim in roots
        if not claim.amount.stated
    ]


def _together(every: Gifts, sums: Sequence[Claim], money: Iterable[Claim]) -> list[Share]:
    """Put sums of the same donors into one interval, without what is told of fewer of these donors."""
    if not sums:
        return []
    donors = set(sums[0].donors)
    smaller = every.roots(
        claim for claim in money if claim.donors and (not donors or set(claim.donors) < donors)
    )
    within = [claim for claim in smaller if _may_lie_in(every, claim, sums)]
    names = {claim.name for claim in sums}
    sure = [claim for claim in within if names & every.holders(claim)]
    rest = _rest(every, sums, within, sure)
    if rest.high == 0:
        return []
    kind = "joint" if sums[0].joint else "range"
    share = _share(
        sums[0],
        kind if rest.stated else "not_stated",
        amount=rest,
        reported=" and ".join(claim.reported for claim in sums),
        lines=tuple(line for claim in (*sums, *within) for line in claim.lines),
        derived=bool(within) or len(sums) > 1,
        unsure=len(sure) < len(within) or not _all_apart(every, sums),
    )
    return [share]


def _all_apart(every: Gifts, claims: Sequence[Claim]) -> bool:
    return all(every.apart(claim.name, other.name) for claim, other in combinations(claims, 2))


def _may_lie_in(every: Gifts, claim: Claim, sums: Iterable[Claim]) -> bool:
    return any(not every.apart(claim.name, other.name) for other in sums)


def _rest(
    every: Gifts, sums: Sequence[Claim], within: Sequence[Claim], sure: Sequence[Claim]
) -> Amount:
    """Take from joint sums what may lie in them, and at most what surely does: to the cent.

    What is about may be off by much more than a tenth of the difference: its ends are widened first.
    """
    whole = every.told(sums)
    if not within:
        return whole
    low = round(whole.floor - math.fsum(claim.amount.ceiling for claim in within), 2)
    high = round(whole.ceiling - every.least(sure).floor, 2)
    about = whole.about or any(claim.amount.about for claim in within)
    strict = whole.strict and low >= 0
    return Amount(max(low, 0.0), max(high, 0.0), strict, about, whole.below)


def _share(claim: Claim, kind: str, **more: Any) -> Share:
    """Give what a claim tells, of a kind; more is told otherwise than by the claim."""
    names = ("donors", "amount", "reported", "item", "lines", "foreign")
    return Share(kind=kind, **{name: getattr(claim, name) for name in names} | more)


def _silent(money: Iterable[Claim]) -> list[Share]:
    """Name the members of joint sums of whom no source tells an amount, or that there is one."""
    told = {claim.donors for claim in money}
    lines: dict[str, tuple[int, ...]] = defaultdict(tuple)
    for claim in money:
        for donor in claim.donors:
            if (donor,) not in told:
                lines[donor] += claim.lines
    return [
        Share((donor,), "not_stated", UNKNOWN, "amount not stated", "", rows, derived=True)
        for donor, rows in lines.items()
    ]
