"""Honest charts of what news articles say of a coalition, and their way to a slide.

>>> import coalviz
>>> figure = coalviz.pledges_by_country(coalviz.load())
"""

from importlib import import_module

__version__ = "0.1.0"

_WHERE = {
    "dates": ["words"],
    "dataset": ["Dataset", "Problem", "TableError", "load"],
    "claims.amounts": ["interval_words"],
    "claims.measures": ["by_donor", "pledge_claims", "pledge_total", "totals_by_day"],
    "claims.contradictions": ["disagreements"],
    "claims.members": ["members_by_day", "membership_claims"],
    "claims.roles": ["roles"],
    "news": ["changes", "changes_text"],
    "theme": ["COLOURS", "SIZES", "cite", "framed", "template"],
    "charts.chart": ["chart"],
    "charts.pledges": ["pledge_sum", "pledges_by_country", "pledges_by_stage", "pledges_over_time"],
    "charts.membership": [
        "attendance",
        "members_over_time",
        "who_says_who",
    ],
    "charts.landscape": [
        "coalition_roles",
        "coalition_timeline",
        "country_links",
        "country_map",
    ],
    "rows": ["rows_behind", "rows_of"],
    "states": ["Tray", "figure_of", "tray"],
    "explore": ["Explorer", "landscape_explorer", "membership_explorer", "pledge_explorer"],
    "export": ["save", "save_all", "save_page"],
    "slides": ["save_deck"],
    "audit": ["Audit", "audit_deck"],
    "renewal": ["Renewal", "refresh_deck"],
    "starting": ["new_set"],
    "coding": ["Article", "Review", "cells_of", "review", "tables_to_try"],
    "article_form": ["ArticleForm"],
    "briefing": ["save_briefing", "standard_figures", "summary"],
}
_MODULE = {name: module for module, names in _WHERE.items() for name in names}
__all__ = ["__version__", *_MODULE]


def __getattr__(name: str):
    # a module is imported when one of its names is first used, so that the import stays quick
    if name in _MODULE:
        return getattr(import_module(f"{__name__}.{_MODULE[name]}"), name)
    raise AttributeError(f"coalviz has no {name!r}")


def __dir__() -> list[str]:
    return __all__
