"""The tables: load them, check them against their descriptor, see them as known on a day."""

from __future__ import annotations

import codecs
import csv
import datetime
import hashlib
import io
import json
import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pandas as pd

from .dates import bounds, day, latest
from .shipped import shipped_folder

__all__ = ["ALL", "Dataset", "Problem", "TableError", "descriptor", "kept", "load"]

Result = TypeVar("Result")

DATA = shipped_folder("data")
_QUOTED = re.compile(r'"(?<![^,\r\n]")[^"]*(?:""[^"]*)*"(?![^,\r\n])')  # a whole cell in quotes
_TIDY = r"(?!\s)[^\x00-\x08\x0b\x0c\x0e-\x1f]*(?<!\s)"
_FORMS = {
    "integer": "[0-9]{1,18}",
    "number": r"-?[0-9]{1,18}(\.[0-9]{1,18})?",
}  # of fields by their type
ALL = "all"  # in place of a coalition_id: all coalitions together
SHOWN = 50  # problems that the text of an error lists; all of them are in its ``problems``


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a table: where, which value, and what would be right."""

    file: str
    line: int | None
    column: str | None
    value: str | None
    message: str

    def __str__(self) -> str:
        place = (
            self.file
            + (f", line {self.line}" if self.line else "")
            + (f", column {self.column}" if self.column else "")
        )
        shown = (
            ""
            if self.value is None
            else f"{self.value[:77] + '…' if len(self.value) > 80 else self.value!r} "
        )
        return f"{place}: {shown}{self.message}"


class TableError(ValueError):
    """The tables were refused; ``problems`` lists everything that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        lines = [f"  {problem}" for problem in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"  and {len(self.problems) - SHOWN:,} more")
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems):,} problems"
        super().__init__("\n".join([f"The tables cannot be used: {count}.", *lines]))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Tables of sourced claims, checked, and not to be changed.

    Each table is an attribute (``dataset.pledges``), a fresh frame at every call; its index ``line`` is the
    line of the row in its CSV file. Text is ``str``, whole numbers are ``Int64``; a blank cell is missing.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
        All tables by name. Take them as attributes to be free to change what you take.
    version : str
        Version of the tables, and a fingerprint of their content.
    code : str
        The Python expression that makes this very dataset.
    names : mapping of str to str
        What to call a coalition or party, by its id.
    coalition_ids : tuple of str
        All coalitions of the tables, whether known on the day or not.
    coalition : str or None
        The coalition that the tables are about, which charts show unless told otherwise: the one that
        their descriptor names, else the one with most rows. None where the tables name no coalition.
    title : str
        What a briefing on it is called.
    noun : str
        What the tables call a coalition: "coalition", "alliance", "club".
    known : datetime.date or None
        The day of knowledge that was asked for; None: all that is known.
    memory : dict
        What was worked out from these tables, kept with them (see ``kept``).
    """

    tables: Mapping[str, pd.DataFrame]
    version: str
    code: str
    names: Mapping[str, str]
    coalition_ids: tuple[str, ...]
    known: datetime.date | None = None
    memory: dict[Hashable, Any] = field(default_factory=dict, repr=False)
    coalition: str | None = None
    title: str = "Briefing"
    noun: str = "coalition"

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name].copy()
        raise AttributeError(f"a dataset has no {name!r}; its tables are {', '.join(tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        rows = ", ".join(f"{len(frame):,} {name}" for name, frame in self.tables.items())
        return f"<Dataset known by {self.day}: {rows}>"

    @property
    def days(self) -> list[datetime.date]:
        """The days on which knowledge changed: those on which a source was published."""
        return sorted({latest(text) for text in self.tables["sources"]["published"].dropna()})

    @property
    def day(self) -> datetime.date | None:
        """The day of knowledge: the one asked for, else the last article's."""
        return self.known or max(self.days, default=None)

    @property
    def accounts(self) -> tuple[dict, ...]:
        """The sources that claim something: all but reference works."""
        return tuple(row for row in self.records("sources") if row["kind"] != "reference")

    @property
    def publishers(self) -> dict[str, str]:
        """Who published each source."""
        return _publishers(self)

    def records(self, table: str) -> tuple[dict, ...]:
        """Give the rows of a table as dictionaries, with their ``line``; what is missing is None."""
        return _records(self, table)

    def as_of(self, known: str | datetime.date) -> Dataset:
        """Give the tables as they were known on a day: the claims of articles published by then.

        Parameters
        ----------
        known : str or datetime.date
            The day, as ``2024-04-08``.

        Raises
        ------
        ValueError
            If it is no day.

        Examples
        --------
        >>> import coalviz
        >>> len(coalviz.load().as_of("2024-02-02").accounts)
        1
        """
        known = min(
            day(known), self.known or datetime.date.max
        )  # a view holds no more than it was made from
        out = [
            row
            for row in self.records("sources")
            if not row["published"] or latest(row["published"]) <= known
        ]
        view = self._of([row["source_id"] for row in out], f'{self.code}.as_of("{known}")')
        return replace(view, known=known, memory={})

    def from_sources(self, sources: Iterable[str]) -> Dataset:
        """Give the account of some articles only; reference figures stay.

        Parameters
        ----------
        sources : iterable of str
            ``source_id`` of the articles.

        Raises
        ------
        ValueError
            If a source is not in the table.
        """
        wanted = [sources] if isinstance(sources, str) else list(sources)
        table = self.tables["sources"]
        articles = [row["source_id"] for row in self.accounts]
        unknown = [name for name in wanted if name not in articles]
        if unknown:
            raise ValueError(
                f"no source {', '.join(map(repr, unknown))}; there are: {', '.join(articles) or 'none'}"
            )
        kept = table.loc[
            table["source_id"].isin(wanted) | (table["kind"] == "reference"), "source_id"
        ]
        # the day of knowledge stays: an account does not change what day it is
        return replace(
            self._of(kept, f"{self.code}.from_sources({wanted})"), known=self.day, memory={}
        )

    def about(self, coalition: str) -> Dataset:
        """Let everything be about this coalition, unless it is told otherwise.

        Parameters
        ----------
        coalition : str
            Its ``coalition_id``.

        Raises
        ------
        ValueError
            If there is no such coalition.

        Examples
        --------
        >>> import coalviz
        >>> coalviz.load().about("drones").coalition
        'drones'
        """
        if coalition not in self.coalition_ids:
            there = ", ".join(self.coalition_ids) or "none"
            raise ValueError(f"no coalition {coalition!r}; there are: {there}")
        if coalition == self.coalition:
            return self
        rows = self.records("coalitions")
        title = next((row["name"] for row in rows if row["coalition_id"] == coalition), coalition)
        code = f"{self.code}.about({coalition!r})"
        return replace(self, coalition=coalition, title=title, code=code, memory={})

    def _of(self, kept: Iterable[str], code: str) -> Dataset:
        tables = {
            name: frame[frame["source_id"].isin(kept)] if "source_id" in frame else frame
            for name, frame in self.tables.items()
        }
        return replace(self, tables=MappingProxyType(tables), code=code, memory={})


