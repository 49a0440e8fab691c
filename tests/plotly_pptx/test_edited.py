"""Edit a number in the workbook of a chart, and bars, labels and totals follow."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import plotly.graph_objects as go
import pytest
from decks import charts_on
from pptx import Presentation
from pptx.oxml.ns import qn

import plotly_pptx
from plotly_pptx.content import content_of
from plotly_pptx.plans import plan
from plotly_pptx.refresh import refresh


def edited(figure: go.Figure, cell: str, value: float, recalculated: Callable, folder: Path):
    """The chart's workbook after an edit, worked out anew by a spreadsheet, and the chart."""
    plotly_pptx.save([figure], folder / "deck.pptx")
    [slide] = Presentation(folder / "deck.pptx").slides
    [chart] = charts_on(slide)
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    book["Sheet1"][cell] = value
    book.save(folder / "book.xlsx")
    new = recalculated(folder / "book.xlsx")
    return openpyxl.load_workbook(new, data_only=True)["Sheet1"], chart


def labels(sheet, chart) -> list[str]:
    places = chart._chartSpace.xpath(".//*[local-name()='datalabelsRange']/*[local-name()='f']")
    rows = [sheet[one.text.partition("!")[2].replace("$", "")] for one in places]
    return [cell.value for column in rows for (cell,) in column if cell.value]


@pytest.fixture
def waterfall() -> go.Figure:
    """Two steps and their total, with words at the ends."""
    bars = go.Bar(
        y=["First", "Second", "Total"],
        x=[20, 9.5, 29.5],
        base=[0, 20, 0],
        orientation="h",
        text=["€20 million", "€9.5 million", "more than €29.5 million"],
        textposition="outside",
        name="Million euro",
    )
    words = go.Scatter(y=["Second"], x=[29.5], text=["not broken down"], mode="text")
    return go.Figure([bars, words], {"yaxis": {"autorange": "reversed"}})


def test_the_steps_of_a_waterfall_and_their_labels_follow(
    waterfall, recalculated, tmp_path
) -> None:
    sheet, chart = edited(waterfall, "C2", 31, recalculated, tmp_path)
    rows = list(sheet.iter_rows(values_only=True))
    names = rows[0]
    start, own = names.index("Start of the bar (not drawn)"), names.index("Million euro")
    assert [row[start] for row in rows[1:]] == [None, 31, None]
    assert [row[own] for row in rows[1:]] == [31, 9.5, 40.5]
    assert "more than €40.5 million" in labels(sheet, chart)
    assert "€31 million" in labels(sheet, chart) and "€20 million" not in labels(sheet, chart)


def test_no_axis_ends_where_the_old_numbers_did(waterfall, tmp_path) -> None:
    band = go.Figure(
        [
            go.Scatter(x=["2024-01-01", "2024-02-01"], y=[3, 5], fill="tozeroy", name="At least"),
            go.Scatter(
                x=["2024-01-01"], y=[6], text=["word"], mode="text", meta="plotly_pptx:words"
            ),
        ],
        {"yaxis": {"range": [0, 7]}},
    )
    plotly_pptx.save([waterfall, band], tmp_path / "deck.pptx")
    for slide in Presentation(tmp_path / "deck.pptx").slides:
        for frame in slide._element.iter(qn("c:chart")):
            chart = slide.part.related_part(frame.get(qn("r:id")))._element
            assert not chart.xpath(".//c:valAx/c:scaling/c:max")


def test_a_stack_of_its_own_words_tells_its_new_sum(recalculated, tmp_path) -> None:
    bars = [
        go.Bar(y=["a", "b"], x=[1, 2], orientation="h", name="x"),
        go.Bar(y=["a", "b"], x=[3, 4], orientation="h", name="y"),
    ]
    words = go.Scatter(x=[4, 6], y=["a", "b"], text=["4 in all", "6 in all"], mode="text")
    figure = go.Figure([*bars, words], {"barmode": "stack"})
    sheet, chart = edited(figure, "B2", 11, recalculated, tmp_path)
    assert labels(sheet, chart) == ["14 in all", "6 in all"]


def test_a_bar_has_its_own_words_and_those_at_its_end(tmp_path) -> None:
    """As a stack has, also where each stack is a single bar."""
    bars = [
        go.Bar(y=["a"], x=[30], orientation="h", name="x", text=["ten"], textposition="inside"),
        go.Bar(y=["b"], x=[29], orientation="h", name="y", text=["six"], textposition="inside"),
    ]
    words = go.Scatter(x=[30, 29], y=["a", "b"], text=["30 in all", "29 in all"], mode="text")
    plotly_pptx.save([go.Figure([*bars, words], {"barmode": "stack"})], tmp_path / "deck.pptx")
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    content = content_of(slide, "")
    said = {told for (kind, *_), told in content.items() if kind == "label"}
    assert said == {"ten", "six", "30 in all", "29 in all"}
    bars[1].y = ["a"]
    grouped = go.Figure([*bars, words], {"barmode": "group"})
    assert "one has its own" in plan(grouped, 900, 400).reason


def counts(highest: int, words: float) -> go.Figure:
    """Counts over days, and words far above them."""
    days = ["2024-01-01", "2024-02-01", "2024-03-01"]
    line = {"shape": "hv"}
    return go.Figure(
        [
            go.Scatter(x=days, y=[1, highest, highest], line=line, fill="tozeroy", name="Members"),
            go.Scatter(x=days[1:2], y=[words], text=["word"], mode="text"),
        ],
        {"yaxis": {"range": [0, 3 * words], "tickvals": list(range(0, highest + 1, highest // 2))}},
    )


def test_an_axis_names_no_places_of_words_and_no_parts_of_its_steps(tmp_path) -> None:
    plotly_pptx.save([counts(2, 5), counts(20, 50)], tmp_path / "deck.pptx")
    old, new = Presentation(tmp_path / "deck.pptx").slides
    assert axis_of(old) == ('[<=2]General;""', "1") and axis_of(new) == ('[<=20]General;""', "10")
    refresh(old, "", content_of(old, ""), new, "")
    assert axis_of(old) == axis_of(new)


def axis_of(slide) -> tuple:
    axis = charts_on(slide)[0]._chartSpace.xpath(".//c:valAx")[0]
    return tuple(axis.xpath("c:numFmt/@formatCode | c:majorUnit/@val"))


def test_dates_that_a_spreadsheet_cannot_write_are_refused_on_each_axis() -> None:
    days = ["2024-01-01", "2024-02-01"]
    marks = go.Scatter(x=days, y=[1, 2], mode="markers")
    for form, reason in (("%Y", ""), ("%U", "the figure writes dates as '%U'")):
        assert plan(go.Figure(marks, {"xaxis": {"tickformat": form}}), 900, 400).reason == reason


def test_days_are_native_from_the_first_that_every_workbook_knows() -> None:
    for first, way in (("1900-03-01", "chart"), ("1900-02-28", "picture")):
        days = [first, "1901-01-01"]
        assert plan(go.Figure(go.Scatter(x=days, y=[1, 2])), 900, 400).way == way
