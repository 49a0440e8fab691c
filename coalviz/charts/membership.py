"""Charts of membership: day by day, says who, and who came to the meetings."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import dropwhile, groupby
from typing import Literal

from plotly_pptx.letters import contrasting

from ..claims.attendance import Account, accounts
from ..claims.events import events
from ..claims.members import Member, Moment, Report, at, headcounts, members, moments, reports
from ..dataset import ALL, Dataset, known_coalition, one_coalition
from ..dates import Day, short, shortened, words
from ..forms.bars import Piece, pieces
from ..forms.marks import Drawing, widest
from ..forms.matrix import PALE, Tile, matrix
from ..forms.steps import Band, Level, Sign, padded, steps
from ..grammar import number, numbered, plural, sentence
from ..groups import grouped, parted, rows_together
from ..theme import BOLD, COLOURS, escape, folded
from ..wording import membership as wording
from ..wording.grammar import named
from .chart import Chart, Coalition, chart, nothing_known

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
    everyone, heads = members(dataset, coalition), headcounts(dataset, coalition)
    if not everyone and not heads:
        return nothing_known(dataset, "member of", coalition)
    dated = [
        event
        for event in events(dataset)
        if event.dates and event.kind in ("founding", "accession") and event.coalition == coalition
    ]
    signs = [
        Sign("event", event.last, f"{event.title}, {shortened(event.when)}", event.rows)
        for event in dated
    ]
    times = [time for member in everyone for time in member.times]
    signs += _joining_signs(dataset, times, {date for event in dated for date in event.dates})
    signs += [
        Sign("count", head.day, wording.headcount_words(head), head.rows, head.count)
        for head in heads
    ]
    days = [moment.day for moment in moments(dataset, coalition)]
    span = padded([*days, *(sign.day for sign in signs)], dataset.day)
    bands = _member_bands(dataset, coalition, span[0])
    now = at(dataset, coalition, dataset.day or Day.max)
    drawing = steps(bands, signs, span)
    drawing.layout["yaxis"] |= _count_axis(bands, [head.count for head in heads])
    drawing.margin["l"] = 44
    if everyone:
        drawing.layout["annotations"] = _count_labels(now, span[1])
    text = wording.members_words(dataset, coalition, bands, signs, now)
    return Chart(drawing, text, rows_together(everyone, heads, dated))


def _member_bands(dataset: Dataset, coalition: str, left: Day) -> list[Band]:
    """Give those surely in, and those possibly in besides: before, and since, the first is sure."""
    when = moments(dataset, coalition)
    sure = list(dropwhile(lambda moment: not moment.surely, when))
    before = [at(dataset, coalition, left), *when[: len(when) - len(sure)]]
    early = dropwhile(lambda moment: not moment.possibly, before)
    known = {member.party: member for member in members(dataset, coalition)}
    bands = [
        Band("members", [_level(moment, known, sure=True) for moment in sure]),
        Band("disputed", [_level(moment, known, sure=False) for moment in sure]),
        Band(
            "early",
            [_level(moment, known, sure=False) for moment in early],
            sure[0].day if sure else None,
        ),
    ]
    return [band for band in bands if any(level.low < level.high for level in band.levels)]


def _level(moment: Moment, known: Mapping[str, Member], sure: bool) -> Level:
    """Give those who are surely in from a day on, or those who possibly are besides."""
    low, high, count, who = moment.least, moment.most, moment.number(), moment.possibly
    if sure:
        low, high, count, who = 0, low, f"surely {low}", moment.surely
    # an area without anybody says nothing
    heading = f"{words(moment.day)}: {count} member{'s' * (high > 1)}" * bool(who)
    return Level(moment.day, low, high, heading, rows_together(known[party] for party in who))


def _count_axis(bands: Sequence[Band], counts: Sequence[int]) -> dict:
    highest = max([1, *(int(level.high) for band in bands for level in band.levels), *counts])
    sizes = [10**zeros for zeros in range(len(str(highest)))]
    step = next(n * size for size in sizes for n in (1, 2, 5) if highest <= 5 * n * size)
    return {"visible": True, "showgrid": True, "tickvals": list(range(0, highest + 1, step))}


def _count_labels(now: Moment, right: Day) -> list[dict]:
    """Write at the right end how many are in, surely below and possibly above the line."""
    base = {"x": str(right), "xanchor": "right", "yanchor": "bottom"}
    low, high = now.least, now.most
    if low == high:
        return [base | {"y": low, "text": f"{low} named"}]
    below = {"y": low, "yanchor": "top", "yshift": -3, "text": f"{low} surely"}
    return [base | {"y": high, "text": f"{high} possibly"}, *[base | below] * bool(low)]


def _joining_signs(dataset: Dataset, everyone: Iterable[Member], marked: set[str]) -> list[Sign]:
    """Mark joinings and leavings that a source dates, where no event tells of them already."""
    groups: dict[tuple, list[Report]] = {}
    for member in everyone:
        dates = {report.joined: report.since for report in member.inside if report.dated}
        # of dates that fit the one that ends first, and then the shortest
        order = sorted(
            dates, key=lambda date: (dates[date][1], Day.max - (dates[date][0] or Day.min))
        )
        shown = set(order[:1] if member.dates_fit else order)
        for report in member.inside:
            if report.dated and report.joined in shown - marked:
                groups.setdefault(("joined", member.sure, report.joined), []).append(report)
            if report.left:
                groups.setdefault(("left", report.until[1], report.left), []).append(report)
    signs = []
    for (kind, day, date), group in groups.items():
        who = sentence(named(dataset, (report.party for report in group), most=2))
        text = f"{who} {kind}, {short(date)}"
        signs.append(Sign(kind, day, text, rows_together(group)))
    return signs


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
        what = f"part of {named(dataset, countries, most=4)} in" if countries else "member of"
        return nothing_known(dataset, what, coalition)
    disputed = {dispute.party for dispute in wording.disputes(dataset, coalition, countries)}
    by_party = grouped(chosen, key=lambda report: report.party)
    dated = {report.party for report in chosen if report.dated}
    tiers = {party: 0 if party in disputed else 1 if party in dated else 2 for party in by_party}

    def weight(party: str) -> tuple:
        leads = any(report.role in ("lead", "founder") for report in by_party[party])
        return tiers[party], not leads, dataset.names[party]

    shown, rest = parted(sorted(by_party, key=weight), most)
    if sort == "name":
        shown = sorted(shown, key=lambda party: dataset.names[party])
    table = _Table(every)
    for tier, parties in groupby(shown, key=lambda party: tiers[party]):
        if sort == "disagreement" and len(table.columns) > 1:
            table.labels.append(f"<b>{TIERS[tier]}</b>")
        for party in parties:
            table.add(dataset.names[party], by_party[party], party in disputed)
    if rest:
        table.add_rest(len(rest), [report for report in chosen if report.party in rest])
    text = wording.sources_words(dataset, coalition, chosen, countries, table.details[:8])
    return Chart(_table_drawing(table), text, rows_together(chosen))


class _Table:
    """Parties by sources: which rows and columns there are, and what stands in each place."""

    def __init__(self, every: Iterable[Report]):
        self.sources = {report.source: report for report in every}  # a report of each
        latest, earlier = parted([*self.sources][::-1], COLUMNS)
        self.columns, self.earlier = latest[::-1], earlier[::-1]
        self.labels: list[str] = []
        self.tiles: dict[tuple[str, str], Tile] = {}
        self.details: list[str] = []

    def add(self, name: str, reports: Sequence[Report], disputed: bool) -> None:
        """Add the row of a party: what each source says of it."""
        own = {report.source: report for report in reports}
        label = f"{'≠ ' * disputed}{escape(name)}"
        self.labels.append(label)
        details = []
        for source in self.columns:
            report = own.get(source)
            word, full = wording.reported_words(report)
            text = full if len(self.columns) <= 3 else word
            self.tiles[label, source] = _source_tile(report, text, f"{name}: {full}", disputed)
            details.append(f"{full} ({self.sources[source].publisher})")
        if disputed or any(r.dated or r.left for r in reports if r.source in self.columns):
            self.details.append(f"{name}: {', '.join(details)}")
        if self.earlier:
            old = [own[source] for source in self.earlier if source in own]
            share = f"{len(old)} of {len(self.earlier)}"
            self.tiles[label, "earlier"] = Tile(
                f"{name}: named by {share} earlier sources",
                share,
                COLOURS["paper"],
                rows_together(old),
            )

    def add_rest(self, count: int, reports: Sequence[Report]) -> None:
        """Add one row for parties without room: how many of them each source names."""
        label = f"{number(count).capitalize()} other{'s' * (count > 1)}"
        self.labels.append(label)
        for source in self.columns:
            naming = [report for report in reports if report.source == source]
            self.tiles[label, source] = Tile(
                f"{len(naming)} of {plural(count, 'other')} named",
                f"{len(naming)} named",
                COLOURS["paper"],
                rows_together(naming),
            )


def _source_tile(report: Report | None, text: str, heading: str, disputed: bool) -> Tile:
    """Colour what a source says by the role, pale for one that left; silence counts where another contradicts."""
    if report is None:
        return Tile(heading, f"<b>{text}</b>" if disputed else text, COLOURS["paper"])
    colour = PALE if report.left else COLOURS[report.role or "unstated"]
    text = f"<span style='color:{contrasting(colour)}'>{text}</span>"
    return Tile(heading, text, colour, report.rows)


def _table_drawing(table: _Table) -> Drawing:
    """Draw the table with the publishers and days above its columns."""
    columns = [*["earlier"] * bool(table.earlier), *table.columns]
    heads = _heads(table)
    layout = {
        "height": 26 * len(table.labels) + 6,
        "yaxis": {"autorange": "reversed", "type": "category", "tickvals": table.labels},
        "xaxis": {
            "side": "top",
            "type": "category",
            "tickvals": columns,
            "autotickangles": [0, 90],
            "ticktext": heads,
        },
    }
    # many heads may stand upright, and then need their width
    upright = widest(heads) if len(heads) > 3 else 0
    top = 27 + max(17 * max(head.count("<br>") for head in heads), upright - 17)
    margin = {"l": 28 + BOLD * widest(table.labels), "r": 18, "b": 6, "t": top}
    return Drawing([matrix(table.tiles, table.labels, columns)], layout, margin)


def _heads(table: _Table) -> list[str]:
    """Write the heads of the columns: publisher and day, line by line."""
    count = len(table.earlier)
    earlier = [f"{number(count)} earlier<br>source{'s' * (count > 1)}"] * bool(count)
    wide = 14 if count or len(table.columns) > 3 else 30
    told = map(table.sources.__getitem__, table.columns)
    return earlier + [f"{folded(r.publisher, wide)}<br>{shortened(r.when)}" for r in told]


@chart
def attendance(dataset: Dataset, *, coalition: Coalition = None, most: int = 6) -> Chart:
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
        return nothing_known(dataset, "attendance at a meeting of", coalition)
    whose = {key: f" ({dataset.names[key]})" * (coalition == ALL) for key in dataset.coalition_ids}
    titled = [(a.event["title"] + whose[a.event["coalition_id"]], a) for a in every]
    shown = titled[-most:]
    labels = _account_labels(titled)[-most:]
    drawn = {label: _seats(dataset, account) for label, (_, account) in zip(labels, shown)}
    roles = [wording.seat_name(role, named) for role in wording.SEATS for named in (True, False)]
    endings = [f"{account.total}, {wording.naming(account)}" for _, account in shown]
    drawing = pieces(drawn, endings, roles, 50 if len(every) > 3 else 74)
    text = wording.meetings_words(dataset, coalition, shown, len(titled) - len(shown))
    return Chart(drawing, text, rows_together(account for _, account in shown))


def _account_labels(titled: Sequence[tuple[str, Account]]) -> list[str]:
    """Label each account with meeting and day, with the publisher where several tell of one meeting."""
    tellings = Counter(account.event["event_id"] for _, account in titled)
    broad = 1 if len(titled) > 3 else 2
    labels = [
        [
            *textwrap.wrap(name, 24, max_lines=broad, placeholder=" …"),
            short(account.event["date"]),
            *[account.publisher] * (tellings[account.event["event_id"]] > 1),
        ]
        for name, account in titled
    ]
    return numbered("<br>".join(map(escape, lines)) for lines in labels)


def _seats(dataset: Dataset, account: Account) -> list[Piece]:
    """Give a piece for each role, with names, else codes, of those that are named inside."""
    drawn = []
    for seats in account.seats:
        name = wording.seat_name(seats.role, seats.named)
        texts = [_unbroken([f"{name}: {seats.count}"])]
        if seats.named:
            called = sorted(dataset.names[party] for party in seats.parties)
            texts = [_unbroken(called), _unbroken(sorted(seats.parties))]
        drawn.append(Piece(seats.role, name, seats.count, texts, seats.rows, not seats.named))
    return drawn


def _unbroken(texts: Iterable[str]) -> str:
    """Join texts, none of which may break inside."""
    return ", ".join(text.replace(" ", "\u00a0") for text in texts)
