"""Charts of membership: day by day, says who, and who came to the meetings."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import Literal

from plotly_pptx.letters import contrasting

from ..claims.attendance import Account, accounts
from ..claims.contradictions import Contradiction
from ..claims.events import Event, events
from ..claims.members import (
    Headcount,
    Member,
    Moment,
    Report,
    at,
    headcounts,
    members,
    moments,
    reports,
)
from ..dataset import ALL, Dataset, known_coalition, one_coalition
from ..dates import Day, short, shortened, words
from ..forms import Band, Drawing, Level, Piece, Rows, Sign, Tile, matrix, padded, pieces, steps
from ..grammar import listed, number, plural
from ..theme import COLOURS, escape, text_width
from ..wording import coalition_name
from ..wording import membership as wording
from .chart import Chart, chart, nothing_known

COLUMNS = 6  # sources that have a column of their own
TIERS = ("Sources disagree", "Joining reported", "No contradiction")


@chart
def members_over_time(dataset: Dataset, *, coalition: str | None = None) -> Chart:
    """Show who was surely a member by when, and who possibly: with a band where that is not certain.

    Parameters
    ----------
    dataset : Dataset
        Its ``memberships``, ``headcounts`` and ``events``.
    coalition : str or None
        ``coalition_id``; None is the tables' own.

    Raises
    ------
    ValueError
        If there is no such coalition.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.members_over_time(coalviz.load()).layout.meta["title"]
    '11 to 12 members of the IT coalition are named: sources disagree on Japan'
    """
    coalition = one_coalition(dataset, coalition)
    found, heads = members(dataset, coalition), headcounts(dataset, coalition)
    if not found and not heads:
        return nothing_known(dataset, f"member of {coalition_name(dataset, coalition)}")
    dated = [
        event
        for event in events(dataset)
        if event.kind in ("founding", "accession") and event.coalition == coalition
    ]
    days = [moment.day for moment in moments(dataset, coalition)]
    days += [head.day for head in heads] + [event.last for event in dated]
    span = padded(days, dataset.day)
    signs = [_event_sign(event) for event in dated]
    signs += _joining_signs(dataset, found, {date for event in dated for date in event.dates})
    signs += [_head_sign(head) for head in heads]
    bands = _member_bands(dataset, coalition, span[0])
    now = at(dataset, coalition, dataset.day or Day.max)
    drawing = steps(bands, signs, span)
    drawing.layout["yaxis"] |= _count_axis(bands, heads)
    drawing.margin["l"] = 44
    if found:
        drawing.layout["annotations"] = _count_labels(now, span[1])
    text = wording.members_words(dataset, coalition, bands, signs, now)
    used = {
        "memberships": [line for member in found for line in member.lines],
        "headcounts": [head.line for head in heads],
        "events": [line for event in dated for line in event.lines],
    }
    return Chart(drawing, text, used)


def _member_bands(dataset: Dataset, coalition: str, left: Day) -> list[Band]:
    """Give those surely in, and those possibly in besides: before, and since, the first is sure."""
    when = moments(dataset, coalition)
    sure = [moment for moment in when if moment.surely]
    begin = sure[0].day if sure else None
    early = [at(dataset, coalition, left), *(m for m in when if begin is None or m.day < begin)]
    early = early[next((place for place, m in enumerate(early) if m.possibly), 0) :]
    lines = {member.party: member.lines for member in members(dataset, coalition)}
    bands = [Band("members", [_surely(moment, lines) for moment in sure])] if sure else []
    for kind, chosen, until in (("disputed", sure, None), ("early", early, begin)):
        if any(moment.possibly for moment in chosen):
            bands.append(Band(kind, [_perhaps(moment, lines) for moment in chosen], until))
    return bands


def _surely(moment: Moment, lines: Rows) -> Level:
    heading = f"{words(moment.day)}: surely {moment.least} {wording.member_noun(moment)}"
    return Level(moment.day, 0.0, float(moment.least), heading, _rows(moment.surely, lines))


def _perhaps(moment: Moment, lines: Rows) -> Level:
    heading = f"{words(moment.day)}: {wording.interval(moment)} {wording.member_noun(moment)}"
    return Level(moment.day, moment.least, moment.most, heading, _rows(moment.possibly, lines))


def _rows(parties: Iterable[str], lines: Rows) -> Rows:
    return {"memberships": tuple(line for party in parties for line in lines[party])}


def _count_axis(bands: Sequence[Band], heads: Sequence[Headcount]) -> dict:
    highest = max([1, *(int(level.high) for band in bands for level in band.levels)])
    highest = max([highest, *(head.count for head in heads)])
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if highest <= 5 * step)
    return {"visible": True, "showgrid": True, "tickvals": list(range(0, highest + 1, step))}


def _count_labels(now: Moment, right: Day) -> list[dict]:
    base = {"x": str(right), "xanchor": "right"}
    low, high = now.least, now.most
    if low == high:
        return [base | {"y": low, "yanchor": "bottom", "text": f"{low} named"}]
    labels = [base | {"y": high, "yanchor": "bottom", "text": f"{high} possibly"}]
    if low:
        text = f"{low} surely"
        labels.append(base | {"y": low, "yanchor": "top", "yshift": -3, "text": text})
    return labels


def _event_sign(event: Event) -> Sign:
    return Sign("event", event.last, f"{event.title}, {shortened(event.when)}", event.rows)


def _joining_signs(dataset: Dataset, found: Iterable[Member], told: set[str]) -> list[Sign]:
    """Mark joinings and leavings that a source dates, where no event tells of them already."""
    groups: dict[tuple, list[Report]] = {}
    for member in found:
        inside = [report for report in member.reports if report.inside]
        dated = sorted({report.joined or "" for report in inside if report.dated}, key=len)
        shown = set(dated[-1:] if member.dates_fit else dated)  # the most precise of dates that fit
        for report in inside:
            if report.dated and report.joined in shown - told:
                groups.setdefault(("joined", member.sure, report.joined), []).append(report)
            if report.left:
                groups.setdefault(("left", report.until[1], report.left), []).append(report)
    signs = []
    for (kind, day, date), own in groups.items():
        names = sorted({dataset.names[report.party] for report in own})
        rows = {"memberships": tuple(report.line for report in own)}
        signs.append(Sign(kind, day, f"{listed(names, most=2)} {kind}, {short(date)}", rows))
    return signs


def _head_sign(head: Headcount) -> Sign:
    rows = {"headcounts": (head.line,)}
    return Sign("count", head.day, wording.headcount_words(head), rows, head.count)


@chart
def who_says_who(
    dataset: Dataset,
    *,
    coalition: str | None = None,
    countries: Sequence[str] | None = None,
    sort: Literal["disagreement", "name"] = "disagreement",
    most: int = 14,
) -> Chart:
    """Show which source names whom as a member, in which role: where they contradict each other first.

    Parameters
    ----------
    dataset : Dataset
        Its ``memberships`` and ``sources``.
    coalition : str or None
        ``coalition_id``; None is the tables' own.
    countries : sequence of str, optional
        Only these (``party_id``).
    sort : {"disagreement", "name"}
    most : int
        How many rows of parties at the most; of the others each source's number is shown.

    Raises
    ------
    ValueError
        If the coalition, a country or the sort order is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.who_says_who(coalviz.load()).data[0].y[:2]
    ('<b>Sources disagree</b>', '≠ Japan')
    """
    coalition = one_coalition(dataset, coalition)
    every = reports(dataset, coalition)
    chosen = [report for report in every if countries is None or report.party in countries]
    if not chosen:
        whose = coalition_name(dataset, coalition)
        among = " among these countries" if countries is not None else ""
        return nothing_known(dataset, f"member of {whose}{among}")
    table = _Table(dataset, coalition, chosen, wording.disputes(dataset, coalition, countries))
    order, rest = table.ordered(most)
    if sort == "name":
        order.sort(key=lambda party: dataset.names[party])
    tier = None
    for party in order:
        if sort == "disagreement" and len(table.columns) > 1 and table.tiers[party] != tier:
            tier = table.tiers[party]
            table.rows.append(f"<b>{TIERS[tier]}</b>")
        table.add(party)
    if rest:
        table.add_rest(rest)
    text = wording.sources_words(dataset, coalition, chosen, countries, table.details[:8])
    return Chart(_table_drawing(table), text, {"memberships": [report.line for report in chosen]})


class _Table:
    """Parties by sources: which rows and columns there are, and what stands in each place."""

    def __init__(
        self,
        dataset: Dataset,
        coalition: str,
        chosen: Sequence[Report],
        disputes: Iterable[Contradiction],
    ):
        every = reports(dataset, coalition)
        sources = list(dict.fromkeys(report.source for report in every))
        few = len(sources) <= COLUMNS
        self.columns = sources if few else sources[1 - COLUMNS :]
        self.earlier = [] if few else sources[: 1 - COLUMNS]
        self.publishers = {report.source: report for report in every}
        self.names = dataset.names
        self.reports = {(report.party, report.source): report for report in chosen}
        self.disputed = {found.party for found in disputes}
        dated = {report.party for report in chosen if report.dated}
        self.tiers = {
            report.party: 0 if report.party in self.disputed else 1 if report.party in dated else 2
            for report in chosen
        }
        self.rows: list[str] = []
        self.tiles: dict[tuple[str, str], Tile] = {}
        self.details: list[str] = []

    def ordered(self, most: int) -> tuple[list[str], list[str]]:
        """Order the parties, those on which sources disagree first, and part off those without room."""
        leads = {
            party
            for (party, _), report in self.reports.items()
            if report.role in ("lead", "founder")
        }
        order = sorted(self.tiers, key=lambda p: (self.tiers[p], p not in leads, self.names[p]))
        return (order, []) if len(order) <= most else (order[: most - 1], order[most - 1 :])

    def add(self, party: str) -> None:
        """Add the row of a party: what each source says of it."""
        name, disputed = self.names[party], party in self.disputed
        label = f"{'≠ ' * disputed}{escape(name)}"
        self.rows.append(label)
        told, detailed = [], disputed
        for source in self.columns:
            report = self.reports.get((party, source))
            role, more = wording.reported_words(report) if report else ("not named", [])
            parts = [role, *["role not stated"] * bool(report and not report.role), *more]
            text = ", ".join(parts) if len(self.columns) <= 3 else role
            heading = f"{name}: {', '.join(parts)}"
            self.tiles[label, source] = _source_tile(report, text, heading, disputed)
            told.append(f"{', '.join(parts)} ({self.publishers[source].publisher})")
            detailed |= bool(more)
        if detailed:
            self.details.append(f"{escape(name)}: {', '.join(told)}")
        if self.earlier:
            old = [self.reports[party, s] for s in self.earlier if (party, s) in self.reports]
            share = f"{len(old)} of {len(self.earlier)}"
            heading = f"{name}: named by {share} earlier sources"
            self.tiles[label, "earlier"] = Tile(heading, share, COLOURS["paper"], _report_rows(old))

    def add_rest(self, rest: Sequence[str]) -> None:
        """Add one row for parties without room: how many of them each source names."""
        label = f"{number(len(rest)).capitalize()} other{'s' * (len(rest) > 1)}"
        self.rows.append(label)
        if self.earlier:
            self.tiles[label, "earlier"] = Tile("", "", COLOURS["paper"])
        for source in self.columns:
            own = [self.reports[party, source] for party in rest if (party, source) in self.reports]
            heading = f"{len(own)} of {plural(len(rest), 'other')} named"
            tile = Tile(heading, f"{len(own)} named", COLOURS["paper"], _report_rows(own))
            self.tiles[label, source] = tile


def _source_tile(report: Report | None, text: str, heading: str, disputed: bool) -> Tile:
    """Colour what a source says by the role; that it says nothing counts where another contradicts."""
    if report is None:
        return Tile(heading, f"<b>{text}</b>" if disputed else text, COLOURS["paper"])
    colour = COLOURS[report.role or "unstated"]
    text = f"<span style='color:{contrasting(colour)}'>{text}</span>"
    return Tile(heading, text, colour, _report_rows([report]))


def _report_rows(told: Iterable[Report]) -> Rows:
    return {"memberships": tuple(report.line for report in told)}


def _table_drawing(table: _Table) -> Drawing:
    """Draw the table with the publishers and days above its columns."""
    columns = [*["earlier"] * bool(table.earlier), *table.columns]
    heads = _heads(table)
    layout = {
        "height": 26 * len(table.rows) + 6,
        "yaxis": {"autorange": "reversed", "type": "category", "tickvals": table.rows},
        "xaxis": {
            "side": "top",
            "type": "category",
            "tickvals": columns,
            "autotickangles": [0, 90],
            "ticktext": ["<br>".join(map(escape, head)) for head in heads],
        },
    }
    wide = max(text_width(re.sub("</?b>", "", label), 13, "<b>" in label) for label in table.rows)
    # many heads may stand upright, and then need their width
    upright = [text_width(part, 13) for head in heads for part in head] if len(heads) > 3 else []
    top = 10 + max([17 * max(map(len, heads)), *upright])
    trace = matrix(table.tiles, table.rows, columns)
    return Drawing([trace], layout, {"l": 28 + wide, "r": 18, "b": 6, "t": top})


def _heads(table: _Table) -> list[list[str]]:
    """Write the heads of the columns: publisher and day, line by line."""
    count = len(table.earlier)
    heads = [[f"{number(count)} earlier", f"source{'s' * (count > 1)}"]] if count else []
    wide = 30 if len(table.columns) + bool(count) <= 3 else 14
    for source in table.columns:
        report = table.publishers[source]
        heads.append([*textwrap.wrap(report.publisher, wide), short(report.published)])
    return heads


@chart
def attendance(
    dataset: Dataset, *, coalition: str | Literal["all"] | None = None, most: int = 6
) -> Chart:
    """Show who came to each meeting, by the part played; who was only counted, not named, is hatched.

    Parameters
    ----------
    dataset : Dataset
        Its ``attendance`` and ``events``.
    coalition : str or None
        ``coalition_id``, or "all"; None is the tables' own.
    most : int
        How many meetings at the most: the latest. Of a meeting that several sources tell of, each has
        its own bar.

    Raises
    ------
    ValueError
        If there is no such coalition.

    Examples
    --------
    >>> import coalviz
    >>> [bar.name for bar in coalviz.attendance(coalviz.load()).data][:2]
    ['Lead countries', 'Members, not named']
    """
    coalition = known_coalition(dataset, coalition)
    every = accounts(dataset, coalition)
    if not every:
        whose = coalition_name(dataset, coalition)
        return nothing_known(dataset, f"attendance at a meeting of {whose}")
    names = {id(account): _meeting_name(dataset, account, coalition) for account in every}
    labels = _account_labels(every, names)
    shown = every[-most:]
    drawn = {labels[id(account)]: _seats(dataset, account) for account in shown}
    roles = [wording.seat_name(role, named) for role in wording.SEATS for named in (True, False)]
    endings = [wording.account_ending(account) for account in shown]
    drawing = pieces(drawn, endings, roles, 50 if len(every) > 3 else 74)
    told = [(names[id(account)], account) for account in shown]
    text = wording.meetings_words(dataset, coalition, told, len(every) - len(shown))
    used = {
        "attendance": [
            line for account in shown for seats in account.seats for line in seats.lines
        ],
        "events": [account.event["line"] for account in shown],
    }
    return Chart(drawing, text, used)


def _meeting_name(dataset: Dataset, account: Account, coalition: str) -> str:
    whose = f" ({dataset.names[account.event['coalition_id']]})" if coalition == ALL else ""
    return account.event["title"] + whose


def _account_labels(every: Sequence[Account], names: dict[int, str]) -> dict[int, str]:
    """Label each account with meeting and day, with the publisher where several tell of one meeting."""
    told = [account.event["event_id"] for account in every]
    labels: dict[int, str] = {}
    for account in every:
        lines = textwrap.wrap(
            names[id(account)], 24, max_lines=1 if len(every) > 3 else 2, placeholder=" …"
        )
        lines.append(short(account.event["date"]))
        lines += [account.publisher] * (told.count(account.event["event_id"]) > 1)
        label = "<br>".join(map(escape, lines))
        again = sum(other.startswith(label) for other in labels.values())
        labels[id(account)] = label + f" ({again + 1})" * bool(again)
    return labels


def _seats(dataset: Dataset, account: Account) -> list[Piece]:
    """Give a piece for each role, with names, else codes, of those that are named inside."""
    drawn = []
    for seats in account.seats:
        name = wording.seat_name(seats.role, seats.named)
        texts = [_unbroken([f"{seats.count} {name[0].lower()}{name[1:]}"])]
        if seats.named:
            called = sorted(dataset.names[party] for party in seats.parties)
            texts = [_unbroken(called), _unbroken(sorted(seats.parties))]
        rows = {"attendance": seats.lines}
        drawn.append(Piece(seats.role, name, seats.count, texts, rows, not seats.named))
    return drawn


def _unbroken(texts: Iterable[str]) -> str:
    """Join texts, none of which may break inside."""
    return ", ".join(text.replace(" ", "\u00a0") for text in texts)
