import { count, counted } from "$/lib/format";

/** Words of the customers page. */
export const customers = {
  title: "Customers",
  lead: (all: number, differ: number) =>
    differ === 0
      ? `${counted(all, "customer", "customers")}. QuickBooks is the source.`
      : `${counted(all, "customer", "customers")}, ${count(differ)} of them ${differ === 1 ? "differs" : "differ"}.`,
  find: "Name or email",
  state: "State",
  table: "Customers in QuickBooks and Alternative",
  reading: "Loading customers",
  column: {
    name: "Customer",
    quickbooks: "Email in QuickBooks",
    mark: "Agreement",
    alternative: "Email in Alternative",
    note: "Note",
  },
  inactive: "inactive",
  archived: "archived",
  noEmail: "no email address",
  absent: "–",
  what: (name: string) => `customer ${name}`,
  none: "No customers yet",
  noneLead: "They appear here after the first sync.",
  noMatch: (text: string) => `No customer matches “${text}”`,
  noFilter: "No matches for these filters",
  one: "customer",
  many: "customers",
} as const;
