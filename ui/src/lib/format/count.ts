import { localeOf } from "./locale";

const counts = new Map<string, Intl.NumberFormat>();
const rules = new Map<string, Intl.PluralRules>();

/** A count with the reader's own grouping: `1,120`. */
export function count(value: number | bigint, locale?: string): string {
  const key = locale ?? "";
  let format = counts.get(key);
  if (!format) {
    format = new Intl.NumberFormat(localeOf(locale), { maximumFractionDigits: 0 });
    counts.set(key, format);
  }
  return format.format(value);
}

/** Nothing is a dash, in columns. */
export function countOrDash(value: number | bigint): string {
  return BigInt(value) === 0n ? "–" : count(value);
}

/** A count with its noun: `1 payment`, `3 payments`. The words are English, so the rule is. */
export function counted(value: number | bigint, one: string, many: string): string {
  let rule = rules.get("en");
  if (!rule) {
    rule = new Intl.PluralRules("en");
    rules.set("en", rule);
  }
  return `${count(value)} ${rule.select(Number(value)) === "one" ? one : many}`;
}
