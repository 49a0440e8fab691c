"""Text is read on the ground that a template really has, in the size that it really shows."""

import io
import zipfile
from pathlib import Path

import plotly.graph_objects as go
import pytest
from openxml_audit import OpenXmlValidator
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn

import plotly_pptx
from plotly_pptx.letters import luminance
from plotly_pptx.template import ground_of


def plain(master) -> None:
    """A white page as it is."""


def dark_shape(master) -> None:
    """A dark rectangle that covers the page."""
    deck = master.part.package.presentation_part.presentation
    whole = (0, 0, deck.slide_width, deck.slide_height)
    shape = master.shapes._spTree
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    box = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *whole)
    box.fill.solid()
    box.fill.fore_color.rgb = RGBColor(0x20, 0x10, 0x40)
    shape.insert(2, box._element)


def dark_gradient(master) -> None:
    """A background from black to blue."""
    stops = "".join(
        f'<a:gs pos="{place}"><a:srgbClr val="{colour}"/></a:gs>'
        for place, colour in ((0, "000000"), (100000, "102060"))
    )
    fill = f"<a:gradFill><a:gsLst>{stops}</a:gsLst><a:lin ang='0' scaled='0'/></a:gradFill>"
    ground = f"<p:bg {nsdecls('p', 'a')}><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"
    sheet = master._element.find(qn("p:cSld"))
    for old in sheet.findall(qn("p:bg")):
        sheet.remove(old)
    sheet.insert(0, parse_xml(ground))


def dark_picture(master) -> None:
    """A photograph by night as background."""
    file = io.BytesIO()
    Image.effect_noise((64, 36), 20).point(lambda value: value // 8).save(file, "PNG")
    _, relation = master.part.get_or_add_image_part(file)
    dark_gradient(master)
    [fill] = master._element.xpath("p:cSld/p:bg/p:bgPr/a:gradFill")
    blip = (
        f"<a:blipFill {nsdecls('a', 'r')}><a:blip r:embed='{relation}'/><a:stretch/></a:blipFill>"
    )
    fill.getparent().replace(fill, parse_xml(blip))


GROUNDS = {plain: "light", dark_shape: "dark", dark_gradient: "dark", dark_picture: "dark"}


@pytest.fixture(params=GROUNDS, ids=lambda make: make.__name__)
def template(request, tmp_path: Path) -> tuple[Path, str]:
    """A template with a ground of its own and a theme whose text is black."""
    deck = Presentation()
    request.param(deck.slide_master)
    deck.save(tmp_path / "template.pptx")
    return tmp_path / "template.pptx", GROUNDS[request.param]


def test_the_ground_is_what_covers_the_page(template: tuple[Path, str]) -> None:
    path, kind = template
    for layout in Presentation(path).slide_layouts:
        assert (luminance(f"#{ground_of(layout)}") < 0.2) == (kind == "dark")


def test_words_and_charts_take_the_colour_that_is_read(template, tmp_path: Path) -> None:
    path, kind = template
    figure = go.Figure(
        go.Bar(x=["a", "b"], y=[1, 2], text=["one", "two"]), {"title": {"text": "T"}}
    )
    plotly_pptx.save([figure], tmp_path / "deck.pptx", template=path)
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    ink = {"dark": "bg1", "light": "tx1"}[kind]
    [frame] = [shape for shape in slide.shapes if shape.has_chart]
    inks = frame.chart._chartSpace.xpath(".//a:schemeClr/@val")
    assert set(inks) == {ink}
    title = slide.shapes.title._element.xpath(".//a:rPr//a:schemeClr/@val")
    assert title == (["bg1"] if kind == "dark" else [])


def test_a_size_that_only_the_prompt_has_is_written_out(tmp_path: Path) -> None:
    deck = Presentation()
    styles = deck.slide_master._element.find(qn("p:txStyles"))
    styles.getparent().remove(styles)
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            for level in shape._element.xpath(".//a:lvl1pPr"):
                level.getparent().remove(level)
            for run in (run for line in shape.text_frame.paragraphs for run in line.runs):
                run.font.size = 32 * 12700
    deck.save(tmp_path / "template.pptx")
    figure = go.Figure(go.Bar(x=["a"], y=[1]), {"title": {"text": "A short title"}})
    plotly_pptx.save([figure], tmp_path / "deck.pptx", template=tmp_path / "template.pptx")
    [slide] = Presentation(tmp_path / "deck.pptx").slides
    [run] = slide.shapes.title.text_frame.paragraphs[0].runs
    assert run.font.size.pt == 32


@pytest.mark.parametrize("name", ["no-such.pptx", "text.pptx", "template.odp"])
def test_what_is_no_template_is_refused_in_words(name: str, tmp_path: Path) -> None:
    (tmp_path / "text.pptx").write_text("no deck")
    with pytest.raises((ValueError, FileNotFoundError), match=name):
        plotly_pptx.save([go.Figure()], tmp_path / "deck.pptx", template=tmp_path / name)


def test_no_slide_of_a_template_comes_along(tmp_path: Path) -> None:
    """Not even one that a show of its own, or a link, still leads to."""
    deck = Presentation()
    for title in ("First", "Second"):
        deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = title
    first, second = deck.slides
    second.shapes.title.click_action.target_slide = first
    shows = f"<p:custShowLst {nsdecls('p', 'r')}><p:custShow name='Short' id='0'><p:sldLst><p:sld r:id='{{}}'/>"
    shows += "</p:sldLst></p:custShow></p:custShowLst>"
    relation = deck.slides._sldIdLst[0].rId
    deck.part._element.find(qn("p:notesSz")).addnext(parse_xml(shows.format(relation)))
    deck.save(tmp_path / "house.pptx")
    figure = go.Figure(go.Bar(x=["a"], y=[1]), {"title": {"text": "Ours"}})
    plotly_pptx.save([figure], tmp_path / "deck.pptx", template=tmp_path / "house.pptx")
    with zipfile.ZipFile(tmp_path / "deck.pptx") as file:
        slides = [name for name in file.namelist() if name.startswith("ppt/slides/slide")]
    assert slides == ["ppt/slides/slide1.xml"]
    assert [one.shapes.title.text for one in Presentation(tmp_path / "deck.pptx").slides] == [
        "Ours"
    ]
    assert OpenXmlValidator().validate(tmp_path / "deck.pptx").is_valid
