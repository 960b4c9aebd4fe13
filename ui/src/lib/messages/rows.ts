import { counted } from "$/lib/format";

/** Words that every table of linked records says. */
export const rows = {
  state: {
    in_step: "Done",
    recorded: "Done",
    working: "Working",
    waiting: "Waiting",
    held: "Needs you",
    differs: "Differs",
    archived: "Archived",
    alternative_only: "Alternative only",
    not_sent: "Not sent",
    removed: "Removed",
    left_out: "Left out",
  },
  field: {
    total: "total",
    other: "see note",
  },
  stateColumn: "State",
  any: "any",
  export: "Export CSV",
  saved: (path: string) => `Saved to ${path}`,
  notSaved: "The file could not be saved.",
  onlyDifferences: "Only differences",
  openQuickbooks: (what: string) => `Open ${what} in QuickBooks`,
  savePdf: (what: string) => `Save the PDF of ${what}`,
  openAlternative: (what: string) => `Open ${what} in Alternative`,
  notOpened: "The page could not be opened.",
  clearFilters: "Clear filters",
  clearSearch: "Clear search",
  shown: (count: string, currency: string) =>
    currency === "" ? `${count} shown` : `${count} shown, ${currency}`,
  searched: (count: number, one: string, many: string) =>
    `${counted(count, one, many)} ${count === 1 ? "was" : "were"} searched.`,
  lastChecked: (when: string, today: boolean) => `Last checked ${today ? "at" : "on"} ${when}.`,
  offline: (side: string | null) =>
    `${side === null ? "Neither service is responding" : `${side} is not responding`}. Syncing resumes automatically.`,
  signInEnded: "The QuickBooks sign-in has ended.",
  stale: "The latest data could not be read.",
  mixed: "Sums are shown for one currency at a time.",
  any_time: "any time",
  since: (day: string) => `since ${day}`,
} as const;
