import type { Awaited } from "$/lib/contract";
import { dayAndYear, hourAndDay } from "$/lib/format";
import { sum } from "./holds-phrases";
import { nouns } from "./nouns";
import { sideName } from "./summary";

type AwaitedKind = Awaited["kind"];
type AwaitedOf<K extends AwaitedKind> = Extract<Awaited, { kind: K }>;

/** Every kind has its words: one sentence without its full stop. */
const catalogue: { [K in AwaitedKind]: (awaited: AwaitedOf<K>) => string } = {
  unworded: () => "Waiting; details follow with the next sync",
  customer: () => "Waiting for its customer",
  customer_taken: () => "Waiting until Alternative accepts its customer",
  payment_settled: ({ facts }) =>
    `A payment for invoice ${facts.invoice} is processing; ${
      facts.archives ? "the invoice is archived" : "the change follows"
    } after that`,
  report: ({ facts }) => `Waiting until Alternative has the status of payment ${facts.payment}`,
  invoices: () => "Waiting for its invoices from QuickBooks",
  invoices_read_again: () => "Waiting for the current invoices from QuickBooks",
  capture: () => "Paid (clearing): recorded once Alternative has captured it",
  known_state: () => "Alternative reports a status for this payment that this version does not know",
  payment_account: () => "Waiting until the account for payments is known",
  open_books: ({ facts }) =>
    `Waiting for the accountant to open the books (closed through ${dayAndYear(facts.closed)})`,
  invoice_linked: ({ facts }) => `Waiting for invoice ${facts.invoice}`,
  invoice_sent: ({ facts }) => `Waiting until Alternative has the current invoice ${facts.invoice}`,
  books_payment: ({ facts }) => `Waiting for payment ${facts.payment} from QuickBooks`,
  arrival: ({ facts }) => `On its way, expected ${dayAndYear(facts.day)}`,
  bank_account: () => "Waiting until you choose a bank account for deposits",
  fee_account: () => "Waiting for the fee account",
  explained: ({ facts }) => {
    const { minor, currency } = facts.missing;
    const difference = sum({ minor: Math.abs(minor), currency });
    return `Waiting with a difference of ${difference}: payments and fees come to ${sum(facts.explained)}`;
  },
  counted_twice: ({ facts: { deposit, payments } }) =>
    `${payments.length === 1 ? "Payment" : "Payments"} ${payments.join(", ")} ${payments.length === 1 ? "is" : "are"} counted twice, in Undeposited Funds and in deposit ${deposit}; undo deposit ${deposit} in the bank feed of QuickBooks, then choose Match`,
  account: ({ facts }) => `Waiting until you pick another account for ${facts.purpose}`,
  payment_read: () => "Waiting for a payment of this payout",
  payment_recorded: ({ facts }) => `Waiting until payment ${facts.payment} is in QuickBooks`,
  payment_decided: ({ facts }) => `Waiting for your decision on payment ${facts.payment}`,
  archives_decided: ({ facts }) => `Waiting for your decision on archiving ${nouns[facts.record]}s`,
  readable: ({ facts }) =>
    `The ${nouns[facts.record]} ${facts.label} can’t be read from ${sideName(facts.side)} since ${hourAndDay(facts.since)}`,
  deposit: ({ facts }) => `Waiting for deposit ${facts.deposit} from QuickBooks`,
};

/** For what a record waits: one sentence without its full stop. */
export function awaitedWords(awaited: Awaited): string {
  // The words of a kind take what is awaited of that kind, and this is.
  return (catalogue[awaited.kind] as (awaited: Awaited) => string)(awaited);
}
