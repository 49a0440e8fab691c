"""What the charts of the landscape say: parts, coalitions, milestones."""

from collections import Counter
from collections.abc import Iterable, Sequence

from ..claims.events import Event
from ..claims.roles import Cast, Group, Part
from ..dataset import ALL, Dataset
from ..dates import Day, shortened
from ..grammar import called, listed, number, plural, sentence
from ..groups import grouped
from ..theme import KINDS
from .grammar import Words, coalition_name, holding, known_by, named

ROLES = {  # strongest first: sign on a tile, and what several do; the key says what one does
    "lead": ("L", "lead"),
    "founder": ("F", "founded it"),
    "member": ("M", "members"),
    "observer": ("O", "observers"),
    "intending": ("I", "intend to join"),
    "unstated": ("•", "part not stated"),
    "contributes": ("+", "contribute"),
}
SILENT = "no source names a part, which does not say that there is none"


# ---- one part, one coalition, one event


def part_sign(part: Part) -> str:
    """Write a part as signs, such as "L+" for one that leads and contributes."""
    return "".join(ROLES[role][0] for role in part.played) + "?" * part.differ


def part_words(part: Part) -> str:
    """Say what a party does, and whether sources differ on it."""
    return ", ".join(KINDS[role].name for role in part.played) + "; sources differ" * part.differ


def where_words(dataset: Dataset, part: Part) -> str:
    """Say in which coalition a part is played, and which."""
    return f"{dataset.names[part.coalition]} ({part_words(part)})"


def state_words(group: Group) -> str:
    """Say how many of a coalition are named, beside every number that was reported."""
    if not group.known:
        return "name only"
    now, counts = group.now, list(dict.fromkeys(head.number for head in group.heads))
    named = now.number("none")
    if len(counts) == 1 and now.most <= group.heads[-1].count:
        return f"{named} of {counts[0]} named"
    reported = listed(counts) if len(counts) < 4 else f"{number(len(counts))} numbers"
    return f"{named} named" + (f", {reported} reported" if counts else "")


def group_words(group: Group) -> str:
    """Say of a coalition how many are named, and which parts are played in it."""
    many = {role: sum(role in part.played for part in group.parts) for role in ROLES}
    roles = [
        f"{count} {ROLES[role][1] if count > 1 else KINDS[role].name}"
        for role, count in many.items()
        if count
    ]
    return ", ".join([state_words(group), *roles])


def event_words(dataset: Dataset, event: Event) -> str:
    """Say when an event was, of which coalition, and what it was."""
    return f"{sentence(shortened(event.when))} · {dataset.names[event.coalition]}: {event.title}"


# ---- charts


def roles_words(dataset: Dataset, cast: Cast) -> Words:
    """Word the matrix of coalitions and countries."""
    bare = sum(not group.known for group in cast.groups)
    named = sum(group.now.most > 0 for group in cast.groups)
    title = _having(dataset, named, len(cast.groups), "named members")
    title += f"; of {number(bare)} only the name is known" if bare else ""
    notes = [f"Empty tile: {SILENT}"] * bool(cast.shown)
    return _about(dataset, cast, "Matrix of coalitions and countries", title, notes=notes)


def map_words(dataset: Dataset, cast: Cast, coalition: str, off: Sequence[str]) -> Words:
    """Word the map; ``off``: names of countries that have a part and no tile."""
    notes = [f"Tiles stand roughly where a country lies; pale: {SILENT}"]
    notes += [f"Without a tile: {listed(off, most=12)}"] * bool(off)
    kind = "Map of equal tiles, one a country"
    if coalition != ALL:
        title = f"Parts in {coalition_name(dataset, coalition)}: {group_words(cast.groups[0])}"
        text = "; ".join(f"{dataset.names[part.party]}: {part_words(part)}" for part in cast.parts)
        return _about(dataset, cast, kind, title, text=text, notes=notes)
    by_count = _by_count(dataset, cast)
    counted = [f"in {number(count)}: {listed(who, most=20)}" for count, who in by_count.items()]
    subtitle = f"Number of {dataset.noun}s that a country leads, founded, joined or contributes to"
    title = _title_of_counts(dataset, cast)
    text = sentence("; ".join(counted))
    return _about(dataset, cast, kind, title, text=text, subtitle=subtitle, notes=notes)


def links_words(dataset: Dataset, cast: Cast) -> Words:
    """Word the lines from countries to coalitions."""
    title = _title_of_leads(dataset, cast)
    subtitle = f"Who plays which part in which {dataset.noun}"
    return _about(
        dataset, cast, f"Lines from countries to {dataset.noun}s", title, subtitle=subtitle
    )


def _about(
    dataset: Dataset,
    cast: Cast,
    kind: str,
    title: str,
    *,
    text: str = "",
    subtitle: str = "",
    notes: Iterable[str] = (),
) -> Words:
    """Say what all charts of parts have to say: key, what is seen, what differs, who is not drawn."""
    names = dataset.names
    differ = [f"{names[p.party]} ({names[p.coalition]})" for p in cast.parts if p.differ]
    differing = f"Sources differ on {listed(differ, most=4)}" if differ else ""
    played = {role for part in cast.parts for role in part.played}
    key = [f"{sign} {KINDS[role].name}" for role, (sign, _) in ROLES.items() if role in played]
    key += ["? sources differ"] * bool(differing)
    strong = [part for part in cast.parts if part.role in ("lead", "founder")]
    seen = (
        [text]
        if text
        else [
            "; ".join(f"{names[group.coalition]}: {group_words(group)}" for group in cast.groups),
            listed([f"{names[p.party]}: {where_words(dataset, p)}" for p in strong], most=12),
        ]
    )
    others = listed([names[party] for party in cast.others], most=12)
    return Words(
        title=title,
        alt=". ".join(filter(None, [kind, title, *seen, differing])) + ".",
        subtitle=sentence("; ".join(filter(None, [subtitle or ", ".join(key), known_by(dataset)]))),
        notes=[differing, *notes, *[f"{len(cast.others)} others: {others}"] * bool(others)],
    )


