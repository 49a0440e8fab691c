"""A native chart shows what Plotly draws: worked out by plotly.js in a browser, and read back from the file."""

import json
from collections import Counter
from pathlib import Path

import oracle
import plotly.graph_objects as go
import pytest
from decks import charts_on
from playwright.sync_api import Page
from pptx import Presentation

import plotly_pptx
from plotly_pptx.content import text_of
from plotly_pptx.plans import NOT_UNDERSTOOD, plan

KINDS = {
    "bars": (oracle.bars, oracle.BARS, round(120 * oracle.SHARE)),
    "lines": (oracle.lines, oracle.LINES, round(120 * oracle.SHARE)),
    "lines without an axis": (oracle.lines, oracle.BARE_LINES, round(30 * oracle.SHARE)),
    "bars as hardly anyone means them": (
        oracle.bars,
        oracle.TWISTED_BARS,
        round(60 * oracle.SHARE),
    ),
    "lines as hardly anyone means them": (
        oracle.lines,
        oracle.TWISTED_LINES,
        round(90 * oracle.SHARE),
    ),
    "pies": (oracle.pies, oracle.PIES, 32),
}


@pytest.mark.parametrize("kind", KINDS)
def test_native_charts_show_what_plotly_draws(kind: str, with_plotly: Page, tmp_path: Path) -> None:
    make, options, count = KINDS[kind]
    figures = {str(chosen): make(chosen) for chosen in oracle.choices(options, count)}
    plans = {name: plan(figure, 900, 400) for name, figure in figures.items()}
    reasons = Counter(planned.reason for planned in plans.values() if planned.draw is None)
    native = {name: figures[name] for name, planned in plans.items() if planned.draw}
    print(f"{kind}: {len(native)} native of {len(figures)}; pictures: {dict(reasons)}")
    made = plotly_pptx.save(native.values(), tmp_path / "deck.pptx")
    assert {slide.way for slide in made} == {"chart"}
    found = with_plotly.evaluate(
        oracle.PLOTLY, [json.loads(one.to_json()) for one in native.values()]
    )
    differing = []
    slides = Presentation(tmp_path / "deck.pptx").slides
    for name, slide, known in zip(native, slides, found, strict=True):
        [chart] = charts_on(slide)
        right = comparable(oracle.drawn(known), known)
        there = comparable(oracle.written(chart), known)
        if kind != "pies":  # whose slices are named at their places
            right["key"], there["key"] = sorted(known["key"]), sorted(key_on(slide))
        if right != there:
            differing.append(f"{name}\n  Plotly     {right}\n  PowerPoint {there}")
    assert not differing, f"{len(differing)} of {len(native)}:\n" + "\n".join(differing[:6])
    assert len(native) >= count * 0.3
    assert NOT_UNDERSTOOD not in reasons


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_the_words_of_an_axis_stand_at_the_edge_of_the_plot(kind: str, tmp_path: Path) -> None:
    """Also where values are below zero; at the lower or the left one, as Plotly's, if an axis is turned too."""
    make, options, count = KINDS[kind]
    # few other figures with a logarithmic scale are native
    logarithmic = options | {"scale": ["log"], "fill": [None], "values": ["plain"]}
    parts = [options] if kind == "bars" else [options, logarithmic]
    chosen = [each for part in parts for each in oracle.choices(part, count // 2 // len(parts))]
    figures = list(map(make, chosen))
    figures = [figure for figure in figures if plan(figure, 900, 400).draw]
    plotly_pptx.save(figures, tmp_path / "deck.pptx")
    found = Counter()
    for slide in Presentation(tmp_path / "deck.pptx").slides:
        for chart in charts_on(slide):
            first, second = chart._chartSpace.xpath(".//c:plotArea/*[c:axPos]")
            for axis, other in ((first, second), (second, first)):
                [turned, log, words, crossing] = (
                    "maxMin" in other.xpath("c:scaling/c:orientation/@val"),
                    bool(other.xpath("c:scaling/c:logBase")),
                    *axis.xpath("c:tickLblPos/@val | c:crosses/@val"),
                )
                where = "max" if turned else "min" if log else "low"
                found[where] += 1
                assert where == ("low" if words == "low" else crossing)
    assert set(found) == ({"low", "max"} if kind == "bars" else {"low", "max", "min"})


def key_on(slide) -> list[str]:
    """Give the names in the key of the chart on a slide."""
    words = slide.shapes._spTree.xpath("p:grpSp/p:sp")
    return [text for text in map(text_of, words) if text]


def comparable(said: dict, known: dict) -> dict:
    """Bring the places of lines to one form: categories by name, days and numbers as days and numbers."""
    if "lines" not in said:
        return said | {"from zero": said.get("from zero") or not drawn_from_zero(known)}
    axis = known["x"]

    def place(value):
        if isinstance(value, str) and axis["type"] == "date":
            return round(
                (oracle.dt.date.fromisoformat(value) - oracle.dt.date(1970, 1, 1)).days * 864e5
            )
        if isinstance(value, float) and axis["type"] == "date" and value < 1e6:
            return round((value - 25569) * 864e5, -3)
        if isinstance(value, str) and axis["categories"]:
            return axis["categories"].index(value)
        return round(float(value), 6)

    lines = [
        (ink, tuple(tuple((place(x), y) for x, y in piece) for piece in pieces))
        for ink, pieces in said["lines"]
        if not ink or not ink.startswith("area") or any(trace["pile"] for trace in known["traces"])
    ]
    inks = {ink.removeprefix("area ") if ink else ink for ink, _ in lines}
    return {
        "scale": said["scale"],
        "marks": said["marks"],
        "lines": sorted((str(ink).removeprefix("area "), pieces) for ink, pieces in lines),
        "inks": inks,
    }


def drawn_from_zero(known: dict) -> bool:
    """Say whether Plotly lets bars begin at the edge of the plot, at zero."""
    return bool(oracle.drawn(known).get("from zero"))


TICKS = {
    "ticks": [[0, 2, 4], [0, 5, 10], [2, 4], [1, 3, 5], [-5, 0, 5], [3], [0, 1, 4], [0, 3]],
    "range": [None, None, [0, 8], [0, 5], [-1, 8], [-5, 12]],
    "values": [[1, 5, 2], [1, 3.9, 2], [-3, 4, 1], [7, 13, 9]],
    "bars": [False, True],
}


def test_gridlines_and_labels_stand_only_where_plotly_has_them(
    with_plotly: Page, tmp_path: Path
) -> None:
    """Where an axis names its labels; PowerPoint draws lines at all steps from the least it shows to the most."""
    figures = []
    for chosen in oracle.choices(TICKS, 96):
        trace = {
            "type": "bar" if chosen["bars"] else "scatter",
            "x": ["a", "b", "c"],
            "y": chosen["values"],
        }
        axis = {"tickvals": chosen["ticks"], "range": chosen["range"]}
        figures.append(go.Figure([trace], {"yaxis": axis}))
    native = [figure for figure in figures if plan(figure, 900, 400).draw]
    plotly_pptx.save(native, tmp_path / "deck.pptx")
    found = with_plotly.evaluate(oracle.PLOTLY, [json.loads(one.to_json()) for one in native])
    lined = 0
    for figure, slide, known in zip(native, Presentation(tmp_path / "deck.pptx").slides, found):
        [chart] = charts_on(slide)
        [axis] = chart._chartSpace.xpath(".//c:valAx")
        [step] = map(float, axis.xpath("c:majorUnit/@val"))
        [form] = axis.xpath("c:numFmt/@formatCode")
        least, most = (
            [*map(float, axis.xpath(f"c:scaling/c:{end}/@val"))] for end in ("min", "max")
        )
        low, high = min(0, *figure.data[0].y), max(figure.data[0].y)
        # PowerPoint's own end is the first step a twentieth beyond what it shows
        [low] = least or [-(-(low - (high - low) / 20) // -step) * step if low < 0 else 0]
        [high] = most or [-(-(high + (high - low) / 20) // step) * step]
        places = [low + step * i for i in range(int((high - low) / step + 1e-9) + 1)]
        last = float(form.removeprefix("[<=").partition("]")[0])
        shown = {place for place in places if place <= last}
        allowed = {*figure.layout.yaxis.tickvals}
        assert shown <= allowed, (figure, places)
        if axis.xpath("c:majorGridlines"):
            lined += 1
            assert {*places} <= allowed, (figure, places)
        assert {tick for tick in known["y"]["ticks"] if low <= tick <= high} <= shown
    assert lined > len(native) / 4 and len(native) > len(figures) / 5


def test_an_axis_is_labelled_as_plotly_labels_it(with_plotly: Page, tmp_path: Path) -> None:
    """Or the figure is a picture; where Plotly chooses the places itself, what stands there is the same."""
    chosen = [
        each
        for number, options in enumerate(oracle.AXIS_KINDS)
        for each in oracle.choices(options, round(63 * oracle.SHARE), number)
    ]
    plans = [plan(oracle.axes(each), 900, 400) for each in chosen]
    assert NOT_UNDERSTOOD not in {planned.reason for planned in plans}
    print(Counter(planned.reason for planned in plans if not planned.draw))
    native = [each for each, planned in zip(chosen, plans) if planned.draw]
    figures = list(map(oracle.axes, native))
    plotly_pptx.save(figures, tmp_path / "deck.pptx")
    found = with_plotly.evaluate(oracle.PLOTLY, [json.loads(one.to_json()) for one in figures])
    differing = []
    for each, slide, known in zip(native, Presentation(tmp_path / "deck.pptx").slides, found):
        [chart] = charts_on(slide)
        at = "y" if each["kind"] == "lying bars" else "x"
        right = oracle.labelled(known, at)
        if problem := difference(chart._chartSpace, known, at, right, each):
            differing.append(f"{each}\n  {problem}")
    assert not differing, f"{len(differing)} of {len(native)}:\n" + "\n".join(differing[:8])
    assert len(native) > len(chosen) / 3


def difference(space, known: dict, at: str, right: dict, each: dict) -> str:
    """Say in what the labels of a chart differ from Plotly's."""
    kind = known[at]["type"]
    free = each["mode"] == "auto" or not (each["vals"] or each["step"] or each["mode"] == "linear")
    free = free or each["mode"] == "array" and not each["vals"]
    if kind == "category":
        names = [*oracle.labelled_names(space).values()]
        return "" if names == [*right.values()] else f"{names} for {right}"
    if kind == "date":
        return different_days(space, right, each)
    if each["kind"] == "line":
        return different_numbers(space, known[at], right, free)
    names = oracle.labelled_names(space)
    values = oracle._numbers(space.xpath(".//c:ser/c:val")[0])
    slots = [i for i, value in enumerate(values) if value is not None]
    spots = [point["p"] for point in known["traces"][0]["points"]]
    step = (spots[-1] - spots[0]) / (slots[-1] - slots[0])
    if [round(spots[0] + step * (i - slots[0]), 6) for i in slots] != [round(x, 6) for x in spots]:
        return f"bars in the places {slots} for {spots}"
    there = {round(spots[0] + step * (i - slots[0]), 6): name for i, name in names.items()}
    if free:
        right, there = ({x: said[x] for x in there.keys() & right} for said in (right, there))
    return "" if there == right else f"{there} for {right}"


def different_days(space, right: dict, each: dict) -> str:
    there = oracle.labelled_days(space)
    [form] = space.xpath(".//c:plotArea/*[c:axPos][c:axId/@val=1]/c:numFmt/@formatCode")
    chosen = each["vals"] and each["mode"] in (None, "array")
    if chosen and not (each["text"] or each["form"]):  # Plotly's own way of writing days
        right, there = [*right], [*there]
    if chosen:
        return "" if there == right else f"{there} for {right}"
    around = f'"{each["around"]}"' if each["around"] else ""
    written = "dd.mm.yyyy" if each["form"] else "d mmm yyyy"
    if there:
        return "" if all("Q" in text for text in there.values()) or not around else f"{there}"
    return "" if form == around + written + around else form


def different_numbers(space, axis: dict, right: dict, free: bool) -> str:
    [spec] = space.xpath(".//c:valAx[c:axId/@val=1]")
    step = [*map(float, spec.xpath("c:majorUnit/@val"))]
    if free:
        return "steps of its own" if step else ""
    low, high = sorted(axis["range"])
    start = [*map(float, spec.xpath("c:scaling/c:min/@val")), 0][0]
    first = -(-(low - start) // step[0])
    places = [start + step[0] * (first + i) for i in range(99)]
    places = [round(place, 6) for place in places if place <= high + 1e-9]
    return "" if places == [*right] else f"{places} for {right}"
