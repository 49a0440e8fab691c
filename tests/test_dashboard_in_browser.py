"""The notebooks as a dashboard, in a browser that reaches no other machine."""

import re
from pathlib import Path

from lab import ROOT, SCREENSHOTS, NotebookPage, Server
from playwright.sync_api import BrowserContext, expect
from shown import Shown

import coalviz

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def test_the_dashboard_shows_charts_and_no_code(browser: BrowserContext, tmp_path: Path) -> None:
    with Server(tmp_path, "voila") as server, NotebookPage(server, browser) as dashboard:
        page = dashboard.page
        page.goto(server.url)
        names = [name.removesuffix(".ipynb").replace("-", " ") for name in NOTEBOOKS]
        assert page.get_by_role("navigation").get_by_role("link").all_inner_texts() == names
        section = page.frame_locator("iframe[title='1-pledges.ipynb']")
        section.locator(".js-plotly-plot svg.main-svg").first.wait_for()
        assert section.locator(".jp-InputArea-editor:visible").count() == 0
        assert "import " not in section.locator("body").inner_text()
        explorer = Shown(page, section.locator("body"), coalviz.load())
        explorer.tab("Pledge sum")
        explorer.shows({"chart": "pledge_sum"})
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "dashboard.png")
        other = page.locator("iframe[title='3-landscape.ipynb']")
        assert other.get_attribute("src") is None, "a section runs once it comes into sight"
        page.route("**/3-landscape*", lambda route: route.abort())  # that it is asked for is enough
        page.get_by_role("navigation").get_by_role("link", name="3 landscape").click()
        expect(other).to_have_attribute("src", re.compile("3-landscape"))
        # Voilà lacks the method by which Plotly hands back a picture of each drawn chart; nothing is lost.
        dashboard.errors = [
            error for error in dashboard.errors if "setData is not a function" not in error
        ]
        dashboard.check()
