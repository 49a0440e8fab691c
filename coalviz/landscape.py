"""Charts of the landscape: who plays which part in which coalition, what happened when, where on the map."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go

from .dataset import Dataset
from .dates import bounds, words
from .provenance import chart, coalition_name, known_by, marks, nothing_known, number
from .theme import COLOURS, escape, listed, text_width
from .units import COMPARATORS

__all__ = ["coalition_roles", "coalition_timeline", "country_links", "country_map", "roles"]

_ROLES = {  # strongest first: sign on a tile, of one, of several, width of a line
    "lead": ("L", "leads", "lead", 4), "founder": ("F", "founded it", "founded it", 3), "member": ("M", "member", "members", 1.5),
    "observer": ("O", "observer", "observers", 1.5), "unstated": ("•", "part not stated", "part not stated", 1.5),
    "contributes": ("+", "contributes", "contribute", 2),
}  # fmt: skip
_COUNTS = ("#D9D5EC", "#B9B2DE", "#5F51A6", "#33276D")  # the more coalitions, the darker: one hue, and no role's
_PALE = "#F1F1F1"  # a tile without a part
_KINDS = {"founding": "founder", "accession": "member"} | dict.fromkeys(("agreement", "meeting", "structure", "announcement"), "muted")
_SILENT = "no source names a part, which does not say that there is none"


class Part(NamedTuple):
    """What a party is in a coalition, by the rows of all sources."""

    coalition_id: str
    party_id: str
    role: str | None
    contributes: bool
    differ: bool
    lines: dict[str, list[int]]

    @property
    def roles(self) -> list[str]:
        return [self.role] * (self.role is not None) + ["contributes"] * self.contributes

    @property
    def words(self) -> str:
        return ", ".join(_ROLES[role][1] for role in self.roles) + "; sources differ" * self.differ


def roles(dataset: Dataset) -> pd.DataFrame:
    """Say for each coalition which parties take part in it or contribute to it, and as what.

    Returns
    -------
    pandas.DataFrame
        One row a coalition and party: ``coalition_id``, ``party_id``, ``role`` (the strongest that any source gives: lead,
        founder, member, observer, unstated; missing for one who only contributes), ``contributes`` (donor of a
        pledge, also of a joint one), ``differ`` (sources give different roles, or a later one that names members
        leaves the party out), ``lines`` (its rows: a dict of table to lines).

    Examples
    --------
    >>> import coalviz
    >>> roles(coalviz.load()).query("party_id == 'FRA'")[["coalition_id", "role", "contributes"]].values.tolist()
    [['air-defence', 'lead', False], ['artillery', nan, True]]
    """
    return pd.DataFrame(_parts(dataset), columns=Part._fields).astype({"role": "str", "contributes": bool, "differ": bool})


def _parts(dataset: Dataset) -> list[Part]:
    said, given, when = dataset.tables["memberships"], dataset.tables["pledges"], _published(dataset)
    found, naming = {}, {}
    columns = (said[name] for name in ("coalition_id", "party_id", "role", "source_id"))
    for line, coalition, party, role, source in zip(said.index.tolist(), *columns):
        naming.setdefault(coalition, set()).add(source)
        of, lines = found.setdefault((coalition, party), ({}, {}))
        of.setdefault(role if isinstance(role, str) else "unstated", set()).add(source)
        lines.setdefault("memberships", []).append(line)
    for line, coalition, donors in zip(given.index.tolist(), given["coalition_id"], given["donors"]):
        for donor in donors.split():
            found.setdefault((coalition, donor), ({}, {}))[1].setdefault("pledges", []).append(line)
    parts = []
    for (coalition, party), (of, lines) in found.items():
        by = set().union(*of.values())
        # an earlier source cannot name who joined after it
        silent = [one for one in naming.get(coalition, set()) - by if by and when[one] > min(map(when.get, by))]
        strongest = min(of, key=list(_ROLES).index, default=None)
        parts.append(Part(coalition, party, strongest, "pledges" in lines, len(of) > 1 or bool(silent), lines))
    return parts


@chart
def coalition_roles(dataset: Dataset, *, countries: Sequence[str] | None = None, most: int = 20) -> go.Figure:
    """Show who leads, founded, joined or contributes to which coalition, and which coalitions are mere names.

    Parameters
    ----------
    dataset : Dataset
        Its ``coalitions``, ``memberships``, ``headcounts`` and ``pledges``.
    countries : sequence of str, optional
        Only these (``party_id``).
    most : int
        How many countries at the most; those in the fewest coalitions are one column.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If a country is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.coalition_roles(coalviz.load()).layout.meta["title"]
    'Three of eight coalitions have named members; of four only the name is known'
    """
    parts, groups, order, rest = _chosen(dataset, countries, most)
    if not groups:
        return nothing_known(dataset, "coalition")
    names = {**dataset.names, "rest": f"{len(rest)} others", "none": "no country named"}
    columns, tiles = order + ["rest"] * bool(rest) or ["none"], {}
    for group in groups:
        own = [part for part in parts if part.coalition_id == group["id"]]
        if group["known"]:  # a coalition that is a mere name has no tiles, not even empty ones
            tiles |= {(group["id"], party): (_PALE, "", f"{names[party]}, {group['name']}: not named", {}) for party in columns}
        tiles |= {(group["id"], part.party_id): _tile(dataset, part) for part in own if part.party_id not in rest}
        others = [part for part in own if part.party_id in rest]
        if others:
            who = listed([names[part.party_id] for part in others], most=12)
            tiles[group["id"], "rest"] = (_PALE, str(len(others)), f"{group['name']}: {who}", _lines(others))
    ids, labels = [group["id"] for group in groups], [f"{group['label']}: {group['state']}" for group in groups]
    ink = [COLOURS["ink" if group["known"] else "muted"] for group in groups]
    layout = {
        "height": len(groups) * 28,
        "xaxis": {"type": "category", "side": "top", "tickangle": -90, "tickvals": columns, "ticktext": [escape(names[party]) for party in columns]},
        "yaxis": {"type": "category", "autorange": "reversed", "tickvals": ids,
                  "ticktext": [f"<span style='color:{colour}'>{escape(label)}</span>" for colour, label in zip(ink, labels)]},
    }  # fmt: skip
    bare = sum(not group["known"] for group in groups)
    title = _of(sum(group["named"] > 0 for group in groups), len(groups), "named members")
    title += f"; of {number(bare)} only the name is known" if bare else ""
    return {
        "figure": {"data": [_tiled(dataset, tiles, ids, columns)], "layout": layout}, "title": title, "used": _lines(parts, groups),
        "subtitle": _key(parts) + known_by(dataset), "alt": f"Matrix of coalitions and countries. {title}. {_told(dataset, parts, groups)}",
        "notes": [_differing(dataset, parts), f"Empty tile: {_SILENT}" if order else "", _others(dataset, rest)],
        "margin": {"l": 26 + max(text_width(label, 13) for label in labels), "r": max(18, 200 - 40 * len(columns)), "b": 4, "t": 14 + max(text_width(names[party], 13) for party in columns)},
    }  # fmt: skip


@chart
def coalition_timeline(
    dataset: Dataset, *, coalition: str | None = None, most: int = 12,
    kinds: Sequence[str] = ("founding", "accession", "agreement", "meeting", "structure"),
) -> go.Figure:  # fmt: skip
    """Show when coalitions were founded and what came after, each date as precise as its source.

    Parameters
    ----------
    dataset : Dataset
        Its ``events``.
    coalition : str or None
        ``coalition_id``; None for all coalitions.
    most : int
        How many events at the most: the kinds that stand first in ``kinds``, of these the latest.
    kinds : sequence of {"founding", "accession", "agreement", "meeting", "structure", "announcement"}

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If a kind or the coalition is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.coalition_timeline(coalviz.load()).layout.meta["title"]
    'Three of eight coalitions have a dated founding: November 2023 to January 2024'
    """
    unknown = [kind for kind in kinds if kind not in _KINDS]
    if unknown:
        raise ValueError(f"there are no events of the kind {', '.join(map(repr, unknown))}; kinds are {', '.join(_KINDS)}")
    whose, order = coalition_name(dataset, coalition), list(kinds).index
    groups = [group for group in _coalitions(dataset, []) if coalition in (None, group["id"])]
    every = [event for event in _events(dataset) if coalition in (None, event["coalition_id"])]
    chosen = sorted((event for event in every if event["kind"] in kinds), key=lambda event: (order(event["kind"]), -event["to"].toordinal()))
    if not chosen:
        return nothing_known(dataset, f"founding or milestone of {whose}")
    drawn = sorted(chosen[:most] if len(chosen) > most + 1 else chosen, key=lambda event: event["middle"])
    first, last = min(event["from"] or event["to"] for event in drawn), max(event["to"] for event in drawn)
    pad, day = datetime.timedelta(days=max(4, (last - first).days // 25)), datetime.timedelta(days=1)
    left, right = str(first - pad), str(last + day + pad)
    texts = [event["text"] for event in drawn] + [f"and {len(chosen) - len(drawn)} others"] * (len(chosen) > len(drawn))
    common = {"type": "scatter", "showlegend": False, "cliponaxis": False}
    traces = [common | {"mode": "text", "x": [left] * len(texts), "y": list(range(len(texts))), "textposition": "middle right", "hoverinfo": "skip",
                        "text": [escape(shorten(text, 72, placeholder=" …")) for text in texts]}]  # fmt: skip
    shown = marks(dataset, "events", [event["lines"]["events"] for event in drawn], [event["text"] for event in drawn])
    for row, event in enumerate(drawn):
        start, end, colour = event["from"], event["to"], COLOURS[_KINDS[event["kind"]]]
        look = {"mode": "lines", "x": [str(start or left), str(end + day)], "line": {"color": colour, "width": 8}}
        if start == end:  # a day is a dot
            look = {"mode": "markers", "x": [str(end)], "marker": {"color": colour, "size": 10}}
        elif start is None:  # by a day: open to the left
            marker = {"symbol": "line-ns", "size": 10, "opacity": [0, 1], "line": {"color": colour, "width": 3}}
            look = {"mode": "lines+markers", "x": [left, str(end)], "line": {"color": colour, "width": 2, "dash": "dot"}, "marker": marker}
        said = {"hovertext": shown["hovertext"][row], "hovertemplate": shown["hovertemplate"], "customdata": [shown["customdata"][row]] * len(look["x"])}
        traces.append(common | look | said | {"y": [row + 0.48] * len(look["x"])})
    layout = {
        "height": 40 * len(texts), "hovermode": "closest", "yaxis": {"visible": False, "range": [len(texts) - 0.2, -0.6]},
        "xaxis": {"type": "date", "range": [left, right], "showgrid": True, "nticks": 6, "tickformat": "%-d %b %Y"},
    }  # fmt: skip
    founded = sorted((event for event in every if event["kind"] == "founding"), key=lambda event: event["to"])
    undated = [group["name"] for group in groups if group["id"] not in {event["coalition_id"] for event in founded}]
    title = f"{number(len(chosen)).capitalize()} milestone{'s' * (len(chosen) > 1)} of {whose}, the last {drawn[-1]['when']}"
    if coalition is None and founded:
        dates = " to ".join(dict.fromkeys([founded[0]["when"], founded[-1]["when"]]))
        title = f"{_of(len(groups) - len(undated), len(groups), 'a dated founding')}: {dates}"
    missing = {event["kind"]: None for event in every if event["kind"] not in kinds}
    return {
        "figure": {"data": traces, "layout": layout}, "title": title, "margin": {"l": 18, "r": 18, "t": 10, "b": 28}, "used": _lines(chosen, groups),
        "subtitle": f"Events: {listed(list(dict.fromkeys(event['kind'] for event in drawn)))}, {known_by(dataset)}",
        "alt": f"Timeline, one row an event. {title}. {'; '.join(texts)}.",
        "notes": ["A dot is a day, a thick line a month or another span; a dotted line that ends in a bar means by that day, no later",
                  f"No source states the date of founding of {listed(undated, most=12)}" if undated else "",
                  f"Not drawn: {number(len(every) - len(chosen))} of the kind {listed(list(missing))}" if missing else ""],
    }  # fmt: skip


@chart
def country_map(dataset: Dataset, *, coalition: str | None = None) -> go.Figure:
    """Show on a map of equal tiles in how many coalitions a country is, or which part it plays in one.

    Parameters
    ----------
    dataset : Dataset
        Places of tiles: ``tile_row`` and ``tile_column`` of its ``parties``.
    coalition : str or None
        ``coalition_id``: parts in this one. None: the number of coalitions.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the coalition is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.country_map(coalviz.load()).layout.meta["title"]
    'In the most coalitions, two each: France, Latvia, Ukraine and United Kingdom'
    """
    whose, parts = coalition_name(dataset, coalition), _parts(dataset)
    groups = [group for group in _coalitions(dataset, parts) if coalition in (None, group["id"])]
    parts = [part for part in parts if coalition in (None, part.coalition_id)]
    if not parts:
        return nothing_known(dataset, f"member of or contributor to {'any coalition' if coalition is None else whose}")
    by_party, by_count, tiles, off, names = {}, {}, {}, [], dataset.names
    for part in parts:
        by_party.setdefault(part.party_id, []).append(part)
    for party, mine in by_party.items():
        by_count.setdefault(len(mine), []).append(names[party])
    most, table = max(by_count), dataset.tables["parties"]
    for party, *place in zip(table["party_id"], table["tile_row"].astype(float), table["tile_column"].astype(float)):
        mine, place = by_party.get(party, []), tuple(place)
        if any(map(pd.isna, place)) or place in tiles:
            off += [names[party]] * bool(mine)
        elif not mine:
            tiles[place] = (_PALE, escape(party), f"{names[party]}: not named", {})
        else:
            colour, sign, heading, lines = _tile(dataset, mine[0])
            if coalition is None:
                colour, sign, lines = _COUNTS[(len(mine) - 1) * len(_COUNTS) // max(len(_COUNTS), most)], len(mine), _lines(mine)
                heading = f"{names[party]}: {listed([f'{names[part.coalition_id]} ({part.words})' for part in mine])}"
            tiles[place] = (colour, f"{escape(party)}<br>{sign}", heading, lines)
    high, wide = (int(max((place[axis] for place in tiles), default=0)) + 1 for axis in (0, 1))
    layout = {"height": 44 * high, "xaxis": {"visible": False}, "yaxis": {"visible": False, "autorange": "reversed"}}
    subtitle = "Number of coalitions that a country leads, founded, joined or contributes to, "
    title = f"In {'one coalition' if most == 1 else f'the most coalitions, {number(most)}'}{' each' * (len(by_count[most]) > 1)}: {listed(sorted(by_count[most]), most=4)}"
    said = "; ".join(f"in {number(count)}: {listed(sorted(found), most=20)}" for count, found in sorted(by_count.items(), reverse=True))
    if coalition is not None:
        title, subtitle = f"Parts in {whose}: {groups[0]['state']}; {groups[0]['counted']}", _key(parts)
        said = "; ".join(f"{names[part.party_id]}: {part.words}" for part in parts)
    return {
        "figure": {"data": [_tiled(dataset, tiles, range(high), range(wide))], "layout": layout}, "title": title, "subtitle": subtitle + known_by(dataset),
        "used": _lines(parts, [] if coalition is None else groups), "alt": f"Map of equal tiles, one a country. {title}. {said}.", "margin": {"l": 18, "r": 18, "t": 10, "b": 4},
        "notes": [_differing(dataset, parts), f"Tiles stand roughly where a country lies; pale: {_SILENT}",
                  f"Without a tile: {listed(off, most=12)}" if off else ""],
    }  # fmt: skip


@chart
def country_links(dataset: Dataset, *, countries: Sequence[str] | None = None, most: int = 20) -> go.Figure:
    """Draw a line from each country to each coalition that it leads, founded, joined or contributes to.

    Parameters
    ----------
    dataset : Dataset
        Its ``coalitions``, ``memberships``, ``headcounts`` and ``pledges``.
    countries : sequence of str, optional
        Only these (``party_id``).
    most : int
        How many countries at the most; those in the fewest coalitions are only counted.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If a country is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.country_links(coalviz.load()).layout.meta["title"]
    'Estonia and Luxembourg lead IT; France and Germany lead Air defence'
    """
    parts, groups, order, rest = _chosen(dataset, countries, most)
    if not parts:
        who = "member of or contributor to" if countries is None else f"part of {listed([dataset.names[party] for party in order], most=4)} in"
        return nothing_known(dataset, f"{who} any coalition")
    names, row_of = dataset.names, {group["id"]: row for row, group in enumerate(groups)}
    places = {party: [row_of[part.coalition_id] for part in parts if part.party_id == party] or [0] for party in order}
    order.sort(key=lambda party: sum(places[party]) / len(places[party]))  # about where its coalitions are: few lines cross
    left = {party: (row + 0.5) / (len(order) + bool(rest)) for row, party in enumerate(order)}
    links = [(part, role) for part in parts if part.party_id in left for role in part.roles]
    links.sort(key=lambda link: (left[link[0].party_id], link[1] == "contributes"))
    top, ends, middles = 0.0, {}, []
    for group in groups:  # a coalition has room for its label, the more the more lines; each line ends at a place of its own
        own = [(part.party_id, group["id"], role) for part, role in links if part.coalition_id == group["id"]]
        room = 0.6 / len(groups) + 0.4 * len(own) / len(links)
        middles.append(top + room / 2)
        ends |= {link: middles[-1] + ((port + 0.5) / len(own) - 0.5) * min(0.8 * room, 0.015 * len(own)) for port, link in enumerate(own)}
        top += room
    common, traces, steps = {"type": "scatter", "cliponaxis": False}, [], (0, 0.3, 0.7, 1)
    for role, (_, name, _, width) in reversed(_ROLES.items()):  # the strongest on top
        own = [part for part, one in links if one == role]
        if not own:
            continue
        heights = [(left[part.party_id] + 0.2 / len(left) * (role == "contributes"), ends[part.party_id, part.coalition_id, role]) for part in own]
        line = {"color": COLOURS["muted" if role in ("observer", "unstated") else role], "width": width, "shape": "spline",
                "dash": {"contributes": "dot", "observer": "dashdot", "unstated": "dashdot"}.get(role, "solid")}  # fmt: skip
        traces.append(common | {
            "x": [*steps, None] * len(own), "y": [y for a, b in heights for y in [*(round(a + (b - a) * (3 * t**2 - 2 * t**3), 3) for t in steps), None]],
            "mode": "lines", "line": line, "name": name, "showlegend": True, "legendrank": list(_ROLES).index(role), "hoverinfo": "skip",
            "opacity": 0.4 if len(links) > 60 and width <= 2 else 1,
        })  # fmt: skip
        said = [f"{names[part.party_id]}, {names[part.coalition_id]}: {part.words}" for part in own]
        rows = [{table: lines for table, lines in part.lines.items() if (table == "pledges") == (role == "contributes")} for part in own]
        traces.append(common | {"x": [1] * len(own), "y": [round(b, 4) for _, b in heights], "mode": "markers", "showlegend": False,
                                "marker": {"color": COLOURS[role], "size": 5}, **_marked(dataset, rows, said)})  # fmt: skip
    labels = [f"{names[party]} " for party in order] + [f"and {len(rest)} others "] * bool(rest)
    ink = [COLOURS["ink"]] * len(labels) + [COLOURS["ink" if group["known"] else "muted"] for group in groups]
    traces.append(common | {
        "x": [0] * len(labels) + [1] * len(groups), "y": [(row + 0.5) / len(labels) for row in range(len(labels))] + middles, "mode": "text", "hoverinfo": "skip",
        "text": [*map(escape, labels), *(f" <b>{escape(group['label'])}</b>: {escape(group['state'])}" for group in groups)],
        "textposition": ["middle left"] * len(labels) + ["middle right"] * len(groups), "textfont": {"color": ink}, "showlegend": False,
    })  # fmt: skip
    layout = {"height": max(24 * len(labels), 30 * len(groups)), "hovermode": "closest",
              "xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [1, 0]}}  # fmt: skip
    led = {group["name"]: sorted(names[part.party_id] for part in parts if (part.coalition_id, part.role) == (group["id"], "lead")) for group in groups}
    title = "; ".join(f"{listed(who, most=3)} lead{'s' * (len(who) == 1)} {name}" for name, who in led.items() if who)
    if not 0 < sum(map(bool, led.values())) <= 2:
        many, far = (len({part[place] for part in parts}) for place in (1, 0))
        title = f"Countries that take part or contribute: {number(many)}, in {number(far)} coalition{'s' * (far > 1)}"
    return {
        "figure": {"data": traces, "layout": layout}, "title": title, "used": _lines(parts, groups), "notes": [_differing(dataset, parts), _others(dataset, rest)],
        "subtitle": f"Who plays which part in which coalition, {known_by(dataset)}", "alt": f"Lines from countries to coalitions. {title}. {_told(dataset, parts, groups)}",
        "margin": {"l": 26 + max(text_width(label, 13) for label in labels), "t": 4, "b": 4,
                   "r": 26 + max(text_width(f"{group['label']}: {group['state']}", 13) for group in groups)},
    }  # fmt: skip


def _chosen(dataset: Dataset, countries: Sequence[str] | None, most: int) -> tuple[list[Part], list[dict], list[str], list[str]]:
    """All parts of the countries, all coalitions, the countries to draw, those in most coalitions first, and the others."""
    unknown = [party for party in countries or [] if party not in set(dataset.tables["parties"]["party_id"])]
    if unknown:
        raise ValueError(f"there is no country {', '.join(map(repr, unknown))} in the parties table; a country is its party_id, like EST")
    parts = _parts(dataset)
    groups = _coalitions(dataset, parts)
    parts = [part for part in parts if countries is None or part.party_id in countries]
    weight = {party: [] for party in countries or []}
    for part in parts:
        weight.setdefault(part.party_id, []).append(list(_ROLES).index(part.roles[0]))
    order = sorted(weight, key=lambda party: (-len(weight[party]), min(weight[party], default=0), dataset.names[party]))
    kept = len(order) if len(order) <= most + 1 else most
    return parts, groups, order[:kept], order[kept:]


def _coalitions(dataset: Dataset, parts: list[Part]) -> list[dict]:
    """What is known of each coalition, those with the most named members first; mere names come last."""
    found, heads = {}, dataset.tables["headcounts"]
    for table in ("coalitions", "memberships", "headcounts", "pledges", "events"):
        for line, coalition in zip(dataset.tables[table].index.tolist(), dataset.tables[table]["coalition_id"]):
            found.setdefault(coalition, {}).setdefault(table, []).append(line)
    published, groups = heads["source_id"].map(_published(dataset)), []
    for coalition, lines in found.items():
        own, counts = [part for part in parts if part.coalition_id == coalition], lines.get("headcounts", [])
        latest = [line for line in counts if published[line] == published[counts].max()]
        reported = " or ".join(dict.fromkeys(f"{COMPARATORS[heads.at[line, 'comparator']]}{heads.at[line, 'count']:,}" for line in latest))
        named, several = sum(part.role is not None for part in own), {role: sum(role in part.roles for part in own) for role in _ROLES}
        groups.append({
            "id": coalition, "name": dataset.names[coalition], "label": shorten(dataset.names[coalition], 24, placeholder=" …"), "named": named, "known": set(lines) > {"coalitions"}, "giving": several["contributes"],
            "state": f"{named or 'none'}{f' of {reported}' if reported else ''} named" if set(lines) > {"coalitions"} else "name only",
            "counted": ", ".join(f"{count} {_ROLES[role][1 + (count > 1)]}" for role, count in several.items() if count),
            "lines": {"coalitions": lines.get("coalitions", []), "headcounts": latest},
        })  # fmt: skip
    return sorted(groups, key=lambda group: (-group["named"], -group["giving"], not group["known"]))


def _events(dataset: Dataset) -> list[dict]:
    """Each dated event once: its first and last possible day, in words, and the rows of all sources that report it."""
    found = {}
    for line, row in dataset.tables["events"].dropna(subset="date").to_dict("index").items():
        event = found.setdefault(row["event_id"], row | {"lines": {"events": []}, "dates": []})
        event["lines"]["events"].append(line)
        event["dates"] += [row["date"]] * (row["date"] not in event["dates"])
    for event in found.values():
        firsts, lasts = zip(*map(bounds, event["dates"]))
        event["from"] = None if None in firsts else min(firsts)
        event["to"] = max(last or max(first, dataset.day) for first, last in zip(firsts, lasts))
        event["middle"], event["when"] = event["to"] - (event["to"] - (event["from"] or event["to"])) / 2, " or ".join(map(words, event["dates"]))
        when = re.sub(r"([A-Z][a-z]{2})[a-z]*(?= \d{4})", r"\1", event["when"])  # January → Jan
        event["text"] = f"{when[0].upper()}{when[1:]} · {dataset.names[event['coalition_id']]}: {event['title']}"
    return list(found.values())


def _published(dataset: Dataset) -> dict[str, str]:
    return dict(zip(dataset.tables["sources"]["source_id"], dataset.tables["sources"]["published"]))


def _of(count: int, total: int, what: str) -> str:
    """Say how many of the coalitions have something."""
    who = f"{number(count)} of {number(total)} coalitions" if 0 < count < total else f"all {number(total)} coalitions" if count > 1 else "the only coalition known"
    return f"{who} {'has' if count <= 1 else 'have'} {what}".capitalize() if count else f"No coalition has {what}"


def _tile(dataset: Dataset, part: Part) -> tuple[str, str, str, dict]:
    """Colour, sign, heading and rows of the tile of one party in one coalition."""
    sign = "".join(_ROLES[role][0] for role in part.roles) + "?" * part.differ
    return COLOURS[part.roles[0]], sign, f"{dataset.names[part.party_id]}, {dataset.names[part.coalition_id]}: {part.words}", part.lines


def _key(parts: list[Part]) -> str:
    """Say what the signs on the tiles mean, as far as they are there."""
    there = {role for part in parts for role in part.roles}
    said = [f"{sign} {name}" for role, (sign, name, *_) in _ROLES.items() if role in there] + ["? sources differ"] * any(part.differ for part in parts)
    return f"{', '.join(said)}; " if said else ""


def _told(dataset: Dataset, parts: list[Part], groups: list[dict]) -> str:
    """Say in words what the matrix and the lines show: the coalitions, who leads or founded them, the caveat."""
    states = [f"{group['name']}: {', '.join(filter(None, [group['state'], group['counted']]))}" for group in groups]
    strong = [f"{dataset.names[p.party_id]} {p.words} ({dataset.names[p.coalition_id]})" for p in parts if p.role in ("lead", "founder")]
    return " ".join(f"{text}." for text in ("; ".join(states), listed(strong, most=12), _differing(dataset, parts)) if text)


def _differing(dataset: Dataset, parts: list[Part]) -> str:
    who = [f"{dataset.names[part.party_id]} ({dataset.names[part.coalition_id]})" for part in parts if part.differ]
    return f"Sources differ on {listed(who, most=4)}" if who else ""


def _others(dataset: Dataset, rest: list[str]) -> str:
    return f"{len(rest)} others: {listed([dataset.names[party] for party in rest], most=12)}" if rest else ""


def _lines(*groups: Iterable[Part | Mapping]) -> dict[str, list[int]]:
    """All rows behind some parts, coalitions or events, by table."""
    found: dict[str, list[int]] = {}
    for one in (one for group in groups for one in group):
        for table, some in (one.lines if isinstance(one, Part) else one["lines"]).items():
            found.setdefault(table, []).extend(some)
    return found


def _marked(dataset: Dataset, groups: Sequence[Mapping[str, Iterable[int]]], headings: Sequence[str]) -> dict:
    """As ``marks``, where a mark rests on rows of several tables."""
    parts = [marks(dataset, table, [lines.get(table, ()) for lines in groups], headings) for table in ("memberships", "pledges")]
    texts = zip(headings, *([text.partition("<br>")[2] for text in part["hovertext"]] for part in parts))
    return {**parts[0], "customdata": [" ".join(filter(None, refs)) for refs in zip(*(part["customdata"] for part in parts))],
            "hovertext": ["<br>".join(filter(None, [f"<b>{escape(heading)}</b>", *said])) for heading, *said in texts]}  # fmt: skip


def _tiled(dataset: Dataset, tiles: Mapping[tuple, tuple], rows: Iterable, columns: Iterable) -> dict:
    """Draw tiles of equal size: by row and column the colour, text, heading and rows of each. Plotly fits the texts."""
    rows, columns, colours = list(rows), list(columns), list(dict.fromkeys(tile[0] for tile in tiles.values()))
    shown = _marked(dataset, [tile[3] for tile in tiles.values()], [tile[2] for tile in tiles.values()])

    def grid(values: Iterable, blank: object = "") -> list[list]:
        found = dict(zip(tiles, values))
        return [[found.get((row, column), blank) for column in columns] for row in rows]

    return {
        "type": "heatmap", "x": columns, "y": rows, "z": grid((colours.index(tile[0]) for tile in tiles.values()), None), "xgap": 3, "ygap": 3,
        "colorscale": [(end / len(colours), colour) for place, colour in enumerate(colours) for end in (place, place + 1)] or None,
        "zmin": -0.5, "zmax": len(colours) - 0.5, "text": grid(tile[1] for tile in tiles.values()), "texttemplate": "%{text}", "showscale": False,
        "hoverongaps": False, "hovertemplate": shown["hovertemplate"], "hovertext": grid(shown["hovertext"]), "customdata": grid(shown["customdata"]),
    }  # fmt: skip
