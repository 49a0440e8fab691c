"""Explorers in a browser, on a page of their own whose kernel is this process: each control, and what it does."""

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pandas as pd
import pytest
from bare import BarePage
from coloraide import Color
from lab import SCREENSHOTS
from playwright.sync_api import BrowserContext, expect
from pptx import Presentation
from shown import STARTS, Shown, press_many, shows_what_was_chosen

import coalviz
from coalviz.dataset import Dataset, descriptor

EARLIER = "2 February 2024"


@pytest.fixture(scope="module")
def page(browser: BrowserContext, plotly_page: str) -> Iterator[BarePage]:
    """A page for one explorer after another."""
    with BarePage(browser, plotly_page) as page:
        yield page


@pytest.fixture
def shown(page: BarePage, shipped: Dataset, folder: Path) -> Iterator[Callable[[str], Shown]]:
    """Show the explorer of a name; the test fails if the page had errors or asked other machines."""

    def explorer(name: str) -> Shown:
        found = page.show(getattr(coalviz, f"{name}_explorer")(shipped))
        found.shows(STARTS[name])
        return found

    yield explorer
    page.check()


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
    for typed, told in (("Atlantis", "There is none of this name"), ("est", "")):
        explorer.control("Countries").fill(typed)
        explorer.control("Countries").press("Enter")
        assert explorer.control("Countries").evaluate("one => one.validationMessage") == told
    explorer.shows(chart | {"countries": ["EST"]})
    explorer.press("Undo")
    explorer.control("Show at most").fill("3")
    explorer.control("Show at most").press("Enter")
    explorer.shows(chart | {"most": 3})
    explorer.press("Undo")
    explorer.shows(chart)
    explorer.press("The day before")
    explorer.shows(chart | {"as_of": "2024-02-02"})
    explorer.press("▶ Play")
    explorer.shows(chart)


TO_REACH = ":is(button:enabled, select, input, summary, a):visible"


@pytest.mark.parametrize("name", STARTS)
def test_everything_is_reached_and_written_in_by_keys_alone(
    name: str, shown: Callable[[str], Shown], page: BarePage
) -> None:
    explorer, keys = shown(name), page.page.keyboard
    explorer.control("Articles")  # unfolds what is folded away
    for opener in ("Map", "Table", "Save…"):
        for button in explorer.within.get_by_role("button", name=opener, exact=True).all():
            button.click()
    explorer.within.locator("table.coalviz-rows tbody tr").first.wait_for()
    controls = explorer.within.locator(TO_REACH).all()
    controls[0].focus()
    for control in controls:
        expect(control).to_be_focused()
        if control.get_attribute("type") in ("text", "search"):
            keys.type("ab")
            expect(control).to_have_value("ab")
            keys.press("Backspace")
            keys.press("Backspace")
            expect(control).to_have_value("")
        keys.press("Tab")
    explorer.shows(STARTS[name])


def test_who_listens_hears_what_a_button_has_opened(shown: Callable[[str], Shown]) -> None:
    explorer = shown("pledge")
    for name in ("Map", "Save…", "In the briefing", "Table"):
        opener = explorer.within.get_by_role("button", name=re.compile(f"^{name}"))
        expect(opener).to_have_attribute("aria-expanded", "false")
        for opened in ("true", "false"):
            opener.click()
            expect(opener).to_have_attribute("aria-expanded", opened)


THEMES = {  # as JupyterLab has them: words, ground, ground of fields, borders
    "light": ("rgba(0, 0, 0, 0.87)", "#ffffff", "#ffffff", "#bdbdbd"),
    "dark": ("#ffffff", "#212121", "#111111", "#616161"),
}
VARIABLES = ("ui-font-color1", "layout-color1", "layout-color0", "border-color1")
EDGES = """all => all.map(one => {
    const rail = one.type === "range";
    return [one.outerHTML.slice(0, 80), getComputedStyle(one)[rail ? "accentColor" : "borderTopColor"]];
})"""


