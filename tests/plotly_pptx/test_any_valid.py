"""Whatever Plotly takes: a slide shows the same, or a sentence about the figure says why it is a picture."""

import functools
import json
import random
from pathlib import Path

import decks
import oracle
import plotly
import plotly.express as px
import plotly.graph_objects as go
import pytest
from decks import charts_on
from figures_said import ODD
from pptx import Presentation

import plotly_pptx
from plotly_pptx.content import content_of
from plotly_pptx.plans import NOT_UNDERSTOOD, plan
from plotly_pptx.understood import LISTS

SCHEMA = json.loads(
    (Path(plotly.__file__).parent / "validators" / "_validators.json").read_text(encoding="utf-8")
)
KNOWN = {name for each in LISTS.values() for name in [*each, *each.get("any", "").split()]}
COLOURS = ["red", "#123", "rgb(1, 2, 3)", "rgba(1, 2, 3, 0.5)", "hsl(10, 20%, 30%)"]
TEXTS = ["", "a", "<b>x</b>", ".2f", "%Y", "%{text}", "%{value:.1f}", "%{x}", "$,", "~s", "%{z}"]
LISTED = [
    [1, 2, 3],
    ["a", "b", "c"],
    ["2024-01-01", "2024-02-01", None],
    [None, 1, "a"],
    [],
    [0.1, float("inf"), 2],
    [[1, 2], [3, 4]],
    [True, False],
]
ENDS = [[0, 1], [1, 0], [-5, 20], [0, None], [None, 5]]
VALUES = {  # of each kind of attribute, what it may be
    "AnyValidator": [None, 0, 1, 2.5, -1, "a", "2024-01-15", True, 1e300, "", float("nan")],
    "AngleValidator": [0, 30, "auto"],
    "BooleanValidator": [True, False],
    "ColorValidator": COLOURS,
    "DashValidator": ["dot", "solid"],
    "DataArrayValidator": LISTED,
    "InfoArrayValidator": ENDS,
    "NumberValidator": [0, 0.5, 1, 2, -1, 30, [0.5, 1]],
    "StringValidator": [*TEXTS, ["a", "b"]],
}


def values_of(validator: dict) -> list:
    given = validator["params"].get("values") or validator["params"].get("flags") or []
    return VALUES.get(validator["superclass"], [each for each in given if each not in ("", None)])


@functools.cache
def attributes(start: str) -> list[str]:
    """Name what a trace, an axis or an annotation may have, of what the list of what is understood names."""
    paths = [path.removeprefix(start) for path in SCHEMA if path.startswith(start)]
    return [
        path
        for path in paths
        if path not in ("type", "marker.colors", "z")
        and {*path.split(".")} <= KNOWN
        and values_of(SCHEMA[start + path])
    ]


def changed(figure: go.Figure, chance: random.Random) -> go.Figure:
    """Take attributes away, or give valid ones that are unusual."""
    figure = go.Figure(figure)
    parts = [(trace, trace.type) for trace in figure.data]
    parts += [(figure.layout[axis], f"layout.{axis}") for axis in ("xaxis", "yaxis")]
    parts += [(note, "layout.annotation") for note in figure.layout.annotations] * 2
    for part, start in chance.choices(parts, k=chance.randint(1, 3)):
        names = NOTE if start == "layout.annotation" else attributes(start + ".")
        path = chance.choice(names)
        present = [name for name in part.to_plotly_json() if name in names]
        if present and chance.random() < 0.3:
            part[chance.choice(present)] = None
            continue
        try:
            part[path] = chance.choice(values_of(SCHEMA[f"{start}.{path}"]))
        except ValueError:  # no valid one
            continue
    return figure


NOTE = ["x", "y", "xref", "yref", "text", "visible", "showarrow", "xanchor", "yanchor"]


def figures() -> list[go.Figure]:
    every = [*decks.bare_figures().values(), *ODD.values()]
    for make, options in (
        (oracle.bars, oracle.BARS),
        (oracle.lines, oracle.LINES),
        (oracle.pies, oracle.PIES),
    ):
        every += map(make, oracle.choices(options, 20))
    notes = [{"text": "said", "x": "2024-02-02", "y": 12}, {"text": "nowhere"}]
    return every + [go.Figure(each).update_layout(annotations=notes) for each in every]


