"""Make a differing chart readable: nbval's thousands of lines become the few values that differ."""

import pytest

PLOTLY, SVG = "application/vnd.plotly.v1+json", "image/svg+xml"


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval's cells tell of charts in a few lines (in each worker process, which reads this file too)."""
    if not config.getoption("nbval", False):
        return  # importing it takes two seconds
    from chart_differences import chart_differences
    from nbval.plugin import IPyNbCell

    nbval_diff, nbval_compare = IPyNbCell.format_output_compare, IPyNbCell.compare_outputs

    def format_output_compare(cell: IPyNbCell, key: str, stored: object, now: object) -> None:
        if key != PLOTLY:
            return nbval_diff(cell, key, stored, now)
        cell.comparison_traceback += [
            "The chart is not the stored one:",
            *chart_differences(stored, now),
        ]

    def compare_outputs(cell: IPyNbCell, *outputs: object) -> bool:
        # A picture beside a chart says the same once more; that it is of this chart is tested on its own.
        same = nbval_compare(cell, *outputs, skip_compare=(*cell.parent.skip_compare, SVG))
        # nbval joins these as texts, but puts whole charts among them when their number differs.
        cell.comparison_traceback = [
            line if isinstance(line, str) else f"  (a chart with {len(line['data'])} traces)"
            for line in cell.comparison_traceback
        ]
        return same

    IPyNbCell.format_output_compare, IPyNbCell.compare_outputs = (
        format_output_compare,
        compare_outputs,
    )
