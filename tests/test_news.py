"""What became known between two days, in made-up tables of few rows."""

from pathlib import Path

import pytest
from made_up import gives, says, tables

import coalviz

FIRST, SECOND = "2024-02-02", "2024-04-08"
DAYS = [FIRST, SECOND]
EVENT = {"event_id": "e", "kind": "meeting", "title": "They met", "date": "2024-01"}
COUNT = {"comparator": "=", "count": "9", "date": "2024-01-01"}
TOTAL = {"form": "money", "comparator": ">", "amount": 5, "currency": "EUR", "date": "2024-02"}


def news(folder: Path, **rows: list[dict]) -> list[tuple]:
    found = coalviz.changes(tables(folder, DAYS, **rows), FIRST, SECOND)
    return list(found[["what", "said", "table", "lines"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "table, row, what, said",
    [
        ("memberships", says(1, "EST")[0], "member", "Estonia: member (joining date not stated)"),
        (
            "memberships",
            says(1, "EST", role="observer")[0],
            "observer",
            "Estonia: observer (joining date not stated)",
        ),
        (
            "memberships",
            says(1, "EST", role="intending")[0],
            "planned accession",
            "Estonia: intends to join (joining date not stated)",
        ),
        (
            "pledges",
            gives("p", "EST", 5),
            "pledge",
            "Estonia: €5 (pledged, date not stated)",
        ),
        (
            "totals",
            TOTAL,
            "reported total",
            "In all, money of all donors: more than €5 (February 2024)",
        ),
        ("events", EVENT, "event", "They met (January 2024)"),
        ("headcounts", COUNT, "reported number", "9 members (1 January 2024)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_row_of_a_later_source_is_new_and_the_same_by_another_a_confirmation(
    tmp_path, table, row, what, said
):
    old, new = row | {"source_id": "s1"}, row | {"source_id": "s2"}
    assert news(tmp_path / "a", **{table: [old]}) == []
    assert news(tmp_path / "b", **{table: [new]}) == [(what, said, table, (2,))]
    assert news(tmp_path / "c", **{table: [old, new]}) == [("confirmation", said, table, (3,))]


def test_a_confirmation_is_the_row_of_the_later_source_wherever_it_stands(tmp_path):
    rows = says(2, "EST") + says(1, "EST")
    [(what, _, _, lines)] = news(tmp_path, memberships=rows)
    assert (what, lines) == ("confirmation", (2,))


def test_a_coalition_is_new_once(tmp_path):
    rows = [{"coalition_id": "c", "name": "The C", "short_name": "C", "source_id": "s2"}]
    assert news(tmp_path, coalitions=rows) == [("coalition", "The C", "coalitions", (2,))]


def test_another_amount_or_day_is_another_total_and_another_count_another_number(tmp_path):
    for change in ({"amount": 6}, {"currency": "USD"}, {"date": "2024-01"}, {"donors": "EST"}):
        rows = [TOTAL, TOTAL | change | {"source_id": "s2"}]
        place = tmp_path / "-".join(map(str, change.values()))
        assert [what for what, *_ in news(place, totals=rows)][0] == "reported total"
    rows = [COUNT, COUNT | {"count": "11", "date": "2024-03-01", "source_id": "s2"}]
    found = news(tmp_path / "count", headcounts=rows)
    assert [what for what, *_ in found] == ["reported number"]


def test_who_observed_and_is_in_now_is_a_new_member(tmp_path):
    rows = says(1, "EST", role="observer") + says(2, "EST")
    assert [what for what, *_ in news(tmp_path, memberships=rows)] == ["member"]


def test_a_leaving_is_told_once_and_of_whom(tmp_path):
    rows = says(1, "EST LVA") + says(2, "EST", left="2024-03")
    told = ("leaving", "Estonia left, March 2024", "memberships", (4,))
    assert told in news(tmp_path / "a", memberships=rows)
    rows = says(1, "EST", left="2024-01") + says(2, "EST", left="2024-01")
    assert "leaving" not in [what for what, *_ in news(tmp_path / "b", memberships=rows)]


def test_of_events_the_weightiest_come_first(tmp_path):
    kinds = ["announcement", "meeting", "structure", "agreement", "accession", "founding"]
    rows = [
        EVENT | {"event_id": f"e{number}", "kind": kind, "title": kind, "source_id": "s2"}
        for number, kind in enumerate(kinds)
    ]
    said = [said.split(" ")[0] for _, said, *_ in news(tmp_path, events=rows)]
    assert said == kinds[::-1]


def test_a_contradiction_is_new_only_once(tmp_path):
    both = says(1, "EST LVA") + says(2, "EST", list="complete")
    found = news(tmp_path / "a", memberships=both)
    told = "Latvia is named by Paper 1, not by Paper 2"
    assert [said for what, said, *_ in found if what == "contradiction"] == [told]
    three = tables(tmp_path / "b", [FIRST, FIRST, SECOND], memberships=both)
    assert "contradiction" not in set(coalviz.changes(three, FIRST, SECOND)["what"])


def test_parts_that_exceed_their_total_are_a_contradiction_from_then_on(tmp_path):
    rows = [gives("t", "EST", 5, includes="p"), gives("p", "EST", 9, source=2)]
    dataset = tables(tmp_path, DAYS, pledges=[rows[1], rows[0] | {"source_id": "s2"}])
    found = coalviz.changes(dataset, FIRST, SECOND)
    said = found.loc[found["what"] == "contradiction", "said"].tolist()
    assert said == ["the parts that sources name exceed the sum of €5"]


def test_parts_that_exceed_a_reported_total_are_a_contradiction_from_then_on(tmp_path):
    total = {"date": SECOND, "form": "money", "comparator": "=", "amount": 5, "currency": "EUR"}
    rows = {"pledges": [gives("p", "EST", 9)], "totals": [total | {"source_id": "s2"}]}
    found = coalviz.changes(tables(tmp_path, DAYS, **rows), FIRST, SECOND)
    said = found.loc[found["what"] == "contradiction", "said"].tolist()
    assert said == ["the parts that sources name exceed the total of €5"]


def test_in_few_lines(tmp_path):
    rows = says(2, "EST LVA LTU DNK") + says(1, "FRA") + says(2, "FRA")
    text = coalviz.changes_text(tables(tmp_path / "a", DAYS, memberships=rows), FIRST, SECOND)
    tail = "member (joining date not stated)"
    assert text.splitlines() == [
        "What became known after 2 February 2024, by 8 April 2024",
        f"4 new members: Estonia: {tail}; Latvia: {tail}; Lithuania: {tail}; Denmark: {tail}",
        "No new pledge",
        "1 thing known before is told of by another source too",
    ]
    more = says(2, "EST LVA LTU DNK NLD")
    text = coalviz.changes_text(tables(tmp_path / "b", DAYS, memberships=more), FIRST, SECOND)
    assert text.splitlines()[1].startswith("5 new members: Estonia")
    assert text.splitlines()[1].endswith(
        "Lithuania: member (joining date not stated); and 2 others"
    )
    one = coalviz.changes_text(
        tables(tmp_path / "c", DAYS, memberships=more), FIRST, SECOND, most=1
    )
    assert one.splitlines()[1].endswith(f"Estonia: {tail}; and 4 others")


def test_of_several_coalitions_each_line_names_its_own(tmp_path):
    names = [{"coalition_id": one, "name": one, "short_name": one.upper()} for one in "cd"]
    rows = [row | {"coalition_id": one} for one in "cd" for row in says(2, "EST")]
    dataset = tables(tmp_path, DAYS, memberships=rows, coalitions=names)
    line = coalviz.changes_text(dataset, FIRST, SECOND).splitlines()[1]
    tail = "member (joining date not stated)"
    assert line == f"2 new members: Estonia: {tail} [C]; Estonia: {tail} [D]"


def test_the_earlier_day_comes_first(tmp_path):
    dataset = tables(tmp_path, DAYS)
    assert coalviz.changes(dataset, FIRST, FIRST).empty
    with pytest.raises(ValueError, match="2024-02-02 comes before 2024-04-08; give the earlier"):
        coalviz.changes(dataset, SECOND, FIRST)


def test_only_contradictions_that_were_not_there_before_are_news(tmp_path):
    days = ["2024-01-05", FIRST, SECOND]
    rows = says(1, "EST DEU") + says(2, "EST", role="observer")
    rows += says(3, "DEU", role="observer")
    found = coalviz.changes(tables(tmp_path, days, memberships=rows), FIRST, SECOND)
    [said] = found.loc[found["what"] == "contradiction", "said"]
    assert said.startswith("Germany")


def test_who_leaves_comes_back_and_leaves_again_is_told_each_time(tmp_path):
    rows = says(1, "NLD", joined="2020-01")
    rows += says(2, "NLD", left="2021-01") + says(3, "NLD", joined="2022-01")
    rows += says(4, "NLD", left="2023-01")
    days = ["2020-02-01", "2021-02-01", "2022-02-01", "2023-02-01"]
    dataset = tables(tmp_path, days, memberships=rows)
    told = {
        (what, said)
        for first, second in zip(days, days[1:])
        for what, said in coalviz.changes(dataset, first, second)[["what", "said"]].values
    }
    assert told - {pair for pair in told if pair[0] == "confirmation"} == {
        ("leaving", "The Netherlands left, January 2021"),
        ("return", "The Netherlands was in again by 31 January 2022"),
        ("leaving", "The Netherlands left, January 2023"),
    }


def test_what_sources_contradict_each_other_on_of_a_pledge_is_told(tmp_path):
    rows = [gives("a", "EST", 5, source=1), gives("a", "EST", 9, source=2)]
    rows += [gives("b", "LVA", 5, source=1), gives("b", "LVA", 5, source=2)]
    told = [said for what, said, *_ in news(tmp_path, pledges=rows) if what == "contradiction"]
    assert told == ["sources disagree on a pledge by Estonia"]


def test_a_contradiction_in_one_coalition_hides_none_in_another(tmp_path):
    names = [{"coalition_id": key, "name": key, "short_name": key} for key in ("c", "d")]
    rows = says(1, "EST") + says(3, "LVA", list="complete")
    rows += says(1, "EST", coalition_id="d") + says(2, "LVA", list="complete", coalition_id="d")
    days = ["2024-01-01", FIRST, SECOND]
    dataset = tables(tmp_path, days, memberships=rows, coalitions=names)
    found = coalviz.changes(dataset, FIRST, SECOND)
    told = found.loc[found["what"] == "contradiction", "coalition_id"].tolist()
    assert told == ["c"]