def reached(start: str, steps: Mapping[str, set[str]]) -> set[str]:
    """Name all that can be reached by steps from one to another."""
    found: set[str] = set()
    queue = [start]
    while queue:
        fresh = steps.get(queue.pop(), set()) - found
        found |= fresh
        queue += fresh
    return found


def kept(work_out: Callable[..., Result]) -> Callable[..., Result]:
    """Make a function of a dataset work each result out once, and keep it with the dataset."""

    @wraps(work_out)
    def remembered(dataset: Dataset, *arguments: Hashable) -> Result:
        key = (work_out.__module__, work_out.__name__, *arguments)
        if key not in dataset.memory:
            dataset.memory[key] = work_out(dataset, *arguments)
        return dataset.memory[key]

    return remembered


@kept
def _publishers(dataset: Dataset) -> dict[str, str]:
    return {row["source_id"]: row["publisher"] for row in dataset.records("sources")}


@kept
def _records(dataset: Dataset, table: str) -> tuple[dict, ...]:
    frame = dataset.tables[table]
    columns = {
        name: [None if pd.isna(value) else value for value in frame[name].tolist()]
        for name in frame
    }
    rows = zip(frame.index.tolist(), *columns.values(), strict=True)
    return tuple({"line": line} | dict(zip(columns, values, strict=True)) for line, *values in rows)


