"""Pledges as tidy frames, for analysis of one's own."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from ..dataset import ALL, Dataset
from .frames import frame
from .scope import Scope

AMOUNT = {name: f"amount.{name}" for name in ("low", "high", "strict", "below", "about")}


def pledge_claims(
    dataset: Dataset,
    coalition: str | None = ALL,
    unit: str = "EUR",
    countries: Sequence[str] | None = None,
) -> pd.DataFrame:
    """List the pledges, each as an interval in one currency, with everything its sources say of it.

    Parameters
    ----------
    dataset : Dataset
    coalition : str or None
        ``coalition_id``, "all", or None for the tables' own (the default of the other measures).
    unit : {"EUR", "USD", "per_inhabitant", "share_of_gdp"}
        Amounts are in the currency that this unit adds up in (EUR or USD), at the rate of their day.
    countries : sequence of str, optional
        Only pledges with a donor among these.

    Returns
    -------
    pandas.DataFrame
        One row a pledge: ``pledge_id``, ``coalition_id``, ``donors`` (space between; empty: not named),
        ``additional``, ``stage``, ``form``, ``kind`` (exact, approximate, lower, upper, range,
        disputed, not_stated, no_rate), ``low`` and ``high`` in the currency (high is infinite where the end is
        open), ``strict`` (more than low), ``below`` (less than high), ``about``, ``reported`` (the amount
        in words), ``item``,
        ``first`` and ``day`` (it was made between these days; first is missing where not known),
        ``part_of`` (what surely holds it), ``lines`` (its rows in the pledges table), ``disagree``
        (its sources contradict each other; the interval then spans what they say).

    Raises
    ------
    ValueError
        If the coalition, a country or the unit is unknown.

    Examples
    --------
    >>> import coalviz
    >>> claims = coalviz.pledge_claims(coalviz.load(), "it").set_index("pledge_id")
    >>> claims.loc["it-joint-1", "kind"], claims.loc["it-joint-1", "low"].item()
    ('lower', 30000000.0)
    """
    scope = Scope.of(dataset, coalition, unit, countries)
    columns = (
        "pledge_id coalition_id donors additional stage form kind low high strict below "
        "about reported item first day part_of lines disagree"
    )
    called = {"pledge_id": "name", "coalition_id": "coalition", "day": "last", "part_of": "name"}
    pledges = frame(scope.pledges, columns, **called, **AMOUNT)
    pledges["donors"] = pledges["donors"].map(" ".join)
    pledges["part_of"] = [tuple(sorted(scope.gifts.holders(claim))) for claim in scope.pledges]
    return pledges


def by_donor(
    dataset: Dataset,
    coalition: str | None = None,
    unit: str = "EUR",
    countries: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Say for each donor, and each group with a joint sum, what is disclosed and what is not.

    A joint sum is never split: what no source breaks down by donor is a row of the group (``kind``
    joint). A member of the group of whom no amount is told gets a derived row not_stated.

    Parameters
    ----------
    dataset, coalition, unit, countries
        As in ``pledge_claims``; amounts are in the unit.

    Returns
    -------
    pandas.DataFrame
        ``donors``, ``kind`` (exact, approximate, lower, upper, range, joint, not_stated, no_rate,
        no_reference, in_kind), ``low``, ``high``, ``strict``, ``below``, ``about``, ``derived`` (worked out),
        ``further`` (surely on top of the donor's other rows), ``unsure`` (it is not known whether its
        sums hold the same money), ``reported`` (words of the sources), ``item``, ``lines``.

    Examples
    --------
    >>> import coalviz
    >>> rows = coalviz.by_donor(coalviz.load())
    >>> rows.loc[rows["kind"] == "joint", "low"].item()
    9500000.0
    """
    columns = "donors kind low high strict below about derived further unsure reported item lines"
    shares = frame(Scope.of(dataset, coalition, unit, countries).shares, columns, **AMOUNT)
    shares["donors"] = shares["donors"].map(" ".join)
    return shares


def pledge_total(
    dataset: Dataset,
    coalition: str | None = None,
    unit: str = "EUR",
    countries: Sequence[str] | None = None,
) -> dict:
    """Add pledges up to an honest interval: what may be in another sum is not counted twice.

    Parameters
    ----------
    dataset, coalition, unit, countries
        As in ``pledge_claims``.

    Returns
    -------
    dict
        ``low`` and ``high`` (infinite where the end is open) of what the pledges come to, ``strict``
        (more than low), ``below`` (less than high), ``about``, ``disclosed`` (the least that single donors gave), ``not_stated``,
        ``no_rate``, ``disputed`` and ``in_kind`` (numbers of pledges that are in no sum),
        ``contradictions`` (names of sums that are less than their parts).

    Examples
    --------
    >>> import coalviz
    >>> total = coalviz.pledge_total(coalviz.load())
    >>> total["low"], total["high"], total["disclosed"]
    (30000000.0, inf, 20500000.0)
    """
    result = Scope.of(dataset, coalition, unit, countries).result
    return asdict(result.told) | {
        "disclosed": result.disclosed.low,
        **result.outside,
        "contradictions": tuple(claim.name for claim in result.contradictions),
    }


def totals_by_day(
    dataset: Dataset, coalition: str | None = None, unit: str = "EUR"
) -> pd.DataFrame:
    """Add pledges and reported totals up as of each day on which that changes.

    Parameters
    ----------
    dataset, coalition, unit
        As in ``pledge_claims``.

    Returns
    -------
    pandas.DataFrame
        One row a day: ``day``, ``certain`` (given by then at least), ``possible`` (with what may have
        been given by then, its day not being stated), ``disclosed`` (by single donors), ``new`` (what
        is certain from that day on).

    Examples
    --------
    >>> import coalviz
    >>> coalviz.totals_by_day(coalviz.load())["certain"].tolist()
    [30000000.0, 30000000.0]
    """
    steps = Scope.of(dataset, coalition, unit).steps
    sums = {name: f"{name}.low" for name in ("certain", "possible", "disclosed")}
    days = frame(steps, "day certain possible disclosed", **sums)
    days["new"] = [tuple(c.name for c in step.claims if c.last == step.day) for step in steps]
    return days
