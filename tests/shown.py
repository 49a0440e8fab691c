"""An explorer on a page, for the tests that put a hand on its controls."""

import json
import time

from playwright.sync_api import Locator, Page, expect

import coalviz
from coalviz.dataset import Dataset

VISIBLE = """chart => JSON.stringify(chart.data.filter(trace => trace.visible !== false).sort((a, b) => a.legendrank - b.legendrank)
    .map(trace => [trace.type, trace.name ?? null, trace.x ?? null, trace.y ?? null, trace.z ?? null, trace.text ?? null]))"""


class Shown:
    """An explorer on a page: its controls, and its chart as the browser has it."""

    def __init__(self, page: Page, within: Locator, dataset: Dataset) -> None:
        self.page, self.within, self.dataset = page, within, dataset
        self.chart = within.locator(".js-plotly-plot:has(svg.main-svg)").first
        self.chart.wait_for()

    def shows(self, state: dict, patience: float = 60) -> None:
        """Wait until the chart shows what the chart function gives; fail if it does not come to that."""
        figure = coalviz.figure_of(self.dataset, state)
        keys = ("type", "name", "x", "y", "z", "text")
        wanted = [[trace.get(key) for key in keys] for trace in json.loads(figure.to_json())["data"]]
        deadline = time.monotonic() + patience
        while (found := json.loads(self.chart.evaluate(VISIBLE))) != wanted and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
        assert found == wanted, state
        expect(self.within.get_by_label("Code of this figure")).to_have_value(figure.layout.meta["code"])

    def set(self, control: str, choice: str) -> None:
        self.within.get_by_label(control, exact=True).select_option(choice)

    def press(self, button: str) -> None:
        self.within.get_by_role("button", name=button, exact=True).click()

    def ranges(self) -> list:
        return self.chart.evaluate("chart => [chart._fullLayout.xaxis.range, chart._fullLayout.yaxis.range]")

    def place(self, selector: str) -> dict[str, float]:
        self.chart.scroll_into_view_if_needed()
        return self.chart.locator(selector).first.bounding_box()

    def status(self) -> Locator:
        return self.within.get_by_role("status")
