"""Ten invented articles with every trouble that articles make: what the charts say after each."""

import re
import sys
from pathlib import Path

import pytest

import coalviz

sys.path.insert(0, str(Path(__file__).parent / "ten_articles"))
from draw import TABLES, figures

DAYS = 10


@pytest.fixture(scope="module")
def invented() -> coalviz.Dataset:
    return coalviz.load(TABLES)


@pytest.fixture(scope="module")
def drawn(invented) -> dict:
    return figures(invented)


def title(drawn: dict, chart: str, article: int) -> str:
    return drawn[f"{chart}-{article:02}"].layout.meta["title"]


def test_the_tables_are_marked_as_invented(invented):
    assert len(invented.days) == DAYS
    assert all("nvented" in row["title"] + row["publisher"] for row in invented.accounts)


@pytest.mark.parametrize(
    "article, said",
    [
        (1, "Reported pledges to the Lighthouse coalition come to €500,000"),
        (
            2,
            "More than €30 million pledged to the Lighthouse coalition, €500,000 of it disclosed by country",
        ),
        (
            4,
            "More than €45 million given to the Lighthouse coalition in all, as of 8 April 2024, says Invented paper 4",
        ),
        (
            7,
            "More than €60 million given to the Lighthouse coalition in all, as of 8 July 2024, says Invented paper 7",
        ),
        (
            10,
            "More than €60 million given to the Lighthouse coalition in all, as of 8 July 2024, says Invented paper 7",
        ),
    ],
)
def test_the_title_speaks_of_the_newest_total_and_adds_nothing_up_twice(drawn, article, said):
    assert title(drawn, "pledges_by_country", article) == said


def test_numbers_of_members_are_held_against_who_was_named_by_then(drawn):
    said = title(drawn, "members_over_time", 10)
    assert said.startswith(
        "12 to 13 members of the Lighthouse coalition are named: sources disagree on Japan"
    )
    assert "11 (10 Oct 2024), 17 (Jul 2024) and 20 (Feb 2024)" in said
    everything = " ".join(str(figure.layout.meta) for figure in drawn.values())
    pairs = re.findall(r"(\d+) of (\d+) (?:members|named)", everything)
    assert all(int(named) <= int(count) for named, count in pairs)


def test_what_is_converted_is_about_and_what_has_no_rate_is_stated(drawn):
    alt = drawn["pledges_by_country-10"].layout.meta["alt"]
    assert "Sweden: SEK 120 million (about €10.3 million)" in alt
    assert "Ukraine: UAH 90 million (no rate to EUR)" in alt
    assert "Latvia: in kind: Vehicles, worth €40 million" in alt
    assert "Donors not named: " in alt


def test_contradictions_are_shown_and_not_summed(drawn):
    notes = " ".join(drawn["pledges_by_country-10"].layout.meta["notes"])
    assert "Contradiction: the parts that sources name exceed the sum of €5 million" in notes
    assert "Contradiction" not in " ".join(drawn["pledges_by_country-08"].layout.meta["notes"])


def test_days_that_refine_each_other_are_one(drawn):
    assert "12 Feb 2024 · Forest club" in drawn["coalition_timeline-10"].layout.meta["alt"]
    assert " or 12 Feb" not in str([f.layout.meta for f in drawn.values()])


def test_who_left_is_not_counted_and_who_has_no_tile_is_named(drawn):
    assert "Iceland" not in drawn["country_map-10"].layout.meta["alt"]
    assert "Without a tile: Brazil" in " ".join(drawn["country_map-10"].layout.meta["notes"])


def test_the_analysts_notes_reach_the_chart(drawn):
    notes = " ".join(drawn["who_says_who-04"].layout.meta["notes"])
    assert "Poland: Present at the table as a guest of the host" in notes


def test_grammar_comes_from_the_data(drawn):
    said = " ".join(
        " ".join([meta["title"], *meta["notes"], meta["alt"]])
        for meta in (figure.layout.meta for figure in drawn.values())
    )
    wrong = r"All two|One others|\b1 (?:members|parties|countries|pledges)\b|club coalition|nan\b|<NA>|None "
    assert not re.findall(wrong, said)


def test_sources_are_never_cut(drawn):
    foot = drawn["who_says_who-10"].layout.annotations[-1].text.replace("<br>", " ")
    assert all(f"Invented paper {number}" in foot for number in range(1, DAYS + 1))


@pytest.mark.parametrize(
    "article, told",
    [
        (3, "1 new planned accession: Sweden: intends to join"),
        (4, "1 new observer: Poland"),
        (5, "1 new member: Sweden"),
        (7, "1 new leaving: Iceland left, 1 July 2024"),
        (9, "the parts that sources name exceed the sum of €5 million"),
        (10, "1 thing known before is told of by another source too"),
    ],
)
def test_news_tell_what_changed_and_call_nobody_a_member_before(invented, article, told):
    news = coalviz.changes_text(invented, *invented.days[article - 2 : article])
    assert told in news
    assert article not in (3, 10) or "No new member\n" in news
