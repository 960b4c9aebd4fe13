import type { Ask, HoldCard } from "$/lib/contract";

/** A payment that can be named: what `decide` takes, and what is known of it. */
export interface Candidate {
  id: string;
  /** Kind and id as people read them. */
  kind: string;
  /** Amount and date, where the card has them. */
  text: string;
}

/** Those that a card's details name: payments of QuickBooks, or payments and payouts of Alternative. */
export function candidatesOf(card: HoldCard, asks: Ask): Candidate[] {
  const named = Object.entries(card.details).filter(([key]) => /^(payment|payout):/.test(key));
  if (asks === "payments") {
    return named.map(([key, text]) => ({ id: key, kind: key.slice(0, key.indexOf(":")), text }));
  }
  const found = card.details["quickbooks_payment"];
  const of = named.map(([key, text]) => ({ id: key.slice(key.indexOf(":") + 1), kind: "payment", text }));
  // Ids rise: the newest come first, behind the one that was found.
  of.sort((one, other) => Number(other.id) - Number(one.id));
  return found === undefined ? of : [{ id: found, kind: "payment", text: "" }, ...of];
}

/** The first day that can be chosen: books are closed up to and including the day before. */
export function firstDay(card: HoldCard): string {
  return card.details["first_open_day"] ?? "";
}

/** Whether a day is one, and in open books. */
export function isOpen(card: HoldCard, day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const closed = card.details["closed_until"];
  return closed === undefined || day > closed;
}
