"""Charts of pledges: who gave what, how a reported total adds up, what was pledged by when."""

from __future__ import annotations

import datetime
import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

from ..claims.amounts import Amount, rounded
from ..claims.donors import Share, shares
from ..claims.measures import Step, Sum, added_up, disclosed, steps
from ..claims.pledges import Claim, Gifts, gifts
from ..dataset import ALL, Dataset
from ..dates import words
from ..forms import Band, Bar, Sign, bars, signs_in
from ..forms import steps as draw_steps
from ..money import UNITS, Currency, Unit, base_currency, reference
from ..wording import (
    coalition_name,
    contradiction_words,
    known_by,
    listed,
    number,
    plural,
    sentence,
)
from .chart import chart, mixed_marks, nothing_known

__all__ = ["pledge_sum", "pledges_by_country", "pledges_by_stage", "pledges_over_time"]

STAGES = ("planned", "pledged", "committed", "delivered")


@chart
def pledges_by_country(
    dataset: Dataset,
    *,
    coalition: str | Literal["all"] | None = None,
    unit: Unit = "EUR",
    countries: Sequence[str] | None = None,
    sort: Literal["amount", "name"] = "amount",
    most: int = 20,
) -> go.Figure:
    """Show who gave what: stated amounts, lower bounds, joint sums, amounts not stated, help in kind.

    Parameters
    ----------
    dataset : Dataset
        Its ``pledges`` and ``totals``; for the units per_inhabitant and share_of_gdp also its
        ``indicators``.
    coalition : str or None
        ``coalition_id``, or "all"; None is the tables' own.
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
        If the coalition, a country, the unit or the sort order is unknown.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.pledges_by_country(coalviz.load(), unit="USD").layout.meta["as_of"]
    '2024-04-08'
    """
    found = shares(dataset, coalition, unit, countries)
    whose = coalition_name(dataset, coalition)
    if not found:
        among = " of these countries" if countries is not None else ""
        return nothing_known(dataset, f"pledge{among} to {whose}")
    donors = _donor_bars(dataset, found, unit)
    shown = _arranged(donors, sort, most)
    drawn = [Bar(donor.label, donor.parts, donor.text, donor.rows) for donor in shown]
    result = added_up(dataset, coalition, unit, countries)
    title = (
        _title_of_countries(dataset, whose, countries, found)
        or _title_of_largest(donors, unit)
        or _title_of_sum(dataset, result, whose, base_currency(unit))
    )
    drawing = bars(
        drawn,
        functools.partial(mixed_marks, dataset),
        keys=signs_in(bar.text for bar in drawn),
    )
    used = {"pledges": [line for donor in shown for line in donor.rows["pledges"]]}
    used |= {"totals": result.newest_total.lines} if result.newest_total else {}
    used |= {"indicators": _divisors(dataset, found, unit)}
    return {
        "drawing": drawing,
        "title": title,
        "subtitle": f"By donor, {UNITS[unit]}, {known_by(dataset)}",
        "used": used,
        "notes": _notes(dataset, coalition, unit, found, countries),
        "alt": _alt("Horizontal bar chart of pledges by donor", title, drawn),
    }


@chart
def pledge_sum(
    dataset: Dataset,
    *,
    coalition: str | Literal["all"] | None = None,
    unit: Currency = "EUR",
    most: int = 12,
) -> go.Figure:
    """Show how the reported total adds up: what is disclosed by country, and what no source breaks down.

    Each step is what a donor or a group adds to the least that was surely given: sums of which it is
    not known whether they overlap are not counted twice.

    Parameters
    ----------
    dataset : Dataset
    coalition : str or None
        ``coalition_id``, or "all"; None is the tables' own.
    unit : {"EUR", "USD"}
    most : int
        How many steps at the most; the smaller ones are one step.

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the coalition is unknown, or the unit is no currency: shares of different countries' gross
        domestic product cannot be added.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.pledge_sum(coalviz.load()).layout.meta["title"]
    '€20.5 million of more than €30 million can be traced to single countries'
    """
    whose, result = (
        coalition_name(dataset, coalition),
        added_up(dataset, coalition, unit),
    )
    total = _whole(result)
    if total.low == 0:
        return nothing_known(dataset, f"amount of money for {whose}")
    found = shares(dataset, coalition, unit)
    drawn = _sum_bars(dataset, coalition, unit, result, most)
    title = _title_of_trace(dataset, coalition, result, whose, unit)
    drawing = bars(drawn, functools.partial(mixed_marks, dataset), height=44)
    rows = [bar.rows for bar in drawn]
    return {
        "drawing": drawing,
        "title": title,
        "subtitle": f"How the money for {whose} adds up, {UNITS[unit]}, {known_by(dataset)}",
        "used": {
            table: [line for tables in rows for line in tables.get(table, ())]
            for table in ("pledges", "totals")
        },
        "notes": _later_note(dataset, coalition, unit, result)
        + _notes(dataset, coalition, unit, found, None),
        "alt": _alt("Waterfall chart of bars that add up to the total", title, drawn),
    }


