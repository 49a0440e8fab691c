"""Loading: good tables exactly as they stand, broken ones refused with everything that is wrong."""

import csv
import datetime
import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import small
from small import in_kind, pledge

import coalviz
from coalviz import dates
from coalviz.dataset import DATA, Problem, TableError, checking, descriptor, loading, reading

HEADER = ",".join(small.COLUMNS["pledges"])
# pledge_id,coalition_id,donors,stage,form,comparator,amount,currency,item,quantity,announced,includes,source_id,locator,note
LINE = "p1,it,EST,,pledged,money,=,5,EUR,,,2024-02-01,,first,bullet 1,"


def refused(place: Path, **load) -> list[Problem]:
    with pytest.raises(TableError) as caught:
        coalviz.load(place, **load)
    for problem in caught.value.problems[:50]:
        assert str(problem) in str(caught.value)
    return caught.value.problems


# ------------------------------------------------------------------ good tables


def test_tables_that_come_with_coalviz_load_from_anywhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dataset = coalviz.load()
    assert list(dataset.tables) == [resource["name"] for resource in descriptor()["resources"]]
    assert dataset.code == "coalviz.load()" and dataset.day == datetime.date(2024, 4, 8)


def test_a_folder_may_be_named_from_the_working_directory(tmp_path, monkeypatch):
    small.folder(tmp_path / "mine", pledge("p1", amount=5))
    monkeypatch.chdir(tmp_path)
    dataset = coalviz.load("mine")
    assert dataset.pledges["amount"].tolist() == [5] and dataset.code == "coalviz.load('mine')"


def test_cells_have_types_and_blank_ones_are_missing(tmp_path):
    table = small.dataset(tmp_path, pledge("p1", amount=123456789012345678), pledge("p2")).pledges
    assert table.index.tolist() == [2, 3] and table.index.name == "line"
    assert table["amount"].dtype == "Int64" and table["pledge_id"].dtype == "str"
    assert table.loc[2, "amount"] == 123456789012345678  # not by way of a float
    assert (
        pd.isna(table.loc[3, "amount"])
        and pd.isna(table.loc[3, "comparator"])
        and pd.isna(table.loc[2, "note"])
    )
    assert small.dataset(tmp_path).indicators["value"].dtype == "float64"


@pytest.mark.parametrize(
    "text",
    [
        "NA",
        "null",
        "007",
        "nan",
        "TRUE",
        "=1+1",
        "<b>x</b>",
        "a  b",
        'a "b", c',
        "  ".join("ab"),
        "Zoë – ß",
    ],
)
def test_text_stays_the_text_it_is(tmp_path, text):
    assert small.dataset(tmp_path, in_kind("p1", item=text)).pledges["item"].tolist() == [text]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path):
    place = small.folder(tmp_path / "a", pledge("p1", amount=5), in_kind("p2"))
    plain = coalviz.load(place)
    for path in place.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    for name, frame in coalviz.load(place).tables.items():
        pd.testing.assert_frame_equal(frame, plain.tables[name])


def test_a_last_line_without_an_end_or_with_empty_lines_after_it_is_accepted(tmp_path):
    place = small.folder(tmp_path / "a", pledge("p1", amount=5))
    path = place / "pledges.csv"
    for end in (b"", b"\n\n\r\n"):
        path.write_bytes(path.read_bytes().rstrip() + end)
        assert len(coalviz.load(place).pledges) == 1


def test_a_cell_over_several_lines_keeps_its_line_breaks_and_rows_their_lines(tmp_path):
    place = small.folder(tmp_path / "a", pledge("p1", note="one\ntwo,\n\nthree"), pledge("p2"))
    table = coalviz.load(place).pledges
    assert table.index.tolist() == [2, 6] and table.loc[2, "note"] == "one\ntwo,\n\nthree"
    (place / "pledges.csv").write_text(
        (place / "pledges.csv").read_text().replace("p2,it", "p2,xx")
    )
    assert [(p.line, p.column) for p in refused(place)] == [(6, "coalition_id")]


def test_quotes_inside_a_text_part_nothing(tmp_path):
    place = small.folder(tmp_path / "a")
    (place / "pledges.csv").write_text(
        f'{HEADER}\n{LINE}5" gun\n{LINE.replace("p1", "p2")}"5"" gun, 6"" gun"\n'
    )
    assert coalviz.load(place).pledges["note"].tolist() == ['5" gun', '5" gun, 6" gun']


PIECES = [
    *'x," é',
    "\n",
    "\r\n",
    "\r",
    "\u2028",
    '""',
    "x,y\n",
    '"x","y"\n',
    '"a,\nb",c\n',
    'x,"y\rz"\n',
]


def test_a_table_is_read_at_once_only_where_that_gives_what_its_rows_give(monkeypatch):
    def read(content: bytes) -> object:
        try:
            frame = reading.parsed(content, ["a", "b"])
        except reading.Unreadable as why:
            return why.args
        return [frame.index.tolist(), frame.astype(object).values.tolist()]

    chance, at_once = random.Random(0), 0
    for _ in range(2000):
        text = "".join(chance.choices(PIECES, k=chance.randrange(9)))
        content = f"a,b\n{text}".encode()
        found = read(content)
        with monkeypatch.context() as patch:
            patch.setattr(reading, "_at_once", lambda *_: None)
            assert found == read(content), content
        at_once += reading._at_once(content.rstrip(b"\r\n"), 2) is not None
    assert 200 < at_once < 1800


