"""Each notebook in JupyterLab, in a browser that reaches no other machine: as stored, and after Run All."""

import json
import re
from pathlib import Path

import pytest
from lab import ROOT, SCREENSHOTS, NotebookPage, Server
from playwright.sync_api import Browser, expect
from shown import Shown
from stored_notebooks import PLOTLY

import coalviz
from coalviz.dataset import DATA

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))


def cells_with_charts(cells: list[dict]) -> list[int]:
    """Give the numbers of the cells whose outputs hold a chart."""
    return [
        number
        for number, cell in enumerate(cells)
        if any(PLOTLY in output.get("data", {}) for output in cell.get("outputs", []))
    ]


def test_a_notebook_shows_its_charts_as_stored_and_after_run_all(
    notebook_page: NotebookPage,
) -> None:
    name = "1-pledges.ipynb"  # nbval runs all
    stored = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
    notebook_page.open(name)
    see_charts(notebook_page, stored)
    assert not notebook_page.cut_off()
    assert notebook_page.page.locator(".Toastify__toast").count() == 0, (
        "JupyterLab asks something at its first start"
    )

    notebook_page.run_all()
    cells = notebook_page.cells()
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    kinds = {
        output.get("name", output["output_type"]) for cell in code for output in cell["outputs"]
    }
    assert kinds <= {"display_data", "execute_result", "stdout"}
    see_charts(notebook_page, cells)
    for number in [
        number for number, cell in enumerate(cells) if "_explorer(" in "".join(cell["source"])
    ]:
        try_every_chart(notebook_page, number)
    notebook_page.photograph(f"{Path(name).stem}-run")


def see_charts(page: NotebookPage, cells: list[dict]) -> None:
    """Look at each cell that holds a chart: it is drawn, and nothing on the page is broken."""
    with_charts = cells_with_charts(cells)
    assert with_charts, "a notebook of charts holds none"
    for number in with_charts:
        page.cell(number).scroll_into_view_if_needed()
        page.charts(number).first.wait_for()
        assert page.charts(number).first.bounding_box()["height"] > 100
    assert not page.broken()


def try_every_chart(page: NotebookPage, number: int) -> None:
    """Choose each chart of the explorer in a cell: another chart appears, and no error."""
    page.cell(number).scroll_into_view_if_needed()
    explorer = Shown(page.page, page.cell(number), coalviz.load())
    kept = {name: value for name, value in explorer.state().items() if name == "as_of"}
    for tab in explorer.within.get_by_role("tab").all():
        tab.click()
        name = tab.inner_text().lower().replace(" ", "_")
        page.page.wait_for_function(
            "name => [...document.querySelectorAll('[data-shown]')].some(one => JSON.parse(one.dataset.shown).chart === name)",
            arg=name,
        )
        assert explorer.state().items() >= kept.items()
    assert explorer.status().inner_text() == "" and explorer.within.get_by_role("alert").is_hidden()


def test_an_article_is_typed_in_and_its_rows_are_appended(
    lab: Server, notebook_page: NotebookPage
) -> None:
    notebook_page.open("5-next-article.ipynb")
    notebook_page.run_all()
    form = notebook_page.page.locator(".coalviz-form").first
    form.scroll_into_view_if_needed()
    article = form.locator("fieldset.claim").first
    for name, text in {
        "title": "Invented for a test",
        "publisher": "The Test",
        "published": "3 June 2024",
        "url": "https://example.org/test",
    }.items():
        article.locator(f"[name={name}]").fill(text)
    published = article.locator('.wrong[data-column="published"]')
    expect(published).to_contain_text("“3 June 2024”")
    article.locator("[name=published]").fill("2024-06-03")
    expect(published).to_have_text("")

    form.get_by_role("button", name="+ Somebody gives something").click()
    claim = form.locator("fieldset.claim").nth(1)
    button = form.get_by_role("button", name="Append the rows")
    expect(claim.locator('.wrong[data-column="coalition_id"]')).to_contain_text("is blank")
    expect(button).to_be_disabled()
    claim.locator("[name=pledge_id]").fill("it-swe-1")
    claim.locator("[name=coalition_id]").select_option("it")
    claim.locator("[name=donors]").select_option(["SWE", "NOR"])
    claim.locator("[name=stage]").select_option("pledged")
    claim.locator("[name=form]").select_option("money")
    claim.locator("[name=locator]").fill("paragraph 2")
    claim.locator("[name=wording]").fill("more than €5 million")
    claim.locator("[name=wording]").press("Tab")
    expect(claim.locator("[name=amount]")).to_have_value("5000000")
    expect(form.locator("pre")).to_contain_text("it-swe-1,it,NOR SWE,,pledged,money,>,5000000,EUR")
    expect(form).to_contain_text("The rows are in order.")
    notebook_page.photograph("article-form")
    button.click()
    expect(form.locator(".review")).to_contain_text("pledge: Norway and Sweden")
    tables = lab.folder / "exports" / "tables-to-try"
    before, after = (
        (folder / "pledges.csv").read_text(encoding="utf-8") for folder in (DATA, tables)
    )
    added = after.removeprefix(before)
    assert added.startswith("it-swe-1,") and added.count("\n") == 1
    notebook_page.photograph("article-appended")


def test_the_page_tells_of_other_machines_and_errors(lab: Server, browser: Browser) -> None:
    for script, found in [
        ("fetch('http://203.0.113.1/map.json').catch(() => null)", "203.0.113.1/map.json"),
        ("void new WebSocket('ws://203.0.113.1/live')", "203.0.113.1/live"),
        ("console.error('a chart broke')", "a chart broke"),
        ("setTimeout(() => { throw Error('a widget broke') })", "a widget broke"),
    ]:
        with NotebookPage(lab, browser) as page:
            page.page.goto(f"{lab.url}/api")
            page.check()
            page.page.evaluate(f"() => {{ {script} }}")
            page.page.wait_for_timeout(200)
            with pytest.raises(AssertionError, match=found):
                page.check()


def test_the_dashboard_shows_charts_and_no_code(browser: Browser, tmp_path: Path) -> None:
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
        page.get_by_role("navigation").get_by_role("link", name="3 landscape").click()
        expect(other).to_have_attribute("src", re.compile("3-landscape"))
        # Voilà lacks the method by which Plotly hands back a picture of each drawn chart; nothing is lost.
        dashboard.errors = [
            error for error in dashboard.errors if "setData is not a function" not in error
        ]
        dashboard.check()
