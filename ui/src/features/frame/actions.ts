import Download from "@lucide/svelte/icons/download";
import Hourglass from "@lucide/svelte/icons/hourglass";
import { report } from "$/features/toasts/faults.svelte";
import { toast } from "$/features/toasts/toasts.svelte";
import type { Place, Saving, Status } from "$/lib/contract";
import { openPlace } from "$/lib/host";
import { hourAndDay } from "$/lib/format";
import { actions } from "$/lib/messages/actions";
import { rows } from "$/lib/messages/rows";
import { sideName } from "$/lib/messages/summary";
import { change } from "$/lib/query.svelte";

/** Runs an action of the whole window; what it runs into is shown, with the way to try again. */
async function run(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    report(error, () => void run(action));
  }
}

/** What a sync that was asked for waits for all the same, and until when: no person ends a pause that a service asked for. */
export function waitsFor(status: Status, now: Date): string | undefined {
  if (status.paused) {
    const { until } = status.paused;
    return until === null ? actions.pausedUntilResumed : actions.pausedUntil(hourAndDay(until, now));
  }
  const slow = status.notices.find((notice) => notice.kind === "slowed_down");
  if (slow) return actions.waits(sideName(slow.facts.side), hourAndDay(slow.facts.until, now));
  const silent = (["quickbooks", "alternative"] as const).filter((side) => status[side].state === "offline");
  const [first, second] = silent;
  return first && rows.offline(second ? null : sideName(first));
}

/** Looks at both sides now. */
export function syncNow(company: string): Promise<void> {
  return run(async () => {
    const status = await change("sync_now", { company });
    const waits = waitsFor(status, new Date());
    if (waits) toast(waits, { icon: Hourglass });
    else toast(actions.syncing);
  });
}

/** Compares both sides now. */
export function compareNow(company: string): Promise<void> {
  return run(async () => {
    await change("compare_now", { company });
    toast(actions.comparing);
  });
}

/** Pauses for so many minutes, or until the user resumes. */
export function pause(company: string, minutes: number | null): Promise<void> {
  return run(async () => {
    await change("pause", { company, minutes });
    toast(actions.paused, { undo: () => void resume(company) });
  });
}

/** Goes on after a pause. */
export function resume(company: string): Promise<void> {
  return run(async () => {
    await change("resume", { company });
    toast(actions.resumed);
  });
}

/** Opens a page outside the window. */
export function open(company: string, place: Place): Promise<void> {
  return run(() => openPlace(company, place));
}

/** Saves a file and says where it is. */
export function save(company: string, what: Saving): Promise<void> {
  return run(async () => {
    const { path } = await change("save", { company, what });
    toast(actions.saved(path), { icon: Download });
  });
}
