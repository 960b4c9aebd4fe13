// A company at work: connected and synced through the window, as every newcomer does it.

import { openBrowser, openWindow, reads } from "./browser.js";
import { computer, startHost } from "./companion.js";
import { Services } from "./services.js";
import { Newcomer } from "./walk.js";

/** A computer with a companion and its window, where nothing was done yet. */
export async function newComputer(t, place = computer(t)) {
  const { address, program } = await startHost(t, place);
  const browser = await openBrowser(t);
  const page = await openWindow(browser, address);
  return { place, program, address, browser, page, newcomer: new Newcomer(page) };
}

/** A company that was connected and synced through the window. */
export async function atWork(t, place = computer(t)) {
  const company = await newComputer(t, place);
  await company.newcomer.walks();
  await company.newcomer.starts();
  return { ...company, services: await Services.of(place.practice) };
}

/** Goes to a page by its address, as a link does, and waits until it is drawn. */
export async function go(page, path) {
  await page.evaluate((to) => {
    window.location.hash = `#/${to}`;
  }, path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
}

/** Looks at both sides now, as the button on the Overview does. */
export async function syncNow(page) {
  await go(page, "overview");
  await page.getByRole("button", { name: /^(Sync now|Check again)$/ }).click();
}

/** The same, unless the companion looked before and found that nothing can be synced: then the button is gone. */
export async function syncNowIfOffered(page) {
  await go(page, "overview");
  const button = page.getByRole("button", { name: /^(Sync now|Check again)$/ });
  await button.click({ timeout: 5_000 }).catch(() => {});
}

/** Waits for the sentence of the Overview. */
export async function says(page, sentence) {
  await go(page, "overview");
  await reads(page, sentence);
}

/** Steps that stand on each other: after one that fails the others would only wait. */
export async function inTurn(t, steps, at) {
  for (const [name, step] of Object.entries(steps)) {
    let done = false;
    await t.test(name, async () => {
      await step(at);
      done = true;
    });
    if (!done) return;
  }
}