def test_tables_without_rows_are_tables(tmp_path):
    dataset = small.dataset(tmp_path, **{name: [] for name in small.COLUMNS})
    assert (
        all(frame.empty for frame in dataset.tables.values())
        and dataset.day is None
        and dataset.days == []
    )
    assert dataset.pledges["amount"].dtype == "Int64"


def test_the_version_tells_the_content(tmp_path):
    one, two, again = (
        small.dataset(tmp_path / name, pledge("p1", amount=n))
        for name, n in (("a", 5), ("b", 6), ("c", 5))
        if (tmp_path / name).mkdir() is None
    )
    assert one.version == again.version != two.version and re.fullmatch(
        r"1\.0\.0\+[0-9a-f]{8}", one.version
    )


# ------------------------------------------------------------------ immutable


def test_what_is_done_to_a_frame_never_reaches_the_dataset(tmp_path):
    dataset = small.dataset(tmp_path, pledge("p1", amount=5), pledge("p2"))
    frame = dataset.pledges
    frame.loc[2, "amount"] = 0
    frame["donors"].to_numpy()[0] = frame["donors"].values[1] = "XXX"
    frame["amount"].array[1] = 7
    frame["new"] = 1
    del frame["note"]
    frame.index.name = "row"
    fresh = dataset.pledges
    assert fresh["amount"].tolist() == [5, pd.NA] and fresh["donors"].tolist() == ["EST", "EST"]
    assert list(fresh) == small.COLUMNS["pledges"] and fresh.index.name == "line"


def test_a_dataset_takes_no_other_table(tmp_path):
    dataset = small.dataset(tmp_path)
    with pytest.raises(AttributeError):
        dataset.pledges = pd.DataFrame()
    with pytest.raises(TypeError):
        dataset.tables["pledges"] = pd.DataFrame()
    with pytest.raises(AttributeError, match="its tables are sources, parties"):
        dataset.pledge  # noqa: B018 (asking is the test)


# ------------------------------------------------------------------ knowledge


@pytest.mark.parametrize(
    "day, articles, pledges",
    [
        ("2024-02-01", 0, []),
        ("2024-02-02", 1, ["p1"]),
        ("2024-04-07", 1, ["p1"]),
        ("2024-04-08", 2, ["p1", "p2"]),
        ("2030-01-01", 2, ["p1", "p2"]),
    ],
)
def test_as_of_a_day_holds_what_was_published_by_then(tmp_path, day, articles, pledges):
    dataset = small.dataset(tmp_path, pledge("p1"), pledge("p2", source_id="second"))
    view = dataset.as_of(day)
    assert (view.sources["kind"] == "article").sum() == articles and view.pledges[
        "pledge_id"
    ].tolist() == pledges
    assert (
        len(view.indicators) == 4 and len(view.parties) == 7
    )  # reference figures and names hold on every day
    assert (
        len(view.events)
        == len(view.attendance)
        == len(view.memberships)
        == len(view.headcounts)
        == min(articles, 1)
    )
    assert view.day == view.known == datetime.date.fromisoformat(day) and view.coalition_ids == (
        "it",
    )
    assert dataset.known is None and len(dataset.pledges) == 2
    assert dataset.days == [datetime.date(2024, 2, 2), datetime.date(2024, 4, 8)]


@pytest.mark.parametrize(
    "day",
    ["2024-02", "02.02.2024", "2024-02-30", "20240202", "2024-W05-5", "", "yesterday", None, 2024],
)
def test_as_of_needs_a_day(tmp_path, day):
    with pytest.raises(ValueError, match="like 2024-04-08"):
        small.dataset(tmp_path).as_of(day)


def test_as_of_takes_dates_and_never_knows_more_than_it_came_from(tmp_path):
    dataset = small.dataset(tmp_path, pledge("p1"), pledge("p2", source_id="second"))
    view = dataset.as_of(datetime.date(2024, 2, 2))
    assert view.as_of(pd.Timestamp("2024-04-08")).day == datetime.date(2024, 2, 2)
    assert dataset.as_of(datetime.datetime(2024, 4, 8, 12)).as_of("2024-02-02").pledges[
        "pledge_id"
    ].tolist() == ["p1"]


def test_from_sources_gives_the_account_of_some_articles(tmp_path):
    dataset = small.dataset(tmp_path, pledge("p1"), pledge("p2", source_id="second"))
    view = dataset.from_sources(["first"])
    assert view.pledges["pledge_id"].tolist() == ["p1"] and len(view.indicators) == 4
    assert view.day == datetime.date(2024, 4, 8)  # an account changes no day
    assert dataset.from_sources("second").pledges["pledge_id"].tolist() == ["p2"]
    with pytest.raises(ValueError, match="no source 'figures'; did you mean 'first'"):
        dataset.from_sources(["first", "figures"])
    with pytest.raises(ValueError, match="'second'"):
        dataset.as_of("2024-02-02").from_sources(["second"])


def test_the_code_of_a_view_makes_the_view(tmp_path):
    dataset = small.dataset(tmp_path, pledge("p1"), pledge("p2", source_id="second"))
    view = dataset.as_of("2024-04-08").from_sources(["first"])
    again = eval(view.code, {"coalviz": coalviz})
    assert again.code == view.code and again.day == view.day
    pd.testing.assert_frame_equal(again.pledges, view.pledges)


# ------------------------------------------------------------------ broken files


def write(content: bytes | str):
    return lambda path: path.write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )


