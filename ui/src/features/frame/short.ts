import type { Status } from "$/lib/contract";
import { divide } from "$/lib/format";

/** The short form of a status sentence, for menus and the foot of the navigation: the answer without its clock. */
export function shortSentence(status: Status): string {
  return divide(status.sentence).title.replace(/\s+as of\s.*$/i, "");
}
