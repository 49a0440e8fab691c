"""How things are said: grammar, rows in sentences, and the titles, notes and alternative texts of charts."""

from .grammar import Words, coalition_name, contradiction_words, known_by, named
from .rows import row_words, rows_by, told_words

__all__ = [
    "Words",
    "coalition_name",
    "contradiction_words",
    "known_by",
    "named",
    "row_words",
    "rows_by",
    "told_words",
]
