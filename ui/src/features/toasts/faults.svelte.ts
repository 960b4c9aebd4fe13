import type { Problem } from "$/lib/contract";
import { asProblem } from "$/lib/host";

let fault = $state.raw<{ problem: Problem; again?: (() => void) | undefined } | null>(null);

/** What an action that belongs to no page ran into; it stays until it is closed. */
export const faults = {
  get latest() {
    return fault;
  },
};

/** Shows what an action ran into. */
export function report(error: unknown, again?: () => void): void {
  fault = { problem: asProblem(error), again };
}

/** Takes it away. */
export function closeFault(): void {
  fault = null;
}
