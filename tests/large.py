"""A large set of tables: 10 coalitions, 50 countries, 200 pledges, 20 articles; the same at every call."""

import csv
import datetime
import random
import shutil
import sys
from pathlib import Path

import coalviz
from coalviz.dataset import DATA, Dataset

FIRST = datetime.date(2023, 3, 6)
COALITIONS = {  # coalition_id: name, name for labels, number of members
    "it": ("IT Coalition", "IT", 50),
    "artillery": ("Artillery Coalition to Strengthen the Ukrainian Army", "Artillery", 41),
    "drones": ("Coalition of Drones and Electronic Warfare", "Drones", 35),
    "air-defence": ("Coalition for the Development of Air Defence", "Air defence", 30),
    "fighter": ("Fighter Coalition", "Fighter", 26),
    "tank": ("Tank Coalition", "Tank", 22),
    "black-sea": ("Coalition for Strengthening the Security of the Black Sea", "Black Sea", 18),
    "long-term": (
        "Coalition of Opportunities for Long-Term Defence and the Deterrence of Aggression",
        "Long-term defence",
        14,
    ),
    "demining": ("Demining Capability Coalition", "Demining", 9),
    "shelters": ("Coalition for Civil Protection Shelters", "Civil protection shelters", 3),
}
CURRENCIES = ["EUR"] * 6 + [
    "USD",
    "USD",
    "GBP",
    "NOK",
    "SEK",
    "UAH",
    "ALL",
]  # two of them without a reference rate
COMPARATORS = ["="] * 5 + [">", ">=", "<", "<=", "~"]
ITEMS = [
    "Armoured vehicles",
    "Training of crews",
    "Licences and equipment",
    "Mine-clearing machines",
    "Radio sets",
]


