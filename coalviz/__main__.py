"""The command ``coalviz``: ``coalviz --help``, or ``python -m coalviz --help``."""

import argparse
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from . import __version__
from .dataset import DATA, load
from .shipped import shipped_folder

TABLES = "folder of the tables (default: those of coalviz)"


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; what goes wrong is said in words."""
    options, more = _parser().parse_known_args(arguments)
    if more and options.do is not lab:
        _parser().error(f"does not know {' '.join(more)}; see: coalviz --help")
    options.more = more
    try:
        return options.do(options)
    except (ValueError, OSError) as error:
        print(re.sub(r"\[Errno \d+\] ", "", str(error)), file=sys.stderr)
        return 2 if options.do is audit else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coalviz", description="From news articles to checked charts and slides."
    )
    parser.add_argument("--version", action="version", version=f"coalviz {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(do: Callable, **options: str) -> argparse.ArgumentParser:
        """Add a command, told by its docstring, and its options with what they are for."""
        added = commands.add_parser(do.__name__, help=do.__doc__, description=do.__doc__)
        added.set_defaults(do=do)
        for name, use in options.items():
            added.add_argument(f"--{name.replace('_', '-')}", help=use)
        return added

    text = "of the notebooks; those of coalviz are put there if it has none (default: %(default)s)"
    command(lab).add_argument("folder", nargs="?", default="coalviz-notebooks", help=text)
    _add_briefing(command)
    started = command(new, title="what the tables are about")
    started.add_argument("folder", help="that is made; it must not be there yet")
    for do in (check, codebook):
        tabled = command(do)
        tabled.add_argument("folder", nargs="?", default=DATA, help=TABLES)
    # the codebook alone may be out of date
    tabled.add_argument("--check", action="store_true", help="only say whether it is up to date")
    for do in (audit, refresh):
        living = command(do, tables=TABLES)
        living.add_argument("deck", help="a .pptx file that coalviz made, however it was reworked")
    # refresh alone writes one
    living.add_argument("out", help="file to write; in the place of the deck, the old one is kept")
    return parser


def _add_briefing(command: Callable[..., argparse.ArgumentParser]) -> None:
    command(
        briefing,
        tables=TABLES,
        coalition="of which coalition (default: the tables' own)",
        as_of="day of knowledge, such as 2024-04-08 (default: the newest)",
        folder="where to write (default: %(default)s)",
        template="the house's own .pptx or .potx",
        title="on the title slide (default: as the tables say)",
        author="on the title slide",
        date="on the title slide (default: the day of knowledge)",
    ).set_defaults(folder="briefing", author="")


def lab(options: argparse.Namespace) -> int:
    """Open notebooks in JupyterLab; further options go to JupyterLab."""
    folder = Path(options.folder)
    if not any(folder.glob("*.ipynb")):
        from .files import whole_files

        with whole_files(folder) as draft:
            for path in shipped_folder("notebooks").glob("*.ipynb"):
                shutil.copy(path, draft)
        print(f"The notebooks of coalviz are now in {folder.absolute()}", flush=True)
    first = min(path.name for path in folder.glob("*.ipynb"))
    settings = str(shipped_folder("jupyter"))
    for name in ("JUPYTER_CONFIG_PATH", "JUPYTER_PATH"):
        os.environ[name] = os.pathsep.join(filter(None, [settings, os.environ.get(name)]))
    # Jupyter wants root, which one is in most containers, to say that it is meant
    command = [sys.executable, "-m", "jupyterlab", "--allow-root"]
    command += [f"--ServerApp.root_dir={folder.absolute()}"]
    command += [f"--LabApp.default_url=/lab/tree/{first}", *options.more]
    os.execv(sys.executable, command)


def briefing(options: argparse.Namespace) -> int:
    """Write the whole briefing: deck, images, web page; without Chrome, all but the images.

    The exit status is 1 if one could not be drawn.
    """
    from .briefing import save_briefing, standard_figures, summary
    from .dates import words

    dataset = load(options.tables)
    dataset = dataset.as_of(options.as_of) if options.as_of else dataset
    dataset = dataset.about(options.coalition) if options.coalition else dataset
    written = save_briefing(
        standard_figures(dataset),
        options.folder,
        title=options.title or dataset.title,
        author=options.author,
        date=options.date or (f"Known by {words(dataset.day)}" if dataset.day else ""),
        template=options.template,
        lines=summary(dataset),
    )
    print(written)
    return 1 if written.images.failed else 0


def check(options: argparse.Namespace) -> int:
    """Check tables, and list everything that is wrong."""
    print(f"The tables are in order: {load(options.folder)!r}")
    return 0


def audit(options: argparse.Namespace) -> int:
    """Say what in a deck is stale; the exit status is 0 if it agrees, 1 if not, 2 if it cannot be read."""
    from .audit import audit_deck

    report = audit_deck(options.deck, load(options.tables))
    print(report)
    return 0 if report.agrees else 1


def refresh(options: argparse.Namespace) -> int:
    """Write a deck anew with what the tables say now; what was done by hand stays."""
    from .renewal import refresh_deck

    print(refresh_deck(options.deck, options.out, load(options.tables)))
    return 0


def new(options: argparse.Namespace) -> int:
    """Start a set of tables: headers, rules, codebook, countries, a notebook."""
    from .starting import new_set

    folder = new_set(options.folder, title=options.title)
    print(f"{folder} is ready. Fill in the tables as CODEBOOK.md says, then:")
    print(f'  coalviz check "{folder}"\n  coalviz lab "{folder}"')
    return 0


def codebook(options: argparse.Namespace) -> int:
    """Write CODEBOOK.md from datapackage.json."""
    from .codebook import write_codebook

    if not write_codebook(Path(options.folder), options.check) and options.check:
        raise ValueError(f"CODEBOOK.md is out of date: coalviz codebook {options.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
