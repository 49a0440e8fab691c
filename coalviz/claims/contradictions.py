"""Where sources contradict each other on members: what they cannot all be right about."""

from collections.abc import Iterable, Sequence
from itertools import combinations

import pandas as pd

from ..dataset import Dataset, kept, one_coalition
from ..dates import bounds, words
from ..grammar import called, listed, sentence
from ..groups import record
from .amounts import Amount, agreement, stated_amount
from .frames import frame
from .members import Headcount, Member, Report, headcounts, members, reports


@record
class Contradiction:
    """What sources cannot both be right about: membership, role, joined, left or count."""

    party: str
    about: str
    said: str
    table: str
    lines: tuple[int, ...]

    @property
    def key(self) -> tuple:
        """What it is, whatever its wording; of numbers there may be several."""
        return self.party, self.about, self.lines if self.about == "count" else ()


@kept
def contradictions(dataset: Dataset, coalition: str) -> tuple[Contradiction, ...]:
    """List what the sources cannot all be right about, by content: the wording does not matter."""
    every = reports(dataset, coalition)
    apart = [
        Contradiction(
            party=member.party,
            about=about,
            said=f"{sentence(called(dataset.names[member.party]))} {text}",
            table="memberships",
            lines=member.rows["memberships"],
        )
        for member in members(dataset, coalition)
        for time in member.times
        for about, text in _about(time, every)
        if text
    ]
    return (*apart, *_counts_apart(dataset, coalition))


def _about(member: Member, every: Sequence[Report]) -> Iterable[tuple[str, str]]:
    """Say of each kind of contradiction how a party is in one; empty: it is not."""
    return {
        "membership": _left_out(member, every),
        "role": _outside(member),
        "joined": "" if member.dates_fit else _entries(member),
        "left": _returned(member),
    }.items()


def _tellers(reports: Iterable[Report]) -> str:
    """List the sources of reports by name."""
    return listed(dict.fromkeys(report.teller for report in reports), most=2)


def _left_out(member: Member, every: Iterable[Report]) -> str:
    """Say which lists of all members do not name a party, in any role, that another source has in."""
    open_doubts = [start for start, end in member.doubts if end is None]
    naming = {report.source for report in member.reports}
    silent = [
        report
        for report in every
        if report.complete and report.published in open_doubts and report.source not in naming
    ]
    return f"is named by {_tellers(member.inside)}, not by {_tellers(silent)}" if silent else ""


def _outside(member: Member) -> str:
    """Say which sources have a party outside after others had it in."""
    doubted = {start for start, _ in member.doubts}
    outside = [r for r in member.reports if not r.inside and r.published in doubted][:2]
    if not outside:
        return ""
    roles = [
        f"as {r.role} by {r.teller}" if r.role else f"by {r.teller}"
        for r in (*member.inside[:2], *outside)
    ]
    return f"is named {listed(roles)}".replace("as intending", "as intending to join")


def _entries(member: Member) -> str:
    """Say which days of joining do not fit, or that a source had the party in before."""
    when = [f"{words(r.joined)} ({r.teller})" for r in member.inside if r.joined]
    if len(when) > 1:
        return f"joined {' or '.join(when)}"
    return f"joined {when[0]}, but was named before ({member.inside[0].teller})"


def _returned(member: Member) -> str:
    """Say who has a party in again after it left, of which no source tells that it came back."""
    if not member.returned:
        return ""
    left = _tellers(report for report in member.inside if report.left)
    again = [r for r in member.inside if not r.left and r.published > member.gone[1]]
    return f"has left according to {left}, and is in according to {_tellers(again)}"


def _counts_apart(dataset: Dataset, coalition: str) -> list[Contradiction]:
    """Find two numbers of members for one and the same day that cannot both be right."""
    heads = headcounts(dataset, coalition)
    of_a_day = [head for head in heads if head.date and len(set(bounds(head.date))) == 1]
    apart = []
    for head, other in combinations(of_a_day, 2):
        if head.date == other.date and agreement([_count(head), _count(other)]) is None:
            text = (
                f"{words(head.date)}: {head.number} members according to {head.publisher}, "
                f"{other.number} according to {other.publisher}"
            )
            lines = (*head.rows["headcounts"], *other.rows["headcounts"])
            apart.append(Contradiction("", "count", text, "headcounts", lines))
    return apart


def _count(head: Headcount) -> Amount:
    """Read a reported number as an interval: more than 20 members are more than 20 and a half."""
    beyond = {">": 0.5, "<": -0.5}.get(head.comparator, 0)
    return stated_amount(head.comparator, head.count + beyond, converted=False)


def disagreements(dataset: Dataset, coalition: str | None = None) -> pd.DataFrame:
    """List where sources contradict each other on members, and how: a row for each contradiction.

    Returns
    -------
    pandas.DataFrame
        ``party_id`` (empty: the number of members), ``about`` (membership: a list of all members
        leaves out a party that was in by then; role; joined; left; count), ``said`` (in words),
        ``table`` and ``lines``.

    Raises
    ------
    ValueError
        If there is no such coalition.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.disagreements(coalviz.load())["said"].tolist()
    ['Japan is named by Babel, not by Ukrainska Pravda']
    """
    apart = contradictions(dataset, one_coalition(dataset, coalition))
    return frame(apart, "party_id about said table lines", party_id="party")
