import CirclePause from "@lucide/svelte/icons/circle-pause";
import CloudOff from "@lucide/svelte/icons/cloud-off";
import type { IconOf } from "$/components/Icon.svelte";
import type { Status } from "$/lib/contract";
import { clock, clockOrDay, counted, hour, money } from "$/lib/format";
import { overview } from "$/lib/messages/overview";
import { summaryRest, summarySpoken, summaryTitle } from "$/lib/messages/summary";

/** What stands at the top: the answer, its one line, and what is read aloud. */
export interface Said {
  title: string;
  lead: string;
  spoken: string;
  icon: IconOf | undefined;
}

/** The sentence of a status, with the line that proves it. */
export function say(status: Status, now: Date): Said {
  if (status.paused) {
    const { until } = status.paused;
    const pausedTitle = until === null ? overview.paused : overview.pausedUntil(clockOrDay(until, now));
    return { title: pausedTitle, lead: overview.pausedLead, spoken: overview.paused, icon: CirclePause };
  }
  const icon = status.connection === "offline" ? CloudOff : undefined;
  const { summary } = status;
  const lead = summaryRest(summary) || leadOf(status);
  return { title: summaryTitle(summary, now), lead, spoken: summarySpoken(summary), icon };
}

function leadOf(status: Status): string {
  const { tie_out: tie, as_of: asOf } = status;
  if (status.connection !== "ok" || tie.at === null) return asOf ? overview.asOf(clock(asOf)) : "";
  // Before the first invoices are linked there is nothing that agrees.
  if (tie.invoices === 0) return "";
  if (status.holds > 0) return tie.agrees ? overview.elseAgrees(clock(tie.at)) : overview.untilDecided;
  return overview.compared(counted(tie.invoices, ...overview.openInvoice), hour(tie.at));
}

/** When both sums were last seen, while they cannot be. */
export function seenNote(status: Status): string | undefined {
  const { tie_out: tie } = status;
  return status.connection !== "ok" && tie.at !== null ? overview.lastChecked(clock(tie.at)) : undefined;
}

/** The difference of both sums; where no invoice is named, also why. */
export function tieNote(status: Status): string | undefined {
  const { tie_out: tie } = status;
  const difference = tie.quickbooks_minor - tie.alternative_minor;
  // Differences that come to nothing together are named all the same.
  if (difference === 0) return tie.differing.length > 0 ? overview.evenIn : undefined;
  const sum = money(Math.abs(difference), status.waiting.currency);
  if (tie.differing.length > 0) return overview.differenceIn(sum);
  const why = tie.explained.map((part) => overview.tieParts[part.because]).join("; ");
  return why === "" ? overview.difference(sum) : overview.differenceWhy(sum, why);
}
