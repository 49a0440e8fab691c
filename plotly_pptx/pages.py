"""The slides of a deck: title, text, and figures as native charts or pictures, in a house's layouts."""

import copy
import datetime as dt
import io
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

import pandas as pd
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from .content import CHART, TEXT
from .model import Plan
from .reading import NotNative, plain_values
from .shapes import LINE, MUTED, POINT, SMALLEST, body, fit, link_to, put, remove, units, wrap
from .tables import plan_cells
from .template import (
    FOOTERS,
    TITLES,
    describe,
    find_layouts,
    ink_for,
    placed,
    put_text,
    title_size,
)

COLUMNS = 7  # of the rows on a slide whose picture is missing
GAP = 6  # points between subtitle, chart and foot


class Slide(NamedTuple):
    """One slide: how its content got there ("chart", "table", "shapes", "picture", "text"), and why if by picture."""

    number: int
    title: str
    way: str
    reason: str = ""


class Words(NamedTuple):
    """What stands on the slide of a figure beside the chart, and in its speaker notes (heading, text).

    ``table`` becomes a sheet of the chart's workbook: what the numbers rest on.
    """

    title: str
    subtitle: str = ""
    foot: str = ""
    alt: str = ""
    notes: Sequence[tuple[str, str]] = ()
    table: pd.DataFrame = pd.DataFrame()


class Line(NamedTuple):
    """A line of a slide of text, and where a click on a part of it leads: to a slide, or to an address."""

    text: str
    bold: bool = False
    linked: str = ""
    slide: int = 0


