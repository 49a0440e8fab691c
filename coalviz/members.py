"""Who is a member: day by day, as an interval where the sources differ, and who says what."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import pandas as pd

from .dataset import Dataset
from .dates import bounds, day, words
from .theme import listed

__all__ = ["disagreements", "members_by_day", "membership_claims"]

_CLAIM = ["party_id", "role", "joined", "source_id", "published", "entry", "stated", "line"]


def membership_claims(dataset: Dataset, coalition: str) -> pd.DataFrame:
    """List who is named as part of a coalition, by whom, and since when.

    Parameters
    ----------
    dataset : Dataset
    coalition : str
        ``coalition_id``.

    Returns
    -------
    pandas.DataFrame
        One row for each party and source that names it: ``party_id``, ``role``, ``joined``, ``source_id``,
        ``published``, ``entry`` (the latest day on which it can have joined by this source; the day of publication
        where the source does not say), ``stated`` (the source says more of the joining than that it was over by
        the day of publication), ``line`` (in the memberships table).

    Examples
    --------
    >>> import coalviz
    >>> claims = coalviz.membership_claims(coalviz.load(), "it")
    >>> claims.loc[claims["stated"], ["party_id", "joined"]].values.tolist()
    [['NLD', '2024-01-27']]
    """
    table, sources = dataset.tables["memberships"], dataset.tables["sources"]
    published, rows = dict(zip(sources["source_id"], sources["published"])), []
    table = table[table["coalition_id"] == coalition]
    for line, row in zip(table.index, table.to_dict("records")):
        known, dated = day(published[row["source_id"]]), isinstance(row["joined"], str)
        first, last = bounds(row["joined"]) if dated else (None, None)
        # told as done, it was done by publication, also in a month that was not over then
        entry = last or first if first and first > known else min(last or known, known)
        stated = dated and row["joined"] != f"../{known}"
        rows.append({**row, "published": known, "entry": entry, "stated": stated, "line": line})
    return pd.DataFrame(rows, columns=_CLAIM).astype({"stated": bool})


def _entries(claims: pd.DataFrame) -> tuple[dict[str, dict], dict[str, datetime.date]]:
    """For each member the day of entry by source, and the sources with their days of publication."""
    named: dict[str, dict] = {}
    for row in claims.to_dict("records"):
        if row["role"] != "observer":
            named.setdefault(row["party_id"], {})[row["source_id"]] = row["entry"]
    return named, dict(zip(claims["source_id"], claims["published"]))


def members_by_day(claims: pd.DataFrame) -> pd.DataFrame:
    """Say for each day on which it changes who is named as a member by every source, and who by any.

    A source counts from its publication on, and only for parties that had joined, or been named by another source,
    when it was published: of a later member it could not know. Observers are no members.

    Parameters
    ----------
    claims : pandas.DataFrame
        From ``membership_claims``.

    Returns
    -------
    pandas.DataFrame
        ``day``, ``every`` and ``any`` (tuples of party_id).

    Examples
    --------
    >>> import coalviz
    >>> last = coalviz.members_by_day(coalviz.membership_claims(coalviz.load(), "it")).iloc[-1]
    >>> len(last["every"]), len(last["any"])
    (11, 12)
    """
    named, published = _entries(claims)
    since = {party: min(entries.values()) for party, entries in named.items()}
    rows = []
    for on in sorted({*published.values(), *(entry for entries in named.values() for entry in entries.values())}):
        some = tuple(party for party in named if since[party] <= on)
        asked = {party: [source for source, known in published.items() if since[party] <= known <= on] for party in some}
        every = tuple(party for party in some if all(named[party].get(source, datetime.date.max) <= on for source in asked[party]))
        rows.append({"day": on, "every": every, "any": some})
    return pd.DataFrame(rows, columns=["day", "every", "any"])


def disagreements(dataset: Dataset, coalition: str) -> pd.DataFrame:
    """List on which parties the sources contradict each other, and how.

    Returns
    -------
    pandas.DataFrame
        One row for each contradiction: ``party_id``, ``about`` (membership: a source leaves out a party that had
        joined or been named before; role; joined: dates that cannot both be right), ``said`` (in words), ``lines``.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.disagreements(coalviz.load(), "it")["said"].tolist()
    ['Japan is named by Babel, not by Ukrainska Pravda']
    """
    claims, sources = membership_claims(dataset, coalition), dataset.tables["sources"]
    (named, published), publisher = _entries(claims), dict(zip(sources["source_id"], sources["publisher"]))
    names = [publisher[source] for source in published]
    label = {source: name if names.count(name) == 1 else f"{name} of {words(published[source])}" for source, name in zip(published, names)}
    rows, reports = [], {}
    for row in claims.to_dict("records"):
        reports.setdefault(row["party_id"], []).append(row)

    def who(found: Iterable[str]) -> str:
        return listed([label[source] for source in found], most=2)

    for party, said in reports.items():
        texts, entries, roles = {}, named.get(party, {}), {}
        silent = [source for source, known in published.items() if entries and source not in entries and known >= min(entries.values())]
        if silent:
            texts["membership"] = f"is named by {who(entries)}, not by {who(silent)}"
        for row in said:
            roles.setdefault(row["role"], []).append(row["source_id"])
        roles = {role: found for role, found in roles.items() if isinstance(role, str)}
        if len(roles) > 1:
            texts["role"] = "is " + listed([f"{role} by {who(found)}" for role, found in roles.items()])
        dated = [(bounds(row["joined"]), row) for row in said if isinstance(row["joined"], str)]
        earliest = max((ends[0] for ends, _ in dated if ends[0]), default=datetime.date.min)
        if earliest > min((ends[1] for ends, _ in dated if ends[1]), default=datetime.date.max):
            texts["joined"] = "joined " + " or ".join(f"{words(row['joined'])} ({who([row['source_id']])})" for _, row in dated)
        rows += [(party, about, f"{dataset.names[party]} {text}", tuple(row["line"] for row in said)) for about, text in texts.items()]
    return pd.DataFrame(rows, columns=["party_id", "about", "said", "lines"])
