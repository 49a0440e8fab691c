"""The workbook behind a native chart."""

from __future__ import annotations

import datetime as dt
import io

import pandas as pd
from xlsxwriter import Workbook

from .model import Chart
from .reading import axis_title, serial_of


def workbook_of(chart: Chart, kind: str, unit: str, sources: pd.DataFrame) -> bytes:
    """Write the workbook behind a chart: the values where the chart looks for them, and a sheet of sources."""
    file = io.BytesIO()
    book = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})

    def down(sheet, row: int, column: int, values: list, form=None) -> None:
        for i, value in enumerate(values, row):
            if isinstance(value, str):
                sheet.write_string(i, column, value)
            elif value is not None:
                value = serial_of(value)
                sheet.write_number(i, column, value, form)

    sheet, row, form = book.add_worksheet(), 0, dated if kind == "date" else None
    down(
        sheet,
        0,
        0,
        [heading := f"{axis_title(chart.x) or 'Values'} ({unit})", *(chart.categories or [])],
        form,
    )
    for column, one in enumerate(chart.series, 1):
        down(sheet, row, 0, [heading, *one.x] if one.x else [], form)
        down(sheet, row, 1 if one.x else column, [one.name, *one.values])
        row += len(one.values) + 2 if one.x else 0
    listing = book.add_worksheet("Sources")
    for column, name in enumerate(sources):
        down(
            listing,
            0,
            column,
            [name, *(None if pd.isna(value) else value for value in sources[name])],
        )
    for page in (sheet, listing):
        page.set_column(0, 40, 24)
    book.close()
    return file.getvalue()
