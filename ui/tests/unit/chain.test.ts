import { expect, test } from "vitest";
import type { Happened, LinkFacts, PaymentStanding, WriteReason } from "$/lib/contract";
import { linkWords } from "$/lib/messages/chain";

const amount = { minor: 125_000, currency: "USD" };
const planned: Happened = {
  kind: "planned",
  facts: { task: { kind: "archive_invoice", facts: { invoice: "1042" } } },
};
const wanted = (why: WriteReason | null) => linkWords({ kind: "wanted", facts: { happened: planned, why } });

const paid = (more: Partial<Extract<LinkFacts, { kind: "paid" }>["facts"]>) => {
  const facts = { amount, customer: "Harbor Dental", by: null, invoices: [], standing: null, ...more };
  return linkWords({ kind: "paid", facts });
};

test("a payment is told in full, and what is not known is left out", () => {
  const by = { method: { kind: "card" as const }, fee_passed_on: false };
  expect(paid({ by, invoices: ["1042"], standing: "clearing" })).toBe(
    "Alternative: Harbor Dental paid $1,250.00 by card for invoice 1042. Clearing.",
  );
  expect(paid({ by: { ...by, fee_passed_on: true }, invoices: ["1042", "1043"] })).toBe(
    "Alternative: Harbor Dental paid $1,250.00 by card, fee passed on for invoices 1042, 1043.",
  );
  expect(paid({ customer: null })).toBe("Alternative: A customer paid $1,250.00.");
  const standings: [PaymentStanding, string][] = [
    ["captured", "Captured."],
    ["failed", "It failed."],
    ["refunded", "It was refunded."],
    ["charged_back", "It was charged back."],
  ];
  for (const [standing, words] of standings) expect(paid({ standing })).toContain(` ${words}`);
});

test("a write says why it is wanted", () => {
  expect(wanted(null)).toBe("Archive invoice 1042 in Alternative.");
  expect(wanted({ kind: "deleted" })).toBe(
    "Archive invoice 1042 in Alternative. It was deleted in QuickBooks.",
  );
  expect(wanted({ kind: "sentence", facts: { said: "It owes $5.00" } })).toBe(
    "Archive invoice 1042 in Alternative. It owes $5.00.",
  );
});

test("what was sent says what came of it", () => {
  expect(linkWords({ kind: "unanswered", facts: { happened: planned } })).toBe(
    "Archive invoice 1042 in Alternative: sent, no response yet.",
  );
  const happened: Happened = {
    kind: "not_done",
    facts: { task: { kind: "record_payment", facts: { amount } } },
  };
  expect(linkWords({ kind: "not_done", facts: { happened, said: null } })).toBe(
    "Not done: Record a payment of $1,250.00 in QuickBooks.",
  );
  expect(linkWords({ kind: "not_done", facts: { happened, said: "Stale object." } })).toBe(
    "Not done: Record a payment of $1,250.00 in QuickBooks. The response was: Stale object.",
  );
  expect(linkWords({ kind: "read_again", facts: { record: "payment", id: "2291", gone: false } })).toBe(
    "Read again in QuickBooks: payment 2291 is there, as it was sent.",
  );
  expect(linkWords({ kind: "read_again", facts: { record: "deposit", id: "812", gone: true } })).toBe(
    "Read again in QuickBooks: deposit 812 is no longer there.",
  );
});

test("what was not written says what has to be decided, and why", () => {
  const question = {
    reason: { kind: "not_a_deposit" as const },
    amount: { minor: -30_000, currency: "USD" },
  };
  expect(
    linkWords({ kind: "held", facts: { happened: { kind: "held", facts: { question } }, cause: null } }),
  ).toMatch(/^Not written\. The .* payout can.t be recorded as a deposit\. .+\.$/);
  const kept: Happened = { kind: "sentence", facts: { said: "A payment looks like this one" } };
  expect(linkWords({ kind: "held", facts: { happened: kept, cause: "Both are of Aug 4." } })).toBe(
    "Not written. A payment looks like this one. Both are of Aug 4.",
  );
});
