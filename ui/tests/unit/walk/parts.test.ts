import { describe, expect, it } from "vitest";
import type { AppInfo, PreviewView, ReadingStep, Setback } from "$/lib/contract";
import { day, hourAndDay } from "$/lib/format";
import { readingWords } from "$/lib/messages/walk";
import { VIEW } from "./host";
import { lastPaid } from "$/features/walk/payouts.svelte";
import { leftOf, listOf, sidesOf } from "$/features/walk/plan";
import { after, before, freeName, walkOf } from "$/features/walk/steps";

function app(...companies: [string, "done" | "alternative", boolean?][]): AppInfo {
  return {
    version: "0.1.0",
    system: "test",
    data: "data",
    can_practise: true,
    has_desktop: false,
    companies: companies.map(([company, walk, practice = false]) => {
      return { company, name: null, practice, walk, connected_at: null };
    }),
  };
}

describe("steps", () => {
  it("follow each other", () => {
    expect(after("welcome")).toBe("alternative");
    expect(after("preview")).toBe("done");
    expect(before("welcome")).toBeNull();
  });

  it("belong to the company that is looked at while it is not finished, else to another one", () => {
    expect(walkOf(app(), "main", undefined)).toBe("main");
    expect(walkOf(app(["main", "alternative"]), "main", undefined)).toBe("main");
    expect(walkOf(app(["practice", "alternative", true]), "practice", undefined)).toBe("practice");
    expect(walkOf(app(["main", "done"]), "main", undefined)).toBe("company-2");
    expect(walkOf(app(["main", "done"]), "main", "welcome")).toBe("company-2");
    expect(walkOf(app(["main", "done"]), "main", "practice")).toBe("practice");
    expect(freeName(app(["main", "done"], ["company-2", "done"]))).toBe("company-3");
  });
});

describe("the plan", () => {
  it("stands side by side: open and paid invoices apart, each with their money", () => {
    const sides = sidesOf(VIEW);
    expect(sides.total).toBe(775);
    expect(sides.alternative.map((row) => [row.name, row.note, row.count, row.minor])).toEqual([
      ["Customers", "", 118, null],
      ["Open invoices", "of any age", 412, 48_655_090],
      ["Paid invoices", `since ${day("2026-04-21")}`, 236, 20_110_000],
    ]);
    expect(sides.quickbooks.map((row) => [row.key, row.count, row.minor])).toEqual([
      ["payments", 9, 1_124_075],
      ["deposits", 0, 0],
    ]);
  });

  it("tells payments and deposits apart", () => {
    const deposits = { count: 2, minor: 100_000, currency: "USD" };
    const both: PreviewView = { ...VIEW, deposits };
    expect(sidesOf(both).quickbooks.map((row) => row.minor)).toEqual([1_124_075, 100_000]);
  });

  it("can be copied", () => {
    expect(listOf(VIEW)).toContain("Payments: 9, $11,240.75");
    expect(listOf(VIEW)).toContain("Total: $11,240.75");
  });

  it("guesses the time left from the pace so far", () => {
    const reading = { read: 500, total: 1500, step: null, since: "2026-08-04T09:00:00Z" };
    const now = Date.parse("2026-08-04T09:00:10Z");
    expect(leftOf(reading, now)).toBe("About 20 s left");
    expect(leftOf({ ...reading, total: null }, now)).toBeUndefined();
    expect(leftOf({ ...reading, read: 0 }, now)).toBeUndefined();
  });
});

describe("what is read", () => {
  const now = new Date(2026, 7, 4, 12, 0);
  const at = new Date(2026, 7, 4, 12, 5).toISOString();

  it("names the list and the service that has it", () => {
    const steps: [ReadingStep, string][] = [
      [{ kind: "company" }, "Company and accounts"],
      [{ kind: "customers", facts: { side: "alternative" } }, "Customers in Alternative"],
      [{ kind: "invoices", facts: { side: "quickbooks" } }, "Invoices in QuickBooks"],
      [{ kind: "open_invoices" }, "Open invoices in QuickBooks"],
      [{ kind: "payments", facts: { side: "alternative" } }, "Payments in Alternative"],
      [{ kind: "payouts" }, "Payouts"],
      [{ kind: "planning" }, "Preview of the first sync"],
    ];
    for (const [step, words] of steps) expect(readingWords(step, now)).toBe(words);
  });

  it("says why a service is tried again, and when", () => {
    const retrying = (setback: Setback) =>
      readingWords({ kind: "retrying", facts: { side: "quickbooks", setback, at } }, now);
    expect(retrying("slow_down")).toBe(
      `QuickBooks asked us to slow down; resuming at ${hourAndDay(at, now)}`,
    );
    expect(retrying("offline")).toBe(`QuickBooks cannot be reached; trying again at ${hourAndDay(at, now)}`);
    expect(retrying("no_response")).toBe(
      `QuickBooks did not respond; trying again at ${hourAndDay(at, now)}`,
    );
  });
});

describe("an example", () => {
  it("is the last payout that reached the bank and ties", () => {
    const payout = {
      id: "1",
      status: "succeeded",
      arrival: "2026-07-10",
      currency: "USD",
      payments_minor: 100,
      fees_minor: -1,
      other_minor: 0,
      total_minor: 99,
      missing_minor: 0,
      lines: [],
      deposit: null,
      state: "not_sent" as const,
      why: null,
    };
    const later = { ...payout, id: "2", arrival: "2026-07-17" };
    const failed = { ...payout, id: "3", arrival: "2026-07-20", status: "failed" };
    expect(lastPaid([payout, later, failed])?.id).toBe("2");
    expect(lastPaid([])).toBeUndefined();
  });
});
