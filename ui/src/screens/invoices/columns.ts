import type { Column } from "$/components/VirtualTable.svelte";
import { invoices as words } from "$/lib/messages/invoices";
import { rows } from "$/lib/messages/rows";

/** A due date of another year carries the year. */
const DUE = { short: "64px", long: "92px" };

/** The columns of the invoices table, as wide as the design draws them. */
const columnsWith = (due: string): readonly Column[] => [
  { id: "number", title: words.column.number, width: "56px" },
  { id: "customer", title: words.column.customer, width: "minmax(120px, 1fr)" },
  { id: "due", title: words.column.due, width: due, low: true },
  { id: "total", title: words.column.total, width: "84px", align: "end", low: true },
  { id: "quickbooks", title: words.column.quickbooks, width: "128px", align: "end" },
  { id: "mark", title: words.column.mark, width: "40px", align: "center", hidden: true },
  { id: "alternative", title: words.column.alternative, width: "112px", align: "end" },
  { id: "apart", title: words.column.difference, width: "80px", align: "end" },
  { id: "state", title: rows.stateColumn, width: "124px", apart: true },
];

export const COLUMNS = columnsWith(DUE.short);
/** The same, where due dates lie in more than one year. */
export const LONG_COLUMNS = columnsWith(DUE.long);
