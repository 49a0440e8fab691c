"""Plotly's bars as a native bar chart."""

import itertools
import math

import numpy as np

from .model import Chart, Series, joined, known, series_of
from .reading import (
    NotNative,
    Traces,
    each_of,
    is_number,
    label_of,
    moment_of,
    order_of,
    present,
)
from .shapes import SMALLEST, wide, widest

ROOM = 1.15, 2.5  # how much longer than its longest bar a plot is, for words at the ends of bars
PILED = "stack", "relative"


def plan_bars(traces: Traces, layout: dict, width: float) -> Chart:
    """Plan a bar chart; what has no number is said in words at its place, never as a zero."""
    bars = [trace for trace in traces if trace["type"] == "bar"]
    across = {bar["orientation"] == "h" for bar in bars}
    starts = present(base for bar in bars for base in each_of(bar.get("base"), len(bar["x"])))
    if len(across) > 1 or not all(map(is_number, starts)):
        raise NotNative("the figure has bars of two directions, or that begin at no number")
    at, of = "yx" if across == {True} else "xy"
    for trace in traces:
        trace.update(at=trace[at], of=trace[of])
    axis = layout[f"{at}axis"]
    based = bool(starts)
    places = _places(bars, traces, layout, axis, based)
    resting = [series_of(bar, points, "bar") for bar in bars for points in _columns(bar, places)]
    series = _floating(bars, places) if based else resting
    texts, lines, key = _beside(traces, places, lying=at == "y")
    dated = axis["kind"] == "date"
    names = [moment_of(place).date() if dated else label_of(place, axis) for place in places]
    if dated and len({*names}) < len(names):
        raise NotNative("the figure has several bars on one day")
    chart = Chart(series, layout, names, "date" if dated else "category", at == "y", key=key)
    stacks = [
        [bar for bar in series if bar.drawn and bar.values[i] is not None]
        for i in range(len(places))
    ]
    alone = not based and all(len(stack) < 2 for stack in stacks)
    chart.stacked = not alone and (based or layout["barmode"] in PILED)
    taken = [not stacks[i] or i in stacks[i][-1].labels for i in texts]
    if any(taken) and not (chart.stacked or alone):
        raise NotNative("the figure has words where no bar is, or one has its own, beside groups")
    if any(taken) or texts and chart.stacked:
        chart.stacked = True
        chart.series += _ends(chart, texts, stacks, traces, width)
    else:
        for i, text in texts.items():  # at the ends of their bars
            stacks[i][-1].labels[i] = text
    chart.overlap = 100 if chart.stacked or alone or layout["barmode"] == "overlay" else 0
    chart.series += lines
    return chart


def _lay_over(bars: Traces, layout: dict, based: bool) -> None:
    """Lay bars of one offsetgroup over each other, as Plotly does; others that share places are refused."""
    groups = {bar.get("offsetgroup") for bar in bars}
    named = len(groups - {None})
    beside = layout["barmode"] == "group"
    if beside and 1 in (named, len(bars)):
        layout["barmode"] = "overlay"
    elif beside and based or len(groups) > 1 and not (beside and named == len(bars)):
        raise NotNative("the figure has floating bars side by side, or of which some share a place")


def _places(bars: list, traces: list, layout: dict, axis: dict, based: bool) -> dict:
    """Number the categories in Plotly's order; bars that PowerPoint cannot stack so are refused."""
    _lay_over(bars, layout, based)
    mode = layout["barmode"]
    pairs = [pair for bar in bars for pair in zip(bar["at"], bar["of"])]
    lengths = present(length for _, length in pairs)
    if not all(map(is_number, lengths)):
        raise NotNative("the figure has bars whose lengths are not numbers")
    signs = {value > 0 for value in lengths if value}
    if mode == "stack" and len(signs) > 1:
        raise NotNative("the figure stacks bars of both signs on one another")
    totals = axis.get("categoryorder", "").startswith("total")
    # Plotly does not order these by their totals
    if totals and based and len(lengths) < len(pairs):
        raise NotNative("the figure has floating bars ordered by their totals, and one is missing")
    if (based or mode not in PILED) and any(len({*bar["at"]}) < len(bar["at"]) for bar in bars):
        raise NotNative("the figure has several bars in one place")
    order = order_of([pair for trace in traces for pair in zip(trace["at"], trace["of"])], axis)
    return {category: number for number, category in enumerate(order)}


def _floating(bars: Traces, places: dict) -> list[Series]:
    """Give the series of bars that float, each on what is not drawn below it."""
    none = [None] * len(places)
    ends = [0.0] * len(places)
    ground = Series("Start of the bar (not drawn)", [*none], bars[0], drawn=False)
    series = [ground]
    for bar in bars:
        floating = series_of(bar, _columns(bar, places)[0], "bar")
        below = f"Gap below {bar['name'] or 'the bar'} (not drawn)"
        gap = Series(below, [*none], bar, drawn=False)
        starts = each_of(bar.get("base"), len(bar["at"]))
        for i in known(floating.values):
            start = starts[floating.points[i]] or 0.0
            if start < ends[i] - 1e-9 or floating.values[i] < 0:
                raise NotNative("the figure has floating bars that overlap or go down")
            first = all(other.values[i] is None for other in series[1:])
            (ground if first else gap).values[i] = start - ends[i] if start > ends[i] else None
            ends[i] = start + floating.values[i]
        series += [gap] * any(gap.values) + [floating]
    _follow(series)
    return series if any(ground.values) else series[1:]


