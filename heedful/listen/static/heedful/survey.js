// Answers stay on this device until they have arrived; what cannot be sent now is sent later.
(() => {
  "use strict";
  const QUEUE = "heedful:waiting", IDLE = 60_000, THANKS = 6_000;
  const place = location.pathname.replace(/thanks\/$/, "");
  const draft = `heedful:${place}`;
  const read = (store, key, empty) => { try { return JSON.parse(store.getItem(key)) ?? empty; } catch { return empty; } };
  const queue = () => read(localStorage, QUEUE, []);
  const save = (waiting) => localStorage.setItem(QUEUE, JSON.stringify(waiting));

  // What waits is sent in its order; a form that arrived twice is one answer, by its ticket.
  let sending = false;
  const sendWaiting = async () => {
    if (sending) return;
    sending = true;
    for (let next; (next = queue()[0]); save(queue().slice(1))) {
      const body = new URLSearchParams(next.fields);
      body.set("ago", Math.max(0, Math.round((Date.now() - next.at) / 1000)));
      const sent = await fetch(next.to, { method: "POST", body }).catch(() => null);
      if (!sent || sent.status === 429 || sent.status >= 500) break;
    }
    sending = false;
  };
  const later = (to, data) => {
    const fields = [...data].filter(([, value]) => typeof value === "string");
    save([...queue(), { to, at: Date.now(), fields: [...fields, ["later", "1"]] }]);
  };
  addEventListener("online", sendWaiting);
  setInterval(sendWaiting, 30_000);
  sendWaiting();

  if (document.querySelector("[data-sent]")) return sessionStorage.removeItem(draft);
  const form = () => document.querySelector("form[data-left]");
  if (!form()) return;
  const kiosk = form().hasAttribute("data-kiosk");
  let leaving = false, again = 0;

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

  const offline = () => {
    form().querySelector("[data-offline]").hidden = false;
    // A page in the middle waits for its turn; the last one goes by itself.
    if (!form().hasAttribute("data-last")) return addEventListener("online", () => form().requestSubmit(), { once: true });
    later(form().action, fresh());
    if (!kiosk) { sessionStorage.removeItem(draft); leaving = true; form().querySelector(".send").disabled = true; return; }
    const thanks = document.querySelector("[data-thanks]");
    form().hidden = true; thanks.hidden = false; thanks.focus();
    setTimeout(reset, THANKS);
  };
  const reset = () => {
    again += 1;
    form().reset(); form().hidden = false;
    document.querySelector("[data-thanks]").hidden = true;
    scrollTo(0, 0);
  };
  // A kiosk without a connection numbers its forms, so that each is an answer of its own.
  const fresh = (button) => {
    const data = new FormData(form());
    if (button?.name) data.set(button.name, button.value);
    if (again) data.set("again", again);
    return data;
  };

  const submit = async (event) => {
    event.preventDefault();
    const button = event.submitter, data = fresh(button), to = form().action;
    const files = [...data.values()].some((value) => value instanceof File && value.size);
    const plain = form().enctype === "multipart/form-data";
    const got = await fetch(to, { method: "POST", body: plain ? data : new URLSearchParams(data) }).catch(() => null);
    if (!got || got.status === 429) return files ? (form().querySelector("[data-offline]").hidden = false) : offline();
    leaving = true;
    if (got.redirected) return location.assign(got.url);
    const page = new DOMParser().parseFromString(await got.text(), "text/html");
    document.querySelector("main").replaceWith(page.querySelector("main"));
    leaving = false;
    if (form()) { begin(); sessionStorage.removeItem(draft); }
    (document.getElementById("problems") ?? document.querySelector("main")).focus();
    scrollTo(0, 0);
  };
  const begin = () => {
    form().addEventListener("input", () => kiosk || sessionStorage.setItem(draft, JSON.stringify(given())));
    form().addEventListener("submit", submit);
  };
  begin();
  fill();
  // What was answered is kept when somebody goes and does not come back.
  addEventListener("pagehide", () => {
    if (!leaving && !kiosk && answered()) navigator.sendBeacon(form().dataset.left, new URLSearchParams(given()));
  });
  if (kiosk) {
    let idle;
    const wait = () => { clearTimeout(idle); idle = setTimeout(() => { if (answered() && navigator.onLine) location.reload(); else if (answered()) reset(); }, IDLE); };
    for (const kind of ["input", "click", "keydown", "scroll"]) addEventListener(kind, wait, { passive: true });
  }
})();
