"""Numbers in the README and in the notebooks' prose are what the tables say: none is typed by hand and forgotten."""

import re
from pathlib import Path

import nbformat
import pytest

import coalviz
from coalviz.claims.amounts import interval_words
from coalviz.dates import words

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]
# numbers that are no data: versions, formats, standards
OTHER = {"3.11", "16:9", "8601", "3166", "4217", "4.0"}


def prose(text: str) -> str:
    """Leave out what is no prose: code, addresses, file names."""
    text = re.sub(
        r"```.*?```|^ {4}.*?$|`[^`]*`|\]\([^)]*\)|https?://\S+",
        " ",
        text,
        flags=re.DOTALL | re.MULTILINE,
    )
    return re.sub(r"^(#+|\d+\.) ", "", text, flags=re.MULTILINE)


def page_prose(page: Path) -> str:
    """Read the prose of a README, or of a notebook's text cells."""
    if page.suffix != ".ipynb":
        return prose(page.read_text(encoding="utf-8"))
    cells = nbformat.read(page, as_version=4).cells
    return "\n".join(prose(cell.source) for cell in cells if cell.cell_type == "markdown")


@pytest.fixture(scope="module")
def computed() -> set[str]:
    """All amounts, dates and counts that the tables give, in the words of the charts."""
    dataset = coalviz.load()
    claims = coalviz.pledge_claims(dataset)
    total = coalviz.pledge_total(dataset, "it")
    said = set(claims["reported"]) | {
        interval_words(total["low"], total["high"], "EUR", total["strict"])
    }
    said |= {interval_words(total["disclosed"], total["disclosed"], "EUR")}
    rows = coalviz.by_donor(dataset)
    said |= {interval_words(row.low, row.high, "EUR", row.strict) for row in rows.itertuples()}
    said |= {words(day) for day in dataset.days}
    return said


def unbacked(text: str, computed: set[str]) -> list[str]:
    """Give the numbers of a text that nothing computed backs."""
    for phrase in sorted(computed, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.]){re.escape(phrase)}(?![\w.]\d)", " ", text, flags=re.IGNORECASE)
    return [found for found in re.findall(r"\d[\d.,:]*\d|\d", text) if found not in OTHER]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_number_in_the_prose_is_computed(page: Path, computed: set[str]) -> None:
    assert unbacked(page_prose(page), computed) == []


def test_the_readme_states_the_total_and_what_is_disclosed(computed: set[str]) -> None:
    text = page_prose(ROOT / "README.md")
    for phrase in ("more than €30 million", "€20.5 million", "more than €9.5 million"):
        assert phrase in text and phrase in computed


def test_a_wrong_number_is_found(computed: set[str]) -> None:
    assert unbacked(
        "They gave more than €31 million on 2 February 2024, all 12 of them.", computed
    ) == ["31", "12"]


def test_no_number_hides_in_a_right_one(computed: set[str]) -> None:
    assert unbacked("€10 million is right, €110 million is not", computed) == ["110"]
