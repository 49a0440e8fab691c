"""Decks reopened: exact values, sources, alternative text, notes, and no text outside its box."""

import hashlib
import io
import re
import subprocess
from collections import Counter
from collections.abc import Iterator

import decks
import plotly.express as px
import plotly.graph_objects as go
import pytest
from PIL import Image
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

from coalviz import briefing, dataset, slides, theme
from plotly_pptx.shapes import wrap
from plotly_pptx.template import _bases, _type_size

TEMPLATES = {"own": None, "dark": decks.dark_template, "wide": decks.wide_template}
WAYS = {"matrix": "table", "heat": "table", "tiles": "shapes", "flow": "picture"}


@pytest.fixture(scope="module")
def template(request, tmp_path_factory):
    make = TEMPLATES[request.param]
    return (
        make(
            tmp_path_factory.mktemp(request.param)
            / f"{request.param}.{'potx' if request.param == 'dark' else 'pptx'}"
        )
        if make
        else None
    )


@pytest.fixture(scope="module")
def made(template, tmp_path_factory):
    """A deck of all kinds of figures in one of the templates."""
    figures = decks.figures()
    del figures["flow"]  # a picture, which takes a browser
    return slides.save_deck(
        figures,
        tmp_path_factory.mktemp("deck") / "deck.pptx",
        template=template,
        title="All kinds of charts",
        author="Graphics desk",
        date="8 April 2024",
        summary=["More than €30 million pledged", "2 pledges in no sum"],
    )


in_all_templates = pytest.mark.parametrize("template", TEMPLATES, indirect=True)
in_own_template = pytest.mark.parametrize("template", ["own"], indirect=True)


def boxes(slide) -> Iterator[tuple]:
    """Everything on a slide that holds text or a chart, with its box in points."""
    for shape in slide.shapes:
        if (
            shape.has_chart
            or shape.has_table
            or (shape.has_text_frame and shape.text_frame.text)
            or shape.name.startswith("Chart ")
        ):
            yield (
                shape,
                (
                    shape.left / 12700,
                    shape.top / 12700,
                    (shape.left + shape.width) / 12700,
                    (shape.top + shape.height) / 12700,
                ),
            )


def letters(shape, slide) -> float:
    """The size of the first letter of a shape, found in the shape or in what it inherits from."""
    sizes = [
        run.font.size
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
        if run.font.size
    ]
    fields = [int(size) / 100 for size in shape._element.xpath(".//a:fld/a:rPr/@sz")]
    return sizes[0].pt if sizes else fields[0] if fields else _type_size(_bases(shape))[0]


# ---- the deck as a whole


@in_all_templates
def test_the_deck_has_title_summary_charts_and_sources_in_order(made):
    deck = Presentation(made.path)
    titles = [slide.shapes.title.text for slide in deck.slides]
    names = list(decks.figures())[: len(titles) - 3]
    assert len(names) == 11 and titles == [
        "All kinds of charts",
        "In brief",
        *(f"What {name} show" for name in names),
        "Sources",
    ]
    assert [one.way for one in made.slides] == [
        "text",
        "text",
        *(WAYS.get(name, "chart") for name in names),
        "text",
    ]
    assert [one.number for one in made.slides] == list(range(1, len(titles) + 1))
    summary = [paragraph.text for paragraph in deck.slides[1].shapes[-1].text_frame.paragraphs]
    assert summary[:3] == ["More than €30 million pledged", "2 pledges in no sum", "Contents"]
    assert (
        summary[3] == "3  What lying bars show"
        and deck.slides[2].shapes.title.text == "What lying bars show"
    )
    listed = "\n".join(
        shape.text_frame.text
        for shape in deck.slides[len(titles) - 1].shapes
        if shape.has_text_frame
    )
    assert "1. Gazette, 2 February 2024. =HYPERLINK(1). https://example.org/a\n2. Courier" in listed
    assert "table    What matrix show\n" in repr(made)


