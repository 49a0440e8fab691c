"""The project's own files: versions, the wheel, the commands."""

import ast
import importlib.metadata
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import address
import playwright
import pytest
from conda_environment import environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import coalviz

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DIRECT = {
    canonicalize_name(requirement.name): requirement
    for group in [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    for requirement in map(Requirement, group)
}


def read(name: str) -> str:
    """Give the text of a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def pins(lines: list[str]) -> set[str]:
    """Give the pinned requirements among lines, each in one spelling."""
    return {str(Requirement(line)).lower() for line in lines if re.match(r"[A-Za-z0-9]", line)}


LOCKED = pins(read("requirements.lock").splitlines())
FOR_PIP = re.findall(r"^      - (.+)$", read("environment.yml"), re.MULTILINE)


def test_every_direct_package_is_locked_at_a_version_that_the_project_allows() -> None:
    locked = {}
    for requirement in map(Requirement, LOCKED):
        [pin] = requirement.specifier
        assert pin.operator == "=="
        locked.setdefault(canonicalize_name(requirement.name), []).append(pin.version)
    wrong = [
        f"{name}: {locked.get(name, 'not locked')}"
        for name, asked in DIRECT.items()
        if not locked.get(name) or not all(map(asked.specifier.contains, locked[name]))
    ]
    assert not wrong


def test_conda_environment_names_the_direct_packages_at_their_locked_versions() -> None:
    conda = pins(FOR_PIP)
    assert conda <= LOCKED
    assert {canonicalize_name(Requirement(line).name) for line in conda} == set(DIRECT)
    assert [line for line in FOR_PIP if line.startswith("-")] == ["-c requirements.lock", "-e ."]
    assert f"  - python={PROJECT['requires-python'].removeprefix('>=')}\n" in read(
        "environment.yml"
    )


def test_conda_environment_is_what_make_lock_writes() -> None:
    assert read("environment.yml") == environment(read("pyproject.toml"), read("requirements.lock"))


def test_binder_has_what_chrome_needs_there() -> None:
    """Binder's Ubuntu has Chromium only as a snap: Playwright's driver knows the libraries of one that is fetched."""
    driver = Path(playwright.__file__).parent / "driver" / "package" / "lib" / "coreBundle.js"
    ubuntu = driver.read_text(encoding="utf-8").split('"ubuntu24.04-x64": {')[1]
    needed = re.search(r"chromium: \[(.*?)\]", ubuntu, re.DOTALL)[1]
    here = read("apt.txt").split()
    assert {"libnss3", "libgbm1"} <= set(re.findall(r'"(\S+)"', needed)) <= set(here)
    fonts = {name for name in here if name.startswith("fonts-")}
    assert fonts == set(re.findall(r"^want (fonts-\S+)", read(".ci/run"), re.MULTILINE))


@pytest.mark.programs
def test_binder_sets_jupyterlab_up_and_fetches_chrome(tmp_path: Path) -> None:
    fetched = tmp_path / "fetched"
    for name, does in {
        "python": f"echo {tmp_path}",
        "plotly_get_chrome": f"echo $1 > {fetched}",
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["bash", "postBuild"], cwd=ROOT, env={"PATH": path}, check=True)
    settings = tmp_path / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert settings.read_text() == read("tools/jupyter/labconfig/default_setting_overrides.json")
    assert fetched.read_text() == "-y\n"


def test_the_public_address_stands_in_one_line_each_and_can_be_another() -> None:
    for name, put in address.FILES.items():
        text = read(name)
        first = put(text, "https://code.example/first")
        second = put(put(first, "https://code.example/first"), "https://code.example/second")
        assert "first" not in "".join(set(second.splitlines()) - set(text.splitlines()))
        assert len(second.splitlines()) == len(first.splitlines()) > len(text.splitlines())
    written = tomllib.loads(address.metadata(read("pyproject.toml"), "https://code.example/it"))
    assert written["project"]["urls"] == {"Repository": "https://code.example/it"}
    badge = address.readme(read("README.md"), "https://code.example/it").splitlines()[2]
    assert "/v2/git/https%3A%2F%2Fcode.example%2Fit/HEAD?urlpath=lab" in badge


@pytest.mark.parametrize(
    "wrong", ["", "/home/me/it", "git@code.example:it", "https://me@a.example/it"]
)
def test_an_address_that_nobody_else_can_open_is_refused(wrong: str, capsys) -> None:
    before = {name: read(name) for name in address.FILES}
    assert address.main([wrong]) == 1 and "make address URL=" in capsys.readouterr().out
    assert {name: read(name) for name in address.FILES} == before


def test_the_lock_names_no_place() -> None:
    assert not re.findall(
        r".*(?:://|--|\.local\b|/opt/|/home/|/root/).*", read("requirements.lock")
    )


@pytest.mark.parametrize(
    ("folders", "groups"),
    [
        (["coalviz", "plotly_pptx"], []),
        (
            ["coalviz", "plotly_pptx", "benchmarks", "tests", "tools", "conftest.py"],
            list(PROJECT["optional-dependencies"]),
        ),
    ],
    ids=["package", "everything"],
)
def test_every_imported_package_is_asked_for(folders: list[str], groups: list[str]) -> None:
    asked = [
        *PROJECT["dependencies"],
        *(line for group in groups for line in PROJECT["optional-dependencies"][group]),
    ]
    asked_names = {canonicalize_name(Requirement(line).name) for line in asked}
    files = [
        file
        for folder in folders
        for file in [ROOT / folder, *(ROOT / folder).rglob("*.py")]
        if file.is_file()
    ]
    own = {"coalviz", "plotly_pptx", "conftest"} | {file.stem for file in files}
    distributions = importlib.metadata.packages_distributions()
    missing = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
            for name in {name.partition(".")[0] for name in names} - own - sys.stdlib_module_names:
                if not asked_names & set(map(canonicalize_name, distributions.get(name, [name]))):
                    missing.add(f"{file.relative_to(ROOT)}: {name}")
    assert not missing


@pytest.mark.programs
def test_an_installed_wheel_needs_no_checkout(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "--no-input"]
    source = tmp_path / "source"
    source.mkdir()
    for name in ("coalviz", "plotly_pptx", "data", "notebooks", "tools"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source],
        check=True,
    )
    [wheel] = tmp_path.glob("coalviz-*.whl")
    there = tmp_path / "a place with spaces"
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", there, wheel], check=True
    )
    shutil.rmtree(source)
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "data").mkdir(parents=True)  # of another's, and no reason to look into it
    code = "from coalviz.shipped import shipped_folder as at; print(at('notebooks'), at('jupyter'))"
    commands = (["-c", code], ["-m", "coalviz", "check"], ["-m", "coalviz", "new", "my tables"])
    told = [
        subprocess.run(
            [sys.executable, *command],
            cwd=elsewhere,
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONPATH": str(there)},
        ).stdout
        for command in commands
    ]
    assert told[0].strip() == f"{there / 'coalviz' / 'notebooks'} {there / 'coalviz' / 'jupyter'}"
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in (there / "coalviz" / "notebooks").iterdir()} == notebooks
    assert f"{len(read('data/pledges.csv').splitlines()) - 1} pledges" in told[1]
    assert (elsewhere / "my tables" / "CODEBOOK.md").exists()
    assert (there / "bin" / "coalviz").exists()


@pytest.mark.programs
def test_an_unfit_python_is_refused_with_what_would_be_right(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    result = subprocess.run(
        ["make", "lab", f"PYTHON={python}", f"VENV={tmp_path / 'venv'}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    assert "Python 3.11 or newer" in result.stderr
    assert "make lab PYTHON=" in result.stderr
    assert not (tmp_path / "venv").exists()


@pytest.mark.programs
def test_help_lists_every_command() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", read("Makefile"), re.MULTILINE)[1].split()
    assert re.findall(r"^  make ([\w-]+)", listed, re.MULTILINE) == phony


@pytest.mark.parametrize("differing", [False, True])
def test_the_tables_of_the_benchmark_can_be_loaded(differing: bool, tmp_path: Path) -> None:
    written = runpy.run_path(str(ROOT / "benchmarks" / "load.py"))["write"]
    written(tmp_path, 3_000, differing)
    assert len(coalviz.load(tmp_path).tables["pledges"]) == 3_000


@pytest.mark.programs
@pytest.mark.parametrize("command", ["audit", "refresh"])
def test_a_deck_may_have_a_name_of_several_words(command: str) -> None:
    names = ["our deck.pptx", "our new deck.pptx"][: 1 + (command == "refresh")]
    asked = [f"{name}={path}" for name, path in zip(("DECK", "OUT"), names)]
    told = subprocess.run(
        ["make", "-n", "--no-print-directory", command, *asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shlex.split(told.stdout.splitlines()[-1])[-len(names) :] == names
