// The practice desk, where a person plays customer, bookkeeper, platform and fate: usable by keyboard, and nobody is kept out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, cutOff, picture, SMALL } from "../support/browser.js";
import { atWork } from "../support/company.js";
import { computer, found } from "../support/companion.js";
import { until } from "../support/stage.js";

/** Goes with the Tab key to the control with this id. */
async function tabsTo(page, id) {
  for (let step = 0; step < 60; step += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the focus never came to #${id}`);
}

test("the practice desk", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  await found(place, ["--company", "sample"]);
  const { page: companion, services } = await atWork(t, place);
  const page = await companion.context().newPage();
  await page.goto(`${services.ready.base}/practice/desk`);
  await page.locator("#pay-invoice option").first().waitFor({ state: "attached" });

  await picture(page, "practice-desk");
  await t.test("a customer pays by keyboard only, and the companion records it", async () => {
    await tabsTo(page, "pay-invoice");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Tab");
    await tabsTo(page, "pay-outcome");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await until("what was done", async () => /succeeded/.test(await page.locator("#said").textContent()));
    await services.recorded(1);
  });

  await t.test("a mistake is said, and nothing is done", async () => {
    await page.locator("#pay-amount").fill("12,3x");
    await page.getByRole("button", { name: "Pay", exact: true }).click();
    await until("the mistake", () => page.locator("#pay [aria-invalid=true]").count());
    assert.equal((await services.ourPayments()).length, 1);
    await page.locator("#pay-amount").fill("");
  });

  await t.test("with everything unfolded it has no fault that axe finds, in both themes", async () => {
    const folded = page.locator("details:not([open]) > summary");
    while ((await folded.count()) > 0) await folded.first().click();
    await page.evaluate(() => window.scrollTo(0, 0));
    await picture(page, "practice-desk-unfolded");
    assert.deepEqual(await axe(page), []);
    await page.setViewportSize(SMALL);
    assert.deepEqual(await cutOff(page), [], "at 800 × 560");
  });
  assert.deepEqual(await services.violations(), []);
});
