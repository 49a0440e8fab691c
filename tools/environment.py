"""Make sure that the environment is there and fits: ``python tools/environment.py .venv``, run by ``make``.

A new one is built beside the old and takes its place only when it is whole: without a network, what
worked goes on working. It is built where there is none, where one is half made, where its Python is gone,
and where lock or project file changed. One that was moved with its checkout is mended where it lies.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
PIP = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
WITHOUT = "charts, slides and notebooks work, images (PNG, SVG, PDF) and browser tests do not"
# What starts a script by a Python whose path may hold spaces; it is valid Python too.
ANY_PATH = rb"""#!/bin/sh
'''exec' "\1" "$0" "$@"
' '''
"""
FIND = """
from choreographer.browsers.chromium import Chromium
import os, sys
found = Chromium.find_browser(skip_local=False)
sys.exit(not (found and os.path.exists(found)))
"""


def stamp() -> str:
    """Say what an environment that fits was made from: this checkout, lock and project file."""
    made_from = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes())
    return f"{ROOT}\n{made_from.hexdigest()}\n"


def unfit(place: Path, asked_for: bool) -> str:
    """Say why the environment has to be built; nothing if it fits."""
    if not place.exists():
        return "there is none yet"
    try:
        _, made_from = (place / ".installed").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return "it is half made"
    if not os.access(place / "bin" / "python", os.X_OK):
        return "its Python is gone"
    if made_from != stamp().split()[-1]:
        return "requirements.lock or pyproject.toml changed"
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if asked_for and not (place / "lib" / f"python{version}").exists():
        return f"another Python was asked for, {version}"
    return ""


def build(place: Path) -> None:
    """Build an environment in a folder: uv is quick; where only pip reaches a package index, pip."""
    shutil.rmtree(place, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    python = str(place / "bin" / "python")
    requirements = ["--requirement", str(LOCK)]
    # Compiled once, as pip does by itself: else every start of a Python or a kernel may compile anew.
    with_uv = [python, "-m", "uv", "pip", "install", "--compile-bytecode", "--quiet"]
    with_uv += ["--python", python]
    uv = subprocess.run([python, *PIP, "--constraint", str(LOCK), "uv"], check=False)
    if uv.returncode or subprocess.run([*with_uv, *requirements], check=False).returncode:
        subprocess.run([python, *PIP, *requirements], check=True)
    install_itself(place)


def install_itself(place: Path) -> None:
    """Let the environment import coalviz from this checkout; no network is needed for it."""
    own = [*PIP, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    subprocess.run([str(place / "bin" / "python"), *own], check=True)


def rename_within(folder: Path, old: Path, new: Path) -> None:
    """Let the commands of an environment, which name the folder they are in, name another."""
    for path in [*(folder / "bin").iterdir(), folder / "pyvenv.cfg"]:
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if bytes(old) in content:
                content = re.sub(rb"\A#!(/.*python[0-9.]*)\n", ANY_PATH, content)
                path.write_bytes(content.replace(bytes(old), bytes(new)))


def swap(fresh: Path, place: Path) -> None:
    """Put the fresh environment in the place of the old one."""
    rename_within(fresh, fresh, place)
    (fresh / ".installed").write_text(stamp(), encoding="utf-8")
    old = place.with_name(place.name + "-old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)


def mend_if_moved(place: Path) -> None:
    """Mend an environment that was moved, or copied, together with its checkout."""
    root = (place / ".installed").read_text(encoding="utf-8").splitlines()[0]
    if root == str(ROOT):
        return
    print(f"The checkout was in {root}; mending the environment ...", flush=True)
    rename_within(place, Path(root), ROOT)
    install_itself(place)
    (place / ".installed").write_text(stamp(), encoding="utf-8")


def offer_chrome(place: Path) -> None:
    """Say in one line what works without Chrome, and fetch one if somebody is there to say yes."""
    if subprocess.run([str(place / "bin" / "python"), "-c", FIND], check=False).returncode == 0:
        return
    fetch = place / "bin" / "plotly_get_chrome"
    print(f"No Chrome or Chromium was found: {WITHOUT}. To fetch one: {fetch}")
    somebody = sys.stdin.isatty() and not os.environ.get("CI")
    if somebody and input("Fetch it now? [y/N] ").strip().lower().startswith("y"):
        subprocess.run([str(fetch), "-y"], check=False)


def main(arguments: list) -> int:
    """Build the environment if it has to be; 1 if that failed, and the old one is as it was."""
    place = Path(os.path.abspath(arguments[0]))
    why = unfit(place, "--asked-for" in arguments)
    if not why:
        mend_if_moved(place)
        return 0
    if place.exists() and not (place / "pyvenv.cfg").exists() and any(place.iterdir()):
        print(f"{place} is no Python environment; it is left alone. Name another: VENV=...")
        return 1
    print(f"Installing the locked packages into {arguments[0]}: {why} ...", flush=True)
    fresh = place.with_name(place.name + "-new")
    try:
        build(fresh)
    except (OSError, subprocess.CalledProcessError) as error:
        shutil.rmtree(fresh, ignore_errors=True)
        kept = f"{place} stays as it was. " if place.exists() else ""
        told = re.sub(r"^Command .* returned", "a command above returned", str(error))
        print(f"The environment could not be built ({told}). {kept}", file=sys.stderr)
        print("Is there a network, and does pip reach a package index?", file=sys.stderr)
        return 1
    swap(fresh, place)
    offer_chrome(place)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
