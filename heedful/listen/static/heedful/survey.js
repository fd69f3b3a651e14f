// Answers stay on this device until they have arrived, so a lost connection loses nothing.
(() => {
  "use strict";
  const key = `heedful:${location.pathname.replace(/thanks\/$/, "")}`;
  const store = window.sessionStorage;
  if (document.querySelector("[data-sent]")) return store.removeItem(key);
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const kept = JSON.parse(store.getItem(key) ?? "{}");
  for (const field of form.elements) {
    if (!(field.name in kept)) continue;
    if (field.type === "radio") field.checked ||= field.value === kept[field.name];
    // With its id, a form that did arrive before the connection was lost is not counted twice.
    else field.value = kept[field.name];
  }
  form.addEventListener("input", () => store.setItem(key, JSON.stringify(Object.fromEntries(new FormData(form)))));
  form.addEventListener("submit", (event) => {
    const offline = !navigator.onLine;
    form.querySelector("[data-offline]").hidden = !offline;
    if (offline) event.preventDefault();
  });
})();
