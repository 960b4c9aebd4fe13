import { counted, day } from "$/lib/format";
import { general } from "./general";
import {
  forCustomer,
  opening,
  quoted,
  sum,
  theInvoices,
  thePayment,
  type HoldWords,
  type ReasonOf,
} from "./holds-phrases";

/** Holds about payments. */
export type PaymentKind =
  | "balance_too_small"
  | "invoice_gone"
  | "look_alike"
  | "unsure"
  | "payment_altered"
  | "recorded_twice"
  | "payment_refused"
  | "payment_closed"
  | "unapplied"
  | "payment_lost"
  | "latecomers"
  | "returned"
  | "refunded"
  | "entry_refused"
  | "before_start";

/** The entry that is proposed for what went back. */
const ENTRY =
  "Write this entry debits Accounts Receivable for the customer and credits “Alternative Payments Returns” with this amount, dated today.";

const NOT_RECORDED = "This payment is not recorded in QuickBooks until you decide.";

/** Why nothing is dated in a closed month. */
export const CLOSED = "Nothing is recorded on or before the closing date in QuickBooks.";

/** `3 payments and 1 payout`, without what there is none of. */
function moved(payments: number, payouts: number): string {
  const parts = [
    ...(payments > 0 ? [counted(payments, "payment", "payments")] : []),
    ...(payouts > 0 ? [counted(payouts, "payout", "payouts")] : []),
  ];
  return parts.join(" and ");
}

