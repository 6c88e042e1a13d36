// The agreement page while several people settle the wording: it follows what the others do,
// and keeps what is being typed, whatever happens to the connection. Works without, by reloading.
"use strict";
(() => {
  const bar = document.getElementById("changed");
  if (!bar) return;
  const place = (key) => `${location.pathname}#${key}`;
  const shown = new Map();
  for (const words of document.querySelectorAll("[data-clause]")) shown.set(words.dataset.clause, words);

  for (const form of document.querySelectorAll("form[action*='/clause/']")) {
    const text = form.elements.text;
    const key = form.action.split("/").pop();
    const kept = localStorage.getItem(place(key));
    if (kept !== null && kept !== text.value) {
      if (text.defaultValue === kept) localStorage.removeItem(place(key));
      else { text.value = kept; form.closest("details").open = true; }
    }
    text.addEventListener("input", () => localStorage.setItem(place(key), text.value));
    form.addEventListener("submit", () => sessionStorage.setItem(place(key), text.value));
    if (sessionStorage.getItem(place(key)) !== null) {
      // It was sent, and this page has come back: what is stored is on it.
      if (!document.querySelector(".summary")) { localStorage.removeItem(place(key)); text.value = text.defaultValue; }
      sessionStorage.removeItem(place(key));
    }
  }

  const tell = () => {
    const word = bar.querySelector("[data-word]");
    if (!word.textContent) word.textContent = word.dataset.word;
    bar.hidden = false;
  };
  const follow = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(bar.dataset.now, { cache: "no-store" });
      if (!answer.ok) return;
      const now = await answer.json();
      if (now.version !== Number(bar.dataset.version) || now.signatures !== Number(bar.dataset.signatures)) tell();
      for (const [key, clause] of Object.entries(now.clauses)) {
        const words = shown.get(key);
        if (!words) { if (clause.text) tell(); continue; }
        if (words.textContent === clause.text) continue;
        words.textContent = clause.text;
        words.classList.add("fresh");
        const form = document.querySelector(`form[action$="/clause/${key}"]`);
        if (!form) continue;
        const { base, text } = form.elements;
        // Who is not typing here sees the new words; who is, has them merged in when they save.
        if (text.value === base.value) { base.value = clause.text; text.value = clause.text; text.defaultValue = clause.text; }
      }
    } catch { /* away from the network: the next look tells */ }
  };
  setInterval(follow, 2000);
})();
