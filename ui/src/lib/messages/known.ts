import type { Known, Named, PaymentStanding, PayoutStanding } from "$/lib/contract";
import { amount, dayAndYear } from "$/lib/format";
import { general } from "./general";
import { otherBody } from "./happened";
import { sum } from "./holds-phrases";

type KnownKind = Known["kind"];
type KnownOf<K extends KnownKind> = Extract<Known, { kind: K }>;

const APP = "This app";

/** Where each kind is known. */
const places: Record<KnownKind, string> = {
  quickbooks_invoice: general.quickbooks,
  quickbooks_customer: general.quickbooks,
  quickbooks_payment: general.quickbooks,
  quickbooks_deposit: general.quickbooks,
  quickbooks_account: general.quickbooks,
  alternative_invoice: general.alternative,
  alternative_customer: general.alternative,
  alternative_payment: general.alternative,
  alternative_payout: general.alternative,
  not_recorded: APP,
  recorded: APP,
  removed: APP,
  left_out: APP,
  deposited: APP,
  other_body: APP,
};

const payments: Record<PaymentStanding, string> = {
  clearing: "clearing",
  captured: "captured",
  failed: "failed",
  refunded: "refunded",
  charged_back: "charged back",
};

const payouts: Record<PayoutStanding, string> = {
  pending: "on its way",
  succeeded: "paid",
  failed: "failed",
  canceled: "canceled",
};

/** What is known, one after the other; what is not is left out. */
type Parts = readonly (string | false | null)[];

const catalogue: { [K in KnownKind]: (known: KnownOf<K>) => Parts } = {
  quickbooks_invoice: ({ facts }) => [
    `Invoice ${facts.number}`,
    `total ${sum(facts.total)}`,
    `balance ${sum(facts.balance)}`,
    `version ${facts.version}`,
    facts.voided && "voided",
  ],
  quickbooks_customer: ({ facts }) => [`Customer ${facts.name}`, !facts.active && "inactive"],
  quickbooks_payment: ({ facts }) => [
    `Payment ${facts.payment} of ${sum(facts.amount)}`,
    `dated ${dayAndYear(facts.date)}`,
    facts.reference === null ? "no reference" : `reference ${facts.reference}`,
    facts.deposit && `on deposit ${facts.deposit}`,
  ],
  quickbooks_deposit: ({ facts }) => [
    `Deposit ${facts.deposit} of ${sum(facts.amount)}`,
    `dated ${dayAndYear(facts.date)}`,
  ],
  quickbooks_account: ({ facts }) => [`Account ${facts.name}`],
  alternative_invoice: ({ facts }) => [
    `Invoice ${facts.number}`,
    facts.status,
    `total ${sum(facts.total)}`,
    facts.balance && `balance ${sum(facts.balance)}`,
  ],
  alternative_customer: ({ facts }) => [`Customer ${facts.name}`, facts.archived && "archived"],
  alternative_payment: ({ facts }) => [
    `Payment ${facts.payment} of ${amount(facts.minor, "USD")}`,
    facts.standing && payments[facts.standing],
  ],
  alternative_payout: ({ facts }) => [
    `Payout of ${sum(facts.total)}`,
    facts.standing && payouts[facts.standing],
    `arrives ${dayAndYear(facts.arrival)}`,
  ],
  not_recorded: ({ facts }) => [
    `Payment ${facts.payment} is not recorded for customer ${facts.customer} yet`,
  ],
  recorded: ({ facts }) =>
    facts.ours
      ? [`Payment ${facts.payment} is recorded as payment ${facts.recorded} in QuickBooks`]
      : [`Payment ${facts.payment} is payment ${facts.recorded} in QuickBooks`, "recorded outside this app"],
  removed: ({ facts }) => [
    `Payment ${facts.payment} failed; payment ${facts.removed} was removed from QuickBooks`,
  ],
  left_out: ({ facts }) => [`Payment ${facts.payment} is left out by a decision`],
  deposited: ({ facts }) => [`Payout ${facts.payout} is deposit ${facts.deposit} in QuickBooks`],
  other_body: ({ facts }) => [otherBody(facts.said)],
};

/** Where it is known. */
export function knownPlace(known: Known): string {
  return places[known.kind];
}

/** What is known, in one line. */
export function knownWords(known: Known, deleted: boolean): string {
  // The words of a kind take what is known of that kind, and this is.
  const parts = (catalogue[known.kind] as (known: Known) => Parts)(known);
  return [...parts, deleted && "deleted"].filter(Boolean).join(", ");
}

/** What people call a record; `within` a sentence. */
export function recordName(named: Named, within = false): string {
  const noun = (word: string) => (within ? word.toLowerCase() : word);
  switch (named.kind) {
    case "invoice":
      return `${noun("Invoice")} ${named.facts.number}`;
    case "customer":
      return named.facts.name;
    case "payment":
      return `${noun("Payment")} ${named.facts.payment}`;
    case "payout":
      return `${noun("Payout")} ${named.facts.payout}`;
    case "unread":
      return named.facts.id;
    case "currencies":
      return "Invoices in other currencies";
    case "account":
      return `${noun("Payments")} and payouts that need another account`;
    case "archives":
      return `${noun("Records")} that would be archived`;
    case "before_start":
      return `${noun("Payments")} and payouts from before syncing started`;
  }
}
