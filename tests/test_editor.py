"""What a critical editor of a news desk would strike: words that say more than the tables, or say it badly."""

from pathlib import Path

import pytest
import small
from made_up import gives, says, tables
from small import in_kind, pledge

import coalviz
from coalviz.theme import END_LABELS, plain

DAYS = ["2024-01-10", "2024-02-10", "2024-03-10"]
ACCOUNTS = [
    {"event_id": "e", "count": "5", "role": "member"},
    {"event_id": "e", "count": "1", "role": "observer"},
    {"event_id": "e", "party_id": "MLT", "source_id": "s2"},
]
MEETING = {"event_id": "e", "kind": "meeting", "title": "Board", "date": "2024-01"}


def labels(figure) -> dict[str, str]:
    """What is written at the end of each bar."""
    trace = next(trace for trace in figure.data if trace.meta == END_LABELS)
    return {label: " ".join(plain(text).split()) for label, text in zip(trace.y, trace.text)}


def keys(figure) -> set[str]:
    """The names of what is drawn."""
    return {trace.name for trace in figure.data if trace.name}


def title(figure) -> str:
    return figure.layout.meta["title"]


# ---- goods and sums


@pytest.mark.parametrize(
    "first, second, told",
    [
        ("=2", "=3", "3 boats or 2 boats (sources disagree)"),
        ("<3", "=3", "3 boats or less than 3 boats (sources disagree)"),
        ("~3", "=3", "3 boats"),
        (">2", "=3", "3 boats"),
        ("=3", "", "3 boats"),
    ],
)
def test_numbers_of_goods_agree_or_are_all_told(tmp_path, first, second, told):
    rows = [
        gives("a", "EST", source=number, form="in_kind", item="boats")
        | ({"comparator": count[0], "quantity": count[1:]} if count else {})
        for number, count in enumerate([first, second], 1)
    ]
    dataset = tables(tmp_path, DAYS, pledges=rows)
    assert labels(coalviz.pledges_by_country(dataset))["Estonia"] == f"◆ {told}"
    apart = "disagree" in told
    notes = str(coalviz.pledges_by_country(dataset).layout.meta["notes"])
    assert ("Sources contradict each other on pledges by Estonia" in notes) == apart
    assert coalviz.pledge_claims(dataset)["disagree"].tolist() == [apart]


@pytest.mark.parametrize(
    "number, said",
    [
        ({"quantity": "10", "comparator": "="}, "10 trucks in each of two pledges"),
        ({}, "trucks"),  # no source says that each gave all that several are named for
    ],
)
def test_numbers_of_goods_in_several_pledges_are_not_those_of_a_single_pledge(
    tmp_path, number, said
):
    goods = {"item": "trucks"} | number
    dataset = small.dataset(tmp_path, *(in_kind(p, p.upper(), **goods) for p in ("est", "lva")))
    told = labels(coalviz.pledges_by_stage(dataset))["Pledged"]
    assert told == f"◆ {said}"


def test_a_sum_stands_in_the_furthest_stage_that_any_source_gives(tmp_path):
    rows = [
        gives("a", "EST", 5, source=1, stage="delivered"),
        gives("a", "EST", 5, source=2, stage="pledged"),
    ]
    dataset = tables(tmp_path, DAYS, pledges=rows)
    assert title(coalviz.pledges_by_stage(dataset)).endswith("€5 is reported as delivered")


def test_an_exact_joint_sum_is_exact_among_the_steps_too(tmp_path):
    dataset = small.dataset(tmp_path, pledge("j", "EST LVA", 5_000_000), pledge("l", "LTU", 1))
    told = labels(coalviz.pledge_sum(dataset))
    assert told["Two countries together"] == "€5 million"
    unsure = small.dataset(tmp_path, pledge("j", "EST LVA", 5_000_000), pledge("e", "EST", 1))
    assert labels(coalviz.pledge_sum(unsure))["Two countries together"].startswith("at least")


def test_about_an_amount_is_no_lower_bound(tmp_path):
    row = pledge("p", "EST", 5_000_000, currency="USD")
    dataset = small.dataset(tmp_path, row)
    assert "Total, at least" not in keys(coalviz.pledge_sum(dataset))
    assert "Total, at least" in keys(
        coalviz.pledge_sum(small.dataset(tmp_path, row | {"comparator": ">"}))
    )


