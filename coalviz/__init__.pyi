"""What `coalviz` exports, for editors and type checkers; the module itself imports a name when it is first used."""

from .article_form import (
    ArticleForm as ArticleForm,
)
from .audit import Audit as Audit
from .audit import audit_deck as audit_deck
from .briefing import (
    save_briefing as save_briefing,
)
from .briefing import (
    standard_figures as standard_figures,
)
from .briefing import (
    summary as summary,
)
from .charts.chart import (
    chart as chart,
)
from .charts.landscape import (
    coalition_roles as coalition_roles,
)
from .charts.landscape import (
    coalition_timeline as coalition_timeline,
)
from .charts.landscape import (
    country_links as country_links,
)
from .charts.landscape import (
    country_map as country_map,
)
from .charts.membership import (
    attendance as attendance,
)
from .charts.membership import (
    members_over_time as members_over_time,
)
from .charts.membership import (
    who_says_who as who_says_who,
)
from .charts.pledges import (
    pledge_sum as pledge_sum,
)
from .charts.pledges import (
    pledges_by_country as pledges_by_country,
)
from .charts.pledges import (
    pledges_by_stage as pledges_by_stage,
)
from .charts.pledges import (
    pledges_over_time as pledges_over_time,
)
from .claims.amounts import interval_words as interval_words
from .claims.contradictions import (
    disagreements as disagreements,
)
from .claims.measures import (
    by_donor as by_donor,
)
from .claims.measures import (
    pledge_claims as pledge_claims,
)
from .claims.measures import (
    pledge_total as pledge_total,
)
from .claims.measures import (
    totals_by_day as totals_by_day,
)
from .claims.members import (
    members_by_day as members_by_day,
)
from .claims.members import (
    membership_claims as membership_claims,
)
from .claims.roles import (
    roles as roles,
)
from .coding import (
    Article as Article,
)
from .coding import (
    Review as Review,
)
from .coding import (
    cells_of as cells_of,
)
from .coding import (
    review as review,
)
from .coding import (
    tables_to_try as tables_to_try,
)
from .dataset import Dataset as Dataset
from .dataset import Problem as Problem
from .dataset import TableError as TableError
from .dataset import load as load
from .dates import words as words
from .explore import (
    Explorer as Explorer,
)
from .explore import (
    landscape_explorer as landscape_explorer,
)
from .explore import (
    membership_explorer as membership_explorer,
)
from .explore import (
    pledge_explorer as pledge_explorer,
)
from .export import save as save
from .export import save_all as save_all
from .export import save_page as save_page
from .news import changes as changes
from .news import changes_text as changes_text
from .renewal import Renewal as Renewal
from .renewal import refresh_deck as refresh_deck
from .rows import rows_behind as rows_behind
from .rows import rows_of as rows_of
from .slides import save_deck as save_deck
from .starting import (
    new_set as new_set,
)
from .states import Tray as Tray
from .states import figure_of as figure_of
from .states import tray as tray
from .theme import (
    COLOURS as COLOURS,
)
from .theme import (
    SIZES as SIZES,
)
from .theme import (
    cite as cite,
)
from .theme import (
    framed as framed,
)
from .theme import (
    template as template,
)

__version__: str
