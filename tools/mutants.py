"""Change the code in one place at a time, and see whether a test notices: ``make mutants``.

The modules, and the tests that are to notice, stand in ``pyproject.toml``. Everything is imported and collected
once. Each change is made in a forked process, in memory: of the function, the class or the constant that holds
it. There run only the tests of the files that run this function, quick ones first, until one fails. Mutation tools
work on a copy with every function rewritten; charts here read the signatures of their functions, and the tests
look for tables and notebooks beside the code.
"""

import __future__

import argparse
import ast
import contextlib
import copy
import importlib
import inspect
import itertools
import os
import pickle
import random
import resource
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent
PAGE = "docs/mutants.md"
REASONS = ROOT / "tools" / "survivors.toml"  # why a change is left, and the scores before
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
    if isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant):
        return
    yield tree
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from nodes(child)


def mutant(source: str, number: int) -> tuple[ast.stmt, set[int], str] | None:
    """Give the statement with the n-th change, the lines of the functions around it, and what was changed.

    None after the last.
    """
    for statement in ast.parse(source).body:
        for node in nodes(statement):
            for change in changes(node):
                if number == 0:
                    before = copy.deepcopy(node)
                    change()
                    told = f"{ast.unparse(before)}  ->  {ast.unparse(node)}".replace("\n", " ")
                    return ast.fix_missing_locations(statement), around(statement, node), told[:160]
                number -= 1
    return None


def around(statement: ast.stmt, node: ast.AST) -> set[int]:
    """Give the lines of the functions in which a node stands."""
    functions = (one for one in ast.walk(statement) if isinstance(one, ast.FunctionDef))
    return {one.lineno for one in functions if one.lineno <= node.lineno <= one.end_lineno}


def put(module: ModuleType, statement: ast.stmt) -> None:
    """Let a module that is imported everywhere be as if one of its statements were another."""
    names = dict(vars(module))
    flags = __future__.annotations.compiler_flag
    exec(compile(ast.Module([statement], []), module.__file__, "exec", flags), names)
    for name, new in names.items():
        old = vars(module).get(name)
        if old is not new and name != "__builtins__":
            replace(old, new)


def replace(old: Any, new: Any) -> None:
    """Let a function, the functions of a class, or a constant be another, also where it was imported by name."""
    old, new = map(plain, (old, new))
    if isinstance(old, type):
        for name in vars(old).keys() & vars(new).keys():
            mine, other = vars(old)[name], vars(new)[name]
            if isinstance(plain(mine), FunctionType):
                replace(mine, other)
            elif not name.startswith("__") and not hasattr(mine, "__get__"):
                setattr(old, name, other)
    elif callable(old) and isinstance(inner := inspect.unwrap(old), FunctionType):
        other = inspect.unwrap(new)
        inner.__code__, inner.__defaults__ = other.__code__, other.__defaults__
        inner.__kwdefaults__ = other.__kwdefaults__
    else:
        for module in [one for one in sys.modules.values() if isinstance(one, ModuleType)]:
            for name in [key for key, value in vars(module).items() if value is old]:
                setattr(module, name, new)


def plain(value: Any) -> Any:
    """Give the function of a property, a class method or a static one; else the value itself."""
    kinds = {property: "fget", cached_property: "func", classmethod: "__func__"}
    name = (kinds | {staticmethod: "__func__"}).get(type(value))
    return getattr(value, name) if name else value


RAN: set[tuple[str, int]] = set()  # functions, by module and line


def watch(name: str, path: Path) -> None:
    """Let each function of a module say that it runs."""
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        inner = [one for one in ast.walk(statement) if isinstance(one, ast.FunctionDef)]
        for one in inner:
            one.body[:0] = ast.parse(
                f"import mutants; mutants.RAN.add(({name!r}, {one.lineno}))"
            ).body
        if inner:
            put(importlib.import_module(name), ast.fix_missing_locations(statement))


def forked(work: Callable[[], Any], seconds: int) -> Any:
    """Give what a function gives in a forked process; None if it ends in another way, or takes longer."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        with contextlib.suppress(BaseException), os.fdopen(write, "wb") as file:
            pickle.dump(work(), file)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        told = file.read()
    os.waitpid(child, 0)
    return pickle.loads(told) if told else None


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run a test, and say whether it passed or was skipped."""
    return not any(one.failed for one in runtestprotocol(item, nextitem=following, log=False))


def name_of(path: str | Path) -> str:
    """Give the name by which a module is imported."""
    return ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")


def file_of(test: str) -> str:
    """Give the file of a test."""
    return test.partition("::")[0]


