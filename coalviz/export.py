"""The way out: a chart as a file for the web, a document, a spreadsheet or a slide, never without its sources."""

import csv
import html
import re
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go

from . import theme
from .dataset import several
from .files import NO_SOURCE, Figures, facts, free, named, rows, write_whole
from .groups import grouped
from .pictures import one_browser, pictures

IMAGES = (".png", ".svg", ".pdf")
SUFFIXES = (".html", *IMAGES, ".csv", ".pptx")
# Pixels of a PNG per pixel of the chart: sharp on a projector and in print.
SCALE = 2


@dataclass(frozen=True)
class Saved:
    """The files that were written, and why the others were not."""

    written: tuple[Path, ...]
    failed: dict[str, str]

    def __repr__(self) -> str:
        count = len(self.written)
        lines = [
            f"{count} file{'s' * (count != 1)} written",
            *(f"  {path}" for path in self.written),
        ]
        lines += [f"{len(self.failed)} failed"] * bool(self.failed)
        names = grouped(self.failed, key=self.failed.__getitem__)
        lines += [f"  {', '.join(names[reason])}: {reason}" for reason in names]  # each once
        return "\n".join(lines)


def save(
    figure: go.Figure,
    path: str | Path,
    *,
    size: str = "slide",
    unsourced: bool = False,
    overwrite: bool = False,
) -> Path:
    """Save a figure with its sources; the suffix of the path chooses the format.

    `.html` is one file that works offline, `.png`, `.svg` and `.pdf` are images, `.csv` holds the rows behind the
    chart, `.pptx` is one slide with an editable chart.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
        With sources and alternative text: all of coalviz have them, ``coalviz.cite`` adds them.
    path : path
        Missing folders are made.
    size : {"slide", "half", "page", "square"}
        Of an image: a 16:9 slide, half of one, a page, a square.
    unsourced : bool
        Let a figure without source or alternative text out, with the words "No source given".
    overwrite : bool
        Replace a file that is already there.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ValueError
        Unknown suffix or size, or a figure without source or alternative text.
    FileExistsError
        The file is there, and ``overwrite`` is not set.

    Examples
    --------
    >>> import coalviz
    >>> figure = coalviz.pledges_by_country(coalviz.load())
    >>> coalviz.save(figure, "exports/pledges.csv", overwrite=True).name
    'pledges.csv'
    """
    suffix = Path(path).suffix.lower()
    _known(suffix, size)
    path = free(Path(path), overwrite)
    return write_whole(path, _content(figure, suffix, size, unsourced), overwrite)


def save_all(
    figures: Figures,
    folder: str | Path,
    formats: str | Iterable[str] = ("html", "png"),
    *,
    size: str = "slide",
    unsourced: bool = False,
    overwrite: bool = False,
) -> Saved:
    """Save many figures in one go, each in every format, with one browser for all images.

    Parameters
    ----------
    figures : mapping of file name to figure, or figures
        Of figures without names, the titles become the file names.
    folder : path
        Made if missing.
    formats : str or several
        Such as "png" or ("html", "csv").
    size, unsourced, overwrite
        As in ``save``.

    Returns
    -------
    Saved
        What was written, and by file name what failed and why. One figure that fails keeps no other back.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.save_all({"pledges": coalviz.pledges_by_country(coalviz.load())}, "exports", "csv", overwrite=True)
    1 file written
      exports/pledges.csv
    """
    suffixes = dict.fromkeys("." + kind.lower().lstrip(".") for kind in several("formats", formats))
    for suffix in suffixes:
        _known(suffix, size)
    written, failed = [], {}
    with one_browser() if suffixes.keys() & IMAGES else nullcontext():
        for name, figure in named(figures).items():
            for suffix in suffixes:
                path = Path(folder) / f"{name}{suffix}"
                try:
                    save(figure, path, size=size, unsourced=unsourced, overwrite=overwrite)
                    written.append(path)
                except Exception as problem:  # whatever it is, the others are saved
                    failed[path.name] = f"{problem}" or type(problem).__name__
    return Saved(tuple(written), failed)


