"""Execute notebooks and store their outputs so that they open without running and compare without noise.

``python tools/stored_notebooks.py notebooks/*.ipynb`` (or ``make notebooks``). The same notebook, code and
tables give the same bytes. Each chart has a small picture beside it, for pages that show no Plotly. It is an SVG:
where a PNG is, JupyterLab shows that instead of the live chart, until the pointer is on it.
"""

import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import plotly.graph_objects as go
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from coalviz.pictures import no_browser, pictures

ROOT = Path(__file__).resolve().parent.parent
WIDGET = "application/vnd.jupyter.widget-view+json"
PLOTLY = "application/vnd.plotly.v1+json"
SVG = "image/svg+xml"
for short, full in (("", "2000/svg"), ("xlink", "1999/xlink")):
    ElementTree.register_namespace(short, f"http://www.w3.org/{full}")
# What a still picture does not need: what styles and scripts look for, and what is so anyway.
NOT_SEEN = re.compile(r"\b(?:[\w-]*opacity: 1|pointer-events: [\w-]+|cursor: [\w-]+); ?")
LARGEST = 300_000  # bytes of a stored notebook
CELL_METADATA = {"jupyter", "tags"}  # what an author sets; the rest is left behind by editors
# Tags that take a cell away from the comparison. Only widgets and what writes files need one, and store no output.
UNCOMPARED = {
    "nbval-ignore-output",
    "nbval-skip",
    "pytest-validate-ignore-output",
    "raises-exception",
    "nbval-raises-exception",
}
NEEDS_ONE = re.compile(
    r"\b(FigureWidget|interact|\w*explorer|Explorer|ArticleForm|save\w*|audit_deck)\("
)
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
MACHINE_PATH = re.compile(r"(?<![\w./])/(?:home|root|tmp|Users|var/folders)/|\b[A-Z]:\\\\?Users\\")


