"""The house: imports run one way, functions are short, every public name is exported and explained."""

import ast
import inspect
import re
import subprocess
import sys
import tokenize
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import pytest

import coalviz

ROOT = Path(__file__).resolve().parent.parent
# Each room, from the ground up: it may import what stands before it, and its neighbours in the same floor.
FLOORS = [
    ["dates", "grammar", "groups", "shipped", "recipes"],
    ["dataset"],
    ["money", "codebook"],
    ["claims"],
    ["theme"],
    ["forms", "files", "pictures"],
    ["wording"],
    ["notes"],
    ["charts", "news", "slides"],
    ["rows", "states", "export"],
    ["explore", "briefing", "starting", "audit"],
    ["coding", "renewal"],
    ["article_form"],
    ["__main__"],
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
SOURCES = sorted([*(ROOT / "coalviz").rglob("*.py"), *(ROOT / "plotly_pptx").rglob("*.py")])


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "coalviz").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Give the rooms of coalviz that a module imports, wherever in it."""
    package = ["coalviz", *path.relative_to(ROOT / "coalviz").parts[:-1]]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + (node.module or "").split(".")
            named = [alias.name for alias in node.names] if len(base) == 2 and not base[1] else []
            found |= set(named) or {base[1]}
    return found - {"__version__", ""}


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if "plotly_pptx" not in p.parts], ids=lambda p: p.stem
)
def test_imports_run_one_way(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    for other in imported(path) - {room}:
        assert FLOOR[other] <= FLOOR[room], f"{room} imports {other}, which stands above it"


def names_of(path: Path) -> list[str]:
    """Give the parts of the name of a module."""
    return [part for part in path.relative_to(ROOT).with_suffix("").parts if part != "__init__"]


def modules_imported(path: Path, known: set[str]) -> set[str]:
    """Give the modules that a module names, also those that only a type checker reads."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), set()
    package = [*path.relative_to(ROOT).parts[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            inner = {f"{base}.{alias.name}" for alias in node.names} & known
            found |= inner or {base} & known
    return found


def test_no_module_is_reached_from_itself() -> None:
    names = {path: ".".join(names_of(path)) for path in SOURCES}
    known = {*names.values()} - {"coalviz"}  # which asks nothing of them before they are asked for
    graph = {names[path]: modules_imported(path, known) for path in SOURCES}
    assert sum(map(len, graph.values())) > 150
    TopologicalSorter(graph).prepare()  # or it names the circle


def lengths() -> dict[str, int]:
    """Give the lines of each function, without its docstring."""
    found = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                first = node.body[0]
                told = first.end_lineno - first.lineno + 1 if ast.get_docstring(node) else 0
                found[f"{path.stem}.{node.name}"] = node.end_lineno - node.lineno + 1 - told
    return found


def test_functions_are_short() -> None:
    ordered = sorted(lengths().values())
    assert ordered[int(0.9 * len(ordered))] < 36


def test_no_function_is_over_forty_lines() -> None:
    assert not {name: lines for name, lines in lengths().items() if lines > 40}


# A budget for readable code: a new chart is a frame and a sentence, and does not need a new room.
MOST_TOKENS = {
    "coalviz": 66_200,
    "charts": 9_920,
    "forms": 5_020,
    "wording": 6_720,
    "plotly_pptx": 30_150,
}
NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}


def tokens(path: Path) -> int:
    """Count the tokens of code; a text with values in it is one, as in Pythons before 3.12."""
    count = within = 0
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            count += not within and token.type not in NO_CODE
            name = tokenize.tok_name[token.type]
            within += name.endswith("STRING_START") - name.endswith("STRING_END")
    return count


@pytest.mark.parametrize("room", MOST_TOKENS)
def test_the_house_stays_small(room: str) -> None:
    paths = [path for path in SOURCES if room in path.relative_to(ROOT).parts]
    assert 0 < sum(map(tokens, paths)) <= MOST_TOKENS[room]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: ".".join(names_of(path)))
def test_things_are_called_what_they_are(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    assert not names & {"one", "ones", "found"}


def test_only_forms_draw_and_words_need_no_plotly() -> None:
    for path in (ROOT / "coalviz" / "charts").glob("*.py"):
        assert not re.search(r'"type": "(bar|scatter|heatmap)"', path.read_text(encoding="utf-8"))
    for path in (ROOT / "coalviz" / "wording").glob("*.py"):
        assert "plotly" not in path.read_text(encoding="utf-8")


def test_the_formatter_is_never_switched_off() -> None:
    for path in ROOT.rglob("*.py"):
        if not any(part.startswith(".venv") for part in path.parts) and path != Path(__file__):
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"# fmt: (off|skip)", text), path
            assert not re.search(r"# noqa(?!: \w+ \(.+\))", text), (
                f"{path}: a noqa without a reason"
            )


@pytest.mark.parametrize("name", [name for name in coalviz.__all__ if not name.startswith("_")])
def test_every_public_name_is_explained(name: str) -> None:
    value = getattr(coalviz, name)
    if inspect.isroutine(value) or inspect.isclass(value):
        assert inspect.getdoc(value), f"{name} has no docstring"
    if hasattr(value, "choices"):
        assert "Examples" in inspect.getdoc(value)


def test_editors_see_every_public_name() -> None:
    stub = ast.parse((ROOT / "coalviz" / "__init__.pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    seen = {alias.name: node.module for node in imports for alias in node.names}
    assert seen.keys() == set(coalviz.__all__) - {"__version__"}
    for name, module in seen.items():
        assert getattr(coalviz, name) is getattr(import_module(f"coalviz.{module}"), name)
    for package in ("coalviz", "plotly_pptx"):
        assert (ROOT / package / "py.typed").exists()


@pytest.mark.programs
def test_types_fit() -> None:
    told = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
@pytest.mark.programs
def test_ruff_has_nothing_to_say(command: list[str]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout
