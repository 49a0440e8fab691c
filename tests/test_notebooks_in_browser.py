"""Notebooks in JupyterLab, in a browser that reaches no other machine: charts, explorers, the form for an article."""

import html
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from lab import ROOT, SCREENSHOTS, NotebookPage, Server
from playwright.sync_api import BrowserContext, expect
from shown import STARTS, Shown, press_many, shows_what_was_chosen
from stored_notebooks import PLOTLY

import coalviz
import coalviz.money
from coalviz.dataset import DATA, Dataset


def notebook(path: Path, *cells: str) -> None:
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=metadata
        ),
        path,
    )


# what can be pressed; in a saved notebook nobody would hear it
TO_PRESS = ":is(button, input, select):not([inert], [inert] *)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebooks of the project, one with an explorer in each cell, one with one, one with the form for an article."""
    place = tmp_path_factory.mktemp("explorers") / "notebooks"
    shutil.copytree(
        ROOT / "notebooks",
        place,
        ignore=shutil.ignore_patterns(".ipynb_checkpoints", "exports", "briefing"),
    )
    cells = [f"import coalviz\ncoalviz.{name}_explorer(coalviz.load())" for name in STARTS]
    cells[0] = cells[0].replace("coalviz.pledge", "explorer = coalviz.pledge") + "\nexplorer"
    notebook(place / "explorers.ipynb", *cells)
    notebook(place / "explorer.ipynb", cells[0])
    notebook(place / "form.ipynb", "import coalviz\ncoalviz.ArticleForm(coalviz.tables_to_try())")
    return place


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Iterator[Server]:
    """A JupyterLab server on these notebooks."""
    with Server(tmp_path_factory.mktemp("lab"), notebooks=folder) as server:
        yield server


@pytest.fixture(scope="module")
def jupyterlab(lab: Server, browser: BrowserContext) -> Iterator[NotebookPage]:
    """A page with JupyterLab, in which one notebook after another is opened."""
    with NotebookPage(lab, browser) as page:
        yield page


@pytest.fixture(scope="module")
def opened(jupyterlab: NotebookPage) -> NotebookPage:
    """The notebook of explorers, opened and run once for all tests."""
    jupyterlab.open("explorers.ipynb")
    jupyterlab.run_all()
    return jupyterlab


@pytest.fixture
def shown(opened: NotebookPage, shipped: Dataset) -> Iterator[Callable[[str], Shown]]:
    """Give the explorer of a name, as it was at the start; the test fails if the page had errors or asked other machines."""

    def explorer(name: str) -> Shown:
        cell = opened.cell(list(STARTS).index(name))
        cell.scroll_into_view_if_needed()
        found = Shown(opened.page, cell, shipped)
        found.press("Reset")
        found.shows(STARTS[name])
        return found

    yield explorer
    opened.check()


def python(page: NotebookPage, code: str) -> str:
    """Run code in the notebook's kernel, beside its cells, and give what it prints."""
    return page.page.evaluate(
        """code => new Promise(done => {
            const {kernel} = window.jupyterapp.shell.currentWidget.sessionContext.session;
            const future = kernel.requestExecute({code, store_history: false});
            let printed = "";
            future.onIOPub = message => { if (message.header.msg_type === "stream") printed += message.content.text; };
            future.done.then(() => done(printed));
        })""",
        code,
    )


def test_the_page_tells_of_other_machines_and_errors(lab: Server, browser: BrowserContext) -> None:
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


def cells_with_charts(cells: list[dict]) -> list[int]:
    """Give the numbers of the cells whose outputs hold a chart."""
    return [
        number
        for number, cell in enumerate(cells)
        if any(PLOTLY in output.get("data", {}) for output in cell.get("outputs", []))
    ]


def test_a_notebook_shows_its_charts_as_stored_and_after_run_all(
    jupyterlab: NotebookPage,
) -> None:
    name = "1-pledges.ipynb"  # nbval runs all
    stored = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))["cells"]
    jupyterlab.open(name)
    see_charts(jupyterlab, stored)
    assert not jupyterlab.cut_off()
    assert jupyterlab.page.locator(".Toastify__toast").count() == 0, (
        "JupyterLab asks something at its first start"
    )

    jupyterlab.run_all()
    cells = jupyterlab.cells()
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    kinds = {
        output.get("name", output["output_type"]) for cell in code for output in cell["outputs"]
    }
    assert kinds <= {"display_data", "execute_result", "stdout"}
    see_charts(jupyterlab, cells)
    jupyterlab.page.screenshot(path=SCREENSHOTS / "1-pledges-run.png")
    jupyterlab.check()


def see_charts(page: NotebookPage, cells: list[dict]) -> None:
    """Look at each cell that holds a chart: it is drawn, and nothing on the page is broken."""
    with_charts = cells_with_charts(cells)
    assert with_charts, "a notebook of charts holds none"
    for number in with_charts:
        page.cell(number).scroll_into_view_if_needed()
        page.charts(number).first.wait_for()
        assert page.charts(number).first.bounding_box()["height"] > 100
    assert not page.broken()


