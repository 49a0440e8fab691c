"""Explorers without a browser: what a page asks, and what the kernel answers."""

import itertools
import json
import math
import random
import re
import threading
from collections.abc import Callable
from pathlib import Path

import plotly.graph_objects as go
import pytest
import small
from large import large_dataset
from plotly.io.json import to_json_plotly

import coalviz
from coalviz import explore
from coalviz.dataset import Dataset
from coalviz.explore import Explorer
from coalviz.states import STANDARD
from coalviz.theme import layout_of

MAKERS = (coalviz.pledge_explorer, coalviz.membership_explorer, coalviz.landscape_explorer)
OTHER = "pravda-2024-04-08"
BY_COUNTRY = {"chart": "pledges_by_country"}


class Page:
    """A page that shows an explorer: what it asks, and what it is told."""

    def __init__(self, explorer: Explorer) -> None:
        self.explorer, self.told, self.number = explorer, [], 0
        explorer.send = lambda content, buffers=None: self.told.append(
            content | {"buffers": buffers}
        )

    def ask(self, what: str, **more: object) -> dict | None:
        before = len(self.told)
        self.explorer._handle_custom_msg({"ask": what, "page": "page", **more}, [])
        return self.told[-1] if len(self.told) > before else None

    def choose(self, state: dict, **more: object) -> dict:
        self.number += 1
        self.ask("change", number=self.number, state=state, **more)
        return json.loads(self.explorer.shown)


def states(maker: Callable, dataset: Dataset) -> list[dict]:
    """List a state for each value that each control of each chart offers."""
    offers = maker(dataset).offers
    found = []
    for chart in offers["charts"]:
        for option in offers["options"]:
            initial = chart["options"].get(option["name"], {})
            values = [value for value, _ in initial.get("choices", option.get("choices", []))][:6]
            if option["name"] not in (*chart["options"], "sources"):
                continue
            if option["kind"] == "number":
                values = [1, 3, 40]
            if option["kind"] in ("several", "some"):
                values = [[value] for value in values] + [values]
            found += [{"chart": chart["name"], option["name"]: value} for value in values]
        found += [{"chart": chart["name"], "as_of": day} for day, _ in offers["days"]]
    return found


# ------------------------------------------------------------------ what is shown


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_every_choice_shows_what_the_chart_function_gives(
    maker: Callable, shipped: Dataset
) -> None:
    page = Page(maker(shipped))
    chosen = states(maker, shipped)
    assert len(chosen) > 30
    for state in chosen:
        answer = page.choose(state, width=900)
        figure = coalviz.figure_of(shipped, state)
        assert answer["error"] is None and page.explorer.figure() == figure, state
        for source in figure.layout.meta["sources"]:
            source.pop("told", None)  # only decks tell it
        assert answer["figure"] == json.loads(to_json_plotly(layout_of(figure, (900, None))))
    assert maker(shipped, state=page.explorer.state).state == page.explorer.state


def test_each_option_of_a_chart_has_a_control(shipped: Dataset) -> None:
    for maker in MAKERS:
        offers = maker(shipped).offers
        assert {name for chart in offers["charts"] for name in chart["options"]} | {"sources"} == {
            option["name"] for option in offers["options"]
        }
        assert all(option["label"] and option["hint"] for option in offers["options"])


def test_a_state_leaves_out_what_is_the_default_anyway(shipped: Dataset) -> None:
    explorer = coalviz.pledge_explorer(shipped)
    explorer.state = {
        "unit": "EUR",
        "countries": [],
        "sources": [],
        "as_of": "2024-04-08",
        "most": 5,
    }
    assert explorer.state == BY_COUNTRY | {"most": 5}
    explorer.state = {"as_of": "2024-03-01"}  # a day between two on which something became known
    assert explorer.state == BY_COUNTRY | {"as_of": "2024-02-02"}
    explorer.state = {}
    assert explorer.state == BY_COUNTRY


