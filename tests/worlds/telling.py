"""Made-up worlds, and articles that tell them truly, but vaguely and in part.

A world is what really happened: gifts, and stays of parties in a coalition. Articles become rows of
the tables; what each row claims is kept beside it, so that truth can be worked out without the code.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from coalviz.dataset import Dataset, descriptor

START = datetime.date(2024, 1, 1)
PARTIES = {"AAA": "Aland", "BBB": "Beland", "CCC": "Celand", "DDD": "Deland"}
MILLION = 1_000_000
COLUMNS = {
    resource["name"]: [column["name"] for column in resource["schema"]["fields"]]
    for resource in descriptor()["resources"]
}


def day_of(number: int) -> datetime.date:
    """Give a day of the made-up calendar: a step is twelve days, so that months hold a few."""
    return START + datetime.timedelta(days=12 * number)


@dataclass(frozen=True)
class Gift:
    """What one donor gave on one day, in millions."""

    donor: str
    amount: int
    day: int


@dataclass(frozen=True)
class Stay:
    """From when to when a party was a member, once or again; None: until today."""

    party: str
    times: tuple[tuple[int, int | None], ...]

    def at(self, day: datetime.date) -> bool:
        """Say whether it was in on a day."""
        return any(
            day_of(first) <= day and (until is None or day < day_of(until))
            for first, until in self.times
        )


@dataclass
class Telling:
    """Rows by table, and what each pledge and each total really stands for."""

    rows: dict[str, list[dict]] = field(default_factory=lambda: {name: [] for name in COLUMNS})
    gifts: list[Gift] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    meant: dict[str, frozenset[Gift]] = field(default_factory=dict)
    published: dict[str, int] = field(default_factory=dict)

    def _repr_pretty_(self, printer: object, _: bool) -> None:
        """Show the world and the rows that tell it, as short as can be."""
        lines = [f"world: {self.gifts or self.stays}", f"published: {self.published}"]
        for table in ("pledges", "totals", "memberships"):
            for row in self.rows[table]:
                told = {key: value for key, value in row.items() if value is not None}
                lines.append(f"{table}: {told}")
        lines += [f"{name} means {sorted(gifts, key=str)}" for name, gifts in self.meant.items()]
        printer.text("\n".join(["", *lines]))

    def add(self, table: str, **cells: object) -> None:
        """Add a row, blank where nothing is said, with a line of its own."""
        row = dict.fromkeys(COLUMNS[table]) | cells
        self.rows[table].append({"line": len(self.rows[table]) + 2} | row)

    def dataset(self, sources: list[str] | None = None, known: int | None = None) -> Dataset:
        """Make a dataset of all rows, or of those of some sources, as known on a day."""
        kept = set(self.published if sources is None else sources)
        day = day_of(max(self.published.values(), default=0) if known is None else known)
        memory = {
            ("coalviz.dataset.views", "records", table): tuple(
                row for row in rows if "source_id" not in row or row["source_id"] in kept
            )
            for table, rows in self.rows.items()
        }
        names = PARTIES | {"c": "Made-up"}
        return Dataset({}, "0", "made_up", names, ("c",), day, memory)

    def until(self, number: int) -> list[str]:
        """Name the sources that were published by a day."""
        return [source for source, day in self.published.items() if day <= number]


def _sources(draw: st.DrawFn, telling: Telling) -> list[tuple[str, int]]:
    """Publish a few articles, on different days."""
    days = sorted(draw(DAYS))
    for number, day in enumerate(days):
        source = f"s{number}"
        telling.published[source] = day
        telling.add(
            "sources",
            source_id=source,
            kind="article",
            title=source,
            publisher=f"Paper {number}",
            published=str(day_of(day)),
        )
    for party, name in PARTIES.items():
        telling.add("parties", party_id=party, name=name, kind="country")
    return list(telling.published.items())


def date_words(draw: st.DrawFn, day: int, published: int, blank: bool = True) -> str | None:
    """Write a day as an article may: exact, as a month, as by a day, or not at all."""
    date = day_of(day)
    ways = [str(date), f"{date:%Y-%m}", f"../{date}", f"../{day_of(published)}"]
    return draw(st.sampled_from([*ways, None] if blank else ways))


def amount_words(draw: st.DrawFn, amount: int) -> dict:
    """Write an amount of millions truly: as it is, as a bound, as about, or not at all."""
    comparator = draw(st.sampled_from(["=", "=", ">", ">=", "<", "<=", "~", None]))
    if comparator is None:
        return {}
    value = {
        ">": amount * MILLION - draw(st.integers(1, amount)) * MILLION // 2,
        ">=": amount * MILLION - draw(st.integers(0, amount - 1)) * MILLION,
        "<": (amount + draw(st.integers(1, 5))) * MILLION,
        "<=": (amount + draw(st.integers(0, 5))) * MILLION,
        "~": round(amount * MILLION * draw(st.sampled_from([0.95, 1.0, 1.05]))),
        "=": amount * MILLION,
    }[comparator]
    return {"comparator": comparator, "amount": value, "currency": "EUR"}


# what is made anew for each world takes hypothesis long
GIFT = st.builds(Gift, st.sampled_from(list(PARTIES)), st.integers(1, 20), st.integers(0, 8))
GIFTS = st.lists(GIFT, min_size=1, max_size=5, unique=True)
DAYS = st.sets(st.integers(1, 9), min_size=1, max_size=4)
GOODS = {"form": "in_kind", "item": "vans"}
UNTIL = [st.one_of(st.none(), st.integers(first + 1, 9)) for first in range(7)]


@st.composite
def gifts_told(draw: st.DrawFn) -> Telling:
    """Make a world of gifts, and articles with pledges, joint sums, totals, and repetitions."""
    telling = Telling()
    telling.gifts = draw(GIFTS)
    for source, published in _sources(draw, telling):
        there = [gift for gift in telling.gifts if gift.day <= published]
        for _ in range(draw(st.integers(0, 3)) if there else 0):
            if draw(st.integers(0, 3)) == 0:
                _tell_total(draw, telling, source, published, there)
            else:
                _tell_pledge(draw, telling, source, published, there)
    _keep_true_additions(telling)
    return telling


def _tell_pledge(
    draw: st.DrawFn, telling: Telling, source: str, published: int, there: list[Gift]
) -> None:
    known = [name for name in telling.meant if name.startswith("p")]
    told_here = {r["pledge_id"] for r in telling.rows["pledges"] if r["source_id"] == source}
    again = [name for name in known if name not in told_here]
    if again and draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(again))
        meant, donors = telling.meant[name], _row(telling, name)["donors"]
    else:
        name = f"p{len(known)}"
        meant = frozenset(draw(st.lists(st.sampled_from(there), min_size=1, unique=True)))
        named = draw(st.integers(0, 5)) > 0
        donors = " ".join(sorted({gift.donor for gift in meant})) if named else None
        telling.meant[name] = meant
    parts = [
        part
        for part in known
        if part != name
        and telling.meant[part] <= meant
        and draw(st.booleans())
        and set((_row(telling, part)["donors"] or "").split())
        <= set((donors or "AAA BBB CCC DDD").split())
        and not _holds(telling, part, name)
    ]
    telling.add(
        "pledges",
        pledge_id=name,
        coalition_id="c",
        donors=donors,
        additional=None if name in known else draw(st.sampled_from(["yes", None, None])),
        stage="pledged",
        form="money",
        announced=date_words(draw, max(gift.day for gift in meant), published),
        includes=" ".join(parts) or None,
        source_id=source,
        locator="paragraph 1",
        **amount_words(draw, sum(gift.amount for gift in meant)),
    )


def _tell_total(
    draw: st.DrawFn, telling: Telling, source: str, published: int, there: list[Gift]
) -> None:
    day = draw(st.integers(min(gift.day for gift in there), published))
    donors = draw(st.sampled_from(["", "", " ".join(sorted({gift.donor for gift in there[:2]}))]))
    meant = frozenset(
        gift for gift in there if gift.day <= day and (not donors or gift.donor in donors.split())
    )
    words = amount_words(draw, sum(gift.amount for gift in meant)) if meant else {}
    if words:
        line = len(telling.rows["totals"]) + 2
        telling.meant[f"total in line {line}"] = meant
        telling.add(
            "totals",
            coalition_id="c",
            date=draw(st.sampled_from([str(day_of(day)), f"../{day_of(published)}"])),
            form="money",
            donors=donors or None,
            source_id=source,
            locator="paragraph 2",
            **words,
        )


def _row(telling: Telling, name: str) -> dict:
    return next(row for row in telling.rows["pledges"] if row["pledge_id"] == name)


def _holds(telling: Telling, whole: str, part: str, source: str | None = None) -> bool:
    """Say whether a pledge is said, by a source or any, to include another, directly or by others."""
    queue, seen = [whole], set()
    while queue:
        name = queue.pop()
        seen.add(name)
        for row in telling.rows["pledges"]:
            if row["pledge_id"] == name and source in (None, row["source_id"]):
                queue += [p for p in (row["includes"] or "").split() if p not in seen]
    return part in seen


def _keep_true_additions(telling: Telling) -> None:
    """Take back each "additional" that is not true by the codebook's rule, until all are."""
    changed = True
    while changed:
        changed = False
        for row in telling.rows["pledges"]:
            if row["additional"] and not _truly_additional(telling, row):
                row["additional"] = None
                changed = True


