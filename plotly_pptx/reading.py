"""A Plotly figure as plain dictionaries: with what its template adds, and values as Plotly takes them."""

import base64
import datetime as dt
import re
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeGuard, cast

import numpy as np
import pandas as pd
import plotly.colors
import plotly.graph_objects as go

from .letters import FOOT, WORDS, in_line, plain, runs

PART = re.compile(r"%\{(\w+):?([^}]*)\}")  # of a label's template
TOLD = "text", "value", "x", "y"  # by the labels of points
FORM = re.compile(r",?((\.\d+)?[f%]|d?)|.*s")  # of a number in it
NUMBER = r"\s*[-+]?\d+(\.\d*)?(e[-+]?\d+)?\s*"
Traces = list[dict]
DAY_ZERO = dt.datetime(1899, 12, 30)  # of the spreadsheets' calendar


class Given(dict):
    """What a figure says, part by part; what it leaves open is empty."""

    def __missing__(self, name: object) -> "Given":
        return Given()

    def __or__(self, more: Any) -> Any:
        return Given({**self, **more})


class NotNative(Exception):  # noqa: N818 (a reason, no error)
    """Why a figure cannot be a native chart."""


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
            return Given((name, plain_values(value)) for name, value in data.items())
        shape = [int(side) for side in str(data.get("shape", "-1")).split(",")]
        data = np.frombuffer(base64.b64decode(data["bdata"]), data["dtype"]).reshape(shape)
    if isinstance(data, np.ndarray) and data.dtype.kind == "M":
        data = data.astype("M8[us]")  # finer ones are no times to Python
    if isinstance(data, np.ndarray | np.generic):
        data = data.tolist()
    if isinstance(data, list | tuple):
        return [plain_values(item) for item in data]
    return None if pd.isna(data) else data


def present(values: Iterable) -> list:
    """Give the values that are there."""
    return [value for value in values if value is not None]


