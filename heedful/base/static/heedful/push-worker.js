// Shows what a push tells, and opens its page. It asks for nothing and keeps nothing.
"use strict";

self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  event.waitUntil(self.registration.showNotification(told.title || "Heedful", {
    body: told.text || "",
    data: { path: told.path || "/notices/" },
    tag: told.path || undefined,
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.path, self.location.origin);
  // Only pages of this installation are opened, whatever was told.
  if (url.origin === self.location.origin) event.waitUntil(show(url.href));
});

// A page that is open already comes to the front.
const show = async (address) => {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((one) => one.url === address);
  return open ? open.focus() : self.clients.openWindow(address);
};
