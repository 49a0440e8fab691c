"""What the charts of membership say: who is in, who says so, who came."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..claims.attendance import Account
from ..claims.contradictions import Contradiction, contradictions
from ..claims.members import (
    Headcount,
    Moment,
    Report,
    headcounts,
    members,
    moments,
    reports,
)
from ..dataset import Dataset
from ..dates import short, words
from ..forms.steps import Band, Sign
from ..grammar import listed, number, plural, sentence
from ..groups import grouped
from .grammar import Words, coalition_name, holding, known_by, named

ROLES = {
    "lead": "Lead",
    "founder": "Founder",
    "member": "Member",
    "observer": "Observer",
    "intending": "Intends to join",
    "unstated": "Named",
}
SEATS = {
    "lead": "Lead countries",
    "member": "Members",
    "unstated": "Part played not stated",
    "observer": "Observers",
    "guest": "Guests",
    "organisation": "Organisations",
}
SILENCE = (
    "A list of all members that leaves a party out contradicts a source that has it in; any other "
    "list says nothing of those it leaves out"
)


# ---- members over time


def headcount_words(head: Headcount) -> str:
    """Say which number was reported, for when, and how many were named by then."""
    when = short(head.date) if head.date else "day of the count not stated"
    named = head.then.number("none")
    held = (
        f"{named} of them named" if head.then.most <= head.count else f"but {named} named by then"
    )
    return f"{head.number} reported, {when}, {held}"


def members_words(
    dataset: Dataset, coalition: str, bands: Sequence[Band], signs: Sequence[Sign], now: Moment
) -> Words:
    """Word the members over time, from what is drawn and who is in now."""
    title = _title_of_members(dataset, coalition, now)
    when = moments(dataset, coalition)[-6:]
    steps = "; ".join(f"{words(moment.day)}: {moment.number()}" for moment in when)
    marked = " ".join(f"{sign.heading}." for sign in signs[-8:])
    alt = (
        "Step chart of the number of members, with a band where that is not certain. "
        f"{title}. Steps: {steps or 'none'}. {marked}"
    )
    return Words(
        title=title,
        alt=alt.strip(),
        subtitle=f"Members on each day, surely and possibly, {known_by(dataset)}",
        notes=_member_notes(dataset, coalition, bands),
    )


def _title_of_members(dataset: Dataset, coalition: str, now: Moment) -> str:
    """Say how many are in, what is not certain of that, and every number that was reported."""
    whose, heads = coalition_name(dataset, coalition), headcounts(dataset, coalition)
    counts = {head.number for head in heads}
    uncertain = _uncertain(dataset, coalition, now)
    last = heads[-1] if len(counts) == 1 else None
    if last and now.most <= last.count and replace(last.then, day=now.day) == now:
        of = f"{now.number('None')} of {last.number} member{'s' * (last.count > 1)} of {whose}"
        return f"{of} {'is' if 1 in (now.most, last.count) else 'are'} named{uncertain}"
    of = f"{now.number('No')} member{'s' * (now.most != 1)} of {whose}"
    title = f"{of} {'is' if now.most == 1 else 'are'} named{uncertain}"
    numbers = [f"{head.number} ({short(head.date or f'../{head.day}')})" for head in heads]
    return title + f"; reported: {listed(numbers[::-1], most=3)}" * bool(numbers)


def _uncertain(dataset: Dataset, coalition: str, now: Moment) -> str:
    """Name those whom sources disagree on, else those who are only possibly in."""
    apart = {contradiction.party for contradiction in contradictions(dataset, coalition)}
    disputed = apart.intersection(now.possibly)
    names = named(dataset, disputed or now.possibly, most=3)
    if disputed:
        return f": sources disagree on {names}"
    return f": {names} only possibly" * bool(names)


def _member_notes(dataset: Dataset, coalition: str, bands: Sequence[Band]) -> list[str]:
    """Word the caveats: contradictions first, then what is counted and how."""
    apart, everyone = contradictions(dataset, coalition), members(dataset, coalition)
    every = reports(dataset, coalition)
    undated = sum(not member.dated for member in everyone)
    notes = {
        f"Sources contradict each other on {number(len(apart[3:]))} more": apart[3:],
        SILENCE: any(contradiction.about == "membership" for contradiction in apart),
        f"{sentence(plural(undated, 'party', 'parties'))} without a stated day of joining: surely in from the first source on that names "
        f"{'it' if undated == 1 else 'them'}, possibly before (hatched)": undated
        and any(band.kind == "early" for band in bands),
        "A member counts until a source says that it left": everyone,
        "Observers, and those that intend to join, are not counted": {r.party for r in every}
        - {member.party for member in everyone},
    }
    texts = [contradiction.said for contradiction in apart[:3]]
    return [*texts, *holding(notes), *_remarks(dataset, every)]


def _remarks(dataset: Dataset, every: Iterable[Report]) -> list[str]:
    """Give the analyst's own notes, each once, with those that it is on."""
    remarks = [
        f"{sentence(named(dataset, (report.party for report in group), most=3))}: {note}"
        for note, group in grouped(every, key=lambda report: report.note or "").items()
        if note and not note.startswith("Day of joining not stated")
    ]
    return remarks[:3]


# ---- who says who


def reported_words(report: Report | None) -> tuple[str, str]:
    """Say in a word, and in full, what a source tells of a party: its role, its joining and leaving."""
    if report is None:
        return "not named", "not named"
    role = ROLES[report.role or "unstated"]
    parts = [
        role,
        "" if report.role else "role not stated",
        f"joined {short(report.joined)}" if report.joined and report.dated else "",
        f"left {short(report.left)}" if report.left else "",
    ]
    return "Left" if report.left else role, ", ".join(filter(None, parts))


