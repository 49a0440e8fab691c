"""Any Plotly figure becomes a slide, and the converter knows nothing of what figures show."""

import ast
from pathlib import Path

import numpy as np
import plotly.express as px
import plotly.graph_objects as go
import pytest
from decks import charts_on
from figures_said import STORED, all_that_becomes_of_figures
from pptx import Presentation

import plotly_pptx
from plotly_pptx.letters import FOOT
from plotly_pptx.plans import plan

PACKAGE = Path(plotly_pptx.__file__).parent
ODD = {
    "sizes as typed arrays": px.scatter(x=[1, 2], y=[3, 4], size=[1, 9]),
    "colours as typed arrays": px.scatter(x=[1, 2], y=[3, 4], color=[1.0, 2.0]),
    "infinite": go.Figure(go.Bar(x=["a", "b"], y=[1, float("inf")])),
    "numbers as text": go.Figure(go.Bar(x=["a", "b"], y=["1", "2"])),
    "no places": go.Figure(go.Scatter(y=[1, 2], x0=5, dx=2)),
    "a pie": px.pie(names=["a", "b"], values=[1, 2]),
    "a table": go.Figure(go.Table(header={"values": ["a"]}, cells={"values": [[1]]})),
    "a waterfall": go.Figure(go.Waterfall(x=["a"], y=[1])),
    "logarithmic": go.Figure(go.Bar(x=["a"], y=[10]), {"yaxis": {"type": "log"}}),
    "a second axis": go.Figure(go.Scatter(x=[1], y=[2], yaxis="y2")),
    "a category order": go.Figure(
        go.Bar(x=["a", "b"], y=[1, 2]), {"xaxis": {"categoryorder": "mean ascending"}}
    ),
    "milliseconds": go.Figure(
        go.Scatter(x=[1.7e12, 1.71e12], y=[1, 2]), {"xaxis": {"type": "date"}}
    ),
    "long ago": go.Figure(go.Scatter(x=["1815-06-18", "1816-01-01"], y=[1, 2])),
    "time zones": go.Figure(go.Scatter(x=["2024-01-01T00:00:00+02:00"], y=[1])),
    "nothing": go.Figure(),
    "matrices": go.Figure(go.Heatmap(z=np.arange(4).reshape(2, 2))),
    "a map": px.choropleth(locations=["EST"], color=[1]),
    "a sankey": go.Figure(
        go.Sankey(node={"label": ["a", "b"]}, link={"source": [0], "target": [1], "value": [1]})
    ),
}


EMPTY = [
    *(
        trace(**{key: [] for key in keys})
        for trace in (go.Bar, go.Scatter)
        for keys in ("", "x", "xy")
    ),
    go.Bar(x=[1, 2], y=[]),
    go.Pie(),
    go.Pie(labels=["a", "b"], values=[0, None]),
]


@pytest.mark.parametrize("trace", EMPTY, ids=str)
def test_what_holds_nothing_is_said_to_hold_nothing(trace, tmp_path: Path) -> None:
    """Plotly draws nothing of it, not even in a key; beside another trace it is as if it were not there."""
    [slide] = plotly_pptx.save([go.Figure(trace)], tmp_path / "deck.pptx")
    assert (slide.way, slide.reason) == ("text", "")
    [written] = Presentation(tmp_path / "deck.pptx").slides
    assert "There is nothing to draw." in [
        shape.text_frame.text for shape in written.shapes if shape.has_text_frame
    ]
    if trace.type != "pie":
        other = go.Scatter(x=[1, 2], y=[3, 5], name="Some")
        [slide] = plotly_pptx.save([go.Figure([trace, other])], tmp_path / "deck.pptx")
        [written] = Presentation(tmp_path / "deck.pptx").slides
        [chart] = charts_on(written)
        assert [tuple(series.values) for series in chart.plots[0].series] == [(3, 5)]


@pytest.mark.parametrize("name", ODD)
def test_no_figure_ends_a_deck(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        go.Figure, "to_image", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("no browser"))
    )
    [slide] = plotly_pptx.save([ODD[name]], tmp_path / "deck.pptx")
    assert slide.way in ("chart", "table", "shapes", "text")
    assert slide.way != "text" or slide.reason or name == "nothing"
    assert len(Presentation(tmp_path / "deck.pptx").slides) == 1


def test_title_and_subtitle_are_those_of_the_slide(tmp_path: Path) -> None:
    heading = {"text": "<b>Meetings</b>", "subtitle": {"text": "a year"}}
    figure = go.Figure(go.Bar(x=["2023"], y=[3]), {"title": heading})
    figure.add_annotation(name=FOOT, text="not on the slide")
    plotly_pptx.save([figure], tmp_path / "deck.pptx")
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    assert slide.shapes.title.text == "Meetings"
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert "a year" in texts and not any("not on the slide" in text for text in texts)


def test_a_picture_says_why() -> None:
    planned = plan(ODD["logarithmic"], 800, 400)
    assert (planned.way, planned.draw) == ("picture", None) and "logarithmic" in planned.reason


def test_the_converter_knows_nothing_of_coalitions() -> None:
    for path in PACKAGE.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "coalviz" not in text and "coalition" not in text
        for node in ast.walk(ast.parse(text)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not any(name.startswith("coalviz") for name in names)


def test_figures_become_what_was_read() -> None:
    stored = STORED.read_text(encoding="utf-8")
    assert all_that_becomes_of_figures().splitlines() == stored.splitlines(), "read it: make said"
