import type { InvoiceTable, RowState } from "$/lib/contract";
import { fold } from "./words";
import { rows as words } from "$/lib/messages/rows";

/** What a reader asks of the list. */
export interface InvoiceFilter {
  /** Words of a number or a customer; all must be found. */
  text: string;
  /** Only invoices dated on or after this day. */
  since: string | null;
  state: RowState | null;
  /** Only rows whose sides differ. */
  differences: boolean;
}

/** What is shown, and what it comes to. */
export interface Selection {
  /** Places in the columns, in order. */
  rows: number[];
  total: number;
  quickbooks: number;
  alternative: number;
  apart: number;
  /** The one currency of all rows; nothing when currencies mix. */
  currency: string | null;
}

/** Counts of open invoices over the whole list. */
export interface Tally {
  open: number;
  differ: number;
}

/** Between both sides: nothing to compare, equal, or not. */
export type Mark = "none" | "equal" | "differ";

/**
 * Invoices column by column, as the host gives them, with what a filter needs beside them. Nothing is made for a row: a
 * hundred thousand of them are filtered within a frame or two.
 */
export class InvoiceColumns {
  readonly table: InvoiceTable;
  readonly #numbers: string[];
  readonly #names: string[];
  readonly #marks: Mark[];
  #places: Map<string, number> | null = null;

  /** Columns as the host gave them; or, after a merge, those of `before`, which is not to be used any more. */
  constructor(table: InvoiceTable, before?: InvoiceColumns) {
    this.table = table;
    this.#numbers = before ? before.#numbers : table.numbers.map((number) => number.toLowerCase());
    this.#names = before ? before.#names : table.customer_names.map(fold);
    this.#marks = before ? before.#marks : table.records.map((_, row) => markOf(table, row));
    this.#places = before ? before.#places : null;
  }

  get length(): number {
    return this.table.records.length;
  }

  /** Whether both sides agree about a row. */
  mark(row: number): Mark {
    return this.#marks[row] ?? "none";
  }

  /** QuickBooks less Alternative; nothing when one side is missing. */
  apart(row: number): number | null {
    return apartOf(this.table, row);
  }

  /** The field that differs though the amounts do not; nothing when the amounts tell it. */
  field(row: number): string | null {
    if (this.mark(row) !== "differ" || this.apart(row) !== 0) return null;
    const note = this.table.notes[row]?.kind;
    return note === "totals_differ" || note === "kept" ? words.field.total : words.field.other;
  }

  customer(row: number): string {
    return this.table.customer_names[this.table.customers[row] ?? 0] ?? "";
  }

  /** Where a record stands; −1 when it is not there. */
  place(record: string): number {
    if (this.#places === null) {
      this.#places = new Map(this.table.records.map((name, row) => [name, row]));
    }
    return this.#places.get(record) ?? -1;
  }

  /** Whether a due date lies outside of this year. */
  leaves(year: string): boolean {
    return this.table.due.some((due) => due !== null && !due.startsWith(year));
  }

  /** Open invoices, and those of them that differ. */
  tally(): Tally {
    const { quickbooks, alternative } = this.table;
    const tally = { open: 0, differ: 0 };
    for (let row = 0; row < this.length; row++) {
      const differs = this.#marks[row] === "differ";
      if (!differs && (quickbooks[row] ?? 0) === 0 && (alternative[row] ?? 0) === 0) continue;
      tally.open++;
      if (differs) tally.differ++;
    }
    return tally;
  }

  /** The rows that a filter lets through, with their sums. */
  select(filter: InvoiceFilter): Selection {
    const { totals, quickbooks, alternative, currencies } = this.table;
    const passes = this.#passes(filter);
    const found: Selection = { rows: [], total: 0, quickbooks: 0, alternative: 0, apart: 0, currency: null };
    let mixed = false;
    for (let row = 0; row < this.length; row++) {
      if (!passes(row)) continue;
      found.rows.push(row);
      found.total += totals[row] ?? 0;
      found.quickbooks += quickbooks[row] ?? 0;
      found.alternative += alternative[row] ?? 0;
      found.apart += this.apart(row) ?? 0;
      const currency = currencies[row] ?? null;
      if (found.currency === null) found.currency = currency;
      else if (found.currency !== currency) mixed = true;
    }
    if (mixed) found.currency = null;
    return found;
  }

