"""The command ``coalviz``: ``coalviz --help``, or ``python -m coalviz --help``."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from . import __version__
from .dataset import DATA, TableError, load
from .shipped import shipped_folder

TABLES = "folder of the tables (default: those of coalviz)"


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; what goes wrong is said in words."""
    given, more = _parser().parse_known_args(arguments)
    if more and given.do is not lab:
        print(f"coalviz does not know {' '.join(more)}; see: coalviz --help", file=sys.stderr)
        return 2
    try:
        return given.do(given, more) if given.do is lab else given.do(given)
    except (TableError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coalviz", description="From news articles to checked charts and slides."
    )
    parser.add_argument("--version", action="version", version=f"coalviz {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(do: Callable, told: str, **options: str) -> argparse.ArgumentParser:
        """Add a command, and its options with what they are for."""
        found = commands.add_parser(do.__name__, help=told, description=told)
        found.set_defaults(do=do)
        for name, use in options.items():
            found.add_argument(f"--{name.replace('_', '-')}", help=use)
        return found

    one = command(lab, "open notebooks in JupyterLab; further options go to JupyterLab")
    told = "of the notebooks; those of coalviz are put there if it has none (default: %(default)s)"
    one.add_argument("folder", nargs="?", default="coalviz-notebooks", help=told)
    _add_briefing(command)
    one = command(check, "check tables, and list everything that is wrong")
    one.add_argument("folder", nargs="?", help="of the tables (default: those of coalviz)")
    told = "start a set of tables: headers, rules, codebook, countries, a notebook"
    one = command(new, told, title="what the tables are about")
    one.add_argument("folder", help="that is made; it must not be there yet")
    one = command(codebook, "write CODEBOOK.md from datapackage.json")
    one.add_argument("folder", nargs="?", default=str(DATA), help="of the tables")
    one.add_argument("--check", action="store_true", help="only say whether it is up to date")
    told = "say what in a deck is stale; the exit status is 0 if it agrees, 1 if not"
    checked = command(audit, told, tables=TABLES)
    told = "write a deck anew with what the tables say now; what was done by hand stays"
    renewed = command(refresh, told, tables=TABLES)
    for one in (checked, renewed):
        one.add_argument("deck", help="a .pptx file that coalviz made, however it was reworked")
    told = "the file to write; in the place of the deck, the old one is kept"
    renewed.add_argument("out", help=told)
    return parser


def _add_briefing(command: Callable[..., argparse.ArgumentParser]) -> None:
    told = "write the whole briefing: deck, images, web page; without Chrome, all but the images"
    one = command(
        briefing,
        f"{told}. The exit status is 1 if one could not be drawn",
        tables=TABLES,
        coalition="of which coalition (default: the tables' own)",
        as_of="day of knowledge, such as 2024-04-08 (default: the newest)",
        folder="where to write (default: %(default)s)",
        template="the house's own .pptx or .potx",
        title="on the title slide (default: as the tables say)",
        author="on the title slide",
        date="on the title slide (default: the day of knowledge)",
    )
    one.set_defaults(folder="briefing", author="")


def lab(given: argparse.Namespace, more: list[str]) -> int:
    """Open the notebooks of a folder in JupyterLab, set up as for coalviz."""
    folder = Path(given.folder)
    if not any(folder.glob("*.ipynb")):
        for path in sorted(shipped_folder("notebooks").glob("*.ipynb")):
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder)
        print(f"The notebooks of coalviz are now in {folder.absolute()}", flush=True)
    first = min(path.name for path in folder.glob("*.ipynb"))
    settings = str(shipped_folder("jupyter"))
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        os.environ[name] = os.pathsep.join(filter(None, [settings, os.environ.get(name)]))
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.absolute()}"]
    command += [f"--LabApp.default_url=/lab/tree/{first}", *more]
    # Jupyter wants to be told that it is meant
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    os.execv(sys.executable, command + ["--allow-root"] * as_root)


def briefing(given: argparse.Namespace) -> int:
    """Write the standard charts as a briefing."""
    from .briefing import save_briefing, standard_figures, summary
    from .dates import words

    dataset = load(given.tables)
    dataset = dataset.as_of(given.as_of) if given.as_of else dataset
    dataset = dataset.about(given.coalition) if given.coalition else dataset
    written = save_briefing(
        standard_figures(dataset),
        given.folder,
        title=given.title or dataset.title,
        author=given.author,
        date=given.date or (f"Known by {words(dataset.day)}" if dataset.day else ""),
        template=given.template,
        lines=summary(dataset),
    )
    print(written)
    return 1 if written.images.failed else 0


def check(given: argparse.Namespace) -> int:
    """Check a folder of tables."""
    print(f"The tables are in order: {load(given.folder)!r}")
    return 0


def audit(given: argparse.Namespace) -> int:
    """Say what in a deck is stale; a deck that cannot be read ends with 2."""
    from .audit import audit_deck

    try:
        told = audit_deck(given.deck, load(given.tables))
    except (ValueError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    print(told)
    return 0 if told.agrees else 1


def refresh(given: argparse.Namespace) -> int:
    """Bring a deck up to date."""
    from .renewal import refresh_deck

    print(refresh_deck(given.deck, given.out, load(given.tables)))
    return 0


def new(given: argparse.Namespace) -> int:
    """Start a set of tables."""
    from .starting import new_set

    folder = new_set(given.folder, title=given.title)
    print(f"{folder} is ready. Fill in the tables as CODEBOOK.md says, then:")
    print(f'  coalviz check "{folder}"\n  coalviz lab "{folder}"')
    return 0


def codebook(given: argparse.Namespace) -> int:
    """Write the codebook, or check that it is up to date."""
    from .codebook import write_codebook

    if write_codebook(Path(given.folder), given.check) or not given.check:
        return 0
    print(f"CODEBOOK.md is out of date: coalviz codebook {given.folder}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
