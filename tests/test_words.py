"""What charts say, read without drawing any: titles, notes and alternative texts, from claims and marks."""

import subprocess
import sys
from pathlib import Path

import made_up
import pytest
from made_up import gives, says
from said import STORED, all_that_charts_say

from coalviz.claims.members import at, headcounts, members, moments
from coalviz.claims.roles import cast, groups
from coalviz.claims.scope import Scope
from coalviz.dataset import ALL, Dataset
from coalviz.forms.bars import Bar
from coalviz.forms.steps import Band, Level
from coalviz.wording import landscape, membership, pledges


def test_words_of_a_sum_say_what_its_bars_say(shipped: Dataset) -> None:
    bars = [Bar("Estonia", {"exact": 3.0}, ["€3", "○ amount not stated", "◆ Servers"], {})]
    said = pledges.sum_words(Scope.of(shipped, "it"), bars)
    assert said.title.startswith("€20.5 million of more than €30 million")
    assert said.alt.endswith("Estonia: €3, amount not stated, in kind: Servers.")
    assert said.subtitle.startswith("How the money for the IT coalition adds up, in euro")


def test_who_is_behind_a_joint_sum_comes_first_in_the_notes(shipped: Dataset) -> None:
    first, *others = pledges.country_words(Scope.of(shipped, "it"), [], "", 0).notes
    assert first.startswith("Six countries together: Denmark, Estonia")
    assert "Amounts not stated are in no sum; they are not zero" in others


def test_a_note_tells_of_hatching_only_where_it_is_drawn(shipped: Dataset) -> None:
    scope = Scope.of(shipped, "it")
    level = Level(shipped.day, 0.0, 1.0, "", {})
    hatched, plain = (
        " ".join(pledges.time_words(scope, [Band(kind, [level])]).notes)
        for kind in ("early", "disclosed")
    )
    assert "hatched" in hatched and "hatched" not in plain


def test_the_largest_is_named_with_those_it_was_compared_with(tmp_path: Path) -> None:
    tables = made_up.tables(
        tmp_path / "t", ["2024-01-05"], pledges=[gives("a", "EST", 9), gives("b", "VAT", 5)]
    )
    said = pledges.country_words(Scope.of(tables, "c", "per_inhabitant"), [], "Estonia", 1)
    assert said.title == (
        "Estonia's stated amount is the largest per inhabitant of the one that can be compared"
    )


def test_members_are_an_interval_in_words(tmp_path: Path) -> None:
    tables = made_up.tables(
        tmp_path / "t",
        ["2024-01-05", "2024-02-05"],
        memberships=[
            *says(1, "EST LVA", list="complete"),
            *says(2, "EST", list="complete"),
        ],
        headcounts=[{"source_id": "s2", "comparator": "=", "count": 1, "date": "2024-02-05"}],
    )
    now = at(tables, "c", tables.day)
    assert now.number() == "1 to 2"
    [head] = headcounts(tables, "c")
    assert membership.headcount_words(head) == ("1 reported, 5 Feb 2024, but 1 to 2 named by then")
    said = membership.members_words(tables, "c", [], [], now)
    assert said.title.startswith("1 to 2 members of the C coalition are named: sources disagree")
    assert len(members(tables, "c")) == 2 and len(moments(tables, "c")) == 2


def test_a_coalition_in_one_line(shipped: Dataset) -> None:
    told = {group.coalition: landscape.group_words(group) for group in groups(shipped)}
    assert told["air-defence"] == "2 of 20 named, 2 lead"
    assert told["tank"] == "name only"
    assert {landscape.part_sign(part) for part in cast(shipped, "it").parts} == {
        "L+",
        "M",
        "M+",
        "M?",
    }


@pytest.mark.parametrize("word", [landscape.roles_words, landscape.links_words])
def test_who_is_not_drawn_is_named(shipped: Dataset, word) -> None:
    said = word(shipped, cast(shipped, ALL, most=3))
    others = len(cast(shipped, ALL, most=3).others)
    assert any(note.startswith(f"{others} others: ") for note in said.notes)
    assert said.title in said.alt and said.alt.endswith(".")


@pytest.mark.programs
def test_words_need_no_figure() -> None:
    code = (
        "import sys, coalviz.wording.landscape, coalviz.wording.membership, coalviz.wording.pledges"
    )
    code += "; print([name for name in sys.modules if name.startswith('coalviz.charts')])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_pledge_after_the_newest_total_is_named_as_left_out(tmp_path: Path) -> None:
    total = {"date": "2024-01-10", "form": "money", "comparator": "=", "amount": 12}
    tables = made_up.tables(
        tmp_path / "t",
        ["2024-01-10", "2024-02-10"],
        pledges=[gives("a", "EST", 10), gives("b", "LUX", 5, source=2)],
        totals=[total | {"currency": "EUR", "source_id": "s1"}],
    )
    notes = pledges.sum_words(Scope.of(tables, "c"), []).notes
    assert "Not surely in this total, and left out: one pledge (Luxembourg)" in notes


def test_charts_say_what_was_read() -> None:
    stored = STORED.read_text(encoding="utf-8")
    assert all_that_charts_say().split("\n\n") == stored.split("\n\n"), "read it: make said"
