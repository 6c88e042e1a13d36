// Pages work without this: it adds rows, saves drafts, keeps words when offline.
"use strict";
document.documentElement.classList.remove("no-js");
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Rows that grow: people, questions, goals.
for (const rows of all("[data-rows]")) {
  const number = () => [...rows.children].forEach((row, index) => {
    row.ariaLabel = row.ariaLabel.replace(/\d+/, index + 1);
    for (const remove of all("[data-remove]", row)) remove.hidden = rows.children.length < 2;
  });
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
  const add = rows.parentElement.querySelector("[data-add]");
  if (add) {
    add.hidden = false;
    for (const button of all("[data-more]", rows.parentElement)) button.hidden = true;
    add.onclick = () => fresh().querySelector("input").focus();
  }
  rows.addEventListener("click", ({ target }) => {
    const row = target.closest("[data-remove]")?.closest("[data-row]");
    if (!row) return;
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
for (const zone of all("select[data-zone] option")) {
  if (zone.value === Intl.DateTimeFormat().resolvedOptions().timeZone) zone.selected = true;
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

  // How much is answered, in each part and in all, and the way to what is open next.
  function count() {
    const tell = (note, root) => {
      const fields = all("[data-answer]", root);
      const open = fields.filter((field) => !filled(field));
      note.textContent = words.of.replace("{done}", fields.length - open.length).replace("{all}", fields.length);
      return open;
    };
    for (const note of all("[data-part]")) tell(note, document.getElementById(note.dataset.part));
    const open = tell(form.querySelector("[data-progress]"), form);
    const next = form.querySelector("[data-next]");
    const follows = (field) => document.activeElement.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
    const after = open.find(follows) || open[0];
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
    const { was } = field.dataset;
    field.parentElement.querySelector(":scope > [data-back]")?.remove();
    if (field.value.length > 20) field.dataset.was = field.value;
    if (field.type !== "textarea" || field.value || !was) return;
    field.insertAdjacentHTML("afterend", "<button type=button class=plain data-back></button>");
    const back = field.nextElementSibling;
    back.textContent = words.undo;
    back.onclick = () => {
      field.value = was;
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
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

const ticked = (field) => ["radio", "checkbox"].includes(field.type);

// What is filled in, by name: of a text its lines, of goals their rows, of a choice its value.
function read(form) {
  const fields = {};
  for (const field of all("textarea[name], :checked[name]", form)) fields[field.name] = field.value.split("\n");
  for (const rows of all("[data-grow]", form)) {
    const table = [...rows.children].map((row) => all("input", row).map((field) => field.value));
    fields[rows.querySelector("input").name] = table.filter((row) => row.some(Boolean)).map((row) => JSON.stringify(row));
  }
  return fields;
}

function write(form, fields) {
  for (const field of all("textarea[name], input[name]", form)) {
    const values = fields[field.name] || [];
    if (ticked(field)) field.checked = values.includes(field.value);
    else if (field.type === "textarea") field.value = values.join("\n");
  }
  for (const rows of all("[data-grow]", form)) {
    const table = (fields[rows.querySelector("input").name] || []).map((row) => JSON.parse(row));
    while (rows.children.length < table.length) rows.append(rows.lastElementChild.cloneNode(true));
    [...rows.children].forEach((row, n) => all("input", row).forEach((field, column) => { field.value = table[n]?.[column] ?? ""; }));
  }
}

// Where both sides changed a text, the lines of both stand; of goals, all rows.
function join(form, before, mine, theirs) {
  const merged = {};
  for (const name of Object.keys({ ...mine, ...theirs })) {
    const [b, m, t] = [before, mine, theirs].map((fields) => fields[name] || []);
    const [was, here, there] = [b, m, t].map((values) => values.join("\n"));
    const both = () => (ticked(form.querySelector(`[name="${name}"]`)) ? m : [...m, ...t.filter((one) => !m.includes(one))]);
    merged[name] = here === there || there === was ? m : here === was ? t : both();
  }
  return merged;
}

function same(one, other) {
  const flat = (fields) => JSON.stringify(Object.entries(fields).filter(([, values]) => values.join("")).sort());
  return flat(one) === flat(other);
}