def is_number(value: object) -> TypeGuard[float]:
    """Say whether a value is a number; Python takes true and false for numbers too."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def merged_figure(figure: go.Figure) -> tuple[Traces, dict]:
    """Give the traces that are drawn, and the layout, as plain dictionaries with what the template adds."""
    layout = plain_values(figure.layout.to_plotly_json())
    template = layout.pop("template", Given())
    base = Given(barmode="group", colorway=plotly.colors.qualitative.D3)
    base |= {"xaxis": Given(visible=True), "yaxis": Given(visible=True)}
    traces = []
    for number, trace in enumerate(figure.data):
        own = plain_values(trace.to_plotly_json())
        if own["visible"] == "legendonly":
            raise NotNative(
                "the figure has a trace that is hidden until its name in the key is clicked"
            )
        own["type"] = own["type"].replace("scattergl", "scatter")
        own = _merged((template["data"][own["type"]] or [Given()])[0], own)
        keyed = len(figure.data) > 1 and own.get("showlegend", True)
        own |= {"number": number, "name": plain(own.get("name", f"trace {number}" * keyed))}
        if own["type"] == "bar" and "x" in own and "y" not in own:
            own.setdefault("orientation", "h")
        traces += [own] * (own.get("visible", True) is True)
    return traces, _merged(base, _merged(template["layout"], layout))


def read_figure(traces: Traces, layout: dict) -> None:
    """Read the values of each trace as Plotly takes them, the look and the label of each point, and the kind of each axis."""
    colours = layout["colorway"]
    for key in "xy":
        _as_typed([trace for trace in traces if trace[key]], key, layout)
    for trace in traces:
        if trace["type"] in ("bar", "scatter"):
            trace |= points_of(trace, colours[trace["number"] % len(colours)])
    for key in "xy":
        axis = layout[f"{key}axis"]
        values = present(value for trace in traces for value in trace[key])
        axis["kind"] = "category"
        if values and axis["type"] != "category":
            if all(map(is_number, values)):
                axis["kind"] = "number"
            elif all(map(day_of, values)):
                axis["kind"] = "date"


def _as_typed(traces: Traces, key: str, layout: dict) -> None:
    """Take numbers for what reads like numbers, and times for milliseconds on an axis of dates."""
    axis = layout[f"{key}axis"]
    if axis["autorange"]:
        axis.pop("range", None)  # Plotly takes no notice of it
    if axis["tickvals"]:
        axis |= dict.fromkeys(["dtick", "tickprefix", "ticksuffix"])  # nor of these
    kind = axis["type"] or "-"
    strict = "strict" in (axis["autotypenumbers"], layout["autotypenumbers"])
    if kind == "category" or kind == "-" and strict:
        return
    read = _moment if kind == "date" else _number
    typed = [[read(value) for value in trace[key]] for trace in traces]
    if kind == "date" or not any(isinstance(value, str) for values in typed for value in values):
        axis |= {part: [*map(read, axis[part])] for part in ("range", "tickvals") if axis[part]}
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
    return dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=value) if is_number(value) else value


def points_of(trace: dict, colour: str) -> dict:
    """Give places, looks and labels of the points of bars and lines."""
    count = min((len(trace[key]) for key in "xy" if key in trace), default=0)
    marker, line = trace["marker"], trace["line"]
    own = marker["color"]
    hatching = marker["pattern"]
    given = own, marker.get("symbol"), marker.get("opacity"), hatching.get("shape")
    ink = line["color"] or (own if isinstance(own, str) else colour)
    looks = [
        Look(
            (pattern and hatching["fgcolor"]) or each or ink,
            str(symbol or ""),
            trace.get("opacity", 1) * (1 if part is None else part),
            pattern,
        )
        for each, symbol, part, pattern in zip(*(each_of(look, max(1, count)) for look in given))
    ]
    mode = trace["mode"] or ("lines+markers" if count < 20 else "lines")
    filled = trace.get("fill", "none") != "none" or bool(trace["stackgroup"])
    data: dict = {"mode": mode}
    for key in "xy":
        start, step = trace[f"{key}0"] or 0, trace[f"d{key}"] or 1
        data[key] = trace.get(key, [start + step * i for i in range(count)])[:count]
    texts = _texts(trace | data, count)
    # a sign in a colour of its own keeps it
    signs = [run for text in texts for run in runs(text) if run.colour and len(run.text) == 1]
    # a trace that tells something in words: the place where it stands is no value
    words = mode == "text" or trace["meta"] == WORDS
    return data | {
        "ink": ink,
        "looks": looks,
        "seen": "lines" in mode and line.get("width", 2) > 0,
        "filled": filled,
        "joined": "lines" in mode or filled,
        "shape": line["shape"] or "linear",
        "texts": ["\n".join(map(in_line, plain(text).split("\n"))) for text in texts],
        "signs": {run.text: run.colour for run in signs},
        "wordy": trace["type"] == "scatter" and words,
    }


def _texts(trace: dict, count: int) -> list[str]:
    """Give the label at each point as Plotly has it, "" where there is none."""
    mute = trace["type"] == "scatter" and "text" not in trace["mode"]
    if mute or trace["textposition"] == "none":
        return [""] * count
    template = trace["texttemplate"] or "%{text}"
    named = trace | {"value": trace["x" if trace["orientation"] == "h" else "y"]}
    columns = (each_of(named.get(name), count) for name in TOLD)
    return [filled_in(template, dict(zip(TOLD, row))) for row in zip(*columns)]


def filled_in(template: str, values: dict) -> str:
    """Write a label as its template says; where Plotly would shorten a number ("10M") it stays whole."""

    def said(part: re.Match) -> str:
        name, form = part.groups()
        if name not in values or not FORM.fullmatch(form):
            raise NotNative(f"the figure has labels that say {part[0]}")
        value = values[name]
        if not is_number(value) or name == "text" and not form:
            return said_of(value)
        return format(_whole(value), re.sub("^$|.*s$", ",", form).replace("d", ".0f"))

    return PART.sub(said, template)


def said_of(value: object) -> str:
    """Write a value as it is."""
    return "" if value is None else str(_whole(value) if isinstance(value, float) else value)


def _merged(base: Any, own: Any) -> Any:
    """Lay one nested dictionary over another."""
    if not isinstance(base, dict) or not isinstance(own, dict):
        return own
    return base | {key: _merged(base[key], value) for key, value in own.items()}


def each_of(value: object, count: int) -> list:
    """Give one value per point of a property that is one value or many."""
    return (value + [None] * count)[:count] if isinstance(value, list) else [value] * count


def day_of(value: object) -> dt.datetime | None:
    """Read a time from what Plotly takes for one; Plotly, too, leaves out the time zone."""
    if isinstance(value, str):
        dated = re.fullmatch(r"(\d{4}-\d\d(-\d\d([T ][\d:.]+)?)?)(Z|[+-]\d\d:?\d\d)?", value)
        value = dated[1] if dated else None
    return pd.Timestamp(value).to_pydatetime() if isinstance(value, str | dt.date) else None


def moment_of(value: object) -> dt.datetime:
    """Read what is known to be a time."""
    return cast(dt.datetime, day_of(value))


def serial_of(value: Any) -> float:
    """Give a time as spreadsheets count it, in days; a number stays."""
    day = day_of(value)
    return _whole((day - DAY_ZERO) / dt.timedelta(days=1) if day else value)


def order_of(pairs: Iterable[tuple], axis: dict) -> list:
    """Order places as Plotly does, by the places and values of all traces; what is between them keeps its place."""
    sums: dict = {}
    for place, value in pairs:
        sums[place] = sums.get(place, 0) + (value if is_number(value) else 0)
    places = present(sums)
    if axis["kind"] == "number":
        first, last = min(places), max(places)
        if last - first > 20 * len(places) or any(place % 1 for place in places):
            raise NotNative("the figure has bars at numbers that are far apart or not whole")
        return [*range(int(first), int(last) + 1)]
    if axis["kind"] == "date":
        return sorted(places, key=serial_of)
    rule, _, direction = axis.get("categoryorder", "array").partition(" ")
    if direction:
        key: Any = str if rule == "category" else sums.get
        return sorted(places, key=key, reverse=direction == "descending")
    order = [*dict.fromkeys([*axis["categoryarray"], *places] if rule == "array" else places)]
    for end in (0, -1):  # empty places are seen between others alone
        while order and order[end] not in sums:
            del order[end]
    return order


def even(places: list, start: float) -> bool:
    """Say whether numbers go up from a start in equal steps."""
    rising = all(map(is_number, places)) and places[-1] > start
    return rising and np.allclose(places, np.linspace(start, places[-1], len(places)))


def label_of(value: object, axis: dict) -> str:
    """Give the text that stands at a category."""
    name = f"{axis['tickprefix'] or ''}{_named(value, axis)}{axis['ticksuffix'] or ''}"
    return plain(name).replace("\u00a0", " ").strip()


def is_bold(value: object, axis: dict) -> bool:
    """Say whether the text at a category is a heading."""
    return all(run.bold for run in runs(_named(value, axis)))


def _named(value: object, axis: dict) -> str:
    names = dict(zip(axis["tickvals"], axis["ticktext"] or axis["tickvals"]))
    form = axis["tickformat"]
    kind = axis["kind"]
    if names and value not in names:
        raise NotNative("the figure has an axis that names only some of its places")
    if axis["ticktext"] or not form or kind == "category":
        return said_of(names.get(value, value))
    if kind == "number":
        return filled_in(f"%{{value:{form}}}", {"value": value})
    day = moment_of(value)
    return day.strftime(form.replace("%-d", str(day.day)))


def axis_title(axis: dict) -> str:
    """Give the title of an axis as plain text."""
    return in_line(plain(axis["title"]["text"]))


def is_turned(axis: dict) -> bool:
    """Say whether an axis runs backwards."""
    first, last = map(serial_of, axis["range"] or (0, 1))
    return str(axis["autorange"]).endswith("reversed") or first > last


def notes_of(layout: dict) -> Traces:
    """Give the annotations of a figure without the lines at its foot, as plain text."""
    return [
        note | {"text": in_line(plain(note["text"]))}
        for own in layout["annotations"]
        for note in [layout["annotationdefaults"] | own]
        if note["name"] != FOOT and note["text"] and note.get("visible", True)
    ]
