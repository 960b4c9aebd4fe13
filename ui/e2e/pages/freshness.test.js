// What changes while somebody reads: it shows in place, and nothing that is read moves, goes blank or loses its focus.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SIZE } from "../support/browser.js";
import { atWork, go, says } from "../support/company.js";
import { computer, found } from "../support/companion.js";
import { until } from "../support/stage.js";

/** Watches a list from inside the page: the fewest rows that were ever drawn, and whether the one at hand was ever gone. */
async function watchRows(page, rows) {
  await page.evaluate((selector) => {
    const count = () => document.querySelectorAll(selector).length;
    const at = document.activeElement;
    const seen = { rows: count(), fewest: count(), lost: false, changes: 0 };
    window.seen = seen;
    const look = () => {
      seen.changes += 1;
      seen.fewest = Math.min(seen.fewest, count());
      seen.lost ||= !at.isConnected || document.activeElement !== at;
    };
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  }, rows);
}

/** Where the reader is: the row at hand, and where it stands in the window. */
async function place(page) {
  return await page.evaluate(() => {
    const at = document.activeElement;
    const box = at.closest("[data-scrolls-x]");
    return { key: at.dataset.key, top: Math.round(at.getBoundingClientRect().top), scroll: box.scrollTop };
  });
}

/** The list stands still around the reader while something happens. */
async function staysPut(page, rows, happens) {
  const before = await place(page);
  assert.ok(before.scroll > 50, `scrolled down: ${before.scroll}`);
  await watchRows(page, rows);
  await happens();
  const { rows: drawn, fewest, lost, changes } = await page.evaluate(() => window.seen);
  assert.ok(changes > 0, "something changed in the page");
  assert.ok(fewest >= drawn - 1, `of ${drawn} rows only ${fewest} were left for a moment`);
  assert.equal(lost, false, "the row at hand was never replaced");
  const after = await place(page);
  assert.equal(after.key, before.key);
  assert.ok(Math.abs(after.top - before.top) <= 1, `the row moved from ${before.top} to ${after.top}`);
}

/** Scrolls a list down and gives the focus to a row in view. */
async function reach(page, rows, index) {
  await page.locator(rows).first().focus();
  for (let at = 0; at < index; at += 1) await page.keyboard.press("ArrowDown");
}

test("what changes shows in place", { timeout: 300_000 }, async (t) => {
  const where = computer(t);
  await found(where, ["--invoices", "24"]);
  const { page, services } = await atWork(t, where);
  // At 200 % few rows are in view, so that the lists are long.
  await page.setViewportSize({ width: SIZE.width / 2, height: SIZE.height / 2 });
  const [first, second] = await services.openInvoices();

  await t.test("in Activity, with a change opened", async () => {
    await go(page, "activity");
    await reach(page, "button.story", 30);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: "Full history of this record" }).waitFor();
    const newer = page.getByRole("button", { name: /new above$/ });
    await staysPut(page, "button.story", async () => {
      await services.pay(first);
      await newer.waitFor();
    });
    await page.getByRole("link", { name: "Full history of this record" }).waitFor();
  });

  await t.test("in Invoices, in the row of the payment itself", async () => {
    await go(page, "invoices");
    const rows = "[role=row][data-key]";
    await reach(page, rows, 20);
    const row = page.getByRole("row").filter({ hasText: second.DocNumber });
    await staysPut(page, rows, async () => {
      await services.pay(second);
      await services.recorded(2);
      await until(
        "the invoice without a balance",
        async () => (await row.count()) === 0 || /0\.00/.test(await row.first().textContent()),
      );
    });
  });

  await t.test("the clock of a sentence is the time of the last look, not of the page", async () => {
    await says(page, /^Everything agrees as of/);
    // Between the two questions there may have been another look.
    await until("the time of the last look in the sentence", async () => {
      const { as_of } = await rpc(page, "status");
      const shown = await page.getByRole("heading", { level: 1 }).textContent();
      const [clock] = /\d{1,2}:\d{2}:\d{2}/.exec(shown);
      return clock === (await page.evaluate((at) => new Date(at).toLocaleTimeString("en-GB"), as_of));
    });
  });
  assert.deepEqual(page.problems, []);
  assert.deepEqual(await services.violations(), []);
});

/** Asks the companion as the page does. */
async function rpc(page, name) {
  return await page.evaluate(async (command) => {
    const authorization = `Bearer ${sessionStorage.getItem("companion.session")}`;
    const answer = await fetch(`/rpc/${command}`, {
      method: "POST",
      headers: { authorization, "content-type": "application/json" },
      body: JSON.stringify({ company: "practice" }),
    });
    return await answer.json();
  }, name);
}