def _truly_additional(telling: Telling, row: dict) -> bool:
    mine, told = telling.meant[row["pledge_id"]], telling.published[row["source_id"]]
    first = max(
        filter(None, (_first_day(r["announced"]) for r in _rows(telling, row))), default=None
    )
    for other in telling.rows["pledges"]:
        name = other["pledge_id"]
        if name == row["pledge_id"] or not telling.meant[name] & mine:
            continue
        source = row["source_id"]
        mine_holds = _holds(telling, row["pledge_id"], name, source)
        if mine_holds or _holds(telling, name, row["pledge_id"], source):
            continue
        day = telling.published[other["source_id"]]
        same = day == told and not other["additional"]
        # the first report of a pledge counts: with any report before, it was told before
        last = min(
            _last_day(r["announced"], telling.published[r["source_id"]])
            for r in _rows(telling, other)
        )
        earlier = first is not None and last < first
        if day < told or same or earlier:
            return False
        # nor may an earlier report of the same addition come before what it shares gifts with
        if any(
            again["additional"] and telling.published[again["source_id"]] > day
            for again in telling.rows["pledges"]
            if again["pledge_id"] == row["pledge_id"]
        ):
            return False
    for number, total in enumerate(telling.rows["totals"]):
        shares = telling.meant[f"total in line {number + 2}"] & mine
        if shares and telling.published[total["source_id"]] < told:
            return False
    return True


