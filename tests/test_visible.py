"""Every fact of an article is to be seen once in a notebook, and told by the deck: each cell is changed, and looked for."""

import random
import re
from collections import Counter

import notebook_cells as nb
import plotly.graph_objects as go
import pytest
from changed_cells import ARTICLES, ROWS, Cell, changed, changed_alone, check_nearly_all

import coalviz
from coalviz.briefing import standard_figures
from coalviz.charts.chart import provenance
from coalviz.dataset import Dataset
from coalviz.notes import add_notes
from coalviz.slides import deck_of

pytestmark = pytest.mark.long
LISTED = re.compile(r'rows_of\(dataset, "(\w+)"')
# By these the tables refer to their own rows; no article names them, and no deck.
HANDLES = ("coalitions.coalition_id", "events.event_id", "pledges.pledge_id")


def listing(dataset: Dataset, table: str) -> dict[int, str]:
    """Give the lines of the notebooks' listing of a table, as a reader sees them."""
    for path in nb.NOTEBOOKS:
        for cell in nb.code_cells(path):
            if (named := LISTED.search(cell.source)) and named[1] == table:
                kinds = nb.output(cell.source, {"coalviz": coalviz, "dataset": dataset}, dataset)
                lines = nb.lines_of(kinds["text/html"])
                return {int(line.rsplit("line ")[-1]): line for line in lines[1:]}
    raise AssertionError(f"no notebook lists {table}")


def listing_of(dataset: Dataset, table: str) -> dict[int, str]:
    """Give a listing, made once for a dataset."""
    key = ("listing", table)
    if key not in dataset.memory:
        dataset.memory[key] = listing(dataset, table)
    return dataset.memory[key]


@pytest.fixture(scope="module")
def now(changed_tables) -> dict[Cell, Dataset]:
    return changed(changed_tables)


@pytest.fixture(scope="module")
def seen(now) -> dict[Cell, bool]:
    """Say of each cell whether a reader of the notebooks sees the change, in the line of its own row.

    No other row changes that line: a test of its own.
    """
    shipped, found = coalviz.load(), {}
    for cell, dataset in now.items():
        before, after = listing_of(shipped, cell[0]), listing_of(dataset, cell[0])
        found[cell] = after.get(cell[1]) != before.get(cell[1])
    return found


def test_nearly_every_cell_of_the_tables_is_to_be_seen_in_a_notebook(seen):
    check_nearly_all(seen)


def test_a_changed_cell_changes_the_line_of_its_own_row_alone(seen, changed_tables):
    shipped = coalviz.load()
    for cell in random.Random(13).sample(sorted(seen), 10):
        now = changed_alone(changed_tables, cell)
        if now is not None:
            before, after = listing_of(shipped, cell[0]), listing_of(now, cell[0])
            differing = {one for one in before if before[one] != after.get(one)}
            assert differing == ({cell[1]} if seen[cell] else set())


def figures(dataset: Dataset) -> list[go.Figure]:
    """Give the figures of the briefing, and those that rest on reference figures."""
    units = ("per_inhabitant", "share_of_gdp")
    measured = [coalviz.pledges_by_country(dataset, unit=unit) for unit in units]
    return [*standard_figures(dataset).values(), *measured]


def lines_of(sources: list[dict]) -> list[str]:
    """Give what notes tell of sources, and of rows below them."""
    named = [[one["text"], one["title"], one["url"], *one["told"]] for one in sources]
    return [line for lines in named for line in lines]


def notes(dataset: Dataset, cell: Cell) -> list[str]:
    """Give what notes tell of the row of a cell alone; for a source, of a row that rests on it."""
    table, line, _ = cell
    used = ONE_OF[line] if table == "sources" else {table: [line]}
    meta = dict(zip(("rows", "sources"), provenance(dataset, used)))
    add_notes(dataset, meta)
    return lines_of(meta["sources"])


# for each line of the sources a row that rests on it
ONE_OF = {
    number: next(
        {table: [line]}
        for table in (*ARTICLES[1:], "indicators")
        for line, row in enumerate(ROWS[table], 2)
        if row["source_id"] == source["source_id"]
    )
    for number, source in enumerate(ROWS["sources"], 2)
}


@pytest.fixture(scope="module")
def told(now) -> dict[Cell, bool]:
    """Say of each cell whether the deck's notes tell the change."""
    shipped = coalviz.load()
    behind = [row for figure in figures(shipped) for row in figure.layout.meta["rows"]]
    rows = {(row["table"], row["line"]) for row in behind}
    return {
        cell: (cell[0] == "sources" or cell[:2] in rows)
        and notes(dataset, cell) != notes(shipped, cell)
        for cell, dataset in now.items()
        if f"{cell[0]}.{cell[2]}" not in HANDLES
    }


def text_of(figures: list[go.Figure]) -> str:
    """Give all text of a deck: slides and notes."""
    slides = deck_of(figures, False, alone=True, pictured=False)[0].slides
    shown = [one.text_frame for slide in slides for one in slide.shapes if one.has_text_frame]
    said = [slide.notes_slide.notes_text_frame for slide in slides]
    return "\n".join(frame.text for frame in (*shown, *said))


def test_nearly_every_fact_of_the_tables_is_told_by_the_briefings_deck(told):
    check_nearly_all(told)


def test_notes_tell_each_row_once_in_its_own_words():
    shipped = coalviz.load()
    for meta in (figure.layout.meta for figure in figures(shipped)):
        rows = Counter((row["table"], row["line"]) for row in meta["rows"])
        found: Counter = Counter()
        for line in lines_of(meta["sources"]):
            if place := re.search(r" \[.*?(\w+)\.csv, lines? ([\d, ]+)\]$", line):
                each = [(place[1], int(number)) for number in place[2].split(", ")]
                found.update(each)
                for row in each:
                    [*_, own] = notes(shipped, (*row, ""))
                    who, colon, what = own.removeprefix("– ").partition(" [")[0].partition(": ")
                    assert who in line and line.partition(" [")[0].endswith(colon + what)
        assert found == rows


def test_a_changed_cell_changes_the_text_of_the_deck_that_is_written(told, changed_tables):
    before = figures(coalviz.load())
    for cell in random.Random(7).sample(sorted(told), 3):
        now = changed_alone(changed_tables, cell)
        if now is not None:
            pairs = [(one, new) for one, new in zip(before, figures(now)) if one != new]
            texts = [text_of([*each]) for each in zip(*pairs)] or ["", ""]
            assert (texts[0] != texts[1]) == told[cell], cell
            assert all(
                line in texts[0]
                for one, _ in pairs
                for line in lines_of(one.layout.meta["sources"])
            )
