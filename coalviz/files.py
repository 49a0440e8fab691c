"""What every way out shares: what a figure says of itself, its rows, names of files, and whole files."""

import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go

from plotly_pptx.reading import each_of, plain_values

from . import theme

NO_SOURCE = {"source_id": "", "text": "No source given", "title": "", "url": ""}
NEEDED = {"sources": "no source", "alt": "no alternative text"}  # and how it is said that it lacks

Figures = Mapping[str, go.Figure] | Iterable[go.Figure]  # with or without names
LONGEST = 60  # letters of a file name that is made of a title


def facts(figure: go.Figure, unsourced: bool = False) -> SimpleNamespace:
    """Read what a figure says of itself (title, sources, notes, rows, …) if it may leave.

    Raises
    ------
    ValueError
        The figure has no source or no alternative text, and is not let out ``unsourced``.
    """
    if not isinstance(figure, go.Figure):
        raise TypeError(
            f"a Plotly figure is needed, this is {type(figure).__name__}: {figure!r:.80}"
        )
    meta, heading = theme.meta_of(figure), figure.layout.title
    title = meta.get("title") or theme.plain(heading.text) or "Untitled chart"
    missing = [words for key, words in NEEDED.items() if not meta.get(key)]
    if missing and not unsourced:
        raise ValueError(
            f"The figure {title!r} has {' and '.join(missing)}, so it does not get out. Add what is missing: "
            "coalviz.cite(figure, title=..., sources=[...], alt=...). To let it out with the words "
            f"{NO_SOURCE['text']!r} in place of the source: unsourced=True."
        )
    defaults: dict = {
        "title": title,
        "subtitle": theme.plain(heading.subtitle.text),
        "alt": f"Chart: {title}",
        "notes": [],
        "sources": [NO_SOURCE],
        "rows": [],
        "code": "",
        "as_of": "",
        "version": {},
        "state": {},
    }
    return SimpleNamespace(
        figure=figure, **defaults | {key: meta[key] for key in defaults if meta.get(key)}
    )


def rows(about: SimpleNamespace) -> pd.DataFrame:
    """Give the rows behind a figure with their sources; without rows, the points that it shows.

    Returns
    -------
    pandas.DataFrame of objects
        The columns of the rows as they stand in the tables, then ``source``, ``source_title``, ``source_url``.
        For a figure without rows: ``series``, ``x``, ``y``, ``text`` and ``source``.
    """
    if about.rows:
        by_id = {source.get("source_id"): source for source in about.sources}
        added = {"source": "text", "source_title": "title", "source_url": "url"}
        lines = [dict(row) for row in about.rows]
        for line in lines:
            source = by_id.get(line.get("source_id"), {})
            line |= {name: source.get(key, "") for name, key in added.items()}
        return pd.DataFrame(lines, dtype=object)
    points = []
    for trace in plain_values(about.figure.to_plotly_json()["data"]):
        x, y = trace.get("x") or [], trace.get("y") or []
        points += [
            {"series": trace.get("name"), "x": at, "y": value, "text": text}
            for at, value, text in zip(x, y, each_of(trace.get("text") or "", len(x)))
        ]
    sources = "; ".join(source["text"] for source in about.sources)
    return pd.DataFrame(points, dtype=object).assign(source=sources)


def safe_link(address: str | None) -> str:
    """Give an address if a click on it opens a web page; nothing if it might do something else."""
    return address if address and address.startswith(("https://", "http://")) else ""


def deck_file(path: str | Path) -> Path:
    """Give the path of a deck that is to be written, if it is named as one."""
    if Path(path).suffix.lower() != ".pptx":
        raise ValueError(f"a deck is a .pptx file, not {Path(path).name or '.'!r}")
    return Path(path)


def free(path: Path, overwrite: bool) -> Path:
    """Give the path back if it may be written; an existing file needs ``overwrite``."""
    if overwrite or not path.exists():
        return path
    raise FileExistsError(
        f"{path} is already there and may hold somebody's work. Free is {unused(path.absolute()).name}; to replace it: overwrite=True."
    )


def unused(path: Path) -> Path:
    """Give the path, or the next with a number that is not there yet."""
    return next(other for other in map(path.with_stem, numbered(path.stem)) if not other.exists())


def copied_apart(path: Path) -> Path:
    """Keep a file that is about to be written anew, under the name of an earlier one."""
    return Path(shutil.copy(path, unused(path.with_stem(f"{path.stem}-earlier"))))


def numbered(name: str) -> Iterator[str]:
    """Give a name, and then the same with a number, without end."""
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def write_whole(path: Path, content: bytes, overwrite: bool = False) -> Path:
    """Write a file that is there as a whole or not at all."""
    with whole_files(free(path, overwrite).parent) as draft:
        (draft / path.name).write_bytes(content)
    return path


@contextmanager
def whole_files(folder: Path) -> Iterator[Path]:
    """Give a place to write files in, which come into their folder together, once all are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".", dir=folder) as place:
        draft = Path(place)
        yield draft
        for path in list(draft.iterdir()):
            os.replace(path, folder / path.name)


def named(figures: Figures) -> dict[str, go.Figure]:
    """Give figures by file name: the names given, or made from the titles; a name that comes again is numbered."""
    if isinstance(figures, go.Figure):
        figures = [figures]
    pairs = (
        figures.items()
        if isinstance(figures, Mapping)
        else ((facts(figure, unsourced=True).title.lower(), figure) for figure in figures)
    )
    result = {}
    for name, figure in pairs:
        stem = re.sub(r"[^\w.]+", "-", name).strip("-.") or "chart"
        if len(stem) > LONGEST:  # whole words of it, if there are several
            stem = stem[: LONGEST + 1].rpartition("-")[0] or stem[:LONGEST]
        result[next(free for free in numbered(stem) if free not in result)] = figure
    return result
