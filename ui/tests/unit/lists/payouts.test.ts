import { render, screen, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { byYear, groupsOf, verdictOf } from "$/features/statement/statement";
import type { Method } from "$/lib/contract";
import { paidBy } from "$/lib/messages/methods";
import Payouts from "$/screens/payouts/Payouts.svelte";
import { listsOf, payoutOf } from "./host";

const NOW = new Date(2026, 7, 4);
const line = (kind: string, minor: number, customer = "Harbor Dental Group") => ({
  kind,
  customer,
  invoices: ["1036"],
  method: kind === "payment" ? { method: { kind: "card" as const }, fee_passed_on: true } : null,
  description: kind,
  minor,
});
const statementOf = (payout = payoutOf("po_1"), lines = [line("payment", 10_000), line("fee", -250)]) => ({
  payout,
  lines,
  account: "Checking ··4821",
  fee_account: "Alternative Payments Fees",
});
const props = (...path: string[]) => ({ company: "main", path, search: new URLSearchParams() });

describe("a statement", () => {
  it("ties three sums, and shows fees as negative lines under the payments", async () => {
    listsOf({ payouts: () => [payoutOf("po_1")], payout: () => statementOf() });
    render(Payouts, props("po_1"));
    expect(await screen.findByText("−2.50", { selector: "tr:not(.sub) td" })).toBeTruthy();
    expect(screen.getByRole("heading", { name: /ties to the cent/ })).toBeTruthy();
    const three = screen.getByRole("group", { name: "Three sums that must agree" });
    expect(within(three).getAllByText("97.50")).toHaveLength(3);
    expect(within(three).getAllByText("agrees with")).toHaveLength(2);
    expect(screen.getByText("Card, fee passed on")).toBeTruthy();
    expect(screen.getByText("Fees you absorbed, to Alternative Payments Fees")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Open deposit 812" })).toBeTruthy();
  });

  it("shows a missing cent as a row of its own", async () => {
    const payout = payoutOf("po_1", { missing_minor: 1, total_minor: 9_751, deposit: null, state: "held" });
    listsOf({ payouts: () => [payout], payout: () => statementOf(payout) });
    render(Payouts, props());
    const row = await screen.findByRole("row", { name: /Not explained by any line/ });
    expect(row.textContent).toContain("0.01");
    expect(screen.getByRole("heading", { name: /\$0\.01 is not explained/ })).toBeTruthy();
    expect(screen.getByRole("link", { name: "Open the decision" }).getAttribute("href")).toBe("#/needs-you");
  });

  it("does not take another payout's lines for its own, and knows one that is not there", async () => {
    const host = listsOf({ payouts: () => [payoutOf("po_1")], payout: () => statementOf() });
    render(Payouts, props("po_9"));
    expect(await screen.findByRole("heading", { name: "There is no such payout" })).toBeTruthy();
    expect(host.of("payout")).toEqual([]);
  });

  it("there are none at first", async () => {
    listsOf({ payouts: () => [] });
    render(Payouts, props());
    expect(await screen.findByText("No payouts yet")).toBeTruthy();
  });
});

const says = (more: Parameters<typeof payoutOf>[1]) => verdictOf(payoutOf("po_1", more), NOW);

describe("the sentence", () => {
  it("claims a tie only where three sums are equal", () => {
    expect(says({}).state).toBe("done");
    expect(says({ missing_minor: -1 })).toMatchObject({ state: "needs_you" });
    const deposit = { id: "812", account: null, date: null, minor: 9_000, gone: false };
    expect(says({ deposit }).text).toMatch(/difference of \$7\.50/);
    expect(says({ deposit: { ...deposit, gone: true } }).text).toMatch(/was deleted/);
  });

  it("claims nothing for a payout without a deposit", () => {
    expect(says({ deposit: null, state: "waiting", status: "pending" }).state).toBe("waiting");
    expect(says({ deposit: null, state: "left_out" }).state).toBeNull();
    expect(says({ deposit: null, state: "removed", status: "failed" }).text).toMatch(/did not arrive/);
  });
});

it("a method that is not known is shown as Alternative names it", () => {
  const other: Method = { kind: "other", facts: { said: "pay_by_text" } };
  expect(paidBy({ method: other, fee_passed_on: false })).toBe("pay by text");
  expect(paidBy({ method: { kind: "bank_debit" }, fee_passed_on: true })).toBe("bank debit, fee passed on");
});

it("lines are summed by kind, to the cent", () => {
  const groups = groupsOf([line("payment", 1), line("fee", -2), line("chargeback", -3), line("unknown", 4)]);
  expect([groups.payments.minor, groups.fees.minor, groups.others.minor]).toEqual([1, -2, 1]);
});

it("years name their currency only where it is one", () => {
  const list = [payoutOf("a"), payoutOf("b", { currency: "CAD" }), payoutOf("c", { arrival: "2025-12-30" })];
  expect(byYear(list).map(({ year, currency }) => [year, currency])).toEqual([
    ["2026", ""],
    ["2025", "USD"],
  ]);
});
