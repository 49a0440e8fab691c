"""What a chart of pledges asks for, and all that the claims answer to it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from ..dataset import ALL, Dataset, kept, known_coalition, known_parties
from ..dates import Day
from ..groups import record
from ..money import base_currency, reference
from .amounts import Amount
from .donors import Share, in_unit, shares
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
    have been given by then, which are the ``open`` ones. ``disclosed``: the part of the certain that
    single donors gave.
    """

    day: Day
    certain: Amount
    possible: Amount
    disclosed: Amount
    claims: tuple[Claim, ...]
    open: tuple[Claim, ...]


@dataclass(frozen=True)
class Scope:
    """Pledges to a coalition, or to all, in a unit; of some countries or of all."""

    dataset: Dataset
    coalition: str  # or all
    unit: str
    currency: str  # in which amounts are added up
    countries: tuple[str, ...] | None = None

    @classmethod
    def of(
        cls,
        dataset: Dataset,
        coalition: str | None = None,
        unit: str = "EUR",
        countries: Sequence[str] | None = None,
    ) -> Scope:
        """Ask for a coalition, a unit and countries that are there; a ValueError names the nearest."""
        coalition, parties = known_coalition(dataset, coalition), known_parties(dataset, countries)
        return cls(dataset, coalition, unit, base_currency(unit), parties)

    @property
    def memory(self) -> dict[Hashable, Any]:
        """What was worked out for it, kept with the dataset."""
        return self.dataset.memory.setdefault((self.coalition, self.unit, self.countries), {})

    @property
    def gifts(self) -> Gifts:
        """All claims on what was given, to whomever."""
        return gifts(self.dataset, self.currency)

    @property
    @kept
    def pledges(self) -> tuple[Claim, ...]:
        """The pledges asked for."""
        return self.gifts.select(self.coalition, countries=self.countries)

    @property
    def totals(self) -> tuple[Claim, ...]:
        """The reported totals, of money or not."""
        return self.gifts.select(self.coalition, total=True)

    @property
    def aside(self) -> list[Claim]:
        """The reported totals that are not of money alone."""
        return [total for total in self.totals if total.form != "money"]

    @property
    def money(self) -> tuple[Claim, ...]:
        """The claims on money: pledges, and of one coalition its reported totals."""
        return self.gifts.money(self.coalition)

    @property
    @kept
    def shares(self) -> tuple[Share, ...]:
        """What is told of each donor and joint sum."""
        figures, wanted = reference(self.dataset, self.unit), set(self.countries or ())
        return tuple(
            in_unit(share, figures, self.unit)
            for share in shares(self.dataset, self.coalition, self.currency)
            if self.countries is None or wanted & set(share.donors)
        )

    @property
    @kept
    def result(self) -> Sum:
        """What the pledges come to."""
        every, whole = self.gifts, self.countries is None
        money = [claim for claim in self.pledges if claim.form == "money"]
        kinds = [claim.kind if claim.form == "money" else claim.form for claim in self.pledges]
        totals = [
            total
            for total in self.totals
            if whole and self.coalition != ALL and total.adds_up and not total.donors
        ]
        return Sum(
            told=every.told(money),
            so_far=every.so_far(self.coalition, self.dataset.day or Day.max),
            disclosed=every.disclosed(money),
            outside={kind: kinds.count(kind) for kind in OUTSIDE},
            contradictions=every.contradictions(self.coalition) if whole else (),
            # of those of all donors to this coalition, the one that holds for the latest day
            newest_total=max(totals, key=attrgetter("last", "told"), default=None),
        )

    @property
    def total(self) -> Amount:
        """What was given in all: as reported if there is a total, else what the pledges come to."""
        return self.result.so_far if self.result.newest_total else self.result.told

    @property
    @kept
    def steps(self) -> tuple[Step, ...]:
        """What was given by each day on which that changes, certainly and possibly."""
        days = {day for claim in self.money for day in (claim.first, claim.last) if day}
        return tuple(map(self.at, sorted(days)))

    def at(self, day: Day) -> Step:
        """What was given by a day, certainly and possibly."""
        begun = [claim for claim in self.money if (claim.first or day) <= day]
        certain = tuple(claim for claim in begun if claim.last <= day)
        return Step(
            day=day,
            certain=self.gifts.least(certain),
            possible=self.gifts.least(begun),
            disclosed=self.gifts.disclosed(certain),
            claims=certain,
            open=tuple(claim for claim in begun if claim.last > day),
        )

    @property
    def whole(self) -> Scope:
        """The same of all countries."""
        return replace(self, countries=None)

    @property
    def counted(self) -> list[Claim]:
        """The pledges of money that add up: those that the newest total holds, if there is one."""
        total = self.result.newest_total
        return [
            claim
            for claim in self.pledges
            if claim.adds_up and (total is None or total.name in self.gifts.holders(claim))
        ]

    @property
    def silent(self) -> bool:
        """Whether no source states an amount of money, in whatever currency."""
        return all(claim.silent for claim in self.money)

    @property
    def divisors(self) -> list[int]:
        """The lines of the reference figures by which amounts are divided."""
        donors = {donor for share in self.shares for donor in share.donors}
        figures = reference(self.dataset, self.unit)
        return [line for donor, (_, line) in figures.items() if donor in donors]
