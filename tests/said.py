"""All that charts say of three sets of tables, as a text to be read: ``make said`` writes it anew.

A test holds it against what is said now. Who changes words reads the difference before it is stored.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from large import large_dataset

import coalviz
from coalviz.charts.chart import options_of
from coalviz.dataset import ALL, Dataset
from coalviz.states import STANDARD

HERE = Path(__file__).parent
STORED = HERE / "said.md"
OF_ONE = ("members_over_time", "who_says_who", "attendance")  # not of all coalitions together
WORDS = ("name", "text", "hovertext", "x", "y")  # of a trace


def variants(chart: Callable, dataset: Dataset) -> Iterator[dict]:
    """Give options of a chart, one at a time: other coalitions, units, orders, fewer countries and kinds."""
    options, choices = options_of(chart), chart.choices
    yield {}
    others = [name for name in dataset.coalition_ids if name != dataset.coalition][:2]
    if options.get("coalition", ALL) is None:
        others += [ALL] * (chart.__name__ not in OF_ONE)
        yield from ({"coalition": name} for name in others)
    for name in sorted(options.keys() & {"unit", "sort"}):
        yield from ({name: value} for value in choices[name] if value != options[name])
    few = {"countries": (["EST", "LVA"], ["EST"]), "most": (2,), "kinds": (["meeting"],)}
    for name in sorted(options.keys() & few.keys()):
        yield from ({name: value} for value in few[name])


def texts(value: object) -> Iterator[str]:
    """Give all texts inside a value, wherever they stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from texts(item)


def paragraphs(chart: Callable, dataset: Dataset, options: dict, marks: bool) -> Iterator[str]:
    """Give what a chart says: its title, subtitle, notes and alternative text; and the words of its marks."""
    drawn = chart.plain(dataset, **options)
    meta = drawn["layout"]["meta"]
    told = ", ".join(f"{name}={value!r}" for name, value in options.items())
    yield f"### {chart.__name__}({told})"
    yield from filter(None, (meta["title"], meta["subtitle"], *meta["notes"], meta["alt"]))
    if marks:
        for trace in drawn["data"]:
            found = (
                text for name, value in trace.items() if name in WORDS for text in texts(value)
            )
            yield from (f"- {text}" for text in dict.fromkeys(found) if text.strip())


def all_that_charts_say() -> str:
    """Give it, a paragraph a line."""
    with tempfile.TemporaryDirectory() as folder:
        sets = {
            "The tables that come with coalviz": (coalviz.load(), True),
            "Ten articles": (coalviz.load(HERE / "ten_articles" / "tables"), True),
            "A large set": (large_dataset(folder), False),
        }
        lines = ["# What charts say", "Written by `make said`."]
        for name, (dataset, every) in sets.items():
            lines += [f"## {name}", *coalviz.summary(dataset)]
            for chart in STANDARD:
                for options in [*variants(chart, dataset)][: None if every else 1]:
                    lines += paragraphs(chart, dataset, options, every and not options)
    return "\n\n".join(lines) + "\n"


if __name__ == "__main__":
    STORED.write_text(all_that_charts_say(), encoding="utf-8")