def timeline_words(
    dataset: Dataset,
    coalition: str,
    every: Sequence[Event],
    chosen: Sequence[Event],
    drawn: Sequence[Event],
    groups: Sequence[Group],
) -> Words:
    """Word the timeline: of ``every`` event those with a date of some kinds, of which not all may be drawn."""
    count = len(chosen)
    texts = [event_words(dataset, event) for event in drawn]
    texts += [f"and {count - len(drawn)} others"] * (count > len(drawn))
    title = _title_of_foundings(dataset, chosen, groups) if coalition == ALL else ""
    if not title:
        last = max(chosen, key=lambda event: (event.last, event.first or Day.min))
        kind, *more = {event.kind for event in chosen}
        title = f"{sentence(plural(count, 'event' if more else kind))} of {coalition_name(dataset, coalition)}, {'the last ' * (count > 1)}{last.when}"
    shown = listed(dict.fromkeys(event.kind for event in drawn))
    return Words(
        title=title,
        alt=f"Timeline, one row an event. {title}. {'; '.join(texts)}.",
        subtitle=f"Events: {shown}, {known_by(dataset)}",
        notes=_event_notes(dataset, every, chosen, groups),
    )


def _title_of_foundings(dataset: Dataset, every: Sequence[Event], groups: Sequence[Group]) -> str:
    """Say how many coalitions have a dated founding, if any has."""
    founded = sorted((event for event in every if event.kind == "founding"), key=lambda e: e.last)
    if not founded:
        return ""
    dated = {event.coalition for event in founded}
    dates = " to ".join(dict.fromkeys([founded[0].when, founded[-1].when]))
    return f"{_having(dataset, len(dated), len(groups), 'a dated founding')}: {dates}"


def _event_notes(
    dataset: Dataset, every: Sequence[Event], chosen: Sequence[Event], groups: Sequence[Group]
) -> list[str]:
    dated = {event.coalition for event in every if event.dates and event.kind == "founding"}
    silent = [event.title for event in every if not event.dates]
    undated = [dataset.names[g.coalition] for g in groups if g.coalition not in dated]
    kinds = {event.kind for event in chosen}
    others = [event.kind for event in every if event.dates and event.kind not in kinds]
    notes = {
        "A dot is a day, a thick line a month or another span; "
        "a dotted line to a cross means by that day, no later": True,
        f"No source states the date of founding of {listed(undated, most=12)}": undated,
        f"Not drawn, for no source states when: {listed(silent, most=3)}": silent,
        f"Not drawn: {number(len(others))} of the kind{'s' * (len({*others}) > 1)} "
        f"{listed(dict.fromkeys(others))}": others,
    }
    return holding(notes)


def _by_count(dataset: Dataset, cast: Cast) -> dict[int, list[str]]:
    """Name who takes part in so many coalitions, the most first."""
    counts = Counter(part.party for part in cast.parts if part.counts)
    groups = grouped(counts, key=counts.__getitem__)
    return {
        count: sorted(dataset.names[party] for party in groups[count])
        for count in sorted(groups, reverse=True)
    }


def _title_of_counts(dataset: Dataset, cast: Cast) -> str:
    """Say who takes part in most coalitions; of those that take part in none, that nobody says more."""
    for most, who in _by_count(dataset, cast).items():
        names, where = listed(map(called, who), most=4), plural(most, dataset.noun)
        take = f"takes part in {where}" if len(who) == 1 else f"take part in {where} each"
        return sentence(f"{names} {take}")
    silent = map(called, sorted(dataset.names[party] for party in cast.shown))
    nobody = listed(silent, most=4, last=" or ")
    return f"No source says that {nobody} takes part in any {dataset.noun}"


def _title_of_leads(dataset: Dataset, cast: Cast) -> str:
    """Say who leads what, where that is short; else who takes part in most."""
    names = dataset.names
    leading = [part for part in cast.parts if part.role == "lead"]
    leads = [
        f"{named(dataset, who, most=3)} lead{'s' * (len(who) == 1)} {names[group.coalition]}"
        for group in cast.groups
        if (who := {p.party for p in leading if p.coalition == group.coalition})
    ]
    if 0 < len(leads) <= 2:
        return sentence("; ".join(leads))
    return _title_of_counts(dataset, cast)


def _having(dataset: Dataset, count: int, total: int, what: str) -> str:
    """Say how many of the coalitions have something."""
    if total == 1:
        return f"The only {dataset.noun} known has {what}" if count else f"No {what} are known"
    if count == total:
        who = f"both {dataset.noun}s" if total == 2 else f"all {number(total)} {dataset.noun}s"
    else:
        who = (
            f"{number(count)} of {number(total)} {dataset.noun}s" if count else f"no {dataset.noun}"
        )
    return sentence(f"{who} {'has' if count <= 1 else 'have'} {what}")
