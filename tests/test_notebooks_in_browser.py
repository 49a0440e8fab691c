"""Notebooks in JupyterLab, in a browser that reaches no other machine: charts, explorers, the form for an article."""

import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from lab import ROOT, SCREENSHOTS, NotebookPage, Server
from playwright.sync_api import BrowserContext, expect
from pptx import Presentation
from shown import Shown
from stored_notebooks import PLOTLY

import coalviz
import coalviz.money
from coalviz.dataset import DATA, Dataset

STARTS = {
    "pledge": "pledges_by_country",
    "membership": "members_over_time",
    "landscape": "coalition_roles",
}
STARTS = {name: {"chart": chart} for name, chart in STARTS.items()}
EARLIER = "2 February 2024"


def notebook(path: Path, *cells: str) -> None:
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=metadata
        ),
        path,
    )


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
    button.click()
    expect(form.locator(".review")).to_contain_text("pledge: Norway and Sweden")
    tables = lab.folder / "exports" / "tables-to-try"
    before, after = (
        (folder / "pledges.csv").read_text(encoding="utf-8") for folder in (DATA, tables)
    )
    added = after.removeprefix(before)
    assert added.startswith("it-swe-1,") and added.count("\n") == 1
    form.screenshot(path=SCREENSHOTS / "article-form.png")
    jupyterlab.check()


def test_each_kind_of_control_changes_the_chart(shown: Callable[[str], Shown]) -> None:
    explorer, chart = shown("pledge"), STARTS["pledge"]
    for control, choice, state in (
        ("Unit", "in US dollars", {"unit": "USD"}),
        ("Unit", "in euro", {}),
        ("Order", "by name", {"sort": "name"}),
        ("Order", "by amount", {}),
        ("Coalition", "Tank", {"coalition": "tank"}),
        ("Coalition", "All coalitions", {"coalition": "all"}),
        ("Coalition", "IT", {}),
    ):
        explorer.set(control, choice)
        explorer.shows(chart | state)
    article = f"Babel, {EARLIER}"
    for control, typed, name, state in (
        ("Countries", "est", "Estonia", {"countries": ["EST"]}),
        ("Articles", "babel", article, {"sources": ["babel-2024-02-02"]}),
    ):
        explorer.control(control).press_sequentially(typed)
        explorer.control(control).press("Enter")
        explorer.shows(chart | state)
        explorer.press(f"{name} ✕")
        explorer.shows(chart)
    explorer.control("Show at most").fill("3")
    explorer.control("Show at most").press("Enter")
    explorer.shows(chart | {"most": 3})
    explorer.press("Undo")
    explorer.shows(chart)
    explorer.press("The day before")
    explorer.shows(chart | {"as_of": "2024-02-02"})
    explorer.press("▶ Play")
    explorer.shows(chart)


@pytest.mark.parametrize("name", ["membership", "landscape"])
def test_charts_take_turns_in_one_place(name: str, shown: Callable[[str], Shown]) -> None:
    explorer = shown(name)
    charts = explorer.within.get_by_role("tab").all_inner_texts()
    for label in [*charts[1:], charts[0], *charts[:0:-1]]:
        explorer.tab(label)
        explorer.shows({"chart": label.lower().replace(" ", "_")})


def test_events_are_chosen_one_by_one(shown: Callable[[str], Shown]) -> None:
    explorer = shown("landscape")
    explorer.tab("Coalition timeline")
    explorer.control("Announcement").check()
    explorer.control("Structure").uncheck()
    kinds = ["founding", "accession", "agreement", "meeting", "announcement"]
    explorer.shows({"chart": "coalition_timeline", "kinds": kinds})
    for kind in kinds:
        explorer.control(kind.capitalize()).uncheck()
    explorer.shows({"chart": "coalition_timeline", "kinds": []})


def test_the_keyboard_is_enough(shown: Callable[[str], Shown]) -> None:
    explorer, chart = shown("pledge"), STARTS["pledge"]
    keys = explorer.page.keyboard
    explorer.within.get_by_role("tab").first.focus()
    focused = "() => { const e = document.activeElement; return e.ariaLabel || e.innerText; }"
    reached = []
    for _ in range(30):
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


