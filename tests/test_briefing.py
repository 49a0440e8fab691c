"""The whole briefing: what is written, what is left alone, and that it can be asked for from a shell."""

from pathlib import Path

import pytest
from pptx import Presentation

import coalviz
from coalviz.__main__ import main
from coalviz.states import STANDARD


@pytest.fixture(scope="module")
def dataset() -> coalviz.Dataset:
    return coalviz.load()


def test_the_standard_set_holds_every_chart_once(dataset: coalviz.Dataset) -> None:
    charts = {name for name in dir(coalviz) if hasattr(getattr(coalviz, name), "choices")}
    assert {name.replace("-", "_") for name in coalviz.standard_figures(dataset)} == charts


@pytest.mark.parametrize("day", ["2024-01-01", "2024-02-02", "2024-04-08"])
def test_all_charts_and_the_summary_hold_on_every_day(dataset: coalviz.Dataset, day: str) -> None:
    known = dataset.as_of(day)
    figures = coalviz.standard_figures(known)
    assert {figure.layout.meta["as_of"] for figure in figures.values()} == {day}
    assert coalviz.summary(known)


def test_the_summary_gives_totals_as_intervals(dataset: coalviz.Dataset) -> None:
    assert coalviz.summary(dataset) == [
        "More than €30 million pledged to the IT coalition, €20.5 million of it disclosed by country",
        "Three pledges without a stated amount, in no sum",
        "Two pledges of help in kind, in no sum of money",
    ]
    assert coalviz.summary(dataset.as_of("2024-01-01")) == [
        "No pledge to the IT coalition known by 1 January 2024"
    ]


def test_a_deck_that_was_changed_is_kept_and_the_newest_has_the_expected_name(
    dataset: coalviz.Dataset, tmp_path: Path
) -> None:
    def write(figures: dict) -> Path:
        return coalviz.save_briefing(figures, tmp_path, formats=["csv"], progress=False).deck.path

    figures = {"sum": coalviz.pledge_sum(dataset), "roles": coalviz.coalition_roles(dataset)}
    path = write(figures)
    content = path.read_bytes()
    assert write(figures) == path and len(list(tmp_path.glob("*.pptx"))) == 1
    deck = Presentation(path)
    deck.slides[2].shapes.title.text = "Reworked by hand"
    deck.save(path)
    reworked = path.read_bytes()
    assert write(figures) == path and path.read_bytes() == content
    assert (tmp_path / "briefing-earlier.pptx").read_bytes() == reworked


def test_images_of_an_earlier_run_go_and_those_of_others_stay(
    dataset: coalviz.Dataset, tmp_path: Path
) -> None:
    for names in (("sum", "links"), ("sum",)):
        figures = {name: coalviz.pledge_sum(dataset) for name in names}
        coalviz.save_briefing(figures, tmp_path, formats=["csv"], progress=False)
        (tmp_path / "images" / "mine.png").touch()
    assert {path.name for path in (tmp_path / "images").iterdir()} == {
        "sum.csv",
        "mine.png",
        "contents.txt",
    }


def test_the_command_writes_deck_page_and_images(
    tmp_path: Path,
    chromium: str,
    draws: None,
    capsys: pytest.CaptureFixture,
) -> None:
    options = ["--as-of", "2024-02-02", "--title", "Before the meeting"]
    assert main(["briefing", "--folder", str(tmp_path), *options]) == 0
    deck = tmp_path / "briefing.pptx"
    assert str(deck) in capsys.readouterr().out
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"briefing.pptx", "briefing.html", "images"}
    assert len(list((tmp_path / "images").glob("*.png"))) == len(STANDARD)
    assert Presentation(deck).slides[0].shapes.title.text == "Before the meeting"


def test_a_wrong_day_is_told_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["briefing", "--folder", str(tmp_path), "--as-of", "8 April"]) == 1
    assert "'8 April' is no day" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("without_chrome")
def test_without_chrome_the_command_does_the_rest_and_gives_its_advice_once(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["briefing", "--folder", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert told.count("plotly_get_chrome") == 1 and told.splitlines()[-1].startswith("No images: ")
    assert {path.name for path in tmp_path.iterdir()} == {
        "briefing.pptx",
        "briefing.html",
        "images",
    }
    assert [path.name for path in (tmp_path / "images").iterdir()] == ["contents.txt"]
    assert len(Presentation(tmp_path / "briefing.pptx").slides) == len(STANDARD) + 3


def test_a_deck_has_a_figure(folder: Path) -> None:
    with pytest.raises(ValueError, match="no figure"):
        coalviz.save_deck([], "empty.pptx")
    with pytest.raises(ValueError, match="no figure"):
        coalviz.save_briefing([], "empty", formats=["csv"])
    assert not list(folder.rglob("*.pptx"))
