"""How coalitions, days of knowledge and contradictions are said, and all that a chart says."""

import re
from collections.abc import Iterable, Mapping, Sequence

from ..claims.pledges import Claim
from ..dataset import ALL, Dataset, known_coalition
from ..dates import words
from ..grammar import called, listed, plural
from ..groups import record

# names that say by themselves what kind of group they name
_GROUP = re.compile(
    r"\b(alliance|club|coalition|consortium|forum|fund|group|initiative|league|network|"
    r"partnership|platform|union)\b",
    re.IGNORECASE,
)


@record
class Words:
    """What a chart says in words: title, alternative text, subtitle, and notes, the weightiest first."""

    title: str
    alt: str
    subtitle: str = ""
    notes: Sequence[str] = ()


def coalition_name(dataset: Dataset, coalition: str | None) -> str:
    """Name a coalition, or all of them, inside a sentence. An unknown one is a ValueError."""
    coalition = known_coalition(dataset, coalition)
    if coalition == ALL:
        return f"all {dataset.noun}s"
    name = dataset.names[coalition]
    named = dataset.noun in name.casefold() or _GROUP.search(name)
    return f"the {name}" if named else f"the {name} {dataset.noun}"


def named(dataset: Dataset, parties: Iterable[str], most: int | None = None) -> str:
    """List parties by their names inside a sentence, each once, in the order of the alphabet."""
    return listed(map(called, sorted({dataset.names[party] for party in parties})), most)


def holding(notes: Mapping[str, object]) -> list[str]:
    """Choose the notes that hold, each beside what it holds for."""
    return [note for note, holds in notes.items() if holds]


def known_by(dataset: Dataset) -> str:
    """Say of which day the knowledge is, and from how many sources, if only some were chosen."""
    account = dataset.asked.get("sources", ())
    whose = f" from {plural(len(account), 'chosen source')}" * bool(account)
    return f"known by {words(dataset.day)}{whose}" if dataset.day else "nothing published yet"


def contradiction_words(claim: Claim) -> str:
    """Say of a sum that is less than its parts what contradicts it."""
    whole = "total" if claim.total else "sum"
    return f"the parts that sources name exceed the {whole} of {claim.reported}"
