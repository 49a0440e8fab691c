"""What every chart promises, whatever it shows: the same tests over all of them."""

import functools
import html
import json
import re
from collections.abc import Callable

import made_up
import pandas as pd
import plotly.graph_objects as go
import pytest
from large import large_dataset
from made_up import gives, says
from said import texts

import coalviz
from coalviz.charts.chart import options_of
from coalviz.dataset import Dataset
from coalviz.forms.bars import Bar, bars
from coalviz.states import STANDARD
from coalviz.theme import SIZES, framed, layout_of

HOSTILE = [
    "<b>bold</b>",
    "<script>alert(1)</script>",
    "=1+1",
    "$x^2$",
    "<br>",
    "&lt;i&gt;",
    "a&b",
    "{x}",
    "%{y}",
    '"quoted"',
    "x" * 300,
]
OWN_TAGS = re.compile(r"<(br|b|/b|extra|/extra|/span|span style='color:#\w{6}')>")
Chart = Callable[..., go.Figure]
# The same figure is looked at by several tests: it is drawn once.
each_chart = pytest.mark.parametrize(
    "chart", [functools.cache(chart) for chart in STANDARD], ids=lambda chart: chart.__name__
)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return large_dataset(tmp_path_factory.mktemp("large"))


@pytest.fixture(scope="module")
def calling(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Dataset]:
    """Give tables in which coalition, party, publisher, events, item and notes are called by a text."""

    @functools.cache
    def tables(text: str) -> Dataset:
        return made_up.tables(
            tmp_path_factory.mktemp("called"),
            ["2024-01-05"],
            publisher=text,
            parties=[party("EST", text), party("DEU", text + "2", column="2")],
            coalitions=[{"coalition_id": "c", "name": text, "short_name": text}],
            memberships=says(1, "EST DEU", joined="2023-12-01", note=text),
            events=[event(title=text), event(event_id="a", kind="accession", title=text)],
            attendance=[{"event_id": "m", "party_id": "EST", "note": text}],
            pledges=[
                gives("p", "EST", 5_000_000, note=text),
                gives("i", "EST", form="in_kind", item=text),
            ],
        )

    return tables


def party(code: str, name: str, column: str = "1") -> dict:
    place = {"tile_row": "1", "tile_column": column}
    return {"party_id": code, "name": name, "kind": "country"} | place


def event(**more: str) -> dict:
    return {"event_id": "m", "kind": "meeting", "title": "Meeting", "date": "2023-12-05"} | more


def drawn(figure: go.Figure) -> dict:
    """Give all of a figure that is drawn, as it is stored."""
    stored = json.loads(figure.to_json())
    stored["layout"].pop("meta")
    return stored


# ---- where it comes from


@each_chart
@pytest.mark.parametrize("which", ["shipped", "large"])
def test_marks_point_at_rows_that_the_figure_carries_as_they_stand(
    chart: Chart, which: str, request: pytest.FixtureRequest
) -> None:
    tables = request.getfixturevalue(which)
    figure = chart(tables)
    rows = {f"{row['table']}:{row['line']}": row for row in figure.layout.meta["rows"]}
    marks = [trace.get("customdata", []) for trace in drawn(figure)["data"]]
    pointed = {reference for text in texts(marks) for reference in text.split()}
    assert pointed and pointed <= rows.keys()
    named = {row["table"] for row in rows.values()}
    there = {name: tables.tables[name].to_dict("index") for name in named}
    for row in rows.values():
        cells = {name: value for name, value in row.items() if name not in ("table", "line")}
        stands = there[row["table"]][row["line"]].items()
        assert cells == {name: value for name, value in stands if not pd.isna(value)}
    cited = {source["source_id"] for source in figure.layout.meta["sources"]}
    assert {row["source_id"] for row in rows.values()} <= cited


@each_chart
@pytest.mark.parametrize("day", ["2023-01-01", "2024-02-02", "2024-03-01", "2024-04-08"])
def test_its_line_of_code_makes_the_same_figure(chart: Chart, shipped: Dataset, day: str) -> None:
    view = shipped.as_of(day).from_sources(["babel-2024-02-02"] if day > "2024" else [])
    for options in ({}, {"coalition": "drones"} if "coalition" in options_of(chart) else {}):
        figure = chart(view, **options)
        meta = figure.layout.meta
        assert eval(meta["code"], {"coalviz": coalviz}).to_json() == figure.to_json()
        assert drawn(coalviz.figure_of(shipped, meta["state"])) == drawn(figure)
        assert meta["as_of"] == day and meta["version"]["tables"] == shipped.version
        assert f"known by {coalviz.words(day)}" in meta["title"] + meta["subtitle"]