def _follow(series: list[Series]) -> None:
    """Let the bars of a waterfall follow one another: a step begins where the last one ends, a total ends there."""
    ground = series[0]
    for i in range(1, len(ground.values)):
        before = [bar for bar in series if bar.values[i - 1] is not None]
        here = [bar for bar in series[1:] if bar.values[i] is not None]
        if ground.values[i] is not None:
            here = [ground]
        elif not ground.values[i - 1]:
            continue
        end = sum(bar.values[i - 1] for bar in before)
        if len(here) == 1 and before and math.isclose(here[0].values[i], end):
            here[0].formulas[i] = ["=", *joined(before, i - 1)]


def _beside(traces: list, places: dict, lying: bool) -> tuple[dict, list[Series], Traces]:
    """Sort what stands beside bars: words by place, lines, and mere keys."""
    texts: dict = {}
    lines = []
    key = []
    for trace in traces:
        if trace["type"] == "bar":
            continue
        at = [places.get(value, -1) for value in trace["at"]]
        steady = trace["shape"] != "hv" and {*np.diff(at)} <= {1}
        if trace["wordy"]:
            key += [trace] * bool(trace["name"] and "markers" in trace["mode"])
            for category, text in zip(trace["at"], trace["texts"]):
                place = places.get(category)
                texts[place] = "; ".join(filter(None, [texts.get(place), text]))
        elif all(value is None for value in trace["of"]):
            key += [trace] * bool(trace["name"])
        elif lying or trace["filled"]:
            raise NotNative("the figure has lying bars with lines or marks, or bars with areas")
        elif trace["joined"] and not steady:
            raise NotNative("the figure has bars with steps, or a line that leaves some out")
        else:
            lines += [series_of(trace, points, "line") for points in _columns(trace, places)]
    return {i: text for i, text in texts.items() if text}, lines, key


def _ends(chart: Chart, texts: dict, stacks: list, traces: list, width: float) -> list[Series]:
    """Put an unseen bar on each stack for the words at its end: a stacked bar takes no such label.

    Its length follows from the bars by a formula, so that the plot grows with them.
    """
    for i, stack in enumerate(stacks):  # a bar that stands alone has its own label there too
        if len(stack) == 1 and stack[0].sides.get(i) != "inside" and i in stack[0].labels:
            texts[i] = "; ".join(filter(None, [stack[0].labels.pop(i), texts.get(i)]))
    every = range(len(stacks))
    if any((value or 0) < 0 for series in chart.series for value in series.values):
        raise NotNative("the figure has words at bars that go down")
    signs = {sign: ink for trace in traces for sign, ink in trace["signs"].items()}
    trace = chart.series[0].trace | {"signs": signs}
    ends = chart.sums()
    total = Series("End of the bar", ends, trace, kind="cells")
    total.formulas = {i: ["=", *joined(chart.series, i)] for i in every}
    times = _stretch(texts, ends, chart, width)
    longest = max(ends)
    lengths = [times * (longest or 1) - ends[i] if i in texts else None for i in every]
    room = Series("Room for the labels (not drawn)", lengths, trace, drawn=False)
    room.labels = dict(texts)
    room.told = {i: stack[0] if len(stack) == 1 else total for i, stack in enumerate(stacks)}
    parts: list = [f"={times:.6g}*MAX(", (total, -1), ")-"]
    room.formulas = {i: [*parts, (total, i)] for i in texts} if longest else {}
    return [room, total]


def _stretch(texts: dict, ends: list, chart: Chart, width: float) -> float:
    """Say how much longer than its longest bar a plot must be, that words at the ends have room."""
    longest = max(ends) or 1
    if given := chart.y["range"]:
        if not given[0]:
            del chart.y["range"]  # else a larger number would run out of the plot
        if given[1] < longest:
            raise NotNative("the figure has words at bars that leave the plot")
        return given[1] / longest
    if chart.lying:
        width -= min(0.4 * width, widest(map(str, chart.categories), SMALLEST))
    room = [(width - wide(texts[i], SMALLEST)) * longest / ends[i] for i in texts if ends[i]]
    return round(float(np.clip(width / max(1, min(room, default=width)), *ROOM)), 2)


def _columns(trace: dict, places: dict) -> list[list]:
    """Spread points over the categories, in a further column where a category comes again."""
    points: dict = {category: [] for category in places}
    for point, category in enumerate(trace["at"]):
        if category is not None:
            points[category].append(point)
    return [list(column) for column in itertools.zip_longest(*points.values())]