@pytest.mark.parametrize("theme", THEMES)
def test_controls_are_seen_on_the_ground_of_each_theme(
    theme: str, shown: Callable[[str], Shown], page: BarePage
) -> None:
    explorer = shown("pledge")
    explorer.control("Articles")
    explorer.press("Map")
    for name, colour in zip(VARIABLES, THEMES[theme], strict=True):
        explorer.within.evaluate(
            "(one, [name, colour]) => one.style.setProperty(name, colour)",
            [f"--jp-{name}", colour],
        )
    controls = ":is(button:not(.link, [role=tab]), select, input:not([type=checkbox])):visible"
    told = explorer.within.locator(controls).evaluate_all(EDGES)
    explorer.within.evaluate("one => one.removeAttribute('style')")
    assert len(told) > 20
    ground = Color(THEMES[theme][1])
    dim = {tag: edge for tag, edge in told if Color.layer([edge, ground]).contrast(ground) < 3}
    assert not dim  # 3 to 1, as WCAG 2 asks


@pytest.mark.parametrize("width", [420, 700, 1300])
def test_the_tiles_of_countries_fit_into_the_page(
    width: int, shown: Callable[[str], Shown], page: BarePage
) -> None:
    explorer, before = shown("landscape"), page.page.viewport_size
    page.page.set_viewport_size({"width": width, "height": 900})
    explorer.press("Map")
    for tile in explorer.within.locator(".tiles button").all():
        place = tile.bounding_box()
        assert place["x"] + place["width"] <= width, tile.text_content()
        assert not tile.evaluate("one => one.scrollWidth > one.clientWidth")  # nothing is cut
    page.page.set_viewport_size(before)


THERE_AND_BACK = """() => {
    for (const title of ["The day before", "The next day"])
        document.querySelector(`button[title="${title}"]`).click();
}"""


def test_a_choice_leaves_a_day_that_the_page_has_not_heard_of_yet(
    shown: Callable[[str], Shown], page: BarePage, shipped: Dataset
) -> None:
    explorer, day = shown("pledge"), {"as_of": "2024-02-02"}
    other = coalviz.membership_explorer(shipped, share=page.explorer)
    other.state = day  # the page hears of it with the next answer
    explorer.set("Unit", "in US dollars")
    explorer.shows(STARTS["pledge"] | {"unit": "USD"} | day)
    assert other.state["as_of"] == day["as_of"]
    explorer.press("The next day")  # a day that is chosen here is shared
    explorer.shows(STARTS["pledge"] | {"unit": "USD"})
    assert "as_of" not in other.state
    page.page.evaluate(THERE_AND_BACK)  # before there is an answer
    explorer.shows(STARTS["pledge"] | {"unit": "USD"})
    assert "as_of" not in other.state


def test_a_number_taken_out_is_that_of_the_chart_on_show(shown: Callable[[str], Shown]) -> None:
    explorer, chart = shown("pledge"), {"chart": "pledge_sum"}
    explorer.tab("Pledge sum")
    for typed, state in (("3", chart | {"most": 3}), ("", chart)):
        explorer.control("Show at most").fill(typed)
        explorer.control("Show at most").press("Enter")
        explorer.shows(state)


def test_events_of_some_kinds_are_shown(shown: Callable[[str], Shown]) -> None:
    explorer, chart = shown("landscape"), {"chart": "coalition_timeline"}
    explorer.tab("Coalition timeline")
    kinds = ["founding", "accession", "agreement", "meeting", "structure"]
    explorer.control("Meeting").uncheck()
    explorer.shows(chart | {"kinds": [kind for kind in kinds if kind != "meeting"]})
    explorer.control("Meeting").check()
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


# the words of a chart that reach beyond it
BEYOND = """chart => {
    const space = chart.getBoundingClientRect();
    const texts = [...chart.querySelectorAll("text")].filter(text => text.getBoundingClientRect().width > 0);
    const out = box => box.left < space.left - 1 || box.right > space.right + 1;
    return texts.filter(text => out(text.getBoundingClientRect())).map(text => text.textContent);
}"""


def test_a_chart_is_drawn_where_it_stands(shown: Callable[[str], Shown], page: BarePage) -> None:
    first = json.loads(coalviz.pledge_explorer(coalviz.load()).shown)["figure"]["layout"]["width"]
    page.page.set_viewport_size({"width": first + 4, "height": 900})  # it need not be drawn again
    chart = shown("pledge").chart
    places = [chart.locator(part).bounding_box() for part in (".gtitle", ".gtitle-subtitle")]
    page.page.set_viewport_size({"width": 1280, "height": 900})
    title, subtitle = places
    assert (
        title["y"] + title["height"] <= subtitle["y"]
    )  # else Plotly measured words without a place


