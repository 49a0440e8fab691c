"""How things are said: lists, numbers, grammar, and each row of a table in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from .claims import known_coalition
from .claims.pledges import Claim
from .dataset import ALL, Dataset
from .dates import words
from .money import COMPARATORS, amount_words

__all__ = [
    "coalition_name",
    "contradiction_words",
    "known_by",
    "listed",
    "number",
    "plural",
    "row_words",
    "sentence",
    "told_words",
]

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


def row_words(dataset: Dataset, table: str, row: Mapping) -> str:
    """Word one row as its source reports it, with source, place and the analyst's note."""
    told = told_words(dataset, table, row)
    note = f" ({row['note']})" if isinstance(row.get("note"), str) else ""
    return f"{told} – {row['publisher']}, {row['locator']}{note}"


def told_words(dataset: Dataset, table: str, row: Mapping) -> str:
    """Word what one row tells, without its source."""
    return _ROWS.get(table, _attendance)(dataset.names, row)


def contradiction_words(claim: Claim) -> str:
    """Say of a sum that is less than its parts what contradicts it."""
    if claim.total:
        return f"what sources say of the parts is more than {claim.reported}, reported of the whole"
    return f"the parts that sources name exceed the sum of {claim.reported}"


def _donors(names: Mapping[str, str], row: Mapping, blank: str) -> str:
    donors = row["donors"].split() if isinstance(row["donors"], str) else []
    return listed([names.get(donor, donor) for donor in donors], most=3) or blank


def _pledge(names: Mapping[str, str], row: Mapping) -> str:
    amount = amount_words(row["comparator"], row["amount"], row["currency"])
    what = amount
    if row["form"] == "in_kind":
        what = row["item"] if pd.isna(row["quantity"]) else f"{row['quantity']:,} {row['item']}"
        what += "" if pd.isna(row["amount"]) else f", worth {amount}"
    new = "additional, " if row["additional"] == "yes" else ""
    who = _donors(names, row, "Donors not named")
    return f"{who}: {what} ({new}{row['stage']}, {words(row['announced'])})"


def _total(names: Mapping[str, str], row: Mapping) -> str:
    amount = amount_words(row["comparator"], row["amount"], row["currency"])
    form = {"money": "money", "in_kind": "help in kind", "all": "help of all kinds"}[row["form"]]
    return f"In all, {form} of {_donors(names, row, 'all donors')}: {amount} ({words(row['date'])})"


def _membership(names: Mapping[str, str], row: Mapping) -> str:
    role = row["role"] if isinstance(row["role"], str) else "role not stated"
    role = role.replace("intending", "intends to join")
    left = f", left {words(row['left'])}" if isinstance(row["left"], str) else ""
    return f"{names[row['party_id']]}: {role} (joining {words(row['joined'])}{left})"


def _event(_: Mapping[str, str], row: Mapping) -> str:
    place = f", {row['place']}" if isinstance(row["place"], str) else ""
    return f"{row['title']} ({words(row['date'])}{place})"


def _headcount(_: Mapping[str, str], row: Mapping) -> str:
    return f"{COMPARATORS[row['comparator']]}{row['count']} members ({words(row['date'])})"


def _coalition(_: Mapping[str, str], row: Mapping) -> str:
    return str(row["name"])


def _attendance(names: Mapping[str, str], row: Mapping) -> str:
    named = isinstance(row["party_id"], str)
    who = names[row["party_id"]] if named else f"{row['count']} parties, not named"
    return f"{who}: {row['role'] if isinstance(row['role'], str) else 'role not stated'}"


def _indicator(names: Mapping[str, str], row: Mapping) -> str:
    return f"{names[row['party_id']]}: {row['indicator']} {row['value']:,.0f} {row['unit']} ({row['year']})"


_ROWS = {
    "pledges": _pledge,
    "totals": _total,
    "memberships": _membership,
    "events": _event,
    "headcounts": _headcount,
    "coalitions": _coalition,
    "indicators": _indicator,
}
