import type { Column } from "$/components/VirtualTable.svelte";
import { fold } from "$/features/table/words";
import type { PaymentRow, RowState } from "$/lib/contract";
import { amount } from "$/lib/format";
import { payments as words } from "$/lib/messages/payments";
import { rows } from "$/lib/messages/rows";

export const STATES: readonly RowState[] = [
  "recorded",
  "working",
  "waiting",
  "held",
  "alternative_only",
  "removed",
  "left_out",
];

export const COLUMNS: readonly Column[] = [
  { id: "date", title: words.column.date, width: "56px" },
  { id: "pays", title: words.column.pays, width: "minmax(56px, 0.4fr)" },
  { id: "customers", title: words.column.customers, width: "minmax(96px, 1.3fr)" },
  { id: "method", title: words.column.method, width: "56px", low: true },
  { id: "quickbooks", title: words.column.quickbooks, width: "86px", align: "end" },
  { id: "mark", title: words.column.mark, width: "36px", align: "center", hidden: true },
  { id: "alternative", title: words.column.alternative, width: "86px", align: "end" },
  { id: "reference", title: words.column.reference, width: "minmax(158px, 0.9fr)", apart: true },
  { id: "payout", title: words.column.payout, width: "64px", low: true },
  { id: "state", title: rows.stateColumn, width: "116px", apart: true },
];

/** What QuickBooks has for a payment; nothing when it has nothing. */
export function recordedMinor(row: PaymentRow): number | null {
  const alive = row.quickbooks.filter((part) => !part.gone);
  return alive.length === 0 ? null : alive.reduce((sum, part) => sum + part.minor, 0);
}

/** Whether both sides say the same sum; nothing while there is one side. */
export function agrees(row: PaymentRow): boolean | null {
  const recorded = recordedMinor(row);
  return recorded === null ? null : recorded === row.minor;
}

/** How it was paid, in words. */
export function methodOf(row: PaymentRow): string {
  if (row.method === null) return "";
  return words.methods[row.method.toLowerCase()] ?? row.method.replaceAll("_", " ");
}

/** What a reader calls a payment: by the invoices it pays. */
export function labelOf(row: PaymentRow): string {
  return row.pays.map((share) => share.number).join(", ") || row.id;
}

/** Payments that hold every word in a number, a customer, an amount or an id, in a state, and apart where that is asked. */
export function select(
  list: readonly PaymentRow[],
  text: string,
  state: RowState | null,
  differences: boolean,
): PaymentRow[] {
  const terms = fold(text).split(/\s+/).filter(Boolean);
  return list.filter((row) => {
    if (state !== null && row.state !== state) return false;
    if (differences && agrees(row) !== false) return false;
    if (terms.length === 0) return true;
    const hay = hayOf(row);
    return terms.every((term) => hay.includes(term));
  });
}

function hayOf(row: PaymentRow): string {
  const recorded = row.quickbooks.map((part) => `${part.id} ${part.reference ?? ""}`);
  const plain = amount(row.minor, row.currency);
  return fold(
    [row.id, labelOf(row), ...row.customers, plain, plain.replaceAll(/[^\d.]/g, ""), ...recorded].join(" "),
  );
}

/** Sums of what is shown; nothing when currencies mix. */
export function sumsOf(
  list: readonly PaymentRow[],
): { currency: string; minor: number; recorded: number } | null {
  const currency = list[0]?.currency;
  if (currency === undefined || list.some((row) => row.currency !== currency)) return null;
  return {
    currency,
    minor: list.reduce((sum, row) => sum + row.minor, 0),
    recorded: list.reduce((sum, row) => sum + (recordedMinor(row) ?? 0), 0),
  };
}
