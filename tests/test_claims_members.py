"""Who is in, since when, until when: surely, possibly, and where sources contradict each other."""

import re

import pytest
import small
from made_up import says, tables

import coalviz
from coalviz.claims.members import headcounts

TWO = ["2024-01-01", "2024-02-01"]
THREE = ["2024-01-01", "2024-02-01", "2024-03-01"]


def counts(dataset, coalition="c"):
    """Give by day how many are surely in, and how many at the most."""
    return {
        str(row.day): (len(row.surely), len(row.surely) + len(row.possibly))
        for row in coalviz.members_by_day(dataset, coalition).itertuples()
    }


def apart(dataset):
    return coalviz.disagreements(dataset, "c")


def test_a_named_party_is_surely_in_from_publication_and_possibly_before(tmp_path):
    dataset = tables(
        tmp_path, TWO[1:], memberships=says(1, "EST") + says(1, "DEU", joined="2024-01")
    )
    assert counts(dataset) == {"2024-01-01": (0, 2), "2024-01-31": (1, 2), "2024-02-01": (2, 2)}


def test_a_party_that_is_to_come_in_later_is_in_from_then_on(tmp_path):
    rows = says(1, "EST", joined="2024-02") + says(1, "DEU", joined="2024-03-10")
    dataset = tables(tmp_path, ["2024-02-20"], memberships=rows)
    assert counts(dataset) == {"2024-02-01": (0, 1), "2024-02-20": (1, 1), "2024-03-10": (2, 2)}


def test_a_list_that_is_not_of_all_members_says_nothing_of_the_others(tmp_path):
    dataset = tables(tmp_path, TWO, memberships=says(1, "EST DEU") + says(2, "EST"))
    assert counts(dataset)["2024-02-01"] == (2, 2)
    assert apart(dataset).empty


def test_a_list_of_all_members_contradicts_who_has_another_in(tmp_path):
    rows = says(1, "EST DEU") + says(2, "EST", list="complete")
    dataset = tables(tmp_path, TWO, memberships=rows)
    assert counts(dataset)["2024-02-01"] == (1, 2)
    assert apart(dataset)["said"].tolist() == ["Germany is named by Paper 1, not by Paper 2"]


def test_a_list_of_all_members_that_has_a_party_as_observer_names_it(tmp_path):
    rows = says(1, "EST LUX") + says(2, "EST", role="observer", list="complete")
    told = apart(tables(tmp_path, TWO, memberships=rows))["said"].tolist()
    assert told == ["Estonia is named as member by Paper 1 and as observer by Paper 2"]


def test_a_doubt_ends_when_a_later_source_names_the_party(tmp_path):
    rows = says(1, "EST DEU") + says(2, "EST", list="complete") + says(3, "DEU")
    dataset = tables(tmp_path, THREE, memberships=rows)
    assert [counts(dataset)[day] for day in THREE] == [(2, 2), (1, 2), (2, 2)]
    assert apart(dataset).empty


def test_a_list_of_all_members_is_not_blamed_for_a_later_member(tmp_path):
    rows = says(1, "EST", list="complete") + says(2, "EST DEU")
    dataset = tables(tmp_path, TWO, memberships=rows)
    assert apart(dataset).empty
    assert counts(dataset)["2024-01-01"] == (1, 1), "on that day Germany was not in"


def test_who_left_stops_being_counted_and_contradicts_no_later_list(tmp_path):
    rows = says(1, "EST DEU") + says(2, "DEU", left="2024-01-20") + says(3, "EST", list="complete")
    dataset = tables(tmp_path, THREE, memberships=rows)
    assert counts(dataset)["2024-01-20"] == (1, 1)
    assert apart(dataset).empty


def test_a_leaving_by_some_day_is_possible_before_and_sure_from_it(tmp_path):
    rows = says(1, "EST DEU") + says(2, "DEU", left="2024-01")
    dataset = tables(tmp_path, TWO, memberships=rows)
    found = counts(dataset)
    assert found["2024-01-01"] == (1, 2) and found["2024-01-31"] == (1, 1)


