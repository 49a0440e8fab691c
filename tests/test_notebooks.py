"""The notebooks as they are stored, and whether the checks on them bite."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import nbformat
import notebook_cells
import pytest
import stored_notebooks
from chart_differences import chart_differences
from stored_notebooks import (
    PLOTLY,
    SVG,
    WIDGET,
    add_pictures,
    main,
    no_browser,
    problems,
    store,
    text_of,
)

import coalviz
import coalviz.coding

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def made_up(*sources: str) -> nbformat.NotebookNode:
    """Give a notebook with these code cells, as if they had been run; the first one shows a chart."""
    cells = [
        nbformat.v4.new_code_cell(source, execution_count=number, id=f"cell-{number}")
        for number, source in enumerate(sources, 1)
    ]
    cells[0].outputs = [
        nbformat.v4.new_output("display_data", {PLOTLY: {"data": [{"x": [1, 2]}], "layout": {}}})
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(
        cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}}
    )


def stream(text: str) -> nbformat.NotebookNode:
    """Give what a cell that printed a text has stored."""
    return nbformat.v4.new_output("stream", text=text)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_stored_notebook_is_fit_to_be_compared(path: Path) -> None:
    assert not problems(path)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


def test_a_good_made_up_notebook_has_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "good.ipynb"
    path.write_text(text_of(made_up("chart", "print(1)")), encoding="utf-8")
    assert problems(path) == []


def never_run(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].execution_count = None


def failed(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [
        nbformat.v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
    ]


def saved_widget_state(notebook: nbformat.NotebookNode) -> None:
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}


def stored_widget(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [
        nbformat.v4.new_output("display_data", {WIDGET: {"model_id": "1f"}})
    ]


def timed_cell(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].metadata["execution"] = {"iopub.execute_input": "2024-04-08T10:00:00.0Z"}


def timed_notebook(notebook: nbformat.NotebookNode) -> None:
    notebook.metadata["saved"] = "2024-04-08 10:00"


def base64_numbers(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[0].outputs[0].data[PLOTLY]["data"][0]["x"] = {
        "dtype": "f8",
        "bdata": "AAAAAAAA8D8=",
    }


def large(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [stream("0123456789" * 30_000)]


def home_folder(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [stream("saved in /home/analyst/chart.png")]


def windows_folder(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [stream(r"saved in C:\Users\analyst\chart.png")]


def checkout_folder(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [stream(f"read {ROOT}/data")]


def uncompared_chart(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[0].metadata["tags"] = ["nbval-ignore-output"]


def skipped_cell(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].source = "# NBVAL_SKIP\nprint(1)"


def other_kernel(notebook: nbformat.NotebookNode) -> None:
    notebook.metadata["kernelspec"]["name"] = "conda-env-py"


def picture_beside_the_chart(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[0].outputs[0].data[SVG] = "<svg/>"


def wrong_picture(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [nbformat.v4.new_output("display_data", {"image/png": "iVBORw0="})]


def ignored_words(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].metadata["tags"] = ["nbval-ignore-output"]


def swapped_outputs(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[1].outputs = [stream("1\n"), *notebook.cells[0].outputs]


def output_of_another_run(notebook: nbformat.NotebookNode) -> None:
    data = {"text/plain": "1"}
    notebook.cells[1].outputs = [nbformat.v4.new_output("execute_result", data, execution_count=7)]


def run_in_another_order(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[0].execution_count, notebook.cells[1].execution_count = 2, 1


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (never_run, "cell 2 was never run"),
        (failed, "cell 2 has a stored error"),
        (saved_widget_state, "widget state is saved"),
        (stored_widget, "cell 2 has a stored widget"),
        (timed_cell, "cell 2 has a timestamp"),
        (timed_notebook, "the notebook's metadata hold a timestamp"),
        (base64_numbers, "cell 1 has numbers stored as base64"),
        (large, "at most 300,000 are meant"),
        (home_folder, "cell 2 has an output with a path of this machine"),
        (windows_folder, "cell 2 has an output with a path of this machine"),
        (checkout_folder, "cell 2 has an output with a path of this machine"),
        (uncompared_chart, "cell 1 is taken out of the comparison by nbval-ignore-output"),
        (skipped_cell, "cell 2 is taken out of the comparison by NBVAL_SKIP"),
        (other_kernel, "not in the form that `make notebooks` writes"),
        (picture_beside_the_chart, "cell 1 has a stored picture, which would not be compared"),
        (wrong_picture, "cell 2 has a stored picture, which would not be compared"),
        (ignored_words, "cell 2 is taken out of the comparison by nbval-ignore-output"),
        (swapped_outputs, "cell 2 has several outputs, whose order would not be compared"),
        (output_of_another_run, "cell 2 has the output of another run"),
        (run_in_another_order, "the cells were not run once from the first to the last"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_bad_notebook_is_found(spoil: Callable, expected: str, tmp_path: Path) -> None:
    notebook = made_up("chart", "print(1)")
    spoil(notebook)
    path = tmp_path / "bad.ipynb"
    path.write_text(text_of(notebook), encoding="utf-8")
    [problem] = problems(path)
    assert expected in problem


CHART = """import plotly.graph_objects as go
figure = go.Figure(go.Bar(x=[10, 20], y=["Latvia", "Estonia"]))
figure"""


@pytest.mark.programs
def test_storing_twice_gives_the_same_bytes_and_no_widget(tmp_path: Path, draws: None) -> None:
    path = tmp_path / "example.ipynb"
    notebook = made_up(CHART, "go.FigureWidget(figure)", "print(figure.data[0].x)")
    notebook.cells[1].metadata["tags"] = ["nbval-ignore-output"]
    nbformat.write(notebook, path)
    store(path)
    first = path.read_bytes()
    assert problems(path) == []
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.execution_count for cell in cells] == [1, 2, 3]
    assert [len(cell.outputs) for cell in cells] == [1, 0, 1]
    assert PLOTLY in cells[0].outputs[0].data and (no_browser() or SVG in cells[0].outputs[0].data)
    store(path)
    assert path.read_bytes() == first


@pytest.mark.programs
def test_a_failing_notebook_is_not_stored(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = tmp_path / "example.ipynb"
    nbformat.write(made_up("1 / 0"), path)
    before = path.read_bytes()
    assert main([str(path)]) == 1
    assert "not stored, a cell failed" in capsys.readouterr().err
    assert path.read_bytes() == before


def drawn(*values: int) -> nbformat.NotebookNode:
    """Give a notebook with a chart of each value, as it is when it was run."""
    notebook = made_up(*map(str, values))
    for cell, value in zip(notebook.cells, values, strict=True):
        chart = {"data": [{"type": "bar", "x": [value], "y": ["Estonia"]}], "layout": {}}
        cell.outputs = [nbformat.v4.new_output("display_data", {PLOTLY: chart})]
    return notebook


def pictured(notebook: nbformat.NotebookNode, before: nbformat.NotebookNode) -> list[str | None]:
    """Put pictures beside the charts of a notebook that was stored before; give them."""
    add_pictures(notebook, before)
    return [cell.outputs[0].data.get(SVG) for cell in notebook.cells]


@pytest.fixture(scope="module")
def with_pictures(chromium: str, draws: None) -> nbformat.NotebookNode:
    """A notebook with two charts and their pictures."""
    notebook = drawn(20, 30)
    assert all(pictured(notebook, drawn(20, 30)))
    return notebook


def test_a_picture_stands_beside_its_chart_and_goes_with_it(
    with_pictures: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = with_pictures.cells[0].outputs[0].data[SVG]
    assert re.match(r'<svg [^>]*width="700" height="500"', first) and "Estonia" in first
    monkeypatch.setattr(stored_notebooks, "no_browser", lambda: "there is none")
    assert pictured(drawn(20), with_pictures) == [first]  # still of this chart, and kept
    assert pictured(drawn(40), with_pictures) == [None]  # better none than that of another chart


def test_pictures_never_make_a_notebook_too_large(
    with_pictures: nbformat.NotebookNode, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(text_of(with_pictures).encode())
    monkeypatch.setattr(stored_notebooks, "LARGEST", size - 1)
    first, second = pictured(drawn(20, 30), with_pictures)
    assert first and second is None


def changed(folder: Path, table: str, pattern: str, by: str) -> None:
    """Change one place in a table of a copied checkout."""
    path = folder / "data" / f"{table}.csv"
    text, count = re.subn(pattern, by, path.read_text(encoding="utf-8"))
    assert count == 1
    path.write_text(text, encoding="utf-8")


def differing(folder: Path, notebooks: Iterable[Path] = NOTEBOOKS) -> set[notebook_cells.Place]:
    """Give the cells whose output is another with the tables in a folder than the stored one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            coalviz.coding, "DATA", folder / "data"
        )  # of which the next article has a copy
        now = notebook_cells.outputs(replace(coalviz.load(folder / "data"), code="coalviz.load()"))
    return {
        place
        for path in notebooks
        for place, kinds in notebook_cells.stored(path).items()
        if not notebook_cells.same(kinds, now[place])
    }


