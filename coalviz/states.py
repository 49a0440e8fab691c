"""States of charts as plain values, and the tray that collects them for the briefing.

A *state* is a small dictionary that stands for a figure: the name of the chart, the day of knowledge (``as_of``),
whose account (``sources``), and the chart's own options, each only where it differs from the default:
``{"chart": "pledges_by_country", "as_of": "2024-02-02", "unit": "USD"}``.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from . import files
from .charts.chart import options_of, read_option
from .charts.landscape import coalition_roles, coalition_timeline, country_links, country_map
from .charts.membership import attendance, members_over_time, who_says_who
from .charts.pledges import pledge_sum, pledges_by_country, pledges_by_stage, pledges_over_time
from .dataset import Dataset, all_read, refuse_unknown, several
from .dates import day

State = Mapping[str, Any]
Charts = Iterable[Callable[..., go.Figure]]  # functions made by coalviz.chart
FOLDER = Path("exports")  # beside the notebook
PLEDGES = (pledges_by_country, pledge_sum, pledges_over_time, pledges_by_stage)
MEMBERS = (members_over_time, who_says_who, attendance)
LANDSCAPE = (coalition_roles, coalition_timeline, country_map, country_links)
STANDARD = (*PLEDGES, *MEMBERS, *LANDSCAPE)  # in the order of a briefing


@lru_cache(maxsize=64)
def view_of(dataset: Dataset, known: str | None, sources: tuple[str, ...]) -> Dataset:
    """Give the tables as known on a day, by the account of some sources."""
    view = dataset.from_sources(sources) if sources else dataset
    return view.as_of(known) if known else view


def figure_of(dataset: Dataset, state: State, charts: Charts = ()) -> go.Figure:
    """Draw the figure that a state stands for.

    Parameters
    ----------
    dataset : Dataset
    state : mapping
        As from ``Explorer.state``.
    charts : iterable of chart functions, optional
        Charts of one's own, beside those of coalviz.

    Raises
    ------
    ValueError
        If there is no such chart, or it has no such option or value.

    Examples
    --------
    >>> import coalviz
    >>> figure_of(coalviz.load(), {"chart": "pledge_sum", "unit": "USD"}).layout.meta["code"]
    "coalviz.pledge_sum(coalviz.load(), unit='USD')"
    """
    draw, view, asked = _asked(dataset, state, charts)
    return draw(view, **asked)


def drawn_of(dataset: Dataset, state: State, charts: Charts = ()) -> dict | go.Figure:
    """Do as ``figure_of``, and give what is drawn as a plain dictionary: not framed, without what decks tell."""
    draw, view, asked = _asked(dataset, state, charts)
    return getattr(draw, "plain", draw)(view, **asked)


def parts_of(state: Any) -> dict:
    """Take a state apart; None stands for the default, as a coalition for the tables' own."""
    if isinstance(state, Mapping):
        return {n: part for n, part in state.items() if part is not None or n == "coalition"}
    raise ValueError(f"{state!r} is no state; right is a mapping such as {{'chart': 'pledge_sum'}}")


def read_state(dataset: Dataset, state: State, charts: Charts) -> tuple[Any, dict]:
    """Find which of these charts a state names, and read the rest; a ValueError tells all that is wrong with it."""
    chosen, known = parts_of(state), {d.__name__: d for d in charts if hasattr(d, "choices")}
    name = str(chosen.pop("chart", None))
    refuse_unknown("chart", [name], [*known])
    draw = known[name]  # only a chart is ever called
    read = all_read(partial(_read, dataset, draw), chosen)
    return draw, {n: list(part) if isinstance(part, tuple) else part for n, part in read.items()}


def _read(dataset: Dataset, draw: Callable, name: str, part: Any) -> Any:
    options = options_of(draw)
    if name in options:
        return read_option(dataset, draw, name, part)
    if name == "as_of":
        return str(day(part))
    if name == "sources":
        view_of(dataset, None, sources := several(name, part))
        return sources
    its = ", ".join(["as_of", "sources", *options])
    raise ValueError(f"{draw.__name__} has no option {name}; its options are {its}")


