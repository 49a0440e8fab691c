"""Start a set of tables of one's own: headers, rules, codebook, countries, reference figures, a notebook."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from .codebook import write_codebook
from .dataset import DATA, TableError, columns_of, descriptor, load

# The countries of ISO 3166-1 by their short names, after the package country_converter. The members of the
# United Nations, the Holy See, Kosovo, Palestine and Taiwan have a tile, near their place in the world.
START = Path(__file__).parent / "start"


def new_set(folder: str | Path, *, title: str | None = None) -> Path:
    """Start a set of tables in a folder: nothing is claimed yet, and everything works.

    Parameters
    ----------
    folder : path
        Is made; it must not be there yet, or be empty.
    title : str, optional
        What the tables are about; it stands on the title slide. Default: the name of the folder.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    FileExistsError
        If there is something in the folder already.

    Examples
    --------
    >>> import coalviz, tempfile
    >>> folder = coalviz.new_set(tempfile.mkdtemp() + "/climate-fund", title="The Climate Fund")
    >>> len(coalviz.load(folder).pledges), coalviz.load(folder).title
    (0, 'The Climate Fund')
    """
    folder = Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is there already; name a folder that is not, or is empty")
    title = title or folder.absolute().name
    with TemporaryDirectory() as scratch:
        draft = Path(scratch) / "set"  # with the rights of a new folder, not of a temporary one
        draft.mkdir()
        _write_rules(draft, title)
        _write_tables(draft)
        write_codebook(draft)
        shutil.copy(START / "notebook.ipynb", draft / "1-explore.ipynb")
        try:
            load(draft)
        except TableError as error:  # a promise of this package, not a mistake of the reader
            raise RuntimeError("a new set of tables is not in order") from error
        shutil.copytree(draft, folder, dirs_exist_ok=True)
    return folder


def _write_rules(folder: Path, title: str) -> None:
    """Take over the rules for the tables, without what is said of the tables that come with coalviz."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "tables"
    fields = {"name": name, "title": title, "version": "0.1.0", "keywords": []}
    package = descriptor() | fields | {"coalviz": {"title": title}}
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def _write_tables(folder: Path) -> None:
    """Write the tables with their headers, the countries, and the reference figures that coalviz has."""
    shutil.copy(START / "parties.csv", folder)
    shutil.copy(DATA / "indicators.csv", folder)
    for resource in descriptor()["resources"]:
        path = folder / resource["path"]
        if not path.exists():
            path.write_text(",".join(columns_of(resource)) + "\n", encoding="utf-8", newline="\n")
    with (DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "reference"]
    with (folder / "sources.csv").open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, rows[0], lineterminator="\n").writerows(rows)
