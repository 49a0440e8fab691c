"""A folder of tables to a dataset, or a list of everything that is wrong with it."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from .checking import faults, references
from .descriptors import DATA, FILE, columns_of, descriptor, followed, resources_of
from .problems import Problem, TableError
from .reading import Unreadable, parsed
from .views import Dataset


def load(folder: str | Path | None = None) -> Dataset:
    """Load the tables, or refuse them with a list of everything that is wrong.

    Parameters
    ----------
    folder : path, optional
        Folder with the CSV tables (UTF-8, comma, header row). Default: the tables that come with coalviz.

    Returns
    -------
    Dataset

    Raises
    ------
    TableError
        If any table is not what ``datapackage.json`` says; it lists every problem with file, line, column,
        value, and what would be right.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.load().pledges["amount"].dtype
    Int64Dtype()
    """
    place = DATA if folder is None else Path(folder)
    package = followed(place)
    resources = resources_of(package)
    raw: dict[str, pd.DataFrame | None] = {}
    problems, prints = [], hashlib.sha256()
    for name, resource in resources.items():
        try:
            content = _content(place / resource["path"], resource)
            prints.update(content)
            raw[name] = parsed(content, columns_of(resource))
        except Unreadable as error:
            raw[name] = None
            problems += [Problem(resource["path"], line, None, *rest) for line, *rest in error.args]
    # a folder's own descriptor may ask for more, not for less
    needed = [each for each in descriptor()["resources"] if each != resources[each["name"]]]
    for resource in [*resources.values(), *needed]:
        problems += [
            Problem(resource["path"], line, *rest) for line, *rest in faults(resource, raw)
        ]
    settings = package.get("coalviz", {}) if (place / FILE).exists() else {}
    about = pd.Series([settings.get("coalition")], name="coalviz.coalition", dtype=object)
    named = references(about, "coalitions", "coalition_id", raw)
    problems += [Problem(FILE, None, *rest) for _, *rest in named]
    if problems:
        files = [FILE, *(resource["path"] for resource in resources.values())]
        problems.sort(key=lambda p: (files.index(p.file), p.line or 0))
        raise TableError(list(dict.fromkeys(problems)))
    tables = {
        name: _typed(frame, resources[name]) for name, frame in raw.items() if frame is not None
    }
    version = f"{package.get('version', '0')}+{prints.hexdigest()[:8]}"
    code = f"coalviz.load({'' if folder is None else repr(str(folder))})"
    return _dataset(tables, settings, version=version, code=code)


def _content(path: Path, resource: Mapping) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        right = f"it must have the columns {','.join(columns_of(resource))}"
        raise Unreadable((None, None, f"is missing or cannot be read; {right}")) from None


def _typed(table: pd.DataFrame, resource: Mapping) -> pd.DataFrame:
    """Make whole numbers, numbers and texts of the texts of a table; blank cells are missing."""
    kinds = {"integer": "Int64", "number": "float64"}
    typed = {}
    for field in resource["schema"]["fields"]:
        column, kind = table[field["name"]].array, kinds.get(field["type"], "str")
        values = np.array(getattr(column, "categories", column), dtype=object)
        values[~values.astype(bool)] = None
        typed[field["name"]] = pd.array(values, kind)[getattr(column, "codes", slice(None))]
    return pd.DataFrame(typed, index=table.index, copy=False)


def _dataset(tables: dict[str, pd.DataFrame], about: Mapping[str, str], **more: Any) -> Dataset:
    """Say what things are called, and what the tables are about: else the coalition with most rows."""
    coalitions, parties = tables["coalitions"], tables["parties"]
    names = dict(zip(coalitions["coalition_id"], coalitions["short_name"]))
    names |= dict(zip(parties["party_id"], parties["name"]))
    rows = [frame["coalition_id"] for frame in tables.values() if "coalition_id" in frame]
    coalition = about.get("coalition") or next(iter(pd.concat(rows).value_counts().index), None)
    return Dataset(
        tables=MappingProxyType(tables),
        names=MappingProxyType(names),
        coalition_ids=tuple(coalitions["coalition_id"].unique()),
        coalition=coalition,
        title=about.get("title") or names.get(coalition, "Briefing"),
        noun=about.get("noun", "coalition"),
        **more,
    )
