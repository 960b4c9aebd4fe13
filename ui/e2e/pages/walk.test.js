// The walk, in a browser over the loopback host, with the real service and the practice services.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, cutOff, openBrowser, openWindow, picture, SIZE, SMALL } from "../support/browser.js";
import { computer, startHost } from "../support/companion.js";
import { Services } from "../support/services.js";
import { refuse, signIn } from "../support/sign-in.js";
import { Newcomer } from "../support/walk.js";

/** Pictures, axe and both smallest forms of a step. */
async function looksRight(page, name) {
  await picture(page, name);
  assert.deepEqual(await axe(page), [], name);
  await page.setViewportSize(SMALL);
  assert.deepEqual(await cutOff(page), [], `${name} at 800 × 560`);
  // 200 % zoom of the usual window is half of its points.
  await page.setViewportSize({ width: SIZE.width / 2, height: SIZE.height / 2 });
  assert.deepEqual(await cutOff(page), [], `${name} at 200 %`);
  await page.setViewportSize(SIZE);
}

test(
  "a newcomer gets from the first page to a company that agrees in at most 12 clicks",
  { timeout: 300_000 },
  async (t) => {
    const place = computer(t);
    const { address } = await startHost(t, place);
    const browser = await openBrowser(t);
    const page = await openWindow(browser, address);
    const newcomer = new Newcomer(page);
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

test("a refused consent says so and leads on", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  const { address } = await startHost(t, place);
  const browser = await openBrowser(t);
  const page = await openWindow(browser, address);
  const newcomer = new Newcomer(page);
  await newcomer.press(/^Try the practice company/);
  await newcomer.press("Continue");
  const tab = await newcomer.opensTheSignIn();
  await refuse(tab);
  await newcomer.reads("QuickBooks is not connected");
  await looksRight(page, "walk-refused");
  // The way on: another page, which is allowed this time.
  const again = page.context().waitForEvent("page");
  await newcomer.press("Open the page again");
  await signIn(await again);
  await newcomer.reads(/^Is .* the right company\?$/);
});
