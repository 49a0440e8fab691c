"""The environment: built beside and swapped, mended where it was moved, never lost."""

import shutil
import subprocess
import sys
from pathlib import Path

import environment
import pytest

pytestmark = pytest.mark.programs
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A made-up checkout, whose environments hold one script and no packages."""
    place = tmp_path / "checkout"
    place.mkdir()
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, place)
    settle(place, monkeypatch)
    monkeypatch.setattr(environment, "build", build)
    monkeypatch.setattr(environment, "install_itself", lambda place: None)
    monkeypatch.setattr(environment, "offer_chrome", lambda place: None)
    return place


def settle(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the checkout be here."""
    monkeypatch.setattr(environment, "ROOT", place)
    monkeypatch.setattr(environment, "LOCK", place / "requirements.lock")
    monkeypatch.chdir(place)


def build(place: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    script = place / "bin" / "where"
    script.write_text(f"#!{place}/bin/python\nimport sys\nprint(sys.prefix)\n")
    script.chmod(0o755)


def fail(place: Path) -> None:
    build(place)
    raise subprocess.CalledProcessError(1, ["pip"])


def where(checkout: Path) -> str:
    """Ask the script of the environment where it is."""
    return subprocess.check_output([checkout / ".venv" / "bin" / "where"], text=True).strip()


def test_it_is_built_once_and_its_commands_work(checkout: Path, capsys) -> None:
    assert environment.main([".venv"]) == 0 and "there is none yet" in capsys.readouterr().out
    assert where(checkout) == str(checkout / ".venv")
    (checkout / "requirements.lock").touch()
    assert environment.main([".venv"]) == 0 and capsys.readouterr().out == ""
    assert [path.name for path in checkout.glob(".venv*")] == [".venv"]


def test_a_failure_leaves_the_working_one(checkout: Path, monkeypatch, capsys) -> None:
    environment.main([".venv"])
    before = (checkout / ".venv" / ".installed").read_text()
    (checkout / "requirements.lock").write_text("another==1\n")
    monkeypatch.setattr(environment, "build", fail)
    assert environment.main([".venv"]) == 1 and "stays as it was" in capsys.readouterr().err
    assert where(checkout) == str(checkout / ".venv")
    assert (checkout / ".venv" / ".installed").read_text() == before
    assert [path.name for path in checkout.glob(".venv*")] == [".venv"]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda venv: (venv / ".installed").unlink(), "half made"),
        (lambda venv: [path.unlink() for path in (venv / "bin").glob("python*")], "Python is gone"),
        (lambda venv: (venv / "../requirements.lock").write_text("another==1\n"), "changed"),
    ],
    ids=["half made", "no interpreter", "another lock"],
)
def test_one_that_does_not_fit_is_built_anew(checkout: Path, spoil, why: str, capsys) -> None:
    environment.main([".venv"])
    spoil(checkout / ".venv")
    assert environment.main([".venv"]) == 0 and why in capsys.readouterr().out
    assert where(checkout) == str(checkout / ".venv")


def test_another_python_is_taken_only_where_it_is_asked_for(checkout: Path, capsys) -> None:
    environment.main([".venv"])
    [lib] = (checkout / ".venv" / "lib").iterdir()
    lib.rename(lib.with_name("python3.8"))
    capsys.readouterr()
    assert environment.main([".venv"]) == 0 and capsys.readouterr().out == ""
    assert environment.main([".venv", "--asked-for"]) == 0
    assert "another Python was asked for" in capsys.readouterr().out


def test_one_that_was_moved_is_mended_without_a_network(checkout: Path, monkeypatch) -> None:
    environment.main([".venv"])
    moved = checkout.with_name("moved to a place with spaces")
    checkout.rename(moved)
    settle(moved, monkeypatch)
    monkeypatch.setattr(environment, "build", fail)
    assert environment.main([".venv"]) == 0
    assert where(moved) == str(moved / ".venv")


def test_a_folder_that_is_none_is_left_alone(checkout: Path, capsys) -> None:
    mine = checkout / ".venv" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("work")
    assert environment.main([".venv"]) == 1 and "left alone" in capsys.readouterr().out
    assert mine.read_text() == "work"


def test_without_chrome_it_says_once_what_works(monkeypatch, capsys, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "FIND", "raise SystemExit(1)")
    monkeypatch.setattr(sys, "stdin", open("/dev/null"))  # noqa: SIM115 (put back by the fixture)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    environment.offer_chrome(tmp_path)
    told = capsys.readouterr().out
    assert told.count("\n") == 1 and "plotly_get_chrome" in told and environment.WITHOUT in told
