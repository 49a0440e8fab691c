"""Explorers: ask the charts a question without writing code, and collect the answers for the briefing."""

from __future__ import annotations

import asyncio
import html
import inspect
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import anywidget
import ipywidgets as widgets
import pandas as pd
import plotly.graph_objects as go
import traitlets

import coalviz

from . import export
from .dataset import Dataset
from .dates import words
from .live import LiveChart
from .states import FOLDER, figure_of, options_of, tray, view_of
from .theme import SIZES
from .wording import coalition_name, known_by, listed, row_words
from .money import UNITS

__all__ = ["Explorer", "landscape_explorer", "membership_explorer", "pledge_explorer"]

SHOWN = 200  # rows listed under a chart
PAUSE = 1.0  # seconds on each day when playing
_FIRST = ("chart", "coalition", "countries", "sources", "as_of")  # in this order, before the other controls
_TOOLTIPS = {
    "chart": "Which chart", "coalition": "Which coalition", "countries": "Only these countries", "sources": "Whose account: only these articles",
    "as_of": "Only what had been published by this day", "unit": "In which unit amounts are shown", "sort": "In which order",
    "most": "How many at the most; the others are put together", "kinds": "Only these kinds of events",
}  # fmt: skip
_ROW = {"flex_flow": "row wrap"}


class Several(widgets.HBox):
    """Choose any number of things: type to search, press one to take it out; none chosen means all."""

    value = traitlets.Tuple()

    def __init__(self, names: Mapping[str, str], **more: Any):
        every = list(names.values())
        self.labels = {key: name if every.count(name) == 1 else f"{name} ({key})" for key, name in names.items()}
        self.search = widgets.Combobox(
            options=list(self.labels.values()), ensure_option=True, continuous_update=False, placeholder="all; type to choose", **more
        )
        self.chosen = widgets.HBox(layout=_ROW)
        super().__init__([self.search, self.chosen], layout=_ROW)
        self.search.observe(self._take, "value")
        self.observe(self._label, "value")

    def _take(self, change: Mapping) -> None:
        found = [key for key, label in self.labels.items() if label == change["new"]]
        if found:
            self.search.value = ""
            self.value = tuple(dict.fromkeys([*self.value, *found]))

    def _label(self, _: Mapping) -> None:
        chips = []
        for key in self.value:
            name = self.labels.setdefault(key, key)
            chips.append(_button(f"{name} ✕", f"Take out {name}", lambda key=key: setattr(self, "value", tuple(one for one in self.value if one != key))))
        self.chosen.children = chips


class CopyCode(anywidget.AnyWidget):
    """A line of code in a field to select, and a button that copies it where the browser allows.

    The explorer around it gets what ipywidgets leave out: keys that JupyterLab does not take, names of sliders.
    """

    text = traitlets.Unicode().tag(sync=True)
    _esm = """
    export default { render({ model, el }) {
      el.innerHTML = `<button class="jupyter-button widget-button" title="Copy the line of Python that makes this figure"></button>
        <input readonly aria-label="Code of this figure" spellcheck="false" style="width: 40em; font-family: monospace">`;
      const [button, field] = el.children;
      const show = () => { field.value = model.get("text"); button.textContent = "Copy code"; };
      model.on("change:text", show);
      show();
      button.onclick = async () => {
        field.select();
        try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
        button.textContent = "Copied";
      };
      const attached = () => {
        const explorer = el.closest(".coalviz-explorer");
        if (!explorer) return requestAnimationFrame(attached);
        explorer.addEventListener("keydown", (event) => { if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); });
        for (const slider of explorer.querySelectorAll("[role=slider]"))
          slider.setAttribute("aria-label", slider.closest(".widget-inline-hbox").querySelector("label").textContent);
      };
      attached();
    } };
    """


