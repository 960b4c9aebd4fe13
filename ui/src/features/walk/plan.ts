import type { Item, PreviewView, Reading } from "$/lib/contract";
import { count, money } from "$/lib/format";
import { walk as words } from "$/lib/messages/walk";

/** Rows of the plan that are written into QuickBooks; all others go into Alternative. */
const INTO_BOOKS: ReadonlySet<Item> = new Set(["payments", "deposits", "deleted_payments"]);
/** Rows that are always shown, so that nothing is a figure too. */
const ALWAYS: ReadonlySet<Item> = new Set(["customers", "invoice_details", "payments", "deposits"]);

/** One row of the plan. */
export interface PlanRow {
  item: Item;
  count: number;
  /** Its amount, where the plan tells it apart. */
  minor: number | null;
}

/** The plan, side by side. */
export interface PlanSides {
  alternative: PlanRow[];
  quickbooks: PlanRow[];
  /** Records in all. */
  total: number;
}

const ORDER: readonly Item[] = [
  "customers",
  "invoice_details",
  "archived_customers",
  "archived_invoices",
  "pdf_invoices",
  "payments",
  "deposits",
  "deleted_payments",
];

/** Splits the plan; line items are a part of their invoices and are no records of their own. */
export function sidesOf(view: PreviewView): PlanSides {
  const counts = new Map(view.planned.map((planned) => [planned.item, planned.count]));
  const paying = (["payments", "deposits"] as const).filter((item) => (counts.get(item) ?? 0) > 0);
  const rows = ORDER.filter((item) => ALWAYS.has(item) || (counts.get(item) ?? 0) > 0).map((item) => ({
    item,
    count: counts.get(item) ?? 0,
    minor: minorOf(item, counts.get(item) ?? 0, view, paying),
  }));
  return {
    alternative: rows.filter((row) => !INTO_BOOKS.has(row.item)),
    quickbooks: rows.filter((row) => INTO_BOOKS.has(row.item)),
    total: rows.reduce((sum, row) => sum + row.count, 0),
  };
}

/** The plan carries one sum for payments and deposits; with one of them only, it is that one's. */
function minorOf(item: Item, of: number, view: PreviewView, rows: readonly Item[]): number | null {
  if (item !== "payments" && item !== "deposits") return null;
  if (of === 0) return 0;
  return rows.length === 1 ? view.recorded.minor : null;
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

function lineOf(row: PlanRow): string {
  return `  ${words.items[row.item].name}: ${count(row.count)}`;
}

/** The plan as text, for *Copy this list*. */
export function listOf(view: PreviewView): string {
  const { alternative, quickbooks } = sidesOf(view);
  const said = words.preview;
  const recorded = money(view.recorded.minor, view.recorded.currency);
  return [
    said.intoAlternative,
    ...alternative.map(lineOf),
    said.intoQuickbooks(view.recorded.currency),
    ...quickbooks.map(lineOf),
    `  ${said.together}: ${recorded}`,
    "",
    ...view.holds.map((hold) => hold.title),
    ...view.waits,
    ...view.notes,
    "",
    ...view.examples,
  ].join("\n");
}
