"""Charts of pledges: who gave what, how a reported total adds up, what was pledged by when."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Literal

from ..claims.amounts import Amount, together
from ..claims.donors import APART, Share
from ..claims.pledges import STAGES, Claim
from ..claims.scope import Scope, Sum
from ..dataset import ALL, Dataset
from ..dates import Day, words
from ..forms.bars import Bar, bars
from ..forms.steps import Band, Level, Sign, padded, steps
from ..grammar import listed, numbered, plural, sentence
from ..groups import grouped, parted, rows_together
from ..money import CURRENCIES, Currency, Unit
from ..wording import pledges as wording
from ..wording.grammar import named
from .chart import Chart, Coalition, chart, nothing_known


@chart
def pledges_by_country(
    dataset: Dataset,
    *,
    coalition: Coalition = None,
    unit: Unit = "EUR",
    countries: Sequence[str] | None = None,
    sort: Literal["amount", "name"] = "amount",
    most: int = 20,
) -> Chart:
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
    scope = Scope.of(dataset, coalition, unit, countries)
    if not scope.shares:
        return _no_pledge(scope)
    drawn, newest = _donor_bars(scope, sort, most), scope.result.newest_total
    used = rows_together(drawn, [newest] if newest else [], scope.aside)
    text = wording.country_words(scope, drawn, *_largest(scope))
    return Chart(bars(drawn), text, {**used, "indicators": scope.divisors})


@chart
def pledge_sum(
    dataset: Dataset,
    *,
    coalition: Coalition = None,
    unit: Currency = "EUR",
    most: int = 12,
) -> Chart:
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
    scope = Scope.of(dataset, coalition, unit)
    if scope.total.low == 0:
        what = "amount of money for" if scope.silent else "minimum amount of money for"
        return nothing_known(dataset, what, scope.coalition)
    drawn = _sum_bars(scope, most)
    # the total rests on all that is drawn
    used = rows_together(drawn[-1:], scope.aside)
    return Chart(bars(drawn, height=44), wording.sum_words(scope, drawn), used)


@chart
def pledges_over_time(
    dataset: Dataset, *, coalition: Coalition = None, unit: Currency = "EUR"
) -> Chart:
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
    scope = Scope.of(dataset, coalition, unit)
    claims = (*scope.pledges, *scope.totals)
    if not claims:
        return _no_pledge(scope)
    days = {day for claim in claims for day in (claim.first, claim.last) if day}
    span = padded(days, dataset.day)
    bands = _bands(scope, span[0])
    signs = [
        _total_sign(scope, total) for total in scope.totals if not total.donors and total.adds_up
    ]
    drawing = steps(bands, signs + _open_signs(scope), span)
    if bands:
        drawing.layout["annotations"] = _end_labels(scope, span[1])
    return Chart(drawing, wording.time_words(scope, bands), rows_together(claims))


@chart
def pledges_by_stage(
    dataset: Dataset, *, coalition: Coalition = None, unit: Currency = "EUR"
) -> Chart:
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
    scope = Scope.of(dataset, coalition, unit)
    if not scope.pledges:
        return _no_pledge(scope)
    groups = grouped(scope.pledges, attrgetter("stage"))
    drawn = [_stage_bar(scope, stage, groups[stage]) for stage in STAGES if stage in groups]
    used = rows_together(scope.pledges, scope.aside)
    return Chart(bars(drawn, height=44), wording.stage_words(scope, drawn), used)


def _no_pledge(scope: Scope) -> Chart:
    """Say that no pledge is known; beside a reported total, no single one."""
    what = "single pledge" if scope.totals else "pledge"
    whose = f" of {named(scope.dataset, scope.countries or (), most=4)}" * bool(scope.countries)
    return nothing_known(scope.dataset, f"{what}{whose} to", scope.coalition)


def _stage_bar(scope: Scope, stage: str, claims: Sequence[Claim]) -> Bar:
    """Give what the pledges of one stage come to, and what of them has no amount."""
    money = [claim for claim in claims if claim.form == "money"]
    stated = [claim for claim in money if claim.adds_up]
    total = scope.gifts.told(stated)
    silent = sum(claim.silent for claim in money)
    kind = "lower" if total.low < total.high else _known(stated)
    if stated and all(claim.joint for claim in stated):
        kind = "joint"
    texts = [total.words(scope.unit)] * bool(stated)
    apart = [claim.reported for claim in money if claim.kind in APART]
    texts += [listed(apart, most=1)] * bool(apart)
    texts += [f"○ {plural(silent, 'amount')} not stated"] * bool(silent)
    texts += wording.goods_texts(claim.item for claim in claims if claim.form == "in_kind")
    return Bar(stage.capitalize(), _parts(kind, total), texts, rows_together(claims))


def _known(claims: Iterable[Claim]) -> str:
    """Say how a sum of amounts is known: as well as the vaguest of them."""
    kinds = {claim.kind for claim in claims}
    if kinds <= {"exact"}:
        return "exact"
    return "approximate" if kinds <= {"exact", "approximate"} else "lower"


def _parts(kind: str, amount: Amount, unsure: bool = True) -> dict[str, float]:
    """Give the parts of a bar: what is sure, and what may be besides. Nothing is no part."""
    besides = amount.high - amount.low if unsure and amount.high < math.inf else 0.0
    return {part: size for part, size in ((kind, amount.low), ("possible", besides)) if size > 0}


# ---- donors


def _donor_bars(scope: Scope, sort: str, most: int) -> list[Bar]:
    """Give each donor, and each group with a joint sum, a bar; those that are too many share the last."""
    groups = grouped(scope.shares, attrgetter("donors"))
    drawn = {
        donors: Bar(label, _added(own), wording.donor_texts(own, scope.unit), rows_together(own))
        for label, (donors, own) in zip(_labels(scope, groups), groups.items())
    }
    sizes = {
        donors: sum(size for kind, size in bar.parts.items() if kind != "possible")
        for donors, bar in drawn.items()
    }
    kept, rest = parted(sorted(drawn, key=lambda who: -sizes[who]), most)
    sign = -1 if sort == "amount" else 0
    order = sorted(kept, key=lambda who: (len(who) != 1, sign * sizes[who], drawn[who].label))
    shares = [share for who in rest for share in groups[who]]
    others = [_others(shares, [drawn[who] for who in rest])] if rest else []
    return [drawn[who] for who in order] + others


def _labels(scope: Scope, groups: Iterable[tuple[str, ...]]) -> list[str]:
    """Name donors and groups; groups of one size are numbered."""
    return numbered(wording.donors_label(scope.dataset, donors) for donors in groups)


def _added(group: Iterable[Share]) -> dict[str, float]:
    """Add up the money of a bar, kind by kind."""
    parts: dict[str, float] = defaultdict(float)
    for share in group:
        if share.kind != "in_kind":
            for part, size in _parts(share.kind, share.amount, share.unsure).items():
                parts[part] += size
    return parts


def _others(shares: Sequence[Share], drawn: Sequence[Bar]) -> Bar:
    """Put donors for whom there is no room into one bar; joint sums that may overlap are not added up."""
    joint = {share.donors for share in shares if share.joint and _added([share])}
    apart = [share for share in shares if not share.joint or len(joint) == 1]
    text = listed([f"{bar.label} {', '.join(bar.texts)}" for bar in drawn], most=2)
    return Bar(f"{len(drawn)} others", _added(apart), [text], rows_together(drawn))


def _largest(scope: Scope) -> tuple[str, int]:
    """Name who surely gave most by a unit, if one did, and say among how many that can be compared."""
    money = [share for share in scope.shares if share.kind not in ("in_kind", "not_stated")]
    amounts = {
        donors[0]: together(share.amount for share in group)
        for donors, group in grouped(money, attrgetter("donors")).items()
        if len(donors) == 1 and not any(share.kind in APART for share in group)
    }
    if scope.unit in CURRENCIES or len(amounts) < 2:
        return "", len(amounts)
    largest, *others = sorted(amounts, key=lambda donor: -amounts[donor].floor)
    sure = max(amounts[donor].ceiling for donor in others) < amounts[largest].floor
    return scope.dataset.names[largest] * sure, len(amounts)


# ---- the sum


def _sum_bars(scope: Scope, most: int) -> list[Bar]:
    """Give what each donor or group adds to the least that is sure, and at the end the total."""
    drawn = []
    claims: list[Claim] = []
    newest = scope.result.newest_total
    total = [("In no single pledge", [newest])] if newest else []
    for label, group in [*_claim_groups(scope, most), *total]:
        bar = _added_bar(scope, label, claims, group)
        drawn += [bar] * any(bar.parts.values())
        claims += group
    return [*drawn, _total_bar(scope.result, claims, scope.unit)]


def _claim_groups(scope: Scope, most: int) -> list[tuple[str, list[Claim]]]:
    """Group pledges of money by donors: single ones first, the largest first, small ones together."""
    groups = grouped(scope.counted, attrgetter("donors"))
    sizes = {donors: scope.gifts.least(group).low for donors, group in groups.items()}
    # not named: nobody knows whose, last
    order = sorted(groups, key=lambda who: (not who, len(who) != 1, -sizes[who], who))
    named = [(label, groups[donors]) for label, donors in zip(_labels(scope, order), order)]
    shown, rest = parted(named, most)
    claims = [claim for _, group in rest for claim in group]
    return [*shown, *[(f"{len(rest)} others", claims)] * bool(rest)]


def _added_bar(scope: Scope, label: str, before: Sequence[Claim], group: Sequence[Claim]) -> Bar:
    """Show what a group adds to the least before it, and say how much of that is sure."""
    start, sure = scope.gifts.least(before).low, scope.gifts.added(before, group)
    size = round(scope.gifts.least([*before, *group]).low - start, 2)
    joint, known = any(claim.joint for claim in group), _known(group)
    kind = known if not joint else "untraced" if group[0].total else "joint"
    overlaps = round(sum(claim.amount.low for claim in group) - size, 2) > 0
    if known != "lower" and not (joint and overlaps):
        sure = replace(sure, high=sure.low)
    text = sure.words(scope.unit) if sure.low else "amount not sure"
    text += " more, if its sums overlap" * (overlaps and not joint)
    return Bar(label, {kind: size}, [text], rows_together(group), start)


def _total_bar(result: Sum, claims: Sequence[Claim], unit: str) -> Bar:
    newest = result.newest_total
    total = newest.amount if newest else result.told
    joint = [claim for claim in claims if claim.joint]
    reported = newest or (len(joint) == 1 and joint[0].amount.low == total.low)
    kind = "at_least" if total.low < total.high else "total"
    label = "Reported total" if reported else "All pledges"
    text = newest.reported if newest and not newest.foreign else total.words(unit)
    return Bar(label, _parts(kind, total, False), [text], rows_together(claims), 0.0)


# ---- over time


def _bands(scope: Scope, left: Day) -> list[Band]:
    """Give the certain sum with its disclosed part, and what may have been given before it was certain."""
    sure = [step for step in scope.steps if step.certain.low > 0]
    part = [
        Level(
            step.day,
            0.0,
            step.disclosed.low,
            f"By {words(step.day)}: {step.disclosed.words(scope.unit)} by single countries",
            rows_together(step.claims),
        )
        for step in sure
    ]
    whole = [
        Level(
            step.day,
            step.disclosed.low,
            step.certain.low,
            f"By {words(step.day)}: {step.certain.words(scope.unit)}",
            rows_together(step.claims),
        )
        for step in sure
    ]
    bands = [Band("disclosed", part), Band("reported", whole)]
    seen = [band for band in bands if any(level.low < level.high for level in band.levels)]
    return seen + _early_band(scope, left)


def _early_band(scope: Scope, left: Day) -> list[Band]:
    """Give what may have been there already, its day not being stated, as long as it is not certain."""
    points = [scope.at(left), *scope.steps]
    unsure = [n for n, step in enumerate(points) if step.possible.low > step.certain.low]
    if not unsure:
        return []
    end = unsure[-1] + 1
    levels = [
        Level(
            step.day,
            step.certain.low,
            step.possible.low,
            f"Possible by then, day not stated: {step.possible.words(scope.unit)}"
            * bool(step.open),
            rows_together(step.open),
        )
        for step in points[:end]
    ]
    return [Band("early", levels, points[end].day if end < len(points) else None)]


def _total_sign(scope: Scope, total: Claim) -> Sign:
    whose = f" ({scope.dataset.names[total.coalition]})" if scope.coalition == ALL else ""
    text = f"{total.reported} in all{whose}"
    return Sign("so_far", total.last, text, total.rows, total.amount.low or None)


def _open_signs(scope: Scope) -> list[Sign]:
    """Mark where help in kind, and money that is in no sum, became known."""
    apart = [claim for claim in scope.pledges if not claim.adds_up]
    kinds = {"money": "stated_apart", "in_kind": "in_kind"}
    groups = grouped(apart, key=lambda x: ("not_stated" if x.silent else kinds[x.form], x.last))
    return [
        Sign(kind, day, sentence(wording.donor_list(scope.dataset, group)), rows_together(group))
        for (kind, day), group in groups.items()
    ]


def _end_labels(scope: Scope, right: Day) -> list[dict]:
    """Write the last sums at the right end of their areas, where there is room for both."""
    base = {"x": str(right), "xanchor": "right", "yanchor": "bottom"}
    low, part = scope.steps[-1].certain, scope.steps[-1].disclosed
    whole = scope.total if scope.total.low == low.low else low
    labels = [base | {"y": low.low, "text": whole.words(scope.unit)}]
    if 0.12 * low.low < part.low < 0.88 * low.low:
        text = f"{part.words(scope.unit)} disclosed by country"
        labels.append(base | {"y": part.low, "text": text, "bgcolor": "rgba(255,255,255,0.85)"})
    return labels