def test_cells_put_out_in_this_process_what_is_stored() -> None:
    assert differing(ROOT) == set()


def test_a_harmless_change_of_a_table_is_told_in_one_line_of_each_notebook(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    changed(tmp_path, "indicators", r"(?<=ALB,population,2019,)2854191", "2854192")
    versioned = [
        path for path in NOTEBOOKS if (path.stem, "version") in notebook_cells.stored(path)
    ]
    assert len(versioned) == 4  # the next article is worked through on a copy of its own
    assert differing(tmp_path) == {(path.stem, "version") for path in versioned}
    version = coalviz.load(ROOT / "data").version
    for path in versioned:
        lines = path.read_text(encoding="utf-8").splitlines()
        assert sum(version in line for line in lines) == 1


PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
ODD = [  # of these cells nbval lets the first four pass, whatever is stored; the last has a chart too many
    "print('never run')",
    "import base64\nfrom IPython.display import Image, display\n"
    f"Image(base64.b64decode('{PICTURE}'), format='png')",
    "print('ignored')",
    "print('first')\ndisplay({'text/plain': 'second'}, raw=True)",
    CHART,
]


def odd() -> nbformat.NotebookNode:
    """Give a notebook with wrong outputs."""
    notebook = made_up(*ODD)
    never, drawn, ignored, swapped, many = notebook.cells
    many.outputs, never.outputs, never.execution_count = never.outputs * 2, [], None
    picture = {"image/png": "d3Jvbmc=", "text/plain": "<IPython.core.display.Image object>"}
    drawn.outputs = [nbformat.v4.new_output("execute_result", picture, execution_count=2)]
    ignored.metadata["tags"] = ["nbval-ignore-output"]
    second = nbformat.v4.new_output("display_data", {"text/plain": "second"})
    swapped.outputs = [second, stream("first\n")]
    return notebook


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, int], str]]:
    """A copied checkout with changed tables and an odd notebook; what nbval says of each cell that fails."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("coalviz", "plotly_pptx", "data", "tools"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "notebooks").mkdir()
    shutil.copy(ROOT / "notebooks" / "1-pledges.ipynb", folder / "notebooks")
    nbformat.write(odd(), folder / "notebooks" / "odd.ipynb")
    changed(folder, "pledges", r"(?<=,LUX,,delivered,money,=,)10000000", "12000000")
    changed(folder, "events", "Artillery coalition starts work", "Artillery coalition begins")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--color=no", "-rN", "notebooks"],
        cwd=folder,
        # a process that knows this copy alone
        env=environment | {"PYTHONPATH": f"{folder}:{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
    ).stdout
    heading = r"^_+ .*?([\w-]+)\.ipynb::Cell (\d+) _+$"
    _, *parts = re.split(heading, told, flags=re.MULTILINE)
    cells = zip(parts[::3], map(int, parts[1::3]), parts[2::3], strict=True)
    return folder, {(name, number): report for name, number, report in cells}


@pytest.mark.programs
def test_nbval_names_the_cells_whose_content_changed_and_only_those(compared: tuple) -> None:
    folder, reports = compared
    path = ROOT / "notebooks" / "1-pledges.ipynb"
    cells = [cell.id for cell in nbformat.read(path, as_version=4).cells if "outputs" in cell]
    said = {cells[number]: text for (name, number), text in reports.items() if name == path.stem}
    assert {(path.stem, name) for name in said} == differing(folder, [path])
    assert {"version", "sum-chart", "rows-table"} < said.keys()  # not those without such an amount
    assert {"sources-table", "figures-table", "totals-table"}.isdisjoint(said)
    number = r"^  data\[\d+\]\.x\[\d+\]: stored 10(000000)?(\.0)?, now 12(000000)?(\.0)?$"
    assert re.search(number, said["sum-chart"], re.MULTILINE)
    charts = [text.split("The chart is not the stored one:\n")[1:] for text in said.values()]
    lines = [len(re.match(r"(  .*\n)*", text)[0].splitlines()) for each in charts for text in each]
    assert len(lines) > 1 and max(lines) <= 11


@pytest.mark.programs
def test_what_nbval_lets_pass_is_refused(compared: tuple) -> None:
    folder, reports = compared
    assert [number for name, number in reports if name == "odd"] == [4]
    refused = [problem[:6] for problem in problems(folder / "notebooks" / "odd.ipynb")]
    assert refused == [f"cell {number}" for number in range(1, 6)]


@pytest.mark.programs
def test_a_missing_chart_fails_the_notebook_in_a_few_lines(compared: tuple) -> None:
    report = compared[1]["odd", 4]
    assert report.count("(a chart with 1 traces)") == 3
    assert len(report.splitlines()) < 60


def bars(*values: float | None, **layout: str) -> dict:
    """Give a chart as a notebook stores it."""
    return {"data": [{"x": list(values), "y": ["a", "b"]}], "layout": layout}


@pytest.mark.parametrize(
    ("stored", "now", "lines"),
    [
        (bars(1, 44.8), bars(1, 44.9), ["  data[0].x[1]: stored 44.8, now 44.9"]),
        (bars(1, None), bars(1, 0), ["  data[0].x[1]: stored None, now 0"]),
        (bars(1, 2), bars(1.0, 2.0), []),
        (bars(1), bars(1, 2), ["  data[0].x[1]: stored not present, now 2"]),
        (
            bars(1, title="A"),
            bars(2, title="B"),
            ["  data[0].x[0]: stored 1, now 2", "  layout.title: stored 'A', now 'B'"],
        ),
        (
            bars(*range(30)),
            bars(*range(1, 61, 2)),
            [
                *(f"  data[0].x[{n}]: stored {n}, now {2 * n + 1}" for n in range(10)),
                "  and 20 more",
            ],
        ),
    ],
    ids=["number", "unknown is not zero", "same", "longer", "numbers first", "many"],
)
def test_chart_differences(stored: dict, now: dict, lines: list[str]) -> None:
    assert chart_differences(stored, now) == lines


def test_long_texts_are_shown_where_they_differ() -> None:
    [line] = chart_differences(
        bars(alt="word " * 99 + "44.8 million"), bars(alt="word " * 99 + "44.9 million")
    )
    assert "44.8 million" in line and "44.9 million" in line
    assert len(line) < 160
