"""The code of the notebooks, run in this process with tables of one's own, and what a reader sees of it."""

import ast
import contextlib
import functools
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import plotly.graph_objects as go
from stored_notebooks import PLOTLY, SVG

from coalviz.dataset import Dataset
from coalviz.explore import Explorer

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))
Place = tuple[str, str]  # a notebook and a cell in it


@functools.cache
def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    """Give the code cells of a notebook that are compared."""
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == "code" and not cell.metadata.get("tags")]


def outputs(dataset: Dataset) -> dict[Place, dict[str, Any]]:
    """Run all notebooks on a dataset, and give what each cell puts out, by its kind."""
    found = {}
    for path in NOTEBOOKS:
        names: dict[str, Any] = {}
        for cell in code_cells(path):
            found[path.stem, cell.id] = output(cell.source, names, dataset)
    return found


def output(source: str, names: dict[str, Any], dataset: Dataset) -> dict[str, Any]:
    """Run one cell as a kernel does, with a dataset in place of the one that it loads."""
    printed, *body = io.StringIO(), *ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        if "dataset" in names:
            names["dataset"] = dataset
        value = last and eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    found = {"stdout": printed.getvalue()} if printed.getvalue() else {}
    return found | bundle(value)


def bundle(value: object) -> dict[str, Any]:
    """Give what a notebook stores of a value."""
    if value is None:
        return {}
    if isinstance(value, go.Figure):
        return {PLOTLY: json.loads(value.unversioned().to_json())}
    plain = {"text/plain": repr(value)}
    if isinstance(value, Explorer):
        return plain | {PLOTLY: value._repr_mimebundle_()[0][PLOTLY]}
    return plain | ({"text/html": value._repr_html_()} if hasattr(value, "_repr_html_") else {})


def stored(path: Path) -> dict[Place, dict[str, Any]]:
    """Give what a notebook has stored, in the same form; pictures beside charts carry their fingerprint."""
    found = {}
    for cell in code_cells(path):
        kinds: dict[str, Any] = {}
        for one in cell.outputs:
            kinds |= {kind: it for kind, it in one.get("data", {}).items() if kind != SVG}
            if one.output_type == "stream":
                kinds["stdout"] = one.text
        found[path.stem, cell.id] = kinds
    return found


def same(stored: dict[str, Any], now: dict[str, Any]) -> bool:
    """Say whether an output is the stored one; the plain text beside a table says the same once more."""
    kinds = {*stored, *now} - ({"text/plain"} if "text/html" in stored else set())
    return all(stored.get(kind) == now.get(kind) for kind in kinds)


def lines_of(table: str) -> list[str]:
    """Give the rows of a table as texts."""
    rows = re.split(r"<tr[^>]*>", table)[1:]
    return [re.sub(r"\s*<[^>]+>\s*", "|", html.unescape(row)).strip("|") for row in rows]
