"""The pages: their commands exist, their Python runs, their links lead somewhere, their numbers are right."""

import inspect
import operator
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from api_page import PAGE, api_page
from pptx import Presentation

import coalviz
from coalviz.__main__ import _parser

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted(path for path in (ROOT / "docs").glob("*.md") if path != PAGE),
]
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def commands(page: Path, program: str) -> list[str]:
    """Give the commands of a program that stand on a page, in a line of their own or in the text."""
    text = page.read_text(encoding="utf-8")
    lines = re.findall(rf"^    ({program} .*?)(?: +#.*)?$", text, re.MULTILINE)
    return lines + re.findall(rf"`({program} [^`]+)`", text)


NEEDS_MORE = ("new", "audit", "refresh")  # commands that do not go without a file


@each_page
def test_every_make_command_is_there(page: Path) -> None:
    rules = re.findall(
        r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    for command in commands(page, "make"):
        assert shlex.split(command)[1] in rules, command


@each_page
def test_every_coalviz_command_is_understood(page: Path) -> None:
    for command in commands(page, "coalviz"):
        bare = len(shlex.split(command)) == 2 and "--" not in command  # the bare name of a command
        if command != "coalviz --help" and not (bare and command.split()[1] in NEEDS_MORE):
            _parser().parse_args(shlex.split(command)[1:])


@each_page
def test_the_python_on_a_page_runs(page: Path, folder: Path, chromium: str, draws: None) -> None:
    Presentation().save(folder / "template.pptx")
    text = page.read_text(encoding="utf-8")
    here: dict[str, object] = {"__name__": "page"}
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, page.name, "exec"), here)


@each_page
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_pictures_on_the_pages_are_small() -> None:
    pictures = list((ROOT / "docs").glob("*.png"))
    assert pictures and max(path.stat().st_size for path in pictures) < 150_000
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert not [path.name for path in pictures if path.name not in shown]


def test_the_list_of_functions_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == api_page(), "run `make docs`"


def test_every_function_on_the_list_has_an_example() -> None:
    sections = PAGE.read_text(encoding="utf-8").split("\n## ")[1:]
    without = [text.split("\n")[0] for text in sections if "```pycon" not in text]
    assert set(without) <= {"Dataset", "Problem", "Review", "TableError"}


@pytest.mark.parametrize("page", [*PAGES, PAGE], ids=lambda page: page.name)
def test_the_modules_and_paths_that_a_page_names_are_there(page: Path) -> None:
    text = re.sub(r"https?://\S+", "", page.read_text(encoding="utf-8"))
    for name in re.findall(r"\b(?:coalviz|plotly_pptx|data|tests|tools|docs)/[\w./-]*\w", text):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"\bcoalviz((?:\.[a-zA-Z_]\w*)+)", text):
        operator.attrgetter(name[1:])(coalviz)


def test_the_modules_that_are_changed_and_the_tests_that_are_to_notice_are_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = project["tool"]["coalviz"]["mutants"]
    known = tomllib.loads((ROOT / "tools" / "survivors.toml").read_text(encoding="utf-8"))
    modules = {
        *named,
        *known["before"],
        *(reason.partition(": ")[0] for reason in known["reasons"]),
    }
    tests = {test.partition("::")[0] for each in named.values() for test in each}
    assert not [name for name in sorted(modules | tests) if not (ROOT / name).exists()]


def test_the_numbers_of_the_readme_are_those_of_the_tables() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    known = coalviz.load(ROOT / "data").as_of("2024-04-08")
    total, disclosed = coalviz.summary(known, "it")[0].split(", ")
    joint = coalviz.by_donor(known, "it").query("kind == 'joint'")["low"].item()
    assert (
        f"by 8 April 2024: {total.removesuffix(' pledged to the IT coalition').lower()}" in readme
    )
    assert disclosed in readme
    assert f"more than €{joint / 1e6:g} million not broken down" in readme


def test_the_citation_names_this_version() -> None:
    assert f"\nversion: {coalviz.__version__}\n" in (ROOT / "CITATION.cff").read_text()


@pytest.mark.parametrize("name", coalviz.__all__)
def test_a_frame_has_the_columns_that_its_description_names(name: str) -> None:
    function = getattr(coalviz, name)
    _, _, returned = (inspect.getdoc(function) or "").partition(
        "Returns\n-------\npandas.DataFrame\n"
    )
    if returned:
        told = re.findall(r"``(\w+)``", re.split(r"\n(Raises|Examples|Notes)\n", returned)[0])
        days = ("2024-02-02", "2024-04-08") if name == "changes" else ()
        columns = list(function(coalviz.load(), *days).columns)
        assert [one for one in told if one not in coalviz.__all__] == columns


def test_a_total_has_the_parts_that_its_description_names() -> None:
    _, _, returned = inspect.getdoc(coalviz.pledge_total).partition("Returns\n-------\ndict\n")
    told = re.findall(r"``(\w+)``", returned.partition("\nExamples\n")[0])
    assert set(told) == coalviz.pledge_total(coalviz.load()).keys()
