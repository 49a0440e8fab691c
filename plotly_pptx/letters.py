"""Text that Plotly and PowerPoint show: how wide it is, how it breaks and where it stands, how it is escaped and read back."""

import functools
import html
import re
import textwrap
from typing import NamedTuple

INK = "#1A1A1A"  # on a slide: the template's own colour of text
PAPER = "#FFFFFF"
# name of an annotation that is the foot of a picture: a slide has its own
FOOT = "plotly_pptx:foot"
WORDS = "plotly_pptx:words"  # meta of a trace whose places are no values: it only says something


def escape(text: object) -> str:
    """Make text from a table safe inside a Plotly string: it stays text, never HTML or a formula."""
    return html.escape(str(text), quote=False).replace("$", "&#36;")


class Run(NamedTuple):
    """A part of a text with one look."""

    text: str
    colour: str = ""
    bold: bool = False


TAG = re.compile(
    r"<(/?)(a|b|em|i|s|span|strong|sub|sup|u)(\s[^<>]*)?>"
)  # what Plotly knows; "<5 and >3" is text


def runs(text: str | None) -> list[Run]:
    """Read a Plotly string as runs of plain text, each with its own colour and weight."""
    lines = re.sub(r"<br\s*/?>", "\n", text or "")
    _, *pieces = TAG.split(f"<i>{lines}")  # each of them begins with its tag
    colours: list[str] = []
    bold = 0
    parts = []
    for closing, name, look, part in zip(*[iter(pieces)] * 4):
        if name in ("b", "strong"):
            bold += -1 if closing else 1
        elif name == "span":
            ink = re.search(r"(?<![-\w])color:\s*([^;'\"]+)", look or "")
            colours = colours[:-1] if closing else [*colours, ink[1].strip() if ink else ""]
        if part:
            colour = next(filter(None, reversed(colours)), "")
            parts.append(Run(html.unescape(part), colour, bold > 0))
    return parts


def plain(text: str | None) -> str:
    """Read a Plotly string back as plain text."""
    return "".join(run.text for run in runs(text))


def in_line(text: object) -> str:
    """Write a text in a single line."""
    return " ".join(str(text).split())


def text_width(text: str, size: float) -> float:
    """Estimate on the safe side how many pixels a line of text takes."""
    # from the radicals of East Asia on, letters are as wide as they are high
    return (size / 100) * sum(
        52 + 16 * (c.isupper() or c in "mwMW%@—") + 48 * (c > "\u2e7f") for c in text
    )


@functools.lru_cache(
    maxsize=8192
)  # notes and sources are the same on many charts, and at each change
def wrapped(text: str, width: float, size: float, balanced: bool = False) -> tuple[str, ...]:
    """Break text into lines that fit into a width in pixels; ``balanced`` makes them about equally long."""
    most = max(12, int(width / (size * 0.5)))
    while most > 12 and any(text_width(line, size) > width for line in textwrap.wrap(text, most)):
        most -= 1  # capitals are wider
    lines = textwrap.wrap(text, most)
    while balanced and len(lines) > 1 and len(textwrap.wrap(text, most - 1)) == len(lines):
        most -= 1
    return tuple(textwrap.wrap(text, most)) or ("",)


def months_apart(days: float) -> int:
    """Say how many months apart labels are along so many days, that there are at most ten."""
    return next((n for n in (1, 2, 3, 6, 12, 24, 60, 120) if days <= 270 * n), 240)


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour, from 0 for black to 1 for white (WCAG 2)."""
    channels = [channel / 255 for channel in bytes.fromhex(colour.removeprefix("#")[:6])]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: str, other: str = PAPER) -> float:
    """Compare two colours, from 1 to 21 (WCAG 2)."""
    dark, light = sorted(map(luminance, (colour, other)))
    return (light + 0.05) / (dark + 0.05)


def contrasting(colour: str) -> str:
    """Choose ink or white, whichever is easier to read on a colour (WCAG 2)."""
    return INK if contrast(colour) < 4.5 else PAPER
