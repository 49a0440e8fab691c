"""A CSV file as a frame of texts, exactly as it stands: nothing dropped, re-typed or guessed."""

import codecs
import csv
import io
import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

_QUOTED = re.compile(rb'"(?<![^,\r\n]")[^"]*(?:""[^"]*)*"(?![^,\r\n])')  # a whole cell in quotes
Rows = Iterator[tuple[int, list[str]]]


class Unreadable(Exception):  # noqa: N818 (said to nobody: it carries line, value and message)
    """Why a file is no table, as (line, value, message) for each problem."""


def parsed(content: bytes, columns: list[str]) -> pd.DataFrame:
    """Read CSV: all at once where that is safe, else row by row, to name the lines.

    A column of few different texts is categorical, so that each is checked once.
    """
    encoded = content.removeprefix(codecs.BOM_UTF8)
    _check_text(encoded)
    rows = _rows(encoded)
    _, header = next(rows, (1, []))
    _check_header(header, columns)
    frame = _at_once(encoded, len(columns))
    if frame is None:
        frame = _by_rows(rows, len(columns))
    values = {name: _compact(frame[place]) for place, name in enumerate(columns)}
    return pd.DataFrame(values, index=frame.index.rename("line"), copy=False)


def _compact(column: pd.Series) -> pd.Series | pd.Categorical:
    sample = column[:: len(column) // 20_000 + 1].tolist()
    if 2 * len(set(sample)) > len(sample):
        return column
    return pd.Categorical.from_codes(*pd.factorize(column))


def texts(column: pd.Series) -> list[str]:
    """Give each text of a column, once or more often."""
    return getattr(column.values, "categories", column).tolist()


def _check_text(encoded: bytes) -> None:
    try:
        encoded.isascii() or encoded.decode()
    except UnicodeDecodeError as error:
        line = encoded[: error.start].count(b"\n") + 1
        cell = re.findall(rb"[^,\r\n]*\Z", encoded[: error.end])[0].decode(errors="replace")
        message = "is not UTF-8; save the table as CSV with the encoding UTF-8"
        raise Unreadable((line, cell, message)) from None
    before, nul, _ = encoded.partition(b"\0")
    if nul:
        message = "holds a NUL character; it is damaged, no CSV file, or not UTF-8"
        raise Unreadable((before.count(b"\n") + 1, None, message))


def _rows(encoded: bytes) -> Rows:
    """Give each row with the line in which it begins."""
    text = io.TextIOWrapper(io.BytesIO(encoded), "utf-8", newline="")  # decodes what is asked for
    reader = csv.reader(text, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = f"cannot be read as CSV ({error}); check the double quotes"
            raise Unreadable((line, None, message)) from None
        yield line, row


def _check_header(header: list[str], columns: list[str]) -> None:
    if header == columns:
        return
    names = dict.fromkeys(header)
    wrong = [f"lacks {name!r}" for name in columns if name not in names]
    wrong += [f"has {name!r}, which is unknown" for name in names if name not in columns]
    wrong += [f"has {name!r} twice" for name in names if header.count(name) > 1]
    if len(header) == 1 and (signs := [sign for sign in ";\t|" if sign in header[0]]):
        wrong = [f"is parted by {signs[0]!r} instead of commas"]
    fault = "; ".join(wrong) or "has another order"
    raise Unreadable((1, None, f"the header row {fault}; right is {','.join(columns)}"))


def _at_once(encoded: bytes, width: int) -> pd.DataFrame | None:
    """Read the table in one go; None where a row may be blank, of another width, or spans lines."""
    quoted = b"".join(_QUOTED.findall(encoded))  # what is quoted parts neither cells nor rows
    if _count(encoded, '"') != _count(quoted, '"'):
        return None
    plain = {"dtype": object, "na_filter": False, "skip_blank_lines": False}
    try:  # the header as a row like others: a longer row is an error, a shorter one is missing commas
        frame = pd.read_csv(io.BytesIO(encoded), header=None, **plain)
    except pd.errors.ParserError:
        return None
    commas = _count(encoded, ",") - _count(quoted, ",")
    if commas != len(frame) * (width - 1) or quoted.splitlines()[1:] or (frame[0] == "").any():
        return None
    return frame.iloc[1:].set_axis(range(2, len(frame) + 1))


def _count(encoded: bytes, sign: str) -> int:
    pieces = np.array_split(np.frombuffer(encoded, np.uint8), len(encoded) // 2**18 + 1)
    # one after the other, each stays in the cache
    return sum(int(np.count_nonzero(piece == ord(sign))) for piece in pieces)


def _by_rows(rows: Rows, width: int) -> pd.DataFrame:
    by_line = dict(rows)
    while by_line and not any(next(reversed(by_line.values()))):  # blank lines at the end
        by_line.popitem()
    many = "has {} cells instead of {}; a text with a comma stands in double quotes"
    wrong = [
        (line, None, many.format(len(row), width) if any(row) else "is empty; delete it")
        for line, row in by_line.items()
        if len(row) != width or not any(row)
    ]
    if wrong:
        raise Unreadable(*wrong)
    columns = range(width)
    return pd.DataFrame(by_line.values(), index=list(by_line), columns=columns, dtype=object)
