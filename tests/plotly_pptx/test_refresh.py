"""New numbers in an old slide: what is said becomes new, how it looks stays."""

import itertools
import math
from pathlib import Path

import decks
import oracle
import plotly.graph_objects as go
import pytest
from decks import charts_on
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

import plotly_pptx
from plotly_pptx.content import chart_space, content_of, first, part_of
from plotly_pptx.plans import plan
from plotly_pptx.refresh import refresh


def native(make, options: dict, count: int) -> list[go.Figure]:
    figures = [make(chosen) for chosen in oracle.choices(options, round(count * oracle.SHARE))]
    return [figure for figure in figures if plan(figure, 900, 400).draw]


def decks_of(olds: list[go.Figure], news: list[go.Figure], folder: Path) -> tuple:
    """An old and a new deck, slide by slide of the same figure."""
    plotly_pptx.save(olds, folder / "old.pptx")
    plotly_pptx.save(news, folder / "new.pptx")
    return Presentation(folder / "old.pptx"), Presentation(folder / "new.pptx")


@pytest.mark.parametrize(
    ("make", "options"),
    [
        (oracle.bars, oracle.BARS),
        (oracle.lines, oracle.LINES),
        (oracle.lines, oracle.BARE_LINES),
        (oracle.pies, oracle.PIES),
    ],
    ids=["bars", "lines", "lines without an axis", "pies"],
)
def test_any_figure_becomes_any_other_of_its_kind(make, options, tmp_path: Path) -> None:
    every = native(make, options, 60)
    old, new = decks_of(every, every[1:] + every[:1], tmp_path)
    for slide, fresh in zip(old.slides, new.slides, strict=True):
        assert refresh(slide, "", content_of(slide, ""), fresh, "") == []
        wanted, found = content_of(fresh, ""), content_of(slide, "")
        assert said(found) == said(wanted)
        for chart in charts_on(slide):  # a renewed workbook holds what the chart shows
            assert not chart._chartSpace.xpath(
                ".//c:ser[c:invertIfNegative or c:marker]/c:dLbls[not(c:dLbl)]"
            )
            for there, shown in decks.repeated(chart):
                assert there == shown or math.isclose(float(there), float(shown))
    old.save(tmp_path / "renewed.pptx")
    assert OpenXmlValidator().validate(tmp_path / "renewed.pptx").is_valid


def test_a_series_without_a_number_is_nobodys(tmp_path: Path) -> None:
    days = ["2024-01-01", "2024-02-01"]
    line = go.Scatter(x=days, y=[1, 3], name="line", line={"shape": "hv"})
    band = go.Scatter(x=days[:1], y=[2], name="band", fill="tonexty", line={"shape": "hv"})
    (old,), (fresh,) = (
        deck.slides for deck in decks_of([go.Figure([line, band])], [go.Figure(line)], tmp_path)
    )
    names = [series.name for series in charts_on(old)[0].plots[0].series]
    assert any("height above" in name for name in names)  # a day is no area: nothing stands in it
    assert refresh(old, "", content_of(old, ""), fresh, "") == []
    assert said(content_of(old, "")) == said(content_of(fresh, ""))


SIGNS = {"above": [3, 5], "both": [3, -5], "below": [-3, -5]}


@pytest.mark.parametrize(("then", "now"), [*itertools.permutations(SIGNS, 2)])
def test_bars_stand_on_zero_and_none_is_cut_off_after_a_refresh(then, now, tmp_path: Path) -> None:
    """An end at zero is there as in a new chart, unless a person took it away."""
    olds, news = ([go.Figure(go.Bar(x=["a", "b"], y=SIGNS[signs]))] for signs in (then, now))
    (old,), (fresh,) = (deck.slides for deck in decks_of(olds, news, tmp_path))
    assert refresh(old, "", content_of(old, ""), fresh, "") == []
    assert content_of(old, "") == content_of(fresh, "")
    old.part.package.save(tmp_path / "renewed.pptx")
    assert OpenXmlValidator().validate(tmp_path / "renewed.pptx").is_valid