def descriptor(folder: str | Path | None = None) -> dict:
    """Read the Data Package descriptor that says what the tables must be like.

    Parameters
    ----------
    folder : path, optional
        A folder of tables. Without a ``datapackage.json`` of its own, the one of coalviz holds for it.
    """
    own = Path(folder or DATA) / "datapackage.json"
    return json.loads(
        (own if own.exists() else DATA / "datapackage.json").read_text(encoding="utf-8")
    )


def load(folder: str | Path | None = None) -> Dataset:
    """Load the tables, or refuse them with a list of everything that is wrong.

    Parameters
    ----------
    folder : path, optional
        Folder with the CSV tables (UTF-8, comma, header row). Default: the tables that come with coalviz.

    Returns
    -------
    Dataset

    Raises
    ------
    TableError
        If any table is not what ``datapackage.json`` says; it lists every problem with file, line, column,
        value, and what would be right.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.load().pledges["amount"].dtype
    Int64Dtype()
    """
    place = Path(folder) if folder is not None else DATA
    package = _descriptor_of(place)
    resources = {resource["name"]: resource for resource in package["resources"]}
    problems: list[Problem] = []
    raw, prints = {}, hashlib.sha256()
    for name, resource in resources.items():
        raw[name], content = _read(place / resource["path"], resource, problems)
        prints.update(content)
    # a folder's own descriptor may ask for more, not for less
    needed = [one for one in descriptor()["resources"] if one != resources[one["name"]]]
    for resource in [*resources.values(), *needed]:
        if (frame := raw[resource["name"]]) is not None:
            problems += _check_fields(frame, resource) + _check_rows(raw, resource)
            problems += _check_references(raw, frame, resource)
    own = package if (place / "datapackage.json").exists() else {}
    problems += _check_subject(own, raw["coalitions"])
    if problems:
        files = ["datapackage.json", *(resource["path"] for resource in resources.values())]
        unique = dict.fromkeys(problems)
        raise TableError(sorted(unique, key=lambda p: (files.index(p.file), p.line or 0)))
    tables = {name: _typed(raw[name], resource) for name, resource in resources.items()}
    coalitions, parties = tables["coalitions"], tables["parties"]
    names = dict(zip(coalitions["coalition_id"], coalitions["short_name"]))
    names |= dict(zip(parties["party_id"], parties["name"]))
    return Dataset(
        tables=MappingProxyType(tables),
        version=f"{package.get('version', '0')}+{prints.hexdigest()[:8]}",
        code="coalviz.load()" if folder is None else f"coalviz.load({str(folder)!r})",
        names=MappingProxyType(names),
        coalition_ids=tuple(coalitions["coalition_id"].unique()),
        **_subject(own, tables, names),
    )


def _descriptor_of(folder: Path) -> dict:
    """Read the descriptor that holds for a folder, and refuse one that cannot be followed."""
    if not folder.is_dir():
        raise TableError([Problem(str(folder), None, None, None, _no_folder(folder))])
    try:
        package = descriptor(folder)
        problems = _check_descriptor({one["name"]: one for one in package["resources"]})
    except (AttributeError, KeyError, OSError, TypeError, ValueError, re.error) as error:
        message = (
            f"is no Data Package descriptor that can be followed: {type(error).__name__} {error}"
        )
        raise TableError([Problem("datapackage.json", None, None, None, message)]) from None
    if problems:
        raise TableError(problems)
    return package


def _check_subject(package: Mapping, coalitions: pd.DataFrame | None) -> list[Problem]:
    """Refuse a descriptor that says the tables are about a coalition which they do not name."""
    named = package.get("coalviz", {}).get("coalition")
    if named is None or coalitions is None or named in coalitions["coalition_id"].array.categories:
        return []
    message = "is not in coalitions.csv, column coalition_id; add it there, or correct it here"
    return [Problem("datapackage.json", None, "coalviz.coalition", named, message)]


def _subject(package: Mapping, tables: Mapping[str, pd.DataFrame], names: Mapping) -> dict:
    """Say what the tables are about: what their own descriptor says, else the coalition with most rows."""
    about = package.get("coalviz", {})
    rows = [frame["coalition_id"] for frame in tables.values() if "coalition_id" in frame]
    most = pd.concat(rows).value_counts(sort=False)
    coalition = about.get("coalition") or (None if most.empty else str(most.idxmax()))
    title = about.get("title") or names.get(coalition, "Briefing")
    return {"coalition": coalition, "title": title, "noun": about.get("noun", "coalition")}


