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

/** The other company that was signed in to, where it can be set up beside the present one. */
export function otherCompany(problem: Problem, practice: boolean): string | null {
  if (practice || problem.code !== "wrong_company") return null;
  return problem.details["signed_in"] ?? null;
}
