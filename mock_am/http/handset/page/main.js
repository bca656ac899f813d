// Puts the parts together: what the browser has, the handset, its view.

import { Handset } from "./handset.js";
import { Keeping } from "./keeping.js";
import { View } from "./view.js";

const keeping = new Keeping(() => window.localStorage);
const view = new View();
const handset = new Handset({
  keeping,
  onChange: (what) => {
    // The token and the secret are not to stay where they can be read over a shoulder.
    if (what !== "asking" && location.hash) history.replaceState(null, "", location.pathname);
    view.draw(what);
  },
});
view.attach(handset);
handset.open(location.hash);

// Another invitation, in the same window; or another window that has registered anew.
window.addEventListener("hashchange", () => location.hash && location.reload());
window.addEventListener("storage", () => {
  const kept = keeping.read()?.registration.deviceId;
  if (kept !== handset.registration?.deviceId) location.reload();
});
window.addEventListener("online", () => handset.hurry());
document.addEventListener("visibilitychange", () => document.hidden || handset.hurry());
