"""The tray: charts collected for the briefing, as names and values in a file."""

import json
from pathlib import Path

import plotly.graph_objects as go
import pytest

import coalviz
from coalviz.dataset import Dataset


def test_the_tray_gives_back_what_was_added(shipped: Dataset, folder: Path) -> None:
    states = {"chart": "pledges_by_country", "unit": "USD"}, {"chart": "coalition_roles"}
    assert repr(coalviz.tray) == "The tray is empty." and len(coalviz.tray) == 0
    assert [coalviz.tray.add(state, shipped) for state in (*states, states[1])] == [
        True,
        True,
        False,
    ]
    figures = [coalviz.figure_of(shipped, state) for state in states]
    assert coalviz.Tray().figures(coalviz.load()) == figures
    assert [one["title"] for one in coalviz.tray.entries] == [
        one.layout.meta["title"] for one in figures
    ]
    coalviz.tray.arrange([2, 1])
    assert [entry["state"] for entry in coalviz.tray.entries] == [*reversed(states)]
    for number in (0, 3):
        with pytest.raises(KeyError, match=str(number)):
            coalviz.tray.arrange([1, number])
        for numbers in ([number], [1, number]):
            with pytest.raises(KeyError, match=str(number)):
                coalviz.tray.remove(*numbers)
    assert len(coalviz.tray) == 2
    coalviz.tray.remove(1)
    assert [entry["state"] for entry in coalviz.tray.entries] == [states[0]]
    coalviz.tray.clear()
    assert len(coalviz.tray) == 0 and coalviz.tray.figures(shipped) == []


@pytest.mark.parametrize(
    "state",
    [
        {"chart": "load"},
        {"chart": "save", "path": "x.csv"},
        {"chart": "__import__('os').abort()"},
        {"chart": ["pledge_sum"]},
        {"chart": "tray"},
        {},
        {"chart": "pledge_sum", "unit": "__import__('os')"},
        {"chart": "pledge_sum", "dataset": 1},
        {"chart": "pledge_sum", "most": "many"},
        {"chart": "pledge_sum", "as_of": 8},
        {"chart": "pledge_sum", "sources": 8},
    ],
    ids=str,
)
def test_the_tray_calls_nothing_but_charts(state: dict, shipped: Dataset, folder: Path) -> None:
    coalviz.tray.add({"chart": "country_map"}, shipped)
    good = coalviz.tray.entries
    coalviz.tray.path.write_text(
        json.dumps([*good, {"title": "A fine title", "state": state}]), encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"not everything .* can be drawn.*\n2  A fine title: "):
        coalviz.tray.figures(shipped)
    assert {path.name for path in folder.rglob("*.*")} == {"briefing.json"}
    coalviz.tray.remove(2)
    assert coalviz.tray.entries == good


@pytest.mark.parametrize(
    "content", ["", "{", "[1]", '[{"title": "x"}]', '{"a": 1}', '[{"title": "x", "state": 3}]']
)
def test_a_damaged_tray_is_named_and_not_written_over(
    content: str, shipped: Dataset, folder: Path
) -> None:
    coalviz.tray.path.parent.mkdir()
    coalviz.tray.path.write_text(content)
    with pytest.raises(ValueError, match="briefing.json is damaged"):
        coalviz.tray.add({"chart": "pledge_sum"}, shipped)
    assert coalviz.tray.path.read_text() == content


def test_only_figures_get_into_the_tray(shipped: Dataset, folder: Path) -> None:
    with pytest.raises(ValueError, match="GBP"):
        coalviz.tray.add({"chart": "pledge_sum", "unit": "GBP"}, shipped)
    assert not coalviz.tray.path.exists()


def test_charts_of_ones_own_stand_beside_those_of_coalviz(shipped: Dataset) -> None:
    @coalviz.chart
    def mine(dataset: Dataset) -> dict:
        return {"figure": go.Figure(), "title": "Mine", "alt": "Mine", "used": {"events": [2]}}

    titles = [
        coalviz.figure_of(shipped, {"chart": chart}, [mine]).layout.meta["title"]
        for chart in ("mine", "pledge_sum")
    ]
    assert titles == ["Mine", coalviz.pledge_sum(shipped).layout.meta["title"]]
