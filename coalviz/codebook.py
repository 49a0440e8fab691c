"""Write the codebook of a folder of tables, CODEBOOK.md, from datapackage.json: the same rules, for people."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from jinja2 import ChainableUndefined, Environment

from .grammar import listed

TYPES = {"integer": "whole number", "number": "number", "date": "day", "string": "text"}
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
    environment.filters |= {"codes": _codes, "kind": _kind, "meaning": _meaning, "rule": rule_words}
    tables = {resource["name"]: resource["title"] for resource in package["resources"]}
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(package, tables=tables, LONG=LONG)


def _kind(field: dict) -> str:
    least = field.get("constraints", {}).get("minimum")
    kind = "date (EDTF)" if field.get("edtf") else TYPES[field["type"]]
    return kind if least is None else f"{kind}, at least {least}"


def _meaning(field: dict) -> str:
    """Say what a field means, for a cell of a table."""
    rules, meaning = field.get("constraints", {}), field["description"]
    if "pattern" in rules:
        meaning += f". Form: `{rules['pattern'].strip('^$')}`"
    if len(rules.get("enum", ())) > LONG:
        meaning += f". One of {len(rules['enum'])} codes"
    return meaning.replace("|", "\\|")


def rule_words(rule: dict) -> str:
    """Word a rule that ties the cells of a row to others."""
    if "exactlyOne" in rule:
        return f"Exactly one of {_codes(rule['exactlyOne'])} is filled"
    if "fits" in rule:
        fitting = rule["values"].items()
        said = [
            f"{_codes(right, ' or ')} where `{rule['fits']}` is `{to}`" for to, right in fitting
        ]
        return f"`{rule['field']}` is {', and '.join(said)}"
    if "oneFor" in rule:
        return f"`{rule['field']}` is the same in all rows with the same `{rule['oneFor']}`"
    if there := rule.get("onlyWhere"):
        kinds = _codes(there["values"], " or ")
        return f"`{there['key']}` names a row of `{there['resource']}.csv` with `{there['field']}` {kinds}"
    if there := rule.get("notAfter"):
        excepted = rule.get("unless", {}).items()
        unless = [f", unless `{name}` is {_codes(values, ' or ')}" for name, values in excepted]
        limit = f"`{there['field']}` of its `{there['key']}`"
        return f"`{rule['field']}` is no later than {limit}{''.join(unless)}"
    return needs_words(rule)


def needs_words(rule: dict) -> str:
    """Word a rule by which a cell does not stand without another."""
    needed = _codes(rule["needs"], " or ")
    if "values" not in rule:
        return f"Where `{rule['when']}` is filled, so is {needed}"
    return f"Where `{rule['when']}` is {_codes(rule['values'], ' or ')}, {needed} is filled"


def _codes(names: Iterable[str], last: str = " and ") -> str:
    return listed((f"`{name}`" for name in names), last=last)


def write_codebook(folder: Path, check: bool = False) -> bool:
    """Write the codebook, or only check it; says whether it was up to date."""
    path = folder / "CODEBOOK.md"
    text = codebook(json.loads((folder / "datapackage.json").read_text(encoding="utf-8")))
    current = path.exists() and path.read_text(encoding="utf-8") == text
    if not check and not current:
        path.write_text(text, encoding="utf-8", newline="\n")
    return current
