"""What the converter understands in a figure, by the list in ``understood.toml``; anything else makes it a picture.

Properties that leave no trace in a still picture (hover, clicks, ids) are in ``UNSEEN``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .reading import Traces

LISTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
UNSEEN = re.compile(
    r"(hover.*|customdata.*|ids|uid|uirevision|meta.*|selected|unselected|legendgroup.*|legendrank"
    r"|legendwidth|selectionrevision|editrevision|datarevision|clickmode|dragmode|modebar.*|transition.*"
    r"|newselection.*|newshape.*|activeselection.*|activeshape.*|computed.*|spikedistance|stream.*"
    r"|showspikes|spike.*|fixedrange|alignmentgroup|zorder|number|.*src)"
)
NAMES = LISTS.pop("named")  # of what Plotly draws, as PowerPoint calls it
TESTS = LISTS.pop("tests") | {
    "symbol": rf"\[?(,? ?('({'|'.join(NAMES['symbols'])})(-open)?'|None))+\]?"  # one, or several
}


def unknown(traces: Traces, layout: dict) -> Iterator[str]:
    """Name the properties and values of a figure that the lists do not hold."""
    axes = [key for key in sorted(layout) if re.fullmatch(r"[xy]axis\d*", key)]
    kinds = [trace["type"] for trace in traces]
    for kind in kinds:
        if kind not in LISTS:
            yield f"no native chart is made of the kind {kind}"
    if len(axes) > 2:
        yield "the figure has several panels or a second axis"
    yield from _beyond(layout, "layout", "the layout")
    own = "free" if {*kinds} == {"heatmap"} else "axis"
    for axis in axes:
        yield from _beyond(layout[axis], own, f"the {axis}")
    for trace, kind in zip(traces, kinds):
        yield from _beyond(trace, kind, f"a {kind} trace")


def _beyond(given: Mapping, kind: str, where: str, path: str = "") -> Iterator[str]:
    """Walk through nested properties."""
    known = _known(kind)
    for name, value in given.items():
        right = known.get(name, [])
        if value is None or UNSEEN.fullmatch(name):
            continue
        if isinstance(value, Mapping) and str(right) in LISTS:
            yield from _beyond(value, right, where, f"{path}{name}.")
        elif not _fits(value, right):
            yield f"{where} has {path}{name} = {value!r:.40}, which is not understood"


def _known(kind: str) -> dict[str, Any]:
    """Give the properties in a list, and in the one that it is like, with what is understood of each."""
    own = LISTS[kind]
    like = _known(own["like"]) if "like" in own else {}
    return like | dict.fromkeys(own.get("any", "").split(), "anything") | own


def _fits(value: object, right: str | list) -> bool:
    if isinstance(right, str):
        return bool(re.fullmatch(TESTS.get(right, right), repr(value), re.S))
    return value in right