FILES = {
    "missing": (lambda path: path.unlink(), None, None, f"must have the columns {HEADER}"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), None, None, "cannot be read"),
    "empty": (write(""), 1, None, "lacks 'pledge_id'"),
    "no header": (write(LINE + "\n"), 1, None, f"right is {HEADER}"),
    "header in another order": (
        write(HEADER.replace("pledge_id,coalition_id", "coalition_id,pledge_id")),
        1,
        None,
        "another order",
    ),
    "header with an unknown column": (
        write(HEADER.replace("donors", "donor")),
        1,
        None,
        "lacks 'donors'; has 'donor', which is unknown",
    ),
    "header with a column twice": (write(f"{HEADER},note"), 1, None, "has 'note' twice"),
    "header with a space": (
        write(HEADER.replace(",donors", ", donors")),
        1,
        None,
        "has ' donors', which is unknown",
    ),
    "semicolons": (
        write(f"{HEADER}\n{LINE}".replace(",", ";")),
        1,
        None,
        "parted by ';' instead of commas",
    ),
    "tabs": (
        write(f"{HEADER}\n{LINE}".replace(",", "\t")),
        1,
        None,
        "parted by '\\t' instead of commas",
    ),
    "another encoding": (
        write(f"{HEADER}\n{LINE}\n{LINE}".encode() + "Zoë".encode("cp1252")),
        3,
        "Zo\N{REPLACEMENT CHARACTER}",  # the cell, up to what cannot be read
        "save the table as CSV with the encoding UTF-8",
    ),
    "UTF-16": (
        write(HEADER.encode("utf-16")),
        1,
        "\N{REPLACEMENT CHARACTER}",
        "is not UTF-8",
    ),
    "a spreadsheet": (write(b"PK\x03\x04\0\0" + HEADER.encode()), 1, None, "NUL character"),
    "NUL": (write(f"{HEADER}\n{LINE}\n{LINE}\0"), 3, None, "NUL character"),
    "too few cells": (write(f"{HEADER}\n{LINE}\np2,it\n"), 3, None, "has 2 cells instead of 16"),
    "too many cells": (
        write(f"{HEADER}\n{LINE},\n"),
        2,
        None,
        "has 17 cells instead of 16; a text with a comma stands in double quotes",
    ),
    "too many cells in each row": (
        write(f"{HEADER}\n{LINE}x,y\n{LINE}x,y\n"),
        2,
        None,
        "has 17 cells",
    ),
    "stray quotes around a comma": (
        write(f'{HEADER}\n{LINE}5" gun, 6" gun\n'),
        2,
        None,
        "has 17 cells",
    ),
    "a blank line": (write(f"{HEADER}\n\n{LINE}\n"), 2, None, "is empty; delete it"),
    "a row of blank cells": (
        write(f"{HEADER}\n{',' * 15}\n{LINE}\n"),
        2,
        None,
        "is empty; delete it",
    ),
    "a blank line, and later cells too many": (
        write(f"{HEADER}\n\n{LINE}{',' * 14}\n"),
        2,
        None,
        "is empty; delete it",
    ),
    "an open quote": (
        write(f'{HEADER}\n{LINE}\n{LINE}"open\n{LINE}\n'),
        3,
        None,
        "check the double quotes",
    ),
    "an open quote in the header": (
        write(f'"{HEADER}\n{LINE}\n'),
        1,
        None,
        "check the double quotes",
    ),
    "a quote that goes on": (
        write(f'{HEADER}\n{LINE}"one"two\n'),
        2,
        None,
        "check the double quotes",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_refused(tmp_path, name):
    break_it, line, value, message = FILES[name]
    place = small.folder(tmp_path / "a")
    break_it(place / "pledges.csv")
    problems = refused(place)
    assert {problem.file for problem in problems} == {"pledges.csv"}
    assert (problems[0].line, problems[0].value and problems[0].value.strip("'")) == (
        line,
        value,
    ) and message in problems[0].message


def test_what_a_spreadsheet_adds_is_read_past(tmp_path):
    place = small.folder(tmp_path / "a")
    for name, added in (("pledges.csv", f"\n{',' * 15}\r\n\n"), ("datapackage.json", "")):
        text = (place / name).read_text() if (place / name).exists() else json.dumps(descriptor())
        (place / name).write_text(text + added, encoding="utf-8-sig")  # a mark, and blank rows
    before = coalviz.load(small.folder(tmp_path / "b")).pledges
    assert coalviz.load(place).pledges.equals(before)


def test_each_form_that_a_cell_must_have_is_shown_by_an_example(tmp_path):
    for resource in descriptor()["resources"]:
        for field in resource["schema"]["fields"]:
            if pattern := field.get("constraints", {}).get("pattern"):
                assert re.fullmatch(pattern, field["example"])
                place = small.folder(tmp_path / f"{resource['name']}-{field['name']}")
                path = place / resource["path"]
                rows = [*csv.reader(path.read_text().splitlines())]
                rows = [rows[0], rows[1] if len(rows) > 1 else ["x"] * len(rows[0])]
                rows[1][rows[0].index(field["name"])] = "/ /"
                path.write_text("\n".join(map(",".join, rows)) + "\n")
                wrong = [p for p in refused(place) if p.value == "/ /"]
                assert f"(for example {field['example']})" in wrong[0].message


def test_a_row_too_long_and_one_too_short_do_not_make_up_for_each_other(tmp_path):
    place = small.folder(tmp_path / "a")
    for first, second in ((f"{LINE},", LINE.rstrip(",")), (LINE.rstrip(","), f"{LINE},")):
        (place / "pledges.csv").write_text(f"{HEADER}\n{first}\n{second}\n")
        assert [problem.line for problem in refused(place)] == [2, 3]


def test_no_folder_says_which_may_be_meant_and_an_empty_one_which_files_are_missing(tmp_path):
    (tmp_path / "tables").mkdir()
    [problem] = refused(tmp_path / "tabels")
    assert "there is no folder 'tabels'; did you mean 'tables'?" in str(problem)
    problems = refused(tmp_path / "tables")
    assert [p.file for p in problems] == [
        f"{name}.csv" for name in small.COLUMNS
    ] and "sources.csv: is missing" in str(problems[0])


# ------------------------------------------------------------------ broken cells

NBSP = "\N{NO-BREAK SPACE}"
CELLS = [  # table, cells of a row that is else in order, column of the problem, its value, what would be right
    ("pledges", {"form": "cash"}, "form", "cash", "money, in_kind"),
    ("pledges", {"stage": ""}, "stage", "", "is blank; needed is: How far it has come"),
    ("pledges", {"stage": "Pledged"}, "stage", "Pledged", "planned, pledged, committed, delivered"),
    ("pledges", {"amount": "30,000,000"}, "amount", "30,000,000", "in plain digits, like 30000000"),
    ("pledges", {"amount": "30.000.000"}, "amount", "30.000.000", "in plain digits, like 30000000"),
    (
        "pledges",
        {"amount": f"30{NBSP}000"},
        "amount",
        f"30{NBSP}000",
        "in plain digits, like 30000000",
    ),
    ("pledges", {"amount": "30 million"}, "amount", "30 million", "in plain digits, like 30000000"),
    ("pledges", {"amount": "3e7"}, "amount", "3e7", "no whole number"),
    ("pledges", {"amount": "5.0"}, "amount", "5.0", "no whole number"),
    ("pledges", {"amount": "٥"}, "amount", "٥", "no whole number"),
    ("pledges", {"amount": "-5"}, "amount", "-5", "at least 1"),
    (
        "pledges",
        {"amount": "0"},
        "amount",
        "0",
        "at least 1 in plain digits, like 30000000; blank where not stated",
    ),
    ("pledges", {"amount": "9" * 19}, "amount", "9" * 19, "no whole number"),
    ("pledges", {"amount": " 5"}, "amount", " 5", "delete that"),
    ("pledges", {"amount": f"5{NBSP}"}, "amount", f"5{NBSP}", "delete that"),
    ("pledges", {"currency": "EURO"}, "currency", "EURO", "ISO 4217"),
    (
        "pledges",
        {"currency": ""},
        "amount",
        "5",
        "without currency: an amount without a currency cannot be read",
    ),
    ("pledges", {"amount": ""}, "currency", "EUR", "without amount"),
    ("pledges", {"comparator": ""}, "amount", "5", "without comparator"),
    ("pledges", {"comparator": "≥"}, "comparator", "≥", "right is one of: =, >, >=, <, <=, ~"),
    ("pledges", {"amount": "", "currency": ""}, "comparator", "=", "without amount or quantity"),
    ("pledges", {"form": "in_kind"}, "form", "in_kind", "without item"),
    ("pledges", {"quantity": "78"}, "quantity", "78", "a quantity needs its item"),
    ("pledges", {"quantity": "0", "item": "guns"}, "quantity", "0", "at least 1"),
    ("pledges", {"donors": "EST XXX"}, "donors", "XXX", "is not in parties.csv, column party_id"),
    ("pledges", {"donors": "EST EST"}, "donors", "EST EST", "names one twice"),
    ("pledges", {"donors": "EST,LUX"}, "donors", "EST,LUX", "several are parted by one space"),
    ("pledges", {"donors": "EST  LUX"}, "donors", "", "several are parted by one space"),
    (
        "pledges",
        {"coalition_id": "xx"},
        "coalition_id",
        "xx",
        "is not in coalitions.csv, column coalition_id",
    ),
    ("pledges", {"source_id": "third"}, "source_id", "third", "is not in sources.csv"),
    (
        "pledges",
        {"announced": "08.04.2024"},
        "announced",
        "08.04.2024",
        "right is 2024-04-08, 2024-01, or ../2024-04-08",
    ),
    ("pledges", {"announced": "2024-02-30"}, "announced", "2024-02-30", "no EDTF date"),
    (
        "pledges",
        {"announced": "2024-04-08/2024-04-01"},
        "announced",
        "2024-04-08/2024-04-01",
        "no EDTF date",
    ),
    ("pledges", {"announced": "last month"}, "announced", "last month", "no EDTF date"),
    (
        "pledges",
        {"locator": "p. 3"},
        "locator",
        "p. 3",
        "page, table, figure, section or minute, counted from 1",
    ),
    ("pledges", {"locator": "paragraph 0"}, "locator", "paragraph 0", "counted from 1"),
    ("pledges", {"pledge_id": "p 1"}, "pledge_id", "p 1", "has not the right form"),
    ("pledges", {"note": "text "}, "note", "text ", "delete that"),
    ("pledges", {"note": f"text{NBSP}"}, "note", f"text{NBSP}", "delete that"),
    ("pledges", {"note": "te\x07xt"}, "note", "te\x07xt", "control character"),
    ("pledges", {"note": " "}, "note", " ", "delete that"),
    ("pledges", {"includes": "p1"}, "includes", "p1", "makes the total contain itself"),
    ("pledges", {"includes": "p9"}, "includes", "p9", "is not in pledges.csv, column pledge_id"),
    (
        "pledges",
        {"includes": "p0", "donors": "LUX"},
        "includes",
        "p0",
        "has donors that the total has not: EST",
    ),
    ("sources", {"published": ""}, "kind", "article", "without published"),
    (
        "sources",
        {"published": "2024-W05-5"},
        "published",
        "2024-W05-5",
        "the day, or the month or year",
    ),
    ("sources", {"url": "javascript:alert(1)"}, "url", "javascript:alert(1)", "Web address"),
    ("parties", {"party_id": "est"}, "party_id", "est", "ISO 3166-1 alpha-3"),
    ("parties", {"name": "Latvia"}, "name", "Latvia", "must be the only one"),
    ("parties", {"tile_row": ""}, "tile_column", "9", "without tile_row"),
    ("memberships", {"role": "chair"}, "role", "chair", "lead, founder, member, observer"),
    ("memberships", {"party_id": "XXX"}, "party_id", "XXX", "is not in parties.csv"),
    ("headcounts", {"count": "eleven"}, "count", "eleven", "no whole number"),
    ("headcounts", {"comparator": ""}, "comparator", "", "is blank"),
    (
        "events",
        {"kind": "party"},
        "kind",
        "party",
        "founding, accession, meeting, agreement, structure, announcement",
    ),
    ("attendance", {"event_id": "e9"}, "event_id", "e9", "is not in events.csv"),
    (
        "attendance",
        {"count": "3"},
        "party_id+count",
        None,
        "exactly one of party_id, count must be filled",
    ),
    (
        "attendance",
        {"party_id": ""},
        "party_id+count",
        None,
        "exactly one of party_id, count must be filled",
    ),
    ("indicators", {"unit": "USD"}, "unit", "USD", "population; right is inhabitants: a figure is"),
    (
        "indicators",
        {"indicator": "gdp"},
        "unit",
        "inhabitants",
        "does not fit indicator gdp; right is USD",
    ),
    (
        "indicators",
        {"source_id": "first"},
        "source_id",
        "first",
        "has the kind article in sources.csv; right is one that has reference: what an article",
    ),
    (
        "coalitions",
        {"short_name": "ICT"},
        "short_name",
        "ICT",
        "is not 'IT', which line 2 has for coalition_id it; right is the same in both",
    ),
    ("indicators", {"year": "1819"}, "year", "1819", "at least 1900"),
    ("indicators", {"value": "1,5"}, "value", "1,5", "plain digits with a point"),
    ("indicators", {"value": "0"}, "value", "0", "at least 1"),
    ("indicators", {"source_id": "none"}, "source_id", "none", "is not in sources.csv"),
]
CELLS += [
    (table, {column: value}, column, value, f"is after {limit}; right is a day up to then")
    for table, column in [
        ("pledges", "announced"),
        ("events", "date"),
        ("headcounts", "date"),
        ("totals", "date"),
    ]
    for value, limit in [
        ("2024-02-03", "2024-02-02, when first was published"),
        ("2024-03", "2024-02-02, when first was published"),
        ("../2024-02-03", "2024-02-02, when first was published"),
        ("2024-02-03/..", "2024-02-02, when first was published"),
    ]
]
CELLS += [
    (
        table,
        {"source_id": "figures"},
        "source_id",
        "figures",
        "has the kind reference in sources.csv; right is one that has article or press_release",
    )
    for table in (
        "coalitions",
        "memberships",
        "headcounts",
        "pledges",
        "totals",
        "events",
        "attendance",
    )
]
GOOD = {
    "sources": {
        "source_id": "third",
        "kind": "article",
        "title": "Third",
        "publisher": "The Post",
        "published": "2024-05-01",
    },
    "parties": {
        "party_id": "XYZ",
        "name": "New",
        "kind": "country",
        "tile_row": "9",
        "tile_column": "9",
    },
    "memberships": small.ROWS["memberships"][0] | {"party_id": "LUX"},
    "headcounts": small.ROWS["headcounts"][0] | {"count": "12"},
    "coalitions": small.ROWS["coalitions"][0] | {"source_id": "second"},
    "pledges": pledge("p1", amount="5"),
    "totals": {
        "coalition_id": "it",
        "date": "2024-02-02",
        "form": "money",
        "comparator": ">",
        "amount": "5",
        "currency": "EUR",
        "source_id": "first",
        "locator": "paragraph 1",
    },
    "events": small.ROWS["events"][0] | {"event_id": "e2"},
    "indicators": small.ROWS["indicators"][0] | {"year": "2020"},
    "attendance": small.ROWS["attendance"][0] | {"party_id": "LUX"},
}


def with_row(place: Path, table: str, row: dict) -> tuple[Path, int]:
    """Tables with one row more; the line of that row."""
    before = small.ROWS[table] if table != "pledges" else [pledge("p0", amount="1")]
    return small.folder(
        place / "a", **{"pledges": [pledge("p0", amount="1")], table: [*before, row]}
    ), len(before) + 2


@pytest.mark.parametrize("table", GOOD)
def test_rows_that_the_broken_ones_are_made_of_are_good(tmp_path, table):
    place, line = with_row(tmp_path, table, GOOD[table])
    assert coalviz.load(place).tables[table].index[-1] == line


@pytest.mark.parametrize(
    "table, cells, column, value, right", CELLS, ids=lambda cell: str(cell)[:30]
)
def test_a_broken_cell_is_refused_with_its_place_and_what_is_right(
    tmp_path, table, cells, column, value, right
):
    place, line = with_row(tmp_path, table, GOOD[table] | cells)
    problems = refused(place)
    assert any(
        right in problem.message and (problem.column, problem.value) == (column, value)
        for problem in problems
    ), problems
    assert {(problem.file, problem.line) for problem in problems} == {(f"{table}.csv", line)}


@pytest.mark.parametrize("table", GOOD)
def test_a_row_that_stands_there_twice_is_refused(tmp_path, table):
    rows = [*small.ROWS[table], GOOD[table], GOOD[table]]
    place = small.folder(tmp_path / "a", **{table: rows})
    found = [
        problem
        for problem in refused(place)
        if "+" in problem.column or "already" in problem.message
    ]
    assert [(p.line, f"already in line {len(rows)}" in p.message) for p in found] == [
        (len(rows) + 1, True)
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"announced": "2024-02-02"},
        {"announced": "2024-02"},
        {"announced": "2024"},
        {"announced": "2024-02-01/.."},
        {"announced": "2024-05", "stage": "planned"},
        {"announced": "2024-03", "source_id": "month"},
        {"announced": "2024-12-31", "source_id": "year"},
    ],
    ids=str,
)
def test_a_date_that_may_lie_before_publication_is_no_later_one(tmp_path, cells):
    published = {"month": "2024-03", "year": "2024"}
    more = [
        GOOD["sources"] | {"source_id": name, "published": day} for name, day in published.items()
    ]
    rows = {"sources": [*small.ROWS["sources"], *more]}
    assert len(small.dataset(tmp_path, pledge("p1", amount=5, **cells), **rows).pledges) == 1