def test_a_zoom_stays_while_the_axes_mean_the_same(shown: Callable[[str], Shown]) -> None:
    explorer = shown("pledge")
    whole = explorer.ranges()
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


def test_a_click_on_a_mark_lists_its_rows(shown: Callable[[str], Shown]) -> None:
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


def test_a_list_of_rows_stays_while_the_chart_does(
    shown: Callable[[str], Shown], page: BarePage
) -> None:
    explorer = shown("pledge")
    bar = explorer.place(".barlayer .trace .point path")
    explorer.page.mouse.click(bar["x"] + 20, bar["y"] + bar["height"] / 2)
    lines = explorer.within.locator("table.coalviz-rows tbody tr")
    lines.first.wait_for()
    count = lines.count()
    page.page.set_viewport_size({"width": 900, "height": 900})
    explorer.shows(STARTS["pledge"])
    assert lines.count() == count
    page.page.set_viewport_size({"width": 1280, "height": 900})
    explorer.within.get_by_role("tablist").scroll_into_view_if_needed()
    before = page.page.evaluate("() => scrollY")
    explorer.set("Unit", "in US dollars")
    explorer.shows(STARTS["pledge"] | {"unit": "USD"})
    assert lines.count() > count and page.page.evaluate("() => scrollY") == before


def test_what_cannot_be_shown_is_told_above_the_chart_that_can(
    page: BarePage, shipped: Dataset, plotly_page: str
) -> None:
    kernel = coalviz.pledge_explorer(shipped)
    asked = STARTS["pledge"] | {"countries": ["XXX"]}
    page.page.goto(f"{plotly_page}?coalviz={quote(json.dumps([kernel.key, asked]))}")
    explorer = page.show(kernel)
    expect(explorer.within.locator(".problem")).to_contain_text("This cannot be shown")
    explorer.shows(STARTS["pledge"])
    page.page.set_viewport_size({"width": 900, "height": 900})
    explorer.shows(STARTS["pledge"])
    page.page.set_viewport_size({"width": 1280, "height": 900})
    explorer.shows(STARTS["pledge"])
    expect(explorer.within.locator(".problem")).to_be_visible()
    explorer.press("Reset")
    expect(explorer.within.locator(".problem")).to_be_hidden()
    page.check()


def test_each_format_is_saved_and_opens(
    shown: Callable[[str], Shown], draws: None, folder: Path
) -> None:
    explorer = shown("pledge")
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
        name = f"by-country{'-2' if (folder / 'exports' / f'by-country.{kind}').exists() else ''}.{kind}"
        explorer.press("Save file")
        expect(explorer.status()).to_contain_text(f"Saved to exports/{name}", timeout=60_000)
        assert (folder / "exports" / name).read_bytes().startswith(begins[kind])
    with explorer.page.expect_download() as fetched:
        explorer.press("exports/by-country-2.csv")
    rows = pd.read_csv(fetched.value.path())
    assert "babel-2024-02-02" in set(rows["source_id"])
    slides = Presentation(folder / "exports" / "by-country.pptx").slides
    assert slides[0].shapes.title.text.startswith("More than €30 million")


