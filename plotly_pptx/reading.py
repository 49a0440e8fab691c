"""A Plotly figure as plain dictionaries: with what its template adds, and values as Plotly takes them."""

from __future__ import annotations

import base64
import datetime as dt
import math
import re

import numpy as np
import pandas as pd
import plotly.colors
import plotly.graph_objects as go

from .letters import FOOT, WORDS, plain

DAY_ZERO = dt.datetime(1899, 12, 30)  # of the spreadsheets' calendar


def plain_values(data: object) -> object:
    """Give plain numbers, texts and times from what Plotly keeps; a gap is None."""
    if isinstance(data, dict) and "bdata" in data:
        shape = [int(side) for side in str(data.get("shape", "-1")).split(",")]
        data = np.frombuffer(base64.b64decode(data["bdata"]), data["dtype"]).reshape(shape)
    if isinstance(data, np.ndarray) and data.dtype.kind == "M":
        data = list(pd.to_datetime(data).to_pydatetime())
    if isinstance(data, (list, tuple, np.ndarray)):
        return [plain_values(item) for item in data]
    data = data.item() if isinstance(data, np.generic) else data
    return (
        None
        if data is None or data is pd.NaT or isinstance(data, float) and math.isnan(data)
        else data
    )


def read_figure(figure: go.Figure) -> tuple[list[dict], dict]:
    """Give traces and layout as plain dictionaries, with what the template adds and the look of each point."""
    layout = figure.layout.to_plotly_json()
    template = layout.pop("template", {})
    layout = _merged(template.get("layout", {}), layout)
    colours, traces = layout.get("colorway") or plotly.colors.qualitative.Plotly, []
    for number, trace in enumerate(figure.data):
        own = trace.to_plotly_json()
        own["type"] = own["type"].replace("scattergl", "scatter")
        trace = _merged((template.get("data", {}).get(own["type"]) or [{}])[0], own)
        trace |= {
            key: plain_values(trace[key]) for key in {"x", "y", "z", "text", "base"} & trace.keys()
        }
        trace["name"] = plain(trace.get("name"))
        if trace["type"] in ("bar", "scatter"):
            count, marker = len(trace.get("x") or trace.get("y") or []), trace.get("marker", {})
            pattern, line = marker.get("pattern", {}).get("shape"), trace.get("line", {})
            looks = (marker.get("color"), marker.get("symbol"), marker.get("opacity", 1), pattern)
            colour, symbol, opacity, pattern = (each_of(look, max(1, count)) for look in looks)
            trace |= {key: trace.get(key) or list(range(count)) for key in "xy"}
            trace.setdefault("mode", "lines+markers" if count < 20 else "lines")
            one = (
                marker.get("color")
                if isinstance(marker.get("color"), str)
                else colours[number % len(colours)]
            )
            trace["ink"] = line.get("color") or one
            trace["colours"], trace["patterns"] = [own or trace["ink"] for own in colour], pattern
            trace["symbols"], trace["varied"] = (
                [str(own or "") for own in symbol],
                any(map(np.ndim, looks)),
            )
            trace["opaque"] = [trace.get("opacity", 1) * own for own in opacity]
            trace["seen"] = "lines" in trace["mode"] and line.get("width", 2) > 0
            trace["filled"] = trace.get("fill", "none") != "none" or bool(trace.get("stackgroup"))
            trace["texts"] = _texts(trace, count)
            # a trace that tells something in words: the place where it stands is no value
            trace["wordy"] = trace["type"] == "scatter" and (
                trace["mode"] == "text" or trace.get("meta") == WORDS
            )
        if trace.get("visible", True) is True:
            traces.append(trace)
    return traces, layout


def _texts(trace: dict, count: int) -> list[str]:
    """Give the label at each point, "" where there is none."""
    if (
        trace["type"] == "scatter"
        and "text" not in trace["mode"]
        or trace.get("textposition") == "none"
    ):
        return [""] * count
    template, of = (
        trace.get("texttemplate") or "%{text}",
        "x" if trace.get("orientation") == "h" else "y",
    )
    names = re.findall(r"%\{(\w+)", template)
    found = {name: each_of(trace.get(of if name == "value" else name), count) for name in names}
    texts = [
        re.sub(
            r"%\{(\w+)(?::([^}]*))?\}",
            lambda part, i=i: said_of(found[part[1]][i], part[2]),
            template,
        )
        for i in range(count)
    ]
    return ["\n".join(" ".join(line.split()) for line in plain(text).split("\n")) for text in texts]


