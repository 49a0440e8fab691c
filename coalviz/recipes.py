"""What a deck tells of itself, inside its file: how each slide was made, and what it said then.

A deck holds one XML part with the recipes of all its slides; the speaker notes of each slide hold a short
one, for a slide that is copied into another deck. Both survive a save by PowerPoint and by LibreOffice.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.oxml import parse_xml

from plotly_pptx.content import Content

Told = Mapping[str, Any]  # by name, as in JSON
FORMAT = 1  # of the recipes; a newer coalviz may write a higher one
SPACE = "https://schemas.coalviz.org/recipes"
HEADING = "Recipe (for coalviz; leave it here)"


@dataclass(frozen=True)
class Recipe:
    """How one slide was made, and what it said.

    ``state``: from which ``figure_of`` draws its figure again; empty for a figure of the analyst's own.
    ``day``: of knowledge. ``rows``: of the tables, each with its source and a fingerprint.
    ``fingerprint``: of what it said, where only that is known.
    """

    key: str
    number: int
    title: str
    state: Told
    day: str
    rows: tuple[tuple[str, str], ...] = ()
    said: Content = field(default_factory=dict)
    fingerprint: str = ""


@dataclass(frozen=True)
class Book:
    """The recipes of a deck by key, and what the deck as a whole was made with."""

    slides: Mapping[str, Recipe]
    words: Mapping[str, str] = field(default_factory=dict)  # of slides of text, as they were made
    facts: Told = field(default_factory=dict)  # title, author, date, summary


def key_of(number: int, state: Told, title: str) -> str:
    """Give a figure of a deck a short key; the same deck has the same keys."""
    return _hash([number, dict(state) or title])


def print_of(content: Content) -> str:
    """Give a fingerprint of what is shown; a program may round the ends of an axis, and drop a description."""
    shown = [
        (path, value) for path, value in content.items() if path[0] in ("value", "cell", "title")
    ]
    return _hash(sorted(shown), 12)


def rows_of_recipe(rows: Iterable[Told]) -> tuple[tuple[str, str], ...]:
    """Give each row behind a figure as its source and a fingerprint of all that it says."""
    lineless = [{name: row[name] for name in row if name != "line"} for row in rows]
    return tuple((row.get("source_id", ""), _hash(row)) for row in lineless)


def _hash(data: Any, letters: int = 8) -> str:
    text = json.dumps(data, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:letters]


def note_of(recipe: Recipe) -> tuple[str, str]:
    """Give heading and text of the short recipe in the speaker notes."""
    data = {name: getattr(recipe, name) for name in ("key", "state", "day")}
    data |= {"print": print_of(recipe.said), "format": FORMAT}
    return HEADING, json.dumps(data, sort_keys=True, default=str)


def read_note(notes: str) -> Recipe | None:
    """Read the short recipe in speaker notes; None if there is none that can be read."""
    _, _, text = notes.partition(HEADING)
    try:
        data = json.loads([*text.strip().splitlines(), ""][0])
    except ValueError:
        return None
    _refuse_newer(data.get("format"))
    return Recipe(data["key"], 0, "", data["state"], data["day"], fingerprint=data["print"])


def write_book(deck: Any, book: Book) -> None:
    """Put the recipes into the deck, in place of those that are there."""
    slides = [_plain(recipe) for recipe in book.slides.values()]
    data = {"format": FORMAT, "facts": book.facts, "words": book.words, "slides": slides}
    text = escape(json.dumps(data, sort_keys=True, default=str))
    blob = f'<recipes xmlns="{SPACE}" format="{FORMAT}">{text}</recipes>'.encode()
    if part := _part_of(deck):
        part._blob = blob
        return
    package = deck.part.package
    place = package.next_partname("/customXml/item%d.xml")
    deck.part.relate_to(Part(place, "application/xml", package, blob), RELATIONSHIP_TYPE.CUSTOM_XML)


def read_book(deck: Any) -> Book:
    """Read the recipes of a deck; a book without slides if it holds none.

    Raises
    ------
    ValueError
        If the recipes are damaged, or of a newer coalviz.
    """
    part = _part_of(deck)
    if part is None:
        return Book({})
    try:
        data = json.loads(parse_xml(part.blob).text or "")
        _refuse_newer(data["format"])
        slides = [_recipe(slide) for slide in data["slides"]]
    except (KeyError, TypeError, json.JSONDecodeError) as problem:
        raise ValueError(f"the recipes in the deck are damaged ({problem!r})") from problem
    return Book({recipe.key: recipe for recipe in slides}, data["words"], data["facts"])


def _part_of(deck: Any) -> Part | None:
    for relation in deck.part.rels.values():
        custom = relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not relation.is_external
        if custom and SPACE.encode() in relation.target_part.blob:
            return relation.target_part
    return None


def _refuse_newer(version: Any) -> None:
    if not isinstance(version, int) or version > FORMAT:
        raise ValueError(
            f"the deck was made by a newer coalviz (recipes of format {version}; this one reads "
            f"up to {FORMAT}): install a newer coalviz, then try again"
        )


def _plain(recipe: Recipe) -> dict:
    return vars(recipe) | {"said": [[list(path), told] for path, told in recipe.said.items()]}


def _recipe(fields: Told) -> Recipe:
    content = {tuple(path): value for path, value in fields["said"]}
    return Recipe(**{**fields, "said": content, "rows": tuple(map(tuple, fields["rows"]))})