def test_an_end_that_a_person_took_away_does_not_come_back(tmp_path: Path) -> None:
    olds, news = ([go.Figure(go.Bar(x=["a", "b"], y=values))] for values in ([3, 5], [3, 6]))
    (old,), (fresh,) = (deck.slides for deck in decks_of(olds, news, tmp_path))
    made = content_of(old, "")
    for end in charts_on(old)[0]._chartSpace.xpath(".//c:valAx/c:scaling/c:min"):
        end.getparent().remove(end)
    assert refresh(old, "", made, fresh, "") == []
    assert ("axis", "1", "min") not in content_of(old, "")


def said(content: dict) -> dict:
    """What is said without the ends of axes, which a house may have set, and labels taken away."""
    return {path: value for path, value in content.items() if path[0] not in ("axis", "label")}


def test_tables_and_tiles_too(tmp_path: Path) -> None:
    figures = decks.bare_figures()
    names = ("matrix", "heat", "tiles")
    news = [go.Figure(figures[name]) for name in names]
    news[0].data[0].text = [["named", "named"], ["named", "no"], ["no", "no"], ["", "named"]]
    news[2].data[0].text = [["LUX", "NLD", ""], ["", "", "FIN"], ["DNK", "", ""]]
    old, new = decks_of([figures[name] for name in names], news, tmp_path)
    for slide, fresh in zip(old.slides, new.slides, strict=True):
        refresh(slide, "", content_of(slide, ""), fresh, "")
        assert content_of(slide, "") == content_of(fresh, "")


def figure(values: dict[str, float], title: str) -> go.Figure:
    bars = go.Bar(
        x=list(values.values()),
        y=list(values),
        orientation="h",
        name="Amount",
        text=[f"€{value:g} million" for value in values.values()],
        marker={"color": "#008285"},
    )
    return go.Figure(bars, {"title": {"text": title, "subtitle": {"text": "Million euro"}}})


@pytest.fixture
def worked(tmp_path: Path):
    """A slide that a person reworked, what it said when it was made, and the slide of today."""
    old, new = decks_of(
        [figure({"Estonia": 0.5, "Denmark": 3}, "Then")],
        [figure({"Denmark": 3, "Latvia": 2, "Estonia": 0.8}, "Now")],
        tmp_path,
    )
    [slide], [fresh] = old.slides, new.slides
    return slide, content_of(slide, ""), fresh


def test_formatting_by_hand_stays(worked) -> None:
    slide, made, fresh = worked
    chart = next(shape for shape in slide.shapes if shape.has_chart).chart
    [series] = chart.plots[0].series
    point = series.points[0].format.fill  # Estonia
    point.solid()
    point.fore_color.rgb = decks.RGBColor(0xCC, 0, 0)
    for look in series._element.xpath(".//c:dLbl[c:idx/@val='0']//a:rPr"):
        look.set("sz", "2000")
    chart.value_axis.has_major_gridlines = False
    frame = part_of(slide, "Chart", "")
    frame.find(qn("p:xfrm")).find(qn("a:off")).set("x", "123456")
    assert refresh(slide, "", made, fresh, "") == []
    [series] = chart.plots[0].series
    assert tuple(chart.plots[0].categories) == ("Denmark", "Latvia", "Estonia")
    assert tuple(series.values) == (3, 2, 0.8)
    [red] = series._element.findall(qn("c:dPt"))
    assert red.find(qn("c:idx")).get("val") == "2"  # it went with Estonia
    assert "CC0000" in [one.get("val") for one in red.iter(qn("a:srgbClr"))]
    assert not chart.value_axis.has_major_gridlines
    assert frame.find(qn("p:xfrm")).find(qn("a:off")).get("x") == "123456"
    assert slide.shapes.title.text == "Now"
    assert content_of(slide, "")["label", "Amount", "Estonia"] == "€0.8 million"
    assert chart._chartSpace.xpath(".//c:dLbl[c:idx/@val='2']//a:rPr/@sz") == ["2000"]


def pair(numbers: list[float], *names: str) -> go.Figure:
    return go.Figure([go.Bar(x=["a", "b"], y=numbers, name=name) for name in names])


