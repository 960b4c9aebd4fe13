import { host } from "./host";

/** How often the host is told at most, in milliseconds. */
const PAUSE_MS = 60_000;
const USES = ["pointerdown", "pointermove", "wheel", "keydown"] as const;

/** Tells the host that somebody uses the window (rule F2), once a minute at most; gives the way to stop. */
export function attend(): () => void {
  // Whoever opens a window looks at it.
  let told = Date.now();
  const use = (): void => {
    const now = Date.now();
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