def test_dates_that_fit_refine_each_other_whatever_the_order(tmp_path):
    rows = says(1, "EST", joined="../2024-04-08") + says(2, "EST", joined="2024-02")
    rows += says(3, "EST", joined="2024-02-12")
    for number, order in enumerate((rows, rows[::-1])):
        days = ["2024-04-08", "2024-04-09", "2024-04-10"]
        dataset = tables(tmp_path / str(number), days, memberships=order)
        first, *_ = counts(dataset).items()
        assert first == ("2024-02-12", (1, 1))
        assert apart(dataset).empty


def test_dates_that_cannot_both_be_right_are_a_contradiction(tmp_path):
    rows = says(1, "EST", joined="2023-11") + says(2, "EST", joined="2024-01-05")
    dataset = tables(tmp_path, ["2024-02-01", "2024-03-01"], memberships=rows)
    assert apart(dataset)["about"].tolist() == ["joined"]
    assert "November 2023 (Paper 1) or 5 January 2024 (Paper 2)" in apart(dataset)["said"].item()
    assert counts(dataset)["2023-11-01"] == (0, 1) and counts(dataset)["2024-01-05"] == (1, 1)


@pytest.mark.parametrize("role", ["lead", "founder", ""])
def test_lead_founder_and_member_do_not_exclude_each_other(tmp_path, role):
    dataset = tables(tmp_path, TWO, memberships=says(1, "EST") + says(2, "EST", role=role))
    assert apart(dataset).empty


@pytest.mark.parametrize("role", ["observer", "intending"])
def test_observers_and_those_who_intend_to_join_are_not_in(tmp_path, role):
    rows = says(1, "EST") + says(1, "JPN", role=role) + says(2, "JPN")
    dataset = tables(tmp_path, TWO, memberships=rows)
    assert apart(dataset).empty, "to join later is no contradiction"
    dataset = tables(tmp_path, TWO, memberships=says(1, "JPN") + says(2, "JPN", role=role))
    assert apart(dataset)["about"].tolist() == ["role"]
    assert counts(dataset)["2024-02-01"] == (0, 1)


def test_a_number_is_held_against_who_was_named_by_its_day(tmp_path):
    rows = says(1, "EST DEU") + says(2, "EST FRA", list="complete") + says(3, "ITA")
    numbers = [{"comparator": "=", "count": "2", "source_id": "s2", "date": "2024-02-01"}]
    dataset = tables(tmp_path, THREE, memberships=rows, headcounts=numbers)
    [head] = headcounts(dataset, "c")
    assert (set(head.then.surely), set(head.then.possibly)) == (
        {"EST", "FRA"},
        {"DEU", "ITA"} - {"ITA"},
    )


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        (("=", 20), ("=", 20), True),
        (("=", 20), ("=", 21), False),
        ((">", 20), ("=", 21), True),
        ((">", 20), ("=", 20), False),
        ((">=", 20), ("=", 20), True),
        ((">=", 20), ("=", 19), False),
        (("<", 20), ("=", 19), True),
        (("<", 20), ("=", 20), False),
        (("<=", 20), ("=", 20), True),
        (("<=", 20), ("=", 21), False),
        (("~", 20), ("=", 22), True),
        (("~", 20), ("=", 18), True),
        (("~", 20), ("=", 17), False),
        (("~", 20), ("=", 23), False),
        ((">", 20), (">", 40), True),
        (("<", 20), ("<", 5), True),
        ((">=", 20), ("<", 20), False),
    ],
)
def test_numbers_for_one_day_contradict_if_no_number_fits_both(tmp_path, one, other, fit):
    for turn, pair in enumerate(((one, other), (other, one))):
        numbers = [
            {
                "comparator": sign,
                "count": str(count),
                "source_id": f"s{place}",
                "date": "2023-12-31",
            }
            for place, (sign, count) in enumerate(pair, start=1)
        ]
        dataset = tables(tmp_path / str(turn), TWO, headcounts=numbers)
        assert apart(dataset).empty == fit


