import { counted } from "$/lib/format";

/** What many alike cards are called together, by the rule that stopped them. */
const together: Record<string, (count: string) => string> = {
  C1: (count) => `Alternative did not accept ${count} customers.`,
  C4: (count) => `${count} customers are active in QuickBooks again, but archived in Alternative.`,
  D13: (count) => `${count} payouts cannot be deposits.`,
  D3: (count) => `QuickBooks did not accept ${count} deposits.`,
  D4: (count) => `${count} payouts failed after their deposits were written.`,
  D5: (count) => `Someone deleted ${count} of our deposits in QuickBooks.`,
  I1: (count) => `Alternative did not accept ${count} invoices.`,
  I3: (count) => `${count} invoices do not add up to their totals.`,
  I10: (count) => `${count} invoices were changed in QuickBooks, but are archived in Alternative.`,
  I12: (count) => `${count} invoices were changed in QuickBooks after they were paid.`,
  P1: (count) => `QuickBooks did not accept ${count} payments.`,
  P8: (count) => `The bank took back ${count} payments.`,
  P9: (count) => `Someone deleted ${count} of our payments in QuickBooks. The money was collected.`,
};

/** What a button says that decides all alike cards, by choice. */
const all: Record<string, (count: string, label: string) => string> = {
  post_first_open_day: (count, label) => label.replace(/^Post/, `Post all ${count}`),
  check_again: (count) => `Check all ${count} again`,
  try_again: (count) => `Try all ${count} again`,
  record_again: (count) => `Record all ${count} again`,
  write_again: (count) => `Write all ${count} again`,
  accept: (count) => `Accept all ${count}`,
  keep: (count) => `Keep all ${count} as they were`,
  send: (count) => `Send all ${count} new amounts`,
  restore: (count) => `Restore all ${count}`,
  leave_archived: (count) => `Leave all ${count} archived`,
  i_handled_it: (count) => `I handled all ${count}`,
  i_handle_it: (count) => `I handle all ${count}`,
  wait_for_accountant: (_, label) => label,
};

/** What stands in a card's details, by key; others are shown as they are. */
const detail: Record<string, string> = {
  alternative_payment: "Payment in Alternative",
  alternative_payout: "Payout in Alternative",
  quickbooks_customer: "Customer in QuickBooks",
  quickbooks_invoice: "Invoice in QuickBooks",
  quickbooks_payment: "Payment in QuickBooks",
  first_open_day: "First open day",
  closed_until: "Closed until",
  code: "Code",
  intuit_tid: "intuit_tid",
  facts: "Facts",
  terms: "Terms",
  rule: "Rule",
  record: "Record",
  hold: "Question",
  asked: "Asked",
};

/** Nouns of what a card is about, by the record's kind. */
const nouns: Record<string, [string, string]> = {
  payment: ["payment", "payments"],
  payout: ["payout", "payouts"],
  invoice: ["invoice", "invoices"],
  customer: ["customer", "customers"],
};

/** `3 payments`; things of unlike kinds are decisions. */
function things(kinds: readonly string[]): string {
  const [first = ""] = kinds;
  const alike = kinds.every((kind) => kind === first);
  const [one, many] = (alike && nouns[first]) || ["decision", "decisions"];
  return counted(kinds.length, one, many);
}

/** Words of the Needs-you inbox. */
export const needsYou = {
  things,
  title: (kinds: readonly string[], sum: string | null) => {
    const wait = kinds.length === 1 ? "waits" : "wait";
    return sum === null ? `${things(kinds)} ${wait} for you` : `${things(kinds)}, ${sum}, ${wait} for you`;
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
  asOneCard: "As one card",
  groupTitle: (rule: string, count: string) => together[rule]?.(count) ?? null,
  groupAny: (count: string) => `${count} questions are alike.`,
  groupSum: (kinds: readonly string[], sum: string | null) =>
    sum === null ? `${things(kinds)}.` : `${things(kinds)}, ${sum}.`,
  groupLabel: (choice: string, count: string, label: string) =>
    all[choice]?.(count, label) ?? `${label}, all ${count}`,
  decided: (choice: string, what: string) => `${choice}: ${what}`,
  settled: "This question is settled: it was answered, or its facts changed.",
  emptyTitle: "Nothing waits for you",
  emptyAgrees: (time: string) => `Everything agrees as of ${time}.`,
  emptyAsOf: (time: string) => `No question is open as of ${time}.`,
  emptyUnread: "Both sides were not compared yet.",
  lastDecision: (day: string) => `Your last decision was on ${day}.`,
  lastDecisionToday: (time: string) => `Your last decision was today, ${time}.`,
  loading: "Reading the open questions",
  ask: {
    account: "Which account?",
    accountLead: "The missing part is written to this account.",
    accounts: "Bank account",
    date: "On which day?",
    dateLabel: "Date",
    dateHint: "It has to be in open books.",
    dateClosed: (day: string) => `The books are closed until ${day}. Choose a later day.`,
    payment: "Which payment in QuickBooks is it?",
    payments: "Which ones are recorded?",
    paymentLabel: "Number of the payment in QuickBooks",
    paymentHint: "It stands in the address of the payment’s page: txnId=2274.",
    paymentNo: (id: string) => `Payment ${id}`,
    other: "Another payment",
    none: "Nothing is ticked yet.",
    all: "Tick all",
    noAll: "Tick none",
    openQuickbooks: "Open QuickBooks",
  },
} as const;
