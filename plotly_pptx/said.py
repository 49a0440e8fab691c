"""What stands on a chart beside its numbers, and moves with them: words, notes, chosen days, error bars."""

from collections.abc import Sequence

import pandas as pd

from .letters import INK, months_apart
from .model import Chart, Series, joined, known, series_of
from .reading import (
    Given,
    NotNative,
    Traces,
    day_of,
    each_of,
    is_number,
    label_of,
    moment_of,
    points_of,
)

LINE = 0.045  # of the height of a plot: most of a line of words


def _words(texts: list, places: list, heights: list, side: str, name: str = "") -> dict:
    """Give a trace of words alone."""
    trace = Given(
        type="scatter",
        mode="text",
        name=name,
        x=places,
        y=heights,
        text=texts,
        textposition=side,
        showlegend=False,
    )
    return trace | points_of(trace, INK)


def ticks_of(layout: dict, grid: set | None = None) -> Traces:
    """Give the days that an axis names as a trace of words below it: PowerPoint labels no chosen days.

    ``grid``: the days that there are, where no others may stand.
    """
    axis = layout["xaxis"]
    ends = axis["range"]
    if not (ends and layout["yaxis"]["range"]):
        return []
    first, last = sorted(map(moment_of, ends))
    form = axis | {"tickformat": axis["tickformat"] or "%-d %b %Y"}
    named = axis["tickvals"]
    if not named:
        given = str(axis["dtick"] or "")
        step = int(given[1:]) if given.startswith("M") else months_apart((last - first).days)
        firsts = pd.date_range(first, last, freq="MS", normalize=True).to_pydatetime()
        named = [day for day in firsts if not (day.year * 12 + day.month - 1) % step]
    kept = {
        moment_of(value).date(): label_of(value, form)
        for value in named
        if first <= moment_of(value) <= last
    }
    if not kept or grid is not None and not kept.keys() <= grid:
        return []
    axis |= {"showticklabels": False, "chosen": True}
    bottom = [layout["yaxis"]["range"][0]] * len(kept)
    return [_words([*kept.values()], [*kept], bottom, "bottom center", "days on the axis")]


def gridlines(ticks: Series, tall: float) -> list[Series]:
    """Draw a line up from each day on the axis; gives the columns that hold its length."""
    up, down = ([max(0.0, length)] * len(ticks.values) for length in (tall, -tall))
    return _whiskers(ticks, "Length of the lines", up, down, "rgba(128,128,128,0.5)", 0.7)


def _whiskers(
    series: Series, name: str, up: list, down: list, ink: str, width: float
) -> list[Series]:
    """Draw lines up and down from each value; gives the columns that hold their lengths."""
    lengths = [
        Series(f"{name} {way}", values, series.trace, kind="cells")
        for way, values in {"up": up, "down": down}.items()
    ]
    series.whiskers = lengths, ink, width
    return lengths


def add_error_bars(chart: Chart) -> None:
    """Give the series of a chart the error bars of their traces, whose lengths stand in the workbook."""
    along, across = ("error_x", "error_y") if chart.lying else ("error_y", "error_x")
    for series in [series for series in chart.seen if series.drawn and not series.trace["wordy"]]:
        up, down = _lengths(series, along, "array"), _lengths(series, along, "arrayminus")
        if known(_lengths(series, across, "array")):
            raise NotNative("the figure has error bars across the values")
        if known(up) and series.kind != "area":
            bars = series.trace[along]
            both = bars.get("symmetric", "arrayminus" not in bars)
            look = bars["color"] or series.trace["ink"], bars.get("thickness", 2)
            pair = _whiskers(series, f"{series.name}: error", up, up if both else down, *look)
            pair[1].formulas = {i: ["=", (pair[0], i)] for i in known(up) if both}
            chart.series += pair


def _lengths(series: Series, bars: str, side: str) -> list[float | None]:
    """Give the lengths of the error bars of a series on one side; none where there are no bars."""
    given = series.trace[bars]
    if not given["array"] or given["visible"] is False:
        if given["visible"]:
            raise NotNative("the figure has error bars without lengths of their own")
        return []
    lengths = each_of(given.get(side) or [], len(series.trace["y"]))
    return [None if point is None else lengths[point] for point in series.points]


def words_at(trace: dict, spots: list) -> Series:
    """Give the words of a trace as labels at shared places; where a step ends twice, at the second."""
    where = {spot: i for i, spot in enumerate(spots)}
    points: list = [None] * len(spots)
    for point, value in enumerate(trace["x"]):
        points[where[value]] = point
    return name_words(series_of(trace, points, "line"))


def name_words(series: Series) -> Series:
    """Say in the workbook that a place is no value: of words, which name what their sign means, or of marks."""
    if series.trace.get("showlegend", True) and series.name and "markers" in series.trace["mode"]:
        series.labels = {i: f"{series.name}: {text}" for i, text in series.labels.items()}
    kind = "words" if series.labels else "marks"
    series.name = f"Height of the {kind}: {series.name or 'labels'}"
    return series


def note_at(note: dict, spots: list, lines: Sequence[Series], ends: list) -> Series | None:
    """Give an annotation as a label beside the line on which it stands; None if it stands elsewhere."""
    on_plot = (note["xref"] or "x", note["yref"] or "y") == ("x", "y")
    place, height = note["x"], note["y"]
    day = day_of(place)
    place = day.date() if day else place
    fits = on_plot and ends and place in spots and is_number(height)
    if note.get("showarrow", True) or not fits:
        return None
    shift = {"bottom": 1, "top": -1}.get(note["yanchor"] or "", 0) * LINE * max(map(abs, ends))
    side = {"right": "left", "left": "right"}.get(note["xanchor"] or "", "center")
    series = words_at(_words([note["text"]], [place], [height + shift], f"middle {side}"), spots)
    [i] = series.labels
    line = next((line for line in lines if line.values[i] == height), None)
    if line is None:
        return None
    series.told = {i: line}
    if height:
        series.formulas[i] = ["=", (line, i), f"*{series.values[i] / height:.6g}"]
    return series


def raise_words(chart: Chart, said: list[Series], lines: list[Series]) -> None:
    """Let words stand above the highest value by a formula; the axis then needs no fixed end."""
    highest = max((value or 0 for line in lines for value in line.values), default=0)
    chart.series += said
    if not said or highest <= 0 or chart.y["range"][0]:
        return
    for series in said:
        for i, value in enumerate(series.values):
            if value and i not in series.formulas:
                parts = [f"={value / highest:.6g}*MAX(", *joined(lines, -1, ","), ")"]
                series.formulas[i] = parts
    del chart.y["range"]
