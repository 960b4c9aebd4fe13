import type { Column } from "$/components/VirtualTable.svelte";
import { fold } from "$/features/table/words";
import type { CustomerRow, RowState } from "$/lib/contract";
import { customers as words } from "$/lib/messages/customers";
import { rows } from "$/lib/messages/rows";

export const STATES: readonly RowState[] = [
  "in_step",
  "working",
  "waiting",
  "held",
  "differs",
  "archived",
  "alternative_only",
  "not_sent",
];

export const COLUMNS: readonly Column[] = [
  { id: "name", title: words.column.name, width: "minmax(120px, 0.8fr)" },
  { id: "quickbooks", title: words.column.quickbooks, width: "minmax(120px, 1fr)" },
  { id: "mark", title: words.column.mark, width: "40px", align: "center", hidden: true },
  { id: "alternative", title: words.column.alternative, width: "minmax(120px, 1fr)" },
  { id: "note", title: words.column.note, width: "minmax(64px, 0.7fr)", low: true },
  { id: "state", title: rows.stateColumn, width: "124px", apart: true },
];

/** Names a customer for good: by the side that has it. */
export function keyOf(row: CustomerRow): string {
  return recordOf(row) ?? `alternative:${row.alternative?.id ?? row.name}`;
}

/** The record as `customer:ID`; nothing for a customer that QuickBooks does not have. */
export function recordOf(row: CustomerRow): string | null {
  return row.quickbooks ? `customer:${row.quickbooks.id}` : null;
}

/** Whether both sides say the same of it; nothing where there is one side, or where one let it go. */
export function agrees(row: CustomerRow): boolean | null {
  const { quickbooks, alternative } = row;
  if (!quickbooks || !alternative || row.state === "archived") return null;
  return row.state !== "differs" && (quickbooks.email ?? "") === (alternative.email ?? "");
}

/** Customers whose name or address holds every word, in a state, and apart where that is asked. */
export function select(
  list: readonly CustomerRow[],
  text: string,
  state: RowState | null,
  differences: boolean,
): CustomerRow[] {
  const terms = fold(text).split(/\s+/).filter(Boolean);
  return list.filter((row) => {
    if (state !== null && row.state !== state) return false;
    if (differences && agrees(row) !== false) return false;
    if (terms.length === 0) return true;
    const hay = fold(`${row.name} ${row.quickbooks?.email ?? ""} ${row.alternative?.email ?? ""}`);
    return terms.every((term) => hay.includes(term));
  });
}
