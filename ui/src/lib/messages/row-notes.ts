import type { RowNote } from "$/lib/contract";
import { awaitedWords } from "./awaited";
import { beforeAfter } from "./changes";
import { otherBody } from "./happened";
import { holdTitle } from "./holds";
import { sum } from "./holds-phrases";
import { taskWords } from "./tasks";

type NoteKind = RowNote["kind"];
type NoteOf<K extends NoteKind> = Extract<RowNote, { kind: K }>;

/** Every kind has its words: one sentence without its full stop, or a service's own words. */
const catalogue: { [K in NoteKind]: (note: NoteOf<K>) => string } = {
  writing: ({ facts }) => taskWords(facts.task),
  put_off: ({ facts }) => facts.problem.message,
  answered_deleted: ({ facts }) =>
    `QuickBooks answered with record ${facts.record}, which is deleted; it is written again`,
  waits: ({ facts }) => awaitedWords(facts.awaited),
  held: ({ facts }) => holdTitle({ ...facts.question, customer: null }),
  refused: ({ facts }) => facts.said,
  paid_before_start: () => "Paid before the start date",
  deleted: () => "Deleted in QuickBooks",
  voided: () => "Voided in QuickBooks",
  inactive: () => "Inactive in QuickBooks",
  archived_in_alternative: () => "Archived in Alternative",
  archived_outside: () => "Archived in Alternative outside this app",
  other_body: ({ facts }) => otherBody(facts.said),
  kept: () => "Kept as it was when it was paid",
  totals_differ: () => "The totals differ",
  not_yet_recorded: ({ facts }) => `${sum(facts.amount)} is not yet recorded in QuickBooks`,
  higher_balance: () => "The balance in Alternative is higher than in QuickBooks",
  created_in_alternative: () => "Created in Alternative; not recorded in QuickBooks",
  no_email: () => "Has no email address, so cannot be invited",
  clearing: () => "Paid (clearing)",
  failed: ({ facts }) => facts.said,
  left_out: () => "Left out by a decision",
  pays_others: () => "Pays invoices that are not in QuickBooks",
  before_start: () => "From before syncing started",
  recorded_before: ({ facts }) =>
    `Recorded before as ${facts.deposit === null ? "a deposit" : `deposit ${facts.deposit}`}`,
  deposits_off: () => "Paid while Create Deposits was off: match it in QuickBooks",
  edited: ({ facts }) => `Changed in QuickBooks: ${facts.changes.map(beforeAfter).join("; ")}`,
  handled: () => "Marked as handled",
  to_the_bank: () => "On its way to the bank",
};

/** Why a row is in its state; empty where there is nothing to say. */
export function noteWords(note: RowNote | null | undefined): string {
  // The words of a kind take notes of that kind, and this one is.
  return note ? (catalogue[note.kind] as (note: RowNote) => string)(note) : "";
}