def test_no_coalition_is_that_of_the_tables_also_where_all_are_shown_first(
    shipped: Dataset,
) -> None:
    explorer = coalviz.landscape_explorer(shipped)
    explorer.state = {"chart": "coalition_timeline", "coalition": None}
    assert explorer.state == {"chart": "coalition_timeline", "coalition": "it"}
    assert explorer.figure() == coalviz.figure_of(shipped, explorer.state)


def test_each_chart_says_what_its_options_may_be(shipped: Dataset) -> None:
    charts = [coalviz.coalition_timeline, coalviz.who_says_who]
    timeline, table = Explorer(shipped, charts).offers["charts"]
    assert [value for value, _ in timeline["options"]["kinds"]["choices"]][0] == "founding"
    assert ["name", "by name"] in table["options"]["sort"]["choices"]
    assert (timeline["options"]["most"], table["options"]["most"]) == (
        {"initial": 12},
        {"initial": 14},
    )


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (
            {"chart": "pie"},
            "there is no chart 'pie'; known are pledges_by_country, pledge_sum, pledges_over_time",
        ),
        ({"chart": "country_map"}, "no chart 'country_map'"),
        (
            {"colour": "red"},
            "has no option colour; its options are as_of, sources, coalition, unit",
        ),
        ({"unit": "GBP"}, "no unit 'GBP'"),
        ({"coalition": "navy"}, "no coalition 'navy'"),
        ({"as_of": "8.4.2024"}, "is no day"),
        ({"sources": ["tass"]}, "no source 'tass'"),
    ],
)
def test_a_state_that_is_none_is_refused(state: dict, says: str, shipped: Dataset) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        coalviz.pledge_explorer(shipped, state=state)
    explorer = coalviz.pledge_explorer(shipped, state={"unit": "USD"})
    with pytest.raises(ValueError, match=re.escape(says)):
        explorer.state = state
    assert explorer.state == BY_COUNTRY | {"unit": "USD"}
    answer = Page(explorer).choose(state)
    assert says in answer["error"] and explorer.state == BY_COUNTRY | {"unit": "USD"}


def test_an_explorer_has_a_chart(shipped: Dataset) -> None:
    with pytest.raises(ValueError, match="at least one chart"):
        Explorer(shipped, [])


def test_a_chart_is_found_by_the_name_that_comes_nearest(shipped: Dataset) -> None:
    names = [draw.__name__ for draw in STANDARD]
    exported = [getattr(coalviz, name) for name in coalviz.__all__]
    assert {draw.__name__ for draw in exported if hasattr(draw, "choices")} == {*names}
    for name in names:
        for wanted in (name[:-1], name.upper(), f" {name.replace('_', ' ')}"):
            with pytest.raises(ValueError, match=f"no chart '{wanted}'; did you mean '{name}'"):
                coalviz.figure_of(shipped, {"chart": wanted})
    with pytest.raises(ValueError, match=f"no chart 'pie'; known are {', '.join(names)}"):
        coalviz.tray.add({"chart": "pie"}, shipped)

    def plain(dataset: Dataset) -> go.Figure:
        return coalviz.pledge_sum(dataset)

    with pytest.raises(ValueError, match="no chart 'plain'"):  # not made by coalviz.chart
        Explorer(shipped, [plain])


STRANGE = [
    *(None, True, False, 0, -1, 3, 1.5, 10**30, math.nan, "", "x", "all", "EST", "2024-02-30"),
    *([], ["x"], ["EST"], ["EST", "x"], [["EST"]], [None], [5], [{}], {}, {"x": 1}, ["EUR"]),
]
RIGHT = "right is|did you mean|known are|its options are|write it as|coalitions are"


