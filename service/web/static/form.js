// Pages work without this: it adds rows, saves drafts, keeps words when offline.
"use strict";
document.documentElement.classList.remove("no-js");
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Rows that grow: people, questions, goals.
for (const rows of all("[data-rows]")) {
  const scope = rows.parentElement;
  const fresh = () => {
    const row = rows.lastElementChild.cloneNode(true);
    for (const field of all("input, select", row)) {
      if (field.tagName === "INPUT") field.value = "";
      ["id", "aria-invalid", "aria-describedby"].map((name) => field.removeAttribute(name));
    }
    for (const note of all(".problem", row)) note.remove();
    rows.append(row);
    number();
    return row;
  };
  const number = () => [...rows.children].forEach((row, index) => {
    row.ariaLabel = row.ariaLabel.replace(/\d+/, index + 1);
    for (const remove of all("[data-remove]", row)) remove.hidden = rows.children.length < 2;
  });
  const add = scope.querySelector("[data-add]");
  if (add) {
    add.hidden = false;
    for (const button of all("[data-more]", scope)) button.hidden = true;
    add.addEventListener("click", () => fresh().querySelector("input").focus());
  }
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    const row = button.closest("[data-row]");
    const near = row.previousElementSibling || row.nextElementSibling;
    row.remove();
    number();
    near.querySelector("input").focus();
  });
  if ("grow" in rows.dataset) {
    rows.addEventListener("input", () => {
      if (all("input", rows.lastElementChild).some((field) => field.value)) fresh();
    });
  }
  number();
}

// The time zone of the browser, where nothing was chosen before.
const zones = document.querySelector("select[data-zone]");
if (zones) {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...zones.options].some((option) => option.value === here)) zones.value = here;
}

const form = document.getElementById("answers");
if (form) keepSafe(form);

