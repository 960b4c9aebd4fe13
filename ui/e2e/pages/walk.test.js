// The walk, in a browser over the loopback host, with the real service and the practice services.

import assert from "node:assert/strict";
import { test } from "node:test";
import { looksRight, openBrowser, openWindow } from "../support/browser.js";
import { newComputer } from "../support/company.js";
import { computer, found, startHost } from "../support/companion.js";
import { Services } from "../support/services.js";
import { Newcomer } from "../support/walk.js";

test(
  "a newcomer gets from the first page to a company that agrees in at most 12 clicks",
  { timeout: 300_000 },
  async (t) => {
    const place = computer(t);
    await found(place, ["--invoices", "20"]);
    const { page, newcomer } = await newComputer(t, place);
    await newcomer.walks(async (step) => await looksRight(page, `walk-${step}`));
    await newcomer.starts();
    t.diagnostic(`clicks from the start to the first synced invoice: ${newcomer.clicks}`);
    assert.ok(newcomer.clicks <= 12, `${newcomer.clicks} clicks`);
    const services = await Services.of(place.practice);
    assert.deepEqual(await services.violations(), []);
    assert.deepEqual(page.problems, []);
  },
);

test("the walk goes on where it was after a restart, at every step", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  await found(place, ["--company", "sample"]);
  let host = await startHost(t, place);
  const browser = await openBrowser(t);
  let page = await openWindow(browser, host.address);
  const newcomer = new Newcomer(page);
  const restarted = async () => {
    const title = await page.getByRole("heading", { level: 1 }).textContent();
    await page.context().close();
    await host.program.end();
    host = await startHost(t, place);
    page = await openWindow(browser, host.address);
    newcomer.page = page;
    return title;
  };
  const steps = [];
  await newcomer.walks(async (step) => {
    // An open sign-in page belongs to the run that opened it: it is opened anew.
    if (step === "welcome" || step === "connect-opened") return;
    const title = await restarted();
    await newcomer.reads(title);
    steps.push(step);
  });
  assert.deepEqual(steps, [
    "alternative",
    "connect",
    "confirm",
    "bank-account",
    "create-deposits",
    "preview",
  ]);
});
