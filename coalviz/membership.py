"""Charts of membership: how many are named, who says who is in, who came to the meetings; and what became known."""

from __future__ import annotations

import datetime
import re
import textwrap
from collections.abc import Iterable, Sequence

import pandas as pd
import plotly.graph_objects as go

from .dataset import Dataset
from .dates import bounds, day, words
from .members import disagreements, members_by_day, membership_claims
from .provenance import chart, coalition_name, known_by, marks, nothing_known, number, row_words
from .theme import COLOURS, contrasting, end_labels, escape, listed, text_width
from .units import COMPARATORS

__all__ = ["attendance", "changes", "changes_text", "members_over_time", "who_says_who"]

_ROLES = {"lead": "Lead", "founder": "Founder", "member": "Member", "observer": "Observer", "unstated": "Named"}
_SEATS = {"lead": "Lead countries", "member": "Members", "unstated": "Part played not stated", "observer": "Observers", "guest": "Guests",
          "organisation": "Organisations"}  # fmt: skip
_JOINED = {True: ("Joining that an article tells of", "triangle-right", "ink"), False: ("First named, day of joining not stated", "circle-open", "not_stated")}
_NOT_NAMED = "not named"
_SILENCE = "An article that leaves a party out does not say that it is no member"
_WEIGHTS = "founding accession agreement structure meeting announcement"  # of events, the weightiest first
_NEWS = {  # table: what a new row is, what makes it new
    "memberships": ("member", ["coalition_id", "party_id"]),
    "coalitions": ("coalition", ["coalition_id"]),
    "pledges": ("pledge", ["pledge_id"]),
    "events": ("event", ["event_id"]),
    "headcounts": ("reported number", ["coalition_id", "date", "comparator", "count"]),
}


def _rows(dataset: Dataset, table: str, coalition: str | None) -> list[dict]:
    frame = dataset.tables[table]
    frame = frame if coalition is None else frame[frame["coalition_id"] == coalition]
    return [row | {"line": line} for line, row in zip(frame.index.tolist(), frame.to_dict("records"))]


def _names(dataset: Dataset, parties: Iterable[str]) -> list[str]:
    return sorted(dataset.names[party] for party in parties)


def _one(dataset: Dataset, coalition: str) -> str:
    if coalition is None:
        raise ValueError(f"members are shown of one coalition; coalitions are {', '.join(dataset.coalition_ids)}")
    return coalition_name(dataset, coalition)


