import { localeOf } from "./locale";

/** A moment as the contract carries it: RFC 3339, `2026-08-04T12:04:31Z`. */
export type Moment = string;
/** A day as the contract carries it: `2026-08-04`, without a time zone. */
export type Day = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(name: string, options: Intl.DateTimeFormatOptions, locale?: string): Intl.DateTimeFormat {
  const key = `${name} ${locale ?? ""}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(localeOf(locale), options);
    formats.set(key, format);
  }
  return format;
}

/** A clock time with seconds, as the system writes it: `12:04:31`. */
export function clock(moment: Moment, locale?: string): string {
  return formatOf("clock", { timeStyle: "medium" }, locale).format(new Date(moment));
}

/** A clock time without seconds: `12:04`. */
export function hour(moment: Moment | Date, locale?: string): string {
  return formatOf("hour", { timeStyle: "short" }, locale).format(new Date(moment));
}

/** A day of this year without the year (`4 Aug`), any other with it (`30 Jun 2025`). */
export function day(value: Moment | Day, now: Date = new Date(), locale?: string): string {
  const date = dateOf(value);
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short" };
  if (date.getFullYear() === now.getFullYear()) return formatOf("day", options, locale).format(date);
  return dayAndYear(value, locale);
}

/** A day with its year: `30 Jun 2026`. */
export function dayAndYear(value: Moment | Day, locale?: string): string {
  const options: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };
  return formatOf("year", options, locale).format(dateOf(value));
}

/** The name of a day in a list: *Today*'s weekday and date, `Tuesday 4 August`. */
export function longDay(value: Moment | Day, locale?: string): string {
  const options: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  return formatOf("long", options, locale).format(dateOf(value));
}

/** A clock time for today, a day for every other day: what a column has room for. */
export function clockOrDay(moment: Moment, now: Date = new Date(), locale?: string): string {
  return sameDay(new Date(moment), now) ? clock(moment, locale) : day(moment, now, locale);
}

/** A day and a clock time, for what has to be exact: `4 Aug, 12:04:31`. */
export function exact(moment: Moment, now: Date = new Date(), locale?: string): string {
  return `${day(moment, now, locale)}, ${clock(moment, locale)}`;
}

/** A clock time, with its day where it is not today: `12:04:31`, `4 Aug, 12:04:31`. */
export function clockAndDay(moment: Moment, now: Date = new Date(), locale?: string): string {
  return sameDay(new Date(moment), now) ? clock(moment, locale) : exact(moment, now, locale);
}

/** The same without seconds: `12:04`, `4 Aug, 12:04`. */
export function hourAndDay(moment: Moment, now: Date = new Date(), locale?: string): string {
  const time = hour(moment, locale);
  return sameDay(new Date(moment), now) ? time : `${day(moment, now, locale)}, ${time}`;
}

/** Whether both are on one day of this computer's calendar. */
export function sameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}

/** The calendar day of a moment on this computer, `2026-08-04`: what activity is grouped by. */
export function dayKey(moment: Moment): Day {
  const date = new Date(moment);
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

/** Time until a moment in words that a glance takes in: `8 s`, `3 min`, `2 h`; nothing once it has passed. */
export function until(moment: Moment, now: Date = new Date()): string | null {
  const seconds = Math.round((new Date(moment).getTime() - now.getTime()) / 1000);
  if (seconds <= 0) return null;
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** A day without a time is a day here, not midnight in Greenwich. */
function dateOf(value: Moment | Day): Date {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  return year ? new Date(Number(year), Number(month) - 1, Number(date)) : new Date(value);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
