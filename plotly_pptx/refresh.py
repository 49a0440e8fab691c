"""New numbers and words in an old slide, whose formatting stays.

Three contents are compared (``content.content_of``): as the slide was made, as it is now, and as it would be
made today. What a person rewrote is left; what nobody touched becomes new; how it looks is never changed.
"""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy

from pptx.shapes.shapetree import SlideShapeFactory

from .content import (
    AREA,
    CHART,
    FRAME,
    FRAMES,
    NUMBERS,
    PLACES,
    SIDES,
    WORDS,
    Content,
    axes_of,
    by_place,
    cells_of,
    chart_part,
    ends_of,
    every,
    first,
    label_text,
    labels,
    part_of,
    place_of,
    places,
    series_of,
    text_of,
)
from .shapes import remove
from .template import shrink

# of a series: what comes from the tables
DATA = "tx", "cat", "xVal", "val", "yVal"
LENGTHS = "c:plus | c:minus"  # of error bars
TYPE = "sz", "b", "i", "u"  # what a label keeps of its letters
FORMAT = ".//c:valAx/c:numFmt"
PLOTS = f"{AREA}/*[contains(local-name(), 'Chart')]"


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
    left: list[str] = []
    for name in WORDS:
        old, fresh = part_of(slide, name, key), part_of(new, name, new_key)
        left += _renew_text(slide, old, fresh, name, made) if old is not None else ()
    old, fresh = part_of(slide, CHART, key), part_of(new, CHART, new_key)
    if old is None or fresh is None:
        return left
    said = old._nvXxPr.cNvPr
    if said.get("descr", "") in ("", made.get(("alternative text",))):  # "": a program dropped it
        said.set("descr", fresh._nvXxPr.cNvPr.get("descr", ""))
    return [*left, *_renew_figure(slide, old, new, fresh, made)]


def _renew_text(slide, element, fresh, name: str, made: Content) -> Iterator[str]:
    """Give a part of the slide its new words in its old look, unless a person rewrote it."""
    now, today = text_of(element), "" if fresh is None else text_of(fresh)
    if now not in (today, made.get((name.lower(),), "")):
        yield f"{name.lower()}: {now}"
        return
    if fresh is not None:
        _follow(element, fresh, name, made)
    if now != today:
        set_text(element, today)
        shrink(SlideShapeFactory(element, slide.shapes))


def _moved(element, name: str, made: Content) -> bool:
    """Say whether an element stands elsewhere than where it was made."""
    now = place_of(name, element)
    return not now or not now.items() <= made.items()


def _follow(element, fresh, name: str, made: Content) -> None:
    """Let an element, and what is in it, stand where it stands today, if nobody moved it."""
    frames, today = every(element, FRAMES), every(fresh, FRAMES)
    if len(frames) == len(today) and not _moved(element, name, made):
        for old, new in zip(frames, today):
            _swap(old, new)


def _swap(element, fresh) -> None:
    """Put a copy of an element in the place of another."""
    element.getparent().replace(element, deepcopy(fresh))


def set_text(element, text: str) -> None:
    """Write other words into a shape, a cell or a label, in the look of its first words."""
    line, *others = every(element, ".//a:p")
    for more in [*others, *every(line, "(a:r | a:fld | a:br)[position() > 1]")]:
        remove(more)
    for words in text.split("\n"):
        other = deepcopy(line)
        for inner in every(other, ".//a:t"):
            inner.text = words
        line.addprevious(other)
    remove(line)


def _renew_figure(slide, old_figure, new, figure, made: Content) -> Iterator[str]:
    """Renew a chart or a table; where it became another one, put that in its place."""
    old_part, part = chart_part(slide, old_figure), chart_part(new, figure)
    if old_part and part and _same_kind(old_part._element, part._element):
        old_part.chart_workbook.update_from_xlsx_blob(part.chart_workbook.xlsx_part.blob)
        _renew_key(slide, old_figure, figure, made)
        yield from _renew_chart(old_part._element, part._element, made)
        return
    cells, today = cells_of(old_figure), cells_of(figure)
    if cells and [*cells] == [*today]:
        _follow(old_figure, figure, CHART, made)
        yield from _renew_cells(cells, today, made)
        return
    fresh = deepcopy(figure)
    _bring_along(slide, new, fresh, lambda part: _copied(part, slide.part.package))
    _replace(slide, old_figure, fresh, made)


