"""Charts of membership: day by day, says who, and who came to the meetings."""

from __future__ import annotations

import datetime
import functools
import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import plotly.graph_objects as go

from plotly_pptx.letters import visible

from ..claims.members import (
    Contradiction,
    Headcount,
    Moment,
    Report,
    at,
    contradictions,
    headcounts,
    members,
    moments,
    reports,
)
from ..dataset import ALL, Dataset
from ..dates import bounds, words
from ..forms import Band, Sign
from ..forms import steps as draw_steps
from ..theme import COLOURS, contrasting, end_labels, escape, text_width
from ..wording import coalition_name, known_by, listed, number, plural
from .chart import chart, marks, mixed_marks, nothing_known

__all__ = ["attendance", "members_over_time", "who_says_who"]

_ROLES = {
    "lead": "Lead",
    "founder": "Founder",
    "member": "Member",
    "observer": "Observer",
    "intending": "Intends to join",
    "unstated": "Named",
}
_SEATS = {
    "lead": "Lead countries",
    "member": "Members",
    "unstated": "Part played not stated",
    "observer": "Observers",
    "guest": "Guests",
    "organisation": "Organisations",
}
_SILENCE = (
    "A list of all members that leaves a party out contradicts a source that has it in; any other "
    "list says nothing of those it leaves out"
)
COLUMNS = 6  # sources that have a column of their own


@chart
def members_over_time(dataset: Dataset, *, coalition: str | None = None) -> go.Figure:
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
    whose, found = coalition_name(dataset, coalition), members(dataset, coalition)
    heads = headcounts(dataset, coalition)
    if not found and not heads:
        return nothing_known(dataset, f"member of {whose}")
    when, events = moments(dataset, coalition), _events(dataset, coalition)
    span = _span(dataset, [m.day for m in when] + [h.day for h in heads] + [e[0] for e in events])
    signs = [*_event_signs(events), *_joining_signs(dataset, coalition, events)]
    signs += [_head_sign(head) for head in heads]
    bands = _member_bands(dataset, coalition, span[0])
    drawing = draw_steps(bands, signs, span, functools.partial(mixed_marks, dataset))
    drawing.layout["yaxis"] |= _count_axis(bands, heads)
    now = at(dataset, coalition, dataset.day or datetime.date.max)
    if found:
        drawing.layout["annotations"] = _count_labels(now, span[1])
    title = _title_of_members(dataset, coalition, now, heads)
    return {
        "drawing": drawing,
        "margin": drawing.margin | {"l": 44},
        "title": title,
        "subtitle": f"Members on each day, surely and possibly, {known_by(dataset)}",
        "used": {
            "memberships": [line for member in found for line in member.lines],
            "headcounts": [head.line for head in heads],
            "events": [line for _, _, _, lines in events for line in lines],
        },
        "notes": _member_notes(dataset, coalition, bands),
        "alt": _member_alt(title, when, signs),
    }


