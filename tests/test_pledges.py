"""Charts of pledges: each mark means what it says, and nothing unknown is drawn or written as zero."""

import json
import math
import re

import made_up
import plotly.graph_objects as go
import pytest
import small
from large import large_dataset
from small import in_kind, pledge

import coalviz
from coalviz.theme import COLOURS, END_LABELS, plain

CHARTS = [coalviz.pledges_by_country, coalviz.pledge_sum, coalviz.pledges_over_time]
SIX = "DNK EST LTU LUX LVA NLD"


@pytest.fixture(scope="module")
def shipped() -> coalviz.Dataset:
    return coalviz.load()


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> coalviz.Dataset:
    return large_dataset(tmp_path_factory.mktemp("large"))


def bars(figure: go.Figure) -> dict[str, dict[str, float]]:
    """What is drawn, by label: name of the mark → length. Only what is there counts."""
    drawn: dict[str, dict[str, float]] = {}
    for trace in figure.data:
        for label, length in zip(trace.y, trace.x) if trace.type == "bar" else ():
            if length is not None:
                drawn.setdefault(label, {})[trace.name] = length
    return drawn


def labels(figure: go.Figure) -> dict[str, str]:
    """What is written at the end of each bar."""
    trace = next(trace for trace in figure.data if trace.meta == END_LABELS)
    return {label: " ".join(plain(text).split()) for label, text in zip(trace.y, trace.text)}


def texts(value: object) -> list[str]:
    """All texts inside a figure, wherever they stand."""
    if isinstance(value, str):
        return [value]
    items = (
        value.values()
        if isinstance(value, dict)
        else value
        if isinstance(value, list | tuple)
        else ()
    )
    return [text for item in items for text in texts(item)]


def as_json(figure: go.Figure) -> dict:
    return json.loads(figure.to_json())


# ------------------------------------------------------------------ what marks mean


def test_who_gave_what_to_the_it_coalition(shipped):
    figure = coalviz.pledges_by_country(shipped)
    stated, joint = "Amount stated", "Joint sum, not broken down by country"
    assert bars(figure) == {
        "Luxembourg": {stated: 10_000_000},
        "Netherlands": {stated: 10_000_000},
        "Estonia": {stated: 500_000},
        "Six countries together": {joint: 9_500_000},
    }
    assert labels(figure) == {
        "Luxembourg": "€10 million ○ further amount not stated",
        "Netherlands": "€10 million",
        "Estonia": "€500,000 ○ further amount not stated",
        "Denmark": "○ amount not stated",
        "Latvia": "○ amount not stated ◆ Licences and equipment",
        "Lithuania": "○ amount not stated ◆ Licences and equipment",
        "Six countries together": "more than €9.5 million",
        "Donors not named": "○ amount not stated",
    }
    assert list(figure.layout.yaxis.categoryarray) == list(labels(figure))


def test_each_way_of_knowing_looks_different(tmp_path):
    signs = {"exact": "=", "lower": ">", "approximate": "~"}
    rows = [
        pledge(name, donor, amount=10, comparator=sign)
        for (name, sign), donor in zip(signs.items(), ("EST", "LUX", "NLD"))
    ]
    rows += [
        pledge("range", "DNK", amount=10),
        pledge("range", "DNK", amount=12, source_id="second"),
        pledge("joint", "LTU LVA", amount=10),
    ]
    rows += [
        in_kind("kind", "EST"),
        pledge("silent", "LUX"),
        pledge("upper", "NLD", amount=5, comparator="<"),
    ]
    figure = coalviz.pledges_by_country(small.dataset(tmp_path, *rows))
    looks = {
        trace.name: (trace.marker.color, trace.marker.pattern.shape)
        for trace in figure.data
        if trace.type == "bar"
    }
    looks |= {
        trace.name: (trace.marker.color, trace.marker.symbol)
        for trace in figure.data
        if trace.type == "scatter" and trace.mode == "markers"
    }
    assert len(set(looks.values())) == len(looks) == 7
    assert (
        looks["Amount stated"] == (COLOURS["money"], "")
        and looks["At least this amount"][1]
        == looks["Joint sum, not broken down by country"][1]
        == "/"
    )
    assert all(trace.showlegend for trace in figure.data if trace.name)
    written = labels(figure)
    assert (
        written["Luxembourg"] == "more than €10 ○ amount not stated"
        and written["Denmark"] == "between €10 and €12"
    )
    assert (
        written["Netherlands"] == "between about €10 and €15 (may overlap)"
        and written["Two countries together"] == "€10"
    )


