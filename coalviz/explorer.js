// One explorer on a page. The page owns what is chosen; the kernel draws it.
// Each change goes out with its number and the whole state, so that nothing depends on the order in
// which messages arrive; an answer to an older change than the newest is not shown.

const PAUSE = 900; // milliseconds on each day when playing
const AGAIN = 2000; // milliseconds without an answer after which is asked again
const SELDOM = 20_000; // milliseconds between questions to a kernel that does not answer
const REST = 700; // milliseconds without a change before the picture for a saved notebook is made
const WAITING = "Waiting for the kernel. If none is running, run this cell.";
const ASKED = "coalviz"; // in an address: the explorer and its state
const STATE = "application/vnd.jupyter.widget-state+json";

// ---- small tools

function element(tag, properties = {}, ...children) {
  const { dataset, ...own } = properties;
  const made = Object.assign(document.createElement(tag), own);
  Object.assign(made.dataset, dataset);
  for (const [name, value] of Object.entries(own))
    if (name.includes("-") || name === "role") made.setAttribute(name, value);
  made.append(...children.filter((child) => child != null));
  return made;
}

function button(text, title, onclick, className = "") {
  const made = element("button", { type: "button", title, onclick, className }, text);
  if (!/\w/.test(text)) made.setAttribute("aria-label", title); // a sign says nothing to who listens
  return made;
}

// A button that shows and hides a panel says which of both to who listens.
function opens(opener, panel) {
  const tell = () => opener.setAttribute("aria-expanded", !panel.hidden);
  new MutationObserver(tell).observe(panel, { attributeFilter: ["hidden"] });
  tell();
}

