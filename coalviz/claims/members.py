"""Who is said to belong to a coalition, since when, until when, and where sources contradict each other.

A source that names a party as leading, founding or being a member says that it is in when the source
is published. A membership lasts until a source says that it ended. A list that a source gives as one
of all members says that nobody else is in then; any other list says nothing of those it leaves out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd

from ..dataset import Dataset, kept, one_coalition
from ..dates import Day, Span, agreed, bounds, told_by
from ..groups import Rows, grouped, record, rows_together
from ..money import COMPARATORS
from .frames import frame

INSIDE = ("lead", "founder", "member", None)  # roles of those that are in
DAY = datetime.timedelta(days=1)
Standing = Literal["in", "possible", "out"]


@record
class Report:
    """What one source says of one party."""

    party: str
    role: str | None
    source: str
    publisher: str
    published: Day
    joined: str | None
    left: str | None
    complete: bool
    note: str | None
    line: int

    @property
    def inside(self) -> bool:
        """Whether it says that the party is, or was, in."""
        return self.role in INSIDE

    @property
    def since(self) -> Span:
        """The first and the last day on which the party can have come in, by this source."""
        latest = self.until[1] - DAY if self.left else self.published
        first, last = told_by(self.joined, latest)
        if first and first > latest:  # it is told that the party will come in
            return first, bounds(self.joined)[1] or first
        return first, last

    @property
    def until(self) -> Span:
        """The first and the last day on which the party can have left, by this source."""
        return told_by(self.left, self.published)

    @property
    def dated(self) -> bool:
        """Whether it says more of the joining than that it was over by publication."""
        return self.joined is not None and self.joined != f"../{self.published}"

    @property
    def rows(self) -> Rows:
        """Its row in the memberships table."""
        return {"memberships": (self.line,)}


@record
class Member:
    """A party that some source has in, with what all sources together leave open.

    ``first``: the first day on which it can have been in (None: from ever), ``sure``: the day from
    which it is, unless it has left, ``gone``: the first and the last day on which it can have left,
    ``doubts``: times, from a day to another (None: until today), in which a list of all members
    leaves it out, or a source has it outside.
    """

    party: str
    first: Day | None
    sure: Day
    gone: Span | None
    returned: bool
    doubts: tuple[tuple[Day, Day | None], ...]
    reports: tuple[Report, ...]
    rows: Rows
    dates_fit: bool

    @property
    def dated(self) -> bool:
        """Whether a source states when it came in."""
        return any(report.dated for report in self.reports)

    @property
    def inside(self) -> list[Report]:
        """What those sources say that have it in."""
        return [report for report in self.reports if report.inside]


@record
class Headcount:
    """A reported number of members, beside those who were named by its day."""

    day: Day
    date: str | None
    comparator: str
    count: int
    publisher: str
    rows: Rows
    then: Moment

    @property
    def number(self) -> str:
        """The number as it is reported, such as "more than 20"."""
        return f"{COMPARATORS[self.comparator]}{self.count}"


@kept
def reports(dataset: Dataset, coalition: str) -> tuple[Report, ...]:
    """List what each source says of each party, the earliest source first."""
    every = [
        Report(
            party=row["party_id"],
            role=row["role"],
            source=row["source_id"],
            publisher=dataset.publishers[row["source_id"]],
            published=dataset.published[row["source_id"]],
            joined=row["joined"],
            left=row["left"],
            complete=row["list"] == "complete",
            note=row["note"],
            line=row["line"],
        )
        for row in dataset.records("memberships")
        if row["coalition_id"] == coalition
    ]
    return tuple(sorted(every, key=lambda report: (report.published, report.source)))


@kept
def members(dataset: Dataset, coalition: str) -> tuple[Member, ...]:
    """Give every party that some source has in, with what all sources together leave open."""
    every = reports(dataset, coalition)
    lists = _complete_lists(every)
    return tuple(
        _member(party, group, lists)
        for party, group in grouped(every, key=lambda report: report.party).items()
        if any(report.inside for report in group)
    )


def _complete_lists(every: Iterable[Report]) -> list[tuple[Day, frozenset[str]]]:
    """Give the lists of all members: the day of each, and who stands in it."""
    inside = [report for report in every if report.inside and not report.left]
    return [
        (group[0].published, frozenset(report.party for report in group))
        for group in grouped(inside, key=lambda report: report.source).values()
        if any(report.complete for report in group)
    ]


def _member(
    party: str,
    group: Sequence[Report],
    lists: Iterable[tuple[Day, frozenset[str]]],
) -> Member:
    inside = [report for report in group if report.inside]
    gone, returned = _leaving(inside)
    first, sure, fit = agreed(report.since for report in inside if not comes_back(report, gone))
    absent = sorted(day for day, listed in lists if party not in listed)
    if fit:
        before = [day for day in absent if day < sure and not _may_be_gone(gone, day)]
        first = max([first, *(day + DAY for day in before)], key=lambda day: day or Day.min)
    named = sorted(report.published for report in inside if not report.left)
    outside = [report.published for report in group if not report.inside]
    doubts = tuple(
        (day, next((again for again in named if again > day), None))
        for day in sorted([*absent, *outside])
        if sure <= day and not _may_be_gone(gone, day)
    )
    rows = rows_together(group)
    return Member(party, first, sure, gone, returned, doubts, tuple(group), rows, fit)


def _leaving(inside: Sequence[Report]) -> tuple[Span | None, bool]:
    """Intersect what is said of the leaving, and say whether a later source has the party in again."""
    spans = [report.until for report in inside if report.left]
    if not spans:
        return None, False
    last = min(last for _, last in spans)
    first = max((first for first, _ in spans if first), default=None)
    first = min(first, last) if first else None
    again = any(not report.left and report.published > last for report in inside)
    return (first, last), again


def comes_back(report: Report, gone: Span | None) -> bool:
    """Say whether a source has the party in again, after it left: that says nothing of the first time."""
    return bool(gone and not report.left and (report.since[0] or Day.min) >= gone[1])


def _may_be_gone(gone: Span | None, day: Day) -> bool:
    return gone is not None and (gone[0] is None or gone[0] <= day)


def standing(member: Member, day: Day) -> Standing:
    """Say whether a party is surely in, possibly in, or out on a day."""
    if member.first and day < member.first:
        return "out"
    if member.gone and day >= member.gone[1] and not member.returned:
        return "out"
    doubted = any(start <= day and (end is None or day < end) for start, end in member.doubts)
    early = day < member.sure
    return "possible" if early or doubted or _may_be_gone(member.gone, day) else "in"


@record
class Moment:
    """Who is surely in, and who possibly besides, from a day on."""

    day: Day
    surely: tuple[str, ...]
    possibly: tuple[str, ...]

    @property
    def least(self) -> int:
        """How many are in at least."""
        return len(self.surely)

    @property
    def most(self) -> int:
        """How many are in at most."""
        return self.least + len(self.possibly)


def at(dataset: Dataset, coalition: str, day: Day) -> Moment:
    """Say who is surely in on a day, and who possibly besides."""
    by_standing = grouped(members(dataset, coalition), key=lambda member: standing(member, day))
    surely, possibly = by_standing.get("in", []), by_standing.get("possible", [])
    return Moment(day, tuple(m.party for m in surely), tuple(m.party for m in possibly))


@kept
def moments(dataset: Dataset, coalition: str) -> tuple[Moment, ...]:
    """Say for each day on which that may change who is in."""
    days: set[Day | None] = set()
    for member in members(dataset, coalition):
        days.update((member.first, member.sure), member.gone or (), *member.doubts)
        days.update(report.published for report in member.reports)
    return tuple(at(dataset, coalition, day) for day in sorted(day for day in days if day))


@kept
def headcounts(dataset: Dataset, coalition: str) -> tuple[Headcount, ...]:
    """List the reported numbers of members, each beside those who were named by its day."""
    rows = [row for row in dataset.records("headcounts") if row["coalition_id"] == coalition]
    dated = [(told_by(row["date"], dataset.published[row["source_id"]])[1], row) for row in rows]
    heads = [
        Headcount(
            day=day,
            date=row["date"],
            comparator=row["comparator"],
            count=row["count"],
            publisher=dataset.publishers[row["source_id"]],
            rows={"headcounts": (row["line"],)},
            then=at(dataset, coalition, day),
        )
        for day, row in dated
    ]
    return tuple(sorted(heads, key=lambda head: head.day))


# ---- for analysis of one's own


def membership_claims(dataset: Dataset, coalition: str | None = None) -> pd.DataFrame:
    """List who is named as part of a coalition, by whom, and since when: a row for each party and source.

    Returns
    -------
    pandas.DataFrame
        ``party_id``, ``role``, ``joined``, ``left``, ``source_id``, ``published``, ``complete`` (in a
        list of all members), ``stated`` (the source says more of the joining than that it was over
        by the day of publication), ``line`` (in the memberships table).

    Raises
    ------
    ValueError
        If there is no such coalition.

    Examples
    --------
    >>> import coalviz
    >>> claims = coalviz.membership_claims(coalviz.load())
    >>> claims.loc[claims["stated"], ["party_id", "joined"]].values.tolist()
    [['NLD', '2024-01-27']]
    """
    return frame(
        reports(dataset, one_coalition(dataset, coalition)),
        "party_id role joined left source_id published complete stated line",
        party_id="party",
        source_id="source",
        stated="dated",
    )


def members_by_day(dataset: Dataset, coalition: str | None = None) -> pd.DataFrame:
    """Say for each day on which it may change who is surely a member, and who possibly besides.

    Observers, and parties that intend to join, are no members.

    Returns
    -------
    pandas.DataFrame
        ``day``, ``surely`` and ``possibly`` (tuples of party_id).

    Raises
    ------
    ValueError
        If there is no such coalition.

    Examples
    --------
    >>> import coalviz
    >>> last = coalviz.members_by_day(coalviz.load()).iloc[-1]
    >>> len(last["surely"]), last["possibly"]
    (11, ('JPN',))
    """
    return frame(moments(dataset, one_coalition(dataset, coalition)), "day surely possibly")
