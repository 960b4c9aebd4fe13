import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { Check, Remedy, Report } from "$/lib/contract";
import { setHost } from "$/lib/host";
import Data from "$/screens/settings/Data.svelte";
import { ScriptedHost } from "./host";

const check = (name: string, ok: boolean, remedy: Remedy | null): Check => ({
  name,
  ok,
  text: `About the ${name}.`,
  hint: null,
  remedy,
});

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
    doctor: report(check("earlier", true, "forget_earlier"), check("database", false, "rebuild")),
    remedy: report(check("database", true, null)),
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
  await screen.findByText("About the database.");
  expect(host.calls.filter((call) => call.name === "remedy")).toEqual([
    { name: "remedy", request: { company: "main", remedy: "rebuild" } },
  ]);
  expect(screen.queryByRole("button", { name: "Rebuild the database…" })).toBeNull();
});