def _rows(telling: Telling, row: dict) -> list[dict]:
    """Give all reports of the pledge of a row."""
    return [one for one in telling.rows["pledges"] if one["pledge_id"] == row["pledge_id"]]


def _first_day(date: str | None) -> datetime.date | None:
    if date is None or date.startswith("../"):
        return None
    return datetime.date.fromisoformat(date if len(date) == 10 else f"{date}-01")


def _last_day(date: str | None, published: int) -> datetime.date:
    latest = day_of(published)
    if date is None:
        return latest
    date = date.removeprefix("../")
    if len(date) == 10:
        return min(latest, datetime.date.fromisoformat(date))
    start = datetime.date.fromisoformat(f"{date}-01")
    following = (start + datetime.timedelta(days=32)).replace(day=1)
    return min(latest, following - datetime.timedelta(days=1))


@st.composite
def doubtful_gifts_told(draw: st.DrawFn) -> Telling:
    """Make articles of which some tell in other currencies, also without a rate, of goods, or falsely."""
    telling = draw(gifts_told())
    for name in [name for name in telling.meant if name.startswith("p")]:
        rows = _rows(telling, _row(telling, name))
        change = draw(st.sampled_from([{}, {}, {"currency": "UAH"}, {"currency": "USD"}, GOODS]))
        for row in rows:
            row |= change if row["amount"] or change is GOODS else {}
        if rows[0]["amount"] and draw(st.integers(0, 2)) == 0:  # from nothing to anything
            rows[0] |= {"comparator": "<"}
            denied = {"comparator": ">", "amount": 2 * rows[0]["amount"]}
            telling.add("pledges", **{k: v for k, v in (rows[0] | denied).items() if k != "line"})
    return telling