class Explorer(widgets.VBox):
    """Controls over a live chart: choose, look, click a mark for its rows, save, collect for the briefing.

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
    controls : dict of str to widget
        The controls, by the name of what they choose.
    chart : plotly.graph_objects.FigureWidget
        The live chart.

    Raises
    ------
    ValueError
        If the state names a chart, option or value that is not there, or ``share`` has other tables.

    Examples
    --------
    >>> explorer = Explorer(coalviz.load(), [coalviz.pledges_by_country, coalviz.pledge_sum])
    >>> explorer.controls["unit"].value = "USD"
    >>> explorer.state
    {'chart': 'pledges_by_country', 'unit': 'USD'}
    """

    def __init__(self, dataset: Dataset, charts: Sequence[Callable], *, state: Mapping[str, Any] | None = None, share: Explorer | None = None):
        if share is not None and share.dataset is not dataset:
            raise ValueError("explorers can share the day only over the same dataset")
        self.dataset, self._charts, self._held = dataset, {draw.__name__: draw for draw in charts}, True
        self._drawn = lru_cache(maxsize=256)(lambda key: figure_of(dataset, json.loads(key), charts))
        self.chart: LiveChart | None = None
        self._ahead: asyncio.Task | None = None
        self.shown, self.details, self.status, self.code = widgets.HTML(), widgets.HTML(), widgets.HTML(), CopyCode()
        self.controls = self._make_controls()
        if share is not None and "as_of" in self.controls:
            state = {"as_of": share.controls["as_of"].value} | dict(state or {})
            traitlets.link((share.controls["as_of"], "value"), (self.controls["as_of"], "value"))
        self._start = dict(state or {})
        self.state = self._start
        for control in self.controls.values():
            control.observe(self._changed, "value")
        self.play = widgets.ToggleButton(description="Play", tooltip="Go through the days on which knowledge changed", layout={"width": "80px"})
        self.play.observe(self._toggle, "value")
        self.name = widgets.Text(description="Name", tooltip="Name of the file, without its suffix", placeholder="from the title")
        self.format = widgets.Dropdown(description="Format", tooltip="Kind of file", options=[suffix[1:] for suffix in export.SUFFIXES], value="png")
        self.size = widgets.Dropdown(description="Size", tooltip="Size of an image", options=list(SIZES))
        self.saving = widgets.ToggleButton(description="Save…", tooltip="Choose name, format and size of a file", layout={"width": "auto"})

        def button(description: str, tooltip: str, action: Callable[[], Any]) -> widgets.Button:
            return _button(description, tooltip, lambda: self._try(action, f"{description} did not work"))

        self.reset = button("Reset", "Set everything back to how it was at the start", lambda: setattr(self, "state", self._start))
        self.rows = button("Show all rows", "List the rows behind the whole chart", lambda: self._list(self._meta["rows"]))
        self.save = button("Save", f"Write the figure into {FOLDER}/", self._save)
        self.collect = button("Add to briefing", "Put this figure into the tray of the briefing notebook", self._collect)
        panel = widgets.HBox([self.name, self.format, self.size, self.save], layout=_ROW | {"display": "none"})
        self.saving.observe(lambda change: setattr(panel.layout, "display", None if change["new"] else "none"), "value")
        first = [self.controls[name] for name in _FIRST if name in self.controls] + [self.play] * ("as_of" in self.controls)
        others = [control for name, control in self.controls.items() if name not in _FIRST]
        rows = [[*first], [*others, self.reset], [self.rows, self.saving, self.collect, self.code]]
        top, middle, bottom = (widgets.HBox(row, layout=_ROW) for row in rows)
        super().__init__([top, middle, self.shown, self.chart, bottom, panel, self.status, self.details])
        self.add_class("coalviz-explorer")

    @property
    def state(self) -> dict[str, Any]:
        """What is shown, as a small dictionary; set it to show something else, ``{}`` for the defaults.

        The newest knowledge is the default. A day between two stops of the slider is the stop before it.
        """
        draw = self._charts[self.controls["chart"].value]
        state = {"chart": draw.__name__}
        for name in ("sources", *options_of(draw)):
            value = self.controls[name].value if name in self.controls else ()
            if value not in ((), options_of(draw).get(name, ())):  # of several nothing chosen is the default too
                state[name] = list(value) if isinstance(value, tuple) else value
        day = self.controls.get("as_of")
        return state if day is None or day.index == len(day.options) - 1 else state | {"as_of": day.value}

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        state = {"chart": next(iter(self._charts))} | dict(state)
        draw = self._charts.get(state["chart"])
        if draw and "coalition" in options_of(draw) and options_of(draw)["coalition"] not in (choices := self._choices(draw, "coalition")):
            state.setdefault("coalition", next(iter(choices)))  # in tables of one's own
        figure_of(self.dataset, state, self._charts.values())  # refuses what is not there
        self._kept, self._held = {}, True
        try:
            self.controls["chart"].value = state["chart"]
            self._fit(state)
            self.controls["sources"].value = tuple(state.get("sources", ()))
            if "as_of" in self.controls:
                stops = [stop for _, stop in self.controls["as_of"].options]
                self.controls["as_of"].value = max((stop for stop in stops if stop <= state.get("as_of", stop)), default=stops[0])
        finally:  # whatever happens, the controls stay alive
            self._held = False
        self._redraw()

    def figure(self) -> go.Figure:
        """Give the figure of the current state: plain, with its sources and notes, to show, save or change."""
        return go.Figure(self._drawn(_key(self.state)))

    # controls

    def _make_controls(self) -> dict[str, widgets.Widget]:
        """One control for each option that any of the charts has."""
        charts, names, tables = self._charts.values(), self.dataset.names, self.dataset.tables

        def control(kind: type, name: str, *more: Any, **settings: Any) -> widgets.Widget:
            tooltip = _TOOLTIPS.get(name, f"Choose {name}")
            return kind(*more, **{"description": _plain(name), "tooltip": tooltip, "style": {"description_width": "initial"}, **settings})

        found = {"chart": control(widgets.Dropdown, "chart", options=[(_plain(name), name) for name in self._charts])}
        for name, default in {name: default for draw in charts for name, default in options_of(draw).items()}.items():
            if name == "countries":
                named = pd.concat([tables["pledges"]["donors"].dropna(), tables["memberships"]["party_id"], tables["attendance"]["party_id"].dropna()])
                found[name] = control(Several, name, dict(sorted(((party, names[party]) for party in set(" ".join(named).split())), key=lambda item: item[1])))
            elif isinstance(default, tuple):
                found[name] = control(Several, name, {one: _plain(one) for draw in charts for one in draw.choices.get(name, [])})
            elif name == "coalition" or any(name in draw.choices for draw in charts):
                found[name] = control(widgets.Dropdown, name)
            elif type(default) is int:
                found[name] = control(widgets.BoundedIntText, name, min=2, max=1000, layout={"width": "130px"})
        articles = self.dataset.accounts
        found["sources"] = control(Several, "sources", {row["source_id"]: f"{row['publisher']}, {words(row['published'])}" for row in articles})
        if days := self.dataset.days:
            stops = [(words(day), str(day)) for day in days]
            found["as_of"] = control(widgets.SelectionSlider, "as_of", description="Known by", options=stops, layout={"width": "360px"})
        return found

    def _choices(self, draw: Callable, name: str) -> dict[str | None, str]:
        """The values of an option of a chart, with what they are called."""
        if name != "coalition":
            return {one: UNITS[one] if name == "unit" else f"by {_plain(one).lower()}" if name == "sort" else _plain(one) for one in draw.choices[name]}
        every = {None: "all"} if "None" in str(inspect.signature(draw).parameters[name].annotation) else {}
        return every | {one: self.dataset.names[one] for one in self.dataset.coalition_ids}

    def _fit(self, wanted: Mapping[str, Any]) -> None:
        """Show the controls of the chosen chart with its choices, each set to what is wanted if that is one of them."""
        draw = self._charts[self.controls["chart"].value]
        for name in self.controls.keys() - {"chart", "sources", "as_of"}:
            control, value = self.controls[name], wanted.get(name, options_of(draw).get(name))
            control.layout.display = None if name in options_of(draw) else "none"
            if name not in options_of(draw):
                continue
            if isinstance(control, Several):
                control.value = tuple(value or ())
            elif isinstance(control, widgets.Dropdown):
                choices = self._choices(draw, name)
                control.options = [(label, one) for one, label in choices.items()]
                # by its place, for None as a value would mean that nothing is chosen
                control.index = list(choices).index(next(one for one in (value, options_of(draw)[name], *choices) if one in choices))
            else:
                control.value = value

    def _toggle(self, change: Mapping) -> None:
        if change["new"]:
            self._playing = asyncio.ensure_future(self._play())
        else:
            self._playing.cancel()

    async def _play(self) -> None:
        days = self.controls["as_of"]
        if days.index == len(days.options) - 1:
            days.index = 0
        while days.index < len(days.options) - 1:
            await asyncio.sleep(PAUSE)
            days.index += 1
        self.play.value = False

    # what a change does

    def _changed(self, change: Mapping) -> None:
        if self._held:
            return
        if change["owner"] is self.controls["chart"]:
            self._held = True
            try:
                self._fit(self._kept)
            finally:
                self._held = False
        self._try(self._redraw, "This cannot be shown")

    def _redraw(self) -> None:
        """Draw the current state, once."""
        state = self.state
        # what this chart does not ask for is kept for the charts that do
        self._kept = {name: value for name, value in self._kept.items() if name not in options_of(self._charts[state["chart"]])} | state
        figure, meaning = self._drawn(_key(state)), (state["chart"], state.get("unit"))
        self._meta = figure.layout.meta
        if self.chart is None:
            self.chart = LiveChart(figure, meaning, self._clicked)
        else:
            self.chart.change_to(figure, meaning)
        self.shown.value, self.code.text = f"<p>{html.escape(self._sentence(state))}</p>", self._meta["code"]
        self.details.value, self.status.value = "Click a mark to see the rows behind it.", ""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # in a script nobody changes controls while it waits
            return
        if self._ahead:
            self._ahead.cancel()
        self._ahead = loop.create_task(self._look_ahead(state))

    async def _look_ahead(self, state: Mapping[str, Any]) -> None:
        """Draw in idle moments what the next choice can ask for, so that it is there at once."""
        defaults = options_of(self._charts[state["chart"]])
        for name in ("as_of", *defaults):
            control = self.controls.get(name)
            for value in [one for _, one in control.options] if hasattr(control, "index") else []:
                await asyncio.sleep(0.05)
                default = defaults.get(name, control.options[-1][1])
                self._drawn(_key({key: one for key, one in {**state, name: value}.items() if key != name or one != default}))

    def _sentence(self, state: Mapping[str, Any]) -> str:
        """Say in words what is being shown."""
        options, controls = options_of(self._charts[state["chart"]]), self.controls
        whose = f" for {coalition_name(self.dataset, controls['coalition'].value)}" if "coalition" in options else ""
        said = [_plain(state["chart"]) + whose, known_by(view_of(self.dataset, state.get("as_of"), tuple(state.get("sources", ()))))]
        for name in (*(name for name in options if name != "coalition"), "sources"):
            if isinstance(controls.get(name), widgets.Dropdown):
                said.append({"unit": "", "sort": "sorted "}.get(name, f"{_plain(name).lower()} ") + controls[name].label)
            elif isinstance(controls.get(name), Several):
                chosen = listed([controls[name].labels[one] for one in state.get(name, ())], most=4)
                said.append(("according to " if name == "sources" else "only ") + chosen if chosen else f"all {name}")
        return ", ".join(said)

    # rows, files, briefing

    def _clicked(self, marks: Sequence[str | None]) -> None:
        rows = {f"{row['table']}:{row['line']}": row for row in self._meta["rows"]}
        references = dict.fromkeys(" ".join(mark or "" for mark in marks).split())
        self._try(lambda: self._list([rows[reference] for reference in references if reference in rows]), "The rows cannot be listed")

    def _list(self, rows: Sequence[Mapping]) -> None:
        """List rows under the chart, each with a link to its article."""
        sources, lines = {source.get("source_id"): source for source in self._meta["sources"]}, []
        for row in rows[:SHOWN]:
            table, line, source = row["table"], row["line"], sources.get(row.get("source_id"), {})
            try:
                said = row_words(self.dataset, table, self.dataset.tables[table].loc[line].to_dict() | {"publisher": ""}).rpartition(" – ")[0]
            except KeyError:  # not a claim of an article
                said = ", ".join(str(value) for name, value in row.items() if name not in ("table", "line", "source_id", "locator", "note"))
            link = html.escape(source.get("text", ""))
            if re.match("https?://", source.get("url") or ""):
                link = f'<a href="{html.escape(source["url"])}" target="_blank" rel="noopener noreferrer">{link}</a>'
            texts = [html.escape(said), link, *map(html.escape, (row.get("locator", ""), row.get("note", ""), f"{table}.csv, line {line}"))]
            lines.append(f"<tr>{''.join(f'<td>{text}</td>' for text in texts)}</tr>")
        heads = "".join(f"<th scope='col'>{head}</th>" for head in ("Reported", "Article", "Place in it", "Note", "Row"))
        more = f"<p>and {len(rows) - SHOWN:,} more; saved as CSV, the figure has them all</p>" if len(rows) > SHOWN else ""
        body = f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody>"
        self.details.value = f"<table class='coalviz-rows' style='line-height: 1.4'>{body}</table>{more}" if rows else "No row stands behind this mark."

    def _save(self) -> None:
        self._say("Saving …")
        figure, name = self.figure(), self.name.value.strip()
        stem, number = next(iter(export.named({name: figure} if name else [figure]))), 1
        while (path := FOLDER / f"{stem}{f'-{number}' if number > 1 else ''}.{self.format.value}").exists():
            number += 1
        self._say(f"Saved as {export.save(figure, path, size=self.size.value)}, beside this notebook")

    def _collect(self) -> None:
        fresh = tray.add(self.state, self.dataset)
        self._say(f"{'Added to the briefing' if fresh else 'This figure is in the briefing already'}; figures in it: {len(tray)}")

    def _say(self, message: str) -> None:
        self.status.value = f'<p role="status">{html.escape(message)}</p>'

    def _try(self, action: Callable[[], Any], failed: str) -> None:
        try:
            action()
        except Exception as error:  # in a widget it would end unseen in a log
            self._say(f"{failed}: {error}")


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _key(state: Mapping[str, Any]) -> str:
    return json.dumps(state, sort_keys=True)


def _button(description: str, tooltip: str, action: Callable[[], Any]) -> widgets.Button:
    button = widgets.Button(description=description, tooltip=tooltip, layout={"width": "auto"})
    button.on_click(lambda _: action())
    return button


def pledge_explorer(dataset: Dataset, **more: Any) -> Explorer:
    """Explore who pledged what; ``state`` and ``share`` as for ``Explorer``."""
    return Explorer(dataset, [coalviz.pledges_by_country, coalviz.pledge_sum, coalviz.pledges_over_time], **more)


def membership_explorer(dataset: Dataset, **more: Any) -> Explorer:
    """Explore who is a member, by when, and who says so; ``state`` and ``share`` as for ``Explorer``."""
    return Explorer(dataset, [coalviz.members_over_time, coalviz.who_says_who, coalviz.attendance], **more)


def landscape_explorer(dataset: Dataset, **more: Any) -> Explorer:
    """Explore who leads, founds or joins which coalition; ``state`` and ``share`` as for ``Explorer``."""
    return Explorer(dataset, [coalviz.coalition_roles, coalviz.coalition_timeline, coalviz.country_map, coalviz.country_links], **more)
