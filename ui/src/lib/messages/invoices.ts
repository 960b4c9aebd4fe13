import { count, counted } from "$/lib/format";

/** Words of the invoices page. */
export const invoices = {
  title: "Invoices",
  lead: (open: number, agree: number, differ: number) =>
    differ === 0
      ? `${count(open)} open. ${open === 0 ? "Nothing is owed." : "All of them agree."}`
      : `${count(open)} open. ${count(agree)} agree, ${count(differ)} ${differ === 1 ? "differs" : "differ"}.`,
  reading: (known: number) => (known > 0 ? `Reading ${count(known)} invoices` : "Reading invoices"),
  find: "Number or customer",
  dated: "Dated",
  state: "State",
  table: "Invoices, both sides",
  column: {
    number: "Invoice",
    customer: "Customer",
    due: "Due",
    total: "Total",
    quickbooks: "Owed, QuickBooks",
    mark: "Agreement",
    alternative: "Owed, Alternative",
    apart: "Apart",
  },
  what: (number: string) => `invoice ${number}`,
  counted: (number: number) => counted(number, "invoice", "invoices"),
  none: "No invoices yet",
  noneLead: "They appear here after the first look at QuickBooks.",
  noMatch: (text: string) => `No invoice matches “${text}”`,
  noFilter: "No invoice is like that",
  one: "invoice",
  many: "invoices",
} as const;
