// An open menu closes with Escape and with a tap beside it; without this script it closes where it
// was opened.
(() => {
  "use strict";
  const open = () => document.querySelectorAll(".bar details[open], details.menu[open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
})();
