"""Error bars, whose lengths stand in the workbook."""

from __future__ import annotations

from .model import Chart, NotNative, Series
from .reading import plain_values


def add_error_bars(chart: Chart) -> None:
    """Give the series of a chart the error bars of their traces."""
    along, across = ("error_x", "error_y") if chart.lying else ("error_y", "error_x")
    for one in [one for one in chart.seen if one.drawn and not one.trace.get("wordy")]:
        if _given(one.trace.get(across)):
            raise NotNative("the figure has error bars across the values")
        if _given(one.trace.get(along)) and one.kind != "area":
            _add(chart, one, one.trace[along])


def _given(bars: dict | None) -> bool:
    found = bool({"array", "value"} & (bars or {}).keys())
    return found and bars.get("visible") is not False


def _add(chart: Chart, one: Series, bars: dict) -> None:
    up = _lengths(one, bars, "array", "value")
    down = (
        up if bars.get("symmetric", "arrayminus" not in bars and "valueminus" not in bars) else None
    )
    down = down or _lengths(one, bars, "arrayminus", "valueminus")
    none = [None] * len(up)
    pair = [
        Series(f"{one.name}: error {way}", lengths, one.trace, none, "cells", one.x)
        for way, lengths in (("up", up), ("down", down))
    ]
    if down == up:
        pair[1].formulas = {
            i: ["=", (pair[0], i)] for i, value in enumerate(up) if value is not None
        }
    chart.series += pair
    one.whiskers = *pair, bars.get("color") or one.trace["ink"], bars.get("thickness", 2)


def _lengths(one: Series, bars: dict, array: str, value: str) -> list[float | None]:
    """Give the length of each error bar, as Plotly works it out."""
    kind, given = (
        bars.get("type") or ("data" if "array" in bars else "percent"),
        bars.get(value, 10),
    )
    if kind == "data":
        own = plain_values(bars.get(array)) or []
        return [
            own[point] if point is not None and point < len(own) else None for point in one.points
        ]
    if kind == "sqrt":
        return [None if known is None else abs(known) ** 0.5 for known in one.values]
    part = [None if known is None else abs(known) * given / 100 for known in one.values]
    return part if kind == "percent" else [None if known is None else given for known in one.values]
