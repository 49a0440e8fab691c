"""Write where the project is published into what names it: ``make address URL=https://…``, once it has a place.

The metadata get it as the repository, the citation too, and the README a badge that opens the notebooks on Binder.
Whatever stood there is replaced.
"""

import re
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
BINDER = "https://mybinder.org"
FIRST = "lab/tree/notebooks/1-pledges.ipynb"


def metadata(text: str, address: str) -> str:
    """Put the address into the text of pyproject.toml."""
    text = re.sub(r"\[project\.urls\]\n(?:.+\n)*\n", "", text)
    return text.replace(
        "[project.scripts]", f'[project.urls]\nRepository = "{address}"\n\n[project.scripts]'
    )


def citation(text: str, address: str) -> str:
    """Put the address into the text of CITATION.cff."""
    return (
        re.sub(r"^repository-code: .*\n", "", text, flags=re.MULTILINE)
        + f"repository-code: {address}\n"
    )


def readme(text: str, address: str) -> str:
    """Put a badge for Binder, which takes any address of a Git repository, below the README's title."""
    opened = f"{BINDER}/v2/git/{quote(address, safe='')}/HEAD?urlpath={quote(FIRST, safe='')}"
    badge = f"[![Open the notebooks on Binder]({BINDER}/badge_logo.svg)]({opened})"
    title, rest = re.sub(r"^\[!\[Open .*\n\n", "", text, flags=re.MULTILINE).split("\n\n", 1)
    return f"{title}\n\n{badge}\n\n{rest}"


FILES = {"pyproject.toml": metadata, "CITATION.cff": citation, "README.md": readme}


def main(arguments: list[str]) -> int:
    """Write the address into all files; one that nobody else could open is refused."""
    address = arguments[0].rstrip("/") if arguments else ""
    parts = urlsplit(address)
    if parts.scheme != "https" or "." not in parts.netloc or "@" in parts.netloc or not parts.path:
        print(
            f"{address!r} is no public address; right is: make address URL=https://host/owner/name"
        )
        return 1
    for name, put in FILES.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        (ROOT / name).write_text(put(text, address), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
