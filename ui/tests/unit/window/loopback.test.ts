import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import NoHost from "$/app/NoHost.svelte";
import type { Event } from "$/lib/contract";
import { enterCode, loopbackHost, openSession } from "$/lib/host/loopback";

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

test("a code that was typed opens the window, and a wrong one does not", async () => {
  const fetched = vi.fn<typeof fetch>(async (_, init) =>
    init?.body === JSON.stringify({ code: "K7PM-92QD" }) ? json({ session: "s-2" }) : json({}, 401),
  );
  vi.stubGlobal("fetch", fetched);
  const opened = vi.fn<() => void>();
  const user = userEvent.setup();
  render(NoHost, { onopen: opened });
  await user.type(screen.getByLabelText("Code"), "AAAA-AAAA");
  await user.click(screen.getByRole("button", { name: "Open" }));
  expect((await screen.findByRole("alert")).textContent).toContain("This code is wrong");
  expect(opened).not.toHaveBeenCalled();
  expect(await enterCode("K7PM-92QD")).toBe(true);
  expect(await openSession()).toBe("s-2");
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
