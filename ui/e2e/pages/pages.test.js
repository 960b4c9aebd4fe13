// Every page, dialog and menu of a company at work, in both themes: pictures, axe, the smallest window, 200 % zoom;
// and changes that arrive while somebody reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, cutOff, openBrowser, openWindow, picture, SIZE, SMALL } from "../support/browser.js";
import { computer, startHost } from "../support/companion.js";
import { Services } from "../support/services.js";
import { until } from "../support/stage.js";
import { Newcomer } from "../support/walk.js";

/** A company that was connected and synced through the window. */
async function atWork(t) {
  const place = computer(t);
  const { address, program } = await startHost(t, place);
  const browser = await openBrowser(t);
  const page = await openWindow(browser, address);
  const newcomer = new Newcomer(page);
  await newcomer.walks();
  await newcomer.starts();
  return { place, program, page, services: await Services.of(place.practice) };
}

/** Goes to a page by its address, as a link does. */
async function go(page, path) {
  await page.evaluate((to) => {
    window.location.hash = `#/${to}`;
  }, path);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
}

async function looksRight(t, page, name) {
  await t.test(`${name} in both themes, small and enlarged`, async () => {
    await picture(page, name);
    assert.deepEqual(await axe(page), []);
    await page.setViewportSize(SMALL);
    await picture(page, `${name}-small`);
    assert.deepEqual(await cutOff(page), [], "at 800 × 560");
    await page.setViewportSize({ width: SIZE.width / 2, height: SIZE.height / 2 });
    assert.deepEqual(await cutOff(page), [], "at 200 %");
    await page.setViewportSize(SIZE);
  });
}

/** The bookkeeper deletes our payment: a question with money at stake. */
async function deleteOurPayment(services) {
  const [payment] = await services.ourPayments();
  await services.asUser("POST", "/payment?operation=delete", {
    Id: payment.Id,
    SyncToken: payment.SyncToken,
  });
}

test("every page of a company at work", { timeout: 300_000 }, async (t) => {
  const { page, services } = await atWork(t);
  await looksRight(t, page, "overview");

  const [first, second] = await services.openInvoices();
  await services.pay(first);
  await services.pay(second);
  await services.recorded(2);
  await services.payOut();
  await deleteOurPayment(services);
  const needsYou = page.getByRole("link", { name: /Needs you/ });
  await until("the question", async () => /1/.test(await needsYou.textContent()));
  await looksRight(t, page, "overview-needs-you");

  await go(page, "needs-you");
  await page
    .getByText(/deleted our payment/)
    .first()
    .waitFor();
  await looksRight(t, page, "needs-you");

  for (const name of [
    "activity",
    "invoices",
    "customers",
    "payments",
    "payouts",
    "integrations",
    "settings",
    "help",
  ]) {
    await go(page, name);
    await looksRight(t, page, name);
  }
  await go(page, "activity");
  await page.getByRole("button", { expanded: false }).first().click();
  await looksRight(t, page, "activity-opened");

  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill(first.DocNumber.slice(0, 3));
  await page.getByRole("option").first().waitFor();
  await looksRight(t, page, "search");
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await looksRight(t, page, "keys");
  await page.keyboard.press("Escape");
  assert.deepEqual(await services.violations(), []);
  assert.deepEqual(page.problems, []);
});

test("nothing secret reaches the page, its storage or its traffic", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  const { address } = await startHost(t, place);
  const browser = await openBrowser(t);
  const page = await openWindow(browser, address);
  const seen = [];
  page.on("response", async (response) => {
    if (response.url().includes("/intuit/")) return;
    seen.push(JSON.stringify(response.headers()));
    seen.push(await response.text().catch(() => ""));
  });
  page.on("request", (request) => seen.push(request.url(), request.postData() ?? ""));
  const newcomer = new Newcomer(page);
  const kept = async () => {
    seen.push(await page.content());
    seen.push(
      await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
      ),
    );
  };
  await newcomer.walks(kept);
  await newcomer.starts();
  for (const name of ["overview", "activity", "integrations", "settings"]) {
    await go(page, name);
    await kept();
  }
  const services = await Services.of(place.practice);
  const secrets = services.secrets();
  assert.ok(
    secrets.length >= 6 && secrets.every((secret) => secret.length > 10),
    "there is something to look for",
  );
  const all = seen.join("\n");
  assert.ok(all.includes("Northwind"), "the traffic was heard");
  for (const secret of secrets) assert.ok(!all.includes(secret), `found ${secret.slice(0, 6)}…`);
  assert.ok(!/RT1-|eyJ[\w-]{20,}\./.test(all), "no token of any kind");
});
