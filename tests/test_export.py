"""The way out: every format carries its sources, and a save is whole or not there."""

import csv
import json
import re
import subprocess
from pathlib import Path

import choreographer.browsers.chromium
import decks
import kaleido
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
import pytest
from playwright.sync_api import expect

import coalviz
from coalviz import export, files, pictures
from coalviz.states import MEMBERS, PLEDGES


@pytest.fixture(scope="module")
def pledges() -> go.Figure:
    return coalviz.pledges_by_country(coalviz.load())


def lines(path: Path) -> list[dict]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def test_csv_holds_the_rows_behind_the_chart_with_their_sources(pledges, tmp_path):
    rows = lines(export.save(pledges, tmp_path / "pledges.csv"))
    assert len(rows) == len(pledges.layout.meta["rows"])
    luxembourg = next(row for row in rows if row["pledge_id"] == "it-lux-1")
    assert luxembourg["amount"] == "10000000" and luxembourg["table"] == "pledges"
    assert luxembourg["source"].startswith("Babel, 2 February 2024") and luxembourg[
        "source_url"
    ].startswith("https://")
    unknown = [row for row in rows if not row["amount"]]
    assert unknown and not any(row["amount"] == "0" for row in rows)


@pytest.mark.parametrize("text", ["=1+1", "+49", "-", "@cell", "\t=1", "\r=1"])
def test_csv_lets_no_text_become_a_formula(text, tmp_path):
    row = {"table": "pledges", "line": 2, "amount": -5, "note": text, "source_id": "a"}
    path = export.save(decks.cited(go.Figure(), "x", rows=[row]), tmp_path / "x.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        (read,) = csv.DictReader(file)
    assert (
        read["note"] == f"'{text}"
        and read["amount"] == "-5"
        and read["source_title"] == "'=HYPERLINK(1)"
    )


def test_csv_is_marked_as_utf8_for_excel(pledges, tmp_path):
    assert export.save(pledges, tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_csv_of_a_figure_without_rows_holds_its_points(tmp_path):
    figure = decks.cited(px.scatter(x=[1.5, 2], y=[3, None], text=["p", "q"]), "points", rows=[])
    first, second = lines(export.save(figure, tmp_path / "x.csv"))
    assert (first["x"], first["y"], first["text"], second["y"]) == ("1.5", "3", "p", "")
    assert first["source"] == "Gazette, 2 February 2024; Courier, 8 April 2024"


def test_a_page_is_printed_with_each_chart_whole(shipped, tmp_path, browser):
    figures = [draw(shipped) for draw in (*PLEDGES, *MEMBERS)]
    path = export.save_page(figures, tmp_path / "page.html")
    page = browser.new_page()
    page.goto(path.as_uri())
    page.locator(".js-plotly-plot .main-svg").last.wait_for(state="attached")
    page.locator(".js-plotly-plot").first.hover()
    page.emulate_media(media="print")
    expect(page.locator(".modebar:visible")).to_have_count(0)  # no buttons on paper
    (tmp_path / "page.pdf").write_bytes(page.pdf(format="A4"))
    page.close()
    read = ["pdftotext", "-layout", tmp_path / "page.pdf", "-"]
    sheets = subprocess.run(read, capture_output=True, check=True, text=True).stdout.split("\f")
    for sheet in sheets[:-1]:  # as many charts end on it as begin
        assert (
            sheet.count("known by 8 April 2024") == len(re.findall("(?m)^ *Sources?: ", sheet)) > 0
        )


def test_html_works_offline_in_one_file(pledges, tmp_path, browser):
    hostile = decks.cited(
        go.Figure(go.Bar(x=["</script><img src=x onerror=stop()>"], y=[1])),
        "<script>stop()</script>",
    )
    path = export.save_page([pledges, hostile], tmp_path / "page.html", title="Briefing & more")
    text = path.read_text("utf-8")
    assert text.count("plotly.js v") == 1 and "<title>Briefing &amp; more</title>" in text
    page, asked, errors = browser.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector("#chart-2 .main-svg")
    assert page.get_by_text("Luxembourg", exact=True).count()
    assert page.locator("figure").count() == 2
    assert "Source" in page.locator("#chart-1").inner_text()
    assert page.locator("figure").first.get_attribute("aria-label") == pledges.layout.meta["alt"]
    assert page.locator("img").count() == 0
    page.close()
    assert not errors
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.fixture
def closed(chromium: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a browser, and it is not open yet."""
    monkeypatch.setattr(pictures, "_draw", None)


def openings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note when a browser is opened and closed."""
    noted = []
    for name in ("open", "close"):
        real = getattr(kaleido.Kaleido, name)
        monkeypatch.setattr(
            kaleido.Kaleido,
            name,
            lambda self, name=name, real=real: noted.append(name) or real(self),
        )
    return noted


def test_one_browser_serves_all_pictures_and_is_closed(pledges, tmp_path, closed, monkeypatch):
    figures = {
        "good": pledges,
        "unsourced": go.Figure(go.Bar(x=[1], y=[2])),
        "too": decks.figures()["flow"],
    }
    opened = openings(monkeypatch)
    with pictures.one_browser():
        with pictures.one_browser():  # as in a briefing that is made inside
            saved = export.save_all(figures, tmp_path, ["png", "svg"])
        again = export.save(pledges, tmp_path / "again.png")
        first, second = pictures.pictures([(bar(name), "svg", 1) for name in ("Estonia", "Latvia")])
    assert opened.count("open") == 1 and opened[-1] == "close"
    assert again.read_bytes() == (tmp_path / "good.png").read_bytes()
    assert b"$1 to Estonia $2" in first  # no formula
    assert b"Latvia" in second and b"Estonia" not in second
    assert hasattr(kaleido.Kaleido, "_return_kaleido_tab")  # else each takes four times as long
    check_saved(saved, tmp_path, pledges.layout.meta["alt"])


def check_saved(saved: export.Saved, folder: Path, alt: str) -> None:
    """Hold that the good figures are there in their size, with words and source, and the failing one is named."""
    assert [path.name for path in saved.written] == ["good.png", "good.svg", "too.png", "too.svg"]
    assert list(saved.failed) == ["unsourced.png", "unsourced.svg"]
    assert "coalviz.cite" in saved.failed["unsourced.png"]
    assert "4 files written" in repr(saved)
    assert "unsourced.png, unsourced.svg: The figure" in repr(saved)
    png = (folder / "good.png").read_bytes()
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (2560, 1440)
    drawn = (folder / "good.svg").read_text()
    assert alt[:40] in drawn and "Source" in drawn


def bar(name: str) -> go.Figure:
    layout = {"width": 300, "height": 200, "title": {"text": f"$1 to {name} $2"}}
    return go.Figure(go.Bar(x=[name], y=[1]), layout)


def test_a_picture_that_cannot_be_drawn_is_named_with_the_reason(closed, monkeypatch):
    async def nothing(self):
        pass

    async def draw(self, figure, opts):
        if opts["format"] == "svg":
            raise RuntimeError("no such map")
        return b"drawn"

    for name, does in (("open", nothing), ("close", nothing), ("calc_fig", draw)):
        monkeypatch.setattr(kaleido.Kaleido, name, does)
    good, bad = pictures.pictures([(bar("Estonia"), kind, 1) for kind in ("png", "svg")])
    assert good == b"drawn" and str(bad) == "the chart could not be drawn: no such map"


@pytest.mark.parametrize("kind", ["png", "csv"])
def test_a_browser_that_does_not_open_is_no_end_of_a_briefing(
    kind, pledges, monkeypatch, tmp_path, closed
):
    async def broken(self):
        raise RuntimeError("no memory")

    monkeypatch.setattr(kaleido.Kaleido, "open", broken)
    made = coalviz.save_briefing([pledges], tmp_path, formats=[kind], progress=False)
    assert made.deck.path.exists() and (kind == "csv" or "no memory" in repr(made))


@pytest.mark.usefixtures("without_chrome")
def test_without_chrome_images_say_how_to_get_it(pledges, tmp_path, monkeypatch):
    finder = choreographer.browsers.chromium.Chromium
    monkeypatch.setattr(finder, "find_browser", classmethod(lambda *a, **k: "/nowhere/chrome"))
    with pytest.raises(
        pictures.NoChrome, match="/nowhere/chrome.*apt install chromium.*plotly_get_chrome"
    ):
        export.save(pledges, tmp_path / "x.png")
    saved = export.save_all({"x": pledges}, tmp_path, ["png", "csv"])
    assert [path.name for path in saved.written] == ["x.csv"] and "Chrome" in saved.failed["x.png"]


@pytest.mark.parametrize(
    ("figure", "lacks"),
    [
        (go.Figure(), "no source and no alternative text"),
        (go.Figure(layout={"meta": "mine"}), "no source and no alternative text"),
        (go.Figure(layout={"meta": {"sources": [{"text": "Gazette"}]}}), "has no alternative text"),
        (go.Figure(layout={"meta": {"alt": "Bars"}}), "has no source"),
    ],
)
@pytest.mark.parametrize("suffix", export.SUFFIXES)
def test_a_figure_without_source_or_alternative_text_does_not_get_out(
    figure, lacks, suffix, tmp_path
):
    with pytest.raises(ValueError, match=f"{lacks}.*coalviz.cite.*unsourced=True"):
        export.save(figure, tmp_path / f"x{suffix}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix", [".html", ".csv"])
def test_what_goes_out_without_a_source_says_so(suffix, tmp_path):
    path = export.save(px.bar(x=["a"], y=[1]), tmp_path / f"x{suffix}", unsourced=True)
    assert "No source given" in path.read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "size", "wrong"),
    [
        ("x.gif", "slide", r"'\.gif' is no format.*\.html, \.png, \.svg, \.pdf, \.csv, \.pptx"),
        ("x", "slide", "'no suffix' is no format"),
        ("x.png", "huge", "no size 'huge'; sizes are slide, half, page, square"),
    ],
)
def test_unknown_formats_and_sizes_are_refused(pledges, name, size, wrong, tmp_path):
    with pytest.raises(ValueError, match=wrong):
        export.save(pledges, tmp_path / name, size=size)
    with pytest.raises(TypeError, match="a Plotly figure is needed, this is dict"):
        export.save({"data": []}, tmp_path / "x.csv")


def test_a_folder_is_no_file_to_write_into(pledges, folder):
    for path in (".", folder, folder / "page"):
        Path(path).mkdir(exist_ok=True)
        with pytest.raises(FileExistsError, match="is already there"):
            export.save_page([pledges], path)
        with pytest.raises(ValueError, match="is no format that coalviz can write"):
            export.save(pledges, path)


def test_a_file_that_is_there_stays_unless_told_otherwise(pledges, tmp_path):
    for name in ("x.csv", "x-2.csv"):
        (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError, match=r"x-3\.csv.*overwrite=True"):
        export.save(pledges, tmp_path / "x.csv")
    saved = export.save_all({"x": pledges, "y": pledges}, tmp_path, "csv")
    assert [path.name for path in saved.written] == ["y.csv"] and "already there" in saved.failed[
        "x.csv"
    ]
    assert (tmp_path / "x.csv").read_text() == "mine"
    assert export.save(pledges, tmp_path / "x.csv", overwrite=True).read_text("utf-8-sig") != "mine"


def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(pledges, tmp_path, monkeypatch):
    (tmp_path / "x.csv").write_text("mine")

    def full(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(OSError, match="no space"):
        export.save(pledges, tmp_path / "x.csv", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"] and (
        tmp_path / "x.csv"
    ).read_text() == "mine"


def test_names_of_files_come_from_the_titles(pledges, tmp_path):
    again = decks.cited(go.Figure(), "a/b: ü?")
    saved = export.save_all([again, again], tmp_path / "new" / "folder", "csv")
    assert [path.name for path in saved.written] == ["what-a-b-ü-show.csv", "what-a-b-ü-show-2.csv"]


def test_no_name_of_a_file_is_given_twice(pledges):
    names = list(files.named({"sum-2": pledges, "sum": pledges, "sum!": pledges}))
    assert names == ["sum-2", "sum", "sum-3"]


def test_one_figure_as_a_slide(pledges, tmp_path):
    from pptx import Presentation
    from pptx.enum.shapes import MSO_SHAPE_TYPE

    (slide,) = Presentation(export.save(pledges, tmp_path / "x.pptx")).slides
    assert slide.shapes.title.text == pledges.layout.meta["title"]
    [group] = [shape for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.GROUP]
    assert group.name.startswith("Chart ") and any(shape.has_chart for shape in group.shapes)


def test_figures_that_come_from_json_are_read_alike(tmp_path):
    import plotly.io

    figure = decks.cited(
        px.bar(pd.DataFrame({"a": ["x", "y"], "b": [1.5, 2]}), x="a", y="b"), "bars", rows=[]
    )
    read = plotly.io.from_json(json.dumps(json.loads(figure.to_json())))
    assert (
        export.save(read, tmp_path / "a.csv").read_bytes()
        == export.save(figure, tmp_path / "b.csv").read_bytes()
    )