@pytest.mark.parametrize("month, later", [("2024-03", "2024-04-01"), ("2024", "2025")])
def test_a_source_known_by_its_month_limits_dates_by_its_last_day(tmp_path, month, later):
    sources = [*small.ROWS["sources"], GOOD["sources"] | {"published": month}]
    row = pledge("p1", amount=5, announced=later, source_id="third")
    [problem] = refused(small.folder(tmp_path / "a", row, sources=sources))
    assert f"is after {month}, when third was published" in problem.message


STAYS = {("2024-01-05", "2024-01-05"): True, ("2024-01", "2024-01-05"): True, ("2024-01", ""): True}
STAYS |= {
    ("2024-01-06", "2024-01-05"): False,
    ("2024-02", "../2024-01"): False,
    ("2024", "2023"): False,
}


@pytest.mark.parametrize("joined, left", STAYS)
def test_nobody_leaves_before_joining(tmp_path, joined, left):
    row = {"party_id": "LVA", "role": "member", "joined": joined, "left": left}
    rows = [small.ROWS["memberships"][0] | row]
    place = small.folder(tmp_path / "a", memberships=rows, headcounts=[])
    if STAYS[joined, left]:
        for draw in (coalviz.members_over_time, coalviz.who_says_who):
            assert "Latvia" in draw(coalviz.load(place)).layout.meta["alt"]
    else:
        [problem] = refused(place)
        assert (problem.line, problem.column, problem.value) == (2, "joined", joined)
        assert f"is after left {left}; right is a day up to then" in problem.message


