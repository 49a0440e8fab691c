"""The command: what it answers, and what it hands to JupyterLab."""

import os
import shutil
from pathlib import Path

import pytest

from coalviz.__main__ import main


def test_help_names_every_command(capsys) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(f"\n    {name} " in told for name in ("lab", "briefing", "check", "new", "codebook"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["chek"], "invalid choice: 'chek'"),
        (["check", "--quickly"], "does not know --quickly"),
        (["check", "tabels"], "there is no folder 'tabels'; did you mean 'tables'?"),
        (["briefing", "--tables", "nowhere"], "there is no folder 'nowhere'; known are tables"),
        (["briefing", "--coalition", "itt"], "'itt'"),
        (["new", "tables"], "is there already"),
        (["codebook", "tabels"], "there is no folder 'tabels'; did you mean 'tables'?"),
        (["new", "tables/pledges.csv/own"], "Not a directory"),
        (["audit", "nowhere.pptx"], "there is no deck nowhere.pptx"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_gets_an_answer_that_helps(arguments, told: str, folder: Path, capsys) -> None:
    (folder / "tables").mkdir()
    (folder / "tables" / "pledges.csv").touch()
    try:
        assert main(arguments) in (1, 2)
    except SystemExit as stop:
        assert stop.code == 2
    answer = capsys.readouterr().err
    assert told in answer and "Errno" not in answer


def test_lab_puts_the_notebooks_into_an_empty_folder_and_touches_no_other(
    folder: Path, monkeypatch
) -> None:
    started = []
    monkeypatch.setattr(os, "execv", lambda program, command: started.append(command))
    monkeypatch.setenv("JUPYTER_PATH", "mine")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    main(["lab", "my notebooks", "--no-browser"])
    put = sorted(path.name for path in (folder / "my notebooks").iterdir())
    assert put[0] == "1-pledges.ipynb" and len(put) == 5
    assert f"--ServerApp.root_dir={folder / 'my notebooks'}" in started[0]
    assert "--no-browser" in started[0] and os.environ["JUPYTER_PATH"].endswith(":mine")
    (folder / "own").mkdir()
    (folder / "own" / "mine.ipynb").write_text("{}")
    main(["lab", "own"])
    assert [path.name for path in (folder / "own").iterdir()] == ["mine.ipynb"]
    assert "--LabApp.default_url=/lab/tree/mine.ipynb" in started[1]


def test_lab_puts_all_notebooks_into_a_folder_or_none(folder: Path, monkeypatch, capsys) -> None:
    copied, copy = [], shutil.copy

    def full_after_two(path: Path, place: Path) -> None:
        if len(copied) == 2:
            raise OSError("no space left")
        copied.append(copy(path, place))

    monkeypatch.setattr(os, "execv", lambda *_: None)
    monkeypatch.setattr(shutil, "copy", full_after_two)
    assert main(["lab", "notebooks"]) == 1 and "no space left" in capsys.readouterr().err
    assert not list((folder / "notebooks").iterdir())  # so that the next try puts all of them
    monkeypatch.setattr(shutil, "copy", copy)
    main(["lab", "notebooks"])
    assert len(list((folder / "notebooks").glob("*.ipynb"))) == 5
