import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { attend } from "$/lib/attention";
import { setHost } from "$/lib/host";
import { problem, ScriptedHost } from "./host";

const MINUTE_MS = 60_000;
let host: ScriptedHost;
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  host = new ScriptedHost({ still_here: null });
  setHost(host);
  stop = attend();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

test("f2 the host is told of a use once a minute at most", () => {
  window.dispatchEvent(new Event("pointermove"));
  window.dispatchEvent(new Event("pointermove"));
  expect(host.count("still_here")).toBe(1);
  for (const name of ["keydown", "pointermove", "wheel", "pointerdown"]) {
    vi.advanceTimersByTime(MINUTE_MS);
    window.dispatchEvent(new Event(name));
    window.dispatchEvent(new Event(name));
  }
  expect(host.count("still_here")).toBe(5);
});

test("f2 a window that is not used tells nothing", () => {
  vi.advanceTimersByTime(60 * MINUTE_MS);
  expect(host.count("still_here")).toBe(0);
});

test("a host that does not answer is no trouble here", async () => {
  host.fails.still_here = problem("The app is not responding.");
  vi.advanceTimersByTime(MINUTE_MS);
  window.dispatchEvent(new Event("keydown"));
  await vi.runAllTimersAsync();
  expect(host.count("still_here")).toBe(1);
});