def test_every_row_with_another_short_name_is_told_and_names_may_differ(tmp_path):
    def coalition(source: str, **cells: str) -> dict:
        return small.ROWS["coalitions"][0] | {"source_id": source} | cells

    names = [coalition("first"), coalition("second", name="Tech Coalition")]
    assert small.dataset(tmp_path, coalitions=names).names["it"] == "IT"
    third = GOOD["sources"]
    rows = [coalition("first"), *(coalition(one, short_name="ICT") for one in ("second", "third"))]
    place = small.folder(tmp_path / "b", coalitions=rows, sources=[*small.ROWS["sources"], third])
    assert [(p.line, p.column, p.value) for p in refused(place)] == [
        (3, "short_name", "ICT"),
        (4, "short_name", "ICT"),
    ]


def test_rules_on_a_table_that_cannot_be_read_wait_for_it(tmp_path):
    place = small.folder(tmp_path / "a", pledge("p1", amount=5))
    (place / "sources.csv").unlink()
    assert {problem.file for problem in refused(place)} == {"sources.csv"}


def test_totals_in_a_ring_are_refused_at_each_of_them(tmp_path):
    ring = [pledge(f"p{n}", amount=5, includes=f"p{(n + 1) % 3}") for n in range(3)]
    place = small.folder(tmp_path / "a", *ring, pledge("p9", amount=1))
    assert [(p.line, p.column) for p in refused(place)] == [
        (2, "includes"),
        (3, "includes"),
        (4, "includes"),
    ]


