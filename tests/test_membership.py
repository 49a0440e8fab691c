"""Members as an interval, who says who, attendance, and what became known between two days."""

import datetime
import functools
import itertools
import re
from collections.abc import Callable
from pathlib import Path

import made_up
import plotly.graph_objects as go
import pytest
from decks import charts_on
from large import large_dataset
from made_up import says
from pptx import Presentation

import coalviz
from coalviz.claims.attendance import Account, Seats
from coalviz.dataset import Dataset
from coalviz.theme import END_LABELS, plain

CHARTS = [coalviz.members_over_time, coalviz.who_says_who, coalviz.attendance]
Tables = Callable[..., Dataset]


@pytest.fixture(scope="module")
def shipped() -> Dataset:
    return coalviz.load()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return large_dataset(tmp_path_factory.mktemp("large"))


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    """Write a made-up set: the given rows, and an article s1, s2, … for each given day."""
    return functools.partial(made_up.tables, tmp_path / "data")


def strings(value: object) -> list[str]:
    """All texts of a figure, however deep."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


# ---- members over time


def areas(figure: go.Figure) -> list[go.Scatter]:
    return [trace for trace in figure.data if trace.fill in ("tozeroy", "tonexty")]


def test_surely_and_possibly_are_drawn_apart_and_before_is_not_zero(shipped: Dataset) -> None:
    sure, disputed, early = areas(coalviz.members_over_time(shipped))
    assert list(zip(sure.x, sure.y, disputed.y))[:-1] == [
        ("2024-01-27", 1, 12),
        ("2024-02-02", 12, 12),
        ("2024-04-08", 11, 12),
    ]
    assert disputed.fillpattern.shape and early.fillpattern.shape and not sure.fillpattern.shape
    assert (
        early.name == "Possible before: day not stated"
        and early.x[-1] == "2024-01-27"
        and set(early.y) == {11}
    )


def test_join_events_are_marked_and_being_a_member_by_publication_is_none(shipped: Dataset) -> None:
    [told] = [
        list(zip(trace.x, map(plain, trace.text)))
        for trace in coalviz.members_over_time(shipped).data
        if trace.fill is None
    ]
    assert [(day, text.split(",")[0].strip()) for day, text in told] == [
        ("2024-01-27", "The Netherlands join"),
        ("2024-04-08", "The United Kingdom completes its accession"),
    ]


@pytest.mark.parametrize(
    ("dates", "marked"),
    [
        (["2024-01/2024-03", "2024-02-10"], ["10 Feb 2024"]),
        (["2024-02", "2024-01/2024-02"], ["Feb 2024"]),
        (["2024", "../2024-02-10"], ["by 10 Feb 2024"]),
        (["2024-02", "2024-02-29"], ["29 Feb 2024"]),
        (["2024-01", "2024-02-10"], ["10 Feb 2024", "Jan 2024"]),
    ],
    ids=str,
)
def test_of_dates_of_joining_that_fit_the_most_telling_is_marked(
    dates: list[str], marked: list[str], tables: Tables
) -> None:
    for order in (dates, dates[::-1]):
        rows = [
            dict(party_id="EST", role="member", joined=date, source_id=f"s{source}")
            for source, date in enumerate(order, 1)
        ]
        figure = coalviz.members_over_time(tables(["2024-04-10"] * 2, memberships=rows))
        signs = [trace.text for trace in figure.data if trace.name == "Joining" and trace.text]
        told = {plain(text).split(", ")[1].strip() for texts in signs for text in texts if text}
        assert sorted(told) == marked


def test_reported_numbers_stand_beside_the_named(shipped: Dataset) -> None:
    figure = coalviz.members_over_time(shipped, coalition="air-defence")
    reported, words = [trace for trace in figure.data if trace.name == "Number reported"]
    assert (
        list(reported.y) == [20]
        and "2 of them named" in words.text[0]
        and "day of the count not stated" in words.text[0]
    )
    assert figure.layout.meta["title"] == "2 of 20 members of the Air defence coalition are named"
    assert max(areas(figure)[0].y) == 2
    assert {row["table"] for row in figure.layout.meta["rows"]} == {
        "memberships",
        "headcounts",
        "events",
    }


def test_a_number_without_any_name_is_a_chart_too(tables: Tables) -> None:
    figure = coalviz.members_over_time(
        tables(["2024-01-01"], headcounts=[dict(comparator=">", count=20, date="2023-12")]),
        coalition="c",
    )
    assert (
        figure.layout.meta["title"] == "None of more than 20 members of the C coalition are named"
    )
    reported, _ = [trace for trace in figure.data if trace.name == "Number reported"]
    assert reported.x[0] == "2023-12-31"


def test_notes_say_who_is_disputed_and_whose_day_is_not_stated(shipped: Dataset) -> None:
    notes = " ".join(coalviz.members_over_time(shipped).layout.meta["notes"])
    assert "Japan is named by Babel, not by Ukrainska Pravda" in notes
    assert "Eleven parties without a stated day of joining" in notes


# ---- who says who


def test_disputed_rows_come_first_and_are_marked(shipped: Dataset) -> None:
    heatmap = coalviz.who_says_who(shipped).data[0]
    text = {label: [plain(cell) for cell in row] for label, row in zip(heatmap.y, heatmap.text)}
    assert [label for label in heatmap.y if label.startswith("≠")] == [
        "≠ Japan"
    ] and heatmap.y.index("≠ Japan") == 1
    assert text["≠ Japan"] == ["Member", "not named"]
    assert text["United Kingdom"] == ["Member", "Member"]
    assert (
        text["Netherlands"][0].replace("\xa0", " ") == "Member, joined 27 Jan 2024"
        and text["Netherlands"][1] == "Member"
    )
    assert text["Estonia"] == ["Lead", "Lead"]
    assert len(heatmap.y) == 12 + 3


def test_clicks_find_the_rows_of_a_cell(shipped: Dataset) -> None:
    figure = coalviz.who_says_who(shipped)
    rows = {f"{row['table']}:{row['line']}": row for row in figure.layout.meta["rows"]}
    heatmap = figure.data[0]
    [babel, pravda] = heatmap.customdata[heatmap.y.index("United Kingdom")]
    assert [(rows[key]["party_id"], rows[key]["source_id"]) for key in (babel, pravda)] == [
        ("GBR", "babel-2024-02-02"),
        ("GBR", "pravda-2024-04-08"),
    ]
    assert heatmap.customdata[1][1] == ""


def test_sort_by_name_countries_and_most(shipped: Dataset) -> None:
    by_name = coalviz.who_says_who(shipped, sort="name").data[0].y
    assert [label.removeprefix("≠ ") for label in by_name] == sorted(
        label.removeprefix("≠ ") for label in by_name
    )
    assert coalviz.who_says_who(shipped, countries=["JPN", "EST"], sort="name").data[0].y == (
        "Estonia",
        "≠ Japan",
    )
    few = coalviz.who_says_who(shipped, most=4).data[0]
    assert few.y[-1] == "Nine others" and list(few.text[-1]) == ["9 named", "9 named"]


def test_a_role_that_is_not_stated_is_not_made_up(tables: Tables) -> None:
    dataset = tables(
        ["2024-01-01", "2024-02-01"],
        memberships=says(1, "EST", role="") + says(2, "EST", role="lead"),
    )
    heatmap = coalviz.who_says_who(dataset, coalition="c", sort="name").data[0]
    assert heatmap.y == ("Estonia",) and [plain(cell) for cell in heatmap.text[0]] == [
        "Named, role not stated",
        "Lead",
    ]


@pytest.mark.parametrize("sources", [2, 3, 4, 6, 8])
@pytest.mark.parametrize("role", ["lead", "member", ""])
def test_who_left_is_never_drawn_as_one_that_is_in(role: str, sources: int, tables: Tables) -> None:
    days = [f"2024-01-{day:02}" for day in range(1, sources + 1)]
    rows = [row for source in range(1, sources) for row in says(source, "EST FRA", role=role)]
    rows += says(sources, "EST", role=role) + says(sources, "FRA", role=role, left=days[-1])
    heatmap = coalviz.who_says_who(tables(days, memberships=rows)).data[0]
    *before, gone = heatmap.text[heatmap.y.index("France")]
    colours = heatmap.z[heatmap.y.index("France")]
    assert "left" in plain(gone).casefold() and not any("left" in plain(text) for text in before)
    assert colours[-1] not in (colours[-2], heatmap.z[heatmap.y.index("Estonia")][-1])


def test_of_many_sources_the_latest_have_columns_and_the_earlier_are_counted(
    large: Dataset,
) -> None:
    heatmap = coalviz.who_says_who(large).data[0]
    assert heatmap.x[0] == "earlier" and len(heatmap.x) == 6
    claims = coalviz.membership_claims(large, "it")
    assert claims["source_id"].nunique() > 6
    party = next(label for label in heatmap.y if not label.startswith("<b>")).removeprefix("≠ ")
    [code] = [key for key, name in large.names.items() if name == party]
    named = claims[(claims["party_id"] == code) & ~claims["source_id"].isin(heatmap.x)]
    assert heatmap.text[1][0].startswith(f"{len(named)} of ")


def test_sources_agree_only_where_lists_of_all_members_are_the_same(tables: Tables) -> None:
    same = says(1, "EST DEU", list="complete") + says(2, "EST DEU", list="complete")
    title = coalviz.who_says_who(
        tables(["2024-01-01", "2024-02-01"], memberships=same), coalition="c"
    ).layout.meta["title"]
    assert title == "Two sources agree on who is in the C coalition"
    longer = says(1, "EST DEU") + says(2, "EST DEU FRA")
    dataset = tables(["2024-01-01", "2024-02-01"], memberships=longer)
    assert "agree" not in coalviz.who_says_who(dataset, coalition="c").layout.meta["title"]
    assert (
        "agree"
        not in coalviz.who_says_who(dataset, coalition="c", countries=["EST"]).layout.meta["title"]
    )


@pytest.mark.parametrize(
    "second",
    [
        says(2, "EST", list="complete") + says(2, "DEU", left="2024-01-10"),
        says(2, "EST", list="complete") + says(2, "DEU", role="observer"),
        says(2, "EST DEU", role="observer"),
    ],
)
def test_sources_that_name_the_same_parties_need_not_agree_on_who_is_in(
    second: list[dict], tables: Tables
) -> None:
    first = says(1, "EST", list="complete") + says(1, "DEU", role="intending")
    for rows in (first + second, says(1, "EST DEU", list="complete") + second):
        made = tables(["2024-01-01", "2024-02-01"], memberships=rows)
        title = coalviz.who_says_who(made).layout.meta["title"]
        inside = [
            {
                r["party_id"]
                for r in rows
                if r["source_id"] == s and r["role"] == "member" and "left" not in r
            }
            for s in ("s1", "s2")
        ]
        assert "agree" not in title.replace("disagree", "") or inside[0] == inside[1], title


@pytest.mark.parametrize("sources", [1, 2])
def test_sources_that_name_only_observers_name_no_member(sources: int, tables: Tables) -> None:
    rows = [row for source in range(sources) for row in says(source + 1, "EST", role="observer")]
    made = tables(["2024-01-01"] * sources, memberships=rows)
    titles = [chart(made).layout.meta["title"] for chart in (coalviz.who_says_who, CHARTS[0])]
    assert " no member of the C coalition" in titles[0] and titles[1].startswith("No member of")


def test_numbers_that_differ_are_all_in_the_title_with_their_days(tables: Tables) -> None:
    heads = [
        dict(comparator="=", count=20, date="2024-01"),
        dict(comparator="=", count=17, date="2024-03", source_id="s2"),
    ]
    dataset = tables(["2024-02-01", "2024-04-01"], memberships=says(1, "EST DEU"), headcounts=heads)
    title = coalviz.members_over_time(dataset, coalition="c").layout.meta["title"]
    assert (
        title == "2 members of the C coalition are named; reported: 17 (Mar 2024) and 20 (Jan 2024)"
    )


def test_more_named_than_counted_is_never_a_part_of_the_count(tables: Tables) -> None:
    heads = [dict(comparator="=", count=1, date="2024-02-01")]
    dataset = tables(["2024-02-01"], memberships=says(1, "EST DEU"), headcounts=heads)
    meta = coalviz.members_over_time(dataset, coalition="c").layout.meta
    assert (
        "2 of 1" not in str(meta) and "1 reported, 1 Feb 2024, but 2 named by then" in meta["alt"]
    )


# ---- attendance


def bars(figure: go.Figure) -> dict[str, list]:
    return {trace.name: list(trace.x) for trace in figure.data if trace.type == "bar"}


def test_attendance_of_both_meetings(shipped: Dataset) -> None:
    figure = coalviz.attendance(shipped)
    assert bars(figure) == {
        "Lead countries": [2, None],
        "Members, not named": [None, 11],
        "Part played not stated": [12, None],
        "Observers, not named": [None, 7],
        "Organisations": [2, 2],
    }
    hatched = {
        trace.name for trace in figure.data if trace.type == "bar" and trace.marker.pattern.shape
    }
    assert hatched == {"Members, not named", "Observers, not named"}
    [ends] = [trace for trace in figure.data if trace.meta == END_LABELS]
    assert [plain(text).strip() for text in ends.text] == ["16, all named", "20, 18 not named"]


def test_names_stand_on_the_bar_where_they_fit_and_always_in_the_hover(shipped: Dataset) -> None:
    traces = {trace.name: trace for trace in coalviz.attendance(shipped).data}
    assert (
        "Japan" in traces["Part played not stated"].text[0]
        and traces["Lead countries"].text[0] == "EST,<br>LUX"
    )
    assert "Estonia: lead" in traces["Lead countries"].hovertext[0]


def test_two_accounts_of_a_meeting_stay_two_bars(tables: Tables) -> None:
    seats = [
        dict(event_id="m", party_id="EST", role="lead"),
        dict(event_id="m", role="member", count=9, source_id="s2"),
    ]
    events = [dict(event_id="m", kind="meeting", title="Meeting", date="2024-01-01")]
    figure = coalviz.attendance(
        tables(["2024-01-02", "2024-01-03"], events=events, attendance=seats), coalition="c"
    )
    assert bars(figure) == {"Lead countries": [1, None], "Members, not named": [None, 9]}
    assert ["Paper 1" in figure.data[0].y[0], "Paper 2" in figure.data[0].y[1]] == [True, True]


def test_attendance_keeps_the_latest_meetings_and_says_how_many_are_left_out(
    large: Dataset,
) -> None:
    figure = coalviz.attendance(large, most=3)
    assert len(figure.data[0].x) == 3
    assert any(
        "Seven earlier accounts are not shown" in note for note in figure.layout.meta["notes"]
    )
    assert (
        len(coalviz.attendance(large, coalition="all", most=99).data[0].x)
        == large.attendance.groupby(["event_id", "source_id"]).ngroups
    )


# ---- what became known


def test_changes_between_the_two_articles(shipped: Dataset) -> None:
    found = coalviz.changes(shipped, "2024-02-02", "2024-04-08")
    assert found["what"].value_counts().to_dict() == {
        "confirmation": 12,
        "event": 6,
        "pledge": 3,
        "contradiction": 1,
    }
    new = [
        line
        for what, lines in zip(found["what"], found["lines"])
        if what != "contradiction"
        for line in lines
    ]
    assert new and {
        row["source_id"]
        for table in ("events", "pledges")
        for row in shipped.tables[table]
        .loc[
            [
                line
                for name, lines in zip(found["table"], found["lines"])
                if name == table
                for line in lines
            ]
        ]
        .to_dict("records")
    } == {"pravda-2024-04-08"}


def test_changes_text_is_short_and_says_what_is_not_new(shipped: Dataset) -> None:
    text = coalviz.changes_text(shipped, "2024-02-02", "2024-04-08")
    assert text.splitlines()[0] == "What became known after 2 February 2024, by 8 April 2024"
    assert "No new member\n" in text and "3 new pledges: Estonia: amount not stated" in text
    assert (
        "6 new events: The United Kingdom completes its accession (by 8 April 2024);" in text
        and "; and 3 others" in text
    )
    assert (
        text.splitlines()[-1]
        == "1 new contradiction: Japan is named by Babel, not by Ukrainska Pravda"
    )
    assert len(text) < 700


def test_nothing_new_and_everything_new(shipped: Dataset) -> None:
    assert coalviz.changes(shipped, "2024-04-08", "2025-01-01").empty
    assert coalviz.changes_text(shipped, "2024-02-03", "2024-04-07").splitlines()[1:] == [
        "No new member",
        "No new pledge",
    ]
    everything = coalviz.changes(shipped, "2024-01-01", datetime.date(2024, 4, 8))
    assert (everything["what"] == "member").sum() == 18 and (
        everything["what"] == "coalition"
    ).sum() == 8


def test_a_second_source_on_the_same_thing_is_nothing_new(tables: Tables) -> None:
    dataset = tables(
        ["2024-01-01", "2024-02-01"], memberships=says(1, "EST") + says(2, "EST", role="lead")
    )
    assert coalviz.changes(dataset, "2024-01-01", "2024-02-01")["what"].tolist() == ["confirmation"]


def test_days_in_the_wrong_order_are_refused(shipped: Dataset) -> None:
    with pytest.raises(ValueError, match="earlier day first"):
        coalviz.changes(shipped, "2024-04-08", "2024-02-02")


# ---- all three charts


@pytest.mark.parametrize("chart", CHARTS[:2])
def test_members_are_of_one_coalition(chart: Callable, shipped: Dataset) -> None:
    with pytest.raises(ValueError, match="this is of one coalition; coalitions are it"):
        chart(shipped, coalition="all")


def test_sources_without_a_column_are_counted_in_the_hover(tmp_path: Path) -> None:
    days = [f"2024-{month:02}-01" for month in range(1, 13)]
    rows = [row for source in range(1, 13) for row in made_up.says(source, "EST")]
    rows += made_up.says(2, "LVA")
    made = made_up.tables(tmp_path, days, memberships=rows)
    [trace] = coalviz.who_says_who(made).data
    hover = " ".join(text for row in trace.hovertext for text in row)
    columns = len(trace.x) - 1
    earlier = 12 - columns
    assert 0 < columns < 12
    assert f"Estonia: named by {earlier} of {earlier} earlier sources" in hover
    assert f"Latvia: named by 1 of {earlier} earlier sources" in hover


def test_without_a_meeting_it_is_said_that_no_attendance_is_known(tmp_path: Path) -> None:
    made = made_up.tables(tmp_path, ["2024-01-10"], memberships=made_up.says(1, "EST"))
    assert coalviz.attendance(made).layout.meta["title"] == (
        "No attendance at a meeting of the C coalition known by 10 January 2024"
    )


@pytest.mark.parametrize(
    "named, counted, total",
    [
        ("lead", "member", "3 to 4"),
        ("member", "member", "3 to 4"),
        (None, "member", "3 to 4"),
        ("guest", "member", "4"),
        ("guest", "guest", "3 to 4"),
        (None, "guest", "3 to 4"),
        ("member", "guest", "4"),
        ("observer", "observer", "3 to 4"),
        (None, "observer", "3 to 4"),
        (None, "organisation", "3 to 4"),
        ("organisation", "organisation", "3 to 4"),
        ("organisation", "observer", "4"),
        ("lead", "lead", "3 to 4"),
        ("member", "lead", "4"),
        ("guest", None, "3 to 4"),
        (None, None, "3 to 4"),
    ],
)
def test_who_is_named_may_be_among_the_counted_where_the_role_fits(named, counted, total, tmp_path):
    meeting = {"event_id": "m", "kind": "meeting", "title": "Meeting", "date": "2023-12-05"}
    came = [
        {"event_id": "m", "party_id": "EST", "role": named},
        {"event_id": "m", "role": counted, "count": "3"},
    ]
    made = made_up.tables(tmp_path, ["2024-01-25"], events=[meeting], attendance=came)
    assert coalviz.attendance(made).layout.meta["title"].startswith(f"Meeting: {total} parties")


def fewest(groups: tuple[Seats, ...]) -> int:
    """Try all ways in which those who are only counted may be among the others."""
    fixed = itertools.count()
    ways = [
        [{next(fixed) for _ in group.parties}]
        if group.named
        else list(map(set, itertools.combinations(range(6), group.count)))
        for group in groups
    ]
    return min(
        len(set().union(*came))
        for came in itertools.product(*ways)
        if all(
            not some & others or may_share(group, other)
            for (group, some), (other, others) in itertools.combinations(zip(groups, came), 2)
        )
    )


def may_share(group: Seats, other: Seats) -> bool:
    roles = {group.role, other.role}
    if group.named and other.named:
        return False
    if roles == {"lead", "member"}:
        return not next(each for each in (group, other) if each.role == "member").named
    return len(roles) == 1 or "unstated" in roles


@pytest.mark.parametrize("roles", [*itertools.product(["lead", "member", "unstated"], repeat=2)])
def test_the_fewest_who_can_have_come_are_found_as_by_trying_all(roles):
    for named, counts in itertools.product(
        itertools.product([True, False], repeat=3), itertools.product([1, 2], repeat=3)
    ):
        keys = dict.fromkeys(zip([*roles, "observer"], named))
        groups = tuple(
            Seats(role, tuple("abc"[:count]) if is_named else (), count, {})
            for (role, is_named), count in zip(keys, counts)
        )
        assert Account({}, "Paper", groups, ()).least == fewest(groups), groups


def test_meetings_stand_in_the_order_of_their_days_and_undated_ones_last(tmp_path):
    days = {"c": "2024-01-03", "b": "", "a": "2023-12-05"}
    meetings = [
        {"event_id": name, "kind": "meeting", "title": name, "date": day}
        for name, day in days.items()
    ]
    came = [{"event_id": name, "party_id": "EST"} for name in days]
    made = made_up.tables(tmp_path, ["2024-01-25"], events=meetings, attendance=came)
    alt = coalviz.attendance(made).layout.meta["alt"]
    assert alt.index(" a, 5") < alt.index(" c, 3") < alt.index(" b, ")


def test_who_is_named_inside_a_bar_is_named_on_its_slide(shipped: Dataset, tmp_path: Path) -> None:
    """Also after the first article alone, whose title says that all are named."""
    for number, dataset in enumerate((shipped, shipped.as_of(shipped.days[0]))):
        figure = coalviz.attendance(dataset)
        path = coalviz.save(figure, tmp_path / f"{number}.pptx")
        [chart] = charts_on(Presentation(path).slides[0])
        said = re.split(r"\W+", " ".join(chart._chartSpace.xpath(".//a:t/text()")))
        inside = [
            plain(text) for bar in figure.data if bar.type == "bar" for text in bar.text if text
        ]
        names = re.findall(r"\w+", " ".join(inside))
        assert names and not {*names} - {*said}
