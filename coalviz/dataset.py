"""The tables: load them, check them against their descriptor, see them as known on a day."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from .dates import bounds, day

__all__ = ["Dataset", "Problem", "TableError", "descriptor", "load"]

_BESIDE = Path(__file__).parent / "data"  # in an installed package the tables lie beside the code
DATA = _BESIDE if _BESIDE.is_dir() else Path(__file__).parent.parent / "data"
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
        place = self.file + (f", line {self.line}" if self.line else "") + (f", column {self.column}" if self.column else "")
        shown = "" if self.value is None else f"{self.value[:77] + '…' if len(self.value) > 80 else self.value!r} "
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
    known : datetime.date or None
        The day of knowledge that was asked for; None: all that is known.
    """

    tables: Mapping[str, pd.DataFrame]
    version: str
    code: str
    names: Mapping[str, str]
    coalition_ids: tuple[str, ...]
    known: datetime.date | None = None

    def __getattr__(self, name: str) -> pd.DataFrame:
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name].copy(deep=False)  # copy-on-write: a change to it never reaches the table
        raise AttributeError(f"a dataset has no {name!r}; its tables are {', '.join(tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        rows = ", ".join(f"{len(frame):,} {name}" for name, frame in self.tables.items())
        return f"<Dataset known by {self.day}: {rows}>"

    @property
    def days(self) -> list[datetime.date]:
        """The days on which knowledge changed: those on which an article was published."""
        return sorted({day(text) for text in self.tables["sources"]["published"].dropna()})

    @property
    def day(self) -> datetime.date | None:
        """The day of knowledge: the one asked for, else the last article's."""
        return self.known or max(self.days, default=None)

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
        >>> len(coalviz.load().as_of("2024-02-02").sources.query("kind == 'article'"))
        1
        """
        known = day(known)
        sources = self.tables["sources"]
        kept = sources[sources["published"].isna() | (sources["published"] <= known.isoformat())]
        view = self._of(kept["source_id"], f'{self.code}.as_of("{known}")')
        return replace(view, known=known)

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
        articles = table.loc[table["kind"] == "article", "source_id"].tolist()
        unknown = [name for name in wanted if name not in articles]
        if unknown:
            raise ValueError(f"no article {', '.join(map(repr, unknown))}; there are: {', '.join(articles) or 'none'}")
        kept = table.loc[table["source_id"].isin(wanted) | (table["kind"] != "article"), "source_id"]
        # the day of knowledge stays: an account does not change what day it is
        return replace(self._of(kept, f"{self.code}.from_sources({wanted})"), known=self.day)

    def _of(self, kept: pd.Series, code: str) -> Dataset:
        tables = {
            name: frame[frame["source_id"].isin(kept)] if "source_id" in frame else frame
            for name, frame in self.tables.items()
        }
        return replace(self, tables=MappingProxyType(tables), code=code)


def descriptor(folder: str | Path | None = None) -> dict:
    """Read the Data Package descriptor that says what the tables must be like.

    Parameters
    ----------
    folder : path, optional
        A folder of tables. Without a ``datapackage.json`` of its own, the one of coalviz holds for it.
    """
    own = Path(folder or DATA) / "datapackage.json"
    return json.loads((own if own.exists() else DATA / "datapackage.json").read_text(encoding="utf-8"))


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
    problems: list[Problem] = []
    try:
        package = descriptor(place)
        resources = {resource["name"]: resource for resource in package["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        raise TableError([Problem("datapackage.json", None, None, None, f"is no Data Package descriptor: {error}")]) from None
    for resource in descriptor()["resources"]:  # a folder's own descriptor may ask for more, not for less
        theirs = resources.get(resource["name"], {"schema": {"fields": []}})["schema"]["fields"]
        lacking = [f["name"] for f in resource["schema"]["fields"] if f["name"] not in {g["name"] for g in theirs}]
        if lacking:
            message = f"does not describe {', '.join(lacking)}, which coalviz needs"
            problems.append(Problem("datapackage.json", None, resource["name"], None, message))
    if problems:
        raise TableError(problems)
    raw, prints = {}, hashlib.sha256()
    for name, resource in resources.items():
        frame, content = _read(place / resource["path"], resource, problems)
        raw[name] = frame
        prints.update(content)
    for name, resource in resources.items():
        if raw[name] is not None:
            problems += _check_fields(raw[name], resource) + _check_rows(raw[name], resource)
            problems += _check_references(raw, resource)
    if problems:
        order = list(resources)
        files = {resources[name]["path"]: order.index(name) for name in order}
        raise TableError(sorted(problems, key=lambda p: (files.get(p.file, -1), p.line or 0)))
    tables = {name: _typed(raw[name], resource) for name, resource in resources.items()}
    names = {
        **dict(zip(tables["coalitions"]["coalition_id"], tables["coalitions"]["short_name"])),
        **dict(zip(tables["parties"]["party_id"], tables["parties"]["name"])),
    }
    code = "coalviz.load()" if folder is None else f"coalviz.load({str(folder)!r})"
    version = f"{package.get('version', '0')}+{prints.hexdigest()[:8]}"
    return Dataset(MappingProxyType(tables), version, code, MappingProxyType(names), tuple(dict.fromkeys(tables["coalitions"]["coalition_id"])))


# ------------------------------------------------------------------ reading


def _read(path: Path, resource: dict, problems: list[Problem]) -> tuple[pd.DataFrame | None, bytes]:
    """Read a file as text, exactly as it stands: nothing dropped, re-typed or guessed."""
    expected = [field["name"] for field in resource["schema"]["fields"]]

    def refuse(message: str, line: int | None = None, value: str | None = None) -> None:
        problems.append(Problem(path.name, line, None, value, message))

    try:
        content = path.read_bytes()
    except OSError:
        refuse(f"is missing or cannot be read; it must have the columns {','.join(expected)}")
        return None, b""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse("is not UTF-8; save the table as CSV with the encoding UTF-8", line, repr(content[error.start : error.end])[1:])
        return None, content
    if "\0" in text:
        refuse("holds a NUL character; it is damaged or no CSV file", text[: text.index("\0")].count("\n") + 1)
        return None, content
    text = text.rstrip("\r\n") + "\n"
    header = next(csv.reader(io.StringIO(text)), [])
    if header != expected:
        wrong = [f"lacks {name!r}" for name in expected if name not in header]
        wrong += [f"has {name!r}, which is unknown" for name in dict.fromkeys(header) if name not in expected]
        wrong += [f"has {name!r} twice" for name in dict.fromkeys(header) if header.count(name) > 1]
        separator = next((sign for sign in ";\t|" if len(header) == 1 and sign in header[0]), None)
        if separator:
            wrong = [f"is parted by {separator!r} instead of commas"]
        refuse(f"the header row {'; '.join(wrong) or 'has another order'}; right is {','.join(expected)}", 1)
        return None, content
    frame = None
    bare = re.sub(r'"[^"]*"', "", text)  # what lies between quotes parts neither cells nor rows
    if '"' not in bare:
        try:
            frame = pd.read_csv(io.StringIO(text), dtype=str, na_filter=False, skip_blank_lines=False)
        except pd.errors.ParserError:
            pass
    if frame is not None and bare.count(",") == (len(frame) + 1) * (len(expected) - 1):
        if bare.count("\n") == text.count("\n"):
            frame.index = pd.RangeIndex(2, len(frame) + 2, name="line")
            return frame, content
    # row by row, to name the lines: cells that span lines, rows with too few or too many cells
    reader = csv.reader(io.StringIO(text), strict=True)
    rows, lines, before, whole = [], [], 0, True
    try:
        for row in reader:
            if len(row) != len(expected):
                whole = False
                many = f"has {len(row)} cells instead of {len(expected)}; a text with a comma stands in double quotes"
                refuse(many if row else "is empty; delete it", before + 1)
            rows.append(row)
            lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        refuse(f"cannot be read as CSV ({error}); check the double quotes", before + 1)
        return None, content
    if not whole:
        return None, content
    return pd.DataFrame(rows[1:], columns=expected, index=pd.Index(lines[1:], name="line"), dtype=str), content


def _typed(frame: pd.DataFrame, resource: dict) -> pd.DataFrame:
    kinds = {"integer": "Int64", "number": "float64"}
    typed = {}
    for field in resource["schema"]["fields"]:
        column = frame[field["name"]]
        column = column.where(column != "")
        kind = kinds.get(field["type"])
        typed[field["name"]] = pd.to_numeric(column).astype(kind) if kind else column
    return pd.DataFrame(typed, index=frame.index)


# ------------------------------------------------------------------ checking


def _problems(resource: dict, column: pd.Series, wrong: pd.Series, message) -> list[Problem]:
    """One problem for each row where ``wrong``; the message is a text, or a function of the value."""
    found = column[wrong]
    say = message if callable(message) else lambda value: message
    return [Problem(resource["path"], line, column.name, value, say(value)) for line, value in found.items()]


def _dated(text: str) -> bool:
    try:
        return bool(bounds(text))
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(day(text))
    except ValueError:
        return False


def _check_fields(frame: pd.DataFrame, resource: dict) -> list[Problem]:
    """Hold each cell against its field: required, type, allowed values, pattern, minimum, unique."""
    problems: list[Problem] = []
    for field in resource["schema"]["fields"]:
        rules, column = field.get("constraints", {}), frame[field["name"]]
        blank = column == ""
        if rules.get("required"):
            problems += _problems(resource, column, blank, f"is blank; needed is: {field['description']}")
        # each different value is judged once: a million rows hold few of them
        codes, values = pd.factorize(column)
        values = pd.Series(values, dtype=str)
        verdicts = pd.Series("", index=values.index, dtype=object)

        def judge(wrong: pd.Series, message: str) -> None:
            verdicts[wrong & (verdicts == "") & (values != "")] = message

        judge(values.str.contains(r"^\s|\s$|[\x00-\x08\x0b\x0c\x0e-\x1f]"), "has a space around it or a control character in it; delete that")
        if "enum" in rules:
            allowed = rules["enum"]
            listed = ", ".join(allowed) if len(allowed) < 20 else "an ISO 4217 code such as EUR, USD, GBP"
            judge(~values.isin(allowed), f"is not allowed; right is one of: {listed}" if len(allowed) < 20 else f"is not allowed; right is {listed}")
        if "pattern" in rules:
            judge(~values.str.fullmatch(rules["pattern"]), f"has not the right form; needed is: {field['description']}")
        if field["type"] == "integer":
            least = rules.get("minimum", 0)
            right = f"right is a whole number of at least {least} in plain digits, like 30000000; blank where not stated"
            judge(~values.str.fullmatch(r"[0-9]{1,18}"), f"is no whole number; {right}")
            judge(pd.to_numeric(values, errors="coerce") < least, f"is too small; {right}")
        if field["type"] == "number":
            number = pd.to_numeric(values.where(values.str.fullmatch(r"-?[0-9]+(\.[0-9]+)?")), errors="coerce")
            judge(number.isna(), "is no number; right are plain digits with a point, like 1396.5")
            judge(number < rules.get("minimum", float("-inf")), f"is too small; right is at least {rules.get('minimum')}")
        if field["type"] == "date":
            judge(~values.map(_is_day).astype(bool), "is no day; right is year-month-day, like 2024-04-08")
        if field.get("edtf"):
            judge(~values.map(_dated).astype(bool), "is no EDTF date; right is 2024-04-08, 2024-01, or ../2024-04-08 for by that day")
        if (verdicts != "").any():
            row_verdicts = pd.Series(verdicts.to_numpy()[codes], index=frame.index)
            for line, message in row_verdicts[row_verdicts != ""].items():
                problems.append(Problem(resource["path"], line, field["name"], column[line], message))
        if rules.get("unique"):
            problems += _problems(resource, column, column.duplicated() & ~blank, "stands there twice; it must be the only one")
    return problems


def _check_rows(frame: pd.DataFrame, resource: dict) -> list[Problem]:
    """Hold each row against the primary key and the rules that tie its cells together."""
    problems: list[Problem] = []
    key = resource["schema"]["primaryKey"]
    again = frame[frame.duplicated(key)]
    first = frame.reset_index().drop_duplicates(key).set_index(key)["line"] if len(again) else None
    for line, row in again.iterrows():
        values = tuple(row[key])
        same = first[values if len(values) > 1 else values[0]]
        problems.append(Problem(resource["path"], line, "+".join(key), " ".join(values), f"stands already in line {same}; each row must have its own {', '.join(key)}"))
    for rule in resource.get("rules", []):
        if "exactlyOne" in rule:
            names = rule["exactlyOne"]
            wrong = (frame[names] != "").sum(axis=1) != 1
            message = f"exactly one of {', '.join(names)} must be filled: {rule['because']}"
            problems += [Problem(resource["path"], line, "+".join(names), None, message) for line in frame.index[wrong]]
            continue
        asked, needed = frame[rule["when"]], rule["needs"]
        holds = asked.isin(rule["values"]) if "values" in rule else asked != ""
        wrong = holds & (frame[needed] == "").all(axis=1)
        problems += _problems(resource, asked, wrong, f"stands there without {' or '.join(needed)}: {rule['because']}")
    return problems


def _check_references(raw: Mapping[str, pd.DataFrame | None], resource: dict) -> list[Problem]:
    """Hold names of other rows against the tables they point to, lists of names included."""
    problems: list[Problem] = []
    frame = raw[resource["name"]]
    for key in resource["schema"].get("foreignKeys", []):
        name, target = key["fields"], key["reference"]
        if raw.get(target["resource"]) is not None:
            known = raw[target["resource"]][target["fields"]]
            wrong = ~frame[name].isin(known) & (frame[name] != "")
            problems += _problems(resource, frame[name], wrong, _unknown(target["resource"], target["fields"]))
    for field in resource["schema"]["fields"]:
        target, name = field.get("listOf"), field["name"]
        if not target or raw.get(target["resource"]) is None:
            continue
        known = set(raw[target["resource"]][target["field"]])
        lists = frame.loc[frame[name] != "", name]
        parts = {text: text.split(" ") for text in lists.unique()}
        for line, text in lists.items():
            for part in parts[text]:
                if part not in known:
                    message = _unknown(target["resource"], target["field"])(part)
                    problems.append(Problem(resource["path"], line, name, part, f"{message}; several are parted by one space"))
            if len(set(parts[text])) < len(parts[text]):
                problems.append(Problem(resource["path"], line, name, text, "names one twice; each stands there once"))
        if "within" in target:
            problems += _check_containment(frame, resource, name, target)
    return problems


def _unknown(table: str, column: str):
    return lambda value: f"is not in {table}.csv, column {column}; add it there, or correct it here"


def _check_containment(frame: pd.DataFrame, resource: dict, name: str, target: dict) -> list[Problem]:
    """A total may contain only pledges of its own donors, and never itself, not even by a detour."""
    problems: list[Problem] = []
    totals = frame[frame[name] != ""]
    contains: dict[str, set[str]] = {}
    for key, text in zip(totals[target["field"]], totals[name]):
        contains.setdefault(key, set()).update(text.split(" "))
    members = frame.groupby(target["field"])[target["within"]].agg(lambda cells: set(" ".join(cells).split())) if contains else {}
    for line, row in totals.iterrows():
        own = set(row[target["within"]].split(" "))
        for part in row[name].split(" "):
            strangers = members.get(part, set()) - own
            if strangers:
                message = f"has {target['within']} that the total has not: {', '.join(sorted(strangers))}"
                problems.append(Problem(resource["path"], line, name, part, message))
        reached, queue = set(), [row[target["field"]]]
        while queue:
            fresh = contains.get(queue.pop(), set()) - reached
            reached |= fresh
            queue += fresh
        if row[target["field"]] in reached:
            problems.append(Problem(resource["path"], line, name, row[name], "makes the total contain itself; a total contains only its parts"))
    return problems


def main() -> int:
    """Check a folder of tables and say what is wrong: ``python -m coalviz.dataset [folder]``."""
    try:
        print(f"The tables are in order: {load(sys.argv[1] if len(sys.argv) > 1 else None)!r}")
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
