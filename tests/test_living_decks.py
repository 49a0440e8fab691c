"""A deck of February, reworked by hand, held against the tables of April and brought up to date."""

import copy
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import made_up
import plotly.graph_objects as go
import pytest
from decks import charts_on, wide_template
from large import large_dataset
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Pt

import coalviz
from coalviz import audit, recipes
from plotly_pptx.content import content_of, keys_on, part_of


@pytest.fixture(scope="module")
def february(shipped: coalviz.Dataset) -> coalviz.Dataset:
    return shipped.as_of("2024-02-02")


@pytest.fixture(scope="module")
def made(february: coalviz.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefing as it was made in February."""
    figures = coalviz.standard_figures(february)
    path = tmp_path_factory.mktemp("living") / "february.pptx"
    lines = coalviz.summary(february)
    title, date = february.title, "Known by 2 February 2024"
    coalviz.save_deck(figures, path, title=title, date=date, summary=lines)
    return path


@pytest.fixture
def deck(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made, tmp_path / "deck.pptx"))


def slide_of(opened, title: str):
    return next(one for one in opened.slides if one.shapes.title.text.startswith(title))


def found(told: coalviz.Audit, status: str) -> list[str]:
    rows = told.frame[told.frame["status"] == status]
    return [f"{row['what']}: {row['deck']} → {row['tables']}" for row in rows.to_dict("records")]


# ---- audit


def test_a_deck_agrees_with_the_tables_it_was_made_from(deck, february) -> None:
    told = coalviz.audit_deck(deck, february)
    assert told.agrees and set(told.frame["status"]) == {"agrees"}
    assert (told.made, told.day) == ("2024-02-02", "2024-02-02")


def test_what_is_stale_is_told_with_the_source_that_tells_it_anew(tmp_path) -> None:
    total = {"form": "money", "comparator": "=", "currency": "EUR"}
    totals = [
        total | {"date": day, "amount": amount, "source_id": source}
        for day, amount, source in (("2024-01-10", 5, "s1"), ("2024-02-10", 9, "s2"))
    ]
    gifts = [made_up.gives("p", "EST", 3)]
    dataset = made_up.tables(tmp_path, ["2024-01-10", "2024-02-10"], pledges=gifts, totals=totals)
    path = tmp_path / "deck.pptx"
    coalviz.save_deck([coalviz.pledges_by_country(dataset.as_of("2024-01-10"))], path)
    told = coalviz.audit_deck(path, dataset).frame
    assert set(told.loc[told["status"] == "stale", "source"]) == {"Paper 2, 10 February 2024"}


def test_what_is_stale_is_told_with_old_new_and_source(deck, shipped) -> None:
    told = coalviz.audit_deck(deck, shipped)
    assert not told.agrees
    stale = told.frame[told.frame["status"] == "stale"]
    assert set(stale["source"]) == {"Ukrainska Pravda, 8 April 2024"}
    lines = found(told, "stale")
    assert "Surely members, 2024-04-08:  → 11" in lines
    assert any(
        line.startswith("title: 12 members of the IT coalition are named → 11") for line in lines
    )
    [sum_row] = told.frame[told.frame["title"].str.contains("can be traced")].to_dict("records")
    assert sum_row["status"] == "agrees"  # April brought no amount
    assert "Japan is named by Babel" in " ".join(found(told, "contradicted"))
    assert "12 members of the IT coalition are named → 11 to 12" in repr(told)


def test_a_number_typed_over_is_no_stale_one(deck, february) -> None:
    opened = Presentation(deck)
    [chart] = charts_on(slide_of(opened, "€20.5 million of more"))
    value = chart._chartSpace.xpath(".//c:ser[2]/c:val//c:pt[@idx='0']/c:v")[0]
    assert float(value.text) == 10_000_000
    value.text = "12000000"
    opened.save(deck)
    told = coalviz.audit_deck(deck, february)
    assert found(told, "edited") == ["Amount stated, Luxembourg: 12,000,000 → 10,000,000"]
    assert found(told, "stale") == []


def test_moved_copied_and_deleted_slides_are_recognised(deck, february) -> None:
    opened = Presentation(deck)
    table = slide_of(opened, "Three of eight coalitions have named")
    copied = opened.slides.add_slide(table.slide_layout)
    for shape in list(copied.placeholders):
        shape._element.getparent().remove(shape._element)
    for shape in table.shapes:
        copied.shapes._spTree.append(copy.deepcopy(shape._element))
    order = opened.slides._sldIdLst
    order.remove(order[7])  # who says who
    order.insert(2, order[5])
    opened.save(deck)
    frame = coalviz.audit_deck(deck, february).frame
    assert frame.loc[frame["status"] == "deleted", "what"].tolist() == ["was slide 8"]
    assert len(frame[frame["status"] == "copied"]) == 1
    assert "was slide 6" in frame.loc[frame["status"] == "moved", "what"].tolist()


def test_after_a_refresh_the_first_of_two_copies_is_where_it_was(deck, shipped, tmp_path) -> None:
    opened = Presentation(deck)
    table = slide_of(opened, "Three of eight coalitions have named")
    copied = opened.slides.add_slide(table.slide_layout)
    for shape in table.shapes:
        copied.shapes._spTree.append(copy.deepcopy(shape._element))
    opened.save(deck)
    new = coalviz.refresh_deck(deck, tmp_path / "april.pptx", shipped)
    statuses = coalviz.audit_deck(new.path, shipped).frame["status"]
    assert "copied" in set(statuses) and "moved" not in set(statuses)


def test_a_slide_in_another_deck_is_known_by_its_notes(deck, shipped, february, tmp_path) -> None:
    opened = Presentation(deck)
    for relation in [
        one.rId for one in opened.part.rels.values() if one.reltype.endswith("/customXml")
    ]:
        opened.part.drop_rel(relation)
    opened.save(tmp_path / "pasted.pptx")
    frame = coalviz.audit_deck(tmp_path / "pasted.pptx", february).frame
    assert set(frame["status"]) == {"agrees", "moved"}
    assert set(frame.loc[frame["status"] == "moved", "what"]) == {"here from another deck"}
    stale = coalviz.audit_deck(tmp_path / "pasted.pptx", shipped).frame
    assert "stale" in set(stale["status"]) and "edited" not in set(stale["status"])


def test_a_figure_of_ones_own_is_said_to_be_one(february, tmp_path) -> None:
    bars = go.Figure(go.Bar(x=["a"], y=[1]))
    own = coalviz.cite(bars, title="Mine", sources=["Own count"], alt="A bar.")
    both = [own, coalviz.pledge_sum(february)]
    path = coalviz.save_deck(both, tmp_path / "own.pptx").path
    told = coalviz.audit_deck(path, february)
    assert told.frame[["title", "status"]].to_numpy().tolist()[0] == ["Mine", "own"] and told.agrees


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory, shipped: coalviz.Dataset) -> list:
    """A few articles, ten, and very many."""
    ten = Path(__file__).parent / "ten_articles" / "tables"
    return [shipped, coalviz.load(ten), large_dataset(tmp_path_factory.mktemp("large"))]


@pytest.fixture(scope="module")
def roomy(many: list) -> list[tuple[coalviz.Dataset, list]]:
    """Charts that need room, of each: one of a few articles, three of ten, two of very many."""
    charts = coalviz.country_map, coalviz.who_says_who, coalviz.coalition_roles
    return [
        (dataset, [chart(dataset) for chart in charts[:n]]) for dataset, n in zip(many, (1, 3, 2))
    ]


HOUSES = {
    "16:9": lambda _: None,
    "4:3": lambda path: Presentation().save(path) or path,
    "narrow title": wide_template,
}


@pytest.mark.parametrize("house", HOUSES)
def test_a_fresh_deck_agrees_however_little_room_it_has(
    house, roomy, tmp_path, monkeypatch
) -> None:
    """Tiles then have one line, tables become pictures, and labels go into the notes."""
    monkeypatch.setattr("coalviz.slides.pictures", lambda jobs: [ValueError("none")] * len(jobs))
    template = HOUSES[house](tmp_path / "house.pptx")
    for dataset, figures in roomy:
        path = tmp_path / "deck.pptx"
        coalviz.save_deck(figures, path, template=template, overwrite=True)
        told = coalviz.audit_deck(path, dataset)
        assert told.agrees, told.frame.to_string()


# ---- refresh


def test_a_refreshed_deck_agrees_and_is_valid(deck, shipped, tmp_path) -> None:
    new = coalviz.refresh_deck(deck, tmp_path / "april.pptx", shipped)
    assert new.left == () and new.earlier is None
    told = coalviz.audit_deck(new.path, shipped)
    assert told.agrees and set(told.frame["status"]) == {"agrees"}
    assert (told.made, told.day) == ("2024-04-08", "2024-04-08")
    assert OpenXmlValidator().validate(new.path).is_valid
    texts = [
        shape.text_frame.text
        for slide in Presentation(new.path).slides
        for shape in slide.shapes
        if shape.has_text_frame
    ]
    assert "Known by 8 April 2024" in texts and "Known by 2 February 2024" not in texts
    assert any(
        "Ukrainska Pravda" in text and "2. " in text for text in texts
    )  # the list of sources
    assert any("11 to 12 members" in text and "Contents" in text for text in texts)


PLACES = {
    "moved by a program": "(.//p:sp//a:xfrm | .//p:xfrm)/a:ext",
    "resized by a program": "(.//p:sp//a:xfrm | .//p:xfrm)/a:off",
    "reset": ".//p:sp[p:nvSpPr/p:nvPr/p:ph]/p:spPr/a:xfrm",
}


@pytest.mark.parametrize("inherited", PLACES.values(), ids=PLACES)
def test_a_shape_may_have_only_a_part_of_its_place(
    inherited, deck, february, shipped, tmp_path
) -> None:
    opened = Presentation(deck)
    for slide in opened.slides:
        for part in slide._element.xpath(inherited):
            part.getparent().remove(part)
    opened.save(deck)
    assert coalviz.audit_deck(deck, february).agrees
    new = coalviz.refresh_deck(deck, tmp_path / "april.pptx", shipped)
    assert coalviz.audit_deck(new.path, shipped).agrees


def test_it_says_what_a_new_deck_would_say(deck, shipped, tmp_path) -> None:
    coalviz.refresh_deck(deck, tmp_path / "april.pptx", shipped)
    figures = coalviz.standard_figures(shipped)
    coalviz.save_deck(figures, tmp_path / "fresh.pptx", title=shipped.title)
    renewed, fresh = (Presentation(tmp_path / name).slides for name in ("april.pptx", "fresh.pptx"))
    pairs = [
        (one, other, key, there)
        for one, other in zip(renewed, fresh, strict=True)
        for key, there in zip(keys_on(one), keys_on(other), strict=True)
    ]
    assert len(pairs) == 11
    for one, other, key, there in pairs:
        now, wanted = content_of(one, key), content_of(other, there)
        for kind in ("value", "label", "cell", "tile", "title", "subtitle", "alternative text"):
            assert _of(now, kind) == _of(wanted, kind), one.shapes.title.text


def _of(content: dict, kind: str) -> dict:
    return {path: value for path, value in content.items() if path[0] == kind}


def reworked(path: Path) -> None:
    """What people do to a deck: recolour, move, resize, retitle, reorder, delete gridlines, add a box."""
    opened = Presentation(path)
    slide = slide_of(opened, "More than €30 million pledged to the IT coalition, €20.5")
    [chart] = charts_on(slide)
    chart.plots[0].series[0].format.fill.solid()
    chart.plots[0].series[0].format.fill.fore_color.rgb = RGBColor(0xCC, 0x00, 0x00)
    [key] = keys_on(slide)
    frame = part_of(slide, "Chart", key).find(f".//{qn('a:xfrm')}/{qn('a:off')}")
    frame.set("x", str(int(frame.get("x")) + 77777))
    members = slide_of(opened, "12 members")
    members.shapes.title.text = "Twelve, for now"
    box = members.shapes.add_textbox(Pt(10), Pt(10), Pt(200), Pt(30))
    box.text_frame.text = "To discuss"
    [steps] = charts_on(members)
    steps.value_axis.has_major_gridlines = False
    notes = members.notes_slide.notes_text_frame
    notes.text = f"Say this first.\n\n{notes.text}"
    order = opened.slides._sldIdLst
    order.insert(2, order[8])
    opened.save(path)


def test_what_was_reworked_by_hand_stays(deck, shipped, tmp_path) -> None:
    reworked(deck)
    new = coalviz.refresh_deck(deck, tmp_path / "april.pptx", shipped)
    assert [one.partition(", ")[2] for one in new.left] == ["title: Twelve, for now"]
    opened = Presentation(new.path)
    slide = slide_of(opened, "More than €30 million pledged to the IT coalition, €20.5")
    [chart] = charts_on(slide)
    assert chart.plots[0].series[0].format.fill.fore_color.rgb == RGBColor(0xCC, 0x00, 0x00)
    [key] = keys_on(slide)
    before = Presentation(deck)
    old = part_of(slide_of(before, slide.shapes.title.text), "Chart", key)
    off = f".//{qn('a:xfrm')}/{qn('a:off')}"
    assert part_of(slide, "Chart", key).find(off).get("x") == old.find(off).get("x")
    members = slide_of(opened, "Twelve, for now")
    assert "To discuss" in [
        shape.text_frame.text for shape in members.shapes if shape.has_text_frame
    ]
    [steps] = charts_on(members)
    assert not steps.value_axis.has_major_gridlines
    notes = members.notes_slide.notes_text_frame.text
    assert notes.startswith("Say this first.") and "Japan is named by Babel" in notes
    ids = [one.slide_id for one in opened.slides]
    assert ids == [one.slide_id for one in before.slides]
    told = coalviz.audit_deck(new.path, shipped).frame
    assert "stale" not in set(told["status"])
    assert told.loc[told["status"] == "edited", "deck"].tolist() == ["Twelve, for now"]


@pytest.mark.parametrize(
    ("dropped", "edited"),
    [(True, True), (False, False)],
    ids=["dropped, own contents", "taken off the list"],
)
def test_a_deleted_slide_is_gone_and_takes_no_place(
    dropped, edited, deck, shipped, tmp_path
) -> None:
    """Programs leave a deleted slide in the file where another slide still links to it."""
    opened = Presentation(deck)
    order, slides = opened.slides._sldIdLst, list(opened.slides)
    if edited:
        contents = part_of(slides[1], "Text", "contents 1")
        contents.findall(f".//{qn('a:t')}")[0].text = "Our contents"
    gone = order[5]
    order.remove(gone)
    if dropped:
        opened.part.drop_rel(gone.rId)
    order.insert(2, order[6])
    opened.save(deck)
    wanted = [one.slide_id for one in Presentation(deck).slides]
    new = coalviz.refresh_deck(deck, tmp_path / "april.pptx", shipped)
    names = zipfile.ZipFile(new.path).namelist()
    parts = [name for name in names if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    assert len(parts) == len({*parts}) == len(wanted) and len(names) == len({*names})
    renewed = Presentation(new.path)
    assert [one.slide_id for one in renewed.slides] == wanted
    assert OpenXmlValidator().validate(new.path).is_valid
    found = list(links_of(renewed.slides[1]))
    assert len(found) == len(wanted) - 3  # of title, contents and sources
    assert edited or all(line.endswith(title) for line, title in found)
    assert "deleted" in set(coalviz.audit_deck(new.path, shipped).frame["status"])


def links_of(slide) -> Iterator[tuple[str, str]]:
    """Each line of a slide that leads to another, and the title of that."""
    for line in slide._element.iter(qn("a:p")):
        for link in line.iter(qn("a:hlinkClick")):
            target = slide.part.related_part(link.get(qn("r:id"))).slide
            yield "".join(line.itertext()), target.shapes.title.text


@pytest.mark.parametrize("own", [None, 20, 30], ids=["of the house", "20 points", "30 points"])
def test_a_longer_title_stays_in_its_place(own, many, tmp_path) -> None:
    """In the size that a new deck would give it, if a person chose none; else in theirs, or smaller."""
    ten = many[1]
    old, new, fresh = (tmp_path / f"{name}.pptx" for name in ("old", "new", "fresh"))
    early, late = (
        [coalviz.members_over_time(one, coalition="lighthouse")]
        for one in (ten.as_of("2024-01-10"), ten)
    )
    coalviz.save_deck(early, old)
    if own:
        opened = Presentation(old)
        opened.slides[2].shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(own)
        opened.save(old)
    coalviz.refresh_deck(old, new, ten)
    coalviz.save_deck(late, fresh)
    titles = [Presentation(path).slides[2].shapes.title for path in (new, fresh)]
    sizes = [one.text_frame.paragraphs[0].runs[0].font.size for one in titles]
    assert titles[0].text == titles[1].text and len(titles[0].text) > 100
    assert sizes[0] == sizes[1] < Pt(20)


def test_a_deck_that_libreoffice_saved_is_refreshed_too(deck, shipped, soffice, tmp_path) -> None:
    reworked(deck)
    folder = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        soffice,
        profile,
        "--headless",
        "--convert-to",
        "pptx:Impress MS PowerPoint 2007 XML",
    ]
    subprocess.run(
        [*command, "--outdir", folder, deck], check=True, capture_output=True, timeout=120
    )
    saved = folder / "deck.pptx"
    opened = Presentation(saved)
    assert not charts_on(slide_of(opened, "Twelve"))[0].part.chart_workbook.xlsx_part
    stale = coalviz.audit_deck(saved, shipped).frame
    assert {"stale", "contradicted"} <= set(stale["status"])
    coalviz.refresh_deck(saved, tmp_path / "april.pptx", shipped)
    told = coalviz.audit_deck(tmp_path / "april.pptx", shipped).frame
    assert "stale" not in set(told["status"]), told[told["status"] == "stale"].to_string()
    slide = slide_of(Presentation(tmp_path / "april.pptx"), "More than €30 million")
    [chart] = charts_on(slide)
    assert chart.plots[0].series[0].format.fill.fore_color.rgb == RGBColor(0xCC, 0x00, 0x00)
    assert chart.part.chart_workbook.xlsx_part.blob[:2] == b"PK"  # the lost workbook is there again


# ---- files that are not to be touched


def test_in_its_place_the_old_deck_is_kept(deck, shipped) -> None:
    before = deck.read_bytes()
    new = coalviz.refresh_deck(deck, deck, shipped)
    assert new.earlier.read_bytes() == before and new.earlier.name == "deck-earlier.pptx"
    assert deck.read_bytes() != before


def test_another_file_is_never_written_over(deck, shipped, tmp_path) -> None:
    (tmp_path / "there.pptx").write_bytes(b"somebody's")
    with pytest.raises(FileExistsError, match="somebody's work"):
        coalviz.refresh_deck(deck, tmp_path / "there.pptx", shipped)
    assert (tmp_path / "there.pptx").read_bytes() == b"somebody's"


@pytest.mark.parametrize("name", ["out.txt", "out", ".", "new.potx"])
def test_a_deck_is_written_only_into_a_file_that_is_named_as_one(
    name: str, deck, shipped, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(ValueError, match=f"a deck is a .pptx file, not '{re.escape(name)}'"):
        coalviz.refresh_deck(deck, name, shipped)
    with pytest.raises(ValueError, match=f"a deck is a .pptx file, not '{re.escape(name)}'"):
        coalviz.save_deck([coalviz.pledge_sum(shipped)], name)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("mark", ["~$deck.pptx", ".~lock.deck.pptx#"])
def test_a_deck_that_is_open_elsewhere_is_left_alone(mark, deck, shipped) -> None:
    deck.with_name(mark).touch()
    before = deck.read_bytes()
    with pytest.raises(PermissionError, match="open in another program"):
        coalviz.refresh_deck(deck, deck, shipped)
    assert deck.read_bytes() == before


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid"), reason="no such rights here")
def test_a_deck_that_may_not_be_written_is_left_alone(deck, shipped) -> None:
    if os.geteuid() == 0:
        pytest.skip("an administrator may write everything")
    deck.parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            coalviz.refresh_deck(deck, deck, shipped)
    finally:
        deck.parent.chmod(0o700)


def test_what_is_no_deck_of_coalviz_is_refused_in_words(shipped, tmp_path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no deck .*none\.pptx"):
        coalviz.audit_deck(tmp_path / "none.pptx", shipped)
    (tmp_path / "damaged.pptx").write_bytes(b"PK no more")
    with pytest.raises(ValueError, match="cannot be read as a PowerPoint file"):
        coalviz.audit_deck(tmp_path / "damaged.pptx", shipped)
    Presentation().save(tmp_path / "other.pptx")
    for act in (
        lambda path: coalviz.audit_deck(path, shipped),
        lambda path: coalviz.refresh_deck(path, tmp_path / "out.pptx", shipped),
    ):
        with pytest.raises(ValueError, match="no slide that coalviz made"):
            act(tmp_path / "other.pptx")
    assert not (tmp_path / "out.pptx").exists()


def test_recipes_of_a_newer_coalviz_are_refused(deck, shipped, monkeypatch) -> None:
    opened = Presentation(deck)
    book = recipes.read_book(opened)
    monkeypatch.setattr(recipes, "FORMAT", recipes.FORMAT + 1)
    recipes.write_book(opened, book)
    opened.save(deck)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="newer coalviz"):
        audit.audit_deck(deck, shipped)


def test_damaged_recipes_are_refused(deck, shipped) -> None:
    opened = Presentation(deck)
    part = next(one for one in opened.part.package.iter_parts() if "customXml" in one.partname)
    part._blob = f'<recipes xmlns="{recipes.SPACE}">{{"format": 1}}</recipes>'.encode()
    opened.save(deck)
    with pytest.raises(ValueError, match="recipes in the deck are damaged"):
        audit.audit_deck(deck, shipped)
