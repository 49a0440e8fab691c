"""Speaker notes tell all of a row in a line: who, what, how vague, when, where, and the analyst's own note."""

import plotly.graph_objects as go
from made_up import gives, says, tables

import coalviz
from coalviz.notes import add_notes

DAYS = ["2024-01-10", "2024-02-10"]


def told(figure) -> list[list[str]]:
    """Give the lines below each source."""
    return [source["told"] for source in figure.layout.meta["sources"]]


def test_what_holds_of_several_members_is_one_line_below_their_coalition(tmp_path):
    rows = [
        *says(1, "EST LVA", joined="2024-01"),
        *says(1, "LUX", role="lead", note="Host of the meeting"),
        *says(2, "EST", list="complete"),
    ]
    assert told(coalviz.members_over_time(tables(tmp_path, DAYS, memberships=rows))) == [
        [
            "Article",
            "C",
            "– Estonia and Latvia: member (joining January 2024) "
            "[paragraph 1, memberships.csv, lines 2, 3]",
            "– Luxembourg: lead (joining date not stated). Host of the meeting "
            "[paragraph 1, memberships.csv, line 4]",
        ],
        [
            "Article",
            "C",
            "– Estonia: member (joining date not stated); in a list of all members "
            "[paragraph 1, memberships.csv, line 5]",
        ],
    ]


def test_pledges_of_one_amount_are_never_told_as_a_joint_one(tmp_path):
    rows = [gives("a", "EST", 5, note="N"), gives("b", "LVA", 5, note="N", item="radios")]
    rows.append(gives("c", "LVA EST LUX LTU NLD", 12, comparator=">", includes="a b"))
    [[_, _, *lines]] = told(coalviz.pledges_by_country(tables(tmp_path, DAYS[:1], pledges=rows)))
    assert lines == [
        "– Estonia: €5 (pledged, date not stated). N [paragraph 1, pledges.csv, line 2]",
        "– Latvia: €5 (pledged, date not stated); for radios. N [paragraph 1, pledges.csv, line 3]",
        "– Latvia, Estonia, Luxembourg, Lithuania and Netherlands: more than €12 (pledged, date not "
        "stated); contains Estonia: €5 (pledged, date not stated) and Latvia: €5 (pledged, date not "
        "stated) [paragraph 1, pledges.csv, line 4]",
    ]


def test_coalitions_and_events_are_told_in_full_below_their_short_names(tmp_path):
    about = {"coalition_id": "c", "name": "Coalition of C", "short_name": "C"}
    about |= {"parent": "The Group", "purpose": "Radios"}
    event = {"event_id": "e", "kind": "founding", "title": "It begins", "date": "2024-01-02"}
    made = tables(
        tmp_path,
        DAYS[:1],
        coalitions=[about],
        events=[event | {"place": "Paris", "note": "Late"}],
        attendance=[{"event_id": "e", "party_id": "EST", "role": "guest"}],
    )
    [[_, *lines]] = told(coalviz.coalition_timeline(made))
    assert lines == [
        "C",
        "– It begins (2 January 2024, Paris); kind: founding. Late [paragraph 1, events.csv, line 2]",
        "– Coalition of C; part of The Group; purpose: Radios [paragraph 1, coalitions.csv, line 2]",
    ]
    [[_, *lines]] = told(coalviz.attendance(made))
    assert lines[:2] == ["It begins", "– Estonia: guest [paragraph 1, attendance.csv, line 2]"]


def test_a_source_is_told_with_its_kind_and_author(tmp_path):
    made = tables(tmp_path, DAYS[:1], memberships=says(1, "EST"))
    assert told(coalviz.members_over_time(made))[0][0] == "Article"
    shipped = coalviz.members_over_time(coalviz.load())
    assert told(shipped)[0][0] == "Article by Oleksandra Amru"


def test_what_rests_on_nothing_tells_nothing(tmp_path):
    assert "told" not in str(coalviz.pledge_sum(tables(tmp_path, DAYS)).layout.meta["sources"])


def test_an_explorer_makes_no_notes_and_its_figure_has_them():
    explorer = coalviz.pledge_explorer(coalviz.load(), state={"chart": "pledge_sum"})
    assert "told" not in explorer.shown
    assert told(explorer.figure()) == told(coalviz.pledge_sum(coalviz.load()))


def test_rows_that_no_chart_of_coalviz_rests_on_are_told_by_their_names():
    @coalviz.chart
    def own(dataset):
        used = {"sources": [2], "parties": [2]}
        return {"figure": go.Figure(), "title": "Own", "alt": "Own", "used": used}

    shipped = coalviz.load()
    [_, line], title = told(own(shipped))[0], shipped.sources["title"].iloc[0]
    assert line == f"– {title} [sources.csv, line 2]"
    said = coalviz.rows_behind(shipped, own(shipped)).frame["Reported"].tolist()
    assert said == [title, shipped.parties["name"].iloc[0]]


def test_a_source_is_named_by_its_kind_and_author(tmp_path):
    dataset = tables(tmp_path, DAYS, memberships=says(1, "EST"))
    meta = {"rows": [{"table": "memberships", "line": 2, "source_id": "s1"}]}
    for kind, author, said in (
        ("press_release", None, "Press release"),
        ("article", "A", "Article by A"),
    ):
        sources = [{"source_id": "s1"}]
        row = dataset.records("sources")[0]
        row.update(kind=kind, author=author)
        add_notes(dataset, meta | {"sources": sources})
        assert sources[0]["told"][0] == said
