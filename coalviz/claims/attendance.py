"""Who came to which meeting, by the account of each source."""

from itertools import combinations
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
        """How many came, if as many as can be are in two of the roles."""
        return max(
            sum(seats.count for seats in some)
            for count in range(len(self.seats) + 1)
            for some in combinations(self.seats, count)
            if not any(_may_share(*pair) for pair in combinations(some, 2))
        )

    @property
    def total(self) -> str:
        """How many came, as an interval where that is open."""
        return between(self.least, self.most)


def _may_share(group: Seats, other: Seats) -> bool:
    """Say whether some who came may be in both: a party is named once, in the role that fits it best."""
    return any(
        not counted.named
        and (
            group.role == counted.role
            or "unstated" in (group.role, counted.role)
            or (group.role, counted.role) == ("lead", "member")
        )
        for group, counted in ((group, other), (other, group))
    )


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
