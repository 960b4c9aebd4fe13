import type { Found } from "$/lib/contract";
import { day } from "$/lib/format";

type FoundKind = Found["kind"];
type FoundOf<K extends FoundKind> = Extract<Found, { kind: K }>;
/** What it is called, and what else is known of it. */
type Parts = readonly (string | null)[];

const catalogue: { [K in FoundKind]: (found: FoundOf<K>, now: Date) => Parts } = {
  invoice: ({ facts }) => [facts.number, facts.customer],
  customer: ({ facts }) => [facts.name, facts.email],
  payment: ({ facts }) => {
    const label = facts.invoices.length === 1 ? "invoice" : "invoices";
    const invoices = facts.invoices.length === 0 ? null : `${label} ${facts.invoices.join(", ")}`;
    return [facts.payer ?? facts.payment, invoices];
  },
  payout: ({ facts }, now) => [
    `Payout of ${day(facts.arrival, now)}`,
    facts.deposit === null ? facts.payout : `deposit ${facts.deposit}`,
  ],
  books_payment: ({ facts }, now) => [
    facts.reference ?? facts.payment,
    facts.customer,
    facts.reference === null ? null : `payment ${facts.payment}`,
    facts.date === null ? null : day(facts.date, now),
  ],
};

/** A record that was found, in one line. */
export function foundWords(found: Found, now: Date): string {
  // The words of a kind take records of that kind, and this is one.
  const parts = (catalogue[found.kind] as (found: Found, now: Date) => Parts)(found, now);
  return parts.filter(Boolean).join(", ");
}
