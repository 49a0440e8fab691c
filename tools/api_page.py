"""Write docs/api.md, the list of all public functions, from their docstrings: ``make docs``."""

import inspect
import re
import sys
from pathlib import Path

import coalviz

PAGE = Path(__file__).resolve().parent.parent / "docs" / "api.md"
HEAD = """\
# All functions

*Written by `make docs` from the docstrings.* `help(coalviz.load)` says more: parameters, and what is raised when.
"""


def signature(value: object) -> str:
    """Give the parameters of a function or class, without annotations."""
    if not callable(value):
        return ""
    parameters = inspect.signature(value).parameters.values()
    plain = [one.replace(annotation=inspect.Parameter.empty) for one in parameters]
    return str(inspect.Signature(plain))


def section(name: str) -> str:
    """Word one public name: what it is for, and an example."""
    value = getattr(coalviz, name)
    text = inspect.getdoc(value) or ""
    said = text.split("\n\n")[0].replace("\n", " ")
    example = re.search(r"Examples\n-+\n(.*?)(?=\n\n[A-Z]\w+\n-+\n|\Z)", text, re.DOTALL)
    lines = [f"## {name}", "", f"`coalviz.{name}{signature(value)}`", "", said, ""]
    if example:
        lines += ["```pycon", example[1].strip(), "```", ""]
    return "\n".join(lines)


def api_page() -> str:
    """Give the text of the page."""
    names = [
        name
        for name in sorted(coalviz.__all__, key=str.lower)
        if callable(getattr(coalviz, name)) or name == "tray"
    ]
    return HEAD + "\n" + "\n".join(map(section, names))


if __name__ == "__main__":
    PAGE.write_text(api_page(), encoding="utf-8", newline="\n")
    sys.exit()