def test_an_article_is_typed_in_and_its_rows_are_appended(
    lab: Server, jupyterlab: NotebookPage
) -> None:
    jupyterlab.open("form.ipynb")
    jupyterlab.run_all()
    form = jupyterlab.page.locator(".coalviz-form").first
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

    cells = len(jupyterlab.cells())
    button = form.get_by_role("button", name="+ Somebody gives something")
    for key in "xabdd":
        button.press(key)
    assert len(jupyterlab.cells()) == cells
    button.click()
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
    button.click()
    expect(form.locator(".review")).to_contain_text("pledge: Norway and Sweden", timeout=60_000)
    tables = lab.folder / "exports" / "tables-to-try"
    before, after = (
        (folder / "pledges.csv").read_text(encoding="utf-8") for folder in (DATA, tables)
    )
    added = after.removeprefix(before)
    assert added.startswith("it-swe-1,") and added.count("\n") == 1
    form.screenshot(path=SCREENSHOTS / "article-form.png")
    jupyterlab.save()
    jupyterlab.close()
    jupyterlab.open("form.ipynb")
    expect(form).to_contain_text("If none is running, run this cell.", timeout=20_000)
    assert not form.locator(TO_PRESS).count()
    jupyterlab.check()


def test_the_keyboard_is_enough(shown: Callable[[str], Shown]) -> None:
    explorer, chart = shown("pledge"), STARTS["pledge"]
    keys = explorer.page.keyboard
    explorer.within.get_by_role("tab").first.focus()
    focused = "() => { const e = document.activeElement; return e.ariaLabel || e.innerText; }"
    reached = []
    while "Reset" not in reached[-1:] and len(reached) < 40:  # where the explorer ends
        reached.append(explorer.page.evaluate(focused).strip())
        if reached[-1] == "Known by":
            keys.press("ArrowLeft")
            explorer.shows(chart | {"as_of": "2024-02-02"})
            keys.press("ArrowRight")
            explorer.shows(chart)
        if reached[-1] == "Countries" and "Latvia ✕" not in reached:
            keys.type("Latvia")
            keys.press("Enter")
            explorer.shows(chart | {"countries": ["LVA"]})
        if reached[-1] == "Latvia ✕":
            keys.press("Enter")
            explorer.shows(chart)
        keys.press("Tab")
    wanted = [
        "Coalition",
        "Unit",
        "Countries",
        "Latvia ✕",
        "More",
        "Known by",
        "Add to briefing",
        "Save…",
        "Table",
        "Reset",
    ]
    assert [name for name in dict.fromkeys(reached) if name in wanted] == wanted


def test_a_key_after_a_click_on_a_mark_cuts_no_cell(
    shown: Callable[[str], Shown], opened: NotebookPage
) -> None:
    explorer, before = shown("pledge"), len(opened.cells())
    explorer.chart.locator(".nsewdrag").first.click()
    for key in "xabdd":
        explorer.page.keyboard.press(key)
    assert len(opened.cells()) == before


def test_a_notebook_is_saved_by_keys_from_within_an_explorer(
    shown: Callable[[str], Shown], lab: Server
) -> None:
    def saved() -> int:
        return max(path.stat().st_mtime_ns for path in lab.folder.glob("*.ipynb"))

    explorer, before = shown("pledge"), saved()
    explorer.tab("Pledge sum")
    explorer.page.keyboard.press("Control+s")
    expect(explorer.page.get_by_text("Saving completed")).to_be_visible()
    assert saved() > before


def test_no_choice_is_ever_lost_while_the_kernel_is_busy_and_a_cell_awaits(
    shown: Callable[[str], Shown], opened: NotebookPage
) -> None:
    explorer, chance = shown("pledge"), random.Random(1)
    cell = "import asyncio, time\nfor _ in range(25):\n    time.sleep(0.03)\n    await asyncio.sleep(0.05)"
    for _ in range(5):
        opened.page.evaluate(
            "code => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}); }",
            cell,
        )
        final = press_many(explorer, chance)
        opened.wait_until_idle()
        kernel = json.loads(python(opened, "import json; print(json.dumps(explorer.state))"))
        shows_what_was_chosen(explorer, kernel, final)


def test_two_views_show_the_same(
    opened: NotebookPage, shipped: Dataset, shown: Callable[[str], Shown]
) -> None:
    first = shown("pledge")
    opened.page.evaluate(
        "() => { const {content} = window.jupyterapp.shell.currentWidget; content.activeCellIndex = 0; }"
    )
    opened.page.evaluate("() => window.jupyterapp.commands.execute('notebook:create-output-view')")
    other = opened.page.locator(".jp-LinkedOutputView")
    second = Shown(opened.page, other, shipped)
    try:
        second.tab("Pledge sum")
        for explorer in (second, first):
            explorer.shows({"chart": "pledge_sum"})
        first.press("Reset")
        for explorer in (first, second):
            explorer.shows(STARTS["pledge"])
            assert (
                explorer.within.get_by_role("tab", selected=True).inner_text()
                == "Pledges by country"
            )
    finally:
        opened.page.evaluate(
            "() => [...window.jupyterapp.shell.widgets('main')].find(one => one.title.label.includes('Output View')).close()"
        )


