import { day, dayKey } from "$/lib/format";
import { rows as words } from "$/lib/messages/rows";

/** How many days a filter looks back. */
const SPANS = [4, 7, 30, 90, 365] as const;

/** The calendar day so many days before `now`, as the contract writes it. */
export function daysBefore(days: number, now: Date): string {
  return dayKey(new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString());
}

/** What a date filter offers: any time, then days that are further and further back. */
export function sinceOptions(now: Date): { value: string; label: string }[] {
  const spans = SPANS.map((days) => daysBefore(days, now));
  return [
    { value: "", label: words.any_time },
    ...spans.map((value) => ({ value, label: words.since(day(value, now)) })),
  ];
}
