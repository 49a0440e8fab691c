"""The charts of the landscape say what the sources say, in every state of the tables."""

import csv
import re
import shutil
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

import made_up
import plotly.graph_objects as go
import pytest
from large import large_dataset

import coalviz
from coalviz.dataset import DATA, Dataset
from coalviz.forms.links import Link
from coalviz.forms.links import links as drawn_links
from coalviz.theme import COLOURS, plain
from coalviz.wording import landscape
from coalviz.wording.grammar import coalition_name

CHARTS = [
    coalviz.coalition_roles,
    coalviz.coalition_timeline,
    coalviz.country_map,
    coalviz.country_links,
]
HOSTILE = "<b>=1+1</b> $x$"
each_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.__name__)


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return coalviz.load()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return large_dataset(tmp_path_factory.mktemp("large"))


def changed(folder: Path, **tables) -> Dataset:
    """Load the tables with some rows changed: a function gets the rows of its table and gives those that stay."""
    for file in DATA.glob("*.csv"):
        shutil.copy(file, folder)
    for name, change in tables.items():
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(change(rows))
    return coalviz.load(folder)


def tiles(figure: go.Figure) -> dict[tuple, dict]:
    """Each tile of a heatmap by row and column: its text, colour, hover text and rows."""
    trace = figure.data[0]
    colours = dict(enumerate(colour for place, colour in trace.colorscale[::2]))
    return {
        (row, column): {
            "text": trace.text[i][j],
            "colour": colours[trace.z[i][j]],
            "hover": trace.hovertext[i][j],
            "rows": trace.customdata[i][j].split(),
        }
        for i, row in enumerate(trace.y)
        for j, column in enumerate(trace.x)
        if trace.z[i][j] is not None
    }


def by_code(figure: go.Figure) -> dict[str, dict]:
    return {tile["text"][:3]: tile for tile in tiles(figure).values()}


def events(figure: go.Figure) -> dict[str, go.Scatter]:
    """The mark of each event, by its text."""
    return {
        plain(trace.hovertext).split("\n")[0]: trace for trace in figure.data if trace.hovertext
    }


