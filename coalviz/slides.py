"""A deck of slides from figures: native charts in the house's template, with sources, caveats and provenance."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import plotly.graph_objects as go

from plotly_pptx.content import content_of, keys_on, text_of, texts_on
from plotly_pptx.pages import Line, Pages, Slide, Words
from plotly_pptx.plans import plan
from plotly_pptx.reading import day_of
from plotly_pptx.shapes import LINE, SMALLEST, fit, wrap
from plotly_pptx.template import file_of, open_template

from . import theme
from .dataset import all_read
from .dates import words
from .files import NO_SOURCE, Figures, deck_file, facts, free, named, rows, safe_link, write_whole
from .pictures import pictures
from .recipes import Book, Recipe, key_of, note_of, rows_of_recipe, write_book

Numbers = Mapping[str, tuple[int, Mapping[str, str]]]  # of sources in the list at the end, by text


@dataclass(frozen=True)
class Deck:
    """A deck that was written, and what its slides hold."""

    path: Path
    slides: tuple[Slide, ...]

    def __repr__(self) -> str:
        lines = [
            f"{slide.number:>4}  {slide.way:<8} {slide.title}{f' ({slide.reason})' * bool(slide.reason)}"
            for slide in self.slides
        ]
        return "\n".join(
            [f"{self.path}, {len(self.slides)} slide{'s' * (len(self.slides) != 1)}", *lines]
        )


def save_deck(
    figures: Figures,
    path: str | Path,
    *,
    template: str | Path | None = None,
    title: str = "",
    author: str = "",
    date: str = "",
    summary: Iterable[str] = (),
    unsourced: bool = False,
    overwrite: bool = False,
) -> Deck:
    """Write figures as slides whose charts can be edited in PowerPoint, with sources and speaker notes.

    Parameters
    ----------
    figures : figures, or mapping of name to figure
        In the order of the slides, made by coalviz, plotly.express or by hand.
    path : path
        The .pptx file.
    template : path, optional
        A .pptx or .potx file whose layouts, fonts and colours are used. Default: a plain one, 16:9.
    title, author, date : str
        For the title slide and the footer.
    summary : lines of text
        For the summary slide, such as totals.
    unsourced : bool
        Let figures without source or alternative text in, with the words "No source given".
    overwrite : bool
        Replace a deck that is already there.

    Returns
    -------
    Deck
        Slide by slide, whether the chart is native, a table, shapes or a picture, and why a picture.

    Raises
    ------
    ValueError
        No figure, figures without source or alternative text (all are named), or a template without usable layouts.
    FileExistsError
        The deck is there, and ``overwrite`` is not set.

    Examples
    --------
    >>> import coalviz
    >>> figure = coalviz.pledges_by_country(coalviz.load())
    >>> coalviz.save_deck([figure], "exports/briefing.pptx", title="Pledges", overwrite=True).slides[2].way
    'chart'
    """
    path = free(deck_file(path), overwrite)
    deck, slides = deck_of(
        list(named(figures).values()), unsourced, template, title, author, date, summary
    )
    return Deck(write_whole(path, file_of(deck), overwrite), tuple(slides))


def deck_of(
    figures: list,
    unsourced: bool,
    template: str | Path | None = None,
    title: str = "",
    author: str = "",
    date: str = "",
    summary: Iterable[str] = (),
    alone: bool = False,
    pictured: bool = True,
    beside: Iterable[Mapping] = (),
) -> tuple[Any, list[Slide]]:
    """Make the deck, which is no file yet: title, summary and contents, a slide for each figure, sources.

    ``alone``: only the figures. ``pictured``: draw those that are not native, which takes a browser.
    ``beside``: other words for each slide, such as those of an old one, which leave a figure the same room.
    """
    if not figures:
        raise ValueError("there is no figure of which to make a deck")
    read = all_read(lambda _, figure: facts(figure, unsourced), dict(enumerate(figures)))
    about = list(read.values())
    titles, lines = [meta.title for meta in about], list(summary)
    deck = open_template(template)
    pages = Pages(deck, " · ".join(filter(None, [title, author])), date, titles)
    numbers: dict = {}
    for meta in about:
        for source in meta.sources:
            numbers.setdefault(source["text"], (len(numbers) + 1, source))
    if not alone:
        pages.opening(title or "Briefing", " · ".join(filter(None, [author, date])))
        _contents(pages, lines, titles)
    keys = [key_of(number, meta.state, meta.title) for number, meta in enumerate(about)]
    texts = [_words(pages, meta, {} if alone else numbers) for meta in about]
    texts = [text._replace(**old) for text, old in zip(texts, beside)] or texts
    _figures(pages, figures, texts, keys, pictured)
    if not alone:
        listed = [  # a click opens it
            Line(f"{number}. {'. '.join(_named(source))}", linked=safe_link(source.get("url")))
            for number, source in numbers.values()
        ]
        pages.texts("Sources", pages.flow(listed), "sources")
    pages.complete(title or titles[0], author, day_of(date))
    made = {"title": title, "author": author, "date": date, "summary": lines}
    write_book(deck, _book(deck, dict(zip(keys, about)), made))
    return deck, pages.slides


def _book(deck: Any, about: Mapping[str, SimpleNamespace], made: Mapping[str, Any]) -> Book:
    """Write down how each slide was made and what it says, short in its notes too."""
    recipes = {}
    words_made: dict[str, str] = {}
    for number, slide in enumerate(deck.slides, 1):
        words_made |= {name: text_of(element) for name, element in texts_on(slide)}
        for key in keys_on(slide):
            meta, notes = about[key], slide.notes_slide.notes_text_frame
            content = content_of(slide, key) | {("notes",): notes.text}
            made_from = meta.state, meta.as_of, rows_of_recipe(meta.rows)
            recipes[key] = Recipe(key, number, meta.title, *made_from, content)
            notes.text = "\n\n".join([notes.text, "\n".join(note_of(recipes[key]))])
    return Book(recipes, words_made, made)


def _contents(pages: Pages, summary: list[str], titles: list[str]) -> None:
    """Add the summary with the contents; they may take more than one slide: then the figures begin later."""
    brief = [Line(line) for line in summary if line not in titles]  # a title says it itself
    brief += [Line("Contents", bold=True)] * bool(brief)
    first = 3
    for _ in range(2):
        contents = [
            Line(f"{number}  {title}", linked=str(number), slide=number)
            for number, title in enumerate(titles, first)
        ]
        flow = pages.flow([*brief, *contents])
        first = 2 + len(flow)
    pages.texts("In brief" if summary else "Contents", flow, "contents")


def _figures(
    pages: Pages, figures: list[go.Figure], texts: list[Words], keys: list[str], pictured: bool
) -> None:
    """Add the slides of the figures; those that are not native are drawn as pictures, all at once."""
    boxes = [pages.box(text.subtitle, text.foot) for text in texts]
    plans = [plan(figure, *box[2:]) for figure, box in zip(figures, boxes)]
    wanted = [number for number, how in enumerate(plans) if pictured and how.draw is None]
    jobs = [(_bare(figures[number], *boxes[number][2:]), "png", 3) for number in wanted]
    drawn = dict(zip(wanted, pictures(jobs)))
    for number, (text, how) in enumerate(zip(texts, plans)):
        picture, reason = drawn.get(number), ""
        if isinstance(picture, Exception):
            picture, reason = None, str(picture)
        pages.figure(text, how, picture, reason, keys[number])


def _words(pages: Pages, about: SimpleNamespace, numbers: Numbers) -> Words:
    """Give what stands beside a chart: subtitle, foot with caveats and sources, and the speaker notes."""
    notes = {
        "Caveats": "\n".join(about.notes),
        "Sources of the numbers": "\n".join(_provenance(about)),
        "As known on": about.as_of and words(about.as_of),
        "Versions": ", ".join(f"{name} {version}" for name, version in about.version.items()),
        "Made by": about.code,
    }
    foot = _foot(pages, about, numbers)
    return Words(about.title, about.subtitle, foot, about.alt, [*notes.items()], rows(about))


def _foot(pages: Pages, about: SimpleNamespace, numbers: Numbers) -> str:
    """Write caveats and sources, as far as a quarter of the slide holds them."""
    *_, width, height = pages.area
    keys = [f" [{numbers[source['text']][0]}]" if numbers else "" for source in about.sources]
    texts = [source["text"] + key for source, key in zip(about.sources, keys)]
    source, room = f"Source{'s' * (len(texts) > 1)}: {'; '.join(texts)}", height * 0.25
    if numbers and about.sources != [NO_SOURCE] and len(wrap(source, width, SMALLEST)) > 2:
        source = f"Sources:{','.join(keys)} in the list at the end"
    source = fit(source, width, room, SMALLEST)[1]
    room -= len(wrap(source, width, SMALLEST)) * SMALLEST * LINE
    if not about.notes or room < SMALLEST * LINE:
        return source
    return fit(f"Note: {theme.sentences(about.notes)}", width, room, SMALLEST)[1] + "\n" + source


def _provenance(about: SimpleNamespace) -> Iterator[str]:
    """Say what each source tells; of a figure of one's own, where in it the rows stand."""
    for source in about.sources:
        placed = [
            f"– {row.get('locator', '')} [{row['table']}.csv, line {row['line']}]"
            for row in about.rows
            if row.get("source_id") == source.get("source_id")
        ]
        yield from (*_named(source), *source.get("told", placed))


def _named(source: Mapping[str, Any]) -> list[str]:
    return [source[part] for part in ("text", "title", "url") if source.get(part)]


def _bare(figure: go.Figure, width: float, height: float) -> go.Figure:
    """Give a figure as it is drawn on a slide that has its title and sources already."""
    new = go.Figure(figure)
    new.layout.annotations = [note for note in new.layout.annotations if note.name != theme.FOOT]
    margin = {side: 1.25 * room for side, room in theme.meta_of(figure).get("margin", {}).items()}
    return new.update_layout(
        title={"text": "", "subtitle": {"text": ""}},
        width=round(width / 0.75),
        height=round(height / 0.75),
        font={"size": 16},
        margin=margin or {"t": 20},
        **({"template": theme.template("slide")} if margin else {}),
    )
