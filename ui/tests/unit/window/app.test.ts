import { render, screen, waitFor } from "@testing-library/svelte";
import { flushSync, tick } from "svelte";
import { beforeEach, expect, test } from "vitest";
import App from "$/app/App.svelte";
import type { AppInfo, CommandName, Commands, Event } from "$/lib/contract";
import { setHost } from "$/lib/host";
import { fetchAhead } from "$/lib/query.svelte";
import { router } from "$/lib/router.svelte";
import { problem, ScriptedHost, status } from "./host";

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

function prepare(companies: string[], ready: Promise<unknown> = Promise.resolve()): Window {
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
  return host;
}

function begin(companies: string[], ready: Promise<unknown> = Promise.resolve()): Window {
  const host = prepare(companies, ready);
  render(App);
  return host;
}

beforeEach(() => {
  localStorage.clear();
  delete document.documentElement.dataset.theme;
  router.replace("overview");
});

test("a first run leads to the walk and asks nothing about a company that is not there", async () => {
  // The window is there before it is known that there is no company.
  const host = begin([], tick());
  await waitFor(() => expect(router.place.screen).toBe("walk"));
  await screen.findByRole("heading", { level: 1, name: "Which company do you want to connect?" });
  expect(host.count("status")).toBe(0);
});

test("what was fetched ahead is in the first picture", async () => {
  const host = prepare(["main"]);
  host.answers.status_all = [status({ company: "main", state: "done" })];
  host.answers.window_settings = {
    appearance: "dark",
    start_at_login: false,
    keep_running: true,
    notifications: true,
  };
  await fetchAhead("window_settings", "app", "status_all");
  render(App);
  flushSync();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/agrees/);
  expect(document.documentElement.dataset.theme).toBe("dark");
});

test("what could not be fetched ahead is asked for once more", async () => {
  const host = prepare(["main"]);
  host.fails.app = problem("The app is not responding.");
  await fetchAhead("window_settings", "app", "status_all");
  render(App);
  expect(await screen.findByText("The app is not responding.")).toBeTruthy();
});

test("what is opened from outside is opened in its company", async () => {
  const host = begin(["main", "second"]);
  await waitFor(() => expect(host.calls).toContainEqual({ name: "status", request: { company: "main" } }));
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
