// Journeys in the real window. The sign-in pages are walked in a real Chromium, as the system browser would show them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Key } from "selenium-webdriver";
import { openBrowser } from "../support/browser.js";
import { Services } from "../support/services.js";
import { signIn } from "../support/sign-in.js";
import { until } from "../support/stage.js";
import { Window, desk } from "../support/window.js";

/** The pages that the system browser was asked to open. */
async function atQuickbooks(browser, window) {
  const page = await browser.newPage();
  await page.goto(await window.openedPage());
  const clicks = await signIn(page);
  await page.close();
  return clicks;
}

/** A fault of Alternative. */
const alternative = (path, kind, value) => ({ service: "alternative", path, kind, value });
/** A fault of QuickBooks. */
const quickbooks = (path, kind, value) => ({ service: "quickbooks", path, kind, value });

/** From the first page to both sides in step; gives the clicks, those at QuickBooks too. */
async function firstRun(browser, window) {
  await window.reads("Which company do you want to connect?");
  await window.picture("walk-welcome");
  await window.press(/^Try the practice company/);
  await window.reads("What is your Alternative API key?");
  await window.press("Continue");
  await window.reads("Ready to sign in to QuickBooks?");
  await window.press("Open the page");
  await window.reads("Continue in your browser");
  await window.picture("walk-connect");
  const clicks = await atQuickbooks(browser, window);
  await window.reads(/^Is .* the right company\?$/);
  await window.press("Continue");
  await window.reads(/bank account connected/);
  await window.press("Continue");
  await window.reads(/payouts reach your books/);
  await window.press("Continue");
  await window.reads(/^The first sync will write/);
  await window.picture("walk-preview");
  await window.press("Start syncing");
  await window.reads(/^Everything agrees as of/);
  await window.picture("overview");
  return window.clicks + clicks;
}

test(
  "first run to everything agrees, a hold decided, Create Deposits switched on",
  { timeout: 300_000 },
  async (t) => {
    const place = desk(t);
    const browser = await openBrowser(t);
    const window = await Window.open(t, place);
    const clicks = await firstRun(browser, window);
    t.diagnostic(`clicks from the start to the first synced invoice: ${clicks}`);
    assert.ok(clicks <= 12, `${clicks} clicks`);
    const services = await Services.of(place.practice);

    await t.test("a hold is decided", async () => {
      const [invoice] = await services.openInvoices();
      await services.pay(invoice);
      const [payment] = await services.recorded(1);
      await services.asUser("POST", "/payment?operation=delete", {
        Id: payment.Id,
        SyncToken: payment.SyncToken,
      });
      await window.reads(/needs? your decision/);
      await (await window.find("link", "Decide")).click();
      await window.picture("needs-you");
      await window.press("Record again");
      await window.find("text", "Nothing needs your decision");
      await until("the payment recorded again", async () => (await services.ourPayments()).length === 1);
    });

    await t.test("Create Deposits is switched on and a payout becomes one deposit", async () => {
      await (await window.find("link", /Integrations/)).click();
      await window.press("Set Up Accounts");
      await window.press(/^It is not/);
      await window.press(/Looks like your payout bank/);
      await window.picture("integrations-accounts");
      await window.press("Confirm");
      await window.press(/QuickBooks Online/);
      await (await window.find("menuitem", /^Preferences/)).click();
      await (await window.find("switch", /Create Deposits/)).click();
      await window.picture("integrations-preferences");
      await window.press("Confirm");
      await window.find("fact", /^On/);
      const [invoice] = await services.openInvoices();
      const before = (await services.query("select * from Deposit maxresults 1000")).length;
      await services.pay(invoice);
      await services.recorded(2);
      const payout = await services.payOut();
      const deposits = await until("the deposit", async () => {
        const all = await services.query("select * from Deposit maxresults 1000");
        return all.length > before ? all : null;
      });
      const ours = deposits.filter((deposit) => deposit.PrivateNote?.includes(payout.id));
      assert.equal(ours.length, 1);
      assert.equal(Number(ours[0].TotalAmt).toFixed(2), Number(payout.total).toFixed(2), "to the cent");
    });
    assert.deepEqual(await services.violations(), []);
  },
);

test("the whole walk by keyboard only", { timeout: 300_000 }, async (t) => {
  const place = desk(t);
  const browser = await openBrowser(t);
  const window = await Window.open(t, place);
  const does = async (title, name, key = Key.ENTER) => {
    await window.reads(title);
    await window.tabsTo(name);
    await window.keys(key);
  };
  await does("Which company do you want to connect?", /^Try the practice company/);
  await does("What is your Alternative API key?", "Continue");
  await does("Ready to sign in to QuickBooks?", "Open the page");
  await window.reads("Continue in your browser");
  await atQuickbooks(browser, window);
  await does(/^Is .* the right company\?$/, "Continue");
  await does(/bank account connected/, "Continue");
  await does(/payouts reach your books/, "Continue");
  await does(/^The first sync will write/, "Start syncing");
  await window.reads(/^Everything agrees as of/);
});

test("a link opens its page, cold and in the running window", { timeout: 300_000 }, async (t) => {
  const place = desk(t);
  const browser = await openBrowser(t);
  const window = await Window.open(t, place);
  await firstRun(browser, window);
  await Window.startAgain(place, "alternative-companion://open/settings");
  await window.reads("Settings");
  await Window.startAgain(place, "alternative-companion://open/../../etc/passwd");
  await window.reads("Settings");
});

test(
  "SIGTERM ends the window within five seconds, whatever the other side does",
  { timeout: 600_000 },
  async (t) => {
    const place = desk(t);
    const browser = await openBrowser(t);
    let window = await Window.open(t, place);
    await firstRun(browser, window);
    const troubles = {
      "a PDF that is never there": [quickbooks("/pdf", "fault", "610")],
      "events in a circle": [alternative("/events", "loop", "cycle")],
      "events without end": [alternative("/events", "loop", "endless")],
      "a place in the feed that is refused": [alternative("/events", "status", 400)],
      "pages that repeat": [quickbooks("/query", "loop", "pages"), quickbooks("/cdc", "status", 400)],
      "no answer": [quickbooks("/company/", "delay", 60_000), alternative("/integrations/", "delay", 60_000)],
    };
    for (const [number, [what, rules]] of Object.entries(troubles).entries()) {
      const services = await Services.of(place.practice);
      for (const rule of rules) await services.fault(rule);
      const invoice = (await services.openInvoices()).at(-1 - number);
      await services.pay(invoice);
      await window.pressIfOffered("Sync now");
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      const took = await window.terminate();
      t.diagnostic(`${what}: ${Math.round(took)} ms`);
      assert.ok(took < 5_000, `${what}: ${took} ms`);
      await window.close();
      window = await Window.open(t, place);
      await window.reads(/agrees|under way|on its way|needs/i);
    }
    await window.close();
  },
);
