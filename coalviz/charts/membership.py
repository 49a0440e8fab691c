"""Who is a member: day by day, says who, and who came to the meetings; and what became known between two days."""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

from ..dataset import Dataset
from ..dates import bounds, day, words
from .chart import chart, marks, nothing_known
from ..theme import COLOURS, contrasting, end_labels, escape, text_width
from ..words import coalition_name, known_by, listed, number, row_words
from ..money import COMPARATORS

__all__ = ["attendance", "changes", "changes_text", "disagreements", "members_by_day", "members_over_time",
           "membership_claims", "who_says_who"]  # fmt: skip

_ROLES = {"lead": "Lead", "founder": "Founder", "member": "Member", "observer": "Observer", "unstated": "Named"}
_SEATS = {"lead": "Lead countries", "member": "Members", "unstated": "Part played not stated", "observer": "Observers",
          "guest": "Guests", "organisation": "Organisations"}  # fmt: skip
_POINTS = {  # what is marked over time: its table, name in the key, symbol, colour
    "event": ("events", "Founding or accession that an article tells of", "triangle-right", "ink"),
    "joined": ("memberships", "Joining that an article dates", "triangle-right-open", "ink"),
    "first": ("memberships", "First named, day of joining not stated", "circle-open", "not_stated"),
    "reported": ("headcounts", "Number reported without names", "diamond-open", "ink"),
}
_SILENCE = "An article that leaves a party out does not say that it is no member"
_WEIGHTS = "founding accession agreement structure meeting announcement"  # of events, the weightiest first
_NEWS = {  # table: what a new row is, what makes it new
    "memberships": ("member", ["coalition_id", "party_id"]),
    "coalitions": ("coalition", ["coalition_id"]),
    "pledges": ("pledge", ["pledge_id"]),
    "events": ("event", ["event_id"]),
    "headcounts": ("reported number", ["coalition_id", "date", "comparator", "count"]),
}


def _rows(dataset: Dataset, table: str, coalition: str | None = None) -> list[dict]:
    frame = dataset.tables[table]
    # column by column: to_dict("records") takes thirty times as long
    columns = {name: frame[name].tolist() for name in frame} | {"line": frame.index.tolist()}
    rows = (dict(zip(columns, values)) for values in zip(*columns.values()))
    return [row for row in rows if coalition is None or row["coalition_id"] == coalition]


def _grouped(rows: Iterable[dict], key: Callable[[dict], object]) -> dict:
    groups: dict = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def _sources(dataset: Dataset) -> dict[str, dict]:
    return {row["source_id"]: row for row in _rows(dataset, "sources")}


def _names(dataset: Dataset, parties: Iterable[str]) -> list[str]:
    return sorted(dataset.names[party] for party in parties)


def _latest(date: object) -> datetime.date | None:
    return bounds(date)[1] if isinstance(date, str) else None


def _short(date: object) -> str:
    return re.sub(r"([A-Z][a-z]{2})[a-z]*(?= \d{4})", r"\1", words(date)).replace(" ", "\u00a0")


