import type { LinkFacts, PaymentStanding, WriteReason } from "$/lib/contract";
import { happenedWords } from "./happened";
import { holdCause } from "./holds";
import { sum } from "./holds-phrases";
import { paidBy } from "./methods";
import { nouns } from "./nouns";

type LinkKind = LinkFacts["kind"];
type LinkOf<K extends LinkKind> = Extract<LinkFacts, { kind: K }>;

const reasons: Record<Exclude<WriteReason["kind"], "sentence">, string> = {
  customer_appears: "A customer in QuickBooks appears in Alternative",
  made_inactive: "It was made inactive in QuickBooks",
  restored: "You chose to restore it",
  invoice_follows: "Invoices in Alternative follow QuickBooks",
  deleted: "It was deleted in QuickBooks",
  voided: "It was voided in QuickBooks",
  pdf_shown: "Alternative shows the PDF of QuickBooks",
  collected: "Alternative collected it",
  failed_before_payout: "It failed before any payout",
  status_shown: "Alternative shows its status in QuickBooks",
  paid_out: "The payout was paid and Create Deposits is on",
  fees_need_account: "Fees of payouts need their account",
};

const standings: Record<PaymentStanding, string> = {
  clearing: "Clearing.",
  captured: "Captured.",
  failed: "It failed.",
  refunded: "It was refunded.",
  charged_back: "It was charged back.",
};

/** With a full stop, where there is none. */
function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** Sentences one after the other. */
function all(...sentences: readonly (string | null)[]): string {
  return sentences.filter(Boolean).join(" ");
}

function reason(why: WriteReason): string {
  return sentence(why.kind === "sentence" ? why.facts.said : reasons[why.kind]);
}

function held({ facts: { happened, cause } }: LinkOf<"held">): string {
  const why = happened.kind === "held" ? holdCause({ customer: null, ...happened.facts.question }) : cause;
  return all("Not written.", sentence(happenedWords(happened)), why && sentence(why));
}

function paid({ facts }: LinkOf<"paid">): string {
  const by = facts.by === null ? "" : ` by ${paidBy(facts.by)}`;
  const label = facts.invoices.length === 1 ? "invoice" : "invoices";
  const what = facts.invoices.length === 0 ? "" : ` for ${label} ${facts.invoices.join(", ")}`;
  const told = `Alternative: ${facts.customer ?? "A customer"} paid ${sum(facts.amount)}${by}${what}`;
  return all(sentence(told), facts.standing && standings[facts.standing]);
}

const catalogue: { [K in LinkKind]: (link: LinkOf<K>) => string } = {
  entry: ({ facts }) => sentence(happenedWords(facts.happened)),
  paid,
  wanted: ({ facts }) => all(sentence(happenedWords(facts.happened)), facts.why && reason(facts.why)),
  unanswered: ({ facts }) => `${happenedWords(facts.happened)}: sent, no response yet.`,
  recorded: ({ facts }) => `QuickBooks payment ${facts.payment}, reference ${facts.reference}.`,
  read_again: ({ facts }) => {
    const is = facts.gone ? "is no longer there" : "is there, as it was sent";
    return `Read again in QuickBooks: ${nouns[facts.record]} ${facts.id} ${is}.`;
  },
  not_done: ({ facts }) =>
    all(sentence(happenedWords(facts.happened)), facts.said && sentence(`The response was: ${facts.said}`)),
  held,
};

/** What a link of a chain tells: whole sentences. */
export function linkWords(told: LinkFacts): string {
  // The words of a kind take what is told of that kind, and this is.
  return (catalogue[told.kind] as (told: LinkFacts) => string)(told);
}