def normalised(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give a copy of an executed notebook without what differs from run to run or machine to machine.

    A widget needs a running kernel, so its stored output could only show "model not found": it is left out,
    and the chart beside it stays. Left out too are what a cell prints that is not compared and shows no chart
    (it may say what only this user has), and pictures of anything but the chart that they stand beside.
    """
    notebook = nbformat.from_dict(notebook)
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells, 1):
        cell.id = cell.get("id", f"cell-{number}")
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in CELL_METADATA}
        if cell.cell_type == "code":
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET, None)
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]
            charts = charts_of(cell)
            for output in charts:
                if is_stray(output.data):
                    output.data.pop(SVG)
            if "nbval-ignore-output" in cell.metadata.get("tags", []) and not charts:
                cell.outputs = [output for output in cell.outputs if output.output_type == "error"]
    return notebook


def charts_of(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """Give the outputs of a cell that show a chart."""
    return [output for output in cell.get("outputs", []) if PLOTLY in output.get("data", {})]


def fingerprint(chart: Mapping) -> str:
    """Give a short text that is another for another chart."""
    return hashlib.sha256(json.dumps(chart, sort_keys=True).encode()).hexdigest()[:16]


def is_of(picture: str, chart: Mapping) -> bool:
    """Say whether a stored picture was drawn from this very chart: it carries the chart's fingerprint."""
    return f'data-chart="{fingerprint(chart)}"' in picture


def is_stray(data: Mapping) -> bool:
    """Say whether an output holds a picture that is not of a chart beside it."""
    return SVG in data and not is_of(data[SVG], data.get(PLOTLY, {}))


def small(svg: bytes, chart: Mapping) -> str:
    """Give a picture with short numbers, names without chance and the chart's fingerprint, as notebooks store it."""
    root, mark = ElementTree.fromstring(svg), fingerprint(chart)
    by_chance = re.search(rb'id="defs-(\w+)"', svg)[1].decode()
    for element in root.iter():
        for name, value in element.items():
            value = re.sub(r"\d+\.\d{3,}", lambda number: f"{float(number[0]):.2f}", value)
            value = NOT_SEEN.sub("", value) if name == "style" else value
            element.set(name, value.replace(by_chance, mark[: len(by_chance)]))
            if not value or name == "class" or name.startswith("data-"):
                del element.attrib[name]
    root.set("data-chart", mark)
    return ElementTree.tostring(root, encoding="unicode")


def add_pictures(notebook: nbformat.NotebookNode, before: nbformat.NotebookNode) -> None:
    """Put a picture beside each chart, for readers without Plotly; one that still fits is kept.

    The charts that come first have one, as long as the notebook does not become too large.
    """
    stored = [output.data for cell in before.cells for output in charts_of(cell)]
    drawn = {
        fingerprint(data[PLOTLY]): data[SVG]
        for data in stored
        if is_of(data.get(SVG, ""), data[PLOTLY])
    }
    charts = [output.data for cell in notebook.cells for output in charts_of(cell)]
    if not no_browser():
        lacking = [data[PLOTLY] for data in charts if fingerprint(data[PLOTLY]) not in drawn]
        for chart, svg in zip(lacking, pictures([(go.Figure(one), "svg", 1) for one in lacking])):
            drawn[fingerprint(chart)] = small(svg, chart)
    room = LARGEST - len(text_of(notebook).encode())
    for data in charts:
        picture = drawn.get(fingerprint(data[PLOTLY]), "")
        size = len(json.dumps(picture, ensure_ascii=False).encode()) + 100
        if picture and size < room:
            data[SVG] = picture
            room -= size


def text_of(notebook: nbformat.NotebookNode) -> str:
    """Give the text that a normalised notebook has as a file."""
    return nbformat.writes(notebook) + "\n"


def store(path: Path) -> None:
    """Execute a notebook in its own folder and write it back with its outputs.

    Raises ``CellExecutionError`` when a cell fails; the file is then left as it was.
    """
    before = nbformat.read(path, as_version=4)
    notebook = nbformat.from_dict(before)
    client = NotebookClient(
        notebook,
        record_timing=False,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    notebook = normalised(notebook)
    add_pictures(notebook, before)
    path.write_text(text_of(notebook), encoding="utf-8", newline="\n")


def problems(path: Path) -> list[str]:
    """List what is wrong with a stored notebook, a sentence each; none as ``make notebooks`` leaves it."""
    text = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    found = []
    if len(text.encode()) > LARGEST:
        found.append(f"the file has {len(text.encode()):,} bytes; at most {LARGEST:,} are meant")
    if "widgets" in notebook.metadata:
        found.append("widget state is saved in the notebook's metadata")
    if any(TIMESTAMP.search(string) for string in strings(notebook.metadata)):
        found.append("the notebook's metadata hold a timestamp")
    for number, cell in enumerate(notebook.cells, 1):
        found += [f"cell {number} {problem}" for problem in cell_problems(cell)]
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    if None not in counts and counts != [*range(1, len(counts) + 1)]:
        found.append("the cells were not run once from the first to the last")
    if not found and text != text_of(normalised(notebook)):
        found.append("the file is not in the form that `make notebooks` writes")
    return found


def cell_problems(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Give what is wrong with one stored cell, each in words that follow "cell 3"."""
    outputs = cell.get("outputs", [])
    metadata = [cell.metadata, *(output.get("metadata", {}) for output in outputs)]
    if any(TIMESTAMP.search(string) for string in strings(metadata)):
        yield "has a timestamp in its metadata"
    if cell.cell_type != "code":
        return
    yield from unseen_problems(cell)
    if any(output.output_type == "error" for output in outputs):
        yield "has a stored error"
    if any(WIDGET in output.get("data", {}) for output in outputs):
        yield "has a stored widget, which shows nothing without a kernel"
    if any("bdata" in mapping for mapping in mappings(outputs)):
        yield "has numbers stored as base64: give Plotly lists instead of arrays"
    places = {str(ROOT), sys.prefix, tempfile.gettempdir()}
    for string in strings(outputs):
        if MACHINE_PATH.search(string) or any(place in string for place in places):
            yield "has an output with a path of this machine"
            break


def unseen_problems(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Give what the comparison of nbval would let pass."""
    if cell.execution_count is None:
        yield "was never run: its outputs would not be compared"
    if len(cell.outputs) > 1:
        yield "has several outputs, whose order would not be compared"
    for output in cell.outputs:
        if output.get("execution_count", cell.execution_count) != cell.execution_count:
            yield "has the output of another run"
        data = output.get("data", {})
        pictures_there = {kind for kind in data if kind.startswith("image/")}
        if is_stray(data) or pictures_there - {SVG}:
            yield "has a stored picture, which would not be compared: it is not of a chart beside it"
    ignored = UNCOMPARED.intersection(cell.metadata.get("tags", []))
    marked = re.compile(r"^\s*#\s*((?:NBVAL|PYTEST_VALIDATE)_\w+)", re.MULTILINE)
    ignored |= set(marked.findall(cell.source))
    allowed = ignored == {"nbval-ignore-output"} and NEEDS_ONE.search(cell.source)
    if ignored and (cell.outputs or not allowed):
        yield f"is taken out of the comparison by {', '.join(sorted(ignored))}, but is no widget cell"


def mappings(value: object) -> Iterator[dict]:
    """Give all dictionaries within a JSON value."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from mappings(part)


def strings(value: object) -> Iterator[str]:
    """Give all texts within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


def main(names: list[str]) -> int:
    """Store each named notebook, say what became of it, and give the number of those that failed."""
    failed = 0
    if missing := no_browser():
        print(f"Charts that changed are stored without a picture. {missing}")
    for path in map(Path, names):
        try:
            store(path)
        except CellExecutionError as error:
            failed += 1
            print(f"{path}: not stored, a cell failed\n{error}", file=sys.stderr)
        else:
            print(f"{path}: stored, {path.stat().st_size:,} bytes")
            for problem in problems(path):
                failed += 1
                print(f"{path}: {problem}", file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
