"""Start a set of tables of one's own: headers, rules, codebook, countries, reference figures, a notebook."""

import json
import re
import shutil
from pathlib import Path

from .codebook import write_codebook
from .dataset import DATA, descriptor, load
from .files import whole_files

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
    with whole_files(folder) as draft:
        _write_rules(draft, title or folder.absolute().name)
        _write_tables(draft)
        write_codebook(draft)
        shutil.copy(START / "notebook.ipynb", draft / "1-explore.ipynb")
    return folder


def _write_rules(folder: Path, title: str) -> None:
    """Take over the rules for the tables, without what is said of the tables that come with coalviz."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "tables"
    fields = {"name": name, "title": title, "version": "0.1.0", "keywords": []}
    package = {**descriptor(), **fields, "coalviz": {"title": title}}
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def _write_tables(folder: Path) -> None:
    """Write the tables as no article tells them: headers and reference figures; and the countries."""
    dataset = load().from_sources([])
    for name, table in dataset.tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    shutil.copy(DATA / "indicators.csv", folder)  # its numbers as they are written there
    shutil.copy(START / "parties.csv", folder)