@st.composite
def exact_gifts_told(draw: st.DrawFn) -> Telling:
    """Make a world in which every gift is told once, exactly, and as additional where it is."""
    telling = Telling()
    days = draw(st.sets(st.integers(0, 8), min_size=1, max_size=6))
    telling.gifts = [
        Gift(draw(st.sampled_from(list(PARTIES))), draw(st.integers(1, 20)), day)
        for day in sorted(days)
    ]
    for number, gift in enumerate(telling.gifts):
        source, published = f"s{number}", gift.day
        telling.published[source] = published
        telling.add(
            "sources",
            source_id=source,
            kind="article",
            title=source,
            publisher=source,
            published=str(day_of(published)),
        )
        telling.meant[f"p{number}"] = frozenset([gift])
        again = any(gift.donor == other.donor for other in telling.gifts[:number])
        telling.add(
            "pledges",
            pledge_id=f"p{number}",
            coalition_id="c",
            donors=gift.donor,
            additional="yes" if again else None,
            stage="pledged",
            form="money",
            comparator="=",
            amount=gift.amount * MILLION,
            currency="EUR",
            announced=str(day_of(published)),
            source_id=source,
            locator="paragraph 1",
        )
    return telling


@st.composite
def stays_told(draw: st.DrawFn) -> Telling:
    """Make a world of stays, and articles that name members, lists, leavings, returns, and others."""
    telling = Telling()
    sources = _sources(draw, telling)
    for party in PARTIES:
        first = draw(st.integers(0, 6))
        times = [(first, draw(UNTIL[first]))]
        while (again := _again(draw, times[-1][1], telling)) is not None:
            times.append((again, draw(UNTIL[again]) if again < len(UNTIL) else None))
        telling.stays.append(Stay(party, tuple(times)))
    told: set[tuple[str, int]] = set()  # leavings and returns, which are told when they are known
    for source, published in sources:
        complete = draw(st.integers(0, 2)) == 0
        for stay in telling.stays:
            if said := _said(draw, stay, published, complete, told):
                telling.add(
                    "memberships",
                    coalition_id="c",
                    party_id=stay.party,
                    source_id=source,
                    locator="paragraph 1",
                    **said,
                )
    return telling


def _again(draw: st.DrawFn, until: int | None, telling: Telling) -> int | None:
    """Let a party that has left come back, or not: only after an article can tell that it left."""
    known = [day for day in telling.published.values() if until is not None and until <= day]
    return draw(st.one_of(st.none(), st.integers(known[0] + 1, 10))) if known else None


def _said(
    draw: st.DrawFn, stay: Stay, published: int, complete: bool, told: set[tuple[str, int]]
) -> dict[str, str | None]:
    """Choose what an article says of a party, if anything; leavings and returns once they are known."""
    begun = [time for time in stay.times if time[0] <= published]
    if not begun:
        role = st.sampled_from(["observer", "intending"])
        return {"role": draw(role)} if draw(st.booleans()) else {}
    first, until = begun[-1]
    back = len(begun) > 1 and (stay.party, first) not in told
    inside = stay.at(day_of(published))
    news = first if inside else -until
    unheard = (stay.party, news) not in told
    says = complete or back or draw(st.booleans()) if inside else unheard
    if not says:
        return {}
    told.add((stay.party, news))
    joined = str(day_of(first)) if back else date_words(draw, first, published)
    if not inside:
        left = date_words(draw, until, published, blank=False)
        return {"role": "member", "joined": joined, "left": left}
    role = st.sampled_from(["lead", "founder", "member", None])
    return {"role": draw(role), "joined": joined, "list": "complete" if complete else None}


def without(telling: Telling, source: str) -> list[str]:
    """Name all sources but one."""
    return [other for other in telling.published if other != source]


def shuffled(telling: Telling) -> Telling:
    """Give the same rows in the opposite order."""
    rows = {table: list(reversed(rows)) for table, rows in telling.rows.items()}
    return replace(telling, rows=rows)
