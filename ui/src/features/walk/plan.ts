import type { SyncCategory, PreviewView, Reading, Sum } from "$/lib/contract";
import { count, day, money } from "$/lib/format";
import { awaitedWords } from "$/lib/messages/awaited";
import { holdCause, holdTitle } from "$/lib/messages/holds";
import { taskWords } from "$/lib/messages/tasks";
import { planNotice, walk as words } from "$/lib/messages/walk";

/** Rows of the plan that are written into QuickBooks; all others go into Alternative. */
const INTO_BOOKS: ReadonlySet<PlanKey> = new Set(["payments", "deposits", "deleted_payments"]);
/** Rows that are always shown, so that nothing is a figure too. */
const ALWAYS: ReadonlySet<PlanKey> = new Set(["customers", "open", "paid", "payments", "deposits"]);

/** What a row counts: a row of the board, with its invoices told apart. */
export type PlanKey = Exclude<SyncCategory, "invoice_details" | "line_items"> | "open" | "paid";

/** One row of the plan. */
export interface PlanRow {
  key: PlanKey;
  name: string;
  note: string;
  count: number;
  /** Its amount; a row without money has none. */
  minor: number | null;
}

/** The plan, side by side. */
export interface PlanSides {
  alternative: PlanRow[];
  quickbooks: PlanRow[];
  /** Records in all. */
  total: number;
}

const ORDER: readonly PlanKey[] = [
  "customers",
  "open",
  "paid",
  "archived_customers",
  "archived_invoices",
  "pdf_invoices",
  "payments",
  "deposits",
  "deleted_payments",
];

/** Splits the plan; line items are a part of their invoices and are no records of their own. */
export function sidesOf(view: PreviewView): PlanSides {
  const rows = ORDER.map((key) => rowOf(key, view)).filter((row) => ALWAYS.has(row.key) || row.count > 0);
  return {
    alternative: rows.filter((row) => !INTO_BOOKS.has(row.key)),
    quickbooks: rows.filter((row) => INTO_BOOKS.has(row.key)),
    total: countOf(rows),
  };
}

function rowOf(key: PlanKey, view: PreviewView): PlanRow {
  const sums: Partial<Record<PlanKey, Sum>> = {
    open: view.open_invoices,
    paid: view.paid_invoices,
    payments: view.payments,
    deposits: view.deposits,
  };
  const { name, note } = words.planned[key];
  const said = { key, name, note: typeof note === "string" ? note : note(day(view.paid_since)) };
  const sum = sums[key];
  if (sum) return { ...said, count: sum.count, minor: sum.minor };
  const planned = view.planned.find((one) => one.item === key);
  return { ...said, count: planned?.count ?? 0, minor: null };
}

/** Records of some rows together. */
export function countOf(rows: readonly PlanRow[]): number {
  return rows.reduce((total, row) => total + row.count, 0);
}

/** Time that is left, guessed from the pace so far; nothing while there is no pace yet. */
export function leftOf(reading: Reading, now: number): string | undefined {
  if (reading.since === null || reading.total === null || reading.read === 0) return undefined;
  const elapsed = now - new Date(reading.since).getTime();
  if (elapsed < 1000 || reading.read >= reading.total) return undefined;
  const seconds = Math.ceil((elapsed * (reading.total - reading.read)) / reading.read / 1000);
  return words.preview.left(seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`);
}

function lineOf(row: PlanRow, currency: string): string {
  const sum = row.minor === null ? "" : `, ${money(row.minor, currency)}`;
  return `  ${row.name}: ${count(row.count)}${sum}`;
}

/** The plan as text, for *Copy this list*. */
export function listOf(view: PreviewView): string {
  const { alternative, quickbooks } = sidesOf(view);
  const said = words.preview;
  const { currency } = view.recorded;
  const line = (row: PlanRow) => lineOf(row, currency);
  const recorded = money(view.recorded.minor, currency);
  return [
    said.intoAlternative(currency),
    ...alternative.map(line),
    said.intoQuickbooks(currency),
    ...quickbooks.map(line),
    `  ${said.together}: ${recorded}`,
    "",
    ...view.holds.flatMap((hold) => [holdTitle(hold), `  ${holdCause(hold)}`]),
    ...view.awaited.map(awaitedWords),
    ...view.notices.map(planNotice),
    "",
    ...view.tasks.map(taskWords),
  ].join("\n");
}
