import type { Candidate, Choice, HoldCard } from "$/lib/contract";
import { idOf } from "./groups";

/** A payment in QuickBooks that a card may be about: its id, and what is known of it. */
export interface Named {
  id: string;
  known: Candidate | null;
}

/** Payments in QuickBooks that can be named: the one that was found, then the newest first. */
export function paymentsOf(card: HoldCard): Named[] {
  const found = card.reason.kind === "balance_too_small" ? card.reason.facts.payment : null;
  const newest = card.candidates.toSorted((one, other) => other.day.localeCompare(one.day));
  const all = newest.map((known): Named => ({ id: idOf(known.record), known }));
  if (found === null) return all;
  const known = all.find((one) => one.id === found);
  return [known ?? { id: found, known: null }, ...all.filter((one) => one !== known)];
}

/** The day up to which the books are closed, where that is why it stopped. */
export function closedThrough({ reason }: HoldCard): string | null {
  return reason.kind === "payment_closed" || reason.kind === "deposit_closed" ? reason.facts.closed : null;
}

/** The first day that can be chosen; nothing where none is known. */
export function firstDay(card: HoldCard, choice: Choice): string {
  return choice.day ?? card.details.first_open_day ?? "";
}

/** Whether a day is one, and in open books. */
export function isOpen(card: HoldCard, day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return false;
  const closed = closedThrough(card);
  return closed === null || day > closed;
}