// JupyterLab's keys, such as x: cut the cell, do nothing here; but that which saves the notebook does.
function keepKeys(root) {
  root.dataset.lmSuppressShortcuts = "true";
  root.addEventListener("keydown", (event) => {
    if (!((event.ctrlKey || event.metaKey) && event.key === "s")) return event.stopPropagation();
    delete root.dataset.lmSuppressShortcuts; // while JupyterLab hears of it
    setTimeout(() => (root.dataset.lmSuppressShortcuts = "true"));
  });
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// A message that is sent while a kernel is still being connected is lost: ask again, ever more seldom.
function askUntil(done, ask, pause = AGAIN) {
  if (done()) return;
  ask();
  setTimeout(() => askUntil(done, ask, Math.min(2 * pause, SELDOM)), pause);
}

function download(name, content) {
  const url = URL.createObjectURL(new Blob([content]));
  element("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// Plotly is large: the installed package sends its copy once for a page, whoever asks first.
function plotly(model) {
  const page = (window.coalvizPlotly ??= {});
  page.loaded ??= new Promise((resolve) => (page.resolve = resolve));
  const hear = (message, buffers) => {
    if (message.kind !== "plotly") return;
    model.off("msg:custom", hear);
    const parts = ["const module = { exports: {} };", buffers[0], ";export default module.exports;"];
    const url = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
    import(url).then((bundle) => page.resolve(bundle.default));
  };
  if (page.known) return page.loaded;
  model.on("msg:custom", hear);
  askUntil(() => page.known, () => model.send({ ask: "plotly" }));
  page.loaded.then(() => (page.known = true));
  return page.loaded;
}

// What only pages know of an explorer. The kernel, which does not, tells all pages what it holds when
// another one opens: then it is set again.
function keeper(model) {
  const kept = {};
  const tell = () => Object.entries(kept).forEach(([name, value]) => model.set(name, value));
  for (const name of ["seen", "picture"]) model.on(`change:${name}`, tell);
  return (name, value) => {
    kept[name] = value;
    tell();
  };
}

// What the notebook holds of this explorer as it was when it was saved: of all with this key that
// the kernel knows, also from other pages and earlier runs, the one that was on the page.
function remembered(model) {
  const saved = model.widget_manager?.context?.model?.getMetadata?.("widgets")?.[STATE]?.state ?? {};
  const states = Object.values(saved).map((entry) => entry.state ?? {});
  const mine = states.find((state) => state.key === model.get("key") && state.seen);
  return mine && JSON.parse(mine.shown).state;
}

// What the address of this page asks this explorer to show, once: not when the page is loaded or the
// cell is run again after it was shown (JupyterLab loads a page again by itself, where it is open in another tab).
function asked(model) {
  const [opened] = performance.getEntriesByType("navigation");
  const link = new URL(opened.name).searchParams.get(ASKED) ?? "[]";
  const again = opened.type === "reload" || window.coalvizFollowed;
  const shown = again && sessionStorage.getItem(ASKED) === link;
  try {
    const [key, state] = JSON.parse(link);
    return key === model.get("key") && !shown ? { state, link } : undefined;
  } catch {
    return undefined; // a link that was cut off asks nothing
  }
}

// What a new explorer is to show first, when a page opens it.
function opening(model) {
  const saved = remembered(model);
  return asked(model) ?? (saved && { state: saved, remembered: true });
}

// ---- controls: each knows how to show a value, and calls choose with another one

function labelled(label, control, hint) {
  control.setAttribute("aria-label", label);
  if (hint) control.title = hint;
  return element("label", { className: "field" }, element("span", {}, label), control);
}

function oneOf(option, choose) {
  const select = element("select", {
    onchange: () => choose(option.choices[select.selectedIndex][0]),
  });
  const field = labelled(option.label, select, option.hint);
  const show = (value, { choices = [] }) => {
    option.choices = choices ?? option.choices;
    const labels = option.choices.map(([, label]) => label);
    if (!same(labels, [...select.options].map((one) => one.text)))
      select.replaceChildren(...labels.map((label) => element("option", {}, label)));
    select.selectedIndex = option.choices.findIndex(([one]) => one === value);
  };
  return { field, show };
}

function aNumber(option, choose) {
  const input = element("input", { type: "number", min: 1, max: 1000 });
  let initial; // of the chart that is shown
  input.onchange = () => {
    const typed = input.value === "" ? initial : Number(input.value);
    const number = Math.min(1000, Math.max(1, Math.round(typed)));
    input.value = number;
    choose(number);
  };
  const show = (value, own) => {
    input.value = value;
    initial = own.initial;
  };
  return { field: labelled(option.label, input, option.hint), show };
}

// Any number of many things: type to search, Enter takes what fits best; none chosen means all.
function several(option, choose) {
  const list = element("datalist", { id: `list-${crypto.randomUUID()}` });
  list.append(...option.choices.map(([, label]) => element("option", { value: label })));
  const input = element("input", { type: "search", placeholder: `All; type to choose` });
  input.setAttribute("list", list.id);
  const chips = element("span", { className: "chips" });
  let chosen = [];
  const best = (text) => {
    const typed = text.trim().toLowerCase();
    const label = ([, name]) => name.toLowerCase();
    return (
      typed &&
      (option.choices.find((one) => label(one) === typed || one[0].toLowerCase() === typed) ??
        option.choices.find((one) => label(one).startsWith(typed)) ??
        option.choices.find((one) => label(one).includes(typed)))
    );
  };
  const take = (found) => {
    input.value = "";
    if (!chosen.includes(found[0])) choose([...chosen, found[0]]);
  };
  input.onkeydown = (event) => {
    if (event.key !== "Enter" || !input.value) return;
    const found = best(input.value);
    input.setCustomValidity(found ? "" : "There is none of this name");
    if (found) take(found);
    else input.reportValidity(); // and nothing is chosen
  };
  input.oninput = () => {
    input.setCustomValidity("");
    const exact = option.choices.find(([, label]) => label === input.value);
    if (exact) take(exact);
  };
  const map = option.tiles && tileMap(option.tiles, (code) =>
    choose(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]),
  );
  const show = (value) => {
    chosen = value ?? [];
    map?.show(chosen);
    const name = (code) => option.choices.find(([one]) => one === code)?.[1] ?? code;
    const without = (code) => () => {
      choose(chosen.filter((one) => one !== code));
      input.focus();
    };
    chips.replaceChildren(
      ...chosen.map((code) => button(`${name(code)} ✕`, `Take out ${name(code)}`, without(code))),
    );
  };
  const field = labelled(option.label, input, option.hint);
  return { field: element("div", { className: "several" }, field, map?.opener, chips, list, map?.panel), show };
}

// Countries as tiles, roughly where they lie, to press.
function tileMap(tiles, press) {
  const buttons = tiles.map(([code, name, column, row]) => {
    const tile = button(code, name, () => press(code));
    tile.style.gridArea = `${row} / ${column}`;
    return { code, tile };
  });
  const panel = element("div", { className: "panel tiles", hidden: true }, ...buttons.map((one) => one.tile));
  const opener = button("Map", "Choose on a map of tiles", () => {
    panel.hidden = !panel.hidden;
  });
  opens(opener, panel);
  const show = (chosen) =>
    buttons.forEach(({ code, tile }) => tile.setAttribute("aria-pressed", chosen.includes(code)));
  return { panel, opener, show };
}

// A few things, each on or off: those that the chart knows.
function someOf(option, choose) {
  const title = element("legend", {}, option.label);
  const field = element("fieldset", {}, title);
  let offered = [], boxes = [];
  const toggle = () => choose(boxes.filter((one) => one.box.checked).map((one) => one.value));
  const show = (value, { choices = [] }) => {
    if (!same(choices, offered)) {
      boxes = choices.map(([value, label]) => ({ value, label, box: element("input", { type: "checkbox", onchange: toggle }) }));
      field.replaceChildren(title, ...boxes.map((one) => element("label", { className: "check" }, one.box, one.label)));
      offered = choices;
    }
    boxes.forEach((one) => (one.box.checked = value.includes(one.value)));
  };
  return { field, show };
}

const KINDS = { one: oneOf, number: aNumber, several, some: someOf };

// ---- the day of knowledge: a stop for each day on which something became known

function timeline(days, choose) {
  if (days.length < 2) return { field: null, show() {} };
  const last = days.length - 1;
  const slider = element("input", { type: "range", min: 0, max: last, step: 1 });
  slider.setAttribute("aria-label", "Known by");
  const said = element("strong", { className: "day" });
  const go = (place) => choose(days[Math.min(last, Math.max(0, place))][0]);
  slider.oninput = () => go(Number(slider.value));
  let playing;
  const stop = () => {
    clearInterval(playing);
    playing = undefined;
    play.textContent = "▶ Play";
  };
  const play = button("▶ Play", "Go through the days on which something became known", () => {
    if (playing) return stop();
    play.textContent = "❚❚ Pause";
    if (Number(slider.value) === last) go(0);
    playing = setInterval(() => {
      if (!slider.isConnected || Number(slider.value) === last) return stop();
      go(Number(slider.value) + 1);
    }, PAUSE);
  });
  const step = (by, sign, title) => button(sign, title, () => go(Number(slider.value) + by));
  const ticks = element("div", { className: "ticks", "aria-hidden": "true" });
  ticks.append(...days.map(([, label]) => element("i", { title: label })));
  const show = (day) => {
    const place = days.findIndex(([one]) => one === day);
    slider.value = place < 0 ? last : place;
    said.textContent = days[Number(slider.value)][1];
    slider.setAttribute("aria-valuetext", said.textContent);
  };
  const rail = element("div", { className: "rail" }, slider, ticks);
  const back = step(-1, "◀", "The day before");
  const onward = step(1, "▶", "The next day");
  const name = element("span", {}, "Known by ", said);
  return { field: element("div", { className: "time" }, name, back, rail, onward, play), show, stop };
}

// ---- the rows behind a chart, to sort and to search

function rowsTable() {
  const search = element("input", { type: "search", placeholder: "Search", className: "search" });
  search.setAttribute("aria-label", "Search the rows");
  const head = element("thead"), body = element("tbody"), all = button("All rows", "", () => show(rows));
  const caption = element("span", {});
  const table = element("table", { className: "coalviz-rows" }, head, body);
  const bar = element("div", { className: "bar" }, caption, search, all);
  const panel = element("div", { className: "panel rows", hidden: true }, bar, table);
  let rows = [], shown = [], order = null;
  const heads = ["Reported", "Article", "Place in it", "Note", "Row"];
  const columns = ["said", "source", "locator", "note", "reference"];
  const draw = () => {
    const typed = search.value.toLowerCase();
    const fits = (row) => columns.some((name) => row[name].toLowerCase().includes(typed));
    const found = shown.filter(fits);
    if (order) found.sort((a, b) => order.way * a[order.by].localeCompare(b[order.by], "en", { numeric: true }));
    caption.textContent = `${found.length} of ${rows.length} rows`;
    body.replaceChildren(...found.map(line));
  };
  const line = (row) => {
    const link = { href: row.url, target: "_blank", rel: "noopener noreferrer" };
    const source = row.url ? element("a", link, row.source) : row.source;
    const cells = [row.said, source, row.locator, row.note, row.reference];
    return element("tr", {}, ...cells.map((cell) => element("td", {}, cell)));
  };
  const sort = (by) => {
    order = { by, way: order?.by === by ? -order.way : 1 };
    draw();
  };
  const titles = heads.map((text, place) =>
    element("th", { scope: "col" }, button(text, `Sort by ${text}`, () => sort(columns[place]))),
  );
  head.append(element("tr", {}, ...titles));
  search.oninput = draw;
  const show = (some) => {
    shown = some;
    draw();
  };
  const take = (every, references) => {
    rows = every;
    show(references ? every.filter((row) => references.includes(row.key)) : every);
    if (panel.hidden) setTimeout(() => panel.scrollIntoView({ block: "nearest" }));
    panel.hidden = false;
  };
  return { panel, take };
}

// ---- the explorer

class View {
  constructor(model, el, { saved, first, settled, keep }) {
    Object.assign(this, { model, settled, keep, offers: model.get("offers"), page: crypto.randomUUID() });
    Object.assign(this, { number: 0, answered: 0, serial: -1, past: [], chosen: {}, zoom: {} });
    this.root = element("div", { className: "coalviz-explorer", role: "group" });
    this.root.setAttribute("aria-label", this.offers.title);
    keepKeys(this.root);
    el.replaceChildren(this.root);
    this.build();
    this.listeners = { "change:shown": () => this.adopt(), "msg:custom": (...heard) => this.hear(...heard) };
    for (const [name, listener] of Object.entries(this.listeners)) model.on(name, listener);
    this.watch = new ResizeObserver(() => (this.undrawn ? this.draw(this.undrawn) : this.fit()));
    for (const part of [this.root, this.chart]) this.watch.observe(part);
    if (saved) this.showSaved();
    else plotly(model).then((library) => this.begin(library, first));
  }

  begin(library, first) {
    this.plotly = library;
    this.adopt();
    if (first) this.request(first);
  }

  close() {
    for (const [name, listener] of Object.entries(this.listeners)) this.model.off(name, listener);
    this.watch.disconnect();
    this.answered = Infinity; // nothing more is waited for
    this.time.stop?.();
    clearTimeout(this.listened);
    this.root.remove(); // no picture is made of what is no longer there
    if (this.plotly) this.plotly.purge(this.chart);
  }

  build() {
    const { charts, options, days } = this.offers;
    const tabs = charts.map((chart) =>
      element("button", { type: "button", role: "tab", onclick: () => this.choose({ chart: chart.name }) }, chart.label),
    );
    this.tabs = tabs;
    this.controls = {};
    for (const option of options)
      this.controls[option.name] = KINDS[option.kind](option, (value) => this.choose({ [option.name]: value }));
    const fields = (more) => options.filter((one) => one.more === more).map((one) => this.controls[one.name].field);
    this.time = timeline(days, (day) => this.choose({ as_of: day }));
    this.chart = element("div", { className: "chart", tabIndex: -1, role: "img" });
    this.chart.addEventListener("mousedown", () => this.chart.focus({ preventScroll: true }));
    this.status = element("p", { className: "status", role: "status" });
    this.problem = element("p", { className: "problem", role: "alert", hidden: true });
    this.table = rowsTable();
    this.root.append(
      element("div", { className: "tabs", role: "tablist" }, ...tabs),
      element("div", { className: "fields" }, ...fields(false), this.more(fields(true))),
      this.problem, this.chart, this.time.field ?? "", this.actions(), this.status,
      this.saving(), this.collected(), this.table.panel,
    );
    opens(this.saveButton, this.save);
    opens(this.trayButton, this.tray);
    opens(this.tableButton, this.table.panel);
  }

  more(fields) {
    const summary = element("summary", {}, "More");
    return element("details", { className: "more" }, summary, element("div", {}, ...fields));
  }

  actions() {
    const toggle = (panel, act) => () => {
      const open = this[panel].hidden;
      for (const one of ["save", "tray"]) this[one].hidden = true;
      this[panel].hidden = !open;
      if (open) act?.();
    };
    this.undo = button("Undo", "Take the last choice back", () => this.goBack());
    this.trayButton = button("In the briefing", "See, order and write what was collected", toggle("tray", () => this.ask("tray")));
    this.saveButton = button("Save…", "Write this chart as a file", toggle("save"));
    this.tableButton = button("Table", "List the rows behind the chart, or put the list away", () => {
      if (this.table.panel.hidden) this.rows();
      else this.table.panel.hidden = true;
    });
    return element(
      "div", { className: "actions" },
      button("Add to briefing", "Put this chart into the briefing", () => this.ask("collect"), "primary"),
      this.trayButton,
      this.saveButton,
      this.tableButton,
      button("Copy as code", "Copy the line of Python that makes this chart", () => this.copy(this.code)),
      button("Copy link", "Copy an address that opens this page with this chart", () => this.copy(this.link())),
      this.undo,
      button("Reset", "Set everything back to how it was at the start", () => this.choose(this.model.get("start"), {})),
    );
  }

  saving() {
    const { formats, sizes } = this.offers;
    const name = element("input", { type: "text", placeholder: "from the title" });
    name.onkeydown = ({ key }) => {
      if (key === "Enter") save(); // and give nothing back: false would take the key away
    };
    const choice = (names) => element("select", {}, ...names.map((one) => element("option", {}, one)));
    const format = choice(formats), size = choice(sizes);
    format.value = "png";
    const save = () => {
      this.say("Writing the file …");
      this.ask("save", { name: name.value, format: format.value, size: size.value });
    };
    const fields = [labelled("Name", name), labelled("Format", format), labelled("Size", size)];
    this.save = element("div", { className: "panel bar", hidden: true }, ...fields, button("Save file", "Write the file", save, "primary"));
    return this.save;
  }

  collected() {
    this.cards = element("ol", { className: "cards" });
    const make = button("Make the deck", "Write editable slides of these charts", () => {
      this.say("Making the deck …");
      this.ask("deck");
    }, "primary");
    this.tray = element("div", { className: "panel", hidden: true }, this.cards, make);
    return this.tray;
  }

  // -- what is chosen

  // Give the state of the chosen chart: of the options that it has, those that are not the default.
  state() {
    const chart = this.offers.charts.find((one) => one.name === this.chosen.chart) ?? this.offers.charts[0];
    const state = { chart: chart.name };
    for (const [name, { initial, choices }] of Object.entries(chart.options)) {
      const value = this.chosen[name];
      const known = !choices || [value].flat().every((some) => choices.some(([one]) => one === some));
      if (name in this.chosen && known && !same(value, initial)) state[name] = value;
    }
    for (const name of ["sources", "as_of"])
      if (name in this.chosen && this.chosen[name]?.length) state[name] = this.chosen[name];
    if (state.as_of === this.offers.days.at(-1)?.[0]) delete state.as_of;
    return state;
  }

  choose(changes, from = this.chosen) {
    this.problem.hidden = true;
    const before = { ...this.chosen };
    this.chosen = { ...from, ...changes };
    for (const name of ["countries", "sources"]) if (!this.chosen[name]?.length) delete this.chosen[name];
    if (same(before, this.chosen)) return;
    this.past = [...this.past.slice(-99), before];
    this.request();
  }

  goBack() {
    if (!this.past.length) return;
    this.chosen = this.past.pop();
    this.request();
  }

  // Ask for a state, or only for another width; a state that is not answered yet is asked for with it.
  request(change = { state: this.state() }) {
    this.showControls();
    this.busy(true);
    const { state, remembered } = this.waits() && !change.state ? this.wanted : change;
    const number = (this.number += 1);
    this.dated ||= Boolean(state) && state.as_of !== this.day; // stays chosen until there is an answer
    this.wanted = { state, remembered, number, width: this.width(), day: this.dated };
    askUntil(() => number < this.number || !this.waits(), () => this.ask("change", this.wanted));
  }

  waits() {
    return this.number > this.answered;
  }

  showControls() {
    const chart = this.offers.charts.find((one) => one.name === this.state().chart);
    const state = this.state();
    this.tabs.forEach((tab, place) => {
      const mine = this.offers.charts[place] === chart;
      tab.setAttribute("aria-selected", mine);
    });
    for (const [name, control] of Object.entries(this.controls)) {
      const option = chart.options[name];
      const shared = name === "sources";
      control.field.hidden = !option && !shared;
      const value = name in state ? state[name] : option?.initial;
      if (option || shared) control.show(value, option ?? {});
    }
    this.time.show(state.as_of);
    this.undo.disabled = !this.past.length;
  }

  // -- what the kernel answers

  ask(what, more = {}) {
    if (what === "change") this.listened ??= setTimeout(() => this.late(), AGAIN);
    try {
      this.model.send({ ask: what, page: this.page, ...more });
    } catch {
      this.late(); // its kernel has ended
    }
  }

  // The controls may say already what the chart does not show yet.
  late() {
    this.root.classList.toggle("late", this.waits());
    this.say(WAITING);
  }

  heard() {
    clearTimeout(this.listened);
    this.listened = undefined;
    if (this.status.textContent === WAITING) this.say("");
    this.root.classList.remove("late");
  }

  adopt() {
    const answer = JSON.parse(this.model.get("shown") || "null");
    if (!answer || answer.serial <= this.serial || !this.plotly) return;
    const mine = answer.page === this.page;
    if (mine) this.heard();
    if ((mine ? answer.number : this.answered) < this.number) return; // a newer one is under way
    this.serial = answer.serial;
    Object.assign(this, { day: answer.state.as_of, dated: false });
    const known = this.drawn && same(answer.state, this.drawn.state) && !answer.error;
    if (!mine && known) return; // the same for another page, which is wider or narrower
    if (mine) {
      this.answered = answer.number;
      this.settled();
    }
    if (!same(answer.state, this.state())) this.chosen = this.widened(answer.state);
    this.showControls();
    this.draw(answer).then(() => this.busy(this.waits()));
  }

  busy(yes) {
    this.root.setAttribute("aria-busy", yes);
  }

  // What another page chose, with what this one holds for charts that the other does not show.
  widened(state) {
    const shown = this.offers.charts.find((one) => one.name === state.chart);
    const kept = Object.entries(this.chosen).filter(([name]) => !(name in shown.options) && name !== "as_of" && name !== "sources");
    return { ...Object.fromEntries(kept), ...state };
  }

  // A zoom stays while the axis means the same: chart, unit and rows.
  keepZoom(layout, state) {
    const keys = {};
    for (const name of ["xaxis", "yaxis"]) {
      keys[name] = JSON.stringify([state.chart, state.unit, layout[name]?.categoryarray]);
      const zoom = this.zoom[name];
      if (zoom?.key === keys[name]) layout[name] = { ...layout[name], range: zoom.range, autorange: false };
      else delete this.zoom[name];
    }
    return keys;
  }

  async draw(answer) {
    this.undrawn = this.root.clientWidth ? undefined : answer; // on a page, where words have a size
    if (this.undrawn) return;
    const { figure, state, error, serial } = answer;
    const known = this.drawn && same(state, this.drawn.state);
    if (error || !known) {
      this.problem.hidden = !error; // it stays while only the width changes
      this.problem.textContent = error ?? "";
    }
    const { data, layout } = figure;
    this.code = layout.meta.code;
    this.chart.setAttribute("aria-label", layout.meta.alt);
    this.keys = this.keepZoom(layout, state);
    await this.plotly.react(this.chart, data, layout, { displayModeBar: false, doubleClick: false });
    this.drawn = { serial, state, width: layout.width };
    this.root.dataset.shown = JSON.stringify(state);
    if (!this.listening) this.listen();
    this.table.panel.hidden || known || this.rows();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.keepPicture(), REST);
    this.fit();
  }

  width() {
    const room = this.chart.clientWidth || this.root.clientWidth;
    return Math.min(1240, Math.max(400, Math.floor(room / 20) * 20));
  }

  fit() {
    if (!this.drawn || this.width() === this.drawn.width || !this.chart.clientWidth) return;
    clearTimeout(this.fitting);
    this.fitting = setTimeout(() => this.width() !== this.drawn.width && this.request({}), 150);
  }

  hear(message, buffers) {
    if (message.page !== this.page) return;
    this.heard();
    if (message.kind === "rows") this.table.take(message.rows, this.marked);
    if (message.kind === "tray") this.showTray(message);
    if (message.kind === "file") download(message.name, buffers[0]);
    if (message.kind === "said") this.say(message.text, message.path);
  }

  say(text, path) {
    const fetch = () => this.ask("file", { path });
    this.status.replaceChildren(text, path ? button(path, "Download it", fetch, "link") : "");
  }

  // -- marks and rows

  listen() {
    this.listening = true;
    this.chart.on("plotly_relayout", (changes) => {
      for (const name of ["xaxis", "yaxis"])
        if (`${name}.range[0]` in changes)
          this.zoom[name] = { key: this.keys[name], range: [...this.chart._fullLayout[name].range] };
    });
    this.chart.on("plotly_doubleclick", () => {
      this.zoom = {};
      this.draw(JSON.parse(this.model.get("shown")));
    });
    this.chart.on("plotly_click", ({ points }) => {
      this.hit = true;
      this.rows(points.map((point) => point.customdata));
    });
    this.chart.addEventListener("click", (event) => {
      // Plotly tells of points only: an area stands for the step that the pointer is over
      setTimeout(() => {
        if (!this.hit) this.clickArea(event);
        this.hit = false;
      });
    });
  }

  clickArea(event) {
    const { xaxis, yaxis } = this.chart._fullLayout;
    const place = this.chart.getBoundingClientRect();
    const x = xaxis?.p2c?.(event.clientX - place.left - xaxis._offset);
    const y = yaxis?.p2c?.(event.clientY - place.top - yaxis._offset);
    const covering = this.chart.data.filter((trace) => trace.fill && trace.customdata).map((trace) => {
      const step = trace.x.findLastIndex((one) => xaxis.d2c(one) <= x);
      return { top: trace.y[step], rows: trace.customdata[step] };
    });
    const found = covering.filter(({ top }) => y > 0 && top >= y).sort((a, b) => a.top - b.top)[0];
    if (found) this.rows([found.rows]);
  }

  rows(marks) {
    const references = marks && [...new Set(marks.flat(2).filter(Boolean).join(" ").split(" "))];
    if (references && !references.join("")) return;
    this.marked = references;
    this.ask("rows");
  }

  // -- code, briefing, picture

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = element("textarea", { value: text });
      this.root.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    this.say(`Copied: ${text}`);
  }

  link() {
    const address = new URL(location.href);
    address.searchParams.delete(ASKED);
    const asks = encodeURIComponent(JSON.stringify([this.model.get("key"), this.state()]));
    address.search += `${address.search ? "&" : "?"}${ASKED}=${asks}`; // JupyterLab keeps no "+" for a space
    return address.href;
  }

  async showTray({ entries }) {
    this.trayButton.textContent = `In the briefing (${entries.length})`;
    if (this.tray.hidden) return;
    const order = entries.map((_, place) => place);
    const seen = entries.map((entry) => entry.state);
    const arranged = (places) => () => this.ask("tray", { order: places, seen });
    const swapped = (place, other) => order.map((one) => (one === place ? other : one === other ? place : one));
    const cards = entries.map(async (entry, place) => {
      const act = element("span", { className: "bar" },
        button("↑", "Earlier", arranged(swapped(place, Math.max(0, place - 1)))),
        button("↓", "Later", arranged(swapped(place, Math.min(order.length - 1, place + 1)))),
        this.offers.charts.some((one) => one.name === entry.state.chart)
          ? button("Show", "Show this chart here", () => this.choose(entry.state, {}), "link") : null,
        button("Remove", "Take it out of the briefing", arranged(order.filter((one) => one !== place)), "link"));
      const { data, layout } = entry.figure;
      const src = await this.plotly.toImage({ data, layout }, { format: "svg", width: layout.width, height: layout.height });
      return element("li", {}, element("img", { src, alt: entry.title }), element("span", {}, entry.title), act);
    });
    const none = element("li", {}, "Nothing was collected yet.");
    this.cards.replaceChildren(...(entries.length ? await Promise.all(cards) : [none]));
  }

  // A saved notebook holds the picture, for whoever opens it without a kernel.
  async keepPicture() {
    if (!this.root.isConnected) return;
    const { width, height } = this.chart._fullLayout;
    const { shown } = this.root.dataset;
    this.keep("picture", await this.plotly.toImage(this.chart, { format: "svg", width, height }));
    this.root.dataset.pictured = shown;
  }

  // A saved notebook without a kernel shows only the picture, and nothing to press.
  showSaved() {
    const src = this.model.get("picture");
    const picture = src ? element("img", { src, alt: "The chart as it was last shown" }) : null;
    const said = src ? "As it was last shown. Run this cell to explore." : "Run this cell to explore.";
    this.chart.before(element("figure", { className: "picture" }, picture, element("figcaption", {}, said)));
    this.chosen = { ...JSON.parse(this.model.get("shown") || "{}").state };
    this.showControls();
    for (const part of this.root.children) part.inert = true;
  }
}

export default () => {
  let saved, first, keep;
  let views = 0;
  // a view may be gone before it is answered: until then each that comes asks
  const settled = () => {
    if (first?.link) {
      sessionStorage.setItem(ASKED, first.link);
      window.coalvizFollowed = true; // also when the cell is run again
    }
    first = undefined;
  };
  return {
    initialize({ model }) {
      saved = model.get("seen") || model.get("picture"); // of which no kernel knows
      first = opening(model);
      keep = keeper(model);
    },
    render({ model, el }) {
      const view = new View(model, el, { saved, first, settled, keep });
      keep("seen", (views += 1) > 0);
      return () => {
        view.close();
        keep("seen", (views -= 1) > 0);
      };
    },
  };
};
