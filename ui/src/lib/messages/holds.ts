import type { HoldCard, Reason } from "$/lib/contract";
import { recordHolds } from "./holds-invoices";
import { paymentHolds } from "./holds-payments";
import { payoutHolds } from "./holds-payouts";
import type { HoldKind, HoldWords, ReasonOf } from "./holds-phrases";

export * from "./holds-choices";
export type { HoldKind } from "./holds-phrases";

/** What sentences are made from; an open hold and a planned one have it alike. */
export type Held = Pick<HoldCard, "reason" | "amount" | "customer">;

/** Every kind has its words; a kind that does not exist has none. */
const catalogue: { [K in HoldKind]: HoldWords<ReasonOf<K>> } = {
  ...recordHolds,
  ...paymentHolds,
  ...payoutHolds,
  unworded: {
    title: () => "Details of this decision follow with the next sync",
    cause: () => "An earlier version of the app stopped here.",
    consequence: "Nothing is changed until then.",
    many: null,
  },
};

function wordsOf(reason: Reason): HoldWords<Reason> {
  // The words of a kind take reasons of that kind, and this one is.
  return catalogue[reason.kind] as HoldWords<Reason>;
}

/** What happened: one sentence without its full stop. */
export function holdTitle(held: Held): string {
  return wordsOf(held.reason).title(held.reason, held);
}

/** Why it stopped. */
export function holdCause(held: Held): string {
  return wordsOf(held.reason).cause(held.reason);
}

/** What it means if left. */
export function holdConsequence(held: Held): string {
  return wordsOf(held.reason).consequence;
}

/** The title of many alike, by the reason of one of them; nothing where each is decided by itself. */
export function holdsTitle(reason: Reason, count: string): string | null {
  return wordsOf(reason).many?.(count, reason) ?? null;
}