@chart
def pledges_over_time(
    dataset: Dataset, *, coalition: str | Literal["all"] | None = None, unit: Currency = "EUR"
) -> go.Figure:
    """Show by which day how much had surely been pledged, what may have been, and what was left open.

    Parameters
    ----------
    dataset : Dataset
    coalition : str or None
        ``coalition_id``, or "all"; None is the tables' own.
    unit : {"EUR", "USD"}

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the coalition is unknown or the unit is no currency.

    Examples
    --------
    >>> import coalviz
    >>> [trace.name for trace in coalviz.pledges_over_time(coalviz.load()).data][:2]
    ['Disclosed by country', 'Reported in all, at least']
    """
    whose, every = coalition_name(dataset, coalition), gifts(dataset, unit)
    pledges, totals = (
        every.select(coalition),
        every.select(coalition, "money", total=True),
    )
    if not pledges and not totals:
        return nothing_known(dataset, f"pledge to {whose}")
    span = _span(dataset, (*pledges, *totals))
    moments = steps(dataset, coalition, unit)
    bands = _bands(dataset, coalition, unit, span[0])
    signs = [_total_sign(total, coalition, dataset) for total in totals if not total.donors]
    signs += _open_signs(dataset, pledges)
    drawing = draw_steps(bands, signs, span, functools.partial(mixed_marks, dataset))
    result = added_up(dataset, coalition, unit)
    if bands:
        drawing.layout["annotations"] = _end_labels(moments[-1], span[1], unit)
    title = _title_over_time(dataset, result, moments, whose, unit)
    return {
        "drawing": drawing,
        "title": title,
        "subtitle": f"Money pledged by each day, {UNITS[unit]}, {known_by(dataset)}",
        "used": _lines((*pledges, *totals)),
        "notes": _time_notes(pledges, bands)
        + _notes(dataset, coalition, unit, shares(dataset, coalition, unit), None),
        "alt": _time_alt(title, moments, result, unit),
    }


@chart
def pledges_by_stage(
    dataset: Dataset, *, coalition: str | Literal["all"] | None = None, unit: Currency = "EUR"
) -> go.Figure:
    """Show how far pledges have come: planned, pledged, committed, delivered.

    Parameters
    ----------
    dataset : Dataset
    coalition : str or None
        ``coalition_id``, or "all"; None is the tables' own.
    unit : {"EUR", "USD"}

    Returns
    -------
    plotly.graph_objects.Figure

    Raises
    ------
    ValueError
        If the coalition is unknown or the unit is no currency.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.pledges_by_stage(coalviz.load()).layout.meta["title"]
    'Of pledges to the IT coalition, €20.5 million is reported as delivered'
    """
    whose, every = coalition_name(dataset, coalition), gifts(dataset, unit)
    claims = every.select(coalition)
    if not claims:
        return nothing_known(dataset, f"pledge to {whose}")
    stages = {stage: [one for one in claims if one.stage == stage] for stage in STAGES}
    drawn = [_stage_bar(every, stage, own, unit) for stage, own in stages.items() if own]
    done = every.told(_stated(stages["delivered"])) if _stated(stages["delivered"]) else None
    told = f"{done.words(unit)} is" if done else "no sum is"
    title = f"Of pledges to {whose}, {told} reported as delivered"
    tell = functools.partial(mixed_marks, dataset)
    drawing = bars(drawn, tell, keys=signs_in(bar.text for bar in drawn), height=44)
    overlap = "A sum stands in the stage that its source gives; what is delivered may be part of what was committed"
    return {
        "drawing": drawing,
        "title": title,
        "subtitle": f"By stage, {UNITS[unit]}, {known_by(dataset)}",
        "used": _lines(claims),
        "notes": [overlap, *_caveats(dataset, coalition, unit, shares(dataset, coalition, unit))],
        "alt": _alt("Horizontal bar chart of pledges by stage", title, drawn),
    }