def test_a_reason_is_a_sentence_about_the_figure(tmp_path: Path, monkeypatch) -> None:
    """Nothing in a figure leads to an error, neither where it is planned nor where it is drawn."""
    monkeypatch.setattr(
        go.Figure, "to_image", lambda *_, **__: (_ for _ in ()).throw(ValueError("Invalid"))
    )
    chance = random.Random(8)
    known = figures()
    every = [changed(chance.choice(known), chance) for _ in range(round(600 * oracle.SHARE))]
    slides = plotly_pptx.save(every, tmp_path / "deck.pptx")
    ways = {slide.way for slide in slides}
    assert {"chart", "table", "shapes", "text"} <= ways
    odd = {
        slide.reason: figure.to_json()
        for slide, figure in zip(slides, every, strict=True)
        if NOT_UNDERSTOOD in slide.reason or "could not be drawn" in slide.reason
    }
    assert not odd
    assert not [slide.reason for slide in slides if "Error" in slide.reason]
    assert sum(slide.way == "chart" for slide in slides) > len(slides) / 4


def test_an_error_that_nobody_foresaw_is_told_in_a_sentence(monkeypatch, tmp_path: Path) -> None:
    figure = go.Figure(go.Bar(x=["a"], y=[1]))
    for what in ("plotly_pptx.plans.read_figure", "plotly_pptx.drawn.chart_xml"):
        with monkeypatch.context() as patch:
            patch.setattr(what, lambda *_: {}["x"])
            patch.setattr(go.Figure, "to_image", lambda *_, **__: {}["x"])
            [slide] = plotly_pptx.save([figure], tmp_path / "deck.pptx")
        assert slide.way == "text" and "Error" not in slide.reason and "'x'" not in slide.reason


def written(figure: go.Figure, folder: Path) -> tuple[str, list[str], str]:
    """How a figure got onto its slide, with the words on it and in its notes."""
    [made] = plotly_pptx.save([figure], folder / "deck.pptx")
    [slide] = Presentation(folder / "deck.pptx").slides
    said = [str(told) for (kind, *_), told in content_of(slide, "").items() if kind in WORDS]
    return made.way, said, slide.notes_slide.notes_text_frame.text


WORDS = "label", "cell", "tile"
UP = {"x": ["a", "b"], "y": [1234.5, 2]}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"text": [2023, 1234567]}, ["2023", "1234567"]),
        ({"text": ["p", "q"], "texttemplate": "%{text}: %{y:.1f}"}, ["p: 1234.5", "q: 2.0"]),
        ({"texttemplate": "%{value:.0f}"}, ["1234", "2"]),
        ({"texttemplate": "%{y:.2s}"}, ["1,234.5", "2"]),  # whole: it can be edited
        ({"texttemplate": "€%{y:,.2f}"}, ["€1,234.50", "€2.00"]),
        ({"texttemplate": "%{y:.0%}"}, ["123450%", "200%"]),
        ({"texttemplate": "%{customdata[0]}", "customdata": [["p"], ["q"]]}, None),
        ({"texttemplate": "%{y:$.2f}"}, None),
        ({"texttemplate": "%{x|%Y}"}, None),
        ({"texttemplate": ["%{x}", "%{y}"]}, None),
    ],
)
def test_labels_tell_what_their_template_says(more, said, tmp_path: Path) -> None:
    """Or the figure is a picture: no sign of a template is left to be read."""
    figure = go.Figure(go.Bar(**UP, **more))
    assert (plan(figure, 900, 400).way == "picture") == (said is None)
    if said:
        assert written(figure, tmp_path)[1] == said


GRID = {"z": [[1, 2.5], [3, None]], "x": ["a", "b"], "y": ["c", "d"]}


@pytest.mark.parametrize(
    ("template", "row"),
    [
        ("%{z}", ["c", "1", "2.5"]),
        ("%{z:.2f}", ["c", "1.00", "2.50"]),
        ("%{text} (%{z})", ["c", "p (1)", "q (2.5)"]),
    ],
)
def test_cells_tell_what_their_template_says(template, row, tmp_path: Path) -> None:
    figure = go.Figure(go.Heatmap(**GRID, text=[["p", "q"]] * 2, texttemplate=template))
    assert written(figure, tmp_path)[1][-3:] == row


def test_a_table_tells_its_numbers_as_they_are(tmp_path: Path) -> None:
    figure = go.Figure(go.Table(header={"values": ["year"]}, cells={"values": [[2023, 1.0]]}))
    assert written(figure, tmp_path)[1] == ["year", "2023", "1"]


