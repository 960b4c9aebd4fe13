import { afterEach } from "vitest";
import { forgetHeld } from "$/lib/query.svelte";

// Elements have no size in happy-dom; a table that shows what is seen needs one.
Object.defineProperties(HTMLElement.prototype, {
  offsetHeight: { configurable: true, get: () => 400 },
  offsetWidth: { configurable: true, get: () => 800 },
});

afterEach(() => {
  forgetHeld();
  window.location.hash = "";
});
