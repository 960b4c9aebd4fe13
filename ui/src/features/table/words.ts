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

/** Fields that a note may name, longest first, as the *Apart* column says them. */
const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/\bdue\b/i, rows.field.due],
  [/\bcustomer\b/i, rows.field.customer],
  [/\bcurrency\b/i, rows.field.currency],
  [/\blines?\b/i, rows.field.lines],
  [/\btax\b/i, rows.field.tax],
  [/\btotals?\b/i, rows.field.total],
  [/\bnumber\b/i, rows.field.number],
  [/\bmemo\b/i, rows.field.memo],
  [/\be-?mail\b/i, rows.field.email],
  [/\baddress\b/i, rows.field.address],
  [/\bphone\b/i, rows.field.phone],
  [/\bname\b/i, rows.field.name],
];

/** The field that a note names; nothing when it names none. */
export function fieldOf(note: string): string | null {
  return FIELDS.find(([pattern]) => pattern.test(note))?.[1] ?? null;
}

/** Lower case, without accents: `Ámbar` is found by `ambar`. */
export function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
