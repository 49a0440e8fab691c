"""Every chart in every size: no words run into each other, none leave the picture, and no bar is without its name."""

import functools
import json
from itertools import pairwise
from pathlib import Path

import plotly.graph_objects as go
import pytest
from playwright.sync_api import Page
from plotly.io.json import to_json_plotly

import coalviz
from coalviz.dates import Day
from coalviz.forms.steps import Band, Level, Sign, steps
from coalviz.theme import layout_of
from plotly_pptx.letters import WORDS

TEN = Path(__file__).parent / "ten_articles" / "tables"
# Draws a figure; gives boxes of words that overlap by more than a hair, and words beyond the edge.
COLLIDING = """async figure => {
    await Plotly.newPlot("chart", figure.data, figure.layout, {staticPlot: true});
    const {yaxis} = document.querySelector("#chart")._fullLayout;
    const places = yaxis.visible && yaxis.type === "category" ? yaxis._categories.length : 0;
    const edge = document.querySelector(".main-svg").getBoundingClientRect();
    const lines = [...document.querySelectorAll(".main-svg text")].flatMap(text =>
        text.querySelector("tspan.line") ? [...text.querySelectorAll("tspan.line")].map(line => [line, text]) : [[text, text]]);
    const boxes = lines.map(([line, text]) => {
        const range = document.createRange();
        range.selectNodeContents(line);
        return {text, words: line.textContent.trim(), box: range.getBoundingClientRect()};
    }).filter(({words, box}) => words && box.width > 0 && box.height > 0);
    const found = places > document.querySelectorAll(".ytick text").length ? ["places without a name"] : [];
    for (const {words, box} of boxes)
        if (box.left < edge.left - 2 || box.right > edge.right + 2 || box.top < edge.top - 2 || box.bottom > edge.bottom + 2)
            found.push(`beyond the edge: ${words}`);
    boxes.forEach((one, number) => {
        for (const other of boxes.slice(number + 1)) {
            if (one.text === other.text) continue;
            const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
            const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
            if (wide > 2 && high > 0.35 * Math.min(one.box.height, other.box.height)) found.push(`${one.words} / ${other.words}`);
        }
    });
    return found;
}"""


@functools.cache
def figures_of(tables: str) -> dict[str, go.Figure]:
    """Draw the charts of a set of tables: they are framed for each size."""
    if tables == "shipped":
        return coalviz.standard_figures(coalviz.load())
    dataset = coalviz.load(TEN)
    charts = (
        coalviz.pledges_by_country,
        coalviz.pledge_sum,
        coalviz.pledges_over_time,
        coalviz.members_over_time,
        coalviz.who_says_who,
    )
    return (
        {draw.__name__: draw(dataset, coalition="lighthouse") for draw in charts}
        | {
            draw.__name__: draw(dataset)
            for draw in (coalviz.coalition_roles, coalviz.coalition_timeline, coalviz.country_map)
        }
        | {"dollars": coalviz.pledges_by_country(dataset, coalition="lighthouse", unit="USD")}
    )


@pytest.mark.parametrize("size", [*coalviz.SIZES, (840, None), (600, None)], ids=str)
@pytest.mark.parametrize("tables", ["shipped", "ten articles"])
def test_no_words_collide(tables: str, size: object, with_plotly: Page) -> None:
    found = {
        name: with_plotly.evaluate(COLLIDING, json.loads(to_json_plotly(layout_of(figure, size))))
        for name, figure in figures_of(tables).items()
    }
    assert not {name: words for name, words in found.items() if words}


@pytest.mark.parametrize("size", [*coalviz.SIZES, (840, None), (600, None)], ids=str)
def test_lines_of_words_above_steps_keep_apart_whatever_stands_below(size: object) -> None:
    signs = [Sign("event", Day(2024, 1, 1), f"{'word ' * 12}{number}", {}) for number in range(6)]
    level = Level(Day(2024, 1, 1), 0, 5, "Five", {})
    drawing = steps([Band("members", [level])], signs, (Day(2023, 12, 1), Day(2024, 3, 1)))
    figure = coalviz.cite(
        go.Figure(
            [{k: trace[k] for k in trace if k != "marks"} for trace in drawing.data]
        ).update_layout(drawing.layout),
        title="A title of many words " * 6,
        sources=["Somebody"],
        alt="Steps",
        notes=["A long note that must be said in full " * 8],
        margin=drawing.margin,
    )
    layout = layout_of(figure, size, "notebook" if isinstance(size, tuple) else "slide")
    [words] = [trace for trace in layout["data"] if trace.get("meta") == WORDS]
    frame = layout["layout"]
    plot = frame["height"] - frame["margin"]["t"] - frame["margin"]["b"]
    apart = min(b - a for a, b in pairwise(sorted(words["y"]))) * plot / frame["yaxis"]["range"][1]
    assert 6 <= words["textfont"]["size"] <= apart / 1.2
