"""What becomes of many figures on slides, as a text to be read: ``make said`` writes it anew.

A test holds it against what becomes of them now.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import decks
import oracle
import plotly.graph_objects as go
from pptx import Presentation

import plotly_pptx
from plotly_pptx.content import content_of
from plotly_pptx.plans import plan

STORED = Path(__file__).parent / "figures.md"
KINDS = (
    (oracle.bars, oracle.BARS, 40),
    (oracle.lines, oracle.LINES, 40),
    (oracle.pies, oracle.PIES, 12),
)


def figures() -> dict[str, go.Figure]:
    """Give figures of every kind by what they are; other ones than those that a browser draws."""
    found = decks.bare_figures()
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


def all_that_becomes_of_figures() -> str:
    """Give the reason why a figure is no native chart, else what stands in it."""
    every = figures()
    reasons = {name: plan(figure, 900, 400).reason for name, figure in every.items()}
    native = {name: figure for name, figure in every.items() if not reasons[name]}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.pptx"
        plotly_pptx.save(native.values(), path)
        slides = dict(zip(native, Presentation(path).slides, strict=True))
    lines = ["# What becomes of figures", "", "Written by `make said`."]
    for name, reason in reasons.items():
        lines += ["", f"## {name}", ""]
        lines += [f"A picture: {reason}"] if reason else lines_of(slides[name])
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    STORED.write_text(all_that_becomes_of_figures(), encoding="utf-8")
