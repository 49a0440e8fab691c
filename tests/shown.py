"""An explorer on a page, for the tests that put a hand on its controls."""

import json
import time

from playwright.sync_api import Locator, Page, expect

import coalviz
from coalviz.dataset import Dataset
from coalviz.theme import layout_of

# Waits, on the page itself, until an explorer shows a state, a second at most; gives what is drawn then.
DRAWN = """async (explorer, state) => {
    const text = (state) => JSON.stringify(Object.entries(state).sort());
    const end = performance.now() + 1000;
    const shown = () => text(JSON.parse(explorer.dataset.shown)) === text(state);
    while (!shown() && performance.now() < end) await new Promise((later) => setTimeout(later, 10));
    const chart = explorer.querySelector(".chart");
    const marks = chart.data.map((trace) =>
        ["type", "name", "x", "y", "z", "text"].map((key) => trace[key] ?? null));
    return [shown(), chart._fullLayout.width, JSON.stringify(marks), chart.ariaLabel];
}"""


class Shown:
    """An explorer on a page: its controls, and its chart as the browser has it."""

    def __init__(self, page: Page, within: Locator, dataset: Dataset) -> None:
        self.page, self.dataset = page, dataset
        self.within = within.locator(".coalviz-explorer").first
        self.chart = self.within.locator(".chart")
        self.chart.locator("svg.main-svg").first.wait_for()

    def state(self) -> dict:
        """Give the state of which the page last drew the chart."""
        return json.loads(self.within.get_attribute("data-shown"))

    def told(self) -> str:
        """Say what is on the page, for whoever reads of a failure."""
        busy = self.within.get_attribute("aria-busy")
        words = self.within.locator(".problem, .status").all_inner_texts()
        return f"{self.state()} is shown (busy: {busy}) and said: {words}"

    def shows(self, state: dict, patience: float = 60) -> None:
        """Wait until the page has drawn a state; fail if it does not, or the chart is another."""
        deadline = time.monotonic() + patience
        shown = False
        while not shown and time.monotonic() < deadline:
            shown, width, marks, label = self.within.evaluate(DRAWN, state)
        assert shown, f"wanted {state}, but {self.told()}"
        figure = coalviz.figure_of(self.dataset, state)
        drawn = layout_of(figure, (width, None))
        keys = ("type", "name", "x", "y", "z", "text")
        wanted = [[trace.get(key) for key in keys] for trace in drawn["data"]]
        assert json.loads(marks) == json.loads(json.dumps(wanted, default=list)), (
            "drawn is another chart than that of the state"
        )
        assert label == figure.layout.meta["alt"]

    def is_pictured(self) -> None:
        """Wait until the widget holds a picture of what is shown, for a saved notebook."""
        shown = self.within.get_attribute("data-shown")
        expect(self.within).to_have_attribute("data-pictured", shown, timeout=60_000)

    def tab(self, name: str) -> None:
        """Choose a chart."""
        self.within.get_by_role("tab", name=name, exact=True).click()

    def control(self, label: str) -> Locator:
        """Find a control; those behind More are unfolded first."""
        found = self.within.get_by_label(label, exact=True)
        if not found.is_visible():
            self.within.get_by_text("More", exact=True).click()
        return found

    def set(self, label: str, choice: str) -> None:
        """Choose from a list."""
        self.control(label).select_option(choice)

    def press(self, button: str) -> None:
        """Press a button."""
        self.within.get_by_role("button", name=button, exact=True).click()

    def ranges(self) -> list:
        """Give the ends of both axes."""
        return self.chart.evaluate(
            "chart => [chart._fullLayout.xaxis.range, chart._fullLayout.yaxis.range]"
        )

    def place(self, selector: str) -> dict[str, float]:
        """Say where a part of the chart is."""
        self.chart.scroll_into_view_if_needed()
        return self.chart.locator(selector).first.bounding_box()

    def drag(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a rectangle on the plot, as one does to zoom."""
        area, mouse = self.place(".nsewdrag"), self.page.mouse
        mouse.move(area["x"] + left, area["y"] + top)
        mouse.down()
        mouse.move(area["x"] + right, area["y"] + bottom, steps=4)
        mouse.up()
        self.page.wait_for_timeout(300)

    def status(self) -> Locator:
        """Find what the explorer says."""
        return self.within.locator(".status")
