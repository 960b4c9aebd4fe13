import { expect, test } from "vitest";
import type { Found, Hit } from "$/lib/contract";
import { day } from "$/lib/format";
import { foundWords } from "$/lib/messages/found";
import { fixedGroups, marked, recordGroups } from "$/features/search/entries";
import { status } from "./host";

const hit = (record: string, found: Found): Hit => ({
  found,
  record,
  amount: { minor: 125000, currency: "USD" },
  state: "waiting",
});
const NOW = new Date(2026, 7, 4);

test("records stand by kind, with all invoices that match behind the first ones", () => {
  const paid = hit("payment:p1", {
    kind: "payment",
    facts: { payment: "p1", payer: "Harbor Dental Group", invoices: ["1051", "1052"] },
  });
  const invoice = hit("invoice:7", {
    kind: "invoice",
    facts: { number: "1051", customer: "Harbor Dental Group" },
  });
  const groups = recordGroups("main", [paid, invoice], 10, "105");
  expect(groups.map((group) => group.name)).toEqual(["Invoices", "Payments"]);
  expect(groups[0]?.entries.map((entry) => entry.text)).toEqual([
    "1051, Harbor Dental Group",
    "All 10 invoices that match",
  ]);
  groups[0]?.entries[0]?.run();
  expect(window.location.hash).toBe("#/activity?record=invoice%3A7");
});

test("a record is told by what people call it, and what is not known is left out", () => {
  const payout = { payout: "po_1", arrival: "2026-07-24", deposit: "812" };
  const byHand = { payment: "2274", reference: "check 88", customer: "Old Mill", date: "2026-07-24" };
  const told: [Found, string][] = [
    [{ kind: "customer", facts: { name: "Old Mill", email: null } }, "Old Mill"],
    [{ kind: "payment", facts: { payment: "p1", payer: null, invoices: [] } }, "p1"],
    [
      { kind: "payment", facts: { payment: "p1", payer: "Old Mill", invoices: ["1051"] } },
      "Old Mill, invoice 1051",
    ],
    [{ kind: "payout", facts: payout }, `Payout of ${day("2026-07-24", NOW)}, deposit 812`],
    [{ kind: "payout", facts: { ...payout, deposit: null } }, `Payout of ${day("2026-07-24", NOW)}, po_1`],
    [{ kind: "books_payment", facts: byHand }, `check 88, Old Mill, payment 2274, ${day("2026-07-24", NOW)}`],
    [{ kind: "books_payment", facts: { ...byHand, reference: null, date: null } }, "2274, Old Mill"],
  ];
  for (const [found, words] of told) expect(foundWords(found, NOW)).toBe(words);
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
