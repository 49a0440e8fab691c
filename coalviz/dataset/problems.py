"""What is wrong with tables, as an analyst is told it: where, which value, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 50  # problems that the text of an error lists; all of them are in its ``problems``


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a table: where, which value, and what would be right."""

    file: str
    line: int | None
    column: str | None
    value: str | None
    message: str

    def __str__(self) -> str:
        place = self.file + f", line {self.line}" * bool(self.line)
        place += f", column {self.column}" * bool(self.column)
        if self.value is None:
            return f"{place}: {self.message}"
        shown = self.value if len(self.value) <= 80 else self.value[:77] + "…"
        return f"{place}: {shown!r} {self.message}"


class TableError(ValueError):
    """The tables were refused; ``problems`` lists everything that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = list(problems)
        count = len(self.problems)
        head = f"The tables cannot be used: {count:,} problem{'s' * (count > 1)}."
        lines = [f"  {problem}" for problem in self.problems[:SHOWN]]
        lines += [f"  and {count - SHOWN:,} more"] * (count > SHOWN)
        super().__init__("\n".join([head, *lines]))
