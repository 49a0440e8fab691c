"""Events, each once: what all sources together say of when it was."""

from operator import itemgetter

from ..dataset import Dataset, kept
from ..dates import Day, agreed, bounds, words
from ..groups import Rows, grouped, record


@record
class Event:
    """An event: the first day on which it can have been (None: any before the last), and the last.

    ``dates``: as sources state them; where there is none, it can have been on any day.
    """

    coalition: str
    kind: str
    title: str
    first: Day | None
    last: Day
    when: str
    dates: frozenset[str]
    rows: Rows

    @property
    def middle(self) -> Day:
        """The day about which it was."""
        return self.last - (self.last - (self.first or self.last)) / 2


@kept
def events(dataset: Dataset) -> tuple[Event, ...]:
    """List the events, with all reports of each."""
    groups = grouped(dataset.records("events"), key=itemgetter("event_id"))
    return tuple(_event(dataset, rows) for rows in groups.values())


def _event(dataset: Dataset, rows: list[dict]) -> Event:
    """Put all reports of an event together: dates that fit each other refine each other."""
    known, spans = dataset.day or Day.max, {}
    for date in filter(None, map(itemgetter("date"), rows)):
        first, last = bounds(date)
        spans[date] = first, last or max(first or known, known)
    first, last, fit = agreed(spans.values() or [(None, Day.max)])
    exact = [date for date, span in spans.items() if span == (first, last)]
    told = (exact[:1] or [f"{first}/{last}"]) if fit else spans
    return Event(
        coalition=rows[0]["coalition_id"],
        kind=rows[0]["kind"],
        title=rows[0]["title"],
        first=first,
        last=last,
        when=" or ".join(map(words, told)),
        dates=frozenset(spans),
        rows={"events": tuple(row["line"] for row in rows)},
    )