def _no_folder(place: Path) -> str:
    """Say that there is no such folder, and which one may be meant."""
    beside = place.absolute().parent
    folders = [path.name for path in beside.iterdir() if path.is_dir()] if beside.is_dir() else []
    near = get_close_matches(place.name, folders, n=1)
    return "is no folder" + (f"; is {near[0]} meant?" if near else f"; there is none in {beside}")


# ------------------------------------------------------------------ reading


def _check_descriptor(resources: Mapping[str, dict]) -> list[Problem]:
    """Hold a descriptor against what coalviz needs, and against itself: it may name only columns that it describes."""
    wrong = []
    types = {
        name: {column["name"]: column["type"] for column in resource["schema"]["fields"]}
        for name, resource in resources.items()
    }
    for needed in descriptor()["resources"]:
        given = types.get(needed["name"], {})
        fields = {column["name"]: column["type"] for column in needed["schema"]["fields"]}
        lacking = [name for name, kind in fields.items() if given.get(name) != kind]
        if lacking or resources[needed["name"]]["path"] != needed["path"]:
            columns = ", ".join(lacking or given)
            message = f"does not describe {needed['path']} with {columns}, as coalviz needs it"
            wrong.append(Problem("datapackage.json", None, needed["name"], None, message))
    for table, resource in resources.items():
        for name, column in dict.fromkeys(_columns_named(table, resource)):
            if column not in types.get(name, {}):
                message = f"is no column that it describes in {name}"
                wrong.append(Problem("datapackage.json", None, table, column, message))
    return wrong


def _columns_named(table: str, resource: dict) -> Iterator[tuple[str, str]]:
    """Name each column, with its table, that the rules of a table speak of."""
    Path(resource["path"])  # a path, a pattern, a description: what the loader needs must be there
    schema = resource["schema"]
    yield from ((table, column) for column in schema["primaryKey"])
    for key in schema.get("foreignKeys", []):
        yield table, key["fields"]
        yield key["reference"]["resource"], key["reference"]["fields"]
    for column in schema["fields"]:
        re.compile(column.get("constraints", {}).get("pattern", "")), column["description"]
        if "listOf" in column:
            yield column["listOf"]["resource"], column["listOf"]["field"]
    for rule in resource.get("rules", []):
        yield from _named_by(table, rule)


def _named_by(table: str, rule: dict) -> list[tuple[str, str]]:
    """Give the columns that a rule speaks of, each with its table."""
    if not any(kind in rule for kind in _RULES):
        raise ValueError(f"a rule of {table} is of no known kind: {', '.join(rule)}")
    rule["because"]  # noqa: B018 (a rule without a reason is none)
    own = [rule.get("when"), rule.get("field"), rule.get("fits"), rule.get("oneFor")]
    own += [*rule.get("exactlyOne", []), *rule.get("needs", []), *rule.get("unless", {})]
    there = rule.get("onlyWhere") or rule.get("notAfter") or {}
    own += [there.get("key")]
    others = [(there["resource"], there[name]) for name in ("key", "field") if there]
    return [*((table, name) for name in own if name), *others]


class _Unreadable(Exception):  # noqa: N818 (said to nobody: it carries line, value and message)
    """Why a file is no table, as (line, value, message) for each problem."""


def _read(path: Path, resource: dict, problems: list[Problem]) -> tuple[pd.DataFrame | None, bytes]:
    """Read a file as text, exactly as it stands: nothing dropped, re-typed or guessed."""
    expected = [column["name"] for column in resource["schema"]["fields"]]
    content = b""
    try:
        try:
            content = path.read_bytes()
        except OSError:
            right = f"it must have the columns {','.join(expected)}"
            raise _Unreadable((None, None, f"is missing or cannot be read; {right}")) from None
        frame = _parsed(content.removeprefix(codecs.BOM_UTF8).rstrip(b"\r\n"), expected)
    except _Unreadable as error:
        problems += [Problem(resource["path"], line, None, *told) for line, *told in error.args]
        return None, content
    return frame, content