def test_a_converted_amount_looks_the_same_in_every_chart(tmp_path):
    dataset = small.dataset(tmp_path, pledge("p", "EST", 5_000_000, currency="USD"))
    for chart in (coalviz.pledges_by_country, coalviz.pledge_sum, coalviz.pledges_by_stage):
        assert "Amount stated" in keys(chart(dataset))
    vague = small.dataset(tmp_path, pledge("p", "EST", 5_000_000, comparator="~", currency="USD"))
    for chart in (coalviz.pledges_by_country, coalviz.pledge_sum, coalviz.pledges_by_stage):
        assert "About this amount" in keys(chart(vague))


def test_an_organisation_is_called_no_country(tmp_path):
    dataset = small.dataset(tmp_path, pledge("j", "EST EU", 5), pledge("k", "EST LVA", 5))
    assert {"Two donors together", "Two countries together"} <= set(
        labels(coalviz.pledges_by_country(dataset))
    )


def test_what_is_worked_out_stands_beside_the_sum_that_is_reported(tmp_path):
    rows = pledge("e", "EST", 4), pledge("j", "EST LVA", 9, comparator=">", includes="e")
    notes = coalviz.pledges_by_country(small.dataset(tmp_path, *rows)).layout.meta["notes"]
    assert "what their joint sum of more than €9 holds beyond" in notes[0]


def test_the_summary_tells_what_contradicts_itself(tmp_path):
    rows = pledge("e", "EST", 9), pledge("j", "EST LVA", 5, includes="e")
    told = coalviz.summary(small.dataset(tmp_path, *rows))
    assert "Contradiction: the parts that sources name exceed the sum of €5" in told


@pytest.mark.parametrize("amount", [1, 3, 20])
def test_a_very_small_amount_is_written_out(tmp_path, amount):
    row = pledge("e", "EST", amount)
    told = labels(coalviz.pledges_by_country(small.dataset(tmp_path, row), unit="per_inhabitant"))
    assert told["Estonia"] == f"€{amount / 1_000_000:.6f}".rstrip("0")


# ---- names


def test_names_have_their_article_inside_a_sentence(tmp_path):
    rows = [pledge("p", "NLD", 5), pledge("j", "NLD LVA", 9, includes="p")]
    lead = small.ROWS["memberships"][0] | {"party_id": "NLD"}
    left = lead | {"source_id": "second", "role": "observer"}
    dataset = small.dataset(tmp_path, *rows, memberships=[lead])
    assert title(coalviz.pledges_by_country(dataset, countries=["NLD"])).startswith(
        "What the Netherlands pledged to"
    )
    assert title(coalviz.country_links(dataset)) == "The Netherlands leads IT"
    apart = small.dataset(tmp_path, memberships=[lead, left])
    assert title(coalviz.who_says_who(apart)).startswith("The Netherlands is named as lead by")
    assert "sources disagree on the Netherlands" in title(coalviz.members_over_time(apart))


def test_nothing_known_names_whom_it_is_said_of(tmp_path):
    dataset = small.dataset(tmp_path, pledge("p", "EST", 5))
    told = title(coalviz.pledges_by_country(dataset, countries=["LVA"]))
    assert told.startswith("No pledge of Latvia to the IT coalition known by")
    told = title(coalviz.who_says_who(dataset, countries=["LVA", "NLD"]))
    assert told.startswith("No part of Latvia and the Netherlands in the IT coalition known by")


def test_the_choice_of_countries_or_of_a_number_counts_nobody_out(tmp_path):
    dataset = tables(tmp_path, DAYS, memberships=says(1, "EST LVA LTU"))
    assert title(coalviz.country_links(dataset, countries=["EST"])) == (
        "Estonia takes part in one coalition"
    )
    assert title(coalviz.country_links(dataset, most=1)) == (
        "Estonia, Latvia and Lithuania take part in one coalition each"
    )


# ---- members and meetings


