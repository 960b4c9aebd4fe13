import { localeOf } from "./locale";

/** An amount as the contract carries it: whole minor units (cents), never a fraction. */
export type Minor = number | bigint;

const MINUS = "−";

interface Shape {
  parts: (whole: bigint) => Intl.NumberFormatPart[];
  digits: number;
}

const shapes = new Map<string, Shape>();

function shapeOf(locale: string | undefined, currency: string, bare: boolean): Shape {
  const key = `${locale ?? ""} ${currency} ${bare}`;
  let shape = shapes.get(key);
  if (!shape) {
    const digits = digitsOf(currency);
    const style = bare ? "decimal" : "currency";
    const format = new Intl.NumberFormat(localeOf(locale), {
      style,
      ...(bare ? {} : { currency, currencyDisplay: "narrowSymbol" }),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    shape = { digits, parts: (whole) => format.formatToParts(whole) };
    shapes.set(key, shape);
  }
  return shape;
}

/** How many digits a currency has behind its point. */
function digitsOf(currency: string): number {
  return (
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/** Writes an amount exactly: the whole part is formatted as an integer, the cents are put in as digits. */
function write(minor: Minor, currency: string, bare: boolean, locale?: string): string {
  const { digits, parts } = shapeOf(locale, currency, bare);
  const exact = BigInt(minor);
  const size = exact < 0n ? -exact : exact;
  const unit = 10n ** BigInt(digits);
  const cents = (size % unit).toString().padStart(digits, "0");
  const text = parts(size / unit)
    .map((part) => (part.type === "fraction" ? localDigits(cents, locale) : part.value))
    .join("");
  return exact < 0n ? MINUS + text : text;
}

/** Digits in the reader's own script. */
function localDigits(digits: string, locale?: string): string {
  const zero = new Intl.NumberFormat(localeOf(locale)).format(0);
  if (zero === "0") return digits;
  const one = new Intl.NumberFormat(localeOf(locale), { useGrouping: false });
  return Array.from(digits, (digit) => one.format(BigInt(digit))).join("");
}

/** With its currency, for sentences: `$2,310.00`. */
export function money(minor: Minor, currency: string, locale?: string): string {
  return write(minor, currency, false, locale);
}

/** Without its currency, for columns whose header names it: `2,310.00`. */
export function amount(minor: Minor, currency: string, locale?: string): string {
  return write(minor, currency, true, locale);
}

/** With a plus where it is one, for differences: `+25.00`, `−25.00`, `0.00`. */
export function signed(minor: Minor, currency: string, locale?: string): string {
  const text = amount(minor, currency, locale);
  return BigInt(minor) > 0n ? `+${text}` : text;
}

/** The sign of a currency as the reader knows it (`$`), for column headers. */
export function currencySign(currency: string, locale?: string): string {
  const format = new Intl.NumberFormat(localeOf(locale), {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  });
  return format.formatToParts(0).find((part) => part.type === "currency")?.value ?? currency;
}