def test_a_pledge_may_stand_in_two_totals(tmp_path):
    parts = [pledge("a", amount=1), pledge("b", amount=2), pledge("t1", amount=9, includes="a b")]
    assert (
        len(small.dataset(tmp_path, *parts, pledge("t2", amount=9, includes="t1 b")).pledges) == 4
    )


def test_totals_in_totals_are_no_ring(tmp_path):
    chain = [pledge(f"p{n}", amount=100 - n, includes=f"p{n + 1}") for n in range(5)]
    assert len(small.dataset(tmp_path, *chain, pledge("p5", amount=1)).pledges) == 6


def test_all_problems_of_all_tables_come_at_once_in_order(tmp_path):
    place = small.folder(
        tmp_path / "a",
        pledge("p1", "XXX", amount="5,5", stage="x"),
        pledge("p2", amount=0, announced="soon"),
    )
    (place / "events.csv").unlink()
    (place / "parties.csv").write_text(
        (place / "parties.csv").read_text().replace("LUX,Luxembourg,country", "LUX,,land")
    )
    problems = refused(place)
    assert [(p.file, p.line, p.column) for p in problems] == [
        ("parties.csv", 5, "name"),
        ("parties.csv", 5, "kind"),
        ("pledges.csv", 2, "stage"),
        ("pledges.csv", 2, "amount"),
        ("pledges.csv", 2, "donors"),
        ("pledges.csv", 3, "amount"),
        ("pledges.csv", 3, "announced"),
        ("events.csv", None, None),
    ]


