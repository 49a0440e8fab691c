"""What titles, notes and alternative texts say is true in every world in which the articles are."""

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from telling import (
    MILLION,
    PARTIES,
    Telling,
    day_of,
    doubtful_gifts_told,
    exact_gifts_told,
    gifts_told,
    stays_told,
)

from coalviz import summary
from coalviz.claims.members import members, moments
from coalviz.claims.pledges import gifts
from coalviz.grammar import plural
from coalviz.states import drawn_of
from coalviz.theme import END_LABELS

CODES = {name: code for code, name in PARTIES.items()}
AMOUNT = re.compile(r"€([\d.,]+)( million| thousand)?")
VAGUE = "more than|at least|less than|up to|about"
IN_UNIT = {
    "EUR": r"€([\d.,]+)( million|)",
    "USD": r"US\$([\d.,]+)( million|)",
    "per_inhabitant": r"€([\d.,]+)( million|)",
    "share_of_gdp": r"([\d.]+)()%",
}
PLEDGES = ("pledges_by_country", "pledge_sum", "pledges_over_time", "pledges_by_stage")
FEW = settings(max_examples=min(settings().max_examples, max(100, settings().max_examples // 5)))


def interval(text: str) -> tuple[float, float]:
    """Read an amount in words as the least and the most that it allows."""
    numbers = [
        float(number.replace(",", "")) * (MILLION if size else 1)
        for number, size in AMOUNT.findall(text)
    ]
    if not numbers:
        return 0, math.inf
    slack = 0.11 if "about" in text.lower() else 0.002  # amounts are written with a few digits
    low, high = numbers[0] * (1 - slack), numbers[-1] * (1 + slack)
    if re.search("more than|at least", text, re.IGNORECASE):
        return low, math.inf
    return (0, high) if re.search("up to|less than", text, re.IGNORECASE) else (low, high)


def said(dataset: object, chart: str) -> dict:
    """Give what a chart says, which it does before it is laid out on any page."""
    return drawn_of(dataset, {"chart": chart, "coalition": "c"})["layout"]["meta"]


def bars_of(dataset: object, chart: str, unit: str = "EUR") -> dict[str, tuple[str, float]]:
    """Give what is written at each bar, and how long it is without what is only possible."""
    traces = drawn_of(dataset, {"chart": chart, "coalition": "c", "unit": unit})["data"]
    lengths: dict[str, float] = {}
    for trace in traces:
        sure = trace["type"] == "bar" and not trace["name"].startswith("Possible")
        for label, length in zip(trace["y"], trace["x"]) if sure else ():
            lengths[label] = lengths.get(label, 0.0) + (length or 0.0)
    ends = [trace for trace in traces if trace.get("meta") == END_LABELS]
    return {
        label: (text.replace("&#36;", "$").replace("<br>", " "), lengths.get(label, 0.0))
        for trace in ends
        for label, text in zip(trace["y"], trace["text"])
    }


def least(text: str, unit: str) -> float:
    """Read what an amount in words is at least, without what is about it."""
    found = re.search(rf"(up to |less than |)(?:about )?{IN_UNIT[unit]}", text)
    if not found or found[1]:
        return 0.0
    return float(found[2].replace(",", "")) * (MILLION if found[3] else 1)


def worth(found: set) -> int:
    return sum(gift.amount for gift in found) * MILLION


def meant(telling: Telling, names: object) -> set:
    return set().union(*(telling.meant[name] for name in names))


def holds(text: str, truth: float) -> bool:
    low, high = interval(text)
    return low <= truth <= high


def told(telling: Telling, dataset: object, donors: tuple | None = None) -> set:
    claims = gifts(dataset, "EUR").select("c", "money")
    return meant(telling, (c.name for c in claims if donors is None or c.donors == donors))


def disclosed(telling: Telling, dataset: object) -> set:
    """Give what single parties gave of which a source states the amount."""
    claims = gifts(dataset, "EUR").select("c", "money")
    return meant(telling, (c.name for c in claims if len(c.donors) == 1 and c.amount.stated))


@FEW
@given(gifts_told())
def test_titles_of_pledges_are_true(telling):
    dataset = telling.dataset()
    everything, reported = worth(set(telling.gifts)), worth(told(telling, dataset))
    title = said(dataset, "pledges_by_country")["title"]
    shapes = {
        r"(.+) pledged to the Made-up coalition(?:, (.+) of it disclosed by country)?": everything,
        r"Reported pledges to the Made-up coalition come to (.+?)(?:, (.+) of it .+)?": reported,
        r"(.+) given to the Made-up coalition in all, .+, says Paper \d(?: and Paper \d)*": None,
        r"Pledges to the Made-up coalition: (no amount of money is stated|.* not known)": None,
        r"No (single )?pledge to the Made-up coalition known by .+": None,
    }
    [shape] = [shape for shape in shapes if re.fullmatch(shape, title)]
    found = re.fullmatch(shape, title)
    if shapes[shape] is not None:
        assert holds(found[1], shapes[shape]), title
        if found[2]:
            assert holds(found[2], worth(disclosed(telling, dataset))), title


@FEW
@given(gifts_told())
def test_what_the_bars_say_of_each_donor_is_true(telling):
    dataset = telling.dataset()
    alt = said(dataset, "pledges_by_country")["alt"]
    for name, code in CODES.items():
        for text in re.findall(rf"(?:\. |; ){name}: ([^;]+?)(?:;|\.$)", alt):
            stated = text.partition(", further")[0].partition(", amount")[0]
            claims = [c for c in gifts(dataset, "EUR").select("c", "money") if c.donors == (code,)]
            sums = meant(telling, (c.name for c in claims if c.amount.stated))
            if "€" in stated:
                assert holds(stated, worth(sums)), alt


@FEW
@given(st.sampled_from(["USD", *IN_UNIT]), gifts_told())
def test_words_at_a_bar_say_no_more_than_it_shows(unit, telling):
    for party in PARTIES:
        for indicator, value in (("population", 7_000), ("gdp", 300 * MILLION)):
            figure = {"indicator": indicator, "value": value, "year": 2023}
            telling.add("indicators", party_id=party, source_id="s0", **figure)
    of_bars = [chart for chart in PLEDGES if chart != "pledges_over_time"]
    for chart in of_bars if unit in ("EUR", "USD") else of_bars[:1]:
        for label, (text, length) in bars_of(telling.dataset(), chart, unit).items():
            shown = length if "no reference figure" not in text else math.inf  # drawn nowhere
            assert least(text, unit) <= 1.006 * shown, (chart, label, text, length)


@FEW
@given(exact_gifts_told(), st.lists(st.sampled_from(["=", ">", ">=", "~"]), min_size=9))
def test_a_donor_adds_to_the_sum_what_its_own_sums_come_to(telling, vaguely):
    for row, comparator in zip(telling.rows["pledges"], vaguely):
        row["comparator"] = comparator
    for text, length in bars_of(telling.dataset(), "pledge_sum").values():
        assert math.isclose(least(text, "EUR"), length, rel_tol=0.006), text


def stated(telling: Telling, form: str = "money") -> dict[str, bool]:
    """Say of each pledge of a form whether any source states its amount, in whatever currency."""
    rows = [row for row in telling.rows["pledges"] if row["form"] == form]
    names = dict.fromkeys(row["pledge_id"] for row in rows)
    return {name: any(r["amount"] for r in rows if r["pledge_id"] == name) for name in names}


@FEW
@given(doubtful_gifts_told())
def test_what_is_stated_is_never_called_not_stated(telling):
    dataset, known = telling.dataset(), stated(telling)
    metas = {chart: said(dataset, chart) for chart in PLEDGES}
    told = [meta[part] for meta in metas.values() for part in ("title", "alt")]
    if any(known.values()) or telling.rows["totals"]:
        denied = "no amount of money is stated|No amount of money|No pledge .* known by"
        assert not re.search(denied, " ".join([*told, *summary(dataset, "c")])), told
    silent = sum(not amount for amount in known.values())
    for meta in metas.values():
        assert silent or "Amounts not stated" not in " ".join(meta["notes"])
    counts = [plural(count + 1, "amount") + " not stated" for count in range(silent, 20)]
    assert not any(count in metas["pledges_by_stage"]["alt"] for count in counts)
    assert "not stated" not in metas["pledge_sum"]["alt"]


@FEW
@given(doubtful_gifts_told())
def test_each_stated_amount_has_words_at_its_donor_and_no_sign_of_silence(telling):
    dataset, known = telling.dataset(), stated(telling)
    drawn = bars_of(dataset, "pledges_by_country")
    for row in telling.rows["pledges"]:
        donors = (row["donors"] or "").split()
        if len(donors) == 1 and known.get(row["pledge_id"]):
            text = drawn[PARTIES[donors[0]]][0]
            assert re.search(r"€|US\$|UAH", text.partition("◆")[0]), drawn
    lines = {row["line"]: row for row in telling.rows["pledges"]}
    for trace in drawn_of(dataset, {"chart": "pledges_over_time", "coalition": "c"})["data"]:
        for rows in trace["customdata"] if trace.get("name") == "Amount not stated" else ():
            named = [lines[int(row.partition(":")[2])]["pledge_id"] for row in rows.split()]
            assert not any(known[name] for name in named), trace


@FEW
@given(gifts_told())
def test_the_last_bar_and_the_title_of_the_sum_are_true(telling):
    dataset = telling.dataset()
    meta = said(dataset, "pledge_sum")
    last = re.search(r"(All pledges|Reported total): ([^;]+)\.$", meta["alt"])
    if last:
        newest = re.search(r"as of|by", meta["title"]) and "Paper" in meta["title"]
        if not newest:
            assert holds(last[2], worth(told(telling, dataset))) or holds(
                last[2], worth(set(telling.gifts))
            ), meta["alt"]
    traced = re.fullmatch(r"(.+?) of (.+) can be traced to single countries", meta["title"])
    if traced:
        single = set().union(*(told(telling, dataset, (code,)) for code in PARTIES))
        assert interval(traced[1])[0] <= worth(single), meta["title"]
        assert interval(traced[1])[0] <= interval(traced[2])[1], meta["title"]


@FEW
@given(gifts_told())
def test_steps_over_time_are_true_on_their_days(telling):
    dataset = telling.dataset()
    alt = said(dataset, "pledges_over_time")["alt"]
    for day, text in re.findall(r"by (\d+ \w+ \d{4}), ([^;.]+(?:\.\d+[^;.]*)?)", alt):
        there = {
            gift
            for gift in telling.gifts
            if f"{day_of(gift.day).day} {day_of(gift.day):%B %Y}" == day
            or day_of(gift.day) <= _date(day)
        }
        assert interval(text)[0] <= worth(there), alt


def _date(words: str):
    import datetime

    return datetime.datetime.strptime(words, "%d %B %Y").date()


@FEW
@given(stays_told())
def test_counts_of_members_are_true(telling):
    dataset = telling.dataset()
    meta = said(dataset, "members_over_time")
    stays = {stay.party: stay for stay in telling.stays}
    named = [stays[member.party] for member in members(dataset, "c")]
    found = re.match(r"(\d+)(?: to (\d+))? members? of", meta["title"])
    if found:
        truth = sum(stay.at(dataset.day) for stay in named)
        assert int(found[1]) <= truth <= int(found[2] or found[1]), meta["title"]
    for day, low, high in re.findall(r"(\d+ \w+ \d{4}): (\d+)(?: to (\d+))?", meta["alt"]):
        if _date(day) <= dataset.day:
            truth = sum(stay.at(_date(day)) for stay in named)
            assert int(low) <= truth <= int(high or low), meta["alt"]


@FEW
@given(stays_told())
def test_those_drawn_as_surely_in_are_those_that_are(telling):
    dataset = telling.dataset()
    drawn = drawn_of(dataset, {"chart": "members_over_time", "coalition": "c"})["data"]
    for trace in drawn:
        if trace.get("name") == "Surely members":
            levels = dict(zip(map(str, trace["x"]), trace["y"]))
            last = max(levels)
            told = {str(moment.day): moment.least for moment in moments(dataset, "c")}
            begun = {day: count for day, count in told.items() if min(levels) <= day < last}
            assert {day: levels[day] for day in levels if day < last} == begun


@FEW
@given(stays_told())
def test_no_title_speaks_of_disagreement_or_agreement_that_is_not_there(telling):
    dataset = telling.dataset()
    meta = said(dataset, "who_says_who")
    assert "disagree" not in meta["title"] and "Contradiction" not in " ".join(meta["notes"])
    if "agree" in meta["title"]:
        lists: dict[str, set] = {}
        for row in telling.rows["memberships"]:
            inside = lists.setdefault(row["source_id"], set())
            if not row["left"] and row["role"] not in ("observer", "intending"):
                inside.add(row["party_id"])
        assert len({frozenset(parties) for parties in lists.values()}) == 1
