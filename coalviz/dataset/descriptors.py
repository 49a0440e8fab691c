"""The Data Package descriptor: what the tables must be like, and what they are about."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from ..shipped import shipped_folder
from .checking import faults
from .problems import Problem, TableError, unknown

DATA = shipped_folder("data")
FILE = "datapackage.json"


def descriptor(folder: str | Path | None = None) -> dict:
    """Read the Data Package descriptor that says what the tables must be like.

    Parameters
    ----------
    folder : path, optional
        A folder of tables. Without a ``datapackage.json`` of its own, the one of coalviz holds for it.
    """
    path = Path(folder or DATA) / FILE
    return json.loads((path if path.exists() else DATA / FILE).read_text(encoding="utf-8-sig"))


def resources_of(package: Mapping) -> dict[str, dict]:
    """Give the tables of a descriptor by their names."""
    return {resource["name"]: resource for resource in package["resources"]}


def columns_of(resource: Mapping) -> list[str]:
    """Name the columns of a table."""
    return [field["name"] for field in resource["schema"]["fields"]]


def followed(folder: Path) -> dict:
    """Read the descriptor that holds for a folder, and refuse one that cannot be followed."""
    if not folder.is_dir():
        raise TableError([Problem(str(folder), None, None, None, _no_folder(folder))])
    try:
        package = descriptor(folder)
        problems = list(_problems(resources_of(package)))
    except (AttributeError, KeyError, OSError, TypeError, ValueError, re.error) as error:
        cause = f"{type(error).__name__} {error}"
        message = f"is no Data Package descriptor that can be followed: {cause}"
        raise TableError([Problem(FILE, None, None, None, message)]) from None
    if problems:
        raise TableError(problems)
    return package


def _no_folder(place: Path) -> str:
    """Say that there is no such folder, and which one may be meant."""
    folders = [path.name for path in place.absolute().parent.glob("*/")]
    return unknown("folder", place.name, folders, {})


def _problems(resources: Mapping[str, dict]) -> Iterator[Problem]:
    """Hold a descriptor against what coalviz needs, and try it on tables of one blank row."""
    shipped = descriptor()["resources"]
    if list(resources.values()) == shipped:
        return
    for needed in shipped:
        described = resources.get(needed["name"], {"path": "", "schema": {"fields": []}})
        given, fields = (
            {field["name"]: field["type"] for field in resource["schema"]["fields"]}
            for resource in (described, needed)
        )
        lacking = [name for name, kind in fields.items() if given.get(name) != kind]
        if lacking or described["path"] != needed["path"]:
            columns = ", ".join(lacking or given)
            message = f"does not describe {needed['path']} with {columns}, as coalviz needs it"
            yield Problem(FILE, None, needed["name"], None, message)
    blank = {
        name: pd.DataFrame({column: pd.Categorical([""]) for column in columns_of(resource)})
        for name, resource in resources.items()
    }
    for name, resource in resources.items():
        try:
            list(faults(resource, blank))
        except KeyError as error:
            message = f"cannot be followed: {error} is named or needed by a rule, but not described"
            yield Problem(FILE, None, name, None, message)
