import { money } from "./money";
import { dayAndYear } from "./time";

/** The host's plain form of an amount: `2,310.00 USD`. */
const PLAIN = /(−|-)?(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d{1,3}))? ([A-Z]{3})\b/g;

/** A day as the host writes it, and no part of a moment or an id. */
const DAY = /(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])/g;

/** Writes the host's amounts and days as the reader knows them: `2,310.00 USD` becomes `$2,310.00`. */
export function localWords(text: string, locale?: string): string {
  return localMoney(text, locale).replace(DAY, (day: string) => dayAndYear(day, locale));
}

function localMoney(text: string, locale: string | undefined): string {
  return text.replace(
    PLAIN,
    (plain: string, sign: string | undefined, whole: string, cents = "", currency) => {
      const minor = BigInt(`${whole.replaceAll(",", "")}${cents}`);
      const digits = digitsOf(currency as string);
      if (digits !== (cents as string).length) return plain;
      return money(sign ? -minor : minor, currency as string, locale);
    },
  );
}

/** Digits behind the point; nothing for three letters that name no currency. */
function digitsOf(currency: string): number | undefined {
  if (!Intl.supportedValuesOf("currency").includes(currency)) return undefined;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits;
}
