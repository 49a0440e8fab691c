"""What becomes of many figures on slides, as a text to be read: ``make said`` writes it anew.

A test holds it against what becomes of them now.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import decks
import oracle
import plotly.graph_objects as go
from lxml import etree
from pptx import Presentation

import plotly_pptx
from plotly_pptx.content import content_of
from plotly_pptx.plans import plan

WHOLE = {
    "per cent",
    "hours",
    "a matrix without its scale",
    "a pie: {'textinfo': 'label', 'hole': 0.02}",
}
STORED = Path(__file__).parent / "figures.md"
KINDS = (
    (oracle.bars, oracle.BARS, 40),
    (oracle.lines, oracle.LINES, 40),
    (oracle.pies, oracle.PIES, 12),
)
UP = {"x": ["a", "b"], "y": [1, 2]}
AREA = {"fill": "tozeroy"} | UP
PER_CENT = {"barmode": "stack", "barnorm": "percent"}
PILE = {"stackgroup": "one"} | UP
ODD = {  # one for each thing that no native chart shows
    "a scale colours": go.Figure(go.Bar(**UP, marker={"color": [1, 2]})),
    "a scale of a matrix": go.Figure(go.Heatmap(z=[[1, 2]])),
    "a matrix without its scale": go.Figure(go.Heatmap(z=[[1, 2]], showscale=False)),
    "two kinds": go.Figure([go.Heatmap(z=[[1]]), go.Table()]),
    "places shared": go.Figure([go.Bar(**UP, offsetgroup=group) for group in "aab"]),
    "stacks side by side": go.Figure(
        [go.Bar(**UP, offsetgroup=group) for group in "ab"], {"barmode": "stack"}
    ),
    "shapes": go.Figure(go.Bar(**UP), {"shapes": [{"type": "line", "x0": 0, "y0": 0}]}),
    "two stacks": go.Figure([go.Scatter(**PILE), go.Scatter(**PILE | {"stackgroup": "two"})]),
    "a stack sideways": go.Figure(go.Scatter(**PILE, orientation="h")),
    "stacks apart": go.Figure([go.Scatter(**PILE), go.Scatter(**PILE | {"x": ["c", "d"]})]),
    "areas with gaps": go.Figure(go.Scatter(**AREA | {"x": ["a", "b", "c"], "y": [1, None, 2]})),
    "logarithmic areas": go.Figure(go.Scatter(**AREA), {"yaxis": {"type": "log"}}),
    "logarithmic bars": go.Figure(go.Bar(**UP), {"yaxis": {"type": "log"}}),
    "logarithmic zero": go.Figure(go.Scatter(x=[1, 2], y=[0, 1]), {"yaxis": {"type": "log"}}),
    "a range of names": go.Figure(go.Bar(**UP), {"xaxis": {"range": [0, 1]}}),
    "names on two levels": go.Figure(go.Bar(**UP | {"x": [["2023", "2024"], ["a", "b"]]})),
    "early days": go.Figure(go.Scatter(x=["1815-06-18", "1815-06-19"], y=[1, 2])),
    "unequal steps": go.Figure(go.Bar(**UP), {"yaxis": {"tickvals": [0, 1, 5]}}),
    "names for numbers": go.Figure(go.Bar(**UP), {"yaxis": {"ticktext": ["no"], "tickvals": [0]}}),
    "lengths backwards": go.Figure(go.Bar(**UP), {"yaxis": {"autorange": "reversed"}}),
    "without end": go.Figure(go.Bar(x=["a", "b"], y=[1, float("inf")])),
    "per cent": go.Figure([go.Bar(**UP), go.Bar(**UP)], PER_CENT),
    "per cent of nothing": go.Figure([go.Bar(**UP | {"y": [1, 0]})] * 2, PER_CENT),
    "one of two is shown": go.Figure([go.Bar(**UP), go.Bar(**UP, visible="legendonly")]),
    "lying lengths as labels": go.Figure(
        go.Bar(x=[1, 2], y=["a", "b"], orientation="h", texttemplate="%{value}")
    ),
    "hours": go.Figure(go.Scatter(x=["2024-01-01T06:00", "2024-01-01T18:00"], y=[1, 2])),
    "no marks": go.Figure(layout={"annotations": [{"text": "Nothing is known"}]}),
}
SLICES = {"labels": ["a", "b", "c"], "values": [1, 3, 2]}
ODD |= {  # and pies in all that may stand at them
    f"a pie: {more}": go.Figure(go.Pie(**SLICES | more))
    for more in (
        {"textinfo": "none"},
        {"textinfo": "text"},
        {"text": ["x", "y", "z"]},
        {"textinfo": "value+percent", "showlegend": False},
        {"textinfo": "label", "hole": 0.02},
        {"hole": 0.97, "name": "Share"},
        {"values": [1, -1, 2]},
        {"values": None},
    )
}
ODD["a pie without a key"] = go.Figure(go.Pie(**SLICES), {"showlegend": False})


def figures() -> dict[str, go.Figure]:
    """Give figures of every kind by what they are; other ones than those that a browser draws."""
    found = decks.bare_figures() | ODD
    for make, options, count in KINDS:
        for chosen in oracle.choices(options, count, seed=5):
            told = ", ".join(f"{name}={value}" for name, value in chosen.items())
            found[f"{make.__name__}: {told}"] = make(chosen)
    return found


def lines_of(slide: object) -> Iterator[str]:
    """Give what stands on a slide: numbers, labels, names, places."""
    for path, value in content_of(slide, "").items():
        written = f"{value:.6g}" if isinstance(value, float) else value
        yield f"- {' / '.join(map(str, path))}: {written}"
    for chart in decks.charts_on(slide):
        looks = chart._chartSpace.xpath(
            ".//c:holeSize | .//c:firstSliceAng | .//c:dLbls[1]/*[@val]"
        )
        yield from dict.fromkeys(
            f"- {etree.QName(one).localname}: {one.get('val')}" for one in looks
        )


def all_that_becomes_of_figures() -> str:
    """Give the reason why a figure is no native chart, else what stands in it; of some the whole chart."""
    every = figures()
    reasons = {name: plan(figure, 900, 400).reason for name, figure in every.items()}
    native = {name: figure for name, figure in every.items() if not reasons[name]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.pptx"
        plotly_pptx.save(native.values(), path)
        slides = dict(zip(native, Presentation(path).slides, strict=True))
    lines = ["# What becomes of figures", "", "Written by `make said`."]
    whole = decks.bare_figures().keys() | WHOLE
    for name, reason in reasons.items():
        lines += ["", f"## {name}", ""]
        lines += [f"A picture: {reason}"] if reason else lines_of(slides[name])
        for chart in decks.charts_on(slides[name]) if not reason and name in whole else ():
            lines += ["", etree.tostring(chart._chartSpace, encoding=str, pretty_print=True)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    STORED.write_text(all_that_becomes_of_figures(), encoding="utf-8")