def test_what_is_collected_becomes_a_deck(shown: Callable[[str], Shown], folder: Path) -> None:
    for name, label in (("pledge", "Pledge sum"), ("landscape", "Country map")):
        explorer = shown(name)
        explorer.tab(label)
        explorer.shows({"chart": label.lower().replace(" ", "_")})
        explorer.press("Add to briefing")
        expect(explorer.status()).to_contain_text("Added to the briefing")
    explorer.press("In the briefing (2)")
    of_another = explorer.within.locator(".cards li", has_text="More than €30 million")
    expect(of_another.get_by_role("button", name="Remove")).to_be_visible()
    expect(of_another.get_by_role("button", name="Show")).to_have_count(0)  # no chart of this one
    explorer.set("Coalition", "Tank")
    explorer.within.get_by_role("button", name="Show", exact=True).click()
    explorer.shows({"chart": "country_map"})  # as it was collected
    cards = explorer.within.locator(".cards li")
    expect(cards).to_have_count(2)
    assert cards.first.locator("img").evaluate("image => image.naturalWidth") > 0
    cards.first.get_by_role("button", name="Later").click()
    expect(cards.first).to_contain_text(coalviz.country_map(explorer.dataset).layout.meta["title"])
    explorer.press("Make the deck")
    expect(explorer.status()).to_contain_text(
        "The deck is in exports/briefing.pptx", timeout=60_000
    )
    deck = Presentation(folder / "exports" / "briefing.pptx")
    titles = [slide.shapes.title.text for slide in deck.slides if slide.shapes.title]
    drawn = [
        draw(explorer.dataset).layout.meta["title"]
        for draw in (coalviz.country_map, coalviz.pledge_sum)
    ]
    assert [title for title in titles if title in drawn] == drawn


def test_an_explorer_may_go_before_its_picture_is_made(
    shown: Callable[[str], Shown], page: BarePage
) -> None:
    shown("pledge")
    page.page.evaluate("() => window.unmount()")
    page.page.wait_for_timeout(1000)  # longer than the page rests before it makes one
    page.check()


