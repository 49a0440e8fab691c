"""A change in an explorer, drawn fresh on the kernel's side, beside making a new FigureWidget each time.

Budgets: 10 ms with the shipped tables, 50 ms with 10 coalitions, 50 countries and 200 pledges.
"""

import itertools
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import plotly.graph_objects as go

import coalviz

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from large import large_dataset


def milliseconds(action) -> float:
    """Time one call."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def changes(explorer: coalviz.Explorer) -> list[dict]:
    """List a state for each chart of an explorer on each day."""
    days = [{"as_of": day} for day, _ in explorer.offers["days"]]
    charts = [{"chart": chart["name"]} for chart in explorer.offers["charts"]]
    return [chart | day for chart, day in itertools.product(charts, days)]


def main() -> None:
    """Choose each chart on each day, in each explorer, with both sets of tables."""
    with tempfile.TemporaryDirectory() as folder:
        sets = {"shipped tables": coalviz.load(), "large tables": large_dataset(Path(folder))}
    numbers = itertools.count(1)
    for name, dataset in sets.items():
        for maker in (
            coalviz.pledge_explorer,
            coalviz.membership_explorer,
            coalviz.landscape_explorer,
        ):
            explorer, times = maker(dataset), []
            for state in changes(explorer) * 2:
                message = {"ask": "change", "page": "p", "number": next(numbers), "state": state}
                times.append(milliseconds(partial(explorer._hear, explorer, message, [])))
            half = len(times) // 2  # at first the claims of each day are worked out, then kept
            first, again = (statistics.median(part) for part in (times[:half], times[half:]))
            anew = statistics.median(
                milliseconds(partial(go.FigureWidget, explorer.figure())) for _ in range(5)
            )
            print(
                f"{maker.__name__}, {name}: first {first:.1f} ms, then {again:.1f} ms; FigureWidget alone {anew:.1f} ms"
            )


if __name__ == "__main__":
    main()