@pytest.mark.parametrize("trace", [go.Heatmap(**GRID, texttemplate="%{z}"), go.Bar(**UP)])
def test_notes_without_a_place_are_in_the_speaker_notes(trace, tmp_path: Path) -> None:
    figure = go.Figure(trace).add_annotation(text="said").add_annotation(text="no", visible=False)
    way, _, notes = written(figure, tmp_path)
    assert way in ("chart", "table") and "said" in notes and "no" not in notes.split()


DAYS = ["2024-01-01", "2024-02-01", "2024-03-01"]
BARS = go.Bar(x=["a", "b", "c"], y=[1, 2, 3])


@pytest.mark.parametrize(
    "figure",
    [
        go.Figure([BARS, go.Scatter(x=["a", "c"], y=[1, 2])]),
        go.Figure([BARS, go.Scatter(x=["c", "b", "a"], y=[1, 2, 3])]),
        go.Figure([BARS, go.Scatter(x=["a", "b"], y=[1, 2], line={"shape": "hv"})]),
        go.Figure(go.Scatter(x=DAYS[::-1], y=[1, 2, 3], mode="lines")),
        go.Figure(go.Scatter(x=["a", None, "b"], y=[1, 2, 3])),
        go.Figure(
            go.Scatter(x=["a", "b"], y=[1, 2]), {"xaxis_categoryorder": "category descending"}
        ),
        go.Figure(go.Bar(x=["2024-01-01 06:00", "2024-01-01 18:00"], y=[1, 2])),
        go.Figure(BARS, {"shapes": [{"type": "line", "name": "limit", "y0": 2, "y1": 2}]}),
        go.Figure(BARS).update_traces(error_y={"visible": True}),
        go.Figure(go.Heatmap(z=[[1, 2], [3]], texttemplate="%{z}")),
        go.Figure(go.Heatmap(**GRID, texttemplate="%{z}")).update_xaxes(autorange="reversed"),
        go.Figure(go.Heatmap(**GRID, texttemplate="%{z}")).update_xaxes(categoryarray=["b", "a"]),
        go.Figure([BARS, go.Scatter(x=["a", "b", "c"], y=[4, 5, 6], mode="none")]),
        go.Figure(go.Scatter(x=["a", "b"], y=[4, 5], mode="none", name="not drawn")),
        go.Figure([BARS, go.Bar(x=["a"], y=[1], base=[3])]),
        go.Figure([go.Bar(x=["a"], y=[1], offsetgroup=group) for group in ("p", "p", "q")]),
        go.Figure(go.Bar(x=[0.5, 1, 5], y=[1, 2, 3])),
        go.Figure(go.Bar(x=[1, 2, 300], y=[1, 2, 3])),
        go.Figure(BARS).update_traces(selectedpoints=[0]),
        go.Figure(BARS, {"paper_bgcolor": "rgb(17, 17, 17)"}),
        go.Figure(BARS, {"plot_bgcolor": "#111"}),
        go.Figure(BARS, {"template": "plotly_dark"}),
        *(
            go.Figure(BARS, {"yaxis": axis})
            for axis in (
                {"range": [0, None]},
                {"tickvals": []},
                {"tickvals": [2]},
                {"tickvals": [4, 2, 0]},
                {"tickvals": [2, 4], "range": [-1, 8]},
                {"tickvals": [0, 2, 4], "tickmode": "auto"},
                {"dtick": 5},
                {"dtick": 1, "range": [0.5, 4]},
                {"dtick": 1, "tick0": 0.5},
                *({"tickformat": form} for form in (".2", "f", "%", "~s")),
            )
        ),
        go.Figure(BARS, {"xaxis": {"tickvals": ["a", "c"]}}),
        go.Figure(BARS, {"xaxis": {"tickvals": [0, 1, 2], "ticktext": ["x", "y", "z"]}}),
    ],
)
def test_what_powerpoint_would_draw_otherwise_is_a_picture(figure: go.Figure) -> None:
    planned = plan(figure, 900, 400)
    assert planned.way == "picture" and planned.reason != NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("more", "way"),
    [
        ({"plot_bgcolor": "rgba(0, 0, 0, 0)"}, "chart"),
        ({"plot_bgcolor": "rgb(229, 236, 246)", "paper_bgcolor": "white"}, "chart"),
        ({"paper_bgcolor": "#444"}, "picture"),
        ({"paper_bgcolor": "#1e2a3f"}, "picture"),
        ({"paper_bgcolor": "#ffe"}, "chart"),
        ({"paper_bgcolor": "midnightblue"}, "picture"),
        ({"paper_bgcolor": "rgba(10, 20, 30, 1.0)"}, "picture"),
        ({"paper_bgcolor": "rgb(10, 20, 0)"}, "picture"),
        ({"paper_bgcolor": "rgba(10,20,30,0.0)"}, "chart"),
    ],
)
def test_a_dark_ground_has_colours_of_its_own(more: dict, way: str) -> None:
    assert plan(go.Figure(BARS, more), 900, 400).way == way


