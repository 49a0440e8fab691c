"""What several test modules need: tables, programs outside Python, a browser."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import frozen  # noqa: F401 (it says which tables tests mean)
import plotly
import pytest
from changed_cells import changed_tables  # noqa: F401 (a fixture)
from choreographer.browsers.chromium import Chromium
from playwright.sync_api import BrowserContext, Page, sync_playwright

import coalviz
from coalviz import pictures
from coalviz.dataset import checking, loading, reading

# Figures are many small objects: looking for circles among them takes a sixth of the time.
gc.set_threshold(100_000, 50, 50)
PROGRAMS = {"browser", "chromium", "draws", "soffice"}
LONGEST = {"test_briefing", "test_living_decks", "test_notebooks", "test_slides", "test_visible"}
CASES = 4  # of one test, in `make test-quick`


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests that start other programs, by what they ask for; `make test-quick` leaves them out.

    It also leaves out most of the cases of a test that has very many, evenly. Files that take longest
    come first, those with a browser before all, so that no worker begins one when the others are done.
    """
    for item in items:
        if PROGRAMS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("programs")
    with_browser = {item.path for item in items if "browser" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: (item.path not in with_browser, item.path.stem not in LONGEST))
    if os.environ.get("HYPOTHESIS_PROFILE") == "quick":
        cases: dict[str, list[pytest.Item]] = {}
        for item in items:
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
        kept = {one for each in cases.values() for one in each[:: -(-len(each) // CASES)]}
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = [item for item in items if item in kept]


started: list[str] = []  # programs that the test which runs has started
sys.addaudithook(lambda event, given: event == "subprocess.Popen" and started.append(str(given[0])))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """Begin a test, and the fixtures that are made for it."""
    started.clear()
    return (yield)


@pytest.fixture(autouse=True)
def _starts_no_program_unseen(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuse a test that starts a program and is not marked: what is quick stays so."""
    yield
    if started and not request.node.get_closest_marker("programs"):
        pytest.fail(f"mark this test with 'programs': it starts {started}")


def pytest_sessionfinish() -> None:
    """Leave all that there is alone: pytest looks through it five times for what nobody holds any more."""
    gc.freeze()


MISSING = " is not installed: tests that need it are left out"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Tell why tests are skipped for want of a program once, not once a test."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple) and MISSING in report.longrepr[2]:
        report.longrepr = ("tests/conftest.py", None, report.longrepr[2])
    return report


def give_up(reason: str) -> None:
    """Skip the test, or fail where everything is meant to be there (CI)."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


class AskedFor(dict):
    """Tables by name, which notes the names that were asked for."""

    def __init__(self, tables: dict) -> None:
        super().__init__(tables)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> object:
        self.names.add(name)
        return super().__getitem__(name)


@pytest.fixture(scope="session", autouse=True)
def _read_and_check_once() -> Iterator[None]:
    """Load tables quickly again: the same file has the same cells, and beside the same tables the same faults."""
    read: dict[tuple, object] = {}
    typed: dict[int, tuple] = {}
    checked: dict[str, list[tuple[dict, list]]] = {}
    make = loading._typed

    def parsed_once(content: bytes, columns: list[str]) -> object:
        key = (content, *columns)
        if key not in read:
            read[key] = reading.parsed(content, columns)
        return read[key]

    def typed_once(texts: object, resource: dict) -> object:
        kept, kind, frame = typed.get(id(texts), (None, None, None))
        if kept is not texts or kind != resource:
            frame = make(texts, resource)
            typed[id(texts)] = texts, resource, frame
        return frame.copy(deep=False)  # what is written into one is not written into the other

    def faults_once(resource: dict, raw: dict) -> list:
        earlier = checked.setdefault(str(resource), [])
        for tables, told in earlier:
            if all(raw[name] is table for name, table in tables.items()):
                return told
        asked = AskedFor(raw)
        told = list(checking.faults(resource, asked))
        earlier.append(({name: raw[name] for name in asked.names}, told))
        return told

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "parsed", parsed_once)
        patch.setattr(loading, "faults", faults_once)
        patch.setattr(loading, "_typed", typed_once)
        yield


@pytest.fixture(scope="session")
def shipped() -> coalviz.Dataset:
    """The tables of the first two articles, which come with coalviz."""
    return coalviz.load()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, as a notebook is in its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chrome or Chromium is: the one that coalviz draws with, also if it was fetched or named."""
    browser = Chromium.find_browser(skip_local=False)
    if not browser or not Path(browser).exists():
        give_up("Chrome or Chromium" + MISSING)
    return browser


@pytest.fixture
def without_chrome(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no browser, and none is open."""
    monkeypatch.setattr(Chromium, "find_browser", classmethod(lambda *a, **k: None))
    monkeypatch.setattr(pictures, "_draw", None)


@pytest.fixture(scope="session")
def draws() -> Iterator[None]:
    """A browser, if there is one, that draws the pictures of this and all later tests."""
    with pictures.one_browser():
        if pictures._draw:
            pictures._draw([])  # once it is open: it opens while other things are done
        yield


@pytest.fixture(scope="session")
def soffice() -> str:
    """Where LibreOffice is."""
    return shutil.which("soffice") or give_up("LibreOffice" + MISSING)


@pytest.fixture
def recalculated(soffice: str, tmp_path: Path) -> Callable[[Path], Path]:
    """Let LibreOffice work out the formulas of a workbook anew."""

    def convert(book: Path) -> Path:
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir"]
        folder = tmp_path / "recalculated"
        subprocess.run([*command, folder, book], check=True, capture_output=True, timeout=120)
        if not (folder / book.name).exists():
            give_up("LibreOffice is installed without Calc: this test needs it")
        return folder / book.name

    return convert


@pytest.fixture(scope="session")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Debian's Chromium, headless, which finds no other machine, and keeps what it compiled of a page."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("browser"),
            executable_path=chromium,
            viewport={"width": 1280, "height": 900},
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-default-apps",
                "--no-first-run",
                "--disable-dev-shm-usage",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def plotly_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where a page with Plotly is, and on it the place ``chart`` for what it draws."""
    script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    place = tmp_path_factory.mktemp("page") / "plotly.html"
    place.write_text(
        "<!doctype html><meta charset='utf-8'><body style='margin: 0'>"
        f"<div id='chart' style='width: 800px'></div><script src='{script.as_uri()}'></script>",
        encoding="utf-8",
    )
    return place.as_uri()


@pytest.fixture(scope="session")
def with_plotly(browser: BrowserContext, plotly_page: str) -> Page:
    """A page with Plotly that is open for all tests."""
    page = browser.new_page()
    page.set_viewport_size({"width": 1400, "height": 1500})
    page.goto(plotly_page)
    return page
