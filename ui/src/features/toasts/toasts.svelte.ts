import type { IconOf } from "$/components/Icon.svelte";

/** A message that something was done; never for faults. */
export interface Toast {
  id: number;
  text: string;
  icon?: IconOf | undefined;
  /** Takes it back. */
  undo?: (() => void) | undefined;
}

/** At most so many at once; the oldest goes first. */
const MAX = 3;

let next = 1;
let list = $state.raw<readonly Toast[]>([]);

/** The messages that are shown. */
export const toasts = {
  get list(): readonly Toast[] {
    return list;
  },
};

/** Says what was done; said once more it takes the place of the time before. */
export function toast(text: string, more: Omit<Toast, "id" | "text"> = {}): number {
  const id = next++;
  list = [...list.filter((shown) => shown.text !== text), { id, text, ...more }].slice(-MAX);
  return id;
}

/** Takes a message away. */
export function dismiss(id: number): void {
  list = list.filter((shown) => shown.id !== id);
}
