// Keys for the list and for one case; what was chosen stays chosen when the list is fetched again;
// colleagues see that somebody is writing. Everything works without this script.
(() => {
  "use strict";
  const links = () => [...document.querySelectorAll("[data-case-row] .name")];
  const typing = (one) => one.closest("input, textarea, select, [contenteditable]");

  const move = (step) => {
    const all = links();
    if (all.length === 0) return;
    const at = all.findIndex((one) => one.closest("[data-case-row]").contains(document.activeElement));
    all[Math.min(Math.max(at + step, 0), all.length - 1)].focus();
  };

  const current = () => document.activeElement?.closest?.("[data-case-row]");

  const write = () => {
    const link = current()?.querySelector(".name");
    if (link) {
      location.href = `${link.href}#talk`;
      return;
    }
    const words = document.querySelector("[data-words]");
    if (!words) return;
    words.closest("details").open = true;
    words.focus();
  };

  const showKeys = () => {
    const keys = document.getElementById("keys");
    if (!keys) return;
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  };

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    c: write,
    x: () => current()?.querySelector("input[type=checkbox]")?.click(),
    u: () => document.querySelector("[data-back]")?.click(),
    "?": showKeys,
  };

  document.addEventListener("keydown", (event) => {
    const box = event.target.type === "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey || (typing(event.target) && !box)) return;
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  const chosen = new Set();
  const list = document.querySelector("#bulk [data-live-topic]");
  if (list) {
    list.addEventListener("change", (event) => {
      if (event.target.name !== "case") return;
      if (event.target.checked) chosen.add(event.target.value);
      else chosen.delete(event.target.value);
    });
    new MutationObserver(() => {
      for (const box of list.querySelectorAll("input[name=case]")) box.checked = chosen.has(box.value);
    }).observe(list, { childList: true });
  }

  for (const choice of document.querySelectorAll("[data-template]")) {
    choice.addEventListener("change", () => {
      const words = choice.form.querySelector("[data-words]");
      if (choice.value && (!words.value.trim() || words.value === words.dataset.begun)) {
        words.value = choice.value;
        words.dataset.begun = choice.value;
      }
    });
  }

  const BEAT = 10_000;
  let last = 0;
  for (const form of document.querySelectorAll("[data-writing]")) {
    form.addEventListener("input", () => {
      if (Date.now() - last < BEAT) return;
      last = Date.now();
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      const address = form.action.replace(/[^/]+\/$/, "present/");
      fetch(address, { method: "POST", headers: { "X-CSRFToken": token } });
    });
  }
})();
