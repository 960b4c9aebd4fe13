import type { Ask, HoldCard } from "$/lib/contract";

/** A payment that can be named: what `decide` takes, and what is known of it. */
export interface Candidate {
  id: string;
  /** Kind and id as people read them. */
  kind: string;
  /** Amount and date, where the card has them. */
  text: string;
}

/** The one payment of QuickBooks, or those, that a card's details name. */
export function candidatesOf(card: HoldCard, asks: Ask): Candidate[] {
  if (asks === "payment") {
    return Object.entries(card.details)
      .filter(([key]) => key.startsWith("quickbooks_payment"))
      .flatMap(([, value]) => value.split(",").map((id) => ({ id: id.trim(), kind: "payment", text: "" })))
      .filter((candidate) => candidate.id !== "");
  }
  return Object.entries(card.details)
    .filter(([key]) => /^(payment|payout):/.test(key))
    .map(([key, text]) => ({ id: key, kind: key.slice(0, key.indexOf(":")), text }));
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
