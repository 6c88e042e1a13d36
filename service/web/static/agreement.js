// Follows what the others do to the agreement, and keeps what is typed. Works without, by reloading.
const bar = document.getElementById("changed");
const page = bar.dataset;
const forms = {};
const tell = (words) => {
  bar.firstElementChild.textContent = words;
  bar.hidden = false;
};
// Storage may be forbidden, or full.
const shelf = (use) => { try { return use(localStorage); } catch { return null; } };

for (const form of document.querySelectorAll(".edit form")) {
  const { base, text } = form.elements;
  const key = form.action.split("/").pop();
  const store = `${page.keep}#${key}`;
  const forget = () => shelf((here) => here.removeItem(store));
  forms[key] = form.elements;
  // Unsaved words go on from the text on which they began.
  const kept = shelf((here) => JSON.parse(here.getItem(store)));
  if (kept && kept.text !== text.value && text.defaultValue === base.defaultValue) {
    [base.value, text.value] = [kept.base, kept.text];
    form.closest("details").open = true;
  } else forget();
  text.oninput = () => shelf((here) => here.setItem(store, JSON.stringify({ base: base.value, text: text.value })));
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) return form.submit(); // for the page that says why
      forget();
      history.replaceState(null, "", `${answer.url}#${key}`);
      location.reload();
    } catch { tell(page.offline); }
  };
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
    // What is being typed is merged when it is saved.
    if (form && form.text.value === form.base.value) form.base.value = form.text.value = text;
  }
}
// Away from the network, the next look tells.
setInterval(() => follow().catch(() => {}), 2000);