def strings(data) -> Iterator[str]:
    """All texts in a figure."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, (dict, list, tuple)):
        for one in data.values() if isinstance(data, dict) else data:
            yield from strings(one)


def links(figure: go.Figure) -> dict[str, list[str]]:
    """What the ends of the lines say, by the colour of the lines."""
    found: dict[str, list[str]] = {}
    for trace in figure.data:
        if trace.mode == "markers":
            found.setdefault(trace.marker.color, []).extend(
                plain(text).split("\n")[0] for text in trace.hovertext
            )
    return found


# ---------------------------------------------------------------- roles


def test_roles_are_the_strongest_that_a_source_gives(dataset: Dataset) -> None:
    roles = coalviz.roles(dataset)
    named = (
        roles[roles["role"].notna()]
        .groupby(["coalition_id", "role"])["party_id"]
        .apply(lambda parties: " ".join(sorted(parties)))
    )
    assert named.to_dict() == {
        ("air-defence", "lead"): "DEU FRA",
        ("drones", "founder"): "LVA UKR",
        ("drones", "member"): "GBR SWE",
        ("it", "lead"): "EST LUX",
        ("it", "member"): "BEL DNK GBR ISL ITA JPN LTU LVA NLD UKR",
    }


def test_every_donor_of_a_joint_pledge_contributes(dataset: Dataset) -> None:
    roles = coalviz.roles(dataset).query("contributes")
    assert set(roles.loc[roles["coalition_id"] == "it", "party_id"]) == {
        "EST",
        "LUX",
        "DNK",
        "LVA",
        "LTU",
        "NLD",
    }
    france = roles[roles["coalition_id"] == "artillery"].iloc[0]
    assert france["party_id"] == "FRA" and france["role"] != france["role"], (
        "a contributor is no member"
    )


def test_sources_differ_on_japan_alone(dataset: Dataset) -> None:
    roles = coalviz.roles(dataset)
    assert roles.loc[roles["differ"], "party_id"].tolist() == ["JPN"]
    assert not coalviz.roles(dataset.as_of("2024-02-02"))["differ"].any(), (
        "one source cannot differ"
    )


def test_lines_are_the_rows_that_name_the_party(dataset: Dataset) -> None:
    for row in coalviz.roles(dataset).itertuples():
        assert set(dataset.memberships.loc[list(row.lines.get("memberships", [])), "party_id"]) <= {
            row.party_id
        }
        assert all(
            row.party_id in donors.split()
            for donors in dataset.pledges.loc[list(row.lines.get("pledges", [])), "donors"]
        )
        assert row.contributes == ("pledges" in row.lines)


def test_the_strongest_of_different_roles_counts_and_is_marked(tmp_path: Path) -> None:
    def demote(rows: list[dict]) -> list[dict]:
        for row in rows:
            if (row["party_id"], row["source_id"][:5]) == ("EST", "babel"):
                row["role"] = "member"
        return rows

    roles = coalviz.roles(changed(tmp_path, memberships=demote)).set_index(
        ["coalition_id", "party_id"]
    )
    assert roles.loc[("it", "EST"), ["role", "differ"]].tolist() == ["lead", False], (
        "lead and member do not exclude each other"
    )


def test_a_part_that_is_not_stated_is_no_member(tmp_path: Path) -> None:
    tables = changed(tmp_path, memberships=lambda rows: [row | {"role": ""} for row in rows])
    assert set(coalviz.roles(tables)["role"].dropna()) == {"unstated"}
    assert tiles(coalviz.coalition_roles(tables))["it", "BEL"]["text"] == "•"
    assert "part not stated" in coalviz.coalition_roles(tables).layout.meta["subtitle"]


# ---------------------------------------------------------------- matrix


def test_matrix_shows_parts_by_colour_and_sign(dataset: Dataset) -> None:
    found = tiles(coalviz.coalition_roles(dataset))
    shown = {
        ("it", "EST"): ("L+", "lead"),
        ("it", "JPN"): ("M?", "member"),
        ("it", "LVA"): ("M+", "member"),
        ("it", "UKR"): ("M", "member"),
        ("drones", "LVA"): ("F", "founder"),
        ("air-defence", "DEU"): ("L", "lead"),
        ("artillery", "FRA"): ("+", "contributes"),
    }
    for place, (text, colour) in shown.items():
        assert (found[place]["text"], found[place]["colour"]) == (text, COLOURS[colour]), place
    assert (
        found["air-defence", "EST"]["text"] == ""
        and found["air-defence", "EST"]["hover"] == "<b>Estonia, Air defence: not named</b>"
    )
    assert len(found["it", "EST"]["rows"]) == 5, "two lists of members, three pledges"


def test_mere_names_are_there_and_have_no_tiles(dataset: Dataset) -> None:
    figure = coalviz.coalition_roles(dataset)
    labels = dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext))
    bare = {"fighter", "tank", "black-sea", "long-term"}
    assert {
        coalition for coalition, label in labels.items() if plain(label).endswith(": name only")
    } == bare
    assert not bare & {coalition for coalition, _ in tiles(figure)}
    assert all(COLOURS["muted"] in labels[coalition] for coalition in bare)
    assert plain(labels["air-defence"]) == "Air defence: 2 of 20 named"
    assert plain(labels["artillery"]) == "Artillery: none named"


def test_matrix_cites_the_rows_it_shows(dataset: Dataset) -> None:
    meta = coalviz.coalition_roles(dataset).layout.meta
    assert {row["table"] for row in meta["rows"]} == {
        "memberships",
        "pledges",
        "headcounts",
        "coalitions",
    }
    assert {source["source_id"] for source in meta["sources"]} == {
        row["source_id"] for row in dataset.accounts
    }


def test_a_country_without_a_part_can_be_asked_for(dataset: Dataset) -> None:
    found = tiles(coalviz.coalition_roles(dataset, countries=["POL", "EST"]))
    assert {party for _, party in found} == {"POL", "EST"}
    assert found["it", "POL"]["text"] == ""
    assert (
        coalviz.country_links(dataset, countries=["POL"])
        .layout.meta["title"]
        .startswith("No part of Poland in any coalition known")
    )


@each_chart
@pytest.mark.parametrize("role", ["observer", "intending"])
def test_what_no_source_tells_is_never_said_not_to_be(chart, role: str, tmp_path: Path) -> None:
    rows = made_up.says(1, "EST LUX", role=role) + made_up.says(1, "FRA", coalition_id="d")
    two = [{"coalition_id": one, "name": one, "short_name": one} for one in "cd"]
    made = made_up.tables(tmp_path, ["2024-01-25"], coalitions=two, memberships=rows)
    asked = [{"countries": ["LUX"]}] if chart in (CHARTS[0], CHARTS[3]) else [{"coalition": "c"}]
    for options in [*asked, {}]:
        title = chart(made, **options).layout.meta["title"]
        assert not title.startswith("No ") or re.search("source|named|known", title), title


# ---------------------------------------------------------------- timeline


def test_dates_are_drawn_as_precisely_as_they_are_known(dataset: Dataset) -> None:
    found = events(coalviz.coalition_timeline(dataset))
    month = found["Nov 2023 · Air defence: Air-defence coalition created"]
    assert list(month.x) == ["2023-11-01", "2023-12-01"] and month.mode == "lines"
    day = found["27 Jan 2024 · IT: The Netherlands join"]
    assert list(day.x) == ["2024-01-27"] and day.mode == "markers"
    by = next(
        trace
        for text, trace in found.items()
        if text.startswith("By 8 Apr 2024 · IT: Second steering")
    )
    assert by.x[1] == "2024-04-08" and by.line.dash == "dot"
    assert by.x[0] == coalviz.coalition_timeline(dataset).layout.xaxis.range[0], "open to the left"


def test_timeline_is_in_order_and_says_what_is_missing(dataset: Dataset) -> None:
    figure = coalviz.coalition_timeline(dataset)
    heights = [trace.y[0] for trace in events(figure).values()]
    assert heights == sorted(heights)
    notes = " ".join(figure.layout.meta["notes"])
    assert "No source states the date of founding of IT" in notes and "Air defence" not in notes
    left_out = (dataset.events["kind"] == "announcement").sum()
    assert left_out and "of the kind announcement" in notes
    whole = events(coalviz.coalition_timeline(dataset, kinds=["announcement", "founding"]))
    assert len(whole) == left_out + (dataset.events["kind"] == "founding").sum()


def test_timeline_of_one_coalition(dataset: Dataset) -> None:
    figure = coalviz.coalition_timeline(dataset, coalition="drones")
    assert all("· Drones:" in text for text in events(figure))
    assert figure.layout.meta["title"].endswith(
        "events of the Drones coalition, the last by 2 February 2024"
    )
    assert "known" in coalviz.coalition_timeline(dataset, coalition="tank").layout.meta["title"]


def test_an_event_that_two_sources_date_differently_spans_both(tmp_path: Path) -> None:
    def twice(rows: list[dict]) -> list[dict]:
        first = next(row for row in rows if row["event_id"] == "air-defence-founding")
        return [*rows, first | {"date": "2023-10", "source_id": "pravda-2024-04-08"}]

    found = events(
        coalviz.coalition_timeline(changed(tmp_path, events=twice), coalition="air-defence")
    )
    assert list(found) == ["Nov 2023 or Oct 2023 · Air defence: Air-defence coalition created"]
    assert [list(trace.x) for trace in found.values()] == [["2023-10-01", "2023-12-01"]]


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        (["2024-01/2024-03", "2024-02-10"], "10 Feb 2024"),
        (["../2024-02-10", "2024-02-10"], "10 Feb 2024"),
        (["../2024-02-10", "../2024-02-08"], "by 8 Feb 2024"),
        (["2024", "../2024-02-10"], "between 1 Jan 2024 and 10 Feb 2024"),
        (["2024-01/2024-02", "2024-02/2024-03"], "between 1 Feb 2024 and 29 Feb 2024"),
        (["2024-01", "2024-02-10"], "Jan 2024 or 10 Feb 2024"),
    ],
    ids=str,
)
def test_dates_that_fit_tell_together_when_it_was(
    dates: list[str], told: str, tmp_path: Path
) -> None:
    for number, order in enumerate((dates, dates[::-1])):
        events = [
            dict(event_id="e", kind="meeting", title="Meeting", date=date, source_id=f"s{source}")
            for source, date in enumerate(order, 1)
        ]
        made = made_up.tables(tmp_path / str(number), ["2024-04-10"] * 2, events=events)
        [text] = coalviz.coalition_timeline(made).data[0].text
        when = text.split(" · ")[0].casefold()
        assert sorted(when.split(" or ")) == sorted(told.casefold().split(" or "))


def test_the_most_important_events_stay_when_there_are_many(dataset: Dataset) -> None:
    figure = coalviz.coalition_timeline(dataset, most=4)
    assert (
        sum("found" in text or "created" in text or "starts" in text for text in events(figure))
        == 3
    )
    chosen = len(
        dataset.events.query("kind != 'announcement'").dropna(subset="date")["event_id"].unique()
    )
    assert plain(figure.data[0].text[-1]) == f"and {chosen - 4} others"


# ---------------------------------------------------------------- map


def test_every_country_has_a_tile_of_one_size_in_its_place(dataset: Dataset) -> None:
    countries = dataset.parties.dropna(subset="tile_row")
    figure = coalviz.country_map(dataset)
    shown = {tile["text"][:3]: place for place, tile in tiles(figure).items()}
    assert shown == {
        row.party_id: (row.tile_row, row.tile_column) for row in countries.itertuples()
    }
    for axis in (figure.data[0].x, figure.data[0].y):
        assert all(after - before == 1 for before, after in pairwise(axis))


def test_map_counts_coalitions(dataset: Dataset) -> None:
    found = by_code(coalviz.country_map(dataset))
    counts = coalviz.roles(dataset).groupby("party_id").size().to_dict()
    assert {
        code: int(tile["text"][7:]) for code, tile in found.items() if len(tile["text"]) > 3
    } == counts
    assert counts["FRA"] == 2 and counts["EST"] == 1
    assert found["FRA"]["hover"].startswith(
        "<b>France: Air defence (leads) and Artillery (contributes)</b>"
    )
    assert found["POL"]["rows"] == [] and found["POL"]["hover"] == "<b>Poland: not named</b>"
    assert found["FRA"]["colour"] != found["EST"]["colour"] != found["POL"]["colour"]


def test_map_of_one_coalition_shows_its_parts(dataset: Dataset) -> None:
    figure = coalviz.country_map(dataset, coalition="it")
    found = by_code(figure)
    assert {
        code: tile["text"][7:] for code, tile in found.items() if tile["colour"] == COLOURS["lead"]
    } == {"EST": "L+", "LUX": "L+"}
    assert found["JPN"]["text"] == "JPN<br>M?" and found["FRA"]["text"] == "FRA"
    assert "L leads" in figure.layout.meta["subtitle"] and "12 named" in figure.layout.meta["title"]


def test_a_party_without_a_tile_is_named(tmp_path: Path) -> None:
    tables = changed(tmp_path, memberships=lambda rows: [*rows, rows[0] | {"party_id": "NATO"}])
    assert "Without a tile: NATO" in coalviz.country_map(tables).layout.meta["notes"]


# ---------------------------------------------------------------- links


def test_each_part_is_a_line(dataset: Dataset) -> None:
    figure, roles = coalviz.country_links(dataset), coalviz.roles(dataset)
    found = links(figure)
    assert len(found[COLOURS["contributes"]]) == roles["contributes"].sum()
    assert len(found[COLOURS["member"]]) == (roles["role"] == "member").sum()
    assert sorted(found[COLOURS["lead"]])[0] == "Estonia, IT: leads, contributes"
    for trace in figure.data:
        if trace.mode == "lines":
            assert trace.x.count(None) == len(found[trace.line.color]), "one line a part"
    places = [round(y, 6) for trace in figure.data if trace.mode == "markers" for y in trace.y]
    assert len(set(places)) == len(places), "each line ends at a place of its own"


def test_all_coalitions_stand_at_the_links_also_mere_names(dataset: Dataset) -> None:
    texts = [plain(text).strip() for text in coalviz.country_links(dataset).data[-1].text]
    assert {"Tank: name only", "Air defence: 2 of 20 named", "IT: 11 to 12 named", "Japan"} <= set(
        texts
    )


# ---------------------------------------------------------------- all of them


@each_chart
def test_large_tables_are_cut_off_sensibly(large: Dataset, chart) -> None:
    figure = chart(large)
    assert "bdata" not in figure.to_json()
    if chart is coalviz.coalition_roles:
        assert (
            len(figure.layout.xaxis.ticktext) == 21
            and figure.layout.xaxis.ticktext[-1] == "30 others"
        )
        others = [
            int(tile["text"]) for (_, party), tile in tiles(figure).items() if party == "rest"
        ]
        shown = sum(
            1 for (_, party), tile in tiles(figure).items() if party != "rest" and tile["text"]
        )
        assert shown + sum(others) == len(coalviz.roles(large)), (
            "every part is in the picture or counted"
        )
    if chart is coalviz.country_links:
        assert plain(figure.data[-1].text[20]).strip() == "and 30 others"
    if chart is coalviz.coalition_timeline:
        assert len(figure.data[0].text) == 13


def test_a_map_is_as_wide_and_high_as_its_tiles_lie_apart(tmp_path: Path) -> None:
    places = {"EST": ("0", "2"), "LVA": ("3", "6"), "LTU": ("1", "4")}
    parties = [
        {"party_id": code, "name": code, "kind": "country", "tile_row": row, "tile_column": column}
        for code, (row, column) in places.items()
    ]
    made = made_up.tables(
        tmp_path, ["2024-01-10"], parties=parties, memberships=made_up.says(1, "EST LVA")
    )
    [drawn] = coalviz.country_map(made).data
    assert (len(drawn.y), len(drawn.x)) == (4, 7)
    assert {len(row) for row in drawn.text} == {7}
    shown = {code for row in drawn.text for text in row if (code := (text or "")[:3])}
    assert shown == set(places)


@pytest.mark.parametrize(
    ("founded", "title"),
    [
        ("a", "The only coalition known has a dated founding"),
        ("ab", "Both coalitions have a dated founding"),
        ("abc", "All three coalitions have a dated founding"),
    ],
)
def test_the_only_one_both_and_all_are_told_apart(founded: str, title: str, tmp_path: Path) -> None:
    coalitions = [{"coalition_id": one, "name": one, "short_name": one} for one in founded]
    events = [
        {"event_id": one, "coalition_id": one, "kind": "founding", "title": "t", "date": "2024-01"}
        for one in founded
    ]
    made = made_up.tables(tmp_path, ["2024-02-10"], coalitions=coalitions, events=events)
    assert coalviz.coalition_timeline(made).layout.meta["title"].startswith(title)
    assert coalition_name(made, "all") == "all coalitions"
    assert coalition_name(made, "a") == "the a coalition"


def test_all_kinds_of_events_but_announcements_are_drawn_by_default(tmp_path: Path) -> None:
    kinds = ["founding", "accession", "agreement", "meeting", "structure", "announcement"]
    events = [
        {"event_id": kind, "kind": kind, "title": f"An event: {kind}", "date": "2024-01-02"}
        for kind in kinds
    ]
    made = made_up.tables(tmp_path, ["2024-02-10"], events=events)
    shown = str(coalviz.coalition_timeline(made).to_plotly_json())
    drawn = [kind for kind in kinds if f"An event: {kind}" in shown.partition("'layout'")[0]]
    assert drawn == kinds[:-1]
    assert "one of the kind announcement" in str(
        coalviz.coalition_timeline(made).layout.meta["notes"]
    )


@pytest.mark.parametrize("dates", [("2024", ""), ("", "2024"), ("", ""), ("2024-01", "2024-02")])
@pytest.mark.parametrize("coalition", ["c", "all"])
def test_each_event_is_drawn_or_said_to_have_no_date(
    dates: tuple[str, str], coalition: str, tmp_path: Path
) -> None:
    told = [("a", "agreement", "2024-01-03", 1), ("a", "agreement", "", 2)]
    told += [("b", "founding", dates[0], 1), ("b", "founding", dates[1], 2)]
    told += [("d", "meeting", "", 1), ("e", "announcement", "2024", 1)]
    events = [
        dict(event_id=name, kind=kind, title=f"Event {name}", date=date, source_id=f"s{source}")
        for name, kind, date, source in told
    ]
    made = made_up.tables(tmp_path, ["2024-02-10"] * 2, events=events)
    meta = coalviz.coalition_timeline(made, coalition=coalition).layout.meta
    [note] = [note for note in meta["notes"] if "no source states when" in note]
    undated = {"Event d", "Event b"} if not any(dates) else {"Event d"}
    assert {
        name for name in ("Event a", "Event b", "Event d", "Event e") if name in note
    } == undated
    assert {name for name in ("Event a", "Event b", "Event d") if name in meta["alt"]} == {
        "Event a",
        "Event b",
        "Event d",
    } - undated
    assert "one of the kind announcement" in str(meta["notes"])
    assert {(row["event_id"], row["source_id"]) for row in meta["rows"] if "event_id" in row} == {
        (name, f"s{source}") for name, _, _, source in told
    }
    for chart in (coalviz.members_over_time, coalviz.attendance):
        chart(made)  # an event without a date ends no chart


def test_without_a_dated_event_it_is_said_of_which_kinds(tmp_path: Path) -> None:
    events = [dict(event_id="a", kind="meeting", title="a"), dict(event_id="b", kind="founding")]
    events[1] |= {"title": "b", "date": "2024"}
    made = made_up.tables(tmp_path, ["2024-02-10"], events=events)
    for kinds, coalition, title in (
        (["meeting"], "c", "No dated meeting of the C coalition known"),
        (["meeting", "structure"], "all", "No dated meeting or structure of any coalition known"),
        ([], "all", "No dated event of any coalition known"),
    ):
        figure = coalviz.coalition_timeline(made, kinds=kinds, coalition=coalition)
        assert figure.layout.meta["title"].startswith(title)


@pytest.mark.parametrize(
    ("dates", "title"),
    [
        (["2023-05-06"], "One meeting of the C coalition, 6 May 2023"),
        (["2023-05-06", "2023-05"], "Two events of the C coalition, the last May 2023"),
        (
            ["../2023-05-31", "2023-05-31"],
            "Two events of the C coalition, the last 31 May 2023",
        ),
        (["2023", "2023-08-01"], "Two events of the C coalition, the last 2023"),
    ],
)
@pytest.mark.parametrize("most", [1, 2])
def test_the_last_milestone_is_the_last_of_all_also_of_those_not_drawn(
    dates: list[str], title: str, most: int, tmp_path: Path
) -> None:
    kinds = ["meeting", "founding"]  # of which foundings are drawn first
    events = [
        dict(event_id=kind, kind=kind, title="t", date=date) for kind, date in zip(kinds, dates)
    ]
    made = made_up.tables(tmp_path, ["2024-02-10"], events=events)
    figure = coalviz.coalition_timeline(made, coalition="c", most=most)
    assert figure.layout.meta["title"] == title


def test_before_the_first_report_no_coalition_is_known(dataset: Dataset) -> None:
    for chart in (coalviz.coalition_roles, coalviz.country_links, coalviz.country_map):
        meta = chart(dataset.as_of("2020-01-01")).layout.meta
        assert meta["title"].startswith("No ") and "1 January 2020" in meta["title"]


def test_the_lines_of_a_crowded_coalition_end_at_its_own_name() -> None:
    left = {f"p{i}": f"Party {i}" for i in range(30)}
    right = {f"c{i}": f"Coalition {i}" for i in range(20)}
    many = [Link(party, "c7", "member", "", {}) for party in left]
    few = [Link("p0", end, "lead", "", {}) for end in right]
    drawing = drawn_links([*many, *few], left, right)
    names = next(trace for trace in drawing.data if trace["mode"] == "text")
    place = dict(zip(right, names["y"][len(left) :]))
    ends = [
        pair
        for trace in drawing.data
        if "marks" in trace
        for pair in zip(trace["y"], trace["marks"])
    ]
    assert len(ends) == 50 and len({y for y, _ in ends}) == 50
    ordered = [link.end for _, link in sorted(ends, key=lambda pair: pair[0])]
    assert [end for end, _ in groupby(ordered)] == list(right)
    for end, middle in place.items():
        own = [y for y, link in ends if link.end == end]
        assert (min(own) + max(own)) / 2 == pytest.approx(middle)


@pytest.mark.parametrize(("count", "pale"), [(20, False), (200, True)])
def test_of_very_many_lines_all_but_those_of_leads_are_pale(count: int, pale: bool) -> None:
    left, right = {f"p{i}": "P" for i in range(count)}, {"c": "C", "d": "D"}
    drawn = [Link(party, "c", "member", "", {}) for party in left]
    drawing = drawn_links([*drawn, Link("p0", "d", "lead", "", {})], left, right)
    strong = {
        trace["name"]: trace["opacity"] == 1 for trace in drawing.data if trace["mode"] == "lines"
    }
    [lead] = [one for name, one in strong.items() if "lead" in name.lower()]
    [member] = [one for name, one in strong.items() if "lead" not in name.lower()]
    assert lead and member != pale


@pytest.mark.parametrize("chart", [coalviz.country_map, coalviz.country_links])
@pytest.mark.parametrize("members", ["EST DEU", ""])
def test_who_observes_or_intends_to_join_is_shown_and_not_counted(chart, members, tmp_path):
    rows = made_up.says(1, members) + made_up.says(1, "NLD", role="intending")
    rows += made_up.says(1, "LUX", role="observer")
    figure = chart(made_up.tables(tmp_path, ["2024-01-25"], memberships=rows))
    meta = figure.layout.meta
    counted = {"Estonia and Germany take part in one"}
    silent = "No source says that Luxembourg or the Netherlands takes part in any coalition"
    wanted = counted if members else {silent}
    assert any(told in meta["title"] for told in wanted)
    assert "intends to join" in figure.to_json()
    drawn = {row.get("party_id") for row in meta["rows"]}
    assert {"NLD", "LUX", *members.split()} <= drawn


@pytest.mark.parametrize("role", ["lead", "founder", "member", "observer", "intending", ""])
def test_one_and_several_of_a_role_are_told_in_words_of_their_own(role, tmp_path):
    said = {
        "lead": ("1 leads", "2 lead"),
        "founder": ("1 founded it", "2 founded it"),
        "member": ("1 member", "2 members"),
        "observer": ("1 observer", "2 observers"),
        "intending": ("1 intends to join", "2 intend to join"),
        "": ("1 part not stated", "2 part not stated"),
    }[role]
    for told, parties in zip(said, ("NLD", "NLD LUX")):
        rows = made_up.says(1, parties, role=role)
        made = made_up.tables(tmp_path / told, ["2024-01-25"], memberships=rows)
        alt = coalviz.coalition_roles(made).layout.meta["alt"]
        assert re.search(rf" {told}[.,;]", alt), alt


def test_how_many_coalitions_have_something_is_said_of_none_some_and_all(shipped: Dataset) -> None:
    said = [landscape._having(shipped, count, 3, "named members") for count in (0, 1, 2, 3)]
    assert said == [
        "No coalition has named members",
        "One of three coalitions has named members",
        "Two of three coalitions have named members",
        "All three coalitions have named members",
    ]
