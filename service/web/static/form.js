// Pages work without this: it adds rows, saves drafts, keeps words when offline.
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
      if (!field.options) field.value = "";
      for (const name of ["id", "aria-invalid", "aria-describedby"]) field.removeAttribute(name);
    }
    for (const note of all(".problem", row)) note.remove();
    rows.append(row);
    number();
    return row;
  };
  for (const add of all("[data-add]", rows.parentElement)) add.onclick = () => fresh().querySelector("input").focus();
  rows.onclick = ({ target }) => {
    if (!target.matches("[data-remove]")) return;
    const row = target.closest("[data-row]");
    const near = row.previousElementSibling || row.nextElementSibling;
    row.remove();
    number();
    near.querySelector("input").focus();
  };
  if (rows.matches("[data-grow]")) rows.oninput = () => all("input", rows.lastElementChild).some((field) => field.value) && fresh();
  number();
}

// The browser's time zone, where none was chosen.
for (const zone of all("select[data-zone] option")) {
  if (zone.value === Intl.DateTimeFormat().resolvedOptions().timeZone) zone.selected = true;
}

const form = document.getElementById("answers");
if (form) keepSafe();

function keepSafe() {
  const words = form.dataset;
  const { base, form_token: token } = form.elements;
  const store = `words:${words.keep}`;
  let [dirty, busy, timer, tried] = [false, false, 0, []];

  const state = form.querySelector("[data-state]");
  const show = (text, trouble = "") => [state.textContent, state.dataset.is] = [text, trouble];
  // Storage may be forbidden, or full.
  const shelf = (use) => { try { return use(localStorage); } catch { return false; } };
  const keep = () => shelf((here) => here.setItem(store, JSON.stringify([base.value, read()])) ?? true);
  const forget = () => shelf((here) => here.removeItem(store));
  const stay = (why) => show(keep() ? why : words.unsaved, "trouble");
  const post = (url, fields, keepalive) =>
    fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual", keepalive });

  // What was sent without an answer may have arrived.
  form.onformdata = ({ formData }) => tried.map((sent) => formData.append("base", sent));
  const send = (keepalive) => {
    const sending = post(words.draft, new FormData(form), keepalive);
    tried = [JSON.stringify(read()), ...tried].slice(0, 3);
    return sending;
  };

  // The server joins in what another device has saved since `base`.
  async function save() {
    timer = clearTimeout(timer);
    if (busy) return;
    busy = true;
    const [sent, typed] = [read(), dirty];
    let wait = 1500;
    dirty = false;
    if (typed) show(words.saving);
    try {
      const answer = await send();
      if (answer.status > 204 || !answer.status) throw new Error("");
      const joined = answer.status === 200 && await answer.json();
      tried = [];
      base.value = JSON.stringify(joined || sent);
      if (dirty) keep(); else forget();
      if (joined) bringIn(sent, joined);
      else if (typed) show(`${words.saved} ${new Date().toLocaleTimeString([], { timeStyle: "short" })}`);
    } catch (error) {
      wait = 15000;
      dirty ||= typed;
      if (dirty) stay(error.message ? words.offline : words.refused);
    }
    busy = false;
    if (dirty) timer = setTimeout(save, wait);
  }

  // What was typed meanwhile stays, and is joined at the next save.
  function bringIn(sent, joined) {
    const mine = read();
    for (const name in mine) if (`${mine[name]}` !== `${sent[name]}`) joined[name] = mine[name];
    write(joined);
    count();
    show(words.merged);
  }

  // How much is answered, by part and in all, and what is open next.
  function count() {
    let open;
    for (const note of all("[data-part], [data-progress]")) {
      const answers = all("[data-answer]", document.getElementById(note.dataset.part) || form);
      open = answers.filter((answer) => !all("textarea, input:not([type=checkbox])", answer).some((field) => (field.type === "radio" ? field.checked : field.value.trim())));
      note.textContent = words.of.replace("{done}", answers.length - open.length).replace("{all}", answers.length);
    }
    const next = form.querySelector("[data-next]");
    const { DOCUMENT_POSITION_FOLLOWING: behind, activeElement: here } = document;
    const after = open.find((answer) => here.compareDocumentPosition(answer) & behind) || open[0];
    next.hidden = !after;
    if (after) next.hash = after.querySelector("[id^='f-']").id;
  }

  form.oninput = ({ target }) => {
    dirty = true;
    count();
    offerUndo(target);
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  };
  form.addEventListener("focusin", ({ target }) => {
    target.dataset.was ||= target.value;
    count();
  });
  form.addEventListener("focusin", () => post(words.opened, { form_token: token.value }).catch(() => {}), { once: true });
  form.onchange = ({ target }) => proposeWording(target);
  form.onsubmit = (event) => {
    dirty = !navigator.onLine;
    if (!dirty) return forget();
    event.preventDefault();
    stay(words.offline);
  };
  window.ononline = save;
  document.onvisibilitychange = () => {
    if (!document.hidden) save();
    else if (dirty) { keep(); send(true).catch(() => {}); }
  };

  // A text that was emptied can be brought back.
  const back = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: words.undo });
  function offerUndo(field) {
    const { was } = field.dataset;
    back.remove();
    if (field.value.length > 20) field.dataset.was = field.value;
    if (field.type !== "textarea" || field.value || !was) return;
    field.after(back);
    back.onclick = () => {
      field.value = was;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    };
  }

  // Words that could not be sent last time.
  const kept = JSON.parse(shelf((here) => here.getItem(store)) || null);
  if (kept) {
    base.value = kept[0];
    write(kept[1]);
    dirty = true;
    save();
  }
  count();
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

// The fields by name, each a list, as a post would carry them.
function read() {
  const fields = {};
  for (const [name, value] of new FormData(form)) if (!["base", "form_token"].includes(name)) (fields[name] ||= []).push(value);
  return fields;
}

function write(fields) {
  for (const rows of all("[data-grow]", form)) {
    const wanted = fields[rows.querySelector("input").name]?.length;
    while (rows.children.length < wanted) rows.append(rows.lastElementChild.cloneNode(true));
  }
  const left = structuredClone(fields);
  for (const field of all("textarea[name], input[name]:not([type=hidden])", form)) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = fields[field.name]?.includes(field.value);
    else field.dataset.was = field.value = left[field.name]?.shift() ?? "";
  }
}
