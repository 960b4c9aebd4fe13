import type { NamedMoney } from "$/lib/contract";
import { count as counting, counted, day } from "$/lib/format";
import { general } from "./general";
import { CLOSED } from "./holds-payments";
import { opening, quoted, sum, the, type HoldWords, type ReasonOf } from "./holds-phrases";

/** Holds about payouts and their deposits. */
export type PayoutKind =
  | "payout_apart"
  | "already_deposited"
  | "another_deposit"
  | "added_deposit"
  | "deposit_refused"
  | "deposit_closed"
  | "account_unusable"
  | "not_a_deposit"
  | "deposit_lost"
  | "failed_after_deposit";

const NOT_DEPOSITED = "No deposit is recorded until you decide. The payments stay in Undeposited Funds.";

const TROUBLE = {
  inactive: "was made inactive in QuickBooks",
  gone: "is no longer in QuickBooks",
  other_type: "has a type in QuickBooks that can’t be used for this",
} as const;

const USED = {
  deposits: "Payouts are deposited into it.",
  fees: "Fees you absorb are recorded in it.",
  payments: "Payments are recorded in it.",
} as const;

function named({ name, amount }: NamedMoney): string {
  return `“${name}” (${sum(amount)})`;
}

/** What they say. */
export const payoutHolds: { [K in PayoutKind]: HoldWords<ReasonOf<K>> } = {
  payout_apart: {
    title: ({ facts }, stake) => {
      const { minor, currency } = facts.missing;
      const difference = sum({ minor: Math.abs(minor), currency });
      return `${opening(the("payout", stake))} has a difference of ${difference}: payments and fees come to ${sum(facts.explained)}`;
    },
    cause: ({ facts }) =>
      facts.named.length === 0
        ? "Nothing in Alternative explains the difference."
        : `Alternative also lists ${facts.named.map(named).join(", ")}.`,
    consequence: NOT_DEPOSITED,
    many: null,
  },
  already_deposited: {
    title: ({ facts }, stake) => {
      const place =
        facts.deposit !== null
          ? `on deposit ${facts.deposit}`
          : facts.account !== null
            ? `in account ${facts.account}`
            : "deposited";
      const are = facts.count === 1 ? "is" : "are";
      return `${counting(facts.count)} of ${counting(facts.of)} payments in ${the("payout", stake)} ${are} already ${place}`;
    },
    cause: ({ facts }) =>
      facts.deposit === null && facts.account !== null
        ? "They were recorded straight to that account, not to Undeposited Funds."
        : "They were deposited in QuickBooks outside this app.",
    consequence: "No deposit is recorded for this payout, because it would count the money twice.",
    many: null,
  },
  another_deposit: {
    title: ({ facts }, stake) =>
      `Deposit ${facts.deposit} in QuickBooks was recorded for ${the("payout", stake)}, but holds none of its payments`,
    cause: () => "The deposit was changed in QuickBooks, or another computer recorded it for other payments.",
    consequence:
      "No second deposit is recorded while that one is there, because it would count the money twice.",
    many: null,
  },
  added_deposit: {
    title: ({ facts }, stake) =>
      `Deposit ${facts.deposit} of ${sum(facts.amount)} on ${day(facts.date)} in QuickBooks looks like ${the("payout", stake)}`,
    cause: () => "It was probably added from the bank feed: it links none of the payments in this payout.",
    consequence: "No deposit is recorded until you decide, because a second one would count the money twice.",
    many: null,
  },
  deposit_refused: {
    title: (_, stake) => `QuickBooks did not accept ${the("deposit", stake)}`,
    cause: ({ facts }) => quoted(general.quickbooks, facts.said),
    consequence:
      "The deposit is not recorded until the problem is fixed. The payments stay in Undeposited Funds.",
    many: (count) => `QuickBooks did not accept ${count} deposits`,
  },
  deposit_closed: {
    title: ({ facts }, stake) =>
      `${opening(the("deposit", stake))} is dated ${day(facts.date)}, but the books are closed through ${day(facts.closed)}`,
    cause: () => CLOSED,
    consequence: NOT_DEPOSITED,
    many: (count, { facts }) =>
      `${count} deposits are dated in closed books (closed through ${day(facts.closed)})`,
  },
  account_unusable: {
    title: ({ facts }) => `The account “${facts.name}” ${TROUBLE[facts.trouble]}`,
    cause: ({ facts }) => {
      const what = facts.purpose === "payments" ? "payment" : "payout";
      const wait = facts.count === 1 ? "waits" : "wait";
      return `${USED[facts.purpose]} ${counted(facts.count, what, `${what}s`)} ${wait} for another account.`;
    },
    consequence:
      "They are recorded once you pick another account. What is recorded already stays where it is.",
    many: null,
  },
  not_a_deposit: {
    title: (_, stake) => `${opening(the("payout", stake))} can’t be recorded as a deposit`,
    cause: () => "Its total is zero or negative, or it is not in the currency of your books.",
    consequence: "Nothing is recorded for this payout.",
    many: (count) => `${count} payouts can’t be recorded as deposits`,
  },
  deposit_lost: {
    title: ({ facts }, stake) =>
      `${opening(the("deposit", stake))} for the payout on ${day(facts.arrival)} was deleted in QuickBooks`,
    cause: ({ facts }) => `QuickBooks does not say who deleted deposit ${facts.deposit}.`,
    consequence:
      "Its payments are in Undeposited Funds again, and the bank account in QuickBooks is missing the money.",
    many: (count) => `${count} deposits were deleted in QuickBooks`,
  },
  failed_after_deposit: {
    title: ({ facts }, stake) =>
      `${opening(the("payout", stake))} on ${day(facts.arrival)} failed after its deposit was recorded`,
    cause: ({ facts }) =>
      `Alternative reports that the money did not reach the bank, but deposit ${facts.deposit} in QuickBooks says it did.`,
    consequence:
      "The bank account in QuickBooks shows money that did not arrive. Correct it by hand, then mark it as handled.",
    many: (count) => `${count} payouts failed after their deposits were recorded`,
  },
};
