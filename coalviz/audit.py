"""Is my deck still true? Slide by slide, what a deck says beside what the tables say now."""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from pptx import Presentation
from pptx.exc import PackageNotFoundError

from plotly_pptx.content import content_of, keys_on
from plotly_pptx.statements import Said, statements

from .dataset import Dataset
from .dates import words
from .files import facts
from .news import changes
from .recipes import Book, Recipe, print_of, read_book, read_note
from .slides import deck_of
from .states import Charts, figure_of

BESIDE = "subtitle", "foot"  # the figure of a slide, and how much room they leave it
WRONG = ("stale", "edited", "contradicted", "deleted")  # what a reader of the deck must know
TOLD = {
    "agrees": "agrees with the tables",
    "stale": "is stale",
    "edited": "was edited by hand",
    "contradicted": "sources contradict each other now",
    "moved": "was moved",
    "copied": "is a copy",
    "deleted": "was deleted",
    "own": "is a figure of your own: its values are as they were, the tables do not say more",
}


class Place(NamedTuple):
    """A figure of coalviz on a slide of a deck, and its recipe; of slide 0: known from its notes only."""

    number: int
    slide: Any
    recipe: Recipe


class Finding(NamedTuple):
    """A row of an audit: how it stands with a slide, or with something on it that differs."""

    slide: int | None
    title: str
    status: str
    what: str = ""
    deck: str = ""
    tables: str = ""
    source: str = ""

    def __str__(self) -> str:
        text = TOLD[self.status] + f": {self.what}" * bool(self.what)
        if self.deck or self.tables:
            text += f", {self.deck or 'nothing'} → {self.tables or 'nothing'}"
        return text + f" ({self.source})" * bool(self.source)


@dataclass(frozen=True)
class Audit:
    """What an audit found: a frame (a row a finding), the day the deck was made for, and the day of the tables.

    Examples
    --------
    >>> import coalviz
    >>> dataset = coalviz.load()
    >>> deck = coalviz.save_deck([coalviz.pledge_sum(dataset)], "exports/sum.pptx", overwrite=True)
    >>> coalviz.audit_deck(deck.path, dataset).frame["status"].tolist()
    ['agrees']
    """

    frame: pd.DataFrame
    made: str
    day: str

    @property
    def agrees(self) -> bool:
        """Whether nothing in the deck is stale, edited, deleted or contradicted."""
        return not self.frame["status"].isin(WRONG).any()

    def __repr__(self) -> str:
        lines = [f"Made for what was known on {words(self.made)}; the tables: {words(self.day)}."]
        for (number, title), rows in self.frame.groupby(["slide", "title"], dropna=False):
            where = "-" if pd.isna(number) else int(number)
            lines.append(f"{where:>4}  {title}")
            lines += [f"        {Finding(*row)}" for row in rows.itertuples(index=False)]
        counts = Counter(self.frame["status"])
        summary = ", ".join(f"{status} {counts[status]}" for status in TOLD if counts[status])
        return "\n".join([*lines, f"Findings: {summary}."])


def audit_deck(path: str | Path, dataset: Dataset, *, charts: Charts = ()) -> Audit:
    """Say, slide by slide, whether a deck still agrees with the tables, and what is stale in it.

    The file is only read. A deck of another program, or one that was saved by it, is read too.

    Parameters
    ----------
    path : path
        A .pptx file made by ``save_deck``, however it was reworked since.
    dataset : Dataset
        The tables as they are now; their day of knowledge is that of the audit.
    charts : chart functions, optional
        Of one's own, which the deck has and coalviz does not.

    Returns
    -------
    Audit
        Printed, it is a text; ``frame`` has the columns ``slide``, ``title``, ``status`` (agrees, stale: the
        tables say something else now; edited: a person wrote something else; contradicted: sources differ
        since; moved, copied, deleted; own: not made from the tables), ``what``, ``deck``, ``tables`` and
        ``source`` (which one changed it); ``agrees`` is True where nothing is wrong.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        It is no deck, it is damaged, it holds no slide made by coalviz, or it was made by a newer coalviz.

    Examples
    --------
    >>> import coalviz
    >>> early = coalviz.load().as_of("2024-02-02")
    >>> figures = [coalviz.members_over_time(early)]
    >>> deck = coalviz.save_deck(figures, "exports/february.pptx", overwrite=True)
    >>> audit = coalviz.audit_deck(deck.path, coalviz.load())
    >>> audit.agrees, audit.made, audit.day
    (False, '2024-02-02', '2024-04-08')
    """
    deck = open_deck(path)
    book, places = places_in(deck, path)
    drawn = drawn_today(places, dataset, charts)
    made = min((place.recipe.day for place in places if place.recipe.day), default="")
    today = str(dataset.day or "")
    apart = [*_contradictions(places, drawn, dataset, made)] if "" < made < today else []
    contradicted = {finding.slide for finding in apart}
    rows = [
        finding
        for finding in [*_differences(places, drawn, path), *_order(book, places)]
        if finding.status != "agrees" or finding.slide not in contradicted
    ]
    frame = pd.DataFrame([*rows, *apart], columns=Finding._fields)
    frame = frame.sort_values("slide", kind="stable", na_position="last", ignore_index=True)
    return Audit(frame, made, today)


def open_deck(path: str | Path) -> Any:
    """Open a deck to read it; what is wrong is said in words."""
    if not Path(path).exists():
        raise FileNotFoundError(f"there is no deck {path}")
    try:
        return Presentation(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError) as problem:
        raise ValueError(
            f"{path} cannot be read as a PowerPoint file ({problem}); it was left as it is"
        ) from problem


