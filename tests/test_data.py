"""The tables that come with coalviz: what the two articles say, described for people and programs alike."""

import json
import re
import shutil

import pandas as pd
import pytest
from frictionless import validate

import coalviz
from coalviz.__main__ import main
from coalviz.codebook import write_codebook
from coalviz.dataset import DATA, descriptor

BABEL, PRAVDA = "babel-2024-02-02", "pravda-2024-04-08"
RESOURCES = {resource["name"]: resource for resource in descriptor()["resources"]}
FIELDS = [
    (name, field) for name, resource in RESOURCES.items() for field in resource["schema"]["fields"]
]


@pytest.fixture(scope="module")
def tables() -> coalviz.Dataset:
    return coalviz.load()


def said(tables: coalviz.Dataset, table: str, source: str, *columns: str, **where: str) -> set:
    """The values that a source gives in some columns, where others have given values."""
    rows = getattr(tables, table).query("source_id == @source")
    for column, value in where.items():
        rows = rows[rows[column] == value]
    rows = rows[list(columns)].astype(object).where(rows[list(columns)].notna(), None)
    return (
        set(rows[columns[0]]) if len(columns) == 1 else set(rows.itertuples(index=False, name=None))
    )


# ------------------------------------------------------------------ described


def test_the_descriptor_and_all_tables_are_valid_data_packages(monkeypatch):
    monkeypatch.chdir(DATA)
    report = validate("datapackage.json")
    assert report.valid, report.flatten(["name", "rowNumber", "fieldNumber", "message"])
    assert len(report.tasks) == 10


def test_frictionless_refuses_what_the_loader_refuses(tmp_path, monkeypatch):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "pledges.csv"
    path.write_text(path.read_text().replace(",30000000,", ",30 million,"))
    monkeypatch.chdir(tmp_path / "data")
    assert not validate("datapackage.json").valid
    with pytest.raises(coalviz.TableError):
        coalviz.load(tmp_path / "data")


@pytest.mark.parametrize(
    "table, field", FIELDS, ids=[f"{table}-{field['name']}" for table, field in FIELDS]
)
def test_every_field_is_explained(table, field):
    assert field["description"] and field["type"] in ("string", "integer", "number", "date")
    allowed = field.get("constraints", {}).get("enum")
    if allowed and field["name"] not in ("currency", "unit"):  # those explain themselves
        assert [one["value"] for one in field["categories"]] == allowed and all(
            one["label"] for one in field["categories"]
        )
    if field["type"] in ("integer", "number") and field["name"] in ("amount", "count", "quantity"):
        assert (
            field["unit"] and field["constraints"]["minimum"] == 1
        )  # so that nothing unknown is a zero


def test_files_are_utf_8_with_plain_line_ends_and_no_row_twice():
    assert {path.stem for path in DATA.glob("*.csv")} == set(RESOURCES)
    for path in DATA.glob("*.csv"):
        text = path.read_bytes().decode("utf-8")
        assert (
            text.endswith("\n")
            and not text.endswith("\n\n")
            and "\r" not in text
            and "\ufeff" not in text
        )
        lines = text.splitlines()
        assert len(set(lines)) == len(lines)


def test_the_codebook_is_up_to_date():
    assert write_codebook(DATA, check=True), "run `make codebook`"


