"""Charts of pledges: who gave what, how a reported total adds up, what was pledged by when."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd
import plotly.graph_objects as go

from .dataset import Dataset
from .dates import words
from .measures import by_donor, interval_words, pledge_claims, pledge_total, totals_by_day
from .provenance import chart, coalition_name, known_by, marks, nothing_known, number
from .theme import COLOURS, end_labels, escape, listed, text_width
from .money import UNITS, base_currency, money, reference

__all__ = ["pledge_sum", "pledges_by_country", "pledges_over_time"]

_BARS = {  # mark: name in the key, colour, pattern
    "exact": ("Amount stated", COLOURS["money"], ""),
    "approximate": ("About this amount", COLOURS["money"], "."),
    "lower": ("At least this amount", COLOURS["money"], "/"),
    "range": ("Least of what sources say", COLOURS["money"], "-"),
    "joint": ("Joint sum, not broken down by country", COLOURS["joint"], "/"),
    "total": ("Total", COLOURS["not_stated"], ""),
}
_MARKS = {"not_stated": ("Amount not stated", "circle-open", "○"), "in_kind": ("Help in kind", "diamond", "◆")}


@chart
def pledges_by_country(
    dataset: Dataset, *, coalition: str | None = "it", unit: str = "EUR", countries: Sequence[str] | None = None,
    sort: str = "amount", most: int = 20,
) -> go.Figure:  # fmt: skip
    """Show who gave what: stated amounts, lower bounds, joint sums, amounts not stated, help in kind.

    Parameters
    ----------
    dataset : Dataset
        Its ``pledges``; for the units per_inhabitant and share_of_gdp also its ``indicators``.
    coalition : str or None
        ``coalition_id``; None for all coalitions.
    unit : {"EUR", "USD", "per_inhabitant", "share_of_gdp"}
        Other currencies are converted at the European Central Bank's rate of the day.
    countries : sequence of str, optional
        Only these (``party_id``), and the joint sums that they are part of.
    sort : {"amount", "name"}
    most : int
        How many bars at the most; the smaller donors are one bar.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the unit or the sort order is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.pledges_by_country(coalviz.load(), unit="USD").layout.meta["as_of"]
    '2024-04-08'
    """
    if sort not in ("amount", "name"):
        raise ValueError(f"there is no sort order {sort!r}; orders are amount, name")
    if most < 1:
        raise ValueError(f"most is {most!r}; right is a number of bars of at least 1")
    rows = by_donor(dataset, coalition, unit, countries)
    whose, base = coalition_name(dataset, coalition), base_currency(unit)
    if rows.empty:
        return nothing_known(dataset, f"pledge to {whose}")
    bars = _donor_bars(dataset, rows, unit, sort, most)
    traces = list(_bar_traces(dataset, bars))
    for mark, (name, symbol, _) in _MARKS.items():  # the key of the signs that stand in the labels
        if (rows["mark"] == mark).any():
            key = {"type": "scatter", "x": [None], "y": [escape(bars[0]["label"])], "mode": "markers", "name": name, "showlegend": True}
            traces.append(key | {"marker": {"symbol": symbol, "size": 10, "color": COLOURS[mark]}})
    everybody = rows if countries is None else by_donor(dataset, coalition, unit)  # a note on a group names all its silent
    claims = pledge_claims(dataset, coalition, unit, countries)
    total = pledge_total(claims)
    words_of_total = interval_words(total["low"], total["high"], base, total["strict"], total["approximate"])
    if countries is not None:
        title = f"What {listed([dataset.names.get(c, c) for c in countries], most=4)} pledged to {whose}"
    elif total["low"] == 0:
        title = f"Pledges to {whose}: no amount is stated"
    elif unit in ("per_inhabitant", "share_of_gdp") and not bars[0]["joint"] and sort == "amount":
        title = f"{bars[0]['label']}'s stated amount is the largest {UNITS[unit].replace('in euro ', '')}"
    else:
        title = f"{words_of_total[0].upper()}{words_of_total[1:]} pledged to {whose}"
        if 0 < total["disclosed"] < total["low"]:
            title += f", {money(total['disclosed'], base)} of it disclosed by country"
    used = {"pledges": [line for bar in bars for line in bar["lines"]], "indicators": _divisors(dataset, rows, unit)}
    return _bar_chart(
        dataset, traces, bars, used=used, title=title, subtitle=f"By donor, {UNITS[unit]}, {known_by(dataset)}",
        notes=_notes(dataset, everybody, claims, bars, unit), kind="Horizontal bar chart of pledges by donor", row_height=38,
    )  # fmt: skip


@chart
def pledge_sum(dataset: Dataset, *, coalition: str | None = "it", unit: str = "EUR", most: int = 12) -> go.Figure:
    """Show how the reported total adds up: what is disclosed by country, and what no source breaks down.

    Parameters
    ----------
    dataset : Dataset
    coalition : str or None
        ``coalition_id``; None for all coalitions.
    unit : {"EUR", "USD"}
    most : int
        How many steps at the most; the smaller ones are one step.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the unit is no currency: shares of different countries' GDP cannot be added.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.pledge_sum(coalviz.load()).layout.meta["title"]
    '€20.5 million of more than €30 million can be traced to single countries'
    """
    _currency(unit)
    claims, whose = pledge_claims(dataset, coalition, unit), coalition_name(dataset, coalition)
    total, donors = pledge_total(claims), by_donor(dataset, coalition, unit)
    rows = donors[donors["low"].gt(0) & donors["mark"].isin(_BARS)]
    if rows.empty:
        return nothing_known(dataset, f"amount of money for {whose}")
    bars, start = _donor_bars(dataset, rows, unit, "amount", most), 0.0
    for bar in bars:
        bar["start"], start = start, start + sum(bar["parts"].values())
    total_words = interval_words(total["low"], total["high"], unit, total["strict"], total["approximate"])
    lines = tuple(dict.fromkeys(line for lines in claims.loc[claims["form"] == "money", "lines"] for line in lines))
    whole = claims[(claims["form"] == "money") & claims["part_of"].isna() & claims["low"].notna()]
    label = "Reported total" if len(whole) == 1 and whole["includes"].notna().all() else "All pledges"
    bars.append({"label": label, "parts": {"total": total["low"]}, "start": 0.0, "text": total_words, "lines": lines})
    traces = list(_bar_traces(dataset, bars, hatched_total=total["low"] != total["high"]))
    notes = _notes(dataset, donors, claims, bars, unit)
    if total["disclosed"] < total["low"]:
        title = f"{money(total['disclosed'], unit)} of {total_words} can be traced to single countries"
    else:
        title = f"Pledges to {whose} add up to {total_words}"
    return _bar_chart(
        dataset, traces, bars, used={"pledges": lines}, title=title, subtitle=f"How the money for {whose} adds up, {UNITS[unit]}, {known_by(dataset)}",
        notes=notes, kind="Waterfall chart of bars that add up to the total", row_height=44,
    )  # fmt: skip


@chart
def pledges_over_time(dataset: Dataset, *, coalition: str | None = "it", unit: str = "EUR") -> go.Figure:
    """Show by which day how much had been pledged, and when amounts were left open.

    Parameters
    ----------
    dataset : Dataset
    coalition : str or None
        ``coalition_id``; None for all coalitions.
    unit : {"EUR", "USD"}

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the unit is no currency.

    Examples
    --------
    >>> import coalviz
    >>> [trace.name for trace in coalviz.pledges_over_time(coalviz.load()).data][:2]
    ['Disclosed by country', 'Reported in all, at least']
    """
    _currency(unit)
    claims, whose = pledge_claims(dataset, coalition, unit), coalition_name(dataset, coalition)
    if claims.empty:
        return nothing_known(dataset, f"pledge to {whose}")
    days = totals_by_day(claims)
    end = days.iloc[-1]
    first, last = days["day"].iloc[0], max(end["day"], dataset.day)
    span = max(7, (last - first).days)
    left, right = first - datetime.timedelta(days=max(2, span // 12)), last + datetime.timedelta(days=max(2, span // 12))
    traces = []
    total_words = interval_words(end["low"], end["high"], unit, end["strict"], end["approximate"])
    name = "Reported in all, at least" if days["high"].apply(math.isinf).any() else "Reported in all"
    areas = [("disclosed", "Disclosed by country", "tozeroy", "money"), ("low", name, "tonexty", "joint")]
    for column, name, fill, colour in areas if end["low"] > 0 else []:
        hatch = {"shape": "/", "fillmode": "replace", "size": 7, "solidity": 0.4, "fgcolor": COLOURS[colour]}
        traces.append({
            "type": "scatter", "x": [str(day) for day in (left, *days["day"], right)], "y": [0.0, *days[column].tolist(), float(end[column])],
            "name": name, "mode": "lines", "fill": fill, "fillcolor": COLOURS[colour], **({"fillpattern": hatch} if column == "low" else {}),
            "line": {"shape": "hv", "width": 2, "color": COLOURS[colour]}, "showlegend": True, "hovertemplate": "%{y:,.0f} " + unit + "<extra></extra>",
        })  # fmt: skip
    top = max(days["low"].max(), 1.0)
    for (mark, (name, symbol, _)), height in zip(_MARKS.items(), (1.18, 1.34)):
        marked = claims[claims["kind"].isin([mark, "no_rate"] if mark == "not_stated" else [mark])]
        if marked.empty:
            continue
        groups = marked.groupby("day")
        who = [listed([dataset.names.get(d, d) for d in dict.fromkeys(" ".join(group["donors"]).split())], most=3) for _, group in groups]
        early = [(day - left) < (right - left) / 2 for day, _ in groups]
        traces.append({
            "type": "scatter", "x": [str(day) for day, _ in groups], "y": [height * top] * len(who), "mode": "markers+text", "name": name,
            "meta": "coalviz:marks",  # the height is a place, no amount
            "text": [f" {escape(text)} " if len(who) <= 3 else "" for text in who], "textposition": ["middle right" if e else "middle left" for e in early],
            "marker": {"symbol": symbol, "size": 11, "color": COLOURS[mark], "line": {"width": 2 if mark == "not_stated" else 0}},
            "showlegend": True, "cliponaxis": False,
            **marks(dataset, "pledges", [[line for lines in group["lines"] for line in lines] for _, group in groups], [f"By {words(day)}" for day, _ in groups]),
        })  # fmt: skip
    right_end = {"x": str(right), "xanchor": "right"}
    annotations = [right_end | {"y": float(end["low"]), "yanchor": "bottom", "text": escape(total_words)}] if end["low"] > 0 else []
    if 0.12 * top < end["disclosed"] < end["low"]:
        text = f"{escape(money(end['disclosed'], unit))} disclosed by country"
        annotations.append(right_end | {"y": float(end["disclosed"]), "yanchor": "bottom", "text": text, "bgcolor": "rgba(255,255,255,0.85)"})
    bottom = 0 if end["low"] > 0 else top
    layout = {
        "height": 330 if end["low"] > 0 else 110, "hovermode": "closest", "annotations": annotations,
        "yaxis": {"visible": False, "range": [bottom, top * 1.45]},
        "xaxis": {"type": "date", "range": [str(left), str(right)], "showline": True, "linecolor": COLOURS["muted"], "ticks": "outside", **date_ticks(left, right, days["day"])},
    }  # fmt: skip
    lines = [line for lines in claims["lines"] for line in lines]
    undated = int(dataset.pledges.loc[lines, "announced"].isna().sum())
    notes = _contradiction(claims) + ["A pledge counts from the latest day on which it can have been made; of most, articles say only by when"]
    notes += [f"{number(undated).capitalize()} without a day: from the publication of the source on"] if undated else []
    notes += ["Help in kind and amounts not stated are marked where they became known; they are in no sum"] if claims["kind"].isin(["in_kind", "not_stated"]).any() else []
    title = f"By {words(last)}, {total_words} pledged to {whose}" if end["low"] > 0 else f"Pledges to {whose}: no amount is stated"
    disclosed = f", {money(end['disclosed'], unit)} of it disclosed by country" if end["disclosed"] > 0 else ""
    kinds = (("not_stated", "without a stated amount"), ("no_rate", "without a rate"), ("in_kind", "in kind"))
    outside = [f"{number(end[kind])} {said}" for kind, said in kinds if end[kind]]
    steps = "; ".join(f"by {words(row.day)}, {interval_words(row.low, row.high, unit, row.strict)}" for row in days.tail(6).itertuples())
    return {
        "figure": {"data": traces, "layout": layout}, "used": {"pledges": lines}, "title": title, "notes": notes + _conversion_notes(dataset, claims, unit),
        "subtitle": f"Sum of pledges, {UNITS[unit]}, by the day by which they were made, {known_by(dataset)}",
        "alt": f"Step chart of the sum of pledges. {title}{disclosed}. Steps: {steps}. In no sum: {listed(outside) or 'none'}.",
        "margin": {"l": 24, "r": 24, "t": 4, "b": 34},
    }  # fmt: skip


def _currency(unit: str) -> None:
    if unit not in ("EUR", "USD"):
        raise ValueError(f"{unit!r} cannot be added up across countries; units are EUR, USD")


def _bar_chart(dataset: Dataset, traces: list[dict], bars: list[dict], *, kind: str, row_height: int, **parts) -> dict:
    """What the two bar charts share: labels, order of bars, alternative text, room for the names."""
    labels = [escape(bar["label"]) for bar in bars]
    ends = [bar.get("start", 0) + sum(bar["parts"].values()) for bar in bars]
    texts = [bar["text"] for bar in bars]
    rows = {}
    if not all(bar["parts"] for bar in bars):  # a donor without a bar has its rows at its label
        rows = {"hoverinfo": None, **marks(dataset, "pledges", [bar["lines"] for bar in bars], texts)}
    traces.append(end_labels(ends, labels, texts, **rows))
    layout = {
        "barmode": "overlay" if "start" in bars[0] else "stack", "height": len(bars) * (row_height if max(map(len, texts)) < 80 else row_height + 22) + 10, "xaxis": {"visible": False},
        "yaxis": {"autorange": "reversed", "categoryorder": "array", "categoryarray": labels},
    }  # fmt: skip
    said = [f"{bar['label']}: {bar['text'].replace('   ', ', ').replace('○ ', '').replace('◆', 'in kind:')}" for bar in bars[:12]]
    more = f"; and {len(bars) - 12} more bars" if len(bars) > 12 else ""
    alt = f"{kind}. {parts['title']}. {parts['subtitle']}. {'; '.join(said)}{more}."
    figure = {"data": traces, "layout": layout}
    return {"figure": figure, "alt": alt, "margin": {"l": 30 + max(text_width(bar["label"], 13) for bar in bars), "t": 4, "b": 4}, **parts}


def _bar_traces(dataset: Dataset, bars: list[dict], hatched_total: bool = False) -> Iterator[dict]:
    """One trace a mark, as far as there are such bars; bars with a start float."""
    headings = [f"{bar['label']}: {bar['text']}" for bar in bars]
    for mark, (name, colour, pattern) in _BARS.items():
        if not any(mark in bar["parts"] for bar in bars):
            continue
        if mark == "total" and hatched_total:
            name, pattern = "Total, at least", "/"
        earlier = list(_BARS)[: list(_BARS).index(mark)]
        starts = [bar.get("start", 0) + sum(bar["parts"].get(m, 0) for m in earlier) if mark in bar["parts"] else None for bar in bars]
        hatch = {"shape": pattern, "fillmode": "replace", "size": 7, "solidity": 0.45}
        yield {
            "type": "bar", "orientation": "h", "name": name, "showlegend": True, "y": [escape(bar["label"]) for bar in bars],
            "x": [bar["parts"].get(mark) for bar in bars], **({"base": starts} if "start" in bars[0] else {}),
            "marker": {"color": colour, "line": {"color": colour, "width": 1}, "pattern": hatch},
            **marks(dataset, "pledges", [bar["lines"] if mark in bar["parts"] else () for bar in bars], headings),
        }  # fmt: skip


def _divisors(dataset: Dataset, rows: pd.DataFrame, unit: str) -> list[int]:
    figures = reference(dataset, unit)
    return [figures[donor][1] for donor in " ".join(rows["donors"]).split() if donor in figures]


def _donor_bars(dataset: Dataset, rows: pd.DataFrame, unit: str, sort: str, most: int) -> list[dict]:
    """One bar a donor or joint group: its parts by mark, its label, its text, its rows."""

    def bar(label: str, group: list[dict], joint: bool = False) -> dict:
        parts: dict[str, float] = {}
        for row in group:
            if row["mark"] in _BARS and row["low"] > 0:
                parts[row["mark"]] = parts.get(row["mark"], 0.0) + row["low"]
        lines = tuple(dict.fromkeys(line for row in group for line in row["lines"]))
        return {"label": label, "parts": parts, "text": _bar_text(group, unit), "lines": lines, "joint": joint, "group": group, "size": sum(parts.values())}

    groups: dict[str, list[dict]] = {}
    for row in rows.to_dict("records"):
        groups.setdefault(row["donors"], []).append(row)
    bars, same = [], {}
    for donors, group in groups.items():
        count = len(donors.split())
        label = dataset.names.get(donors, donors) if count == 1 else f"{number(count)} countries together".capitalize()
        same[label] = same.get(label, 0) + 1  # several groups may be of one size
        bars.append(bar(label if same[label] == 1 else f"{label} ({same[label]})", group, count > 1))
    rest = []
    if len(bars) > most:
        bars.sort(key=lambda one: -one["size"])
        rest = [bar(f"{len(bars) - most + 1} others", [row for one in bars[most - 1 :] for row in one["group"]])]
        bars = bars[: most - 1]
    bars.sort(key=lambda one: (one["joint"], -one["size"] if sort == "amount" else 0, one["label"]))
    return bars + rest


def _bar_text(group: list[dict], unit: str) -> str:
    """Say in one line what is known of a donor, and what is not."""
    texts, sums = [], [row for row in group if not math.isnan(row["low"]) and row["mark"] != "no_rate"]
    if sums:
        strict, approximate = any(row["strict"] for row in sums), any(row["mark"] == "approximate" for row in sums)
        texts.append(interval_words(sum(row["low"] for row in sums), sum(row["high"] for row in sums), unit, strict, approximate))
    unrated = [row["reported"] for row in group if row["mark"] == "no_rate"]
    if unrated:
        texts.append(f"{listed(unrated, most=2)} ({'no rate' if unit in ('EUR', 'USD') else 'no reference figure'})")
    silent = sum(row["mark"] == "not_stated" for row in group)
    if silent:
        count, further = f"{silent} " if silent > 1 else "", "further " if texts else ""
        texts.append(f"○ {count}{further}amount{'s' if silent > 1 else ''} not stated")
    items = list(dict.fromkeys(row["item"] for row in group if row["mark"] == "in_kind"))
    if items:
        texts.append(f"◆ {listed(items, most=1)}")
    return "   ".join(texts)


def _notes(dataset: Dataset, rows: pd.DataFrame, claims: pd.DataFrame, bars: list[dict], unit: str) -> list[str]:
    """Word the caveats of the bar charts, the joint sums first."""
    names, notes = dataset.names, _contradiction(claims)
    joint = [bar for bar in bars if bar.get("joint") and "joint" in bar["parts"]]
    for bar in joint[:2]:
        donors = sorted(names.get(donor, donor) for donor in bar["group"][0]["donors"].split())
        note = f"{bar['label']}: {listed(donors, most=8)}"
        if any(row["derived"] for row in bar["group"]):
            derived = rows.loc[rows["derived"] & (rows["mark"] == "not_stated"), "donors"].map(names.get)
            silent = [name for name in donors if name in set(derived)]
            note += "; what their joint sum holds beyond the amounts disclosed by country is worked out here, and no source breaks it down"
            note += f". {listed(silent, most=8)} have no stated amount, and further sums from the others are not excluded" if silent else ""
        notes.append(note)
    if claims["kind"].isin(["in_kind", "not_stated"]).any():
        notes.append("Help in kind and amounts not stated are in no sum")
    if claims["disagree"].any():
        notes.append(f"Sources differ on {listed(claims.loc[claims['disagree'], 'pledge_id'].tolist(), most=3)}")
    return notes + _conversion_notes(dataset, claims, unit)


def _contradiction(claims: pd.DataFrame) -> list[str]:
    return ["The parts that sources name exceed the total that they report"] * pledge_total(claims)["contradiction"]


def _conversion_notes(dataset: Dataset, claims: pd.DataFrame, unit: str) -> list[str]:
    """Say how amounts were converted, and which were not."""
    notes = []
    if set(dataset.pledges.loc[[line for lines in claims["lines"] for line in lines], "currency"].dropna()) - {base_currency(unit)}:
        notes.append("Converted at the European Central Bank's reference rate of the day by which a pledge was made")
    if (claims["kind"] == "no_rate").any():
        notes.append("Amounts in a currency without a reference rate stand as reported and are in no sum")
    if unit in ("per_inhabitant", "share_of_gdp"):
        what = "inhabitants" if unit == "per_inhabitant" else "gross domestic product"
        notes.append(f"Divided by {what} in {dataset.indicators['year'].max()}; a joint sum by those of all its donors together")
    return notes


def date_ticks(left: datetime.date, right: datetime.date, days: Iterable[datetime.date]) -> dict:
    """Name the very days where something changed while they fit, else leave the ticks to Plotly."""
    days = list(days)
    apart = min(((b - a).days for a, b in zip(days, days[1:])), default=99)
    if len(days) <= 8 and apart >= (right - left).days / 9:
        return {"tickvals": [str(day) for day in days], "ticktext": [words(day) for day in days]}
    return {"tickformat": "%b %Y", "nticks": 8}