def _span(dataset: Dataset, days: Sequence[datetime.date]) -> tuple[datetime.date, datetime.date]:
    """Give the days at which the picture begins and ends."""
    first, last = min(days), max([*days, dataset.day] if dataset.day else days)
    pad = datetime.timedelta(days=max(4, (last - first).days // 8))
    return first - pad, last + pad


def _member_bands(dataset: Dataset, coalition: str, left: datetime.date) -> list[Band]:
    """Give those surely in, and those possibly in besides: before, and since, the first is sure."""
    when = moments(dataset, coalition)
    sure = [moment for moment in when if moment.named]
    lines = {member.party: member.lines for member in members(dataset, coalition)}

    def rows(parties: Iterable[str]) -> dict[str, tuple[int, ...]]:
        return {"memberships": tuple(line for party in parties for line in lines[party])}

    def band(kind: str, chosen: Sequence[Moment], until: datetime.date | None = None) -> Band:
        low = [len(moment.named) for moment in chosen]
        high = [len(moment.named) + len(moment.perhaps) for moment in chosen]
        texts = [f"{words(m.day)}: {_interval(m)} {_members(m)}" for m in chosen]
        shown = [rows(moment.perhaps) for moment in chosen]
        return Band(kind, [moment.day for moment in chosen], low, high, texts, shown, until)

    start = at(dataset, coalition, left)
    early = [
        start,
        *(moment for moment in when if not sure or moment.day < sure[0].day),
    ]
    early = early[next((place for place, m in enumerate(early) if m.perhaps), 0) :]
    found = []
    if sure:
        texts = [f"{words(m.day)}: surely {len(m.named)} {_members(m)}" for m in sure]
        counts = [float(len(moment.named)) for moment in sure]
        days = [moment.day for moment in sure]
        shown = [rows(moment.named) for moment in sure]
        found.append(Band("members", days, [0.0] * len(sure), counts, texts, shown))
    if any(moment.perhaps for moment in sure):
        found.append(band("disputed", sure))
    if any(moment.perhaps for moment in early):
        found.append(band("early", early, sure[0].day if sure else None))
    return found


def _interval(moment: Moment) -> str:
    low, high = len(moment.named), len(moment.named) + len(moment.perhaps)
    return f"{low} to {high}" if low < high else f"{low}"


def _members(moment: Moment) -> str:
    return "member" if len(moment.named) + len(moment.perhaps) == 1 else "members"


def _count_axis(bands: Sequence[Band], heads: Sequence[Headcount]) -> dict:
    highest = max([1, *(int(high) for band in bands for high in band.high)])
    highest = max([highest, *(head.count for head in heads)])
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if highest <= 5 * step)
    return {
        "visible": True,
        "showgrid": True,
        "tickvals": list(range(0, highest + 1, step)),
    }


def _count_labels(now: Moment, right: datetime.date) -> list[dict]:
    base = {"x": str(right), "xanchor": "right"}
    low, high = len(now.named), len(now.named) + len(now.perhaps)
    if low == high:
        return [base | {"y": low, "yanchor": "bottom", "text": f"{low} named"}]
    labels = [base | {"y": high, "yanchor": "bottom", "text": f"{high} possibly"}]
    if low:
        text = f"{low} surely"
        labels.append(base | {"y": low, "yanchor": "top", "yshift": -3, "text": text})
    return labels


def _events(
    dataset: Dataset, coalition: str
) -> list[tuple[datetime.date, str, str, tuple[int, ...]]]:
    """Give dated foundings and accessions: the day by which, what, and the rows of all sources."""
    groups: dict[str, list[dict]] = {}
    for row in dataset.records("events"):
        wanted = row["kind"] in ("founding", "accession") and row["coalition_id"] == coalition
        if wanted and row["date"]:
            groups.setdefault(row["event_id"], []).append(row)
    found = []
    for rows in groups.values():
        day = min(bounds(row["date"])[1] or dataset.day for row in rows)
        date = max((row["date"] for row in rows), key=len)
        title = f"{rows[0]['title']}, {_short(date)}"
        found.append((day, title, date, tuple(row["line"] for row in rows)))
    return found


def _event_signs(
    events: Iterable[tuple[datetime.date, str, str, tuple[int, ...]]],
) -> list[Sign]:
    return [Sign("event", day, title, {"events": lines}) for day, title, _, lines in events]


def _joining_signs(
    dataset: Dataset,
    coalition: str,
    events: Iterable[tuple[datetime.date, str, str, tuple[int, ...]]],
) -> list[Sign]:
    """Mark joinings and leavings that a source dates, where no event tells of them already."""
    told = {date for _, _, date, _ in events}
    groups: dict[tuple, list[Report]] = {}
    for member in members(dataset, coalition):
        inside = [report for report in member.reports if report.inside]
        dated = sorted({report.joined for report in inside if report.dated}, key=len)
        shown = dated[-1:] if member.dates_fit else dated  # the most precise of dates that fit
        for report in inside:
            if report.joined in shown and report.dated and report.joined not in told:
                groups.setdefault(("joined", member.sure, report.joined), []).append(report)
            if report.left:
                groups.setdefault(("left", report.until[1], report.left), []).append(report)
    signs = []
    for (kind, day, date), found in groups.items():
        names = sorted({dataset.names[report.party] for report in found})
        rows = {"memberships": tuple(report.line for report in found)}
        signs.append(Sign(kind, day, f"{listed(names, most=2)} {kind}, {_short(date)}", rows))
    return signs


def _head_sign(head: Headcount) -> Sign:
    return Sign("count", head.day, _head_words(head), {"headcounts": (head.line,)}, head.count)


def _head_words(head: Headcount) -> str:
    """Say which number was reported, for when, and how many were named by then."""
    when = _short(head.date) if head.date else "day of the count not stated"
    low, high = len(head.named), len(head.named) + len(head.perhaps)
    named = f"{low} to {high}" if low < high else f"{low or 'none'}"
    held = f"{named} of them named" if high <= head.count else f"but {named} named by then"
    return f"{head.number} reported, {when}, {held}"


def _short(date: str) -> str:
    """Write a date with its month in three letters."""
    return re.sub(r"([A-Z][a-z]{2})[a-z]*(?= \d{4})", r"\1", words(date))


def _title_of_members(
    dataset: Dataset, coalition: str, now: Moment, heads: Sequence[Headcount]
) -> str:
    """Say how many are in, what is not certain of that, and every number that was reported."""
    whose = coalition_name(dataset, coalition)
    total = len(now.named) + len(now.perhaps)
    counts = {(head.comparator, head.count) for head in heads}
    same = heads and (heads[-1].named, heads[-1].perhaps) == (now.named, now.perhaps)
    if len(counts) == 1 and same and total <= heads[-1].count:
        title = f"{_interval(now) if total else 'None'} of {heads[-1].number} members of {whose} are named"
        return title + _uncertain(dataset, coalition, now)
    verb = "is" if total == 1 else "are"
    title = f"{_interval(now) if total else 'No'} {_members(now)} of {whose} {verb} named"
    told = [f"{head.number} ({_short(head.date or str(head.day))})" for head in heads]
    reported = f"; reported: {listed(told, most=3)}" if told else ""
    return title + _uncertain(dataset, coalition, now) + reported


def _uncertain(dataset: Dataset, coalition: str, now: Moment) -> str:
    disputed = {
        found.party for found in contradictions(dataset, coalition) if found.about != "count"
    } & set(now.perhaps)
    if disputed:
        names = sorted(dataset.names[party] for party in disputed)
        return f": sources disagree on {listed(names, most=3)}"
    names = sorted(dataset.names[party] for party in now.perhaps)
    return f": {listed(names, most=3)} only possibly" if names else ""


def _member_notes(dataset: Dataset, coalition: str, bands: Sequence[Band]) -> list[str]:
    """Word the caveats: contradictions first, then what is counted and how."""
    apart, found = contradictions(dataset, coalition), members(dataset, coalition)
    notes = [contradiction.said for contradiction in apart[:3]]
    if len(apart) > 3:
        notes.append(f"Sources contradict each other on {number(len(apart) - 3)} more")
    if any(contradiction.about == "membership" for contradiction in apart):
        notes.append(_SILENCE)
    undated = [member for member in found if not member.dated]
    if undated and any(band.kind == "early" for band in bands):
        count = plural(len(undated), "party", "parties").capitalize()
        notes.append(
            f"{count} without a stated day of joining: surely in from the first source on that names "
            f"{'it' if len(undated) == 1 else 'them'}, possibly before (hatched)"
        )
    if any(member.gone for member in found) or len(found) > 0:
        notes.append("A member counts until a source says that it left")
    outside = {r.party for r in reports(dataset, coalition)} - {member.party for member in found}
    if outside:
        notes.append("Observers, and those that intend to join, are not counted")
    return notes + _remarks(dataset, reports(dataset, coalition))


def _remarks(dataset: Dataset, told: Iterable[Report]) -> list[str]:
    """Give the analyst's own notes, each once, with those that it is on."""
    parties: dict[str, list[str]] = {}
    for report in told:
        if report.note and not report.note.startswith("Day of joining not stated"):
            parties.setdefault(report.note, []).append(dataset.names[report.party])
    return [f"{listed(sorted(set(who)), most=3)}: {note}" for note, who in parties.items()][:3]


def _member_alt(title: str, when: Sequence[Moment], signs: Sequence[Sign]) -> str:
    told = [f"{words(moment.day)}: {_interval(moment)}" for moment in when[-6:]]
    marked = " ".join(f"{sign.text}." for sign in signs[-8:])
    return (
        "Step chart of the number of members, with a band where that is not certain. "
        f"{title}. Steps: {'; '.join(told) or 'none'}. {marked}"
    ).strip()


@dataclass
class _Cell:
    """One cell of the table of sources: its colour, its words, and the rows behind it."""

    text: str
    heading: str
    shade: int | None
    lines: tuple[int, ...] = ()
    told: bool = False


@dataclass
class _Table:
    """Parties by sources: who is shown, in which order, and what each source says."""

    columns: tuple[str, ...]
    earlier: tuple[str, ...]
    rows: list[tuple[str, list[_Cell]]] = field(default_factory=list)


@chart
def who_says_who(
    dataset: Dataset,
    *,
    coalition: str | None = None,
    countries: Sequence[str] | None = None,
    sort: Literal["disagreement", "name"] = "disagreement",
    most: int = 14,
) -> go.Figure:
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
    whose = coalition_name(dataset, coalition)
    every = reports(dataset, coalition)
    chosen = [report for report in every if countries is None or report.party in countries]
    if not chosen:
        among = " among these countries" if countries is not None else ""
        return nothing_known(dataset, f"member of {whose}{among}")
    apart = [
        found
        for found in contradictions(dataset, coalition)
        if found.party and (countries is None or found.party in countries)
    ]
    table = _table(dataset, every, chosen, apart, sort, most)
    title = _title_of_sources(dataset, whose, every, apart, countries)
    heads = _heads(every, table)
    return {
        "figure": {
            "data": [_heatmap(dataset, table)],
            "layout": _table_layout(table, heads),
        },
        "title": title,
        "subtitle": f"Who names whom as part of {whose}, and in which role, {known_by(dataset)}",
        "used": {"memberships": [report.line for report in chosen]},
        "notes": [found.said for found in apart[: 2 * (len(apart) > 1)]]
        + [_SILENCE] * any(found.about == "membership" for found in apart)
        + _remarks(dataset, chosen),
        "alt": _table_alt(title, table, chosen),
        "margin": _table_margin(table, heads),
    }


def _table(
    dataset: Dataset,
    every: Sequence[Report],
    chosen: Sequence[Report],
    apart: Sequence[Contradiction],
    sort: str,
    most: int,
) -> _Table:
    """Lay out who is shown and what each source says of them."""
    sources = tuple(dict.fromkeys(report.source for report in every))
    columns = sources[-(COLUMNS - 1) :] if len(sources) > COLUMNS else sources
    table = _Table(columns, sources[: len(sources) - len(columns)])
    cells = {(r.party, r.source): _cell(dataset, r, len(columns) <= 3) for r in chosen}
    disputed = {found.party for found in apart}
    dated = {report.party for report in chosen if report.dated}
    tiers = {r.party: 0 if r.party in disputed else 1 if r.party in dated else 2 for r in chosen}
    leads = {report.party for report in chosen if report.role in ("lead", "founder")}
    order = sorted(
        tiers,
        key=lambda party: (tiers[party], party not in leads, dataset.names[party]),
    )
    order, rest = (order, []) if len(order) <= most else (order[: most - 1], order[most - 1 :])
    if sort == "name":
        order.sort(key=lambda party: dataset.names[party])
    before = None
    for party in order:
        if sort == "disagreement" and len(columns) > 1 and tiers[party] != before:
            before = tiers[party]
            table.rows.append(_heading(before, table))
        table.rows.append(_row(dataset, party, table, cells, party in disputed))
    if rest:
        table.rows.append(_rest_row(rest, table, cells))
    return table


def _heading(tier: int, table: _Table) -> tuple[str, list[_Cell]]:
    text = ("Sources disagree", "Joining reported", "No contradiction")[tier]
    count = len(table.columns) + bool(table.earlier)
    return f"<b>{text}</b>", [_Cell("", "", None) for _ in range(count)]


def _row(
    dataset: Dataset, party: str, table: _Table, cells: dict, disputed: bool
) -> tuple[str, list[_Cell]]:
    name = dataset.names[party]
    silent = _Cell("<b>not named</b>" if disputed else "not named", f"{name}: not named", -1)
    line = [cells.get((party, source), silent) for source in table.columns]
    if table.earlier:
        old = [cells[party, source] for source in table.earlier if (party, source) in cells]
        share = f"{len(old)} of {len(table.earlier)}"
        lines = tuple(number for cell in old for number in cell.lines)
        line.insert(0, _Cell(share, f"{name}: named by {share} earlier sources", -1, lines))
    return f"{'≠ ' if disputed else ''}{escape(name)}", line


def _rest_row(rest: Sequence[str], table: _Table, cells: dict) -> tuple[str, list[_Cell]]:
    line = [_Cell("", "", -1)] if table.earlier else []
    for source in table.columns:
        found = [cells[party, source] for party in rest if (party, source) in cells]
        lines = tuple(number for cell in found for number in cell.lines)
        heading = f"{len(found)} of {plural(len(rest), 'other')} named"
        line.append(_Cell(f"{len(found)} named", heading, -1, lines))
    return f"{number(len(rest)).capitalize()} other{'s' * (len(rest) > 1)}", line


def _cell(dataset: Dataset, report: Report, wide: bool) -> _Cell:
    """Say in which role a source names a party, and what it tells of the joining or leaving."""
    role = report.role or "unstated"
    told = [f"joined {_short(report.joined)}"] if report.dated else []
    told += [f"left {_short(report.left)}"] if report.left else []
    said = ", ".join([_ROLES[role], *["role not stated"] * (role == "unstated"), *told])
    colour = contrasting(COLOURS[role])
    text = f"<span style='color:{colour}'>{said if wide else _ROLES[role]}</span>"
    heading = f"{dataset.names[report.party]}: {said}"
    return _Cell(text, heading, list(_ROLES).index(role), (report.line,), bool(told))


def _heatmap(dataset: Dataset, table: _Table) -> dict:
    colours = [*(COLOURS[role] for role in _ROLES), COLOURS["paper"]]
    flat = [cell for _, line in table.rows for cell in line]
    hover = marks(
        dataset,
        "memberships",
        [cell.lines for cell in flat],
        [cell.heading for cell in flat],
    )
    hover["hovertext"] = [
        text or escape(cell.heading) for cell, text in zip(flat, hover["hovertext"], strict=True)
    ]
    shades = [len(_ROLES) if cell.shade == -1 else cell.shade for cell in flat]
    grid = {"z": shades, "text": [cell.text for cell in flat]}
    grid |= {key: hover[key] for key in ("customdata", "hovertext")}
    count = len(table.columns) + bool(table.earlier)
    return {
        "type": "heatmap",
        "x": [*["earlier"] * bool(table.earlier), *table.columns],
        "y": [label for label, _ in table.rows],
        "zmin": -0.5,
        "zmax": len(_ROLES) + 0.5,
        **{
            key: [values[place : place + count] for place in range(0, len(flat), count)]
            for key, values in grid.items()
        },
        "colorscale": [
            ((place + side) / len(colours), colour)
            for place, colour in enumerate(colours)
            for side in (0, 1)
        ],
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "hovertemplate": hover["hovertemplate"],
        "showscale": False,
        "texttemplate": "%{text}",
        "textfont": {"color": COLOURS["ink"]},
    }


def _heads(every: Sequence[Report], table: _Table) -> list[list[str]]:
    """Write the heads of the columns: publisher and day, line by line."""
    about = {report.source: report for report in every}
    wide = 30 if len(table.columns) + bool(table.earlier) <= 3 else 14
    heads = [[plural(len(table.earlier), "earlier"), "sources"]] if table.earlier else []
    if len(table.earlier) == 1:
        heads = [["one earlier", "source"]]
    elif table.earlier:
        heads = [[f"{number(len(table.earlier))} earlier", "sources"]]
    for source in table.columns:
        lines = textwrap.wrap(about[source].publisher, wide)
        heads.append([*lines, _short(str(about[source].published))])
    return heads


def _table_layout(table: _Table, heads: Sequence[Sequence[str]]) -> dict:
    labels = [label for label, _ in table.rows]
    return {
        "height": 26 * len(labels) + 6,
        "yaxis": {"autorange": "reversed", "type": "category", "tickvals": labels},
        "xaxis": {
            "side": "top",
            "type": "category",
            "tickvals": [*["earlier"] * bool(table.earlier), *table.columns],
            "autotickangles": [0, 90],
            "ticktext": ["<br>".join(map(escape, head)) for head in heads],
        },
    }


def _table_margin(table: _Table, heads: Sequence[Sequence[str]]) -> dict:
    wide = max(
        text_width(re.sub("</?b>", "", label), 13, "<b>" in label) for label, _ in table.rows
    )
    # many heads may stand upright, and then need their width
    upright = [text_width(part, 13) for head in heads for part in head] if len(heads) > 3 else []
    return {
        "l": 28 + wide,
        "r": 18,
        "b": 6,
        "t": 10 + max([17 * max(map(len, heads)), *upright]),
    }


def _title_of_sources(
    dataset: Dataset,
    whose: str,
    every: Sequence[Report],
    apart: Sequence[Contradiction],
    countries: Sequence[str] | None,
) -> str:
    """Say what the sources contradict each other on; that they agree only if all was compared."""
    if len(apart) == 1:
        return apart[0].said
    if apart:
        names = sorted({dataset.names[found.party] for found in apart})
        return f"Sources disagree on {listed(names, most=3)}"
    if countries is not None:
        names = [dataset.names[party] for party in countries]
        return f"Who names {listed(names, most=3)} as part of {whose}"
    lists: dict[str, set[str]] = {}
    for report in every:
        lists.setdefault(report.source, set()).add(report.party)
    if len(lists) == 1:
        return f"One source names members of {whose}"
    count = number(len(lists)).capitalize()
    complete = {report.source for report in every if report.complete} == set(lists)
    if complete and len({frozenset(parties) for parties in lists.values()}) == 1:
        return f"{count} sources agree on who is in {whose}"
    return f"{count} sources name members of {whose}; none contradicts another"


def _table_alt(title: str, table: _Table, chosen: Sequence[Report]) -> str:
    parties = {report.party for report in chosen}
    sources = len(table.columns) + len(table.earlier)
    publishers = {report.source: report.publisher for report in chosen}
    details = []
    for label, line in table.rows:
        shown = line[bool(table.earlier) :]
        if label.startswith("≠") or any(cell.told for cell in shown):
            said = [
                f"{cell.heading.partition(': ')[2]} ({publishers.get(source, source)})"
                for cell, source in zip(shown, table.columns, strict=True)
            ]
            details.append(f"{label.removeprefix('≠ ')}: {', '.join(said)}")
    return (
        f"Table of {plural(len(parties), 'party', 'parties')} and {plural(sources, 'source')}, a role "
        f"in each cell. {'. '.join([title, *details[:8]])}."
    )


@dataclass
class _Account:
    """What one source tells of who came to one meeting."""

    label: str
    meeting: str
    event: dict
    seats: list[dict]

    def part(self, role: str, named: bool) -> list[dict]:
        """Give those that came in a role, named or only counted."""
        return [seat for seat in self.seats if (seat["part"], seat["named"]) == (role, named)]

    @property
    def unnamed(self) -> int:
        """How many are only counted."""
        return sum(seat["count"] for seat in self.seats if not seat["named"])

    @property
    def most(self) -> int:
        """How many came, if none that is named is among the counted."""
        return sum(seat["count"] for seat in self.seats)

    @property
    def least(self) -> int:
        """How many came, if those named are among the counted of a role that fits them."""
        both = 0
        for role in ("member", "observer", "guest", "organisation"):
            fits = (role, "unstated", *(["lead"] if role == "member" else []))
            counted = sum(seat["count"] for seat in self.part(role, named=False))
            both += min(counted, sum(len(self.part(one, named=True)) for one in fits))
        return self.most - both

    @property
    def total(self) -> str:
        """How many came, as an interval where that is open."""
        return f"{self.least} to {self.most}" if self.least < self.most else f"{self.most}"


@chart
def attendance(
    dataset: Dataset, *, coalition: str | Literal["all"] | None = None, most: int = 6
) -> go.Figure:
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
    whose = coalition_name(dataset, coalition)
    every = _accounts(dataset, coalition)
    if not every:
        return nothing_known(dataset, f"attendance at a meeting of {whose}")
    shown, hidden = every[-most:], len(every) - most
    labels = [account.label for account in shown]
    traces = _seat_traces(dataset, shown)
    traces.append(end_labels([account.most for account in shown], labels, map(_ending, shown)))
    wide = max(text_width(line, 13) for label in labels for line in label.split("<br>"))
    title = _title_of_meeting(shown[-1])
    return {
        "figure": {"data": traces, "layout": _seat_layout(labels, len(every) > 3)},
        "title": title,
        "subtitle": f"Parties at meetings of {whose}, by the part they played, {known_by(dataset)}",
        "alt": _meeting_alt(title, shown),
        "notes": _meeting_notes(shown, max(hidden, 0)),
        "used": {
            "attendance": [seat["line"] for account in shown for seat in account.seats],
            "events": [account.event["line"] for account in shown],
        },
        "margin": {"l": 30 + wide, "t": 4, "b": 4},
    }


def _accounts(dataset: Dataset, coalition: str) -> list[_Account]:
    """List what each source tells of each meeting, the earliest meeting first."""
    events = {
        row["event_id"]: row
        for row in reversed(dataset.records("events"))
        if coalition in (ALL, row["coalition_id"])
    }
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in dataset.records("attendance"):
        if row["event_id"] in events:
            named = row["party_id"] is not None
            seat = row | {"part": row["role"] or "unstated", "named": named}
            seat["count"] = 1 if named else row["count"]
            groups.setdefault((row["event_id"], row["source_id"]), []).append(seat)
    order = sorted(groups, key=lambda key: bounds(events[key[0]]["date"] or "9999")[1])
    told = [event for event, _ in order]
    publishers = {row["source_id"]: row["publisher"] for row in dataset.records("sources")}
    accounts: list[_Account] = []
    for event_id, source in order:
        event = events[event_id]
        whose = f" ({dataset.names[event['coalition_id']]})" if coalition == ALL else ""
        meeting = event["title"] + whose
        lines = [*_folded(meeting, short=len(order) > 3), _short(event["date"])]
        lines += [publishers[source]] * (told.count(event_id) > 1)
        label = "<br>".join(map(escape, lines))
        again = sum(account.label.startswith(label) for account in accounts)
        label += f" ({again + 1})" if again else ""
        accounts.append(_Account(label, meeting, event, groups[event_id, source]))
    return accounts


def _folded(text: str, short: bool) -> list[str]:
    return textwrap.wrap(text, 24, max_lines=1 if short else 2, placeholder=" …")


def _seat_traces(dataset: Dataset, shown: Sequence[_Account]) -> list[dict]:
    """Draw a part of each bar for each role, those only counted hatched."""
    unit = 580 / max(account.most for account in shown)
    traces = []
    for role in _SEATS:
        for named in (True, False):
            pieces = [account.part(role, named) for account in shown]
            if not any(pieces):
                continue
            name = _SEATS[role] + ("" if named else ", not named")
            sizes = [sum(seat["count"] for seat in piece) or None for piece in pieces]
            lines = [[seat["line"] for seat in piece] for piece in pieces]
            colour, paper = COLOURS[role], COLOURS["paper"]
            traces.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": sizes,
                    "y": [account.label for account in shown],
                    "name": name,
                    "showlegend": True,
                    "text": [
                        _fitting(dataset, name, piece, size, unit)
                        for piece, size in zip(pieces, sizes, strict=True)
                    ],
                    "textposition": "inside",
                    "insidetextanchor": "middle",
                    "textangle": 0,
                    "insidetextfont": {"color": contrasting(colour if named else paper)},
                    "marker": {
                        "color": colour,
                        "line": {"color": paper if named else visible(colour), "width": 1.5},
                        "pattern": {
                            "shape": "" if named else "/",
                            "fillmode": "replace",
                            "size": 9,
                            "solidity": 0.25,
                            "fgcolor": visible(colour),
                        },
                    },
                    **marks(
                        dataset,
                        "attendance",
                        lines,
                        [f"{name}: {size}" for size in sizes],
                    ),
                }
            )
    return traces


