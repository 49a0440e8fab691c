"""How things are said: lists, numbers, one and many."""

import re
from collections.abc import Iterable

from .groups import parted

# names of countries that have an article inside a sentence
_ARTICLED = re.compile(
    r"(United |Netherlands|European Union|African Union|Bahamas|Central African|Comoros|Congo Rep|"
    r"DR Congo|Dominican Rep|Gambia|Holy See|Maldives|Philippines|Seychelles)|.* (Islands|Republic)$"
)

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


def listed(names: Iterable[str], most: int | None = None, last: str = " and ") -> str:
    """Write names as a list in words, with "and 3 others" after the first ``most`` of them.

    Examples
    --------
    >>> listed(["Estonia", "Latvia", "Italy"]), listed(["Estonia", "Latvia", "Italy"], most=1)
    ('Estonia, Latvia and Italy', 'Estonia and 2 others')
    """
    names = list(names)
    shown, others = parted(names, len(names) if most is None else most + 1)
    shown = [*shown, *[f"{len(others)} others"] * bool(others)]
    return last.join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def called(name: str) -> str:
    """Write a name as it stands inside a sentence.

    Examples
    --------
    >>> called("Netherlands"), called("Denmark")
    ('the Netherlands', 'Denmark')
    """
    return f"the {name}" if _ARTICLED.match(name) else name


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


def numbered(names: Iterable[str]) -> list[str]:
    """Number names that come again.

    Examples
    --------
    >>> numbered(["Six countries together", "Estonia", "Six countries together"])
    ['Six countries together', 'Estonia', 'Six countries together (2)']
    """
    names = list(names)
    before = [names[:place].count(name) for place, name in enumerate(names)]
    return [f"{name} ({count + 1})" if count else name for name, count in zip(names, before)]


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
