"""The whole briefing in one go: a deck, images and a web page of the standard charts or of your own choice."""

import sys
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go
from tqdm import tqdm

from .claims.scope import Scope
from .dataset import Dataset
from .export import IMAGES, Saved, save_all, save_page
from .files import Figures, copied_apart, named, write_whole
from .grammar import sentence
from .pictures import no_browser, one_browser
from .slides import Deck, deck_of, file_of
from .states import STANDARD
from .wording.grammar import coalition_name, known_by
from .wording.pledges import contradicted, in_no_sum, sum_known


@dataclass(frozen=True)
class Briefing:
    """What was written: the deck, the page, the images, what failed and why, and what is missing here."""

    deck: Deck
    page: Path
    images: Saved
    missing: str = ""

    def __repr__(self) -> str:
        if not self.missing:
            return f"{self.deck!r}\n{self.page}\n{self.images!r}"
        deck = repr(self.deck).replace(self.missing, "there is no Chrome")
        return f"{deck}\n{self.page}\nNo images: {self.missing}"


def standard_figures(dataset: Dataset, coalition: str | None = None) -> dict[str, go.Figure]:
    """Make all charts, each with its defaults, by name.

    Parameters
    ----------
    dataset : Dataset
    coalition : str, optional
        Of which coalition the charts of one coalition are. Default: the tables' own.

    Raises
    ------
    ValueError
        If there is no such coalition.

    Examples
    --------
    >>> import coalviz
    >>> list(standard_figures(coalviz.load()))[:2]
    ['pledges-by-country', 'pledge-sum']
    """
    dataset = dataset.about(coalition) if coalition else dataset
    return {draw.__name__.replace("_", "-"): draw(dataset) for draw in STANDARD}


def summary(dataset: Dataset, coalition: str | None = None) -> list[str]:
    """Say in a few lines what is known of a coalition's pledges: totals as intervals, and what is in no sum.

    Examples
    --------
    >>> import coalviz
    >>> summary(coalviz.load())[0]
    'More than €30 million pledged to the IT coalition, €20.5 million of it disclosed by country'
    """
    if not dataset.coalition_ids:
        return ["No coalition known"]
    scope = Scope.of(dataset, coalition)
    if not (scope.pledges or scope.totals):
        return [f"No pledge to {coalition_name(dataset, coalition)} {known_by(dataset)}"]
    apart = [
        f"{sentence(what)}, in no sum{' of money' * what.endswith('kind')}"
        for what in in_no_sum(scope)
    ]
    return [sum_known(scope), *contradicted(scope), *apart]


def save_briefing(
    figures: Figures,
    folder: str | Path = "briefing",
    *,
    title: str = "Briefing",
    author: str = "",
    date: str = "",
    template: str | Path | None = None,
    lines: Iterable[str] = (),
    formats: Iterable[str] = ("png", "svg"),
    progress: bool = True,
) -> Briefing:
    """Write figures as a deck, as images, and as one web page that works offline.

    Parameters
    ----------
    figures : mapping of name to plotly.graph_objects.Figure, or figures
        In the order of the slides; the names, or else the titles, become file names.
    folder : path
        Images and page are written anew. A deck that is there and differs is kept as briefing-earlier.pptx, and so
        on: the newest always has the name that one expects.
    title, author, date, template
        As in ``save_deck``.
    lines : iterable of str
        For the summary slide, as from ``summary``.
    formats : iterable of str
        Of the images, such as png, svg, pdf.
    progress : bool
        Show a progress bar.

    Returns
    -------
    Briefing

    Raises
    ------
    ValueError
        If a figure has no source or no alternative text, or the template no usable layout.

    Examples
    --------
    >>> import coalviz, tempfile
    >>> figure = coalviz.pledge_sum(coalviz.load())
    >>> save_briefing([figure], tempfile.mkdtemp(), formats=["csv"], progress=False).deck.path.name
    'briefing.pptx'
    """
    folder, formats = Path(folder), list(formats)
    look = "{desc:<9}|{bar}| {n}/{total}"
    bar = tqdm(total=3, disable=not progress, file=sys.stdout, bar_format=look)
    pictured = any(f".{kind}" in IMAGES for kind in formats)
    with bar, one_browser() if pictured else nullcontext():
        bar.set_description_str("Slides")
        shown = [*named(figures).values()]
        deck, slides = deck_of(shown, False, template, title, author, date, lines)
        path, content = folder / "briefing.pptx", file_of(deck)
        if path.exists() and path.read_bytes() != content:
            copied_apart(path)  # it may hold somebody's work
        write_whole(path, content, overwrite=True)
        bar.update()
        bar.set_description_str("Web page")
        page = save_page(figures, folder / "briefing.html", title=title, overwrite=True)
        bar.update()
        bar.set_description_str("Images")
        missing = no_browser()
        drawn = [kind for kind in formats if not missing or f".{kind}" not in IMAGES]
        images = save_all(figures, folder / "images", drawn, overwrite=True)
        _forget_earlier(folder / "images", images)
        bar.update()
    return Briefing(Deck(path, tuple(slides)), page, images, missing)


def _forget_earlier(folder: Path, images: Saved) -> None:
    """Remove the images of an earlier run that this one did not write anew; other files stay."""
    contents = folder / "contents.txt"
    written = [path.name for path in images.written]
    earlier = contents.read_text(encoding="utf-8").splitlines() if contents.exists() else []
    for name in {*earlier} - {*written}:
        (folder / Path(name).name).unlink(missing_ok=True)
    write_whole(contents, "\n".join([*written, ""]).encode(), overwrite=True)
