// Answers stay on this device until they have arrived; what cannot be sent now is sent later.
(() => {
  "use strict";
  const QUEUE = "heedful:waiting", IDLE = 60_000, THANKS = 6_000, AGAIN = 30_000;
  const place = location.pathname.replace(/thanks\/$/, "");
  const draft = `heedful:${place}`;
  const read = (store, key, empty) => { try { return JSON.parse(store.getItem(key)) ?? empty; } catch { return empty; } };
  const queue = () => read(localStorage, QUEUE, []);
  const save = (waiting) => localStorage.setItem(QUEUE, JSON.stringify(waiting));
  const failed = (got) => !got || got.status === 429 || got.status >= 500;

  // What waits is sent in its order; a form that arrived twice is one answer, by its ticket.
  let sending = false, mine = 0;
  const sendWaiting = async () => {
    if (sending) return;
    sending = true;
    let thanks = "";
    for (const next of queue()) {
      const body = new URLSearchParams(next.fields);
      body.set("ago", Math.max(0, Math.round((Date.now() - next.at) / 1000)));
      const sent = await fetch(next.to, { method: "POST", body }).catch(() => null);
      if (!sent || sent.status === 429) break;
      if (failed(sent)) continue;
      // Another window may have sent some as well, so only this one goes.
      save(queue().filter((one) => one.at !== next.at || one.to !== next.to));
      if (next.at === mine && sent.redirected) thanks = sent.url;
    }
    sending = false;
    if (thanks) location.assign(thanks);
  };
  const later = (to, data) => {
    const fields = [...data].filter(([, value]) => typeof value === "string"), at = Date.now();
    save([...queue(), { to, at, fields: [...fields, ["later", "1"]] }]);
    return at;
  };
  addEventListener("online", sendWaiting);
  setInterval(sendWaiting, AGAIN);
  sendWaiting();

  if (document.querySelector("[data-sent]")) return sessionStorage.removeItem(draft);
  const form = () => document.querySelector("form[data-left]");
  if (!form()) return;
  const kiosk = form().hasAttribute("data-kiosk");
  // A kiosk shows the same page to many, so each form has a number and is an answer of its own.
  const number = () => String(crypto.getRandomValues(new Uint32Array(1))[0]);
  let leaving = false, again = number(), cancel = () => {};

  const fill = () => {
    const kept = kiosk ? [] : read(sessionStorage, draft, []);
    for (const [name, value] of kept) {
      for (const field of form().elements) {
        if (field.name !== name || field.type === "file" || name === "shown") continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
        // With its ticket, a form that did arrive before the connection was lost is not counted twice.
        else if (field.type !== "hidden" || name === "ticket") field.value = value;
      }
    }
  };
  const given = () => [...new FormData(form())].filter(([, value]) => typeof value === "string");
  const answered = () => given().some(([name, value]) => name.startsWith("q-") && value.trim());

  const retry = (left, button) => {
    const go = () => { cancel(); if (left.isConnected) left.requestSubmit(button); };
    const timer = setTimeout(go, AGAIN);
    addEventListener("online", go);
    cancel = () => { clearTimeout(timer); removeEventListener("online", go); };
  };
  const notNow = (data, button, files) => {
    const left = form();
    left.removeAttribute("aria-busy");
    left.querySelector("[data-offline]").hidden = false;
    // A page in the middle waits for its turn, and a photo stays in its form; the rest goes by itself.
    if (files || !left.hasAttribute("data-last")) return retry(left, button);
    const at = later(left.action, data);
    if (!kiosk) { mine = at; leaving = true; sessionStorage.removeItem(draft); left.querySelector(".send").disabled = true; return; }
    const thanks = document.querySelector("[data-thanks]");
    left.hidden = true; thanks.hidden = false; thanks.focus();
    setTimeout(reset, THANKS);
  };
  const reset = () => {
    again = number();
    form().reset(); form().hidden = false;
    for (const note of document.querySelectorAll("[data-thanks], [data-offline]")) note.hidden = true;
    scrollTo(0, 0);
  };

  const submit = async (event) => {
    event.preventDefault();
    cancel();
    const left = form(), button = event.submitter;
    if (left.hasAttribute("aria-busy")) return;
    left.setAttribute("aria-busy", "true");
    const data = new FormData(left);
    if (button?.name) data.set(button.name, button.value);
    if (kiosk) data.set("again", again);
    const files = [...data.values()].some((value) => value instanceof File && value.size);
    const body = left.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    const got = await fetch(left.action, { method: "POST", body }).catch(() => null);
    if (failed(got)) return notNow(data, button, files);
    if (got.redirected) { leaving = true; return location.assign(got.url); }
    const main = new DOMParser().parseFromString(await got.text(), "text/html").querySelector("main");
    if (!main) return notNow(data, button, files);
    document.querySelector("main").replaceWith(main);
    if (form()) { begin(); sessionStorage.removeItem(draft); }
    (document.getElementById("problems") ?? main).focus();
    scrollTo(0, 0);
  };
  const begin = () => {
    form().addEventListener("input", () => kiosk || sessionStorage.setItem(draft, JSON.stringify(given())));
    form().addEventListener("submit", submit);
  };
  begin();
  fill();
  addEventListener("pageshow", () => form()?.removeAttribute("aria-busy"));
  // What was answered is kept when somebody goes and does not come back.
  addEventListener("pagehide", () => {
    if (!leaving && !kiosk && form() && answered()) navigator.sendBeacon(form().dataset.left, new URLSearchParams(given()));
  });
  if (!kiosk) return;

  let idle;
  const wait = () => { clearTimeout(idle); idle = setTimeout(() => { if (answered() && navigator.onLine) location.reload(); else if (answered()) reset(); }, IDLE); };
  for (const kind of ["input", "click", "keydown", "scroll"]) addEventListener(kind, wait, { passive: true });
  // The page and all it needs lie on this device, for the day that it is switched on without a connection.
  const keep = async () => {
    await navigator.serviceWorker.register(form().dataset.kiosk, { scope: place });
    const parts = [...document.querySelectorAll("link[href], script[src], img[src]")].map((one) => one.href ?? one.src);
    const wanted = [location.origin + place, ...parts], kept = await caches.open(draft);
    await kept.addAll(wanted);
    for (const old of await kept.keys()) if (!wanted.includes(old.url)) await kept.delete(old);
  };
  if (navigator.serviceWorker) keep().catch(() => {});
})();
