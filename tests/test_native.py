"""Native charts, tables and tiles: exact values, order, colours, words, and workbooks behind them."""

import datetime as dt
import io
from pathlib import Path

import decks
import openpyxl
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import plotly.io
import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.dml import MSO_FILL
from pptx.util import Pt

from coalviz import briefing, dataset, export, slides
from plotly_pptx.content import content_of, keys_on
from plotly_pptx.plans import plan as plan_of
from plotly_pptx.reading import DAY_ZERO
from plotly_pptx.shapes import wide
from plotly_pptx.statements import statements


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A deck of all kinds of figures that PowerPoint can draw."""
    figures = {name: figure for name, figure in decks.figures().items() if name != "flow"}
    return slides.save_deck(
        figures, tmp_path_factory.mktemp("deck") / "deck.pptx", summary=["A line"]
    )


@pytest.fixture(scope="module")
def standard() -> dict[str, go.Figure]:
    return briefing.standard_figures(dataset.load())


def chart_of(slide):
    """The native chart of a slide."""
    return decks.charts_on(slide)[0]


def drawn(figure: go.Figure, tmp_path: Path):
    """The native chart of one figure."""
    path = export.save(figure, tmp_path / "x.pptx", unsourced=True, overwrite=True)
    return chart_of(Presentation(path).slides[0])


def values(chart) -> dict[str, tuple]:
    return {series.name: tuple(series.values) for plot in chart.plots for series in plot.series}


def bars(chart) -> dict[str, tuple]:
    """The numbers of the bars that are drawn."""
    return {
        series.name: tuple(series.values)
        for series in chart.plots[0].series
        if series.format.fill.type != MSO_FILL.BACKGROUND
    }


def categories(chart) -> list[str]:
    names = [str(category) for category in chart.plots[0].categories]
    dated = chart._chartSpace.xpath(".//c:dateAx")
    return (
        [str((DAY_ZERO + dt.timedelta(float(name))).date()) for name in names] if dated else names
    )


def sheets(chart) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))


def labels(series) -> list[str]:
    return [
        "".join(
            t.text for t in label.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")
        )
        for label in series._element.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/chart}dLbl"
        )
    ]


def test_the_estimate_of_widths_errs_on_the_wide_side():
    fonts = [
        name
        for name in ("LiberationSans-Regular.ttf", "DejaVuSans.ttf", "Arial.ttf")
        if _font(name)
    ]
    assert fonts
    for text in (
        "More than €30 million pledged to the IT coalition",
        "Ukrainska Pravda, 8 April 2024",
        "NATO, EU and UN members",
        "illicit Latvia",
        "Ministry of Defence of Ukraine",
        "Second steering-group meeting: 20 parties took part",
        "Luxembourg",
    ):
        for name in fonts:
            assert wide(text, 100) >= ImageFont.truetype(name, 100).getlength(text), (name, text)


def _font(name: str) -> bool:
    try:
        return bool(ImageFont.truetype(name, 12))
    except OSError:
        return False


def test_lying_bars_keep_values_order_labels_and_hatching(made):
    chart = chart_of(Presentation(made.path).slides[2])
    assert chart.chart_type == XL_CHART_TYPE.BAR_STACKED and chart.plots[0].overlap == 100
    assert bars(chart) == {"Stated": (10, 7.5, None, None), "Lower bound": (None, None, 0.5, None)}
    # the unknown is a word, never a zero; PowerPoint draws from below, so the axis is turned
    assert categories(chart) == decks.DONORS and chart.category_axis.reverse_order
    stated, bound, room = chart.plots[0].series
    ends = ["€10 million", "€7.5 million", "> €0.5 million", "amount not stated"]
    assert labels(room) == ends and labels(stated) == labels(bound) == []
    assert (
        str(stated.format.fill.fore_color.rgb) == "008B8E"
        and str(bound.format.fill.fore_color.rgb) == "008B8E"
    )
    assert (
        bound.format.fill.pattern is not None and stated.format.fill.type != bound.format.fill.type
    )
    assert chart.value_axis.axis_title.text_frame.text == "Million euros"


def test_floating_bars_stand_on_bars_that_are_not_drawn(made):
    chart = chart_of(Presentation(made.path).slides[3])
    assert chart.chart_type == XL_CHART_TYPE.BAR_STACKED and not chart.category_axis.reverse_order
    hidden, seen = chart.plots[0].series
    assert tuple(hidden.values) == (None, 20.5, None) and tuple(seen.values) == (20.5, 9.5, 30)
    assert "not drawn" in hidden.name and hidden.format.fill.type == 5
    assert seen.points[1].format.fill.pattern is not None


def test_columns_lines_steps_areas_and_points_keep_their_values(made):
    opened = Presentation(made.path).slides
    grouped, stacked, line, band, areas, points = (chart_of(opened[i]) for i in range(4, 10))
    assert values(grouped) == {"A": (1.5, None, 2.5), "B": (3.25, None, None)} and categories(
        grouped
    ) == ["2022", "2023", "2024"]
    assert labels(grouped.plots[0].series[0]) == ["1.5", "2.5"]
    assert (
        values(stacked) == {"2022": (1.5, 3.25), "2024": (2.5, None)}
        and stacked.chart_type == XL_CHART_TYPE.COLUMN_STACKED
    )
    assert list(values(line).values()) == [(3, 5, 4, 8)] and categories(line) == decks.DAYS
    # a step stands at its day twice: with the value before it and with the new one
    assert values(band)["Below the band (not drawn)"] == (10, 10, 12, 12, 13, 13, 13)
    assert [tuple(one.values) for one in band.plots[0].series][1] == (1, 1, 2, 2, 3, 3, 3)
    assert [tuple(one.values) for one in band.plots[1].series] == [(11, 11, 14, 14, 16, 16, 16)]
    assert categories(band) == [day for day in decks.DAYS for _ in range(2)][1:]
    assert (
        values(areas) == {"up": (1, 2, 3, 4), "flat": (2, 2, 2, 2)}
        and areas.chart_type == XL_CHART_TYPE.AREA_STACKED
    )
    (series,) = points.plots[0].series
    assert tuple(series.iter_values()) == (3, 1, 2) and labels(series) == ["p", "q", "r"]
    assert [float(x) for x in series._element.xpath("c:xVal//c:v/text()")] == [1.5, 2.5, 4]
    assert points.category_axis.axis_title.text_frame.text == "Share"


def test_matrix_and_tiles_keep_colours_words_and_contrast(made):
    opened = Presentation(made.path).slides
    table = next(shape for shape in opened[10].shapes if shape.has_table).table
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells == [
        ["", "Gazette", "Courier"],
        ["Denmark", "", "named"],
        ["Estonia", "no", "named"],
        ["Netherlands", "named", "named"],
        ["Luxembourg", "named", "no"],
    ]
    # a cell with margins is higher than it was planned, and the table runs into the notes
    assert {(cell.margin_top, cell.margin_bottom) for row in table.rows for cell in row.cells} == {
        (0, 0)
    }
    dark, light, blank = table.cell(4, 1), table.cell(4, 2), table.cell(1, 1)
    assert (
        str(dark.fill.fore_color.rgb) == "002A44"
        and str(light.fill.fore_color.rgb) == "FFFFFF"
        and blank.fill.type is None
    )
    assert [
        str(cell.text_frame.paragraphs[0].runs[0].font.color.rgb) for cell in (dark, light)
    ] == ["FFFFFF", "1A1A1A"]
    heat = next(shape for shape in opened[11].shapes if shape.has_table).table
    assert [[cell.text for cell in row.cells] for row in heat.rows] == [
        ["", "a", "b"],
        ["c", "1", "2"],
        ["d", "3", "4"],
    ]
    tiles = {
        shape.text_frame.text: shape
        for shape in next(
            shape for shape in opened[12].shapes if shape.name.startswith("Chart ")
        ).shapes
    }
    assert (
        tiles["DNK"].top < tiles["EST"].top < tiles["LUX"].top
        and tiles["LUX"].left < tiles["NLD"].left < tiles["EST"].left
    )
    assert str(tiles["NLD"].fill.fore_color.rgb) == "65ACDB"


def test_the_workbook_holds_the_numbers_with_units_and_the_sources(made):
    book = sheets(chart_of(Presentation(made.path).slides[2]))
    head, *rows = book["Sheet1"].iter_rows(values_only=True)
    assert head[:3] == ("Values (Million euros)", "Stated", "Lower bound")
    assert [row[:3] for row in rows] == [
        ("Luxembourg", 10, None),
        ("Netherlands", 7.5, None),
        ("Estonia", None, 0.5),
        ("Denmark", None, None),
    ]
    head, row = book["Sources"].iter_rows(values_only=True)
    told = dict(zip(head, row))
    assert (
        told["source"] == "Gazette, 2 February 2024"
        and told["locator"] == "bullet 2"
        and told["amount"] == 10_000_000
    )
    # text that looks like a formula is text
    formulas = [cell for cell in book["Sources"][2] if cell.data_type == "f"]
    assert told["source_title"] == "=HYPERLINK(1)" and told["note"] == "=1+1" and not formulas


def test_text_in_a_chart_never_becomes_a_formula(tmp_path):
    chart = drawn(go.Figure(go.Bar(x=["=1+1", "@x"], y=[1, 2], name="+cmd")), tmp_path)
    cells = [cell for row in sheets(chart)["Sheet1"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {
        "s"
    } and "=1+1" in categories(chart)


@pytest.mark.parametrize(
    ("layout", "order"),
    [
        ({}, ["b", "c", "a"]),
        ({"categoryorder": "category ascending"}, ["a", "b", "c"]),
        ({"categoryorder": "total descending"}, ["a", "c", "b"]),
        ({"categoryorder": "array", "categoryarray": ["c", "b", "a"]}, ["c", "b", "a"]),
    ],
)
def test_categories_stand_in_the_order_of_the_figure(layout, order, tmp_path):
    chart = drawn(
        go.Figure(go.Bar(x=["b", "c", "a"], y=[1, 2, 3]), layout={"xaxis": layout}), tmp_path
    )
    assert categories(chart) == order
    assert next(iter(values(chart).values())) == tuple(
        {"a": 3, "b": 1, "c": 2}[name] for name in order
    )


@pytest.mark.parametrize(
    ("traces", "order"),
    [
        ([go.Scatter(x=["a", "b", "c"], y=[1, 3, 2], mode="markers")], ["b", "c", "a"]),
        (
            [go.Bar(x=["a", "b", "c"], y=[1, 3, 2]), go.Scatter(x=["a", "b", "c"], y=[9, 1, 1])],
            ["a", "b", "c"],
        ),
    ],
    ids=["points", "bars with a line"],
)
def test_categories_stand_in_the_order_of_their_totals_over_all_traces(traces, order, tmp_path):
    totals = {"xaxis": {"categoryorder": "total descending"}}
    assert categories(drawn(go.Figure(traces, totals), tmp_path)) == order


@pytest.mark.parametrize("days", [["2024-01-01", "2024-03-01"], ["2024-01-01T06:00", "2024-03-01"]])
def test_days_run_backwards_where_the_figure_ends_with_the_first(days, tmp_path):
    figure = go.Figure(go.Scatter(x=days, y=[1, 2])).update_xaxes(range=days[::-1])
    assert drawn(figure, tmp_path).category_axis.reverse_order


def test_a_category_that_comes_twice_is_stacked_not_summed(tmp_path):
    chart = drawn(px.bar(x=["a", "a", "b"], y=[1, 2, 4]), tmp_path)
    assert [tuple(series.values) for series in chart.plots[0].series] == [(1, 4), (2, None)]


def test_bars_with_a_line_become_one_chart_of_both(tmp_path):
    chart = drawn(
        go.Figure(
            [
                go.Bar(x=["a", "b"], y=[1, 2], name="Bars"),
                go.Scatter(x=["a", "b"], y=[3, 4], name="Line", line={"color": "red"}),
            ]
        ),
        tmp_path,
    )
    assert values(chart) == {"Bars": (1, 2), "Line": (3, 4)} and len(list(chart.plots)) == 2
    assert str(chart.plots[1].series[0].format.line.color.rgb) == "FF0000"


def test_lines_that_share_no_days_each_keep_their_own(tmp_path):
    lines = [
        go.Scatter(x=["2024-01-01", "2024-01-03"], y=[1, 2], name="A"),
        go.Scatter(x=["2024-01-02", "2024-01-04"], y=[3, None], name="B"),
    ]
    chart = drawn(go.Figure(lines), tmp_path)
    assert chart.chart_type == XL_CHART_TYPE.XY_SCATTER_LINES
    assert [float(x) for x in chart.plots[0].series[1]._element.xpath("c:xVal//c:v/text()")] == [
        45293,
        45295,
    ]
    assert list(chart.plots[0].series[1].iter_values()) == [3, None]


LONG = "The Netherlands, the Kingdom of"


@pytest.mark.parametrize("sides", [("middle left", "middle right"), ("middle right",) * 2])
def test_words_beside_places_without_an_axis_have_room_and_are_no_numbers(sides, tmp_path):
    lines = [
        go.Scatter(x=[0, 1, None, 0, 1], y=[1, 2, None, 2, 1], mode="lines", name=name)
        for name in ("Later", "First")
    ]
    lines[1].legendrank = 1
    words = {"text": [LONG, "IT"], "mode": "text", "textposition": list(sides)}
    figure = go.Figure([*lines, go.Scatter(x=[0, 1], y=[1, 1], showlegend=False, **words)])
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    path = export.save(figure, tmp_path / "x.pptx", unsourced=True)
    slide = Presentation(path).slides[0]
    layout = chart_of(slide)._chartSpace.xpath(".//c:plotArea/c:layout//@val")
    left, _, across, _ = map(float, layout[-4:])
    frame = next(shape for shape in slide.shapes if shape.name.startswith("Chart"))
    room = {"middle left": left, "middle right": 1 - left - across}
    for text, side in zip((LONG, "IT"), sides):
        assert room[side] * frame.width / Pt(1) > 0.99 * wide(text, 12)
    key = [shape.text_frame.text for shape in frame.shapes if getattr(shape, "has_text_frame", 0)]
    assert [text for text in key if text] == ["First", "Later"]
    [name] = keys_on(slide)
    said = statements(content_of(slide, name))
    assert {path[0] for path in said} == {"title", "words"}
    assert [*values(chart_of(slide))] == [
        "Height of the marks: Later",
        "Height of the marks: First",
        "Height of the words: labels",
    ]


def test_heights_along_an_axis_are_numbers_though_the_other_is_not_seen(tmp_path):
    line = px.line(x=[1, 2, 5], y=[3, 5, 4]).update_xaxes(visible=False)
    path = export.save(line, tmp_path / "x.pptx", unsourced=True)
    slide = Presentation(path).slides[0]
    assert not chart_of(slide)._chartSpace.xpath(".//c:manualLayout")  # PowerPoint knows the room
    assert list(values(chart_of(slide)).values()) == [(3, 5, 4)]
    [name] = keys_on(slide)
    said = statements(content_of(slide, name))
    assert {told for path, told in said.items() if path[0] == "value"} == {3, 5, 4}


def test_a_gap_stays_a_gap_and_a_figure_from_json_reads_alike(tmp_path):
    figure = px.line(x=["2024-01-01", "2024-02-01", "2024-03-01"], y=[1.5, None, 3])
    for one in (figure, plotly.io.from_json(figure.to_json())):
        chart = drawn(one, tmp_path)
        assert list(values(chart).values()) == [(1.5, None, 3)]
        assert chart._chartSpace.xpath(".//c:dispBlanksAs/@val") == ["gap"]


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        ({"tickformat": ",.1f"}, "#,##0.0"),
        ({"tickformat": ".0%"}, "0%"),
        ({"tickprefix": "€", "ticksuffix": " m"}, '"€"General" m"'),
        ({}, "General"),
    ],
)
def test_number_formats_are_translated(axis, expected, tmp_path):
    chart = drawn(go.Figure(go.Bar(x=["a"], y=[1]), layout={"yaxis": axis}), tmp_path)
    assert chart.value_axis.tick_labels.number_format == expected


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (px.sunburst(names=["a"], parents=[""], values=[1]), "of the kind sunburst"),
        (px.bar(x=["a"], y=[10], log_y=True), "logarithmic"),
        (px.scatter(x=[1, 2], y=[1, 2], error_x=[1, 1]), "error bars across"),
        (
            go.Figure(go.Bar(x=["a"], y=[1], error_y={"type": "constant", "value": 1})),
            "error_y.type = 'constant'",
        ),
        (
            go.Figure(
                [
                    go.Bar(x=["a", "b"], y=[1, None]),
                    go.Bar(x=["a"], y=[2]),
                    go.Scatter(x=["b"], y=[0], text=["not stated"], mode="text"),
                ]
            ),
            "words where no bar is",
        ),
        (px.scatter(x=[1, 2], y=[1, 2], size=[1, 9]), "marker.size = [1, 9]"),
        (px.scatter(x=[1, 2], y=[1, 2]).update_traces(marker={"symbol": "star"}), "'star'"),
        (px.bar(x=["a", "b"], y=[1, 2], facet_col=["p", "q"]), "several panels"),
        (px.scatter(x=[1, 2], y=["a", "b"]), "beside names"),
        (px.bar(x=[2020, 2021], y=[1, 2], range_x=[2020.5, 2021.5]), "leaves bars out"),
        (px.bar(x=[2020, 2021], y=[1, 2], range_x=[2019, 2022]), "has places beyond them"),
        (px.scatter(x=["a", "b"], y=[1, 2]).update_xaxes(visible=False), "on no axis"),
        (px.line(x=[1, 2], y=[1, 2]).add_hline(1.5), "shapes drawn over it"),
        (go.Figure(go.Bar(x=[-5], y=["a"], base=[10], orientation="h")), "go down"),
        (
            go.Figure(go.Heatmap(z=[[1] * 99] * 99, texttemplate="%{z}")),
            "no room for letters of 12 points",
        ),
    ],
)
def test_what_powerpoint_cannot_draw_exactly_becomes_a_picture_with_the_reason(figure, reason):
    plan = plan_of(figure, 800, 350)
    assert plan.way == "picture" and reason in plan.reason


# ---- the charts of coalviz


def test_pledges_by_country_never_gain_a_number(standard, tmp_path):
    chart = drawn(standard["pledges-by-country"], tmp_path)
    found = dict(zip(categories(chart), zip(*bars(chart).values())))
    assert {name: set(numbers) - {None} for name, numbers in found.items()} == {
        "Luxembourg": {10_000_000},
        "Netherlands": {10_000_000},
        "Estonia": {500_000},
        "Denmark": set(),
        "Latvia": set(),
        "Lithuania": set(),
        "Six countries together": {9_500_000},
        "Donors not named": set(),
    }
    said = [text for series in chart.plots[0].series for text in labels(series)]
    assert sum("amount not stated" in text for text in said) == 6


def test_marks_without_a_value_are_no_numbers(standard, tmp_path):
    chart = drawn(standard["pledges-over-time"], tmp_path)
    told = values(chart)
    numbers = {
        value
        for name, column in told.items()
        if not name.startswith("Height of the words")
        for value in column
        if value is not None
    }
    assert max(numbers) == 30_000_000
    said = [text for series in chart.plots[1].series for text in labels(series)]
    assert "Amount not stated: Estonia, Luxembourg and donors not named" in said
    assert "more than €30 million" in said


def day_axis(chart) -> list[str]:
    """The labels that PowerPoint writes along a date axis: from its first day on, step by step."""
    (axis,) = chart._chartSpace.xpath(".//c:dateAx")
    days = [float(day) for day in chart._chartSpace.xpath(".//c:cat//c:v/text()")]
    ends = [axis.xpath(f"c:scaling/c:{end}/@val") for end in ("min", "max")]
    first, last = (float(end[0]) if end else pick(days) for end, pick in zip(ends, (min, max)))
    (step,), (unit,) = axis.xpath("c:majorUnit/@val"), axis.xpath("c:majorTimeUnit/@val")
    start, end = (pd.Timestamp(DAY_ZERO + dt.timedelta(day)) for day in (first, last))
    places = pd.date_range(start, end, freq=pd.DateOffset(**{unit: int(step)}))
    form = {"d mmm yyyy": "%-d %b %Y", "mmm yyyy": "%b %Y"}
    return [day.strftime(form[axis.xpath("c:numFmt/@formatCode")[0]]) for day in places]


@pytest.mark.parametrize("form", ["", "%b %Y"])
@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (["2023-10-26", "2024-04-15"], ["26 Oct 2023", "20 Nov 2023", "15 Dec 2023"]),
        (["2024-03-05", "2024-03-21"], ["5 Mar 2024", "8 Mar 2024", "11 Mar 2024"]),
    ],
)
def test_labels_of_a_date_axis_name_the_day_at_which_they_stand(days, labels, form, tmp_path):
    figure = px.line(x=days, y=[1, 2]).update_xaxes(tickformat=form)
    assert day_axis(drawn(figure, tmp_path))[:3] == labels


def test_a_date_axis_that_begins_a_month_counts_months(tmp_path):
    figure = px.line(x=["2023-10-01", "2024-04-01"], y=[1, 2]).update_xaxes(tickformat="%b %Y")
    assert day_axis(drawn(figure, tmp_path))[:3] == ["Oct 2023", "Nov 2023", "Dec 2023"]


@pytest.mark.parametrize("name", ["pledges-over-time", "coalition-timeline", "members-over-time"])
def test_days_that_the_figure_names_are_labels_at_their_day(name, standard, tmp_path):
    figure = standard[name]
    chart = drawn(figure, tmp_path)
    (axis,) = [
        one for tag in ("dateAx", "valAx") for one in chart._chartSpace.xpath(f".//c:{tag}")
    ][:1]
    assert axis.xpath("c:tickLblPos/@val") == ["none"]
    ticks = next(s for plot in chart.plots for s in plot.series if "days on the axis" in s.name)
    days = ticks._element.xpath(".//c:xVal//c:v/text() | .//c:cat//c:v/text()")
    at = [int(point.get("val")) for point in ticks._element.xpath(".//c:dLbl/c:idx")]
    stand = [(DAY_ZERO + dt.timedelta(int(float(days[i])))).date() for i in at]
    form = figure.layout.xaxis.tickformat
    texts = figure.layout.xaxis.ticktext or [day.strftime(form) for day in stand]
    named = figure.layout.xaxis.tickvals
    assert labels(ticks) == list(texts) and len(stand) >= 2
    assert not named or [str(day) for day in stand] == list(named)


@pytest.mark.parametrize("mode", ["markers", "lines+markers"])
def test_open_marks_have_no_ground_and_solid_ones_have(mode: str, tmp_path: Path) -> None:
    figure = go.Figure()
    for name in ("circle", "circle-open", "diamond", "diamond-open"):
        marker = {"symbol": name, "color": "#aa0000", "size": 12}
        figure.add_scatter(x=[1, 2], y=[3, 4], mode=mode, name=name, marker=marker)
    found = {}
    for series in drawn(figure, tmp_path)._chartSpace.xpath(".//c:ser"):
        [name] = series.xpath("./c:tx//c:v/text()")
        [symbol] = series.xpath("./c:marker/c:symbol/@val")
        [look] = series.xpath("./c:marker/c:spPr")
        assert look.xpath("./a:ln//a:srgbClr/@val") == ["AA0000"], "its edge is always drawn"
        found[name] = symbol, bool(look.xpath("./a:noFill")), look.xpath("./a:solidFill//@val")
    assert found == {
        "circle": ("circle", False, ["AA0000"]),
        "circle-open": ("circle", True, []),
        "diamond": ("diamond", False, ["AA0000"]),
        "diamond-open": ("diamond", True, []),
    }


def test_marks_of_one_series_are_open_and_solid_point_by_point(tmp_path: Path) -> None:
    marker = {"symbol": ["circle", "circle-open", "circle"], "color": "#aa0000", "size": 12}
    figure = go.Figure(go.Scatter(x=[1, 2, 3], y=[3, 4, 5], mode="markers", marker=marker))
    [series] = drawn(figure, tmp_path)._chartSpace.xpath(".//c:ser")
    looks = series.xpath("./c:dPt/c:marker/c:spPr")
    assert [bool(look.xpath("./a:noFill")) for look in looks] == [False, True, False]
    assert [bool(look.xpath("./a:solidFill")) for look in looks] == [True, False, True]


def crowded(kind: str, count: int) -> go.Figure:
    """A figure of so many rows and columns, each with a text."""
    names = [f"Name {i}" for i in range(count)]
    if kind == "table":
        return go.Figure(go.Table(header={"values": names}, cells={"values": [names] * count}))
    text, values = [["abc"] * count] * count, [[1] * count] * count
    if kind == "matrix":
        return go.Figure(go.Heatmap(x=names, y=names, z=values, text=text, texttemplate="%{text}"))
    hidden = {"visible": False}
    heat = go.Heatmap(z=values, text=text, texttemplate="%{text}", showscale=False)
    return go.Figure(heat, {"xaxis": hidden, "yaxis": hidden})


@pytest.mark.parametrize("kind", ["matrix", "table", "tiles"])
def test_letters_have_twelve_points_at_least_or_the_figure_is_a_picture(kind: str) -> None:
    ways = []
    for count in (3, 9, 15, 19, 40):
        deck, [slide] = slides.deck_of([crowded(kind, count)], True, alone=True, pictured=False)
        element = deck.slides[0]._element
        sizes = [int(size) for size in element.xpath(".//a:rPr/@sz")]
        assert min(sizes) >= 1200
        ways.append(slide.way)
        assert slide.way != "text" or "no room for letters of 12 points" in slide.reason
    assert ways[0] != "text" and ways[-1] == "text"
