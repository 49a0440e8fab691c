"""Who is said to belong to a coalition, since when, until when, and where sources contradict each other.

A source that names a party as leading, founding or being a member says that it is in when the source
is published. A membership lasts until a source says that it ended. A list that a source gives as one
of all members says that nobody else is in then; any other list says nothing of those it leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Literal

import pandas as pd

from ..dataset import Dataset, kept, one_coalition
from ..dates import DAY, Day, Span, agreed, bounds, told_by, words
from ..grammar import between
from ..groups import Rows, grouped, record, rows_together
from ..money import COMPARATORS
from .frames import frame

INSIDE = ("lead", "founder", "member", None)  # roles of those that are in
NEVER = (Day.max, Day.max)
Standing = Literal["in", "possible", "out"]


@record
class Report:
    """What one source says of one party; ``teller``: its publisher, with ``when`` if it has several."""

    party: str
    role: str | None
    source: str
    publisher: str
    teller: str
    published: Day
    when: str
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

    ``first``: the first day on which it can have been in (``Day.min``: from ever), ``sure``: the day from
    which it is, unless it has left, ``gone``: the first and the last day on which it can have left
    (``NEVER``: no source says that it did), ``doubts``: times, from a day to another (None: until
    today), in which a list of all members leaves it out, or a source has it outside, ``later``: its
    next time, where a source tells that it came back.
    """

    party: str
    first: Day
    sure: Day
    gone: Span
    returned: bool
    doubts: tuple[tuple[Day, Day | None], ...]
    reports: tuple[Report, ...]
    rows: Rows
    dates_fit: bool
    later: Member | None

    @property
    def times(self) -> list[Member]:
        """The times in which it was in, one after the other."""
        return [self, *(self.later.times if self.later else [])]

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
        return f"{COMPARATORS[self.comparator].replace('less', 'fewer')}{self.count}"


@kept
def reports(dataset: Dataset, coalition: str) -> tuple[Report, ...]:
    """List what each source says of each party, the earliest source first."""
    rows = [row for row in dataset.records("memberships") if row["coalition_id"] == coalition]
    tellings = Counter(map(dataset.publishers.get, {row["source_id"] for row in rows}))
    stated = {row["source_id"]: row["published"] for row in dataset.records("sources")}
    every = []
    for row in rows:
        source = row["source_id"]
        publisher, when = dataset.publishers[source], words(stated[source])
        every.append(
            Report(
                party=row["party_id"],
                role=row["role"],
                source=source,
                publisher=publisher,
                teller=f"{publisher}{f' of {when}' * (tellings[publisher] > 1)}",
                published=dataset.published[source],
                when=when,
                joined=row["joined"],
                left=row["left"],
                complete=row["list"] == "complete",
                note=row["note"],
                line=row["line"],
            )
        )
    return tuple(sorted(every, key=attrgetter("published", "source")))


@kept
def members(dataset: Dataset, coalition: str) -> tuple[Member, ...]:
    """Give every party that some source has in, with what all sources together leave open."""
    every = reports(dataset, coalition)
    inside = [report for report in every if report.inside and not report.left]
    named = {(report.source, report.party) for report in inside}
    lists = {report.source: report.published for report in inside if report.complete}
    return tuple(
        _member(
            party, group, [day for source, day in lists.items() if (source, party) not in named]
        )
        for party, group in grouped(every, key=attrgetter("party")).items()
        if any(report.inside for report in group)
    )


def _member(
    party: str, group: Sequence[Report], absent: Sequence[Day], back: Day = Day.min
) -> Member:
    """Put together what is said of a time that began no earlier than a day, and of those after it."""
    inside = [report for report in group if report.inside]
    outside = [report for report in group if not report.inside]
    again = _day_of_return(inside)
    own = [report for report in inside if report.until[1] < again]
    after = [report for report in inside if report.until[1] >= again]
    gone = agreed([report.until for report in own if report.left] or [NEVER])[:2]
    told = [*own, *(report for report in after if report.since[1] < gone[1])]
    begin, sure, fit = agreed((report.since[0] or back, report.since[1]) for report in told)
    stayed = gone[0] or Day.min  # surely, once it was in
    before = [day + DAY for day in absent if day < min(sure, stayed)] if fit else []
    named = [report.published for report in inside if not report.left]
    doubts = tuple(
        (day, next((later for later in named if later > day), None))
        for day in sorted([*absent, *(report.published for report in outside)])
        if sure <= day < stayed
    )
    rest = [
        report if (report.since[0] or back) >= gone[1] else replace(report, joined=None)
        for report in after
    ]
    return Member(
        party=party,
        first=max([begin or back, *before]),
        sure=sure,
        gone=gone,
        returned=any(not report.left and report.published > gone[1] for report in own),
        doubts=doubts,
        reports=(*told, *outside),
        rows=rows_together(group),
        dates_fit=fit,
        later=_member(party, [*rest, *outside], absent, gone[1]) if rest else None,
    )


def _day_of_return(inside: Sequence[Report]) -> Day:
    """Say from when on all that is said is of a next time; never, unless one came in after it left."""
    gone = min((report.until[1] for report in inside if report.left), default=Day.max)
    begun = [report.since[0] or Day.min for report in inside if report.until[1] > gone]
    return min((max(day, gone + DAY) for day in begun if day >= gone), default=Day.max)


def standing(member: Member, day: Day) -> Standing:
    """Say whether a party is surely in, possibly in, or out on a day."""
    begun = [time for time in member.times if time.first <= day]
    if not begun:
        return "out"
    time = begun[-1]
    first, last = time.gone
    if day >= last and not time.returned:
        return "out"
    doubted = any(start <= day and (end is None or day < end) for start, end in time.doubts)
    open_still = day < time.sure or doubted or (first or Day.min) <= day
    return "possible" if open_still else "in"


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

    def number(self, nothing: str = "0") -> str:
        """How many are in, as an interval where that is open."""
        return between(self.least, self.most, nothing)


@kept
def at(dataset: Dataset, coalition: str, day: Day) -> Moment:
    """Say who is surely in on a day, and who possibly besides."""
    told = grouped(members(dataset, coalition), key=lambda member: standing(member, day))
    surely, possibly = (
        tuple(member.party for member in told.get(known, ())) for known in ("in", "possible")
    )
    return Moment(day, surely, possibly)


@kept
def moments(dataset: Dataset, coalition: str) -> tuple[Moment, ...]:
    """Say for each day on which that may change who is in."""
    days: set[Day | None] = set()
    for member in members(dataset, coalition):
        for time in member.times:
            days.update((time.first, time.sure), time.gone, *time.doubts)
            days.update(report.published for report in time.reports)
    return tuple(
        at(dataset, coalition, day) for day in sorted(filter(None, days - {Day.min, *NEVER}))
    )


@kept
def headcounts(dataset: Dataset, coalition: str) -> tuple[Headcount, ...]:
    """List the reported numbers of members, each beside those who were named by its day."""
    heads = []
    for row in dataset.records("headcounts"):
        if row["coalition_id"] == coalition:
            day = told_by(row["date"], dataset.published[row["source_id"]])[1]
            heads.append(
                Headcount(
                    day=day,
                    date=row["date"],
                    comparator=row["comparator"],
                    count=row["count"],
                    publisher=dataset.publishers[row["source_id"]],
                    rows={"headcounts": (row["line"],)},
                    then=at(dataset, coalition, day),
                )
            )
    return tuple(sorted(heads, key=attrgetter("day")))


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
