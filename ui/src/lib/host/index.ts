import type { Host } from "./host";
import { loopbackHost, openSession } from "./loopback";
import { tauriHost } from "./tauri";

export type { Host, Link } from "./host";
export { enterCode } from "./loopback";
export { openPlace } from "./open";
export { asProblem, isProblem } from "./problem";

let current: Host | undefined;

/** The host this window speaks with. */
export function host(): Host {
  if (!current) throw new Error("The window asked for its host before it had one");
  return current;
}

/** Sets the host: once at the start, and in component tests. */
export function setHost(next: Host): void {
  current = next;
}

/** Finds the host: the shell's, else a companion over loopback; nothing when the page was opened without its token. */
export async function findHost(): Promise<Host | null> {
  if ("__TAURI_INTERNALS__" in window) return tauriHost();
  const session = await openSession();
  return session === null ? null : loopbackHost(session);
}
