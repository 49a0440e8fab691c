// The form for the next article. The page owns what is typed and sends all of it with a number; the
// kernel says what is wrong and how the rows will stand; an answer to an older number is not shown.

const REST = 250; // milliseconds without a key after which is asked
const AGAIN = 5000; // milliseconds without an answer after which is asked again

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(properties)) if (name.includes("-")) made.setAttribute(name, value);
  made.append(...children.filter((child) => child != null));
  return made;
}

function options(choices, empty) {
  const first = empty ? [element("option", { value: "" }, "")] : [];
  const made = choices.map(([value, told]) =>
    element("option", { value }, told && told !== value ? `${value}: ${told}` : value)
  );
  return [...first, ...made];
}

// What a field may hold, by the schema of its table: names of rows, or the values that the codebook names.
function allowed(field, schema, choices) {
  const target = schema.foreignKeys?.find((key) => key.fields === field.name)?.reference ?? field.listOf;
  if (target) return choices[target.resource];
  const labels = new Map(field.categories?.map(({ value, label }) => [value, label]));
  return field.constraints?.enum?.map((value) => [value, labels.get(value)]);
}

// A control for a field: a choice where it is known what it may hold, else a line of text.
function control(field, known, value, changed) {
  let made;
  if (field.listOf) {
    made = element("select", { multiple: true, size: 4 }, ...options(known));
    const chosen = (value ?? "").split(" ");
    for (const one of made.options) one.selected = chosen.includes(one.value);
    made.onchange = () => changed([...made.selectedOptions].map((one) => one.value).join(" "));
  } else if (known?.length) {
    made = element("select", {}, ...options(known, true));
    made.value = value ?? "";
    made.onchange = () => changed(made.value);
  } else {
    made = element("input", { type: "text", value: value ?? "" });
    made.oninput = () => changed(made.value);
  }
  made.name = field.name;
  return made;
}

// The fields of a table, as the descriptor of the tables has them; the source is that of the article.
function fieldset(heading, { description, schema }, cells, choices, changed) {
  const boxes = schema.fields.filter(({ name }) => name !== "source_id").map((field) => {
    const label = field.name.replaceAll("_", " ") + (field.constraints?.required ? " *" : "");
    const told = element("span", {}, label);
    const input = control(field, allowed(field, schema, choices), cells[field.name], (text) => {
      if (text) cells[field.name] = text;
      else delete cells[field.name];
      changed();
    });
    const wrong = element("small", { className: "wrong", role: "alert" });
    wrong.dataset.column = field.name;
    return element("label", { className: "field", title: field.description }, told, input, wrong);
  });
  const legend = element("legend", { title: description }, heading);
  return element("fieldset", { className: "claim" }, legend, ...boxes);
}

const STYLE = `
.coalviz-form fieldset.claim { border: 1px solid var(--edge); padding: 8px 12px 10px; margin: 8px 0; align-items: start; }
.coalviz-form legend { font-size: 14px; font-weight: 600; color: var(--ink); padding: 0 4px; }
.coalviz-form input[type="text"], .coalviz-form select { width: 210px; }
.coalviz-form select[multiple] { height: auto; padding: 2px; }
.coalviz-form .wrong:not(:empty) { border-left: 3px solid #b3261e; padding-left: 6px; max-width: 201px; }
.coalviz-form pre { background: var(--field); border: 1px solid var(--edge); padding: 8px; overflow-x: auto; white-space: pre; }
`;