def test_a_kernel_that_does_not_answer_is_told(
    shown: Callable[[str], Shown], page: BarePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    explorer = shown("pledge")
    with monkeypatch.context() as patch:
        patch.setattr(page.explorer, "_do_change", lambda *_: None)
        explorer.set("Unit", "in US dollars")
        expect(explorer.status()).to_contain_text("Waiting for the kernel")
        assert "late" in explorer.within.get_attribute("class")  # the chart still shows euros
    explorer.set("Unit", "in euro")
    explorer.shows(STARTS["pledge"])
    expect(explorer.status()).to_be_empty()
    assert "late" not in explorer.within.get_attribute("class")
    with monkeypatch.context() as patch:
        patch.setattr(page.explorer, "_do_change", lambda *_: None)
        explorer.set("Unit", "in US dollars")
        explorer.press("Table")  # while the choice is not answered yet
        explorer.within.locator("table.coalviz-rows tbody tr").first.wait_for()
    explorer.shows(STARTS["pledge"] | {"unit": "USD"})
    explorer.press("Table")
    expect(explorer.within.locator("table.coalviz-rows")).to_be_hidden()


def test_the_code_is_copied(shown: Callable[[str], Shown], page: BarePage) -> None:
    explorer = shown("pledge")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    explorer.set("Unit", "in US dollars")
    explorer.shows(STARTS["pledge"] | {"unit": "USD"})
    explorer.press("Copy as code")
    code = "coalviz.pledges_by_country(coalviz.load(), unit='USD')"
    expect(explorer.status()).to_contain_text(f"Copied: {code}")
    assert explorer.page.evaluate("() => navigator.clipboard.readText()") == code


def test_a_page_that_is_loaded_again_shows_what_was_there_and_not_its_link(
    page: BarePage, shipped: Dataset, plotly_page: str
) -> None:
    kernel, linked = coalviz.pledge_explorer(shipped), STARTS["pledge"] | {"unit": "USD"}
    page.page.goto(f"{plotly_page}?coalviz={quote(json.dumps([kernel.key, linked]))}")
    explorer = page.show(kernel)
    explorer.shows(linked)
    explorer.tab("Pledge sum")
    explorer.shows(linked | {"chart": "pledge_sum"})
    page.show(coalviz.pledge_explorer(shipped)).shows(STARTS["pledge"])  # the cell is run again
    page.page.reload()
    page.show(kernel).shows(linked | {"chart": "pledge_sum"})
    page.show(coalviz.pledge_explorer(shipped)).shows(
        STARTS["pledge"]
    )  # as when a cell is run again
    page.page.goto(page.page.url[:-9])  # a link that was cut off
    page.show(kernel).shows(linked | {"chart": "pledge_sum"})
    page.check()


@pytest.mark.parametrize("width", [900, 1920])
def test_the_chart_takes_the_room_there_is_and_no_more(
    width: int, shown: Callable[[str], Shown], page: BarePage
) -> None:
    page.page.set_viewport_size({"width": width, "height": 1000})
    for name in ("pledge", "membership", "landscape"):
        explorer = shown(name)
        for tab in explorer.within.get_by_role("tab").all():
            tab.click()
            explorer.shows({"chart": tab.inner_text().lower().replace(" ", "_")})
            assert not explorer.chart.evaluate(BEYOND), tab.inner_text()
        explorer.chart.scroll_into_view_if_needed()
        explorer.page.screenshot(path=SCREENSHOTS / f"explorer-{name}-{width}.png")
    page.page.set_viewport_size({"width": 1280, "height": 900})


def test_no_choice_is_ever_lost(shown: Callable[[str], Shown], page: BarePage) -> None:
    explorer, chance = shown("pledge"), random.Random(0)
    for _ in range(5):
        final = press_many(explorer, chance)
        shows_what_was_chosen(explorer, page.explorer.state, final)


FIELDS = """all => all.map((field) => [
  field.querySelector("[name]").name,
  field.title,
  field.innerText.split("\\n")[0].endsWith(" *"),
  [...field.querySelectorAll("option")].map((option) => option.value).filter(Boolean),
])"""


def test_the_form_has_every_field_as_the_codebook_has_it(page: BarePage, folder: Path) -> None:
    page.mount(coalviz.ArticleForm(coalviz.tables_to_try()))
    page.page.get_by_role("button", name="+ Somebody gives something").click()
    claim = page.page.locator("fieldset.claim").nth(1)
    _, *shown = claim.locator("label").evaluate_all(FIELDS)  # the first is for a wording
    dataset, described = coalviz.load(), {one["name"]: one for one in descriptor()["resources"]}
    ids = {
        "coalition_id": dataset.coalition_ids,
        "donors": dataset.parties["party_id"],
        "includes": dataset.pledges["pledge_id"],
    }
    fields = described["pledges"]["schema"]["fields"]
    rules = {field["name"]: field.get("constraints", {}) for field in fields}
    assert {name: (hint, needed, sorted(values)) for name, hint, needed, values in shown} == {
        field["name"]: (
            field["description"],
            rules[field["name"]].get("required", False),
            sorted(set(ids.get(field["name"], rules[field["name"]].get("enum", [])))),
        )
        for field in fields
        if field["name"] != "source_id"
    }
    planned = claim.locator("[name=stage] option[value=planned]")
    expect(planned).to_have_text("planned: plans, intends, expects to")


def test_the_form_is_there_again_once_a_slow_kernel_answers(
    page: BarePage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = coalviz.ArticleForm(coalviz.tables_to_try())
    title = page.page.locator("[name=title]")
    with monkeypatch.context() as patch:
        patch.setattr(form, "_do_check", lambda *_: None)
        page.mount(form)
        expect(page.page.locator(".said")).to_contain_text("Waiting for the kernel", timeout=20_000)
        expect(title).to_be_hidden()
    expect(title).to_be_visible(timeout=20_000)
    title.fill("Invented for a test")
    expect(page.page.locator("pre")).to_contain_text("Invented for a test")
    page.check()


def test_what_is_typed_into_the_form_stays_where_it_belongs(page: BarePage, folder: Path) -> None:
    form = coalviz.ArticleForm(coalviz.tables_to_try())
    page.mount(form)
    claims = page.page.locator("fieldset.claim")
    claims.first.locator("[name=title]").fill("Invented for a test")
    for _ in range(2):
        page.page.get_by_role("button", name="+ Somebody gives something").click()
    claims.nth(1).locator("[name=wording]").fill("more than €30 million")
    claims.nth(1).get_by_role("button", name="Remove").click()
    claims.nth(1).locator("[name=item]").fill("Vans")
    expect(page.page.locator("pre")).to_contain_text("Vans")
    assert [claim["cells"] for claim in form.typed["claims"]] == [{"item": "Vans"}]
    page.mount(form)  # as when a cell is moved, or a page is loaded again
    expect(claims.first.locator("[name=title]")).to_have_value("Invented for a test")
    expect(claims.nth(1).locator("[name=item]")).to_have_value("Vans")
    page.check()