@in_all_templates
def test_every_figure_carries_words_sources_and_notes(made):
    deck = Presentation(made.path)
    for slide, name in zip(list(deck.slides)[2:-1], decks.figures()):
        chart = next(shape for shape in slide.shapes if shape.name.startswith("Chart "))
        assert chart._element._nvXxPr.cNvPr.get("descr") == f"Chart of the kind {name}."
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert any("Million euros, known by 8 April 2024" in text for text in texts)
        assert any("Note: Amounts that are not stated are in no sum." in text for text in texts)
        assert any(
            "Sources: Gazette, 2 February 2024 [1]; Courier, 8 April 2024 [2]" in text
            for text in texts
        )
        number = slide._element.xpath(".//a:fld[@type='slidenum']/a:t")
        assert [one.text for one in number] == [str(deck.slides.index(slide) + 1)]
        notes = slide.notes_slide.notes_text_frame.text
        for part in (
            "Amounts that are not stated are in no sum",
            "Gazette, 2 February 2024\n=HYPERLINK(1)\nhttps://example.org/a\n– bullet 2 [pledges.csv, line 4]",
            "8 April 2024",
            "coalviz 0.1.0",
            "coalviz.pledges_by_country(coalviz.load())",
        ):
            assert part in notes


def check_boxes(deck) -> None:
    """Nothing leaves the slide, nothing lies on anything else, no text is larger than its box."""
    for number, slide in enumerate(deck.slides, 1):
        spots = list(boxes(slide))
        charts = {shape.shape_id for shape, _ in spots if shape.name.startswith("Chart ")}
        placed = {shape.shape_id for shape, _ in spots if shape.is_placeholder}
        for i, (shape, (left, top, right, bottom)) in enumerate(spots):
            where = f"slide {number}, {shape.name}: {shape.has_text_frame and shape.text_frame.text[:30]!r}"
            assert (
                left >= -1
                and top >= -1
                and right <= deck.slide_width / 12700 + 1
                and bottom <= deck.slide_height / 12700 + 1
            ), where
            for other, (a, b, c, d) in spots[i + 1 :]:
                # words that belong to a chart stand on it; they keep clear of each other
                pair = {shape.shape_id, other.shape_id}
                if not pair & charts or pair & placed:
                    apart = min(right, c) - max(left, a) < 1 or min(bottom, d) - max(top, b) < 1
                    assert apart, f"{where} / {other.name}"
            if shape.has_text_frame and shape.text_frame.text:
                size = letters(shape, slide)
                assert size >= 12, where
                frame = shape.text_frame
                inner = right - left - (frame.margin_left + frame.margin_right) / 12700
                lines = sum(
                    len(wrap(paragraph.text, inner + 0.5, size)) for paragraph in frame.paragraphs
                )
                assert lines * size * 1.2 <= bottom - top + 1, where


@in_all_templates
def test_no_text_leaves_its_box(made):
    check_boxes(Presentation(made.path))


@pytest.mark.long
@pytest.mark.parametrize("template", ["own", "dark"], indirect=True)
def test_the_largest_set_stays_in_its_boxes_and_continues_in_the_notes(template, tmp_path):
    long = (
        "An amount that no source states is in no sum, and nothing is said of what it may be " * 6
    )
    sources = [
        {
            "source_id": f"s{i}",
            "text": f"Newspaper number {i} of a long list, {i % 28 + 1} April 2024, citing a ministry",
            "title": "T" * 150,
            "url": f"https://example.org/{'path/' * 30}{i}",
        }
        for i in range(40)
    ]
    figure = go.Figure(
        go.Bar(
            y=[f"Country with a long name number {i}" for i in range(30)],
            x=list(range(30)),
            orientation="h",
        )
    )
    figures = [
        decks.cited(
            figure, f"{i} {long}", subtitle=long, notes=[long, "Last caveat"], sources=sources
        )
        for i in range(12)
    ]
    deck = slides.save_deck(
        figures,
        tmp_path / "x.pptx",
        template=template,
        title=long,
        author=long,
        date=long,
        summary=[long] * 3,
    )
    opened = Presentation(deck.path)
    check_boxes(opened)
    slide = next(slide for slide, one in zip(opened.slides, deck.slides) if one.way == "chart")
    assert slide.shapes.title.text.endswith("(continued in the notes)")
    shown, notes = (
        slide.shapes.title.text.removesuffix(" … (continued in the notes)"),
        slide.notes_slide.notes_text_frame.text,
    )
    title = figures[0].layout.meta["title"]
    assert (
        title.startswith(shown)
        and title[len(shown) :].strip(" ,") in notes
        and "Last caveat" in notes
    )
    assert [one.title for one in deck.slides].count("Sources, continued") > 1
    whole = " ".join(
        paragraph.text
        for slide in opened.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
    )
    assert all(f"{i + 1}. Newspaper number {i} " in whole for i in range(40))


