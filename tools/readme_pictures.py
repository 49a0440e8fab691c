"""Draw the README's pictures: an explorer, a slide, and the story of a deck that became stale.

Writes docs/*.png. It takes Chrome, LibreOffice and pdftoppm.
"""

import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from choreographer.browsers.chromium import Chromium
from lab import NotebookPage, Server
from PIL import Image
from playwright.sync_api import Locator, sync_playwright
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches

import coalviz
from coalviz.pictures import no_browser

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
MADE, SHOWN = "2024-02-02", 2  # day of knowledge of the deck, and the slide of the pictures
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
EXPLORER = "import coalviz\n\ncoalviz.pledge_explorer(coalviz.load())"


def keep(picture: bytes, name: str) -> None:
    """Keep a picture, made small, among the pages."""
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(method=Image.Quantize.FASTOCTREE)
    few.save(DOCS / name, optimize=True)


@contextmanager
def explorer(folder: Path) -> Iterator[Locator]:
    """Open an explorer in JupyterLab."""
    (folder / "own").mkdir()
    cells = [nbformat.v4.new_code_cell(EXPLORER)]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=KERNEL)
    nbformat.write(notebook, folder / "own" / "explorer.ipynb")
    chrome = Chromium.find_browser(skip_local=False)
    with Server(folder, notebooks=folder / "own") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome, args=["--no-sandbox"])
        size = {"width": 1440, "height": 1300}
        with NotebookPage(server, browser.new_context(viewport=size)) as opened:
            opened.open("explorer.ipynb")
            opened.run_all()
            shown = opened.page.locator(".coalviz-explorer").first
            shown.locator(".chart svg.main-svg").first.wait_for()
            yield shown
        browser.close()


def photograph_explorer(folder: Path) -> None:
    """Photograph an explorer, with the rows behind the bar that was clicked."""
    with explorer(folder) as shown:
        bar = shown.locator(".bars .point path").first.bounding_box()
        shown.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
        shown.get_by_role("table").wait_for()
        shown.page.mouse.move(0, 0)  # away: no hover text in the picture
        shown.page.wait_for_timeout(500)
        keep(shown.screenshot(), "explorer.png")


def photograph_slide(deck: Path, name: str) -> None:
    """Photograph one slide of a deck."""
    folder = deck.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"
    office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, deck]
    subprocess.run(office, check=True, capture_output=True, timeout=120)
    page = ["-f", str(SHOWN + 1), "-singlefile", "-r", "60", "-png", deck.with_suffix(".pdf")]
    keep(subprocess.run(["pdftoppm", *page], check=True, capture_output=True).stdout, name)


def rework(path: Path) -> None:
    """Do what people do to a deck: a colour of their own, and a box with a remark."""
    deck = Presentation(path)
    slide = deck.slides[SHOWN]
    groups = [list(one.shapes) if one.shape_type == 6 else [one] for one in slide.shapes]
    chart = next(one.chart for group in groups for one in group if one.has_chart)
    series = next(one for one in chart.plots[0].series if one.name == "Surely members (area)")
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RGBColor(0xF2, 0xB8, 0xA0)
    box = slide.shapes.add_textbox(Inches(9.3), Inches(4.6), Inches(4), Inches(0.5))
    box.text_frame.text = "Our own colour, our own remark"
    deck.save(path)


def tell_story(folder: Path) -> None:
    """Make a deck in February, rework it by hand, and bring it up to date in April."""
    dataset = coalviz.load()
    february = dataset.as_of(MADE)
    old, new = folder / "february.pptx", folder / "april.pptx"
    figures = [coalviz.members_over_time(february), coalviz.pledges_by_country(february)]
    coalviz.save_deck(figures, old, title=february.title, date="Known by 2 February 2024")
    rework(old)
    photograph_slide(old, "deck-in-february.png")
    print(coalviz.audit_deck(old, dataset))
    print(coalviz.refresh_deck(old, new, dataset))
    photograph_slide(new, "deck-in-april.png")


def main() -> None:
    """Draw all pictures, or none where a program is missing."""
    programs = [name for name in ("soffice", "pdftoppm") if not shutil.which(name)]
    if missing := no_browser() or (programs and f"This takes {' and '.join(programs)} too."):
        sys.exit(f"The pictures stay as they are. {missing}")
    dataset = coalviz.load()
    with TemporaryDirectory() as name:
        folder = Path(name)
        figures = [coalviz.pledges_by_country(dataset)]
        deck = coalviz.save_deck(figures, folder / "slide.pptx", title=dataset.title)
        photograph_slide(deck.path, "slide.png")
        tell_story(folder)
        photograph_explorer(folder)


if __name__ == "__main__":
    main()
