// Fragments marked with data-live-topic are fetched again, from data-live-url, when something about
// them is new; the server decides anew what the reader may see. Those without an address hear an
// event "live", for htmx and for the bell.
(() => {
  "use strict";
  const POLL = 20_000;
  const address = document.querySelector("meta[name=live-address]")?.content;
  const fragments = () => [...document.querySelectorAll("[data-live-topic]")];
  if (!address || fragments().length === 0) return;

  let source = null;
  let poll = null;

  const fetchAgain = async (one) => {
    const answer = await fetch(one.dataset.liveUrl, { headers: { "HX-Request": "true" } });
    if (answer.status === 401) location.reload();
    if (!answer.ok) return;
    const told = await answer.text();
    // Looked up only now: somebody may have moved on while the words were on their way.
    const focused = one.contains(document.activeElement) ? document.activeElement.id : "";
    one.innerHTML = told;
    if (focused) document.getElementById(focused)?.focus();
  };

  const refresh = (topic) => fragments()
    .filter((one) => topic === undefined || one.dataset.liveTopic === topic)
    .forEach((one) => (one.dataset.liveUrl ? fetchAgain(one) : one.dispatchEvent(new Event("live"))));

  const fallBack = () => {
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
    // What happened between the page and the stream, or while it was gone, was not heard.
    source.addEventListener("listening", () => {
      clearInterval(poll);
      poll = null;
      refresh();
    });
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
      connect();
    }
  });
  connect();
})();
