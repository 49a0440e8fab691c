"""What sources say of pledges and reported totals: each an amount and a time as intervals.

A *claim* is a pledge, with all reports of it, or a reported total. It stands for a set of gifts: of
its donors, in its coalition and form, made by its day. A total stands for all such gifts.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR
from operator import itemgetter

from ..dataset import ALL, Dataset, kept
from ..dates import Day, agreed, told_by
from ..groups import Rows, grouped, reached, record
from ..money import amount_words, converted, item_words
from .amounts import (
    UNKNOWN,
    Amount,
    agreement,
    at_least,
    rounded,
    span,
    stated_amount,
    together,
)
from .overlap import Overlap

STAGES = ("", "planned", "pledged", "committed", "delivered")  # blank: of a total
Reading = tuple[Amount | None, str]  # an amount, None: without a rate; and as it is reported


@record
class Claim:
    """A pledge or a reported total, as all its reports together tell of it.

    ``kind`` says how the amount is known: exact, approximate, lower, upper, range (sources differ),
    disputed (so much that nothing bounds it), not_stated, or no_rate (stated in a currency that cannot
    be converted). ``first`` is the first day on which it can have been made (None: not known), ``last``
    the day from which it is certain.
    """

    name: str
    total: bool
    coalition: str
    donors: tuple[str, ...]
    form: str
    additional: bool
    stage: str
    amount: Amount
    kind: str
    reported: str
    item: str
    first: Day | None
    last: Day
    told: Day
    dated: bool
    foreign: bool
    includes: frozenset[str]
    lines: tuple[int, ...]
    disagree: bool

    @property
    def joint(self) -> bool:
        """Whether it is not one named donor's alone."""
        return len(self.donors) != 1

    @property
    def adds_up(self) -> bool:
        """Whether it is money of which an amount is stated: what sums are made of."""
        return self.form == "money" and self.amount.stated

    @property
    def silent(self) -> bool:
        """Whether it is money of which no source states an amount, in whatever currency."""
        return self.form == "money" and self.kind == "not_stated"

    @property
    def rows(self) -> Rows:
        """The rows behind it."""
        return {"totals" if self.total else "pledges": self.lines}


