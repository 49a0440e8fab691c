"""Explorers: ask the charts a question without writing code, and collect the answers for the briefing.

An explorer is one widget. The page owns what is chosen and sends each change as a numbered, whole
state; the kernel draws the newest, answers with its number, and forgets older ones. So no choice is
lost, whatever the order in which messages and threads run.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import plotly.graph_objects as go
import traitlets
from plotly.io.json import to_json_plotly
from plotly.offline import get_plotlyjs

from . import export, files
from .charts.chart import defaults_of
from .dataset import ALL, Dataset
from .dates import day, words
from .money import UNITS
from .rows import row_lines
from .slides import save_deck
from .states import (
    FOLDER,
    LANDSCAPE,
    MEMBERS,
    PLEDGES,
    State,
    drawn_of,
    figure_of,
    parts_of,
    read_state,
    tray,
)
from .theme import SIZES, Size, layout_of

PLOTLY = "application/vnd.plotly.v1+json"
Charts = Sequence[Callable[..., go.Figure]]
Message = Mapping[str, Any]  # from a page: what it asks, and what that needs
HERE = Path(__file__).parent
# what stands beside a control, and what it says when the pointer rests on it; "more" are folded away
LABELS = {
    "coalition": ("Coalition", "Which coalition", False),
    "unit": ("Unit", "In which unit amounts are shown", False),
    "countries": ("Countries", "Only these countries", False),
    "sources": ("Articles", "Whose account: only these articles", True),
    "sort": ("Order", "In which order", True),
    "kinds": ("Events", "Which kinds of events", True),
    "most": ("Show at most", "The others are put together, or counted in a note", True),
}
# what the values of an option are called, where not by their own name
CALLED: dict[str, Callable[[str], str]] = {"unit": UNITS.__getitem__, "sort": "by {}".format}


class Asked(anywidget.AnyWidget):
    """A widget whose pages ask by messages; these may come in several threads at once.

    A page numbers what it changes; only the newest change of each page counts.
    """

    _css = HERE / "explorer.css"

    def __init__(self, **traits: Any):
        self._lock = threading.RLock()
        self._newest: dict[str, int] = {}  # the number of each page's newest change
        self.on_msg(self._hear)  # before any page knows of it: no message is missed
        super().__init__(**traits)

    def _hear(self, _: Any, message: Message, __: Any) -> None:
        """Do what a page asks, by the method of that name."""
        page = message.get("page", "")
        with self._lock:
            try:
                getattr(self, f"_do_{message['ask']}")(page, message)
            except Exception as error:  # in a widget it would end unseen in a log
                self._say(page, f"That did not work: {error}")

    def _say(self, page: str, text: str, path: Path | None = None) -> None:
        self.send({"kind": "said", "page": page, "text": text, "path": path and path.as_posix()})


class Explorer(Asked):
    """Choices around a live chart: choose, look, click a mark for its rows, save, collect for the briefing.

    Parameters
    ----------
    dataset : Dataset
    charts : sequence of chart functions
        The first is shown first. A control is there where the chart has such an option.
    state : mapping, optional
        How to start, as another explorer's ``state``.
    share : Explorer, optional
        Another explorer of the same dataset with which to share the as-of day.

    Attributes
    ----------
    state : dict
        What is shown, as a small dictionary; set it to show something else, ``{}`` for the defaults,
        or ``observe`` it. The newest knowledge is the default.

    Raises
    ------
    ValueError
        If the state names a chart, option or value that is not there, or ``share`` has other tables.

    Examples
    --------
    >>> import coalviz
    >>> explorer = Explorer(coalviz.load(), [coalviz.pledges_by_country, coalviz.pledge_sum])
    >>> explorer.state = {"unit": "USD"}
    >>> explorer.state
    {'chart': 'pledges_by_country', 'unit': 'USD'}
    """

    _esm = HERE / "explorer.js"

    state = traitlets.Any()
    key = traitlets.Unicode().tag(sync=True)  # finds the same explorer in a saved notebook
    offers = traitlets.Dict().tag(sync=True)  # what can be chosen
    start = traitlets.Dict().tag(sync=True)
    shown = traitlets.Unicode().tag(sync=True)  # the newest answer, for pages that come later too
    # set by a page that shows it, for a saved notebook
    seen = traitlets.Bool().tag(sync=True)
    picture = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        dataset: Dataset,
        charts: Charts,
        *,
        state: State | None = None,
        share: Explorer | None = None,
        title: str = "Explorer",
    ):
        if share is not None and share.dataset is not dataset:
            raise ValueError("explorers can share the day only over the same dataset")
        self.dataset: Dataset = dataset
        self._title = title
        self._charts = {draw.__name__: draw for draw in charts}
        if not charts:
            raise ValueError("an explorer has at least one chart, and none was given")
        self._size: Size = None  # as wide as the page has room
        self._serial = 0  # of answers
        self._told: dict = {}  # whose change, and which, is being answered
        self.state = {"as_of": share and share._day} | parts_of(state or {})
        super().__init__(
            start=self.state,
            key=json.dumps([title, dataset.code, self.state], sort_keys=True),
            offers=_offers(dataset, charts, title),
        )
        if share is not None:
            share.observe(self._share_day, "state")
            self.observe(share._share_day, "state")

    def figure(self) -> go.Figure:
        """Give the figure of the current state: plain, with its sources and notes, to show, save or change."""
        return figure_of(self.dataset, self._asked, self._charts.values())

    def __repr__(self) -> str:
        """Name the explorer and the chart that it shows."""
        return f"{self._title}: {self._drawn['layout']['meta']['title']}"

    def _repr_mimebundle_(self, **more: Any) -> tuple[dict, dict] | None:
        """Show the widget; where none can be, the chart."""
        data, metadata = super()._repr_mimebundle_(**more) or ({}, {})
        return data | {PLOTLY: json.loads(self.figure().unversioned().to_json())}, metadata

    @traitlets.validate("state")
    def _normal(self, proposal: Mapping) -> dict:
        """Write a state in the one way that leaves out what is the default anyway; refuse what is none."""
        state = {"chart": next(iter(self._charts))} | parts_of(proposal["value"])
        draw, read = read_state(self.dataset, state, self._charts.values())
        state, defaults = state | read, {"sources": None} | defaults_of(self.dataset, draw)
        if "as_of" in state:  # between two days on which something became known nothing changes
            asked = day(state["as_of"])
            stops = self.dataset.days or [asked]
            passed = [stop for stop in stops if stop <= asked] or stops[:1]
            state["as_of"], defaults["as_of"] = str(passed[-1]), str(stops[-1])
        self._asked = dict(state)
        self._drawn = drawn_of(self.dataset, state, self._charts.values())  # or what is wrong
        return {
            name: value
            for name, value in state.items()
            if name not in defaults or _plain(value) != _plain(defaults[name])
        }

    @property
    def _day(self) -> str | None:
        return self.state.get("as_of")

    def _share_day(self, change: Any) -> None:
        """Be of the same day as another explorer that changed."""
        if self._day != change.owner._day:
            self.state = self.state | {"as_of": change.owner._day}

    # ---- what pages ask, and what they are answered

    def _do_change(self, page: str, message: Message) -> None:
        """Show another state, unless a newer one of the same page was heard already.

        A page that asks once more did not hear the answer: it is given again. What a page only
        remembers from a saved notebook counts as long as nobody chose anything. A page that did not
        choose the day may not have heard of one that was chosen elsewhere, which stays.
        """
        number, newest = message["number"], self._newest.get(page, 0)
        if number < newest:
            return
        late = message.get("remembered") and self.state != self.start
        state = None if late or number == newest else message.get("state")
        if "width" in message:
            self._size = message["width"], None
        self._told, before = {"page": page, "number": number}, self._serial
        try:
            known = {} if message.get("day", True) else {"as_of": self._day}
            self.state = parts_of(state or self.state) | known
            if self._serial == before:  # as it was, but the page may be another or wider
                self._answer()
        except (ValueError, TypeError) as error:
            self._answer(error=f"This cannot be shown: {error}")
        finally:
            self._told = {}
        self._newest[page] = number

    @traitlets.observe("state")
    def _answer(self, _: Any = None, error: str | None = None) -> None:
        """Give all pages the figure of the state, and say why another that was asked for is not shown."""
        answer = {
            "serial": self._serial,
            "state": self.state,
            "figure": layout_of(self._drawn, self._size),
            "error": error,
        }
        self._serial += 1
        self.shown = to_json_plotly(answer | self._told)

    def _do_plotly(self, page: str, _: Mapping) -> None:
        self.send({"kind": "plotly", "page": page}, [get_plotlyjs().encode()])

    def _do_rows(self, page: str, _: Mapping) -> None:
        rows = row_lines(self.dataset, self._drawn["layout"]["meta"])
        self.send({"kind": "rows", "page": page, "rows": rows})

    def _do_save(self, page: str, message: Mapping[str, str]) -> None:
        figure, name = self.figure(), message["name"].strip()
        [stem] = files.named({name: figure} if name else [figure])
        path = files.unused(FOLDER / f"{stem}.{message['format']}")
        self._say(page, "Saved to ", export.save(figure, path, size=message["size"]))

    def _do_file(self, page: str, message: Mapping[str, str]) -> None:
        path = Path(message["path"])
        if path.parent != FOLDER:
            raise ValueError(f"{path} is not in {FOLDER}")
        self.send({"kind": "file", "page": page, "name": path.name}, [path.read_bytes()])

    def _do_collect(self, page: str, _: Mapping) -> None:
        fresh = tray.add(self.state, self.dataset, self._charts.values())
        self._say(
            page, "Added to the briefing" if fresh else "This chart is in the briefing already"
        )
        self._do_tray(page, {})

    def _do_tray(self, page: str, message: Message) -> None:
        """Put the collected charts into an order, without those that are not in it, and show them.

        Where others were collected since the page saw them, they are only shown.
        """
        if message.get("seen") == [entry["state"] for entry in tray.entries]:
            tray.arrange([place + 1 for place in message["order"]])
        entries = tray.entries
        for entry, figure in zip(entries, self._collected(), strict=True):
            entry["figure"] = json.loads(to_json_plotly(layout_of(figure, "slide")))
        self.send({"kind": "tray", "page": page, "entries": entries})

    def _do_deck(self, page: str, _: Mapping) -> None:
        figures = self._collected()
        if not figures:
            raise ValueError("nothing was collected yet; Add to briefing puts a chart into it")
        path = files.unused(FOLDER / "briefing.pptx")
        self._say(page, "The deck is in ", save_deck(figures, path, title="Briefing").path)

    def _collected(self) -> list[go.Figure]:
        return tray.figures(self.dataset, self._charts.values())


def _plain(value: Any) -> Any:
    """Compare lists with tuples, and nothing chosen with no choice."""
    return (list(value) or None) if isinstance(value, list | tuple) else value


# ---- what can be chosen, as the page needs it


def _offers(dataset: Dataset, charts: Charts, title: str) -> dict:
    offered: list[dict] = [
        {"name": draw.__name__, "label": _label(draw.__name__), "options": _options(dataset, draw)}
        for draw in charts
    ]
    options = {name: option for chart in offered for name, option in chart["options"].items()}
    options |= {"sources": {"initial": ()}}
    # those of an analyst's own chart come last
    order = [name for name in dict.fromkeys([*LABELS, *options]) if name in options]
    articles = [
        [row["source_id"], f"{row['publisher']}, {words(row['published'])}"]
        for row in dataset.accounts
    ]
    parties = _countries(dataset)
    several = {
        "sources": {"kind": "several", "choices": articles},
        "countries": {"kind": "several", "choices": parties, "tiles": _tiles(dataset, parties)},
    }
    return {
        "title": title,
        "charts": offered,
        "options": [_control(name, options[name]) | several.get(name, {}) for name in order],
        "days": [[str(stop), words(stop)] for stop in dataset.days],
        "formats": [suffix.removeprefix(".") for suffix in export.SUFFIXES],
        "sizes": list(SIZES),
    }


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _options(dataset: Dataset, draw: Any) -> dict[str, dict]:
    """Give the options of a chart with their values at first, and those that they may have, where they are few."""
    options = {}
    for name, initial in defaults_of(dataset, draw).items():
        values = draw.choices.get(name, initial if isinstance(initial, tuple) else [])
        choices = [[value, CALLED.get(name, _label)(value)] for value in values]
        if name == "coalition":
            every = [[ALL, f"All {dataset.noun}s"]] * (ALL in values)
            choices = every + [[key, dataset.names[key]] for key in dataset.coalition_ids]
        options[name] = {"initial": initial} | ({"choices": choices} if choices else {})
    return options


def _control(name: str, option: dict) -> dict:
    """Say what kind of control an option has; each chart may have other choices and values at first."""
    label, hint, more = LABELS.get(name, (_label(name), f"Choose {_label(name).lower()}", True))
    several = isinstance(option["initial"], tuple)
    kind = "some" if several else "one" if "choices" in option else "number"
    return option | {"name": name, "label": label, "hint": hint, "more": more, "kind": kind}


def _countries(dataset: Dataset) -> list[list[str]]:
    """List the parties of which any source speaks, by name."""
    told = [
        dataset.pledges["donors"],
        dataset.memberships["party_id"],
        dataset.attendance["party_id"],
    ]
    parties = pd.concat(told).dropna().str.split().explode().unique()
    return sorted(([party, dataset.names[party]] for party in parties), key=itemgetter(1))


def _tiles(dataset: Dataset, countries: Sequence[Sequence[str]]) -> list[list]:
    """Say where the tile of each country stands: code, name, column and row, from 1 on."""
    parties, place = dataset.parties, ["tile_column", "tile_row"]
    tiles = parties[parties["party_id"].isin([code for code, _ in countries])].dropna(subset=place)
    tiles[place] += 1 - tiles[place].min()
    return tiles[["party_id", "name", *place]].values.tolist()


def pledge_explorer(dataset: Dataset, **more: Any) -> Explorer:
    """Explore who pledged what; ``state`` and ``share`` as for ``Explorer``.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.pledge_explorer(coalviz.load(), state={"chart": "pledge_sum"})
    Explorer of pledges: €20.5 million of more than €30 million can be traced to single countries
    """
    return Explorer(dataset, PLEDGES, title="Explorer of pledges", **more)


def membership_explorer(dataset: Dataset, **more: Any) -> Explorer:
    """Explore who is a member, by when, and who says so; ``state`` and ``share`` as for ``Explorer``.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.membership_explorer(coalviz.load()).state
    {'chart': 'members_over_time'}
    """
    return Explorer(dataset, MEMBERS, title="Explorer of members", **more)


def landscape_explorer(dataset: Dataset, **more: Any) -> Explorer:
    """Explore who leads, founds or joins which coalition; ``state`` and ``share`` as for ``Explorer``.

    Examples
    --------
    >>> import coalviz
    >>> coalviz.landscape_explorer(coalviz.load()).state
    {'chart': 'coalition_roles'}
    """
    return Explorer(dataset, LANDSCAPE, title="Explorer of coalitions", **more)
