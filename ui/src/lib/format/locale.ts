/** The reader's language, for numbers and dates. A system that names none would write `$ 48928.29`: it gets plain English. */
export function localeOf(
  wanted?: string,
  system: string = new Intl.NumberFormat().resolvedOptions().locale,
): string {
  const locale = wanted ?? system;
  return /posix|^c\b/i.test(locale) ? "en-US" : locale;
}