@chart
def members_over_time(dataset: Dataset, *, coalition: str = "it") -> go.Figure:
    """Show how many members were named by when: by every source, and by any, with a band where they disagree.

    Parameters
    ----------
    dataset : Dataset
        Its ``memberships``, ``headcounts`` and ``events`` (foundings and accessions).
    coalition : str
        ``coalition_id``.

    Returns
    -------
    plotly.graph_objects.Figure

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
    whose, claims = _one(dataset, coalition), membership_claims(dataset, coalition)
    days, heads = members_by_day(claims).to_dict("records"), _rows(dataset, "headcounts", coalition)
    if not any(one["any"] for one in days) and not heads:
        return nothing_known(dataset, f"member of {whose}")
    published = dict(zip(dataset.tables["sources"]["source_id"], dataset.tables["sources"]["published"]))
    for head in heads:
        dated = isinstance(head["date"], str)
        head["day"] = (bounds(head["date"])[1] if dated else None) or day(published[head["source_id"]])
        head["text"] = f"{COMPARATORS[head['comparator']]}{head['count']} reported, {words(head['date']) if dated else 'day of the count not stated'}"
    heads.sort(key=lambda head: head["day"])
    lanes = _joinings(dataset, coalition, claims)
    when = [one["day"] for one in [*days, *heads, *lanes]]
    edge = datetime.timedelta(days=max(3, (max(*when, dataset.day) - min(when)).days // 12))
    left, right = min(when) - edge, max(*when, dataset.day) + edge
    side = {on: f"middle {'right' if on - left < (right - left) / 2 else 'left'}" for on in when}  # of a mark: where there is room
    every, some = ([0, *(len(one[key]) for one in days)] for key in ("every", "any"))
    top = max([1, *some, *(head["count"] for head in heads)])
    disputed, few = every != some, len(lanes) <= 4
    keyed = not few or disputed and every[-1] < 0.2 * top
    traces = [{
        "type": "scatter", "x": [str(on) for on in (left, *(one["day"] for one in days), right)], "y": [*counts, counts[-1]], "mode": "lines", "name": name,
        "fill": fill, "fillcolor": COLOURS["member"], "line": {"shape": "hv", "width": 2, "color": COLOURS[colour]}, "showlegend": keyed,
        **({"fillpattern": {"shape": "x", "fillmode": "replace", "size": 7, "solidity": 0.25, "fgcolor": COLOURS[colour]}} if fill == "tonexty" else {}),
        "hovertemplate": "%{y} members<extra></extra>",
    } for counts, name, fill, colour in [(every, "Named by every source" if disputed else "Named as members", "tozeroy", "member"),
                                         (some, "Named by some sources, left out by others", "tonexty", "muted")][: 1 + disputed]]  # fmt: skip
    height, level = 260, 28.0  # in pixels: the steps, and from there upwards the words that tell what they are
    for lane in lanes[::-1]:
        lane["lines"] = textwrap.wrap(lane["text"], 60 if abs((lane["day"] - left) / (right - left) - 0.5) > 0.25 else 32)
        lane["y"] = level + 13 * len(lane["lines"]) if few else 42 + 22 * lane["joined"]
        level += 26 * len(lane["lines"]) if few else 0
    height += level if few else 80
    scale = top / 260 * height
    for table in ("events", "memberships"):
        told = [lane for lane in lanes if lane["table"] == table]
        hover = marks(dataset, table, [lane["rows"] for lane in told], [lane["text"] for lane in told])
        for lane, reference, text in zip(told, hover["customdata"], hover["hovertext"]):
            lane |= {"customdata": reference, "hovertext": text}
    for joined, (name, symbol, colour) in _JOINED.items():
        chosen = [lane for lane in lanes if lane["joined"] == joined]
        traces += [{
            "type": "scatter", "x": [str(lane["day"]) for lane in chosen], "y": [top + top / 260 * lane["y"] for lane in chosen], "name": name,
            "mode": "markers" + "+text" * few, "text": ["<br>".join(f" {escape(line)} " for line in lane["lines"]) for lane in chosen] if few else None,
            "textposition": [side[lane["day"]] for lane in chosen], "meta": "coalviz:joining", "showlegend": keyed, "cliponaxis": False,
            "marker": {"symbol": symbol, "size": 10, "color": COLOURS[colour], "line": {"width": 0 if joined else 2}},
            "hovertemplate": hover["hovertemplate"], **{key: [lane[key] for lane in chosen] for key in ("customdata", "hovertext")},
        }] if chosen else []  # fmt: skip
    if heads:
        traces.append({
            "type": "scatter", "x": [str(head["day"]) for head in heads], "y": [head["count"] for head in heads], "mode": "markers+text", "cliponaxis": False,
            "name": "Number reported without names", "text": [f" {escape(head['text'])} " if len(heads) <= 2 else "" for head in heads], "showlegend": True,
            "textposition": [side[head["day"]] for head in heads],
            "marker": {"symbol": "diamond-open", "size": 11, "color": COLOURS["ink"], "line": {"width": 2}},
            **marks(dataset, "headcounts", [[head["line"]] for head in heads], [head["text"] for head in heads]),
        })  # fmt: skip
    ends = [(some[-1], "named by any source" if disputed else "named", "bottom", 0), (every[-1], "named by every source", "top", -3)]
    layout = {
        "height": height, "hovermode": "closest",
        "annotations": [{"x": str(right), "y": count, "text": f"{count} {text}", "xanchor": "right", "yanchor": side, "yshift": shift}
                        for count, text, side, shift in ends[: 1 + (disputed and every[-1] >= 0.2 * top)] if days],
        "yaxis": {"range": [0, scale], "tickvals": list(range(0, top + 1, max(1, -(-top // 4)))), "showgrid": True},
        "xaxis": {"type": "date", "range": [str(left), str(right)], "showline": True, "linecolor": COLOURS["muted"], "ticks": "outside",
                  "tickformat": "%-d %b<br>%Y", "nticks": 6},
    }  # fmt: skip
    apart = [said for about, said in disagreements(dataset, coalition)[["about", "said"]].values.tolist() if about == "membership"]
    band = _names(dataset, set(days[-1]["any"]) - set(days[-1]["every"])) if days else []
    if band:
        title = f"{every[-1]} to {some[-1]} members of {whose} are named: sources disagree on {listed(band, most=3)}"
    else:
        of = next((f" of {COMPARATORS[head['comparator']]}{head['count']}" for head in heads[::-1] if head["count"] > some[-1]), "")
        title = f"{some[-1]}{of} member{'s' * (of != '' or some[-1] != 1)} of {whose} {'is' if some[-1] == 1 else 'are'} named"
    members = [row for row in claims.to_dict("records") if row["role"] != "observer"]
    silent = len({row["party_id"] for row in members} - {row["party_id"] for row in members if row["stated"]})
    notes = [
        *apart[:3], f"Sources disagree on {len(apart) - 3} more" if len(apart) > 3 else "", _SILENCE if apart else "",
        f"{number(silent).capitalize()} without a stated day of joining: counted from the first article that names {'it' if silent == 1 else 'them'}"
        if silent else "",
        "Where an article states a month, or by when a party joined, the last possible day counts"
        if any(row["stated"] and len(row["joined"]) != 10 for row in members) else "",
        "Observers are not counted" if len(members) < len(claims) else "",
    ]  # fmt: skip
    steps = "; ".join(f"{words(one['day'])}: {len(one['every'])}" + f" to {len(one['any'])}" * (one["every"] != one["any"]) for one in days[-6:])
    said = " ".join(f"{one['text']}." for one in [*lanes[-6:], *heads[-3:]])
    return {
        "figure": {"data": traces, "layout": layout}, "title": title, "notes": notes, "margin": {"l": 44, "r": 24, "t": 10, "b": 46},
        "used": {"memberships": claims["line"], "headcounts": [head["line"] for head in heads],
                 "events": [line for lane in lanes if lane["table"] == "events" for line in lane["rows"]]},
        "subtitle": f"Members named, from their day of joining or else the first article on, {known_by(dataset)}",
        "alt": f"Step chart of the number of members named, with a band where sources disagree. {title}. Steps: {steps or 'none'}. {said}",
    }  # fmt: skip


def _joinings(dataset: Dataset, coalition: str, claims: pd.DataFrame) -> list[dict]:
    """What the steps are: foundings and joinings that articles tell of, and parties first named without a day."""
    told: dict[str, dict] = {}
    for row in _rows(dataset, "events", coalition):
        if row["kind"] in ("founding", "accession") and isinstance(row["date"], str):
            told.setdefault(row["event_id"], row)
    found = [(bounds(row["date"])[1], f"{row['title']}, {_short(row['date'])}", True, "events", [row["line"]]) for row in told.values()]
    joined, first = {}, {}
    for row in sorted((row for row in claims.to_dict("records") if row["role"] != "observer"), key=lambda row: (row["entry"], row["published"])):
        # that a party had joined by publication is no event of that day; what an event tells is not told twice
        if row["stated"] and row["joined"] not in {event["date"] for event in told.values()}:
            joined.setdefault((row["entry"], row["joined"]), {}).setdefault(row["party_id"], row["line"])
        first.setdefault(row["party_id"], row)
    for (on, date), lines in joined.items():
        found.append((on, f"{listed(_names(dataset, lines), most=2)} joined, {_short(date)}", True, "memberships", list(lines.values())))
    for on in sorted({row["entry"] for row in first.values() if not row["stated"]}):
        titles = [event["title"] for event in told.values() if bounds(event["date"])[1] == on]
        new = [row for row in first.values() if row["entry"] == on and not row["stated"] and not _named_in(dataset.names[row["party_id"]], titles)]
        who = f"{len(new)} parties" if len(new) > 2 else listed(_names(dataset, [row["party_id"] for row in new]))
        found += [(on, f"{who} first named, day of joining not stated", False, "memberships", [row["line"] for row in new])] if new else []
    return [dict(zip(("day", "text", "joined", "table", "rows"), one)) for one in sorted(found, key=lambda one: one[0] or datetime.date.max) if one[0]]


def _named_in(name: str, titles: Iterable[str]) -> bool:
    # no column of an event holds the party that joined: its title names it
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", title) for title in titles)


@chart
def who_says_who(
    dataset: Dataset, *, coalition: str = "it", countries: Sequence[str] | None = None, sort: str = "disagreement", most: int = 14
) -> go.Figure:
    """Show which source names whom as a member, in which role: where they disagree first.

    Parameters
    ----------
    dataset : Dataset
        Its ``memberships`` and ``events`` (accessions).
    coalition : str
        ``coalition_id``.
    countries : sequence of str, optional
        Only these (``party_id``).
    sort : {"disagreement", "name"}
    most : int
        How many rows of parties at the most; of the others each source's number is shown.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the coalition or the sort order is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.who_says_who(coalviz.load()).data[0].y[:2]
    ('<b>Sources disagree</b>', '≠ Japan')
    """
    if sort not in ("disagreement", "name"):
        raise ValueError(f"there is no sort order {sort!r}; orders are disagreement, name")
    whose, claims = _one(dataset, coalition), membership_claims(dataset, coalition).sort_values("published", kind="stable")
    columns = list(dict.fromkeys(claims["source_id"]))
    claims = claims if countries is None else claims[claims["party_id"].isin(countries)]
    if claims.empty:
        return nothing_known(dataset, f"member of {whose}" + " among these countries" * (countries is not None))
    earlier, columns = (columns[:-5], columns[-5:]) if len(columns) > 6 else ([], columns)
    events = [row for row in _rows(dataset, "events", coalition) if row["kind"] == "accession"]
    cells = {(row["party_id"], row["source_id"]): _cell(dataset, row, events, len(columns) <= 3) for row in claims.to_dict("records")}
    apart, told = disagreements(dataset, coalition), {party for (party, _), cell in cells.items() if cell["told"]}
    tiers = {party: 0 if party in set(apart["party_id"]) else 1 if party in told else 2 for party in claims["party_id"]}
    leads = set(claims["party_id"][claims["role"].isin(["lead", "founder"])])
    order = sorted(tiers, key=lambda party: (tiers[party], party not in leads, dataset.names[party]))
    order, rest = (order, []) if len(order) <= most else (order[: most - 1], order[most - 1 :])
    if sort == "name":
        order.sort(key=dataset.names.get)
    rows, before = [], None
    for party in order:
        if sort == "disagreement" and len(columns) > 1 and tiers[party] != before:
            before = tiers[party]
            heading = ("Sources disagree", "Joining reported", "Sources agree")[before]
            rows.append((f"<b>{heading}</b>", [_counted("", []) | {"z": None}] * (len(columns) + bool(earlier))))
        name = dataset.names[party]
        old = [cells[party, source]["lines"][0] for source in earlier if (party, source) in cells]
        silent = _counted(f"{name}: not named", [], f"<b>{_NOT_NAMED}</b>" if tiers[party] == 0 else _NOT_NAMED)
        line = [_counted(f"{name}: named by {len(old)} of {len(earlier)} earlier sources", old, f"{len(old)} of {len(earlier)}")] * bool(earlier)
        rows.append(("≠ " * (tiers[party] == 0) + escape(name), line + [cells.get((party, source), silent) for source in columns]))
    if rest:
        named = [[cells[party, source]["lines"][0] for party in rest if (party, source) in cells] for source in columns]
        line = [_counted(f"{len(lines)} of {len(rest)} others named", lines, f"{len(lines)} named") for lines in named]
        rows.append((f"{len(rest)} others", [_counted("", [])] * bool(earlier) + line))
    flat, count = [cell for _, line in rows for cell in line], len(columns) + bool(earlier)
    hover = marks(dataset, "memberships", [cell["lines"] for cell in flat], [cell["heading"] for cell in flat])
    hover["hovertext"] = [text or escape(cell["heading"]) for cell, text in zip(flat, hover["hovertext"])]
    flat = [cell | {"customdata": rows_of, "hovertext": text} for cell, rows_of, text in zip(flat, hover["customdata"], hover["hovertext"])]
    colours = [*(COLOURS[role] for role in _ROLES), COLOURS["paper"]]
    sources = dataset.tables["sources"].set_index("source_id").loc[columns, ["publisher", "published"]].values.tolist()
    heads = [[f"{len(earlier)} earlier", "sources"]] * bool(earlier)
    heads += [[*textwrap.wrap(publisher, 14 if count > 3 else 30), _short(on)] for publisher, on in sources]
    labels = [label for label, _ in rows]
    matrix = {key: [[cell[key] for cell in flat[at : at + count]] for at in range(0, len(flat), count)] for key in ("z", "text", "customdata", "hovertext")}
    heatmap = {
        "type": "heatmap", "x": ["earlier"] * bool(earlier) + columns, "y": labels, **matrix, "zmin": -0.5, "zmax": len(_ROLES) + 0.5, "showscale": False,
        "colorscale": [[edge / len(colours), colour] for place, colour in enumerate(colours) for edge in (place, place + 1)], "texttemplate": "%{text}",
        "xgap": 2, "ygap": 2, "hoverongaps": False, "hovertemplate": hover["hovertemplate"], "textfont": {"size": 13, "color": COLOURS["ink"]},
    }  # fmt: skip
    layout = {
        "height": 27 * len(rows) + 6, "yaxis": {"autorange": "reversed", "type": "category", "tickvals": labels},
        "xaxis": {"side": "top", "type": "category", "tickvals": heatmap["x"], "autotickangles": [0, 90],
                  "ticktext": ["<br>".join(map(escape, head)) for head in heads]},
    }  # fmt: skip
    said = apart[apart["party_id"].isin(tiers)]
    if len(said) == 1:
        title = said["said"].iloc[0]
    elif len(said):
        title = f"Sources disagree on {listed(_names(dataset, set(said['party_id'])), most=3)}"
    else:
        title = f"One source names members of {whose}"
        if len(columns) > 1:
            title = f"{number(len(columns) + len(earlier)).capitalize()} sources agree on who is in {whose}"
    publishers = dict(zip(columns, (publisher for publisher, _ in sources)))
    words_of = {spot: cell["said"] for spot, cell in cells.items()}
    details = [f"{dataset.names[party]}: " + ", ".join(f"{words_of.get((party, source), _NOT_NAMED)} ({publishers[source]})" for source in columns)
               for party in order if tiers[party] < 2][:8]  # fmt: skip
    alike = sum(tier == 2 for tier in tiers.values())
    return {
        "figure": {"data": [heatmap], "layout": layout}, "title": title,
        "notes": [*(said["said"].tolist()[:2] if len(said) > 1 else []), _SILENCE if len(said) else ""],
        "subtitle": f"Who names whom as part of {whose}, and in which role, {known_by(dataset)}",
        "used": {"memberships": claims["line"], "events": [line for cell in cells.values() for line in cell["events"]]},
        "alt": f"Table of parties ({len(tiers)}) and sources ({len(columns) + len(earlier)}), a role in each cell. {'. '.join([title, *details])}. "
               f"{number(alike).capitalize()} others are named alike.",
        "margin": {"l": 28 + max(text_width(label.replace("<b>", "").replace("</b>", ""), 13, "<b>" in label) for label in labels), "r": 18, "b": 6,
                   "t": 10 + max(17 * max(map(len, heads)), *(text_width(part, 13) if count > 3 else 0 for head in heads for part in head))},
    }  # fmt: skip


def _counted(heading: str, lines: list[int], text: str = "") -> dict:
    return {"z": len(_ROLES), "text": text, "heading": heading, "lines": lines}


def _short(date: object) -> str:
    return re.sub(r"([A-Z][a-z]{2})[a-z]*(?= \d{4})", r"\1", words(date)).replace(" ", "\u00a0")


def _cell(dataset: Dataset, row: dict, events: list[dict], wide: bool) -> dict:
    """One cell of the table of sources: the role, and what this source tells of the joining."""
    role, name = row["role"] if isinstance(row["role"], str) else "unstated", dataset.names[row["party_id"]]
    mine = [event for event in events if event["source_id"] == row["source_id"] and _named_in(name, [event["title"]])]
    told = f"joined {_short(row['joined'])}" if row["stated"] else f"acceded {_short(mine[0]['date'])}" if mine else ""
    said = ", ".join(filter(None, [_ROLES[role], "role not stated" * (role == "unstated"), told]))
    text = f"<span style='color:{contrasting(COLOURS[role])}'>{said if wide else _ROLES[role]}</span>"
    cell = _counted(f"{name}: {said}", [row["line"]], text)
    return cell | {"z": list(_ROLES).index(role), "said": said, "told": told, "events": [event["line"] for event in mine]}


@chart
def attendance(dataset: Dataset, *, coalition: str | None = "it", most: int = 6) -> go.Figure:
    """Show who came to each meeting, by the part played; who was only counted, not named, is hatched.

    Parameters
    ----------
    dataset : Dataset
        Its ``attendance`` and ``events``.
    coalition : str or None
        ``coalition_id``; None for all coalitions.
    most : int
        How many meetings at the most: the latest. Of a meeting that several sources tell of, each has its own bar.

    Returns
    -------
    plotly.graph_objects.Figure

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
    events = {row["event_id"]: row for row in _rows(dataset, "events", coalition)[::-1]}
    accounts: dict[tuple, list[dict]] = {}
    for row in _rows(dataset, "attendance", None):
        if row["event_id"] in events:
            accounts.setdefault((row["event_id"], row["source_id"]), []).append(row)
    if not accounts:
        return nothing_known(dataset, f"attendance at a meeting of {whose}")
    publishers = dict(zip(dataset.tables["sources"]["source_id"], dataset.tables["sources"]["publisher"]))
    when = {event: (bounds(row["date"])[1] if isinstance(row["date"], str) else None) or datetime.date.max for event, row in events.items()}
    bars, told, short = [], [event for event, _ in accounts], len(accounts) > 3
    for (event, source), rows in sorted(accounts.items(), key=lambda one: when[one[0][0]])[-most:]:
        meeting = events[event]["title"] + (f" ({dataset.names[events[event]['coalition_id']]})" if coalition is None else "")
        lines = [*textwrap.wrap(meeting, 24, max_lines=1 if short else 2, placeholder=" …"), _short(events[event]["date"])]
        lines += [publishers[source]] if told.count(event) > 1 else []
        label = "<br>".join(map(escape, lines))
        label += f" ({len(bars) + 1})" if label in {bar["label"] for bar in bars} else ""
        parts: dict[tuple, list[dict]] = {}
        for row in rows:
            parts.setdefault((row["role"] if isinstance(row["role"], str) else "unstated", pd.isna(row["party_id"])), []).append(row)
        sizes = {part: sum(row["count"] for row in some) if part[1] else len(some) for part, some in parts.items()}
        unnamed = sum(size for (_, counted), size in sizes.items() if counted)
        bars.append({"label": label, "meeting": meeting, "parts": parts, "sizes": sizes, "total": sum(sizes.values()), "unnamed": unnamed, "event": event})
    labels, longest, traces = [bar["label"] for bar in bars], max(bar["total"] for bar in bars), []
    for part in [(role, counted) for role in _SEATS for counted in (False, True) if any((role, counted) in bar["parts"] for bar in bars)]:
        (role, counted), some = part, [bar["parts"].get(part, []) for bar in bars]
        name, sizes = _SEATS[role] + ", not named" * counted, [bar["sizes"].get(part) for bar in bars]
        traces.append({
            "type": "bar", "orientation": "h", "x": sizes, "y": labels, "name": name, "showlegend": True, "textposition": "inside", "insidetextanchor": "middle",
            "text": [_fitting(dataset, name, rows, size, 580 / longest) for rows, size in zip(some, sizes)], "textangle": 0,
            "insidetextfont": {"color": COLOURS["ink"] if counted else contrasting(COLOURS[role])},
            "marker": {"color": COLOURS[role], "line": {"color": COLOURS["paper"], "width": 1.5},
                       "pattern": {"shape": "/" if counted else "", "fillmode": "replace", "size": 9, "solidity": 0.25}},
            **marks(dataset, "attendance", [[row["line"] for row in rows] for rows in some], [f"{name}: {size}" for size in sizes]),
        })  # fmt: skip
    ends = [f"{bar['total']}, {bar['unnamed'] or 'all'} {'not ' * bool(bar['unnamed'])}named".replace("1, all", "1,") for bar in bars]
    layout = {
        "barmode": "stack", "bargap": 0.25, "height": (50 if short else 74) * len(bars) + 10, "xaxis": {"visible": False}, "uniformtext": {"mode": "hide", "minsize": 10},
        "yaxis": {"autorange": "reversed", "categoryorder": "array", "categoryarray": labels},
    }  # fmt: skip
    last, hidden = bars[-1], len(accounts) - len(bars)
    title = f"{last['meeting']}: {last['total']} {'parties' if last['total'] > 1 else 'party'} took part, "
    title += f"{last['unnamed']} of them counted but not named" if last["unnamed"] else "all named"
    remarks = [f"{bar['meeting']}: {row['note'][0].lower()}{row['note'][1:]}" for bar in bars for rows in bar["parts"].values() for row in rows
               if isinstance(row["note"], str) and row["note"] != "Counted, not named"]  # fmt: skip
    notes = [
        "Hatched: an article gives only the number of parties, not their names" if any(bar["unnamed"] for bar in bars) else "",
        "Part played not stated: an article names the party, not as what it took part"
        if any("unstated" == role for bar in bars for role, _ in bar["parts"]) else "",
        *list(dict.fromkeys(remarks))[:2],
        f"{number(hidden).capitalize()} earlier account{'s are' if hidden > 1 else ' is'} not shown" if hidden else "",
    ]  # fmt: skip
    said = []
    for bar in bars:
        sizes = [f"{_SEATS[role]}{', not named' * counted}: {size}".lower() for (role, counted), size in bar["sizes"].items()]
        said.append(f"{bar['meeting']}, {words(events[bar['event']]['date'])}: {bar['total']} parties ({'; '.join(sizes)})")
    used = {"attendance": [row["line"] for bar in bars for rows in bar["parts"].values() for row in rows],
            "events": [events[bar["event"]]["line"] for bar in bars]}  # fmt: skip
    return {
        "figure": {"data": [*traces, end_labels([bar["total"] for bar in bars], labels, ends)], "layout": layout}, "used": used, "title": title, "notes": notes,
        "subtitle": f"Parties at meetings of {whose}, by the part they played, {known_by(dataset)}",
        "alt": f"Stacked horizontal bar chart of the parties at each meeting. {title}. {'. '.join(said)}.",
        "margin": {"l": 30 + max(text_width(line, 13) for label in labels for line in label.split("<br>")), "t": 4, "b": 4},
    }  # fmt: skip


