"""New numbers and words in an old slide, whose formatting stays.

Three contents are compared (``content.content_of``): as the slide was made, as it is now, and as it would be
made today. What a person rewrote is left; what nobody touched becomes new; how it looks is never changed.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Mapping
from types import SimpleNamespace

from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml.ns import qn
from pptx.parts.chart import ChartPart
from pptx.util import Pt

from .content import (
    CHART,
    SIDES,
    WORDS,
    Content,
    axes_of,
    axis_ends,
    cells_of,
    chart_part,
    frame_of,
    inner_layout,
    label_text,
    labels,
    part_of,
    places,
    series_of,
    text_of,
)
from .shapes import fit

DATA = ("tx", "cat", "val", "xVal", "yVal")  # of a series: what comes from the tables
HEADS = ("barDir", "grouping", "scatterStyle", "varyColors")  # of a plot, before its series
AFTER = {  # the elements before which a missing one is put, as the format orders them
    "cat": ("c:val", "c:shape", "c:smooth", "c:extLst"),
    "xVal": ("c:yVal", "c:smooth", "c:extLst"),
    "val": ("c:smooth", "c:shape", "c:extLst"),
    "yVal": ("c:smooth", "c:extLst"),
    "tx": ("c:spPr", "c:invertIfNegative", "c:marker", "c:dPt", "c:dLbls", "c:cat", "c:val"),
    "dPt": ("c:dLbls", "c:trendline", "c:errBars", "c:cat", "c:xVal", "c:val", "c:yVal"),
    "dLbls": ("c:trendline", "c:errBars", "c:cat", "c:xVal", "c:val", "c:yVal"),
    "extLst": (),
}


def refresh(slide, key: str, made: Content, new, new_key: str) -> list[str]:
    """Bring a slide up to date with a newly made one; gives what a person rewrote and is left.

    Parameters
    ----------
    slide, key
        The old slide, and the key of its figure.
    made : Content
        What the old slide said when it was made.
    new, new_key
        The slide as it is made today, in another deck, and the key of its figure there.
    """
    left = [_renew_text(slide, name, key, made, new, new_key) for name in WORDS]
    old_figure, figure = part_of(slide, CHART, key), part_of(new, CHART, new_key)
    if old_figure is None or figure is None:
        return [one for one in left if one]
    _renew_alternative(old_figure, figure, made)
    old_part, part = chart_part(slide, old_figure), chart_part(new, figure)
    if old_part is not None and part is not None and _same_kind(old_part._element, part._element):
        old_figure = _as_grouped(slide, old_figure, figure)
        left += _renew_chart(old_part._element, part._element, made)
        old_part.chart_workbook.update_from_xlsx_blob(part.chart_workbook.xlsx_part.blob)
        _renew_key(slide, old_figure, figure, _follow(old_figure, figure, CHART, made))
    elif _same_table(old_figure, figure):
        left += _renew_table(old_figure, figure, made)
        _follow(old_figure, figure, CHART, made)
    else:
        _replace(slide, old_figure, new, figure, made)
    return [one for one in left if one]


def _renew_text(slide, name: str, key: str, made: Content, new, new_key: str) -> str:
    """Give a part of the slide its new words in its old look, unless a person rewrote it."""
    element, fresh = part_of(slide, name, key), part_of(new, name, new_key)
    if element is None:
        return ""
    now, then = text_of(element), made.get((name.lower(),), "")
    today = "" if fresh is None else text_of(fresh)
    if now == today:
        if fresh is not None:
            _follow(element, fresh, name, made)
        return ""
    if now != then:
        return f"{name.lower()}: {now}"
    set_text(element, today)
    if fresh is None or not _follow(element, fresh, name, made):
        _fit(element)
    return ""


def _follow(element, fresh, name: str, made: Content) -> bool:
    """Let an element stand where it stands today, if nobody moved it."""
    old, new = frame_of(element), frame_of(fresh)
    if old is None or new is None:
        return False
    now = {side: float(old.find(tag).get(side)) for tag, side in SIDES}
    if any(made.get(("place", name, side)) != length for side, length in now.items()):
        return False
    old.getparent().replace(old, copy.deepcopy(new))
    return True


def set_text(element, text: str) -> None:
    """Write other words into a shape, a cell or a label, in the look of its first words."""
    lines = list(element.iter(qn("a:p")))
    first, wanted = lines[0], text.split("\n")
    for line in lines[1:]:
        line.getparent().remove(line)
    runs = [run for run in first if run.tag in (qn("a:r"), qn("a:fld"), qn("a:br"))]
    for run in runs[1:]:
        first.remove(run)
    blank = copy.deepcopy(first)
    for line in reversed(wanted):
        other = copy.deepcopy(blank)
        for inner in other.iter(qn("a:t")):
            inner.text = line
        first.addnext(other)
    first.getparent().remove(first)


def _fit(element) -> None:
    """Write new words smaller where their box is too small for them."""
    sizes = element.xpath(".//a:rPr/@sz")
    extent = element.find(f".//{qn('a:xfrm')}/{qn('a:ext')}")
    if not sizes or extent is None:
        return
    room = int(extent.get("cx")) / Pt(1), int(extent.get("cy")) / Pt(1)
    size, _, _ = fit(text_of(element), *room, int(sizes[0]) // 100)
    for look in element.iter(qn("a:rPr")) if size < int(sizes[0]) // 100 else ():
        look.set("sz", str(size * 100))


def _renew_alternative(old_figure, figure, made: Content) -> None:
    """Describe the figure anew; where a program dropped the description it comes back."""
    old, new = old_figure._nvXxPr.cNvPr, figure._nvXxPr.cNvPr
    if old.get("descr") in (None, "", made.get(("alternative text",))):
        old.set("descr", new.get("descr") or "")


def _kind(space) -> tuple:
    """Tell charts apart that cannot become one another: kinds of plots and axes, and their direction."""
    area = space.find(f"{qn('c:chart')}/{qn('c:plotArea')}")
    plots = {one.tag for one in area if one.tag.endswith("Chart")}
    axes = [one.tag for one in axes_of(space)]
    return plots, axes, [one.get("val") for one in area.iter(qn("c:barDir"))]


def _same_kind(old, new) -> bool:
    (old_plots, *old_rest), (plots, *rest) = _kind(old), _kind(new)
    return plots <= old_plots and rest == old_rest


def _renew_chart(old, new, made: Content) -> list[str]:
    """Give each series its new numbers; series come and go, and what a person added stays."""
    known = {path[1] for path in made if path[0] in ("value", "label")}
    there, today = series_of(old), series_of(new)
    left = []
    for name, series in there.items():
        if name not in today and name in known:
            series.getparent().remove(series)
        elif name not in today:
            left.append(f"series added by hand: {name}")
    for name, series in today.items():
        if name in there:
            left += _renew_series(there[name], series, name, made)
    _order(old, new, there, [name for name in today if name in there or name not in known])
    for tag in ("grouping", "overlap"):
        for held, fresh in zip(old.iter(qn(f"c:{tag}")), new.iter(qn(f"c:{tag}"))):
            held.set("val", fresh.get("val"))
    for number, (axis, fresh) in enumerate(zip(axes_of(old), axes_of(new))):
        _follow_numbers(axis_ends(axis), axis_ends(fresh), ("axis", str(number)), made)
    _follow_numbers(inner_layout(old), inner_layout(new), ("layout",), made)
    return left


def _renew_series(old, new, name: str, made: Content) -> list[str]:
    before, left = places(old), []
    left += _renew_labels(old, new, name, made)
    _move_points(old, new, before)
    for tag in DATA:
        _exchange(old, new, tag)
    for bars in old.findall(qn("c:errBars")):
        for side in ("plus", "minus"):
            fresh = new.find(f"{qn('c:errBars')}/{qn(f'c:{side}')}")
            held = bars.find(qn(f"c:{side}"))
            if held is not None and fresh is not None:
                bars.replace(held, copy.deepcopy(fresh))
    if old.find(qn("c:dLbls")) is not None:
        _exchange(old, new, "extLst")  # the cells that the labels come from
    return left


def _exchange(old, new, tag: str) -> None:
    """Take one element of a series as it is made today."""
    held, fresh = old.find(qn(f"c:{tag}")), new.find(qn(f"c:{tag}"))
    if fresh is None:
        return
    fresh = copy.deepcopy(fresh)
    if held is not None:
        old.replace(held, fresh)
    else:
        _put(old, fresh, tag)


def _put(series, element, tag: str) -> None:
    later = [one for name in AFTER[tag] for one in series.findall(qn(name))]
    if later:
        min(later, key=series.index).addprevious(element)
    else:
        series.append(element)


def _renew_labels(old, new, name: str, made: Content) -> list[str]:
    """Write new words into the labels that are there; labels of new places come as they are made."""
    group, fresh_group = old.find(qn("c:dLbls")), new.find(qn("c:dLbls"))
    if group is None:
        if fresh_group is not None and not any(path[:2] == ("label", name) for path in made):
            _put(
                old, copy.deepcopy(fresh_group), "dLbls"
            )  # there were none, and nobody deleted them
        return []
    there, today, left = labels(old), labels(new), []
    order = places(new)
    for label in there.values():
        group.remove(label)
    first = group[0] if len(group) else None
    for place in order:
        fresh, held = today.get(place), there.get(place)
        if fresh is None or held is None and ("label", name, place) in made:
            continue  # no label, or one that was deleted by hand
        element = copy.deepcopy(fresh) if held is None else held
        if held is not None:
            now, then, words = label_text(held), made.get(("label", name, place)), label_text(fresh)
            if now not in (then, words):
                left.append(f"label of {place}: {now}")
            elif now != words:
                _set_label(held, fresh)
            _follow_side(held, fresh, ("side", name, place), made)
        element.find(qn("c:idx")).set("val", str(order.index(place)))
        if first is None:
            group.append(element)
        else:
            first.addprevious(element)
    return left


def _set_label(held, fresh) -> None:
    """Write other words into a label, in its own type; words in a colour of their own keep that."""
    look = next(held.iter(qn("a:rPr")), None)
    words, new = held.find(qn("c:tx")), copy.deepcopy(fresh.find(qn("c:tx")))
    for run in new.iter(qn("a:rPr")) if look is not None else ():
        for name in ("sz", "b", "i", "u"):
            if look.get(name) is not None:
                run.set(name, look.get(name))
    if words is None:
        held.find(qn("c:idx")).addnext(new)
    else:
        held.replace(words, new)


def _follow_side(held, fresh, path: tuple[str, ...], made: Content) -> None:
    """Let a label stand on the side of today, if nobody moved it."""
    old, new = held.find(qn("c:dLblPos")), fresh.find(qn("c:dLblPos"))
    if old is not None and new is not None and old.get("val") == made.get(path):
        old.set("val", new.get("val"))


def _move_points(old, new, before: list[str]) -> None:
    """Let the look of single points go with their place; new places look as they are made."""
    held = {int(one.find(qn("c:idx")).get("val")): one for one in old.findall(qn("c:dPt"))}
    fresh = {int(one.find(qn("c:idx")).get("val")): one for one in new.findall(qn("c:dPt"))}
    for point in held.values():
        old.remove(point)
    looks = {before[i]: point for i, point in held.items() if i < len(before)}
    for i, place in enumerate(places(new)):
        point = looks.get(place)
        if point is None and place not in before and i in fresh:
            point = copy.deepcopy(fresh[i])
        if point is not None:
            point.find(qn("c:idx")).set("val", str(i))
            _put(old, point, "dPt")


def _order(old, new, there: Mapping, names: list[str]) -> None:
    """Put the series into the order of today, those that are new among them; those of a person come last."""
    today = series_of(new)
    area = old.find(f"{qn('c:chart')}/{qn('c:plotArea')}")
    for plot in [one for one in area if one.tag.endswith("Chart")]:
        mine = [name for name in names if today[name].getparent().tag == plot.tag]
        wanted = [there.get(name, copy.deepcopy(today[name])) for name in mine]
        added = [one for one in plot.findall(qn("c:ser")) if not any(one is own for own in wanted)]
        heads = [one for tag in HEADS for one in plot.findall(qn(f"c:{tag}"))]
        place = max(map(plot.index, heads), default=-1) + 1
        for one in plot.findall(qn("c:ser")):
            plot.remove(one)
        for one in reversed([*wanted, *added]):
            plot.insert(place, one)
    for number, series in enumerate(old.iter(qn("c:ser"))):
        for tag in ("idx", "order"):
            series.find(qn(f"c:{tag}")).set("val", str(number))


def _follow_numbers(now: Mapping, today: Mapping, path: tuple[str, ...], made: Content) -> None:
    """Move ends of an axis, or sides of a plot, that are as they were made."""
    for name, element in now.items():
        if name in today and made.get((*path, name)) == float(element.get("val")):
            element.set("val", today[name].get("val"))


def _renew_key(slide, old_figure, figure, followed: bool) -> None:
    """Draw the key anew where it names other things; ``followed``: the whole stands where it does today."""
    if old_figure.tag != qn("p:grpSp") or figure.tag != qn("p:grpSp"):
        return
    old, new = ([one for one in group if one.tag == qn("p:sp")] for group in (old_figure, figure))
    there, today = (
        next(group.iter(qn("p:graphicFrame"))).find(qn("p:xfrm")) for group in (old_figure, figure)
    )
    if followed:
        there.getparent().replace(there, copy.deepcopy(today))
        there = today
    elif [text_of(one) for one in old] == [text_of(one) for one in new]:
        return
    moved = [
        int(there.find(qn("a:off")).get(side)) - int(today.find(qn("a:off")).get(side))
        for side in "xy"
    ]
    for one in old:
        old_figure.remove(one)
    number = slide.shapes._next_shape_id
    for one in map(copy.deepcopy, new):
        offset = one.find(f".//{qn('a:off')}")
        for side, by in zip("xy", moved):
            offset.set(side, str(int(offset.get(side)) + by))
        one._nvXxPr.cNvPr.set("id", str(number := number + 1))
        old_figure.append(one)


def _as_grouped(slide, old_figure, figure):
    """Let a chart be in a group with its key, or alone, as it is today; gives the outer element."""
    if old_figure.tag == figure.tag:
        return old_figure
    there, today = (next(one.iter(qn("p:graphicFrame"))) for one in (old_figure, figure))
    named = dict(old_figure._nvXxPr.cNvPr.attrib)
    outer = copy.deepcopy(figure) if figure.tag == qn("p:grpSp") else there
    old_figure.addprevious(outer)
    old_figure.getparent().remove(old_figure)
    if outer is not there:  # a key came
        inner = next(outer.iter(qn("p:graphicFrame")))
        inner.getparent().replace(inner, there)
        there._nvXxPr.cNvPr.set("name", "Plot")
    frame = there.find(qn("p:xfrm"))
    there.replace(frame, copy.deepcopy(today.find(qn("p:xfrm"))))
    for name in ("name", "descr"):
        outer._nvXxPr.cNvPr.set(name, named.get(name) or "")
    number = slide.shapes._next_shape_id
    for one in list(outer.iter(qn("p:cNvPr"))):
        one.set("id", str(number := number + 1))
    return outer


def _same_table(old_figure, figure) -> bool:
    tables = [next(one.iter(qn("a:tbl")), None) for one in (old_figure, figure)]
    if None in tables:
        return False
    old, new = ([path for path, _ in cells_of(table)] for table in tables)
    return old == new


def _renew_table(old_figure, figure, made: Content) -> list[str]:
    """Write new words, and the colours that go with them, into the cells that a person left alone."""
    left = []
    old, new = (next(one.iter(qn("a:tbl"))) for one in (old_figure, figure))
    today: Mapping = dict(cells_of(new))
    for path, cell in cells_of(old):
        now, fresh = text_of(cell), today[path]
        if now == text_of(fresh):
            continue
        if now != made.get(path):
            left.append(f"cell {', '.join(path[1:])}: {now}")
            continue
        set_text(cell, text_of(fresh))
        look = cell.find(qn("a:tcPr"))
        if look is not None:
            cell.replace(look, copy.deepcopy(fresh.find(qn("a:tcPr"))))
    return left


def _replace(slide, old_figure, new, figure, made: Content) -> None:
    """Put the figure as it is made today in the place of the old one, in its name, place and size."""
    fresh = copy.deepcopy(figure)
    for element in fresh.iter():
        for name in {*element.attrib} & {qn("r:id"), qn("r:embed")}:
            relation = new.part.rels[element.get(name)]
            part = _taken_over(slide, relation.target_part)
            element.set(name, slide.part.relate_to(part, relation.reltype))
    name = old_figure._nvXxPr.cNvPr.get("name")
    fresh._nvXxPr.cNvPr.set("name", name)
    if not _follow(old_figure, figure, CHART, made):
        _take_place(fresh, old_figure)
    number = slide.shapes._next_shape_id
    for inner in fresh.iter(qn("p:cNvPr")):
        inner.set("id", str(number := number + 1))
    old_figure.getparent().replace(old_figure, fresh)


def _taken_over(slide, part):
    """Give a part of another deck as one of this deck."""
    if isinstance(part, ChartPart):
        book, space = part.chart_workbook.xlsx_part.blob, copy.deepcopy(part._element)
        space.remove(space.find(qn("c:externalData")))
        data = SimpleNamespace(xml_bytes=lambda _: serialize_part_xml(space), xlsx_blob=book)
        return ChartPart.new(XL_CHART_TYPE.COLUMN_CLUSTERED, data, slide.part.package)
    return slide.part.get_or_add_image_part(io.BytesIO(part.blob))[0]


def renew_lines(slide, element, new_slide, new, targets: list) -> None:
    """Take the lines of a slide of text as they are made today; links lead to the slides of this deck.

    ``targets``: the slide of this deck for each slide of the new one, None where there is none.
    """
    body, fresh = (one.find(qn("p:txBody")) for one in (element, new))
    lines = [copy.deepcopy(line) for line in fresh.findall(qn("a:p"))]
    slides = [one.part for one in new_slide.part.package.presentation_part.presentation.slides]
    for line in lines:
        for link in line.iter(qn("a:hlinkClick")):
            relation = new_slide.part.rels[link.get(qn("r:id"))]
            if relation.is_external:
                made = slide.part.relate_to(relation.target_ref, relation.reltype, is_external=True)
            else:
                there = targets[slides.index(relation.target_part)]
                made = slide.part.relate_to((there or slide).part, relation.reltype)
            link.set(qn("r:id"), made)
    for old in body.findall(qn("a:p")):
        body.remove(old)
    body.extend(lines)


def _take_place(fresh, old) -> None:
    """Stand where the old one stood."""
    wanted, held = frame_of(fresh), frame_of(old)
    if wanted is not None and held is not None:
        for tag, side in SIDES:
            wanted.find(tag).set(side, held.find(tag).get(side))