def _stage_bar(every: Gifts, stage: str, claims: Sequence[Claim], unit: str) -> Bar:
    """Give what the pledges of one stage come to, and what of them has no amount."""
    stated, total = _stated(claims), every.told(_stated(claims))
    silent = sum(one.form == "money" for one in claims) - len(stated)
    kind = "approximate" if total.about else "exact" if total.low == total.high else "lower"
    if stated and all(one.joint for one in stated):
        kind = "joint"
    texts = [total.words(unit)] * bool(stated)
    texts += [f"○ {plural(silent, 'amount')} not stated"] * bool(silent)
    goods = [one.item for one in claims if one.form == "in_kind"]
    texts += [f"◆ {listed(list(dict.fromkeys(goods)), most=2)}"] * bool(goods)
    parts = {kind: total.low} if total.low else {}
    parts |= {"possible": total.high - total.low} if total.low < total.high < math.inf else {}
    return Bar(stage.capitalize(), parts, "   ".join(texts), _lines(claims))


def _stated(claims: Iterable[Claim]) -> list[Claim]:
    """List the pledges of money of which a source states the amount."""
    return [one for one in claims if one.form == "money" and one.amount.stated]


# ---- frames: what stands where


@dataclass(frozen=True)
class _Donor:
    """All shares of one donor or group: a bar, its words, its rows."""

    label: str
    shares: tuple[Share, ...]
    parts: dict[str, float]
    text: str
    rows: dict[str, tuple[int, ...]]

    @property
    def size(self) -> float:
        return sum(self.parts.get(kind, 0.0) for kind in self.parts if kind != "possible")

    @property
    def joint(self) -> bool:
        return self.shares[0].joint


def _donor_bars(dataset: Dataset, found: Iterable[Share], unit: str) -> list[_Donor]:
    """Put the shares of each donor together; groups of one size are numbered."""
    groups: dict[tuple[str, ...], list[Share]] = {}
    for share in found:
        groups.setdefault(share.donors, []).append(share)
    labels = [_label(dataset, donors) for donors in groups]
    return [
        _donor(_numbered(labels, place), group, unit) for place, group in enumerate(groups.values())
    ]


def _label(dataset: Dataset, donors: tuple[str, ...]) -> str:
    if not donors:
        return "Donors not named"
    if len(donors) == 1:
        return dataset.names[donors[0]]
    return f"{number(len(donors))} countries together".capitalize()


def _numbered(labels: Sequence[str], place: int) -> str:
    before = labels[:place].count(labels[place])
    return labels[place] if not before else f"{labels[place]} ({before + 1})"


def _donor(label: str, group: Sequence[Share], unit: str) -> _Donor:
    parts: dict[str, float] = {}
    for share in group:
        drawn = share.kind not in ("in_kind", "no_reference")
        if drawn and share.amount.low > 0:
            parts[share.kind] = parts.get(share.kind, 0.0) + share.amount.low
        if drawn and share.unsure and share.amount.low < share.amount.high < math.inf:
            parts["possible"] = share.amount.high - share.amount.low
    lines = tuple(dict.fromkeys(line for share in group for line in share.lines))
    return _Donor(label, tuple(group), parts, _donor_text(group, unit), {"pledges": lines})


def _arranged(donors: Sequence[_Donor], sort: str, most: int) -> list[_Donor]:
    """Order donors, single ones first; those that are too many become one bar at the end."""
    kept, rest = list(donors), []
    if len(kept) > most:
        kept.sort(key=lambda donor: -donor.size)
        kept, rest = kept[: most - 1], kept[most - 1 :]
    kept.sort(
        key=lambda donor: (
            donor.joint,
            -donor.size if sort == "amount" else 0,
            donor.label,
        )
    )
    return [*kept, _others(rest)] if rest else kept


def _others(rest: Sequence[_Donor]) -> _Donor:
    """Put donors for whom there is no room into one bar; what may overlap is not added up."""
    parts: dict[str, float] = {}
    joint = [donor for donor in rest if donor.joint and donor.parts]
    for donor in rest:
        if not donor.joint or len(joint) == 1:  # several joint sums may hold the same money
            for kind, value in donor.parts.items():
                parts[kind] = parts.get(kind, 0.0) + value
    lines = tuple(line for donor in rest for line in donor.rows["pledges"])
    text = listed([f"{donor.label} {donor.text}" for donor in rest], most=2)
    return _Donor(f"{len(rest)} others", rest[0].shares, parts, text, {"pledges": lines})


