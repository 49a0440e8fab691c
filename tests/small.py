"""Small tables for tests: one coalition, a few parties, two articles, and whatever rows a test adds."""

import csv
from pathlib import Path

import coalviz
from coalviz.dataset import descriptor

ROWS = {
    "sources": [
        {
            "source_id": "first",
            "kind": "article",
            "title": "First",
            "publisher": "The Gazette",
            "published": "2024-02-02",
        },
        {
            "source_id": "second",
            "kind": "article",
            "title": "Second",
            "publisher": "The Herald",
            "published": "2024-04-08",
        },
        {
            "source_id": "figures",
            "kind": "reference",
            "title": "Figures",
            "publisher": "The Almanac",
        },
    ],
    "parties": [
        {
            "party_id": code,
            "name": name,
            "kind": "country",
            "tile_row": "0",
            "tile_column": str(column),
        }
        for column, (code, name) in enumerate(
            [
                ("DNK", "Denmark"),
                ("EST", "Estonia"),
                ("LTU", "Lithuania"),
                ("LUX", "Luxembourg"),
                ("LVA", "Latvia"),
                ("NLD", "Netherlands"),
            ]
        )
    ]
    + [{"party_id": "EU", "name": "European Union", "kind": "organisation"}],
    "coalitions": [
        {
            "coalition_id": "it",
            "name": "IT Coalition",
            "short_name": "IT",
            "source_id": "first",
            "locator": "paragraph 1",
        }
    ],
    "memberships": [
        {
            "coalition_id": "it",
            "party_id": "EST",
            "role": "lead",
            "source_id": "first",
            "locator": "paragraph 1",
        }
    ],
    "headcounts": [
        {
            "coalition_id": "it",
            "comparator": "=",
            "count": "11",
            "source_id": "first",
            "locator": "paragraph 1",
        }
    ],
    "pledges": [],
    "totals": [],
    "events": [
        {
            "event_id": "e1",
            "coalition_id": "it",
            "date": "2024-01",
            "kind": "meeting",
            "title": "A meeting",
            "source_id": "first",
            "locator": "bullet 1",
        }
    ],
    "indicators": [
        {
            "party_id": party,
            "indicator": indicator,
            "year": "2019",
            "value": value,
            "unit": unit,
            "source_id": "figures",
        }
        for party, people, gdp in [
            ("EST", "1000000", "30000000000"),
            ("LUX", "500000", "70000000000"),
        ]
        for indicator, value, unit in [("population", people, "inhabitants"), ("gdp", gdp, "USD")]
    ],
    "attendance": [
        {
            "event_id": "e1",
            "party_id": "EST",
            "role": "lead",
            "source_id": "first",
            "locator": "bullet 1",
        }
    ],
}
COLUMNS = {
    resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
    for resource in descriptor()["resources"]
}


def pledge(pledge_id: str, donors: str = "EST", amount: object = "", **cells: object) -> dict:
    """A row of the pledges: money, in euro and exact, if it has an amount, unless told otherwise."""
    stated = {"comparator": "=", "amount": amount, "currency": "EUR"} if amount != "" else {}
    kind = {
        "coalition_id": "it",
        "stage": "pledged",
        "form": "money",
        "announced": "2024-02-01",
        "source_id": "first",
        "locator": "bullet 2",
    }
    return {"pledge_id": pledge_id, "donors": donors, **kind, **stated, **cells}


def in_kind(pledge_id: str, donors: str = "EST", item: str = "Licences", **cells: object) -> dict:
    """A row of the pledges: help in kind."""
    return pledge(pledge_id, donors, form="in_kind", item=item, **cells)


def folder(place: Path, *pledges: dict, **rows: list[dict]) -> Path:
    """Write the tables, with these pledges, into a folder; a table named here has these rows instead of its own."""
    place.mkdir(exist_ok=True)
    for name, columns in COLUMNS.items():
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(name, list(pledges) if name == "pledges" else ROWS[name]))
    return place


def dataset(place: Path, *pledges: dict, **rows: list[dict]) -> coalviz.Dataset:
    """Load such tables."""
    return coalviz.load(folder(place / "tables", *pledges, **rows))