@pytest.mark.parametrize(
    ("figure", "reason"),
    [
        (px.box(y=[1, 2, 3]), "no native chart is made of the kind box"),
        (px.violin(y=[1, 2, 3]), "no native chart is made of the kind violin"),
        (
            go.Figure([BARS, go.Bar(x=["a"], y=[1], visible="legendonly")]),
            "the figure has a trace that is hidden until its name in the key is clicked",
        ),
        (px.bar(x=["a", "a"], y=[1, 2], animation_frame=[1, 2]), "the figure is animated"),
        (
            px.bar(x=["a", "b"], y=[1, 2], facet_col=["p", "q"]),
            "the figure has several panels or a second axis",
        ),
    ],
)
def test_what_a_figure_is_goes_before_its_properties(figure: go.Figure, reason: str) -> None:
    assert plan(figure, 900, 400).reason == reason


@pytest.mark.parametrize(
    ("figure", "formats", "zero"),
    [
        (px.line(x=[2019, 2020], y=[1000, 5000]), ["General", "#,##0"], []),
        (px.line(x=[1, 2], y=[98, 99]).update_yaxes(rangemode="tozero"), ["General"] * 2, ["min"]),
        (px.bar(x=["a", "b"], y=[98, 99]), ["General"] * 2, ["min"]),
        (px.bar(x=["a", "b"], y=[-98, -99]), ["General"] * 2, ["max"]),
        (px.bar(x=["a", "b"], y=[0, 0]), ["General"] * 2, ["min"]),
        (px.bar(x=["a", "b"], y=[-98, 99]), ["General"] * 2, []),
        (px.line(x=[1, 2], y=[98, 99]), ["General"] * 2, []),
    ],
)
def test_years_have_no_comma_and_bars_begin_at_zero(figure, formats, zero, tmp_path: Path) -> None:
    """PowerPoint's own axis leaves out zero where all values are near each other."""
    plotly_pptx.save([figure], tmp_path / "deck.pptx")
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    space = charts_on(slide)[0]._chartSpace
    assert space.xpath(".//c:plotArea/*/c:numFmt/@formatCode") == formats
    ends = space.xpath(".//c:scaling/*[self::c:min or self::c:max]")
    assert [end.tag.partition("}")[2] for end in ends if end.get("val") == "0"] == zero


def test_a_mark_has_its_outline_unless_it_is_open(tmp_path: Path) -> None:
    marker = {"color": "white", "line": {"color": "red", "width": 3}}
    marks = [go.Scatter(x=[1, 2], y=[1, 2], mode="markers", marker=marker)]
    marks += [
        go.Scatter(
            x=[1, 2], y=[2, 1], mode="markers", marker={"color": "blue", "symbol": "square-open"}
        )
    ]
    plotly_pptx.save([go.Figure(marks)], tmp_path / "deck.pptx")
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    inks = charts_on(slide)[0]._chartSpace.xpath(".//c:marker/c:spPr/a:ln//a:srgbClr/@val")
    assert inks == ["FF0000", "0000FF"]


def test_points_without_a_place_are_not_drawn(tmp_path: Path) -> None:
    figure = px.scatter(x=[1.5, None, 3], y=[1, 2, 3])
    plotly_pptx.save([figure], tmp_path / "deck.pptx")
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    [chart] = charts_on(slide)
    assert chart._chartSpace.xpath(".//c:xVal//c:v/text()") == ["1.5", "3"]
    assert chart._chartSpace.xpath(".//c:yVal//c:v/text()") == ["1", "3"]


@pytest.mark.parametrize("more", [{}, {"error_y": {"array": [2, 1]}}])
def test_bars_stand_on_zero_and_error_bars_below_it_are_in_sight(more, tmp_path: Path) -> None:
    figure = go.Figure(go.Bar(x=["a", "b"], y=[1, 3], **more))
    plotly_pptx.save([figure], tmp_path / "deck.pptx")
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    [chart] = charts_on(slide)
    ends = chart._chartSpace.xpath(".//c:valAx/c:scaling/c:min/@val")
    assert ends == ([] if more else ["0"])
