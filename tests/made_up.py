"""Made-up tables of one coalition: the rows that a test gives, and a source s1, s2, … for each day."""

import csv
from pathlib import Path

import coalviz
from coalviz.dataset import DATA, Dataset, descriptor

COLUMNS = {
    resource["name"]: [column["name"] for column in resource["schema"]["fields"]]
    for resource in descriptor()["resources"]
}


def tables(folder: Path, days: list[str], publisher: str = "Paper", **rows: list[dict]) -> Dataset:
    """Write and load the tables; what a row does not say of coalition, source and place is filled in."""
    folder.mkdir(exist_ok=True)
    rows["sources"] = [
        {
            "source_id": f"s{number}",
            "kind": "article",
            "title": "t",
            "publisher": f"{publisher} {number}",
            "published": day,
        }
        for number, day in enumerate(days, start=1)
    ]
    if "indicators" in rows:
        almanac = {
            "source_id": "figures",
            "kind": "reference",
            "title": "t",
            "publisher": "Almanac",
        }
        rows["sources"].append(almanac)
        rows["indicators"] = [{"source_id": "figures"} | row for row in rows["indicators"]]
    rows.setdefault("coalitions", [{"coalition_id": "c", "name": "C", "short_name": "C"}])
    with (DATA / "parties.csv").open(encoding="utf-8", newline="") as file:
        rows.setdefault("parties", list(csv.DictReader(file)))
    common = {"coalition_id": "c", "source_id": "s1", "locator": "paragraph 1"}
    for table, columns in COLUMNS.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            for row in rows.get(table, []):
                filled = (common if table not in ("sources", "parties") else {}) | row
                writer.writerow({key: cell for key, cell in filled.items() if key in columns})
    return coalviz.load(folder)


def says(source: int, members: str, **more: str) -> list[dict]:
    """Give rows in which a source names parties: "EST DEU", with role and joined as given."""
    return [
        {"party_id": party, "source_id": f"s{source}", "role": "member"} | more
        for party in members.split()
    ]


def gives(name: str, donors: str, amount: int | None = None, source: int = 1, **more: str) -> dict:
    """Give a row in which a source tells of a pledge: exactly, in euro, by its publication."""
    money = {"comparator": "=", "amount": amount, "currency": "EUR"} if amount else {}
    row = {"pledge_id": name, "donors": donors, "stage": "pledged", "form": "money"}
    return row | {"source_id": f"s{source}"} | money | more
