"""What is written is valid: by a validator of the format, and by rules that it does not know."""

import io
import math
import re
from pathlib import Path

import decks
import openpyxl
import oracle
import plotly.graph_objects as go
import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml.ns import qn

import plotly_pptx
from plotly_pptx.plans import plan

POSITIONS = {  # of labels, that PowerPoint takes; with another one it calls the file damaged
    "barChart clustered": {"ctr", "inEnd", "inBase", "outEnd"},
    "barChart stacked": {"ctr", "inEnd", "inBase"},
    "lineChart standard": {"t", "b", "l", "r", "ctr"},
    "scatterChart": {"t", "b", "l", "r", "ctr"},
    "areaChart stacked": set(),
    "pieChart": {"bestFit", "ctr", "inEnd", "outEnd"},
    "doughnutChart": set(),
}


@pytest.fixture(scope="module")
def deck(tmp_path_factory) -> Path:
    """A deck of figures of every kind that becomes native."""
    figures = list(decks.bare_figures().values())
    for make, options in (
        (oracle.bars, oracle.BARS),
        (oracle.lines, oracle.LINES),
        (oracle.pies, oracle.PIES),
    ):
        figures += [make(chosen) for chosen in oracle.choices(options, 30)]
    native = [figure for figure in figures if plan(figure, 900, 400).draw]
    path = tmp_path_factory.mktemp("valid") / "deck.pptx"
    ways = [slide.way for slide in plotly_pptx.save(native, path)]
    assert {"chart", "table", "shapes"} <= set(ways) and len(ways) > 40
    return path


def charts(path: Path) -> list:
    return [chart for slide in Presentation(path).slides for chart in decks.charts_on(slide)]


def test_a_validator_of_the_format_finds_nothing(deck: Path) -> None:
    result = OpenXmlValidator().validate(deck)
    assert result.is_valid and not result.errors


def test_labels_stand_where_powerpoint_takes_them(deck: Path) -> None:
    seen = set()
    for chart in charts(deck):
        for place in chart._chartSpace.iter(qn("c:dLblPos")):
            plot = next(one for one in place.iterancestors() if one.tag.endswith("Chart"))
            grouping = plot.find(qn("c:grouping"))
            kind = plot.tag.rpartition("}")[2]
            kind += f" {grouping.get('val')}" if grouping is not None else ""
            assert place.get("val") in POSITIONS[kind], kind
            seen.add(kind)
    assert len(seen) >= 4


def test_every_reference_points_at_the_cells_that_it_repeats(deck: Path) -> None:
    checked = 0
    for chart in charts(deck):
        for there, shown in decks.repeated(chart):
            checked += 1
            assert there == shown or math.isclose(float(there), float(shown))
    assert checked > 500


HELPERS = re.compile(r"\(not drawn\)|error|^(End of|Height|Length|Values|Labels)")


def test_every_number_stands_once_in_its_workbook(tmp_path: Path) -> None:
    """What follows from it is a formula: whoever edits it moves all that depends on it."""
    figures = [oracle.bars(chosen) for chosen in oracle.choices(oracle.BARS, 60)]
    figures += [oracle.lines(chosen) for chosen in oracle.choices(oracle.LINES, 60)]
    native = [figure for figure in figures if plan(figure, 900, 400).draw]
    plotly_pptx.save(native, tmp_path / "deck.pptx")
    for figure, chart in zip(native, charts(tmp_path / "deck.pptx"), strict=True):
        blob = chart.part.chart_workbook.xlsx_part.blob
        columns = [*openpyxl.load_workbook(io.BytesIO(blob))["Sheet1"].iter_cols(values_only=True)]
        columns = columns[bool(chart._chartSpace.xpath(".//c:cat")) :]
        own = [numbers for head, *numbers in columns if not HELPERS.search(head)]
        held = [number for numbers in own for number in numbers if isinstance(number, int | float)]
        given = [trace.x if trace.orientation == "h" else trace.y for trace in figure.data]
        known = [float(number) for numbers in given for number in numbers if number is not None]
        assert sorted(held) == sorted(known)


def test_no_number_without_end_and_no_shape_twice(deck: Path) -> None:
    for slide in Presentation(deck).slides:
        names = slide._element.xpath(".//p:cNvPr/@id")
        assert len(names) == len(set(names))
    for chart in charts(deck):
        values = chart._chartSpace.xpath(".//c:val//c:v/text() | .//c:yVal//c:v/text()")
        assert all(math.isfinite(float(value)) for value in values)


def test_a_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    figure = go.Figure(go.Bar(x=["a"], y=[1]))
    plotly_pptx.save([figure], tmp_path / "deck.pptx")
    deck = Presentation(tmp_path / "deck.pptx")
    [shape] = [shape for shape in deck.slides[0].shapes if shape.has_chart]
    shape.chart._chartSpace.find(".//" + qn("c:gapWidth")).set("val", "very wide")
    deck.save(tmp_path / "wrong.pptx")
    assert not OpenXmlValidator().validate(tmp_path / "wrong.pptx").is_valid
