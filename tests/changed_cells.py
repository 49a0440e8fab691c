"""Other valid values for each cell of the tables, and quick ways to load tables that have them."""

import csv
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import coalviz
from coalviz.dataset import DATA, Dataset, TableError, descriptor

Cell = tuple[str, int, str]  # table, line, column
RESOURCES = {resource["name"]: resource for resource in descriptor()["resources"]}
ARTICLES = ("sources", "coalitions", "memberships", "headcounts", "pledges", "events", "attendance")
LEAST = 0.99


def rows_in(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = {table: rows_in(table) for table in RESOURCES}


def candidates(table: str, line: int, field: dict) -> Iterator[str]:
    """Give a few other values that a cell might have."""
    value = ROWS[table][line - 2][field["name"]]
    others = (one for one in _values(table, line, field, value) if one != value)
    return itertools.islice(others, 12 if field.get("listOf") else 6)


def _values(table: str, line: int, field: dict, value: str) -> Iterator[str]:
    limits = field.get("constraints", {})
    keys = {
        key["fields"]: key["reference"] for key in RESOURCES[table]["schema"].get("foreignKeys", ())
    }
    target = field.get("listOf") or keys.get(field["name"])
    if target:
        names = [row[target.get("field") or target["fields"]] for row in ROWS[target["resource"]]]
        names, start = list(dict.fromkeys(names)), 7 * line % len(names)
        yield from [""] * (not limits.get("required"))
        yield from (*names[start:], *names[:start])
    elif "enum" in limits:
        yield from ("USD", "") if field["name"] == "currency" else (*limits["enum"], "")
    elif field["type"] in ("integer", "number"):
        yield from (str(int(value) + 1) if value else "3", "40", "")
    elif field.get("edtf"):
        yield from ("2024-01-15", "2023-05", "2024-04-09", "")
    elif field["name"] == "locator":
        yield "page 7"
    elif field["name"] == "url":
        yield "https://example.org/other"
    elif field["name"] == "party_id":
        yield "ZZZ"
    else:
        yield f"{value}x"


class Tables:
    """The shipped tables in a folder, of which some cells are changed for a while."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(DATA, folder, dirs_exist_ok=True)

    def load(self, changes: dict[Cell, str]) -> Dataset:
        """Load the tables with these changes; the code of the dataset stays that of the shipped ones."""
        tables = {cell[0] for cell in changes}
        for table in tables:
            rows = [dict(row) for row in ROWS[table]]
            for (_, line, column), value in changes.items():
                rows[line - 2][column] = value
            self.write(table, rows)
        try:
            return coalviz.load(self.folder)
        finally:
            for table in tables:
                shutil.copy(DATA / f"{table}.csv", self.folder)

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        with (self.folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


@pytest.fixture(scope="session")
def changed_tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Tables of which cells can be changed."""
    return Tables(tmp_path_factory.mktemp("tables"))


def in_use() -> set[int]:
    """Give the lines of the reference figures that a chart with its defaults divides by."""
    dataset = coalviz.load()
    charts = [
        coalviz.pledges_by_country(dataset, unit=unit)
        for unit in ("per_inhabitant", "share_of_gdp")
    ]
    rows = [row for chart in charts for row in chart.layout.meta["rows"]]
    return {row["line"] for row in rows if row["table"] == "indicators"}


def accepted(tables: Tables, cells: list[Cell], field: dict) -> Iterator[tuple[Cell, Dataset]]:
    """Give each cell that can have another value, with a dataset in which it has it."""
    table, _, column = cells[0]
    tried = {cell: candidates(table, cell[1], field) for cell in cells}
    while tried:
        changes = {cell: next(values, None) for cell, values in tried.items()}
        changes = {cell: value for cell, value in changes.items() if value is not None}
        tried = {cell: tried[cell] for cell in changes}
        dataset, good = None, dict(changes)
        while good and dataset is None:
            try:
                dataset = tables.load(good)
            except TableError as error:
                refused = {one.line for one in error.problems if one.file == f"{table}.csv"}
                missed = {one.value for one in error.problems if " is not in " in f" {one.message}"}
                kept = {
                    cell: value
                    for cell, value in good.items()
                    if cell[1] not in refused and ROWS[table][cell[1] - 2][column] not in missed
                }
                good = kept if len(kept) < len(good) else dict([*good.items()][1:])
        for cell in good:
            yield cell, dataset
            del tried[cell]


def by_column(seen: dict[Cell, bool]) -> dict[str, tuple[int, int]]:
    """Count for each column how many changes are seen, of how many."""
    counts: dict[str, list[bool]] = {}
    for (table, _, column), is_seen in seen.items():
        counts.setdefault(f"{table}.{column}", []).append(is_seen)
    return {name: (sum(each), len(each)) for name, each in counts.items()}


def changed(tables: Tables) -> dict[Cell, Dataset]:
    """Give for each cell that can have another value a dataset in which it has it.

    All cells of a column are changed at once; cells whose new value is refused try the next one.
    """
    lines = {table: range(2, len(ROWS[table]) + 2) for table in ARTICLES}
    lines["indicators"] = sorted(in_use())
    found: dict[Cell, Dataset] = {}
    for table in lines:
        for field in RESOURCES[table]["schema"]["fields"]:
            cells = [(table, line, field["name"]) for line in lines[table]]
            found |= dict(accepted(tables, cells, field))
    return found


def changed_alone(tables: Tables, cell: Cell) -> Dataset | None:
    """Give a dataset in which this cell alone is another; None if it can change only together with others."""
    [field] = [one for one in RESOURCES[cell[0]]["schema"]["fields"] if one["name"] == cell[2]]
    return next((dataset for _, dataset in accepted(tables, [cell], field)), None)


def check_nearly_all(found: dict[Cell, bool]) -> None:
    """Hold that nearly every change is found, in the tables of articles and in the indicators; name what is short."""
    short = {name: counts for name, counts in by_column(found).items() if counts[0] < counts[1]}
    for tables, cells in ((ARTICLES, 600), (("indicators",), 20)):
        each = [is_found for cell, is_found in found.items() if cell[0] in tables]
        assert len(each) > cells
        assert sum(each) >= LEAST * len(each), short
