"""New numbers in an old deck: what the tables say now, in the slides as a person reworked them."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from plotly_pptx.content import text_of, texts_on
from plotly_pptx.refresh import refresh, renew_lines
from plotly_pptx.template import file_of

from .audit import Place, deck_today, drawn_today, open_deck, places_in
from .dataset import Dataset
from .dates import words
from .files import copied_apart, deck_file, write_whole
from .recipes import HEADING, Book, Recipe, note_of, write_book
from .states import Charts


@dataclass(frozen=True)
class Renewal:
    """What a refresh did: the deck that was written, how many slides are new, and what a person wrote and is left.

    ``earlier`` is where the old deck is kept, if it was refreshed in its place.

    Examples
    --------
    >>> import coalviz
    >>> dataset = coalviz.load()
    >>> deck = coalviz.save_deck([coalviz.pledge_sum(dataset)], "exports/sum.pptx", overwrite=True)
    >>> coalviz.refresh_deck(deck.path, deck.path, dataset).renewed
    1
    """

    path: Path
    renewed: int
    left: tuple[str, ...]
    earlier: Path | None = None

    def __repr__(self) -> str:
        lines = [
            f"{self.path}: {self.renewed} slide{' is' if self.renewed == 1 else 's are'} up to date."
        ]
        lines += [f"The old deck is {self.earlier}."] * bool(self.earlier)
        if self.left:
            lines += ["Left as they were written by hand:", *(f"  {text}" for text in self.left)]
        return "\n".join(lines)


def refresh_deck(
    path: str | Path,
    out: str | Path,
    dataset: Dataset,
    *,
    charts: Charts = (),
) -> Renewal:
    """Write a deck anew with what the tables say now; all formatting, and what was written by hand, stays.

    Charts, tables, titles, notes, alternative texts and source lines become new where nobody rewrote them.
    A number that was typed over in a chart is that of the tables again.

    Parameters
    ----------
    path : path
        A .pptx file made by ``save_deck``, however it was reworked since. It is only read.
    out : path
        The file to write. If it is ``path`` itself, the old deck is kept beside it, as ``…-earlier.pptx``.
    dataset : Dataset
        The tables as they are now.
    charts : chart functions, optional
        Of one's own, which the deck has and coalviz does not.

    Returns
    -------
    Renewal
        ``left`` lists what a person rewrote, slide by slide, and is as it was.

    Raises
    ------
    FileNotFoundError, ValueError
        As in ``audit_deck``, or ``out`` is no .pptx file; nothing is written then.
    FileExistsError
        ``out`` is another file that is already there.
    PermissionError
        The file is open in another program, or may not be written.

    Examples
    --------
    >>> import coalviz
    >>> early = coalviz.load().as_of("2024-02-02")
    >>> figures = [coalviz.members_over_time(early)]
    >>> deck = coalviz.save_deck(figures, "exports/february.pptx", overwrite=True)
    >>> new = coalviz.refresh_deck(deck.path, deck.path, coalviz.load())
    >>> coalviz.audit_deck(new.path, coalviz.load()).frame["status"].tolist()
    ['agrees']
    """
    path, out = Path(path), deck_file(out)
    deck = open_deck(path)
    book, places = places_in(deck, path)
    drawn = drawn_today(places, dataset, charts)
    in_place = out.exists() and out.samefile(path)
    _refuse_locked(out)
    if out.exists() and not in_place:
        raise FileExistsError(
            f"{out} is already there and may hold somebody's work; choose another"
        )
    facts_now = _facts_today(book, dataset)
    fresh, made, today = deck_today(drawn, path, **facts_now) if drawn else (deck, book, {})
    left = []
    slides: dict = {}
    recipes: dict = {}  # of a slide that was copied too, that of the first
    for place in places:
        if new := today.get(place.recipe.key):
            kept, recipe = _renew(place, new)
            recipes.setdefault(recipe.key, recipe)
            left += [f"slide {place.number}, {text}" for text in kept]
            slides.setdefault(new.slide.part, place.slide)
    left += _renew_texts(deck, book, fresh, slides)
    _renew_dates(deck, book.facts.get("date", ""), facts_now["date"])
    write_book(
        deck,
        Book({**book.slides} | recipes, {**book.words, **made.words}, {**book.facts, **facts_now}),
    )
    earlier = copied_apart(path) if in_place else None
    write_whole(out, file_of(deck), overwrite=in_place)
    return Renewal(out, len(drawn), tuple(left), earlier)


def _refuse_locked(out: Path) -> None:
    """Refuse to write over a deck that another program has open, as PowerPoint and LibreOffice mark it."""
    for mark in (f"~${out.name}", f".~lock.{out.name}#"):
        if out.with_name(mark).exists():
            raise PermissionError(
                f"{out} is open in another program; close it there, then try again"
            )


def _facts_today(book: Book, dataset: Dataset) -> dict:
    """Give title, author, date and summary as they would be today."""
    from .briefing import summary

    facts = {name: str(book.facts.get(name, "")) for name in ("title", "author", "date")}
    if dataset.day and re.fullmatch(r"Known by .*\d{4}", facts["date"]):
        facts["date"] = f"Known by {words(dataset.day)}"
    return facts | {"summary": summary(dataset) if book.facts.get("summary") else []}


def _renew(place: Place, fresh: Place) -> tuple[list[str], Recipe]:
    """Bring one slide up to date; gives what is left, and the recipe of the slide as it is now."""
    recipe = place.recipe
    left = refresh(place.slide, recipe.key, dict(recipe.said), fresh.slide, fresh.recipe.key)
    new = replace(fresh.recipe, key=recipe.key, number=place.number)
    return left + _renew_notes(place, new), new


def _renew_notes(place: Place, new: Recipe) -> list[str]:
    """Write new speaker notes, section by section; what a person added stays where it is."""
    frame = place.slide.notes_slide.notes_text_frame
    now, _, _ = frame.text.partition(f"\n\n{HEADING}")
    then, notes = (str(recipe.said.get(("notes",), "")) for recipe in (place.recipe, new))
    left, sections = [], dict(_sections(notes))
    if now != then:
        for heading, text in _sections(then):
            old = f"{heading}\n{text}"
            if old in now:
                now = now.replace(old, f"{heading}\n{sections.get(heading, '')}".rstrip())
            else:
                left.append(f"notes: {heading}")
        notes = now
    frame.text = "\n\n".join([notes, "\n".join(note_of(new))])
    return left


def _sections(notes: str) -> list[tuple[str, str]]:
    parts = (part.partition("\n") for part in notes.split("\n\n") if part)
    return [(heading, text) for heading, _, text in parts]


def _renew_texts(deck: Any, book: Book, fresh: Any, slides: dict) -> list[str]:
    """Bring contents, sources and the line of the title slide up to date, unless a person rewrote them.

    ``slides``: of this deck, by the part of the fresh one that each was renewed from.
    """
    today = {name: (slide, element) for slide in fresh.slides for name, element in texts_on(slide)}
    left = []
    for number, slide in enumerate(deck.slides, 1):
        for name, element in texts_on(slide):
            now, (new_slide, new) = text_of(element), today.get(name, (slide, element))
            if now == text_of(new):
                continue
            if now == book.words.get(name):
                renew_lines(slide, element, new_slide, new, slides)
            else:
                left.append(f"slide {number}, {name.split()[1]}: {now.splitlines()[0]} …")
    return left


def _renew_dates(deck: Any, then: str, today: str) -> None:
    """Write the new date into the footers that have the old one."""
    for slide in deck.slides if then and then != today else ():
        for shape in slide.placeholders:
            if shape.has_text_frame and shape.text_frame.text == then:
                shape.text_frame.paragraphs[0].runs[0].text = today
