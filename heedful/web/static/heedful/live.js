// Fragments marked with data-live-topic are fetched again when something about them is new.
// They carry hx-get and hx-trigger="live"; the server decides anew what the reader may see.
(() => {
  "use strict";
  const POLL = 20_000;
  const address = document.querySelector("meta[name=live-address]")?.content;
  const fragments = () => [...document.querySelectorAll("[data-live-topic]")];
  if (!address || fragments().length === 0) return;

  let source = null;
  let poll = null;
  let missed = false;

  const refresh = (topic) => fragments()
    .filter((one) => topic === undefined || one.dataset.liveTopic === topic)
    .forEach((one) => window.htmx.trigger(one, "live"));

  const fallBack = () => {
    missed = true;
    poll ??= setInterval(() => refresh(), POLL);
  };

  const connect = () => {
    source?.close();
    if (document.hidden) return;
    const url = new URL(address);
    new Set(fragments().map((one) => one.dataset.liveTopic))
      .forEach((topic) => url.searchParams.append("topic", topic));
    source = new EventSource(url, { withCredentials: true });
    source.onmessage = (event) => refresh(event.data);
    source.onopen = () => {
      clearInterval(poll);
      poll = null;
      if (missed) refresh();
      missed = false;
    };
    source.onerror = () => {
      fallBack();
      // A refused stream is not tried again by the browser; try again with the next poll.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, POLL);
    };
  };

  // A page in the background needs no stream; it catches up when it is looked at again.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      clearInterval(poll);
      poll = null;
    } else {
      refresh();
      connect();
    }
  });
  connect();
})();
