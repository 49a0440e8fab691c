"""Every chart can be told apart by everybody, is laid out whole in every size, and can be cited."""

from itertools import combinations

import plotly.graph_objects as go
import plotly.io as pio
import pytest
from coloraide import Color
from PIL import ImageFont

import coalviz
from coalviz import grammar
from coalviz.charts.landscape import COUNTS
from coalviz.forms.matrix import PALE
from coalviz.theme import COLOURS, SIZES, cite, escape, framed, plain, template
from plotly_pptx.letters import contrasting

TOGETHER = {  # colours that stand in one chart
    "roles": ["lead", "founder", "contributes", "member", "unstated"],
    "attendance": ["lead", "organisation", "guest", "member", "unstated", "observer"],
    "money": ["money", "joint", "in_kind"],
}
TILES = ["lead", "founder", "member", "observer", "unstated", "contributes"]
PAIRS = [
    pytest.param(a, b, id=f"{name}: {a}, {b}")
    for name, colours in TOGETHER.items()
    for a, b in combinations(colours, 2)
]
HOSTILE = [
    "<b>bold</b>",
    "a < b & c > d",
    "$x^2$",
    "=1+1",
    "&lt;",
    'say "so"',
    "<script>alert(1)</script>",
    "100 $ and 5 $",
]


def as_seen(name: str, kind: str) -> Color:
    return Color(COLOURS[name]).filter(kind, 1)


@pytest.mark.parametrize("kind", ["protan", "deutan", "tritan"])
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_colours_of_one_chart_are_told_apart_by_the_colour_blind(a: str, b: str, kind: str) -> None:
    assert as_seen(a, kind).delta_e(as_seen(b, kind), method="2000") >= 8


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_colours_of_one_chart_are_told_apart_in_grey_print(a: str, b: str) -> None:
    lightness = [Color(COLOURS[name]).convert("lab-d65")["lightness"] for name in (a, b)]
    assert abs(lightness[0] - lightness[1]) >= 6


def test_steps_of_the_map_get_darker() -> None:
    lightness = [Color(step).convert("lab-d65")["lightness"] for step in (PALE, *COUNTS)]
    assert all(lighter - darker >= 6 for lighter, darker in zip(lightness, lightness[1:]))


@pytest.mark.parametrize("name", ["ink", "muted"])
def test_text_on_paper_is_legible(name: str) -> None:
    assert Color(COLOURS[name]).contrast(COLOURS["paper"]) >= 4.5


@pytest.mark.parametrize("colour", [*TILES, *COUNTS, PALE])
def test_text_on_a_tile_is_legible(colour: str) -> None:
    colour = Color(COLOURS.get(colour, colour))
    red, green, blue = (255 * channel for channel in colour.convert("srgb").coords())
    # this is how Plotly chooses the colour of the text in a heatmap's cell
    text = "#FFFFFF" if (2126 * red + 7152 * green + 722 * blue) / 10000 < 128 else "#444444"
    assert colour.contrast(text) >= 4.5


@pytest.mark.parametrize("name", [*TILES, "organisation", "guest", "money", "joint"])
def test_contrasting_text_is_legible(name: str) -> None:
    assert Color(COLOURS[name]).contrast(contrasting(COLOURS[name])) >= 4.5


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_is_no_markup_and_reads_back(text: str) -> None:
    escaped = escape(text)
    assert "<" not in escaped and ">" not in escaped and "$" not in escaped
    assert plain(escaped) == text


def test_plain_text_of_a_plotly_string() -> None:
    assert plain("<b>One<br>two</b><br />&amp; &#36;3") == "One\ntwo\n& $3"
    assert plain(None) == ""


def measured(text: str, points: float, bold: bool) -> float:
    """Give the width of a line in pixels, in the font of the charts, or in one that is a little wider."""
    try:
        return ImageFont.truetype(
            f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf", points
        ).getlength(text)
    except OSError:
        return ImageFont.load_default(points).getlength(text)


def own_figure(text: str = "Commitments of governments " * 6) -> go.Figure:
    """A figure with long texts all around."""
    text = text.strip()
    bars = go.Figure(go.Bar(x=["a", "b"], y=[1, 2], name="Amount", showlegend=True))
    return cite(
        bars,
        title=text,
        subtitle=text,
        alt="Two bars.",
        notes=[text, text],
        sources=[text, {"text": text, "url": ""}],
    )


