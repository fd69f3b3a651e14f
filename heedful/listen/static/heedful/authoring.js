// What only makes the builder nicer: it works without. The preview follows the draft, Ctrl+Z walks
// along the steps outside of fields, and a code's address is chosen whole when it is touched.
(() => {
  "use strict";
  const preview = () => {
    const phone = document.getElementById("preview");
    if (!phone) return;
    // Only what is written changes; the place in the phone stays.
    phone.contentWindow?.location.reload();
  };

  document.body.addEventListener("draft-saved", preview);

  document.body.addEventListener("htmx:sendError", () => {
    const state = document.getElementById("state");
    const form = document.getElementById("part-form");
    if (state && form) state.textContent = form.dataset.unsaved;
  });

  // A question may have got another code; the address of the page names it.
  document.body.addEventListener("htmx:oobAfterSwap", (event) => {
    if (event.target.id === "about") history.replaceState(null, "", `?part=${encodeURIComponent(event.target.value)}`);
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (event.target.closest("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    const wanted = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
    const button = wanted && document.querySelector(`[data-key=${wanted}]:not([disabled])`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-copy]")) event.target.select();
  });
})();
