"""What the charts of pledges say: who gave what, what it comes to, and what is not known of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from ..claims.amounts import Amount, agreement, at_least, together
from ..claims.donors import APART, Share
from ..claims.pledges import Claim
from ..claims.scope import Scope
from ..dataset import Dataset
from ..dates import words
from ..forms.bars import Bar
from ..forms.steps import Band
from ..grammar import called, listed, number, plural, sentence
from ..groups import grouped
from ..money import CURRENCIES, UNITS
from .grammar import Words, coalition_name, contradiction_words, holding, known_by, named
from .rows import rows_by

# ---- what stands beside a mark


def donors_label(dataset: Dataset, donors: Sequence[str]) -> str:
    """Name a donor, or say how many gave together."""
    if not donors:
        return "Donors not named"
    if len(donors) == 1:
        return dataset.names[donors[0]]
    parties = rows_by(dataset, "parties", "party_id")
    alike = all(parties[donor]["kind"] == "country" for donor in donors)
    return f"{number(len(donors))} {'countries' if alike else 'donors'} together".capitalize()


def donor_list(dataset: Dataset, claims: Sequence[Claim]) -> str:
    """Name the donors of some claims."""
    names = [called(dataset.names[donor]) for claim in claims for donor in claim.donors]
    names += ["donors not named"] * any(not claim.donors for claim in claims)
    return listed(dict.fromkeys(names), most=3)


def donor_texts(group: Sequence[Share], unit: str) -> list[str]:
    """Say what is known of a donor, and what is not."""
    kinds = defaultdict(list, grouped(group, key=lambda share: share.kind))
    stated = [share for share in group if share.amount.stated and share.kind != "in_kind"]
    texts = [_stated_text(stated, unit)] if stated else []
    texts += [share.reported for kind in APART for share in kinds[kind]]
    if silent := kinds["not_stated"]:
        further = "further " if stated and all(share.further for share in silent) else ""
        count = f"{len(silent)} " if len(silent) > 1 else ""
        texts.append(f"○ {count}{further}amount{'s' if len(silent) > 1 else ''} not stated")
    return texts + goods_texts(_goods_text(share, unit) for share in kinds["in_kind"])


def goods_texts(goods: Iterable[str]) -> list[str]:
    """Say which goods are given, and of a number that is told of several pledges, of how many."""
    texts = [
        f"{item}{f' in each of {number(count)} pledges' * (count > 1 and any(map(str.isdigit, item)))}"
        for item, count in Counter(goods).items()
    ]
    return [f"◆ {listed(texts, most=2)}"] * bool(texts)


def _stated_text(stated: Sequence[Share], unit: str) -> str:
    only, *others = stated
    if only.foreign and not (others or only.derived) and unit in CURRENCIES:
        return only.reported
    total = together(share.amount for share in stated)
    return total.words(unit) + " (may overlap)" * any(share.unsure for share in stated)


def _goods_text(share: Share, unit: str) -> str:
    if not share.reported:
        return share.item
    divided = share.amount.stated and unit not in CURRENCIES
    return f"{share.item}, worth {share.amount.words(unit) if divided else share.reported}"


# ---- charts


def country_words(scope: Scope, bars: Sequence[Bar], largest: str, compared: int) -> Words:
    """Word the pledges by donor; ``largest`` of those ``compared`` names who surely gave most, if one did."""
    by_unit = largest and _title_of_largest(scope, largest, compared)
    title = _title_of_countries(scope) or by_unit or _title_of_sum(scope)
    alt = _alt("Horizontal bar chart of pledges by donor", title, bars)
    return _words(scope, title, "By donor", alt, _joint_notes(scope))


def sum_words(scope: Scope, bars: Sequence[Bar]) -> Words:
    """Word how the money adds up."""
    title, notes = _title_of_trace(scope), _later_note(scope) + _joint_notes(scope)
    alt = _alt("Waterfall chart of bars that add up to the total", title, bars)
    return _words(scope, title, f"How the money for {_whose(scope)} adds up", alt, notes)


def time_words(scope: Scope, bands: Sequence[Band]) -> Words:
    """Word the pledges over time."""
    title, notes = _title_over_time(scope), _time_notes(scope, bands) + _joint_notes(scope)
    return _words(scope, title, "Money pledged by each day", _time_alt(scope, title), notes)


def stage_words(scope: Scope, bars: Sequence[Bar]) -> Words:
    """Word the pledges by stage."""
    texts = [text for bar in bars if bar.label == "Delivered" for text in bar.texts]
    amount = listed(text for text in texts if text[0] not in "○◆") or "no sum of money"
    title = f"Of pledges to {_whose(scope)}, {amount} is reported as delivered"
    alt = _alt("Horizontal bar chart of pledges by stage", title, bars)
    note = "A sum stands in the furthest stage that a source gives; what is delivered may be part of what was committed"
    return _words(scope, title, "By stage", alt, [note])


def _whose(scope: Scope) -> str:
    return coalition_name(scope.dataset, scope.coalition)


def _words(scope: Scope, title: str, what: str, alt: str, notes: Sequence[str]) -> Words:
    """Say what a chart of pledges says, with the caveats that all of them have."""
    subtitle = f"{what}, {UNITS[scope.unit]}, {known_by(scope.dataset)}"
    return Words(title, alt, subtitle, [*notes, *_caveats(scope)])


def _alt(kind: str, title: str, bars: Sequence[Bar]) -> str:
    text = "; ".join(f"{bar.label}: {', '.join(bar.texts)}" for bar in bars[:12])
    text = text.replace("○ ", "").replace("◆", "in kind:")
    more = f"; and {plural(len(bars) - 12, 'more bar')}" if len(bars) > 12 else ""
    return f"{kind}. {title}. {text}{more}."


def _time_alt(scope: Scope, title: str) -> str:
    steps = [
        f"by {words(step.day)}, {step.certain.words(scope.unit)}"
        for step in scope.steps[-6:]
        if step.certain.low > 0
    ]
    return (
        f"Step chart of the sum of pledges. {title}. Certain: {'; '.join(steps) or 'no amount'}. "
        f"In no sum of money: {listed(in_no_sum(scope)) or 'none'}."
    )


def in_no_sum(scope: Scope) -> list[str]:
    """Count the pledges that are in no sum of money, by the reason."""
    kinds = {
        "not_stated": "without a stated amount",
        "no_rate": "in a currency without a rate",
        "disputed": "of a disputed amount",
        "in_kind": "of help in kind",
    }
    outside = scope.result.outside
    return [f"{plural(outside[kind], 'pledge')} {kinds[kind]}" for kind in kinds if outside[kind]]


# ---- titles


def _title_of_countries(scope: Scope) -> str:
    if scope.countries is None:
        return ""
    silent = {*scope.countries} - {donor for share in scope.shares for donor in share.donors}
    names = [called(scope.dataset.names[party]) for party in scope.countries]
    title = f"What {listed(names, most=4)} pledged to {_whose(scope)}"
    return title + f"; of {named(scope.dataset, silent, most=3)} no pledge is known" * bool(silent)


def _title_of_largest(scope: Scope, largest: str, compared: int) -> str:
    among = f" of the {number(compared)} that can be compared"
    among *= any(share.kind in APART for share in scope.shares)
    return f"{largest}'s stated amount is the largest {UNITS[scope.unit].replace('in euro ', '')}{among}"


def _title_of_sum(scope: Scope) -> str:
    if newest := scope.result.newest_total:
        return (
            f"{sentence(newest.reported)} given to {_whose(scope)} in all, {_by(newest)}"
            f", says {_publisher(scope.dataset, newest)}"
        )
    return sum_known(scope)


def sum_known(scope: Scope) -> str:
    """Say what was pledged as far as it is known, and how much of it is disclosed by country."""
    total, part = scope.total, scope.result.disclosed
    if not total.stated:
        known = "no amount of money is stated" if scope.silent else "their sum is not known"
        return f"Pledges to {_whose(scope)}: {known}"
    if 0 < part.low < total.low:
        return f"{_pledged(scope)}, {part.words(scope.currency)} of it disclosed by country"
    return _pledged(scope)


def _pledged(scope: Scope) -> str:
    amount = scope.total.words(scope.currency)
    if scope.total.high == float("inf") or scope.result.newest_total:
        return f"{sentence(amount)} pledged to {_whose(scope)}"
    return f"Reported pledges to {_whose(scope)} come to {amount}"


def _title_over_time(scope: Scope) -> str:
    """Say by when all that is certain had been pledged."""
    least = scope.total.low
    reached = [step.day for step in scope.steps if step.certain.low >= least]
    if scope.result.newest_total or least == 0 or not reached:
        return _title_of_sum(scope)
    ranged = least < scope.total.high < float("inf")  # the rest of it may have come later
    return f"{_pledged(scope)}, all by {words(reached[-1 if ranged else 0])}"


def _title_of_trace(scope: Scope) -> str:
    """Say how much of the whole can be traced to single countries."""
    newest, currency = scope.result.newest_total, scope.currency
    total = newest.amount if newest else scope.result.told
    part = scope.gifts.disclosed(scope.counted)
    whole = total.words(currency)
    if newest:
        whole = f"{newest.reported} ({_publisher(scope.dataset, newest)}, {_by(newest)})"
    if agreement([at_least([part]), total]) is None:
        return f"Pledges by single countries come to {part.words(currency)}, not to {whole}"
    if part.low > total.high:  # only about as much as the whole
        part = Amount(total.high, total.high, about=True)
    if part.low == 0:
        return f"No part of {whole} is broken down by country"
    if newest or part.low < total.low:
        return f"{sentence(part.words(currency))} of {whole} can be traced to single countries"
    return f"Pledges to {_whose(scope)} add up to {total.words(currency)}"


def _by(claim: Claim) -> str:
    return f"{'by' if claim.first != claim.last else 'as of'} {words(claim.last)}"


def _publisher(dataset: Dataset, total: Claim) -> str:
    return dataset.publishers[rows_by(dataset, "totals", "line")[total.lines[0]]["source_id"]]


# ---- notes


def _later_note(scope: Scope) -> list[str]:
    """Say which pledges the newest total does not surely hold."""
    counted = {claim.name for claim in scope.counted}
    later = [claim for claim in scope.pledges if claim.adds_up and claim.name not in counted]
    many = f"{plural(len(later), 'pledge')} ({donor_list(scope.dataset, later)})"
    return [f"Not surely in this total, and left out: {many}"] * bool(later)


def _time_notes(scope: Scope, bands: Sequence[Band]) -> list[str]:
    undated = sum(not claim.dated for claim in scope.pledges)
    return holding(
        {
            "A pledge is certain from the last day on which it can have been made; hatched: it may "
            "have been made before, and before the first report nothing is known": any(
                band.kind == "early" for band in bands
            ),
            f"{sentence(plural(undated, 'pledge'))} without a day: certain from publication on": undated,
        }
    )


def _joint_notes(scope: Scope) -> list[str]:
    """Say who is behind the joint sums, and what is not known of them."""
    every = scope.whole.shares
    derived = {share.donors[0] for share in every if share.derived and not share.joint}
    groups = [share for share in every if share.kind == "joint" and share.donors]
    groups.sort(key=lambda share: -share.amount.low)
    return [_joint_note(scope.dataset, group, derived) for group in groups[:2]]


def _joint_note(dataset: Dataset, group: Share, derived: set[str]) -> str:
    note = f"{donors_label(dataset, group.donors)}: {named(dataset, group.donors, most=8)}"
    if not group.derived:
        return note
    silent = derived.intersection(group.donors)
    more = (
        f". {sentence(named(dataset, silent, most=8))} {'has' if len(silent) == 1 else 'have'} no stated amount, and "
        "further sums from the others are not excluded"
    )
    return (
        f"{note}; what their joint sum of {group.reported} holds beyond the amounts disclosed by country is worked out "
        "here, and no source breaks it down"
    ) + more * bool(silent)


def _caveats(scope: Scope) -> list[str]:
    """Word contradictions, what stands in no sum, and how amounts were converted and divided."""
    pledges = scope.pledges
    disputed = [claim for claim in pledges if claim.disagree]
    outside = scope.result.outside
    valued = [claim for claim in pledges if claim.form == "in_kind" and claim.amount.stated]
    notes = {
        "Where no source says whether one sum holds another, the least counts them once and the most both": any(
            share.unsure for share in scope.shares
        ),
        "Amounts not stated are in no sum; they are not zero": outside["not_stated"],
        "Help in kind is in no sum of money": outside["in_kind"] and not valued,
        f"Help in kind with a stated value comes to {scope.gifts.told(valued).words(scope.currency)}; "
        "it is in no sum of money": valued,
        f"Reported totals of help in kind or of all help, in no sum and not drawn: "
        f"{listed(total.reported for total in scope.aside)}": scope.aside,
        f"Sources contradict each other on pledges by {donor_list(scope.dataset, disputed)}": disputed,
        "Converted, and so about, at the European Central Bank's reference rate of the day by which a pledge was made": any(
            c.foreign and c.amount.stated for c in pledges
        ),
        "An amount in a currency without a reference rate is in no sum": outside["no_rate"],
        "An amount that sources dispute without any bound is in no sum": outside["disputed"],
    }
    return [*contradicted(scope.whole), *holding(notes), *_division_notes(scope)]


def contradicted(scope: Scope) -> list[str]:
    """Say which sums are less than what surely lies in them."""
    return [f"Contradiction: {contradiction_words(c)}" for c in scope.result.contradictions]


def _division_notes(scope: Scope) -> list[str]:
    """Say by what amounts were divided, and which were not."""
    if scope.unit in CURRENCIES:
        return []
    figures = rows_by(scope.dataset, "indicators", "line")
    years = {figures[line]["year"] for line in scope.divisors}
    what = "inhabitants" if scope.unit == "per_inhabitant" else "gross domestic product"
    when = listed(map(str, sorted(years)))
    missing = {d for s in scope.shares if s.kind == "no_reference" for d in s.donors}
    who = named(scope.dataset, missing, most=6)
    return holding(
        {
            f"Divided by {what} in {when}; a joint sum by those of all its donors together": years,
            f"Without a reference figure for a donor, a sum is not divided: {who}": missing,
        }
    )
