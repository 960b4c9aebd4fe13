import type { Noun } from "$/lib/contract";

/** What a record is, within a sentence. */
export const nouns: Record<Noun, string> = {
  customer: "customer",
  invoice: "invoice",
  payment: "payment",
  deposit: "deposit",
  account: "account",
  payout: "payout",
};
