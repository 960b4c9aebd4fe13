import type { Comparison, Happened, Question } from "$/lib/contract";
import { hourAndDay } from "$/lib/format";
import { documents, repairs } from "./documents";
import { choiceLabel, holdTitle } from "./holds";
import { nouns } from "./nouns";
import { closedTitle, sideName } from "./summary";
import { doneWords, taskWords } from "./tasks";

type HappenedKind = Happened["kind"];
type HappenedOf<K extends HappenedKind> = Extract<Happened, { kind: K }>;

const comparisons: Record<Comparison, string> = {
  events_forgotten: "Alternative no longer has the events since the last check",
  place_unknown: "Alternative does not know where its events were left",
  point_unknown: "the time of the last complete check is not known",
  too_long_ago: "the last check was longer ago than QuickBooks reports changes for",
  too_much: "more changed than QuickBooks reports at once",
};

const OTHER_BODY =
  "Alternative has a different version of this record; it stays until QuickBooks has a newer one";

/** A difference that is left alone, with Alternative's words. */
export function otherBody(said: string | null): string {
  return said === null ? OTHER_BODY : `${OTHER_BODY}. Alternative says: “${said}”`;
}

function title({ reason, amount }: Question): string {
  return holdTitle({ reason, amount, customer: null });
}

/** Every kind has its words: one sentence without its full stop. */
const catalogue: { [K in HappenedKind]: (happened: HappenedOf<K>) => string } = {
  sentence: ({ facts }) => facts.said,
  read: ({ facts }) =>
    `${facts.new ? "New" : "Changed"} in ${sideName(facts.side)}: ${nouns[facts.noun]} ${facts.label}`,
  deleted: ({ facts }) => `Deleted in ${sideName(facts.side)}: ${nouns[facts.noun]} ${facts.label}`,
  merged: ({ facts }) =>
    `Merged in QuickBooks: ${facts.customer} into ${facts.into}. Its invoices are sent for ${facts.into}`,
  unreadable: ({ facts }) => `${sideName(facts.side)} sent a record that cannot be read: ${facts.why}`,
  company_changed: () => "Company settings changed in QuickBooks",
  planned: ({ facts }) => taskWords(facts.task),
  attempted: ({ facts }) => taskWords(facts.task),
  not_done: ({ facts }) => `Not done: ${taskWords(facts.task)}`,
  done: ({ facts }) => doneWords(facts.done),
  held: ({ facts }) => title(facts.question),
  withdrawn: ({ facts }) => `No longer needed: ${title(facts.question)}`,
  decided: ({ facts }) => `Decided: ${choiceLabel(facts.choice, facts.question.reason)}`,
  started: () => "Started syncing",
  paused: ({ facts }) => (facts.until === null ? "Paused" : `Paused until ${hourAndDay(facts.until)}`),
  resumed: () => "Resumed",
  comparing: ({ facts }) => `Comparing everything: ${comparisons[facts.why]}`,
  closed: ({ facts }) => closedTitle(facts.closed),
  other_body: ({ facts }) => otherBody(facts.said),
  reopened: () => "Checked again: syncing can continue",
  damaged: ({ facts }) => `${documents[facts.document]} could not be read. ${repairs[facts.repair]}`,
  preferences_changed: () => "Preferences changed",
  signed_in: ({ facts }) =>
    `${facts.again ? "Signed in to QuickBooks again" : "Connected to QuickBooks"}: ${facts.company}`,
  key_accepted: () => "Alternative accepted the API key",
  disconnected: ({ facts }) => `Disconnected ${facts.everywhere ? "everywhere" : "on this computer"}`,
};

/** What happened: one sentence without its full stop. */
export function happenedWords(happened: Happened): string {
  // The words of a kind take what happened of that kind, and this did.
  return (catalogue[happened.kind] as (happened: Happened) => string)(happened);
}
