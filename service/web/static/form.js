// Every page works without this. It adds rows, saves drafts, and keeps words safe when offline.
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
      ["id", "aria-invalid", "aria-describedby"].forEach((name) => field.removeAttribute(name));
    }
    all(".problem", row).forEach((note) => note.remove());
    rows.append(row);
    number();
    return row;
  };
  const number = () => [...rows.children].forEach((row, index) => {
    row.setAttribute("aria-label", row.getAttribute("aria-label").replace(/\d+/, index + 1));
    const remove = row.querySelector("[data-remove]");
    if (remove) remove.hidden = rows.children.length < 2;
  });
  const add = scope.querySelector("[data-add]");
  if (add) {
    add.hidden = false;
    all("[data-more]", scope).forEach((button) => { button.hidden = true; });
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
  let dirty = false;
  let busy = false;
  let timer = 0;
  let told = false;

  const show = (text, trouble = false) => {
    if (state.textContent !== text) state.textContent = text;
    state.dataset.is = trouble ? "trouble" : "";
  };
  const keep = () => {
    try { localStorage.setItem(store, JSON.stringify({ base, mine: read(form) })); return true; } catch { return false; }
  };
  const forget = () => { try { localStorage.removeItem(store); } catch { /* nothing is kept there */ } };
  const post = (url, body, more = {}) => fetch(url, { method: "POST", body, redirect: "manual", ...more });
  const body = () => {
    const fields = new URLSearchParams(new FormData(form));
    fields.delete("action");
    return fields;
  };

  async function save() {
    clearTimeout(timer);
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    const sent = read(form);
    show(words.saving);
    try {
      const answer = await post(words.draft, body());
      if (answer.status !== 204) throw new Error("refused");
      base = sent;
      if (dirty) keep(); else forget();
      show(`${words.saved} ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
    } catch (error) {
      dirty = true;
      const kept = keep();
      show(kept && error.message !== "refused" ? words.offline : words.refused, true);
      timer = setTimeout(save, 15000);
    }
    busy = false;
    if (dirty && !timer) timer = setTimeout(save, 1500);
  }

  // What another device has saved meanwhile comes in; what was typed here stays.
  async function refresh() {
    if (busy) return;
    try {
      const answer = await fetch(location.pathname, { redirect: "manual" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const theirs = page.getElementById("answers");
      if (theirs) bringIn(base, read(theirs));
    } catch { /* offline: try at the next return */ }
  }

  function bringIn(before, theirs) {
    const mine = read(form);
    const merged = join(form, before, mine, theirs);
    base = theirs;
    if (same(merged, mine)) return;
    write(form, merged);
    count();
    show(words.merged);
    dirty = !same(merged, theirs);
    if (dirty) save();
  }

  function count() {
    const parts = all(".part", form).map((part) => {
      const fields = all("[data-answer]", part);
      const open = fields.filter((field) => !filled(field));
      const note = document.querySelector(`[data-part="${part.id}"]`);
      if (note) note.textContent = tell(fields.length - open.length, fields.length);
      return { open, total: fields.length };
    });
    const open = parts.flatMap((part) => part.open);
    const total = parts.reduce((sum, part) => sum + part.total, 0);
    form.querySelector("[data-progress]").textContent = tell(total - open.length, total);
    const next = form.querySelector("[data-next]");
    if (!next) return;
    next.hidden = !open.length;
    const here = document.activeElement;
    const after = open.find((field) => here && here.compareDocumentPosition(field) & 4 && !field.contains(here)) || open[0];
    if (after) next.hash = after.querySelector("[id^='f-']").id;
  }
  const tell = (done, total) => words.of.replace("{done}", done).replace("{all}", total);

  form.addEventListener("input", (event) => {
    dirty = true;
    count();
    offerUndo(event.target);
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; save(); }, 1500);
  });
  form.addEventListener("focusin", (event) => {
    event.target.dataset.was = event.target.value;
    count();
    if (told || !event.target.name) return;
    told = true;
    post(words.opened, new URLSearchParams({ form_token: form.elements.form_token.value })).catch(() => { told = false; });
  });
  form.addEventListener("change", (event) => proposeWording(event.target));
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); forget(); });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") refresh();
    else if (dirty) { keep(); post(words.draft, body(), { keepalive: true }).catch(() => {}); }
  });

  function offerUndo(field) {
    const was = field.dataset.was || "";
    const old = field.parentElement.querySelector(":scope > [data-back]");
    if (field.value && field.value.length > 20) field.dataset.was = field.value;
    if (field.tagName !== "TEXTAREA" || field.value || was.length < 20) { if (old && field.value) old.remove(); return; }
    if (old) return;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "plain";
    back.dataset.back = "";
    back.textContent = words.undo;
    back.addEventListener("click", () => {
      field.value = was;
      back.remove();
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    field.after(back);
  }

  // In a review, "change" starts from the words in force.
  function proposeWording(radio) {
    const answer = radio.type === "radio" && radio.closest("[data-answer=choice]");
    const current = answer && answer.querySelector("[data-current]");
    if (!current) return;
    const field = answer.querySelector("textarea");
    if (radio.value === "change" && !field.value) field.value = current.textContent;
    else if (radio.value !== "change" && field.value === current.textContent) field.value = "";
  }

  // Words that could not be sent last time.
  try {
    const kept = JSON.parse(localStorage.getItem(store) || "null");
    if (kept) {
      const theirs = read(form);
      write(form, kept.mine);
      bringIn(kept.base, theirs);
      forget();
      if (!same(read(form), theirs)) { dirty = true; save(); }
    }
  } catch { forget(); }
  count();
}

function filled(answer) {
  return all("textarea, input:not([type=checkbox])", answer).some((field) => (field.type === "radio" ? field.checked : field.value.trim()));
}

function read(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    if (name !== "form_token" && name !== "action") (fields[name] ||= []).push(value.replace(/\r\n/g, "\n"));
  }
  return fields;
}

function write(form, fields) {
  for (const rows of all("[data-grow]", form)) {
    const name = rows.querySelector("input").name;
    while (rows.children.length < (fields[name] || []).length) {
      rows.append(rows.lastElementChild.cloneNode(true));
      all("input", rows.lastElementChild).forEach((field) => field.removeAttribute("id"));
    }
  }
  const seen = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit") continue;
    const values = fields[field.name] || [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else {
      const index = (seen[field.name] = (seen[field.name] ?? -1) + 1);
      field.value = values[index] ?? "";
    }
  }
}

// Both sides' changes. Where both changed a text, the lines of both stand; of goals, all rows.
function join(form, before, mine, theirs) {
  const merged = {};
  const text = JSON.stringify;
  const pick = (b, m, t, both) => (text(m) === text(t) || text(t) === text(b) ? m : text(m) === text(b) ? t : both(m, t));
  const more = (m, t) => [...m, ...t.filter((one) => !m.some((other) => text(other) === text(one)))];
  for (const name of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
    const [b, m, t] = [before, mine, theirs].map((fields) => fields[name] || []);
    const long = form.querySelector(`textarea[name="${CSS.escape(name)}"]`);
    merged[name] = pick(b, m, t, long ? () => [more((m[0] || "").split("\n"), (t[0] || "").split("\n")).join("\n")] : () => m);
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
  const flat = (fields) => JSON.stringify(Object.keys(fields).filter((name) => fields[name].some(Boolean)).sort().map((name) => [name, fields[name].filter(Boolean)]));
  return flat(one) === flat(other);
}
