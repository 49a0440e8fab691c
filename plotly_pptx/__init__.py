"""Plotly figures as slides whose charts, tables and words can be edited in PowerPoint.

Any Plotly figure goes in. What PowerPoint can show the same way becomes a native chart, a table or shapes;
everything else becomes a picture, and the slide list says why.

>>> import plotly.graph_objects as go
>>> import plotly_pptx
>>> figure = go.Figure(go.Bar(x=["2023", "2024"], y=[3, 5]), {"title": {"text": "Meetings"}})
>>> [slide.way for slide in plotly_pptx.save([figure], "exports/meetings.pptx")]
['chart']
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from .pages import Slide

__all__ = ["save"]


def save(
    figures: Iterable[go.Figure], path: str | Path, *, template: str | Path | None = None
) -> list[Slide]:
    """Write a slide for each figure; an existing file is replaced.

    Parameters
    ----------
    figures : iterable of plotly.graph_objects.Figure
        Made by plotly.express or by hand. Their titles and subtitles become those of the slides.
    path : path
        The .pptx file; its folder is made.
    template : path, optional
        A .pptx or .potx file whose layouts, fonts and colours are used. Default: a plain one, 16:9.

    Returns
    -------
    list of Slide
        For each slide its number, title, and how the figure got there: chart, table, shapes, picture,
        or text where a picture was needed and no browser draws one; with the reason.

    Raises
    ------
    ValueError
        If the template has no layout for a chart.
    """
    from .letters import plain  # python-pptx takes a third of a second to import
    from .pages import Pages, Words
    from .plans import picture_of, plan
    from .template import file_of, open_template

    figures = list(figures)
    titles = [plain(figure.layout.title.text) or "Untitled chart" for figure in figures]
    pages = Pages(open_template(template), titles=titles)
    for title, figure in zip(titles, figures):
        words = Words(title, plain(figure.layout.title.subtitle.text), alt=f"Chart: {title}")
        box = pages.box(words.subtitle, words.foot)
        planned = plan(figure, *box[2:])
        picture, reason = (None, "") if planned.draw else picture_of(figure, *box[2:])
        pages.figure(words, planned, picture, reason)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    pages.complete(titles[0] if titles else "")
    Path(path).write_bytes(file_of(pages.deck))
    return pages.slides
