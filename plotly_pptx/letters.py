"""Text that Plotly and PowerPoint show: how wide it is, how it breaks, how it is escaped and read back."""

from __future__ import annotations

import html
import re
import textwrap

INK = "#1A1A1A"  # on a slide: the template's own colour of text
PAPER = "#FFFFFF"
FOOT = (
    "plotly_pptx:foot"  # name of an annotation that is the foot of a picture: a slide has its own
)
WORDS = "plotly_pptx:words"  # meta of a trace whose places are no values: it only says something


def escape(text: object) -> str:
    """Make text from a table safe inside a Plotly string: it stays text, never HTML or a formula."""
    return html.escape(str(text), quote=False).replace("$", "&#36;")


def plain(text: str | None) -> str:
    """Read a Plotly string back as plain text."""
    tags = r"</?(?:a|b|em|i|s|span|strong|sub|sup|u)(?:\s[^<>]*)?>"  # what Plotly knows; "<5 and >3" is text
    return html.unescape(re.sub(tags, "", re.sub(r"<br\s*/?>", "\n", text or "")))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Estimate on the safe side how many pixels a line of text takes."""
    wide = sum(character.isupper() or character in "mwMW%@—" for character in text)
    return (len(text) * 0.52 + wide * 0.16) * size * (1.06 if bold else 1)


def wrapped(text: str, width: float, size: float, balanced: bool = False) -> list[str]:
    """Break text into lines that fit into a width in pixels; ``balanced`` makes them about equally long."""
    most = max(12, int(width / (size * 0.5)))
    while most > 12 and any(text_width(line, size) > width for line in textwrap.wrap(text, most)):
        most -= 1  # capitals are wider
    lines = textwrap.wrap(text, most) or [""]
    narrow = len(text) // len(lines)
    while (
        balanced
        and len(lines) > 1
        and narrow < most
        and len(textwrap.wrap(text, narrow)) > len(lines)
    ):
        narrow += 1
    return textwrap.wrap(text, narrow) if balanced and len(lines) > 1 else lines


def contrasting(colour: str) -> str:
    """Choose ink or white, whichever is easier to read on a colour (WCAG 2 relative luminance)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if 1.05 / (luminance + 0.05) < 4.5 else PAPER
