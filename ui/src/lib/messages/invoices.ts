import { count, counted } from "$/lib/format";

/** Words of the invoices page. */
export const invoices = {
  title: "Invoices",
  lead: (open: number, agree: number, differ: number) =>
    differ === 0
      ? `${count(open)} open. ${open === 0 ? "No balance is open." : "All of them agree."}`
      : `${count(open)} open. ${count(agree)} agree, ${count(differ)} ${differ === 1 ? "differs" : "differ"}.`,
  reading: (known: number) => (known > 0 ? `Loading ${count(known)} invoices` : "Loading invoices"),
  find: "Number or customer",
  dated: "Dated",
  state: "State",
  table: "Invoices in QuickBooks and Alternative",
  column: {
    number: "Invoice",
    customer: "Customer",
    due: "Due",
    total: "Total",
    quickbooks: "Balance, QuickBooks",
    mark: "Agreement",
    alternative: "Balance, Alternative",
    difference: "Difference",
  },
  what: (number: string) => `invoice ${number}`,
  counted: (number: number) => counted(number, "invoice", "invoices"),
  none: "No invoices yet",
  noneLead: "They appear here after the first sync.",
  noMatch: (text: string) => `No invoice matches “${text}”`,
  noFilter: "No matches for these filters",
  one: "invoice",
  many: "invoices",
} as const;
