"""The workbook behind a native chart: each number once, what follows from it as a formula."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import re
from collections.abc import Iterator

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from .model import Chart, Part, Series
from .reading import axis_title

DAYS = "yyyy-mm-dd"
SCALES = {
    "%": 0.01,
    "k": 1e3,
    "thousand": 1e3,
    "M": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "trillion": 1e12,
}
NUMBER = re.compile(rf"([-\u2212]?\d[\d,]*(?:\.\d+)?)(?:\s?({'|'.join(SCALES)}))?(?!\w)")


def place_columns(chart: Chart) -> None:
    """Give each series the columns of its numbers and of its labels: these at the end, or beside its own places."""
    free = itertools.count(1 if chart.categories else 0)
    for one in chart.series:
        if one.x and one.kind != "cells":
            next(free)  # its own places
        one.column = next(free)
        if one.labels and not chart.categories:
            one.words = next(free)
    for one in chart.series:
        if one.labels and chart.categories:
            one.words = next(free)


def cells(one: Series, column: int) -> str:
    """Give the range of a series' values, labels or places."""
    name = xl_col_to_name(column)
    return f"${name}$2:${name}${1 + len(one.values)}"


def _cell(one: Series, i: int) -> str:
    """Give a cell of a series; -1 is its whole column."""
    return f"{xl_col_to_name(one.column)}{2 + i}" if i >= 0 else cells(one, one.column)


def _formula(parts: list[Part]) -> str:
    """Write a formula out, with the cells it speaks of."""
    return "".join(part if isinstance(part, str) else _cell(*part) for part in parts)


def words_of(one: Series, i: int) -> list[str]:
    """Give the parts of a label: what its cell holds, then signs with colours of their own and words."""
    signs = re.escape("".join(one.trace["signs"]))
    return re.split(f"([{signs}])", one.labels[i]) if signs else [one.labels[i]]


def _label(one: Series, i: int, text: str) -> str:
    """Give what the cell of a label holds: a formula where the text tells the number of its bar or stack."""
    told = one.told.get(i, one)
    matches = list(_telling(text, told.values[i]))
    if len(matches) != 1:
        return text
    [(found, scale)] = matches
    cell = _cell(told, i) + (f"/{scale:.12g}" if scale != 1 else "")
    places = max(2, len(found[1].partition(".")[2]))
    number = f'TEXT({cell},"#,##0")' if "," in found[1] else f"ROUND({cell},{places})"
    around = text[: found.start()], text[found.end(1) :]
    before, after = ('"' + part.replace('"', '""') + '"' if part else "" for part in around)
    return "=" + "&".join(filter(None, [before, number, after]))


def _telling(text: str, value: float | None) -> Iterator[tuple[re.Match, float]]:
    """Find the numbers in a text that tell a value, in full or in millions; figures count in either."""
    for found in NUMBER.finditer(text) if value is not None else ():
        digits = found[1].replace(",", "").replace("\u2212", "-")
        for scale in dict.fromkeys([SCALES.get(found[2], 1), 1]):
            step = scale / 10 ** len(digits.partition(".")[2])
            if abs(float(digits) * scale - value) <= 0.51 * step:
                yield found, scale
                break


def workbook_of(chart: Chart, unit: str, sources: pd.DataFrame) -> bytes:
    """Write the workbook: values and labels where the chart looks for them, and a sheet of sources."""
    file = io.BytesIO()
    heading = f"{axis_title(chart.x) or 'Values'} ({unit})"
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(file, safe | {"default_date_format": DAYS})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    page, listing = book.add_worksheet(), book.add_worksheet("Sources")
    form = book.add_format({"num_format": DAYS}) if chart.kind == "date" else None
    page.write_column(0, 0, [heading, *(chart.categories or ())])
    for one in chart.series:
        if one.x and one.kind != "cells":
            page.write_column(0, one.column - 1, [heading, *one.x], form)
        page.write_column(0, one.column, [one.name, *one.values])
        for i, parts in one.formulas.items():
            page.write_formula(1 + i, one.column, _formula(parts), value=one.values[i])
        if one.labels:
            names = dict.fromkeys(told.name for told in one.told.values())
            page.write(0, one.words, f"Labels: {', '.join(names) or one.name}")
        for i in one.labels:
            text = words_of(one, i)[0]
            held = _label(one, i, text)
            if held == text:
                page.write_string(1 + i, one.words, text)
            else:
                page.write_formula(1 + i, one.words, held, value=text)
    for column, name in enumerate(sources):
        told = [None if pd.isna(value) else value for value in sources[name]]
        listing.write_column(0, column, [name, *told])
    for each in (page, listing):
        each.set_column(0, 40, 24)
    book.close()
    return file.getvalue()