def said_of(value: object, form: str | None = "") -> str:
    """Write a value as the figure does; where Plotly would shorten a number ("10M") it stays whole."""
    if not isinstance(value, (int, float)):
        return "" if value is None else str(value)
    value = int(value) if float(value).is_integer() else value
    return f"{value:,}" if not form or form.endswith("s") else format(value, form)


def _merged(base: dict, own: dict) -> dict:
    """Lay one nested dictionary over another."""
    both = {
        key
        for key in base.keys() & own.keys()
        if isinstance(base[key], dict) and isinstance(own[key], dict)
    }
    return base | own | {key: _merged(base[key], own[key]) for key in both}


def each_of(value: object, count: int) -> list:
    """Give one value per point of a property that is one value or many."""
    return (plain_values(value) + [None] * count)[:count] if np.ndim(value) else [value] * count


def day_of(value: object) -> dt.datetime | None:
    """Read a time from what Plotly takes for one."""
    if isinstance(value, str):
        dated = re.match(r"\d{4}-\d\d(-\d\d([T ][\d:.]+)?)?$", value)
        return pd.Timestamp(value).to_pydatetime() if dated else None
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    return value if isinstance(value, dt.datetime) else None


def serial_of(value: object) -> float | None:
    """Give a time as spreadsheets count it, in days; a number stays."""
    days = (day_of(value) - DAY_ZERO) / dt.timedelta(days=1) if day_of(value) else value
    return int(days) if isinstance(days, float) and days.is_integer() else days


def kind_of(values: list, axis: dict) -> str:
    """Say whether values are numbers, dates or categories on this axis, as Plotly would."""
    known = [value for value in values if value is not None]
    if axis.get("type") == "category" or not known:
        return "category"
    if all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in known):
        return "number"
    return "date" if all(map(day_of, known)) else "category"


def order_of(values: list, axis: dict, sums: dict) -> list:
    """Order categories as Plotly does."""
    values, rule = (
        list(dict.fromkeys(value for value in values if value is not None)),
        axis.get("categoryorder", ""),
    )
    kind, down = kind_of(values, axis), rule.endswith("descending")
    if kind == "number":
        low, high = math.floor(min(values)), math.ceil(max(values))
        whole = high - low < 60 and all(value == int(value) for value in values)
        return (
            list(range(low, high + 1)) if whole else sorted(values)
        )  # years without a bar keep their place
    if kind == "date" or rule.startswith("category"):
        return sorted(values, key=serial_of if kind == "date" else str, reverse=down)
    if rule.startswith("total"):
        return sorted(values, key=lambda value: sums.get(value, 0), reverse=down)
    given = plain_values(axis.get("categoryarray")) or []
    return [value for value in given if value in values] + [
        value for value in values if value not in given
    ]


def label_of(value: object, axis: dict) -> str:
    """Give the text that stands at a category."""
    named = dict(
        zip(plain_values(axis.get("tickvals")) or [], plain_values(axis.get("ticktext")) or [])
    )
    return plain(str(named.get(value, value))).replace("\u00a0", " ").strip()


def axis_title(axis: dict) -> str:
    """Give the title of an axis as plain text."""
    title = axis.get("title") or {}
    return " ".join(plain(title if isinstance(title, str) else title.get("text")).split())


def is_turned(axis: dict) -> bool:
    """Say whether an axis runs backwards."""
    ends = axis.get("range")
    return (
        str(axis.get("autorange")).endswith("reversed")
        or ends is not None
        and serial_of(ends[0]) > serial_of(ends[1])
    )


def notes_of(layout: dict) -> list[dict]:
    """Give the annotations of a figure without the lines at its foot, as plain text."""
    return [
        note | {"text": " ".join(plain(note["text"]).split())}
        for note in layout.get("annotations", [])
        if note.get("name") != FOOT and note.get("text")
    ]