/** What they say. */
export const paymentHolds: { [K in PaymentKind]: HoldWords<ReasonOf<K>> } = {
  balance_too_small: {
    title: ({ facts }, stake) =>
      `Invoice ${facts.invoice}${forCustomer(stake)} has a balance of ${sum(facts.owed)}, but ${sum(facts.paid)} was paid through Alternative`,
    cause: ({ facts }) =>
      facts.payment === null
        ? "Something else in QuickBooks already lowered the balance."
        : `The balance was already lowered in QuickBooks, probably by payment ${facts.payment}.`,
    consequence: NOT_RECORDED,
    many: null,
  },
  invoice_gone: {
    title: ({ facts }, stake) => {
      const how = facts.voided ? "voided" : "deleted";
      const paid =
        stake.amount === null ? "it was paid through Alternative" : `${sum(stake.amount)} was paid for it`;
      return `Invoice ${facts.invoice}${forCustomer(stake)} was ${how} in QuickBooks, but ${paid}`;
    },
    cause: () => "QuickBooks has no invoice left for this payment.",
    consequence: NOT_RECORDED,
    many: null,
  },
  look_alike: {
    title: ({ facts }, stake) => `Payment ${facts.payment} in QuickBooks looks like ${thePayment(stake)}`,
    cause: ({ facts }) =>
      `It has the same customer and amount, and is dated ${day(facts.date)}. It may have been entered by hand.`,
    consequence: NOT_RECORDED,
    many: null,
  },
  unsure: {
    title: (_, stake) => `A duplicate of ${thePayment(stake)} can’t be ruled out`,
    cause: ({ facts }) => {
      const ids = facts.payments.join(", ");
      const which =
        facts.payments.length === 0
          ? "Payments of this customer"
          : facts.payments.length === 1
            ? `Payment ${ids}`
            : `Payments ${ids}`;
      const what = facts.ours ? "the one that this app recorded" : "the same payment";
      return `${which} in QuickBooks can’t be read, and may be ${what}.`;
    },
    consequence: NOT_RECORDED,
    many: null,
  },
  payment_altered: {
    title: ({ facts }, stake) =>
      `Payment ${facts.payment} in QuickBooks was changed after it was recorded for ${thePayment(stake)}`,
    cause: ({ facts }) =>
      `Its reference number and amount no longer say that it is this payment. With the reference number ${facts.reference} it is known again.`,
    consequence: NOT_RECORDED,
    many: null,
  },
  recorded_twice: {
    title: (_, stake) => `${opening(thePayment(stake))} is in QuickBooks twice`,
    cause: ({ facts }) =>
      facts.copy
        ? `Payments ${facts.payment} and ${facts.entered} have the same reference number: it was recorded on two computers at once, or one of them is a copy.`
        : `Payment ${facts.entered} was entered by hand and linked to it, and payment ${facts.payment} is the one that this app recorded.`,
    consequence:
      "The money counts twice in your books until one of them is deleted, or you say that they are two payments.",
    many: null,
  },
  payment_refused: {
    title: (_, stake) => `QuickBooks did not accept ${thePayment(stake)}`,
    cause: ({ facts }) => quoted(general.quickbooks, facts.said),
    consequence: "This payment is not recorded in QuickBooks until the problem is fixed.",
    many: (count) => `QuickBooks did not accept ${count} payments`,
  },
  payment_closed: {
    title: ({ facts }, stake) =>
      `${opening(thePayment(stake))} is dated ${day(facts.date)}, but the books are closed through ${day(facts.closed)}`,
    cause: () => CLOSED,
    consequence: NOT_RECORDED,
    many: (count, { facts }) =>
      `${count} payments are dated in closed books (closed through ${day(facts.closed)})`,
  },
  unapplied: {
    title: ({ facts }, { amount, customer }) => {
      const from = customer === null ? "" : ` from ${customer}`;
      const what =
        amount === null ? `A payment${from} is not fully applied` : `${sum(amount)}${from} is not applied`;
      return `${what} to ${theInvoices(facts.invoices)} in QuickBooks`;
    },
    cause: ({ facts }) =>
      `Payment ${facts.payment} is still in QuickBooks, but it was changed to a smaller amount, applied to something else, or left as a credit.`,
    consequence:
      "The customer is not asked to pay it until you decide. If you leave it as credit or it was given back, Alternative asks the customer for this amount again; as credit, the customer has it to use.",
    many: (count) => `${count} payments are not fully applied to their invoices in QuickBooks`,
  },
  payment_lost: {
    title: ({ facts }, stake) => {
      const paid = facts.invoices.length === 0 ? "" : ` for ${theInvoices(facts.invoices)}`;
      return `${opening(thePayment(stake))}${paid} was deleted or voided in QuickBooks`;
    },
    cause: ({ facts }) => `QuickBooks does not say who removed payment ${facts.payment}.`,
    consequence: "The payment is still good in Alternative, but QuickBooks shows the invoice as unpaid.",
    many: (count) => `${count} payments were deleted or voided in QuickBooks`,
  },
  latecomers: {
    title: ({ facts }, stake) => {
      const what = stake.amount === null ? "A share" : sum(stake.amount);
      return `${what} paid for ${theInvoices(facts.invoices)}${forCustomer(stake)} is not recorded in QuickBooks`;
    },
    cause: () =>
      "The invoice was moved to this customer in QuickBooks after the customer’s share of the payment was recorded.",
    consequence:
      "QuickBooks shows the invoice as unpaid although it was paid. Record this share by hand, then mark it as handled.",
    many: (count) => `Shares of ${count} payments are not recorded in QuickBooks`,
  },
  returned: {
    title: (_, stake) => `${opening(thePayment(stake))} was returned after it was recorded`,
    cause: ({ facts }) => {
      const place = facts.deposit === null ? "" : ` It is on deposit ${facts.deposit} in QuickBooks.`;
      return `${quoted(general.alternative, facts.said)}${place}`;
    },
    consequence: `QuickBooks still shows the money as received. ${ENTRY} Then the customer owes it again. The invoice stays paid: to collect again, send a new invoice.`,
    many: (count) => `${count} payments were returned after they were recorded`,
  },
  entry_refused: {
    title: (_, { amount }) =>
      `QuickBooks did not accept the entry for ${amount === null ? "a return" : `${sum(amount)} that went back`}`,
    cause: ({ facts }) => quoted(general.quickbooks, facts.said),
    consequence: "The return is not in QuickBooks until the problem is fixed.",
    many: (count) => `QuickBooks did not accept the entries for ${count} returns`,
  },
  refunded: {
    title: ({ facts }, { customer }) => {
      const from = customer === null ? "" : ` from ${customer}`;
      const whole = `${sum(facts.of)} payment${from}`;
      return facts.refunded.minor < facts.of.minor
        ? `${sum(facts.refunded)} of the ${whole} was refunded`
        : `The ${whole} was refunded`;
    },
    cause: ({ facts }) => {
      const on = facts.invoices.length === 0 ? "" : ` on ${theInvoices(facts.invoices)}`;
      return `It was refunded in Alternative. QuickBooks still shows ${sum(facts.of)} received${on}.`;
    },
    consequence: `If the customer owes it again: ${ENTRY} If it was given back for good, choose the account it comes from.`,
    many: (count) => `${count} payments were refunded after they were recorded`,
  },
  before_start: {
    title: ({ facts }, { amount }) => {
      const are = facts.payments + facts.payouts === 1 ? "is" : "are";
      const totaling = amount === null ? "" : ` totaling ${sum(amount)}`;
      return `${moved(facts.payments, facts.payouts)}${totaling} ${are} from before syncing started`;
    },
    cause: () => "They may already be in QuickBooks, entered by hand or by another connection.",
    consequence: "They are recorded only if you select them. Newer payments sync as usual.",
    many: null,
  },
};