def _parsed(encoded: bytes, expected: list[str]) -> pd.DataFrame:
    """Read bytes as CSV: all at once where that is safe, else row by row, to name the lines."""
    text = _decoded(encoded)
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(encoded), "utf-8", newline=""), strict=True)
    try:
        _check_header(next(reader, []), expected)
        frame = _read_at_once(encoded, text, expected)
        return _read_by_rows(reader, expected) if frame is None else frame
    except csv.Error as error:  # in the header
        raise _Unreadable((1, None, _broken(error))) from None


def _decoded(encoded: bytes) -> str:
    try:
        text = encoded.decode()
    except UnicodeDecodeError as error:
        line = encoded[: error.start].count(b"\n") + 1
        value = repr(encoded[error.start : error.end])[1:]
        message = "is not UTF-8; save the table as CSV with the encoding UTF-8"
        raise _Unreadable((line, value, message)) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise _Unreadable((line, None, "holds a NUL character; it is damaged or no CSV file"))
    return text


def _check_header(header: list[str], expected: list[str]) -> None:
    if header == expected:
        return
    names = list(dict.fromkeys(header))
    wrong = [f"lacks {name!r}" for name in expected if name not in header]
    wrong += [f"has {name!r}, which is unknown" for name in names if name not in expected]
    wrong += [f"has {name!r} twice" for name in names if header.count(name) > 1]
    separators = [sign for sign in ";\t|" if len(header) == 1 and sign in header[0]]
    if separators:
        wrong = [f"is parted by {separators[0]!r} instead of commas"]
    fault = "; ".join(wrong) or "has another order"
    raise _Unreadable((1, None, f"the header row {fault}; right is {','.join(expected)}"))


