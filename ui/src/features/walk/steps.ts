import type { AppInfo, WalkStep } from "$/lib/contract";
import type { ShownStep } from "$/lib/messages/walk";

/** The steps of the rail, in their order. */
export const STEPS: readonly ShownStep[] = [
  "welcome",
  "alternative",
  "connect_quickbooks",
  "confirm",
  "bank_account",
  "create_deposits",
  "preview",
];

/** Where a step stands; `done` is behind them all. */
export function placeOf(step: WalkStep): number {
  return step === "done" ? STEPS.length : STEPS.indexOf(step);
}

/** The step after this one. */
export function after(step: ShownStep): WalkStep {
  return STEPS[placeOf(step) + 1] ?? "done";
}

/** The step before this one; nothing before the first. */
export function before(step: ShownStep): ShownStep | null {
  return STEPS[placeOf(step) - 1] ?? null;
}

/** What the first real company of an installation is called. */
const FIRST = "main";

/** A name that no company of this installation has yet. */
export function freeName(app: AppInfo): string {
  const taken = new Set(app.companies.map((company) => company.company));
  if (!taken.has(FIRST)) return FIRST;
  let number = 2;
  while (taken.has(`company-${number}`)) number += 1;
  return `company-${number}`;
}

/** The real company whose walk is not finished, else a new one. */
export function realName(app: AppInfo): string {
  const unfinished = app.companies.find((company) => !company.practice && company.walk !== "done");
  return unfinished?.company ?? freeName(app);
}

/** What the address names instead of a company to begin with another one. */
export const NEW = "welcome";

/**
 * Whose walk is shown: the company that the address names, else the one that is looked at while its walk is not
 * finished, else another one.
 */
export function walkOf(app: AppInfo, looked: string, named: string | undefined): string {
  if (named === NEW) return realName(app);
  if (named !== undefined) return named;
  const known = app.companies.find((company) => company.company === looked);
  return known && known.walk !== "done" ? known.company : realName(app);
}
