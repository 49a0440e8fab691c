"""A change of a control, on the kernel's side, beside making a new FigureWidget each time; budget 10 ms."""

import itertools
import statistics
import time

import plotly.graph_objects as go

import coalviz


def milliseconds(action) -> float:
    """Time one call."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Go through units, orders and days twice: drawn fresh at first, drawn before the second time."""
    explorer = coalviz.pledge_explorer(coalviz.load())
    controls = explorer.controls
    days = [day for _, day in controls["as_of"].options]
    rounds: dict[str, list[float]] = {"drawn fresh": [], "drawn before": []}
    for times in rounds.values():
        for unit, sort, day in itertools.product(coalviz.pledges_by_country.choices["unit"], ["amount", "name"], days):
            for name, value in (("unit", unit), ("sort", sort), ("as_of", day)):
                if controls[name].value != value:
                    times.append(milliseconds(lambda name=name, value=value: setattr(controls[name], "value", value)))
    anew = statistics.median(milliseconds(lambda: go.FigureWidget(explorer.figure())) for _ in range(10))
    said = ", ".join(f"{name} {statistics.median(times):.1f} ms" for name, times in rounds.items())
    print(f"explorer change (median): {said}; a new FigureWidget {anew:.1f} ms (budget 10 ms)")


if __name__ == "__main__":
    main()
