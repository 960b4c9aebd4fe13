import type { Ask, Detail } from "$/lib/contract";
import { counted } from "$/lib/format";

/** What stands under *Details*: what the card itself says of its record, and what every card has. */
const detail: Record<Detail | "record" | "rule" | "hold" | "since", string> = {
  alternative_customer: "Customer in Alternative",
  alternative_invoice: "Invoice in Alternative",
  quickbooks_account: "Account in QuickBooks",
  alternative_payment: "Payment in Alternative",
  alternative_payout: "Payout in Alternative",
  quickbooks_customer: "Customer in QuickBooks",
  quickbooks_deposit: "Deposit in QuickBooks",
  quickbooks_invoice: "Invoice in QuickBooks",
  quickbooks_payment: "Payment in QuickBooks",
  first_open_day: "First open day",
  closed_until: "Closed through",
  code: "Code",
  facts: "Fingerprint",
  record: "Record",
  rule: "Rule",
  hold: "Decision",
  since: "Waiting since",
};

/** Kinds of records that can be listed. */
const kinds: Record<string, string> = {
  payment: "Payment",
  payout: "Payout",
  invoice: "Invoice",
  customer: "Customer",
};

/** Nouns of what a card is about, by the record's kind. */
const nouns: Record<string, [string, string]> = {
  payment: ["payment", "payments"],
  payout: ["payout", "payouts"],
  invoice: ["invoice", "invoices"],
  customer: ["customer", "customers"],
};

/** What a dialog asks. */
const asked: Record<Ask, string> = {
  account: "Which account?",
  date: "On which day?",
  payment: "Which payment in QuickBooks is it?",
  payments: "Which ones should be recorded?",
};

/** `3 payments`; things of unlike kinds are records. */
function things(of: readonly string[]): string {
  const [first = ""] = of;
  const alike = of.every((kind) => kind === first);
  const [one, many] = (alike && nouns[first]) || ["record", "records"];
  return counted(of.length, one, many);
}

/** Words of the Needs-you inbox. */
export const needsYou = {
  things,
  title: (of: readonly string[], sum: string | null) => {
    const need = of.length === 1 ? "needs" : "need";
    return sum === null
      ? `${things(of)} ${need} your decision`
      : `${things(of)}, ${sum}, ${need} your decision`;
  },
  oldest: (since: string) => `The oldest since ${since}. Everything else keeps syncing.`,
  yesterday: (time: string) => `yesterday, ${time}`,
  sortBy: "Sort by",
  sorts: { stake: "money at stake", oldest: "oldest first" },
  cards: "Decisions",
  leave: "If you leave it:",
  after: "What you decide moves to",
  activity: "Activity",
  afterEnd: ", with who decided and when.",
  details: "Details",
  copyDetails: "Copy details",
  detail,
  oneByOne: "One by one",
  asOneCard: "All at once",
  eachOwn: "Amounts and dates differ. One by one shows each of them.",
  kinds,
  settled: "This decision is no longer needed: it was made, or the records changed.",
  emptyTitle: "Nothing needs your decision",
  emptyAgrees: (time: string) => `Everything agrees as of ${time}.`,
  emptyAsOf: (time: string) => `No decision is open as of ${time}.`,
  emptyUnread: "QuickBooks and Alternative have not been compared yet.",
  lastDecision: (day: string) => `Your last decision was on ${day}.`,
  lastDecisionToday: (time: string) => `Your last decision was today, ${time}.`,
  loading: "Reading open decisions",
  ask: {
    titles: asked,
    reading: "Reading QuickBooks accounts",
    noAccounts: "QuickBooks has no active bank account.",
    date: "Date",
    dateHint: "The books must be open on that date.",
    dateClosed: (day: string) => `The books are closed through ${day}. Choose a later date.`,
    payment: "Payment ID in QuickBooks",
    paymentHint: "It’s in the URL of the payment’s page, after txnId=.",
    paymentNo: (id: string, what: string | null) =>
      what === null ? `Payment ${id}` : `Payment ${id}, ${what}`,
    other: "Another one",
    ticked: (count: string) => `${count} selected`,
    tickAll: "Select all",
    tickNone: "Clear selection",
  },
} as const;
