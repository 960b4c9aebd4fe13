import { count, counted } from "$/lib/format";

/** Words of the customers page. */
export const customers = {
  title: "Customers",
  lead: (all: number, differ: number) =>
    differ === 0
      ? `${counted(all, "customer", "customers")}. QuickBooks decides, Alternative follows.`
      : `${counted(all, "customer", "customers")}, ${count(differ)} of them ${differ === 1 ? "differs" : "differ"}.`,
  find: "Name or e-mail",
  state: "State",
  table: "Customers, both sides",
  reading: "Reading customers",
  column: {
    name: "Customer",
    quickbooks: "E-mail in QuickBooks",
    mark: "Agreement",
    alternative: "E-mail in Alternative",
    note: "Note",
  },
  inactive: "inactive",
  archived: "archived",
  noEmail: "no e-mail address",
  absent: "–",
  what: (name: string) => `customer ${name}`,
  none: "No customers yet",
  noneLead: "They appear here after the first look at QuickBooks.",
  noMatch: (text: string) => `No customer matches “${text}”`,
  noFilter: "No customer is like that",
  one: "customer",
  many: "customers",
} as const;