def _read_at_once(encoded: bytes, text: str, expected: list[str]) -> pd.DataFrame | None:
    """Read the table in one go; None where a row has too few or too many cells, or spans lines."""
    quoted = "".join(_QUOTED.findall(text))  # what is quoted parts neither cells nor rows
    if text.count('"') != quoted.count('"'):
        return None
    try:  # the header as a row like others: a longer row is an error, a shorter one is missing commas
        frame = pd.read_csv(
            io.BytesIO(encoded),
            header=None,
            dtype=object,
            na_filter=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError:
        return None
    commas = text.count(",") - quoted.count(",")
    if commas != len(frame) * (len(expected) - 1) or text.count("\n") + 1 != len(frame):
        return None
    return _judged_once(frame.iloc[1:].set_axis(range(2, len(frame) + 1)), expected)


def _broken(error: csv.Error) -> str:
    return f"cannot be read as CSV ({error}); check the double quotes"


def _rows_of(reader: Any) -> Iterator[list[str]]:
    """Give the rows; where one cannot be read, say in which line it begins."""
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _Unreadable((begins, None, _broken(error))) from None
        if row is None:
            return
        yield row


def _read_by_rows(reader: Any, expected: list[str]) -> pd.DataFrame:
    before, rows, wrong = reader.line_num, {}, []
    for row in _rows_of(reader):
        if len(row) != len(expected):
            right = "a text with a comma stands in double quotes"
            many = f"has {len(row)} cells instead of {len(expected)}; {right}"
            wrong.append((before + 1, None, many if row else "is empty; delete it"))
        rows[before + 1] = row
        before = reader.line_num
    if wrong:
        raise _Unreadable(*wrong)
    columns = range(len(expected))
    frame = pd.DataFrame(rows.values(), index=list(rows), columns=columns, dtype=object)
    return _judged_once(frame, expected)


def _judged_once(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Make the columns categorical: a million rows hold few different values, and each is checked once."""
    columns = {
        name: pd.Categorical.from_codes(*pd.factorize(frame[place]))
        for place, name in enumerate(names)
    }
    return pd.DataFrame(columns, index=frame.index.rename("line"), copy=False)


def _typed(frame: pd.DataFrame, resource: dict) -> pd.DataFrame:
    kinds = {"integer": (int, "Int64"), "number": (float, "float64")}
    typed = {}
    for rules in resource["schema"]["fields"]:
        make, kind = kinds.get(rules["type"], (str, "str"))
        column = frame[rules["name"]].array
        values = [make(value) if value else None for value in column.categories]
        typed[rules["name"]] = pd.array(values, dtype=kind).take(column.codes)
    return pd.DataFrame(typed, index=frame.index, copy=False)


# ------------------------------------------------------------------ checking


def _problems(resource: dict, column: pd.Series, wrong: pd.Series, message: str) -> list[Problem]:
    """One problem for each row where ``wrong``."""
    return [
        Problem(resource["path"], line, column.name, value, message)
        for line, value in column[wrong].items()
    ]


def _refuses(read: Callable[[str], object], text: str) -> bool:
    try:
        return not read(text)
    except ValueError:
        return True


def _check_fields(frame: pd.DataFrame, resource: dict) -> list[Problem]:
    """Hold each cell against its field: required, type, allowed values, pattern, minimum, unique."""
    problems: list[Problem] = []
    for rules in resource["schema"]["fields"]:
        column = frame[rules["name"]]
        values = list(column.array.categories)
        verdicts = {code: _verdict(rules, values[code]) for code in _suspects(rules, values)}
        bad = [code for code, message in verdicts.items() if message]
        wrong = column.cat.codes[column.cat.codes.isin(bad)] if bad else pd.Series(dtype=int)
        problems += [
            Problem(resource["path"], line, rules["name"], values[code], verdicts[code])
            for line, code in wrong.items()
        ]
        if rules.get("constraints", {}).get("unique"):
            again = column.duplicated() & (column != "")
            message = "stands there twice; it must be the only one"
            problems += _problems(resource, column, again, message)
    return problems


def _suspects(rules: dict, values: list[str]) -> Iterable[int]:
    """Give the places of values that are worth a second look; quick where there are a million."""
    limits = rules.get("constraints", {})
    if "enum" in limits or rules["type"] == "date" or rules.get("edtf"):
        return range(len(values))
    fits = re.compile(_form(rules)).fullmatch
    found = [code for code, value in enumerate(values) if not fits(value)]
    if rules["type"] in _FORMS and "minimum" in limits:
        least, known = limits["minimum"], set(found)
        numbers = (code for code in range(len(values)) if code not in known)
        found += [code for code in numbers if float(values[code]) < least]
    return found if "" not in values else [*found, values.index("")]


def _form(rules: dict) -> str:
    return _FORMS.get(rules["type"]) or rules.get("constraints", {}).get("pattern", _TIDY)


def _verdict(rules: dict, value: str) -> str:
    """Say what is wrong with a cell, and what would be right; nothing if all is well."""
    return next((message for wrong, message in _faults(rules, value) if wrong), "")


def _faults(rules: dict, value: str) -> Iterator[tuple[bool, str]]:
    limits = rules.get("constraints", {})
    if not value:
        needed = f"is blank; needed is: {rules['description']}"
        yield limits.get("required", False), needed
        return
    unfit, least = not re.fullmatch(_form(rules), value), limits.get("minimum")
    untidy = "has a space around it or a control character in it; delete that"
    yield unfit and not re.fullmatch(_TIDY, value), untidy
    if allowed := limits.get("enum"):
        few = len(allowed) < 20
        codes = ", ".join(allowed) if few else "the ISO 4217 codes, such as EUR, USD, GBP"
        yield value not in allowed, f"is not allowed; right is one of: {codes}"
    right = _right_form(rules, least)
    yield unfit, right
    if rules["type"] in _FORMS and least is not None:
        yield float(value) < least, right
    if rules["type"] == "date":
        yield _refuses(day, value), "is no day; right is year-month-day, like 2024-04-08"
    if rules.get("edtf"):
        forms = "2024-04-08, 2024-01, or ../2024-04-08 for by that day"
        yield _refuses(bounds, value), f"is no EDTF date; right is {forms}"


def _right_form(rules: dict, least: float | None) -> str:
    if rules["type"] == "integer":
        whole = f"right is a whole number of at least {least or 0} in plain digits"
        return f"is no whole number; {whole}, like 30000000; blank where not stated"
    if rules["type"] == "number":
        return f"is no number of at least {least}; right are plain digits with a point, like 1396.5"
    return f"has not the right form; needed is: {rules['description']}"


def _check_rows(raw: Mapping[str, pd.DataFrame | None], resource: dict) -> list[Problem]:
    """Hold each row against the primary key and the rules that tie its cells to others."""
    frame = raw[resource["name"]]
    problems = _check_key(frame, resource)
    for rule in resource.get("rules", []):
        check = next(check for kind, check in _RULES.items() if kind in rule)
        problems += check(raw, frame, resource, rule)
    return problems


def _check_key(frame: pd.DataFrame, resource: dict) -> list[Problem]:
    """Refuse rows whose key another row has already."""
    key = resource["schema"]["primaryKey"]
    again = frame.duplicated(key)
    if not again.any():
        return []
    lines = frame.reset_index().groupby(key, observed=True)["line"]
    first = lines.transform("first").set_axis(frame.index)
    right = f"each row must have its own {', '.join(key)}"
    return [
        Problem(
            resource["path"],
            line,
            "+".join(key),
            " ".join(values),
            f"stands already in line {first[line]}; {right}",
        )
        for line, *values in frame.loc[again, key].itertuples()
    ]


def _exactly_one(_: Mapping, frame: pd.DataFrame, resource: dict, rule: dict) -> list[Problem]:
    """Of some cells of a row one is filled, and the others are blank."""
    names = rule["exactlyOne"]
    message = f"exactly one of {', '.join(names)} must be filled: {rule['because']}"
    wrong = sum((frame[name] != "").astype(int) for name in names) != 1
    lines = frame.index[wrong]
    return [Problem(resource["path"], line, "+".join(names), None, message) for line in lines]


def _needs(_: Mapping, frame: pd.DataFrame, resource: dict, rule: dict) -> list[Problem]:
    """A cell that is filled, or has one of some values, does not stand there without another."""
    asked, needed = frame[rule["when"]], rule["needs"]
    wrong = asked.isin(rule["values"]) if "values" in rule else asked != ""
    for name in needed:
        wrong &= frame[name] == ""
    message = f"stands there without {' or '.join(needed)}: {rule['because']}"
    return _problems(resource, asked, wrong, message)


def _fits(_: Mapping, frame: pd.DataFrame, resource: dict, rule: dict) -> list[Problem]:
    """A cell has one of the values that fit another cell of its row."""
    problems, column = [], frame[rule["field"]]
    for value, fitting in rule["values"].items():
        wrong = (frame[rule["fits"]] == value) & ~column.isin(["", *fitting])
        message = f"does not fit {rule['fits']} {value}; right is {' or '.join(fitting)}"
        problems += _problems(resource, column, wrong, f"{message}: {rule['because']}")
    return problems


def _one_for(_: Mapping, frame: pd.DataFrame, resource: dict, rule: dict) -> list[Problem]:
    """Rows that name the same thing have the same cell."""
    name, key = rule["field"], rule["oneFor"]
    first = frame.reset_index().drop_duplicates(key).set_index(key)
    found = []
    for line, one, value in frame[[key, name]].astype(object).itertuples():
        right, above = first.at[one, name], first.at[one, "line"]
        if value != right:
            message = f"is not {right!r}, which line {above} has for {key} {one}"
            message += f"; right is the same in both: {rule['because']}"
            found.append(Problem(resource["path"], line, name, value, message))
    return found


def _looked_up(raw: Mapping, frame: pd.DataFrame, there: dict) -> dict[str, str]:
    """Give for each name of rows of another table the cell that stands there."""
    other = raw[there["resource"]]
    if other is None:  # that is a problem of its own
        return {}
    cells = dict(zip(other[there["key"]], other[there["field"]]))
    return {name: cells.get(name, "") for name in frame[there["key"]].array.categories}


def _only_where(raw: Mapping, frame: pd.DataFrame, resource: dict, rule: dict) -> list[Problem]:
    """A cell refers only to such rows of another table as are of the right kind."""
    there, problems = rule["onlyWhere"], []
    allowed, column = there["values"], frame[there["key"]]
    for name, cell in _looked_up(raw, frame, there).items():
        if cell and cell not in allowed:
            message = f"has the {there['field']} {cell} in {there['resource']}.csv; right is one"
            message += f" that has {' or '.join(allowed)}: {rule['because']}"
            problems += _problems(resource, column, column == name, message)
    return problems


def _not_after(raw: Mapping, frame: pd.DataFrame, resource: dict, rule: dict) -> list[Problem]:
    """A date does not lie after that of another table, unless the row is of an excepted kind."""
    there, column, key = rule["notAfter"], frame[rule["field"]], frame[rule["notAfter"]["key"]]
    limits = _looked_up(raw, frame, there)
    ends = pd.array([_side(text, last=True) for text in limits.values()], dtype="Int64")
    begins = pd.array([_side(text) for text in column.array.categories], dtype="Int64")
    if not limits:
        return []
    late = (begins.take(column.array.codes) > ends.take(key.array.codes)).fillna(False)
    wrong = pd.Series(late.to_numpy(dtype=bool), frame.index)
    right = "right is a day up to then"
    for name, values in rule.get("unless", {}).items():
        wrong &= ~frame[name].isin(values)
        right += f", or {name} {' or '.join(values)}"
    return [
        Problem(
            resource["path"],
            line,
            rule["field"],
            value,
            f"is after {limits[key[line]]}, when {key[line]} was {there['field']}; "
            f"{right}: {rule['because']}",
        )
        for line, value in column[wrong].items()
    ]


def _side(text: str, last: bool = False) -> int | None:
    """Give the first possible day of a date as a number, or its last; None where it is none."""
    try:
        begins, ends = bounds(text)
    except ValueError:
        return None
    found = ends or begins if last else begins or ends
    return found.toordinal() if found else None


_RULES: dict[str, Callable[..., list[Problem]]] = {  # by the key that tells a rule's kind
    "exactlyOne": _exactly_one,
    "needs": _needs,
    "fits": _fits,
    "oneFor": _one_for,
    "onlyWhere": _only_where,
    "notAfter": _not_after,
}


def _check_references(
    raw: Mapping[str, pd.DataFrame | None], frame: pd.DataFrame, resource: dict
) -> list[Problem]:
    """Hold names of other rows against the tables they point to, lists of names included."""
    problems: list[Problem] = []
    schema = resource["schema"]
    links = [
        (key["fields"], key["reference"], key["reference"]["fields"], "")
        for key in schema.get("foreignKeys", [])
    ]
    lists = {field["name"]: field["listOf"] for field in schema["fields"] if "listOf" in field}
    links += [(name, target, target["field"], " ") for name, target in lists.items()]
    for name, target, sought, separator in links:
        table, column, wrong = target["resource"], frame[name], {}
        there = raw[table]
        if there is None:
            continue
        known = there[sought].array.categories
        message = f"is not in {table}.csv, column {sought}; add it there, or correct it here"
        message += "; several are parted by one space" if separator else ""
        for text in filter(None, column.array.categories):
            parts = text.split(separator) if separator else [text]
            found = [(part, message) for part in parts if part not in known or not part]
            found += (
                [(text, "names one twice; each stands there once")]
                if len(set(parts)) < len(parts)
                else []
            )
            if found:
                wrong[text] = found
        for line, text in column[column.isin(list(wrong))].items() if wrong else ():
            problems += [
                Problem(resource["path"], line, name, part, fault) for part, fault in wrong[text]
            ]
        if "within" in target:
            problems += _check_containment(frame, resource, name, target)
    return problems


def _check_containment(
    frame: pd.DataFrame, resource: dict, name: str, target: dict
) -> list[Problem]:
    """A total may contain only pledges of its own donors, and never itself, not even by a detour."""
    problems: list[Problem] = []
    field, within = target["field"], target["within"]
    totals = frame.loc[frame[name] != "", [field, within, name]].astype(object)
    contains: dict[str, set[str]] = {}
    for key, text in zip(totals[field], totals[name]):
        contains.setdefault(key, set()).update(text.split(" "))
    members: dict[str, set[str]] = {}
    parts = frame.loc[frame[field].isin(set().union(*contains.values())), [field, within]].astype(
        object
    )
    for key, text in zip(parts[field], parts[within]):
        members.setdefault(key, set()).update(text.split())
    for line, key, own, text in totals.itertuples():
        for part in text.split(" "):
            strangers = members.get(part, set()) - set(own.split())
            if own and strangers:  # a total whose donors are not named may be anybody's
                message = f"has {within} that the total has not: {', '.join(sorted(strangers))}"
                problems.append(Problem(resource["path"], line, name, part, message))
        if key in reached(key, contains):
            message = "makes the total contain itself; a total contains only its parts"
            problems.append(Problem(resource["path"], line, name, text, message))
    return problems
