"""What the tables say, worked out: honest sums of pledges, members as an interval, what became known when.

Money is an interval with an end that may be open. What a source words is never made exact, what no source
states is never zero, and what is worked out is called derived.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from .dataset import Dataset
from .dates import bounds, day
from .money import amount_words, base_currency, converted, money, per, reference

__all__ = ["by_donor", "interval_words", "pledge_claims", "pledge_total", "totals_by_day"]

# comparator → how a number is known
_KINDS = {"=": "exact", ">": "lower", ">=": "lower", "<": "upper", "<=": "upper", "~": "approximate"}
_CLAIM = (
    "pledge_id coalition_id donors joint stage form kind low high strict reported item quantity day announced includes "
    "part_of lines disagree"
).split()
_DONOR = "donors joint mark low high strict derived reported item lines".split()
_NOTHING = {"low": math.nan, "high": math.nan, "strict": False}


def pledge_claims(
    dataset: Dataset, coalition: str | None = None, unit: str = "EUR", countries: Sequence[str] | None = None
) -> pd.DataFrame:
    """List the pledges, each as an interval in one currency, with everything its sources say of it.

    Parameters
    ----------
    dataset : Dataset
    coalition : str, optional
        ``coalition_id``; default: all coalitions.
    unit : {"EUR", "USD", "per_inhabitant", "share_of_gdp"}
        Amounts are in the currency that this unit adds up in (EUR or USD), at the rate of their day.
    countries : sequence of str, optional
        Only pledges with a donor among these.

    Returns
    -------
    pandas.DataFrame
        One row a pledge: ``pledge_id``, ``coalition_id``, ``donors`` (sorted, space between), ``joint`` (several),
        ``stage``, ``form``, ``kind`` (exact, approximate, lower, upper, range, not_stated, no_rate, in_kind),
        ``low`` and ``high`` in the currency (missing where nothing is known), ``strict`` (more than, not at least),
        ``reported`` (the amount in words), ``item``, ``quantity``, ``day`` (the latest on which it can have been
        made), ``announced``, ``includes``, ``part_of`` (pledge_id of a total that contains it), ``lines`` (its rows
        in the pledges table), ``disagree`` (sources differ; the interval then spans what they say).

    Examples
    --------
    >>> import coalviz
    >>> claims = coalviz.pledge_claims(coalviz.load(), "it").set_index("pledge_id")
    >>> claims.loc["it-joint-1", "kind"], claims.loc["it-joint-1", "low"].item()
    ('lower', 30000000.0)
    """
    table = dataset.tables["pledges"]
    published = dict(zip(dataset.tables["sources"]["source_id"], dataset.tables["sources"]["published"]))
    to, wanted, found = base_currency(unit), _wanted(dataset, countries), {}
    for line, row in zip(table.index, table.to_dict("records")):
        donors = sorted(row["donors"].split())
        if coalition not in (None, row["coalition_id"]) or wanted is not None and not wanted & set(donors):
            continue
        latest = bounds(row["announced"])[1] if isinstance(row["announced"], str) else None
        appeared = published[row["source_id"]]
        row["day"] = latest or (day(appeared) if isinstance(appeared, str) else dataset.day)
        row |= {"donors": " ".join(donors), "joint": len(donors) > 1, "lines": (line,), "disagree": False}
        row["reported"] = amount_words(row["comparator"], row["amount"], row["currency"])
        row["strict"] = row["comparator"] == ">"
        found.setdefault(row["pledge_id"], []).append(row)
    rows = [_agreed(reports, to) for reports in found.values()]
    whole = {part: row["pledge_id"] for row in rows if isinstance(row["includes"], str) for part in row["includes"].split()}
    for row in rows:
        row["part_of"] = whole.get(row["pledge_id"])
    return pd.DataFrame(rows, columns=_CLAIM).astype({"joint": bool, "strict": bool, "disagree": bool, "low": float, "high": float})


def _wanted(dataset: Dataset, countries: Sequence[str] | None) -> set[str] | None:
    """The countries asked for; None for all. An unknown one is a ValueError."""
    unknown = sorted(set(countries or ()) - set(dataset.tables["parties"]["party_id"]))
    if unknown:
        raise ValueError(f"there is no party {', '.join(map(repr, unknown))}; name parties by their party_id, like EST, in a list")
    return None if countries is None else set(countries)


def _interval(row: dict, to: str) -> dict:
    """How much a row says, in a currency: from low to high, and how that is known."""
    value = converted(row["amount"], row["currency"], row["day"], to)
    if row["form"] == "in_kind":
        return {"kind": "in_kind", "low": math.nan, "high": math.nan}
    if math.isnan(value):
        return {"kind": "not_stated" if pd.isna(row["amount"]) else "no_rate", "low": math.nan, "high": math.nan}
    kind = _KINDS[row["comparator"]]
    return {"kind": kind, "low": 0.0 if kind == "upper" else value, "high": math.inf if kind == "lower" else value}


def _agreed(reports: list[dict], to: str) -> dict:
    """One pledge from all reports of it: the latest wording, the interval that spans what they say."""
    on = min(report["day"] for report in reports)  # it was made by the earliest, and all are converted at its rate
    latest = max(reports, key=lambda report: report["day"])
    reports = [report | {"day": on} | _interval(report | {"day": on}, to) for report in reports]
    stated = [report for report in reports if not math.isnan(report["low"])]
    row = next((r for r in stated if r["lines"] == latest["lines"]), (stated or reports)[-1])
    contained = " ".join(dict.fromkeys(" ".join(r["includes"] for r in reports if isinstance(r["includes"], str)).split()))
    row = row | {"lines": tuple(line for r in reports for line in r["lines"]), "includes": contained or None}
    if len({(report["low"], report["high"]) for report in stated}) > 1:
        row |= {"kind": "range", "disagree": True, "strict": all(report["strict"] for report in stated)}
        row |= {"low": min(report["low"] for report in stated), "high": max(report["high"] for report in stated)}
        row["reported"] = " or ".join(dict.fromkeys(report["reported"] for report in stated))
    return row


def by_donor(
    dataset: Dataset, coalition: str | None = "it", unit: str = "EUR", countries: Sequence[str] | None = None
) -> pd.DataFrame:
    """Say for each donor, and each group with a joint sum, what is disclosed and what is not.

    A joint sum is never split: what its members have not disclosed by country is a row of the group
    (``mark`` joint). A member of the group without an amount of its own gets a derived row not_stated.

    Parameters
    ----------
    dataset, coalition, unit, countries
        As in ``pledge_claims``.

    Returns
    -------
    pandas.DataFrame
        ``donors``, ``joint`` (several), ``mark`` (exact, approximate, lower, upper, range, joint, not_stated, no_rate,
        in_kind), ``low``, ``high`` (in the unit; missing where nothing is known), ``strict``, ``derived``, ``reported``
        (words of the sources), ``item``, ``lines``.

    Examples
    --------
    >>> import coalviz
    >>> rows = coalviz.by_donor(coalviz.load())
    >>> rows.loc[rows["mark"] == "joint", "low"].item()
    9500000.0
    """
    claims = pledge_claims(dataset, coalition, unit).to_dict("records")
    rows, parts_of, wanted = [], _parts(claims), _wanted(dataset, countries)
    for claim in claims:
        row = {name: claim.get(name) for name in _DONOR} | {"mark": claim["kind"], "derived": False, "item": _item(claim)}
        parts = parts_of.get(claim["pledge_id"], [])
        if parts:
            rest = _remainder(claim, parts)
            if rest["high"] == 0:
                continue
            row |= rest | {"derived": True, "lines": claim["lines"] + tuple(line for part in parts for line in part["lines"])}
        if claim["joint"] and row["mark"] not in ("in_kind", "not_stated", "no_rate"):
            row["mark"] = "joint"
        rows.append(row)
    told = {row["donors"] for row in rows if not math.isnan(row["low"]) or row["mark"] in ("not_stated", "no_rate")}
    silent: dict[str, tuple] = {}
    for claim in claims:
        for donor in claim["donors"].split() if claim["joint"] and claim["form"] == "money" else []:
            if donor not in told:
                silent[donor] = silent.get(donor, ()) + claim["lines"]
    unknown = {"mark": "not_stated", "joint": False, "derived": True, "reported": "amount not stated", "item": "", **_NOTHING}
    rows += [{"donors": donor, "lines": lines, **unknown} for donor, lines in silent.items()]
    if wanted is not None:
        rows = [row for row in rows if wanted & set(row["donors"].split())]
    figures = reference(dataset, unit)
    for row in rows:
        divisor = per(figures, row["donors"], unit)
        if math.isnan(divisor) and not math.isnan(row["low"]):
            row["mark"] = "no_rate"
        row |= {"low": row["low"] / divisor, "high": row["high"] / divisor}
    return pd.DataFrame(rows, columns=_DONOR).astype({"joint": bool, "strict": bool, "derived": bool, "low": float, "high": float})


def _parts(claims: list[dict]) -> dict[str, list[dict]]:
    parts: dict[str, list[dict]] = {}
    for claim in claims:
        parts.setdefault(claim["part_of"], []).append(claim)
    return parts


def _remainder(total: dict, parts: list[dict]) -> dict:
    """What a total holds beyond the parts that are known: derived, never reported."""
    known = [part for part in parts if not math.isnan(part["low"])]
    # to the cent: what conversion leaves behind the point is no remainder
    low, high = (round(total[end] - math.fsum(part[other] for part in known), 2) for end, other in (("low", "high"), ("high", "low")))
    # parts with an open end may be all of the total: then nothing is known of the rest
    if math.isnan(low) or low < 0 < high:
        return {"mark": "not_stated", **_NOTHING}
    mark = total["kind"] if low == high else "range" if math.isfinite(high) else "lower"
    return {"mark": mark, "low": max(low, 0.0), "high": max(high, 0.0), "strict": total["strict"]}


def _item(claim: dict) -> str:
    if not isinstance(claim["item"], str):
        return ""
    return claim["item"] if pd.isna(claim["quantity"]) else f"{claim['quantity']:,.0f} {claim['item']}"


def pledge_total(claims: pd.DataFrame) -> dict:
    """Add pledges up to an honest interval; a pledge that a total contains is not counted twice.

    Parameters
    ----------
    claims : pandas.DataFrame
        From ``pledge_claims``: one currency.

    Returns
    -------
    dict
        ``low``, ``high`` (infinite where the end is open), ``strict``, ``approximate``, ``disclosed`` (the part
        given by single donors), ``not_stated``, ``no_rate`` and ``in_kind`` (numbers of pledges that are in no
        sum), ``counted`` (number of pledges in the sum), ``contradiction`` (parts exceed their total).

    Examples
    --------
    >>> import coalviz
    >>> total = coalviz.pledge_total(coalviz.pledge_claims(coalviz.load(), "it"))
    >>> total["low"], total["high"], total["disclosed"], total["not_stated"]
    (30000000.0, inf, 20500000.0, 2)
    """
    rows = claims.to_dict("records")
    cash = [row for row in rows if row["form"] == "money"]
    here = {row["pledge_id"]: row for row in cash}
    parts_of, contradiction = _parts(cash), False

    def span(claim: dict) -> tuple[float, float]:
        nonlocal contradiction
        low, high = (0.0, math.inf) if math.isnan(claim["low"]) else (claim["low"], claim["high"])
        below = math.fsum(span(part)[0] for part in parts_of.get(claim["pledge_id"], ()))
        contradiction |= round(below - high, 2) > 0
        return max(low, below), max(high, below)

    top = [row for row in cash if row["part_of"] not in here]
    spans = [span(row) for row in top]
    # a donor's own total counts, its parts do not count again
    own = [row for row in cash if not row["joint"] and (row["part_of"] not in here or here[row["part_of"]]["joint"])]
    kinds = [row["kind"] for row in rows]
    return {
        "low": math.fsum(low for low, _ in spans),
        "high": math.fsum(high for _, high in spans),
        # not by the wording of a total that its parts outgrow
        "strict": any(math.isnan(row["low"]) or row["strict"] and low == row["low"] for row, (low, _) in zip(top, spans)),
        "approximate": any(row["kind"] == "approximate" for row in top),
        "disclosed": math.fsum(row["low"] for row in own if not math.isnan(row["low"])),
        **{kind: kinds.count(kind) for kind in ("not_stated", "no_rate", "in_kind")},
        "counted": sum(not math.isnan(row["low"]) for row in cash),
        "contradiction": contradiction,
    }


def interval_words(low: float, high: float, unit: str, strict: bool = False, approximate: bool = False) -> str:
    """Write an interval of money as a reader says it.

    Examples
    --------
    >>> interval_words(30e6, math.inf, "EUR", strict=True), interval_words(1e6, 2e6, "EUR")
    ('more than €30 million', 'between €1 million and €2 million')
    """
    if math.isnan(low) or low == 0 and high in (0, math.inf):
        return "amount not stated"
    about = "about " if approximate else ""
    if low == high:
        return about + money(low, unit)
    if low == 0:
        return f"up to {money(high, unit)}"
    if math.isinf(high):
        return f"{'more than' if strict else 'at least'} {about}{money(low, unit)}"
    return f"between {about}{money(low, unit)} and {money(high, unit)}"


def totals_by_day(claims: pd.DataFrame) -> pd.DataFrame:
    """Add pledges up as of each day on which one was made.

    Parameters
    ----------
    claims : pandas.DataFrame
        From ``pledge_claims``.

    Returns
    -------
    pandas.DataFrame
        One row a day: ``day`` (by which the pledges were made), ``low``, ``high``, ``strict``, ``disclosed``,
        ``not_stated`` and the rest of ``pledge_total``, and ``new`` (the pledge_ids of that day).

    Examples
    --------
    >>> import coalviz
    >>> coalviz.totals_by_day(coalviz.pledge_claims(coalviz.load(), "it"))["low"].tolist()
    [30000000.0, 30000000.0]
    """
    days = sorted(set(claims["day"]))
    new = {on: claims.loc[claims["day"] == on, "pledge_id"].tolist() for on in days}
    return pd.DataFrame([{"day": on, **pledge_total(claims[claims["day"] <= on]), "new": new[on]} for on in days])