# the words of a chart that reach beyond it
BEYOND = """chart => {
    const space = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll("text")].filter(text => text.getBoundingClientRect().width > 0);
    const out = box => box.left < space.left - 1 || box.right > space.right + 1;
    return texts.filter(text => out(text.getBoundingClientRect())).map(text => text.textContent);
}"""
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


@pytest.mark.parametrize("busy", [False, True], ids=["at rest", "busy and while a cell awaits"])
def test_no_choice_is_ever_lost(
    busy: bool, shown: Callable[[str], Shown], opened: NotebookPage
) -> None:
    explorer, chance = shown("pledge"), random.Random(busy)
    cell = "import asyncio, time\nfor _ in range(25):\n    time.sleep(0.03)\n    await asyncio.sleep(0.05)"
    for _ in range(5):
        if busy:
            opened.page.evaluate(
                "code => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}); }",
                cell,
            )
        for _ in range(10):
            press_one(explorer, chance)
        final = chance.choice(["Pledges by country", "Pledge sum"]), chance.choice(CONTROLS["Unit"])
        explorer.tab(final[0])
        explorer.set("Unit", final[1])
        # a slow machine may still be drawing earlier choices
        expect(explorer.within).to_have_attribute("aria-busy", "false", timeout=60_000)
        opened.wait_until_idle()
        kernel = json.loads(python(opened, "import json; print(json.dumps(explorer.state))"))
        explorer.shows(kernel)
        assert chosen(explorer) == means(explorer, kernel)
        assert (means(explorer, kernel)["tab"], means(explorer, kernel)["Unit"]) == final


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


def test_a_zoom_stays_while_the_axes_mean_the_same(shown: Callable[[str], Shown]) -> None:
    explorer, whole = shown("pledge"), shown("pledge").ranges()
    explorer.drag(60, 20, 300, 120)
    zoomed = explorer.ranges()
    assert zoomed != whole
    explorer.press("The day before")  # other bars, the same euros
    explorer.shows(STARTS["pledge"] | {"as_of": "2024-02-02"})
    assert explorer.ranges()[0] == zoomed[0] and explorer.ranges()[1] != zoomed[1]
    explorer.set("Unit", "in US dollars")
    explorer.shows(STARTS["pledge"] | {"as_of": "2024-02-02", "unit": "USD"})
    dollars = explorer.ranges()
    assert dollars[0][0] == 0 and dollars[0] != zoomed[0]
    explorer.drag(60, 20, 300, 120)
    zoomed_in_dollars = explorer.ranges()
    area = explorer.place(".nsewdrag")
    for _ in range(5):  # on a busy machine two clicks may be too slow for a double one
        explorer.page.mouse.dblclick(area["x"] + 400, area["y"] + 100)
        explorer.page.wait_for_timeout(500)
        if explorer.ranges() != zoomed_in_dollars:
            break
    assert explorer.ranges() == dollars  # and not the euros of the start


def test_a_click_on_a_mark_lists_its_rows(
    shown: Callable[[str], Shown], opened: NotebookPage
) -> None:
    explorer = shown("pledge")
    bar = explorer.place(".barlayer .trace .point path")
    explorer.page.mouse.click(bar["x"] + 20, bar["y"] + bar["height"] / 2)
    lines = explorer.within.locator("table.coalviz-rows tbody tr")
    lines.first.wait_for()
    trace = coalviz.pledges_by_country(explorer.dataset).data[0]
    wanted = [reference.replace(":", ".csv, line ") for reference in trace.customdata[0].split()]
    expect(lines).to_have_count(len(wanted))
    assert [line.locator("td").last.inner_text() for line in lines.all()] == wanted
    link = lines.get_by_role("link").first
    assert link.get_attribute("href").startswith("https://babel.ua/en/news/")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == (
        "_blank",
        "noopener noreferrer",
    )
    explorer.press("All rows")
    every = coalviz.pledges_by_country(explorer.dataset).layout.meta["rows"]
    assert lines.count() == len(every)
    explorer.within.get_by_label("Search the rows").fill("luxembourg")
    assert 0 < lines.count() < len(every)
    explorer.within.screenshot(path=SCREENSHOTS / "explorer-rows.png")