def _donor_text(group: Sequence[Share], unit: str) -> str:
    """Say in one line what is known of a donor, and what is not."""
    money = [share for share in group if share.kind != "in_kind"]
    stated = [share for share in money if share.amount.stated and share.kind != "no_reference"]
    texts = [_stated_text(stated, unit)] if stated else []
    texts += [share.reported for share in money if share.kind == "no_rate"]
    texts += [
        f"{share.reported} (no reference figure)" for share in money if share.kind == "no_reference"
    ]
    silent = [share for share in money if share.kind == "not_stated"]
    if silent:
        further = "further " if stated and all(share.further for share in silent) else ""
        count = f"{len(silent)} " if len(silent) > 1 else ""
        texts.append(f"○ {count}{further}amount{'s' if len(silent) > 1 else ''} not stated")
    goods = [_goods_text(share, unit) for share in group if share.kind == "in_kind"]
    texts += [f"◆ {listed(list(dict.fromkeys(goods)), most=2)}"] if goods else []
    return "   ".join(texts)


def _stated_text(stated: Sequence[Share], unit: str) -> str:
    if len(stated) == 1 and stated[0].foreign and unit in ("EUR", "USD"):
        return stated[0].reported
    total = functools.reduce(Amount.__add__, [share.amount for share in stated])
    text = total.words(unit)
    if any(share.unsure for share in stated):
        text += " (may overlap)"
    return text


def _goods_text(share: Share, unit: str) -> str:
    if share.kind == "no_reference" or not share.reported:
        return share.item
    worth = share.reported if unit in ("EUR", "USD") else share.amount.words(unit)
    return f"{share.item}, worth {worth}"


def _sum_bars(dataset: Dataset, coalition: str, unit: str, result: Sum, most: int) -> list[Bar]:
    """Give what each donor or group adds to the least that is sure, and at the end the total."""
    every = gifts(dataset, unit)
    groups = _claim_groups(dataset, _in_total(every, coalition, result), every, most)
    drawn: list[Bar] = []
    before = Amount(0.0)
    claims: list[Claim] = []
    for label, group in groups:
        claims += group
        now = every.least(claims)
        added = round(now.low - before.low, 2)
        if added > 0:
            sure = _surely_more(now, before) if before.about else added
            drawn.append(_step_bar(label, group, before.low, added, sure, unit))
        before = now
    newest = result.newest_total
    if newest and newest.amount.low > before.low:
        rest = round(newest.amount.low - before.low, 2)
        sure = _surely_more(newest.amount, before)
        text = Amount(sure, math.inf, newest.amount.strict).words(unit)
        rows = {"totals": newest.lines}
        drawn.append(Bar("In no single pledge", {"untraced": rest}, text, rows, before.low))
    return [*drawn, _total_bar(result, claims, unit)]


def _surely_more(now: Amount, before: Amount) -> float:
    """Give by how much a sum surely exceeds one before; what follows from "about" is rounded down."""
    sure = max(0.0, now.floor - before.ceiling_of_low)
    return rounded(sure, down=True) if before.about else sure


def _in_total(every: Gifts, coalition: str, result: Sum) -> list[Claim]:
    """List the pledges of money that add up: those that the newest total holds, if there is one."""
    claims = [claim for claim in every.select(coalition, "money") if claim.amount.stated]
    if result.newest_total is None:
        return claims
    return [claim for claim in claims if result.newest_total.name in every.holders(claim)]


def _claim_groups(
    dataset: Dataset, claims: Iterable[Claim], every: Gifts, most: int
) -> list[tuple[str, list[Claim]]]:
    """Group pledges of money by donors: single ones first, the largest first, small ones together."""
    groups: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.donors, []).append(claim)
    order = sorted(
        groups,
        key=lambda donors: (len(donors) != 1, -every.least(groups[donors]).low, donors),
    )
    order.sort(key=lambda donors: not donors)  # nobody knows whose sums these are: last
    labels = [_label(dataset, donors) for donors in order]
    named = [(_numbered(labels, place), groups[donors]) for place, donors in enumerate(order)]
    if len(named) <= most:
        return named
    rest = [claim for _, group in named[most - 1 :] for claim in group]
    return [*named[: most - 1], (f"{len(named) - most + 1} others", rest)]


