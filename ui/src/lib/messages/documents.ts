import type { DocumentKind } from "$/lib/contract";

/** What a document of the app is, at the beginning of a sentence. */
export const documents: Record<DocumentKind, string> = {
  wanted: "The list of records that are still to be read",
  matched: "The list of payments that were matched by hand",
  aside: "The list of what Alternative cannot show yet",
  earlier: "The list of payments and payouts from before the start",
  import: "The progress of reading everything",
  good_point: "The time of the last complete check of QuickBooks",
  feed: "The place in Alternative’s list of events",
  sign_in: "The progress of the sign-in to QuickBooks",
  walk: "The progress of the setup",
  pass: "The result of the last sync",
};
