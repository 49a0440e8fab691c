"""The workbook behind a native chart: each number once, what follows from it as a formula."""

import datetime as dt
import io
import itertools
import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from .model import Chart, Series
from .reading import axis_title
from .understood import NAMES

DAYS = "yyyy-mm-dd"
SCALES = NAMES["scales"]
NUMBER = re.compile(rf"([-\u2212]?\d[\d,]*(?:\.\d+)?)(?:\s?({'|'.join(SCALES)}))?(?!\w)")


def place_columns(chart: Chart) -> None:
    """Give each series the columns of its numbers and of its labels: these at the end, or beside its own places."""
    free = itertools.count(1 if chart.categories else 0)
    for series in chart.series:
        if series.x:
            next(free)  # its own places
        series.column = next(free)
        if series.labels and not chart.categories:
            series.words = next(free)
    for series in chart.series:
        if series.labels and chart.categories:
            series.words = next(free)


def cells(series: Series, column: int) -> str:
    """Give the range of a series' values, labels or places."""
    name = xl_col_to_name(column)
    return f"${name}$2:${name}${1 + len(series.values)}"


def _cell(series: Series, i: int) -> str:
    """Give a cell of a series; -1 is its whole column."""
    return f"{xl_col_to_name(series.column)}{2 + i}" if i >= 0 else cells(series, series.column)


def words_of(series: Series, i: int) -> list[str]:
    """Give the parts of a label: what its cell holds, then signs with colours of their own and words."""
    signs = re.escape("".join(series.trace["signs"]))
    return re.split(f"([{signs}])", series.labels[i]) if signs else [series.labels[i]]


def _label(series: Series, i: int, text: str) -> str:
    """Give what the cell of a label holds: a formula where the text tells the number of its bar or stack."""
    source = series.told.get(i, series)
    matches = list(_telling(text, source.values[i]))
    if len(matches) != 1:
        return text
    [(match, scale)] = matches
    cell = _cell(source, i) + f"/{scale:.12g}" * (scale != 1)
    places = max(2, len(match[1].partition(".")[2]))
    number = f'TEXT({cell},"#,##0")' if "," in match[1] else f"ROUND({cell},{places})"
    around = text[: match.start()], text[match.end(1) :]
    before, after = ('"' + part.replace('"', '""') + '"' if part else "" for part in around)
    return "=" + "&".join(filter(None, [before, number, after]))


def _telling(text: str, value: Any) -> Iterator[tuple[re.Match, float]]:
    """Find the numbers in a text that tell a value, in full or in millions; figures count in either."""
    for match in NUMBER.finditer(text) if value is not None else ():
        digits = match[1].replace(",", "").replace("\u2212", "-")
        for scale in dict.fromkeys([SCALES.get(match[2], 1), 1]):
            step = scale / 10 ** len(digits.partition(".")[2])
            if abs(float(digits) * scale - value) <= 0.51 * step:
                yield match, scale
                break


def workbook_of(chart: Chart, unit: str, sources: pd.DataFrame) -> bytes:
    """Write the workbook: values and labels where the chart looks for them, and a sheet of sources."""
    file = io.BytesIO()
    heading = f"{axis_title(chart.x) or 'Values'} ({unit})"
    book = Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": DAYS,
        },
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    sheet, listing = book.add_worksheet(), book.add_worksheet("Sources")
    form = book.add_format({"num_format": DAYS}) if chart.kind == "date" else None
    sheet.write_column(0, 0, [heading, *chart.categories])
    for series in chart.series:
        if series.x:
            sheet.write_column(0, series.column - 1, [heading, *series.x], form)
        sheet.write_column(0, series.column, [series.name, *series.values])
        for i, parts in series.formulas.items():
            formula = "".join(part if isinstance(part, str) else _cell(*part) for part in parts)
            sheet.write_formula(1 + i, series.column, formula, value=series.values[i])
        if series.labels:
            names = dict.fromkeys(source.name for source in series.told.values())
            sheet.write(0, series.words, f"Labels: {', '.join(names) or series.name}")
        for i in series.labels:
            text = words_of(series, i)[0]
            content = _label(series, i, text)
            if content == text:
                sheet.write_string(1 + i, series.words, text)
            else:
                sheet.write_formula(1 + i, series.words, content, value=text)
    for column, name in enumerate(sources):
        values = [None if pd.isna(value) else value for value in sources[name]]
        listing.write_column(0, column, [name, *values])
    for each in (sheet, listing):
        each.set_column(0, 40, 24)
    book.close()
    return file.getvalue()
