import type { Problem, Walk } from "$/lib/contract";

/** Where the sign-in stands, as one word. */
export type SignInKind = "idle" | "preparing" | "opened" | "answered" | "ended" | "connected";

/** Reads it from the walk; a company that was signed in to stays connected when a new sign-in was not begun. */
export function kindOf(walk: Walk): SignInKind {
  const signIn = walk.sign_in;
  if (typeof signIn === "object") {
    if ("page_opened" in signIn) return "opened";
    return "answered" in signIn ? "answered" : "ended";
  }
  return signIn === "idle" && walk.quickbooks !== null ? "connected" : signIn;
}

/** The ways on after a sign-in that came to nothing, besides opening the page again. */
export interface Ways {
  /** The other company, where it can be set up beside the present one. */
  separately: string | null;
  /** The practice services may have gone. */
  restart: boolean;
}

/** Which ways on there are. */
export function waysOf(problem: Problem, practice: boolean): Ways {
  const other = problem.code === "wrong_company" ? problem.details["signed_in"] : undefined;
  return {
    separately: practice ? null : (other ?? null),
    restart: practice && (problem.code === "unreachable" || problem.code === "failed"),
  };
}
