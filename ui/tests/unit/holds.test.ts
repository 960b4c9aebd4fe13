import { describe, expect, it } from "vitest";
import type { Choice, ChoiceId, Money, Reason } from "$/lib/contract";
import { hourAndDay } from "$/lib/format";
import {
  choiceDone,
  choiceForAll,
  choiceLabel,
  holdCause,
  holdConsequence,
  holdsTitle,
  holdTitle,
  type Held,
  type HoldKind,
} from "$/lib/messages/holds";

const usd = (minor: number): Money => ({ minor, currency: "USD" });
const customer = "Juniper Dental";
const year = new Date().getFullYear();
const refused = { said: "It is closed.", code: "610" };

/** For each kind: its facts, its title, its cause, and its title with neither amount nor customer. */
const said: Record<HoldKind, { facts?: object; title: string; cause: string; bare?: string }> = {
  customer_refused: {
    facts: refused,
    title: "Alternative did not accept customer Juniper Dental",
    cause: "Alternative says: “It is closed.”",
    bare: "Alternative did not accept a customer",
  },
  invoice_refused: {
    facts: { invoice: "1042", ...refused },
    title: "Alternative did not accept invoice 1042 for Juniper Dental ($300.00 open)",
    cause: "Alternative says: “It is closed.”",
    bare: "Alternative did not accept invoice 1042",
  },
  invoice_does_not_add_up: {
    facts: { invoice: "1042", sum: usd(30_000), total: usd(29_999) },
    title: "Invoice 1042 for Juniper Dental adds up to $300.00, but its total is $299.99",
    cause: "The lines and tax in QuickBooks do not equal the invoice total.",
  },
  invoice_edited: {
    facts: { invoice: "1042", before: usd(30_000), after: usd(35_000), collected: usd(30_000) },
    title: "Invoice 1042 for Juniper Dental was changed from $300.00 to $350.00 after $300.00 was collected",
    cause: "The customer, lines, total, or due date no longer match what the customer saw when paying.",
  },
  customer_archived: {
    facts: { name: "Copperline Electric", again: true },
    title: "Copperline Electric is active in QuickBooks again, but is archived in Alternative",
    cause: "It was archived because it was inactive in QuickBooks. It is never restored automatically.",
  },
  invoice_archived: {
    facts: { invoice: "1042", again: false },
    title:
      "Invoice 1042 for Juniper Dental ($300.00 open) was changed in QuickBooks, but is archived in Alternative",
    cause: "It was archived in Alternative, not in QuickBooks. It is never restored automatically.",
    bare: "Invoice 1042 was changed in QuickBooks, but is archived in Alternative",
  },
  balance_too_small: {
    facts: { invoice: "1042", owed: usd(0), paid: usd(30_000), payment: "2274" },
    title: "Invoice 1042 for Juniper Dental has a balance of $0.00, but $300.00 was paid through Alternative",
    cause: "The balance was already lowered in QuickBooks, probably by payment 2274.",
  },
  invoice_gone: {
    facts: { invoice: "1042", voided: false },
    title: "Invoice 1042 for Juniper Dental was deleted in QuickBooks, but $300.00 was paid for it",
    cause: "QuickBooks has no invoice left for this payment.",
    bare: "Invoice 1042 was deleted in QuickBooks, but it was paid through Alternative",
  },
  look_alike: {
    facts: { payment: "2274", date: `${year}-08-02` },
    title: "Payment 2274 in QuickBooks looks like the $300.00 payment from Juniper Dental",
    cause: "It has the same customer and amount, and is dated Aug 2. It may have been entered by hand.",
    bare: "Payment 2274 in QuickBooks looks like the payment",
  },
  unsure: {
    facts: { payments: ["2274"], ours: false },
    title: "A duplicate of the $300.00 payment from Juniper Dental can’t be ruled out",
    cause: "Payment 2274 in QuickBooks can’t be read, and may be the same payment.",
  },
  payment_altered: {
    facts: { payment: "2274", reference: "AP-QGA3STK32X2EWECF" },
    title:
      "Payment 2274 in QuickBooks was changed after it was recorded for the $300.00 payment from Juniper Dental",
    cause:
      "Its reference number and amount no longer say that it is this payment. With the reference number AP-QGA3STK32X2EWECF it is known again.",
  },
  recorded_twice: {
    facts: { payment: "2275", entered: "2274", copy: false },
    title: "The $300.00 payment from Juniper Dental is in QuickBooks twice",
    cause:
      "Payment 2274 was entered by hand and linked to it, and payment 2275 is the one that this app recorded.",
  },
  payment_refused: {
    facts: refused,
    title: "QuickBooks did not accept the $300.00 payment from Juniper Dental",
    cause: "QuickBooks says: “It is closed.”",
    bare: "QuickBooks did not accept the payment",
  },
  payment_closed: {
    facts: { date: `${year}-07-29`, closed: `${year}-07-31` },
    title: "The $300.00 payment from Juniper Dental is dated Jul 29, but the books are closed through Jul 31",
    cause: "Nothing is recorded on or before the closing date in QuickBooks.",
  },
  unapplied: {
    facts: { payment: "2268", invoices: ["1042", "1043", "1044"] },
    title: "$300.00 from Juniper Dental is not applied to invoices 1042, 1043, and 1044 in QuickBooks",
    cause:
      "Payment 2268 is still in QuickBooks, but it was changed to a smaller amount, applied to something else, or left as a credit.",
    bare: "A payment is not fully applied to invoices 1042, 1043, and 1044 in QuickBooks",
  },
  payment_lost: {
    facts: { payment: "2268", invoices: [] },
    title: "The $300.00 payment from Juniper Dental was deleted or voided in QuickBooks",
    cause: "QuickBooks does not say who removed payment 2268.",
    bare: "The payment was deleted or voided in QuickBooks",
  },
  latecomers: {
    facts: { invoices: ["1042"] },
    title: "$300.00 paid for invoice 1042 for Juniper Dental is not recorded in QuickBooks",
    cause:
      "The invoice was moved to this customer in QuickBooks after the customer’s share of the payment was recorded.",
    bare: "A share paid for invoice 1042 is not recorded in QuickBooks",
  },
  returned: {
    facts: { deposit: "812", said: null },
    title: "The $300.00 payment from Juniper Dental was returned after it was recorded",
    cause: "Alternative gave no reason. It is on deposit 812 in QuickBooks.",
  },
  entry_refused: {
    facts: refused,
    title: "QuickBooks did not accept the entry for $300.00 that went back",
    cause: "QuickBooks says: “It is closed.”",
    bare: "QuickBooks did not accept the entry for a return",
  },
  refunded: {
    facts: { refunded: usd(10_000), of: usd(30_000), invoices: ["1056"] },
    title: "$100.00 of the $300.00 payment from Juniper Dental was refunded",
    cause: "It was refunded in Alternative. QuickBooks still shows $300.00 received on invoice 1056.",
    bare: "$100.00 of the $300.00 payment was refunded",
  },
  payout_apart: {
    facts: {
      explained: usd(32_500),
      missing: usd(-2_500),
      named: [{ name: "Dispute fee", amount: usd(-2_500) }],
    },
    title: "The $300.00 payout has a difference of $25.00: payments and fees come to $325.00",
    cause: "Alternative also lists “Dispute fee” (−$25.00).",
    bare: "The payout has a difference of $25.00: payments and fees come to $325.00",
  },
  already_deposited: {
    facts: { count: 1, of: 9, deposit: null, account: "Checking" },
    title: "1 of 9 payments in the $300.00 payout is already in account Checking",
    cause: "They were recorded straight to that account, not to Undeposited Funds.",
  },
  another_deposit: {
    facts: { deposit: "812" },
    title: "Deposit 812 in QuickBooks was recorded for the $300.00 payout, but holds none of its payments",
    cause: "The deposit was changed in QuickBooks, or another computer recorded it for other payments.",
  },
  added_deposit: {
    facts: { deposit: "809", date: `${year}-08-03`, amount: usd(30_000) },
    title: "Deposit 809 of $300.00 on Aug 3 in QuickBooks looks like the $300.00 payout",
    cause: "It was probably added from the bank feed: it links none of the payments in this payout.",
  },
  deposit_refused: {
    facts: refused,
    title: "QuickBooks did not accept the $300.00 deposit",
    cause: "QuickBooks says: “It is closed.”",
  },
  deposit_closed: {
    facts: { date: `${year}-07-29`, closed: `${year}-07-31` },
    title: "The $300.00 deposit is dated Jul 29, but the books are closed through Jul 31",
    cause: "Nothing is recorded on or before the closing date in QuickBooks.",
  },
  account_unusable: {
    facts: { purpose: "fees", account: "80", name: "Card fees", trouble: "inactive", count: 2 },
    title: "The account “Card fees” was made inactive in QuickBooks",
    cause: "Fees you absorb are recorded in it. 2 payouts wait for another account.",
  },
  not_a_deposit: {
    title: "The $300.00 payout can’t be recorded as a deposit",
    cause: "Its total is zero or negative, or it is not in the currency of your books.",
  },
  deposit_lost: {
    facts: { deposit: "812", arrival: `${year}-08-03` },
    title: "The $300.00 deposit for the payout on Aug 3 was deleted in QuickBooks",
    cause: "QuickBooks does not say who deleted deposit 812.",
  },
  failed_after_deposit: {
    facts: { deposit: "812", arrival: `${year}-08-03` },
    title: "The $300.00 payout on Aug 3 failed after its deposit was recorded",
    cause:
      "Alternative reports that the money did not reach the bank, but deposit 812 in QuickBooks says it did.",
  },
  before_start: {
    facts: { payments: 0, payouts: 1 },
    title: "1 payout totaling $300.00 is from before syncing started",
    cause: "They may already be in QuickBooks, entered by hand or by another connection.",
    bare: "1 payout is from before syncing started",
  },
  many_archives: {
    facts: {
      record: "invoice",
      of: 400,
      archives: [
        { label: "1042", amount: usd(30_000) },
        { label: "1043", amount: null },
      ],
    },
    title: "2 of 400 invoices would be archived",
    cause:
      "QuickBooks no longer shows them, or shows them as voided. That looks wrong, so none of them was archived.",
  },
  other_currencies: {
    facts: {
      home: "USD",
      currencies: ["EUR", "GBP"],
      invoices: [
        { number: "1042", open: { minor: 30_000, currency: "EUR" } },
        { number: "1043", open: { minor: 10_000, currency: "GBP" } },
      ],
    },
    title: "2 invoices are in EUR and GBP",
    cause: "Only invoices in USD, the home currency of your books, are sent to Alternative.",
  },
  not_readable: {
    facts: {
      side: "quickbooks",
      record: "invoice",
      label: "1042",
      since: `${year}-08-04T11:02:00Z`,
      said: "The email address is not valid.",
    },
    title: `Invoice 1042 can’t be read from QuickBooks since ${hourAndDay(`${year}-08-04T11:02:00Z`)}`,
    cause: "QuickBooks says: “The email address is not valid.”",
  },
  unworded: {
    facts: { rule: "P9" },
    title: "Details of this decision follow with the next sync",
    cause: "An earlier version of the app stopped here.",
    bare: "Details of this decision follow with the next sync",
  },
};

