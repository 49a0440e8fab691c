"""What somebody asks for by its name: whether the tables have it, and which may have been meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .views import Dataset


ALL = "all"  # in place of a coalition_id: all coalitions together


def known_coalition(dataset: Dataset, coalition: str | None) -> str:
    """Say which coalition is meant: None is the tables' own, "all" are all of them.

    Raises
    ------
    ValueError
        If there is no such coalition; the name that comes nearest is told.
    """
    if coalition is None:
        coalition = dataset.coalition or ALL
    if coalition not in (ALL, *dataset.coalition_ids):
        raise ValueError(_unknown("coalition", coalition, dataset.coalition_ids, dataset.names))
    return coalition


def one_coalition(dataset: Dataset, coalition: str | None) -> str:
    """Do as ``known_coalition``, where all of them together make no sense.

    Raises
    ------
    ValueError
        If there is no such coalition, or all are meant.
    """
    coalition = known_coalition(dataset, coalition)
    if coalition == ALL:
        known = ", ".join(dataset.coalition_ids) or "not named in the tables"
        raise ValueError(f"this is of one coalition; coalitions are {known}")
    return coalition


def known_parties(dataset: Dataset, parties: Sequence[str] | None) -> tuple[str, ...] | None:
    """Refuse parties that no table knows, with the names that come nearest; None stands for all.

    Raises
    ------
    ValueError
        If one is no ``party_id`` of the parties table.
    """
    if parties is None:
        return None
    parties = (parties,) if isinstance(parties, str) else tuple(dict.fromkeys(parties))
    known = dict.fromkeys(row["party_id"] for row in dataset.records("parties"))
    problems = [
        _unknown("country", party, sorted(known), dataset.names)
        for party in parties
        if party not in known
    ]
    if problems:
        raise ValueError("; ".join(problems))
    return parties


def _unknown(what: str, wanted: object, ids: Sequence[str], names: Mapping[str, str]) -> str:
    """Say that there is no such thing, and which one may have been meant."""
    written = {key.casefold(): key for key in ids} | {names[key].casefold(): key for key in ids}
    close = get_close_matches(str(wanted).casefold(), written, n=1, cutoff=0.5)
    if close:
        key = written[close[0]]
        return f"there is no {what} {wanted!r}; did you mean {key!r} ({names[key]})?"
    shown = f"known are {', '.join(ids[:12])}" if ids else "the tables name none"
    return f"there is no {what} {wanted!r}; {shown}{', …' if len(ids) > 12 else ''}"
