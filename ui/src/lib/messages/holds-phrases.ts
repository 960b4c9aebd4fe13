import type { HoldCard, Money, Reason } from "$/lib/contract";
import { money } from "$/lib/format";

/** A kind of hold: what stopped. */
export type HoldKind = Reason["kind"];

/** The reason of one kind, with its facts. */
export type ReasonOf<K extends HoldKind> = Extract<Reason, { kind: K }>;

/** What stands beside the reason: the money at stake and whose record it is, where they are known. */
export type Stake = Pick<HoldCard, "amount" | "customer">;

/** What one kind of hold says. A title is one sentence without its full stop; the others are whole sentences. */
export interface HoldWords<R extends Reason> {
  /** What happened. */
  title: (reason: R, stake: Stake) => string;
  /** Why. */
  cause: (reason: R) => string;
  /** What it means if left. */
  consequence: string;
  /** The title of many that are decided together; nothing where each is decided by itself. */
  many: ((count: string, reason: R) => string) | null;
}

/** An amount with its currency. */
export function sum(amount: Money): string {
  return money(amount.minor, amount.currency);
}

/** `the $300.00 payout`; without an amount `the payout`. */
export function the(noun: string, { amount }: Stake): string {
  return amount === null ? `the ${noun}` : `the ${sum(amount)} ${noun}`;
}

/** `the $300.00 payment from Juniper Dental`, as far as both are known. */
export function thePayment(stake: Stake): string {
  const from = stake.customer === null ? "" : ` from ${stake.customer}`;
  return `${the("payment", stake)}${from}`;
}

/** At the beginning of a sentence. */
export function opening(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** ` for Juniper Dental`; nothing where the customer is not known. */
export function forCustomer({ customer }: Stake): string {
  return customer === null ? "" : ` for ${customer}`;
}

const LIST = new Intl.ListFormat("en-US", { type: "conjunction" });

/** `EUR and GBP`. */
export function all(names: readonly string[]): string {
  return LIST.format(names);
}

/** `invoice 1042`, `invoices 1042 and 1043`. The words are English, so the list is. */
export function theInvoices(numbers: readonly string[]): string {
  return `${numbers.length === 1 ? "invoice" : "invoices"} ${LIST.format(numbers)}`;
}

/** A service's own words, as a quotation. */
export function quoted(service: string, said: string | null): string {
  const words = said?.trim() ?? "";
  return words === "" ? `${service} gave no reason.` : `${service} says: “${words}”`;
}
