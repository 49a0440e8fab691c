"""Draw every chart after each of ten invented articles: ``python tests/ten_articles/draw.py FOLDER``.

The tables beside this file are invented: no source says any of it.
"""

import sys
from pathlib import Path

import coalviz

TABLES = Path(__file__).parent / "tables"
OF_ONE = ("pledges_by_country", "pledge_sum", "pledges_over_time", "attendance")
CHARTS = (
    *OF_ONE,
    "members_over_time",
    "who_says_who",
    "coalition_roles",
    "coalition_timeline",
    "country_map",
    "country_links",
)


def figures(dataset: coalviz.Dataset) -> dict:
    """Draw each chart as known after each article, by a name that sorts by chart and article."""
    return {
        f"{name}-{number:02}": getattr(coalviz, name)(dataset.as_of(day), **_options(name))
        for name in CHARTS
        for number, day in enumerate(dataset.days, 1)
    }


def _options(name: str) -> dict:
    of_one = (*OF_ONE, "members_over_time", "who_says_who")
    return {"coalition": "lighthouse"} if name in of_one else {}


if __name__ == "__main__":
    print(coalviz.save_all(figures(coalviz.load(TABLES)), sys.argv[1], "png", overwrite=True))
