"""Is my deck still true? Slide by slide, what a deck says beside what the tables say now."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go
from pptx import Presentation
from pptx.exc import PackageNotFoundError

from plotly_pptx.content import Content, content_of, keys_on
from plotly_pptx.statements import Said, statements

from .dataset import Dataset
from .dates import day, words
from .files import facts
from .news import changes
from .recipes import Book, Recipe, print_of, read_book, read_note, rows_of_recipe
from .slides import deck_of
from .states import figure_among

COLUMNS = ["slide", "title", "status", "what", "deck", "tables", "source"]
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
    """A figure of coalviz on a slide of a deck, and its recipe; ``alone``: known from its notes only."""

    number: int
    slide: Any
    recipe: Recipe
    alone: bool


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
            lines += [f"        {_finding(row)}" for row in rows.to_dict("records")]
        counts = Counter(self.frame["status"])
        told = ", ".join(f"{status} {counts[status]}" for status in TOLD if counts[status])
        return "\n".join([*lines, f"Findings: {told}."])


def _finding(row: dict) -> str:
    told = TOLD[row["status"]]
    change = f": {row['what']}" if row["what"] else ""
    if row["deck"] or row["tables"]:
        change += f", {row['deck'] or 'nothing'} → {row['tables'] or 'nothing'}"
    return told + change + (f" ({row['source']})" if row["source"] else "")


def audit_deck(
    path: str | Path, dataset: Dataset, *, charts: Iterable[Callable[..., go.Figure]] = ()
) -> Audit:
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
    book, found = places_in(deck, path)
    drawn = drawn_today(found, dataset, charts)
    today = contents_today(drawn, path)
    rows = [row for place in found for row in _findings(place, drawn, today)]
    rows += _order(book, found)
    days = sorted(place.recipe.day for place in found if place.recipe.day)
    made = days[0] if days else ""
    rows += _contradictions(found, drawn, dataset, made)
    apart = {row["slide"] for row in rows if row["status"] == "contradicted"}
    rows = [row for row in rows if row["status"] != "agrees" or row["slide"] not in apart]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    order = frame.sort_values("slide", kind="stable", na_position="last")
    return Audit(order.reset_index(drop=True), made, str(dataset.day or ""))


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
    book, found = read_book(deck), []
    for number, slide in enumerate(deck.slides, 1):
        notes = slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        note = read_note(notes)
        for key in keys_on(slide):
            recipe = book.slides.get(key)
            if recipe is not None:
                found.append(Place(number, slide, recipe, alone=False))
            elif note is not None and note.key == key:
                said = content_of(slide, key)
                kept = said if print_of(said) == note.print else {}
                title = str(said.get(("title",), ""))
                found.append(Place(number, slide, replace(note, title=title, said=kept), True))
    if not found:
        raise ValueError(f"{path} holds no slide that coalviz made; it was left as it is")
    return book, found


def drawn_today(
    found: Iterable[Place], dataset: Dataset, charts: Iterable[Callable[..., go.Figure]]
) -> dict[str, go.Figure]:
    """Draw each figure as the tables are now, by key; a figure of one's own is not drawn."""
    own, figures = list(charts), {}
    for key, recipe in {place.recipe.key: place.recipe for place in found}.items():
        if state := {name: value for name, value in recipe.state.items() if name != "as_of"}:
            with suppress(ValueError):  # a chart, an option or a coalition that is no more
                figures[key] = figure_among(dataset, state, own)
    return figures


def contents_today(drawn: dict[str, go.Figure], template: str | Path) -> dict[str, Content]:
    """Say what the slides would say if they were made today in the same template."""
    if not drawn:
        return {}
    content, _ = deck_of(list(drawn.values()), False, template, alone=True, pictured=False)
    slides = Presentation(io.BytesIO(content)).slides
    every = [(slide, key) for slide in slides for key in keys_on(slide)]
    return {key: content_of(slide, there) for key, (slide, there) in zip(drawn, every)}