def _named_in(name: str, event: dict) -> bool:
    # no column of an event holds the party that joined: its title names it
    return bool(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", event["title"]))


def membership_claims(dataset: Dataset, coalition: str) -> pd.DataFrame:
    """List who is named as part of a coalition, by whom, and since when: a row for each party and source.

    Returns
    -------
    pandas.DataFrame
        ``party_id``, ``role``, ``joined``, ``source_id``, ``published``, ``entry`` (the latest day on which it can have
        joined by this source; the day of publication where it does not say), ``stated`` (the source says more of the
        joining than that it was over by the day of publication), ``line`` (in the memberships table).

    Examples
    --------
    >>> import coalviz
    >>> claims = membership_claims(coalviz.load(), "it")
    >>> claims.loc[claims["stated"], ["party_id", "joined"]].values.tolist()
    [['NLD', '2024-01-27']]
    """
    columns = ["party_id", "role", "joined", "source_id", "published", "entry", "stated", "line"]
    return pd.DataFrame(_claims(dataset, coalition), columns=columns).astype({"stated": bool})


def _claims(dataset: Dataset, coalition: str) -> list[dict]:
    if coalition is None:
        raise ValueError(f"members are shown of one coalition; coalitions are {', '.join(dataset.coalition_ids)}")
    sources, rows = _sources(dataset), _rows(dataset, "memberships", coalition)
    for row in rows:
        source, dated = sources[row["source_id"]], isinstance(row["joined"], str)
        known, (first, last) = day(source["published"]), bounds(row["joined"]) if dated else (None, None)
        # told as done, it was done by publication, also in a month that was not over then
        row["entry"] = last or first if first and first > known else min(last or known, known)
        row["stated"] = dated and row["joined"] != f"../{known}"
        row |= {"published": known, "publisher": source["publisher"]}
    return rows


def _entries(claims: list[dict]) -> tuple[dict[str, dict], dict[str, datetime.date]]:
    """For each member the day of entry by source, and the sources with their days of publication."""
    named: dict[str, dict] = {}
    for row in claims:
        if row["role"] != "observer":
            named.setdefault(row["party_id"], {})[row["source_id"]] = row["entry"]
    return named, {row["source_id"]: row["published"] for row in claims}


def members_by_day(claims: pd.DataFrame) -> pd.DataFrame:
    """Say for each day on which it changes who is named as a member by every source, and who by any.

    A source counts from its publication on, and only for parties that had joined, or been named by another source,
    when it was published: of a later member it could not know. Observers are no members.

    Parameters
    ----------
    claims : pandas.DataFrame
        From ``coalviz.membership.membership_claims``.

    Returns
    -------
    pandas.DataFrame
        ``day``, ``every`` and ``any`` (tuples of party_id).

    Examples
    --------
    >>> import coalviz
    >>> last = members_by_day(membership_claims(coalviz.load(), "it")).iloc[-1]
    >>> len(last["every"]), len(last["any"])
    (11, 12)
    """
    return pd.DataFrame(_by_day(claims.to_dict("records")), columns=["day", "every", "any"])


def _by_day(claims: list[dict]) -> list[dict]:
    (named, published), rows, never = _entries(claims), [], datetime.date.max
    since = {party: min(entries.values()) for party, entries in named.items()}
    for on in sorted({*published.values(), *(entry for entries in named.values() for entry in entries.values())}):
        some = tuple(party for party in named if since[party] <= on)
        asked = {party: [s for s, known in published.items() if since[party] <= known <= on] for party in some}
        every = tuple(party for party in some if all(named[party].get(s, never) <= on for s in asked[party]))
        rows.append({"day": on, "every": every, "any": some})
    return rows


def disagreements(dataset: Dataset, coalition: str) -> pd.DataFrame:
    """List on which parties of a coalition the sources contradict each other, and how: a row for each contradiction.

    Returns
    -------
    pandas.DataFrame
        ``party_id``, ``about`` (membership: a source leaves out a party that had joined or been named before; role;
        joined: dates that cannot both be right), ``said`` (in words), ``lines``.

    Examples
    --------
    >>> import coalviz
    >>> disagreements(coalviz.load(), "it")["said"].tolist()
    ['Japan is named by Babel, not by Ukrainska Pravda']
    """
    return pd.DataFrame(_apart(dataset, _claims(dataset, coalition)), columns=["party_id", "about", "said", "lines"])


def _apart(dataset: Dataset, claims: list[dict]) -> list[dict]:
    (named, published), publishers = _entries(claims), {row["source_id"]: row["publisher"] for row in claims}
    names, rows = list(publishers.values()), []

    def who(found: Iterable[str]) -> str:
        alone = {source: names.count(publishers[source]) == 1 for source in found}
        return listed([publishers[s] + ("" if alone[s] else f" of {words(published[s])}") for s in alone], most=2)

    for party, said in _grouped(claims, lambda row: row["party_id"]).items():
        texts, entries = {}, named.get(party, {})
        since = min(entries.values(), default=datetime.date.max)
        silent = [source for source, known in published.items() if source not in entries and known >= since]
        if silent:
            texts["membership"] = f"is named by {who(entries)}, not by {who(silent)}"
        roles = _grouped((row for row in said if isinstance(row["role"], str)), lambda row: row["role"])
        if len(roles) > 1:
            told = [f"{role} by {who(row['source_id'] for row in found)}" for role, found in roles.items()]
            texts["role"] = f"is {listed(told)}"
        dated = [row for row in said if isinstance(row["joined"], str)]
        firsts, lasts = ([end for row in dated if (end := bounds(row["joined"])[side])] for side in (0, 1))
        if firsts and lasts and max(firsts) > min(lasts):
            when = [f"{words(row['joined'])} ({who([row['source_id']])})" for row in dated]
            texts["joined"] = f"joined {' or '.join(when)}"
        base = {"party_id": party, "lines": tuple(row["line"] for row in said)}
        rows += [base | {"about": about, "said": f"{dataset.names[party]} {text}"} for about, text in texts.items()]
    return rows


@chart
def members_over_time(dataset: Dataset, *, coalition: str = "it") -> go.Figure:
    """Show how many members were named by when: by every source, and by any, with a band where they disagree.

    Parameters
    ----------
    coalition : str
        ``coalition_id``; an unknown one is a ValueError.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.members_over_time(coalviz.load()).layout.meta["title"]
    '11 to 12 members of the IT coalition are named: sources disagree on Japan'
    """
    whose, claims = coalition_name(dataset, coalition), _claims(dataset, coalition)
    members, days = [row for row in claims if row["role"] != "observer"], _by_day(claims)
    points = _points(dataset, coalition, members)
    heads = [point for point in points if point["kind"] == "reported"]
    if not members and not heads:
        return nothing_known(dataset, f"member of {whose}")
    when = [*(one["day"] for one in [*days, *points]), dataset.day]
    edge = datetime.timedelta(days=max(3, (max(when) - min(when)).days // 12))
    left, right = min(when) - edge, max(when) + edge
    every, some = ([0, *(len(one[key]) for one in days)] for key in ("every", "any"))
    top = max([1, *some, *(head["count"] for head in heads)])
    # apart from the axis, so that there is room for words; few, so that there is room beside each point
    disputed, apart, few = every != some, every[-1] >= 0.2 * top, len(points) <= 6
    keyed = not few or disputed and not apart
    areas = [(every, "Named by every source" if disputed else "Named as members", "tozeroy", "member", "")]
    areas += [(some, "Named by some sources, left out by others", "tonexty", "muted", "x")] * disputed
    steps = [str(on) for on in (left, *(one["day"] for one in days), right)]
    traces = [{
        "type": "scatter", "mode": "lines", "name": name, "showlegend": keyed, "x": steps, "y": [*counts, counts[-1]],
        "fill": fill, "fillcolor": COLOURS["member"],
        "fillpattern": {"shape": shape, "fillmode": "replace", "size": 7, "solidity": 0.25, "fgcolor": COLOURS[colour]},
        "line": {"shape": "hv", "width": 2, "color": COLOURS[colour]}, "hovertemplate": "%{y} members<extra></extra>",
    } for counts, name, fill, colour, shape in areas]  # fmt: skip
    level, pixel = 28, top / 260  # the steps are 260 pixels high; above them stands what they are
    for point in points[::-1]:
        place, joining = (point["day"] - left) / (right - left), point["kind"] != "reported"
        lines = textwrap.wrap(point["said"], int(64 * max(place, 1 - place)) if joining else 99) if few else []
        above = level + 13 * len(lines) if few else 42 + 22 * (point["kind"] != "first")
        level += 26 * len(lines) * joining
        point |= {"x": str(point["day"]), "y": top + pixel * above if joining else point["count"],
                  "text": "<br>".join(f" {escape(line)} " for line in lines),
                  "textposition": f"middle {'right' if place < 0.5 else 'left'}"}  # where there is room
    height = 260 + (level if few else 80)
    for kind, (table, name, symbol, colour) in _POINTS.items():
        chosen, line = [point for point in points if point["kind"] == kind], {"width": 2 * symbol.endswith("open")}
        if chosen:
            traces.append({
                "type": "scatter", "mode": "markers+text", "name": name, "showlegend": keyed or kind == "reported",
                "marker": {"symbol": symbol, "size": 10, "color": COLOURS[colour], "line": line}, "cliponaxis": False,
                **{key: [point[key] for point in chosen] for key in ("x", "y", "text", "textposition")},
                **marks(dataset, table, [point["lines"] for point in chosen], [point["said"] for point in chosen]),
            })  # fmt: skip
    ends = [(some[-1], "named by any source" if disputed else "named", "bottom", 0)] * bool(days)
    ends += [(every[-1], "named by every source", "top", -3)] * (disputed and apart)
    layout = {
        "height": height, "hovermode": "closest",
        "annotations": [{"x": str(right), "y": count, "text": f"{count} {text}", "xanchor": "right", "yanchor": side,
                         "yshift": shift} for count, text, side, shift in ends],
        "yaxis": {"range": [0, pixel * height], "tickvals": list(range(0, top + 1, -(-top // 4))), "showgrid": True},
        "xaxis": {"type": "date", "range": [str(left), str(right)], "showline": True, "linecolor": COLOURS["muted"],
                  "ticks": "outside", "tickformat": "%-d %b<br>%Y", "nticks": 6},
    }  # fmt: skip
    if every[-1] != some[-1]:
        band = listed(_names(dataset, set(days[-1]["any"]) - set(days[-1]["every"])), most=3)
        title = f"{every[-1]} to {some[-1]} members of {whose} are named: sources disagree on {band}"
    else:
        of = [f" of {head['number']}" for head in heads if head["count"] > some[-1]][-1:]
        plural, verb = "s" * (bool(of) or some[-1] != 1), "is" if some[-1] == 1 else "are"
        title = f"{some[-1]}{''.join(of)} member{plural} of {whose} {verb} named"
    said = [one["said"] for one in _apart(dataset, claims) if one["about"] == "membership"]
    silent = len({row["party_id"] for row in members} - {row["party_id"] for row in members if row["stated"]})
    notes = [
        *said[:3], f"Sources disagree on {len(said) - 3} more" * (len(said) > 3), _SILENCE * bool(said),
        f"{number(silent).capitalize()} without a stated day of joining: counted from the first article that names "
        f"{'it' if silent == 1 else 'them'}" if silent else "",
        "Where an article states a month, or by when a party joined, the last possible day counts"
        * any(row["stated"] and len(row["joined"]) != 10 for row in members),
        "Observers are not counted" * (len(members) < len(claims)),
    ]  # fmt: skip
    told = [f"{words(on)}: {low}" + f" to {high}" * (low < high) for on, low, high in zip(when, every[1:], some[1:])]
    used = {"memberships": [row["line"] for row in claims], "headcounts": [head["line"] for head in heads]}
    used["events"] = [point["lines"][0] for point in points if point["kind"] == "event"]
    return {
        "figure": {"data": traces, "layout": layout}, "title": title, "notes": notes,
        "used": used, "margin": {"l": 44, "r": 24, "t": 10, "b": 46},
        "subtitle": f"Members named, from their day of joining or else the first article on, {known_by(dataset)}",
        "alt": f"Step chart of the number of members named, with a band where sources disagree. {title}. "
               f"Steps: {'; '.join(told[-6:]) or 'none'}. {' '.join(point['said'] + '.' for point in points[-8:])}",
    }  # fmt: skip


def _points(dataset: Dataset, coalition: str, members: list[dict]) -> list[dict]:
    """What is marked: joinings that articles tell of, parties first named without a day, numbers without names."""
    told: dict[str, dict] = {}
    for row in _rows(dataset, "events", coalition):
        if row["kind"] in ("founding", "accession") and _latest(row["date"]):
            told.setdefault(row["event_id"], row | {"day": _latest(row["date"])})
    found = [("event", row["day"], f"{row['title']}, {_short(row['date'])}", [row["line"]]) for row in told.values()]
    groups, seen, dates = {}, set(), {event["date"] for event in told.values()}
    for row in sorted(members, key=lambda row: (row["entry"], row["published"])):
        party, on = row["party_id"], row["entry"]
        # that a party had joined by publication is no event of that day; what an event tells is not told twice
        if row["stated"] and row["joined"] not in dates:
            groups.setdefault(("joined", on, row["joined"]), {}).setdefault(party, row["line"])
        elif not row["stated"] and party not in seen:
            if not any(event["day"] == on and _named_in(dataset.names[party], event) for event in told.values()):
                groups.setdefault(("first", on, ""), {})[party] = row["line"]
        seen.add(party)
    for (kind, on, date), lines in groups.items():
        who = f"{len(lines)} parties" if kind == "first" and len(lines) > 2 else listed(_names(dataset, lines), most=2)
        said = f"{who} joined, {_short(date)}" if kind == "joined" else f"{who} first named, day of joining not stated"
        found.append((kind, on, said, list(lines.values())))
    found = [dict(zip(("kind", "day", "said", "lines"), one)) for one in found]
    sources = _sources(dataset)
    for row in _rows(dataset, "headcounts", coalition):
        on = words(row["date"]) if isinstance(row["date"], str) else "day of the count not stated"
        count, last = f"{COMPARATORS[row['comparator']]}{row['count']}", _latest(row["date"])
        point = {"kind": "reported", "day": last or day(sources[row["source_id"]]["published"]), "number": count}
        found.append(row | point | {"said": f"{count} reported, {on}", "lines": [row["line"]]})
    return sorted(found, key=lambda point: (point["day"], list(_POINTS).index(point["kind"])))


@chart
def who_says_who(
    dataset: Dataset, *, coalition: str = "it", countries: Sequence[str] | None = None, sort: str = "disagreement",
    most: int = 14,
) -> go.Figure:  # fmt: skip
    """Show which source names whom as a member, in which role: where they disagree first.

    Parameters
    ----------
    coalition : str
        ``coalition_id``; an unknown one is a ValueError, like an unknown sort order.
    countries : sequence of str, optional
        Only these (``party_id``).
    sort : {"disagreement", "name"}
    most : int
        How many rows of parties at the most; of the others each source's number is shown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.who_says_who(coalviz.load()).data[0].y[:2]
    ('<b>Sources disagree</b>', '≠ Japan')
    """
    if sort not in ("disagreement", "name"):
        raise ValueError(f"there is no sort order {sort!r}; orders are disagreement, name")
    whose, claims = coalition_name(dataset, coalition), _claims(dataset, coalition)
    said = [one for one in _apart(dataset, claims) if countries is None or one["party_id"] in countries]
    sources = {row["source_id"]: row for row in sorted(claims, key=lambda row: row["published"])}
    claims = [row for row in claims if countries is None or row["party_id"] in countries]
    if not claims:
        return nothing_known(dataset, f"member of {whose}" + " among these countries" * (countries is not None))
    columns = list(sources)[-5:] if len(sources) > 6 else list(sources)
    earlier, before, names = list(sources)[: -len(columns)], None, dataset.names
    more, count = bool(earlier), len(columns) + bool(earlier)
    cells, events = {}, [row for row in _rows(dataset, "events", coalition) if row["kind"] == "accession"]
    for row in claims:
        cells[row["party_id"], row["source_id"]] = _role(names[row["party_id"]], row, events, len(columns) <= 3)
    disputed, told = {one["party_id"] for one in said}, {party for (party, _), cell in cells.items() if cell["told"]}
    tiers = {party: 0 if party in disputed else 1 if party in told else 2 for party, _ in cells}
    leads = {row["party_id"] for row in claims if row["role"] in ("lead", "founder")}
    order = sorted(tiers, key=lambda party: (tiers[party], party not in leads, names[party]))
    order, rest = (order, []) if len(order) <= most else (order[: most - 1], order[most - 1 :])
    if sort == "name":
        order.sort(key=names.get)
    rows: list[tuple] = []
    for party in order:
        if sort == "disagreement" and len(columns) > 1 and tiers[party] != before:
            before = tiers[party]
            heading = ("Sources disagree", "Joining reported", "Sources agree")[before]
            rows.append((f"<b>{heading}</b>", [_cell("", []) | {"z": None}] * count))
        apart, old = tiers[party] == 0, [cells[party, s]["lines"][0] for s in earlier if (party, s) in cells]
        silent = _cell(f"{names[party]}: not named", [], "<b>not named</b>" if apart else "not named")
        share = f"{len(old)} of {len(earlier)}"
        line = [_cell(f"{names[party]}: named by {share} earlier sources", old, share)] * more
        line += [cells.get((party, source), silent) for source in columns]
        rows.append(("≠ " * apart + escape(names[party]), line))
    if rest:
        named = [[cells[party, source]["lines"][0] for party in rest if (party, source) in cells] for source in columns]
        line = [_cell(f"{len(some)} of {len(rest)} others named", some, f"{len(some)} named") for some in named]
        rows.append((f"{len(rest)} others", [_cell("", [])] * more + line))
    labels, flat = [label for label, _ in rows], [cell for _, line in rows for cell in line]
    hover = marks(dataset, "memberships", [cell["lines"] for cell in flat], [cell["heading"] for cell in flat])
    hover["hovertext"] = [text or escape(cell["heading"]) for cell, text in zip(flat, hover["hovertext"])]
    grid = {"z": [cell["z"] for cell in flat], "text": [cell["text"] for cell in flat]} | hover
    template, colours = grid.pop("hovertemplate"), [*(COLOURS[role] for role in _ROLES), COLOURS["paper"]]
    heads = [[f"{len(earlier)} earlier", "sources"]] * more
    for row in (sources[source] for source in columns):
        heads.append([*textwrap.wrap(row["publisher"], 14 if count > 3 else 30), _short(row["published"])])
    heatmap = {
        "type": "heatmap", "x": ["earlier"] * more + columns, "y": labels, "zmin": -0.5, "zmax": len(_ROLES) + 0.5,
        **{key: [values[at : at + count] for at in range(0, len(flat), count)] for key, values in grid.items()},
        "colorscale": [[(place + side) / len(colours), c] for place, c in enumerate(colours) for side in (0, 1)],
        "xgap": 2, "ygap": 2, "hoverongaps": False, "hovertemplate": template, "showscale": False,
        "texttemplate": "%{text}", "textfont": {"color": COLOURS["ink"]},
    }  # fmt: skip
    layout = {
        "height": 27 * len(rows) + 6, "yaxis": {"autorange": "reversed", "type": "category", "tickvals": labels},
        "xaxis": {"side": "top", "type": "category", "tickvals": heatmap["x"], "autotickangles": [0, 90],
                  "ticktext": ["<br>".join(map(escape, head)) for head in heads]},
    }  # fmt: skip
    if said:
        title = f"Sources disagree on {listed(_names(dataset, disputed), most=3)}" if len(said) > 1 else said[0]["said"]
    else:
        agree = f"{number(len(sources)).capitalize()} sources agree on who is in {whose}"
        title = agree if len(sources) > 1 else f"One source names members of {whose}"
    details, alike = [title], number(sum(tier == 2 for tier in tiers.values())).capitalize()
    for party in [party for party in order if tiers[party] < 2][:8]:
        roles = [cells.get((party, source), {"said": "not named"})["said"] for source in columns]
        told = [f"{role} ({sources[source]['publisher']})" for role, source in zip(roles, columns)]
        details.append(f"{names[party]}: {', '.join(told)}")
    wide = max(text_width(re.sub("</?b>", "", label), 13, "<b>" in label) for label in labels)
    acceded = [line for cell in cells.values() for line in cell["events"]]
    # many heads may stand upright, and then need their width
    high = max(17 * max(map(len, heads)), *(text_width(part, 13) * (count > 3) for head in heads for part in head))
    return {
        "figure": {"data": [heatmap], "layout": layout}, "title": title,
        "notes": [*[one["said"] for one in said[: 2 * (len(said) > 1)]], _SILENCE * bool(said)],
        "subtitle": f"Who names whom as part of {whose}, and in which role, {known_by(dataset)}",
        "used": {"memberships": [row["line"] for row in claims], "events": acceded},
        "alt": f"Table of parties ({len(tiers)}) and sources ({len(sources)}), a role in each cell. "
               f"{'. '.join(details)}. {alike} others are named alike.",
        "margin": {"l": 28 + wide, "r": 18, "b": 6, "t": 10 + high},
    }  # fmt: skip


def _cell(heading: str, lines: list[int], text: str = "") -> dict:
    return {"z": len(_ROLES), "text": text, "heading": heading, "lines": lines}


def _role(name: str, row: dict, events: list[dict], wide: bool) -> dict:
    """One cell of the table of sources: the role, and what this source tells of the joining."""
    role = row["role"] if isinstance(row["role"], str) else "unstated"
    mine = [event for event in events if event["source_id"] == row["source_id"] and _named_in(name, event)]
    told = f"joined {_short(row['joined'])}" if row["stated"] else f"acceded {_short(mine[0]['date'])}" if mine else ""
    said = ", ".join(filter(None, [_ROLES[role], "role not stated" * (role == "unstated"), told]))
    text = f"<span style='color:{contrasting(COLOURS[role])}'>{said if wide else _ROLES[role]}</span>"
    cell = {"z": list(_ROLES).index(role), "said": said, "told": told, "events": [event["line"] for event in mine]}
    return _cell(f"{name}: {said}", [row["line"]], text) | cell


@chart
def attendance(dataset: Dataset, *, coalition: str | None = "it", most: int = 6) -> go.Figure:
    """Show who came to each meeting, by the part played; who was only counted, not named, is hatched.

    Parameters
    ----------
    coalition : str or None
        ``coalition_id``, an unknown one is a ValueError; None for all coalitions.
    most : int
        How many meetings at the most: the latest. Of a meeting that several sources tell of, each has its own bar.

    Examples
    --------
    >>> import coalviz
    >>> [bar.name for bar in coalviz.attendance(coalviz.load()).data][:2]
    ['Lead countries', 'Members, not named']
    """
    whose, sources = coalition_name(dataset, coalition), _sources(dataset)
    events = {row["event_id"]: row for row in _rows(dataset, "events", coalition)[::-1]}
    seats = [row for row in _rows(dataset, "attendance") if row["event_id"] in events]
    if not seats:
        return nothing_known(dataset, f"attendance at a meeting of {whose}")
    for row in seats:
        role, named = row["role"] if isinstance(row["role"], str) else "unstated", isinstance(row["party_id"], str)
        row |= {"part": (role, named), "count": 1 if named else row["count"]}
    accounts = _grouped(seats, lambda row: (row["event_id"], row["source_id"]))
    bars, told, short = [], [event for event, _ in accounts], len(accounts) > 3
    by_day = sorted(accounts.items(), key=lambda one: _latest(events[one[0][0]]["date"]) or datetime.date.max)
    for (event_id, source), rows in by_day[-most:]:
        event = events[event_id]
        meeting = event["title"] + (f" ({dataset.names[event['coalition_id']]})" if coalition is None else "")
        lines = [*textwrap.wrap(meeting, 24, max_lines=1 if short else 2, placeholder=" …"), _short(event["date"])]
        label = "<br>".join(map(escape, lines + [sources[source]["publisher"]] * (told.count(event_id) > 1)))
        label += f" ({len(bars) + 1})" * (label in {bar["label"] for bar in bars})
        unnamed = sum(row["count"] for row in rows if not row["part"][1])
        bars.append({"label": label, "meeting": meeting, "rows": rows, "event": event, "unnamed": unnamed,
                     "total": sum(row["count"] for row in rows)})  # fmt: skip
    labels, totals, traces = [bar["label"] for bar in bars], [bar["total"] for bar in bars], []
    there = {row["part"] for bar in bars for row in bar["rows"]}
    parts = [(role, named) for role in _SEATS for named in (True, False) if (role, named) in there]
    names = {(role, named): _SEATS[role] + ", not named" * (not named) for role, named in parts}
    pieces = [(names[part], [row for row in bar["rows"] if row["part"] == part]) for part in parts for bar in bars]
    sizes = [sum(row["count"] for row in rows) or None for _, rows in pieces]
    lines = [[row["line"] for row in rows] for _, rows in pieces]
    hover = marks(dataset, "attendance", lines, [f"{name}: {size}" for (name, _), size in zip(pieces, sizes)])
    hover["text"] = [_fitting(dataset, *piece, size, 580 / max(totals)) for piece, size in zip(pieces, sizes)]
    hover["x"] = sizes
    for place, (role, named) in enumerate(parts):
        own = slice(place * len(bars), (place + 1) * len(bars))
        pattern = {"shape": "" if named else "/", "fillmode": "replace", "size": 9, "solidity": 0.25}
        traces.append({
            "type": "bar", "orientation": "h", "y": labels, "name": names[role, named], "showlegend": True,
            "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
            "insidetextfont": {"color": contrasting(COLOURS[role if named else "paper"])},
            "marker": {"color": COLOURS[role], "line": {"color": COLOURS["paper"], "width": 1.5}, "pattern": pattern},
            **{key: values[own] if isinstance(values, list) else values for key, values in hover.items()},
        })  # fmt: skip
    ends = [f"{bar['total']}, {bar['unnamed'] or 'all'} {'not ' * bool(bar['unnamed'])}named" for bar in bars]
    layout = {
        "barmode": "stack", "bargap": 0.25, "height": (50 if short else 74) * len(bars) + 10,
        "xaxis": {"visible": False}, "uniformtext": {"mode": "hide", "minsize": 10},
        "yaxis": {"autorange": "reversed", "categoryorder": "array", "categoryarray": labels},
    }  # fmt: skip
    last, hidden = bars[-1], len(accounts) - len(bars)
    title = f"{last['meeting']}: {last['total']} {'parties' if last['total'] > 1 else 'party'} took part, "
    title += f"{last['unnamed']} of them counted but not named" if last["unnamed"] else "all named"
    remarks = [f"{bar['meeting']}: {row['note'][0].lower()}{row['note'][1:]}" for bar in bars for row in bar["rows"]
               if isinstance(row["note"], str) and row["note"] != "Counted, not named"]  # fmt: skip
    notes = [
        "Hatched: an article gives only the number of parties, not their names" * any(bar["unnamed"] for bar in bars),
        "Part played not stated: an article names the party, not as what it took part" * ("unstated" in dict(parts)),
        *list(dict.fromkeys(remarks))[:2],
        f"{number(hidden).capitalize()} earlier account{'s are' if hidden > 1 else ' is'} not shown" if hidden else "",
    ]  # fmt: skip
    said = []
    for place, bar in enumerate(bars):
        own = [f"{name}: {size}".lower() for (name, _), size in list(zip(pieces, sizes))[place :: len(bars)] if size]
        said.append(f"{bar['meeting']}, {words(bar['event']['date'])}: {bar['total']} parties ({'; '.join(own)})")
    used = {"attendance": [line for some in lines for line in some], "events": [bar["event"]["line"] for bar in bars]}
    wide = max(text_width(line, 13) for label in labels for line in label.split("<br>"))
    return {
        "figure": {"data": [*traces, end_labels(totals, labels, ends)], "layout": layout}, "title": title,
        "subtitle": f"Parties at meetings of {whose}, by the part they played, {known_by(dataset)}",
        "alt": f"Stacked horizontal bar chart of the parties at each meeting. {title}. {'. '.join(said)}.",
        "notes": notes, "used": used, "margin": {"l": 30 + wide, "t": 4, "b": 4},
    }  # fmt: skip


def _fitting(dataset: Dataset, name: str, rows: list[dict], size: int | None, unit: float) -> str:
    """Write into a piece of a bar who they are: names, else codes, else the number; nothing where that is too long."""
    parties = [row["party_id"] for row in rows if isinstance(row["party_id"], str)]
    ways = [_names(dataset, parties), sorted(parties)] if parties else [[f"{size} {name[0].lower()}{name[1:]}"]]
    for who in ways if rows else []:
        for broad in range(int(size * unit / 6), 3, -1):
            lines = textwrap.wrap(", ".join(one.replace(" ", "\u00a0") for one in who), broad, break_long_words=False)
            if len(lines) > 3:
                break
            if max(text_width(line, 12) for line in lines) < size * unit - 4:
                return "<br>".join(map(escape, lines))
    return str(size) if rows and size * unit > 18 else ""


def changes(dataset: Dataset, from_day: str | datetime.date, to_day: str | datetime.date) -> pd.DataFrame:
    """Tell what became known between two days: members, coalitions, pledges, events, headcounts, contradictions.

    Parameters
    ----------
    from_day, to_day : str or datetime.date
        What was known on the first day is not new on the second; a wrong order is a ValueError.

    Returns
    -------
    pandas.DataFrame
        ``what`` (member, coalition, pledge, event, reported number, contradiction), ``coalition_id``, ``said`` (in
        words), ``table`` and ``lines`` (its rows).

    Examples
    --------
    >>> import coalviz
    >>> found = coalviz.changes(coalviz.load(), "2024-02-02", "2024-04-08")
    >>> found.loc[found["what"] == "contradiction", "said"].tolist()
    ['Japan is named by Babel, not by Ukrainska Pravda']
    """
    before, after, rows = dataset.as_of(from_day), dataset.as_of(to_day), []
    if before.known > after.known:
        raise ValueError(f"{to_day} comes before {from_day}; give the earlier day first")
    for table, (what, key) in _NEWS.items():
        known, now = (_grouped(_rows(view, table), lambda row: str([row[k] for k in key])) for view in (before, after))
        new = [found for which, found in now.items() if which not in known]
        for found in sorted(new, key=lambda found: _WEIGHTS.find(found[0].get("kind", ""))):
            first, lines = found[0] | {"publisher": ""}, tuple(row["line"] for row in found)
            said = first["name"] if table == "coalitions" else row_words(after, table, first).rpartition(" – ")[0]
            rows.append((what, first["coalition_id"], said, table, lines))
    for coalition in dataset.coalition_ids:
        old = {one["said"] for one in _apart(before, _claims(before, coalition))}
        found = [one for one in _apart(after, _claims(after, coalition)) if one["said"] not in old]
        rows += [("contradiction", coalition, one["said"], "memberships", one["lines"]) for one in found]
    return pd.DataFrame(rows, columns=["what", "coalition_id", "said", "table", "lines"])


def changes_text(dataset: Dataset, from_day: str | datetime.date, to_day: str | datetime.date, most: int = 3) -> str:
    """Tell in a few lines, short enough for a slide, what became known between two days (days as in ``changes``).

    Of each kind ``most`` are told, the others counted.

    Examples
    --------
    >>> import coalviz
    >>> print(coalviz.changes_text(coalviz.load(), "2024-02-02", "2024-04-08").splitlines()[-1])
    1 new contradiction: Japan is named by Babel, not by Ukrainska Pravda
    """
    found, lines = changes(dataset, from_day, to_day), []
    several = found["coalition_id"].nunique() > 1
    for what in [*(what for what, _ in _NEWS.values()), "contradiction"]:
        said = [said + f" [{dataset.names[coalition]}]" * (several and what != "coalition")
                for kind, coalition, said, *_ in found.values.tolist() if kind == what]  # fmt: skip
        shown = said if len(said) <= most + 1 else [*said[:most], f"and {len(said) - most} others"]
        if said or what in ("member", "pledge"):
            head = f"{len(said) or 'No'} new {what}{'s' * (len(said) > 1)}"
            lines.append(": ".join(filter(None, [head, "; ".join(shown)])))
    return "\n".join([f"What became known after {words(day(from_day))}, by {words(day(to_day))}", *lines])
