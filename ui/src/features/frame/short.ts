import type { SideState, Status } from "$/lib/contract";
import { general } from "$/lib/messages";
import { summarySpoken } from "$/lib/messages/summary";

/** A service in one of these states has no trouble of its own to report. */
const RESPONDS: ReadonlySet<SideState> = new Set(["ok", "slowed_down"]);

/** How a company stands in short, for menus and the foot of the navigation: the answer without its clock and sum. */
export function shortSentence(status: Status): string {
  if (needsDecision(status)) return general.needDecision(status.holds);
  return summarySpoken(status.summary);
}

/** Nothing but open decisions needs the user: their sum is shown beside them. */
export function needsDecision(status: Status): boolean {
  const sides = [status.quickbooks.state, status.alternative.state];
  return status.state === "needs_you" && status.holds > 0 && sides.every((side) => RESPONDS.has(side));
}