def test_the_same_input_gives_the_same_deck(tmp_path):
    figures = {name: figure for name, figure in decks.figures().items() if name != "flow"}
    digests = {
        hashlib.sha256(
            slides.save_deck(figures, tmp_path / f"{i}.pptx", title="T").path.read_bytes()
        ).digest()
        for i in range(2)
    }
    assert len(digests) == 1


def test_a_deck_that_is_there_is_not_written_over(tmp_path):
    figures = [decks.figures()["points"]]
    path = slides.save_deck(figures, tmp_path / "x.pptx").path
    with pytest.raises(FileExistsError, match=r"x-2\.pptx.*overwrite=True"):
        slides.save_deck(figures, path)
    slides.save_deck(figures, path, overwrite=True)
    assert [one.name for one in tmp_path.iterdir()] == ["x.pptx"]
    with pytest.raises(ValueError, match=r"a deck is a \.pptx file, not 'x\.ppt'"):
        slides.save_deck(figures, tmp_path / "x.ppt")


def test_all_figures_without_a_source_are_named(tmp_path):
    figures = [
        px.bar(x=["a"], y=[1], title="First"),
        decks.figures()["points"],
        px.bar(x=["a"], y=[1], title="Second"),
    ]
    with pytest.raises(
        ValueError, match="(?s)'First' has no source.*coalviz.cite.*'Second' has no source"
    ):
        slides.save_deck(figures, tmp_path / "x.pptx")
    deck = slides.save_deck(figures, tmp_path / "x.pptx", unsourced=True)
    texts = [
        shape.text_frame.text
        for shape in Presentation(deck.path).slides[2].shapes
        if shape.has_text_frame
    ]
    assert any("Source: No source given" in text for text in texts)


# ---- the charts of coalviz


@pytest.fixture(scope="module")
def standard() -> dict[str, go.Figure]:
    return briefing.standard_figures(dataset.load())


@in_all_templates
def test_the_whole_briefing_is_native_where_it_can_be(standard, template, tmp_path, monkeypatch):
    image = io.BytesIO()
    Image.new("RGB", (9, 9)).save(image, "PNG")
    monkeypatch.setattr(slides, "pictures", lambda jobs: [image.getvalue()] * len(jobs))
    deck = slides.save_deck(
        standard, tmp_path / "x.pptx", template=template, title="Briefing", summary=["A line"]
    )
    check_boxes(Presentation(deck.path))
    ways = [one.way for one in deck.slides]
    assert ways.count("chart") >= 8
    # a house whose slides leave little room has none for the largest table
    reasons = [one.reason for one in deck.slides if one.way == "picture"]
    assert (
        not reasons or "no room for letters of 12 points" in " ".join(reasons) and len(reasons) == 1
    )


# ---- templates, pictures, rendering


def test_the_template_lends_layouts_colours_and_footers_but_not_its_slides(tmp_path):
    template = decks.dark_template(tmp_path / "dark.potx")
    deck = slides.save_deck(
        [decks.figures()["points"]],
        tmp_path / "x.pptx",
        template=template,
        title="T",
        author="A",
        date="8 April 2024",
    )
    opened = Presentation(deck.path)
    assert (opened.slide_width, opened.slide_height) == (9144000, 6858000) and len(
        opened.slides
    ) == 4
    assert [slide.slide_layout.name for slide in opened.slides] == [
        "Title Slide",
        "Title Only",
        "Title Only",
        "Title Only",
    ]
    chart, title = (
        next(shape for shape in opened.slides[2].shapes if shape.has_chart),
        opened.slides[2].shapes.title,
    )
    assert chart.top + chart.height <= title.top
    footers = [shape.text_frame.text for shape in opened.slides[2].placeholders]
    assert "T · A" in footers and "8 April 2024" in footers
    assert (
        chart.chart.font.color.theme_color is not None
        and b"Georgia" in opened.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob
    )
    assert "How to use" not in str(
        [part.blob for part in opened.part.package.iter_parts() if "/slides/" in part.partname]
    )


def test_the_cover_has_the_colour_of_coalviz(tmp_path):
    path = slides.save_deck([decks.figures()["points"]], tmp_path / "x.pptx").path
    ground = Presentation(path).slides[0].slide_layout.background.fill.fore_color.rgb
    assert f"#{ground}" == theme.COLOURS["lead"]


