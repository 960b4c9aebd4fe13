import { expect, test } from "vitest";
import { localeOf } from "$/lib/format/locale";

test("a system without a language gets plain English", () => {
  expect(localeOf(undefined, "en-US-posix")).toBe("en-US");
  expect(localeOf(undefined, "c")).toBe("en-US");
  expect(localeOf(undefined, "ca-ES")).toBe("ca-ES");
  expect(localeOf("de-DE", "en-US-posix")).toBe("de-DE");
});