@pytest.mark.parametrize("names", [("One", "Two"), ("One", "Three"), ("One",)])
def test_a_key_is_drawn_anew_only_where_it_names_other_things(names, tmp_path: Path) -> None:
    old, new = decks_of([pair([1, 2], "One", "Two")], [pair([3, 4], *names)], tmp_path)
    [slide], [fresh] = old.slides, new.slides
    made, group = content_of(slide, ""), part_of(slide, "Chart", "")
    number = group._nvXxPr.cNvPr.get("id")
    for look in group.iter(qn("a:rPr")):
        look.set("i", "1")
    refresh(slide, "", made, fresh, "")
    group = part_of(slide, "Chart", "")
    shown = [one.text for one in group.iter(qn("a:t"))]
    assert shown == (list(names) if len(names) > 1 else [])
    italic = {look.get("i") for look in group.iter(qn("a:rPr"))}
    assert italic == ({"1"} if names == ("One", "Two") else {None} if len(names) > 1 else set())
    assert group._nvXxPr.cNvPr.get("id") == number  # animations know it by its number
    assert said(content_of(slide, "")) == said(content_of(fresh, ""))


def test_what_a_person_rewrote_is_left_and_told(worked) -> None:
    slide, made, fresh = worked
    slide.shapes.title.text = "My own title"
    part = part_of(slide, "Subtitle", "")
    next(part.iter(qn("a:t"))).text = "In millions of euro"
    label = slide.part.related_part(next(slide._element.iter(qn("c:chart"))).get(qn("r:id")))
    words = label._element.xpath(".//c:dLbl[c:idx/@val='0']//a:t")
    words[0].text = "half a million"
    left = refresh(slide, "", made, fresh, "")
    assert left == [
        "title: My own title",
        "subtitle: In millions of euro",
        "label of Estonia: half a million",
    ]
    assert slide.shapes.title.text == "My own title"
    found = content_of(slide, "")
    assert found["label", "Amount", "Estonia"] == "half a million"
    assert found["value", "Amount", "Estonia"] == 0.8


def test_what_was_deleted_or_added_by_hand_stays_so(worked) -> None:
    slide, made, fresh = worked
    space = chart_space(slide, part_of(slide, "Chart", ""))
    for labels in list(space.iter(qn("c:dLbls"))):
        labels.getparent().remove(labels)
    subtitle = part_of(slide, "Subtitle", "")
    subtitle.getparent().remove(subtitle)
    box = slide.shapes.add_textbox(0, 0, Pt(100), Pt(20))
    box.text_frame.text = "A box of mine"
    assert refresh(slide, "", made, fresh, "") == []
    found = content_of(slide, "")
    assert ("subtitle",) not in found and not [path for path in found if path[0] == "label"]
    assert box.text_frame.text == "A box of mine"


@pytest.mark.parametrize("times", [24, 60])
def test_longer_words_are_as_small_as_on_a_new_slide(times: int, tmp_path: Path) -> None:
    short, long = figure({"a": 1}, "Short"), figure({"a": 1}, "Long " * times)
    long.layout.title.subtitle.text = "long " * 6 * times
    old, new = decks_of([short], [long], tmp_path)
    [slide], [fresh] = old.slides, new.slides
    refresh(slide, "", content_of(slide, ""), fresh, "")
    for name in ("Title", "Subtitle"):
        sizes = [part_of(page, name, "").xpath(".//a:r/a:rPr/@sz") for page in (slide, fresh)]
        assert sizes[0] == sizes[1] != []


def test_a_chart_of_another_kind_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    pair = [figure({"a": 1}, "Then")], [go.Figure(go.Pie(labels=["a", "b"], values=[1, 2]))]
    old, new = decks_of(*pair, tmp_path)
    [slide], [fresh] = old.slides, new.slides
    place = [part_of(slide, "Chart", "").find(qn("p:xfrm")).find(qn("a:off")).get("x")]
    refresh(slide, "", content_of(slide, ""), fresh, "")
    assert said(content_of(slide, "")) == said(content_of(fresh, ""))
    frame = next(part_of(slide, "Chart", "").iter(qn("p:xfrm"), qn("a:xfrm")))
    assert [frame.find(qn("a:off")).get("x")] == place
    old.save(tmp_path / "renewed.pptx")
    assert OpenXmlValidator().validate(tmp_path / "renewed.pptx").is_valid


