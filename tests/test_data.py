"""The tables that come with coalviz: described for people and programs alike."""

import json
import shutil
from pathlib import Path

import pytest
from frictionless import validate

import coalviz
import coalviz.dataset
from coalviz.__main__ import main
from coalviz.codebook import write_codebook
from coalviz.dataset import descriptor

DATA = Path(__file__).parent.parent / "data"  # the tables themselves, not those of the tests
RESOURCES = {resource["name"]: resource for resource in descriptor()["resources"]}
FIELDS = [
    (name, field) for name, resource in RESOURCES.items() for field in resource["schema"]["fields"]
]


# ------------------------------------------------------------------ described


def test_the_descriptor_and_all_tables_are_valid_data_packages(monkeypatch):
    monkeypatch.chdir(DATA)
    report = validate("datapackage.json")
    assert report.valid, report.flatten(["name", "rowNumber", "fieldNumber", "message"])
    assert len(report.tasks) == 10


def test_frictionless_refuses_what_the_loader_refuses(tmp_path, monkeypatch):
    shutil.copytree(DATA, tmp_path / "data")
    path = tmp_path / "data" / "pledges.csv"
    path.write_text(path.read_text().replace(",30000000,", ",30 million,"))
    monkeypatch.chdir(tmp_path / "data")
    assert not validate("datapackage.json").valid
    with pytest.raises(coalviz.TableError):
        coalviz.load(tmp_path / "data")


@pytest.mark.parametrize(
    "table, field", FIELDS, ids=[f"{table}-{field['name']}" for table, field in FIELDS]
)
def test_every_field_is_explained(table, field):
    assert field["description"] and field["type"] in ("string", "integer", "number", "date")
    allowed = field.get("constraints", {}).get("enum")
    if allowed and field["name"] not in ("currency", "unit"):  # those explain themselves
        assert [one["value"] for one in field["categories"]] == allowed and all(
            one["label"] for one in field["categories"]
        )
    if field["type"] in ("integer", "number") and field["name"] in ("amount", "count", "quantity"):
        assert (
            field["unit"] and field["constraints"]["minimum"] == 1
        )  # so that nothing unknown is a zero


def test_files_are_utf_8_with_plain_line_ends_and_no_row_twice():
    assert {path.stem for path in DATA.glob("*.csv")} == set(RESOURCES)
    for path in DATA.glob("*.csv"):
        text = path.read_bytes().decode("utf-8")
        assert (
            text.endswith("\n")
            and not text.endswith("\n\n")
            and "\r" not in text
            and "\ufeff" not in text
        )
        lines = text.splitlines()
        assert len(set(lines)) == len(lines)


def test_the_codebook_is_up_to_date():
    assert write_codebook(DATA, check=True), "run `make codebook`"


def test_the_codebook_says_all_that_the_descriptor_says():
    text = (DATA / "CODEBOOK.md").read_text(encoding="utf-8")
    package = descriptor()
    for number, rule in enumerate(package["codingRules"], 1):
        assert f"\n{number}. {rule}\n" in text
    for resource in package["resources"]:
        section = text.split(f'<a id="{resource["name"]}">')[1].split("<a id=")[0]
        assert resource["description"] in section
        for field in resource["schema"]["fields"]:
            assert f"| `{field['name']}` |" in section and field["description"] in section
            for one in field.get("categories", ()):
                assert f"- `{one['value']}`: {one['label']}\n" in section
        for rule in resource.get("rules", ()):
            assert rule["because"] in section


def test_a_changed_descriptor_puts_the_codebook_out_of_date(tmp_path, capsys):
    shutil.copytree(DATA, tmp_path / "data")
    folder = tmp_path / "data"
    path = folder / "datapackage.json"
    package = json.loads(path.read_text())
    package["resources"][0]["schema"]["fields"][0]["description"] = "Another meaning | with a bar"
    path.write_text(json.dumps(package))
    assert main(["codebook", str(folder), "--check"]) == 1
    assert "coalviz codebook" in capsys.readouterr().err
    assert "Another" not in (folder / "CODEBOOK.md").read_text()
    assert main(["codebook", str(folder)]) == 0
    assert r"Another meaning \| with a bar" in (folder / "CODEBOOK.md").read_text()
    assert main(["codebook", str(folder), "--check"]) == 0


def test_what_comes_with_coalviz_is_frozen_in_tests() -> None:
    assert coalviz.dataset.DATA.name == "two_articles"
