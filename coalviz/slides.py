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
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from . import native, theme
from .dates import words
from .export import NO_SOURCE, NoChrome, facts, free, named, pictures, rows, write_whole
from .native import LINE, SMALLEST, body, fit, put, wrap

__all__ = ["Deck", "Slide", "save_deck"]

POINT = Pt(1)
TITLES = (KIND.TITLE, KIND.CENTER_TITLE)
CONTENTS = (KIND.OBJECT, KIND.BODY, KIND.CHART, KIND.TABLE, KIND.PICTURE)
FOOTERS = (KIND.FOOTER, KIND.SLIDE_NUMBER, KIND.DATE)
GAP = 6  # points between subtitle, chart and foot


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
        lines = [f"{one.number:>4}  {one.way:<8} {one.title}{f' ({one.reason})' * bool(one.reason)}"
                 for one in self.slides]  # fmt: skip
        return "\n".join([f"{self.path}, {len(self.slides)} slides", *lines])


def save_deck(
    figures: Mapping[str, go.Figure] | Iterable[go.Figure], path: str | Path, *, template: str | Path | None = None,
    title: str = "", author: str = "", date: str = "", summary: Iterable[str] = (), unsourced: bool = False,
    overwrite: bool = False,
) -> Deck:  # fmt: skip
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
    content, slides = deck_of(list(named(figures).values()), unsourced, template, title, author, date, list(summary))
    return Deck(write_whole(path, content, overwrite), tuple(slides))


def deck_of(figures: list, unsourced: bool, template: str | Path | None = None, title: str = "", author: str = "",
            date: str = "", summary: Iterable[str] = (), alone: bool = False) -> tuple[bytes, list[Slide]]:
    """Make the deck: title, summary and contents, a slide for each figure, sources; ``alone``: only the figures."""
    about, problems = [], []
    for figure in figures:
        try:
            about.append(facts(figure, unsourced))
        except ValueError as problem:
            problems.append(str(problem))
    if problems:
        raise ValueError("\n".join(problems))
    pages = _Pages(_opened(template), " · ".join(filter(None, [title, author])), date)
    numbers = {}
    for source in (source for one in about for source in one.sources):
        numbers.setdefault(source["text"], (len(numbers) + 1, source))
    if not alone:
        pages.opening(title or "Briefing", " · ".join(filter(None, [author, date])))
        first = 3  # the contents may take more than one slide: then the figures begin later
        for _ in range(2):
            flow = pages.flow([*((line, False) for line in summary), *[("Contents", True)] * bool(summary),
                               *((f"{first + i}  {one.title}", False) for i, one in enumerate(about))])  # fmt: skip
            first = 2 + len(flow)
        pages.texts("In brief" if summary else "Contents", flow)
    spots = [pages.spot(one, {} if alone else numbers) for one in about]
    plans = [native.plan(figure, *spot[-1][2:]) for figure, spot in zip(figures, spots)]
    wanted = [i for i, plan in enumerate(plans) if plan.way == "picture"]
    drawn = dict(zip(wanted, pictures([(_bare(figures[i], *spots[i][-1][2:]), "png", 3) for i in wanted])))
    for i, (figure, one, spot, plan) in enumerate(zip(figures, about, spots, plans)):
        pages.figure(figure, one, spot, plan, drawn.get(i))
    if not alone:
        pages.texts("Sources", pages.flow([(". ".join(filter(None, [
            f"{number}. {source['text']}", source.get("title"), source.get("url")])), False)
            for number, source in numbers.values()]))  # fmt: skip
    core = pages.deck.core_properties
    core.title, core.author, core.last_modified_by = (title or about[0].title)[:255], author[:255], author[:255]
    core.revision = 1
    core.created = core.modified = native._day(date) or dt.datetime(2000, 1, 1)
    file = io.BytesIO()
    pages.deck.save(file)
    return _rewritten(file, {}).getvalue(), pages.slides


