"""The workbook behind a native chart: each number once, what follows from it as a formula."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from .model import Chart, Part, Series
from .reading import axis_title, serial_of

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


class Sheet:
    """Where the workbook holds the numbers and the labels of each series."""

    def __init__(self, chart: Chart) -> None:
        self.numbers: dict[int, int] = {}  # columns by series
        self.words: dict[int, int] = {}
        column = 1 if chart.categories else 0
        for one in chart.series:
            column += bool(one.x) and one.kind != "cells"  # its own places stand before it
            self.numbers[id(one)] = column
            column += 1
            if one.labels and not chart.categories:
                self.words[id(one)] = column
                column += 1
        for one in chart.series:
            if one.labels and chart.categories:
                self.words[id(one)] = column
                column += 1

    def cells(self, one: Series, what: str = "values") -> str:
        """Give the range of a series' values, labels, places ("x") or, as one cell, its name."""
        column = (self.words if what == "labels" else self.numbers)[id(one)] - (what == "x")
        name = xl_col_to_name(column)
        return f"${name}$1" if what == "name" else f"${name}$2:${name}${1 + len(one.values)}"

    def formula(self, parts: list[Part]) -> str:
        """Write a formula out, with the cells it speaks of."""
        return "".join(part if isinstance(part, str) else self._cell(*part) for part in parts)

    def _cell(self, one: Series, i: int) -> str:
        """Give a cell of a series; -1 is its whole column."""
        name = xl_col_to_name(self.numbers[id(one)])
        return f"{name}{2 + i}" if i >= 0 else f"{name}$2:{name}${1 + len(one.values)}"

    def words_of(self, one: Series, i: int) -> str:
        """Give the part of a label that its cell holds: up to the first sign with a colour of its own."""
        signs = "".join(one.trace.get("signs", {}))
        return re.split(f"[{re.escape(signs)}]", one.labels[i])[0] if signs else one.labels[i]

    def label(self, one: Series, i: int) -> str:
        """Give what the cell of a label holds: a formula where the text tells the number of its bar or stack."""
        text, told = self.words_of(one, i), one.told.get(i, one)
        matches = list(_telling(text, told.values[i]))
        if len(matches) != 1:
            return text
        [(found, scale)] = matches
        cell = self._cell(told, i) + (f"/{scale:.12g}" if scale != 1 else "")
        places = max(2, len(found[1].partition(".")[2]))
        number = f'TEXT({cell},"#,##0")' if "," in found[1] else f"ROUND({cell},{places})"
        around = (text[: found.start()], text[found.end(1) :])
        before, after = (f'"{part}"'.replace('"', '""')[1:-1] if part else "" for part in around)
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
    book = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    page, places, sheet = (
        book.add_worksheet(),
        book.add_format({"num_format": "yyyy-mm-dd"}),
        Sheet(chart),
    )
    form, heading = (
        places if chart.kind == "date" else None,
        f"{axis_title(chart.x) or 'Values'} ({unit})",
    )
    if chart.categories:
        _down(page, 0, [heading, *chart.categories], form)
    for one in chart.series:
        column = sheet.numbers[id(one)]
        if one.x and one.kind != "cells":
            _down(page, column - 1, [heading, *one.x], form)
        _down(page, column, [one.name, *one.values])
        for i, parts in one.formulas.items():
            page.write_formula(1 + i, column, sheet.formula(parts), value=one.values[i])
        if one.labels:
            _labels(page, sheet, one)
    listing = book.add_worksheet("Sources")
    for column, name in enumerate(sources):
        told = [None if pd.isna(value) else value for value in sources[name]]
        _down(listing, column, [name, *told])
    for each in (page, listing):
        each.set_column(0, 40, 24)
    book.close()
    return file.getvalue()


def _labels(page, sheet: Sheet, one: Series) -> None:
    """Write the labels of a series into their column; those that tell a number follow it."""
    column = sheet.words[id(one)]
    names = dict.fromkeys(told.name for told in one.told.values())
    page.write_string(0, column, f"Labels: {', '.join(names) or one.name}")
    for i in one.labels:
        text, held = sheet.words_of(one, i), sheet.label(one, i)
        if held == text:
            page.write_string(1 + i, column, text)
        else:
            page.write_formula(1 + i, column, held, value=text)


def _down(page, column: int, values: list, form=None) -> None:
    """Write values down a column; text stays text."""
    for i, value in enumerate(values):
        if isinstance(value, str):
            page.write_string(i, column, value)
        elif value is not None:
            page.write_number(i, column, serial_of(value), form)