function keepSafe(form) {
  const words = form.dataset;
  const state = form.querySelector("[data-state]");
  const store = `draft:${words.keep}`;
  let base = read(form);
  let [dirty, busy, told, timer] = [false, false, false, 0];

  const show = (text, trouble = "") => {
    state.textContent = text;
    state.dataset.is = trouble;
  };
  // A browser may forbid storage, or have no room left.
  const shelf = (use) => { try { return use(localStorage); } catch { return false; } };
  const keep = () => shelf((here) => { here.setItem(store, JSON.stringify({ base, mine: read(form) })); return true; });
  const forget = () => shelf((here) => here.removeItem(store));
  const post = (url, fields = new FormData(form), keepalive = false) =>
    fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", keepalive });

  async function save() {
    timer = clearTimeout(timer);
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    const sent = read(form);
    show(words.saving);
    try {
      const answer = await post(words.draft);
      if (answer.status !== 204) throw new Error("");
      base = sent;
      if (dirty) keep(); else forget();
      show(`${words.saved} ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
    } catch (error) {
      dirty = true;
      show(!keep() ? words.unsaved : error.message ? words.offline : words.refused, "trouble");
      timer = setTimeout(save, 15000);
    }
    busy = false;
    if (dirty && !timer) timer = setTimeout(save, 1500);
  }

  // What another device has saved comes in; what was typed here stays.
  async function refresh() {
    if (busy) return;
    try {
      const answer = await fetch(location.pathname, { redirect: "manual" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      bringIn(base, read(page.getElementById("answers")));
    } catch { /* offline: at the next return */ }
  }

  function bringIn(before, theirs) {
    const mine = read(form);
    const merged = join(form, before, mine, theirs);
    base = theirs;
    if (!same(merged, mine)) {
      write(form, merged);
      count();
      show(words.merged);
    }
    dirty = !same(merged, theirs);
    if (dirty) save(); else forget();
  }

  function count() {
    const tell = (open, fields) => words.of.replace("{done}", fields.length - open.length).replace("{all}", fields.length);
    const openIn = (root) => {
      const fields = all("[data-answer]", root);
      return [fields.filter((field) => !filled(field)), fields];
    };
    for (const note of all("[data-part]")) note.textContent = tell(...openIn(document.getElementById(note.dataset.part)));
    const [open, fields] = openIn(form);
    form.querySelector("[data-progress]").textContent = tell(open, fields);
    const next = form.querySelector("[data-next]");
    const here = document.activeElement;
    const after = open.find((field) => here.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING && here !== document.body) || open[0];
    next.hidden = !after;
    if (after) next.hash = after.querySelector("[id^='f-']").id;
  }

  form.addEventListener("input", (event) => {
    dirty = true;
    count();
    offerUndo(event.target);
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  form.addEventListener("focusin", (event) => {
    event.target.dataset.was ||= event.target.value;
    count();
    if (told || !event.target.name) return;
    told = true;
    post(words.opened, { form_token: form.elements.form_token.value }).catch(() => { told = false; });
  });
  form.addEventListener("change", (event) => proposeWording(event.target));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) { dirty = false; forget(); return; }
    event.preventDefault();
    show(keep() ? words.offline : words.unsaved, "trouble");
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh();
    else if (dirty) { keep(); post(words.draft, undefined, true).catch(() => {}); }
  });

  // A text that was emptied can be brought back.
  function offerUndo(field) {
    const { was = "" } = field.dataset;
    field.parentElement.querySelector(":scope > [data-back]")?.remove();
    if (field.value.length > 20) field.dataset.was = field.value;
    if (field.tagName !== "TEXTAREA" || field.value || !was) return;
    const back = document.createElement("button");
    Object.assign(back, { type: "button", className: "plain", textContent: words.undo });
    back.dataset.back = "";
    back.addEventListener("click", () => {
      field.value = was;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.after(back);
  }

  // In a review, "change" starts from the words in force.
  function proposeWording(radio) {
    const answer = radio.closest(".clause [data-answer]");
    if (!answer || radio.type !== "radio") return;
    const current = answer.querySelector("[data-current]").textContent;
    const field = answer.querySelector("textarea");
    if (radio.value === "change") field.value ||= current;
    else if (field.value === current) field.value = "";
  }

  // Words that could not be sent last time.
  const kept = JSON.parse(shelf((here) => here.getItem(store)) || null);
  if (kept) {
    const theirs = read(form);
    write(form, kept.mine);
    bringIn(kept.base, theirs);
  }
  count();
}

function filled(answer) {
  return all("textarea, input:not([type=checkbox])", answer).some((field) => (field.type === "radio" ? field.checked : field.value.trim()));
}

function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "form_token") (fields[name] ||= []).push(value.replace(/\r\n/g, "\n"));
  }
  return fields;
}

function write(form, fields) {
  for (const rows of all("[data-grow]", form)) {
    const name = rows.querySelector("input").name;
    while (rows.children.length < (fields[name] || []).length) rows.append(rows.lastElementChild.cloneNode(true));
  }
  const seen = {};
  for (const field of form.elements) {
    if (!field.name || ["hidden", "submit"].includes(field.type)) continue;
    const values = fields[field.name] || [];
    if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
    else {
      seen[field.name] = (seen[field.name] ?? -1) + 1;
      field.value = values[seen[field.name]] ?? "";
    }
  }
}

// Where both sides changed a text, the lines of both stand; of goals, all rows.
function join(form, before, mine, theirs) {
  const merged = {};
  const text = JSON.stringify;
  const pick = (b, m, t, both) => (text(m) === text(t) || text(t) === text(b) ? m : text(m) === text(b) ? t : both(m, t));
  const more = (m, t) => [...m, ...t.filter((one) => !m.some((other) => text(other) === text(one)))];
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [b, m, t] = [before, mine, theirs].map((fields) => fields[name] || []);
    const lines = (values) => (values[0] || "").split("\n");
    const long = form.elements[name]?.tagName === "TEXTAREA";
    merged[name] = pick(b, m, t, () => (long ? [more(lines(m), lines(t)).join("\n")] : m));
  }
  for (const rows of all("[data-grow]", form)) {
    const names = all("input", rows.firstElementChild).map((field) => field.name);
    const table = (fields) => (fields[names[0]] || []).map((_, n) => names.map((name) => (fields[name] || [])[n] || "")).filter((row) => row.some(Boolean));
    const joined = pick(table(before), table(mine), table(theirs), more);
    names.forEach((name, column) => { merged[name] = joined.map((row) => row[column]); });
  }
  return merged;
}

function same(one, other) {
  const flat = (fields) => JSON.stringify(Object.entries(fields).map(([name, values]) => [name, ...values.filter(Boolean)]).filter((row) => row[1]).sort());
  return flat(one) === flat(other);
}
