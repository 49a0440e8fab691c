"""Write the codebook of a folder of tables, CODEBOOK.md, from datapackage.json: the same rules, for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from .grammar import listed

TYPES = {"integer": "whole number", "number": "number", "date": "day", "string": "text"}
LONG = 20  # a list of more allowed values than this is counted, not printed


def codebook(package: dict) -> str:
    """Word a Data Package descriptor as Markdown."""
    tables = {resource["name"]: resource["title"] for resource in package["resources"]}
    lines = [
        f"# Codebook: {package['title']}",
        "",
        f"Version {package['version']}. {package['description']}",
        "",
        "*Written by `coalviz codebook` from `datapackage.json`, which the loader enforces: change that, not this.*",
        "",
        "## How an article becomes rows",
        "",
        *(f"{number}. {rule}" for number, rule in enumerate(package["codingRules"], 1)),
        "",
        "## Wordings and the rows they become",
        "",
        "| Wording | Table | Cells |",
        "| --- | --- | --- |",
        *(
            f"| {one['wording']} | `{one['table']}.csv` | {one['cells']} |"
            for one in package["examples"]
        ),
        "",
        "## Tables",
        "",
        "UTF-8, comma, header row, columns in this order; a blank cell means *not stated*.",
        "",
        *(f"- [{title}](#{name}) (`{name}.csv`)" for name, title in tables.items()),
        "",
    ]
    for resource in package["resources"]:
        lines += table(resource, tables)
    lines += [
        "## Licence",
        "",
        *(f"[{one['title']}]({one['path']})" for one in package["licenses"]),
    ]
    return "\n".join(lines) + "\n"


def _fields(fields: list[dict]) -> Iterator[str]:
    yield from ("| Field | Type | Unit | Needed | Meaning |", "| --- | --- | --- | --- | --- |")
    for field in fields:
        rules = field.get("constraints", {})
        kind = "date (EDTF)" if field.get("edtf") else TYPES[field["type"]]
        if "minimum" in rules:
            kind += f", at least {rules['minimum']}"
        meaning = field["description"]
        if "pattern" in rules:
            meaning += f". Form: `{rules['pattern'].strip('^$')}`"
        if len(rules.get("enum", ())) > LONG:
            meaning += f". One of {len(rules['enum'])} codes"
        cells = [
            f"`{field['name']}`",
            kind,
            field.get("unit", ""),
            "yes" if rules.get("required") else "",
            meaning,
        ]
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _values(fields: list[dict]) -> Iterator[str]:
    for field in fields:
        allowed = field.get("constraints", {}).get("enum", ())
        said = {one["value"]: f": {one['label']}" for one in field.get("categories", ())}
        if allowed and len(allowed) <= LONG:
            yield from (
                f"`{field['name']}` is one of these"
                + (", by the wording or case that each stands for:" if said else ":"),
                "",
            )
            yield from (*(f"- `{value}`{said.get(value, '')}" for value in allowed), "")


def table(resource: dict, tables: dict[str, str]) -> Iterator[str]:
    """Word one table: its fields, then the values, keys and rules that hold in it."""
    fields, schema = resource["schema"]["fields"], resource["schema"]
    yield from (
        f'<a id="{resource["name"]}"></a>',
        "",
        f"### {resource['title']}: `{resource['path']}`",
        "",
        resource["description"],
        "",
    )
    yield from _fields(fields)
    yield from _values(fields)
    yield from ("Rules:", "", f"- No two rows have the same {_codes(schema['primaryKey'])}.")
    for field in fields:
        if field.get("constraints", {}).get("unique"):
            yield f"- No two rows have the same `{field['name']}`."
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        yield f"- `{key['fields']}` stands in {tables[target['resource']]}, column `{target['fields']}`."
    for field in fields:
        if target := field.get("listOf"):
            yield f"- `{field['name']}` names one or several of {tables[target['resource']]}, column `{target['field']}`, with a space between, each once."
            if "within" in target:
                yield (
                    f"- What `{field['name']}` names has no `{target['within']}` that the row itself has not; "
                    "unless it names none; nothing contains itself, not even by a detour."
                )
    for rule in resource.get("rules", ()):
        yield f"- {rule_words(rule)}: {rule['because']}."
    yield ""


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