def test_many_problems_are_counted_and_the_first_are_shown(tmp_path):
    place = small.folder(tmp_path / "a", *(pledge(f"p{n}", stage="x") for n in range(1200)))
    with pytest.raises(TableError) as caught:
        coalviz.load(place)
    text = str(caught.value)
    assert (
        len(caught.value.problems) == 1200
        and "1,200 problems" in text
        and text.count("\n") == 51
        and "and 1,150 more" in text
    )


def test_a_long_value_is_shortened_and_control_characters_are_shown(tmp_path):
    text = refused(small.folder(tmp_path / "a", pledge("p1", stage="\x1b[2J" + "x" * 500)))[0]
    assert len(str(text)) < 300 and "\x1b" not in str(text) and len(text.value) == 504


# ------------------------------------------------------------------ descriptors


def changed(place: Path, change) -> Path:
    small.folder(place, pledge("p1", amount=5))
    package = descriptor()
    tables = {resource["name"]: resource for resource in package["resources"]}
    package = change(package, tables) or package
    (place / "datapackage.json").write_text(
        package if isinstance(package, str) else json.dumps(package), encoding="utf-8"
    )
    return place


DESCRIPTORS = {
    "no JSON": lambda package, tables: "{",
    "a list": lambda package, tables: "[1]",
    "no resources": lambda package, tables: package.pop("resources") and None,
    "a resource without a name": lambda package, tables: tables["pledges"].pop("name") and None,
    "a resource without a schema": lambda package, tables: tables["pledges"].pop("schema") and None,
    "a resource without a path": lambda package, tables: tables["pledges"].pop("path") and None,
    "a resource less": lambda package, tables: package["resources"].pop(),
    "a column less": lambda package, tables: tables["pledges"]["schema"]["fields"].pop(),
    "another type": lambda package, tables: tables["pledges"]["schema"]["fields"][7].update(
        type="string"
    ),
    "a key of no column": lambda package, tables: tables["pledges"]["schema"]["primaryKey"].append(
        "nothing"
    ),
    "a foreign key of no table": lambda package, tables: tables["pledges"]["schema"]["foreignKeys"][
        0
    ]["reference"].update(resource="nothing"),
    "a rule on no column": lambda package, tables: tables["pledges"]["rules"][0].update(
        needs=["nothing"]
    ),
    "a rule of no known kind": lambda package, tables: tables["pledges"]["rules"].append(
        {"field": "amount", "notBefore": {}, "because": "it may be"}
    ),
    "a rule without a reason": lambda package, tables: (
        tables["pledges"]["rules"][0].pop("because") and None
    ),
    "no table of pledges": lambda package, tables: package["resources"].remove(tables["pledges"]),
    "a limit of no column": lambda package, tables: tables["events"]["rules"][1]["notAfter"].update(
        field="nothing"
    ),
    "a limit of no own column": lambda package, tables: (
        tables["events"]["rules"][1].pop("field") and None
    ),
    "values that are not named": lambda package, tables: (
        tables["indicators"]["rules"][1].pop("values") and None
    ),
    "a foreign key of no column there": lambda package, tables: tables["pledges"]["schema"][
        "foreignKeys"
    ][0]["reference"].update(fields="nothing"),
    "a pattern that is none": lambda package, tables: tables["pledges"]["schema"]["fields"][0][
        "constraints"
    ].update(pattern="("),
}


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_a_broken_descriptor_is_refused(tmp_path, name):
    def change(package, tables):
        result = DESCRIPTORS[name](package, tables)
        return result if isinstance(result, str) else None

    problems = refused(changed(tmp_path / "a", change))
    assert {problem.file for problem in problems} == {"datapackage.json"}


def test_a_table_that_is_not_described_is_named_with_its_columns(tmp_path):
    def change(package, tables):
        package["resources"].remove(tables["attendance"])

    told = [problem.message for problem in refused(changed(tmp_path / "a", change))]
    assert told[0].startswith("does not describe attendance.csv with event_id, party_id, role")
    assert told[0].endswith(", as coalviz needs it")


def test_a_descriptor_that_is_none_is_told_by_what_it_lacks(tmp_path):
    place = small.folder(tmp_path / "a")
    (place / "datapackage.json").write_text("{}", encoding="utf-8")
    [problem] = refused(place)
    assert problem.message.endswith("descriptor that can be followed: KeyError 'resources'")