def test_who_is_in_again_after_a_leaving_is_a_contradiction_unless_it_is_told(tmp_path):
    rows = says(1, "EST DEU") + says(2, "DEU", left="2024-01-20") + says(3, "DEU")
    dataset = tables(tmp_path / "again", THREE, memberships=rows)
    said = "Germany has left according to Paper 2, and is in according to Paper 3"
    assert apart(dataset)["said"].tolist() == [said]
    for day in ("2024-02-20", "2024-01-20"):  # also on the day of the leaving
        rows = rows[:-1] + says(3, "DEU", joined=day)
        assert apart(tables(tmp_path / day, THREE, memberships=rows)).empty


def test_who_came_back_is_surely_in_until_it_leaves_again(tmp_path):
    rows = says(1, "DEU", joined="2023-01-10", left="2023-06-01")
    rows += says(2, "DEU", joined="2024-02") + says(3, "DEU EST", list="complete")
    days = ["2024-02-02", "2024-03-03", "2024-07-01", "2024-09-01", "2024-10-01"]
    found = counts(tables(tmp_path / "back", days, memberships=rows))
    assert list(found.values()) == [(1, 2), (0, 1), (0, 2), (0, 2), (1, 2), (1, 2), (2, 2)]
    assert [str(day) for day in list(found)[2:5:2]] == ["2024-02-01", "2024-02-29"]
    rows += says(4, "DEU", left="../2024-09-01") + says(5, "EST DEU", joined="2023")
    made = tables(tmp_path / "left", days[:4], memberships=rows[:-2])
    assert counts(made)["2024-09-01"] == (1, 1) and apart(made).empty
    signs = str(coalviz.members_over_time(made).layout.meta["alt"])
    assert all(f"Germany {told}" in signs for told in ("joined, 10 Jan 2023", "joined, Feb 2024"))
    assert all(f"Germany {told}" in signs for told in ("left, 1 Jun 2023", "left, by 1 Sep 2024"))
    made = tables(tmp_path / "again", days, memberships=rows)
    assert apart(made)["about"].tolist() == ["left"]


def test_a_day_of_joining_that_is_told_again_after_a_return_is_that_of_the_first_time(tmp_path):
    days = ["2022-01-10", "2023-07-01", "2024-03-01", "2024-04-01"]
    rows = says(1, "EST") + says(2, "DEU", left="2023-06-01") + says(3, "DEU", joined="2024-02-10")
    found = {}
    for again in ("2022-01-05", "2023", ""):
        more = says(4, "DEU", joined=again) + says(4, "EST", joined=again)
        made = tables(tmp_path / again, days, memberships=rows + more)
        assert apart(made)["party_id"].tolist() == ["EST"] * (again == "2023")
        alt = coalviz.members_over_time(made).layout.meta["alt"]
        found[again] = re.findall(r"Germany joined, ([^.]+)\.", alt)
        assert counts(made)["2023-06-01"] == (again != "2023", 1)
        assert counts(made)["2024-02-10"] == (2, 2)
    back = ["10 Feb 2024"]
    assert found == {"2022-01-05": ["5 Jan 2022", *back], "2023": back, "": back}


def test_days_of_coming_back_that_do_not_fit_are_a_contradiction(tmp_path):
    rows = says(1, "DEU", left="2023-06-01") + says(2, "DEU", joined="2024-01-10")
    rows += says(3, "DEU", joined="2024-02-10")
    told = apart(tables(tmp_path, THREE, memberships=rows))["said"].tolist()
    assert told == ["Germany joined 10 January 2024 (Paper 2) or 10 February 2024 (Paper 3)"]


def test_between_days_of_leaving_that_do_not_fit_a_party_is_possibly_in(tmp_path):
    rows = says(1, "EST", left="2023-06-01") + says(2, "EST", left="2023-09-01")
    found = counts(tables(tmp_path, TWO, memberships=rows))
    assert found["2023-06-01"] == (0, 1) and found["2023-09-01"] == (0, 0)


def test_who_joined_only_after_it_was_named_is_a_contradiction(tmp_path):
    rows = says(1, "EST") + says(2, "EST", joined="2024-01-20")
    told = apart(tables(tmp_path, TWO, memberships=rows))["said"].tolist()
    assert told == ["Estonia joined 20 January 2024 (Paper 2), but was named before (Paper 1)"]