def _seat_layout(labels: Sequence[str], short: bool) -> dict:
    return {
        "barmode": "stack",
        "bargap": 0.25,
        "height": (50 if short else 74) * len(labels) + 10,
        "xaxis": {"visible": False},
        "uniformtext": {"mode": "hide", "minsize": 10},
        "yaxis": {
            "autorange": "reversed",
            "categoryorder": "array",
            "categoryarray": list(labels),
        },
    }


def _fitting(
    dataset: Dataset, name: str, piece: Sequence[dict], size: int | None, unit: float
) -> str:
    """Write into a piece of a bar who they are: names, else codes, else the number, else nothing."""
    if not piece or size is None:
        return ""
    parties = [seat["party_id"] for seat in piece if seat["named"]]
    ways = [[f"{size} {name[0].lower()}{name[1:]}"]]
    if parties:
        ways = [sorted(dataset.names[party] for party in parties), sorted(parties)]
    room = size * unit
    for texts in ways:
        lines = _in_room(", ".join(text.replace(" ", "\u00a0") for text in texts), room)
        if lines:
            return "<br>".join(map(escape, lines))
    return str(size) if room > 18 else ""


def _in_room(text: str, room: float) -> list[str]:
    """Break a text into at most three lines that fit into so many pixels; none if it cannot be done."""
    for broad in range(int(room / 6), 3, -1):
        lines = textwrap.wrap(text, broad, break_long_words=False)
        if len(lines) > 3:
            return []
        if max(text_width(line, 12) for line in lines) < room - 4:
            return lines
    return []