def keys(chart: dict) -> list[object]:
    return [*chart["options"], "chart", "as_of", "sources", "colour", 5]


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_a_state_is_drawn_or_refused_in_words_that_say_what_is_right(
    maker: Callable, shipped: Dataset
) -> None:
    page = Page(maker(shipped))
    for chart in page.explorer.offers["charts"]:
        for key, value in itertools.product(keys(chart), STRANGE):
            state = {"chart": chart["name"], key: value}
            answer = page.choose(state)
            assert "That did not work" not in str(page.told), state
            if refused := answer["error"]:
                assert re.search(RIGHT, refused), (state, refused)
                with pytest.raises(ValueError, match=RIGHT):
                    maker(shipped, state=state)
                if key != "chart":  # an explorer has not all of them
                    with pytest.raises(ValueError, match=RIGHT):
                        coalviz.figure_of(shipped, state)
            else:
                assert maker(shipped, state=page.explorer.state).state == answer["state"], state


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_all_that_is_wrong_with_a_state_is_told_at_once(maker: Callable, shipped: Dataset) -> None:
    explorer = maker(shipped)
    for chart in explorer.offers["charts"]:
        names = [key for key in keys(chart) if key != "chart"]
        with pytest.raises(ValueError, match="wrong") as refused:
            explorer.state = {"chart": chart["name"]} | dict.fromkeys(names, {"wrong": 1})
        assert str(refused.value).count("wrong") + 2 >= len(names)
        assert all(f"no option {name}" in str(refused.value) for name in ("colour", "5"))
    assert explorer.state == {"chart": explorer.offers["charts"][0]["name"]}


@pytest.mark.parametrize("state", ["pledge_sum", 5, ["unit"], [["unit", "USD"]], {"unit"}], ids=str)
def test_what_is_no_state_is_refused(state: object, shipped: Dataset) -> None:
    explorer = coalviz.pledge_explorer(shipped)
    says = re.escape(f"{state!r} is no state; right is a mapping such as")
    with pytest.raises(ValueError, match=says):
        coalviz.pledge_explorer(shipped, state=state)
    with pytest.raises(ValueError, match=says):
        explorer.state = state
    with pytest.raises(ValueError, match=says):
        coalviz.figure_of(shipped, state)
    assert re.search(says, Page(explorer).choose(state)["error"])


def test_what_may_be_several_may_be_one(shipped: Dataset) -> None:
    explorer = coalviz.landscape_explorer(shipped)
    explorer.state = {"chart": "coalition_timeline", "kinds": "meeting", "sources": OTHER}
    assert explorer.state["kinds"] == ["meeting"] and explorer.state["sources"] == [OTHER]
    explorer.state = {"countries": "EST", "most": None, "sources": None, "as_of": None}
    assert explorer.state == {"chart": "coalition_roles", "countries": ["EST"]}


def test_what_nobody_knows_is_said_and_is_no_error(shipped: Dataset) -> None:
    page = Page(coalviz.pledge_explorer(shipped))
    for chart in page.explorer.offers["charts"]:
        answer = page.choose({"chart": chart["name"], "sources": [OTHER], "as_of": "2024-02-02"})
        assert answer["error"] is None and answer["figure"]["layout"]["meta"]["title"].startswith(
            "No "
        )


def test_an_error_of_a_chart_is_told_and_the_next_choice_works(shipped: Dataset) -> None:
    def broken(dataset: Dataset, *, sort: str = "name") -> go.Figure:
        if sort != "name":
            raise ValueError("the <b>moon</b> is in the way")
        return coalviz.pledge_sum(dataset)

    broken.choices = {"sort": ["name", "amount"]}
    page = Page(Explorer(shipped, [broken]))
    assert "moon" in page.choose({"chart": "broken", "sort": "amount"})["error"]
    assert page.choose({"chart": "broken"})["error"] is None


def test_python_sees_each_choice_and_the_page_what_python_sets(shipped: Dataset) -> None:
    explorer, seen = coalviz.pledge_explorer(shipped), []
    explorer.observe(lambda change: seen.append(change["new"]), "state")
    page = Page(explorer)
    page.choose({"chart": "pledge_sum"})
    explorer.state = {"unit": "USD"}
    assert seen == [{"chart": "pledge_sum"}, BY_COUNTRY | {"unit": "USD"}]
    answer = json.loads(explorer.shown)
    assert answer["state"] == explorer.state and "page" not in answer
    explorer.figure().update_layout(title_text="mine").update_traces(visible=False)
    assert explorer.figure() == coalviz.pledges_by_country(shipped, unit="USD")


