"""Figures of every kind and two templates that differ a lot, for the tests of slides."""

import functools
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.util import Inches

from coalviz import cite
from plotly_pptx.letters import WORDS

SOURCES = [
    {
        "source_id": "a",
        "text": "Gazette, 2 February 2024",
        "title": "=HYPERLINK(1)",
        "url": "https://example.org/a",
    },
    {
        "source_id": "b",
        "text": "Courier, 8 April 2024",
        "title": "Second meeting",
        "url": "https://example.org/b",
    },
]
DONORS = ["Luxembourg", "Netherlands", "Estonia", "Denmark"]
DAYS = ["2024-01-25", "2024-02-02", "2024-04-08", "2024-04-11"]


def charts_on(slide) -> list:
    """The native charts of a slide, alone or in one group with their keys."""
    groups = [list(shape.shapes) if shape.shape_type == 6 else [shape] for shape in slide.shapes]
    return [shape.chart for group in groups for shape in group if shape.has_chart]


def repeated(chart) -> Iterator[tuple[str, str]]:
    """What the cells of a chart's workbook hold, and what the chart repeats of them."""
    blob = chart.part.chart_workbook.xlsx_part.blob
    sheet = openpyxl.load_workbook(io.BytesIO(blob), data_only=True)["Sheet1"]
    labels = ".//c:ser[c:dLbls]//*[local-name()='datalabelsRange']/*[local-name()='f']"
    for place in chart._chartSpace.xpath(f".//c:f | {labels}"):
        cells = sheet[place.text.removeprefix("Sheet1!").replace("$", "")]
        held = [cells] if not isinstance(cells, tuple) else [row[0] for row in cells]
        for point in place.getparent().iter(qn("c:pt")):
            cell = held[int(point.get("idx"))]
            value = cell.value
            if cell.is_date and value is not None:
                value = openpyxl.utils.datetime.to_excel(value)
            yield "" if value is None else str(value), point.find(qn("c:v")).text


def bare_figures() -> dict[str, go.Figure]:
    """Figures as an analyst makes them, without a word on their sources."""
    lying = go.Figure(
        [
            go.Bar(
                y=DONORS,
                x=[10, 7.5, None, None],
                orientation="h",
                name="Stated",
                marker={"color": "#008B8E"},
                text=["€10 million", "€7.5 million", "", ""],
            ),
            go.Bar(
                y=DONORS,
                x=[None, None, 0.5, None],
                orientation="h",
                name="Lower bound",
                marker={"color": "#008B8E", "pattern": {"shape": "/"}},
                text=["", "", "> €0.5 million", ""],
            ),
            go.Scatter(
                y=["Denmark"],
                x=[0],
                mode="markers+text",
                text=["amount not stated"],
                name="Not stated",
                meta=WORDS,
            ),
        ],
        layout={
            "barmode": "stack",
            "yaxis": {"autorange": "reversed"},
            "xaxis": {"title": {"text": "Million euros"}},
        },
    )
    floating = go.Figure(
        go.Bar(
            y=["First", "Second", "Total"],
            x=[20.5, 9.5, 30],
            base=[0, 20.5, 0],
            orientation="h",
            marker={
                "color": ["#008B8E", "#C7A0DE", "#1A1A1A"],
                "pattern": {"shape": ["", "/", ""]},
            },
        )
    )
    band = go.Figure(
        [
            go.Scatter(
                x=DAYS,
                y=[10, 12, 13, 13],
                line={"shape": "hv", "width": 0},
                mode="lines",
                name="Named by all",
            ),
            go.Scatter(
                x=DAYS,
                y=[11, 14, 16, 16],
                line={"shape": "hv"},
                mode="lines",
                fill="tonexty",
                name="Named by any",
            ),
        ],
        layout={"yaxis": {"title": {"text": "Members"}, "range": [0, 20]}},
    )
    matrix = go.Figure(
        go.Heatmap(
            x=["Gazette", "Courier"],
            y=DONORS,
            z=[[1, 0], [1, 1], [0, 1], [None, 1]],
            colorscale=[[0, "#ffffff"], [1, "#002A44"]],
            texttemplate="%{text}",
            text=[["named", "no"], ["named", "named"], ["no", "named"], ["", "named"]],
        )
    )
    tiles = go.Figure(
        go.Heatmap(
            z=[[0, 1, None], [None, None, 1], [2, None, None]],
            colorscale=[[0, "#002A44"], [0.5, "#65ACDB"], [1, "#F5ED9D"]],
            texttemplate="%{text}",
            text=[["LUX", "NLD", ""], ["", "", "EST"], ["DNK", "", ""]],
        ),
        layout={"xaxis": {"visible": False}, "yaxis": {"visible": False}},
    )
    flow = go.Figure(
        go.Sankey(
            node={"label": ["Estonia", "Luxembourg", "IT"]},
            link={"source": [0, 1], "target": [2, 2], "value": [1, 1]},
        )
    )
    frame = pd.DataFrame(
        {
            "country": ["A", "A", "B", "B"],
            "year": [2022, 2024, 2022, 2024],
            "amount": [1.5, 2.5, 3.25, None],
        }
    )
    days = pd.DataFrame({"day": pd.to_datetime(DAYS), "members": [3, 5, 4, 8]})
    return {
        "lying bars": lying,
        "floating bars": floating,
        "grouped columns": px.bar(
            frame, x="year", y="amount", color="country", barmode="group", text_auto=True
        ),
        "stacked columns": px.bar(frame, x="country", y="amount", color=frame["year"].astype(str)),
        "lines over days": px.line(days, x="day", y="members", markers=True),
        "steps and band": band,
        "stacked areas": px.area(
            x=[*DAYS, *DAYS], y=[1, 2, 3, 4, 2, 2, 2, 2], color=["up"] * 4 + ["flat"] * 4
        ),
        "points": px.scatter(
            x=[1.5, 2.5, 4], y=[3, 1, 2], text=["p", "q", "r"], labels={"x": "Share", "y": "Amount"}
        ),
        "matrix": matrix,
        "heat": px.imshow([[1, 2], [3, 4]], x=["a", "b"], y=["c", "d"], text_auto=True),
        "tiles": tiles,
        "flow": flow,
    }