const kinds = Object.keys(said) as HoldKind[];
const held = (kind: HoldKind, more: Partial<Held> = {}): Held => ({
  reason: { kind, facts: said[kind].facts } as Reason,
  amount: usd(30_000),
  customer,
  ...more,
});

const of = (reason: Reason): Held => held("unworded", { reason });

function choice(id: ChoiceId, more: Partial<Choice> = {}): Choice {
  return { id, asks: null, day: null, deposit: null, shows: false, ...more };
}

function words(way: Choice): (string | null)[] {
  return [choiceLabel(way, held("look_alike").reason), choiceForAll(way, "4"), choiceDone(way)];
}

describe("a decision says", () => {
  it.each(kinds)("%s", (kind) => {
    expect(holdTitle(held(kind))).toBe(said[kind].title);
    expect(holdCause(held(kind))).toBe(said[kind].cause);
    expect(holdConsequence(held(kind))).toMatch(/^[A-Z].*\.$/);
  });

  it.each(kinds.filter((kind) => said[kind].bare))("%s without amount and customer", (kind) => {
    expect(holdTitle(held(kind, { amount: null, customer: null }))).toBe(said[kind].bare);
  });

  it("what differs for a voided invoice, an unchanged total, and a payment that was not found", () => {
    const voided = of({ kind: "invoice_gone", facts: { invoice: "7", voided: true } });
    expect(holdTitle(voided)).toContain("was voided in QuickBooks");
    const facts = { invoice: "7", before: usd(1), after: usd(1), collected: usd(1) };
    expect(holdTitle(of({ kind: "invoice_edited", facts }))).toContain(
      "was changed in QuickBooks after $0.01",
    );
    const small = { invoice: "7", owed: usd(0), paid: usd(1), payment: null };
    expect(holdCause(of({ kind: "balance_too_small", facts: small }))).toBe(
      "Something else in QuickBooks already lowered the balance.",
    );
  });

  it("that two payments have one reference number, where neither was entered by hand", () => {
    const facts = { payment: "2268", entered: "2275", copy: true };
    expect(holdCause(of({ kind: "recorded_twice", facts }))).toBe(
      "Payments 2268 and 2275 have the same reference number: it was recorded on two computers at once, or one of them is a copy.",
    );
  });

  it("once what many have in common, with their number", () => {
    const alone = kinds.filter((kind) => holdsTitle(held(kind).reason, "3") === null);
    expect(alone.toSorted()).toEqual([
      "account_unusable",
      "added_deposit",
      "already_deposited",
      "another_deposit",
      "balance_too_small",
      "before_start",
      "invoice_gone",
      "look_alike",
      "many_archives",
      "other_currencies",
      "payment_altered",
      "payout_apart",
      "recorded_twice",
      "unsure",
      "unworded",
    ]);
    for (const kind of kinds.filter((one) => !alone.includes(one))) {
      expect(holdsTitle(held(kind).reason, "3"), kind).toMatch(/\b3 [a-z]+.*[a-z0-9)]$/);
    }
  });
});

describe("a choice says", () => {
  it("what will happen, with its day, deposit or payment", () => {
    expect(words(choice("post_first_open_day", { day: `${year}-08-01` }))).toEqual([
      "Post on Aug 1",
      "Post all 4 on Aug 1",
      "Posting on Aug 1",
    ]);
    expect(words(choice("use_deposit", { deposit: "809" }))).toEqual([
      "Use deposit 809",
      null,
      "Using deposit 809",
    ]);
    expect(words(choice("it_is_that_one"))[0]).toBe("Use payment 2274");
    expect(words(choice("apply_again"))).toEqual([
      "Apply it again",
      "Apply all 4 again",
      "Applying it again",
    ]);
    expect(words(choice("was_given_back"))).toEqual(["Mark as given back", null, "Marked as given back"]);
    expect(words(choice("record_again"))).toEqual(["Record again", "Record all 4 again", "Recording again"]);
  });
});
