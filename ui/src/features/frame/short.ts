import type { Status } from "$/lib/contract";
import { divide } from "$/lib/format";
import { general } from "$/lib/messages";

/** The short form of a status sentence, for menus and the foot of the navigation: the answer without its clock and sum. */
export function shortSentence(status: Status): string {
  if (waitsForYou(status)) return general.waitForYou(status.holds);
  return divide(status.sentence).title.replace(/\s+as of\s.*$/i, "");
}

/** The sentence is about open decisions: their sum is shown beside it. */
export function waitsForYou(status: Status): boolean {
  return status.state === "needs_you" && status.holds > 0 && /waits? for you/.test(status.sentence);
}