def _fitting(dataset: Dataset, name: str, rows: list[dict], size: int | None, unit: float) -> str:
    """Write into a piece of a bar who they are: names, else codes, else the number; nothing where that is too long."""
    parties = [row["party_id"] for row in rows if isinstance(row["party_id"], str)]
    for who in ([_names(dataset, parties), sorted(parties)] if parties else [[f"{size} {name[0].lower()}{name[1:]}"]]) if rows else []:
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
    dataset : Dataset
    from_day, to_day : str or datetime.date
        What was known on the first day is not new on the second.

    Returns
    -------
    pandas.DataFrame
        ``what`` (member, coalition, pledge, event, reported number, contradiction), ``coalition_id``, ``said`` (in
        words), ``table`` and ``lines`` (its rows).

    Raises
    ------
    ValueError
        If one is no day, or the second comes before the first.

    Examples
    --------
    >>> import coalviz
    >>> found = coalviz.changes(coalviz.load(), "2024-02-02", "2024-04-08")
    >>> found.loc[found["what"] == "contradiction", "said"].tolist()
    ['Japan is named by Babel, not by Ukrainska Pravda']
    """
    before, after = dataset.as_of(from_day), dataset.as_of(to_day)
    if before.known > after.known:
        raise ValueError(f"{to_day} comes before {from_day}; give the earlier day first")
    rows = []
    for table, (what, key) in _NEWS.items():
        known, fresh = {tuple(str(row[name]) for name in key) for row in _rows(before, table, None)}, {}
        for row in _rows(after, table, None):
            fresh.setdefault(tuple(str(row[name]) for name in key), []).append(row)
        weight = (lambda found: _WEIGHTS.find(found[0]["kind"])) if table == "events" else (lambda found: 0)
        for found in sorted((found for key_of, found in fresh.items() if key_of not in known), key=weight):
            said = found[0]["name"] if table == "coalitions" else row_words(after, table, found[0] | {"publisher": ""}).rpartition(" – ")[0]
            rows.append((what, found[0]["coalition_id"], said, table, tuple(row["line"] for row in found)))
    for coalition in dataset.coalition_ids:
        old = set(disagreements(before, coalition)["said"])
        found = disagreements(after, coalition)[["said", "lines"]].values.tolist()
        rows += [("contradiction", coalition, said, "memberships", lines) for said, lines in found if said not in old]
    return pd.DataFrame(rows, columns=["what", "coalition_id", "said", "table", "lines"])


def changes_text(dataset: Dataset, from_day: str | datetime.date, to_day: str | datetime.date, most: int = 3) -> str:
    """Tell in a few lines, short enough for a slide, what became known between two days.

    Parameters
    ----------
    dataset, from_day, to_day
        As in ``changes``.
    most : int
        How many of a kind are told at the most; the others are counted.

    Examples
    --------
    >>> import coalviz
    >>> print(coalviz.changes_text(coalviz.load(), "2024-02-02", "2024-04-08").splitlines()[-1])
    1 new contradiction: Japan is named by Babel, not by Ukrainska Pravda
    """
    found, lines = changes(dataset, from_day, to_day), []
    several = found["coalition_id"].nunique() > 1
    for what in [*(what for what, _ in _NEWS.values()), "contradiction"]:
        group = found[found["what"] == what]
        said = [row.said + f" [{dataset.names[row.coalition_id]}]" * (several and what != "coalition") for row in group.itertuples()]
        shown = said if len(said) <= most + 1 else [*said[:most], f"and {len(said) - most} others"]
        if said or what in ("member", "pledge"):
            lines.append(f"{len(said) or 'No'} new {what}{'s' * (len(said) > 1)}" + (f": {'; '.join(shown)}" if said else ""))
    return "\n".join([f"What became known after {words(day(from_day))}, by {words(day(to_day))}", *lines])
