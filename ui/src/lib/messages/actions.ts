import type { Saving } from "$/lib/contract";

/** Words of what can be done from everywhere. */
export const actions = {
  syncNow: "Sync now",
  syncing: "Syncing",
  compareNow: "Compare now",
  comparing: "Comparing QuickBooks and Alternative",
  pauseHour: "Pause for 1 hour",
  pause: "Pause until I resume",
  resume: "Resume",
  paused: "Paused. Pending changes are kept.",
  resumed: "Syncing resumed",
  pausedUntil: (time: string) => `Syncing is paused until ${time}.`,
  pausedUntilResumed: "Syncing is paused until you resume it.",
  waits: (service: string, until: string) =>
    `Waiting until ${until} because ${service} asked for a pause. Syncing then resumes automatically.`,
  openQuickbooks: "Open QuickBooks",
  openAlternative: "Open Alternative",
  openPracticeDesk: "Open the practice desk",
  openDataFolder: "Open the data folder",
  save: {
    activity: "Export activity as CSV",
    payouts: "Export payouts as CSV",
    invoices: "Export invoices as CSV",
    support_bundle: "Save a support bundle",
  } satisfies Record<Saving, string>,
  saved: (path: string) => `Saved as ${path}`,
} as const;