def test_a_template_without_usable_layouts_is_refused(tmp_path):
    empty = Presentation()
    for layout in list(empty.slide_layouts):
        if layout.name != "Blank":
            empty.slide_layouts.remove(layout)
    empty.save(tmp_path / "blank.pptx")
    figures = [decks.figures()["points"]]
    with pytest.raises(
        ValueError,
        match="no layout for a chart. Looked for: a layout with a title placeholder.*'Blank'",
    ):
        slides.save_deck(figures, tmp_path / "x.pptx", template=tmp_path / "blank.pptx")
    (tmp_path / "text.pptx").write_text("no deck")
    with pytest.raises(ValueError, match="text.pptx cannot be read as a PowerPoint file"):
        slides.save_deck(figures, tmp_path / "x.pptx", template=tmp_path / "text.pptx")
    with pytest.raises(ValueError, match=r"a template is a \.pptx or \.potx file, not 'x\.key'"):
        slides.save_deck(figures, tmp_path / "x.pptx", template="x.key")
    with pytest.raises(FileNotFoundError, match="there is no template"):
        slides.save_deck(figures, tmp_path / "x.pptx", template=tmp_path / "none.potx")


@pytest.mark.usefixtures("without_chrome")
def test_without_chrome_the_deck_is_made_and_says_what_is_missing(tmp_path):
    figures = decks.figures()
    deck = slides.save_deck([figures["flow"], figures["points"]], tmp_path / "x.pptx")
    assert [one.way for one in deck.slides] == [
        "text",
        "text",
        "text",
        "chart",
        "text",
    ] and "Chrome" in deck.slides[2].reason
    opened = Presentation(deck.path)
    texts = [one.text_frame.text for one in opened.slides[2].shapes if one.has_text_frame]
    assert any("apt install chromium" in text for text in texts)
    [table] = [one.table for one in opened.slides[2].shapes if one.has_table]
    cells = [[cell.text for cell in row.cells] for row in table.rows]
    assert cells[0][:2] == ["table", "line"] and cells[1][:3] == ["pledges", "4", "it-lux"]
    check_boxes(opened)


def test_a_picture_has_three_times_the_resolution_of_the_screen(chromium, draws, tmp_path):
    made = slides.save_deck([decks.figures()["flow"]], tmp_path / "flow.pptx")
    assert "picture  What flow show (no native chart is made of the kind sankey)" in repr(made)
    shapes = Presentation(made.path).slides[2].shapes
    picture = next(shape for shape in shapes if shape.name.startswith("Chart "))
    width, _ = Image.open(io.BytesIO(picture.image.blob)).size
    assert abs(width - 3 * picture.width / Pt(0.75)) < 4


@in_own_template
def test_libreoffice_draws_every_slide(made, soffice, tmp_path):
    command = [
        soffice,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(made.path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    subprocess.run(
        ["pdftoppm", "-r", "30", "-png", str(tmp_path / "deck.pdf"), str(tmp_path / "page")],
        check=True,
    )
    pages = sorted(
        tmp_path.glob("page-*.png"), key=lambda path: int(re.findall(r"\d+", path.name)[-1])
    )
    assert len(pages) == len(made.slides)
    for page, one in zip(pages, made.slides):
        image = Image.open(page).convert("RGB")
        width, height = image.size
        colours = {
            colour
            for _, colour in image.crop((0, height // 4, width, height * 3 // 4)).getcolors(2**24)
        }
        assert len(colours) > (20 if one.way != "text" else 1), (
            f"nothing is drawn on slide {one.number}, {one.title}"
        )


@in_all_templates
def test_no_text_on_a_slide_is_smaller_than_twelve_points(made):
    deck = Presentation(made.path)
    sizes = Counter()
    for slide in deck.slides:
        charts = [shape.chart.part._element for shape in slide.shapes if shape.has_chart]
        for root in (slide._element, *charts):
            runs = (
                one
                for one in root.iter()
                if str(one.tag).endswith("RPr") or str(one.tag).endswith("}rPr")
            )
            sizes.update(int(one.get("sz")) for one in runs if one.get("sz"))
    assert len(sizes) > 2 and min(sizes) >= 1200, sizes
