"""A Plotly figure as plain dictionaries: with what its template adds, and values as Plotly takes them."""

from __future__ import annotations

import base64
import datetime as dt
import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import plotly.colors
import plotly.graph_objects as go

from .letters import FOOT, WORDS, plain, runs

NUMBER = r"\s*[-+]?\d+(\.\d*)?(e[-+]?\d+)?\s*"
DAY_ZERO = dt.datetime(1899, 12, 30)  # of the spreadsheets' calendar


class Look(NamedTuple):
    """How a point is drawn: colour, symbol, opacity and hatching."""

    colour: str
    symbol: str
    opacity: float
    pattern: str | None


def plain_values(data: Any) -> Any:
    """Give plain dictionaries, lists, numbers, texts and times from what Plotly keeps; a gap is None."""
    if isinstance(data, dict):
        if "bdata" not in data:
            return {name: plain_values(value) for name, value in data.items()}
        shape = [int(side) for side in str(data.get("shape", "-1")).split(",")]
        data = np.frombuffer(base64.b64decode(data["bdata"]), data["dtype"]).reshape(shape)
    if isinstance(data, np.ndarray) and data.dtype.kind == "M":
        data = data.astype("M8[us]")  # finer ones are no times to Python
    if isinstance(data, np.ndarray | np.generic):
        data = data.tolist()
    if isinstance(data, list | tuple):
        return [plain_values(item) for item in data]
    return None if pd.isna(data) else data


