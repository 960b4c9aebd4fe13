import type { SideState, State, Status } from "$/lib/contract";
import { overview } from "$/lib/messages/overview";

const STATES: Record<SideState, State> = {
  not_connected: "needs_you",
  ok: "done",
  slowed_down: "waiting",
  offline: "waiting",
  untrusted: "needs_you",
  sign_in_ended: "needs_you",
  key_refused: "needs_you",
  subscription_lapsed: "needs_you",
  other_link_active: "needs_you",
  already_connected: "needs_you",
  disconnected: "needs_you",
  keychain_locked: "needs_you",
};

/** Which of the four states a side's own state is: what comes back by itself waits, the rest needs a person. */
export function stateOfSide(state: SideState): State {
  return STATES[state];
}

/** "QuickBooks connected", "QuickBooks asked us to slow down". */
export function sideWord(side: string, state: SideState): string {
  return `${side} ${overview.services[state]}`;
}

/** Whether a company stands still until a person does something about a side. */
export function isClosed(status: Status): boolean {
  return [status.quickbooks.state, status.alternative.state].some(
    (state) => stateOfSide(state) === "needs_you",
  );
}
