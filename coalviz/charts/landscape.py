"""Charts of the landscape: who plays which part in which coalition, what happened when, where on the map."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from textwrap import shorten
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from ..claims.members import Headcount, Moment, at, headcounts
from ..claims.members import parts as parts_of
from ..dataset import Dataset
from ..dates import bounds, words
from ..theme import COLOURS, escape, plain, text_width
from ..wording import coalition_name, known_by, listed, number
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
    coalition: str | None = None,
    most: int = 12,
    kinds: Sequence[Kind] = ("founding", "accession", "agreement", "meeting", "structure"),
) -> go.Figure:
    """Show when coalitions were founded and what came after, each date as precise as its source.

    Parameters
    ----------
    dataset : Dataset
        Its ``events``.
    coalition : str or None
        ``coalition_id``; None for all coalitions. An unknown one is a ValueError, as is an unknown kind.
    most : int
        How many events at the most: the kinds that stand first in ``kinds``, of these the latest.
    kinds : sequence of {"founding", "accession", "agreement", "meeting", "structure", "announcement"}

    Examples
    --------
    >>> import coalviz
    >>> coalviz.coalition_timeline(coalviz.load()).layout.meta["title"]
    'Three of eight coalitions have a dated founding: November 2023 to January 2024'
    """
    whose, every, rank = (
        coalition_name(dataset, coalition),
        _events(dataset, coalition),
        list(kinds).index,
    )
    chosen = [event for event in every if event["kind"] in kinds]
    if not chosen:
        return nothing_known(dataset, f"founding or milestone of {whose}")
    chosen.sort(key=lambda event: (rank(event["kind"]), -event["last"].toordinal()))
    drawn = sorted(
        chosen[:most] if len(chosen) > most + 1 else chosen, key=lambda event: event["middle"]
    )
    first, last = (
        min(event["first"] or event["last"] for event in drawn),
        max(event["last"] for event in drawn),
    )
    pad, day = (
        datetime.timedelta(days=max(4, (last - first).days // 25)),
        datetime.timedelta(days=1),
    )
    left, right = str(first - pad), str(last + day + pad)
    texts = [event["text"] for event in drawn] + [f"and {len(chosen) - len(drawn)} others"] * (
        len(chosen) > len(drawn)
    )
    traces = [
        _TEXT
        | {
            "x": [left] * len(texts),
            "y": list(range(len(texts))),
            "textposition": "middle right",
            "text": [escape(shorten(text, 72, placeholder=" …")) for text in texts],
        }
    ]
    shown = marks(
        dataset,
        "events",
        [event["lines"]["events"] for event in drawn],
        [event["text"] for event in drawn],
    )
    for row, (event, refs, said) in enumerate(zip(drawn, shown["customdata"], shown["hovertext"])):
        colour, begin, end = COLOURS[_KINDS[event["kind"]]], event["first"], event["last"]
        x, mode, width, symbol = [str(begin), str(end + day)], "lines", 8, "circle"
        if begin == end:  # a day is a dot
            x, mode = [str(end)], "markers"
        elif begin is None:  # by a day: open to the left
            x, mode, width, symbol = [left, str(end)], "lines+markers", 2, "line-ns"
        marker = {"symbol": symbol, "size": 10, "color": colour, "opacity": [0, 1][-len(x) :]}
        traces.append(
            _DRAWN
            | shown
            | {
                "mode": mode,
                "x": x,
                "y": [row + 0.48] * len(x),
                "hovertext": said,
                "customdata": [refs] * len(x),
                "line": {"color": colour, "width": width, "dash": "solid" if begin else "dot"},
                "marker": marker | {"line": {"color": colour, "width": 0 if begin else 3}},
            }
        )
    founded = sorted(
        (event for event in every if event["kind"] == "founding"), key=lambda event: event["last"]
    )
    groups, dated = (
        _chosen(dataset, coalition=coalition)[1],
        {event["coalition_id"] for event in founded},
    )
    undated = listed([group["name"] for group in groups if group["id"] not in dated], most=12)
    title = f"{number(len(chosen))} milestone{'s' * (len(chosen) > 1)} of".capitalize()
    title += f" {whose}, the last {drawn[-1]['when']}"
    if coalition is None and founded:
        dates = " to ".join(dict.fromkeys([founded[0]["when"], founded[-1]["when"]]))
        title = f"{_having(len(dated), len(groups), 'a dated founding')}: {dates}"
    left_out = listed(
        list(dict.fromkeys(event["kind"] for event in every if event["kind"] not in kinds))
    )
    layout = {
        "height": 40 * len(texts),
        "hovermode": "closest",
        "yaxis": {"visible": False, "range": [len(texts) - 0.2, -0.6]},
        "xaxis": {
            "type": "date",
            "range": [left, right],
            "showgrid": True,
            "nticks": 6,
            "tickformat": "%-d %b %Y",
        },
    }
    return {
        "figure": {"data": traces, "layout": layout},
        "title": title,
        "used": _lines([*chosen, *groups]),
        "subtitle": f"Events: {listed(list(dict.fromkeys(event['kind'] for event in drawn)))}, {known_by(dataset)}",
        "alt": f"Timeline, one row an event. {title}. {'; '.join(texts)}.",
        "margin": {"l": 18, "r": 18, "t": 10, "b": 28},
        "notes": [
            "A dot is a day, a thick line a month or another span; "
            "a dotted line that ends in a bar means by that day, no later",
            f"No source states the date of founding of {undated}" if undated else "",
            f"Not drawn: {number(len(every) - len(chosen))} of the kind {left_out}"
            if left_out
            else "",
        ],
    }


@chart
def country_map(dataset: Dataset, *, coalition: str | None = None) -> go.Figure:
    """Show on a map of equal tiles in how many coalitions a country is, or which part it plays in one.

    Parameters
    ----------
    dataset : Dataset
        Places of tiles: ``tile_row`` and ``tile_column`` of its ``parties``.
    coalition : str or None
        ``coalition_id``: parts in this one; an unknown one is a ValueError. None: the number of coalitions.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.country_map(coalviz.load()).layout.meta["title"]
    'France, Latvia, Ukraine and the United Kingdom take part in two coalitions each'
    """
    whose = "any coalition" if coalition is None else coalition_name(dataset, coalition)
    parts, groups, mine, _ = _chosen(dataset, coalition=coalition)
    if not parts:
        return nothing_known(dataset, f"member of or contributor to {whose}")
    tiles, off, names, table = {}, [], dataset.names, dataset.tables["parties"]
    subtitle = "Number of coalitions that a country leads, founded, joined or contributes to"
    by_count = {
        count: sorted(map(names.get, who))
        for count, who in groupby(mine, lambda party: len(mine[party]))
    }
    most = max(by_count)
    for party, *place in zip(
        table["party_id"], table["tile_row"].astype(float), table["tile_column"].astype(float)
    ):
        own, place = mine.get(party, []), tuple(place)
        colour, sign, heading, lines = (
            own[0]["tile"] if own else (_PALE, "", f"{names[party]}: not named", {})
        )
        if own and coalition is None:
            colour, sign = (
                _COUNTS[(len(own) - 1) * len(_COUNTS) // max(len(_COUNTS), most)],
                str(len(own)),
            )
            heading = f"{names[party]}: {listed([part['where'] for part in own])}"
            lines = _lines(own)
        if any(map(pd.isna, place)) or place in tiles:
            off += [names[party]] * bool(own)
        else:
            tiles[place] = (colour, escape(party) + f"<br>{sign}" * bool(sign), heading, lines)
    if coalition is None:
        who = [
            f"the {name}" if name.startswith(("United ", "Netherlands")) else name
            for name in by_count[most]
        ]
        take, each = ("takes", "") if len(who) == 1 else ("take", " each")
        title = (
            f"{listed(who, most=4)} {take} part in {number(most)} coalition{'s' * (most > 1)}{each}"
        )
        title = title[0].upper() + title[1:]
        said = "; ".join(
            f"in {number(count)}: {listed(who, most=20)}" for count, who in by_count.items()
        )
    else:
        title, subtitle = f"Parts in {whose}: {groups[0]['told']}", ""
        said = "; ".join(f"{names[part['party_id']]}: {part['said']}" for part in parts)
    high, wide = (
        range(int(max((place[axis] for place in tiles), default=0)) + 1) for axis in (0, 1)
    )
    axes = {"xaxis": {"visible": False}, "yaxis": {"visible": False, "autorange": "reversed"}}
    notes = [f"Tiles stand roughly where a country lies; pale: {_SILENT}"]
    return _landscape(
        dataset,
        parts,
        groups if coalition else [],
        kind="Map of equal tiles, one a country",
        title=title,
        said=said,
        subtitle=subtitle,
        layout={"height": 44 * len(high), **axes},
        data=[_tiled(dataset, tiles, high, wide)],
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
    # each country stands about where its coalitions do: few lines cross
    rows = {
        party: [ids.index(part["coalition_id"]) for part in own] or [0]
        for party, own in mine.items()
    }
    order = sorted(mine, key=lambda party: sum(rows[party]) / len(rows[party]))
    labels = [names[party] for party in order] + [f"and {len(rest)} others"] * bool(rest)
    left = [(row + 0.5) / len(labels) for row in range(len(labels))]
    links = [
        (start, part, role)
        for start, party in zip(left, order)
        for part in mine[party]
        for role in part["roles"]
    ]
    top, right, drawn = 0.0, [], {role: [] for role in reversed(_ROLES)}  # the strongest on top
    for (
        one
    ) in ids:  # room for its label, the more the more lines; each line ends at a place of its own
        own = [link for link in links if link[1]["coalition_id"] == one]
        room = 0.6 / len(ids) + 0.4 * len(own) / len(links)
        right.append(top + room / 2)
        top += room
        for port, (start, part, role) in enumerate(own):
            end = right[-1] + ((port + 0.5) / len(own) - 0.5) * min(0.8 * room, 0.015 * len(own))
            drawn[role].append((start + 0.2 / len(labels) * (role == "contributes"), end, part))
    traces, common = [], {"type": "scatter", "cliponaxis": False}
    for role, own in drawn.items():
        if not own:
            continue
        _, name, _, width, dash = _ROLES[role]
        colour, table = (
            COLOURS["muted" if dash == "dashdot" else role],
            "pledges" if dash == "dot" else "memberships",
        )
        curves = [
            y for a, b, _ in own for y in (a, 0.784 * a + 0.216 * b, 0.216 * a + 0.784 * b, b, None)
        ]
        traces.append(
            common
            | {
                "mode": "lines",
                "x": [0, 0.3, 0.7, 1, None] * len(own),
                "y": curves,
                "name": name,
                "hoverinfo": "skip",
                "line": {"color": colour, "width": width, "dash": dash, "shape": "spline"},
                "showlegend": True,
                "legendrank": list(_ROLES).index(role),
                "opacity": 0.4 if len(links) > 60 and width <= 2 else 1,
            }
        )
        said = marks(
            dataset,
            table,
            [part["lines"][table] for *_, part in own],
            [part["tile"][2] for *_, part in own],
        )
        traces.append(
            common
            | said
            | {
                "mode": "markers",
                "x": [1] * len(own),
                "y": [end for _, end, _ in own],
                "marker": {"color": COLOURS[role], "size": 5},
                "showlegend": False,
            }
        )
    texts = [*(f"{escape(label)} " for label in labels), *(f" {group['html']}" for group in groups)]
    traces.append(
        _TEXT
        | {
            "x": [0] * len(labels) + [1] * len(ids),
            "y": left + right,
            "text": texts,
            "textposition": ["middle left"] * len(labels) + ["middle right"] * len(ids),
        }
    )
    led: dict[str, list[str]] = {}
    for part in sorted(parts, key=lambda part: (ids.index(part["coalition_id"]), part["who"])):
        if part["role"] == "lead":
            led.setdefault(names[part["coalition_id"]], []).append(names[part["party_id"]])
    title = "; ".join(
        f"{listed(who, most=3)} lead{'s' * (len(who) == 1)} {one}" for one, who in led.items()
    )
    if not 0 < len(led) <= 2:
        many, far = (len({part[of] for part in parts}) for of in ("party_id", "coalition_id"))
        title = f"Countries that take part or contribute: {number(many)}, in {number(far)} coalition{'s' * (far > 1)}"
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
        data=traces,
        layout=layout,
        title=title,
        subtitle="Who plays which part in which coalition",
        margin=(_room(labels), _room(texts[len(labels) :]), 4, 4),
    )


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
    coalition: str | None = None,
) -> tuple[list[dict], list[dict], dict[str, list[dict]], dict[str, list[dict]]]:
    """Parts, coalitions, the parts of each country to draw (those in most coalitions first), those of the others."""
    every = [part for part in _parts(dataset) if coalition in (None, part["coalition_id"])]
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
            if coalition in (None, row["coalition_id"]):
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


def _events(dataset: Dataset, coalition: str | None) -> list[dict]:
    """Each dated event once: its first and last possible day, in words, and the rows of all sources that report it."""
    groups: dict[str, list[dict]] = {}
    for row in dataset.records("events"):
        if row["date"] and coalition in (None, row["coalition_id"]):
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
