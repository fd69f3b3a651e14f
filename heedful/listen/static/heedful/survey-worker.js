// Opens the page of a kiosk from this device while nobody answers. What is sent it leaves alone.
"use strict";

const answer = async (request) => {
  const got = await fetch(request).catch(() => null);
  if (got && got.status < 500) return got;
  const { scope } = self.registration, moves = request.mode === "navigate";
  if (moves && !request.url.startsWith(`${scope}?`) && request.url !== scope) return Response.redirect(scope);
  return (await caches.match(moves ? scope : request, { ignoreVary: true })) ?? got ?? Response.error();
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