class Mutants:
    """What pytest does in place of running the tests that it collected."""

    def __init__(self, asked: dict[str, list[str]], sample: int, seed: int) -> None:
        self.asked, self.sample, self.seed = asked, sample, seed
        self.items: dict[str, pytest.Item] = {}
        self.scores: dict[str, tuple[int, int]] = {}
        self.survivors: list[tuple[str, str]] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """See which functions each test runs, then try the modules one after the other."""
        self.items = {item.nodeid: item for item in session.items}
        known = forked(self.known, 3600)
        for name in sorted(self.items.keys() - known.keys()):
            print(f"fails as it is, and is left out: {name}", flush=True)
        for module, tests in self.asked.items():
            near = {name: one for name, one in known.items() if name.startswith(tuple(tests))}
            self.score(ROOT / module, near)
        return True

    def known(self) -> dict[str, tuple[float, set]]:
        """Give for each test that passes its seconds, and the functions that it runs.

        What is set up for one test of a file may serve the others: each file begins anew.
        """
        found = {}
        for module in self.asked:
            watch(name_of(module), ROOT / module)
        for _, group in itertools.groupby(self.items.values(), lambda item: item.path):
            items = list(group)
            for item, following in zip(items, [*items[1:], None]):
                RAN.clear()
                start = time.process_time()
                if passes(item, following):
                    found[item.nodeid] = (time.process_time() - start, set(RAN))
        return found

    def score(self, path: Path, known: dict[str, tuple[float, set]]) -> None:
        """Try a sample of the changes of a module; print those that no test noticed, and count."""
        source, name = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
        each = (node for statement in ast.parse(source).body for node in nodes(statement))
        count = sum(len(list(changes(node))) for node in each)
        chosen = random.Random(self.seed).sample(range(count), min(self.sample, count))
        left = 0
        for number in sorted(chosen):
            statement, lines, told = mutant(source, number)
            tests = self.near({(name_of(name), line) for line in lines}, known)
            seconds = 20 + round(3 * sum(known[test][0] for test in tests))
            if forked(partial(self.survives, path, statement, tests), seconds):
                left += 1
                self.survivors.append((name, told))
                print(f"  survives: {name}: {told} (near line {max(lines, default=1)})", flush=True)
        self.scores[name] = (len(chosen) - left, len(chosen))
        print(
            f"{name}: {len(chosen) - left} of {len(chosen)} noticed ({count} possible)", flush=True
        )

    def near(self, lines: set, known: dict[str, tuple[float, set]]) -> list[str]:
        """Order the tests of a change: those that run its function, quick ones first, then others of their files."""
        direct = [name for name, (_, ran) in known.items() if ran & lines]
        quick: dict[str, float] = {}
        for name in sorted(direct or known, key=lambda name: known[name][0]):
            quick.setdefault(file_of(name), known[name][0])
        near = [name for name in known if file_of(name) in quick]
        return sorted(
            near, key=lambda name: (name not in direct, quick[file_of(name)], known[name][0])
        )

    def survives(self, path: Path, statement: ast.stmt, tests: list[str]) -> bool:
        """Say whether all tests pass with a changed statement."""
        put(importlib.import_module(name_of(path.relative_to(ROOT))), statement)
        items = [self.items[name] for name in tests]
        return all(passes(*pair) for pair in zip(items, [*items[1:], None]))


def page(run: Mutants) -> str:
    """Write the scores, and each survivor with the reason why it is left, as a page."""
    known = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    before, reasons = known["before"], known["reasons"]
    killed, tried = map(sum, zip(*run.scores.values()))
    lines = [
        "# Changes of the code that no test notices",
        "",
        f"Written by `make mutants`, with `--sample {run.sample} --seed {run.seed} --page {PAGE}`: in each module",
        f"below, up to {run.sample} places are changed, one at a time (a comparison turned, a number one more, a text longer, a condition",
        "negated, nothing returned), and the tests that `pyproject.toml` names are run.",
        f"They noticed {killed} of {tried} changes ({killed / tried:.0%}).",
        "",
        "| module | noticed before | noticed now | share |",
        "|---|---|---|---|",
    ]
    for name, (some, every) in run.scores.items():
        lines.append(
            f"| `{name}` | {before.get(name, '')} | {some} of {every} | {some / every:.0%} |"
        )
    lines += ["", "What is left, and why:", "", "| module | change | why |", "|---|---|---|"]
    for name, told in run.survivors:
        change = told.replace("|", "\\|").replace("`", "'")
        lines.append(
            f"| `{name}` | `{change}` | {reasons.get(f'{name}: {told}', 'not looked at yet')} |"
        )
    return "\n".join([*lines, ""])


def main() -> int:
    """Try the modules of ``pyproject.toml``, or those that are named."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__.split("\n")[0])
    parser.add_argument("modules", nargs="*", help="such as coalviz/dates.py (default: all)")
    parser.add_argument("--sample", type=int, default=20, help="changes a module (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="which sample (default: 1)")
    parser.add_argument("--page", help=f"write scores and survivors too, such as {PAGE}")
    given = parser.parse_args()
    os.chdir(ROOT)
    named = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["coalviz"]["mutants"]
    asked = {name: tests for name, tests in named.items() if name in (given.modules or named)}
    run = Mutants(asked, given.sample, given.seed)
    tests = sorted({test for each in asked.values() for test in each})
    pytest.main(
        [
            "-q",
            "-s",
            "--assert=plain",
            "--tb=native",
            "-m",
            "not programs",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:nbval",
            *tests,
        ],
        [run],
    )
    if given.page:
        Path(given.page).write_text(page(run), encoding="utf-8")
    killed, tried = map(sum, zip(*run.scores.values()))
    print(f"{killed} of {tried} noticed: {killed / tried:.0%}")
    return 0 if killed >= 0.9 * tried else 1


if __name__ == "__main__":
    sys.modules["mutants"] = sys.modules[__name__]  # watched functions find it by this name
    sys.exit(main())
