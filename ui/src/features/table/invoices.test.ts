import { describe, expect, test } from "vitest";
import type { InvoiceTable, RowNote, RowState } from "$/lib/contract";
import { InvoiceColumns, type InvoiceFilter } from "./invoices";

interface Sample {
  number: string;
  customer?: string;
  issued?: string | null;
  currency?: string;
  total?: number;
  quickbooks?: number | null;
  alternative?: number | null;
  state?: RowState;
  note?: RowNote;
}

/** A table of a few invoices; what is not said is an invoice over 10.00 that agrees. */
function tableOf(samples: readonly Sample[]): InvoiceTable {
  const names = ["", ...new Set(samples.map((sample) => sample.customer ?? "Harbor Dental Group"))];
  return {
    records: samples.map((sample) => `invoice:${sample.number}`),
    numbers: samples.map((sample) => sample.number),
    customers: samples.map((sample) => names.indexOf(sample.customer ?? "Harbor Dental Group")),
    customer_names: names,
    issued: samples.map((sample) => (sample.issued === undefined ? "2026-08-01" : sample.issued)),
    due: samples.map(() => "2026-08-31"),
    currencies: samples.map((sample) => sample.currency ?? "USD"),
    totals: samples.map((sample) => sample.total ?? 1000),
    quickbooks: samples.map((sample) => (sample.quickbooks === undefined ? 1000 : sample.quickbooks)),
    alternative: samples.map((sample) => (sample.alternative === undefined ? 1000 : sample.alternative)),
    states: samples.map((sample) => sample.state ?? "in_step"),
    notes: samples.map((sample) => sample.note ?? null),
    pdfs: samples.map(() => false),
  };
}

const ALL: InvoiceFilter = { text: "", since: null, state: null, differences: false };
const numbers = (columns: InvoiceColumns, filter: Partial<InvoiceFilter>) =>
  columns.select({ ...ALL, ...filter }).rows.map((row) => columns.table.numbers[row]);

describe("a filter", () => {
  const columns = new InvoiceColumns(
    tableOf([
      { number: "1061", customer: "Ámbar Fitness", issued: "2026-08-03" },
      { number: "1060", customer: "Old Mill Brewery", issued: "2026-08-02", state: "waiting" },
      { number: "1047", customer: "Copperline Electric", quickbooks: 0, state: "held", issued: null },
    ]),
  );

  test("finds words of number and customer, without accents and in any order", () => {
    expect(numbers(columns, { text: "ambar" })).toEqual(["1061"]);
    expect(numbers(columns, { text: "brew 106" })).toEqual(["1060"]);
    expect(numbers(columns, { text: "106" })).toEqual(["1061", "1060"]);
    expect(numbers(columns, { text: "brew 1061" })).toEqual([]);
  });

  test("takes a day, a state, and only what differs", () => {
    expect(numbers(columns, { since: "2026-08-03" })).toEqual(["1061"]);
    expect(numbers(columns, { state: "waiting" })).toEqual(["1060"]);
    expect(numbers(columns, { differences: true })).toEqual(["1047"]);
  });

  test("sums what it lets through, and sums nothing where currencies mix", () => {
    const found = columns.select(ALL);
    expect(found).toMatchObject({ total: 3000, quickbooks: 2000, alternative: 3000, apart: -1000 });
    expect(found.currency).toBe("USD");
    const mixed = new InvoiceColumns(tableOf([{ number: "1" }, { number: "2", currency: "CAD" }]));
    expect(mixed.select(ALL).currency).toBeNull();
  });
});

describe("the mark between both sides", () => {
  test("agrees, differs, or is not there when one side is missing", () => {
    const columns = new InvoiceColumns(
      tableOf([
        { number: "1" },
        { number: "2", quickbooks: 900 },
        { number: "3", alternative: null, state: "not_sent" },
        { number: "4", quickbooks: 0, alternative: 500, state: "archived" },
      ]),
    );
    expect([0, 1, 2, 3].map((row) => columns.mark(row))).toEqual(["equal", "differ", "none", "none"]);
  });

  test("names the field where the amounts are equal", () => {
    const columns = new InvoiceColumns(
      tableOf([
        { number: "1", state: "differs", note: { kind: "totals_differ" } },
        { number: "2", state: "differs", note: { kind: "kept" } },
        { number: "3", state: "working" },
        { number: "4", quickbooks: 900, state: "differs", note: { kind: "totals_differ" } },
        { number: "5", state: "differs", note: { kind: "other_body", facts: { said: null } } },
      ]),
    );
    expect([0, 1, 2, 3, 4].map((row) => columns.field(row))).toEqual([
      "total",
      "total",
      null,
      null,
      "see note",
    ]);
  });

  test("open invoices are counted once, with those that differ", () => {
    const columns = new InvoiceColumns(
      tableOf([
        { number: "1" },
        { number: "2", quickbooks: 0, alternative: 0 },
        { number: "3", quickbooks: 0, alternative: 450 },
        { number: "4", quickbooks: 0, alternative: 0, state: "differs" },
      ]),
    );
    expect(columns.tally()).toEqual({ open: 3, differ: 2 });
  });
});

const fresh = () =>
  new InvoiceColumns(tableOf([{ number: "12", issued: "2026-08-03" }, { number: "11" }, { number: "10" }]));

describe("a merge", () => {
  test("changes a row in place, and gives a new name to the same columns", () => {
    const before = fresh();
    const after = before.merge(
      ["invoice:11"],
      tableOf([{ number: "11", customer: "New Name", quickbooks: 0, state: "working" }]),
    );
    expect(after).not.toBe(before);
    expect(after.table.records).toEqual(["invoice:12", "invoice:11", "invoice:10"]);
    expect(after.customer(1)).toBe("New Name");
    expect(after.mark(1)).toBe("differ");
    expect(numbers(after, { text: "new name" })).toEqual(["11"]);
  });

  test("puts a new row by its date, and takes out what the host no longer has", () => {
    const news = tableOf([{ number: "13", issued: "2026-08-02" }]);
    const after = fresh().merge(["invoice:13", "invoice:12"], news);
    expect(after.table.numbers).toEqual(["13", "11", "10"]);
    expect(after.place("invoice:10")).toBe(2);
    expect(after.place("invoice:12")).toBe(-1);
    const lengths = Object.entries(after.table).filter(([name]) => name !== "customer_names");
    expect(lengths.map(([, column]) => column.length)).toEqual(lengths.map(() => 3));
  });

  test("a hundred thousand rows keep their sums through it", () => {
    const samples = Array.from({ length: 100_000 }, (_, at) => ({ number: String(200_000 - at) }));
    const before = new InvoiceColumns(tableOf(samples));
    expect(before.select(ALL).total).toBe(100_000_000);
    const after = before.merge(["invoice:150000"], tableOf([{ number: "150000", total: 1, quickbooks: 1 }]));
    expect(after.select(ALL)).toMatchObject({ total: 99_999_001, apart: -999 });
    expect(after.select({ ...ALL, text: "harbor 150000" }).rows).toHaveLength(1);
  });
});
