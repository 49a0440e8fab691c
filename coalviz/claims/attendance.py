"""Who came to which meeting, by the account of each source."""

from __future__ import annotations

from operator import itemgetter

from ..dataset import ALL, Dataset
from ..dates import latest
from ..grammar import between
from ..groups import Rows, grouped, record, rows_together


@record
class Seats:
    """Those who came in one role: named parties, or else only a number of them."""

    role: str
    parties: tuple[str, ...]
    count: int
    rows: Rows

    @property
    def named(self) -> bool:
        """Whether the source says who they are."""
        return bool(self.parties)


@record
class Account:
    """What one source tells of who came to one meeting."""

    event: dict
    publisher: str
    seats: tuple[Seats, ...]
    notes: tuple[str, ...]

    @property
    def rows(self) -> Rows:
        """The rows on those who came, and on the meeting."""
        return {**rows_together(self.seats), "events": (self.event["line"],)}

    @property
    def unnamed(self) -> int:
        """How many are only counted."""
        return sum(seats.count for seats in self.seats if not seats.named)

    @property
    def most(self) -> int:
        """How many came, if none that is named is among the counted."""
        return sum(seats.count for seats in self.seats)

    @property
    def least(self) -> int:
        """How many came, if those named are among the counted of a role that fits them."""
        named = [seats for seats in self.seats if seats.named]
        return self.most - sum(
            min(seats.count, sum(other.count for other in named if _fits(other.role, seats.role)))
            for seats in self.seats
            if not seats.named
        )

    @property
    def total(self) -> str:
        """How many came, as an interval where that is open."""
        return between(self.least, self.most)


def _fits(named: str, counted: str) -> bool:
    """Say whether one that is named in a role may be among those who are counted in another."""
    leading = (named, counted) == ("lead", "member")
    return named == counted or leading or "unstated" in (named, counted)


def accounts(dataset: Dataset, coalition: str) -> list[Account]:
    """List what each source tells of each meeting, the earliest meeting first."""
    events = {
        row["event_id"]: row
        for row in reversed(dataset.records("events"))
        if coalition in (ALL, row["coalition_id"])
    }
    rows = [row for row in dataset.records("attendance") if row["event_id"] in events]
    told = [
        Account(
            events[event],
            dataset.publishers[source],
            _seats(group),
            tuple(row["note"] for row in group if row["note"]),
        )
        for (event, source), group in grouped(rows, itemgetter("event_id", "source_id")).items()
    ]
    return sorted(told, key=lambda account: latest(account.event["date"] or "9999", dataset.day))


def _seats(rows: list[dict]) -> tuple[Seats, ...]:
    """Put the rows of one role together, those named and those only counted apart."""
    groups = grouped(rows, key=lambda row: (row["role"] or "unstated", bool(row["party_id"])))
    return tuple(
        Seats(
            role,
            tuple(row["party_id"] for row in group if named),
            len(group) if named else sum(row["count"] for row in group),
            {"attendance": tuple(row["line"] for row in group)},
        )
        for (role, named), group in groups.items()
    )
