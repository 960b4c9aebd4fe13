import { counted } from "$/lib/format";

/** Words of the payments page. */
export const payments = {
  title: "Payments",
  lead: (all: number, recorded: number) =>
    `${counted(all, "payment", "payments")} through Alternative. ${
      recorded === all
        ? "All of them are accounted for."
        : `${counted(all - recorded, "is", "are")} not in QuickBooks.`
    }`,
  find: "Invoice, customer, or amount",
  state: "State",
  table: "Payments in Alternative and QuickBooks",
  reading: "Loading payments",
  column: {
    date: "Paid",
    pays: "Invoices",
    customers: "Customer",
    method: "Method",
    alternative: "Alternative",
    mark: "Agreement",
    quickbooks: "QuickBooks",
    reference: "Recorded as",
    payout: "Payout",
  },
  methods: {
    card: "Card",
    credit_card: "Card",
    debit_card: "Debit card",
    standard_ach: "Bank debit",
    ach: "Bank debit",
    same_day_ach: "Bank debit, same day",
    pad: "Bank debit",
    eft: "Bank debit",
    interac: "Interac",
    installments: "Installments",
  } as Record<string, string>,
  clearing: "Paid (clearing)",
  deposit: (id: string) => `deposit ${id}`,
  payment: (id: string) => `payment ${id}`,
  gone: "deleted",
  what: (label: string) => `the payment for ${label}`,
  counted: (number: number) => counted(number, "payment", "payments"),
  none: "No payments yet",
  noneLead: "The first one appears when a customer pays through Alternative.",
  noMatch: (text: string) => `No payment matches “${text}”`,
  noFilter: "No matches for these filters",
  one: "payment",
  many: "payments",
} as const;
