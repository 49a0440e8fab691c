"""A form for the next article: claim by claim to rows, checked while typing, appended on a click.

Like an explorer it is one widget: the page owns what is typed and sends it whole and numbered, the kernel
answers the newest. So nothing depends on the order in which messages and threads run.
"""

from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path

import traitlets

from .coding import Article, Review, cells_of
from .dataset import Problem, TableError, descriptor, load, resources_of
from .explore import HERE, Asked, Message

# what an article may claim, in the order in which one reads; the table for each
CLAIMS = {
    "memberships": "A party is in, joins, leaves",
    "pledges": "Somebody gives something",
    "totals": "A sum of everything so far",
    "headcounts": "A number of members",
    "events": "Something happened",
    "attendance": "Who came to a meeting",
    "coalitions": "What a coalition is",
    "parties": "A party that is not in the tables",
}


class ArticleForm(Asked):
    """Type in what an article claims; the rows are checked while typing and appended on a click.

    Parameters
    ----------
    folder : path
        Of the tables to which rows are appended.

    Attributes
    ----------
    article : Article
        What is typed in, as rows.
    review : Review or None
        What the rows changed, once they were appended.

    Examples
    --------
    >>> from coalviz.dataset import DATA
    >>> form = ArticleForm(DATA)
    >>> form
    Form for the next article: 0 claims
    """

    _esm = HERE / "article_form.js"

    offers = traitlets.Dict().tag(sync=True)  # which tables there are, with what the codebook says
    typed = traitlets.Dict().tag(sync=True)  # for pages that show the form later, too

    def __init__(self, folder: str | Path):
        self.folder = folder
        self.review: Review | None = None
        typed = {"source": {"kind": "article"}, "claims": []}
        super().__init__(offers=_offers(folder), typed=typed)

    @property
    def article(self) -> Article:
        """What is typed in, as rows."""
        claims = [(claim["table"], claim["cells"]) for claim in self.typed["claims"]]
        return Article(self.folder, self.typed["source"], claims)

    def __repr__(self) -> str:
        """Say how far it has come."""
        return f"Form for the next article: {len(self.typed['claims'])} claims"

    def _do_check(self, page: str, message: Message) -> None:
        number = message["number"]
        if number < self._newest.get(page, 0):
            return
        self._newest[page], self.typed = number, message["typed"]
        self.send({"kind": "checked", "page": page, "number": number} | _checked(self.article))

    def _do_read(self, page: str, message: Message) -> None:
        """Read a wording into comparator, amount or count, and currency; what it does not say is blank."""
        cells = {"comparator": "", "amount": "", "currency": ""} | cells_of(message["wording"])
        if message["table"] == "headcounts":
            cells = {"comparator": cells["comparator"], "count": cells["amount"]}
        self.send({"kind": "read", "page": page, "claim": message["claim"], "cells": cells})

    def _do_append(self, page: str, message: Message) -> None:
        self.typed = message["typed"]
        try:
            review = self.review = self.article.append()
        except TableError as error:
            self._say(page, str(error))
        else:
            self.send({"kind": "appended", "page": page, "review": review.lines})


def _checked(article: Article) -> dict:
    """Say what is wrong with which field of which claim, and how the rows will stand."""
    claims, rows = {}, article.rows()
    lines = {  # so far
        table: len(Path(article.folder, f"{table}.csv").read_bytes().splitlines())
        for table, _ in rows
    }
    first = len(list(article.claims)) - len(rows)  # -1 where the source has a row too
    for claim, (table, _) in enumerate(rows, first):
        lines[table] += 1
        claims[f"{table}.csv", lines[table]] = claim
    placed = [_placed(problem, claims) for problem in article.problems()]
    # a short name that is wrong is so in the row of the source, and needs to be said there only
    problems = [problem for problem in placed if problem["column"] != "source_id"]
    return {"problems": problems, "lines": article.lines()}


def _placed(problem: Problem, claims: Mapping[tuple, int]) -> dict:
    claim = claims.get((problem.file, problem.line))
    shown = f"“{problem.value}” " if problem.value else ""
    where = f"{problem.file}, line {problem.line}: " if claim is None else ""
    column = "publisher" if problem.column == "source_id" and claim == -1 else problem.column
    return {"claim": claim, "column": column, "text": f"{where}{shown}{problem.message}"}


def _offers(folder: str | Path) -> dict:
    """Give the tables as the descriptor has them, and the rows that their cells may name."""
    resources = resources_of(descriptor(folder))
    dataset = load(folder)
    choices = {
        "parties": {row["party_id"]: row["name"] for row in dataset.records("parties")},
        "coalitions": {coalition: dataset.names[coalition] for coalition in dataset.coalition_ids},
        "events": {row["event_id"]: row["title"] for row in dataset.records("events")},
        "pledges": {row["pledge_id"]: "" for row in dataset.records("pledges")},
    }
    return {
        "source": resources["sources"],
        "claims": [resources[table] | {"label": label} for table, label in CLAIMS.items()],
        "choices": {
            table: sorted(map(list, names.items()), key=itemgetter(1))
            for table, names in choices.items()
        },
    }