def test_a_chart_shows_only_keys_of_marks_that_it_has(tmp_path):
    figure = coalviz.pledges_by_country(small.dataset(tmp_path, pledge("a", amount=10)))
    assert [trace.name for trace in figure.data if trace.name] == ["Amount stated"]


def test_the_steps_of_the_sum_stand_on_each_other_and_reach_the_total(shipped):
    figure = coalviz.pledge_sum(shipped)
    ends, order = {}, list(figure.layout.yaxis.categoryarray)
    for trace in figure.data:
        for label, base, length in zip(trace.y, trace.base, trace.x) if trace.type == "bar" else ():
            if length is not None:
                ends[label] = (base, base + length)
    assert order[-1] == "Reported total" and ends["Reported total"] == (0, 30_000_000)
    steps = [ends[label] for label in order[:-1]]
    assert (
        steps[0][0] == 0
        and steps[-1][1] == 30_000_000
        and all(one[1] == two[0] for one, two in zip(steps, steps[1:]))
    )
    assert (
        labels(figure)["Six countries together"] == "more than €9.5 million"
        and labels(figure)["Reported total"] == "more than €30 million"
    )
    hatched = {
        trace.name
        for trace in figure.data
        if trace.type == "bar" and trace.marker.pattern.shape == "/"
    }
    assert hatched == {"Joint sum, not broken down by country", "Total, at least"}


def test_what_was_pledged_by_when(shipped):
    figure = coalviz.pledges_over_time(shipped)
    lines = {
        trace.name: dict(zip(trace.x, trace.y)) for trace in figure.data if trace.mode == "lines"
    }
    assert (
        lines["Disclosed by country"]["2024-02-02"] == 20_500_000
        and lines["Reported in all, at least"]["2024-02-02"] == 30_000_000
    )
    assert all(trace.line.shape == "hv" for trace in figure.data if trace.mode == "lines")
    marked = {
        trace.name: list(zip(trace.x, map(str.strip, trace.text)))
        for trace in figure.data
        if trace.mode == "markers+text"
    }
    assert marked == {
        "Amount not stated": [("2024-04-08", "Estonia, Luxembourg and donors not named")],
        "Help in kind": [("2024-02-02", "Lithuania and Latvia")],
    }


def test_as_of_an_earlier_day_the_chart_knows_less(shipped):
    figure = coalviz.pledges_by_country(shipped.as_of("2024-02-02"))
    assert (
        labels(figure)["Luxembourg"] == "€10 million"
        and figure.layout.meta["as_of"] == "2024-02-02"
    )
    assert {source["source_id"] for source in figure.layout.meta["sources"]} == {"babel-2024-02-02"}
    assert "known by 2 February 2024" in figure.layout.meta["subtitle"]


# ------------------------------------------------------------------ never zero