@each_chart
def test_the_default_is_the_coalition_of_the_tables(chart: Chart, shipped: Dataset) -> None:
    if options_of(chart).get("coalition", "all") is None:
        asked = chart(shipped, coalition=shipped.coalition)
        assert asked == chart(shipped) and "coalition=" not in asked.layout.meta["code"]


# ---- words


@each_chart
def test_the_alternative_text_is_a_message_in_plain_words(chart: Chart, shipped: Dataset) -> None:
    meta = chart(shipped).layout.meta
    assert meta["title"] in meta["alt"] and len(meta["alt"]) > 150
    assert not re.search("[○◆<>]", meta["alt"])


@each_chart
def test_nothing_known_is_said_in_words(chart: Chart, shipped: Dataset) -> None:
    figure = chart(shipped.as_of("2020-01-01"))
    meta = figure.layout.meta
    assert meta["title"].startswith("No ") and "known by 1 January 2020" in meta["title"]
    assert meta["alt"] and meta["sources"]
    assert not figure.data and not figure.layout.xaxis.visible
    [told] = [one for one in figure.layout.annotations if one.text.startswith("No source that")]
    assert (told.x, told.xanchor, told.xref) == (0, "left", "paper")


@each_chart
def test_a_single_row_of_each_table_is_a_chart(chart: Chart, tmp_path) -> None:
    tables = made_up.tables(
        tmp_path / "tables",
        ["2024-01-05"],
        memberships=says(1, "NLD"),
        attendance=[{"event_id": "m", "party_id": "NLD"}],
        events=[event()],
        pledges=[gives("p", "NLD", 1)],
    )
    figure = chart(tables)
    assert figure.data and not figure.layout.meta["title"].startswith("No ")
    assert len(figure.layout.meta["sources"]) == 1


@each_chart
def test_wrong_options_are_refused_with_the_right_ones(chart: Chart, shipped: Dataset) -> None:
    wrong = {
        "coalition": ("air defence", "did you mean 'air-defence'"),
        "countries": (["Estonia"], "did you mean 'EST'"),
        "unit": ("GBP", "no unit 'GBP'; right is one of: EUR, USD"),
        "sort": ("size", "no sort 'size'; right is one of: "),
        "kinds": (["party"], "no kind 'party'; right is one of: founding"),
        "most": (0, "at least 1"),
    }
    for option in options_of(chart):
        value, message = wrong[option]
        with pytest.raises(ValueError, match=re.escape(message)):
            chart.__wrapped__(shipped, **{option: value})


@each_chart
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_text_from_the_tables_stays_text(
    chart: Chart, text: str, calling: Callable[[str], Dataset]
) -> None:
    figure = chart(calling(text))
    shown = list(texts(drawn(figure)))
    meta = figure.layout.meta
    said, escaped = meta["title"] + meta["alt"], html.escape(text)
    assert text in said and (escaped == text or escaped not in said), "plain text stands in meta"
    for string in shown:
        assert "$" not in string
        assert "<" not in OWN_TAGS.sub("", string)
        assert text != "<b>bold</b>" or "<b>bold" not in string
    whole = " ".join(html.unescape(string.replace("<br>", " ")) for string in shown)
    assert text[:20].strip() in whole


# ---- pictures


@each_chart
def test_a_stored_figure_is_small_and_plain(chart: Chart, shipped: Dataset, large: Dataset) -> None:
    assert len(chart(shipped).unversioned().to_json().encode()) < 32_000
    figure = chart(large)
    stored = figure.to_json()
    assert len(figure.layout.meta["alt"]) < 4500
    assert not any(word in stored for word in ("bdata", "NaN", "Infinity"))


@each_chart
def test_a_chart_that_was_framed_for_a_slide_is_framed_anew_for_a_page(
    chart: Chart, large: Dataset
) -> None:
    figure = chart(large)
    assert framed(framed(figure, "slide", "slide"), "page") == framed(figure, "page")


@each_chart
@pytest.mark.parametrize("size", SIZES)
def test_labels_leave_room_for_the_chart_in_every_size(
    chart: Chart, size: str, shipped: Dataset, large: Dataset
) -> None:
    least = 80 if size == "half" else 100  # half a slide holds no matrix of ten by twenty
    for tables in (shipped,) if size == "half" else (shipped, large):
        layout = layout_of(chart(tables), size, "slide")["layout"]
        margin = layout["margin"]
        assert layout["width"] - margin["l"] - margin["r"] >= least
        assert layout["height"] - margin["t"] - margin["b"] >= least


def test_bars_whose_words_take_several_lines_are_taller() -> None:
    short, long = (bars([Bar("a", {"exact": 1.0}, [text], {})]) for text in ("x", "x " * 60))
    assert long.layout["height"] == short.layout["height"] + 22
