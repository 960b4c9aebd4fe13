import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { CustomerRow, PaymentRow } from "$/lib/contract";
import { TROUBLES } from "$/lib/messages/help-connection";
import { DECISIONS } from "$/lib/messages/help-decisions";
import { GUIDE } from "$/lib/messages/help-guide";
import { agrees as customerAgrees, select as selectCustomers } from "$/screens/customers/customers";
import Customers from "$/screens/customers/Customers.svelte";
import Help from "$/screens/help/Help.svelte";
import { searchGuide } from "$/screens/help/search";
import { agrees, methodOf, select, sumsOf } from "$/screens/payments/payments";
import Payments from "$/screens/payments/Payments.svelte";
import { listsOf } from "./host";

const user = userEvent.setup();
const props = { company: "main", path: [], search: new URLSearchParams() };

function customer(name: string, more: Partial<CustomerRow> = {}): CustomerRow {
  const side = { id: name, name, email: `${name.toLowerCase()}@pay.example`, active: true };
  return { name, quickbooks: side, alternative: side, state: "in_step", why: null, ...more };
}

function payment(id: string, more: Partial<PaymentRow> = {}): PaymentRow {
  return {
    id,
    customers: ["Harbor Dental"],
    created_at: "2026-08-04T12:00:00",
    method: "standard_ach",
    status: "succeeded",
    clearing: false,
    currency: "USD",
    minor: 125_000,
    total_minor: 125_000,
    pays: [{ number: "1051", quickbooks: "145", minor: 125_000 }],
    quickbooks: [
      { id: "2291", reference: "AP-8K", minor: 125_000, date: null, ours: true, deposit: null, gone: false },
    ],
    payout: null,
    state: "recorded",
    why: null,
    ...more,
  };
}

const CHAPTERS = [...GUIDE, ...DECISIONS, TROUBLES];

describe("customers", () => {
  const alone = customer("Solo", { alternative: null, state: "not_sent" });
  const apart = customer("Sato", { state: "differs", why: { kind: "other_body", facts: { said: "older" } } });

  it("are compared, searched and counted", async () => {
    listsOf({ customers: () => [customer("Harbor"), alone, apart] });
    render(Customers, props);
    expect(await screen.findByText("3 customers, 1 of them differs.")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Only differences" }));
    expect(screen.queryByText("Harbor")).toBeNull();
    expect(screen.getByText("Sato")).toBeTruthy();
  });

  it("agree, differ, or have one side only", () => {
    expect([customer("A"), apart, alone].map(customerAgrees)).toEqual([true, false, null]);
    expect(selectCustomers([customer("Ámbar"), alone], "ambar pay", null, false)).toHaveLength(1);
  });
});

describe("payments", () => {
  const waiting = payment("pay_2", { quickbooks: [], clearing: true, state: "waiting" });

  it("stand beside what QuickBooks has for them, with their sums", async () => {
    listsOf({ payments: () => [payment("pay_1"), waiting] });
    render(Payments, props);
    expect(await screen.findByText("2 payments through Alternative. 1 is not in QuickBooks.")).toBeTruthy();
    expect(screen.getByText("payment 2291")).toBeTruthy();
    expect(screen.getByText("2 payments").closest("p")?.textContent).toContain("2,500.00");
  });

  it("agree by what is alive in QuickBooks", () => {
    const gone = payment("x", { quickbooks: [{ ...payment("x").quickbooks[0]!, gone: true }] });
    const short = payment("y", { quickbooks: [{ ...payment("y").quickbooks[0]!, minor: 1 }] });
    expect([payment("a"), waiting, gone, short].map(agrees)).toEqual([true, null, null, false]);
  });

  it("are found by amount and reference, and not summed over currencies", () => {
    expect(select([payment("a")], "1,250.00", null, false)).toHaveLength(1);
    expect(select([payment("a")], "1250", null, false)).toHaveLength(1);
    expect(select([payment("a")], "ap-8k", null, false)).toHaveLength(1);
    expect(sumsOf([payment("a"), payment("b", { currency: "CAD" })])).toBeNull();
    expect(methodOf(payment("a"))).toBe("Bank debit");
    expect(methodOf(payment("a", { method: "wire_transfer" }))).toBe("wire transfer");
  });
});

describe("the guide", () => {
  it("is searched by its words, and says when nothing fits", async () => {
    render(Help, props);
    await user.type(screen.getByRole("searchbox"), "bank feed match");
    expect(screen.getByRole("heading", { name: "Manual reconciliation, with a bank feed" })).toBeTruthy();
    expect(screen.queryByRole("heading", { name: "Disconnect" })).toBeNull();
    await user.type(screen.getByRole("searchbox"), " zzz");
    expect(screen.getByText("Nothing in the guide matches “bank feed match zzz”")).toBeTruthy();
  });

  it("names every heading once, and each topic says something", () => {
    const topics = CHAPTERS.flatMap((chapter) => chapter.topics);
    const ids = [...CHAPTERS, ...topics].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const topic of topics)
      expect(topic.text.length + (topic.table?.rows.length ?? 0)).toBeGreaterThan(0);
  });

  it("tells to match a bank line, never to add it", () => {
    const text = JSON.stringify(searchGuide(GUIDE, "bank line"));
    expect(text).toContain("Match the line. Never add it");
  });
});
