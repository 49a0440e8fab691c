"""The tables: read, checked against their descriptor, and seen as known on a day."""

from .asked import ALL, known_coalition, known_parties, one_coalition
from .descriptors import DATA, columns_of, descriptor, resources_of
from .loading import load
from .memory import kept
from .problems import Problem, TableError, all_read, refuse_unknown, several
from .views import Dataset, Row

__all__ = [
    "ALL",
    "DATA",
    "Dataset",
    "Problem",
    "Row",
    "TableError",
    "all_read",
    "columns_of",
    "descriptor",
    "kept",
    "known_coalition",
    "known_parties",
    "load",
    "one_coalition",
    "refuse_unknown",
    "resources_of",
    "several",
]