def test_the_codebook_says_all_that_the_descriptor_says():
    text = (DATA / "CODEBOOK.md").read_text(encoding="utf-8")
    package = descriptor()
    for number, rule in enumerate(package["codingRules"], 1):
        assert f"\n{number}. {rule}\n" in text
    for resource in package["resources"]:
        section = text.split(f'<a id="{resource["name"]}">')[1].split("<a id=")[0]
        assert resource["description"] in section
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` |" in section and field["description"] in section
            for one in field.get("categories", ()):
                assert f"- `{one['value']}`: {one['label']}\n" in section
        for rule in resource.get("rules", ()):
            assert rule["because"] in section


def test_a_changed_descriptor_puts_the_codebook_out_of_date(tmp_path, capsys):
    shutil.copytree(DATA, tmp_path / "data")
    folder = tmp_path / "data"
    path = folder / "datapackage.json"
    package = json.loads(path.read_text())
    package["resources"][0]["schema"]["fields"][0]["description"] = "Another meaning | with a bar"
    path.write_text(json.dumps(package))
    assert main(["codebook", str(folder), "--check"]) == 1
    assert "coalviz codebook" in capsys.readouterr().err
    assert "Another" not in (folder / "CODEBOOK.md").read_text()
    assert main(["codebook", str(folder)]) == 0
    assert r"Another meaning \| with a bar" in (folder / "CODEBOOK.md").read_text()
    assert main(["codebook", str(folder), "--check"]) == 0


# ------------------------------------------------------------------ traceable


def test_every_claim_has_its_place_in_an_article(tables):
    articles = {row["source_id"] for row in tables.accounts}
    assert articles == {BABEL, PRAVDA}
    for name in ("coalitions", "memberships", "headcounts", "pledges", "events", "attendance"):
        frame = getattr(tables, name)
        assert set(frame["source_id"]) <= articles and frame["locator"].notna().all()
        # as many places as the articles have: nine paragraphs and six bullets, eight paragraphs
        for source, paragraphs, bullets in ((BABEL, 9, 6), (PRAVDA, 8, 0)):
            places = " ".join(frame.loc[frame["source_id"] == source, "locator"])
            assert all(int(place) <= paragraphs for place in re.findall(r"paragraph (\d+)", places))
            assert all(int(place) <= bullets for place in re.findall(r"bullet (\d+)", places))


def test_reference_figures_are_no_article_facts(tables):
    assert (
        set(tables.indicators["source_id"]) == {"natural-earth-2019"}
        and (tables.indicators["year"] == 2019).all()
    )
    # every country that an article names has both
    named = (
        set(tables.memberships["party_id"])
        | set(tables.attendance["party_id"].dropna())
        | set(" ".join(tables.pledges["donors"].dropna()).split())
    )
    for indicator in ("population", "gdp"):
        assert named - {"EU", "NATO"} <= set(
            tables.indicators.query(f"indicator == '{indicator}'")["party_id"]
        )


def test_every_country_has_a_tile_of_its_own(tables):
    tiles = tables.parties.query("kind == 'country'")[["tile_row", "tile_column"]]
    assert tiles.notna().all(axis=None) and not tiles.duplicated().any()
    assert tables.parties.query("kind == 'organisation'")["tile_row"].isna().all()


# ------------------------------------------------------------------ what the articles say


def test_sources(tables):
    rows = tables.sources.set_index("source_id")
    assert rows.loc[BABEL, ["publisher", "author", "published", "reported_by"]].tolist() == [
        "Babel",
        "Oleksandra Amru",
        "2024-02-02",
        "Ministry of Defence of Ukraine",
    ]
    assert rows.loc[PRAVDA, ["publisher", "published"]].tolist() == [
        "Ukrainska Pravda",
        "2024-04-08",
    ] and pd.isna(rows.loc[PRAVDA, "author"])


def test_there_are_eight_coalitions(tables):
    assert list(tables.coalition_ids) == [
        "it",
        "artillery",
        "drones",
        "air-defence",
        "fighter",
        "tank",
        "black-sea",
        "long-term",
    ]
    assert said(tables, "coalitions", PRAVDA, "coalition_id") == {"it"}


def test_members_of_the_it_coalition_by_each_source(tables):
    both = {"BEL", "GBR", "DNK", "EST", "ISL", "ITA", "LVA", "LTU", "LUX", "NLD", "UKR"}
    assert said(tables, "memberships", BABEL, "party_id", coalition_id="it") == both | {"JPN"}
    assert said(tables, "memberships", PRAVDA, "party_id", coalition_id="it") == both
    for source in (BABEL, PRAVDA):
        assert said(tables, "memberships", source, "party_id", coalition_id="it", role="lead") == {
            "EST",
            "LUX",
        }
    joined = said(tables, "memberships", BABEL, "party_id", "joined", coalition_id="it")
    assert {pair for pair in joined if pair[1]} == {("NLD", "2024-01-27")}
    assert said(tables, "memberships", PRAVDA, "joined") == {"../2024-04-08"}


def test_members_of_the_other_coalitions(tables):
    rows = tables.memberships.query("coalition_id != 'it'")
    assert set(
        rows[["coalition_id", "party_id", "role", "joined"]].itertuples(index=False, name=None)
    ) == {
        ("drones", "UKR", "founder", "2024-01"),
        ("drones", "LVA", "founder", "2024-01"),
        ("drones", "SWE", "member", "../2024-02-02"),
        ("drones", "GBR", "member", "../2024-02-02"),
        ("air-defence", "DEU", "lead", "2023-11"),
        ("air-defence", "FRA", "lead", "2023-11"),
    }
    assert tables.headcounts[["coalition_id", "comparator", "count"]].to_numpy().tolist() == [
        ["air-defence", "=", 20]
    ]


def test_money_for_the_it_coalition(tables):
    money = ("pledge_id", "donors", "stage", "comparator", "amount", "currency")
    assert said(tables, "pledges", BABEL, *money, form="money") == {
        ("it-joint-1", "EST LUX DNK LVA LTU NLD", "committed", ">", 30_000_000, "EUR"),
        ("it-est-1", "EST", "delivered", "=", 500_000, "EUR"),
        ("it-lux-1", "LUX", "delivered", "=", 10_000_000, "EUR"),
        ("it-nld-1", "NLD", "delivered", "=", 10_000_000, "EUR"),
    }
    assert said(tables, "pledges", PRAVDA, *money) == {
        ("it-est-2", "EST", "pledged", None, None, None),
        ("it-lux-2", "LUX", "pledged", None, None, None),
        ("it-several-2", None, "pledged", None, None, None),
    }
    assert said(tables, "pledges", PRAVDA, "additional") == {"yes"} and tables.totals.empty
    assert tables.pledges["includes"].dropna().tolist() == [
        "it-est-1 it-lux-1 it-nld-1",
        "it-est-2 it-lux-2",
    ]


def test_help_in_kind(tables):
    assert said(
        tables, "pledges", BABEL, "coalition_id", "donors", "stage", "quantity", form="in_kind"
    ) == {
        ("it", "LTU", "delivered", None),
        ("it", "LVA", "delivered", None),
        ("artillery", "FRA", "planned", 78),
    }


def test_events(tables):
    assert said(tables, "events", BABEL, "coalition_id", "kind", "date", "place") == {
        ("air-defence", "founding", "2023-11", "Ramstein"),
        ("artillery", "founding", "2024-01", "Paris"),
        ("drones", "founding", "2024-01", None),
        ("it", "accession", "2024-01-27", None),
        ("drones", "accession", "../2024-02-02", None),
        ("it", "meeting", "../2024-02-02", None),
        ("it", "announcement", "../2024-02-02", None),
    }
    assert said(tables, "events", PRAVDA, "kind", "date", "place") == {
        ("agreement", "2024-02", None),
        ("meeting", "../2024-04-08", "Luxembourg"),
        ("structure", "../2024-04-08", None),
        ("announcement", "../2024-04-08", None),
        ("accession", "../2024-04-08", None),
    }


def test_attendance_at_both_steering_group_meetings(tables):
    first = tables.attendance.query("event_id == 'it-steering-1'")
    roles = first.groupby(first["role"].fillna("not stated"))["party_id"].agg(set).to_dict()
    assert roles == {
        "lead": {"EST", "LUX"},
        "organisation": {"EU", "NATO"},
        "not stated": {
            "BEL",
            "GBR",
            "DNK",
            "ISL",
            "ITA",
            "LVA",
            "LTU",
            "NLD",
            "DEU",
            "POL",
            "USA",
            "JPN",
        },
    }
    assert said(tables, "attendance", PRAVDA, "event_id", "party_id", "role", "count") == {
        ("it-steering-2", None, "member", 11),
        ("it-steering-2", None, "observer", 7),
        ("it-steering-2", "EU", "organisation", None),
        ("it-steering-2", "NATO", "organisation", None),
    }