def _ending(account: _Account) -> str:
    if not account.unnamed:
        return f"{account.total}, all named"
    if account.unnamed == account.most:
        return f"{account.total}, none named"
    return f"{account.total}, {account.unnamed} not named"


def _parties(account: _Account) -> str:
    return "party" if account.most == 1 else "parties"


def _title_of_meeting(account: _Account) -> str:
    title = f"{account.meeting}: {account.total} {_parties(account)} took part, "
    if not account.unnamed:
        return title + "all named"
    if account.unnamed == account.most:
        return title + "counted but not named"
    return title + f"{account.unnamed} of them counted but not named"


def _meeting_notes(shown: Sequence[_Account], hidden: int) -> list[str]:
    remarks = [
        f"{account.meeting}: {seat['note'][0].lower()}{seat['note'][1:]}"
        for account in shown
        for seat in account.seats
        if seat["note"] and seat["note"] != "Counted, not named"
    ]
    notes = []
    if any(account.unnamed for account in shown):
        notes.append("Hatched: a source gives only the number of parties, not their names")
    if any(account.least < account.most for account in shown):
        notes.append(
            "Where parties are named and others counted, the named may be among the counted"
        )
    if any(account.part("unstated", named=True) for account in shown):
        notes.append("Part played not stated: a source names the party, not as what it took part")
    notes += list(dict.fromkeys(remarks))[:3]
    if hidden:
        verb = "is" if hidden == 1 else "are"
        notes.append(f"{plural(hidden, 'earlier account').capitalize()} {verb} not shown")
    return notes


def _meeting_alt(title: str, shown: Sequence[_Account]) -> str:
    told = []
    for account in shown:
        parts = [
            f"{_SEATS[role].lower()}{'' if named else ', not named'}: {sum(s['count'] for s in piece)}"
            for role in _SEATS
            for named in (True, False)
            if (piece := account.part(role, named))
        ]
        when = words(account.event["date"])
        told.append(
            f"{account.meeting}, {when}: {account.total} {_parties(account)} ({'; '.join(parts)})"
        )
    return (
        f"Stacked horizontal bar chart of the parties at each meeting. {title}. {'. '.join(told)}."
    )
