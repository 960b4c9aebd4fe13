import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Check, Problem, Report } from "$/lib/contract";
import { setHost } from "$/lib/host";
import Data from "$/screens/settings/Data.svelte";
import { ScriptedHost } from "./host";

const damaged: Problem = {
  code: "damaged",
  message: "The database is damaged.",
  hint: "Rebuild it.",
  details: {},
  step: null,
};

const earlier: Check = {
  name: "earlier",
  ok: true,
  found: { kind: "earlier_left", facts: { left: [{ company: "main", secrets: ["quickbooks_sign_in"] }] } },
  remedy: "forget_earlier",
};

const trouble: Check = {
  name: "database",
  ok: false,
  found: { kind: "database_trouble", facts: { problem: damaged } },
  remedy: "rebuild",
};

const sound: Check = {
  name: "database",
  ok: true,
  found: { kind: "database_sound", facts: { kib: 96 } },
  remedy: null,
};

const report = (...checks: Check[]): Report => ({
  version: "0.1.0",
  system: "linux x86_64",
  data: "/data",
  ok: checks.every((one) => one.ok),
  checks,
  bundle: null,
});

test("a damaged database is rebuilt, and earlier sign-ins are removed, once the user has said so", async () => {
  const user = userEvent.setup();
  const host = new ScriptedHost({
    doctor: report(earlier, trouble),
    remedy: report(sound),
  });
  setHost(host);
  render(Data, { company: "main", folder: "/data" });
  await user.click(screen.getByRole("button", { name: "Check everything" }));
  await user.click(await screen.findByRole("button", { name: "Remove them…" }));
  await screen.findByRole("dialog", { name: "Remove these sign-ins?" });
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  await user.click(await screen.findByRole("button", { name: "Rebuild the database…" }));
  expect(host.count("remedy")).toBe(0);
  await user.click(await screen.findByRole("button", { name: "Rebuild" }));
  await screen.findByText("The database is sound (96 KiB).");
  expect(host.calls.filter((call) => call.name === "remedy")).toEqual([
    { name: "remedy", request: { company: "main", remedy: "rebuild" } },
  ]);
  expect(screen.queryByRole("button", { name: "Rebuild the database…" })).toBeNull();
});
