"""What somebody asks for by its name: whether the tables have it."""

from collections.abc import Sequence

from .problems import refuse_unknown, several
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
    if coalition != ALL:
        refuse_unknown("coalition", [coalition], dataset.coalition_ids, dataset.names)
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
    parties = several("countries", parties)
    known = sorted({row["party_id"] for row in dataset.records("parties")})
    refuse_unknown("country", parties, known, dataset.names)
    return parties