def test_who_is_said_to_have_joined_in_this_month_is_in_on_the_day_of_publication(tmp_path):
    rows = says(1, "EST", joined="2024-02")
    found = coalviz.members_by_day(tables(tmp_path, ["2024-02-01"], memberships=rows))
    assert found["surely"].tolist() == [("EST",)]


def test_who_is_named_and_then_observes_is_told_in_the_words_of_both(tmp_path):
    rows = says(1, "EST", role="") + says(2, "EST", role="observer")
    told = apart(tables(tmp_path, TWO, memberships=rows))["said"].tolist()
    assert told == ["Estonia is named by Paper 1 and as observer by Paper 2"]


def test_two_numbers_for_one_day_contradict_and_for_two_days_do_not(tmp_path):
    numbers = [
        {"comparator": "=", "count": "20", "source_id": "s1", "date": "2023-12-31"},
        {"comparator": "=", "count": "17", "source_id": "s2", "date": "2023-12-31"},
    ]
    dataset = tables(tmp_path, TWO, headcounts=numbers)
    assert apart(dataset)["about"].tolist() == ["count"]
    told = apart(dataset)["said"].tolist()
    assert told == ["31 December 2023: 20 members according to Paper 1, 17 according to Paper 2"]
    numbers[1]["date"] = "2024-01-31"
    assert apart(tables(tmp_path, TWO, headcounts=numbers)).empty


def test_who_has_left_plays_no_part_any_more(tmp_path):
    rows = says(1, "EST DEU") + says(2, "DEU", left="2024-01-20")
    found = coalviz.roles(tables(tmp_path, TWO, memberships=rows))
    assert found["party_id"].tolist() == ["EST"]


def test_an_unknown_coalition_is_refused_with_the_nearest_name():
    with pytest.raises(ValueError, match="'drone'; did you mean 'drones'"):
        coalviz.members_by_day(coalviz.load(), "drone")


def test_days_of_joining_that_do_not_fit_are_named_with_who_says_so(tmp_path):
    rows = says(1, "EST", joined="2023-12-05") + says(2, "EST", joined="2023-12-20")
    told = apart(tables(tmp_path, TWO, memberships=rows))["said"].tolist()
    assert told == ["Estonia joined 5 December 2023 (Paper 1) or 20 December 2023 (Paper 2)"]


def test_two_sources_of_one_publisher_are_told_apart_by_their_days(tmp_path):
    gazette = [row | {"publisher": "The Gazette"} for row in small.ROWS["sources"][:2]]
    first = small.ROWS["memberships"][0]
    rows = [first, first | {"source_id": "second", "role": "observer"}]
    [told] = coalviz.disagreements(
        small.dataset(tmp_path, memberships=rows, sources=gazette, indicators=[]), "it"
    )["said"]
    assert (
        told
        == "Estonia is named as lead by The Gazette of 2 February 2024 and as observer by The Gazette of 8 April 2024"
    )


def test_a_count_that_is_filled_is_named_in_full(tmp_path):
    count = {"comparator": "=", "count": "2", "source_id": "s1"}
    made = tables(tmp_path, TWO, memberships=says(1, "EST DEU"), headcounts=[count])
    title = coalviz.members_over_time(made).layout.meta["title"]
    assert title == "2 of 2 members of the C coalition are named"


def test_contradictions_beyond_the_third_are_counted(tmp_path):
    rows = says(1, "EST LVA LTU LUX NLD") + says(2, "FRA", list="complete")
    dataset = tables(tmp_path, ["2024-01-10", "2024-02-10"], memberships=rows)
    notes = coalviz.members_over_time(dataset).layout.meta["notes"]
    assert notes[3] == "Sources contradict each other on two more"


def test_who_is_in_by_two_roles_and_out_by_two_sources_is_told_in_all_their_words(tmp_path):
    rows = says(1, "EST", role="lead") + says(2, "EST")
    rows += says(3, "EST", role="observer") + says(4, "EST", role="intending")
    days = [f"2024-0{month}-10" for month in range(1, 5)]
    [told] = coalviz.disagreements(tables(tmp_path, days, memberships=rows))["said"]
    assert told == (
        "Estonia is named as lead by Paper 1, as member by Paper 2, "
        "as observer by Paper 3 and as intending to join by Paper 4"
    )
