import type { TransitPart } from "$/lib/contract";
import { count, counted } from "$/lib/format";
import { sum, theInvoices } from "./holds-phrases";

type PartKind = TransitPart["kind"];
type PartOf<K extends PartKind> = Extract<TransitPart, { kind: K }>;

const NO_DEPOSIT = "payouts that are in the bank without a deposit";

const transitParts: { [K in PartKind]: (part: PartOf<K>) => string } = {
  invoices: ({ facts }) =>
    facts.more === 0
      ? theInvoices(facts.numbers)
      : `invoices ${facts.numbers.join(", ")} and ${count(facts.more)} more`,
  other_payments: ({ facts }) =>
    `${counted(facts.count, "payment", "payments")} for invoices that are not in QuickBooks`,
  no_deposit: ({ facts }) => (facts.amount === null ? NO_DEPOSIT : `${sum(facts.amount)} of ${NO_DEPOSIT}`),
};

/** A part of the difference between what is in transit and Undeposited Funds. */
export function transitPart(part: TransitPart): string {
  // The words of a kind take parts of that kind, and this one is.
  return (transitParts[part.kind] as (part: TransitPart) => string)(part);
}