def test_where_no_widget_can_be_shown_stands_the_chart(shipped: Dataset) -> None:
    explorer = coalviz.pledge_explorer(shipped, state={"unit": "USD"})
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == f"Explorer of pledges: {explorer.figure().layout.meta['title']}"
    assert data[explore.PLOTLY]["data"] == json.loads(explorer.figure().to_json())["data"]


def test_explorers_share_the_day(shipped: Dataset) -> None:
    first = coalviz.pledge_explorer(shipped, state={"as_of": "2024-02-02"})
    second = coalviz.membership_explorer(shipped, share=first)
    assert second.state["as_of"] == "2024-02-02"
    Page(second).choose({"chart": "attendance"})
    assert first.state == BY_COUNTRY and second.state == {"chart": "attendance"}
    first.state = {"unit": "USD", "as_of": "2024-02-02"}
    assert second.state == {"chart": "attendance", "as_of": "2024-02-02"}
    with pytest.raises(ValueError, match="same dataset"):
        coalviz.membership_explorer(coalviz.load(), share=first)


@pytest.mark.parametrize("day", [{}, {"as_of": "2024-02-02"}], ids=["the newest", "a day"])
def test_a_choice_made_before_a_shared_day_was_heard_of_leaves_that_day(
    day: dict, shipped: Dataset
) -> None:
    first = coalviz.pledge_explorer(shipped, state={"as_of": "2024-02-02"} if not day else {})
    second = coalviz.membership_explorer(shipped, share=first)
    seen = {name: part for name, part in second.state.items() if name == "as_of"}
    Page(first).choose(BY_COUNTRY | day, day=True)
    page = Page(second)  # which shows the day that was before
    answer = page.choose({"chart": "attendance"} | seen, day=False)
    assert answer["state"] == second.state == {"chart": "attendance"} | day
    assert first.state == BY_COUNTRY | day
    page.choose({"chart": "attendance"} | seen, day=True)  # now that day is chosen
    assert first.state == BY_COUNTRY | seen


# ------------------------------------------------------------------ order, threads, pages


