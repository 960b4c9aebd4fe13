import type { HoldChoice, HoldDetail, HoldRule } from "$/lib/contract";
import { counted } from "$/lib/format";

/** What many alike cards are called together, by the rule that stopped them; nothing where each is decided by itself. */
const together: Record<HoldRule | "C4" | "I10", ((count: string) => string) | null> = {
  C1: (count) => `Alternative did not accept ${count} customers.`,
  C4: (count) => `${count} customers are active in QuickBooks again, but archived in Alternative.`,
  D13: (count) => `${count} payouts cannot be deposits.`,
  D7: (count) => `${count} payments or deposits are dated in closed books.`,
  D3: (count) => `QuickBooks did not accept ${count} deposits.`,
  D4: (count) => `${count} payouts failed after their deposits were written.`,
  D5: (count) => `Someone deleted ${count} of our deposits in QuickBooks.`,
  I1: (count) => `Alternative did not accept ${count} invoices.`,
  I3: (count) => `${count} invoices do not add up to their totals.`,
  I10: (count) => `${count} invoices were changed in QuickBooks, but are archived in Alternative.`,
  I12: (count) => `${count} invoices were changed in QuickBooks after they were paid.`,
  P1: (count) => `QuickBooks did not accept ${count} payments.`,
  P4: (count) => `Shares of ${count} payments are not recorded in QuickBooks.`,
  P5: null,
  P17: null,
  P8: (count) => `The bank took back ${count} payments.`,
  P9: (count) => `Someone deleted ${count} of our payments in QuickBooks. The money was collected.`,
  P11: (count) => `${count} payments in QuickBooks are not applied to the invoices they were collected for.`,
};

/** Those that the engine offers, and those of rules that are still to come. */
type AnyChoice = HoldChoice | "restore" | "leave_archived";

/** What a button says that decides all alike cards, by choice. */
const all: Partial<Record<AnyChoice, (count: string, label: string) => string>> = {
  post_first_open_day: (count, label) => label.replace(/^Post/, `Post all ${count}`),
  check_again: (count) => `Check all ${count} again`,
  try_again: (count) => `Try all ${count} again`,
  record_again: (count) => `Record all ${count} again`,
  write_again: (count) => `Write all ${count} again`,
  accept: (count) => `Accept all ${count}`,
  leave_as_credit: (count) => `Leave all ${count} as credit`,
  keep: (count) => `Keep all ${count} as they were`,
  send: (count) => `Send all ${count} new amounts`,
  restore: (count) => `Restore all ${count}`,
  leave_archived: (count) => `Leave all ${count} archived`,
  i_handled_it: (count) => `I handled all ${count}`,
  i_handle_it: (count) => `I handle all ${count}`,
  wait_for_accountant: (_, label) => label,
};

/** What stands in a card's details, by key. */
const detail: Record<HoldDetail | "intuit_tid" | "rule" | "record" | "hold" | "asked", string> = {
  alternative_payment: "Payment in Alternative",
  alternative_payout: "Payout in Alternative",
  quickbooks_customer: "Customer in QuickBooks",
  quickbooks_invoice: "Invoice in QuickBooks",
  quickbooks_payment: "Payment in QuickBooks",
  first_open_day: "First open day",
  closed_until: "Closed until",
  missing: "Missing",
  latecomers: "Invoices in QuickBooks",
  code: "Code",
  intuit_tid: "intuit_tid",
  facts: "Facts",
  terms: "Terms",
  rule: "Rule",
  record: "Record",
  hold: "Question",
  asked: "Asked",
};

/** What was done, by choice; the next pass carries it out. */
const did: Record<AnyChoice, string> = {
  already_recorded: "Taken as recorded already",
  it_is_that_one: "Linked to the payment in QuickBooks",
  record_ours_too: "Recording ours too",
  keep_as_credit: "Kept as credit",
  leave_as_credit: "Left as credit",
  record_again: "Recording again",
  write_again: "Writing again",
  accept: "Accepted",
  keep: "Kept as it was",
  send: "Sending the new amount",
  restore: "Restored",
  leave_archived: "Left archived",
  i_handled_it: "Marked as handled",
  i_handle_it: "Left to you",
  check_again: "Checking again",
  try_again: "Trying again",
  post_first_open_day: "Posting on the first open day",
  wait_for_accountant: "Waiting for the accountant",
  choose_account: "Written to the account you chose",
  wait: "Waiting",
  post: "Recording what you ticked",
  leave: "Left out",
  use_deposit: "Using the deposit that is there",
  show: "Shown",
  open_in_quickbooks: "Opened in QuickBooks",
};

/** Kinds of records in details whose key is a record. */
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

/** The words for an id; nothing when it has none. */
function wordsFor<T>(of: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(of, id) ? of[id] : undefined;
}

/** `3 payments`; things of unlike kinds are decisions. */
function things(of: readonly string[]): string {
  const [first = ""] = of;
  const alike = of.every((kind) => kind === first);
  const [one, many] = (alike && nouns[first]) || ["decision", "decisions"];
  return counted(of.length, one, many);
}

/** Words of the Needs-you inbox. */
export const needsYou = {
  things,
  title: (of: readonly string[], sum: string | null) => {
    const wait = of.length === 1 ? "waits" : "wait";
    return sum === null ? `${things(of)} ${wait} for you` : `${things(of)}, ${sum}, ${wait} for you`;
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
  groupTitle: (rule: string, count: string) => wordsFor(together, rule)?.(count) ?? null,
  groupAny: (count: string) => `${count} questions are alike.`,
  eachOwn: "Each has its own amounts and dates; one by one shows them.",
  groupLabel: (choice: string, count: string, label: string) =>
    wordsFor(all, choice)?.(count, label) ?? `${label}, all ${count}`,
  did: (choice: string) => wordsFor(did, choice) ?? null,
  detailName: (key: string) => wordsFor(detail, key) ?? null,
  kinds,
  decided: (label: string) => `Decided: ${label}`,
  settled: "This question is settled: it was answered, or its facts changed.",
  emptyTitle: "Nothing waits for you",
  emptyAgrees: (time: string) => `Everything agrees as of ${time}.`,
  emptyAsOf: (time: string) => `No question is open as of ${time}.`,
  emptyUnread: "Both sides were not compared yet.",
  lastDecision: (day: string) => `Your last decision was on ${day}.`,
  lastDecisionToday: (time: string) => `Your last decision was today, ${time}.`,
  loading: "Reading the open questions",
  ask: {
    titles: {
      account: "Which account?",
      date: "On which day?",
      payment: "Which payment in QuickBooks is it?",
      payments: "Which ones should be recorded?",
    },
    reading: "Reading the accounts of QuickBooks",
    noAccounts: "QuickBooks has no active bank account.",
    date: "Day",
    dateHint: "It has to be in open books.",
    dateClosed: (day: string) => `The books are closed until ${day}. Choose a later day.`,
    payment: "Id of the payment in QuickBooks",
    paymentHint: "It stands in the address of the payment’s page, behind txnId=.",
    paymentNo: (id: string, text: string) => (text === "" ? `Payment ${id}` : `Payment ${id}, ${text}`),
    other: "Another one",
    ticked: (count: string) => `${count} ticked`,
    tickAll: "Tick all",
    tickNone: "Tick none",
  },
} as const;
