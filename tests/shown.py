"""An explorer on a page, for the tests that put a hand on its controls."""

import json
import random
import time

from playwright.sync_api import Locator, Page, expect

import coalviz
import coalviz.money
from coalviz.dataset import Dataset
from coalviz.theme import layout_of

STARTS = {
    "pledge": "pledges_by_country",
    "membership": "members_over_time",
    "landscape": "coalition_roles",
}
STARTS = {name: {"chart": chart} for name, chart in STARTS.items()}

# Waits, on the page itself, until an explorer shows a state in the room there is, a second at most; gives what is
# drawn then.
DRAWN = """async (explorer, state) => {
    const text = (state) => JSON.stringify(Object.entries(state).sort());
    const chart = explorer.querySelector(".chart");
    const width = () => chart._fullLayout.width;
    const fits = () => Math.min(1240, chart.clientWidth) - 21 <= width() && width() <= chart.clientWidth;
    const shown = () => text(JSON.parse(explorer.dataset.shown)) === text(state) && fits();
    const end = performance.now() + 1000;
    while (!shown() && performance.now() < end) await new Promise((later) => setTimeout(later, 10));
    const marks = chart.data.map((trace) =>
        ["type", "name", "x", "y", "z", "text"].map((key) => trace[key] ?? null));
    return [shown(), width(), JSON.stringify(marks), chart.ariaLabel];
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


CONTROLS = {"Unit": ["in US dollars", "in euro"], "Coalition": ["Tank", "All coalitions", "IT"]}


def press_one(explorer: Shown, chance: random.Random) -> None:
    """Press something that this chart has, as quickly as the page takes it."""
    act = chance.choice(["list", "tab", "reset", "undo", "day", "country", "save"])
    if act == "list":
        label = chance.choice(list(CONTROLS))
        explorer.control(label).select_option(chance.choice(CONTROLS[label]))
    elif act == "tab":
        explorer.tab(chance.choice(["Pledges by country", "Pledge sum", "Pledges over time"]))
    elif act == "reset":
        explorer.press("Reset")
    elif (
        act == "undo"
        and explorer.within.get_by_role("button", name="Undo", exact=True).is_enabled()
    ):
        explorer.press("Undo")
    elif act == "day":
        explorer.press(chance.choice(["The day before", "The next day"]))
    elif act == "country" and explorer.control("Countries").is_visible():
        explorer.control("Countries").fill(chance.choice(["Estonia", "Latvia", "Japan"]))
    elif act == "save":
        explorer.within.get_by_role("button", name="Add to briefing").click()


def chosen(explorer: Shown) -> dict:
    """Read from the controls themselves what is chosen."""
    shown = {"tab": explorer.within.get_by_role("tab", selected=True).inner_text()}
    shown["day"] = explorer.within.locator(".day").inner_text()
    for label in CONTROLS:
        shown[label] = explorer.control(label).evaluate("select => select.selectedOptions[0].text")
    return shown


def means(explorer: Shown, state: dict) -> dict:
    """Say what the controls must show for a state."""
    coalition = state.get("coalition", "it")
    return {
        "tab": state["chart"].replace("_", " ").capitalize(),
        "day": coalviz.words(state.get("as_of", str(explorer.dataset.day))),
        "Unit": coalviz.money.UNITS[state.get("unit", "EUR")],
        "Coalition": explorer.dataset.names.get(coalition, "All coalitions"),
    }


def press_many(explorer: Shown, chance: random.Random) -> dict[str, str]:
    """Press ten things, then a chart and a unit, which are given; wait until nothing is waited for."""
    for _ in range(10):
        press_one(explorer, chance)
    final = {
        "tab": chance.choice(["Pledges by country", "Pledge sum"]),
        "Unit": chance.choice(CONTROLS["Unit"]),
    }
    explorer.tab(final["tab"])
    explorer.set("Unit", final["Unit"])
    # a slow machine may still be drawing earlier choices
    expect(explorer.within).to_have_attribute("aria-busy", "false", timeout=60_000)
    return final


def shows_what_was_chosen(explorer: Shown, state: dict, final: dict[str, str]) -> None:
    """Fail unless chart and controls show the kernel's state, and this is what was chosen last."""
    explorer.shows(state)
    assert chosen(explorer) == means(explorer, state)
    assert final.items() <= means(explorer, state).items()
