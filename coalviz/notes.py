"""Speaker notes: all that the rows behind a chart tell, in short lines for each source."""

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from .dataset import Dataset, Row
from .grammar import listed, sentence
from .groups import grouped
from .wording.rows import rows_by, told_words

SHARED = ("attendance", "memberships")  # say of one party what may hold of others too


def add_notes(dataset: Dataset, meta: Mapping[str, Any]) -> None:
    """Add to the sources of a figure what decks tell of each: what it is, and its rows in full."""
    rows = grouped(meta["rows"], key=lambda row: row.get("source_id", ""))
    for source in meta["sources"]:
        if group := rows.get(source.get("source_id")):
            row = rows_by(dataset, "sources", "source_id")[source["source_id"]]
            author = f" by {row['author']}" if row["author"] else ""
            kind = sentence(row["kind"].replace("_", " ")) + author
            source["told"] = [kind, *_lines(dataset, group)]


def _lines(dataset: Dataset, rows: Iterable[Row]) -> Iterator[str]:
    """Word rows, those on a coalition or an event below its name; what holds of several parties is one line."""
    said = [_said(dataset, row["table"], row["line"]) for row in rows]
    said.sort(key=lambda row: row[0] != "")
    for subject, about in grouped(said, key=itemgetter(0)).items():
        yield from [subject] * bool(subject)
        for (what, place), same in grouped(about, key=itemgetter(1, 2)).items():
            parties = listed(party for *_, party, _ in same if party)
            lines = ", ".join(str(line) for *_, line in same)
            where = f"{place}, line{'s' * (len(same) > 1)} {lines}"
            yield f"– {parties}{': ' * bool(parties)}{what} [{where}]"


def _said(dataset: Dataset, table: str, line: int) -> tuple[str, str, str, str, int]:
    """Word a row: what it is about, what it says, where, its party if others may share the rest, its line."""
    row = rows_by(dataset, table, "line")[line]
    text = told_words(dataset, table, row)
    party, _, what = text.partition(": ") if table in SHARED else ("", "", text)
    what = ". ".join(filter(None, ["; ".join([what, *_more(dataset, row)]), row.get("note")]))
    place = ", ".join(filter(None, [row.get("locator"), f"{table}.csv"]))
    return _subject(dataset, row), what, place, party, line


def _subject(dataset: Dataset, row: Row) -> str:
    """Name the event at which somebody was, or the coalition that a row is about."""
    if "coalition_id" in row:
        return dataset.names[row["coalition_id"]]
    event = rows_by(dataset, "events", "event_id").get(row.get("event_id", ""))
    return event["title"] if event else ""


def _more(dataset: Dataset, row: Row) -> Iterator[str]:
    """Word what the sentence of a row leaves out."""
    pledges = rows_by(dataset, "pledges", "pledge_id")
    parts = [pledges[part] for part in (row.get("includes") or "").split() if part in pledges]
    words = {
        "for": row.get("form") == "money" and row.get("item"),
        "contains": listed(told_words(dataset, "pledges", part) for part in parts),
        "in a list of": row.get("list") and "all members",
        "kind:": "event_id" in row and row.get("kind"),
        "part of": row.get("parent"),
        "purpose:": row.get("purpose"),
    }
    return (f"{head} {text}" for head, text in words.items() if text)
