"""The way out: a native slide (budget 50 ms), and the whole briefing beside one write_image after the other (1/6)."""

import logging
import tempfile
import time
from pathlib import Path

import coalviz


def main() -> None:
    """Make the briefing of all standard charts both ways, in one run."""
    logging.disable(logging.WARNING)
    figures = coalviz.standard_figures(coalviz.load())
    native = {
        name: figure for name, figure in figures.items() if name != "country-links"
    }  # that one is a picture
    with tempfile.TemporaryDirectory() as folder:
        coalviz.save_deck(native, Path(folder) / "warm.pptx")
        started = time.perf_counter()
        deck = coalviz.save_deck(native, Path(folder) / "deck.pptx")
        each = (time.perf_counter() - started) / len(deck.slides)
        started = time.perf_counter()
        coalviz.save_briefing(figures, Path(folder) / "ours", formats=("png",), progress=False)
        ours = time.perf_counter() - started
        started = time.perf_counter()
        for name, figure in figures.items():
            figure.write_image(Path(folder) / f"{name}.png", scale=2)
        naive = time.perf_counter() - started
    print(f"native slide: {each * 1000:.0f} ms each, {len(deck.slides)} slides (budget 50 ms)")
    print(
        f"whole briefing (deck, page, {len(figures)} images): {ours:.1f} s, write_image one by one {naive:.1f} s, ratio {ours / naive:.2f} (budget 0.17)"
    )


if __name__ == "__main__":
    main()
