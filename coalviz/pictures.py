"""Pictures of figures, drawn by Chrome: many in one browser."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import plotly.graph_objects as go

Job = tuple[go.Figure | dict, str, float]  # a figure with width and height, its format, its scale
Draw = Callable[[Sequence[Job]], list]
_draw: Draw | None = None  # inside one_browser


class NoChrome(RuntimeError):  # noqa: N818 (a name that analysts read)
    """A picture was asked for, and there is no browser to draw it."""


def no_browser() -> str:
    """Say what to do where there is no Chrome to draw pictures; nothing where there is one."""
    from choreographer.browsers.chromium import Chromium

    browser = Chromium.find_browser(skip_local=False)
    if browser and Path(browser).exists():  # a wrong BROWSER_PATH comes back unchecked
        return ""
    where = f" at {browser} (BROWSER_PATH)" if browser else ""
    return (
        f"PNG, SVG, PDF and pictures on slides are drawn by Chrome or Chromium, and none was found{where}. "
        "Install it (for example: apt install chromium; or, without administrator's rights: plotly_get_chrome), "
        "or set BROWSER_PATH to where it is."
    )


@contextmanager
def one_browser() -> Iterator[Draw | None]:
    """Draw all pictures that are made inside in one browser, which opens while other things are done.

    Examples
    --------
    >>> with one_browser():
    ...     pass  # save, save_all, save_deck
    """
    global _draw
    if _draw:
        yield _draw  # inside another, in that one
        return
    with nullcontext() if no_browser() else _browser() as _draw:
        try:
            yield _draw
        finally:
            _draw = None


def pictures(jobs: Sequence[Job]) -> list[bytes | Exception]:
    """Draw many figures in one browser: (figure with width and height, format, scale) each.

    Returns
    -------
    For each figure its image, or the error that says why there is none.
    """
    if not jobs:
        return []
    with one_browser() as draw:
        return draw(jobs) if draw else [NoChrome(no_browser())] * len(jobs)


@contextmanager
def _browser() -> Iterator[Draw]:
    """Open a browser in a thread of its own; give what draws in it, as soon as it is open."""
    import kaleido
    from anyio.from_thread import start_blocking_portal

    class Browser(kaleido.Kaleido):
        async def _return_kaleido_tab(self, tab: object) -> None:
            """Use the page again: to load it anew after each picture takes three times as long as to draw."""
            await self.tabs_ready.put(tab)

    async def images(jobs: Sequence[Job]) -> list[bytes | BaseException]:
        drawn = (
            browser.calc_fig(figure, opts={"format": kind, "scale": scale})
            for figure, kind, scale in jobs
        )
        return await asyncio.gather(*drawn, return_exceptions=True)

    def draw(jobs: Sequence[Job]) -> list[bytes | Exception]:
        failed = opening.exception()  # once it is open
        drawn = [failed] * len(jobs) if failed else portal.call(images, jobs)
        return [
            RuntimeError(f"the chart could not be drawn: {image}")
            if isinstance(image, BaseException)
            else image
            for image in drawn
        ]

    with start_blocking_portal() as portal:
        browser = Browser(mathjax=False)  # that comes from the internet, for each picture
        opening = portal.start_task_soon(browser.open)
        try:
            yield draw
        finally:
            opening.exception()  # not while it opens
            portal.call(browser.close)