def _same_kind(old, new) -> bool:
    """Say whether a chart can become another: it has all its kinds of plots, and the same axes and direction."""
    plots, new_plots = ({plot.tag for plot in every(space, PLOTS)} for space in (old, new))
    axes, new_axes = (
        [*(axis.tag for axis in axes_of(space)), *every(space, ".//c:barDir/@val")]
        for space in (old, new)
    )
    return new_plots <= plots and new_axes == axes


def _renew_chart(old, new, made: Content) -> Iterator[str]:
    """Give a chart the series of today, and of its axes what follows from them."""
    yield from _renew_all_series(old, new, made)
    for path, part in (".//c:grouping", "val"), (".//c:overlap", "val"), (FORMAT, "formatCode"):
        for element, fresh in zip(every(old, path), every(new, path)):
            if path != FORMAT or element.get(part).startswith("[<="):  # names what is up to a place
                element.set(part, fresh.get(part))
    ends, now = ends_of(new), ends_of(old)
    for where in ends.keys() - now.keys() - made.keys():
        if where[-1] in ("max", "min"):
            scaling = axes_of(old)[int(where[1])].scaling
            getattr(scaling, f"_insert_{where[-1]}")(deepcopy(ends[where]))
    for where, end in now.items():
        if made.get(where) == float(end.get("val")):
            if where in ends:
                end.set("val", ends[where].get("val"))
            elif where[0] == "axis":
                remove(end)  # it would cut off what there is today


def _renew_all_series(old, new, made: Content) -> Iterator[str]:
    """Give each series its new numbers, in the order of today; what a person added stays, and comes last."""
    now, today = series_of(old), series_of(new)
    known = {path[1] for path in made if path[0] in ("value", "label")}
    # what holds no number was made so: nobody adds that by hand
    known |= {name for name in now if not every(now[name], f"{NUMBERS}//c:v")}
    own = [name for name in now if name not in {*today, *known}]
    yield from (f"series added by hand: {name}" for name in own)
    drawn = []  # each with the kind of its plot
    for name, fresh in today.items():
        series, kind = now.get(name), fresh.getparent().tag
        if series is None and name in known:
            continue  # a person deleted it
        if series is None or series.getparent().tag != kind:
            series = deepcopy(fresh)  # it is new, or has another form
        else:
            yield from _renew_series(series, fresh, name, made)
        drawn.append((kind, series))
    drawn += [(now[name].getparent().tag, now[name]) for name in own]
    for plot in every(old, PLOTS):
        for series in every(plot, "c:ser"):
            plot.remove(series)
        place = len(every(plot, "c:barDir | c:grouping | c:scatterStyle | c:varyColors"))
        plot[place:place] = [series for kind, series in drawn if kind == plot.tag]
    for number, series in enumerate(every(old, ".//c:ser")):
        series.idx.val = series.order.val = number


def _renew_series(old, new, name: str, made: Content) -> Iterator[str]:
    """Give a series its new numbers; labels and the looks of points go with their places."""
    yield from _renew_labels(old, new, name, made)
    yield from _renew_error_bars(old, new, name, made)
    _move_points(old, new)
    for tag in DATA if old.dLbls is None else (*DATA, "extLst"):  # where labels come from
        element = first(old, f"c:{tag}")
        for fresh in every(new, f"c:{tag}"):
            if element is not None:
                _swap(element, fresh)
            else:
                getattr(old, f"_insert_{tag}", old.append)(deepcopy(fresh))


def _renew_error_bars(old, new, name: str, made: Content) -> Iterator[str]:
    """Give a series the error bars of today, in their old look; those that a person deleted or set stay so."""
    now, today = (first(series, "c:errBars") for series in (old, new))
    had = any(path[:2] == ("error up", name) for path in made)
    if now is None:
        if not (had or today is None):
            first(old, f"{PLACES} | {NUMBERS}").addprevious(deepcopy(today))
    elif not had or not every(now, LENGTHS):
        yield f"error bars set by hand: {name}"
    elif today is None:
        old.remove(now)
    else:
        for length, fresh in zip(every(now, LENGTHS), every(today, LENGTHS)):
            _swap(length, fresh)


def _renew_labels(old, new, name: str, made: Content) -> Iterator[str]:
    """Write new words into the labels that are there; labels of new places come as they are made."""
    now, today = labels(old), labels(new)
    had = any(path[:2] == ("label", name) for path in made)
    kept = []
    if had and not today:
        old._remove_dLbls()  # else it would show what the cells hold now
    if old.dLbls is None:
        if today and not had:
            old._insert_dLbls(deepcopy(new.dLbls))  # there were none: nobody deleted them
        return
    for label in now.values():
        old.dLbls.remove(label)
    for place, fresh in today.items():
        if place in now or ("label", name, place) not in made:  # else a person deleted it
            kept.append(now.get(place, deepcopy(fresh)))
            yield from _renew_label(kept[-1], fresh, (name, place), made)
            kept[-1].idx.val = fresh.idx.val
    old.dLbls[:0] = kept


