import { describe, expect, test } from "vitest";
import {
  amount,
  clock,
  count,
  counted,
  countOrDash,
  currencySign,
  day,
  dayKey,
  money,
  signed,
  until,
} from "$/lib/format";

describe("money", () => {
  test("is written to the cent, with its sign and its true minus", () => {
    expect(money(231000, "USD", "en-US")).toBe("$2,310.00");
    expect(money(-5, "USD", "en-US")).toBe("−$0.05");
    expect(amount(0, "USD", "en-US")).toBe("0.00");
    expect(amount(-14817, "USD", "en-US")).toBe("−148.17");
    expect(signed(2500, "USD", "en-US")).toBe("+25.00");
    expect(signed(0, "USD", "en-US")).toBe("0.00");
  });

  test("is exact where a float is not", () => {
    expect(amount(9007199254740991n, "USD", "en-US")).toBe("90,071,992,547,409.91");
    expect(amount(9223372036854775807n, "USD", "en-US")).toBe("92,233,720,368,547,758.07");
  });

  test("follows the reader's locale and the currency's own digits", () => {
    expect(amount(123456, "EUR", "de-DE")).toBe("1.234,56");
    expect(amount(1234, "JPY", "en-US")).toBe("1,234");
    expect(amount(1234567, "BHD", "en-US")).toBe("1,234.567");
    expect(currencySign("GBP", "en-US")).toBe("£");
  });
});

describe("counts", () => {
  test("are grouped, and nothing is a dash", () => {
    expect(count(1120, "en-US")).toBe("1,120");
    expect(countOrDash(0)).toBe("–");
    expect(counted(1, "payment", "payments")).toBe("1 payment");
    expect(counted(3, "payment", "payments")).toBe("3 payments");
  });
});

describe("time", () => {
  const now = new Date(2026, 7, 4, 12, 4, 31);

  test("a day of this year has no year, and does not move with the time zone", () => {
    expect(day("2026-08-04", now, "en-GB")).toBe("4 Aug");
    expect(day("2025-06-30", now, "en-GB")).toBe("30 Jun 2025");
    expect(day("2026-01-01", now, "en-GB")).toBe("1 Jan");
  });

  test("a clock has seconds", () => {
    expect(clock(now.toISOString(), "en-GB")).toBe("12:04:31");
    expect(dayKey(now.toISOString())).toBe("2026-08-04");
  });

  test("what is to come is said in one unit; what has passed is not said", () => {
    expect(until(new Date(now.getTime() + 8000).toISOString(), now)).toBe("8 s");
    expect(until(new Date(now.getTime() + 180_000).toISOString(), now)).toBe("3 min");
    expect(until(now.toISOString(), now)).toBeNull();
  });
});
