"""Who plays which part in which coalition, by all sources together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from ..dataset import ALL, Dataset, kept
from ..dates import Day
from .contradictions import contradictions
from .frames import frame
from .members import INSIDE, Headcount, Moment, at, headcounts, members, standing

# the strongest first
STRENGTH = ("lead", "founder", "member", "observer", "intending", "unstated", "contributes")
TABLES = ("coalitions", "memberships", "headcounts", "pledges", "totals", "events")


@dataclass(frozen=True, slots=True)
class Part:
    """What a party is in a coalition by all sources: its strongest role, and whether it gives."""

    coalition: str
    party: str
    role: str | None
    contributes: bool
    differ: bool
    rows: dict[str, tuple[int, ...]]

    @property
    def played(self) -> list[str]:
        """Its role, if it has one, and "contributes", if it gives."""
        return [*filter(None, [self.role]), *["contributes"] * self.contributes]


@dataclass(frozen=True, slots=True)
class Group:
    """A coalition: its parts, who is in it now, the reported numbers, and the rows on itself.

    ``known``: more is told of it than its name.
    """

    coalition: str
    parts: tuple[Part, ...]
    known: bool
    now: Moment
    heads: tuple[Headcount, ...]
    rows: dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Parts of some countries in some coalitions: by country, and of those for whom there is no room."""

    groups: list[Group]
    parts: list[Part]
    shown: dict[str, list[Part]]
    others: dict[str, list[Part]]


@kept
def parts(dataset: Dataset) -> tuple[Part, ...]:
    """Give for each coalition the parties that take part in it or contribute to it."""
    rows: dict[tuple[str, str], dict[str, tuple[int, ...]]] = defaultdict(dict)
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in dataset.records("memberships"):
        key = row["coalition_id"], row["party_id"]
        rows[key]["memberships"] = (*rows[key].get("memberships", ()), row["line"])
        named[key].add(row["role"] or "unstated")
    for row in dataset.records("pledges"):
        for donor in (row["donors"] or "").split():
            key = row["coalition_id"], donor
            rows[key]["pledges"] = (*rows[key].get("pledges", ()), row["line"])
    gone = _gone(dataset, {coalition for coalition, _ in named})
    disputed = {
        (found.coalition, found.party)
        for coalition in dict.fromkeys(coalition for coalition, _ in named)
        for found in contradictions(dataset, coalition)
    }
    return tuple(
        Part(
            coalition=coalition,
            party=party,
            role=min(
                named[coalition, party] - gone[coalition, party],
                key=STRENGTH.index,
                default=None,
            ),
            contributes="pledges" in tables,
            differ=(coalition, party) in disputed,
            rows=tables,
        )
        for (coalition, party), tables in rows.items()
        if "pledges" in tables or named[coalition, party] - gone[coalition, party]
    )


def _gone(dataset: Dataset, coalitions: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    """Name the roles of parties that have left by now."""
    today = dataset.day or Day.max
    gone: dict[tuple[str, str], set[str]] = defaultdict(set)
    for coalition in coalitions:
        for member in members(dataset, coalition):
            if standing(member, today) == "out":
                gone[coalition, member.party] = {role or "unstated" for role in INSIDE}
    return gone


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
    lines: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for table in TABLES:
        for row in dataset.records(table):
            own = lines[row["coalition_id"]]
            own[table] = (*own.get(table, ()), row["line"])
    today = dataset.day or Day.max
    found = [
        Group(
            coalition=name,
            parts=tuple(part for part in parts(dataset) if part.coalition == name),
            known=bool(own.keys() - {"coalitions"}),
            now=at(dataset, name, today),
            heads=headcounts(dataset, name),
            rows={table: own.get(table, ()) for table in ("coalitions", "headcounts")},
        )
        for name, own in lines.items()
    ]
    return tuple(sorted(found, key=lambda g: (-g.now.most, -len(g.parts), not g.known)))


def cast(
    dataset: Dataset,
    coalition: str = ALL,
    countries: Sequence[str] | None = None,
    most: int = 999,
) -> Cast:
    """Choose coalitions and countries, those in most coalitions first; the others have no room."""
    chosen = [group for group in groups(dataset) if coalition in (ALL, group.coalition)]
    by_party: dict[str, list[Part]] = {party: [] for party in countries or ()}
    told = [part for part in parts(dataset) if coalition in (ALL, part.coalition)]
    told = [part for part in told if countries is None or part.party in by_party]
    for part in told:
        by_party.setdefault(part.party, []).append(part)

    def weight(party: str) -> tuple:
        ranks = sorted(STRENGTH.index(part.played[0]) for part in by_party[party])
        return -len(ranks), ranks, dataset.names[party]

    order = sorted(by_party, key=weight)
    kept = len(order) if len(order) <= most + 1 else most
    return Cast(
        chosen,
        told,
        {party: by_party[party] for party in order[:kept]},
        {party: by_party[party] for party in order[kept:]},
    )
