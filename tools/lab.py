"""Notebooks in a real JupyterLab in a real browser: start the server, open, run, look."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    WebSocket,
)

ROOT = Path(__file__).resolve().parent.parent
SCREENSHOTS = ROOT / "build" / "screenshots"
HERE = {"127.0.0.1", "localhost"}
PATIENCE = int(
    os.environ.get("PATIENCE", 60_000)
)  # milliseconds; a slow machine with two busy cores is no failure

# Words that stand where a widget or chart could not be shown.
BROKEN = (
    "model not found",
    "Error displaying widget",
    "Error rendering output",
    "Click to show javascript error",
    "Javascript Error",
)


class Server:
    """A JupyterLab (or Voilà) server on a copy of the notebooks, with settings and history of its own.

    Attributes
    ----------
    folder : Path
        The copy of notebooks/; what a notebook saves lands here.
    url : str
        Where the server answers, without a slash at the end.
    """

    def __init__(
        self, home: Path, program: str = "jupyterlab", notebooks: Path = ROOT / "notebooks"
    ) -> None:
        self.folder = home / "notebooks"
        shutil.copytree(
            notebooks,
            self.folder,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints", "exports", "briefing"),
        )
        self._home = home
        self._command = {
            "jupyterlab": [
                "jupyterlab",
                "--allow-root",
                "--IdentityProvider.token=",
                "--expose-app-in-browser",
                f"--ServerApp.root_dir={self.folder}",
            ],
            "voila": ["voila", str(self.folder)],
        }[program]

    def __enter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        settings = str(ROOT / "tools" / "jupyter")
        own = {
            name: str(self._home / name.lower())
            for name in (
                "JUPYTER_CONFIG_DIR",
                "JUPYTER_DATA_DIR",
                "JUPYTER_RUNTIME_DIR",
                "JUPYTERLAB_SETTINGS_DIR",
                "JUPYTERLAB_WORKSPACES_DIR",
                "IPYTHONDIR",
            )
        }
        paths = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
        own |= {"PYTHONPATH": paths, "JUPYTER_CONFIG_PATH": settings, "JUPYTER_PATH": settings}
        self._log = (self._home / "server.log").open("wb")
        self._server = subprocess.Popen(
            [sys.executable, "-m", *self._command, "--no-browser", f"--port={port}"],
            env=os.environ | own,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()  # the server stops its kernels
        self._server.wait(timeout=30)
        self._log.close()

    def _wait(self) -> None:
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline and self._server.poll() is None:
            try:
                urllib.request.urlopen(self.url).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(
            "the server did not start:\n" + (self._home / "server.log").read_text()[-3000:]
        )


class WatchedPage:
    """A tab of a browser of which is noted what goes wrong, and what it asks of other machines.

    Attributes
    ----------
    page : playwright.sync_api.Page
        The browser page, for whatever a test wants to click.
    context : playwright.sync_api.BrowserContext
        The browser with all its pages.
    outside : list of str
        Addresses on other machines that the page asked for (the browser finds none of them).
    errors : list of str
        Errors on the browser's console, and scripts that failed.
    """

    def __init__(self, browser: BrowserContext) -> None:
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.context = browser
        self.context.set_default_timeout(PATIENCE)
        self.context.on("request", self._note_request)
        self.context.on("page", lambda page: page.on("websocket", self._note_request))
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda failed: self.errors.append(str(failed.error)))
        self.page: Page = self.context.new_page()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.page.close()

    def _note_request(self, request: Request | WebSocket) -> None:
        if not on_this_machine(request.url):
            self.outside.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def check(self) -> None:
        """Fail if the page asked for anything outside this machine, or had errors, since it was last checked."""
        outside, errors = self.outside, self.errors
        self.outside, self.errors = [], []
        assert not outside, f"asked outside this machine: {outside}"
        assert not errors, f"errors in the browser: {errors}"


class NotebookPage(WatchedPage):
    """A notebook as a user sees it, in a tab of its own."""

    def __init__(self, lab: Server, browser: BrowserContext) -> None:
        super().__init__(browser)
        self.lab = lab

    def open(self, name: str) -> None:
        """Open a notebook alone, for example "1-pledges.ipynb"; wait until it is shown and ready."""
        if self.page.url == "about:blank":
            self.page.goto(f"{self.lab.url}/lab/tree/{name}?reset")
        else:
            self.page.evaluate(
                """async path => {
                    const {commands, shell} = window.jupyterapp;
                    [...shell.widgets("main")].forEach(one => one.dispose());
                    await commands.execute("docmanager:open", {path});
                }""",
                name,
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until a notebook is shown and its kernel is ready."""
        self.page.wait_for_function(
            """() => {
            const widget = window.jupyterapp?.shell.currentWidget;
            return widget?.context?.isReady && widget.content?.widgets
                && widget.sessionContext.session?.kernel?.status === "idle";
        }""",
            polling=100,
        )
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.revealed.then(() => null)")

    def run_all(self) -> None:
        """Run all cells by the command behind the Run menu; wait until kernel and page are at rest."""
        command = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
        assert self.page.evaluate(command), "JupyterLab did not run the cells"
        self.wait_until_idle()

    def save(self) -> None:
        """Save the notebook with its widgets; wait until it is written."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        self.page.wait_for_function(
            "() => !window.jupyterapp.shell.currentWidget.context.model.dirty", polling=100
        )

    def close(self) -> None:
        """Close the notebook, then end its kernel."""
        self.page.evaluate("""async () => {
            const {shell, serviceManager} = window.jupyterapp;
            const {id} = shell.currentWidget.sessionContext.session;
            [...shell.widgets("main")].forEach(one => one.dispose());
            await serviceManager.sessions.shutdown(id);
        }""")

    def wait_until_idle(self) -> None:
        """Wait until the kernel has nothing to do and no chart is being drawn."""
        self.page.wait_for_function(
            """() => {
            const {content, sessionContext} = window.jupyterapp.shell.currentWidget;
            return sessionContext.session.kernel.status === "idle"
                && content.widgets.every(cell => cell.model.executionState !== "running");
        }""",
            polling=100,
        )
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def cells(self) -> list[dict[str, Any]]:
        """Give the cells with their outputs as the notebook holds them now (nbformat, as dictionaries)."""
        return self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.content.model.toJSON().cells"
        )

    def cell(self, index: int) -> Locator:
        """Give the place of a cell on the page, by its number among all cells, counted from 0."""
        return self.page.locator(f'.jp-Notebook .jp-Cell[data-windowed-list-index="{index}"]')

    def charts(self, index: int | None = None) -> Locator:
        """Give the drawn charts of one cell, or of the notebook."""
        within = self.page.locator(".jp-Notebook") if index is None else self.cell(index)
        return within.locator(".js-plotly-plot:has(svg.main-svg)")

    def chart(self, index: int, number: int = 0) -> dict[str, Any]:
        """Give data and layout of a chart in a cell as the browser has them."""
        return (
            self.charts(index)
            .nth(number)
            .evaluate(
                "chart => JSON.parse(JSON.stringify({data: chart.data, layout: chart.layout}))"
            )
        )

    def broken(self) -> list[str]:
        """Give the words on the page that stand where something could not be shown."""
        text = self.page.locator(".jp-Notebook").inner_text()
        return [words for words in BROKEN if words.lower() in text.lower()]

    def cut_off(self) -> list[str]:
        """Give the texts in charts that reach beyond the space that the notebook gives the chart."""
        return (
            self.charts()
            .locator("text:visible")
            .evaluate_all("""texts => texts.filter(text => {
            const output = text.closest(".jp-OutputArea-output");
            if (!output) return false;  // taken away meanwhile: JupyterLab draws cells anew as they come into sight
            const own = text.getBoundingClientRect(), space = output.getBoundingClientRect();
            return own.width > 0 && (own.left < space.left - 1 || own.right > space.right + 1);
        }).map(text => text.textContent.trim())""")
        )


def on_this_machine(url: str) -> bool:
    """Say whether an address needs no other machine."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about", "file"} or parts.hostname in HERE
