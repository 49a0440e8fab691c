"""Speaker notes: all that the rows behind a chart tell, in short lines for each source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .dataset import Dataset, Row, kept
from .grammar import listed, sentence
from .wording import told_words

SHARED = ("attendance", "memberships")  # say of one party what may hold of others too


def noted(dataset: Dataset, rows: Iterable[Row]) -> dict[str, list[str]]:
    """Word rows in full, for each source what it is, then its rows, each below what it is about."""
    same: dict[tuple, list] = {}
    for row in (row for row in rows if "source_id" in row):
        party, *rest = _said(dataset, row)
        same.setdefault((row["source_id"], *rest), []).append((party, str(row["line"])))
    texts: dict[str, dict[str, list[str]]] = {}
    for (source, subject, what, place), each in same.items():
        parties = listed([party for party, _ in each if party])
        lines = f"line{'s' * (len(each) > 1)} {', '.join(line for _, line in each)}"
        below = texts.setdefault(source, {"": [_kind(dataset, source)]}).setdefault(subject, [])
        below.append(f"– {parties}{': ' * bool(parties)}{what} [{place}, {lines}]")
    return {
        source: [line for subject, lines in parts.items() for line in (subject, *lines) if line]
        for source, parts in texts.items()
    }


def _said(dataset: Dataset, row: Row) -> tuple[str, str, str, str]:
    """Word a row: its party if others may share the rest, what it is about, what it says, and where."""
    table = row["table"]
    text = told_words(dataset, table, row)
    party, _, what = text.partition(": ") if table in SHARED else ("", "", text)
    what = ". ".join(filter(None, ["; ".join([what, *_more(dataset, row)]), row.get("note")]))
    place = ", ".join(filter(None, [row.get("locator"), f"{table}.csv"]))
    return party, _subject(dataset, row), what, place


def _kind(dataset: Dataset, source: str) -> str:
    row = by_name(dataset, "sources")[source]
    author = f" by {row['author']}" if row["author"] else ""
    return sentence(row["kind"].replace("_", " ")) + author


def _subject(dataset: Dataset, row: Row) -> str:
    """Name the event or the coalition that a row is about, if it is about one."""
    if row["table"] == "attendance":
        return by_name(dataset, "events").get(row["event_id"], {}).get("title", "")
    return dataset.names.get(row.get("coalition_id", ""), "")


def _more(dataset: Dataset, row: Row) -> Iterator[str]:
    """Word what the sentence of a row leaves out."""
    pledges = by_name(dataset, "pledges")
    parts = [pledges[part] for part in (row.get("includes") or "").split() if part in pledges]
    words = {
        "for": row.get("form") == "money" and row.get("item"),
        "contains": listed([told_words(dataset, "pledges", part) for part in parts]),
        "in a list of": row.get("list") and "all members",
        "kind:": row["table"] == "events" and row["kind"],
        "part of": row.get("parent"),
        "purpose:": row.get("purpose"),
    }
    return (f"{head} {text}" for head, text in words.items() if text)


@kept
def by_name(dataset: Dataset, table: str) -> dict[str, dict]:
    """Give a row of each source, event or pledge by its name in the tables."""
    return {row[f"{table[:-1]}_id"]: row for row in dataset.records(table)}
