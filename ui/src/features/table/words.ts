import type { RowState, State } from "$/lib/contract";
import { rows } from "$/lib/messages/rows";

/** How a pair is shown: one of the four states, or a plain word for what nobody waits for. */
export interface RowLook {
  /** The state's icon and color; nothing: a quiet word. */
  state: State | null;
  word: string;
}

const STATES: Partial<Record<RowState, State>> = {
  in_step: "done",
  recorded: "done",
  working: "working",
  waiting: "waiting",
  held: "needs_you",
};

/** How a row's state looks. */
export function lookOf(state: RowState): RowLook {
  return { state: STATES[state] ?? null, word: rows.state[state] };
}

/** Lower case, without accents: `Ámbar` is found by `ambar`. */
export function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