def test_a_click_on_an_area_lists_the_rows_of_its_step(shown: Callable[[str], Shown]) -> None:
    explorer = shown("membership")
    area = explorer.place(".nsewdrag")
    explorer.page.mouse.click(area["x"] + area["width"] * 0.7, area["y"] + area["height"] * 0.9)
    lines = explorer.within.locator("table.coalviz-rows tbody tr")
    lines.first.wait_for()
    assert all("memberships.csv" in line.inner_text() for line in lines.all())


def test_each_format_is_saved_and_opens(
    shown: Callable[[str], Shown], lab: Server, opened: NotebookPage
) -> None:
    explorer = shown("pledge")
    # one browser for all pictures: it takes seconds to open
    python(opened, "from coalviz import pictures\nbrowser = pictures.one_browser()")
    python(opened, "browser.__enter__()")
    explorer.press("Save…")
    begins = {
        "html": b"<!doctype html",
        "png": b"\x89PNG",
        "svg": b"<svg",
        "pdf": b"%PDF",
        "csv": b"\xef\xbb\xbf",
        "pptx": b"PK",
    }
    formats = explorer.within.get_by_label("Format", exact=True).locator("option").all_inner_texts()
    assert set(formats) == set(begins)
    explorer.within.get_by_label("Name", exact=True).fill("by country")
    for kind in [*formats, "csv"]:
        explorer.set("Format", kind)
        name = f"by-country{'-2' if (lab.folder / 'exports' / f'by-country.{kind}').exists() else ''}.{kind}"
        explorer.press("Save file")
        expect(explorer.status()).to_contain_text(f"Saved to exports/{name}", timeout=60_000)
        assert (lab.folder / "exports" / name).read_bytes().startswith(begins[kind])
    with explorer.page.expect_download() as fetched:
        explorer.press("exports/by-country-2.csv")
    rows = pd.read_csv(fetched.value.path())
    assert "babel-2024-02-02" in set(rows["source_id"])
    slides = Presentation(lab.folder / "exports" / "by-country.pptx").slides
    assert slides[0].shapes.title.text.startswith("More than €30 million")
    python(opened, "browser.__exit__(None, None, None)")
    explorer.press("Save…")


def test_what_is_collected_becomes_a_deck(shown: Callable[[str], Shown], lab: Server) -> None:
    (lab.folder / "exports" / "briefing.json").unlink(missing_ok=True)
    for name, label in (("pledge", "Pledge sum"), ("landscape", "Country map")):
        explorer = shown(name)
        explorer.tab(label)
        explorer.shows({"chart": label.lower().replace(" ", "_")})
        explorer.press("Add to briefing")
        expect(explorer.status()).to_contain_text("Added to the briefing")
    explorer.press("In the briefing (2)")
    cards = explorer.within.locator(".cards li")
    expect(cards).to_have_count(2)
    assert cards.first.locator("img").evaluate("image => image.naturalWidth") > 0
    cards.first.get_by_role("button", name="Later").click()
    expect(cards.first).to_contain_text(coalviz.country_map(explorer.dataset).layout.meta["title"])
    explorer.press("Make the deck")
    expect(explorer.status()).to_contain_text(
        "The deck is in exports/briefing.pptx", timeout=60_000
    )
    deck = Presentation(lab.folder / "exports" / "briefing.pptx")
    titles = [slide.shapes.title.text for slide in deck.slides if slide.shapes.title]
    drawn = [
        draw(explorer.dataset).layout.meta["title"]
        for draw in (coalviz.country_map, coalviz.pledge_sum)
    ]
    assert [title for title in titles if title in drawn] == drawn
    explorer.press("In the briefing (2)")


