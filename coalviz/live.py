"""A live chart on the page, changed in place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import traitlets

__all__ = ["LiveChart"]

# what Plotly's bar of tools offers and nobody needs: to upload the chart, and to select marks
_TOOLS = {"modebar": {"remove": ["sendChartToCloud", "select2d", "lasso2d"]}}


class LiveChart(go.FigureWidget):
    """A FigureWidget that shows one figure after the other; it works on slow machines and survives a reload.

    Plotly's script is large: if it took more than two seconds to load, all later changes would be lost. So it
    comes by itself, and early changes wait for it. It measures text, so it draws only what is on the page.

    Parameters
    ----------
    figure : plotly.graph_objects.Figure
    meaning : hashable
        What the axes mean, such as chart and unit.
    clicked : callable
        Called with ``customdata`` of the marks that were clicked.
    """

    _bundle = traitlets.Unicode(str(go.FigureWidget._esm)).tag(sync=True)
    _esm = """
    export default () => {
      let plotly;
      return {
        initialize({ model }) {
          const early = [], names = ["_py2js_addTraces", "_py2js_update"], keep = {};
          for (const name of names) model.on(`change:${name}`, keep[name] = () => early.push([name, model.get(name)]));
          const url = URL.createObjectURL(new Blob([model.get("_bundle")], { type: "text/javascript" }));
          plotly = import(url).then((bundle) => {
            const widget = bundle.default();
            for (const name of names) model.off(`change:${name}`, keep[name]);
            widget.initialize({ model });
            for (const [name, message] of early) model.set(name, message);
            return widget;
          });
        },
        render({ el }) {
          let clean;
          const draw = async () => {
            if (!el.isConnected) return requestAnimationFrame(draw);
            clean = (await plotly).render({ el });
          };
          draw();
          return () => clean?.();
        },
      };
    };
    """

    def __init__(self, figure: go.Figure, meaning: Hashable, clicked: Callable[[list], None]):
        data, layout = _parts(figure)
        super().__init__(data, layout | _TOOLS | {"template": figure.layout.template})
        self._clicked, self._meaning = clicked, meaning
        self._slots, self._shown = data, dict(_leaves(layout))
        for slot in self.data:
            slot.on_click(self._on_click)

    def change_to(self, figure: go.Figure, meaning: Hashable) -> None:
        """Show another figure in place: in one message, and only what differs.

        Plotly cannot change a trace's kind: each trace takes a slot of its kind, and slots left over are hidden. A
        zoom stays where the axis still means the same.
        """
        data, layout = _parts(figure)
        wanted: dict[int, dict] = {}
        for trace in data:
            free = (place for place, slot in enumerate(self._slots) if slot["type"] == trace["type"] and place not in wanted)
            place = next(free, len(self._slots))
            if place == len(self._slots):
                self._slots.append({"type": trace["type"], "visible": False})
            wanted[place] = trace
        for slot in self._slots[len(self.data):]:
            self.add_trace(slot)
            self.data[-1].on_click(self._on_click)
        before, after = self._shown, dict(_leaves(layout))
        with self.batch_update():
            for axis in ("xaxis", "yaxis"):
                categories = f"{axis}.categoryarray"
                if self._meaning != meaning or before.get(categories) != after.get(categories):
                    self.layout[axis] = layout.get(axis)  # as a whole, and so without the zoom
                    before = {path: value for path, value in before.items() if not path.startswith(f"{axis}.")}
                    before |= {path: value for path, value in after.items() if path.startswith(f"{axis}.")}
            _set(self.layout, before, after)
            for place, slot in enumerate(self._slots):
                self._slots[place] = wanted.get(place, slot | {"visible": False})
                _set(self.data[place], slot, self._slots[place])
        self._meaning, self._shown = meaning, after

    def _on_click(self, trace: Any, points: Any, _: Any) -> None:
        found = []
        for point in points.point_inds:
            data = trace.customdata
            for step in point if isinstance(point, list) else [point]:  # a cell of a matrix has two numbers
                data = data[step] if data is not None and step < len(data) else None
            found.append(data)
        if found:
            self._clicked(found)

    # what the page reports comes late, is wrong of hidden traces, and would make Plotly withhold changes

    @traitlets.observe("_js2py_traceDeltas")
    def _handler_js2py_traceDeltas(self, _: Mapping) -> None:
        self._js2py_traceDeltas = None

    @traitlets.observe("_js2py_layoutDelta")
    def _handler_js2py_layoutDelta(self, _: Mapping) -> None:
        self._js2py_layoutDelta = None

    def get_state(self, *which: Any, **more: Any) -> dict[str, Any]:
        """Give what the page needs to know; Plotly's own would tell a reloaded page how the chart was at first."""
        state = super().get_state(*which, **more)
        if not state.get("_widget_layout"):  # asked for something else, or not made yet
            return state
        now = self.to_dict()
        return state | {"_widget_data": now["data"], "_widget_layout": now["layout"]}


def _parts(figure: go.Figure) -> tuple[list[dict], dict]:
    """Traces and layout as the live chart needs them."""
    new = figure.to_plotly_json()
    for rank, trace in enumerate(new["data"], 1000):
        trace["legendrank"] = rank  # slots stand in another order
    layout = {name: value for name, value in new["layout"].items() if name not in ("meta", "template")}
    for name in ("xaxis", "yaxis"):
        if layout.get(name, {}).get("range"):
            # Plotly would reset a zoom to the range of the very first chart; so it finds the range by limits, for
            # which it takes dates only as milliseconds
            low, high = (pd.Timestamp(end).timestamp() * 1000 if isinstance(end, str) else end for end in layout[name]["range"])
            limits = {"minallowed": min(low, high), "maxallowed": max(low, high)}
            layout[name] |= {"range": None, "autorange": "reversed" if low > high else True, "autorangeoptions": limits}
    return new["data"], layout


def _leaves(tree: Mapping, path: str = "") -> Iterable[tuple[str, Any]]:
    """All values of a part of a figure, by their dotted paths."""
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{name}.")
        elif value is not None:
            yield f"{path}{name}", value


def _set(part: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            part[path] = after.get(path)
