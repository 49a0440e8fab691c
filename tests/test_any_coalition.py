"""Tables of one's own, from nothing: a made-up climate fund, far from what comes with coalviz."""

import csv
import json
import re
from pathlib import Path
from typing import Literal

import nbformat
import plotly.graph_objects as go
import pytest
from made_up import COLUMNS
from notebook_cells import NOTEBOOKS, output
from pptx import Presentation
from stored_notebooks import PLOTLY

import coalviz
from coalviz.__main__ import main
from coalviz.states import STANDARD

FUND = {
    "sources": [
        {
            "source_id": "gazette",
            "kind": "article",
            "title": "Made up",
            "publisher": "The Made-up Gazette",
            "published": "2025-03-01",
        }
    ],
    "parties": [{"party_id": "KLUB", "name": "The Coast Club", "kind": "organisation"}],
    "coalitions": [{"coalition_id": "reef", "name": "Reef Fund", "short_name": "Reef"}],
    "memberships": [
        {"party_id": party, "role": role}
        for party, role in [("FJI", "lead"), ("TUV", "member"), ("KLUB", "member")]
    ],
    "pledges": [
        {
            "pledge_id": f"p{number}",
            "donors": donors,
            "stage": "pledged",
            "form": "money",
            "comparator": comparator,
            "amount": amount,
            "currency": currency,
        }
        for number, (donors, comparator, amount, currency) in enumerate(
            [("KLUB", "=", 4000000, "FJD"), ("FJI TUV", ">", 90000, "EUR"), ("KEN", "", "", "")]
        )
    ],
    "events": [
        {
            "event_id": "start",
            "date": "2025-02",
            "kind": "founding",
            "title": "The fund is founded",
            "place": "Suva",
        }
    ],
    "attendance": [{"event_id": "start", "party_id": "FJI", "role": "lead"}],
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return coalviz.new_set(tmp_path_factory.mktemp("empty") / "set")


@pytest.fixture(scope="module")
def fund(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the climate fund, its rows added to a set that was just started."""
    folder = coalviz.new_set(tmp_path_factory.mktemp("own") / "fund", title="The Reef Fund")
    common = {"coalition_id": "reef", "source_id": "gazette", "locator": "paragraph 1"}
    for table, rows in FUND.items():
        with (folder / f"{table}.csv").open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], restval="", lineterminator="\n")
            for row in rows:
                kept = common if table not in ("sources", "parties") else {}
                writer.writerow(
                    {name: cell for name, cell in (kept | row).items() if name in COLUMNS[table]}
                )
    return folder


def test_a_new_set_is_in_order_and_says_that_nothing_is_known(empty: Path) -> None:
    dataset = coalviz.load(empty)
    assert not dataset.accounts and not dataset.coalition_ids
    parties = dataset.parties.set_index("party_id")
    assert {"FJI", "KEN", "UKR", "BRA"} <= set(parties.index)
    tiles = parties[["tile_row", "tile_column"]].dropna()
    assert len(tiles) > 190 and not tiles.duplicated().any()
    assert set(coalviz.load().parties["party_id"]) <= set(parties.index)
    for figure in coalviz.standard_figures(dataset).values():
        assert figure.layout.meta["title"] == "No coalition known"
    assert coalviz.summary(dataset) == ["No coalition known"]


def test_a_new_set_says_nothing_of_what_comes_with_coalviz(empty: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in empty.iterdir()]
    package = json.loads((empty / "datapackage.json").read_text(encoding="utf-8"))
    assert not any("IT Coalition" in text or "babel" in text for text in texts)
    assert package["title"] == "set" and "coalition" not in package["coalviz"]


def test_a_new_set_is_never_put_over_something(empty: Path, tmp_path: Path) -> None:
    with pytest.raises(FileExistsError, match="is there already"):
        coalviz.new_set(empty)
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        coalviz.new_set(tmp_path / "file")


@pytest.mark.parametrize(
    "stops", ["_write_rules", "_write_tables", "write_codebook", "shutil.copy"]
)
@pytest.mark.parametrize("there", [True, False], ids=["an empty folder", "no folder"])
def test_a_new_set_is_there_as_a_whole_or_not_at_all(
    stops: str, there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "set"
    if there:
        folder.mkdir()
    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space left"):
        patched.setattr(f"coalviz.starting.{stops}", full_disk)
        coalviz.new_set(folder)
    assert {*tmp_path.rglob("*")} <= {folder}  # nothing is in it
    coalviz.new_set(folder)  # and it can be tried again
    assert coalviz.load(folder).title == "set" and [*tmp_path.iterdir()] == [folder]
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def full_disk(*_: object, **__: object) -> None:
    raise OSError("no space left")


def test_a_set_can_be_started_in_the_folder_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fund"
    folder.mkdir()
    monkeypatch.chdir(folder)
    coalviz.new_set(".")
    assert Path("pledges.csv").exists() and coalviz.load(".").title == "fund"


@pytest.mark.parametrize("name", ["empty", "fund"])
def test_the_notebook_of_a_set_runs(
    name: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, names = request.getfixturevalue(name), {}
    monkeypatch.chdir(folder)  # as a kernel is in the folder of its notebook
    every = nbformat.read(folder / "1-explore.ipynb", as_version=4).cells
    sources = [cell.source for cell in every if cell.cell_type == "code"]
    sources = [source for source in sources if "save_briefing" not in source]
    shown = {source: output(source, names, coalviz.load(folder)) for source in sources}
    explorers = [put for source, put in shown.items() if "explorer" in source]
    assert len(explorers) == 3 and all(PLOTLY in put for put in explorers)


WRITES = ("save_briefing", "audit_deck")
NAMED = re.compile(r"""["'](?:\d{4}-\d\d(?:-\d\d)?|[a-z]+(?:-[a-z]+)*)["']""")


def cells(path: Path, kind: str) -> dict[str, str]:
    """Give the cells of a notebook up to the worked example, which says itself that it is invented."""
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.id == "example":
            break
        if cell.cell_type == kind:
            found[cell.id] = cell.source
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_works_with_whatever_its_top_cell_chooses(
    path: Path, fund: Path, folder: Path
) -> None:
    load, *others = cells(path, "code").values()
    chosen = re.sub(r"= coalviz\.(load|tables_to_try)\(\)", "= CHOSEN", load)
    assert chosen != load
    own = coalviz.load(fund)
    names = {"CHOSEN": own if "dataset" in load else fund}
    shown = [output(chosen, names, own)]
    shown += [
        output(cell, names, own) for cell in others if not any(word in cell for word in WRITES)
    ]
    text = json.dumps(shown, ensure_ascii=False)
    assert not re.search(r"\bIT\b|for Ukraine|Drones|Babel", text)
    assert "Reef" in text or "5-next" in path.stem


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_below_its_top_cell_a_notebook_names_no_coalition_party_or_day(path: Path) -> None:
    dataset = coalviz.load()
    ids = {*dataset.coalition_ids, *dataset.parties["party_id"], *dataset.sources["source_id"]}
    code = "\n".join(list(cells(path, "code").values())[1:])
    quoted = {word.strip("\"'") for word in NAMED.findall(code)}
    assert not {word for word in quoted if word in ids or word[0].isdigit()}
    prose = "\n".join(cells(path, "markdown").values())
    names = [*dataset.coalitions["name"], *dataset.coalitions["short_name"]]
    names += [*dataset.parties["name"], *dataset.sources["publisher"]]
    assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", prose)]


def test_every_chart_is_of_the_fund(fund: Path) -> None:
    dataset = coalviz.load(fund)
    figures = [draw(dataset).layout.meta for draw in STANDARD]
    for meta in figures:
        assert [source["text"] for source in meta["sources"]] == [
            "The Made-up Gazette, 1 March 2025"
        ]
        words = " ".join([meta["title"], meta["alt"], *meta["notes"]])
        assert "IT coalition" not in words and "Ukraine" not in words
    notes = " ".join(note for meta in figures for note in meta["notes"])
    assert "An amount in a currency without a reference rate" in notes
    assert "Without a tile: The Coast Club" in notes


@pytest.mark.usefixtures("without_chrome")  # without images: another test writes them
def test_a_briefing_of_the_fund_from_a_shell(fund: Path, tmp_path: Path) -> None:
    command = ["briefing", "--tables", str(fund), "--folder", str(tmp_path), "--coalition", "reef"]
    assert main(command) == 0
    slides = Presentation(tmp_path / "briefing.pptx").slides
    assert slides[0].shapes.title.text == "The Reef Fund"
    assert "Reef" in slides[2].shapes.title.text


def test_one_word_makes_everything_about_another_coalition(folder: Path) -> None:
    drones = coalviz.load().about("drones")
    assert drones.title == "Coalition of Drones and Electronic Warfare"
    for draw in STANDARD[:7]:
        assert "IT" not in draw(drones).layout.meta["title"].split()
    assert coalviz.pledge_sum(drones).layout.meta["code"].endswith(".about('drones'))")
    assert coalviz.pledge_explorer(drones).state == {"chart": "pledges_by_country"}
    with pytest.raises(ValueError, match="no coalition 'dron'; did you mean 'drones'"):
        drones.about("dron")
    with pytest.raises(ValueError, match="no coalition 'all'; known are it, "):
        drones.about("all")


def test_explorers_offer_the_fund(fund: Path) -> None:
    dataset = coalviz.load(fund)
    for explorer in (
        coalviz.pledge_explorer(dataset),
        coalviz.membership_explorer(dataset),
        coalviz.landscape_explorer(dataset),
    ):
        options = {option["name"]: option for option in explorer.offers["options"]}
        assert [c for c in options["coalition"]["choices"] if c[0] == "reef"] == [["reef", "Reef"]]
        assert ["FJI", "Fiji"] in options["countries"]["choices"]


@coalviz.chart
def donors(dataset: coalviz.Dataset, *, shown: Literal["all", "named"] = "all") -> dict:
    """Count the pledges of each donor, as an analyst might."""
    pledges = dataset.pledges.fillna({"donors": ""})
    pledges = pledges if shown == "all" else pledges[pledges["donors"] != ""]
    counts = pledges.groupby("donors").size()
    title = f"{len(counts)} donors or groups of donors"
    figure = go.Figure(go.Bar(x=counts.tolist(), y=counts.index.tolist(), orientation="h"))
    return {"figure": figure, "title": title, "alt": title, "used": {"pledges": pledges.index}}


def test_a_chart_of_ones_own_is_of_the_coalition_that_the_tables_are_about(fund: Path) -> None:
    @coalviz.chart
    def givers(dataset: coalviz.Dataset, *, coalition: str | None = None) -> dict:
        """Say which coalition is meant, as an analyst might."""
        figure = go.Figure(go.Bar(x=[1], y=[coalition]))
        return {"figure": figure, "title": f"Of {coalition}", "alt": "One bar", "used": {}}

    dataset = coalviz.load(fund)
    meta = givers(dataset.as_of("2025-04-01"), coalition="all").layout.meta
    assert meta["state"] == {"chart": "givers", "coalition": "all", "as_of": "2025-04-01"}
    assert meta["code"] == f"givers({dataset.code}.as_of(\"2025-04-01\"), coalition='all')"
    assert givers.plain(dataset)["layout"]["meta"]["state"]["coalition"] == "reef"
    assert givers.choices == {}
    for asked in ({}, {"coalition": None}, {"coalition": "reef"}):
        assert givers(dataset, **asked).layout.meta["title"] == "Of reef"
    with pytest.raises(ValueError, match="there is no coalition 'reed'; did you mean 'reef'"):
        givers(dataset, coalition="reed")


def test_a_chart_of_ones_own_works_everywhere(fund: Path, folder: Path) -> None:
    dataset = coalviz.load(fund)
    explorer = coalviz.Explorer(dataset, [coalviz.pledge_sum, donors])
    explorer.state = {"chart": "donors", "shown": "named"}
    figure = explorer.figure()
    assert figure.layout.meta["title"] == "3 donors or groups of donors"
    assert figure.layout.meta["code"] == f"donors(coalviz.load({str(fund)!r}), shown='named')"
    assert len(coalviz.rows_behind(dataset, figure).frame) == 3
    assert coalviz.tray.add(explorer.state, dataset, [donors])
    assert coalviz.tray.add({"chart": "pledge_sum"}, dataset, [donors])
    figures = coalviz.tray.figures(dataset, [donors])
    deck = coalviz.save_deck(figures, "own.pptx")
    assert [slide.way for slide in deck.slides].count("chart") == 2
    briefing = coalviz.save_briefing(figures, formats=["csv"], progress=False)
    assert len(briefing.images.written) == 2
    with pytest.raises(ValueError, match="no shown 'some'; right is one of: all, named"):
        donors(dataset, shown="some")
    with pytest.raises(ValueError, match="there is no chart 'donors'"):
        coalviz.tray.figures(dataset)