def test_the_code_is_copied(shown: Callable[[str], Shown], opened: NotebookPage) -> None:
    explorer = shown("pledge")
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.set("Unit", "in US dollars")
    explorer.shows(STARTS["pledge"] | {"unit": "USD"})
    explorer.press("Copy as code")
    code = "coalviz.pledges_by_country(coalviz.load(), unit='USD')"
    expect(explorer.status()).to_contain_text(f"Copied: {code}")
    assert explorer.page.evaluate("() => navigator.clipboard.readText()") == code


# whether a chart takes the room it has, to the next 20 pixels
FILLS = """chart => {
    const room = chart.clientWidth, drawn = chart._fullLayout.width;
    return Math.min(1240, room) - 21 <= drawn && drawn <= room;
}"""


@pytest.mark.parametrize("width", [900, 1920])
def test_the_chart_takes_the_room_there_is_and_no_more(
    width: int, shown: Callable[[str], Shown], opened: NotebookPage
) -> None:
    opened.page.set_viewport_size({"width": width, "height": 1000})
    for name in ("pledge", "membership", "landscape"):
        explorer = shown(name)
        for tab in explorer.within.get_by_role("tab").all():
            tab.click()
            explorer.shows({"chart": tab.inner_text().lower().replace(" ", "_")})
            explorer.page.wait_for_function(FILLS, arg=explorer.chart.element_handle())
            assert not explorer.chart.evaluate(BEYOND), tab.inner_text()
        explorer.chart.scroll_into_view_if_needed()
        explorer.page.screenshot(path=SCREENSHOTS / f"explorer-{name}-{width}.png")
    opened.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture(scope="module")
def explorer(jupyterlab: NotebookPage) -> Shown:
    """The explorer of a notebook with one alone."""
    jupyterlab.open("explorer.ipynb")
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


def test_a_link_opens_its_chart_and_a_reloaded_page_the_one_that_was_there(
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
        page.run_all()
        Shown(page.page, page.cell(0), explorer.dataset).shows(state)
        assert page.page.evaluate("() => window.unsent && window.unheard")
        explorer.tab("Pledges over time")
        state = {"chart": "pledges_over_time", "unit": "USD"}
        explorer.shows(state)
        explorer.is_pictured()
        jupyterlab.save()  # the other page made the kernel tell all that it knows, which is no picture
        page.page.reload()
        again = Shown(page.page, page.cell(0), explorer.dataset)
        again.shows(state)  # as it is, without running it
        again.tab("Pledge sum")
        again.shows({"chart": "pledge_sum", "unit": "USD"})
        page.wait_until_ready()
        page.run_all()  # the link was followed: now what was saved counts again
        Shown(page.page, page.cell(0), explorer.dataset).shows(state)
        page.check()
    saved = nbformat.read(lab.folder / "explorer.ipynb", 4).metadata["widgets"]
    models = [
        entry["state"]
        for entry in saved["application/vnd.jupyter.widget-state+json"]["state"].values()
    ]
    pictures = [model["picture"] for model in models if model.get("seen")]
    assert pictures and all(picture.startswith("data:image/svg") for picture in pictures)


def test_a_saved_notebook_shows_its_explorer_without_a_kernel_and_starts_from_it(
    jupyterlab: NotebookPage, explorer: Shown, lab: Server
) -> None:
    state = {"chart": "pledge_sum"}
    explorer.press("Reset")
    explorer.tab("Pledge sum")
    explorer.shows(state)
    explorer.is_pictured()
    jupyterlab.save()
    jupyterlab.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown().then(() => null)"
    )
    jupyterlab.page.close()
    assert (lab.folder / "explorer.ipynb").stat().st_size < 500_000
    with NotebookPage(lab, jupyterlab.context) as page:
        page.open("explorer.ipynb")
        picture = page.cell(0).locator(".picture img")
        picture.wait_for()
        assert picture.evaluate("image => image.naturalHeight") > 200 and not page.broken()
        assert page.cell(0).get_by_role("button", name="Reset").is_hidden()
        page.run_all()
        Shown(page.page, page.cell(0), explorer.dataset).shows(state)
        page.check()