class _Pages:
    """The slides of a deck that is being made; all lengths are points."""

    def __init__(self, deck, footer: str, date: str) -> None:
        self.deck, self.footers, self.slides = deck, {KIND.FOOTER: footer, KIND.DATE: date}, []
        self.cover, self.inner, self.area = _layouts(deck)

    def add(self, layout, title: str, way: str, reason: str = ""):
        """Add a slide with title, footer and number; what of the title does not fit goes into the notes."""
        slide = self.deck.slides.add_slide(layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in (*TITLES, KIND.SUBTITLE):
                shape._element.getparent().remove(shape._element)
        self.slides.append(Slide(len(self.slides) + 1, title, way, reason))
        number, rest, found = str(len(self.slides)), _put(slide.shapes.title, title), set()
        for shape in layout.placeholders if layout is self.inner else ():
            kind = shape.placeholder_format.type
            text = self.footers.get(kind)
            if kind in FOOTERS and text != "":
                found.add(kind)
                element = copy.deepcopy(shape._element)
                element.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
                slide.shapes._spTree.append(element)
                for field in element.xpath(".//a:fld[@type='slidenum']/a:t"):
                    field.text = number
                if text and _put(slide.shapes[-1], text, "…") and kind == KIND.DATE:
                    slide.shapes._spTree.remove(element)  # half a date says nothing
                elif text:
                    slide.shapes[-1].text_frame.paragraphs[0].runs[0].font.name = "+mn-lt"  # LibreOffice forgets it
        if KIND.SLIDE_NUMBER not in found and layout is self.inner:
            width, height = self.deck.slide_width / POINT, self.deck.slide_height / POINT
            box = put(slide, (width * 0.88, height * 0.935, width * 0.1, 20), body(number, SMALLEST, align="r"))
            run, = box.xpath(".//a:r")
            run.getparent().replace(run, parse_xml(
                f'<a:fld {nsdecls("a")} id="{{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}}" type="slidenum">'
                f'<a:rPr lang="en-GB" sz="{SMALLEST}00"/><a:t>{number}</a:t></a:fld>'))  # fmt: skip
        return slide, rest

    def opening(self, title: str, line: str) -> None:
        """Add the title slide."""
        slide, rest = self.add(self.cover, title, "text")
        for shape in [one for one in slide.placeholders if one.placeholder_format.type == KIND.SUBTITLE]:
            if line:
                rest += _put(shape, line)
            else:
                shape._element.getparent().remove(shape._element)
        _note(slide, [("Continued from the slide", rest)])

    def flow(self, paragraphs: list[tuple[str, bool]]) -> list[tuple[int, list]]:
        """Lay paragraphs (text, bold) out on as many slides as they need, as large as one slide allows."""
        *_, width, height = self.area
        for size in range(20, SMALLEST - 1, -1):
            tall = [len(wrap(text, width, size)) * size * LINE + size * 0.5 for text, _ in paragraphs]
            if sum(tall) <= height:
                return [(size, paragraphs)]
        result, room = [(SMALLEST, [])], height
        for paragraph, high in zip(paragraphs, tall):
            if room < high and result[-1][1]:
                result.append((SMALLEST, []))
                room = height
            result[-1][1].append(paragraph)
            room -= high
        return result

    def texts(self, title: str, flow: list[tuple[int, list]]) -> None:
        """Add slides of text."""
        for number, (size, paragraphs) in enumerate(flow):
            slide, rest = self.add(self.inner, title + (", continued" if number else ""), "text")
            if len(paragraphs) == 1:
                _, shown, more = fit(paragraphs[0][0], *self.area[2:], size)
                paragraphs, rest = [(shown, paragraphs[0][1])], rest + more
            put(slide, self.area, "".join(body(text, size, bold=bold, after=size * 0.5) for text, bold in paragraphs))
            _note(slide, [("Continued from the slide", rest)])

    def spot(self, about, numbers: dict) -> tuple:
        """Share a slide: size, text and rest of the subtitle, the foot and its height, the box left to the chart."""
        left, top, width, height = self.area
        subtitle = fit(about.subtitle, width, height * 0.12, 16)
        head = len(wrap(subtitle[1], width, subtitle[0])) * subtitle[0] * LINE + GAP if about.subtitle else 0
        keys = [f" [{numbers[source['text']][0]}]" if numbers else "" for source in about.sources]
        texts = [source["text"] + key for source, key in zip(about.sources, keys)]
        source, room = f"Source{'s' * (len(texts) > 1)}: {'; '.join(texts)}", height * 0.25
        if numbers and about.sources != [NO_SOURCE] and len(wrap(source, width, SMALLEST)) > 2:
            source = f"Sources:{','.join(keys)} in the list at the end"
        _, source, _ = fit(source, width, room, SMALLEST)
        room -= len(wrap(source, width, SMALLEST)) * SMALLEST * LINE
        note = " ".join(note if note.endswith(".") else f"{note}." for note in about.notes)
        note = fit(f"Note: {note}", width, room, SMALLEST)[1] if note and room >= SMALLEST * LINE else ""
        foot = "\n".join(filter(None, [note, source]))
        tall = len(wrap(foot, width, SMALLEST)) * SMALLEST * LINE + GAP
        return subtitle, foot, tall, (left, top + head, width, height - head - tall - GAP)

    def figure(self, figure: go.Figure, about, spot: tuple, plan: native.Plan, picture) -> None:
        """Add the slide of a figure."""
        (size, subtitle, more), foot, tall, box = spot
        left, top, width, height = self.area
        way, reason = plan.way, plan.reason
        if isinstance(picture, Exception):
            way, reason = "text", f"{reason}; {picture}" if isinstance(picture, NoChrome) else f"{picture}"
        slide, rest = self.add(self.inner, about.title, way, reason)
        if subtitle:
            put(slide, (left, top, width, box[1] - top), body(subtitle, size))
        if plan.draw:
            element = plan.draw(slide, box, about.subtitle or about.title, rows(figure, about))
        elif isinstance(picture, bytes):
            place = (round(side * POINT) for side in box)
            element = slide.shapes.add_picture(io.BytesIO(picture), *place)._element
        else:
            element = put(slide, box, body(fit(f"Here belongs a picture of the chart. {picture}", *box[2:], 18)[1], 18))
        element._nvXxPr.cNvPr.set("name", "Chart")
        element._nvXxPr.cNvPr.set("descr", about.alt)
        put(slide, (left, top + height - tall, width, tall), body(foot, SMALLEST))
        places = {}
        for row in about.rows:
            key = (row.get("source_id", ""), row.get("locator", ""), row["table"])
            places.setdefault(key, []).append(str(row["line"]))
        sources = {source.get("source_id"): source["text"] for source in about.sources}
        provenance = [f"{', '.join(filter(None, [sources.get(source, source), locator]))} "
                      f"({table}.csv, line{'s' * (len(lines) > 1)} {', '.join(lines)})"
                      for (source, locator, table), lines in places.items()]  # fmt: skip
        _note(slide, [
            ("Continued from the slide", " ".join(filter(None, [rest, more]))),
            ("Also in the figure", "\n".join(plan.unplaced)),
            ("Caveats", "\n".join(about.notes)),
            ("Sources of the numbers", "\n".join(provenance or [source["text"] for source in about.sources])),
            ("As known on", words(about.as_of) if about.as_of else ""),
            ("Versions", ", ".join(f"{name} {version}" for name, version in about.version.items())),
            ("Made by", about.code),
        ])  # fmt: skip


def _layouts(deck) -> tuple:
    """Find the layouts for the title slide and for charts, and the free area of the latter in points."""
    found, cover, high = [], None, deck.slide_height
    for layout in deck.slide_layouts:
        kinds = {}
        for shape in layout.placeholders:
            kinds.setdefault(shape.placeholder_format.type, []).append(shape)
        titles, bodies, feet = ([shape for kind in group for shape in kinds.get(kind, [])]
                                for group in (TITLES, CONTENTS, FOOTERS))  # fmt: skip
        if titles and KIND.SUBTITLE in kinds:
            cover = cover or layout
        elif titles and len(bodies) < 2:
            one, title = (bodies or titles)[0], titles[0]
            top, bottom = one.top + one.height * (not bodies), one.top + one.height if bodies else high
            if not bodies and title.top > high / 2:
                top, bottom = round(high * 0.05), title.top
            bottom = min(bottom, round(high * 0.93), *(shape.top for shape in feet if shape.top > high * 0.7))
            inset = Pt(7.2)  # of the letters in a title: the chart stands in line with them
            box = (one.left + inset, top, one.width - 2 * inset, bottom - top)
            found.append((box[2] * box[3], -len(found), layout, box))
    if not found or max(found)[0] < 0.3 * deck.slide_width * high:
        names = ", ".join(repr(layout.name) for layout in deck.slide_layouts) or "none"
        raise ValueError(
            "The template has no layout for a chart. Looked for: a layout with a title placeholder, at most one "
            f"content placeholder, and at least a third of the slide free below. Its layouts: {names}.")  # fmt: skip
    _, _, inner, box = max(found)
    return cover or inner, inner, tuple(side / POINT for side in box)


def _rewritten(content, changes: Mapping[str, tuple[bytes, bytes]]) -> io.BytesIO:
    """Write a package anew with other words in a part, and without the time of day: same input, same file."""
    file = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name).replace(*changes[name]) if name in changes else old.read(name)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return file


