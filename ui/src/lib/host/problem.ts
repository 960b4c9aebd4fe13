import type { Problem } from "../contract";

/** Whether a rejection is the host's own account of what went wrong. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}

/** Every rejection as a `Problem`, so that a page has one kind of fault to show. */
export function asProblem(value: unknown): Problem {
  if (isProblem(value)) return value;
  const text = value instanceof Error ? value.message : String(value);
  return {
    code: "failed",
    message: "The app is not responding.",
    hint: null,
    step: null,
    details: { answer: text },
  };
}