def figures() -> dict[str, go.Figure]:
    """The same figures with title, sources, notes and rows."""
    return {name: _cited_once(name) for name in _bare_once()}


_bare_once = functools.cache(bare_figures)


@functools.cache
def _cited_once(name: str) -> go.Figure:
    return cited(_bare_once()[name], name)


def cited(figure: go.Figure, name: str, **more) -> go.Figure:
    """A figure as complete as those of coalviz."""
    row = {
        "table": "pledges",
        "line": 4,
        "pledge_id": "it-lux",
        "amount": 10_000_000,
        "source_id": "a",
        "locator": "bullet 2",
        "note": "=1+1",
    }
    facts = {
        "title": f"What {name} show",
        "subtitle": "Million euros, known by 8 April 2024",
        "sources": SOURCES,
        "rows": [row],
        "notes": ["Amounts that are not stated are in no sum"],
        "alt": f"Chart of the kind {name}.",
        "as_of": "2024-04-08",
        "code": "coalviz.pledges_by_country(coalviz.load())",
        "version": {"coalviz": "0.1.0"},
    }
    return cite(figure, **facts | more)


def dark_template(path: Path) -> Path:
    """A dark template in 4:3 with serifs, the title at the foot, capital footers, and no slide number; as .potx."""
    deck = Presentation()
    master = deck.slide_master
    fill = master.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(0x20, 0x20, 0x30)
    colours = master._element.find(qn("p:clrMap"))
    for name, other in (("bg1", "dk1"), ("tx1", "lt1"), ("bg2", "dk2"), ("tx2", "lt2")):
        colours.set(name, other)
    for layout in list(deck.slide_layouts)[1:]:
        if layout.name != "Title Only":
            deck.slide_layouts.remove(layout)
    for shape in deck.slide_layouts[1].placeholders:
        if shape.placeholder_format.type == PP_PLACEHOLDER.TITLE:
            shape.left, shape.top, shape.width, shape.height = (
                Inches(0.4),
                Inches(5.6),
                Inches(9.2),
                Inches(1.1),
            )
        if shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER:
            shape._element.getparent().remove(shape._element)
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "How to use this template"
    return _written(deck, path, {b'"Calibri"': b'"Georgia"'}, template=True)


def wide_template(path: Path) -> Path:
    """A light template in 16:9 with one layout for charts, where the title stands in a narrow column."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for layout in list(deck.slide_layouts):
        if layout.name not in ("Title Slide", "Title and Content"):
            deck.slide_layouts.remove(layout)
    rooms = {
        PP_PLACEHOLDER.TITLE: (0.5, 0.4, 2.8, 5.5),
        PP_PLACEHOLDER.OBJECT: (3.6, 0.4, 9.2, 6.2),
        PP_PLACEHOLDER.DATE: (0.5, 6.9, 2, 0.4),
        PP_PLACEHOLDER.FOOTER: (3.6, 6.9, 6, 0.4),
        PP_PLACEHOLDER.SLIDE_NUMBER: (12, 6.9, 0.8, 0.4),
    }
    for shape in deck.slide_layouts[0].placeholders:
        shape.left, shape.top, shape.width, shape.height = (
            round(shape.left * 4 / 3),
            shape.top,
            round(shape.width * 4 / 3),
            shape.height,
        )
    for shape in deck.slide_layouts[1].placeholders:
        shape.left, shape.top, shape.width, shape.height = map(
            Inches, rooms[shape.placeholder_format.type]
        )
    return _written(deck, path, {b'"Calibri"': b'"Verdana"', b"4F81BD": b"C00000"})


def _written(deck, path: Path, changes: dict[bytes, bytes], template: bool = False) -> Path:
    """Write a deck with other fonts and colours in its theme, if need be as a template."""
    file = io.BytesIO()
    deck.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for was, now in changes.items() if "theme" in name else ():
                content = content.replace(was, now)
            if template and name == "[Content_Types].xml":
                content = content.replace(b"presentation.main+xml", b"template.main+xml")
            new.writestr(name, content)
    return path
