"""Text boxes and shapes, written as DrawingML: object by object, python-pptx takes many times as long."""

import bisect
import functools
import html
import re
from collections.abc import Iterable

from PIL import ImageColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from .letters import INK, contrasting, text_width, wrapped
from .understood import NAMES

POINT = Pt(1)  # in the format's own units
SMALLEST = 12  # points: no text on a slide is smaller
LINE = 1.2  # height of a line of text, in letter sizes
WIDER = 1.15  # a house's font may be wider than the one that text_width estimates
TEXT = '<a:schemeClr val="tx1"/>'  # the slide's own colour of text
MUTED = (  # quieter than text; on a dark slide, where text is white, it stays white
    '<a:schemeClr val="tx1"><a:lumMod val="65000"/><a:lumOff val="35000"/></a:schemeClr>'
)
NAMESPACES = nsdecls("a", "c", "p", "r")


def units(lengths: Iterable[float]) -> list[int]:
    """Give points in the format's own units."""
    return [round(length * POINT) for length in lengths]


def wide(text: str, size: float) -> float:
    """Estimate how many points a line of text takes, with room to spare for a wide font."""
    return text_width(text, size * WIDER)


def widest(lines: Iterable[str], size: float) -> float:
    """Estimate how many points the longest of some lines takes."""
    return max((wide(line, size) for line in lines), default=0)


@functools.lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float) -> tuple[str, ...]:
    """Break text into lines of a width in points."""
    return tuple(line for part in text.split("\n") for line in wrapped(part, width, size * WIDER))


def fit(
    text: str, width: float, height: float, largest: int, mark: str = " … (continued in the notes)"
) -> tuple[int, str, str]:
    """Fit text into a box in points: the size, what is shown, and what is left for the notes."""
    for size in range(largest, min(largest, SMALLEST) - 1, -1):
        most = max(1, int(height / size / LINE + 0.01))
        if 0.7 * wide(text, size) <= width * most:  # wrapping takes long: not where it is hopeless
            lines = wrap(text, width, size)
            if len(lines) <= most and (size <= SMALLEST or widest(lines, size) <= width):
                return size, text, ""
    words = re.findall(r"\s*\S+", text)

    def tall(count: int) -> int:
        return len(wrap("".join(words[:count]) + mark, width, size))

    keep = bisect.bisect_right(range(1, len(words)), most, key=tall)
    return size, "".join(words[:keep]).rstrip(" ·,;") + mark, "".join(words[keep:]).strip()


def body(
    text: str,
    size: float,
    *,
    bold: bool = False,
    ink: str = TEXT,
    align: str = "l",
    after: float = 0,
    link: str = "",
    linked: str = "",
) -> str:
    """Write each line of a text as a paragraph; ``link`` is what a click on the part ``linked`` does."""
    look = f'lang="en-GB" sz="{size * 100:.0f}" b="{int(bold)}"'
    start = f'<a:p><a:pPr algn="{align}"><a:spcAft><a:spcPts val="{after * 100:.0f}"/></a:spcAft></a:pPr>'
    ink = f"<a:solidFill>{ink}</a:solidFill>"

    def written(part: str) -> str:
        own = link if linked and part == linked else ""
        return f"<a:r><a:rPr {look}>{ink}{own}</a:rPr><a:t>{xml_safe(part)}</a:t></a:r>"

    paragraphs = ""
    for line in text.split("\n"):
        pieces = line.partition(linked) if linked else (line,)
        runs = "".join(written(piece) for piece in pieces if piece)
        paragraphs += f"{start}{runs}<a:endParaRPr {look}/></a:p>"
    return paragraphs


def put(slide, box: tuple, words: str = "", look: str = "", form: str = "rect", anchor: str = "t"):
    """Add a text box, or with a look a shape, at left, top, width and height in points; gives its element."""
    number = slide.shapes._next_shape_id
    left, top, width, height = units(box)
    element = parse_xml(
        f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="{number}" name="{"Shape" if look else "Text"} {number}"/>'
        f'<p:cNvSpPr txBox="{int(not look)}"/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>{look or "<a:noFill/>"}</p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/>'
        f"</a:bodyPr><a:lstStyle/>{words or body('', SMALLEST)}</p:txBody></p:sp>"
    )
    slide.shapes._spTree.append(element)
    return element


def remove(element) -> None:
    """Take an element away from where it stands."""
    element.getparent().remove(element)


def grouped(slide, before: int):
    """Put what was added to a slide, since it had so many shapes, into one group."""
    return slide.shapes.add_group_shape(list(slide.shapes)[before:])._element


def link_to(relation: str, action: str = "") -> str:
    """Write a link that keeps the colour of its text."""
    own = (
        '<a:extLst><a:ext uri="{A12FA001-AC4F-418D-AE19-62706E023703}"><ahyp:hlinkClr '
        'xmlns:ahyp="http://schemas.microsoft.com/office/drawing/2018/hyperlinkcolor" val="tx"/></a:ext></a:extLst>'
    )
    return f'<a:hlinkClick r:id="{relation}" action="{action}">{own}</a:hlinkClick>'


def xml_safe(text: object) -> str:
    """Escape a text for XML, without the characters that no XML takes."""
    return html.escape(
        re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", str(text))
    )


def hex_of(colour: object) -> str:
    """Give a colour of Plotly in six digits."""
    parts = re.match(r"rgba?\((.*)\)", str(colour))
    channels = (
        [float(part) for part in parts[1].split(",")] if parts else ImageColor.getrgb(str(colour))
    )
    return "".join(f"{round(channel):02X}" for channel in channels[:3])


def fill_of(colour: object, alpha: float = 1, pattern: str | None = "") -> str:
    """Fill with a colour of Plotly, hatched where the figure is."""
    parts = re.match(r"rgba\((.*),(.*)\)", str(colour))
    alpha *= float(parts[2]) if parts else 1
    seen = f'<a:alpha val="{round(alpha * 100_000)}"/>' if alpha < 1 else ""
    tag, name = "srgbClr", hex_of(colour)
    if str(colour).upper() == INK:  # which is white on a dark slide
        tag, name = "schemeClr", "tx1"
    ink = f'<a:{tag} val="{name}">{seen}</a:{tag}>'
    if not pattern:
        return f"<a:solidFill>{ink}</a:solidFill>"
    both = f'<a:fgClr>{ink}</a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
    return f'<a:pattFill prst="{NAMES["patterns"].get(pattern, "wdUpDiag")}">{both}</a:pattFill>'


def line_of(colour: object = None, width: float = 1, alpha: float = 1, dash: str = "solid") -> str:
    """Write a line of so many pixels; without a colour, none."""
    if colour is None:
        return "<a:ln><a:noFill/></a:ln>"
    drawn = fill_of(colour, alpha) + f'<a:prstDash val="{dash}"/>' * (dash != "solid")
    return f'<a:ln w="{round(9525 * width)}" cap="flat">{drawn}<a:round/></a:ln>'


def ink_on(colour: object) -> str:
    """Give the colour of text that is read on a colour."""
    return f'<a:srgbClr val="{contrasting("#" + hex_of(colour))[1:]}"/>'