def _renew_label(label, fresh, path: tuple[str, str], made: Content) -> Iterator[str]:
    """Write other words into a label, in its own type; words in a colour of their own keep that."""
    if label.dLblPos is not None and label.dLblPos.get("val") == made.get(("side", *path)):
        label.dLblPos.set("val", fresh.dLblPos.get("val"))
    now, today = label_text(label), label_text(fresh)
    if now not in (today, made.get(("label", *path))):
        yield f"label of {path[1]}: {now}"
    elif now != today:
        look = first(label, ".//a:rPr")
        words = deepcopy(fresh.tx)
        for run in every(words, ".//a:rPr") if look is not None else ():
            run.attrib.update({key: value for key, value in look.items() if key in TYPE})
        label._remove_tx()
        label._insert_tx(words)


def _move_points(old, new) -> None:
    """Let the look of single points go with their place; new places look as they are made."""
    before = places(old)
    looks = by_place(old, "c:dPt")
    fresh = by_place(new, "c:dPt")
    for point in every(old, "c:dPt"):
        old.remove(point)
    for i, place in enumerate(places(new)):
        point = looks.get(place) if place in before else deepcopy(fresh.get(place))
        if point is not None:
            point.idx.val = i
            old._insert_dPt(point)


def _renew_key(slide, old_figure, figure, made: Content) -> None:
    """Draw the key anew where it names other things, beside the plot as it is."""
    if text_of(old_figure) == text_of(figure):
        _follow(old_figure, figure, CHART, made)
        return
    fresh = deepcopy(figure)
    plot, today = (first(shape, ".//a:graphic") for shape in (old_figure, fresh))
    _swap(today, plot)
    _replace(slide, old_figure, fresh, made)


def _renew_cells(old: dict, new: dict, made: Content) -> Iterator[str]:
    """Write new words, and the colours that go with them, into the cells that a person left alone."""
    for path, cell in old.items():
        now, today = text_of(cell), text_of(new[path])
        if now not in (today, made.get(path)):
            yield f"cell {', '.join(path[1:])}: {now}"
        elif now != today:
            set_text(cell, today)
            for look in every(cell, "a:tcPr"):
                _swap(look, first(new[path], "a:tcPr"))


def _replace(slide, old, fresh, made: Content) -> None:
    """Put an element in the place of an old one, in its name, and where a person moved that."""
    for number, properties in enumerate(every(fresh, ".//p:cNvPr"), slide.shapes._next_shape_id):
        properties.set("id", str(number))
    fresh._nvXxPr.cNvPr.attrib.update(
        {name: old._nvXxPr.cNvPr.get(name, "") for name in ("id", "name", "descr")}
    )
    if _moved(old, CHART, made):
        for side, end in SIDES.items():
            for value in every(old, f"{FRAME}/{end}/@{side}"):
                first(fresh, f"{FRAME}/{end}").set(side, value)
    old.getparent().replace(old, fresh)


def _bring_along(slide, new, element, here: Callable) -> None:
    """Let what an element of another deck leads to be reached from a slide; ``here`` gives each part of that deck."""
    for link in every(element, ".//@r:id | .//@r:embed"):
        relation = new.part.rels[link]
        target = relation.target_ref if relation.is_external else here(relation.target_part)
        own = slide.part.relate_to(target, relation.reltype, relation.is_external)
        link.getparent().set(link.attrname, own)


def _copied(part, package):
    """Copy a part of another deck, such as a chart with its workbook, or a picture."""
    place = package.next_partname(re.sub(r"\d+(?=\.)", "%d", part.partname))
    copied = part.load(place, part.content_type, package, part.blob)
    for relation in part.rels.values():
        copied.relate_to(_copied(relation.target_part, package), relation.reltype)
    return copied


def renew_lines(slide, element, new_slide, new, slides: dict) -> None:
    """Take the lines of a slide of text as they are made today; links lead to the slides of this deck.

    ``slides``: of this deck, by the parts of those of the new one; where there is none, a link leads nowhere else.
    """
    [words] = every(element, "p:txBody")
    for old in every(words, "a:p"):
        words.remove(old)
    for line in map(deepcopy, every(new, "p:txBody/a:p")):
        words.append(line)
        _bring_along(slide, new_slide, line, lambda part: slides.get(part, slide).part)
