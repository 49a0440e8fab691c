"""Tables held against their descriptor: each cell, each row, and what rows say of others."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import filterfalse
from typing import Any

import pandas as pd

from ..dates import bounds, day
from ..groups import reached
from .reading import texts

_TIDY = r"(?!\s)[^\x00-\x08\x0b\x0c\x0e-\x1f]*(?<!\s)"
_FORMS = {"integer": "[0-9]{1,18}", "number": r"-?[0-9]{1,18}(\.[0-9]{1,18})?"}  # by type
_WRONG = {
    "integer": "is no whole number of at least {least} in plain digits, like 30000000",
    "number": "is no number of at least {least}; right are plain digits with a point, like 1396.5",
}
Fault = tuple[
    Any, Any, str | None, str
]  # line, column, value, what is wrong and what would be right
Raw = Mapping[
    str, pd.DataFrame | None
]  # tables of texts; None: it cannot be read, which is told already
Rule = Mapping[str, Any]


def faults(resource: Mapping, raw: Raw) -> Iterator[Fault]:
    """Say what is wrong in a table, by all that its resource in the descriptor asks for."""
    frame, schema = raw[resource["name"]], resource["schema"]
    if frame is None:
        return
    for field in schema["fields"]:
        yield from _cells(frame[field["name"]], field)
    yield from _keys(frame, schema["primaryKey"])
    filled = frame != ""
    for rule in resource.get("rules", []):
        check = next((check for kind, check in _RULES.items() if kind in rule), None)
        if check is None:
            raise ValueError(f"a rule is of no known kind: {', '.join(rule)}")
        reason = rule["because"]
        for line, column, value, message in check(frame, rule, raw, filled):
            yield line, column, value, f"{message}: {reason}"
    for key in schema.get("foreignKeys", []):
        target = key["reference"]
        yield from references(frame[key["fields"]], target["resource"], target["fields"], raw)
    for field in schema["fields"]:
        if target := field.get("listOf"):
            column = frame[field["name"]]
            yield from references(column, target["resource"], target["field"], raw, several=True)
            if "within" in target:
                yield from _containment(frame, target["field"], target["within"], field["name"])


def _where(column: pd.Series, wrong: pd.Series, message: str) -> Iterator[Fault]:
    """Give one fault for each row where ``wrong``."""
    return ((line, column.name, value, message) for line, value in column[wrong].items())


# ---- cells


def _cells(column: pd.Series, field: Mapping) -> Iterator[Fault]:
    """Hold each cell against its field: required, type, allowed values, pattern, minimum, unique."""
    wrong = {text: told for text in _suspects(field, column) if (told := _fault(field, text))}
    for line, value in column[column.isin(list(wrong))].items() if wrong else ():
        yield line, column.name, value, wrong[value]
    if field.get("constraints", {}).get("unique"):
        again = column.duplicated() & (column != "")
        yield from _where(column, again, "stands there twice; it must be the only one")


def _suspects(field: Mapping, column: pd.Series) -> set[str]:
    """Give the values that are worth a second look; quick where there are a million."""
    values, limits = texts(column), field.get("constraints", {})
    if "enum" in limits or field["type"] == "date" or field.get("edtf"):
        return set(values)
    fits = re.compile(_form(field)).fullmatch
    suspects = {*filterfalse(fits, values)}
    if fits(""):  # the smallest text is blank, if there is any
        suspects.add(min(values, default=""))
    if field["type"] in _FORMS and "minimum" in limits:
        least = limits["minimum"]
        suspects |= {text for text in values if text not in suspects and float(text) < least}
    return suspects


def _form(field: Mapping) -> str:
    return _FORMS.get(field["type"]) or field.get("constraints", {}).get("pattern", _TIDY)


def _fault(field: Mapping, value: str) -> str:
    """Say what is wrong with a cell, and what would be right; nothing if all is well."""
    limits, kind, needed = field.get("constraints", {}), field["type"], field["description"]
    needed += f" (for example {field.get('example')})" * ("example" in field)
    if not value:
        return f"is blank; needed is: {needed}" if limits.get("required") else ""
    fits = re.fullmatch(_form(field), value)
    if not fits and not re.fullmatch(_TIDY, value):
        return "has a space around it or a control character in it; delete that"
    allowed = limits.get("enum", [value])
    if value not in allowed:
        many = "the ISO 4217 codes, such as EUR, USD, GBP"
        right = ", ".join(allowed) if len(allowed) < 20 else many
        return f"is not allowed; right is one of: {right}"
    least = limits.get("minimum")
    if not fits or kind in _FORMS and least is not None and float(value) < least:
        wrong = _WRONG.get(kind, "has not the right form; needed is: {needed}")
        blank = "; blank where not stated" * (kind in _FORMS and not limits.get("required"))
        return wrong.format(least=least or 0, needed=needed) + blank
    if kind == "date" and _refuses(day, value):
        return "is no day; right is year-month-day, like 2024-04-08"
    if field.get("edtf") and _refuses(bounds, value):
        return "is no EDTF date; right is 2024-04-08, 2024-01, or ../2024-04-08 for by that day"
    return ""


def _refuses(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return True
    return False


# ---- rows


def _keys(frame: pd.DataFrame, key: list[str]) -> Iterator[Fault]:
    """Refuse rows whose key another row has already."""
    first: dict[tuple[str, ...], int] = {}
    right = f"each row must have its own {', '.join(key)}"
    keyed = frame[key]
    repeated = (part.duplicated().any() for part in (keyed[key[0]], keyed))
    for line, *cells in keyed.itertuples() if all(repeated) else ():
        above = first.setdefault(tuple(cells), line)
        if above != line:
            message = f"stands already in line {above}; {right}"
            yield line, "+".join(key), " ".join(cells), message


def _exactly_one(frame: pd.DataFrame, rule: Rule, _: Raw, filled: pd.DataFrame) -> Iterator[Fault]:
    """Of some cells of a row one is filled, and the others are blank."""
    names = rule["exactlyOne"]
    message = f"exactly one of {', '.join(names)} must be filled"
    wrong = filled[names].sum(axis="columns") != 1
    return ((line, "+".join(names), None, message) for line in frame.index[wrong])


def _needs(frame: pd.DataFrame, rule: Rule, _: Raw, filled: pd.DataFrame) -> Iterator[Fault]:
    """A cell that is filled, or has one of some values, does not stand there without another."""
    asked, needed = frame[rule["when"]], rule["needs"]
    stands = asked.isin(rule["values"]) if "values" in rule else filled[asked.name]
    wrong = stands & ~filled[needed].values.any(axis=1)
    return _where(asked, wrong, f"stands there without {' or '.join(needed)}")


def _fits(frame: pd.DataFrame, rule: Rule, *_: Any) -> Iterator[Fault]:
    """A cell has one of the values that fit another cell of its row."""
    column, other = frame[rule["field"]], frame[rule["fits"]]
    for value, fitting in rule["values"].items():
        wrong = (other == value) & ~column.isin(["", *fitting])
        message = f"does not fit {other.name} {value}; right is {' or '.join(fitting)}"
        yield from _where(column, wrong, message)


def _one_for(frame: pd.DataFrame, rule: Rule, *_: Any) -> Iterator[Fault]:
    """Rows that name the same thing have the same cell."""
    name, key = rule["field"], rule["oneFor"]
    first: dict[str, tuple[int, str]] = {}
    for line, thing, value in frame[[key, name]].itertuples():
        above, right = first.setdefault(thing, (line, value))
        if value != right:
            message = f"is not {right!r}, which line {above} has for {key} {thing}"
            yield line, name, value, f"{message}; right is the same in both"


# ---- rows of other tables


def _looked_up(frame: pd.DataFrame, there: Mapping, raw: Raw) -> dict[str, str]:
    """Give for each name of rows of another table the cell that stands there."""
    other, names = raw[there["resource"]], texts(frame[there["key"]])
    if other is None:
        return {}
    cells = dict(zip(other[there["key"]], other[there["field"]]))
    return {name: cells[name] for name in names if cells.get(name)}


def _only_where(frame: pd.DataFrame, rule: Rule, raw: Raw, _: Any) -> Iterator[Fault]:
    """A cell refers only to such rows of another table as are of the right kind."""
    there = rule["onlyWhere"]
    allowed, column = there["values"], frame[there["key"]]
    for name, cell in _looked_up(frame, there, raw).items():
        if cell not in allowed:
            message = f"has the {there['field']} {cell} in {there['resource']}.csv; right is one"
            right = f"that has {' or '.join(allowed)}"
            yield from _where(column, column == name, f"{message} {right}")


def _not_after(frame: pd.DataFrame, rule: Rule, raw: Raw, _: Any) -> Iterator[Fault]:
    """A date does not lie after another of its row or of another table, unless the row is excepted."""
    there, right = rule["notAfter"], "right is a day up to then"
    if "resource" in there:
        named, limits = frame[there["key"]], _looked_up(frame, there, raw)
        text = "is after {limit}, when {name} was {field}"
    else:
        named = frame[there["field"]]
        limits, text = {date: date for date in texts(named)}, "is after {field} {limit}"
    held = pd.DataFrame({"name": named, "date": frame[rule["field"]]})
    for column, values in rule.get("unless", {}).items():
        held = held[~frame[column].isin(values)]
        right += f", or {column} {' or '.join(values)}"
    pairs = held.drop_duplicates().itertuples(index=False, name=None)
    late = {
        (name, date)
        for name, date in pairs
        if date and limits.get(name) and _is_after(date, limits[name])
    }
    for line, name, date in held.itertuples() if late else ():
        if (name, date) in late:
            message = text.format(limit=limits[name], name=name, field=there["field"])
            yield line, rule["field"], date, f"{message}; {right}"


def _is_after(date: str, limit: str) -> bool:
    try:
        (first, last), (begin, end) = bounds(date), bounds(limit)
    except ValueError:  # no date, which is told already
        return False
    earliest, latest = first or last, end or begin
    return bool(earliest and latest and earliest > latest)


def references(
    column: pd.Series, table: str, sought: str, raw: Raw, several: bool = False
) -> Iterator[Fault]:
    """Hold names of rows against the table that they point to."""
    there = raw[table]
    if there is None:
        return
    parted = {text: text.split(" ") if several else [text] for text in texts(column) if text}
    unknown = set().union(*parted.values()).difference(texts(there[sought]))
    message = f"is not in {table}.csv, column {sought}; add it there, or correct it here"
    message += "; several are parted by one space" * several
    twice = "names one twice; each stands there once"
    wrong = [text for text, parts in parted.items() if len({*parts} - unknown) < len(parts)]
    for line, text in column[column.isin(wrong)].items() if wrong else ():
        parts = parted[text]
        told = [(part, message) for part in parts if part in unknown]
        for part, fault in told + [(text, twice)] * (len(set(parts)) < len(parts)):
            yield line, column.name, part, fault


def _containment(frame: pd.DataFrame, key: str, within: str, name: str) -> Iterator[Fault]:
    """A total may contain only pledges of its own donors, and never itself, not even by a detour."""
    totals = frame.loc[frame[name] != "", [key, within, name]]
    contains = _sets(totals[key], totals[name])
    named = set().union(*contains.values())
    parts = frame.loc[[*map(named.__contains__, frame[key].tolist())]]
    donors = _sets(parts[key], parts[within])
    for line, total, own, text in totals.itertuples():
        for part in text.split(" "):
            strangers = donors[part] - set(own.split())
            if own and strangers:  # a total whose donors are not named may be anybody's
                message = f"has {within} that the total has not: {', '.join(sorted(strangers))}"
                yield line, name, part, message
        if total in reached(total, contains):
            message = "makes the total contain itself; a total contains only its parts"
            yield line, name, text, message


def _sets(keys: pd.Series, texts: pd.Series) -> dict[str, set[str]]:
    sets = defaultdict(set)
    for key, text in zip(keys, texts):
        sets[key].update(text.split())
    return sets


_RULES = {  # by the key that tells a rule's kind
    "exactlyOne": _exactly_one,
    "needs": _needs,
    "fits": _fits,
    "oneFor": _one_for,
    "onlyWhere": _only_where,
    "notAfter": _not_after,
}
