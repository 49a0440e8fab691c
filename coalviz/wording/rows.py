"""Each row of a table in a sentence."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..dataset import Dataset, kept
from ..dates import words
from ..grammar import listed
from ..money import COMPARATORS, amount_words, item_words


@kept
def rows_by(dataset: Dataset, table: str, column: str) -> dict[Any, dict]:
    """Give the rows of a table by what stands in a column: its ``line``, or a name of the row."""
    return {row[column]: row for row in dataset.records(table)}


def row_words(dataset: Dataset, table: str, row: Mapping) -> str:
    """Word one row as its source reports it, with source, place and the analyst's note."""
    text = told_words(dataset, table, row)
    note = f" ({row['note']})" if row.get("note") else ""
    return f"{text} – {row['publisher']}, {row['locator']}{note}"


def told_words(dataset: Dataset, table: str, row: Mapping) -> str:
    """Word what one row tells, without its source."""
    names = dataset.names
    match table:
        case "pledges":
            return _pledge(names, row)
        case "totals":
            return _total(names, row)
        case "memberships":
            role = (row["role"] or "role not stated").replace("intending", "intends to join")
            left = f", left {words(row['left'])}" if row["left"] else ""
            return f"{names[row['party_id']]}: {role} (joining {words(row['joined'])}{left})"
        case "events":
            place = f", {row['place']}" if row["place"] else ""
            return f"{row['title']} ({words(row['date'])}{place})"
        case "headcounts":
            number = f"{COMPARATORS[row['comparator']].replace('less', 'fewer')}{row['count']}"
            return f"{number} member{'s' * (row['count'] > 1)} ({words(row['date'])})"
        case "attendance":
            who = (
                names.get(row["party_id"])
                or f"{row['count']} part{'ies' if row['count'] > 1 else 'y'}, not named"
            )
            return f"{who}: {row['role'] or 'role not stated'}"
        case "indicators":
            name = row["indicator"].replace("gdp", "gross domestic product")
            value = f"{row['value']:,.0f} {row['unit']} ({row['year']})"
            return f"{names[row['party_id']]}: {name} {value}"
    return row.get("name") or row["title"]


def _donors(names: Mapping[str, str], row: Mapping, blank: str) -> str:
    donors = (row["donors"] or "").split()
    return listed([names.get(donor, donor) for donor in donors]) or blank


def _pledge(names: Mapping[str, str], row: Mapping) -> str:
    what = amount = amount_words(row["comparator"], row["amount"], row["currency"])
    if row["form"] == "in_kind":
        what = item_words(row) + ("" if pd.isna(row["amount"]) else f", worth {amount}")
    new = "additional, " * (row["additional"] == "yes")
    who = _donors(names, row, "Donors not named")
    return f"{who}: {what} ({new}{row['stage']}, {words(row['announced'])})"


def _total(names: Mapping[str, str], row: Mapping) -> str:
    amount = amount_words(row["comparator"], row["amount"], row["currency"])
    form = {"money": "money", "in_kind": "help in kind", "all": "help of all kinds"}[row["form"]]
    return f"In all, {form} of {_donors(names, row, 'all donors')}: {amount} ({words(row['date'])})"
