"""How things are said: lists, numbers, grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..claims.pledges import Claim
from ..dataset import ALL, Dataset, known_coalition
from ..dates import words

_NUMBERS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
# names that say by themselves what kind of group they name
_GROUP = re.compile(
    r"\b(alliance|club|coalition|consortium|forum|fund|group|initiative|league|network|"
    r"partnership|platform|union)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says in words: title, alternative text, subtitle, and notes, the weightiest first."""

    title: str
    alt: str
    subtitle: str = ""
    notes: Sequence[str] = ()


def listed(names: Sequence[str], most: int | None = None) -> str:
    """Write names as a list in words, with "and 3 others" after the first ``most`` of them.

    Examples
    --------
    >>> listed(["Estonia", "Latvia", "Italy"]), listed(["Estonia", "Latvia", "Italy"], most=1)
    ('Estonia, Latvia and Italy', 'Estonia and 2 others')
    """
    names = list(names)
    if most is not None and len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} others"]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def number(count: int) -> str:
    """Write a small number in words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def between(low: int, high: int, nothing: str = "0") -> str:
    """Write a number as an interval where it is open.

    Examples
    --------
    >>> between(1, 3), between(2, 2), between(0, 0, "none")
    ('1 to 3', '2', 'none')
    """
    return f"{low} to {high}" if low < high else f"{low or nothing}"


def plural(count: int, singular: str, several: str = "") -> str:
    """Write a number with its noun or verb, such as "one pledge" or "three pledges".

    Examples
    --------
    >>> plural(1, "pledge"), plural(3, "country", "countries")
    ('one pledge', 'three countries')
    """
    return f"{number(count)} {singular if count == 1 else several or singular + 's'}"


def sentence(text: str) -> str:
    """Begin with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def coalition_name(dataset: Dataset, coalition: str | None) -> str:
    """Name a coalition, or all of them, inside a sentence. An unknown one is a ValueError."""
    coalition = known_coalition(dataset, coalition)
    if coalition == ALL:
        return f"all {dataset.noun}s"
    name = dataset.names[coalition]
    named = dataset.noun in name.casefold() or _GROUP.search(name)
    return f"the {name}" if named else f"the {name} {dataset.noun}"


def known_by(dataset: Dataset) -> str:
    """Say of which day the knowledge is."""
    return f"known by {words(dataset.day)}" if dataset.day else "nothing published yet"


def contradiction_words(claim: Claim) -> str:
    """Say of a sum that is less than its parts what contradicts it."""
    if claim.total:
        return f"what sources say of the parts is more than {claim.reported}, reported of the whole"
    return f"the parts that sources name exceed the sum of {claim.reported}"