def test_who_came_is_what_one_source_reports_and_not_all_who_came(tmp_path):
    dataset = tables(tmp_path, DAYS, events=[MEETING], attendance=ACCOUNTS)
    meta = coalviz.attendance(dataset).layout.meta
    assert meta["title"] == "Board: 1 party reported by Paper 2, all named"
    assert "took part" not in meta["alt"]
    assert "by Paper 1: 6 parties" in meta["alt"]


def test_who_is_only_counted_is_told_in_the_singular_and_in_the_plural(tmp_path):
    dataset = tables(
        tmp_path,
        DAYS,
        events=[MEETING],
        attendance=ACCOUNTS,
        headcounts=[
            {"comparator": ">", "count": "1", "date": "2024-01"},
            {"comparator": "<", "count": "20", "date": "2024-01-02"},
        ],
    )
    said = coalviz.attendance(dataset).to_json() + coalviz.members_over_time(dataset).to_json()
    assert "1 party, not named" in said and "1 parties" not in said
    assert "Observers, not named: 1" in said and "1 observers" not in said
    assert "more than 1 member (" in said and "fewer than 20 members (" in said


def test_sure_members_are_counted_in_the_singular_too(tmp_path):
    rows = says(1, "EST", joined="2024-01-01") + says(2, "LVA")
    said = coalviz.members_over_time(tables(tmp_path, DAYS, memberships=rows)).to_json()
    assert "surely 1 member\\u003c" in said or "surely 1 member<" in said
    assert "surely 1 members" not in said and "surely 2 members" in said


def test_the_title_tells_the_newest_numbers_and_no_day_that_is_not_stated(tmp_path):
    counts = [{"comparator": "=", "count": n, "date": f"2024-01-0{n}"} for n in range(1, 6)]
    counts += [{"comparator": "=", "count": 9, "source_id": "s3"}]
    told = title(coalviz.members_over_time(tables(tmp_path, DAYS, headcounts=counts)))
    assert told.endswith("9 (by 10 Mar 2024), 5 (5 Jan 2024), 4 (4 Jan 2024) and 3 others")


@pytest.mark.parametrize("count", [1, 4, 30, 700, 6_000, 123_456])
def test_an_axis_of_members_has_few_ticks_up_to_any_number(tmp_path, count):
    heads = [{"comparator": "=", "count": count, "date": "2024-01"}]
    ticks = coalviz.members_over_time(
        tables(tmp_path, DAYS, headcounts=heads)
    ).layout.yaxis.tickvals
    assert 2 <= len(ticks) <= 6 and ticks[-1] > count / 2


def fill(folder: Path, names: str) -> None:
    """Write coalitions of these names into a new set of tables, the first with a single member."""
    rows = {
        "sources": ["s,article,t,Paper,,2024-01-10,,"],
        "coalitions": [f"{name.lower()},{name},{name},,,s,paragraph 1" for name in names],
        "memberships": ["a,EST,member,,,,s,paragraph 1,"],
    }
    for table, lines in rows.items():
        with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
            file.write("\n".join([*lines, ""]))


def test_what_tables_call_a_coalition_keeps_its_capitals(tmp_path):
    folder = coalviz.new_set(tmp_path / "t", title="T")
    text = (folder / "datapackage.json").read_text(encoding="utf-8")
    text = text.replace('"title": "T"\n }', '"title": "T",\n  "noun": "EU mission"\n }')
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    fill(folder, "ABC")
    said = title(coalviz.coalition_roles(coalviz.load(folder)))
    assert said.startswith("One of three EU missions has named members")


# ---- what is seen


LONG = "Organisation for the Overland Transmission of Surpluses of Summer and Winter"


def parties(**names: str) -> list[dict]:
    """Parties with these names, in a row of tiles."""
    return [
        {"party_id": code, "name": name, "kind": "organisation"} for code, name in names.items()
    ]


@pytest.mark.parametrize("size", ["slide", "square"])
def test_long_names_leave_room_for_what_is_drawn(tmp_path, size):
    rows = says(1, "EST LVA")
    names = parties(EST=LONG, LVA="Latvia")
    gifts = [gives("p", "EST", 5), gives("q", "LVA", 9)]
    dataset = tables(tmp_path, DAYS, memberships=rows, parties=names, pledges=gifts)
    for chart in (coalviz.coalition_roles, coalviz.country_links, coalviz.pledges_by_country):
        layout = coalviz.framed(chart(dataset), size).layout
        margin = layout.margin
        assert layout.height - margin.t - margin.b > layout.height / 5, chart.__name__
        assert layout.width - margin.l - margin.r > layout.width / 4, chart.__name__


