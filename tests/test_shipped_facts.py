"""Facts of the tables that come with coalviz: what the first two articles say, and no test elsewhere does.

Each is asked of its source, so that rows of another article change nothing.
"""

import re
from pathlib import Path

import pandas as pd
import pytest

import coalviz
from coalviz.dates import bounds

ROOT = Path(__file__).parent.parent
BABEL, PRAVDA = "babel-2024-02-02", "pravda-2024-04-08"


@pytest.fixture(scope="module")
def tables() -> coalviz.Dataset:
    return coalviz.load(ROOT / "data")


def said(tables: coalviz.Dataset, table: str, source: str, *columns: str, **where: str) -> set:
    """The values that a source gives in some columns, where others have given values."""
    rows = getattr(tables, table).query("source_id == @source")
    for column, value in where.items():
        rows = rows[rows[column] == value]
    rows = rows[list(columns)].astype(object).where(rows[list(columns)].notna(), None)
    return (
        set(rows[columns[0]]) if len(columns) == 1 else set(rows.itertuples(index=False, name=None))
    )


# ------------------------------------------------------------------ traceable


def test_every_claim_has_its_place_in_an_article(tables):
    articles = {row["source_id"] for row in tables.accounts}
    assert articles >= {BABEL, PRAVDA}
    for name in ("coalitions", "memberships", "headcounts", "pledges", "events", "attendance"):
        frame = getattr(tables, name)
        assert set(frame["source_id"]) <= articles and frame["locator"].notna().all()
        # as many places as the articles have: nine paragraphs and six bullets, eight paragraphs
        for source, paragraphs, bullets in ((BABEL, 9, 6), (PRAVDA, 8, 0)):
            places = " ".join(frame.loc[frame["source_id"] == source, "locator"])
            assert all(int(place) <= paragraphs for place in re.findall(r"paragraph (\d+)", places))
            assert all(int(place) <= bullets for place in re.findall(r"bullet (\d+)", places))


def test_nothing_is_dated_after_its_source(tables):
    published = tables.sources.set_index("source_id")["published"]
    for name, column in (
        ("pledges", "announced"),
        ("events", "date"),
        ("memberships", "joined"),
        ("headcounts", "date"),
    ):
        frame = getattr(tables, name).dropna(subset=[column])
        for date, source in zip(frame[column], frame["source_id"]):
            first, last = bounds(date)
            assert str(first or last) <= str(bounds(published[source])[1])


def test_reference_figures_are_no_article_facts(tables):
    assert not set(tables.indicators["source_id"]) & {row["source_id"] for row in tables.accounts}
    assert tables.indicators.groupby("indicator")["unit"].unique().map(list).to_dict() == {
        "gdp": ["USD"],
        "population": ["inhabitants"],
    }
    # every country that the two articles name has both
    named = set()
    for source in (BABEL, PRAVDA):
        named |= said(tables, "memberships", source, "party_id")
        named |= said(tables, "attendance", source, "party_id") - {None}
        named |= set(" ".join(said(tables, "pledges", source, "donors") - {None}).split())
    for indicator in ("population", "gdp"):
        assert named - {"EU", "NATO"} <= set(
            tables.indicators.query(f"indicator == '{indicator}'")["party_id"]
        )


def test_every_country_has_a_tile_of_its_own(tables):
    tiles = tables.parties.query("kind == 'country'")[["tile_row", "tile_column"]].dropna()
    assert len(tiles) >= 57 and not tiles.duplicated().any()
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
    assert list(tables.coalition_ids)[:8] == [
        "it",
        "artillery",
        "drones",
        "air-defence",
        "fighter",
        "tank",
        "black-sea",
        "long-term",
    ]
    assert said(tables, "coalitions", BABEL, "coalition_id") == set(tables.coalition_ids[:8])
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
    rows = tables.memberships.query("coalition_id != 'it' and source_id in [@BABEL, @PRAVDA]")
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
    counts = ("coalition_id", "comparator", "count")
    assert said(tables, "headcounts", BABEL, *counts) == {("air-defence", "=", 20)}


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
    assert said(tables, "pledges", PRAVDA, "additional") == {"yes"}
    assert not any(said(tables, "totals", source, "amount") for source in (BABEL, PRAVDA))
    assert said(tables, "pledges", BABEL, "includes") == {None, "it-est-1 it-lux-1 it-nld-1"}
    assert said(tables, "pledges", PRAVDA, "includes") == {None, "it-est-2 it-lux-2"}


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
    first = tables.attendance.query("event_id == 'it-steering-1' and source_id == @BABEL")
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