def sources_words(
    dataset: Dataset,
    coalition: str,
    chosen: Sequence[Report],
    countries: Sequence[str] | None,
    details: Iterable[str],
) -> Words:
    """Word the table of parties and sources; ``details``: what single rows of it say."""
    apart = disputes(dataset, coalition, countries)
    every = reports(dataset, coalition)
    whose = coalition_name(dataset, coalition)
    title = _title_of_sources(dataset, whose, every, apart, countries)
    told = {report.party for report in chosen}
    silent = {*(countries or ())} - told
    notes = [contradiction.said for contradiction in apart[:2]] if len(apart) > 1 else []
    silence = [SILENCE] * any(contradiction.about == "membership" for contradiction in apart)
    notes += [f"Named by no source as part of {whose}: {named(dataset, silent)}"] * bool(silent)
    return Words(
        title=title,
        alt=f"Table of {plural(len(told), 'party', 'parties')} and {plural(len({report.source for report in every}), 'source')}, a role in each cell. {'. '.join([title, *details])}.",
        subtitle=f"Who names whom as part of {whose}, and in which role, {known_by(dataset)}",
        notes=[*notes, *silence, *_remarks(dataset, chosen)],
    )


def disputes(
    dataset: Dataset, coalition: str, countries: Sequence[str] | None
) -> list[Contradiction]:
    """List what sources contradict each other on about some parties."""
    return [
        contradiction
        for contradiction in contradictions(dataset, coalition)
        if contradiction.party and (countries is None or contradiction.party in countries)
    ]


def _title_of_sources(
    dataset: Dataset,
    whose: str,
    every: Sequence[Report],
    apart: Sequence[Contradiction],
    countries: Sequence[str] | None,
) -> str:
    """Say what the sources contradict each other on; that they agree only if all was compared."""
    if len(apart) == 1:
        return apart[0].said
    if apart:
        return f"Sources disagree on {named(dataset, (dispute.party for dispute in apart), most=3)}"
    if countries is not None:
        return f"Who names {named(dataset, countries, most=3)} as part of {whose}"
    lists = grouped(every, key=lambda report: report.source).values()
    several = len(lists) > 1
    complete = all(any(report.complete for report in group) for group in lists)
    inside = {frozenset(r.party for r in group if r.inside and not r.left) for group in lists}
    if several and complete and len(inside) == 1:
        return f"{number(len(lists)).capitalize()} sources agree on who is in {whose}"
    what = f"members of {whose}"
    if not any(report.inside for report in every):
        what = f"no member of {whose}, only who observes or intends to join"
    told = f"{plural(len(lists), 'source names', 'sources name')} {what}"
    return sentence(told) + "; none contradicts another" * several


# ---- who came


def seat_name(role: str, named: bool) -> str:
    """Name those who came in a role, named or only counted."""
    return SEATS[role] + ("" if named else ", not named")


def naming(account: Account) -> str:
    """Say how many of those that came are not named."""
    if not account.unnamed:
        return "all named"
    return "none named" if account.unnamed == account.most else f"{account.unnamed} not named"


def meetings_words(
    dataset: Dataset, coalition: str, shown: Sequence[tuple[str, Account]], hidden: int
) -> Words:
    """Word the meetings that are shown, each by its name, and say how many earlier ones are not."""
    name, account = shown[-1]
    title = f"{name}: {_came(account)} reported by {account.publisher}, {naming(account)}"
    meetings = ". ".join(_meeting(*told) for told in shown)
    return Words(
        title=title,
        alt=f"Stacked horizontal bar chart of the parties at each meeting. {title}. {meetings}.",
        subtitle=f"Parties at meetings of {coalition_name(dataset, coalition)}, by the part they played, "
        f"{known_by(dataset)}",
        notes=_meeting_notes(shown, hidden),
    )


def _came(account: Account) -> str:
    return f"{account.total} {'party' if account.most == 1 else 'parties'}"


def _meeting(name: str, account: Account) -> str:
    seats = sorted(account.seats, key=lambda s: (list(SEATS).index(s.role), not s.named))
    parts = [f"{seat_name(s.role, s.named).lower()}: {s.count}" for s in seats]
    return f"{name}, {words(account.event['date'])}, by {account.publisher}: {_came(account)} ({'; '.join(parts)})"


def _meeting_notes(shown: Sequence[tuple[str, Account]], hidden: int) -> list[str]:
    accounts = [account for _, account in shown]
    notes = {
        "Hatched: a source gives only the number of parties, not their names": any(
            account.unnamed for account in accounts
        ),
        "Where parties are named and others counted, the named may be among the counted": any(
            account.least < account.most for account in accounts
        ),
        "Who is neither named nor counted may have come too": True,
        "Part played not stated: a source names the party, not as what it took part": any(
            s.role == "unstated" and s.named for account in accounts for s in account.seats
        ),
    }
    remarks = [
        f"{name}: {note[0].lower()}{note[1:]}"
        for name, account in shown
        for note in account.notes
        if note != "Counted, not named"
    ]
    earlier = plural(hidden, "earlier account is", "earlier accounts are")
    return [
        *holding(notes),
        *[*dict.fromkeys(remarks)][:3],
        *[f"{sentence(earlier)} not shown"] * (hidden > 0),
    ]
