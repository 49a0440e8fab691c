"""Cold start: import, load, first figure, beside a bare pandas and plotly script; budget 1.3 times as long."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

PLEDGES = Path(__file__).parent.parent / "data" / "pledges.csv"
OURS = "import coalviz; coalviz.pledges_by_country(coalviz.load()).to_json()"
BARE = f"""
import pandas, plotly.graph_objects as go
pledges = pandas.read_csv({str(PLEDGES)!r}).dropna(subset=["amount"])
bars = go.Bar(x=pledges["amount"].tolist(), y=pledges["donors"].tolist(), orientation="h")
go.Figure(bars, layout={{"title": {{"text": "Pledges"}}}}).to_json()
"""


def seconds(script: str) -> float:
    """Time a script as a process of its own."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", script], check=True)
    return time.perf_counter() - started


def main(runs: int = 9) -> None:
    """Run both in turn, and compare pair by pair."""
    seconds(OURS), seconds(BARE)  # once for the caches of the disk
    pairs = [(seconds(OURS), seconds(BARE)) for _ in range(runs)]
    ours, bare = (statistics.median(times) for times in zip(*pairs))
    ratio = statistics.median(a / b for a, b in pairs)
    print(
        f"cold start: coalviz {ours:.2f} s, bare pandas and plotly {bare:.2f} s, ratio {ratio:.2f} (budget 1.3), median of {runs} pairs"
    )


if __name__ == "__main__":
    main()
