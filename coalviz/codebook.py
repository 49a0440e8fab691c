"""Write the codebook of a folder of tables, CODEBOOK.md, from datapackage.json: the same rules, for people."""

from collections.abc import Iterable
from pathlib import Path

from jinja2 import ChainableUndefined, Environment

from .dataset.descriptors import followed
from .grammar import listed

TEMPLATE = Path(__file__).with_suffix(".md.jinja")
LONG = 20  # a list of more allowed values than this is counted, not printed


def codebook(package: dict) -> str:
    """Word a Data Package descriptor as Markdown."""
    environment = Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=ChainableUndefined,
    )
    environment.filters["codes"] = _codes
    tables = {resource["name"]: resource["title"] for resource in package["resources"]}
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(package, tables=tables, LONG=LONG)


def _codes(names: Iterable[str], last: str = " and ") -> str:
    return listed((f"`{name}`" for name in names), last=last)


def write_codebook(folder: Path, check: bool = False) -> bool:
    """Write the codebook, or only check it; says whether it was up to date."""
    path = folder / "CODEBOOK.md"
    text = codebook(followed(folder))
    current = path.exists() and path.read_text(encoding="utf-8") == text
    if not check and not current:
        path.write_text(text, encoding="utf-8", newline="\n")
    return current
