"""Who plays which part in which coalition, by all sources together."""

from collections.abc import Iterable, Sequence
from operator import attrgetter, itemgetter

import pandas as pd

from ..dataset import ALL, Dataset, kept
from ..dates import Day
from ..groups import Rows, grouped, parted, record
from .contradictions import contradictions
from .frames import frame
from .members import INSIDE, Headcount, Moment, at, headcounts

# the strongest first
STRENGTH = ("lead", "founder", "member", "observer", "intending", "unstated", "contributes")
TABLES = ("coalitions", "memberships", "headcounts", "pledges", "totals", "events")


@record
class Part:
    """What a party is in a coalition by all sources: its strongest role, and whether it gives."""

    coalition: str
    party: str
    role: str | None
    contributes: bool
    differ: bool
    rows: Rows

    @property
    def played(self) -> list[str]:
        """Its role, if it has one, and "contributes", if it gives."""
        return [*filter(None, [self.role]), *["contributes"] * self.contributes]

    @property
    def counts(self) -> bool:
        """Whether it leads, founded, joined or contributes: who observes or intends to join does not."""
        return self.contributes or self.role not in ("observer", "intending")


@record
class Group:
    """A coalition: its parts, who is in it now, the reported numbers, and the rows on itself.

    ``known``: more is told of it than its name.
    """

    coalition: str
    parts: tuple[Part, ...]
    known: bool
    now: Moment
    heads: tuple[Headcount, ...]
    rows: Rows


@record
class Cast:
    """Parts of some countries in some coalitions: by country, and of those for whom there is no room."""

    groups: list[Group]
    parts: list[Part]
    shown: dict[str, list[Part]]
    others: dict[str, list[Part]]


@kept
def parts(dataset: Dataset) -> tuple[Part, ...]:
    """Give for each coalition the parties that take part in it or contribute to it."""
    entries = [
        (row["coalition_id"], party, (table, row))
        for table, column in (("memberships", "party_id"), ("pledges", "donors"))
        for row in dataset.records(table)
        for party in (row[column] or "").split()
    ]
    candidates = [
        _part(dataset, coalition, party, [pair for *_, pair in group])
        for (coalition, party), group in grouped(entries, itemgetter(0, 1)).items()
    ]
    return tuple(part for part in candidates if part.played)


def _part(
    dataset: Dataset, coalition: str, party: str, entries: Sequence[tuple[str, dict]]
) -> Part:
    """Put together what rows tell of a party; roles of those that are in end when it leaves."""
    played = {row["role"] for table, row in entries if table == "memberships"}
    now = at(dataset, coalition, dataset.day or Day.max)
    if party not in now.surely + now.possibly:
        played -= set(INSIDE)
    rows = _lines(entries)
    return Part(
        coalition=coalition,
        party=party,
        role=min((role or "unstated" for role in played), key=STRENGTH.index, default=None),
        contributes="pledges" in rows,
        differ=any(dispute.party == party for dispute in contradictions(dataset, coalition)),
        rows=rows,
    )


def _lines(rows: Iterable[tuple[str, dict]]) -> dict[str, tuple[int, ...]]:
    """Give the lines of rows, by table."""
    groups = grouped(rows, key=itemgetter(0))
    return {table: tuple(row["line"] for _, row in group) for table, group in groups.items()}


def roles(dataset: Dataset) -> pd.DataFrame:
    """Say for each coalition which parties take part in it or contribute to it, and as what.

    Returns
    -------
    pandas.DataFrame
        One row a coalition and party: ``coalition_id``, ``party_id``, ``role`` (the strongest that any
        source gives: lead, founder, member, observer, intending, unstated; missing for one that only
        contributes), ``contributes`` (donor of a pledge, also of a joint one), ``differ`` (sources
        contradict each other, see ``disagreements``), ``lines`` (its rows: a dict of table to lines).

    Examples
    --------
    >>> import coalviz
    >>> roles(coalviz.load()).query("party_id == 'FRA'")[["coalition_id", "role"]].values.tolist()
    [['air-defence', 'lead'], ['artillery', nan]]
    """
    columns = "coalition_id party_id role contributes differ lines"
    called = {"coalition_id": "coalition", "party_id": "party", "lines": "rows"}
    return frame(parts(dataset), columns, **called).astype({"role": "str"})


@kept
def groups(dataset: Dataset) -> tuple[Group, ...]:
    """Give every coalition of which a source tells, that with most members first."""
    rows = [(table, row) for table in TABLES for row in dataset.records(table)]
    coalitions = [
        Group(
            coalition=name,
            parts=tuple(part for part in parts(dataset) if part.coalition == name),
            known=any(table != "coalitions" for table, _ in group),
            now=at(dataset, name, dataset.day or Day.max),
            heads=headcounts(dataset, name),
            rows=_lines(pair for pair in group if pair[0] in ("coalitions", "headcounts")),
        )
        for name, group in grouped(rows, key=lambda pair: pair[1]["coalition_id"]).items()
    ]
    return tuple(sorted(coalitions, key=lambda g: (-g.now.most, -len(g.parts), not g.known)))


def cast(
    dataset: Dataset,
    coalition: str = ALL,
    countries: Sequence[str] | None = None,
    most: int = 999,
) -> Cast:
    """Choose coalitions and countries, those in most coalitions first; the others have no room."""
    chosen = [group for group in groups(dataset) if coalition in (ALL, group.coalition)]
    chosen_parts = [
        part
        for part in parts(dataset)
        if coalition in (ALL, part.coalition) and (countries is None or part.party in countries)
    ]
    by_party: dict[str, list[Part]] = {party: [] for party in countries or ()}
    by_party |= grouped(chosen_parts, attrgetter("party"))

    def weight(party: str) -> tuple:
        ranks = sorted(STRENGTH.index(part.played[0]) for part in by_party[party])
        return -len(ranks), ranks, dataset.names[party]

    order = sorted(by_party, key=weight)
    shown, others = ({party: by_party[party] for party in some} for some in parted(order, most + 1))
    return Cast(chosen, chosen_parts, shown, others)