def large_dataset(folder: str | Path) -> Dataset:
    """Write the tables into a folder, and load them."""
    folder, rng = Path(folder), random.Random(8)
    shutil.copy(DATA / "parties.csv", folder)
    shutil.copy(DATA / "indicators.csv", folder)
    with (DATA / "parties.csv").open(encoding="utf-8", newline="") as file:
        names = {
            row["party_id"]: row["name"] for row in csv.DictReader(file) if row["kind"] == "country"
        }
    parties = [
        party for party in names if party not in ("AND", "BLR", "LIE", "MCO", "RUS", "SMR", "VAT")
    ][:50]
    days = [FIRST + datetime.timedelta(days=36 * number + rng.randrange(9)) for number in range(20)]
    sources = {f"press-{day}": day for day in days}
    tables: dict[str, list[dict]] = {
        name: []
        for name in (
            "sources",
            "coalitions",
            "memberships",
            "headcounts",
            "pledges",
            "totals",
            "events",
            "attendance",
        )
    }
    for number, (source, day) in enumerate(sources.items()):
        tables["sources"].append(
            dict(
                source_id=source,
                kind="article",
                title=f"Report {number + 1} on the coalitions",
                published=day,
                publisher=f"{['Northern', 'Continental', 'Evening', 'Defence', 'Capital'][number % 5]} {['Herald', 'Post', 'Review', 'Courier'][number % 4]}",
                author="",
                url=f"https://press.example/{number + 1}",
                reported_by="Ministry of Defence of Ukraine" if number % 3 else "",
            )
        )
    tables["sources"].append(
        dict(
            source_id="natural-earth-2019",
            kind="reference",
            title="Admin-0 countries",
            publisher="Natural Earth",
        )
    )
    for rank, (coalition, (name, short, size)) in enumerate(COALITIONS.items()):
        reports = list(sources.items())[rank % 3 :: 1 + rank // 4]
        say = {
            source: dict(coalition_id=coalition, source_id=source, locator="paragraph 2")
            for source, _ in reports
        }
        tables["coalitions"].append(say[reports[0][0]] | dict(name=name, short_name=short))
        members = rng.sample(parties, size)
        joined = {
            party: FIRST
            + datetime.timedelta(
                days=rng.randrange(-20, 80) if place < size // 2 else rng.randrange(680)
            )
            for place, party in enumerate(members)
        }
        tables["events"].append(
            say[reports[0][0]]
            | dict(
                event_id=f"{coalition}-founding",
                date=f"2023-{rank % 3 + 1:02}",
                kind="founding",
                title=f"{short} coalition founded",
            )
        )
        written = dict.fromkeys(members, 0)
        for source, day in reports:
            for place, party in enumerate(members):
                if joined[party] > day or rng.random() < 0.03:
                    continue
                role = (
                    "lead"
                    if place < 2
                    else "founder"
                    if place < 4
                    else "observer"
                    if place % 17 == 16
                    else "member"
                    if rng.random() < 0.95
                    else ""
                )
                stated = (
                    [joined[party], f"{joined[party]:%Y-%m}", f"../{day}", "", ""][place % 5]
                    if not written[party] or place % 5 < 2
                    else ""
                )
                tables["memberships"].append(
                    say[source] | dict(party_id=party, role=role, joined=stated)
                )
                if place % 5 == 0 and not written[party]:
                    tables["events"].append(
                        say[source]
                        | dict(
                            event_id=f"{coalition}-accession-{party}",
                            date=joined[party],
                            kind="accession",
                            title=f"{names[party]} joins",
                        )
                    )
                written[party] += 1
        for number, (source, day) in enumerate(reports[:: 2 + rank]):
            count = min(size, 3 + 4 * number)
            tables["headcounts"].append(
                say[source]
                | dict(
                    date="" if number % 2 else day, comparator=COMPARATORS[number % 10], count=count
                )
            )
            event = f"{coalition}-meeting-{number + 1}"
            tables["events"].append(
                say[source]
                | dict(
                    event_id=event,
                    date=f"../{day}",
                    kind="meeting",
                    title=f"Meeting {number + 1} of the steering group of the {short} coalition",
                    place="Brussels",
                )
            )
            seats = dict(event_id=event, source_id=source, locator="paragraph 3")
            roles = ["lead", "lead", "member", "member", "member", "guest", "observer", "", ""]
            tables["attendance"] += [
                seats | dict(party_id=party, role=roles[place % 9])
                for place, party in enumerate(members[: 6 + 5 * number])
                if number % 3 != 2
            ]
            tables["attendance"] += [
                seats | dict(role=role, count=number + more)
                for role, more in (("member", 9), ("observer", 4), ("", 1))
                if number % 3
            ]
            tables["attendance"] += [
                seats | dict(party_id=party, role="organisation") for party in ("EU", "NATO")
            ]
    _pledges(tables, rng, parties, sources)
    for name, rows in tables.items():
        with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return coalviz.load(folder)


def _pledges(
    tables: dict[str, list[dict]],
    rng: random.Random,
    parties: list[str],
    sources: dict[str, datetime.date],
) -> None:
    """Write 200 pledges: single and joint, exact and vague, silent and in kind, in several currencies."""
    while len(tables["pledges"]) < 200:
        number = len(tables["pledges"])
        coalition = "it" if number < 80 else rng.choice(list(COALITIONS))
        source = rng.choice(list(sources))
        row = dict(
            pledge_id=f"pledge-{number + 1}",
            coalition_id=coalition,
            donors=rng.choice(parties),
            source_id=source,
            form="money",
            stage=rng.choice(["planned", "pledged", "committed", "delivered"]),
            announced=f"../{sources[source]}",
            locator="paragraph 4",
        )
        if number % 7 == 3:
            row |= dict(form="in_kind", item=rng.choice(ITEMS), announced="")
            row |= dict(comparator="=", quantity=rng.randrange(1, 90)) if number % 2 else {}
        elif number % 7 != 5:
            row |= dict(
                comparator=rng.choice(COMPARATORS),
                amount=rng.choice([1, 2, 5, 12, 40]) * 10 ** rng.randrange(5, 8),
                currency=rng.choice(CURRENCIES),
            )
        if number % 40 == 20:  # a total of two donors that contains what each of them gave
            parts = [f"pledge-{number - 1}", f"pledge-{number}"]
            donors = sorted(
                {donor for part in tables["pledges"][-2:] for donor in part["donors"].split()}
                | {rng.choice(parties)}
            )
            row |= dict(
                donors=" ".join(donors),
                includes=" ".join(parts),
                form="money",
                item="",
                quantity="",
                comparator=">",
                amount=900_000_000,
                currency="EUR",
                coalition_id=tables["pledges"][-1]["coalition_id"],
            )
        tables["pledges"].append(row)


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    print(large_dataset(sys.argv[1]))
