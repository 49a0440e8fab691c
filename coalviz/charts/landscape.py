"""Charts of the landscape: who plays which part in which coalition, what happened when, where on the map."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import Literal

import plotly.graph_objects as go

from ..claims.members import Headcount, Moment, at, headcounts
from ..claims.members import parts as parts_of
from ..dataset import ALL, Dataset
from ..dates import bounds, words
from ..theme import COLOURS, escape, plain, text_width
from ..wording import coalition_name, known_by, listed, number, plural, sentence
from .chart import chart, marks, mixed_marks, nothing_known

__all__ = ["coalition_roles", "coalition_timeline", "country_links", "country_map"]

_ROLES = {  # strongest first: sign on a tile, what one does, what several do, width and dash of a line
    "lead": ("L", "leads", "lead", 4, "solid"),
    "founder": ("F", "founded it", "founded it", 3, "solid"),
    "member": ("M", "member", "members", 1.5, "solid"),
    "observer": ("O", "observer", "observers", 1.5, "dashdot"),
    "intending": ("I", "intends to join", "intend to join", 1.5, "dashdot"),
    "unstated": ("•", "part not stated", "part not stated", 1.5, "dashdot"),
    "contributes": ("+", "contributes", "contribute", 2, "dot"),
}
_COUNTS = (
    "#D9D5EC",
    "#B9B2DE",
    "#5F51A6",
    "#33276D",
)  # the more coalitions, the darker: one hue, and no role's
_PALE = "#F1F1F1"  # a tile without a part
Kind = Literal["founding", "accession", "agreement", "meeting", "structure", "announcement"]
_KINDS = dict.fromkeys(
    ["founding", "accession", "agreement", "meeting", "structure", "announcement"], "muted"
)
_KINDS |= {"founding": "founder", "accession": "member"}
DAY = datetime.timedelta(days=1)
_SILENT = "no source names a part, which does not say that there is none"
_DRAWN = {"type": "scatter", "showlegend": False, "cliponaxis": False}
_TEXT = _DRAWN | {"mode": "text", "hoverinfo": "skip"}
_FIELDS = ["coalition_id", "party_id", "role", "contributes", "differ", "lines"]


@chart
def coalition_roles(
    dataset: Dataset, *, countries: Sequence[str] | None = None, most: int = 20
) -> go.Figure:
    """Show who leads, founded, joined or contributes to which coalition, and which coalitions are mere names.

    Parameters
    ----------
    dataset : Dataset
        Its ``coalitions``, ``memberships``, ``headcounts`` and ``pledges``.
    countries : sequence of str, optional
        Only these (``party_id``); one that is not in the parties table is a ValueError.
    most : int
        How many countries at the most; those in the fewest coalitions are only counted.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.coalition_roles(coalviz.load()).layout.meta["title"]
    'Three of eight coalitions have named members; of four only the name is known'
    """
    parts, groups, mine, rest = _chosen(dataset, countries, most)
    if not groups:
        return nothing_known(dataset, "coalition")
    names = {**dataset.names, "rest": f"{len(rest)} others", "none": "no country named"}
    columns, ids = [*mine, *["rest"] * bool(rest)] or ["none"], [group["id"] for group in groups]
    tiles = {  # a coalition that is a mere name has no tiles, not even empty ones
        (group["id"], party): (_PALE, "", f"{names[party]}, {group['name']}: not named", {})
        for group in groups
        if group["known"]
        for party in columns
    }
    tiles |= {
        (part["coalition_id"], party): part["tile"] for party, own in mine.items() for part in own
    }
    for group in groups:
        others = [
            part for own in rest.values() for part in own if part["coalition_id"] == group["id"]
        ]
        if others:
            who = listed([names[part["party_id"]] for part in others], most=12)
            tiles[group["id"], "rest"] = (
                _PALE,
                str(len(others)),
                f"{group['name']}: {who}",
                _lines(others),
            )
    bare = sum(not group["known"] for group in groups)
    title = _having(sum(group["named"] > 0 for group in groups), len(groups), "named members")
    title += f"; of {number(bare)} only the name is known" if bare else ""
    heads, labels = [escape(names[party]) for party in columns], [group["html"] for group in groups]
    layout = {
        "height": len(groups) * 28,
        "xaxis": {
            "type": "category",
            "side": "top",
            "tickangle": -90,
            "tickvals": columns,
            "ticktext": heads,
        },
        "yaxis": {"type": "category", "autorange": "reversed", "tickvals": ids, "ticktext": labels},
    }
    return _landscape(
        dataset,
        parts,
        groups,
        rest,
        kind="Matrix of coalitions and countries",
        title=title,
        layout=layout,
        data=[_tiled(dataset, tiles, ids, columns)],
        notes=[f"Empty tile: {_SILENT}" if mine else ""],
        margin=(_room(labels), max(18, 200 - 40 * len(columns)), _room(heads) - 12, 4),
    )


@chart
def coalition_timeline(
    dataset: Dataset,
    *,
    coalition: str | Literal["all"] | None = "all",
    most: int = 12,
    kinds: Sequence[Kind] = ("founding", "accession", "agreement", "meeting", "structure"),
) -> go.Figure:
    """Show when coalitions were founded and what came after, each date as precise as its source.

    Parameters
    ----------
    dataset : Dataset
        Its ``events``.
    coalition : str or None
        ``coalition_id``, or "all"; None is the tables' own. An unknown one is a ValueError, as is an
        unknown kind.
    most : int
        How many events at the most: the kinds that stand first in ``kinds``, of these the latest.
    kinds : sequence of {"founding", "accession", "agreement", "meeting", "structure", "announcement"}

    Examples
    --------
    >>> import coalviz
    >>> coalviz.coalition_timeline(coalviz.load()).layout.meta["title"]
    'Three of eight coalitions have a dated founding: November 2023 to January 2024'
    """
    whose, every = coalition_name(dataset, coalition), _events(dataset, coalition)
    chosen = [event for event in every if event["kind"] in kinds]
    if not chosen:
        return nothing_known(dataset, f"founding or milestone of {whose}")
    chosen.sort(key=lambda one: (list(kinds).index(one["kind"]), -one["last"].toordinal()))
    drawn = chosen[:most] if len(chosen) > most + 1 else list(chosen)
    drawn.sort(key=lambda event: event["middle"])
    left_out = len(chosen) - len(drawn)
    texts = [event["text"] for event in drawn] + [f"and {left_out} others"] * bool(left_out)
    groups = _chosen(dataset, coalition=coalition)[1]
    milestones = sentence(f"{plural(len(chosen), 'milestone')} of {whose}")
    title = _title_of_foundings(every, groups) if coalition == ALL else ""
    title = title or f"{milestones}, the last {drawn[-1]['when']}"
    shown = listed(list(dict.fromkeys(event["kind"] for event in drawn)))
    return {
        "figure": _timeline(dataset, drawn, texts),
        "title": title,
        "used": _lines([*chosen, *groups]),
        "subtitle": f"Events: {shown}, {known_by(dataset)}",
        "alt": f"Timeline, one row an event. {title}. {'; '.join(texts)}.",
        "margin": {"l": 18, "r": 18, "t": 10, "b": 28},
        "notes": _event_notes(every, kinds, groups),
    }


@chart
def country_map(dataset: Dataset, *, coalition: str | Literal["all"] | None = "all") -> go.Figure:
    """Show on a map of equal tiles in how many coalitions a country is, or which part it plays in one.

    Parameters
    ----------
    dataset : Dataset
        Places of tiles: ``tile_row`` and ``tile_column`` of its ``parties``.
    coalition : str or None
        ``coalition_id``: parts in this one; an unknown one is a ValueError. None is the tables' own,
        "all" counts the coalitions.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.country_map(coalviz.load()).layout.meta["title"]
    'France, Latvia, Ukraine and the United Kingdom take part in two coalitions each'
    """
    whose = "any coalition" if coalition == ALL else coalition_name(dataset, coalition)
    parts, groups, mine, _ = _chosen(dataset, coalition=coalition)
    if not parts:
        return nothing_known(dataset, f"member of or contributor to {whose}")
    tiles, off = _map_tiles(dataset, mine, coalition == ALL)
    names, subtitle = dataset.names, ""
    if coalition == ALL:
        by_count = _by_count(dataset, mine)
        title = _title_of_counts(by_count)
        subtitle = "Number of coalitions that a country leads, founded, joined or contributes to"
        counted = [f"in {number(count)}: {listed(who, most=20)}" for count, who in by_count.items()]
        said = "; ".join(counted)
    else:
        title = f"Parts in {whose}: {groups[0]['told']}"
        said = "; ".join(f"{names[part['party_id']]}: {part['said']}" for part in parts)
    ends = [int(max((place[axis] for place in tiles), default=0)) + 1 for axis in (0, 1)]
    axes = {"xaxis": {"visible": False}, "yaxis": {"visible": False, "autorange": "reversed"}}
    notes = [f"Tiles stand roughly where a country lies; pale: {_SILENT}"]
    return _landscape(
        dataset,
        parts,
        groups if coalition != ALL else [],
        kind="Map of equal tiles, one a country",
        title=title,
        said=said,
        subtitle=subtitle,
        layout={"height": 44 * ends[0], **axes},
        data=[_tiled(dataset, tiles, *map(range, ends))],
        notes=notes + [f"Without a tile: {listed(off, most=12)}"] * bool(off),
        margin=(18, 18, 10, 4),
    )


@chart
def country_links(
    dataset: Dataset, *, countries: Sequence[str] | None = None, most: int = 20
) -> go.Figure:
    """Draw a line from each country to each coalition that it leads, founded, joined or contributes to.

    Parameters
    ----------
    dataset, countries, most
        As in ``coalition_roles``.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.country_links(coalviz.load()).layout.meta["title"]
    'Estonia and Luxembourg lead IT; France and Germany lead Air defence'
    """
    parts, groups, mine, rest = _chosen(dataset, countries, most)
    names, ids = dataset.names, [group["id"] for group in groups]
    if not parts:
        who = listed([names[party] for party in mine], most=4)
        return nothing_known(
            dataset,
            f"{f'part of {who} in' if who else 'member of or contributor to'} any coalition",
        )
    order = _uncrossed(mine, ids)
    labels = [names[party] for party in order] + [f"and {len(rest)} others"] * bool(rest)
    left = [(row + 0.5) / len(labels) for row in range(len(labels))]
    links = [
        (start, part, role)
        for start, party in zip(left, order)
        for part in mine[party]
        for role in part["roles"]
    ]
    right, ends = _ports(links, ids, 0.2 / len(labels))
    texts = [*(f"{escape(label)} " for label in labels), *(f" {group['html']}" for group in groups)]
    words_at_ends = {
        "x": [0] * len(labels) + [1] * len(ids),
        "y": left + right,
        "text": texts,
        "textposition": ["middle left"] * len(labels) + ["middle right"] * len(ids),
    }
    layout = {
        "height": max(24 * len(labels), 30 * len(ids)),
        "hovermode": "closest",
        "xaxis": {"visible": False, "range": [0, 1]},
        "yaxis": {"visible": False, "range": [1, 0]},
    }
    return _landscape(
        dataset,
        parts,
        groups,
        rest,
        kind="Lines from countries to coalitions",
        data=[*_link_traces(dataset, ends, len(links) > 60), _TEXT | words_at_ends],
        layout=layout,
        title=_title_of_leads(dataset, parts, ids),
        subtitle="Who plays which part in which coalition",
        margin=(_room(labels), _room(texts[len(labels) :]), 4, 4),
    )


def _uncrossed(mine: Mapping[str, list[dict]], ids: Sequence[str]) -> list[str]:
    """Order countries so that each stands about where its coalitions do: few lines cross."""
    rows = {
        party: [ids.index(part["coalition_id"]) for part in own] or [0]
        for party, own in mine.items()
    }
    return sorted(mine, key=lambda party: sum(rows[party]) / len(rows[party]))


def _ports(
    links: Sequence[tuple], ids: Sequence[str], aside: float
) -> tuple[list[float], dict[str, list[tuple]]]:
    """Give each coalition room for its label, the more lines the more, and each line its own end.

    Returns the middles of the coalitions, and by role, the strongest last, start, end and part of each line.
    """
    top, middles = 0.0, []
    ends: dict[str, list[tuple]] = {role: [] for role in reversed(_ROLES)}
    for coalition in ids:
        own = [link for link in links if link[1]["coalition_id"] == coalition]
        room = 0.6 / len(ids) + 0.4 * len(own) / len(links)
        middles.append(top + room / 2)
        top += room
        spread = min(0.8 * room, 0.015 * len(own))
        for port, (start, part, role) in enumerate(own):
            end = middles[-1] + ((port + 0.5) / len(own) - 0.5) * spread
            ends[role].append((start + aside * (role == "contributes"), end, part))
    return middles, ends


def _link_traces(
    dataset: Dataset, ends: Mapping[str, Sequence[tuple]], crowded: bool
) -> Iterable[dict]:
    """Draw the lines of each role, and at their ends the marks that hold the rows."""
    common = {"type": "scatter", "cliponaxis": False}
    for role, own in ends.items():
        if not own:
            continue
        _, name, _, width, dash = _ROLES[role]
        colour = COLOURS["muted" if dash == "dashdot" else role]
        yield common | {
            "mode": "lines",
            "x": [0, 0.3, 0.7, 1, None] * len(own),
            "y": [height for a, b, _ in own for height in (*_curve(a, b), None)],
            "name": name,
            "hoverinfo": "skip",
            "line": {"color": colour, "width": width, "dash": dash, "shape": "spline"},
            "showlegend": True,
            "legendrank": list(_ROLES).index(role),
            "opacity": 0.4 if crowded and width <= 2 else 1,
        }
        table = "pledges" if dash == "dot" else "memberships"
        lines = [part["lines"][table] for *_, part in own]
        yield (
            common
            | marks(dataset, table, lines, [part["tile"][2] for *_, part in own])
            | {
                "mode": "markers",
                "x": [1] * len(own),
                "y": [end for _, end, _ in own],
                "marker": {"color": COLOURS[role], "size": 5},
                "showlegend": False,
            }
        )


def _curve(start: float, end: float) -> tuple[float, float, float, float]:
    return start, 0.784 * start + 0.216 * end, 0.216 * start + 0.784 * end, end


def _title_of_leads(dataset: Dataset, parts: Sequence[dict], ids: Sequence[str]) -> str:
    """Say who leads what, where that is short; else how many take part."""
    led: dict[str, list[str]] = {}
    for part in sorted(parts, key=lambda part: (ids.index(part["coalition_id"]), part["who"])):
        if part["role"] == "lead":
            led.setdefault(part["coalition_id"], []).append(dataset.names[part["party_id"]])
    if 0 < len(led) <= 2:
        return "; ".join(
            f"{listed(who, most=3)} lead{'s' * (len(who) == 1)} {dataset.names[coalition]}"
            for coalition, who in led.items()
        )
    many, far = (len({part[of] for part in parts}) for of in ("party_id", "coalition_id"))
    return f"Countries that take part or contribute: {number(many)}, in {plural(far, 'coalition')}"


def _parts(dataset: Dataset) -> list[dict]:
    """What each party is in each coalition by the rows of all sources, with the tile that shows it."""
    names, found = dataset.names, []
    for part in parts_of(dataset):
        shown = [part.role] * (part.role is not None) + ["contributes"] * part.contributes
        text = ", ".join(_ROLES[role][1] for role in shown) + "; sources differ" * part.differ
        sign = "".join(_ROLES[role][0] for role in shown) + "?" * part.differ
        who, where = names[part.party], names[part.coalition]
        found.append(
            {
                "coalition_id": part.coalition,
                "party_id": part.party,
                "role": part.role,
                "differ": part.differ,
                "contributes": part.contributes,
                "lines": part.rows,
                "roles": shown,
                "said": text,
                "who": f"{who} ({where})",
                "where": f"{where} ({text})",
                "tile": (COLOURS[shown[0]], sign, f"{who}, {where}: {text}", part.rows),
            }
        )
    return found


def _chosen(
    dataset: Dataset,
    countries: Sequence[str] | None = None,
    most: int = 999,
    coalition: str = ALL,
) -> tuple[list[dict], list[dict], dict[str, list[dict]], dict[str, list[dict]]]:
    """Parts, coalitions, the parts of each country to draw (those in most coalitions first), those of the others."""
    every = [part for part in _parts(dataset) if coalition in (ALL, part["coalition_id"])]
    parts = [part for part in every if countries is None or part["party_id"] in countries]
    mine: dict[str, list[dict]] = {party: [] for party in countries or ()}
    for part in parts:
        mine.setdefault(part["party_id"], []).append(part)
    ranks = {
        party: sorted(list(_ROLES).index(part["roles"][0]) for part in own)
        for party, own in mine.items()
    }
    order = sorted(mine, key=lambda party: (-len(mine[party]), ranks[party], dataset.names[party]))
    kept = len(order) if len(order) <= most + 1 else most
    found, groups = {}, []
    for table in ("coalitions", "memberships", "headcounts", "pledges", "totals", "events"):
        for row in dataset.records(table):
            if coalition in (ALL, row["coalition_id"]):
                found.setdefault(row["coalition_id"], {}).setdefault(table, []).append(row["line"])
    for name, lines in found.items():
        own = [part for part in every if part["coalition_id"] == name]
        groups.append(_group(dataset, name, own, lines))
    groups.sort(key=lambda group: (-group["named"], -group["all"], not group["known"]))
    return (
        parts,
        groups,
        {party: mine[party] for party in order[:kept]},
        {party: mine[party] for party in order[kept:]},
    )


def _group(dataset: Dataset, coalition: str, own: list[dict], lines: dict) -> dict:
    """Say of a coalition how many are named, and which parts are played in it."""
    now = at(dataset, coalition, dataset.day or datetime.date.max)
    known = bool(set(lines) - {"coalitions"})
    state = _named(now, headcounts(dataset, coalition)) if known else "name only"
    many = {role: sum(role in part["roles"] for part in own) for role in _ROLES}
    told = [f"{count} {_ROLES[role][1 + (count > 1)]}" for role, count in many.items() if count]
    ink, name = COLOURS["ink" if known else "muted"], dataset.names[coalition]
    return {
        "id": coalition,
        "name": name,
        "known": known,
        "named": len(now.named) + len(now.perhaps),
        "all": len(own),
        "told": ", ".join([state, *told]),
        "html": f"<span style='color:{ink}'><b>{escape(name)}</b>: {escape(state)}</span>",
        "lines": {name: lines.get(name, []) for name in ("coalitions", "headcounts")},
    }


def _named(now: Moment, heads: Sequence[Headcount]) -> str:
    """Say how many are named, beside every number that was reported."""
    low, high = len(now.named), len(now.named) + len(now.perhaps)
    named = f"{low} to {high}" if low < high else f"{low or 'none'}"
    counts = list(dict.fromkeys(head.number for head in heads))
    if len(counts) == 1 and high <= heads[-1].count:
        return f"{named} of {counts[0]} named"
    told = listed(counts) if len(counts) < 4 else f"{number(len(counts))} numbers"
    return f"{named} named" + (f", {told} reported" if counts else "")


def _events(dataset: Dataset, coalition: str) -> list[dict]:
    """Each dated event once: its first and last possible day, in words, and the rows of all sources that report it."""
    groups: dict[str, list[dict]] = {}
    for row in dataset.records("events"):
        if row["date"] and coalition in (ALL, row["coalition_id"]):
            groups.setdefault(row["event_id"], []).append(row)
    return [_event(dataset, rows) for rows in groups.values()]


def _event(dataset: Dataset, rows: list[dict]) -> dict:
    """Put all reports of an event together: dates that fit each other refine each other."""
    dates = {row["date"]: bounds(row["date"]) for row in rows}
    firsts = [first for first, _ in dates.values() if first]
    lasts = [last or max(first, dataset.day) for first, last in dates.values()]
    first, last, when = max(firsts, default=None), min(lasts), words(max(dates, key=len))
    if first and first > last:  # they contradict each other: any of them
        first = min(firsts) if len(firsts) == len(dates) else None
        last, when = max(lasts), " or ".join(map(words, dates))
    elif first is None:
        when = words(min(dates, key=lambda date: dates[date][1]))
    name = dataset.names[rows[0]["coalition_id"]]
    short = re.sub(r"([A-Z][a-z]{2})[a-z]*(?= \d{4})", r"\1", when)  # January → Jan
    return rows[0] | {
        "lines": {"events": [row["line"] for row in rows]},
        "first": first,
        "last": last,
        "middle": last - (last - (first or last)) / 2,
        "when": when,
        "text": f"{short[0].upper()}{short[1:]} · {name}: {rows[0]['title']}",
    }


def _timeline(dataset: Dataset, drawn: Sequence[dict], texts: Sequence[str]) -> dict:
    """Draw a row for each event: its words, and below them a dot, a span, or a line up to a day."""
    first = min(event["first"] or event["last"] for event in drawn)
    last = max(event["last"] for event in drawn)
    pad = datetime.timedelta(days=max(4, (last - first).days // 25))
    left, right = str(first - pad), str(last + DAY + pad)
    words_at_left = {
        "x": [left] * len(texts),
        "y": list(range(len(texts))),
        "textposition": "middle right",
        "text": [escape(shorten(text, 72, placeholder=" …")) for text in texts],
    }
    lines = [event["lines"]["events"] for event in drawn]
    shown = marks(dataset, "events", lines, [event["text"] for event in drawn])
    told = zip(drawn, shown["customdata"], shown["hovertext"])
    traces = [
        _DRAWN | shown | _span(event, left, row + 0.48, references, hover)
        for row, (event, references, hover) in enumerate(told)
    ]
    dates = {"type": "date", "range": [left, right], "showgrid": True}
    layout = {
        "height": 40 * len(texts),
        "hovermode": "closest",
        "yaxis": {"visible": False, "range": [len(texts) - 0.2, -0.6]},
        "xaxis": dates | {"nticks": 6, "tickformat": "%-d %b %Y"},
    }
    return {"data": [_TEXT | words_at_left, *traces], "layout": layout}


def _span(event: dict, left: str, height: float, references: str, hover: str) -> dict:
    """Draw when an event was: a day is a dot, a month a thick line, "by a day" is open to the left."""
    colour, begin, end = COLOURS[_KINDS[event["kind"]]], event["first"], event["last"]
    x, mode, width, symbol = [str(begin), str(end + DAY)], "lines", 8, "circle"
    if begin == end:
        x, mode = [str(end)], "markers"
    elif begin is None:
        x, mode, width, symbol = [left, str(end)], "lines+markers+text", 2, "cross-thin"
    edge = {"color": colour, "width": 0 if begin else 3}
    arrow = {"text": ["◂", ""], "textposition": "middle left", "textfont": {"color": colour}}
    return {
        "name": event["text"],
        "mode": mode,
        "x": x,
        "y": [height] * len(x),
        "hovertext": hover,
        "customdata": [references] * len(x),
        "line": {"color": colour, "width": width, "dash": "solid" if begin else "dot"},
        "marker": {
            "symbol": symbol,
            "size": 10,
            "color": colour,
            "opacity": [0, 1][-len(x) :],
            "line": edge,
        },
        **({} if begin else arrow),
    }


def _title_of_foundings(every: Sequence[dict], groups: Sequence[dict]) -> str:
    """Say how many coalitions have a dated founding, if any has."""
    founded = [event for event in every if event["kind"] == "founding"]
    if not founded:
        return ""
    founded.sort(key=lambda event: event["last"])
    dated = {event["coalition_id"] for event in founded}
    dates = " to ".join(dict.fromkeys([founded[0]["when"], founded[-1]["when"]]))
    return f"{_having(len(dated), len(groups), 'a dated founding')}: {dates}"


def _event_notes(every: Sequence[dict], kinds: Sequence[str], groups: Sequence[dict]) -> list[str]:
    dated = {event["coalition_id"] for event in every if event["kind"] == "founding"}
    undated = listed([group["name"] for group in groups if group["id"] not in dated], most=12)
    others = [event["kind"] for event in every if event["kind"] not in kinds]
    notes = [
        "A dot is a day, a thick line a month or another span; "
        "a dotted line to a cross means by that day, no later"
    ]
    notes += [f"No source states the date of founding of {undated}"] * bool(undated)
    kind = listed(list(dict.fromkeys(others)))
    return notes + [f"Not drawn: {number(len(others))} of the kind {kind}"] * bool(others)


def _by_count(dataset: Dataset, mine: Mapping[str, list[dict]]) -> dict[int, list[str]]:
    """Name the countries by the number of coalitions that they are in; the largest number first."""
    found: dict[int, list[str]] = {}
    for party, own in mine.items():
        found.setdefault(len(own), []).append(dataset.names[party])
    return {count: sorted(who) for count, who in found.items()}


def _title_of_counts(by_count: Mapping[int, list[str]]) -> str:
    most = max(by_count)
    articled = ("United ", "Netherlands")
    who = [f"the {name}" if name.startswith(articled) else name for name in by_count[most]]
    take, each = ("takes", "") if len(who) == 1 else ("take", " each")
    return sentence(f"{listed(who, most=4)} {take} part in {plural(most, 'coalition')}{each}")


def _map_tiles(
    dataset: Dataset, mine: Mapping[str, list[dict]], counted: bool
) -> tuple[dict[tuple, tuple], list[str]]:
    """Give the tiles by row and column, and the countries that have a part and no tile."""
    tiles, off = {}, []
    most = max(map(len, mine.values()))
    for row in dataset.records("parties"):
        party, name = row["party_id"], row["name"]
        own, place = mine.get(party, []), (row["tile_row"], row["tile_column"])
        colour, sign, heading, lines = _PALE, "", f"{name}: not named", {}
        if own and counted:
            colour = _COUNTS[(len(own) - 1) * len(_COUNTS) // max(len(_COUNTS), most)]
            where = listed([part["where"] for part in own])
            sign, heading, lines = str(len(own)), f"{name}: {where}", _lines(own)
        elif own:
            colour, sign, heading, lines = own[0]["tile"]
        if None in place or place in tiles:
            off += [name] * bool(own)
        else:
            tiles[place] = (colour, escape(party) + f"<br>{sign}" * bool(sign), heading, lines)
    return tiles, off


def _having(count: int, total: int, what: str) -> str:
    """Say how many of the coalitions have something."""
    if total == 1:
        return f"The only coalition known has {what}" if count else f"No {what} are known"
    if count == total:
        who = "both coalitions" if total == 2 else f"all {number(total)} coalitions"
    else:
        who = f"{number(count)} of {number(total)} coalitions" if count else "no coalition"
    return f"{who} {'has' if count <= 1 else 'have'} {what}".capitalize()


def _lines(records: Iterable[Mapping]) -> dict[str, list[int]]:
    """All rows behind some parts, coalitions or events, by table."""
    found: dict[str, list[int]] = {}
    for table, lines in (item for record in records for item in record["lines"].items()):
        found.setdefault(table, []).extend(lines)
    return found


def _room(labels: Iterable[str]) -> float:
    """Say how many pixels beside the plot its labels take."""
    return 26 + max(text_width(plain(label), 13) for label in labels)


def _landscape(
    dataset: Dataset,
    parts: list[dict],
    groups: list[dict],
    rest: Iterable = (),
    *,
    data: list[dict],
    layout: dict,
    kind: str,
    title: str,
    margin: tuple,
    subtitle: str = "",
    said: str = "",
    notes: Iterable[str] = (),
) -> dict:
    """What the matrix, the map and the lines share: key, alternative text, what differs, who is not drawn."""
    names, differing = (
        dataset.names,
        listed([part["who"] for part in parts if part["differ"]], most=4),
    )
    differing = f"Sources differ on {differing}" if differing else ""
    there = {role for part in parts for role in part["roles"]}
    key = [f"{sign} {name}" for role, (sign, name, *_) in _ROLES.items() if role in there]
    key += ["? sources differ"] * bool(differing)
    told = "; ".join(f"{group['name']}: {group['told']}" for group in groups)
    strong = [
        f"{names[part['party_id']]}: {part['where']}"
        for part in parts
        if part["role"] in ("lead", "founder")
    ]
    others = (
        f"{len(rest)} others: {listed([names[party] for party in rest], most=12)}" if rest else ""
    )
    alt = [kind, title, *([said] if said else [told, listed(strong, most=12)]), differing]
    return {
        "figure": {"data": data, "layout": layout},
        "used": _lines([*parts, *groups]),
        "title": title,
        "subtitle": "; ".join(filter(None, [subtitle or ", ".join(key), known_by(dataset)])),
        "margin": dict(zip("lrtb", margin)),
        "alt": ". ".join(filter(None, alt)) + ".",
        "notes": [differing, *notes, others],
    }


def _tiled(
    dataset: Dataset, tiles: Mapping[tuple, tuple], rows: Sequence, columns: Sequence
) -> dict:
    """Draw tiles of equal size: by row and column the colour, text, heading and rows of each. Plotly fits the texts."""
    colours, texts, headings, lines = zip(*tiles.values()) if tiles else [()] * 4
    shown = mixed_marks(dataset, lines, headings)
    refs = shown["customdata"]
    said = [
        text or f"<b>{escape(heading)}</b>" for text, heading in zip(shown["hovertext"], headings)
    ]
    scale = list(dict.fromkeys([_PALE, *colours]))
    cells = dict(zip(tiles, zip(map(scale.index, colours), texts, said, refs)))
    grids = (
        [[cells.get((row, one), (None, "", "", ""))[of] for one in columns] for row in rows]
        for of in range(4)
    )
    return dict(zip(("z", "text", "hovertext", "customdata"), grids)) | {
        "type": "heatmap",
        "x": list(columns),
        "y": list(rows),
        "colorscale": [
            (end / len(scale), colour)
            for place, colour in enumerate(scale)
            for end in (place, place + 1)
        ],
        "zmin": -0.5,
        "zmax": len(scale) - 0.5,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "texttemplate": "%{text}",
        "hoverongaps": False,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