def places_in(deck: Any, path: str | Path) -> tuple[Book, list[Place]]:
    """Find the slides that coalviz made, wherever they are now."""
    book, places = read_book(deck), []
    for number, slide in enumerate(deck.slides, 1):
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        note = read_note(notes)
        for key in keys_on(slide):
            recipe = book.slides.get(key)
            if recipe:
                places.append(Place(number, slide, recipe))
            elif note and note.key == key:
                content = content_of(slide, key)
                kept = content if print_of(content) == note.fingerprint else {}
                title = str(content.get(("title",), ""))
                places.append(Place(number, slide, replace(note, title=title, said=kept)))
    if not places:
        raise ValueError(f"{path} holds no slide that coalviz made; it was left as it is")
    return book, places


def drawn_today(places: Iterable[Place], dataset: Dataset, charts: Charts) -> dict[str, go.Figure]:
    """Draw each figure as the tables are now, by key; a figure of one's own is not drawn."""
    own, figures = list(charts), {}
    for place in places:
        state = {**place.recipe.state, "as_of": None}
        with suppress(ValueError):  # a figure of one's own; a chart or an option that is no more
            figures[place.recipe.key] = figure_of(dataset, state, own)
    return figures


def deck_today(
    drawn: dict[str, go.Figure], template: str | Path, **how: Any
) -> tuple[Any, Book, dict[str, Place]]:
    """Make the deck anew in the same template, and read it as any other: its places by the keys of the old one."""
    deck, _ = deck_of(list(drawn.values()), False, template, **how)
    book, places = places_in(deck, template)
    return deck, book, dict(zip(drawn, places))


def _differences(
    places: list[Place], drawn: dict[str, go.Figure], template: str | Path
) -> Iterator[Finding]:
    """Hold what each slide says against what the tables say."""
    said = {place.recipe.key: place.recipe.said for place in places}
    beside = [{part: str(said[key].get((part,), "")) for part in BESIDE} for key in drawn]
    how = {"alone": True, "pictured": False, "beside": beside}
    today = drawn and deck_today(drawn, template, **how)[-1]
    for number, slide, recipe in places:
        if recipe.key not in today:
            yield Finding(number, recipe.title, "own")
            continue
        now = statements(content_of(slide, recipe.key))
        fresh = today[recipe.key].recipe
        new = statements(fresh.said)
        if now == new:
            yield Finding(number, recipe.title, "agrees")
            continue
        source = _changed(recipe, fresh, drawn[recipe.key])
        for status, path in _differing(statements(recipe.said), now, new):
            told = _named(path), _told(now.get(path)), _told(new.get(path))
            yield Finding(number, recipe.title, status, *told, source * (status == "stale"))


def _differing(then: Said, now: Said, new: Said) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Say what differs, and whether it did so when the slide was made: else a person wrote it."""
    for path in dict.fromkeys([*then, *now, *new]):
        if now.get(path) != new.get(path) and not _told_by_another(path, now, new):
            edited = then and now.get(path) != then.get(path)
            yield "edited" if edited else "stale", path


def _told_by_another(path: tuple[str, ...], now: Said, new: Said) -> bool:
    """Say whether a finding repeats one: a cell of a whole row or column, a number that its label tells."""
    if path[0] == "cell":
        heads = ("row", path[1]), ("column", path[2])
        return any((head in now) != (head in new) for head in heads)
    if path[0] == "value":
        labels = [("label", series, path[2]) for series in ("", path[1])]
        return any(now.get(label) != new.get(label) for label in labels)
    return False


def _named(path: tuple[str, ...]) -> str:
    """Name a statement by its place, or where that says nothing by its kind."""
    kind, *place = path
    what = [kind] if kind in ("words", "row", "column") else place or [kind]
    return ", ".join(filter(None, what))


def _told(value: Any) -> str:
    return "" if value is None else f"{value:,.10g}" if isinstance(value, float) else str(value)


def _changed(recipe: Recipe, fresh: Recipe, figure: go.Figure) -> str:
    """Name the sources of what is told anew; if nothing is, of what is told no more."""
    then, now = {*recipe.rows}, {*fresh.rows}
    changed = {source for source, _ in now - then or then - now}
    return "; ".join(
        source["text"].partition(", citing")[0]
        for source in facts(figure).sources
        if source.get("source_id") in changed
    )


def _order(book: Book, places: list[Place]) -> Iterator[Finding]:
    """Tell what was moved, copied and deleted since the deck was made."""
    seen = set()
    for number, _, recipe in places:
        was = f"was slide {recipe.number}" if recipe.number else "here from another deck"
        if recipe.key in seen:
            yield Finding(number, recipe.title, "copied")
        elif recipe.number != number:
            yield Finding(number, recipe.title, "moved", was)
        seen.add(recipe.key)
    for key, recipe in book.slides.items():
        if key not in seen:
            yield Finding(None, recipe.title, "deleted", f"was slide {recipe.number}")


def _contradictions(
    places: list[Place], drawn: dict[str, go.Figure], dataset: Dataset, made: str
) -> Iterator[Finding]:
    """Tell on which slides sources contradict each other since the deck was made."""
    apart = changes(dataset, made, str(dataset.day)).query("what == 'contradiction'")
    for number, _, recipe in places:
        if recipe.key in drawn:
            behind = {(row["table"], row["line"]) for row in facts(drawn[recipe.key]).rows}
            for change in apart.itertuples():
                if {(change.table, line) for line in change.lines} & behind:
                    yield Finding(number, recipe.title, "contradicted", change.said)
