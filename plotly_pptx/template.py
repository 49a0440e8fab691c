"""A house's template: its layouts, the room for a chart, and text in its placeholders."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from .shapes import fit

POINT = Pt(1)
COVER = "#002A44"  # ground of the title slide, where no template is given
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


def rewritten(content, changes: Mapping[str, tuple[bytes, bytes]]) -> io.BytesIO:
    """Write a package anew with other words in a part, and without the time of day: same input, same file."""
    file = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).replace(*changes[name]) if name in changes else old.read(name)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file


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
    """Let a text of the master begin at the left; titles stand on their lower edge."""
    shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if kind == KIND.TITLE else MSO_ANCHOR.TOP
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
        KIND.TITLE: (0.5, 0.3, 12.333, 1.0),
        KIND.BODY: (0.5, 1.35, 12.333, 5.45),
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
    for size, style, bold in ((28, "titleStyle", "1"), (20, "bodyStyle", "0")):
        (level,) = master._element.xpath(f"p:txStyles/p:{style}/a:lvl1pPr")
        level.set("algn", "l")
        level.find(qn("a:defRPr")).set("sz", f"{size}00")
        level.find(qn("a:defRPr")).set("b", bold)
    look = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    look._blob = look.blob.replace(b'"Calibri"', b'"Arial"')
    return deck


def put_text(shape, text: str, mark: str = " … (continued in the notes)") -> str:
    """Write into a placeholder in its own type, smaller where it must be; gives back what did not fit."""
    frame, own = shape.text_frame, _type_size(shape)
    base = shape if shape.width else shape._base_placeholder
    width = (base.width - frame.margin_left - frame.margin_right) / POINT
    height = (base.height - frame.margin_top - frame.margin_bottom) / POINT
    size, frame.text, rest = fit(text, width, height, own, mark)
    for run in (run for paragraph in frame.paragraphs for run in paragraph.runs if size < own):
        run.font.size = Pt(size)
    return rest


def _type_size(shape) -> int:
    """Find out how large a placeholder's text is."""
    kind = shape.placeholder_format.type
    style = "titleStyle" if kind in TITLES else "otherStyle" if kind in FOOTERS else "bodyStyle"
    sizes, base = [], shape
    while base is not None:
        sizes += base._element.xpath(".//a:lvl1pPr/a:defRPr/@sz")
        base = getattr(base, "_base_placeholder", None)
    sizes += shape.part.slide.slide_layout.slide_master._element.xpath(
        f"p:txStyles/p:{style}/a:lvl1pPr/a:defRPr/@sz"
    )
    return int(sizes[0]) // 100 if sizes else 18
