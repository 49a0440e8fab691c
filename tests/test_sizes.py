"""Every chart in every size: no words run into each other, and none leave the picture."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page

import coalviz

TEN = Path(__file__).parent / "ten_articles" / "tables"
# Boxes of words that overlap by more than a hair, and words beyond the edge.
COLLIDING = """() => {
    const edge = document.querySelector(".main-svg").getBoundingClientRect();
    const lines = [...document.querySelectorAll(".main-svg text")].flatMap(text =>
        text.querySelector("tspan.line") ? [...text.querySelectorAll("tspan.line")].map(line => [line, text]) : [[text, text]]);
    const boxes = lines.map(([line, text]) => {
        const range = document.createRange();
        range.selectNodeContents(line);
        return {text, words: line.textContent.trim(), box: range.getBoundingClientRect()};
    }).filter(({words, box}) => words && box.width > 0 && box.height > 0);
    const found = [];
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


def colliding(page: Page, figure: object, size: object) -> list[str]:
    drawn = json.loads(coalviz.framed(figure, size).to_json())
    page.evaluate(
        "figure => Plotly.newPlot('chart', figure.data, figure.layout, {staticPlot: true})", drawn
    )
    return page.evaluate(COLLIDING)


@pytest.mark.parametrize("size", [*coalviz.SIZES, (840, None), (600, None)], ids=str)
@pytest.mark.parametrize("tables", ["shipped", "ten articles"])
def test_no_words_collide(tables: str, size: object, with_plotly: Page) -> None:
    dataset = coalviz.load() if tables == "shipped" else coalviz.load(TEN)
    figures = (
        coalviz.standard_figures(dataset)
        if tables == "shipped"
        else figures_of("lighthouse", dataset)
    )
    found = {name: colliding(with_plotly, figure, size) for name, figure in figures.items()}
    assert not {name: words for name, words in found.items() if words}


def figures_of(coalition: str, dataset: coalviz.Dataset) -> dict:
    charts = (
        coalviz.pledges_by_country,
        coalviz.pledge_sum,
        coalviz.pledges_over_time,
        coalviz.members_over_time,
        coalviz.who_says_who,
    )
    return {draw.__name__: draw(dataset, coalition=coalition) for draw in charts} | {
        draw.__name__: draw(dataset)
        for draw in (coalviz.coalition_roles, coalviz.coalition_timeline, coalviz.country_map)
    }
