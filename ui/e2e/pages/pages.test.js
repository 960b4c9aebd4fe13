// Every page, dialog and menu of a company at work, in both themes: pictures, axe, the smallest window, 200 % zoom;
// and changes that arrive while somebody reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { looksRight as looks } from "../support/browser.js";
import { atWork, go, newComputer } from "../support/company.js";
import { computer, found } from "../support/companion.js";
import { Services } from "../support/services.js";
import { until } from "../support/stage.js";

async function looksRight(t, page, name) {
  await t.test(`${name} in both themes, small and enlarged`, () => looks(page, name, { small: true }));
}

/** The bookkeeper deletes our payment: a decision with money at stake. */
async function deleteOurPayment(services) {
  const [payment] = await services.ourPayments();
  await services.asUser("POST", "/payment?operation=delete", {
    Id: payment.Id,
    SyncToken: payment.SyncToken,
  });
}

async function agreesAgain(page, services, invoice) {
  await services.pay(invoice);
  await services.recorded(3);
  await go(page, "overview");
  await page.getByRole("heading", { level: 1, name: /^Everything agrees/ }).waitFor();
  await page.getByText(/^1 payment/).waitFor();
  // This one is shown in the README, without what passes.
  await page.getByRole("button", { name: "Close" }).first().click();
  await looks(page, "overview-agrees");
}

test("every page of a company at work", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  await found(place, ["--invoices", "20"]);
  const { page, services } = await atWork(t, place);
  await looksRight(t, page, "overview");

  const [first, second, third] = await services.openInvoices();
  await services.pay(first);
  await services.pay(second);
  await services.recorded(2);
  await services.payOut();
  await deleteOurPayment(services);
  const needsYou = page.getByRole("link", { name: /Needs you/ });
  await until("the decision", async () => /1/.test(await needsYou.textContent()));
  await looksRight(t, page, "overview-needs-you");

  await go(page, "needs-you");
  await page
    .getByText(/was deleted or voided in QuickBooks/)
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
  const changes = page.getByRole("list", { name: "Changes, newest first" });
  await changes.getByRole("button").first().click();
  await page.getByRole("link", { name: "Full history of this record" }).waitFor();
  await looksRight(t, page, "activity-opened");

  await t.test("the menu of companies goes when the page does", async () => {
    await page.getByRole("button", { name: /, companies$/ }).click();
    await page.getByRole("menu").waitFor();
    await looks(page, "companies");
    await go(page, "needs-you");
    await page.getByRole("menu").waitFor({ state: "detached" });
  });
  await t.test("a decision is taken and leaves the inbox", async () => {
    await page.getByRole("button", { name: "Record again" }).click();
    await page.getByText("Nothing needs your decision").waitFor();
    await until("the payment recorded again", async () => (await services.ourPayments()).length === 2);
  });
  await looksRight(t, page, "needs-you-empty");
  await t.test("both sides agree again, with money on its way", () => agreesAgain(page, services, third));

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
  await found(place, ["--company", "sample"]);
  const { page, newcomer } = await newComputer(t, place);
  const seen = [];
  page.on("response", async (response) => {
    if (response.url().includes("/intuit/")) return;
    seen.push(JSON.stringify(response.headers()));
    seen.push(await response.text().catch(() => ""));
  });
  page.on("request", (request) => seen.push(request.url(), request.postData() ?? ""));
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
  assert.ok(all.includes(services.ready.quickbooks.companies[0].name), "the traffic was heard");
  for (const secret of secrets) assert.ok(!all.includes(secret), `found ${secret.slice(0, 6)}…`);
  assert.ok(!/RT1-|eyJ[\w-]{20,}\./.test(all), "no token of any kind");
});
