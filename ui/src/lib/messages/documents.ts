import type { DocumentKind, Repair } from "$/lib/contract";

/** What a document of the app is, at the beginning of a sentence. */
export const documents: Record<DocumentKind, string> = {
  wanted: "The list of records that are still to be read",
  matched: "The list of payments that were matched by hand",
  aside: "The list of what can’t be read yet",
  blind: "The list of what QuickBooks does not report changes of",
  earlier: "The list of payments and payouts from before the start",
  archives: "The list of what is archived",
  foreign: "The list of invoices in other currencies",
  import: "The progress of reading everything",
  good_point: "The time of the last complete check of QuickBooks",
  feed: "The place in Alternative’s list of events",
  sign_in: "The progress of the sign-in to QuickBooks",
  walk: "The progress of the setup",
  pass: "The result of the last sync",
  comparison: "The progress of the daily comparison",
  clock: "The difference between QuickBooks’ clock and this computer’s",
};

/** What it means for the books, and what to do; without its last full stop. */
export const repairs: Record<Repair, string> = {
  read_again:
    "Nothing changed in the books; QuickBooks and Alternative are read again in full. There is nothing to do",
  begin_again:
    "Nothing changed in the books; everything is read again from the beginning. There is nothing to do",
  matched:
    "It was rebuilt from your decisions; nothing is recorded twice. You will be asked again about anything that is no longer known",
  earlier:
    "It was rebuilt from your decisions; nothing is recorded without asking. You will be asked again about anything that is no longer known",
  redo: "Nothing changed in the books. If something was in progress there, start it again",
};