class Pages:
    """The slides of a deck that is being made; all lengths are points."""

    def __init__(self, deck, footer: str = "", date: str = "", titles: Sequence[str] = ()) -> None:
        self.deck = deck
        self.footers = {KIND.FOOTER: footer, KIND.DATE: date}
        self.slides: list[Slide] = []
        self.cover, self.inner, self.area = find_layouts(deck)
        self.size = title_size(self.inner, titles)  # one for all
        self.ink = ink_for(self.inner)

    def add(self, layout, title: str):
        """Add a slide with title, footer and number; what of the title does not fit goes into the notes."""
        slide = self.deck.slides.add_slide(layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in (*TITLES, KIND.SUBTITLE):
                remove(shape._element)
        self.slides.append(Slide(len(self.slides) + 1, title, "text"))
        if layout is not self.inner:
            return slide, put_text(slide.shapes.title, title)
        rest = put_text(slide.shapes.title, title, largest=self.size)
        for shape in placed(layout, *FOOTERS):
            text = self.footers.get(shape.placeholder_format.type)
            if text != "":
                self._foot(slide, shape, text)
        if not placed(layout, KIND.SLIDE_NUMBER):
            width, height = self.deck.slide_width / POINT, self.deck.slide_height / POINT
            place = (width * 0.88, height * 0.935, width * 0.1, 20)
            number = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
            words = body(str(len(self.slides)), SMALLEST, align="r")
            put(slide, place, words.replace("<a:r>", number).replace("</a:r>", "</a:fld>"))
        return slide, rest

    def _foot(self, slide, shape, text: str | None) -> None:
        """Take over a footer of the layout, with its text or the number of the slide."""
        element = copy.deepcopy(shape._element)
        element.nvSpPr.cNvPr.set("id", str(slide.shapes._next_shape_id))
        slide.shapes._spTree.append(element)
        for shown in element.xpath(".//a:fld[@type='slidenum']/a:t"):
            shown.text = str(len(self.slides))
        rest = text and put_text(slide.shapes[-1], text, "…")
        if rest and shape.placeholder_format.type == KIND.DATE:
            remove(element)  # half a date says nothing
        elif text:  # a font that LibreOffice forgets
            slide.shapes[-1].text_frame.paragraphs[0].runs[0].font.name = "+mn-lt"

    def opening(self, title: str, line: str) -> None:
        """Add the title slide."""
        slide, rest = self.add(self.cover, title)
        for shape in placed(slide, KIND.SUBTITLE):
            rest += put_text(shape, line)
            _name(shape._element, TEXT, "opening 1")
            if not line:
                remove(shape._element)
        write_notes(slide, [("Continued from the slide", rest)])

    def flow(self, paragraphs: list[Line]) -> list[tuple[int, list[Line]]]:
        """Lay paragraphs out on as many slides as they need, as large as one slide allows."""
        *_, width, height = self.area
        for size in range(20, SMALLEST - 1, -1):
            tall = [(len(wrap(line.text, width, size)) * LINE + 0.5) * size for line in paragraphs]
            if sum(tall) <= height:
                return [(size, paragraphs)]
        pages: list[list[Line]] = [[]]
        room = height
        for paragraph, high in zip(paragraphs, tall):
            if room < high and pages[-1]:
                pages.append([])
                room = height
            pages[-1].append(paragraph)
            room -= high
        return [(SMALLEST, page) for page in pages]

    def texts(self, title: str, flow: list[tuple[int, list[Line]]], key: str = "") -> None:
        """Add slides of text; ``key`` and a number go into the names of their texts."""
        for number, (size, lines) in enumerate(flow, 1):
            slide, rest = self.add(self.inner, title + ", continued" * (number > 1))
            if len(lines) == 1:
                _, shown, more = fit(lines[0].text, self.area[2], self.area[3], size)
                lines = [lines[0]._replace(text=shown)]
                rest += more
            written = "".join(
                body(
                    line.text,
                    size,
                    bold=line.bold,
                    link=self._link(slide, line),
                    linked=line.linked,
                    after=size * 0.5,
                )
                for line in lines
            )
            _name(put(slide, self.area, written), TEXT, f"{key} {number}")
            write_notes(slide, [("Continued from the slide", rest)])

    @staticmethod
    def _link(slide, line: Line) -> str:
        """Write where a line leads: to an address, or to a slide that is still to be made."""
        if line.slide:
            return link_to(f"to-{line.slide}", "ppaction://hlinksldjump")
        if line.linked:
            return link_to(slide.part.relate_to(line.linked, RELATIONSHIP_TYPE.HYPERLINK, True))
        return ""

    def complete(self, title: str = "", author: str = "", made: dt.datetime | None = None) -> None:
        """Let links lead to their slides and colours suit the ground, and say what the deck is."""
        slides = self.deck.slides
        for slide in slides:
            for link in slide._element.xpath(".//a:hlinkClick[starts-with(@r:id, 'to-')]"):
                target = slides[int(link.rId.removeprefix("to-")) - 1]
                link.rId = slide.part.relate_to(target.part, RELATIONSHIP_TYPE.SLIDE)
            if self.ink != "tx1":
                self._suit(slide)
        describe(self.deck, title, author, made)

    def _suit(self, slide) -> None:
        """Let what was added be read on a layout whose ground is not that of the theme."""
        if slide.slide_layout.name == self.inner.name:
            own = [shape for shape in slide.shapes._spTree if not shape.xpath(".//p:nvPr/p:ph")]
            charts = map(slide.part.related_part, slide._element.xpath(".//c:chart/@r:id"))
            for part in [*own, *(chart._element for chart in charts)]:
                for colour in part.iter(qn("a:schemeClr")):
                    colour.set("val", {"tx1": "bg1", "bg1": "tx1"}[colour.get("val")])

    def box(self, subtitle: str, foot: str) -> tuple:
        """Give the room that subtitle and foot leave to a chart: left, top, width and height."""
        left, top, width, height = self.area
        size, shown, _ = self._subtitle(subtitle)
        head = len(wrap(shown, width, size)) * size * LINE + GAP if subtitle else 0
        low = len(wrap(foot, width, SMALLEST)) * SMALLEST * LINE + GAP
        return left, top + head, width, height - head - low - GAP

    def _subtitle(self, text: str) -> tuple:
        return fit(text, self.area[2], self.area[3] * 0.12, 16)

    def figure(
        self,
        words: Words,
        plan: Plan,
        picture: bytes | None = None,
        reason: str = "",
        key: str = "",
    ):
        """Add the slide of a figure: as planned, as a picture, or with the reason why there is neither.

        ``key`` goes into the names of its parts, by which they are found again in a deck that was reworked.
        """
        left, top, width, height = self.area
        box = self.box(words.subtitle, words.foot)
        size, subtitle, more = self._subtitle(words.subtitle)
        slide, rest = self.add(self.inner, words.title)
        _name(slide.shapes.title._element, "Title", key)
        if subtitle:
            above = left, top, width, box[1] - top
            _name(put(slide, above, body(subtitle, size, ink=MUTED)), "Subtitle", key)
        element, way, reasons = self._content(slide, box, words, plan, picture, reason)
        self.slides[-1] = Slide(len(self.slides), words.title, way, reasons)
        _name(element, CHART, key)
        element._nvXxPr.cNvPr.set("descr", words.alt)
        end = box[1] + box[3] + GAP
        below = left, end, width, top + height - end
        foot = body(words.foot, SMALLEST, ink=MUTED)
        _name(put(slide, below, foot, anchor="b"), "Foot", key)
        notes = [
            ("Continued from the slide", " ".join(filter(None, [rest, more]))),
            ("Also in the figure", "\n".join(plan.unplaced)),
        ]
        write_notes(slide, [*notes, *words.notes])

    def _content(self, slide, box: tuple, words: Words, plan: Plan, picture, reason: str) -> tuple:
        """Draw the figure; gives its element, the way it went, and why it is not native."""
        shapes = slide.shapes._spTree
        before = len(shapes)
        try:
            if plan.draw:
                unit = words.subtitle or words.title
                return plan.draw(slide, box, unit, words.table), plan.way, ""
        except Exception:  # the deck is made all the same
            reason = "it could not be drawn"
            del shapes[before:]
        reasons = "; ".join(filter(None, [plan.reason, reason]))
        if picture is None:
            return self._missing(slide, box, words.table, reasons), "text", reasons
        element = slide.shapes.add_picture(io.BytesIO(picture), *units(box))._element
        return element, "picture", reasons

    def _missing(self, slide, box: tuple, rows: pd.DataFrame, reasons: str):
        """Say what belongs here and why it is missing, above the rows that the figure rests on."""
        left, top, width, height = box
        size, text, _ = fit(
            f"Here belongs a picture of the chart: {reasons}", width, height / 2, 16
        )
        tall = (len(wrap(text, width, size)) + 2) * size * LINE
        below = left, top + tall, width, height - tall
        shown = rows.dropna(axis=1, how="all").iloc[:, :COLUMNS].astype(object).fillna("")
        for count in range(min(len(shown), 12), 0, -1):
            cells = shown.head(count).astype(str).T.values.tolist()
            trace = plain_values({"header": {"values": list(shown)}, "cells": {"values": cells}})
            with suppress(NotNative):  # fewer rows, then
                plan_cells(trace, *below[2:]).draw(slide, below)
                text += f"\nBelow: {count} of the {len(shown)} rows that it rests on."
                break
        return put(slide, (left, top, width, tall), body(text, size))


def _name(element, part: str, key: str) -> None:
    element._nvXxPr.cNvPr.set("name", f"{part} {key}".strip())


def write_notes(slide, parts: list[tuple[str, str]]) -> None:
    """Write the speaker notes."""
    slide.notes_slide.notes_text_frame.text = "\n\n".join(
        f"{heading}\n{text}" for heading, text in parts if text
    )
