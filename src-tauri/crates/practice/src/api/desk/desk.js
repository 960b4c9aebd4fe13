// The practice desk. What it can send stands in the page: each button has `data-path`, `data-method` (POST unless
// said), `data-send` (the body) and `data-done` (the sentence afterwards). In a body a text stands for a field:
//   "$name" its text, "#name" its number, "@name" yes or no as true or false, "#name*other" a product;
//   "name.fact" a fact of the chosen row; "desk.company" and "desk.partner" of the company shown.
// With "?" at the end an empty field leaves the key out, with "!" the whole object around it. Paths and sentences
// have the same names in braces; "{answer.…}" is from the answer, "{$…}" is money.

const every_ms = 3000;
const finds = {};
const shown = {};
let desk = {};
const said = document.getElementById("said");

function say(text, kind) {
  said.className = kind;
  said.textContent = text;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// --- Fields -----------------------------------------------------------------------------------------------------

function field(form, name) {
  const [first, fact] = name.split(".");
  if (first === "desk") return desk[fact] ?? "";
  const control = form.elements.namedItem(first);
  if (!fact) return control?.value.trim() ?? "";
  return control?.selectedOptions[0]?.dataset[fact] ?? "";
}

const gone = Symbol("without the object around it");

function fill(form, template) {
  if (Array.isArray(template)) return template.map((part) => fill(form, part)).filter((part) => part !== gone);
  if (template === null || typeof template !== "object") return leaf(form, template);
  const made = {};
  for (const [key, part] of Object.entries(template)) {
    const value = fill(form, part);
    if (value === gone && typeof part === "string") return gone;
    const empty = value === undefined || value === gone || (Array.isArray(value) && value.length === 0);
    if (!empty) made[key] = value;
  }
  return Object.keys(template).length && !Object.keys(made).length ? undefined : made;
}

function leaf(form, template) {
  const [, kind, name, end] = /^([$#@])([^?!]*)([?!]?)$/.exec(template) ?? [];
  if (!kind) return template;
  const [left, right] = name.split("*");
  const text = field(form, left);
  if (text === "" && end) return end === "!" ? gone : undefined;
  if (kind === "@") return text === "yes";
  if (kind === "$") return text;
  return right ? Number(text) * Number(field(form, right)) : Number(text);
}

const newYork = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium", timeZone: "America/New_York" });
const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" });

function words(form, template, answer) {
  return template.replace(/\{(\$?)([^}]+)\}/g, (_, money, name) => {
    const parts = name.split(".");
    const value = parts[0] === "answer" ? parts.slice(1).reduce((at, part) => at?.[part], answer) : field(form, name);
    if (/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return newYork.format(new Date(value));
    return money ? dollars.format(Number(value)) : String(value ?? "");
  });
}

// --- What is wrong, beside the field ----------------------------------------------------------------------------

function wrong(control, text) {
  const id = `${control.id}-problem`;
  const note = element("p", text, "problem");
  note.id = id;
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [id, control.dataset.hint].filter(Boolean).join(" "));
  control.after(note);
}

function right(form) {
  for (const note of form.querySelectorAll(".problem")) note.remove();
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    if (control.dataset.hint) control.setAttribute("aria-describedby", control.dataset.hint);
    else control.removeAttribute("aria-describedby");
  }
}

function fault(control, needed) {
  const text = control.value.trim();
  if (text === "") return needed ? (control.dataset.missing ?? "This field is required.") : "";
  if (control.dataset.kind === "money" && !/^\d{1,9}(\.\d{1,2})?$/.test(text)) return "Enter an amount like 120.50.";
  if (control.dataset.kind === "count" && !/^[1-9]\d{0,4}$/.test(text)) return "Enter a whole number from 1 to 99999.";
  if (control.validity.badInput) return "Enter a complete date.";
  return "";
}

function check(form, button) {
  const uses = `${button.dataset.path} ${button.dataset.send ?? ""} ${button.dataset.done}`;
  let first = null;
  for (const control of form.elements) {
    if (!control.name) continue;
    const used = new RegExp(`[{$#@*]${control.name}[.}"*?!]`).test(uses);
    const needed = used && new RegExp(`[{$#*]${control.name}[.}"*]`).test(uses);
    const pair = control.dataset.with && used ? field(form, control.dataset.with) : "";
    const text = used ? fault(control, needed || pair !== "") : "";
    if (text) {
      wrong(control, text);
      first ??= control;
    }
  }
  first?.focus();
  return !first;
}

// The sentences of a refusal: [field, text] of either side's error body.
function refusals(answer, status) {
  const books = answer?.Fault?.Error ?? answer?.fault?.error;
  if (books) return books.map((one) => [one.element ?? "", one.Detail ?? one.detail ?? one.Message ?? ""]);
  const fields = Object.entries(answer?.validation_errors ?? {});
  if (fields.length) return fields;
  return [["", answer?.message ?? `The practice services answered ${status}.`]];
}

function refuse(form, answer, status) {
  const rest = [];
  const sentences = refusals(answer, status);
  for (const [name, text] of sentences) {
    const last = name.split(".").slice(-1)[0];
    const control = [...form.elements].find((one) => one.name && [name, last].some((n) => n && (one.dataset.error === n || one.name === n)));
    if (control && !control.hasAttribute("aria-invalid")) {
      wrong(control, `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`);
      control.focus();
    } else rest.push(name && !answer?.Fault ? `${name} ${text}` : text);
  }
  if (rest.length) form.append(element("p", rest.join(" "), "problem"));
  say(`Nothing was changed. ${sentences.map(([, text]) => text).join(" ")}`, "bad");
}

// --- Acting -----------------------------------------------------------------------------------------------------

async function call(path, method, sent) {
  const headers = sent === undefined ? {} : { "content-type": "application/json" };
  const answer = await fetch(`/practice${path}`, { method, headers, body: sent && JSON.stringify(sent) });
  const text = await answer.text();
  let value = null;
  try {
    value = JSON.parse(text);
  } catch {
    value = { message: text };
  }
  if (answer.status === 401) value = { message: "The practice services were restarted. Reload this page." };
  return { ok: answer.ok, status: answer.status, value };
}

async function act(event) {
  event.preventDefault();
  const form = event.target;
  const button = event.submitter ?? form.querySelector("button");
  right(form);
  for (const select of form.querySelectorAll("[data-lost]")) delete select.dataset.lost;
  if (!check(form, button)) return say("Nothing was done: check the marked field.", "bad");
  form.setAttribute("aria-busy", "true");
  try {
    await read(); // the companion may have changed the record since
    const chosen = [...form.querySelectorAll("select[data-missing]")].find((one) => one.dataset.lost);
    if (chosen) {
      wrong(chosen, "That no longer exists. Choose again.");
      return say("Nothing was done: what you chose no longer exists.", "bad");
    }
    const { path, send, method = "POST", done } = button.dataset;
    const target = path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(field(form, name)));
    const answer = await call(target, method, send ? (fill(form, JSON.parse(send)) ?? {}) : undefined);
    if (answer.ok) {
      say(words(form, done, answer.value), "done");
      for (const input of form.querySelectorAll("input:not([type=search])")) input.value = input.defaultValue;
    } else refuse(form, answer.value, answer.status);
    await read();
  } catch {
    say("The practice services do not respond. It is not known what was done.", "bad");
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// --- Showing ----------------------------------------------------------------------------------------------------

function offer(select, rows) {
  const kept = select.value;
  const blank = select.size > 1 ? [] : [new Option("Choose", "")];
  const made = rows.map((row) => {
    const option = new Option(row.text, row.value);
    for (const [fact, value] of Object.entries(row)) {
      if (fact !== "text" && fact !== "value" && value !== null) option.dataset[fact] = value;
    }
    return option;
  });
  select.replaceChildren(...(select.id === "company" ? made : [...blank, ...made]));
  select.value = kept;
  if (kept && select.value !== kept) {
    select.dataset.lost = "yes";
    if (select.size <= 1) select.value = "";
  }
  if (!rows.length && select.size > 1) {
    const none = new Option(select.dataset.none ?? "No matches.", "");
    none.disabled = true;
    select.replaceChildren(none);
  }
}

function ready(form) {
  for (const button of form.querySelectorAll("[data-when]")) {
    const select = form.querySelector("select[data-list]");
    const status = select?.selectedOptions[0]?.dataset.status;
    button.disabled = !button.dataset.when.split(" ").includes(status);
  }
}

function strip(facts) {
  const values = {
    ...facts,
    time: facts.clock === "manual" ? `${facts.time}, standing still` : facts.time,
    closed: facts.closed ?? "open",
    limits: facts.limits ? "on, as published" : "off",
    faults: facts.faults || "none",
    violations: facts.violations || "none",
  };
  for (const place of document.querySelectorAll("[data-strip]")) {
    const name = place.dataset.strip;
    place.textContent = values[name];
    place.classList.toggle("needs", (name === "faults" || name === "violations") && facts[name] > 0);
  }
}

function requestRow(one) {
  const row = element("tr");
  const path = one.path.replace(/^\/(quickbooks\/v3\/company\/\d+|alternative|intuit)(?=\/)/, "");
  const call = element("td", `${one.method} ${path}`, "call");
  if (one.effect) call.append(element("br"), element("strong", one.effect));
  const status = one.status === undefined || one.status === null ? "cut off" : String(one.status);
  const note = one.fault ? `${status}, on purpose` : status;
  row.append(
    element("td", one.at),
    element("td", one.side),
    call,
    element("td", note, one.status >= 400 || one.fault ? "bad" : ""),
    element("td", one.requestid ?? "–", "id"),
  );
  return row;
}

function changed(name, value) {
  const text = JSON.stringify(value);
  if (shown[name] === text) return false;
  shown[name] = text;
  return true;
}

function show(view) {
  desk = view.desk;
  strip(view.strip);
  for (const [list, rows] of Object.entries(view.lists)) {
    if (!changed(list, rows)) continue;
    for (const select of document.querySelectorAll(`[data-list="${list}"]`)) offer(select, rows);
  }
  document.getElementById("company").value = desk.company;
  document.getElementById("several").hidden = view.lists.companies.length < 2;
  for (const form of document.forms) ready(form);
  if (changed("requests", view.requests)) {
    const none = element("tr");
    const cell = element("td", "The companion has not sent any requests yet.");
    cell.colSpan = 5;
    none.append(cell);
    const rows = view.requests.length ? view.requests.map(requestRow) : [none];
    document.getElementById("request-rows").replaceChildren(...rows);
  }
  if (changed("violations", view.violations)) {
    const rows = view.violations.map((one) => element("li", `${one.at}: ${one.text} (${one.detail}).`));
    document.getElementById("violation-rows").replaceChildren(...(rows.length ? rows : [element("li", "None so far.")]));
  }
  document.getElementById("read-at").textContent = `as of ${new Date().toLocaleTimeString()}`;
}

let turn = 0;
async function read() {
  const mine = ++turn;
  const answer = await call(`/desk/view?${new URLSearchParams({ company: desk.company ?? "", ...finds })}`, "GET");
  if (!answer.ok) return say(answer.value?.message ?? "The practice services do not respond.", "bad");
  if (mine === turn) show(answer.value);
}

async function again() {
  try {
    if (!document.hidden) await read();
  } catch {
    document.getElementById("read-at").textContent = "the practice services do not answer";
  }
  setTimeout(again, every_ms);
}

for (const form of document.forms) {
  for (const control of form.elements) {
    if (control.getAttribute("aria-describedby")) control.dataset.hint = control.getAttribute("aria-describedby");
  }
  form.addEventListener("submit", act);
  form.addEventListener("change", () => ready(form));
}
for (const search of document.querySelectorAll("[data-find]")) {
  search.addEventListener("input", () => {
    finds[search.dataset.find] = search.value;
    for (const other of document.querySelectorAll(`[data-find="${search.dataset.find}"]`)) other.value = search.value;
    read().catch(() => {});
  });
  // Enter in a search looks for rows; it does not act.
  search.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
}
document.getElementById("company").addEventListener("change", (event) => {
  desk = { company: event.target.value };
  read().catch(() => {});
});
again();
