// Lets a person say yes on this phone or browser. Without it the page says what is missing.
(() => {
  "use strict";
  const box = document.querySelector("[data-push-key]");
  if (!box) return;
  const button = box.querySelector("button");
  const say = (name) => {
    for (const one of box.querySelectorAll("[data-push-says]")) one.hidden = one.dataset.pushSays !== name;
  };
  const able = "serviceWorker" in navigator && "PushManager" in window && window.isSecureContext;
  if (!able) {
    say("unable");
    return;
  }
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  say("ask");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (await Notification.requestPermission() !== "granted") {
        say("refused");
        return;
      }
      await navigator.serviceWorker.register(box.dataset.pushWorker);
      const ready = await navigator.serviceWorker.ready;
      const subscription = await ready.pushManager.subscribe({
        userVisibleOnly: true,
        applicationServerKey: bytes(box.dataset.pushKey),
      });
      const answer = await fetch(box.dataset.pushUrl, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": box.querySelector("[name=csrfmiddlewaretoken]").value },
        body: JSON.stringify(subscription),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      location.reload();
    } catch {
      say("failed");
    } finally {
      button.disabled = false;
    }
  });
})();
