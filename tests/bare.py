"""A widget on a page with nothing else, whose kernel is the process of the test."""

import base64

from lab import WatchedPage
from playwright.sync_api import BrowserContext
from shown import Shown

from coalviz.explore import Asked, Explorer

# Puts a widget on the page: its model holds what the kernel told, and hears what it answers.
MOUNT = """async ([code, style, traits]) => {
    const listeners = {};
    const tell = (event, ...what) => listeners[event]?.forEach((listener) => listener(...what));
    const model = {
        get: (name) => traits[name],
        set: (name, value) => { traits[name] = value; },
        on: (event, listener) => (listeners[event] ??= new Set()).add(listener),
        off: (event, listener) => listeners[event]?.delete(listener),
        send: async (message) => (await window.kernel(message)).forEach(([data, buffers]) => {
            const bytes = buffers.map((text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)));
            Object.assign(traits, data.state);
            for (const name of Object.keys(data.state ?? {})) tell(`change:${name}`);
            if (data.method === "custom") tell("msg:custom", data.content, bytes);
        }),
    };
    window.coalvizPlotly = { known: true, loaded: Promise.resolve(window.Plotly) };
    window.unmount?.();
    const [sheet, el] = [document.createElement("style"), document.createElement("div")];
    sheet.textContent = style;
    // in a place of its own, as in a notebook: Plotly keeps in the body what it makes a picture of
    window.place ??= document.body.appendChild(document.createElement("main"));
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const {default: made} = await import(url);
    const widget = typeof made === "function" ? made() : made;
    widget.initialize?.({ model });
    window.unmount = widget.render({ model, el });
    await new Promise(requestAnimationFrame); // it is made before it has a place, as in JupyterLab
    window.place.replaceChildren(sheet, el);
}"""


class BarePage(WatchedPage):
    """A page that shows one widget after another."""

    def __init__(self, browser: BrowserContext, address: str) -> None:
        super().__init__(browser)
        self.page.expose_function("kernel", self._ask)
        self.page.goto(address)

    def show(self, explorer: Explorer) -> Shown:
        """Put an explorer in the place of the widget before."""
        self.mount(explorer)
        return Shown(self.page, self.page.locator("body"), explorer.dataset)

    def mount(self, widget: Asked) -> None:
        """Put a widget in the place of the one before."""
        self.explorer, self._sent = widget, []
        widget.comm.publish_msg = lambda _, data=None, buffers=None, **__: self._sent.append(
            [data, [base64.b64encode(each).decode() for each in buffers or ()]]
        )
        traits = widget.get_state()
        self.page.evaluate(MOUNT, [traits.pop("_esm"), traits.pop("_css"), traits])

    def _ask(self, message: dict) -> list:
        """Hand the kernel what the page asks; give what it sends meanwhile."""
        content = {"data": {"method": "custom", "content": message}}
        self.explorer.comm.handle_msg({"content": content, "buffers": []})
        answers, self._sent[:] = self._sent[:], []
        return answers
