import type { ActivityPage, ActivityRow } from "$/lib/contract";
import { dayKey, longDay, sameDay } from "$/lib/format";
import { activity as words } from "$/lib/messages/activity";

/** A day's heading, or a change. */
export type ActivityItem =
  { key: string; heading: string; row: null } | { key: string; heading: null; row: ActivityRow };

/** Names a change as long as it is the newest entry of its story. */
export function keyOf(row: ActivityRow): string {
  return `row:${row.seq}`;
}

/** Changes with a heading before each day, newest first. */
export function withDays(rows: readonly ActivityRow[], now: Date): ActivityItem[] {
  const items: ActivityItem[] = [];
  let day = "";
  for (const row of rows) {
    const key = dayKey(row.at);
    if (key !== day) {
      day = key;
      items.push({ key: `day:${key}`, heading: headingOf(row.at, now), row: null });
    }
    items.push({ key: keyOf(row), heading: null, row });
  }
  return items;
}

function headingOf(at: string, now: Date): string {
  const date = new Date(at);
  const name = longDay(at);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (sameDay(date, now)) return words.today(name);
  if (sameDay(date, yesterday)) return words.yesterday(name);
  return date.getFullYear() === now.getFullYear() ? name : `${name} ${date.getFullYear()}`;
}

/**
 * The newest page over what is shown: older rows stay, except those whose story went on and which therefore stand
 * further up now.
 */
export function mergeNewest(page: ActivityPage, shown: readonly ActivityRow[]): ActivityRow[] {
  const last = page.rows.at(-1);
  if (!page.more || last === undefined) return page.rows;
  const told = new Set(page.rows.map((row) => `${row.record} ${row.item}`));
  const older = shown.filter(
    (row) => row.seq < last.seq && (row.state === "done" || !told.has(`${row.record} ${row.item}`)),
  );
  return [...page.rows, ...older];
}

/** The opened row after a refresh: itself, else where its story goes on; nothing when it is no longer listed. */
export function followOpened(opened: ActivityRow, rows: readonly ActivityRow[]): ActivityRow | null {
  const same = rows.find((row) => row.seq === opened.seq);
  if (same) return same;
  const on = rows.find(
    (row) => row.seq > opened.seq && row.record === opened.record && row.item === opened.item,
  );
  return on ?? null;
}
