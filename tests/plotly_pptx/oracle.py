"""What Plotly draws, as plotly.js works it out, and what a written chart says, in the same words."""

from __future__ import annotations

import datetime as dt
import os
import random
import re
from collections.abc import Iterator

import plotly.graph_objects as go
from pptx.oxml.ns import qn

# Bars: per category along the axis, start, end and colour. Lines: colour and corners. Pies: clockwise.
PLOTLY = """async figures => {
    const found = [];
    for (const figure of figures) {
        const box = document.getElementById("chart");
        await Plotly.newPlot(box, figure.data, figure.layout, {staticPlot: true});
        const layout = box._fullLayout, data = box._fullData;
        const axis = key => layout[key] && ({
            type: layout[key].type, range: layout[key].range, categories: layout[key]._categories,
            title: layout[key].title?.text, visible: layout[key].visible, auto: layout[key].autorange,
            ticks: layout[key]._vals?.map(tick => tick.x), texts: layout[key]._vals?.map(tick => tick.text),
        });
        const keyed = layout.showlegend && layout.legend?.visible !== false;
        const key = keyed ? data.filter(trace => trace.visible && trace.showlegend).map(trace => trace.name) : [];
        const traces = (box.calcdata || []).map(points => {
            const trace = points[0].trace ?? data[0];
            return {
                type: trace.type, orientation: trace.orientation, fill: trace.fill, pile: trace.stackgroup,
                mode: trace.mode, shape: trace.line && trace.line.shape, width: trace.line && trace.line.width,
                ink: (trace.line && trace.line.color) ?? (trace.marker && trace.marker.color), turn: trace.rotation,
                points: points.map(point => ({
                    p: point.p, b: point.b, s: point.s, x: point.x, y: point.y, i: point.i, p0: point.p0,
                    ink: point.mc ?? point.color ?? (trace.marker && trace.marker.color),
                    label: point.label, v: point.v, middle: point.midangle,
                })),
            };
        });
        found.push({traces, key, x: axis("xaxis"), y: axis("yaxis"), mode: layout.barmode});
    }
    return found;
}"""
# How many figures are made: as CI, `make worlds` or `make test-quick` ask for.
SHARE = {"ci": 2, "many": 8, "quick": 1 / 3}.get(os.environ.get("HYPOTHESIS_PROFILE", ""), 1)
KEYS = ["names", "names", "same names", "no names", "hidden", "wanted"]
BARS = {
    "direction": ["v", "h"],
    "mode": ["group", "stack", "relative", "overlay"],
    "places": [
        ["a", "b", "c"],
        [2020, 2021, 2023],
        ["2020", "2021"],
        ["2024-01-01", "2024-02-01"],
        ["b", "a", "b"],
    ],
    "traces": [1, 2, 3],
    "values": ["plain", "near", "gaps", "negative", "zeros", "text"],
    "key": KEYS,
    "group": [*[None] * 7, "one", "each", "some", "first"],
    "around": [None, None, "Q"],
    "template": ["plotly", "none"],
    "order": [
        None,
        "category ascending",
        "category descending",
        "total ascending",
        "total descending",
        "array",
    ],
    "turned": [False, True],
    "colour": [None, "#336699", "each"],
    "base": [*[None] * 4, "waterfall", "all"],
    "range": [None, [0, 20]],
    "labels": [False, True],
    "errors": [False, True],
}
LINES = {
    "places": [
        ["a", "b", "c"],
        [1, 2, 5],
        ["2024-01-01", "2024-02-01", "2024-06-15"],
        ["2024-01-01T00:00:00+02:00", "2024-02-01T00:00:00Z"],
        [1704067200000, 1706745600000],
        ["2024-01-01T06:00", "2024-01-02T18:00", "2024-01-03T12:30"],
        "counted",
    ],
    "key": KEYS,
    "mode": ["lines", "markers", "lines+markers"],
    "shape": ["linear", "hv", "spline"],
    "traces": [1, 2, 3],
    "values": ["plain", "plain", "gaps", "zeros", "text"],
    "template": ["plotly", "none"],
    "shared": [True, True, False],
    "fill": [None, None, "tozeroy", "tonexty", "stack"],
    "scale": [None, None, "log"],
    "range": [None, [0, 20]],
    "turned": [False, True],
    "colour": [None, "#993366"],
    "hidden": [False],
}
BARE_LINES = LINES | {
    "places": [[1, 2, 5], [0, 0.5, 1], "counted"],
    "fill": [None],
    "scale": [None],
    "hidden": [True],
}
# What Plotly takes, and hardly anyone means: points that go back, too few of them, ends that do not count.
TWISTED_BARS = BARS | {"twist": ["short", "no end", "no places"], "order": [None], "base": [None]}
TWISTED_LINES = LINES | {
    "shared": [True],
    "mode": ["lines", "lines+markers"],
    "twist": ["back", "short", "no end"],
}
PIES = {
    "labels": [["a", "b", "c"], ["a", "b", "a", "c"]],
    "hole": [0, 0.4],
    "sort": [True, False],
    "direction": ["clockwise", "counterclockwise"],
    "rotation": [0, 30],
    "colours": [None, ["#111111", "#222222", "#333333", "#444444"]],
}


