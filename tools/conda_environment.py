"""Write environment.yml: the packages that pyproject.toml names, at the versions of requirements.lock.

Run by ``make lock``.
"""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HEAD = """\
# For conda users: conda env create --file environment.yml
# Written by `make lock`. The Python packages are the locked ones, the indirect ones by the constraint below.
name: coalviz
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
      - -c requirements.lock
"""


def direct_packages(pyproject: str) -> set[str]:
    """Give the names of all packages that the project file asks for, in every group."""
    project = tomllib.loads(pyproject)["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {canonicalize_name(Requirement(line).name) for group in groups for line in group}


def environment(pyproject: str, lock: str) -> str:
    """Give the text of environment.yml from the texts of pyproject.toml and requirements.lock."""
    direct = direct_packages(pyproject)
    pinned = [line for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]
    lines = [line for line in pinned if line.partition("==")[0] in direct]
    return HEAD + "".join(f"      - {line}\n" for line in [*lines, "-e ."])


if __name__ == "__main__":
    texts = (
        (ROOT / name).read_text(encoding="utf-8")
        for name in ("pyproject.toml", "requirements.lock")
    )
    (ROOT / "environment.yml").write_text(environment(*texts), encoding="utf-8", newline="\n")