def numbers(value: object, path: str = "") -> list[tuple[str, float]]:
    """All numbers inside a figure's traces, with their path."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [(path, value)]
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [found for key, item in items for found in numbers(item, f"{path}.{key}")]


@pytest.mark.parametrize("draw", CHARTS)
@pytest.mark.parametrize("rows", ["silent", "in_kind", "no_rate", "upper", "mixed"])
def test_nothing_unknown_is_a_zero(tmp_path, draw, rows):
    unknown = {
        "silent": [pledge("a"), pledge("b", SIX)],
        "in_kind": [in_kind("a")],
        "no_rate": [pledge("a", amount=7, currency="UAH")],
        "upper": [pledge("a", amount=7, comparator="<=")],
    }
    unknown["mixed"] = [pledge("z", "LUX", amount=5_000_000)] + [
        kind[0] | {"pledge_id": f"m{n}"} for n, kind in enumerate(unknown.values())
    ]
    figure = draw(small.dataset(tmp_path, *unknown[rows]))
    drawn = as_json(figure)
    for trace in drawn["data"]:
        if trace["type"] == "bar":
            assert 0 not in trace["x"]
        elif trace.get("meta") != END_LABELS and trace["mode"] == "markers+text":
            assert 0 not in trace["y"]  # marks float above the sums
    words = " ".join(
        [
            *(plain(text) for text in texts(drawn["data"])),
            *texts(
                {key: drawn["layout"]["meta"][key] for key in ("title", "subtitle", "alt", "notes")}
            ),
        ]
    )
    assert not re.search(r"(?<![\w.,#])(€|US\$|UAH )?0(?![\w.,])", words), words
    assert "nan" not in words and "inf" not in words.split()
    assert all(math.isfinite(number) for _, number in numbers(drawn["data"]))


# ------------------------------------------------------------------ options


@pytest.mark.parametrize(
    "unit, luxembourg",
    [
        ("EUR", "€10 million"),
        ("USD", "€10 million (about US$10.9 million)"),
        ("per_inhabitant", "€16.13"),
        ("share_of_gdp", "about 0.0153%"),
    ],
)
def test_units(shipped, unit, luxembourg):
    figure = coalviz.pledges_by_country(shipped, unit=unit)
    assert labels(figure)["Luxembourg"] == f"{luxembourg} ○ further amount not stated"
    meta = figure.layout.meta
    divided = unit in ("per_inhabitant", "share_of_gdp")
    assert (
        divided
        == any("Divided by" in note and "2019" in note for note in meta["notes"])
        == any(row["table"] == "indicators" for row in meta["rows"])
    )
    assert (unit in ("USD", "share_of_gdp")) == any(
        "European Central Bank" in note for note in meta["notes"]
    )
    assert divided == ("natural-earth-2019" in {source["source_id"] for source in meta["sources"]})


@pytest.mark.parametrize("draw", CHARTS[1:])
def test_sums_are_in_a_currency(shipped, draw):
    assert "US dollars" in draw(shipped, unit="USD").layout.meta["subtitle"]
    for unit in ("per_inhabitant", "share_of_gdp"):
        with pytest.raises(ValueError, match="right is one of: EUR, USD"):
            draw(shipped, unit=unit)


def test_order_by_amount_or_name_with_the_groups_last(shipped):
    by_amount, by_name = (
        list(coalviz.pledges_by_country(shipped, sort=sort).layout.yaxis.categoryarray)
        for sort in ("amount", "name")
    )
    assert by_amount[:3] == ["Luxembourg", "Netherlands", "Estonia"] and set(by_amount[-2:]) == set(
        by_name[-2:]
    ) == {"Six countries together", "Donors not named"}
    assert by_name[:-2] == sorted(by_name[:-2])


def test_countries_show_their_bars_and_the_groups_that_they_are_in(shipped):
    figure = coalviz.pledges_by_country(shipped, countries=["EST", "DNK"])
    assert list(labels(figure)) == ["Estonia", "Denmark", "Six countries together"]
    assert bars(figure)["Six countries together"] == {
        "Joint sum, not broken down by country": 9_500_000
    }  # not another remainder
    assert figure.layout.meta["title"] == "What Estonia and Denmark pledged to the IT coalition"


@pytest.mark.parametrize("most", [1, 2, 3, 5, 7, 8, 40])
def test_the_smaller_donors_become_one_bar_and_the_sum_stays(shipped, most):
    figure = coalviz.pledges_by_country(shipped, most=most)
    assert len(labels(figure)) == min(most, 8)
    assert sum(sum(parts.values()) for parts in bars(figure).values()) == 30_000_000
    if most < 8:
        assert list(labels(figure))[-1] == f"{9 - most} others"


def test_all_coalitions_together(shipped):
    figure = coalviz.pledges_by_country(shipped, coalition="all")
    assert (
        labels(figure)["France"] == "◆ 78 Caesar self-propelled guns"
        and "all coalitions" in figure.layout.meta["title"]
    )


def test_an_item_keeps_its_capitals(tmp_path):
    figure = coalviz.pledges_by_country(
        small.dataset(
            tmp_path, in_kind("a", item="IT equipment"), in_kind("b", "LUX", item="Caesar guns")
        )
    )
    assert labels(figure) == {"Estonia": "◆ IT equipment", "Luxembourg": "◆ Caesar guns"}


@pytest.mark.parametrize("draw", CHARTS)
def test_parts_beyond_their_total_are_said_to_be(tmp_path, draw):
    rows = [
        pledge("t", "EST LUX", amount=5_000_000, includes="a b"),
        pledge("a", amount=4_000_000),
        pledge("b", "LUX", amount=4_000_000),
    ]
    figure = draw(small.dataset(tmp_path, *rows))
    assert any("exceed" in note for note in figure.layout.meta["notes"])


@pytest.mark.parametrize("draw", CHARTS[:2])
def test_sources_that_differ_are_said_to(tmp_path, draw):
    figure = draw(
        small.dataset(tmp_path, pledge("a", amount=5), pledge("a", amount=7, source_id="second"))
    )
    assert any(
        "contradict each other on pledges by Estonia" in note
        for note in figure.layout.meta["notes"]
    )


def test_only_one_reported_total_is_called_that(tmp_path):
    rows = [pledge("t", "EST LUX", amount=30, includes="a"), pledge("a", amount=10)]
    assert "Reported total" in labels(coalviz.pledge_sum(small.dataset(tmp_path, *rows)))
    assert "Reported total" not in labels(
        coalviz.pledge_sum(small.dataset(tmp_path, *rows, pledge("b", "NLD", amount=5)))
    )  # 35 is no source's


# ------------------------------------------------------------------ traceable


def test_the_joint_remainder_points_at_the_total_and_all_its_parts(shipped):
    figure = coalviz.pledges_by_country(shipped)
    trace = next(
        trace for trace in figure.data if trace.name == "Joint sum, not broken down by country"
    )
    point = dict(zip(trace.y, trace.customdata))["Six countries together"]
    lines = shipped.pledges.index[
        shipped.pledges["pledge_id"].isin(["it-joint-1", "it-est-1", "it-lux-1", "it-nld-1"])
    ]
    assert point.split() == [f"pledges:{line}" for line in lines]
    assert any(
        "Denmark, Latvia and Lithuania have no stated amount" in note and "worked out here" in note
        for note in figure.layout.meta["notes"]
    )


@pytest.mark.parametrize("draw", CHARTS)
def test_the_alternative_text_says_what_is_seen(shipped, draw):
    alt = draw(shipped).layout.meta["alt"]
    assert (
        "chart" in alt.split(".")[0]
        and "more than €30 million" in alt.lower()
        and not re.search("[○◆<>]", alt)
    )
    if draw is not coalviz.pledges_over_time:
        assert (
            "Six countries together: more than €9.5 million" in alt
            and "Luxembourg: €10 million" in alt
        )
    if draw is coalviz.pledges_by_country:
        assert (
            "Denmark: amount not stated" in alt
            and "€10 million, further amount not stated" in alt
            and "in kind: Licences" in alt
        )


# ------------------------------------------------------------------ any tables


@pytest.mark.parametrize("draw", CHARTS)
def test_no_article_at_all_is_said_in_words(tmp_path, draw):
    figure = draw(
        small.dataset(
            tmp_path, **{name: [] for name in small.COLUMNS if name != "coalitions"}, coalitions=[]
        ),
        coalition="all",
    )
    assert figure.layout.meta["title"].startswith("No ")


def test_a_stage_tells_what_is_joint_vague_or_silent(tmp_path):
    rows = [pledge("a", "EST", amount=10, stage="planned")]
    rows += [pledge("b", "LUX", amount=7, comparator="~", stage="pledged")]
    rows += [pledge("c", "EST", amount=3, stage="committed")]
    rows += [pledge("d", "LTU LVA", amount=20, comparator=">", stage="committed")]
    rows += [
        pledge("e", "NLD", amount=5, comparator="<=", stage="delivered"),
        pledge("f", "DNK", stage="delivered"),
    ]
    figure = coalviz.pledges_by_stage(small.dataset(tmp_path, *rows))
    kinds = bars(figure)
    assert kinds["Planned"] == {"Amount stated": 10} and kinds["Pledged"] == {
        "About this amount": 7
    }
    assert list(kinds["Committed"]) == ["At least this amount"], (
        "a single and a joint sum are no joint sum"
    )
    written = labels(figure)
    assert written["Delivered"] == "up to €5 ○ one amount not stated"
    meta = figure.layout.meta
    assert meta["title"] == "Of pledges to the IT coalition, up to €5 is reported as delivered"
    assert "beyond the amounts disclosed" not in " ".join(meta["notes"]), "no remainder is drawn"


def test_of_many_goods_two_are_named_and_the_others_counted(tmp_path):
    goods = [
        made_up.gives(item, "EST", form="in_kind", item=item)
        for item in ("radios", "tents", "boats", "maps")
    ]
    made = made_up.tables(tmp_path, ["2024-01-25"], pledges=goods)
    alt = coalviz.pledges_by_country(made).layout.meta["alt"]
    assert alt.endswith("Estonia: in kind: radios, tents and 2 others.")