def choices(options: dict[str, list], count: int, seed: int = 4) -> Iterator[dict]:
    """Choose at random, every value of every property as often as any other."""
    chance = random.Random(seed)
    decks = {}
    for name, values in options.items():
        decks[name] = (values * count)[:count]
        chance.shuffle(decks[name])
    for number in range(count):
        yield {name: values[number] for name, values in decks.items()}


def _values(kind: str, count: int, start: int) -> list:
    values: list = [start + 2 * number for number in range(count)]
    if kind == "gaps":
        values[count // 2] = None
    if kind == "zeros":
        values = [0] * count
    if kind == "negative":
        values[-1] = -values[-1]
    if kind == "near":
        values = [start - 101 + number for number in range(count)]
        values = values if start % 2 else [-value for value in values]
    return [str(value) for value in values] if kind == "text" else values


def bars(chosen: dict) -> go.Figure:
    """Make a figure of bars."""
    at, of = ("y", "x") if chosen["direction"] == "h" else ("x", "y")
    places, traces = chosen["places"], []
    for number in range(chosen["traces"]):
        values = _values(chosen["values"], len(places), number + 1)
        trace = {
            at: places,
            of: values,
            "orientation": chosen["direction"],
        }
        keyed(trace, chosen["key"], number)
        groups = {
            "one": "1",
            "each": str(number),
            "some": ["1", None, "2"][number],
            "first": [*"1", None, None][number],
        }
        trace["offsetgroup"] = groups.get(chosen["group"])
        if chosen["colour"]:
            each = ["#111111", "#aa2222", "#22aa22"][: len(places)]
            trace["marker"] = {"color": each if chosen["colour"] == "each" else chosen["colour"]}
        if chosen["base"]:
            known = [float(value or 0) for value in values]
            sums = [sum(known[:i]) for i in range(len(known))]
            trace["base"] = sums if chosen["base"] == "waterfall" else [1] * len(known)
        if chosen["labels"]:
            trace["text"] = [f"{value} units" for value in values]
        if chosen["errors"]:
            trace[f"error_{of}"] = {"array": [0.5] * len(places)}
        twist(trace, chosen.get("twist"), at, of)
        traces.append(go.Bar(trace))
    axis = {"autorange": "reversed"} if chosen["turned"] else {}
    axis |= {"tickprefix": chosen["around"], "ticksuffix": "?"} if chosen["around"] else {}
    if chosen["order"]:
        axis["categoryorder"] = chosen["order"]
    if chosen["order"] == "array":
        axis["categoryarray"] = sorted(set(map(str, places)), reverse=True)
    scale = {"range": chosen["range"]} if chosen["range"] else {}
    scale |= {"range": [3, 4], "autorange": True} if chosen.get("twist") == "no end" else {}
    return go.Figure(
        traces,
        {
            "template": chosen["template"],
            "barmode": chosen["mode"],
            **KEYED.get(chosen["key"], {}),
            f"{at}axis": axis,
            f"{of}axis": scale,
        },
    )


KEYED = {"hidden": {"legend": {"visible": False}}, "wanted": {"showlegend": True}}


def keyed(trace: dict, way: str, number: int) -> None:
    """Name a trace for the key."""
    if way != "no names":
        trace["name"] = "Series" if way == "same names" else f"Series {number}"


def twist(trace: dict, way: str | None, at: str, of: str) -> None:
    """Let a trace be as hardly anyone means it."""
    if way == "back" and at in trace:
        trace[at] = trace[at][1:] + trace[at][:1]
    if way == "short":
        trace[of] = trace[of][:-1]
    if way == "no places":
        trace.pop(at)
        trace.pop("orientation")


def lines(chosen: dict) -> go.Figure:
    """Make a figure of lines, areas or points."""
    traces, count = [], 3
    for number in range(chosen["traces"]):
        trace = {
            "mode": chosen["mode"],
            "line": {"shape": chosen["shape"]},
        }
        keyed(trace, chosen["key"], number)
        if chosen["places"] == "counted":
            trace |= {"x0": 5, "dx": 2}
        else:
            places = chosen["places"]
            count = len(places)
            trace["x"] = places if chosen["shared"] or not number else places[: count - 1]
            count = len(trace["x"])
        trace["y"] = _values(chosen["values"], count, number + 1)
        if chosen["fill"] == "stack":
            trace["stackgroup"] = "one"
        elif chosen["fill"] and (number or chosen["fill"] == "tozeroy"):
            trace["fill"] = chosen["fill"]
        if chosen["colour"]:
            trace["line"]["color"] = chosen["colour"]
        twist(trace, chosen.get("twist") if number else None, "x", "y")
        traces.append(go.Scatter(trace))
    scale = {"type": chosen["scale"]} if chosen["scale"] else {}
    scale |= {"range": chosen["range"]} if chosen["range"] and not chosen["scale"] else {}
    scale |= {"autorange": "reversed"} if chosen["turned"] and not chosen["range"] else {}
    scale |= {"range": [0, 1], "autorange": True} if chosen.get("twist") == "no end" else {}
    stamped = (
        chosen["places"] != "counted"
        and isinstance(chosen["places"][0], int)
        and chosen["places"][0] > 1e6
    )
    across = {"type": "date"} if stamped else {}
    across |= {"visible": False} if chosen["hidden"] else {}
    layout = {"template": chosen["template"], "xaxis": across, "yaxis": scale}
    layout |= KEYED.get(chosen["key"], {})
    return go.Figure(traces, layout)


def pies(chosen: dict) -> go.Figure:
    """Make a pie."""
    labels = chosen["labels"]
    trace = {name: chosen[name] for name in ("hole", "sort", "direction", "rotation")}
    marker = {"colors": chosen["colours"][: len(labels)]} if chosen["colours"] else {}
    return go.Figure(
        go.Pie(labels=labels, values=[3, 5, 1, 2][: len(labels)], marker=marker, **trace)
    )


# ---- what Plotly draws


def _round(value: object) -> object:
    return round(float(value), 6) + 0.0 if isinstance(value, int | float) else value


def _ink(colour: object) -> str:
    parts = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", str(colour))
    return (
        bytes(map(int, parts.groups())).hex().upper() if parts else str(colour).upper().lstrip("#")
    )


def drawn(found: dict) -> dict:
    """Say what Plotly draws."""
    kinds = {trace["type"] for trace in found["traces"]}
    if "pie" in kinds:
        [trace] = found["traces"]
        slices = [point for point in trace["points"] if point.get("label") is not None]
        start, turn = (trace["turn"] or 0) * 3.141592653589793 / 180, 2 * 3.141592653589793
        slices.sort(key=lambda point: (point["middle"] - start) % turn)
        return {"pie": [(one["label"], _round(one["v"]), _ink(one["ink"])) for one in slices]}
    if "bar" in kinds:
        return _drawn_bars(found)
    edges = sorted(_corners(trace) for trace in found["traces"])
    return {"lines": edges, "scale": _scale(found["y"]), "marks": _marks(found["traces"])}


def _marks(traces: list[dict]) -> list[int]:
    """Count the marks of each line."""
    marked = [trace for trace in traces if "markers" in trace["mode"] and not trace["pile"]]
    counts = [
        sum(
            isinstance(point["x"], int | float) and isinstance(point["y"], int | float)
            for point in trace["points"]
        )
        for trace in marked
    ]
    return sorted(filter(None, counts))


def _drawn_bars(found: dict) -> dict:
    lying = found["traces"][0]["orientation"] == "h"
    axis = found["y" if lying else "x"]
    places: dict = {}
    for trace in found["traces"]:
        for point in trace["points"]:
            if point["s"]:
                one = (_round(point["b"]), _round(point["b"] + point["s"]), _ink(point["ink"]))
                places.setdefault(point["p"], []).append((_round(point["p0"]), one))
    turned = axis["range"][0] > axis["range"][1]
    named = axis["categories"] if axis["type"] == "category" else None
    result = []
    for place in sorted(places, reverse=turned):
        name = named[place] if named else place
        if axis["type"] == "date":
            name = str(dt.date(1970, 1, 1) + dt.timedelta(milliseconds=place))
        if not named and axis["type"] != "date":
            name = int(place) if float(place).is_integer() else place
        texts = dict(zip(axis["ticks"], axis["texts"])) if axis["type"] != "date" else {}
        result.append((texts.get(place, str(name)), _beside(places[place])))
    scale = found["x" if lying else "y"]
    zero = scale["auto"] and [
        end for end, way in zip(sorted(scale["range"]), ("min", "max")) if not end
    ]
    return {"bars": result, "lying": lying, "scale": _scale(scale), "from zero": bool(zero)}


def _beside(bars: list[tuple]) -> list[tuple]:
    """Give the bars at a place, each with how many others stand before it."""
    spots = sorted({spot for spot, _ in bars})
    return sorted((spots.index(spot), *one) for spot, one in bars)


def _scale(axis: dict) -> dict:
    """Say how a value axis runs, and where it ends if the figure says so."""
    low, high = axis["range"]
    ends = sorted((low, high)) if axis["auto"] is False else None
    log = axis["type"] == "log"
    if ends and log:
        ends = [10**end for end in ends]
    return {"turned": low > high, "ends": ends, "log": log}


def _corners(trace: dict) -> tuple:
    """Give the corners of a line, or the points of marks."""
    pieces: list[list] = [[]]
    joined = "lines" in trace["mode"]
    for point in trace["points"]:
        if isinstance(point["x"], int | float) and isinstance(point["y"], int | float):
            pieces[-1].append((point["x"], point["y"]))
        elif pieces[-1] and joined:
            pieces.append([])
    result = []
    for piece in pieces:
        if trace["shape"] == "hv" and ("lines" in trace["mode"] or trace["fill"]):
            piece = [spot for a, b in zip(piece, piece[1:]) for spot in (a, (b[0], a[1]))] + piece[
                -1:
            ]
        result += [simple(piece)] if piece else []
    return _ink(trace["ink"]), tuple(tuple(one) for one in result)


def simple(piece: list) -> list:
    """Leave out what lies on a level line between two others."""
    piece = [(_round(x), _round(y)) for x, y in piece]
    kept: list = []
    for spot in piece:
        if kept and spot == kept[-1]:
            continue
        if len(kept) > 1 and kept[-2][1] == kept[-1][1] == spot[1]:
            kept.pop()
        kept.append(spot)
    return kept


# ---- what a written chart says


def _points(element) -> list:
    """Give the values of a cache by position; None where there is none."""
    if element is None:
        return []
    count = int(element.find(".//" + qn("c:ptCount")).get("val"))
    found = {int(one.get("idx")): one.find(qn("c:v")).text for one in element.iter(qn("c:pt"))}
    return [found.get(number) for number in range(count)]


def _numbers(element) -> list:
    return [None if value is None else float(value) for value in _points(element)]


def _colour(element, which: str) -> str | None:
    found = element.find(qn("c:spPr"))
    found = found.find(which) if found is not None else None
    found = found.find(".//" + qn("a:srgbClr")) if found is not None else None
    return None if found is None else found.get("val").upper()


def written(chart) -> dict:
    """Say what a chart of PowerPoint draws, from its XML alone."""
    space = chart._chartSpace
    pie = space.find(".//" + qn("c:pieChart"))
    pie = space.find(".//" + qn("c:doughnutChart")) if pie is None else pie
    if pie is not None:
        series = pie.find(qn("c:ser"))
        names, values = _points(series.find(qn("c:cat"))), _numbers(series.find(qn("c:val")))
        inks = [_colour(point, qn("a:solidFill")) for point in series.findall(qn("c:dPt"))]
        return {"pie": [(*one[:1], _round(one[1]), one[2]) for one in zip(names, values, inks)]}
    if space.find(".//" + qn("c:barChart")) is not None:
        return _written_bars(space)
    marks = sorted(filter(None, map(_written_marks, space.iter(qn("c:ser")))))
    return {
        "lines": sorted(_written_lines(space)),
        "scale": _written_scale(space),
        "marks": marks,
    }


def _written_marks(series) -> int:
    """Count the marks of a series: those of points at which it has none are left out."""
    symbols = series.xpath("c:marker/c:symbol/@val")
    if symbols in ([], ["none"]):
        return 0
    x, y = (_points(series.find(qn(f"c:{tag}"))) for tag in ("xVal", "yVal"))
    y = y or _points(series.find(qn("c:val")))
    known = {i for i, value in enumerate(y) if value is not None and (not x or x[i] is not None)}
    bare = series.xpath("c:dPt[c:marker/c:symbol/@val='none']/c:idx/@val")
    return len(known - {*map(int, bare)})


def _written_scale(space) -> dict:
    [axis] = [one for one in space.iter(qn("c:valAx")) if one.find(qn("c:axId")).get("val") == "2"]
    scaling = axis.find(qn("c:scaling"))
    ends = [scaling.find(qn(f"c:{end}")) for end in ("min", "max")]
    return {
        "turned": scaling.find(qn("c:orientation")).get("val") == "maxMin",
        "ends": [float(end.get("val")) for end in ends] if None not in ends else None,
        "log": scaling.find(qn("c:logBase")) is not None,
    }


def _categories(space, series) -> list:
    names = _points(series.find(qn("c:cat")))
    dated = space.find(".//" + qn("c:dateAx")) is not None
    return (
        [str(dt.date(1899, 12, 30) + dt.timedelta(float(one))) for one in names] if dated else names
    )


def _written_bars(space) -> dict:
    plot = space.find(".//" + qn("c:barChart"))
    grouping = plot.find(qn("c:grouping")).get("val")
    every = plot.findall(qn("c:ser"))
    values = [_numbers(series.find(qn("c:val"))) for series in every]
    names, result = _categories(space, every[0]), []
    for i, name in enumerate(names):
        up = down = 0.0
        here = []
        for series, numbers in zip(every, values):
            value = numbers[i]
            if value is None:
                continue
            start = 0.0 if grouping == "clustered" else up if value >= 0 else down
            up, down = (up + value, down) if value >= 0 else (up, down + value)
            points = [
                p for p in series.findall(qn("c:dPt")) if p.find(qn("c:idx")).get("val") == str(i)
            ]
            ink = _colour(points[0] if points else series, qn("a:solidFill"))
            if ink and value:
                one = _round(start), _round(start + value), ink
                apart = grouping == "clustered" and plot.find(qn("c:overlap")).get("val") == "0"
                here.append((every.index(series) * apart, one))
        result += [(name, _beside(here))] if here else []
    axes = space.find(".//" + qn("c:plotArea"))
    first = next(one for one in axes if one.tag in (qn("c:catAx"), qn("c:dateAx")))
    turned = first.find(qn("c:scaling")).find(qn("c:orientation")).get("val") == "maxMin"
    lying = plot.find(qn("c:barDir")).get("val") == "bar"
    rows = result[::-1] if turned else result
    scale = _written_scale(space)
    zero = 0 in [
        float(end)
        for end in space.xpath(".//c:valAx/c:scaling/c:*[self::c:min or self::c:max]/@val")
    ]
    return {"bars": rows, "lying": lying, "scale": scale, "from zero": zero}


def _written_lines(space) -> Iterator[tuple]:
    area = space.find(".//" + qn("c:areaChart"))
    for plot in (
        one
        for one in space.find(".//" + qn("c:plotArea"))
        if re.search(r"(line|scatter)Chart$", one.tag)
    ):
        for series in plot.findall(qn("c:ser")):
            apart = series.find(qn("c:xVal")) is not None
            places = _numbers(series.find(qn("c:xVal"))) if apart else _categories(space, series)
            if apart:  # what lies beyond the ends of the axis is not seen
                ends = space.xpath(".//c:valAx[c:axId/@val=1]/c:scaling")[0]
                least, most = ([*map(float, ends.xpath(f"c:{end}/@val"))] for end in ("min", "max"))
                places = [
                    place
                    for place in places
                    if place is None
                    or all(place >= end for end in least)
                    and all(place <= end for end in most)
                ]
            values = _numbers(series.find(qn("c:yVal" if apart else "c:val")))
            mark = series.find(qn("c:marker"))
            line = _colour(series, qn("a:ln"))
            ink = line or (_colour(mark, qn("a:solidFill")) if mark is not None else None)
            # points have no gaps between them
            blanks = space.find(".//" + qn("c:dispBlanksAs")).get("val") if line else "span"
            yield ink, tuple(_pieces(places, values, blanks))
    if area is not None:
        yield from _written_areas(space, area)


def _pieces(places: list, values: list, blanks: str) -> Iterator[tuple]:
    piece: list = []
    for place, value in [*zip(places, values), (None, None)]:
        if value is not None and place is not None:
            piece.append((place, value))
        elif piece and (place is None or blanks == "gap"):
            yield tuple(simple(piece))
            piece = []


def _written_areas(space, plot) -> Iterator[tuple]:
    """Give the upper edges of areas that no line repeats."""
    sums: list = []
    for series in plot.findall(qn("c:ser")):
        values = _numbers(series.find(qn("c:val")))
        sums = [(a or 0) + (b or 0) for a, b in zip(sums or [0] * len(values), values)]
        shown = [None if value is None else total for value, total in zip(values, sums)]
        ink = _colour(series, qn("a:solidFill"))
        if ink:
            yield "area " + ink, tuple(_pieces(_categories(space, series), shown, "gap"))


# ---- what stands along an axis

AXES = {
    "kind": ["bars", "lying bars", "line"],
    "places": [
        ["b", "c", "e"],
        [2020, 2021, 2023],
        [0.5, 1, 5],
        [0.1, 0.2, 0.3],
        [1, 2.7, 9],
        ["2024-01-01", "2024-02-01", "2024-03-01"],
        ["2024-01-05", "2024-02-10", "2024-06-15"],
    ],
    "array": [None, None, "turned", "between", "beyond"],
    "vals": [None, None, None, "all", "some", "others"],
    "text": [False, False, True],
    "mode": [None, None, None, "auto", "linear", "array"],
    "step": [None, None, 1, 2, 0.1, 0.5],
    "from": [None, None, 0, 0.5, 2020],
    "form": [None, None, "number"],
    "around": [None, None, "Q"],
    "ends": [False, False, True],
}
ORDINARY = dict.fromkeys(["array", "vals", "mode", "step", "from", "form", "around"], [None])
ORDINARY |= {"text": [False], "ends": [False]}
# One thing at a time, and all at once
AXIS_KINDS = [
    ORDINARY | {name: AXES[name] for name in ("kind", "places", *names)}
    for names in [
        ["array"],
        ["vals", "text", "ends", "around", "form"],
        ["vals", "text", "mode"],
        ["step", "from", "ends"],
        ["form", "around"],
        list(AXES),
    ]
]
MARKED = {"between": ["b", "x", "c", "e"], "beyond": ["a", "b", "c", "x", "e", "f"]}


def axes(chosen: dict) -> go.Figure:
    """Make a figure whose axis of places says where and how it is labelled."""
    places = chosen["places"]
    dated = str(places[0]).startswith("2024-")
    at, of = ("y", "x") if chosen["kind"] == "lying bars" else ("x", "y")
    trace = {at: places, of: [1, 5, 2]}
    if chosen["kind"] == "line":
        traces = [go.Scatter(trace, mode="lines+markers")]
    else:
        traces = [go.Bar(trace, orientation="h" if at == "y" else "v")]
    vals = {
        "all": places,
        "some": places[:2],
        "others": places[1:] + ["2024-02-20" if dated else 3],
    }
    axis = {
        "categoryarray": {"turned": places[::-1]}.get(chosen["array"], MARKED.get(chosen["array"])),
        "tickvals": vals.get(chosen["vals"]),
        "ticktext": ["one", "two", "three"] if chosen["text"] else None,
        "tickmode": chosen["mode"],
        "dtick": chosen["step"] and (f"M{chosen['step']:.0f}" if dated else chosen["step"]),
        "tick0": None if dated else chosen["from"],
        "tickformat": chosen["form"] and ("%d.%m.%Y" if dated else ".1f"),
        "tickprefix": chosen["around"],
        "ticksuffix": chosen["around"],
    }
    scale = {}
    if chosen["ends"] and not isinstance(places[0], str):
        axis["range"] = [places[0] - 1, places[2] + 1]
    if chosen["ends"] and dated:
        axis["range"], scale["range"] = ["2024-01-01", "2024-07-01"], [0, 8]
    return go.Figure(traces, {f"{at}axis": axis, f"{of}axis": scale})


def labelled(known: dict, at: str) -> dict[float, str]:
    """Where Plotly labels an axis: days since 1970, numbers, or the numbers of places, and the words there."""
    axis = known[at]
    low, high = sorted(map(_day_or_number, axis["range"]))
    whole = 864e5 if axis["type"] == "date" else 1
    ticks = {_round(tick / whole): text for tick, text in zip(axis["ticks"], axis["texts"])}
    return {tick: text for tick, text in ticks.items() if low - 1e-9 <= tick <= high + 1e-9}


def _day_or_number(value: object) -> float:
    if not isinstance(value, str):
        return float(value)
    return (dt.datetime.fromisoformat(value[:19]) - dt.datetime(1970, 1, 1)) / dt.timedelta(1)


def labelled_names(space) -> dict[int, str]:
    """The names on an axis of categories, by their numbers."""
    return dict(enumerate(name or "" for name in _categories(space, next(space.iter(qn("c:ser"))))))


def labelled_days(space) -> dict[float, str]:
    """The days that a chart names by words of its own."""
    for series in space.iter(qn("c:ser")):
        if "days on the axis" in _points(series.find(qn("c:tx")))[0]:
            tag = "c:cat" if series.find(qn("c:cat")) is not None else "c:xVal"
            days = _numbers(series.find(qn(tag)))
            texts = series.xpath("c:extLst//*[local-name()='dlblRangeCache']/c:pt")
            words = {int(text.get("idx")): text.find(qn("c:v")).text for text in texts}
            return {days[i] - 25569: text for i, text in words.items()}
    return {}
