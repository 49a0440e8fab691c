"""What became known between two days."""

from collections.abc import Iterable
from operator import itemgetter

import pandas as pd

from .claims.contradictions import contradictions
from .claims.members import INSIDE, members, reports
from .claims.pledges import gifts
from .dataset import Dataset
from .dates import Day, day, words
from .grammar import called, sentence
from .groups import Rows, grouped
from .wording.grammar import contradiction_words
from .wording.pledges import donor_list
from .wording.rows import told_words

_NEWS = {  # table: what a new row is, what makes it new
    "memberships": ("member", ("coalition_id", "party_id")),
    "coalitions": ("coalition", ("coalition_id",)),
    "pledges": ("pledge", ("pledge_id",)),
    "totals": ("reported total", ("coalition_id", "date", "form", "donors", "amount", "currency")),
    "events": ("event", ("event_id",)),
    "headcounts": ("reported number", ("coalition_id", "date", "comparator", "count")),
}
_OUTSIDE = {"observer": "observer", "intending": "planned accession"}
_KINDS = [  # as they are told
    "member",
    "observer",
    "planned accession",
    "coalition",
    "pledge",
    "reported total",
    "event",
    "reported number",
    "leaving",
    "return",
    "confirmation",
    "contradiction",
]
# of events, the weightiest first
_WEIGHTS = ["founding", "accession", "agreement", "structure", "meeting", "announcement"]


def changes(dataset: Dataset, from_day: str | Day, to_day: str | Day) -> pd.DataFrame:
    """Tell what became known between two days: members, coalitions, pledges, totals, events, and so on.

    A contradiction is new if it was not there before, however it is worded.

    Parameters
    ----------
    from_day, to_day : str or datetime.date
        What was known on the first day is not new on the second.

    Returns
    -------
    pandas.DataFrame
        ``what`` (member, observer, planned accession, coalition, pledge, reported total, event,
        reported number, leaving, return, confirmation: another source tells of what was known,
        contradiction),
        ``coalition_id``, ``said`` (in words), ``table`` and ``lines`` (its rows).

    Raises
    ------
    ValueError
        If a day is none, or the second comes before the first.

    Examples
    --------
    >>> import coalviz
    >>> found = coalviz.changes(coalviz.load(), "2024-02-02", "2024-04-08")
    >>> found.loc[found["what"] == "contradiction", "said"].tolist()
    ['Japan is named by Babel, not by Ukrainska Pravda']
    """
    before, after = dataset.as_of(from_day), dataset.as_of(to_day)
    if day(from_day) > day(to_day):
        raise ValueError(f"{to_day} comes before {from_day}; give the earlier day first")
    return changes_between(before, after)


def changes_between(before: Dataset, after: Dataset) -> pd.DataFrame:
    """Do as ``changes`` for two states of the tables: what the second tells that the first does not."""
    rows = [row for table in _NEWS for row in _new_rows(before, after, table)]
    known = _standing(before)
    rows += [
        (*key[:2], said, *told)
        for key, (said, behind) in _standing(after).items()
        if key not in known
        for told in behind.items()
    ]
    return pd.DataFrame(rows, columns=["what", "coalition_id", "said", "table", "lines"])


def _groups(dataset: Dataset, table: str) -> dict[tuple, list[dict]]:
    """Put the rows of a table that tell of the same thing together."""
    same = itemgetter(*_NEWS[table][1])
    return grouped(dataset.records(table), key=lambda row: (_what(table, row), same(row)))


def _what(table: str, row: dict) -> str:
    """Say what a row tells of; who observes, or intends to join, is no member yet."""
    if table == "memberships" and row["role"] not in INSIDE:
        return _OUTSIDE[row["role"]]
    return _NEWS[table][0]


def _new_rows(before: Dataset, after: Dataset, table: str) -> Iterable[tuple]:
    """Give what a table tells that it did not tell before, and what it tells by one more source."""
    known = _groups(before, table)
    news = []
    for key, rows in _groups(after, table).items():
        told_by = {row["source_id"] for row in known.get(key, ())}
        new = [row for row in rows if row["source_id"] not in told_by]
        if new:
            news.append(("confirmation" if key in known else key[0], rows[0], new))
    for what, row, new in sorted(news, key=lambda entry: _weight(*entry[:2])):
        lines = tuple(row["line"] for row in new)
        yield what, row["coalition_id"], told_words(after, table, row), table, lines


def _weight(what: str, row: dict) -> int:
    if what == "confirmation":
        return len(_WEIGHTS)
    return _WEIGHTS.index(row["kind"]) if what == "event" else 0


def _standing(dataset: Dataset) -> dict[tuple, tuple[str, Rows]]:
    """Give who left, who came back, and what sources contradict each other on: each by what it is."""
    every, news = gifts(dataset), dict[tuple, tuple[str, Rows]]()
    for coalition in dataset.coalition_ids:
        times = {member.party: member.times for member in members(dataset, coalition)}
        for report in reports(dataset, coalition):
            if report.left:
                begun = sum(time.first <= report.until[1] for time in times.get(report.party, ()))
                said = f"{sentence(called(dataset.names[report.party]))} left, {words(report.left)}"
                news["leaving", coalition, report.party, begun] = said, report.rows
        for party, (_, *later) in times.items():
            for number, time in enumerate(later):
                said = (
                    f"{sentence(called(dataset.names[party]))} was in again by {words(time.sure)}"
                )
                news["return", coalition, party, number] = said, time.rows
        for apart in contradictions(dataset, coalition):
            news["contradiction", coalition, apart.key] = apart.said, {apart.table: apart.lines}
    for claim in every.contradictions():
        news["contradiction", claim.coalition, claim.name] = contradiction_words(claim), claim.rows
    for claim in every.select():
        if claim.disagree:
            said = f"sources disagree on a pledge by {donor_list(dataset, [claim])}"
            news["contradiction", claim.coalition, claim.name, "told apart"] = said, claim.rows
    return news


def changes_text(
    dataset: Dataset,
    from_day: str | Day,
    to_day: str | Day,
    most: int = 3,
) -> str:
    """Tell in a few lines, short enough for a slide, what became known between two days.

    Parameters
    ----------
    from_day, to_day
        As in ``changes``.
    most : int
        How many of each kind are told; the others are counted.

    Raises
    ------
    ValueError
        As in ``changes``.

    Examples
    --------
    >>> import coalviz
    >>> print(coalviz.changes_text(coalviz.load(), "2024-02-02", "2024-04-08").splitlines()[-1])
    1 new contradiction: Japan is named by Babel, not by Ukrainska Pravda
    """
    news = changes(dataset, from_day, to_day)
    several = news["coalition_id"].nunique() > 1
    lines = [f"What became known after {words(day(from_day))}, by {words(day(to_day))}"]
    for what in _KINDS:
        texts = [
            f"{text} [{dataset.names[coalition]}]" if several and what != "coalition" else text
            for kind, coalition, text, *_ in news.values.tolist()
            if kind == what
        ]
        count = len(texts)
        if what == "confirmation":
            known = f"thing{'s' * (count > 1)} known before {'is' if count == 1 else 'are'}"
            lines += [f"{count} {known} told of by another source too"] * bool(count)
        elif texts or what in ("member", "pledge"):
            if count > most + 1:
                texts[most:] = [f"and {count - most} others"]
            head = f"{count or 'No'} new {what}{'s' * (count > 1)}"
            lines.append(": ".join(filter(None, [head, "; ".join(texts)])))
    return "\n".join(lines)