def _findings(
    place: Place, drawn: dict[str, go.Figure], today: dict[str, Content]
) -> Iterator[dict]:
    """Hold what a slide says against what it said when it was made, and what the tables say."""
    recipe = place.recipe
    base = {"slide": place.number, "title": recipe.title}
    if recipe.key not in today:
        yield base | row_of("own")
        return
    now = statements(content_of(place.slide, recipe.key))
    then, new = statements(recipe.said), statements(today[recipe.key])
    source = _changed(recipe, drawn[recipe.key])
    differing = [
        path for path in dict.fromkeys([*then, *now, *new]) if now.get(path) != new.get(path)
    ]
    for path in differing:
        if _told_by_another(path, now, new):
            continue
        edited = bool(then) and now.get(path) != then.get(path)
        status = "edited" if edited else "stale"
        yield base | row_of(status, path, now.get(path), new.get(path), source)
    if not differing:
        yield base | row_of("agrees")


def _told_by_another(path: tuple[str, ...], now: Said, new: Said) -> bool:
    """Say whether a finding repeats one: a cell of a whole row or column, a number that its label tells."""
    kind, *rest = path

    def differs(other: tuple[str, ...], whole: bool = False) -> bool:
        pair = (now.get(other), new.get(other))
        return pair[0] != pair[1] and (None in pair or not whole)

    if kind == "cell":
        return differs(("row", rest[0]), True) or differs(("column", rest[1]), True)
    return kind == "value" and any(differs(("label", name, rest[1])) for name in ("", rest[0]))


def row_of(
    status: str, path: tuple[str, ...] = (), deck: Any = "", tables: Any = "", source: str = ""
) -> dict:
    """Make one row of the audit's frame."""
    kind, *rest = path or ("",)
    what = [kind] if kind in ("words", "row", "column", "title") or not rest else rest
    return {
        "status": status,
        "what": ", ".join(filter(None, what)),
        "deck": _told(deck),
        "tables": _told(tables),
        "source": source if status == "stale" else "",
    }


def _told(value: Any) -> str:
    return "" if value is None else f"{value:,.10g}" if isinstance(value, float) else str(value)


def _changed(recipe: Recipe, figure: go.Figure) -> str:
    """Name the sources whose rows are not those that the slide was made from."""
    about = facts(figure)
    rows = set(rows_of_recipe(about.rows)) ^ set(recipe.rows)
    sources = {name for name, _ in rows}
    named = [one["text"] for one in about.sources if one.get("source_id") in sources]
    return "; ".join(text.partition(", citing")[0] for text in named)


def _order(book: Book, found: list[Place]) -> Iterator[dict]:
    """Tell what was moved, copied and deleted since the deck was made."""
    seen: Counter = Counter()
    for place in found:
        recipe = place.recipe
        seen[recipe.key] += 1
        base = {"slide": place.number, "title": recipe.title}
        if seen[recipe.key] > 1:
            yield base | row_of("copied")
        elif place.alone:
            yield base | row_of("moved", ("here from another deck",))
        elif recipe.number != place.number:
            yield base | row_of("moved", (f"was slide {recipe.number}",))
    for key, recipe in book.slides.items():
        if key not in seen:
            yield {"slide": None, "title": recipe.title} | row_of(
                "deleted", (f"was slide {recipe.number}",)
            )


def _contradictions(
    found: list[Place], drawn: dict[str, go.Figure], dataset: Dataset, made: str
) -> Iterator[dict]:
    """Tell on which slides sources contradict each other since the deck was made."""
    if not made or dataset.day is None or day(made) >= dataset.day:
        return
    news = changes(dataset, made, dataset.day)
    apart = news[news["what"] == "contradiction"]
    for place in found:
        figure = drawn.get(place.recipe.key)
        if figure is None:
            continue
        lines = {(row["table"], row["line"]) for row in facts(figure).rows}
        for _, one in apart.iterrows():
            if {(one["table"], line) for line in one["lines"]} & lines:
                base = {"slide": place.number, "title": place.recipe.title}
                yield base | row_of("contradicted", (one["said"],))
