// A company with nothing in its books: calm words everywhere, and no page without them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { looksRight } from "../support/browser.js";
import { atWork, go } from "../support/company.js";
import { computer, found } from "../support/companion.js";

const PAGES = ["overview", "needs-you", "activity", "invoices", "customers", "payments", "payouts"];

test("a company with nothing in its books", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  await found(place, ["--company", "empty"]);
  const { page, services } = await atWork(t, place);
  for (const name of PAGES) {
    await t.test(name, async () => {
      await go(page, name);
      await looksRight(page, `empty-${name}`);
    });
  }
  await t.test("a search that finds nothing", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("nothing like this");
    await page.getByText(/Nothing matches/).waitFor();
    await looksRight(page, "empty-search");
  });
  assert.deepEqual(await services.violations(), []);
  assert.deepEqual(page.problems, []);
});
