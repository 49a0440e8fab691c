"""Draw the story of a deck that became stale: made in February, reworked by hand, brought up to date in April.

Writes docs/deck-in-february.png and docs/deck-in-april.png. It takes LibreOffice and pdftoppm.
"""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.util import Inches

import coalviz

ROOT = Path(__file__).parent.parent
MADE, SHOWN = "2024-02-02", 2  # day of knowledge of the deck, and the slide of the pictures


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


def picture(path: Path, to: Path) -> None:
    """Draw one slide as a picture."""
    folder = path.parent
    profile = f"-env:UserInstallation=file://{folder}/profile"
    office = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, path]
    subprocess.run(office, check=True, capture_output=True, timeout=120)
    page = ["-f", str(SHOWN + 1), "-singlefile", "-r", "60", "-png"]
    subprocess.run(["pdftoppm", *page, path.with_suffix(".pdf"), to.with_suffix("")], check=True)


def main() -> None:
    """Tell the story once."""
    dataset = coalviz.load()
    february = dataset.as_of(MADE)
    with TemporaryDirectory() as folder:
        old, new = Path(folder) / "february.pptx", Path(folder) / "april.pptx"
        figures = [coalviz.members_over_time(february), coalviz.pledges_by_country(february)]
        coalviz.save_deck(figures, old, title=february.title, date="Known by 2 February 2024")
        rework(old)
        picture(old, ROOT / "docs" / "deck-in-february.png")
        print(coalviz.audit_deck(old, dataset))
        print(coalviz.refresh_deck(old, new, dataset))
        picture(new, ROOT / "docs" / "deck-in-april.png")


if __name__ == "__main__":
    main()
