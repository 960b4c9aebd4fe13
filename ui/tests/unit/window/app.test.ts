import { render, screen, waitFor } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, expect, test } from "vitest";
import App from "$/app/App.svelte";
import type { AppInfo, CommandName, Commands, Event } from "$/lib/contract";
import { setHost } from "$/lib/host";
import { router } from "$/lib/router.svelte";
import { ScriptedHost, status } from "./host";

function info(...companies: string[]): AppInfo {
  const known = companies.map((company) => {
    return { company, name: company, practice: false, walk: "done" as const, connected_at: null };
  });
  return {
    version: "0.1.0",
    system: "test",
    data: "data",
    companies: known,
    can_practise: true,
    has_desktop: false,
  };
}

class Window extends ScriptedHost {
  tell: (event: Event) => void = () => undefined;
  /** The first answer comes when this is done. */
  ready: Promise<unknown> = Promise.resolve();

  override async call<N extends CommandName>(
    name: N,
    request: Commands[N]["request"],
  ): Promise<Commands[N]["response"]> {
    if (name === "app") await this.ready;
    return super.call(name, request);
  }

  override listen(on: (event: Event) => void): () => void {
    this.tell = on;
    return () => undefined;
  }
}

function begin(companies: string[], ready: Promise<unknown> = Promise.resolve()): Window {
  const host = new Window({
    app: info(...companies),
    status_all: companies.map((company) => status({ company })),
    window_settings: { appearance: "system", start_at_login: false, keep_running: true, notifications: true },
    status: ({ company }) => status({ company }),
    walk: {
      company: "main",
      practice: false,
      step: "welcome",
      reached: "welcome",
      alternative: null,
      practice_client_id: null,
      has_quickbooks_keys: false,
      sign_in: "idle",
      quickbooks: null,
      preview: "idle",
    },
    payouts: [],
  });
  host.ready = ready;
  // What is not asked here does not matter here.
  host.fails.transit = { code: "failed", message: "", hint: null, step: null, details: {} };
  setHost(host);
  render(App);
  return host;
}

/** Pages are read when they are first opened, which takes its time. */
const PAGE = { timeout: 10_000 };

beforeEach(() => {
  localStorage.clear();
  router.replace("overview");
});

test("a first run leads to the walk and asks nothing about a company that is not there", async () => {
  // The page is there before it is known that there is no company.
  const host = begin(
    [],
    import("$/screens/overview/Overview.svelte").then(() => tick()),
  );
  await waitFor(() => expect(router.place.screen).toBe("walk"), PAGE);
  const asked = { level: 1, name: "Which company do you want to connect?" };
  await screen.findByRole("heading", asked, PAGE);
  expect(host.count("status")).toBe(0);
});

test("what is opened from outside is opened in its company", async () => {
  const host = begin(["main", "second"]);
  await waitFor(
    () => expect(host.calls).toContainEqual({ name: "status", request: { company: "main" } }),
    PAGE,
  );
  host.tell({ open: { company: "second", page: "overview" } });
  await waitFor(() => expect(host.calls).toContainEqual({ name: "status", request: { company: "second" } }));
});

test("an address can name its company, and does not keep the name", async () => {
  router.open("#/payouts/PO1?company=second");
  const host = begin(["main", "second"]);
  await waitFor(() =>
    expect(host.calls.find((call) => call.name === "payouts")?.request).toMatchObject({ company: "second" }),
  );
  expect(window.location.hash).toBe("#/payouts/PO1");
});
