"""Living decks: how long audit and refresh take for a deck of 13 and of 100 slides, beside making it anew."""

import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import coalviz


def seconds(act: Callable, *arguments: object) -> float:
    """Time one call."""
    started = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - started


def main() -> None:
    """Make a deck of February, and bring it up to the newest tables, in one run."""
    dataset = coalviz.load()
    february = dataset.as_of("2024-02-02")
    native = {
        name: figure
        for name, figure in coalviz.standard_figures(february).items()
        if name != "country-links"  # that one is a picture
    }
    with tempfile.TemporaryDirectory() as folder:
        for slides in (13, 100):
            figures = list(itertools.islice(itertools.cycle(native.values()), slides - 3))
            deck, new = (Path(folder) / f"{name}-{slides}.pptx" for name in ("deck", "new"))
            made = seconds(coalviz.save_deck, figures, deck)
            audit = seconds(coalviz.audit_deck, deck, dataset)
            refresh = seconds(coalviz.refresh_deck, deck, new, dataset)
            print(
                f"{slides} slides: made in {made:.1f} s, audit {audit:.1f} s ({audit / made:.2f}), "
                f"refresh {refresh:.1f} s ({refresh / made:.2f})"
            )


if __name__ == "__main__":
    main()
