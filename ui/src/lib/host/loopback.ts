import type { Event, Problem } from "../contract";
import type { Host } from "./host";
import { asProblem, isProblem } from "./problem";

/** Where the session outlives a reload, and nothing else does. */
const KEY = "companion.session";
/** How long to wait before listening again, in milliseconds. */
const AGAIN_MS = [250, 500, 1000, 2000];

/** Trades the one-time token in the page's address for a session, and takes it out of the address. */
export async function openSession(): Promise<string | null> {
  const url = new URL(window.location.href);
  const token = url.searchParams.get("token");
  if (token === null) return sessionStorage.getItem(KEY);
  url.searchParams.delete("token");
  window.history.replaceState(null, "", url.pathname + url.search + url.hash);
  return (await trade({ token })) ?? sessionStorage.getItem(KEY);
}

/** Trades a code that the user typed for a session; whether it was the right one. */
export async function enterCode(code: string): Promise<boolean> {
  return (await trade({ code })) !== null;
}

/** The session for a one-time token or a code, which is kept; nothing for a wrong one. */
async function trade(key: { token: string } | { code: string }): Promise<string | null> {
  const answer = await fetch("/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(key),
  });
  if (!answer.ok) return null;
  const { session } = (await answer.json()) as { session: string };
  sessionStorage.setItem(KEY, session);
  return session;
}

/** What a refused or lost call means. */
async function problemOf(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => null);
  if (isProblem(body)) return body;
  return asProblem(`HTTP ${answer.status}`);
}

/** Gives each line of a newline-delimited JSON stream until it ends. */
async function readLines(body: ReadableStream<Uint8Array>, on: (event: Event) => void): Promise<void> {
  const reader = body.getReader();
  const text = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + text.decode(value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") on(JSON.parse(line) as Event);
  }
}

/** A companion on this computer that serves the window over loopback. */
export function loopbackHost(session: string): Host {
  const authorization = `Bearer ${session}`;
  const listenOnce = async (signal: AbortSignal, on: (event: Event) => void, up: () => void) => {
    const answer = await fetch("/events", { headers: { authorization }, signal });
    if (!answer.ok || answer.body === null) throw await problemOf(answer);
    up();
    await readLines(answer.body, on);
  };
  return {
    kind: "loopback",
    async call(name, request) {
      const answer = await fetch(`/rpc/${name}`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(request),
      }).catch((error: unknown) => {
        throw asProblem(error);
      });
      if (!answer.ok) throw await problemOf(answer);
      return await answer.json();
    },
    listen(on, link) {
      const stop = new AbortController();
      let tries = 0;
      const run = async () => {
        await listenOnce(stop.signal, on, () => {
          tries = 0;
          link?.("up");
        }).catch(() => undefined);
        if (stop.signal.aborted) return;
        link?.("down");
        setTimeout(() => void run(), AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]);
      };
      void run();
      return () => stop.abort();
    },
    async openPage(url) {
      window.open(url, "_blank", "noopener,noreferrer");
    },
  };
}