def is_number(value: object) -> bool:
    """Say whether a value is a number; Python takes true and false for numbers too."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def merged_figure(figure: go.Figure) -> tuple[list[dict], dict]:
    """Give the traces that are drawn, and the layout, as plain dictionaries with what the template adds."""
    layout = plain_values(figure.layout.to_plotly_json())
    template = layout.pop("template", None) or {}
    traces = []
    for number, trace in enumerate(figure.data):
        own = plain_values(trace.to_plotly_json())
        own["type"] = own["type"].replace("scattergl", "scatter")
        own = _merged((template.get("data", {}).get(own["type"]) or [{}])[0], own)
        own |= {"number": number, "name": plain(own.get("name"))}
        traces += [own] * (own.get("visible", True) is True)
    return traces, {"xaxis": {}, "yaxis": {}} | _merged(template.get("layout", {}), layout)


def read_figure(traces: list[dict], layout: dict) -> None:
    """Read the values of each trace as Plotly takes them, and the look and the label of each point."""
    colours = layout.get("colorway") or plotly.colors.qualitative.D3
    for key in "xy":
        _as_typed([trace for trace in traces if trace.get(key)], key, layout)
    for trace in traces:
        if trace["type"] in ("bar", "scatter"):
            trace |= points_of(trace, colours[trace["number"] % len(colours)])


def _as_typed(traces: list[dict], key: str, layout: dict) -> None:
    """Take numbers for what reads like numbers, and times for milliseconds on an axis of dates."""
    axis = layout[f"{key}axis"]
    kind = axis.get("type", "-")
    strict = "strict" in (axis.get("autotypenumbers"), layout.get("autotypenumbers"))
    if kind == "category" or kind == "-" and strict:
        return
    read = _moment if kind == "date" else _number
    typed = [[read(value) for value in trace[key]] for trace in traces]
    if kind == "date" or not any(isinstance(value, str) for values in typed for value in values):
        for trace, values in zip(traces, typed):
            trace[key] = values


def _number(value: object) -> object:
    """Read a number from a text; what is none stays."""
    if not isinstance(value, str) or not re.fullmatch(NUMBER, value, re.I):
        return value
    return _whole(float(value))


def _whole(number: float) -> float:
    """Write a number without a point where it needs none."""
    return int(number) if float(number).is_integer() else number


def _moment(value: Any) -> object:
    """Read milliseconds since 1970."""
    start = dt.datetime(1970, 1, 1)
    return start + dt.timedelta(milliseconds=value) if is_number(value) else value


def points_of(trace: dict, colour: str) -> dict:
    """Give places, looks and labels of the points of bars and lines."""
    count = len(trace.get("x") or trace.get("y") or [])
    marker = trace.get("marker", {})
    line = trace.get("line", {})
    own = marker.get("color")
    hatching = marker.get("pattern", {})
    given = own, marker.get("symbol"), marker.get("opacity", 1), hatching.get("shape")
    ink = line.get("color") or (own if isinstance(own, str) else colour)
    looks = [
        Look(
            (pattern and hatching.get("fgcolor")) or each or ink,
            str(symbol or ""),
            trace.get("opacity", 1) * part,
            pattern,
        )
        for each, symbol, part, pattern in zip(*(each_of(look, max(1, count)) for look in given))
    ]
    mode = trace.get("mode") or ("lines+markers" if count < 20 else "lines")
    filled = trace.get("fill", "none") != "none" or bool(trace.get("stackgroup"))
    data = {key: trace.get(key, _counted(trace, key, count)) for key in "xy"} | {"mode": mode}
    texts = _texts(trace | data, count)
    # a sign in a colour of its own keeps it
    signs = [run for text in texts for run in runs(text) if run.colour and len(run.text) == 1]
    # a trace that tells something in words: the place where it stands is no value
    words = mode == "text" or trace.get("meta") == WORDS
    return data | {
        "ink": ink,
        "looks": looks,
        "seen": "lines" in mode and line.get("width", 2) > 0,
        "filled": filled,
        "joined": "lines" in mode or filled,
        "shape": line.get("shape", "linear"),
        "texts": [
            "\n".join(" ".join(line.split()) for line in plain(text).split("\n")) for text in texts
        ],
        "signs": {run.text: run.colour for run in signs},
        "wordy": trace["type"] == "scatter" and words,
    }


def _counted(trace: dict, key: str, count: int) -> list:
    step = trace.get(f"d{key}", 1)
    return [trace.get(f"{key}0", 0) + step * number for number in range(count)]


def _texts(trace: dict, count: int) -> list[str]:
    """Give the label at each point as Plotly has it, "" where there is none."""
    mute = trace["type"] == "scatter" and "text" not in trace["mode"]
    if mute or trace.get("textposition") == "none":
        return [""] * count
    template = trace.get("texttemplate") or "%{text}"
    named = trace | {"value": trace["x" if trace.get("orientation") == "h" else "y"]}
    pattern = re.compile(r"%\{(\w+)(?::([^}]*))?\}")
    each = {part[1]: each_of(named.get(part[1]), count) for part in pattern.finditer(template)}
    return [
        pattern.sub(lambda part, i=i: said_of(each[part[1]][i], part[2]), template)
        for i in range(count)
    ]


def said_of(value: object, form: str | None = "") -> str:
    """Write a value as the figure does; where Plotly would shorten a number ("10M") it stays whole."""
    if not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    value = _whole(value)
    return f"{value:,}" if not form or form.endswith("s") else format(value, form)


def _merged(base: Any, own: Any) -> Any:
    """Lay one nested dictionary over another."""
    if not isinstance(base, dict) or not isinstance(own, dict):
        return own
    return base | own | {key: _merged(base[key], own[key]) for key in base.keys() & own.keys()}


def each_of(value: object, count: int) -> list:
    """Give one value per point of a property that is one value or many."""
    return (value + [None] * count)[:count] if isinstance(value, list) else [value] * count


def day_of(value: object) -> Any:
    """Read a time from what Plotly takes for one; Plotly, too, leaves out the time zone."""
    if isinstance(value, str):
        dated = re.fullmatch(r"(\d{4}-\d\d(-\d\d([T ][\d:.]+)?)?)(Z|[+-]\d\d:?\d\d)?", value)
        value = dated[1] if dated else None
    return pd.Timestamp(value).to_pydatetime() if isinstance(value, str | dt.date) else None


def serial_of(value: object) -> Any:
    """Give a time as spreadsheets count it, in days; a number stays."""
    day = day_of(value)
    days = (day - DAY_ZERO) / dt.timedelta(days=1) if day else value
    return _whole(days) if isinstance(days, float) else days


def kind_of(values: list, axis: dict) -> str:
    """Say whether values are numbers, dates or categories on this axis, as Plotly would."""
    known = [value for value in values if value is not None]
    if axis.get("type") == "category" or not known:
        return "category"
    if all(map(is_number, known)):
        return "number"
    return "date" if all(map(day_of, known)) else "category"


def order_of(pairs: list[tuple], axis: dict) -> list:
    """Order places as Plotly does, by the places and values of all traces; years without a bar keep theirs."""
    sums: dict = {}
    for place, value in pairs:
        sums[place] = sums.get(place, 0) + (value or 0)
    places = [place for place in sums if place is not None]
    kind = kind_of(places, axis)
    if kind == "number" and max(places) - min(places) < 60 and all(x == int(x) for x in places):
        return list(range(int(min(places)), int(max(places)) + 1))
    if kind != "category":
        return sorted(places, key=serial_of)
    rule, _, direction = axis.get("categoryorder", "").partition(" ")
    if direction:
        key: Any = str if rule == "category" else sums.get
        return sorted(places, key=key, reverse=direction == "descending")
    given = [value for value in axis.get("categoryarray") or [] if value in sums]
    return list(dict.fromkeys(given + places))


def label_of(value: object, axis: dict) -> str:
    """Give the text that stands at a category."""
    return plain(_named(value, axis)).replace("\u00a0", " ").strip()


def is_bold(value: object, axis: dict) -> bool:
    """Say whether the text at a category is a heading."""
    return all(run.bold for run in runs(_named(value, axis)))


def _named(value: object, axis: dict) -> str:
    names = dict(zip(axis.get("tickvals") or [], axis.get("ticktext") or []))
    return str(names.get(value, value))


def axis_title(axis: dict) -> str:
    """Give the title of an axis as plain text."""
    return " ".join(plain(axis.get("title", {}).get("text")).split())


def is_turned(axis: dict) -> bool:
    """Say whether an axis runs backwards."""
    first, last = map(serial_of, axis.get("range") or (0, 1))
    return str(axis.get("autorange")).endswith("reversed") or first > last


def notes_of(layout: dict) -> list[dict]:
    """Give the annotations of a figure without the lines at its foot, as plain text."""
    return [
        note | {"text": " ".join(plain(note["text"]).split())}
        for note in layout.get("annotations", [])
        if note.get("name") != FOOT and note.get("text")
    ]