def _step_bar(
    label: str,
    group: Sequence[Claim],
    start: float,
    added: float,
    sure: float,
    unit: str,
) -> Bar:
    """Draw what a group adds to the least, and say how much of that is sure."""
    joint = any(claim.joint for claim in group)
    strict = any(claim.amount.strict for claim in group)
    about = any(claim.amount.about for claim in group)
    exact = all(claim.amount.low == claim.amount.high for claim in group) and not joint
    text = Amount(added, added, about=about).words(unit)
    if not exact:
        text = Amount(sure, math.inf, strict, about and sure == added).words(unit)
    converted = all(claim.foreign for claim in group if claim.amount.about)
    whole = sum(claim.amount.low for claim in group)
    if round(whole - added, 2) > 0 and not joint:
        text += " more, if its sums overlap"
    kind = "joint" if joint else "lower" if not exact else "exact" if converted else "approximate"
    lines = tuple(line for claim in group for line in claim.lines)
    return Bar(label, {kind: added}, text, {"pledges": lines}, start)


def _total_bar(result: Sum, claims: Sequence[Claim], unit: str) -> Bar:
    newest = result.newest_total
    total = newest.amount if newest else result.told
    rows = {"pledges": tuple(dict.fromkeys(line for claim in claims for line in claim.lines))}
    joint = [claim for claim in claims if claim.joint]
    rows |= {"totals": newest.lines} if newest else {}
    reported = newest or (len(joint) == 1 and joint[0].amount.low == total.low)
    kind = "total" if total.exact else "at_least"
    label = "Reported total" if reported else "All pledges"
    return Bar(label, {kind: total.low}, total.words(unit), rows, 0.0)


def _whole(result: Sum) -> Amount:
    """Give what was given in all: as reported if there is a total, else what the pledges come to."""
    return result.so_far if result.newest_total else result.told