def save_page(
    figures: Figures,
    path: str | Path,
    *,
    title: str = "",
    unsourced: bool = False,
    overwrite: bool = False,
) -> Path:
    """Save figures one below the other as one HTML file that works offline.

    Parameters
    ----------
    figures, path, unsourced, overwrite
        As in ``save_all`` and ``save``.
    title : str
        What the browser's tab says.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ValueError
        A figure without source or alternative text.
    FileExistsError
        The file is there, and ``overwrite`` is not set.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.save_page([coalviz.pledges_by_country(coalviz.load())], "exports/page.html", overwrite=True).name
    'page.html'
    """
    page = _page([*named(figures).values()], title, unsourced)
    return write_whole(Path(path), page, overwrite)


def _known(suffix: str, size: str) -> None:
    """Refuse a format or a size that nobody knows."""
    if suffix not in SUFFIXES:
        raise ValueError(
            f"{suffix or 'no suffix'!r} is no format that coalviz can write; "
            f"known are {', '.join(SUFFIXES)}"
        )
    theme.pixels(size)


def _described(image: bytes, about: SimpleNamespace) -> bytes:
    """Give an SVG the words for which screen readers look."""
    elements = f"<title>{html.escape(about.title)}</title><desc>{html.escape(about.alt)}</desc>"
    return re.sub(rb"<svg\b[^>]*>", lambda tag: tag[0] + elements.encode(), image, count=1)


def _content(figure: go.Figure, suffix: str, size: str, unsourced: bool) -> bytes:
    """Make one file."""
    about = facts(figure, unsourced)
    if suffix == ".html":
        return _page([figure], about.title, unsourced)
    if suffix == ".csv":
        return _csv(rows(about))
    if suffix == ".pptx":
        from . import slides  # imported when used: python-pptx takes 0.3 s

        return slides.file_of(slides.deck_of([figure], unsourced, alone=True)[0])
    context = "notebook" if size == "page" else "slide"
    drawn = theme.layout_of(_sourced(figure, about), size, context)
    [image] = pictures([(drawn, suffix[1:], SCALE if suffix == ".png" else 1)])
    if isinstance(image, Exception):
        raise image
    return _described(image, about) if suffix == ".svg" else image


def _sourced(figure: go.Figure, about: SimpleNamespace) -> go.Figure:
    """Give a figure whose foot names its sources, or says that there are none."""
    if {"sources", "margin"} <= theme.meta_of(figure).keys() and about.sources != [NO_SOURCE]:
        return figure
    return theme.cite(
        figure,
        title=about.title,
        subtitle=about.subtitle,
        sources=about.sources,
        notes=about.notes,
        alt=about.alt,
    )


# On a narrow screen a chart is drawn smaller, as a whole.
_FIT = (
    "const fit=()=>document.querySelectorAll('figure').forEach(one=>one.style.zoom="
    f"Math.min(1,(document.documentElement.clientWidth-16)/{theme.WIDTH}));fit();addEventListener('resize',fit)"
)


def _page(figures: list[go.Figure], title: str, unsourced: bool) -> bytes:
    """Write figures as one HTML page, with Plotly's script in it once and nothing to fetch."""
    parts = []
    for number, figure in enumerate(figures):
        about = facts(figure, unsourced)
        drawing = theme.framed(_sourced(figure, about)).to_html(
            full_html=False,
            include_plotlyjs=not number,
            include_mathjax=False,
            div_id=f"chart-{number + 1}",
            config={"displaylogo": False},
        )
        parts.append(f'<figure aria-label="{html.escape(about.alt)}">{drawing}</figure>')
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">'
        f"<title>{html.escape(title)}</title>\n"
        "<style>body{font-family:Arial,'Liberation Sans',sans-serif;margin:2rem auto;max-width:960px}"
        "figure{margin:0 0 3rem}"
        "@media print{figure{break-inside:avoid}.modebar{display:none!important}}"
        "</style></head>\n<body>\n"
        + "\n".join(parts)
        + f"\n<script>{_FIT}</script>\n</body>\n</html>\n"
    ).encode()


def _csv(frame: pd.DataFrame) -> bytes:
    """Write rows so that spreadsheets read them as what they are."""
    frame = pd.DataFrame(
        {name: pd.Series(map(_no_formula, frame[name]), frame.index, object) for name in frame}
    )
    text = frame.to_csv(index=False, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    return text.encode("utf-8-sig")  # Excel takes a CSV without this mark for the local code page


def _no_formula(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; whole numbers have no point."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    formula = isinstance(value, str) and value.startswith(tuple("=+-@\t\r"))
    return f"'{value}" if formula else value