@pytest.fixture(scope="module")
def explorer(jupyterlab: NotebookPage) -> Shown:
    """The explorer of a notebook with one alone."""
    jupyterlab.open("explorer.ipynb")
    jupyterlab.errors.clear()  # JupyterLab's own, when it closes a notebook that had an output view
    jupyterlab.run_all()
    return Shown(jupyterlab.page, jupyterlab.cell(0), coalviz.load())


# A page whose first change never reaches the kernel, and which misses the first answer, as while a
# kernel is still being connected.
LOSE_THE_FIRST = """
const read = (data) => typeof data === "string" ? data : new TextDecoder().decode(data);
const loses = (name, data, words) => !window[name] && read(data).includes(words) && (window[name] = true);
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  if (!loses("unsent", data, '"ask":"change"')) send.call(this, data);
};
const heard = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
const set = function (hear) {
  const unless = (event) => loses("unheard", event.data, '\\\\"number\\\\":') || hear.call(this, event);
  heard.set.call(this, unless);
};
Object.defineProperty(WebSocket.prototype, "onmessage", { ...heard, set });
"""


def test_a_link_opens_its_chart_in_another_tab(
    jupyterlab: NotebookPage, explorer: Shown, lab: Server
) -> None:
    jupyterlab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    state = STARTS["pledge"] | {"unit": "USD", "countries": ["EST"]}
    explorer.tab("Pledge sum")
    explorer.shows({"chart": "pledge_sum"})
    jupyterlab.save()  # this page, which stays open, remembers the sum
    explorer.tab("Pledges by country")
    explorer.set("Unit", "in US dollars")
    explorer.press("Map")
    explorer.press("EST")
    explorer.shows(state)
    explorer.is_pictured()
    explorer.press("Map")
    explorer.press("Copy link")
    expect(explorer.status()).to_contain_text("Copied: http")
    link = explorer.page.evaluate("() => navigator.clipboard.readText()")
    # In another tab, where JupyterLab loads the page a second time by itself, and where messages are lost.
    with NotebookPage(lab, jupyterlab.context) as page:
        page.page.add_init_script(LOSE_THE_FIRST)
        page.page.goto(link)
        page.wait_until_ready()
        Shown(page.page, page.cell(0), explorer.dataset).shows(state)  # without running it
        assert page.page.evaluate("() => window.unsent && window.unheard")
        jupyterlab.save()  # the other page made the kernel tell all that it knows, which is no picture
        page.check()
    pictures = kept_pictures(lab)
    assert pictures and all(picture.startswith("data:image/svg") for picture in pictures)


def kept_pictures(lab: Server) -> list[str]:
    """Give the pictures of the explorers on the page that the saved notebook holds."""
    saved = nbformat.read(lab.folder / "explorer.ipynb", 4).metadata["widgets"]
    models = [
        entry["state"]
        for entry in saved["application/vnd.jupyter.widget-state+json"]["state"].values()
    ]
    return [model["picture"] for model in models if model.get("seen")]


def test_an_exported_page_shows_the_picture_of_an_explorer(
    jupyterlab: NotebookPage, explorer: Shown, lab: Server
) -> None:
    explorer.press("Reset")
    explorer.shows(STARTS["pledge"])
    explorer.is_pictured()
    jupyterlab.save()
    address = f"{lab.url}/nbconvert/html/explorer.ipynb"
    exported = jupyterlab.page.evaluate("url => fetch(url).then(page => page.text())", address)
    [picture] = re.findall(r"<img [^>]*src=\"([^\"]*)\"", exported)
    assert html.unescape(picture) in kept_pictures(lab)


def test_a_saved_notebook_shows_its_explorer_without_a_kernel_and_starts_from_it(
    jupyterlab: NotebookPage, explorer: Shown, lab: Server
) -> None:
    state = {"chart": "pledge_sum"}
    explorer.press("Reset")
    explorer.tab("Pledge sum")
    explorer.shows(state)
    explorer.is_pictured()
    jupyterlab.save()
    jupyterlab.close()
    assert (lab.folder / "explorer.ipynb").stat().st_size < 500_000
    # in the same page, which has a Plotly that could draw
    jupyterlab.open("explorer.ipynb")
    picture = jupyterlab.cell(0).locator(".picture img")
    picture.wait_for()
    assert picture.evaluate("image => image.naturalHeight") > 200 and not jupyterlab.broken()
    jupyterlab.page.wait_for_timeout(500)
    assert not jupyterlab.cell(0).locator(f".coalviz-explorer {TO_PRESS}").count()
    assert not jupyterlab.cell(0).locator(".main-svg").count()
    jupyterlab.run_all()
    Shown(jupyterlab.page, jupyterlab.cell(0), explorer.dataset).shows(state)
    jupyterlab.check()