@pytest.mark.parametrize("context", ["notebook", "slide"])
@pytest.mark.parametrize("size", [None, *SIZES, (500, 900)])
@pytest.mark.parametrize(
    "text",
    ["Members", "Commitments of governments " * 6, "MINISTRY OF DEFENCE OF UKRAINE " * 3],
    ids=["short", "long", "capitals"],
)
def test_title_and_foot_are_never_cut(size: str | tuple | None, context: str, text: str) -> None:
    figure = framed(own_figure(text), size, context)
    layout, style = figure.layout, figure.layout.template.layout
    foot = next(note for note in layout.annotations if note.name == "plotly_pptx:foot")
    blocks = [
        (layout.title.text, style.title.font.size),
        (layout.title.subtitle.text, style.title.subtitle.font.size),
        (foot.text, foot.font.size),
    ]
    for text, points in blocks:
        for line in plain(text).split("\n"):
            assert 18 + measured(line, points, text.startswith("<b>")) <= layout.width, line
    lines = [plain(text).count("\n") + 1 for text, _ in blocks]
    assert 18 + lines[0] * blocks[0][1] * 1.15 + lines[1] * blocks[1][1] * 1.2 <= layout.margin.t
    assert -foot.yshift + lines[2] * foot.font.size * 1.3 <= layout.margin.b
    assert layout.height - layout.margin.t - layout.margin.b >= 40, "nothing is left for the chart"


def test_framing_changes_no_text_and_not_the_figure() -> None:
    figure = own_figure()
    before = figure.to_json()
    slide = framed(figure, "slide", "slide")
    assert figure.to_json() == before
    texts = [
        " ".join(plain(text).split())
        for text in (slide.layout.title.text, slide.layout.title.subtitle.text)
    ]
    assert texts == [figure.layout.meta["title"], figure.layout.meta["subtitle"]]


@pytest.mark.parametrize("size", [None, "slide", "half"])
def test_framing_twice_is_framing_once(size: str | None) -> None:
    once = framed(own_figure(), size)
    assert framed(once, size).to_json() == once.to_json()
    assert framed(framed(once, "page", "slide"), size).to_json() == once.to_json()


def test_an_unknown_size_is_refused_with_the_right_ones() -> None:
    with pytest.raises(ValueError, match=r"'poster'.*slide, half, page, square"):
        framed(own_figure(), "poster")


@pytest.mark.parametrize("missing", ["title", "alt", "sources"])
def test_no_figure_is_cited_without(missing: str) -> None:
    whole = {"title": "Meetings", "alt": "One bar.", "sources": ["Own count"]}
    with pytest.raises(ValueError, match=missing):
        cite(go.Figure(go.Bar(x=["2023"], y=[3])), **whole | {missing: ""})


def test_a_cited_figure_carries_everything() -> None:
    bars = go.Figure(go.Bar(x=["2023"], y=[3]))
    before = bars.to_json()
    meta = cite(
        bars,
        title="<b> & $",
        alt="One bar.",
        sources=["Own count"],
        notes=["Rough"],
        as_of="2024-04-08",
    ).layout.meta
    assert set(meta) >= {
        "title",
        "subtitle",
        "alt",
        "notes",
        "sources",
        "rows",
        "code",
        "as_of",
        "version",
    }
    assert meta["title"] == "<b> & $"
    assert meta["sources"] == [{"text": "Own count"}]
    assert bars.to_json() == before


def test_the_template_is_registered_nowhere() -> None:
    before = list(pio.templates), pio.templates.default
    template("slide")
    coalviz.country_map(coalviz.load())
    assert (list(pio.templates), pio.templates.default) == before
    assert template("slide").layout.font.size > template("notebook").layout.font.size


def test_lists_in_words() -> None:
    assert grammar.listed([]) == ""
    assert grammar.listed(["A", "B", "C"], most=2) == "A, B and C", (
        "one other is named, not counted"
    )
    assert grammar.listed(["A", "B", "C", "D"], most=2) == "A, B and 2 others"


def test_files_name_the_version_of_the_tables_and_stored_charts_do_not(shipped, tmp_path):
    figure = coalviz.pledge_sum(shipped)
    assert figure.layout.meta["version"]["tables"] == shipped.version
    page = coalviz.save(figure, tmp_path / "sum.html")
    assert shipped.version in page.read_text(encoding="utf-8")
    explorer = coalviz.pledge_explorer(shipped)
    assert explorer.figure().layout.meta["version"]["tables"] == shipped.version
    for kinds in (figure._repr_mimebundle_(), explorer._repr_mimebundle_()[0]):
        assert shipped.version not in str(kinds)
    plain = figure.unversioned().to_plotly_json()
    plain["layout"]["meta"]["version"]["tables"] = shipped.version
    for one, other in zip(plain["layout"]["meta"]["sources"], figure.layout.meta["sources"]):
        assert "told" not in one
        one["told"] = other["told"]
    plain["layout"]["meta"]["state"] = {"chart": "pledge_sum", "coalition": "it"}
    assert plain == figure.to_plotly_json()
