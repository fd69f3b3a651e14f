// The bell at the top says how many notices are new; without this script it is a plain link. On
// pages that listen, live.js tells it at once when that is another number.
(() => {
  "use strict";
  const bell = document.querySelector("[data-unread-url]");
  if (!bell) return;
  const count = bell.querySelector("[data-unread]");
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(bell.dataset.unreadUrl, { headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const { unread } = await answer.json();
    count.textContent = unread > 99 ? "99+" : String(unread);
    count.hidden = unread === 0;
  };
  look();
  setInterval(look, 60_000);
  bell.addEventListener("live", look);
  document.addEventListener("visibilitychange", look);
})();
