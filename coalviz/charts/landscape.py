"""Charts of the landscape: who plays which part in which coalition, what happened when, where on the map."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ..claims.events import events
from ..claims.roles import Cast, Group, Part, cast
from ..dataset import ALL, Dataset, known_coalition
from ..forms.links import Link, links
from ..forms.marks import Drawing, widest
from ..forms.matrix import PALE, Tile, Tiles, matrix
from ..forms.timeline import Spell, timeline
from ..grammar import listed
from ..groups import parted, rows_together
from ..theme import COLOURS, escape, folded
from ..wording import landscape as wording
from ..wording.grammar import named
from .chart import Chart, Coalition, chart, nothing_known

# the more coalitions, the darker: one hue, and no role's
COUNTS = ("#D9D5EC", "#B9B2DE", "#5F51A6", "#33276D")
Kind = Literal["founding", "accession", "agreement", "meeting", "structure", "announcement"]
EVENT_COLOURS = {"founding": "founder", "accession": "member"}  # others are muted


@chart
def coalition_roles(
    dataset: Dataset, *, countries: Sequence[str] | None = None, most: int = 20
) -> Chart:
    """Show who leads, founded, joined or contributes to which coalition, and which coalitions are mere names.

    Parameters
    ----------
    dataset : Dataset
        Its ``coalitions``, ``memberships``, ``headcounts`` and ``pledges``.
    countries : sequence of str, optional
        Only these (``party_id``); one that is not in the parties table is a ValueError.
    most : int
        How many countries at the most; those in the fewest coalitions are only counted.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.coalition_roles(coalviz.load()).layout.meta["title"]
    'Three of eight coalitions have named members; of four only the name is known'
    """
    shown = cast(dataset, countries=countries, most=most)
    if not shown.groups:
        return nothing_known(dataset, dataset.noun)
    names = {party: dataset.names[party] for party in shown.shown}
    names |= {"rest": f"{len(shown.others)} others"} if shown.others else {}
    names = names or {"none": "no country named"}
    heads = {key: folded(name, 24) for key, name in names.items()}
    labels = {group.coalition: _group_label(dataset, group) for group in shown.groups}
    layout = {
        "height": len(labels) * 28,
        "xaxis": {
            "type": "category",
            "tickvals": [*heads],
            "ticktext": [*heads.values()],
            "side": "top",
            "tickangle": -90,
        },
        "yaxis": {
            "type": "category",
            "tickvals": [*labels],
            "ticktext": [*labels.values()],
            "autorange": "reversed",
        },
    }
    margin = {
        "l": 26 + widest(labels.values()),
        "r": max(18, 200 - 40 * len(heads)),
        "t": 14 + widest(heads.values()),
        "b": 4,
    }
    tiles = matrix(_role_tiles(dataset, shown, names), list(labels), list(heads))
    drawing = Drawing([tiles], layout, margin)
    used = rows_together(shown.parts, shown.groups)
    return Chart(drawing, wording.roles_words(dataset, shown), used)


def _role_tiles(dataset: Dataset, shown: Cast, names: Mapping[str, str]) -> Tiles:
    """Give a tile for each coalition and column; a coalition that is a mere name has none."""
    tiles: Tiles = {}
    for group in shown.groups:
        name = dataset.names[group.coalition]
        if group.known:
            tiles |= {
                (group.coalition, key): Tile(f"{names[key]}, {name}: not named") for key in names
            }
        others = [part for part in group.parts if part.party in shown.others]
        if others:
            who = named(dataset, (part.party for part in others), most=12)
            tiles[group.coalition, "rest"] = Tile(
                f"{name}: {who}", str(len(others)), rows=rows_together(others)
            )
    for parts in shown.shown.values():
        tiles |= {(part.coalition, part.party): _part_tile(dataset, part) for part in parts}
    return tiles


def _part_tile(dataset: Dataset, part: Part) -> Tile:
    colour = COLOURS[part.played[0]]
    return Tile(_part_heading(dataset, part), wording.part_sign(part), colour, part.rows)


def _part_heading(dataset: Dataset, part: Part) -> str:
    names = dataset.names
    return f"{names[part.party]}, {names[part.coalition]}: {wording.part_words(part)}"


def _group_label(dataset: Dataset, group: Group) -> str:
    name, state = escape(dataset.names[group.coalition]), escape(wording.state_words(group))
    return f"<span style='color:{COLOURS['ink' if group.known else 'muted']}'><b>{name}</b>: {state}</span>"


@chart
def coalition_timeline(
    dataset: Dataset,
    *,
    coalition: Coalition = "all",
    most: int = 12,
    kinds: Sequence[Kind] = ("founding", "accession", "agreement", "meeting", "structure"),
) -> Chart:
    """Show when coalitions were founded and what came after, each date as precise as its source.

    Parameters
    ----------
    dataset : Dataset
        Its ``events``.
    coalition : str or None
        ``coalition_id``, or "all"; None is the tables' own. An unknown one is a ValueError, as is an
        unknown kind.
    most : int
        How many events at the most: the kinds that stand first in ``kinds``, of these the latest.
    kinds : sequence of {"founding", "accession", "agreement", "meeting", "structure", "announcement"}

    Examples
    --------
    >>> import coalviz
    >>> coalviz.coalition_timeline(coalviz.load()).layout.meta["title"]
    'Three of eight coalitions have a dated founding: November 2023 to January 2024'
    """
    coalition = known_coalition(dataset, coalition)
    every = [event for event in events(dataset) if coalition in (ALL, event.coalition)]
    chosen = [event for event in every if event.dates and event.kind in kinds]
    if not chosen:
        what = f"dated {listed(kinds, last=' or ') or 'event'} of"
        return nothing_known(dataset, what, coalition)
    chosen.sort(key=lambda event: ([*map(str, kinds)].index(event.kind), -event.last.toordinal()))
    shown, others = parted(chosen, most + 1)
    drawn = sorted(shown, key=lambda event: event.middle)
    spells = [
        Spell(
            wording.event_words(dataset, event),
            event.first,
            event.last,
            EVENT_COLOURS.get(event.kind, "muted"),
            event.rows,
        )
        for event in drawn
    ]
    groups = cast(dataset, coalition).groups
    words = wording.timeline_words(dataset, coalition, every, chosen, drawn, groups)
    drawing = timeline(spells, [f"and {len(others)} others"] * bool(others))
    # its notes count those that are not drawn
    return Chart(drawing, words, rows_together(every, groups))


@chart
def country_map(dataset: Dataset, *, coalition: Coalition = "all") -> Chart:
    """Show on a map of equal tiles in how many coalitions a country is, or which part it plays in one.

    Parameters
    ----------
    dataset : Dataset
        Places of tiles: ``tile_row`` and ``tile_column`` of its ``parties``.
    coalition : str or None
        ``coalition_id``: parts in this one; an unknown one is a ValueError. None is the tables' own,
        "all" counts the coalitions.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.country_map(coalviz.load()).layout.meta["title"]
    'France, Latvia, Ukraine and the United Kingdom take part in two coalitions each'
    """
    coalition = known_coalition(dataset, coalition)
    counted = coalition == ALL
    shown = cast(dataset, coalition)
    if not shown.parts:
        return nothing_known(dataset, "member of or contributor to", coalition)
    tiles, off = _map_tiles(dataset, shown, counted)
    rows, columns = (range(int(max((place[i] for place in tiles), default=0)) + 1) for i in (0, 1))
    layout = {
        "height": 44 * len(rows),
        "xaxis": {"visible": False},
        "yaxis": {"visible": False, "autorange": "reversed"},
    }
    drawing = Drawing([matrix(tiles, rows, columns)], layout, {"l": 18, "r": 18, "t": 10, "b": 4})
    used = rows_together(shown.parts, [] if counted else shown.groups)
    return Chart(drawing, wording.map_words(dataset, shown, coalition, off), used)


def _map_tiles(dataset: Dataset, shown: Cast, counted: bool) -> tuple[Tiles, list[str]]:
    """Give the tiles by row and column, and the countries that have a part and no tile."""
    tiles = {}
    off = []
    most = max(len(COUNTS), *map(len, shown.shown.values()))
    for row in dataset.records("parties"):
        place, parts = (row["tile_row"], row["tile_column"]), shown.shown.get(row["party_id"], [])
        if None in place or place in tiles:
            off += [row["name"]] * bool(parts)
            continue
        tile = Tile(f"{row['name']}: not named")
        if parts and counted:
            where = listed(wording.where_words(dataset, part) for part in parts)
            count = sum(part.counts for part in parts)
            colour = COUNTS[(count - 1) * len(COUNTS) // most] if count else PALE
            heading = f"{row['name']}: {where}"
            tile = Tile(heading, str(count or ""), colour, rows_together(parts))
        elif parts:
            tile = _part_tile(dataset, parts[0])
        text = escape(row["party_id"]) + f"<br>{tile.text}" * bool(tile.text)
        tiles[place] = replace(tile, text=text)
    return tiles, off


@chart
def country_links(
    dataset: Dataset, *, countries: Sequence[str] | None = None, most: int = 20
) -> Chart:
    """Draw a line from each country to each coalition that it leads, founded, joined or contributes to.

    Parameters
    ----------
    dataset, countries, most
        As in ``coalition_roles``.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.country_links(coalviz.load()).layout.meta["title"]
    'Estonia and Luxembourg lead IT; France and Germany lead Air defence'
    """
    shown, names = cast(dataset, countries=countries, most=most), dataset.names
    if not shown.parts:
        who = named(dataset, shown.shown, most=4)
        what = f"part of {who} in" if who else "member of or contributor to"
        return nothing_known(dataset, what, ALL)
    right = {group.coalition: _group_label(dataset, group) for group in shown.groups}
    left = {party: names[party] for party in _uncrossed(shown.shown, list(right))}
    drawn = [
        _link(dataset, part, role)
        for party in left
        for part in shown.shown[party]
        for role in part.played
    ]
    left |= {"rest": f"and {len(shown.others)} others"} if shown.others else {}
    words = wording.links_words(dataset, shown)
    return Chart(links(drawn, left, right), words, rows_together(shown.parts, shown.groups))


def _link(dataset: Dataset, part: Part, role: str) -> Link:
    """Lead from a country to a coalition, with those rows alone that tell of this role."""
    table = "pledges" if role == "contributes" else "memberships"
    heading, rows = _part_heading(dataset, part), {table: part.rows[table]}
    return Link(part.party, part.coalition, role, heading, rows)


def _uncrossed(shown: Mapping[str, Sequence[Part]], order: Sequence[str]) -> list[str]:
    """Order countries so that each stands about where its coalitions do: few lines cross."""

    def place(party: str) -> float:
        rows = [order.index(part.coalition) for part in shown[party]]
        return sum(rows) / max(len(rows), 1)

    return sorted(shown, key=place)