function render({ model, el }) {
  const page = Math.random().toString(36).slice(2);
  const offers = model.get("offers");
  let typed = structuredClone(model.get("typed"));
  let number = 0;
  let answered = 0;
  let resting, waiting;

  const forms = element("div");
  const rows = element("pre", { "aria-label": "The rows as they will stand" });
  const count = element("p", { className: "said", "aria-live": "polite" });
  const append = element("button", { type: "button", className: "primary", disabled: true }, "Append the rows");
  const review = element("div", { className: "review", "aria-live": "polite" });
  const adders = offers.claims.map((kind) =>
    element("button", { type: "button", title: kind.description, onclick: () => add(kind.name) }, `+ ${kind.label}`)
  );
  const read = []; // the claims whose wording was sent to be read
  el.classList.add("coalviz-explorer", "coalviz-form");
  // JupyterLab's keys, such as x: cut the cell, do nothing here; but that which saves the notebook does
  el.dataset.lmSuppressShortcuts = "true";
  el.onkeydown = (event) => {
    if (!((event.ctrlKey || event.metaKey) && event.key === "s")) return event.stopPropagation();
    delete el.dataset.lmSuppressShortcuts; // while JupyterLab hears of it
    setTimeout(() => (el.dataset.lmSuppressShortcuts = "true"));
  };
  el.append(
    element("style", {}, STYLE),
    forms,
    element("div", { className: "bar" }, ...adders),
    element("h4", {}, "The rows as they will stand"),
    rows,
    count,
    append,
    review
  );

  // ids that this very article brings can be chosen in its other claims
  function choices() {
    const all = Object.fromEntries(Object.entries(offers.choices).map(([name, list]) => [name, [...list]]));
    const ids = { parties: "party_id", coalitions: "coalition_id", events: "event_id", pledges: "pledge_id" };
    for (const claim of typed.claims) {
      const id = claim.cells[ids[claim.table]];
      if (id && all[claim.table] && !all[claim.table].some(([known]) => known === id))
        all[claim.table].push([id, claim.cells.name ?? claim.cells.title ?? ""]);
    }
    return all;
  }

  function add(table) {
    const last = typed.claims.at(-1)?.cells ?? {};
    const kind = offers.claims.find((one) => one.name === table);
    const kept = kind.schema.fields.some((field) => field.name === "coalition_id") && last.coalition_id;
    typed.claims.push({ table, cells: kept ? { coalition_id: last.coalition_id } : {} });
    draw();
    forms.lastChild.querySelector("select, input")?.focus();
  }

  function wordingOf(claim) {
    const input = element("input", { type: "text", name: "wording", placeholder: "more than €30 million" });
    input.onchange = () =>
      model.send({ ask: "read", page, claim: read.push(claim) - 1, table: claim.table, wording: input.value });
    const told = element("span", {}, "as the article words it");
    const hint = "Read into comparator, amount and currency; correct them below where that went wrong";
    return element("label", { className: "field", title: hint }, told, input);
  }

  function draw() {
    const known = choices();
    forms.replaceChildren(
      fieldset("The article", offers.source, typed.source, known, changed),
      ...typed.claims.map((claim, place) => {
        const kind = offers.claims.find((one) => one.name === claim.table);
        const made = fieldset(`${place + 1}. ${kind.label}`, kind, claim.cells, known, changed);
        const worded = kind.schema.fields.some(({ name }) => name === "amount" || name === "count");
        if (worded) made.querySelector("legend").after(wordingOf(claim));
        const remove = () => {
          typed.claims.splice(place, 1);
          draw();
        };
        made.append(element("button", { type: "button", className: "link", onclick: remove }, "Remove"));
        return made;
      })
    );
    changed();
  }

  function changed() {
    append.disabled = true;
    clearTimeout(resting);
    resting = setTimeout(ask, REST);
  }

  function ask() {
    number += 1;
    send();
  }

  function send() {
    clearTimeout(waiting);
    model.send({ ask: "check", page, number, typed });
    waiting = setTimeout(() => answered < number && askAgain(), AGAIN);
  }

  // where a saved notebook has no kernel, nothing would be heard of what is typed
  function askAgain() {
    count.textContent = "Waiting for the kernel. If none is running, run this cell.";
    live(answered > 0);
    send(); // the same number: a late answer counts
  }

  function live(heard) {
    for (const part of el.children) part.inert = !heard && part !== count;
  }

  function show({ problems, lines }) {
    for (const one of forms.querySelectorAll(".wrong")) one.textContent = "";
    const sets = forms.querySelectorAll("fieldset.claim");
    const other = [];
    for (const { claim, column, text } of problems) {
      const place = claim === null ? null : sets[claim + 1]?.querySelector(`.wrong[data-column="${column}"]`);
      if (place) place.textContent ||= text;
      else other.push(claim === null ? text : `Claim ${claim + 1}: ${text}`);
    }
    rows.textContent = Object.entries(lines).map(([file, text]) => `${file}\n${text}`).join("\n");
    const wrong = problems.length;
    const many = `${wrong} ${wrong === 1 ? "thing is" : "things are"} still to be put right. `;
    count.textContent = wrong ? many + other.join(" ") : "The rows are in order.";
    append.disabled = wrong > 0 || !typed.claims.length;
  }

  append.onclick = () => {
    append.disabled = true;
    model.send({ ask: "append", page, typed });
    count.textContent = "Appending, and looking what changes …";
  };

  function appended({ news, charts }) {
    const list = (head, items) => [
      element("h4", {}, head),
      element("ul", {}, ...items.map((item) => element("li", {}, item))),
    ];
    review.replaceChildren(...list("What became known", news), ...list("Charts that changed", charts));
    typed = { source: typed.source, claims: [] };
    rows.textContent = "";
    forms.replaceChildren();
    count.textContent = "The rows were appended. For another article, run this cell again.";
    for (const one of adders) one.disabled = true;
  }

  function hear(message) {
    if (message.page && message.page !== page) return;
    if (message.kind === "said") count.textContent = message.text;
    if (message.kind === "appended") appended(message.review);
    if (message.kind === "checked" && message.number === number) {
      answered = number;
      live(true);
      show(message);
    }
    const place = message.kind === "read" ? typed.claims.indexOf(read[message.claim]) : -1;
    if (place >= 0) { // it was not removed meanwhile
      Object.assign(typed.claims[place].cells, message.cells);
      const set = forms.querySelectorAll("fieldset.claim")[place + 1];
      for (const [name, value] of Object.entries(message.cells)) set.querySelector(`[name="${name}"]`).value = value;
      changed();
    }
  }

  model.on("msg:custom", hear);
  draw();
  return () => model.off("msg:custom", hear);
}

export default { render };