def test_columns_in_another_order_are_told_with_the_right_one(tmp_path):
    place = small.folder(tmp_path / "a")
    path = place / "headcounts.csv"
    head, *rows = path.read_text().splitlines()
    first, second, *others = head.split(",")
    path.write_text("\n".join([",".join([second, first, *others]), *rows]))
    [problem] = refused(place)
    assert problem.message == f"the header row has another order; right is {head}"


def test_a_table_that_is_no_attribute_is_told_with_those_that_are():
    with pytest.raises(
        AttributeError, match="a dataset has no 'pledge'; its tables are sources, pa"
    ):
        getattr(coalviz.load(), "pledge")  # noqa: B009 (as an analyst asks)


def test_an_own_descriptor_may_ask_for_more_but_not_for_less(tmp_path):
    def more(package, tables):
        tables["pledges"]["schema"]["fields"].append(
            {"name": "mood", "type": "string", "description": "How it sounds"}
        )
        tables["pledges"]["schema"]["fields"][0]["constraints"]["pattern"] = "^own-.*$"

    place = changed(tmp_path / "a", more)
    path = place / "pledges.csv"
    head, row = path.read_text().splitlines()
    path.write_text(f"{head},mood\n{row},good\n")
    assert [(p.column, p.value) for p in refused(place)] == [("pledge_id", "p1")]
    path.write_text(f"{head},mood\nown-{row},good\n")
    assert coalviz.load(place).pledges["mood"].tolist() == ["good"]
    path.write_text(f"{head},mood\nown-{row.replace(',=,', ',?,')},good\n")

    def less(package, tables):
        more(package, tables)
        fields = {field["name"]: field for field in tables["pledges"]["schema"]["fields"]}
        del fields["comparator"]["constraints"]

    assert [(p.column, p.value) for p in refused(changed_only(place, less))] == [
        ("comparator", "?")
    ]


def changed_only(place: Path, change) -> Path:
    """Write another descriptor beside the tables that are there."""
    package = descriptor()
    change(package, {resource["name"]: resource for resource in package["resources"]})
    (place / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return place


# ------------------------------------------------------------------ command


def test_blank_dates_take_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(loading, "faults", checking.faults)
    monkeypatch.setattr(checking, "bounds", lambda date: asked.append(date) or dates.bounds(date))
    coalviz.load()
    assert asked and "" not in asked  # its import takes as long as all the rest of a load


@pytest.mark.programs
def test_the_command_checks_a_folder(tmp_path):
    shutil.copytree(DATA, tmp_path / "data")
    command = [sys.executable, "-m", "coalviz", "check"]
    good = subprocess.run(
        [*command, str(tmp_path / "data")], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert good.stdout.startswith("The tables are in order: <Dataset known by 2024-04-08")
    path = tmp_path / "data" / "pledges.csv"
    path.write_text(path.read_text().replace("30000000", "30 million"))
    bad = subprocess.run(
        [*command, str(tmp_path / "data")],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert (
        bad.returncode == 1
        and "pledges.csv, line 2, column amount: '30 million'" in bad.stderr
        and "Traceback" not in bad.stderr
    )


def test_tables_are_about_the_coalition_that_their_descriptor_names(tmp_path: Path) -> None:
    shipped = coalviz.load()
    assert (shipped.coalition, shipped.noun) == ("it", "coalition")
    assert shipped.title == "The IT Coalition for Ukraine"
    assert shipped.as_of("2024-02-02").coalition == shipped.from_sources([]).coalition == "it"
    copied = Path(shutil.copytree(DATA, tmp_path / "tables"))
    package = json.loads((copied / "datapackage.json").read_text(encoding="utf-8"))

    def loaded(**about: str) -> coalviz.Dataset:
        own = {name: value for name, value in package.items() if name != "coalviz"}
        text = json.dumps(own | ({"coalviz": about} if about else {}))
        (copied / "datapackage.json").write_text(text, encoding="utf-8")
        return coalviz.load(copied)

    drones = loaded(coalition="drones", title="Drones", noun="club")
    assert (drones.coalition, drones.title) == ("drones", "Drones")
    assert "the Drones club" in coalviz.members_over_time(drones).layout.meta["title"]
    assert "all clubs" in coalviz.pledges_by_stage(drones, coalition="all").layout.meta["title"]
    assert loaded().coalition == "it", "the coalition with most rows"
    with pytest.raises(TableError, match="coalviz.coalition: 'navy' is not in coalitions.csv"):
        loaded(coalition="navy")
    (copied / "datapackage.json").unlink()
    assert coalviz.load(copied).title == "IT", (
        "what the rules of another folder say is not said here"
    )


def test_of_many_names_that_may_be_meant_the_first_are_told_and_all_that_are_wrong():
    with pytest.raises(ValueError, match="there is no coalition 'xyzzy'; known are it, artillery"):
        coalviz.load().about("xyzzy")
    with pytest.raises(ValueError, match=r"coalitions are it, artillery, drones, air-defence, fig"):
        coalviz.members_by_day(coalviz.load(), "all")
    parties = ["xyzzy", "qqqqq"]
    with pytest.raises(ValueError) as caught:
        coalviz.pledge_sum(coalviz.load(), countries=parties)
    told = str(caught.value).split("; ")
    assert [one for one in told if one.startswith("there is no country")] == [
        f"there is no country {party!r}" for party in parties
    ]
    listed = [one for one in told if one.startswith("known are")]
    assert len(listed) == 2 and all(one.count(",") == 12 and one.endswith(", …") for one in listed)