def _asked(dataset: Dataset, state: State, charts: Charts) -> tuple[Any, Dataset, dict]:
    """Find the chart that a state names, the tables as it knows them, and the options that it chooses."""
    draw, asked = read_state(dataset, state, (*STANDARD, *charts))
    view = view_of(dataset, asked.pop("as_of", None), tuple(asked.pop("sources", ())))
    return draw, view, asked


class Tray:
    """The charts collected for the briefing: their states, in the file ``exports/briefing.json``.

    The file lies beside the notebooks, so that what one notebook collects another can take. Only names and
    values stand in it: the figures are drawn anew, and no code is ever read from it.

    Examples
    --------
    >>> import coalviz, os, tempfile
    >>> os.chdir(tempfile.mkdtemp())
    >>> coalviz.tray.add({"chart": "pledge_sum"}, coalviz.load())
    True
    >>> coalviz.tray
    1  €20.5 million of more than €30 million can be traced to single countries
    """

    path = FOLDER / "briefing.json"

    @property
    def entries(self) -> list[dict]:
        """What was collected: ``title`` and ``state`` of each chart, in order."""
        try:
            return [
                {"title": str(entry["title"]), "state": dict(entry["state"])}
                for entry in json.loads(self.path.read_text(encoding="utf-8"))
            ]
        except FileNotFoundError:
            return []
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(
                f"{self.path} is damaged ({error!r}); delete it and collect the charts again"
            ) from None

    def add(self, state: State, dataset: Dataset, charts: Charts = ()) -> bool:
        """Collect a chart; False if it is there already. A state that gives no figure is a ValueError.

        ``charts`` are chart functions of one's own, as made by ``coalviz.chart``.
        """
        title, entries = figure_of(dataset, state, charts).layout.meta["title"], self.entries
        fresh = dict(state) not in [entry["state"] for entry in entries]
        if fresh:
            self._write([*entries, {"title": title, "state": dict(state)}])
        return fresh

    def figures(self, dataset: Dataset, charts: Charts = ()) -> list[go.Figure]:
        """Draw everything that was collected, from these tables; a ValueError lists what cannot be drawn.

        ``charts`` are chart functions of one's own that may be among it.
        """
        figures, problems = [], []
        for number, entry in enumerate(self.entries, 1):
            try:
                figures.append(figure_of(dataset, entry["state"], charts))
            except (ValueError, TypeError) as error:
                problems.append(f"{number}  {entry['title']}: {error}")
        if problems:
            head = f"not everything in {self.path} can be drawn; remove(number) takes it out:"
            raise ValueError("\n".join([head, *problems]))
        return figures

    def arrange(self, numbers: Iterable[int]) -> None:
        """Keep the charts of these numbers, counted from 1, in this order; a KeyError names one that is not there."""
        entries = dict(enumerate(self.entries, 1))
        self._write([entries[number] for number in numbers])

    def remove(self, *numbers: int) -> None:
        """Take charts out by their numbers, counted from 1; a KeyError names one that is not there."""
        kept = dict(enumerate(self.entries, 1))
        for number in numbers:
            del kept[number]
        self.arrange(kept)

    def clear(self) -> None:
        """Take everything out."""
        self._write([])

    def _write(self, entries: list[dict]) -> None:
        text = json.dumps(entries, ensure_ascii=False, indent=1) + "\n"
        files.write_whole(self.path, text.encode(), overwrite=True)

    def __len__(self) -> int:
        return len(self.entries)

    def __repr__(self) -> str:
        lines = [f"{number}  {entry['title']}" for number, entry in enumerate(self.entries, 1)]
        return "\n".join(lines) or "The tray is empty."


tray = Tray()