def test_a_line_may_become_an_area_of_a_pile(tmp_path: Path) -> None:
    ways = ({"fill": "tozeroy"}, {"stackgroup": "one"})
    figures = [go.Figure(go.Scatter(x=["a", "b"], y=[1, 2], name="One", **way)) for way in ways]
    old, new = decks_of(figures[:1], figures[1:], tmp_path)
    [slide], [fresh] = old.slides, new.slides
    assert refresh(slide, "", content_of(slide, ""), fresh, "") == []
    series = chart_space(slide, part_of(slide, "Chart", "")).iter(qn("c:ser"))
    assert [one.getparent().tag for one in series] == [qn("c:areaChart")]
    old.save(tmp_path / "renewed.pptx")
    assert OpenXmlValidator().validate(tmp_path / "renewed.pptx").is_valid


def test_error_bars_that_are_no_more_do_not_stay(tmp_path: Path) -> None:
    bars = go.Bar(x=["a", "b"], y=[1, 2], name="One", error_y={"array": [0.1, 0.2]})
    figures = [go.Figure(bars), go.Figure(bars).update_traces(error_y={"array": None})]
    old, new = decks_of(figures[:1], figures[1:], tmp_path)
    [slide], [fresh] = old.slides, new.slides
    space = chart_space(slide, part_of(slide, "Chart", ""))
    assert list(space.iter(qn("c:errBars")))
    assert refresh(slide, "", content_of(slide, ""), fresh, "") == []
    assert not list(space.iter(qn("c:errBars")))


def test_twice_is_as_good_as_once(tmp_path: Path) -> None:
    every = native(oracle.bars, oracle.BARS, 40)
    old, new = decks_of(every, every[3:] + every[:3], tmp_path)
    for slide, fresh in itertools.islice(zip(old.slides, new.slides, strict=True), 8):
        refresh(slide, "", content_of(slide, ""), fresh, "")
        once = content_of(slide, "")
        refresh(slide, "", once, fresh, "")
        assert content_of(slide, "") == once


PER_CENT = (
    f'<c:errBars {nsdecls("c")}><c:errBarType val="both"/><c:errValType val="percentage"/>'
    '<c:noEndCap val="0"/><c:val val="5"/></c:errBars>'
)
LENGTHS = [None, {"array": [0.1, 0.2]}, {"array": [0.3, None], "arrayminus": [None, 0.4]}]
KINDS = {
    "bars": go.Bar(x=["a", "b"], y=[1, 2], name="One"),
    "a line": go.Scatter(x=["a", "b"], y=[1, 2], name="One"),
    "points": go.Scatter(x=[1, 2.5], y=[1, 2], name="One", mode="markers", text=["p", "q"]),
}


def with_errors(kind: str, lengths: dict | None) -> go.Figure:
    return go.Figure(KINDS[kind]).update_traces(error_y=lengths)


@pytest.mark.parametrize("by_hand", [None, "deleted", "in per cent"])
@pytest.mark.parametrize("then", LENGTHS)
@pytest.mark.parametrize("now", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_error_bars_are_those_of_today(kind, then, now, by_hand, tmp_path: Path) -> None:
    """Those that a person deleted or set stay so, and what stays is told."""
    old, new = decks_of([with_errors(kind, then)], [with_errors(kind, now)], tmp_path)
    [slide], [fresh] = old.slides, new.slides
    made = content_of(slide, "")
    space = chart_space(slide, part_of(slide, "Chart", ""))
    for bars in list(space.iter(qn("c:errBars"))) if by_hand else ():
        bars.getparent().remove(bars)
    if by_hand == "in per cent":
        [series] = space.iter(qn("c:ser"))
        first(series, "c:cat | c:xVal").addprevious(parse_xml(PER_CENT))
    set_by_hand = by_hand == "in per cent"
    left = refresh(slide, "", made, fresh, "")
    assert left == ["error bars set by hand: One"] * set_by_hand
    kept = space.xpath(".//c:errBars/c:val/@val")
    assert kept == ["5"] * set_by_hand
    if set_by_hand or by_hand and then:
        assert not errors(slide)
    else:
        assert errors(slide) == errors(fresh) and bool(errors(slide)) == bool(now)
    old.save(tmp_path / "renewed.pptx")
    assert OpenXmlValidator().validate(tmp_path / "renewed.pptx").is_valid


def errors(slide) -> dict:
    return {path: length for path, length in content_of(slide, "").items() if "error" in path[0]}