@pytest.mark.parametrize("size", ["slide", "half", "square", "page"])
def test_letters_on_tiles_are_no_higher_than_the_tiles(tmp_path, size):
    folder = coalviz.new_set(tmp_path / "t")
    fill(folder, "A")
    figure = coalviz.framed(coalviz.country_map(coalviz.load(folder)), size)
    layout, [trace] = figure.layout, figure.data
    row = (layout.height - layout.margin.t - layout.margin.b) / len(trace.text)
    lines = max(text.count("<br>") + 1 for line in trace.text for text in line)
    assert lines == 2 and lines * trace.textfont.size * 1.15 <= max(row, 6 * 2 * 1.15)


def test_east_asian_letters_are_as_wide_as_high(tmp_path):
    names = parties(JPN="日本電力連盟北海道支部", KOR="대한전력연맹")
    dataset = tables(
        tmp_path, DAYS, parties=names, pledges=[gives("p", "JPN", 5), gives("q", "KOR", 9)]
    )
    assert coalviz.pledges_by_country(dataset).layout.margin.l >= 11 * 13


@pytest.mark.parametrize("size", ["slide", "half", "square"])
def test_names_of_several_lines_keep_apart(tmp_path, size):
    names = parties(**{code: f"{code} {LONG}" for code in ("EST", "LVA", "LTU", "NLD")})
    gifts = [gives(party["party_id"].lower(), party["party_id"], 5) for party in names]
    dataset = tables(tmp_path, DAYS, parties=names, pledges=gifts)
    layout = coalviz.framed(coalviz.pledges_by_country(dataset), size).layout
    row = (layout.height - layout.margin.t - layout.margin.b) / len(names)
    assert 2 * layout.yaxis.tickfont.size * 1.15 <= row


def test_a_source_is_of_no_day_that_it_does_not_state(tmp_path):
    sources = [
        row
        | (
            {"published": "2024-02", "publisher": "The Herald"}
            if row["source_id"] == "first"
            else {}
        )
        for row in small.ROWS["sources"]
    ]
    lead = small.ROWS["memberships"][0]
    rows = [lead, lead | {"source_id": "second", "role": "observer"}]
    figure = coalviz.who_says_who(small.dataset(tmp_path, sources=sources, memberships=rows))
    assert "29 Feb" not in figure.to_json()
    assert title(figure) == (
        "Estonia is named as lead by The Herald of February 2024 and as observer by The Herald of 8 April 2024"
    )


# ---- what is said of a choice, of what is left out, and of contradictions


def notes(figure) -> str:
    return " ".join(figure.layout.meta["notes"])


def test_an_account_of_some_sources_is_called_so_in_every_chart(tmp_path):
    rows = says(1, "EST", joined="2024-01-01") + says(2, "LVA")
    gifts = [gives("p", "EST", 5), gives("q", "LVA", 7, source=2)]
    dataset = tables(tmp_path, DAYS, memberships=rows, pledges=gifts, events=[MEETING])
    account = dataset.from_sources(["s2"])
    for figure in coalviz.standard_figures(account).values():
        meta = figure.layout.meta
        assert "from one chosen source" in meta["title"] + meta["subtitle"]
        for note in figure.layout.annotations:
            assert "published by then tells more" not in note.text
    for figure in coalviz.standard_figures(dataset).values():
        assert "chosen source" not in str(figure.layout.meta["title"])
    assert "chosen" not in coalviz.summary(dataset)[0]


@pytest.mark.parametrize("form", ["in_kind", "all"])
def test_a_reported_total_of_more_than_money_is_told_with_its_source(tmp_path, form):
    totals = [
        {"date": "2024-02-10", "form": form, "comparator": ">", "amount": 70, "currency": "EUR"}
        | {"source_id": "s2"}
    ]
    dataset = tables(tmp_path, DAYS, pledges=[gives("p", "EST", 5)], totals=totals)
    for chart in (
        coalviz.pledges_by_country,
        coalviz.pledge_sum,
        coalviz.pledges_over_time,
        coalviz.pledges_by_stage,
    ):
        figure = chart(dataset)
        assert "in no sum and not drawn: more than €70" in notes(figure), chart.__name__
        assert "Paper 2" in str(figure.layout.meta["sources"])
    alone = tables(tmp_path / "alone", DAYS, totals=totals)
    for chart in (coalviz.pledges_by_country, coalviz.pledges_by_stage):
        assert title(chart(alone)).startswith("No single pledge to ")


