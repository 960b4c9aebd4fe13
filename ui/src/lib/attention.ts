import { host } from "./host";

/** How often the host is told at most, in milliseconds. */
const PAUSE_MS = 60_000;
const USES = ["pointerdown", "pointermove", "wheel", "keydown"] as const;

/** Tells the host that the window is in use (rule F2), once a minute at most; gives the way to stop. */
export function attend(): () => void {
  let told = -Infinity;
  const use = (): void => {
    // Not the clock of the day, which can be set back.
    const now = performance.now();
    if (now - told < PAUSE_MS) return;
    told = now;
    // A host that does not answer is told by what is asked of it.
    host()
      .call("still_here", null)
      .catch(() => undefined);
  };
  for (const name of USES) window.addEventListener(name, use, { passive: true });
  return () => {
    for (const name of USES) window.removeEventListener(name, use);
  };
}
