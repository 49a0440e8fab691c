"""Change the code in one place at a time, and see whether a test notices: ``make mutants``.

The modules, and the tests that are to notice, stand in ``pyproject.toml``. A module is changed only in the memory
of a forked process, so that the checkout stays as it is and nothing is imported or compiled twice. Mutation
tools work on a copy with every function rewritten; charts here read the signatures of their functions, and the
tests look for tables and notebooks beside the code.
"""

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.util
import io
import os
import random
import signal
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = [
    "numpy",
    "pandas",
    "plotly.graph_objects",
    "plotly.io",
    "hypothesis",
    "playwright.sync_api",
    "nbformat",
    "nbclient",
    "anywidget",
]
LONGEST = 240  # seconds of a mutant; one that never ends is noticed
OPPOSITE: dict[type, type] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


def changes(node: ast.AST) -> Iterator[Callable[[], None]]:
    """Give the ways in which one node of a program can be changed."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITE:
        yield lambda: node.ops.__setitem__(0, OPPOSITE[type(node.ops[0])]())
    if isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in OPPOSITE:
        yield lambda: setattr(node, "op", OPPOSITE[type(node.op)]())
    if isinstance(node, ast.If | ast.IfExp):
        yield lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Name) and node.id in NAMES:
        yield lambda: setattr(node, "id", NAMES[node.id])
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield lambda: setattr(node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield lambda: setattr(node, "value", node.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield lambda: setattr(node, "value", f"{node.value}§")
    if isinstance(node, ast.Return) and ast.unparse(node) not in ("return", "return None"):
        yield lambda: setattr(node, "value", ast.Constant(None))


def nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes that mean something when the program runs: no annotations, documentation, __all__."""
    if isinstance(tree, ast.Assign) and ast.unparse(tree.targets[0]) == "__all__":
        return
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not text:
                yield from nodes(child)


def mutant(source: str, number: int) -> tuple[ast.Module, str] | None:
    """Give a program with its n-th change, and what was changed; None after the last."""
    tree = ast.parse(source)
    for node in nodes(tree):
        for change in changes(node):
            if number == 0:
                place = node if hasattr(node, "lineno") else tree.body[0]
                before = copy.deepcopy(place)
                change()
                told = f"line {place.lineno}: {ast.unparse(before)}  ->  {ast.unparse(place)}"
                return ast.fix_missing_locations(tree), told.replace("\n", " ")[:160]
            number -= 1
    return None


class Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Import one module from a changed program."""

    def __init__(self, path: Path, tree: ast.Module) -> None:
        parts = path.relative_to(ROOT).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        self.name, self.path, self.tree = (
            ".".join(parts[: -1 if self.package else None]),
            path,
            tree,
        )

    def find_spec(self, name: str, *_: object) -> object:
        """Say that this loader has the module."""
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def is_package(self, _: str) -> bool:
        """Say whether it has modules of its own."""
        return self.package

    def get_source(self, _: str) -> str:
        """Give the program as it stands."""
        return self.path.read_text(encoding="utf-8")

    def get_code(self, _: str) -> object:
        """Give the changed program."""
        return compile(self.tree, str(self.path), "exec")


def survives(path: Path, tree: ast.Module, tests: list[str]) -> bool:
    """Run the tests on a changed program in a forked process, and say whether all passed."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST)
        sys.meta_path.insert(0, Changed(path, tree))
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        with contextlib.redirect_stdout(io.StringIO()):
            import pytest

            os._exit(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:nbval", *tests]))
    return os.waitpid(child, 0)[1] == 0


def score(path: Path, tests: list[str], sample: int, seed: int) -> tuple[int, int]:
    """Try a sample of the changes of a module; print those that no test noticed, and count."""
    source = path.read_text(encoding="utf-8")
    count = next(number for number in range(10**6) if mutant(source, number) is None)
    if not survives(path, ast.parse(source), tests):
        raise SystemExit(f"{path.relative_to(ROOT)}: its tests fail as it is; nothing can be told")
    chosen = sorted(random.Random(seed).sample(range(count), min(sample, count)))
    left = 0
    for number in chosen:
        tree, told = mutant(source, number)
        if survives(path, tree, tests):
            left += 1
            print(f"  survives: {path.relative_to(ROOT)}, {told}", flush=True)
    killed = len(chosen) - left
    print(
        f"{path.relative_to(ROOT)}: {killed} of {len(chosen)} noticed ({count} possible)",
        flush=True,
    )
    return killed, len(chosen)


def main() -> int:
    """Try the modules of ``pyproject.toml``, or those that are named."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__.split("\n")[0])
    parser.add_argument("modules", nargs="*", help="such as coalviz/dates.py (default: all)")
    parser.add_argument("--sample", type=int, default=20, help="changes a module (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="which sample (default: 1)")
    given = parser.parse_args()
    os.chdir(ROOT)
    # imported once, for all the forks; nothing of coalviz, of which one module will be another
    for name in SHARED:
        importlib.import_module(name)
    asked = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["coalviz"]["mutants"]
    scores = [
        score(ROOT / module, tests, given.sample, given.seed)
        for module, tests in asked.items()
        if not given.modules or module in given.modules
    ]
    killed, tried = map(sum, zip(*scores))
    print(f"{killed} of {tried} noticed: {killed / tried:.0%}")
    return 0 if killed >= 0.9 * tried else 1


if __name__ == "__main__":
    sys.exit(main())