def test_of_whom_nothing_is_known_is_told_beside_who_is_named(tmp_path):
    dataset = tables(tmp_path, DAYS, memberships=says(1, "EST"))
    told = notes(coalviz.who_says_who(dataset, countries=["EST", "NLD", "JPN"]))
    assert "Named by no source as part of the C coalition: Japan and the Netherlands" in told
    assert "no source" not in notes(coalviz.who_says_who(dataset, countries=["EST"]))


@pytest.mark.parametrize("comparator", ["<", "<=", "=", "~"])
def test_a_total_that_is_less_than_what_lies_in_it_makes_nothing_exact(tmp_path, comparator):
    total = {"form": "money", "currency": "EUR", "date": "2024-02-10", "source_id": "s2"}
    gifts = [gives("p", "EST", 9, comparator=">"), gives("q", "LVA", 7)]
    totals = [total | {"comparator": comparator, "amount": 3}]
    dataset = tables(tmp_path, DAYS, pledges=gifts, totals=totals)
    assert "Contradiction" in notes(coalviz.pledges_over_time(dataset))
    said = coalviz.summary(dataset)[0]
    assert said.startswith("More than €16 ")
    assert coalviz.pledge_total(dataset)["high"] == float("inf")


@pytest.mark.parametrize("count, verb", [(1, "is"), (3, "is")])
def test_a_single_named_member_is_named(tmp_path, count, verb):
    heads = [{"comparator": "=", "count": count, "date": "2024-01-10"}]
    rows = says(1, "EST", joined="2024-01-01")
    told = title(
        coalviz.members_over_time(tables(tmp_path, DAYS, memberships=rows, headcounts=heads))
    )
    assert told.startswith(f"1 of {count} member") and told.endswith(f" {verb} named")


def test_a_timeline_counts_what_it_shows_by_its_name(tmp_path):
    events = [MEETING | {"event_id": f"m{day}", "date": f"2024-01-0{day}"} for day in (1, 2)]
    events += [{"event_id": "a", "kind": "agreement", "title": "Pact", "date": "2024-01-03"}]
    dataset = tables(tmp_path, DAYS, events=events)
    told = title(coalviz.coalition_timeline(dataset, kinds=["meeting"]))
    assert told == "Two meetings of all coalitions, the last 2 January 2024"
    assert title(coalviz.coalition_timeline(dataset)).startswith("Three events of all coalitions")


def test_where_signs_are_too_many_those_that_have_room_keep_their_words(tmp_path):
    money = {"form": "money", "comparator": "=", "currency": "EUR", "source_id": "s3"}
    totals = [money | {"date": f"2024-02-0{day}", "amount": day * 1_000_000} for day in range(1, 5)]
    goods = [
        gives(f"g{n}", "EST", form="in_kind", item="x", announced=f"2024-02-{n}")
        for n in range(10, 25)
    ]
    for row in goods:
        row["source_id"] = "s3"
    figure = coalviz.pledges_over_time(tables(tmp_path, DAYS, pledges=goods, totals=totals))
    words = {
        text.strip() for trace in figure.data if trace.mode == "markers+text" for text in trace.text
    }
    assert {f"€{day} million in all" for day in range(1, 5)} | {"Estonia", ""} == words


def test_of_a_range_all_was_pledged_only_by_the_last_day(tmp_path):
    gifts = [
        gives("p", "EST", 5, announced="2024-01-02"),
        gives("q", "LVA", 3, comparator="<=", announced="2024-01-06"),
    ]
    for rows, day in ((gifts, 6), (gifts[:1], 2)):
        told = title(coalviz.pledges_over_time(tables(tmp_path, DAYS, pledges=rows)))
        assert told.endswith(f"all by {day} January 2024")
