"""What a chart of pledges asks for, and all that the claims answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ..dataset import Dataset, known_coalition, known_parties
from ..money import base_currency, reference
from .amounts import Amount
from .donors import Share, in_unit, shares
from .pledges import Claim, Gifts, gifts
from .sums import Step, Sum, added_up, steps


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
    def gifts(self) -> Gifts:
        """All claims on what was given, to whomever."""
        return gifts(self.dataset, self.currency)

    @cached_property
    def pledges(self) -> tuple[Claim, ...]:
        """The pledges asked for."""
        return self.gifts.select(self.coalition, countries=self.countries)

    @property
    def totals(self) -> tuple[Claim, ...]:
        """The reported totals of money."""
        return self.gifts.select(self.coalition, "money", total=True)

    @property
    def money(self) -> tuple[Claim, ...]:
        """The claims on money: pledges, and of one coalition its reported totals."""
        return self.gifts.money(self.coalition)

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """What is told of each donor and joint sum."""
        figures, wanted = reference(self.dataset, self.unit), set(self.countries or ())
        return tuple(
            in_unit(share, figures, self.unit)
            for share in shares(self.dataset, self.coalition, self.currency)
            if self.countries is None or wanted & set(share.donors)
        )

    @property
    def result(self) -> Sum:
        """What the pledges come to."""
        return added_up(self.dataset, self.coalition, self.currency, self.countries)

    @property
    def total(self) -> Amount:
        """What was given in all: as reported if there is a total, else what the pledges come to."""
        return self.result.so_far if self.result.newest_total else self.result.told

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was given by each day."""
        return steps(self.dataset, self.coalition, self.currency)

    @cached_property
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
