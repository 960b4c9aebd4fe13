import { beforeEach, expect, test, vi } from "vitest";
import type { Event } from "$/lib/contract";
import { loopbackHost, openSession } from "$/lib/host/loopback";

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

/** A stream that says these pieces and then stays open. */
function speaking(...pieces: string[]): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
    },
  });
  return new Response(body);
}

beforeEach(() => {
  sessionStorage.clear();
  window.history.replaceState(null, "", "/");
});

test("the token of the address is traded once and taken out of it; a reload keeps the session", async () => {
  const fetched = vi.fn<typeof fetch>(async () => json({ session: "s-1" }));
  vi.stubGlobal("fetch", fetched);
  window.history.replaceState(null, "", "/?token=t-1#/activity");
  expect(await openSession()).toBe("s-1");
  expect(window.location.href).not.toContain("t-1");
  expect(window.location.hash).toBe("#/activity");
  expect(await openSession()).toBe("s-1");
  expect(fetched).toHaveBeenCalledOnce();
});

test("a token that was used before opens nothing", async () => {
  vi.stubGlobal("fetch", async () => json({}, 403));
  window.history.replaceState(null, "", "/?token=used");
  expect(await openSession()).toBeNull();
});

test("a call carries the session, and a refusal rejects with the host's own words", async () => {
  const told = { code: "usage", message: "There is no such company.", hint: null, step: null, details: {} };
  const fetched = vi.fn<typeof fetch>(async () => json(told, 400));
  vi.stubGlobal("fetch", fetched);
  await expect(loopbackHost("s-1").call("status", { company: "x" })).rejects.toEqual(told);
  const [path, init] = fetched.mock.calls[0] ?? [];
  expect(path).toBe("/rpc/status");
  expect(init?.headers).toMatchObject({ authorization: "Bearer s-1" });
});

test("a host that does not answer rejects with a problem, too", async () => {
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("connection refused");
  });
  await expect(loopbackHost("s-1").call("app", null)).rejects.toMatchObject({ code: "failed" });
});

test("events are read line by line, wherever the pieces are cut", async () => {
  const event: Event = { open: { company: "main", page: "payouts/PO1" } };
  const line = JSON.stringify(event);
  vi.stubGlobal("fetch", async () => speaking("\n", line.slice(0, 9), `${line.slice(9)}\n${line}\n`));
  const heard: Event[] = [];
  const links: string[] = [];
  const stop = loopbackHost("s-1").listen(
    (one) => heard.push(one),
    (link) => links.push(link),
  );
  await vi.waitFor(() => expect(heard).toEqual([event, event]));
  expect(links).toEqual(["up"]);
  stop();
});

test("a lost host is said to be lost, and heard again when it is back", async () => {
  let calls = 0;
  vi.stubGlobal("fetch", async () => {
    calls += 1;
    if (calls === 1) throw new TypeError("connection refused");
    return speaking();
  });
  const links: string[] = [];
  const stop = loopbackHost("s-1").listen(
    () => undefined,
    (link) => links.push(link),
  );
  await vi.waitFor(() => expect(links).toEqual(["down", "up"]));
  stop();
});