  #passes(filter: InvoiceFilter): (row: number) => boolean {
    const { issued, states } = this.table;
    const { since, state, differences } = filter;
    const found = this.#finds(filter.text);
    return (row) => {
      if (state !== null && states[row] !== state) return false;
      if (differences && this.#marks[row] !== "differ") return false;
      if (since !== null && (issued[row] ?? "") < since) return false;
      return found === null || found(row);
    };
  }

  /** Each customer's name is searched once, however many invoices the customer has. */
  #finds(text: string): ((row: number) => boolean) | null {
    const terms = fold(text).split(/\s+/).filter(Boolean);
    if (terms.length === 0) return null;
    const inName = terms.map((term) => this.#names.map((name) => name.includes(term)));
    const { customers } = this.table;
    return (row) =>
      terms.every(
        (term, at) => inName[at]?.[customers[row] ?? 0] === true || this.#numbers[row]?.includes(term),
      );
  }

  /**
   * Takes in what the host says about `asked`: changed rows in place, new ones by their date, gone ones out. The columns
   * stay the same; what is given back is a new name for them, so that whoever shows them follows.
   */
  merge(asked: readonly string[], news: InvoiceTable): InvoiceColumns {
    const told = new Set(news.records);
    for (const record of asked) if (!told.has(record)) this.#remove(record);
    for (let from = 0; from < news.records.length; from++) this.#put(news, from);
    return new InvoiceColumns({ ...this.table }, this);
  }

  #put(news: InvoiceTable, from: number): void {
    const { table } = this;
    const known = this.place(news.records[from] ?? "");
    const row = known < 0 ? this.#room(news.issued[from] ?? null) : known;
    const customer = this.#nameAt(news.customer_names[news.customers[from] ?? 0] ?? "");
    table.customers[row] = customer;
    copy(table.records, row, news.records[from]);
    copy(table.numbers, row, news.numbers[from]);
    table.issued[row] = news.issued[from] ?? null;
    table.due[row] = news.due[from] ?? null;
    copy(table.currencies, row, news.currencies[from]);
    copy(table.totals, row, news.totals[from]);
    table.quickbooks[row] = news.quickbooks[from] ?? null;
    table.alternative[row] = news.alternative[from] ?? null;
    copy(table.states, row, news.states[from]);
    table.notes[row] = news.notes[from] ?? null;
    table.pdfs[row] = news.pdfs[from] ?? false;
    this.#numbers[row] = (news.numbers[from] ?? "").toLowerCase();
    this.#marks[row] = markOf(table, row);
  }

  #nameAt(name: string): number {
    const known = this.table.customer_names.indexOf(name);
    if (known >= 0) return known;
    this.#names.push(fold(name));
    return this.table.customer_names.push(name) - 1;
  }

  /** Makes room for a new row: newest first, before the first one of the same day. */
  #room(issued: string | null): number {
    const { table } = this;
    const day = issued ?? "";
    let row = table.issued.findIndex((other) => (other ?? "") <= day);
    if (row < 0) row = this.length;
    for (const column of this.#columns()) column.splice(row, 0, "");
    this.#places = null;
    return row;
  }

  #remove(record: string): void {
    const row = this.place(record);
    if (row < 0) return;
    for (const column of this.#columns()) column.splice(row, 1);
    this.#places = null;
  }

  #columns(): unknown[][] {
    const { customer_names: _, ...columns } = this.table;
    return [...(Object.values(columns) as unknown[][]), this.#numbers, this.#marks];
  }
}

function copy<T>(column: T[], row: number, value: T | undefined): void {
  if (value !== undefined) column[row] = value;
}

function apartOf(table: InvoiceTable, row: number): number | null {
  const quickbooks = table.quickbooks[row] ?? null;
  const alternative = table.alternative[row] ?? null;
  return quickbooks === null || alternative === null ? null : quickbooks - alternative;
}

function markOf(table: InvoiceTable, row: number): Mark {
  const apart = apartOf(table, row);
  if (apart === null || table.states[row] === "archived") return "none";
  return apart !== 0 || table.states[row] === "differs" ? "differ" : "equal";
}