def _opened(template: str | Path | None):
    """Open a template without its slides; .potx differs from .pptx in one word."""
    if template is None:
        return _house()
    path = Path(template)
    if path.suffix.lower() not in (".pptx", ".potx"):
        raise ValueError(f"a template is a .pptx or .potx file, not {path.name!r}")
    if not path.exists():
        raise FileNotFoundError(f"there is no template {path}")
    kinds = tuple(b"presentationml.%s.main+xml" % kind for kind in (b"template", b"presentation"))
    try:
        deck = Presentation(_rewritten(path, {"[Content_Types].xml": kinds}))
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
    master, cover = deck.slide_master, deck.slide_layouts[0]
    for shape in [shape for page in (master, *deck.slide_layouts) for shape in page.placeholders]:
        if shape._element.spPr.find(qn("a:xfrm")) is not None:
            shape.left, shape.width = round(shape.left * 4 / 3), round(shape.width * 4 / 3)
    rooms = {  # left, top, width, height in inches
        KIND.TITLE: (0.5, 0.3, 12.333, 1.0), KIND.BODY: (0.5, 1.35, 12.333, 5.45),
        KIND.FOOTER: (0.5, 6.95, 8.0, 0.35), KIND.DATE: (8.6, 6.95, 3.3, 0.35),
        KIND.SLIDE_NUMBER: (12.0, 6.95, 0.833, 0.35),
        KIND.CENTER_TITLE: (0.9, 2.2, 11.5, 1.6), KIND.SUBTITLE: (0.9, 3.95, 11.5, 1.6),
    }  # fmt: skip
    for page in (master, cover):
        for shape in page.placeholders:
            kind = shape.placeholder_format.type
            own = kind in (KIND.CENTER_TITLE, KIND.SUBTITLE)  # the other places of a cover are those of the master
            for side, length in zip(("left", "top", "width", "height"), rooms[kind] if own == (page is cover) else ()):
                setattr(shape, side, Inches(length))
            if page is master:
                shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM if kind == KIND.TITLE else MSO_ANCHOR.TOP
                for level in shape._element.xpath("p:txBody/a:lstStyle/a:lvl1pPr"):
                    level.set("algn", "r" if kind == KIND.SLIDE_NUMBER else "l")
            elif own:
                styles, = shape._element.xpath("p:txBody/a:lstStyle")
                for old in styles.findall(qn("a:lvl1pPr")):
                    styles.remove(old)
                styles.insert(0, parse_xml(
                    f'<a:lvl1pPr {nsdecls("a")} marL="0" indent="0" algn="l"><a:buNone/>'
                    f'<a:defRPr sz="{2000 if kind == KIND.SUBTITLE else 3600}"><a:solidFill><a:srgbClr val="FFFFFF"/>'
                    "</a:solidFill></a:defRPr></a:lvl1pPr>"))  # fmt: skip
    cover.background.fill.solid()
    cover.background.fill.fore_color.rgb = RGBColor.from_string(theme.COLOURS["lead"][1:])
    for size, style, bold in ((28, "titleStyle", "1"), (20, "bodyStyle", "0")):
        level, = master._element.xpath(f"p:txStyles/p:{style}/a:lvl1pPr")
        level.set("algn", "l")
        level.find(qn("a:defRPr")).set("sz", f"{size}00")
        level.find(qn("a:defRPr")).set("b", bold)
    look = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    look._blob = look.blob.replace(b'"Calibri"', b'"Arial"')
    return deck


def _put(shape, text: str, mark: str = " … (continued in the notes)") -> str:
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
    sizes += shape.part.slide.slide_layout.slide_master._element.xpath(f"p:txStyles/p:{style}/a:lvl1pPr/a:defRPr/@sz")
    return int(sizes[0]) // 100 if sizes else 18


def _note(slide, parts: list[tuple[str, str]]) -> None:
    """Write the speaker notes."""
    slide.notes_slide.notes_text_frame.text = "\n\n".join(f"{heading}\n{text}" for heading, text in parts if text)


def _bare(figure: go.Figure, width: float, height: float) -> go.Figure:
    """Give a figure as it is drawn on a slide that has its title and sources already."""
    new = go.Figure(figure)
    meta = figure.layout.meta if isinstance(figure.layout.meta, Mapping) else {}
    new.layout.annotations = [note for note in new.layout.annotations if note.name != theme.FOOT]
    margin = {side: 1.25 * room for side, room in meta.get("margin", {}).items()}
    return new.update_layout(
        title={"text": "", "subtitle": {"text": ""}}, width=round(width / 0.75), height=round(height / 0.75),
        font={"size": 16}, margin=margin or {"t": 20}, **({"template": theme.template("slide")} if margin else {}),
    )  # fmt: skip
