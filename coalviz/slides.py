"""A deck of slides from figures: native charts in the house's template, with sources, caveats and provenance."""

from __future__ import annotations

import copy
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import plotly.graph_objects as go
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from . import native, theme
from .dates import words
from .export import NO_SOURCE, Facts, NoChrome, facts, free, named, pictures, rows, write_whole
from .native import LINE, POINT, SMALLEST, fit, wrap, write

__all__ = ["Deck", "Slide", "save_deck"]

TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
CONTENTS = (KIND.OBJECT, KIND.BODY, KIND.CHART, KIND.TABLE, KIND.PICTURE)
FOOTERS = (KIND.FOOTER, KIND.SLIDE_NUMBER, KIND.DATE)
GAP = Pt(6)


@dataclass(frozen=True)
class Slide:
    """One slide: how its content got there ("chart", "table", "shapes", "picture", "text"), and why if by picture."""

    number: int
    title: str
    way: str
    reason: str = ""


@dataclass(frozen=True)
class Deck:
    """A deck that was written, and what its slides hold."""

    path: Path
    slides: tuple[Slide, ...]

    def __repr__(self) -> str:
        return "\n".join([f"{self.path}, {len(self.slides)} slides"] + [
            f"{one.number:>4}  {one.way:<8} {one.title}{f' ({one.reason})' if one.reason else ''}" for one in self.slides])


def save_deck(figures: Mapping[str, go.Figure] | Iterable[go.Figure], path: str | Path, *,
              template: str | Path | None = None, title: str = "", author: str = "", date: str = "",
              summary: Iterable[str] = (), unsourced: bool = False, overwrite: bool = False) -> Deck:
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
        Figures without source or alternative text (all are named), or a template without usable layouts.
    FileExistsError
        The deck is there, and ``overwrite`` is not set.

    Examples
    --------
    >>> import coalviz
    >>> figure = coalviz.pledges_by_country(coalviz.load())
    >>> coalviz.save_deck([figure], "exports/briefing.pptx", title="Pledges", overwrite=True).slides[2].way
    'chart'
    """
    path = Path(path)
    if path.suffix.lower() != ".pptx":
        raise ValueError(f"a deck is a .pptx file, not {path.name!r}")
    free(path, overwrite)
    listed = list(named(figures).values())
    about, problems = [], []
    for figure in listed:
        try:
            about.append(facts(figure, unsourced))
        except ValueError as problem:
            problems.append(str(problem))
    if problems:
        raise ValueError("\n".join(problems))
    content, slides = _deck(listed, about, template, title, author, date, list(summary))
    return Deck(write_whole(path, content, overwrite), tuple(slides))


def one_slide(figure: go.Figure, unsourced: bool = False) -> bytes:
    """Make a presentation of a single figure."""
    return _deck([figure], [facts(figure, unsourced)], None, "", "", "", [], alone=True)[0]


def _deck(figures: list, about: list[Facts], template, title: str, author: str, date: str, summary: list[str],
          alone: bool = False) -> tuple[bytes, list[Slide]]:
    """Make the deck: title, summary and contents, a slide for each figure, sources."""
    pages = _Pages(_opened(template), " · ".join(filter(None, [title, author])), date)
    numbers = {}
    for source in (source for one in about for source in one.sources):
        numbers.setdefault(source["text"], (len(numbers) + 1, source))
    if not alone:
        pages.opening(title or "Briefing", " · ".join(filter(None, [author, date])))
        first = 3  # the contents may take more than one slide: then the figures begin later
        for _ in range(2):
            contents = [f"{first + i}  {one.title}" for i, one in enumerate(about)]
            flow = pages.flow([(line, False) for line in summary] + [("Contents", True)] * bool(summary)
                              + [(line, False) for line in contents])
            first = 2 + len(flow)
        pages.texts("In brief" if summary else "Contents", flow)
    spots = [pages.spot(one, {} if alone else numbers) for one in about]
    plans = [native.plan(figure, spot.box[2] / POINT, spot.box[3] / POINT) for figure, spot in zip(figures, spots)]
    wanted = [i for i, plan in enumerate(plans) if plan.way == "picture"]
    drawn = dict(zip(wanted, pictures([(_bare(figures[i], spots[i].box), "png", 3) for i in wanted])))
    for i, (figure, one, spot, plan) in enumerate(zip(figures, about, spots, plans)):
        pages.figure(figure, one, spot, plan, drawn.get(i))
    if not alone:
        pages.texts("Sources", pages.flow([(". ".join(filter(None, [
            f"{number}. {source['text']}", source.get("title"), source.get("url")])), False)
            for number, source in numbers.values()]))
    core = pages.deck.core_properties
    core.title, core.author, core.last_modified_by = (title or about[0].title)[:255], author[:255], author[:255]
    core.revision = 1
    core.created = core.modified = native._day(date) or dt.datetime(2000, 1, 1)
    file = io.BytesIO()
    pages.deck.save(file)
    return _timeless(file.getvalue()), pages.slides


@dataclass(frozen=True)
class _Spot:
    """The texts of a figure's slide, and the box that they leave to the chart."""

    subtitle: tuple
    foot: list[str]
    foot_height: int
    box: tuple[int, int, int, int]


