"""What is wrong with tables, or asked of them, as an analyst is told it: where, which value, what is right."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

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


def all_read(read: Callable, values: Mapping) -> dict:
    """Read values by their names; one ValueError tells, line by line, what is wrong with any of them."""
    given, wrong = {}, []
    for name, value in values.items():
        try:
            given[name] = read(name, value)
        except ValueError as problem:
            wrong.append(str(problem))
    if wrong:
        raise ValueError("\n".join(wrong))
    return given


def several(what: str, names: Iterable[str]) -> tuple[str, ...]:
    """Read a list of names, each once; a name alone stands for itself. Anything else is a ValueError."""
    try:
        return (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))
    except TypeError:  # nothing that holds names
        raise ValueError(f"{what} is {names!r}; right is a list of names") from None


def refuse_unknown(
    what: str, wanted: Iterable, ids: Sequence[str], names: Mapping = MappingProxyType({})
) -> None:
    """Refuse names that are not among those that there are; one ValueError tells what each may have meant."""
    if problems := [unknown(what, name, ids, names) for name in wanted if name not in ids]:
        raise ValueError("; ".join(problems))


def unknown(what: str, wanted: object, ids: Sequence[str], names: Mapping) -> str:
    """Say that there is no such thing, and which one may have been meant."""
    written = {text.casefold(): key for key in ids for text in (key, names.get(key, key))}
    close = get_close_matches(str(wanted).casefold(), written, n=1)
    if close:
        key = written[close[0]]
        called = names.get(key)
        return (
            f"there is no {what} {wanted!r}; did you mean {key!r}{f' ({called})' * bool(called)}?"
        )
    shown = f"known are {', '.join(ids[:12])}" if ids else "none is known"
    return f"there is no {what} {wanted!r}; {shown}{', …' if len(ids) > 12 else ''}"