class Gifts:
    """All claims on what was given, in one currency, and what follows from them.

    Parameters
    ----------
    claims : iterable of Claim
    """

    def __init__(self, claims: Iterable[Claim]):
        self.claims = {claim.name: claim for claim in claims}
        self._holders = _holders(self.claims)
        groups = grouped(self.claims, key=lambda name: self.claims[name].coalition)
        clashes = {
            name: {other for other in group if not self.apart(name, other)}
            for group in groups.values()
            for name in group
        }
        amounts = {name: claim.amount for name, claim in self.claims.items()}
        self._overlap = Overlap(amounts, clashes)

    def select(
        self,
        coalition: str = ALL,
        form: str | None = None,
        total: bool | None = False,
        countries: Sequence[str] | None = None,
    ) -> tuple[Claim, ...]:
        """List pledges, reported totals or (None) both, of a coalition, a form, donors among countries."""
        return tuple(
            claim
            for claim in self.claims.values()
            if total in (None, claim.total)
            and coalition in (ALL, claim.coalition)
            and form in (None, claim.form)
            and (countries is None or not set(claim.donors).isdisjoint(countries))
        )

    def money(self, coalition: str) -> tuple[Claim, ...]:
        """List pledges of money and reported totals; what one coalition got in all is no total of all."""
        return self.select(coalition, "money", total=False if coalition == ALL else None)

    def holders(self, claim: Claim) -> frozenset[str]:
        """Name the claims that surely hold all of this one."""
        return self._holders[claim.name]

    def roots(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        """List those of some claims that lie in no other of them."""
        claims = tuple(claims)
        names = {claim.name for claim in claims}
        return tuple(claim for claim in claims if not names & self.holders(claim))

    def apart(self, name: str, other: str) -> bool:
        """Say whether two claims surely share no gift; else that is not known."""
        mine, theirs = {name} | self._holders[name], {other} | self._holders[other]
        if name in theirs or other in mine:
            return False
        return any(
            _never_shared(self.claims[first], self.claims[second])
            for first in mine
            for second in theirs
            if first not in theirs and second not in mine
        )

    def least(self, claims: Iterable[Claim]) -> Amount:
        """Give what some claims come to at least, if none that may lie in another is counted twice."""
        return at_least(self.claims[name].amount for name in self._apart(claims))

    def added(self, claims: Iterable[Claim], more: Iterable[Claim]) -> Amount:
        """Give how much more some claims surely come to with others.

        Where these take the place of what is "about", the difference is rounded down.
        """
        before, now = self._apart(claims), self._apart([*claims, *more])
        fresh, gone = (
            at_least(self.claims[name].amount for name in names)
            for names in (now - before, before - now)
        )
        if gone.low and (fresh.about or gone.about):
            sure = max(0.0, fresh.floor - replace(gone, high=gone.low).ceiling)
            return Amount(rounded(sure, ROUND_FLOOR), math.inf, fresh.strict)
        return replace(fresh, low=fresh.low - gone.low)

    def _apart(self, claims: Iterable[Claim]) -> set[str]:
        """Name those of some claims that are all surely apart and come to most."""
        return self._overlap.most_apart(claim.name for claim in claims)

    def told(self, claims: Iterable[Claim]) -> Amount:
        """Give the sum of what some pledges claim, as an interval, without what is not told.

        The least holds if every sum that may lie in another does, the most if all are apart; a
        reported total that holds them all bounds both.
        """
        claims = tuple(claims)
        low, roots = self.least(claims), self.roots(claims)
        apart = together(claim.amount for claim in roots)
        known = replace(low, about=low.about or apart.about).up_to(apart)
        for total in self.select(total=True):
            outside = [claim.amount for claim in roots if total.name not in self.holders(claim)]
            if len(outside) < len(roots):
                known = known.up_to(together([total.amount, *outside]))
        return known

    def disclosed(self, claims: Iterable[Claim]) -> Amount:
        """Add up the pledges of single named donors."""
        return self.told(c for c in claims if c.adds_up and not (c.joint or c.total))

    def so_far(self, coalition: str, day: Day) -> Amount:
        """Give what money was given up to a day, told or not: bounded above by reported totals only."""
        known = self.least(claim for claim in self.money(coalition) if claim.last <= day)
        for total in self.select(coalition, total=True):
            whole = coalition != ALL and total.form in ("money", "all") and not total.donors
            if whole and _not_before(total, day):
                known = known.up_to(total.amount)
        return known

    def contradictions(self, coalition: str = ALL) -> tuple[Claim, ...]:
        """List the claims that cannot be as much as what surely lies in them."""
        return tuple(
            claim
            for claim in self.select(coalition, total=None)
            if agreement([self._held(claim), claim.amount]) is None
        )

    def _held(self, whole: Claim) -> Amount:
        """Give the least that surely lies in a claim; what may be nothing exceeds no sum."""
        return self.least(
            claim
            for claim in self.claims.values()
            if claim.amount.low and whole.name in self.holders(claim)
        )


def _never_shared(claim: Claim, other: Claim) -> bool:
    """Say whether two claims are on different gifts: by coalition, form, donors, or as told later."""
    return (
        claim.coalition != other.coalition
        or (claim.form != other.form and "all" not in (claim.form, other.form))
        or not (set(claim.donors) & set(other.donors) or () in (claim.donors, other.donors))
        or _on_top(claim, other)
        or _on_top(other, claim)
    )


def _on_top(additional: Claim, other: Claim) -> bool:
    """Say whether a claim is on top of another: its source calls it so, and the other was told before."""
    if not additional.additional:
        return False
    if other.told < additional.told:
        return True
    if other.total:
        return False
    same_report = other.told == additional.told and not other.additional
    return same_report or (additional.first is not None and other.last < additional.first)


def _not_before(total: Claim, day: Day) -> bool:
    return total.first is not None and total.first >= day


def _holders(claims: dict[str, Claim]) -> dict[str, frozenset[str]]:
    """For each claim, the names of those that surely hold all of it."""
    wholes = [claim for claim in claims.values() if claim.total or claim.includes]
    direct = {
        name: {
            whole.name for whole in wholes if name in whole.includes or _held_by_total(claim, whole)
        }
        for name, claim in claims.items()
    }
    return {name: frozenset(reached(name, direct) - {name}) for name in claims}


def _held_by_total(claim: Claim, total: Claim) -> bool:
    return (
        total.total
        and claim is not total
        and claim.coalition == total.coalition
        and total.form in (claim.form, "all")
        and _not_before(total, claim.last)
        and (not total.donors or set() < set(claim.donors) <= set(total.donors))
    )


@kept
def gifts(dataset: Dataset, currency: str = "EUR") -> Gifts:
    """Give all claims of a dataset on what was given, worked out once for each currency.

    Parameters
    ----------
    dataset : Dataset
    currency : {"EUR", "USD"}
        Other currencies are converted at the European Central Bank's rate of the day.
    """
    totals = [
        row | {"pledge_id": f"total in line {row['line']}", "announced": row["date"]}
        for row in dataset.records("totals")
    ]
    reports = [
        row | {"told": dataset.published[row["source_id"]], "total": table is totals}
        for table in (dataset.records("pledges"), totals)
        for row in table
    ]
    groups = grouped(reports, key=itemgetter("pledge_id"))
    return Gifts(_claim(name, rows, currency) for name, rows in groups.items())


def _claim(name: str, rows: list[dict], currency: str) -> Claim:
    """Make one claim of all reports of it."""
    rows = sorted(rows, key=itemgetter("told"), reverse=True)
    latest = rows[0]
    first, last, dates_fit = agreed(told_by(row["announced"], row["told"]) for row in rows)
    readings = [_read(row, currency, last) for row in rows if row["amount"] is not None]
    amount, kind, amounts_fit = _how_much(readings, any(row["comparator"] == "~" for row in rows))
    counted = [row for row in rows if row.get("quantity")]
    counts = (stated_amount(row["comparator"], row["quantity"], False) for row in counted)
    counts_fit = not counted or agreement(counts) is not None
    return Claim(
        name=name,
        total=latest["total"],
        coalition=latest["coalition_id"],
        donors=tuple(sorted({donor for row in rows for donor in (row["donors"] or "").split()})),
        form=latest["form"],
        additional=any(row.get("additional") == "yes" for row in rows),
        stage=max((row.get("stage", "") for row in rows), key=STAGES.index),
        amount=amount,
        kind=kind,
        reported=_reported([words for _, words in readings], amounts_fit),
        item=_reported([item_words(row) for row in counted or rows], counts_fit),
        first=first,
        last=last,
        told=rows[-1]["told"],
        dated=any(row["announced"] for row in rows),
        foreign=any(row["currency"] not in (None, currency) for row in rows),
        includes=frozenset(part for row in rows for part in (row.get("includes") or "").split()),
        lines=tuple(sorted(row["line"] for row in rows)),
        disagree=not (dates_fit and amounts_fit and counts_fit),
    )


def _read(row: dict, currency: str, day: Day) -> Reading:
    """Give a stated amount in the currency asked for, if there is a rate, and as it is reported."""
    words = amount_words(row["comparator"], row["amount"], row["currency"])
    value = converted(row["amount"], row["currency"], day, currency)
    if math.isnan(value):
        return None, f"{words} (no rate to {currency})"
    foreign = row["currency"] != currency
    amount = stated_amount(row["comparator"], value, converted=foreign)
    return amount, f"{words} ({amount.words(currency)})" if foreign else words


def _how_much(readings: Sequence[Reading], vague: bool) -> tuple[Amount, str, bool]:
    """Say how much all reports together tell, how that is known, and whether they fit each other."""
    amounts = [amount for amount, _ in readings if amount is not None]
    if not amounts:
        return UNKNOWN, "no_rate" if readings else "not_stated", True
    agreed = agreement(amounts)
    if agreed is None:
        whole = span(amounts)
        return whole, "range" if whole.stated else "disputed", False
    if agreed.low == agreed.high:
        return agreed, "approximate" if agreed.about and vague else "exact", True
    if agreed.low == 0:
        return agreed, "upper", True
    return agreed, "lower" if math.isinf(agreed.high) else "range", True


def _reported(wordings: Sequence[str], fit: bool) -> str:
    """Write the amount as the sources report it: where they fit as the newest does, else as all do."""
    if not fit:
        return f"{' or '.join(dict.fromkeys(wordings))} (sources disagree)"
    return wordings[0] if wordings else "amount not stated"