def _span(dataset: Dataset, claims: Iterable[Claim]) -> tuple[datetime.date, datetime.date]:
    """Give the days at which the picture begins and ends."""
    days = [claim.last for claim in claims] + [claim.first for claim in claims if claim.first]
    first, last = min(days), max([*days, dataset.day] if dataset.day else days)
    pad = datetime.timedelta(days=max(4, (last - first).days // 8))
    return first - pad, last + pad


def _bands(dataset: Dataset, coalition: str, unit: str, left: datetime.date) -> list[Band]:
    """Give the certain sum with its disclosed part, and what may have been given before it was certain."""
    moments = steps(dataset, coalition, unit)
    sure = [step for step in moments if step.certain.low > 0]
    if not sure:
        return []
    rows = [_rows_by(dataset, coalition, unit, step.day) for step in sure]
    days, low = [step.day for step in sure], [step.disclosed.low for step in sure]
    high, nothing = [step.certain.low for step in sure], [0.0] * len(sure)
    part = [f"By {words(s.day)}: {s.disclosed.words(unit)} by single countries" for s in sure]
    certain = [f"By {words(step.day)}: {step.certain.words(unit)}" for step in sure]
    found = [Band("disclosed", days, nothing, low, part, rows)] if any(low) else []
    found += [Band("reported", days, low, high, certain, rows)] if low != high else []
    return found + _early_band(dataset, coalition, unit, left, moments)


def _early_band(
    dataset: Dataset,
    coalition: str,
    unit: str,
    left: datetime.date,
    moments: Sequence[Step],
) -> list[Band]:
    """Give what may have been there already, its day not being stated, as long as it is not certain."""
    every = gifts(dataset, unit)
    claims = (
        *every.select(coalition, "money"),
        *every.select(coalition, "money", total=True),
    )
    ever = [claim for claim in claims if claim.first is None]
    start = Step(left, Amount(0.0), every.least(ever), Amount(0.0), ())
    points = [start, *moments]
    open_ended = [step.possible.low > step.certain.low for step in points]
    if not any(open_ended):
        return []
    end = len(points) - open_ended[::-1].index(True)
    until = points[end].day if end < len(points) else None
    points = points[:end]
    low = [step.certain.low for step in points]
    high = [max(step.possible.low, step.certain.low) for step in points]
    texts = [f"Possible by then, day not stated: {step.possible.words(unit)}" for step in points]
    lines = [_lines(ever) for _ in points]
    days = [step.day for step in points]
    return [Band("early", days, low, high, texts, lines, until)]


def _rows_by(
    dataset: Dataset, coalition: str, unit: str, day: datetime.date
) -> dict[str, tuple[int, ...]]:
    every = gifts(dataset, unit)
    claims = (
        *every.select(coalition, "money"),
        *every.select(coalition, "money", total=True),
    )
    return _lines(claim for claim in claims if claim.last <= day)


def _lines(claims: Iterable[Claim]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for claim in claims:
        found[claim.table] = found.get(claim.table, ()) + claim.lines
    return found


def _total_sign(total: Claim, coalition: str, dataset: Dataset) -> Sign:
    whose = "" if coalition != ALL else f" ({dataset.names[total.coalition]})"
    text = f"{total.reported} in all{whose}"
    return Sign("so_far", total.last, text, {"totals": total.lines}, total.amount.low or None)


def _open_signs(dataset: Dataset, pledges: Iterable[Claim]) -> list[Sign]:
    """Mark where help in kind, and money of which no amount is stated, became known."""
    groups: dict[tuple[str, datetime.date], list[Claim]] = {}
    for claim in pledges:
        if claim.form == "in_kind":
            groups.setdefault(("in_kind", claim.last), []).append(claim)
        elif not claim.amount.stated:
            groups.setdefault(("not_stated", claim.last), []).append(claim)
    return [
        Sign(kind, day, _donor_list(dataset, group), _lines(group))
        for (kind, day), group in groups.items()
    ]


def _donor_list(dataset: Dataset, claims: Iterable[Claim]) -> str:
    donors = list(dict.fromkeys(donor for claim in claims for donor in claim.donors))
    unnamed = ["donors not named"] if any(not claim.donors for claim in claims) else []
    return sentence(listed([*(dataset.names[donor] for donor in donors), *unnamed], most=3))


def _end_labels(step: Step, right: datetime.date, unit: str) -> list[dict]:
    """Write the last sums at the right end of their areas, where there is room for both."""
    base = {"x": str(right), "xanchor": "right", "yanchor": "bottom"}
    low, part = step.certain, step.disclosed
    labels = [base | {"y": low.low, "text": low.words(unit)}]
    if 0.12 * low.low < part.low < 0.88 * low.low:
        text = f"{part.words(unit)} disclosed by country"
        labels.append(base | {"y": part.low, "text": text, "bgcolor": "rgba(255,255,255,0.85)"})
    return labels


# ---- words


def _title_of_countries(
    dataset: Dataset,
    whose: str,
    countries: Sequence[str] | None,
    found: Iterable[Share],
) -> str:
    if countries is None:
        return ""
    told = {donor for share in found for donor in share.donors}
    silent = [dataset.names[party] for party in countries if party not in told]
    title = (
        f"What {listed([dataset.names[party] for party in countries], most=4)} pledged to {whose}"
    )
    return title + (f"; of {listed(silent, most=3)} no pledge is known" if silent else "")


def _title_of_largest(donors: Sequence[_Donor], unit: str) -> str:
    """Name the largest by a unit, if it surely is among those that can be compared."""
    if unit in ("EUR", "USD"):
        return ""
    single = [donor for donor in donors if not donor.joint]
    compared = [donor for donor in single if _ends(donor)]
    if len(compared) < 2:
        return ""
    largest = max(compared, key=lambda donor: _ends(donor)[0])
    low = _ends(largest)[0]
    if any(_ends(donor)[1] >= low for donor in compared if donor is not largest):
        return ""
    per = UNITS[unit].replace("in euro ", "")
    outside = {"no_rate", "no_reference"}
    left_out = any(share.kind in outside for donor in donors for share in donor.shares)
    among = f" of the {len(compared)} that can be compared" if left_out else ""
    return f"{largest.label}'s stated amount is the largest {per}{among}"


def _ends(donor: _Donor) -> tuple[float, float] | None:
    """Give the ends of a donor's stated amount; None where one cannot be compared."""
    money = [share for share in donor.shares if share.kind not in ("in_kind", "not_stated")]
    if not money or any(share.kind in ("no_rate", "no_reference") for share in money):
        return None
    total = functools.reduce(Amount.__add__, [share.amount for share in money])
    slack = 0.1 if total.about else 0.0
    return total.low * (1 - slack), total.high * (1 + slack)


def _title_of_sum(dataset: Dataset, result: Sum, whose: str, currency: str) -> str:
    total, part = _whole(result), result.disclosed
    if total.low == 0:
        return f"Pledges to {whose}: no amount is stated"
    if newest := result.newest_total:
        title = f"{sentence(newest.reported)} given to {whose} in all, {_by(newest)}"
        return title + f", says {_publisher(dataset, newest)}"
    title = _pledged(total, whose, currency)
    if 0 < part.low < total.low:
        title += f", {part.words(currency)} of it disclosed by country"
    return title


def _pledged(total: Amount, whose: str, currency: str) -> str:
    if math.isinf(total.high):
        return f"{sentence(total.words(currency))} pledged to {whose}"
    return f"Reported pledges to {whose} come to {total.words(currency)}"


def _title_over_time(
    dataset: Dataset, result: Sum, moments: Sequence[Step], whose: str, currency: str
) -> str:
    """Say by when all that is certain had been pledged."""
    total = _whole(result)
    reached = [moment.day for moment in moments if moment.certain.low >= total.low]
    if result.newest_total or total.low == 0 or not reached:
        return _title_of_sum(dataset, result, whose, currency)
    return f"{_pledged(total, whose, currency)}, all by {words(reached[0])}"


def _title_of_trace(
    dataset: Dataset, coalition: str, result: Sum, whose: str, currency: str
) -> str:
    newest, every = result.newest_total, gifts(dataset, currency)
    total = newest.amount if newest else result.told
    part = disclosed(every, _in_total(every, coalition, result))
    said = newest.reported if newest else total.words(currency)
    if newest:
        said += f" ({_publisher(dataset, newest)}, {_by(newest)})"
    if part.floor > total.ceiling:
        return f"Pledges by single countries come to {part.words(currency)}, not to {said}"
    if part.low > total.high:  # only about as much as the whole
        part = Amount(total.high, total.high, about=True)
    if part.low == 0:
        return f"No part of {said} is broken down by country"
    if newest or part.low < total.low:
        return f"{sentence(part.words(currency))} of {said} can be traced to single countries"
    return f"Pledges to {whose} add up to {total.words(currency)}"


def _later_note(dataset: Dataset, coalition: str, currency: str, result: Sum) -> list[str]:
    """Say which pledges the newest total does not surely hold."""
    every, newest = gifts(dataset, currency), result.newest_total
    if newest is None:
        return []
    claims = [claim for claim in every.select(coalition, "money") if claim.amount.stated]
    later = [claim for claim in claims if newest.name not in every.holders(claim)]
    if not later:
        return []
    who = listed([_label(dataset, claim.donors) for claim in later], most=4)
    return [f"Not surely in this total, and left out: {plural(len(later), 'pledge')} ({who})"]


def _by(claim: Claim) -> str:
    return f"{'by' if claim.first != claim.last else 'as of'} {words(claim.last)}"


def _publisher(dataset: Dataset, total: Claim) -> str:
    rows = [row for row in dataset.records("totals") if row["line"] in total.lines]
    names = {row["source_id"]: row["publisher"] for row in dataset.records("sources")}
    return listed(list(dict.fromkeys(names[row["source_id"]] for row in rows)))


def _divisors(dataset: Dataset, found: Iterable[Share], unit: str) -> list[int]:
    figures = reference(dataset, unit)
    donors = {donor for share in found for donor in share.donors}
    return [line for donor, (_, line) in figures.items() if donor in donors]


def _notes(
    dataset: Dataset,
    coalition: str,
    unit: str,
    found: Sequence[Share],
    countries: Sequence[str] | None,
) -> list[str]:
    """Word the caveats where what is left of joint sums is drawn: who is behind them comes first."""
    joint = _joint_notes(dataset, coalition, unit)
    return joint + _caveats(dataset, coalition, unit, found, countries)


def _caveats(
    dataset: Dataset,
    coalition: str,
    unit: str,
    found: Sequence[Share],
    countries: Sequence[str] | None = None,
) -> list[str]:
    """Word contradictions, and what stands in no sum."""
    every = gifts(dataset, base_currency(unit))
    claims = every.select(coalition, countries=countries)
    notes = _contradictions(dataset, coalition, unit)
    if any(share.unsure for share in found):
        notes.append(
            "Where no source says whether one sum holds another, the least counts them once and "
            "the most both"
        )
    if any(not claim.amount.stated for claim in claims if claim.form == "money"):
        notes.append("Amounts not stated are in no sum; they are not zero")
    notes += _goods_notes(every, coalition, countries, base_currency(unit))
    disputed = [claim.name for claim in claims if claim.disagree]
    if disputed:
        notes.append(f"Sources contradict each other on {listed(disputed, most=3)}")
    return notes + _conversion_notes(dataset, claims, unit, found)


def _contradictions(dataset: Dataset, coalition: str, unit: str) -> list[str]:
    found = added_up(dataset, coalition, unit).contradictions
    return [f"Contradiction: {contradiction_words(claim)}" for claim in found]


def _joint_notes(dataset: Dataset, coalition: str, unit: str) -> list[str]:
    """Say who is behind a joint sum, and what is not known of them."""
    every = shares(dataset, coalition, unit)
    derived = {share.donors[0] for share in every if share.derived and not share.joint}
    notes = []
    groups = [share for share in every if share.kind == "joint" and share.donors]
    for group in sorted(groups, key=lambda share: -share.amount.low)[:2]:
        names = sorted(dataset.names[donor] for donor in group.donors)
        note = f"{_label(dataset, group.donors)}: {listed(names, most=8)}"
        if group.derived:
            note += (
                "; what their joint sum holds beyond the amounts disclosed by country is worked out "
                "here, and no source breaks it down"
            )
            silent = [name for name in names if name in {dataset.names[d] for d in derived}]
            verb = "has" if len(silent) == 1 else "have"
            note += (
                f". {listed(silent, most=8)} {verb} no stated amount, and further sums from the "
                "others are not excluded"
                if silent
                else ""
            )
        notes.append(note)
    return notes


def _goods_notes(
    every: Gifts, coalition: str, countries: Sequence[str] | None, currency: str
) -> list[str]:
    goods = every.select(coalition, "in_kind", countries=countries)
    if not goods:
        return []
    valued = [claim for claim in goods if claim.amount.stated]
    if not valued:
        return ["Help in kind is in no sum of money"]
    worth = every.told(valued).words(currency)
    return [f"Help in kind with a stated value comes to {worth}; it is in no sum of money"]


def _conversion_notes(
    dataset: Dataset, claims: Iterable[Claim], unit: str, found: Iterable[Share]
) -> list[str]:
    """Say how amounts were converted or divided, and which were not."""
    claims, notes = list(claims), []
    if any(claim.foreign and claim.amount.stated for claim in claims):
        notes.append(
            "Converted, and so about, at the European Central Bank's reference rate of the day by "
            "which a pledge was made"
        )
    if any(claim.kind == "no_rate" for claim in claims):
        notes.append("An amount in a currency without a reference rate is in no sum")
    if unit in ("EUR", "USD"):
        return notes
    lines = set(_divisors(dataset, found, unit))
    years = {row["year"] for row in dataset.records("indicators") if row["line"] in lines}
    if years:
        what = "inhabitants" if unit == "per_inhabitant" else "gross domestic product"
        when = listed([str(year) for year in sorted(years)])
        notes.append(
            f"Divided by {what} in {when}; a joint sum by those of all its donors together"
        )
    missing = {d for share in found if share.kind == "no_reference" for d in share.donors}
    if missing:
        who = listed(sorted(dataset.names[donor] for donor in missing), most=6)
        notes.append(f"Without a reference figure for a donor, a sum is not divided: {who}")
    return notes


def _alt(kind: str, title: str, drawn: Sequence[Bar]) -> str:
    texts = [_readable(f"{bar.label}: {bar.text}") for bar in drawn[:12]]
    more = f"; and {plural(len(drawn) - 12, 'more bar')}" if len(drawn) > 12 else ""
    return f"{kind}. {title}. {'; '.join(texts)}{more}."


def _readable(text: str) -> str:
    """Read signs out, for those who do not see them."""
    return text.replace("   ", ", ").replace("○ ", "").replace("◆", "in kind:")


def _time_notes(pledges: Iterable[Claim], bands: Sequence[Band]) -> list[str]:
    notes = []
    if any(band.kind == "early" for band in bands):
        notes.append(
            "A pledge is certain from the last day on which it can have been made; hatched: it may "
            "have been made before, and before the first report nothing is known"
        )
    undated = sum(not claim.dated for claim in pledges)
    if undated:
        notes.append(
            f"{plural(undated, 'pledge').capitalize()} without a day: certain from publication on"
        )
    return notes


def _time_alt(title: str, moments: Sequence[Step], result: Sum, unit: str) -> str:
    told = [
        f"by {words(step.day)}, {step.certain.words(unit)}"
        for step in moments[-6:]
        if step.certain.low > 0
    ]
    kinds = (
        (result.not_stated, "without a stated amount"),
        (result.no_rate, "in a currency without a rate"),
        (result.in_kind, "of help in kind"),
    )
    outside = [f"{plural(count, 'pledge')} {what}" for count, what in kinds if count]
    return (
        f"Step chart of the sum of pledges. {title}. Certain: {'; '.join(told) or 'no amount'}. "
        f"In no sum of money: {listed(outside) or 'none'}."
    )
