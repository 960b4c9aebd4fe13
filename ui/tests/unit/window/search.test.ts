import { expect, test } from "vitest";
import type { Hit } from "$/lib/contract";
import { fixedGroups, marked, recordGroups } from "$/features/search/entries";
import { status } from "./host";

const hit = (kind: Hit["kind"], id: string, title: string): Hit => ({
  kind,
  record: `${kind}:${id}`,
  title,
  detail: "Harbor Dental Group",
  amount: { minor: 125000, currency: "USD" },
  state: "waiting",
});

test("records stand by kind, with all invoices that match behind the first ones", () => {
  const groups = recordGroups("main", [hit("payment", "p1", "p1"), hit("invoice", "7", "1051")], 10, "105");
  expect(groups.map((group) => group.name)).toEqual(["Invoices", "Payments"]);
  expect(groups[0]?.entries.map((entry) => entry.text)).toEqual([
    "1051, Harbor Dental Group",
    "All 10 invoices that match",
  ]);
  groups[0]?.entries[0]?.run();
  expect(window.location.hash).toBe("#/activity?record=invoice%3A7");
});

const names = (paused: boolean, text: string) =>
  fixedGroups("main", status({ paused: paused ? { until: null } : null }), text, () => undefined)
    .flatMap((group) => group.entries)
    .map((entry) => entry.text);

test("pages and actions are found by their words, and a pause can only be ended while there is one", () => {
  expect(names(false, "sett")).toEqual(["Settings"]);
  expect(names(false, "resume")).toEqual(["Pause until I resume"]);
  expect(names(true, "resume")).toEqual(["Resume"]);
  expect(names(false, "hour pause")).toEqual(["Pause for 1 hour"]);
});

test("what was asked for is marked in what was found", () => {
  expect(marked("1051, Harbor", "105")).toEqual([
    { text: "105", hit: true },
    { text: "1, Harbor", hit: false },
  ]);
  expect(marked("Harbor", "")).toEqual([{ text: "Harbor", hit: false }]);
});
