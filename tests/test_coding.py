"""From an article to rows: wordings, checks, appended bytes, and what changes; and the form that does it."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import coalviz
from coalviz.article_form import ArticleForm
from coalviz.coding import Article, cells_of, source_id_of
from coalviz.dataset import DATA, TableError, descriptor
from coalviz.money import COMPARATORS, amount_words

SOURCE = {
    "kind": "article",
    "title": "Made up",
    "publisher": "The Herald",
    "published": "2024-06-03",
}


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "tables"))


def member(**cells: str) -> tuple[str, dict[str, str]]:
    known = {"coalition_id": "it", "party_id": "SWE", "role": "member", "locator": "paragraph 1"}
    return "memberships", known | cells


# ------------------------------------------------------------------ wordings


@pytest.mark.parametrize(
    ("wording", "cells"),
    [
        ("€30 million", "= 30000000 EUR"),
        ("more than €30 million", "> 30000000 EUR"),
        ("over 1,250,000 euros", "> 1250000 EUR"),
        ("no less than GBP 2 bn", ">= 2000000000 GBP"),
        ("up to US$ 1.5 billion", "<= 1500000000 USD"),
        ("at most £7m", "<= 7000000 GBP"),
        ("less than half a million euro", "< 500000 EUR"),
        ("nearly 600,000 SEK", "~ 600000 SEK"),
        ("about 40 million kronor", "~ 40000000"),  # of which country it does not say
        ("$5 million", "= 5000000"),
        ("€5 million (US$5.4 million)", "= 5000000"),
        ("further help", ""),
        ("20 Mio. €", ""),
        ("20-million-euro", "= 20000000 EUR"),
        ("€500,000 for drones", "= 500000 EUR"),
        ("about 20 countries", "~ 20"),
        ("CN¥20 million", "= 20000000"),
        ("20 million Canadian dollars, not EUR", ""),
        ("EUR30m or more", ">= 30000000 EUR"),
        ("SEK 1.2 trillion", "= 1200000000000 SEK"),
        ("€2.5", ""),  # no whole unit
        ("€1,5 million", ""),
        ("€30.000.000", ""),
        ("1'000'000 CHF", ""),
        ("on 8 April, €5 million", ""),
    ],
)
def test_a_wording_becomes_cells(wording: str, cells: str) -> None:
    assert " ".join(cells_of(wording).values()) == cells


@given(
    st.decimals(1, 999, places=2),
    st.sampled_from(["", " million", "m", " billion"]),
    st.sampled_from(["-", "–", " to €", " and €", "/", ". ", ": "]),
    st.integers(1, 99),
)
def test_of_a_wording_its_only_number_is_read_exactly_and_of_two_none(
    number: Decimal, size: str, sign: str, other: int
) -> None:
    whole = number * {"": 1, " billion": 10**9}.get(size, 10**6)
    read = cells_of(f"€{number}{size}").get("amount")
    assert read == (str(int(whole)) if whole == int(whole) else None)
    for wording in (f"€{number}{size}{sign}{other} million", f"{other}{sign}{number}{size}"):
        assert cells_of(wording) == {}


FOREIGN = st.sampled_from(["Mio.", "Mio", "MIO", "mln", "mrd", "millones", "crore", "lakh", "тыс."])
AMOUNTS = st.integers(1, 999).map(str)


@given(AMOUNTS, FOREIGN, st.sampled_from(["€", "EUR", "euros", "US$", "GBP"]), st.booleans())
def test_a_word_that_may_be_a_size_is_not_skipped(
    number: str, word: str, currency: str, before: bool
) -> None:
    wording = f"{currency} {number} {word}" if before else f"{number} {word} {currency}"
    assert cells_of(f"more than {wording}") == {}
    assert cells_of(f"more than {wording.replace(word, 'million')}")["amount"] == f"{number}000000"


@given(AMOUNTS, st.sampled_from(["", " million"]), st.sampled_from(["kronor", "złoty", "yuan"]))
def test_a_conversion_in_brackets_is_no_currency_of_the_amount(
    number: str, size: str, currency: str
) -> None:
    cells = cells_of(f"{number}{size} {currency} (€4.4 million)")
    assert "currency" not in cells and cells["amount"] == number + "000000" * bool(size)


@given(
    st.sampled_from(list(COMPARATORS)),
    st.integers(1, 9_999).map(lambda number: number * 1_000),
    st.sampled_from(["EUR", "GBP", "SEK", "FJD"]),
)
def test_what_coalviz_writes_it_reads(comparator: str, amount: int, currency: str) -> None:
    assert cells_of(amount_words(comparator, amount, currency)) == {
        "comparator": comparator,
        "amount": str(amount),
        "currency": currency,
    }


def test_a_source_has_a_short_name_that_the_codebook_allows() -> None:
    assert source_id_of(SOURCE) == "the-herald-2024-06-03"
    assert source_id_of({}) == ""


# ------------------------------------------------------------------ rows


def test_rows_are_appended_and_the_bytes_before_stay(tables: Path) -> None:
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    article = Article(tables, SOURCE, [member(note='With a comma, and a "quote"')])
    lines = article.lines()
    article.append()
    for name, content in before.items():
        assert (tables / name).read_bytes() == content + lines.get(name, "").encode()
    assert set(lines) == {"sources.csv", "memberships.csv"}
    assert coalviz.load(tables).memberships["note"].iloc[-1] == 'With a comma, and a "quote"'
    assert not list(tables.glob("*.part"))


def test_only_a_number_that_may_be_blank_is_said_to_be(tables: Path) -> None:
    for table in descriptor()["resources"]:
        for field in table["schema"]["fields"]:
            if field["type"] in ("integer", "number"):
                article = Article(tables, SOURCE, [(table["name"], {field["name"]: "many"})])
                [told] = [
                    p for p in article.problems() if p.value == "many" and "number" in p.message
                ]
                required = field.get("constraints", {}).get("required", False)
                assert ("blank where not stated" in told.message) is not required


def test_what_is_no_table_or_no_folder_is_told_in_words(tables: Path) -> None:
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    article = Article(tables, SOURCE, [("member", {}), ("x", {}), member()])
    for ask in (article.problems, article.rows, article.lines, article.append):
        with pytest.raises(ValueError, match="no table 'member'; did you mean 'memberships'.*'x'"):
            ask()
    with pytest.raises(TableError, match="no folder 'tabels'; did you mean 'tables'"):
        Article(tables.with_name("tabels"), SOURCE).append()
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before
    for broken in (tables / "sources.csv", tables / "memberships.csv"):
        content = broken.read_bytes()
        broken.unlink()
        [problem, *_] = Article(tables, SOURCE, [member()]).problems()
        assert str(problem).startswith(f"{broken.name}: is missing")
        broken.write_bytes(content)


def test_a_table_that_a_spreadsheet_saved_keeps_its_ways(tables: Path) -> None:
    path = tables / "memberships.csv"
    saved = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n")
    path.write_bytes(saved)
    Article(tables, SOURCE, [member()]).append()
    added = path.read_bytes().removeprefix(saved)
    assert added == b"\r\nit,SWE,member,,,,the-herald-2024-06-03,paragraph 1,\r\n"
    assert len(coalviz.load(tables).memberships) == len(coalviz.load().memberships) + 1


def test_problems_are_those_of_the_loader_and_nothing_is_written(tables: Path) -> None:
    before = {path.name: path.read_bytes() for path in tables.iterdir()}
    article = Article(
        tables, SOURCE, [member(role="membre"), member(party_id="XXX"), member(x="y")]
    )
    said = [str(problem) for problem in article.problems()]
    assert any("'membre' is not allowed; right is one of: lead" in text for text in said)
    assert any("'XXX' is not in parties.csv" in text for text in said)
    assert any("column x: 'y' has no such column" in text for text in said)
    with pytest.raises(coalviz.TableError):
        article.append()
    assert {path.name: path.read_bytes() for path in tables.iterdir()} == before


def test_more_claims_of_a_known_source_do_not_add_it_again(tables: Path) -> None:
    Article(tables, SOURCE, [member()]).append()
    Article(tables, SOURCE, [member(party_id="NOR")]).append()
    dataset = coalviz.load(tables)
    assert (dataset.sources["source_id"] == "the-herald-2024-06-03").sum() == 1
    assert (dataset.memberships["source_id"] == "the-herald-2024-06-03").sum() == 2


def test_the_review_tells_news_contradictions_and_charts(tables: Path) -> None:
    total = {"coalition_id": "it", "date": "2024-04-08", "form": "money", "locator": "paragraph 3"}
    claims = [
        member(party_id="ISL", role="", left="2024-06-01"),
        member(),
        ("totals", total | cells_of("€12 million")),
    ]
    review = Article(tables, SOURCE, claims).append()
    told = set(review.changes["what"])
    assert {"member", "leaving", "reported total", "contradiction"} <= told
    assert {"pledge-sum", "members-over-time"} <= set(review.charts["chart"])
    assert "coalition-timeline" not in set(review.charts["chart"])  # no event was added
    assert "Iceland left, 1 June 2024" in repr(review)


def test_a_coalition_that_is_new_has_charts_of_its_own_and_those_of_all_had_a_title(tables) -> None:
    told = {"name": "Bridges", "short_name": "Bridges", "locator": "headline"}
    claims = [("coalitions", told | {"coalition_id": "bridges"}), member(coalition_id="bridges")]
    review = Article(tables, SOURCE, claims).append()
    before = review.charts.set_index("chart")["before"]
    assert before["members-over-time"] == "" and before["coalition-roles"] != ""
    assert "(before: )" not in repr(review) and "(before: Three of eight" in repr(review)


def test_tables_that_did_not_change_change_nothing(tables: Path) -> None:
    review = coalviz.review(coalviz.load(tables), coalviz.load())
    assert review.changes.empty and review.charts.empty


# ------------------------------------------------------------------ the form


def ask(form: ArticleForm, message: dict) -> list[dict]:
    """Send what a page would, and give the answers."""
    answers = []
    form.send = answers.append
    form._hear(form, {"page": "p"} | message, [])
    return answers


def test_the_form_offers_every_column_in_the_words_of_the_codebook(tables: Path) -> None:
    offers = ArticleForm(tables).offers
    described = {resource["name"]: resource for resource in descriptor()["resources"]}
    told = {one["name"] for one in offers["claims"]}
    assert told == described.keys() - {"sources", "indicators"}  # all that an article can tell
    for one in [offers["source"], *offers["claims"]]:
        assert described[one["name"]].items() <= one.items()
    assert ["it", "IT"] in [list(pair) for pair in offers["choices"]["coalitions"]]


def test_the_form_says_what_is_wrong_with_which_field(tables: Path) -> None:
    form = ArticleForm(tables)
    claims = [{"table": table, "cells": cells} for table, cells in [member(), member(left="June")]]
    typed = {"source": {"kind": "article", "publisher": "Herald"}, "claims": claims}
    [answer] = ask(form, {"ask": "check", "number": 1, "typed": typed})
    places = {(one["claim"], one["column"]) for one in answer["problems"]}
    assert {(-1, "title"), (-1, "kind"), (1, "left")} <= places
    assert answer["lines"]["memberships.csv"].count("\n") == 2
    assert ask(form, {"ask": "check", "number": 0, "typed": {}}) == []  # older than the newest


def test_a_name_that_is_not_there_yet_is_said_once(tables: Path) -> None:
    typed = {
        "source": {"kind": "article"},
        "claims": [{"table": t, "cells": c} for t, c in [member()]],
    }
    [answer] = ask(ArticleForm(tables), {"ask": "check", "number": 1, "typed": typed})
    assert {one["claim"] for one in answer["problems"]} == {-1}


def test_the_form_reads_wordings_and_appends(tables: Path) -> None:
    form = ArticleForm(tables)
    message = {"ask": "read", "claim": 0, "table": "headcounts", "wording": "about 20 countries"}
    assert ask(form, message)[0]["cells"] == {"comparator": "~", "count": "20"}
    for wording, amount, currency in (("€5 million", "5000000", "EUR"), ("€5-10 million", "", "")):
        [read] = ask(form, message | {"table": "pledges", "wording": wording})
        assert (read["cells"]["amount"], read["cells"]["currency"]) == (amount, currency)
    bad = {"source": SOURCE, "claims": [{"table": "memberships", "cells": {}}]}
    [answer] = ask(form, {"ask": "append", "typed": bad})
    assert answer["kind"] == "said" and "cannot be used" in answer["text"]
    good = {"source": SOURCE, "claims": [{"table": t, "cells": c} for t, c in [member()]]}
    [answer] = ask(form, {"ask": "append", "typed": good})
    assert answer["review"]["news"] == ["member: Sweden: member (joining date not stated)"]
    assert form.review.changes["what"].tolist() == ["member"]
    assert (
        "SWE" in coalviz.load(tables).memberships.query("coalition_id == 'it'")["party_id"].tolist()
    )


def test_a_claim_that_is_corrected_in_place_is_read_as_it_is_now(tables: Path) -> None:
    claim = {"coalition_id": "it", "party_id": "SWE", "role": "membre", "locator": "paragraph 1"}
    article = Article(tables, SOURCE, [("memberships", claim)])
    assert [problem.column for problem in article.problems()] == ["role"]
    claim["role"] = "member"
    assert not article.problems() and ",member," in article.lines()["memberships.csv"]
