"""A house's template: its layouts, the room for a chart, and text in its placeholders."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.util import Pt

from .letters import contrast
from .shapes import POINT, fit, remove

HOUSE = Path(__file__).with_name("house.pptx")  # where no template is given
FILL = "./*[self::p:spPr or self::p:bgPr or self::p:bgRef]/*[not(self::a:ln)]/descendant-or-self::"
COLOURS = f"{FILL}a:srgbClr/@val | {FILL}a:schemeClr/@val | {FILL}a:sysClr/@lastClr"
TITLES = KIND.TITLE, KIND.CENTER_TITLE
CONTENTS = KIND.OBJECT, KIND.BODY, KIND.CHART, KIND.TABLE, KIND.PICTURE
FOOTERS = KIND.FOOTER, KIND.SLIDE_NUMBER, KIND.DATE


def placed(page, *kinds: KIND) -> list:
    """Give the placeholders of some kinds on a slide or a layout."""
    return [shape for shape in page.placeholders if shape.placeholder_format.type in kinds]


def find_layouts(deck) -> tuple:
    """Find the layouts for the title slide and for charts, and the free area of the latter in points."""
    rooms: dict = {}
    cover = None
    for layout in deck.slide_layouts:
        titles, bodies = placed(layout, *TITLES), placed(layout, *CONTENTS)
        if titles and placed(layout, KIND.SUBTITLE):
            cover = cover or layout
        elif titles and len(bodies) < 2:
            box = _free(layout, [*bodies, *titles][0], bool(bodies), deck.slide_height)
            rooms.setdefault(box[2] * box[3], (layout, box))
    largest = max(rooms, default=0)
    if largest < 0.3 * deck.slide_width * deck.slide_height:
        names = ", ".join(repr(layout.name) for layout in deck.slide_layouts) or "none"
        raise ValueError(
            "The template has no layout for a chart. Looked for: a layout with a title placeholder, at most one "
            f"content placeholder, and at least a third of the slide free below. Its layouts: {names}."
        )
    inner, box = rooms[largest]
    return cover or inner, inner, tuple(side / POINT for side in box)


def _free(layout, box, within: bool, high: int) -> tuple:
    """Give the area of a layout in which a chart can stand: within the box of its content, or beside its title."""
    inset = Pt(7.2)  # of the letters in a title: a chart is in line with them
    top, bottom = box.top, box.top + box.height
    if not within:
        top, bottom = (bottom, high) if top <= high / 2 else (round(high * 0.05), top)
    feet = [shape.top for shape in placed(layout, *FOOTERS)]
    low = min(bottom, round(high * 0.93), *(edge for edge in feet if edge > high * 0.7))
    return box.left + inset, top, box.width - 2 * inset, low - top


def ink_for(layout, own: str = "tx1") -> str:
    """Say in which colour of the theme text is read on a layout: its own, unless the ground says otherwise."""
    ground = ground_of(layout)
    given = _colour_of(layout, own)
    if ground is None or contrast(ground, given) >= 4.5:
        return own
    return max(("tx1", "bg1"), key=lambda name: contrast(ground, _colour_of(layout, name)))


def ground_of(layout) -> str | None:
    """Give the colour behind a layout as six digits, of a picture or a gradient the mean; None if it cannot be read."""
    deck = layout.part.package.presentation_part.presentation
    whole = 0.9 * deck.slide_width * deck.slide_height
    pages = layout, layout.slide_master
    covers = [  # lie above the backgrounds
        (page, shape._element)
        for page in pages
        for shape in reversed(list(page.shapes))
        if not shape.is_placeholder and (shape.width or 0) * (shape.height or 0) >= whole
    ]
    grounds = [(page, ground) for page in pages for ground in page._element.xpath("p:cSld/p:bg")]
    for page, filled in [*covers, *grounds]:
        return _mean_colour(layout, page, filled)
    return _colour_of(layout, "bg1")


def _mean_colour(layout, page, filled) -> str | None:
    """Give the mean colour of what fills a background or a shape."""
    pictures = filled.xpath(".//a:blip/@r:embed")
    if pictures:
        try:
            picture = Image.open(io.BytesIO(page.part.related_part(pictures[0]).blob))
            return picture.convert("RGB").resize((1, 1)).tobytes().hex()
        except OSError:  # a drawing, such as EMF
            return None
    colours = [
        bytes.fromhex(_colour_of(layout, name)) for name in filled.xpath(COLOURS) if name != "phClr"
    ]
    return bytes(sum(each) // len(each) for each in zip(*colours)).hex() or None


def _colour_of(layout, name: str) -> str:
    """Look a colour up in the theme, by way of the master's own names."""
    if re.fullmatch("[0-9A-Fa-f]{6}", name):
        return name
    name = [*layout.slide_master._element.xpath(f"p:clrMap/@{name}"), name][0]
    theme = parse_xml(layout.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    place = f"//a:clrScheme/a:{name}"
    return [*theme.xpath(f"{place}//@lastClr | {place}/a:srgbClr/@val"), "000000"][0]


def rewritten(content) -> io.BytesIO:
    """Write a package anew as a deck, also a template, and without the time of day: same input, same file."""
    file = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "[Content_Types].xml":  # the one word in which .potx differs from .pptx
                part = part.replace(b"ml.template.main", b"ml.presentation.main")
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file


def file_of(deck) -> bytes:
    """Give a deck as a file, without the slides that were deleted; the same deck is the same file."""
    _drop_deleted(deck)
    file = io.BytesIO()
    deck.save(file)
    return rewritten(file).getvalue()


def _drop_deleted(deck) -> None:
    """Drop what still leads to deleted slides: they would be written, in the place of others of their name."""
    kept = [deck.part.related_part(slide.rId) for slide in deck.slides._sldIdLst]
    for part in list(deck.part.package.iter_parts()):
        for name, relation in list(part.rels.items()):
            if relation.reltype == RELATIONSHIP_TYPE.SLIDE and relation.target_part not in kept:
                if isinstance(part, XmlPart):
                    for link in part._element.xpath(f"//*[@r:id='{name}']"):
                        remove(link)
                part.rels.pop(name)


def describe(deck, title: str, author: str, made: dt.datetime | None) -> None:
    """Write the deck's properties, without the time of day."""
    core = deck.core_properties
    core.title = title[:255]
    core.author = core.last_modified_by = author[:255]
    core.comments = core.keywords = ""
    core.revision = 1
    core.created = core.modified = made or dt.datetime(2000, 1, 1)
    for part in deck.part.package.iter_parts():
        if part.partname == "/docProps/app.xml":
            space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
            said = f"<Application>Microsoft Office PowerPoint</Application><Slides>{len(deck.slides)}</Slides>"
            part._blob = f'<Properties xmlns="{space}">{said}</Properties>'.encode()


def open_template(template: str | Path | None):
    """Open a template, or else the plain one, without its slides."""
    path = Path(template or HOUSE)
    if path.suffix.lower() not in (".pptx", ".potx"):
        raise ValueError(f"a template is a .pptx or .potx file, not {path.name!r}")
    if not path.exists():
        raise FileNotFoundError(f"there is no template {path}")
    try:
        deck = Presentation(rewritten(path))
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise ValueError(f"{path} cannot be read as a PowerPoint file ({problem})") from problem
    deck.slides._sldIdLst.clear()
    _drop_deleted(deck)
    for sections in deck.part._element.xpath("//*[local-name()='sectionLst']/.."):
        remove(sections)
    return deck


def put_text(
    shape, text: str, mark: str = " … (continued in the notes)", largest: int | None = None
) -> str:
    """Write into a placeholder in its own type, smaller and in another colour where it must be.

    Gives back what did not fit.
    """
    bases = _bases(shape)
    own, styled = _type_size(bases)
    size, shape.text_frame.text, rest = fit(text, *_room(bases), min(own, largest or own), mark)
    ink = [*_looks(bases, "a:solidFill/*/@val"), "tx1"][0]
    read = ink_for(shape.part.slide_layout, ink)
    for run in _runs(shape):
        if size != styled:
            run.font.size = Pt(size)
        if ink != read:
            run.font.color.theme_color = MSO_THEME_COLOR.from_xml(read)
    return rest


def shrink(shape) -> None:
    """Write the words of a shape smaller where its box is too small for them."""
    bases = _bases(shape)
    runs = _runs(shape)
    given = [round(run.font.size.pt) for run in runs if run.font.size]
    own = [*given, *_type_size(bases)][0]
    size, *_ = fit(shape.text_frame.text, *_room(bases), own)
    for run in runs if size < own else ():
        run.font.size = Pt(size)


def _runs(shape) -> list:
    return [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]


def _room(bases: list) -> tuple[float, float]:
    """Give width and height of the text in a placeholder, in points."""
    frame = bases[0].text_frame
    box = next(base._element for base in bases if base._element.cx)
    width = box.cx - frame.margin_left - frame.margin_right
    return width / POINT, (box.cy - frame.margin_top - frame.margin_bottom) / POINT


def title_size(layout, titles: Sequence[str]) -> int | None:
    """Find the size in which all titles of a deck fit; a very long one does not make the others small."""
    bases = _bases(placed(layout, *TITLES)[0])
    own, _ = _type_size(bases)
    sizes = [fit(title, *_room(bases), own)[0] for title in titles]
    return max(min(sizes, default=own), round(own * 0.7))


def _type_size(bases: list) -> tuple:
    """Find out how large a placeholder's text is to be, and how large it is by its styles.

    Some programs write the size only into the words that prompt for a text.
    """
    prompts = [size for base in bases[1:] for size in base._element.xpath(".//a:r/a:rPr/@sz")]
    both = _looks(bases, "@sz"), prompts
    sizes, given = ([int(size) // 100 for size in named] for named in both)
    return [*sizes, *given, 18][0], sizes[0] if sizes else None


def _looks(bases: list, what: str) -> list[str]:
    """Give what the styles of a placeholder say of its text: its own, its layout's, its master's."""
    kind = bases[0].is_placeholder and bases[0].placeholder_format.type
    look = f"a:lvl1pPr/a:defRPr/{what}"
    name = "title" if kind in TITLES else "other" if kind in FOOTERS else "body"
    own = [value for base in bases for value in base._element.xpath(f".//{look}")]
    master = bases[0].part.slide_layout.slide_master._element
    return own + master.xpath(f"p:txStyles/p:{name}Style/{look}")


def _bases(shape) -> list:
    """Give a placeholder and those from which it takes its looks, the nearest first."""
    bases = []
    while shape is not None:
        bases.append(shape)
        shape = getattr(shape, "_base_placeholder", None)
    return bases
