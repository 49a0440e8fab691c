"""The list of what the converter understands in a figure; anything else makes the figure a picture.

A name stands for a property of a trace, of the layout or of an axis. Beside it stands what is understood:
``ANY``, some values, a test, or a list of the same kind for the properties within. Properties that leave no
trace in a still picture (hover, clicks, ids) are in ``UNSEEN``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

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
ORDERS = [f"{what} {way}ending" for what in ("category", "total") for way in ("asc", "desc")]


def _symbol(value: object) -> bool:
    names = value if isinstance(value, list) else [value]
    return {str(name).removesuffix("-open") for name in names} <= SYMBOLS.keys()


def one(value: object) -> bool:
    """Say whether a property is one value for all points."""
    return not isinstance(value, list)


def _known(names: str, /, **more: object) -> dict[str, object]:
    """List properties that are understood whatever they are, and others with what is."""
    return dict.fromkeys(names.split(), ANY) | more


def _number(value: object) -> bool:
    return isinstance(value, int | float)


_ERRORS = _known(
    "array arrayminus symmetric color thickness width visible copy_ystyle traceref tracerefminus",
    type=("data",),
)
_WHOLE = ([0, 1], [0.0, 1.0])
_DOMAIN = {"x": _WHOLE, "y": _WHOLE}
_TEXT = _known(
    "text texttemplate textfont name type showlegend visible orientation x y dx dy cliponaxis",
    opacity=one,
    xaxis=("x",),
    yaxis=("y",),
    x0=_number,
    y0=_number,
    error_x=_ERRORS,
    error_y=_ERRORS,
    legend=("legend",),
)
_PATTERN = _known(
    "shape size solidity fillmode fgopacity", fgcolor=one, bgcolor=("white", "#ffffff", "#FFFFFF")
)
_MARKER = _known(  # colours from a scale are refused by their numbers
    "color opacity sizemode sizeref colorbar coloraxis",
    size=one,
    line={"color": one, "width": one},
)
UNDERSTOOD: dict[str, dict[str, Any]] = {
    "bar": _TEXT
    | _known(
        "base offsetgroup insidetextanchor insidetextfont outsidetextfont constraintext",
        textposition=("inside", "outside", "auto", "none"),
        textangle=(0,),
        marker=_MARKER | {"pattern": _PATTERN},
    ),
    "scatter": _TEXT
    | _known(
        "mode textposition stackgroup",
        marker=_MARKER | {"symbol": _symbol, "maxdisplayed": (0,)},
        line=_known(
            "simplify",
            color=one,
            width=one,
            dash=("solid", "dot", "dash", "longdash", "dashdot"),
            shape=("linear", "hv", "spline"),
        ),
        fillpattern=_PATTERN,
        connectgaps=(False,),
        fill=("none", "tozeroy", "tonexty"),
        fillcolor=one,
    ),
    "heatmap": _TEXT
    | _known(
        "z zmin zmax zauto zmid colorscale coloraxis reversescale autocolorscale showscale xgap "
        "ygap hoverongaps colorbar",
        transpose=(False,),
        zsmooth=(False,),
    ),
    "pie": _TEXT
    | _known(
        "labels values textinfo textposition sort direction rotation hole automargin "
        "insidetextorientation outsidetextfont insidetextfont",
        marker=_known("colors line"),
        texttemplate=("",),
        domain=_DOMAIN,
    ),
    "table": _known(
        "type name visible columnwidth",
        domain=_DOMAIN,
        header=(part := _known("values align fill font line height")),
        cells=part,
    ),
    "layout": _known(
        "title annotations annotationdefaults colorway colorscale coloraxis font height width "
        "margin autosize minreducedwidth minreducedheight legend paper_bgcolor plot_bgcolor "
        "showlegend template meta bargap bargroupgap xaxis yaxis shapes shapedefaults "
        "autotypenumbers polar ternary scene geo mapbox map uniformtext piecolorway hidesources "
        "smith extendpiecolors metasrc",
        barmode=("group", "stack", "relative", "overlay"),
        barnorm=("", "percent"),
        separators=(".,",),
    ),
    "axis": _known(
        "title color showgrid gridcolor gridwidth griddash zeroline zerolinecolor zerolinewidth "
        "showline linecolor linewidth ticks ticklen tickwidth tickcolor tickfont tickangle "
        "automargin tick0 nticks tickprefix ticksuffix showticklabels visible categoryarray "
        "layer constraintoward position separatethousands exponentformat showexponent range "
        "minexponent ticklabelstep ticklabelposition ticklabelstandoff autotickangles dtick "
        "tickvals ticktext hoverformat autotypenumbers",
        type=("-", "linear", "log", "date", "category"),
        autorange=(True, False, "reversed"),
        rangemode=("normal", "tozero"),
        anchor=("x", "y"),
        domain=_WHOLE,
        side=("bottom", "left"),
        tickmode=("auto", "linear", "array"),
        tickformat=lambda form: isinstance(form, str),  # which ones, says the translation
        categoryorder=("trace", "array", *ORDERS),
        matches=("x", "y"),
        rangeslider={"visible": (False,)},
    ),
}
PLACES = _known("side scaleanchor scaleratio constrain constraintoward")  # nothing to a table


def unknown(traces: list[dict], layout: dict) -> Iterator[str]:
    """Name the properties and values of a figure that the list does not hold."""
    free = PLACES if {trace["type"] for trace in traces} == {"heatmap"} else {}
    axes = [key for key in sorted(layout) if re.fullmatch(r"[xy]axis\d*", key)]
    yield from _beyond(layout, UNDERSTOOD["layout"] | dict.fromkeys(axes, ANY), "the layout")
    if len(axes) > 2:
        yield "the figure has several panels or a second axis"
    for axis in axes:
        yield from _beyond(layout[axis], UNDERSTOOD["axis"] | free, f"the {axis}")
    for trace in traces:
        known = UNDERSTOOD.get(trace["type"])
        if known is None:
            yield f"no native chart is made of the kind {trace['type']}"
        else:
            yield from _beyond(trace, known, f"a {trace['type']} trace")


def _beyond(given: Mapping, known: Mapping[str, Any], where: str, path: str = "") -> Iterator[str]:
    """Walk through nested properties."""
    for name, value in given.items():
        allowed, whole = known.get(name), f"{path}{name}"
        if value is None or UNSEEN.fullmatch(name):
            continue
        if isinstance(value, Mapping) and isinstance(allowed, Mapping):
            yield from _beyond(value, allowed, where, f"{whole}.")
        elif not _fits(value, allowed):
            yield f"{where} has {whole} = {value!r:.40}, which is not understood"


def _fits(value: object, allowed: Any) -> bool:
    if allowed is ANY or callable(allowed):
        return allowed is ANY or bool(allowed(value))
    return any(value == right and type(value) is type(right) for right in allowed or ())
