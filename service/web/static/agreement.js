// The agreement page while several people settle it: it follows what the others do, and keeps
// what is being typed, whatever happens to the connection. Works without, by reloading.
"use strict";
const bar = document.getElementById("changed");
const page = bar.dataset;
const forms = {};
const tell = (words) => {
  bar.firstElementChild.textContent = words;
  bar.hidden = false;
};
// A browser may forbid storage, or have no room left.
const shelf = (use) => { try { return use(localStorage); } catch { return null; } };

for (const form of document.querySelectorAll(".edit form")) {
  const { base, text } = form.elements;
  const key = form.action.split("/").pop();
  const store = `${page.keep}#${key}`;
  const forget = () => shelf((here) => here.removeItem(store));
  forms[key] = form.elements;
  // Words that were not saved last time go on from the text on which they began.
  const kept = shelf((here) => JSON.parse(here.getItem(store)));
  if (kept && kept.text !== text.value && text.defaultValue === base.defaultValue) {
    [base.value, text.value] = [kept.base, kept.text];
    form.closest("details").open = true;
  } else forget();
  text.addEventListener("input", () => {
    shelf((here) => here.setItem(store, JSON.stringify({ base: base.value, text: text.value })));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) return form.submit(); // for the page that says why
      forget();
      history.replaceState(null, "", `${answer.url}#${key}`);
      location.reload();
    } catch { tell(page.offline); }
  });
}

async function follow() {
  if (document.hidden) return;
  const now = await (await fetch(page.now, { cache: "no-store" })).json();
  if (now.version !== +page.version || now.signatures !== +page.signatures) tell(page.news);
  for (const [key, { text, by }] of Object.entries(now.clauses)) {
    const words = document.querySelector(`[data-clause="${key}"]`);
    if (words.textContent === text) continue;
    words.textContent = text;
    words.dataset.by = page.by.replace("{name}", by);
    const form = forms[key];
    // Who is not typing here sees the new words; who is, has them merged in when they save.
    if (form && form.text.value === form.base.value) form.base.value = form.text.value = text;
  }
}
// Away from the network, the next look tells.
setInterval(() => follow().catch(() => {}), 2000);