class _Pages:
    """The slides of a deck that is being made."""

    def __init__(self, deck, footer: str, date: str) -> None:
        self.deck, self.footer, self.date, self.slides = deck, footer, date, []
        self.cover, self.inner, self.area = _layouts(deck)

    def add(self, layout, title: str, way: str, reason: str = ""):
        """Add a slide with title, footer and number; what of the title does not fit goes into the notes."""
        slide = self.deck.slides.add_slide(layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in (*TITLES, KIND.SUBTITLE):
                shape._element.getparent().remove(shape._element)
        self.slides.append(Slide(len(self.slides) + 1, title, way, reason))
        rest = _put(slide.shapes.title, title)
        found = set()
        for shape in layout.placeholders if layout is self.inner else ():
            kind = shape.placeholder_format.type
            text = {KIND.FOOTER: self.footer, KIND.DATE: self.date}.get(kind)
            if kind in FOOTERS and text != "":
                found.add(kind)
                element = copy.deepcopy(shape._element)
                slide.shapes._spTree.append(element)
                element.nvSpPr.cNvPr.set("id", str(max(one.shape_id for one in slide.shapes) + 1))
                for number in element.xpath(".//a:fld[@type='slidenum']/a:t"):
                    number.text = str(len(self.slides))
                if text and _put(slide.shapes[-1], text, "…") and kind == KIND.DATE:
                    slide.shapes._spTree.remove(element)  # half a date says nothing
                elif text:
                    slide.shapes[-1].text_frame.paragraphs[0].runs[0].font.name = "+mn-lt"  # LibreOffice forgets it
        if KIND.SLIDE_NUMBER not in found and layout is self.inner:
            width, height = self.deck.slide_width, self.deck.slide_height
            box = slide.shapes.add_textbox(round(width * 0.88), round(height * 0.935), round(width * 0.1), Pt(20))
            write(box.text_frame, [(str(len(self.slides)), False)], SMALLEST)
            box.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
            run = box.text_frame.paragraphs[0].runs[0]._r
            run.addprevious(parse_xml(
                f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
                f'<a:rPr lang="en-GB" sz="{SMALLEST}00"/><a:t>{len(self.slides)}</a:t></a:fld>'))
            run.getparent().remove(run)
        return slide, rest

    def opening(self, title: str, line: str) -> None:
        """Add the title slide."""
        slide, rest = self.add(self.cover, title, "text")
        for shape in [one for one in slide.placeholders if one.placeholder_format.type == KIND.SUBTITLE]:
            rest += _put(shape, line) if line else ""
            if not line:
                shape._element.getparent().remove(shape._element)
        _note(slide, [("Continued from the slide", rest)])

    def flow(self, paragraphs: list[tuple[str, bool]]) -> list[tuple[int, list]]:
        """Lay paragraphs out on as many slides as they need, as large as one slide allows."""
        _, _, width, height = (side / POINT for side in self.area)

        def tall(text: str, size: int) -> float:
            return len(wrap(text, width, size)) * size * LINE + size * 0.5

        for size in range(20, SMALLEST - 1, -1):
            if sum(tall(text, size) for text, _ in paragraphs) <= height:
                return [(size, paragraphs)]
        result, room = [(SMALLEST, [])], height
        for text, bold in paragraphs:
            if room < tall(text, SMALLEST) and result[-1][1]:
                result.append((SMALLEST, []))
                room = height
            result[-1][1].append((text, bold))
            room -= tall(text, SMALLEST)
        return result

    def texts(self, title: str, flow: list[tuple[int, list]]) -> None:
        """Add slides of text."""
        for number, (size, paragraphs) in enumerate(flow):
            slide, rest = self.add(self.inner, title + (", continued" if number else ""), "text")
            height = self.area[3] / POINT
            if len(paragraphs) == 1:
                _, shown, more = fit(paragraphs[0][0], self.area[2] / POINT, height, size)
                paragraphs, rest = [(shown, paragraphs[0][1])], rest + more
            write(slide.shapes.add_textbox(*self.area).text_frame, paragraphs, size, size * 0.5)
            _note(slide, [("Continued from the slide", rest)])

    def spot(self, about: Facts, numbers: dict) -> _Spot:
        """Share a slide among subtitle, chart, notes and sources."""
        left, top, width, height = self.area
        points = width / POINT
        subtitle = fit(about.subtitle, points, height / POINT * 0.12, 16)
        head = round(len(wrap(subtitle[1], points, subtitle[0])) * subtitle[0] * LINE * POINT) + GAP if about.subtitle else 0
        keys = [numbers[source["text"]][0] for source in about.sources] if numbers else []
        texts = [source["text"] + (f" [{key}]" if keys else "") for source, key in zip(about.sources, keys or about.sources)]
        source = f"Source{'s' * (len(texts) > 1)}: {'; '.join(texts)}"
        if keys and about.sources != [NO_SOURCE] and len(wrap(source, points, SMALLEST)) > 2:
            source = f"Sources: {', '.join(f'[{key}]' for key in keys)} in the list at the end"
        room = height / POINT * 0.25
        _, source, _ = fit(source, points, room, SMALLEST)
        room -= len(wrap(source, points, SMALLEST)) * SMALLEST * LINE
        note = " ".join(note if note.endswith(".") else f"{note}." for note in about.notes)
        _, note, _ = fit(f"Note: {note}", points, room, SMALLEST) if note and room >= SMALLEST * LINE else (0, "", "")
        foot = [text for text in (note, source) if text]
        tall = round(sum(len(wrap(text, points, SMALLEST)) for text in foot) * SMALLEST * LINE * POINT) + GAP
        return _Spot(subtitle, foot, tall, (left, top + head, width, height - head - tall - GAP))

    def figure(self, figure: go.Figure, about: Facts, spot: _Spot, plan: native.Plan, picture) -> None:
        """Add the slide of a figure."""
        way, reason = plan.way, plan.reason
        if isinstance(picture, Exception):
            way, reason = "text", f"{reason}; {picture}" if isinstance(picture, NoChrome) else f"{picture}"
        slide, rest = self.add(self.inner, about.title, way, reason)
        left, top, width, height = self.area
        if about.subtitle:
            write(slide.shapes.add_textbox(left, top, width, spot.box[1] - top).text_frame, [(spot.subtitle[1], False)], spot.subtitle[0])
        if plan.draw:
            shape = plan.draw(slide, spot.box, about.subtitle or about.title, rows(figure, about))
        elif isinstance(picture, bytes):
            shape = slide.shapes.add_picture(io.BytesIO(picture), *spot.box)
        else:
            shape = slide.shapes.add_textbox(*spot.box)
            _, text, _ = fit(f"Here belongs a picture of the chart. {picture}", width / POINT, spot.box[3] / POINT, 18)
            write(shape.text_frame, [(text, False)], 18)
        shape.name = "Chart"
        shape._element._nvXxPr.cNvPr.set("descr", about.alt)
        write(slide.shapes.add_textbox(left, top + height - spot.foot_height, width, spot.foot_height).text_frame,
               [(text, False) for text in spot.foot], SMALLEST)
        places = {}
        for row in about.rows:
            key = (row.get("source_id", ""), row.get("locator", ""), row["table"])
            places.setdefault(key, []).append(str(row["line"]))
        sources = {source.get("source_id"): source["text"] for source in about.sources}
        provenance = [f"{sources.get(source, source)}{', ' * bool(locator)}{locator} ({table}.csv, line{'s' * (len(lines) > 1)} {', '.join(lines)})"
                      for (source, locator, table), lines in places.items()] or [source["text"] for source in about.sources]
        _note(slide, [
            ("Continued from the slide", " ".join(filter(None, [rest, spot.subtitle[2]]))),
            ("Also in the figure", "\n".join(plan.unplaced)),
            ("Caveats", "\n".join(about.notes)),
            ("Sources of the numbers", "\n".join(provenance)),
            ("As known on", words(about.as_of) if about.as_of else ""),
            ("Versions", ", ".join(f"{name} {version}" for name, version in about.version.items())),
            ("Made by", about.code),
        ])


def _layouts(deck) -> tuple:
    """Find the layouts for the title slide and for charts, and the free area of the latter."""
    found, cover = [], None
    for layout in deck.slide_layouts:
        kinds = {}
        for shape in layout.placeholders:
            kinds.setdefault(shape.placeholder_format.type, []).append(shape)
        titles = [shape for kind in TITLES for shape in kinds.get(kind, [])]
        bodies = [shape for kind in CONTENTS for shape in kinds.get(kind, [])]
        if titles and KIND.SUBTITLE in kinds:
            cover = cover or layout
        elif titles and len(bodies) < 2:
            box = _area(deck, titles[0], bodies, [shape for kind in FOOTERS for shape in kinds.get(kind, [])])
            found.append((box[2] * box[3], -len(found), layout, box))
    width, height = deck.slide_width, deck.slide_height
    if not found or max(found)[0] < 0.3 * width * height:
        names = ", ".join(repr(layout.name) for layout in deck.slide_layouts) or "none"
        raise ValueError(
            "The template has no layout for a chart. Looked for: a layout with a title placeholder, at most one "
            f"content placeholder, and at least a third of the slide free below. Its layouts: {names}.")
    _, _, inner, box = max(found)
    return cover or inner, inner, box


def _area(deck, title, bodies: list, footers: list) -> tuple[int, int, int, int]:
    """Give left, top, width and height of what a layout leaves to a chart."""
    height = deck.slide_height
    low = [shape.top for shape in footers if shape.top > height * 0.7] + [round(height * 0.93)]
    inset = Pt(7.2)  # of the letters in a title: the chart stands in line with them
    if bodies:
        left, top, wide, bottom = bodies[0].left, bodies[0].top, bodies[0].width, bodies[0].top + bodies[0].height
    elif title.top > height / 2:
        left, top, wide, bottom = title.left, round(height * 0.05), title.width, title.top
    else:
        left, top, wide, bottom = title.left, title.top + title.height, title.width, height
    return left + inset, top, wide - 2 * inset, min(bottom, *low) - top


def _opened(template: str | Path | None):
    """Open a template without its slides; .potx differs from .pptx in one word."""
    if template is None:
        return _house()
    path = Path(template)
    if path.suffix.lower() not in (".pptx", ".potx"):
        raise ValueError(f"a template is a .pptx or .potx file, not {path.name!r}")
    if not path.exists():
        raise FileNotFoundError(f"there is no template {path}")
    file = io.BytesIO()
    try:
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(file, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace(b"presentationml.template.main+xml", b"presentationml.presentation.main+xml")
                             if name == "[Content_Types].xml" else old.read(name))
        deck = Presentation(file)
    except (zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise ValueError(f"{path} cannot be read as a PowerPoint file ({problem})") from problem
    slides = deck.slides._sldIdLst
    for slide in list(slides):
        deck.part.drop_rel(slide.rId)
        slides.remove(slide)
    for sections in deck.part._element.xpath("//*[local-name()='sectionLst']/.."):
        sections.getparent().remove(sections)
    return deck


def _house():
    """Make the default template: python-pptx's own, widened to 16:9, left-aligned, in Arial."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    master = deck.slide_master
    for shape in [shape for page in (master, *deck.slide_layouts) for shape in page.placeholders]:
        if shape._element.spPr.find(qn("a:xfrm")) is not None:
            shape.left, shape.width = round(shape.left * 4 / 3), round(shape.width * 4 / 3)
    rooms = {KIND.TITLE: (0.3, 1.0), KIND.BODY: (1.35, 5.45), KIND.DATE: (6.95, 0.35), KIND.FOOTER: (6.95, 0.35), KIND.SLIDE_NUMBER: (6.95, 0.35)}
    sides = {KIND.DATE: (8.6, 3.3), KIND.FOOTER: (0.5, 8.0), KIND.SLIDE_NUMBER: (12.0, 0.833)}
    for shape in master.placeholders:
        kind = shape.placeholder_format.type
        (top, height), (left, width) = rooms[kind], sides.get(kind, (0.5, 12.333))
        shape.left, shape.top, shape.width, shape.height = (Inches(side) for side in (left, top, width, height))
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if kind == KIND.TITLE else MSO_ANCHOR.TOP
    for shape in [one for one in deck.slide_layouts[0].placeholders if one.placeholder_format.type in (KIND.CENTER_TITLE, KIND.SUBTITLE)]:
        top = 2.2 if shape.placeholder_format.type == KIND.CENTER_TITLE else 3.95
        shape.left, shape.top, shape.width, shape.height = Inches(0.9), Inches(top), Inches(11.5), Inches(1.6)
        look = parse_xml(f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{3600 if top < 3 else 2000}">'
                         '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:defRPr></a:lvl1pPr>')
        styles = shape._element.xpath("p:txBody/a:lstStyle")[0]
        for old in styles.findall(qn("a:lvl1pPr")):
            styles.remove(old)
        styles.insert(0, look)
    for shape in master.placeholders:
        for level in shape._element.xpath("p:txBody/a:lstStyle/a:lvl1pPr"):
            level.set("algn", "r" if shape.placeholder_format.type == KIND.SLIDE_NUMBER else "l")
    cover = deck.slide_layouts[0].background.fill
    cover.solid()
    cover.fore_color.rgb = RGBColor.from_string(theme.COLOURS["lead"][1:])
    for size, style in ((28, "titleStyle"), (20, "bodyStyle")):
        level, = master._element.xpath(f"p:txStyles/p:{style}/a:lvl1pPr")
        level.set("algn", "l")
        level.find(qn("a:defRPr")).set("sz", f"{size}00")
        level.find(qn("a:defRPr")).set("b", "1" if style == "titleStyle" else "0")
    look = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    look._blob = look.blob.replace(b'"Calibri"', b'"Arial"')
    return deck


def _put(shape, text: str, mark: str = " … (continued in the notes)") -> str:
    """Write into a placeholder in its own type, smaller where it must be; gives back what did not fit."""
    frame = shape.text_frame
    base = shape if shape.width else shape._base_placeholder
    width = (base.width - frame.margin_left - frame.margin_right) / POINT
    height = (base.height - frame.margin_top - frame.margin_bottom) / POINT
    own = _type_size(shape)
    size, shown, rest = fit(text, width, height, own, mark)
    frame.text = shown
    if size < own:
        for paragraph in frame.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(size)
    return rest


def _type_size(shape) -> int:
    """Find out how large a placeholder's text is."""
    kind = shape.placeholder_format.type
    style = "titleStyle" if kind in TITLES else "otherStyle" if kind in FOOTERS else "bodyStyle"
    slide = shape.part.slide if hasattr(shape.part, "slide") else None
    bases = [shape]
    while bases[-1] is not None and hasattr(bases[-1], "_base_placeholder"):
        bases.append(bases[-1]._base_placeholder)
    sizes = [size for base in bases if base is not None for size in base._element.xpath(".//a:lvl1pPr/a:defRPr/@sz")]
    sizes += slide.slide_layout.slide_master._element.xpath(f"p:txStyles/p:{style}/a:lvl1pPr/a:defRPr/@sz")
    return int(sizes[0]) // 100 if sizes else 18


def _note(slide, parts: list[tuple[str, str]]) -> None:
    """Write the speaker notes."""
    slide.notes_slide.notes_text_frame.text = "\n\n".join(f"{heading}\n{text}" for heading, text in parts if text)


def _bare(figure: go.Figure, box: tuple[int, ...]) -> go.Figure:
    """Give a figure as it is drawn on a slide that has its title and sources already."""
    new = go.Figure(figure)
    meta = figure.layout.meta if isinstance(figure.layout.meta, Mapping) else {}
    new.layout.annotations = [note for note in new.layout.annotations if note.name != theme._FOOT]
    margin = {side: 1.25 * room for side, room in meta.get("margin", {}).items()} or {"t": 20}
    new.update_layout(title={"text": "", "subtitle": {"text": ""}}, width=box[2] // 9525, height=box[3] // 9525, margin=margin,
                      font={"size": 16}, **({"template": theme.template("slide")} if meta.get("margin") else {}))
    return new


def _timeless(content: bytes) -> bytes:
    """Write a package anew without the time of day in it, so that the same input gives the same file."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), old.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()