@pytest.mark.parametrize("seed", range(5))
def test_the_newest_choice_is_shown_in_whatever_order_messages_come(
    seed: int, shipped: Dataset
) -> None:
    explorer, chance = coalviz.pledge_explorer(shipped), random.Random(seed)
    chosen = states(coalviz.pledge_explorer, shipped)
    messages = [(number, chance.choice(chosen)) for number in range(1, 60)]
    newest = messages[-1]
    chance.shuffle(messages)

    def send(some: list[tuple[int, dict]]) -> None:
        for number, state in some:
            content = {"ask": "change", "page": "page", "number": number, "state": state}
            explorer._handle_custom_msg(content, [])

    threads = [threading.Thread(target=send, args=(messages[part::4],)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answer = json.loads(explorer.shown)
    assert (answer["page"], answer["number"]) == ("page", newest[0])
    assert explorer.figure() == coalviz.figure_of(shipped, newest[1])


def test_two_pages_number_their_changes_each_for_itself(shipped: Dataset) -> None:
    explorer = coalviz.pledge_explorer(shipped)
    for page, number, unit in (("a", 7, "USD"), ("b", 1, "per_inhabitant"), ("a", 6, "EUR")):
        content = {
            "ask": "change",
            "page": page,
            "number": number,
            "state": BY_COUNTRY | {"unit": unit},
        }
        explorer._handle_custom_msg(content, [])
    assert explorer.state["unit"] == "per_inhabitant"


def test_a_question_that_is_asked_again_is_answered_again(shipped: Dataset) -> None:
    page = Page(coalviz.pledge_explorer(shipped))
    first = page.choose(BY_COUNTRY | {"unit": "USD"})
    page.explorer.state = {"unit": "per_inhabitant"}
    page.ask("change", number=first["number"], state=first["state"])
    again = json.loads(page.explorer.shown)
    assert (again["page"], again["number"]) == (first["page"], first["number"])
    assert again["state"] == BY_COUNTRY | {"unit": "per_inhabitant"}  # the newer choice stands
    assert again["serial"] > first["serial"]


def test_what_failed_unexpectedly_may_be_asked_again(shipped: Dataset) -> None:
    broken = iter([True, False])

    def fails_once(dataset: Dataset, *, sort: str = "name") -> go.Figure:
        if sort != "name" and next(broken):
            raise RuntimeError("two threads met")
        return coalviz.pledge_sum(dataset)

    fails_once.choices = {"sort": ["name", "amount"]}
    page = Page(Explorer(shipped, [fails_once]))
    asked = {"number": 1, "state": {"chart": "fails_once", "sort": "amount"}}
    assert "two threads met" in page.ask("change", **asked)["text"]
    page.ask("change", **asked)
    assert page.explorer.state == asked["state"]


def test_what_is_only_remembered_counts_while_nobody_chose(shipped: Dataset) -> None:
    saved = {"number": 1, "state": {"chart": "pledge_sum"}, "remembered": True}
    page = Page(coalviz.pledge_explorer(shipped))
    page.ask("change", **saved)
    assert page.explorer.state == saved["state"]
    page = Page(coalviz.pledge_explorer(shipped))
    page.explorer.state = {"unit": "USD"}
    page.ask("change", **saved)
    answer = json.loads(page.explorer.shown)
    assert answer["number"] == 1 and answer["state"] == BY_COUNTRY | {"unit": "USD"}


def test_each_answer_has_a_higher_number_than_those_before(shipped: Dataset) -> None:
    page = Page(coalviz.pledge_explorer(shipped))
    serials = [
        page.choose(BY_COUNTRY | {"unit": unit})["serial"] for unit in ("USD", "USD", "GBP", "EUR")
    ]
    assert serials == sorted(set(serials))
    wider = page.choose(BY_COUNTRY, width=1200)
    assert wider["figure"]["layout"]["width"] == 1200
    assert page.ask("change", number=page.number + 1, width=600) is None  # as it is, only narrower
    narrow = json.loads(page.explorer.shown)
    assert narrow["state"] == wider["state"] and narrow["figure"]["layout"]["width"] == 600


# ------------------------------------------------------------------ rows


def references(customdata: object) -> list[str]:
    if isinstance(customdata, str):
        return customdata.split()
    return [one for part in customdata or () for one in references(part)]


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_each_mark_leads_to_rows_that_are_listed(maker: Callable, shipped: Dataset) -> None:
    page = Page(maker(shipped))
    for chart in page.explorer.offers["charts"]:
        figure = page.choose({"chart": chart["name"]})["figure"]
        rows = page.ask("rows")["rows"]
        meant = set(
            itertools.chain(*(references(trace.get("customdata")) for trace in figure["data"]))
        )
        assert meant and meant <= {row["key"] for row in rows}
        for row in rows:
            table, line = row["key"].split(":")
            assert row["reference"] == f"{table}.csv, line {line}" and row["said"] and row["source"]
            assert row["url"].startswith("https://") or table == "indicators"


def test_only_web_addresses_become_links(tmp_path: Path) -> None:
    articles = [row | {"url": "javascript:alert(1)"} for row in small.ROWS["sources"]]
    with pytest.raises(coalviz.TableError, match="Web address"):
        small.dataset(tmp_path, sources=articles)


# ------------------------------------------------------------------ tables of other kinds


def test_tables_without_any_article_still_open(tmp_path: Path) -> None:
    names = ("coalitions", "memberships", "headcounts", "events", "attendance")
    none: dict[str, list] = {name: [] for name in names}
    tables = small.dataset(tmp_path, **none, sources=small.ROWS["sources"][2:])
    for maker in MAKERS:
        explorer = maker(tables)
        assert explorer.offers["days"] == []
        assert explorer.figure().layout.meta["title"].startswith("No ")


def test_explorers_start_with_the_coalition_of_the_tables(tmp_path: Path) -> None:
    names = ("coalitions", "memberships", "headcounts", "events")
    rows = {name: [row | {"coalition_id": "sea"} for row in small.ROWS[name]] for name in names}
    tables = small.dataset(tmp_path, **rows)
    for maker in MAKERS:
        offers, state = maker(tables).offers, maker(tables).state
        assert "coalition" not in state
        options = next(one["options"] for one in offers["charts"] if one["name"] == state["chart"])
        assert options.get("coalition", {"initial": "sea"})["initial"] == "sea"


def test_a_large_set_opens_and_changes(tmp_path: Path) -> None:
    tables = large_dataset(tmp_path)
    for maker in MAKERS:
        page = Page(maker(tables))
        for chart in page.explorer.offers["charts"]:
            state = {"chart": chart["name"], "as_of": str(tables.days[3])}
            assert page.choose(state)["error"] is None
            assert page.explorer.figure() == coalviz.figure_of(tables, state)


# ------------------------------------------------------------------ the way out


@pytest.mark.parametrize("kind", ["csv", "html", "pptx"])
def test_save_writes_beside_the_notebook_and_never_over_a_file(
    kind: str, shipped: Dataset, folder: Path
) -> None:
    page = Page(coalviz.pledge_explorer(shipped, state={"unit": "USD"}))
    for name in (f"My-chart.{kind}", f"My-chart-2.{kind}", f"My-chart-3.{kind}"):
        told = page.ask("save", name="../../My chart", format=kind, size="slide")
        assert told["path"] == f"exports/{name}"
        content = (folder / told["path"]).read_bytes()
        assert len(content) > 500 and page.ask("file", path=told["path"])["buffers"] == [content]
        (folder / told["path"]).write_bytes(b"edited by hand")
    assert {path.name for path in folder.iterdir()} == {"exports"}
    assert {path.read_bytes() for path in (folder / "exports").iterdir()} == {b"edited by hand"}


def test_a_page_gets_no_file_from_elsewhere(shipped: Dataset, folder: Path) -> None:
    (folder / "secret.txt").write_text("x")
    page = Page(coalviz.pledge_explorer(shipped))
    for path in ("secret.txt", "exports/../secret.txt", "/etc/hostname"):
        assert "That did not work" in page.ask("file", path=path)["text"]


def test_what_went_wrong_is_said(shipped: Dataset, folder: Path) -> None:
    (folder / "exports").write_text("a file where the folder should be")
    page = Page(coalviz.pledge_explorer(shipped))
    assert "exports" in page.ask("save", name="", format="csv", size="slide")["text"]
    assert "That did not work" in page.ask("collect")["text"]


def test_what_is_collected_is_ordered_and_becomes_a_deck(shipped: Dataset, folder: Path) -> None:
    page = Page(coalviz.pledge_explorer(shipped))
    assert "nothing was collected yet" in page.ask("deck")["text"]
    for chart in ("pledge_sum", "pledges_by_country", "pledges_by_country"):
        page.choose({"chart": chart})
        shown = page.ask("collect")
    assert [entry["state"]["chart"] for entry in shown["entries"]] == [
        "pledge_sum",
        "pledges_by_country",
    ]
    assert "is in the briefing already" in page.told[-2]["text"]
    seen = [entry["state"] for entry in shown["entries"]]
    entries = page.ask("tray", order=[1, 0], seen=seen)["entries"]
    assert [entry["state"]["chart"] for entry in entries] == ["pledges_by_country", "pledge_sum"]
    assert (
        entries[0]["figure"]["data"]
        and entries[0]["title"] == page.explorer.figure().layout.meta["title"]
    )
    assert (
        page.ask("deck")["path"] == "exports/briefing.pptx"
        and page.ask("deck")["path"] == "exports/briefing-2.pptx"
    )
    assert page.ask("tray", order=[1], seen=seen[:1])["entries"] == entries  # others were added
    seen = [entry["state"] for entry in entries]
    left = page.ask("tray", order=[1], seen=seen)["entries"]
    assert [one["title"] for one in left] == [entries[1]["title"]]


def test_plotly_comes_from_the_installed_package(shipped: Dataset) -> None:
    [script] = Page(coalviz.pledge_explorer(shipped)).ask("plotly")["buffers"]
    assert b"plotly.js v" in script[:200]
