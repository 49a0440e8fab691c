"""A house's template: its layouts, the room for a chart, and text in its placeholders."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from .letters import luminance
from .shapes import fit

POINT = Pt(1)
COVER = "#002A44"  # ground of the title slide, where no template is given
FILL = "./*[self::p:spPr or self::p:bgPr or self::p:bgRef]/*[not(self::a:ln)]/descendant-or-self::"
COLOURS = f"{FILL}a:srgbClr/@val | {FILL}a:schemeClr/@val | {FILL}a:sysClr/@lastClr"
TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
CONTENTS = (KIND.OBJECT, KIND.BODY, KIND.CHART, KIND.TABLE, KIND.PICTURE)
COVERED = (KIND.CENTER_TITLE, KIND.SUBTITLE)
FOOTERS = (KIND.FOOTER, KIND.SLIDE_NUMBER, KIND.DATE)


def find_layouts(deck) -> tuple:
    """Find the layouts for the title slide and for charts, and the free area of the latter in points."""
    found, cover, high = [], None, deck.slide_height
    for layout in deck.slide_layouts:
        kinds = {}
        for shape in layout.placeholders:
            kinds.setdefault(shape.placeholder_format.type, []).append(shape)
        titles, bodies, feet = (
            [shape for kind in group for shape in kinds.get(kind, [])]
            for group in (TITLES, CONTENTS, FOOTERS)
        )
        if titles and KIND.SUBTITLE in kinds:
            cover = cover or layout
        elif titles and len(bodies) < 2:
            one, title = (bodies or titles)[0], titles[0]
            top, bottom = (
                one.top + one.height * (not bodies),
                one.top + one.height if bodies else high,
            )
            if not bodies and title.top > high / 2:
                top, bottom = round(high * 0.05), title.top
            bottom = min(
                bottom, round(high * 0.93), *(shape.top for shape in feet if shape.top > high * 0.7)
            )
            inset = Pt(7.2)  # of the letters in a title: the chart stands in line with them
            box = (one.left + inset, top, one.width - 2 * inset, bottom - top)
            found.append((box[2] * box[3], -len(found), layout, box))
    if not found or max(found)[0] < 0.3 * deck.slide_width * high:
        names = ", ".join(repr(layout.name) for layout in deck.slide_layouts) or "none"
        raise ValueError(
            "The template has no layout for a chart. Looked for: a layout with a title placeholder, at most one "
            f"content placeholder, and at least a third of the slide free below. Its layouts: {names}."
        )
    _, _, inner, box = max(found)
    return cover or inner, inner, tuple(side / POINT for side in box)


def ink_for(layout, own: str = "tx1") -> str:
    """Say in which colour of the theme text is read on a layout: its own, unless the ground says otherwise."""
    ground, given = ground_of(layout), _colour_of(layout, own)
    if ground is None or _contrast(ground, given) >= 4.5:
        return own
    return max(("tx1", "bg1"), key=lambda name: _contrast(ground, _colour_of(layout, name)))


def ground_of(layout) -> str | None:
    """Give the colour behind a layout as six digits, of a picture or a gradient the mean; None if it cannot be read."""
    master = layout.slide_master
    deck = layout.part.package.presentation_part.presentation
    whole = 0.9 * deck.slide_width * deck.slide_height
    for page in (layout, master):  # a shape that covers the page lies above its background
        for shape in reversed(list(page.shapes)):
            if not shape.is_placeholder and (shape.width or 0) * (shape.height or 0) >= whole:
                return _mean_colour(layout, page, shape._element)
    for page in (layout, master):
        for ground in page._element.xpath("p:cSld/p:bg"):
            return _mean_colour(layout, page, ground)
    return _colour_of(layout, "bg1")


def _mean_colour(layout, page, filled) -> str | None:
    """Give the mean colour of what fills a background or a shape."""
    pictures = filled.xpath(".//a:blip/@r:embed")
    if pictures:
        try:
            picture = Image.open(io.BytesIO(page.part.related_part(pictures[0]).blob))
            return bytes(picture.convert("RGB").resize((1, 1)).getpixel((0, 0))).hex()
        except OSError:  # a drawing, such as EMF
            return None
    colours = [_colour_of(layout, name) for name in filled.xpath(COLOURS) if name != "phClr"]
    channels = [bytes.fromhex(colour) for colour in colours]
    return bytes(sum(each) // len(each) for each in zip(*channels)).hex() if channels else None


def _colour_of(layout, name: str) -> str:
    """Look a colour up in the theme, by way of the master's own names."""
    if re.fullmatch("[0-9A-Fa-f]{6}", name):
        return name
    names = layout.slide_master._element.find(qn("p:clrMap"))
    name = names.get(name, name) if names is not None else name
    theme = parse_xml(layout.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    place = f"//a:clrScheme/a:{name}"
    found = theme.xpath(f"{place}//@lastClr | {place}/a:srgbClr/@val")
    return found[0] if found else "000000"


def _contrast(one: str, other: str) -> float:
    """Compare two colours as WCAG 2 does."""
    light, dark = sorted((luminance(f"#{one}"), luminance(f"#{other}")), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def rewritten(content, changes: Mapping[str, tuple[bytes, bytes]]) -> io.BytesIO:
    """Write a package anew with other words in a part, and without the time of day: same input, same file."""
    file = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).replace(*changes[name]) if name in changes else old.read(name)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file


def file_of(deck) -> bytes:
    """Give a deck as a file; the same deck is the same file."""
    file = io.BytesIO()
    deck.save(file)
    return rewritten(file, {}).getvalue()


def describe(deck, title: str, author: str, made: dt.datetime | None) -> None:
    """Write the deck's properties, without the time of day."""
    core = deck.core_properties
    core.title, core.author, core.last_modified_by = title[:255], author[:255], author[:255]
    core.comments, core.keywords, core.revision = "", "", 1
    core.created = core.modified = made or dt.datetime(2000, 1, 1)
    slides, wide = len(deck.slides), deck.slide_width / deck.slide_height
    form = "Widescreen" if wide > 1.7 else "On-screen Show (4:3)" if wide < 1.4 else "Custom"
    for part in deck.part.package.iter_parts():
        if part.partname == "/docProps/app.xml":
            said = f"<PresentationFormat>{form}</PresentationFormat><Slides>{slides}</Slides>"
            start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns='
            place = '"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            program = "<Application>Microsoft Office PowerPoint</Application>"
            part._blob = f"{start}{place}{program}{said}</Properties>".encode()


def open_template(template: str | Path | None, cover_colour: str = COVER):
    """Open a template without its slides; .potx differs from .pptx in one word."""
    if template is None:
        return _house(cover_colour)
    path = Path(template)
    if path.suffix.lower() not in (".pptx", ".potx"):
        raise ValueError(f"a template is a .pptx or .potx file, not {path.name!r}")
    if not path.exists():
        raise FileNotFoundError(f"there is no template {path}")
    # .potx differs from .pptx in one word
    kinds = tuple(b"presentationml.%s.main+xml" % kind for kind in (b"template", b"presentation"))
    try:
        deck = Presentation(rewritten(path, {"[Content_Types].xml": kinds}))
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise ValueError(f"{path} cannot be read as a PowerPoint file ({problem})") from problem
    slides = deck.slides._sldIdLst
    for slide in list(slides):
        deck.part.drop_rel(slide.rId)
        slides.remove(slide)
    for sections in deck.part._element.xpath("//*[local-name()='sectionLst']/.."):
        sections.getparent().remove(sections)
    return deck


def _align(shape, kind: KIND) -> None:
    """Let a text of the master begin at the left, and at the top."""
    shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    for level in shape._element.xpath("p:txBody/a:lstStyle/a:lvl1pPr"):
        level.set("algn", "r" if kind == KIND.SLIDE_NUMBER else "l")


def _write_on_cover(shape, kind: KIND) -> None:
    """Let the texts of the title slide be white and left-aligned."""
    (styles,) = shape._element.xpath("p:txBody/a:lstStyle")
    for old in styles.findall(qn("a:lvl1pPr")):
        styles.remove(old)
    size = 2000 if kind == KIND.SUBTITLE else 3600
    look = f'<a:defRPr sz="{size}"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:defRPr>'
    level = f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/>{look}</a:lvl1pPr>'
    styles.insert(0, parse_xml(level))


def _house(cover_colour: str):
    """Make the default template: python-pptx's own, widened to 16:9, left-aligned, in Arial."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    master, cover = deck.slide_master, deck.slide_layouts[0]
    for shape in [shape for page in (master, *deck.slide_layouts) for shape in page.placeholders]:
        if shape._element.spPr.find(qn("a:xfrm")) is not None:
            shape.left, shape.width = round(shape.left * 4 / 3), round(shape.width * 4 / 3)
    rooms = {  # left, top, width, height in inches
        KIND.TITLE: (0.5, 0.3, 12.333, 0.95),
        KIND.BODY: (0.5, 1.28, 12.333, 5.57),
        KIND.FOOTER: (0.5, 6.95, 8.0, 0.35),
        KIND.DATE: (8.6, 6.95, 3.3, 0.35),
        KIND.SLIDE_NUMBER: (12.0, 6.95, 0.833, 0.35),
        KIND.CENTER_TITLE: (0.9, 2.2, 11.5, 1.6),
        KIND.SUBTITLE: (0.9, 3.95, 11.5, 1.6),
    }
    for page in (master, cover):
        for shape in page.placeholders:
            kind = shape.placeholder_format.type
            own = kind in COVERED  # the other places of a cover are those of the master
            if own == (page is cover):
                for side, length in zip(("left", "top", "width", "height"), rooms[kind]):
                    setattr(shape, side, Inches(length))
            if page is master:
                _align(shape, kind)
            elif own:
                _write_on_cover(shape, kind)
    cover.background.fill.solid()
    cover.background.fill.fore_color.rgb = RGBColor.from_string(cover_colour.removeprefix("#"))
    for size, style, bold in ((26, "titleStyle", "1"), (20, "bodyStyle", "0")):
        (level,) = master._element.xpath(f"p:txStyles/p:{style}/a:lvl1pPr")
        level.set("algn", "l")
        level.find(qn("a:defRPr")).set("sz", f"{size}00")
        level.find(qn("a:defRPr")).set("b", bold)
    look = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    look._blob = look.blob.replace(b'"Calibri"', b'"Arial"')
    return deck


def put_text(
    shape, text: str, mark: str = " … (continued in the notes)", largest: int | None = None
) -> str:
    """Write into a placeholder in its own type, smaller and in another colour where it must be.

    Gives back what did not fit.
    """
    frame, (own, styled) = shape.text_frame, _type_size(shape)
    size, frame.text, rest = fit(text, *room_of(shape), min(own, largest or own), mark)
    ink, other = _inks(shape)
    for run in (run for paragraph in frame.paragraphs for run in paragraph.runs):
        if size != styled:
            run.font.size = Pt(size)
        if ink != other:
            run.font.color.theme_color = {"tx1": MSO_THEME_COLOR.TEXT_1}.get(
                other, MSO_THEME_COLOR.BACKGROUND_1
            )
    return rest


def _inks(shape) -> tuple[str, str]:
    """Give the colour that a placeholder's text has, and the one in which it is read."""
    kind, layout = shape.placeholder_format.type, _layout_of(shape)
    style = f"p:txStyles/p:{_style_of(kind)}/a:lvl1pPr/a:defRPr"
    places = [(one._element, ".//a:lvl1pPr/a:defRPr") for one in _bases(shape)]
    for element, place in [*places, (layout.slide_master._element, style)]:
        for colour in element.xpath(f"{place}/a:solidFill/*/@val"):
            return colour, ink_for(layout, colour)
    return "tx1", ink_for(layout)


def room_of(shape) -> tuple[float, float]:
    """Give width and height of the text in a placeholder, in points."""
    frame, base = shape.text_frame, shape if shape.width else shape._base_placeholder
    width = base.width - frame.margin_left - frame.margin_right
    return width / POINT, (base.height - frame.margin_top - frame.margin_bottom) / POINT


def title_size(layout, titles: Sequence[str]) -> int | None:
    """Find the size in which all titles of a deck fit; a very long one does not make the others small."""
    shape = next(one for one in layout.placeholders if one.placeholder_format.type in TITLES)
    own, _ = _type_size(shape)
    sizes = [fit(title, *room_of(shape), own)[0] for title in titles]
    return max(min(sizes, default=own), round(own * 0.7))


def _type_size(shape) -> tuple[int, int | None]:
    """Find out how large a placeholder's text is to be, and how large it is by its styles.

    Some programs write the size only into the words that prompt for a text.
    """
    style = _style_of(shape.placeholder_format.type)
    master = _layout_of(shape).slide_master._element
    bases = [one._element for one in _bases(shape)]
    sizes = [size for one in bases for size in one.xpath(".//a:lvl1pPr/a:defRPr/@sz")]
    sizes += master.xpath(f"p:txStyles/p:{style}/a:lvl1pPr/a:defRPr/@sz")
    prompts = [size for one in bases[1:] for size in one.xpath(".//a:r/a:rPr/@sz")]
    styled = int(sizes[0]) // 100 if sizes else None
    return styled or int((prompts or [1800])[0]) // 100, styled


def _bases(shape) -> list:
    """Give a placeholder and those from which it takes its looks, the nearest first."""
    found = []
    while shape is not None:
        found.append(shape)
        shape = getattr(shape, "_base_placeholder", None)
    return found


def _layout_of(shape):
    return (
        shape.part.slide.slide_layout if hasattr(shape.part, "slide") else shape.part.slide_layout
    )


def _style_of(kind: KIND) -> str:
    return "titleStyle" if kind in TITLES else "otherStyle" if kind in FOOTERS else "bodyStyle"
