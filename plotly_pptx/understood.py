"""The list of what the converter understands in a figure; anything else makes the figure a picture.

A name stands for a property of a trace, of the layout or of an axis, with dots between the levels. Beside
it stand the values that are understood: ``ANY``, a tuple of them, or a test. Properties that leave no trace
in a still picture (hover, clicks, ids) are in ``UNSEEN``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

ANY = object()
UNSEEN = re.compile(
    r"(hover.*|customdata.*|ids|uid|uirevision|meta.*|selected.*|unselected.*|legendgroup.*|legendrank"
    r"|legendwidth|selectionrevision|editrevision|datarevision|clickmode|dragmode|modebar.*|transition.*"
    r"|newselection.*|newshape.*|activeselection.*|activeshape.*|computed.*|spikedistance|stream.*"
    r"|showspikes|spike.*|fixedrange|alignmentgroup|zorder|number|.*src)"
)


SYMBOLS = {  # of Plotly's, those that PowerPoint has: as they are, and "-open"
    "": "circle",
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle-up": "triangle",
    "cross": "plus",
    "cross-thin": "plus",
    "x": "x",
    "x-thin": "x",
    "line-ew": "dash",
}


def _symbol(value: object) -> bool:
    return {str(name).removesuffix("-open") for name in np.atleast_1d(value)} <= SYMBOLS.keys()


def _any(names: str) -> dict[str, object]:
    return dict.fromkeys(names.split(), ANY)


def one(value: object) -> bool:
    """Say whether a property is one value for all points."""
    return np.ndim(value) == 0 and not (isinstance(value, Mapping) and "bdata" in value)


def _format(value: object) -> bool:
    return not value or isinstance(
        value, str
    )  # which ones are known is said where they are translated


_ERRORS = _any(
    "type array arrayminus value valueminus symmetric color thickness width visible copy_ystyle traceref tracerefminus"
)
_TEXT = {
    "text": ANY,
    "texttemplate": ANY,
    "textfont": ANY,
    "name": ANY,
    "type": ANY,
    "showlegend": ANY,
    "visible": ANY,
    "opacity": one,
    "orientation": ANY,
    "xaxis": ("x",),
    "yaxis": ("y",),
    "x": ANY,
    "y": ANY,
    "x0": lambda value: isinstance(value, int | float),
    "y0": lambda value: isinstance(value, int | float),
    "dx": ANY,
    "dy": ANY,
    "error_x": _ERRORS,
    "error_y": _ERRORS,
    "cliponaxis": ANY,
    "legend": ("legend",),
}
_PATTERN = {"shape": ANY, "size": ANY, "solidity": ANY, "fillmode": ANY, "fgopacity": ANY}
_PATTERN |= {"fgcolor": one, "bgcolor": lambda value: str(value).lower() in ("white", "#ffffff")}
_MARKER = {
    "marker.color": ANY,
    "marker.opacity": ANY,
    "marker.line.color": one,
    "marker.line.width": one,
    "marker.size": one,
    "marker.sizemode": ANY,
    "marker.sizeref": ANY,
    "marker.colorbar": ANY,
    "marker.coloraxis": ANY,  # colours from a scale are refused by their numbers
}
UNDERSTOOD: dict[str, dict[str, Any]] = {
    "bar": _TEXT
    | _MARKER
    | {f"marker.pattern.{name}": test for name, test in _PATTERN.items()}
    | {
        "base": ANY,
        "offsetgroup": ANY,
        "textposition": ("inside", "outside", "auto", "none"),
        "textangle": (0,),
        "insidetextanchor": ANY,
        "insidetextfont": ANY,
        "outsidetextfont": ANY,
        "constraintext": ANY,
    },
    "scatter": _TEXT
    | _MARKER
    | {f"fillpattern.{name}": test for name, test in _PATTERN.items()}
    | {
        "mode": ANY,
        "textposition": ANY,
        "marker.symbol": _symbol,
        "marker.maxdisplayed": (0,),
        "line.color": one,
        "line.width": one,
        "line.dash": ("solid", "dot", "dash", "longdash", "dashdot"),
        "line.shape": ("linear", "hv", "spline"),
        "line.simplify": ANY,
        "connectgaps": (False,),
        "fill": ("none", "tozeroy", "tonexty"),
        "fillcolor": one,
        "stackgroup": ANY,
    },
    "heatmap": _TEXT
    | _any(
        "z zmin zmax zauto zmid colorscale coloraxis reversescale autocolorscale showscale xgap "
        "ygap hoverongaps colorbar"
    )
    | {"transpose": (False,), "zsmooth": (False,)},
    "pie": _TEXT
    | {
        "labels": ANY,
        "values": ANY,
        "marker.colors": ANY,
        "marker.line": ANY,
        "textinfo": ANY,
        "texttemplate": ("",),
        "textposition": ANY,
        "sort": ANY,
        "direction": ANY,
        "rotation": ANY,
        "hole": ANY,
        "automargin": ANY,
        "domain": {"x": ([0, 1], [0.0, 1.0]), "y": ([0, 1], [0.0, 1.0])},
        "insidetextorientation": ANY,
        "outsidetextfont": ANY,
        "insidetextfont": ANY,
    },
    "table": {
        "type": ANY,
        "name": ANY,
        "visible": ANY,
        "domain": {"x": ([0, 1], [0.0, 1.0]), "y": ([0, 1], [0.0, 1.0])},
        "columnwidth": ANY,
        **{
            f"{part}.{name}": ANY
            for part in ("header", "cells")
            for name in ("values", "align", "fill", "font", "line", "height")
        },
    },
    "layout": _any(
        "title annotations annotationdefaults colorway colorscale coloraxis font height width "
        "margin autosize minreducedwidth minreducedheight legend paper_bgcolor plot_bgcolor "
        "showlegend template meta bargap bargroupgap xaxis yaxis shapes shapedefaults "
        "autotypenumbers polar ternary scene geo mapbox map uniformtext piecolorway hidesources "
        "smith extendpiecolors metasrc"
    )
    | {
        "barmode": ("group", "stack", "relative", "overlay"),
        "barnorm": ("", "percent"),
        "separators": (".,",),
    },
    "axis": _any(
        "title color showgrid gridcolor gridwidth griddash zeroline zerolinecolor zerolinewidth "
        "showline linecolor linewidth ticks ticklen tickwidth tickcolor tickfont tickangle "
        "automargin tick0 nticks tickprefix ticksuffix showticklabels visible categoryarray "
        "layer constraintoward position separatethousands exponentformat showexponent "
        "minexponent ticklabelstep ticklabelposition ticklabelstandoff autotickangles dtick tickvals ticktext"
    )
    | {
        "type": ("-", "linear", "log", "date", "category"),
        "autorange": (True, False, "reversed"),
        "range": ANY,
        "rangemode": ("normal", "tozero"),
        "anchor": ("x", "y"),
        "domain": ([0, 1], [0.0, 1.0]),
        "side": ("bottom", "left"),
        "tickmode": ("auto", "linear", "array"),
        "tickformat": _format,
        "hoverformat": ANY,
        "categoryorder": (
            "trace",
            "array",
            "category ascending",
            "category descending",
            "total ascending",
            "total descending",
        ),
        "matches": ("x", "y"),
        "rangeslider": {"visible": (False,)},
        "autotypenumbers": ANY,
    },
}


PLACES = _any(
    "side scaleanchor scaleratio constrain constraintoward"
)  # nothing to a table or to tiles


def unknown(traces: list[dict], layout: dict) -> Iterator[str]:
    """Name the properties and values of a figure that the list does not hold."""
    yield from _beyond(layout, UNDERSTOOD["layout"], "", "the layout")
    hidden = all(layout.get(f"{key}axis", {}).get("visible") is False for key in "xy")
    free = PLACES if hidden or {trace["type"] for trace in traces} == {"heatmap"} else {}
    axes = sorted(key for key in layout if re.fullmatch(r"[xy]axis\d*", key))
    if any(axis[5:] for axis in axes):
        yield "the figure has several panels or a second axis"
    for axis in axes:
        yield from _beyond(layout[axis], UNDERSTOOD["axis"] | free, "", f"the {axis}")
    for trace in traces:
        known = UNDERSTOOD.get(trace["type"])
        if known is None:
            yield f"no native chart is made of the kind {trace['type']}"
        else:
            yield from _beyond(trace, known, "", f"a {trace['type']} trace")


def _beyond(given: Mapping, known: Mapping[str, Any], path: str, where: str) -> Iterator[str]:
    """Walk through nested properties."""
    for name, value in given.items():
        whole = f"{path}{name}"
        inner = any(key.startswith(f"{whole}.") for key in known)
        if (
            value is None
            or UNSEEN.fullmatch(name)
            or where == "the layout"
            and re.fullmatch(r"[xy]axis\d+", name)
        ):
            continue
        allowed = known.get(whole)
        if (
            isinstance(value, Mapping)
            and "bdata" not in value
            and (inner or isinstance(allowed, Mapping))
        ):
            beyond = known if inner else allowed
            yield from _beyond(value, beyond, f"{whole}." if inner else "", where)
        elif not _fits(value, allowed):
            shown = value.tolist() if isinstance(value, np.ndarray) else value
            yield f"{where} has {whole} = {shown!r:.40}, which is not understood"


def _fits(value: object, allowed: Any) -> bool:
    if allowed is ANY:
        return True
    if callable(allowed):
        return bool(allowed(value))
    plain = value.tolist() if isinstance(value, np.ndarray) else value
    plain = list(plain) if isinstance(plain, tuple) else plain
    return allowed is not None and any(
        plain == right and type(plain) is type(right) for right in allowed
    )
