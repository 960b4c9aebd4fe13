// Integrations as partners know them: accounts, preferences, reconnect, disconnect; and Settings, a statement, the help.

import assert from "node:assert/strict";
import { test } from "node:test";
import { looksRight } from "../support/browser.js";
import { atWork, go, inTurn, says } from "../support/company.js";
import { computer, found } from "../support/companion.js";
import { signIn } from "../support/sign-in.js";

const AGREES = /^Everything agrees as of/;

/** Chooses from the three dots of QuickBooks. */
async function fromTheDots(page, item) {
  await page.getByRole("button", { name: "More for QuickBooks Online" }).click();
  await page.getByRole("menu").waitFor();
  await page.getByRole("menuitem", { name: item }).click();
}

/** What the page says beside a name. */
function fact(page, name) {
  const names = page.getByRole("region", { name: "QuickBooks Online" }).getByRole("term");
  return names.filter({ hasText: name }).locator("xpath=following-sibling::dd[1]");
}

/** One after the other. */
const WAYS = {
  "Create Deposits cannot be switched on before there is an account": async ({ page }) => {
    await go(page, "integrations");
    await page.getByRole("button", { name: "More for QuickBooks Online" }).click();
    await page.getByRole("menu").waitFor();
    await looksRight(page, "integrations-menu");
    await page.keyboard.press("Escape");
    await fromTheDots(page, "Preferences…");
    const toggle = page.getByRole("switch", { name: "Create Deposits" });
    await toggle.click({ force: true });
    assert.equal(await toggle.getAttribute("aria-checked"), "false");
    await page.getByRole("dialog").getByText("Choose a bank account first.").first().waitFor();
    await looksRight(page, "integrations-preferences-locked");
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  },
  "Set Up Accounts chooses where payouts arrive": async ({ page }) => {
    await page.getByRole("button", { name: "Set Up Accounts" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("It is not, or I want automatic reconciliation").click();
    await dialog.getByRole("radiogroup", { name: "Account that receives your payouts" }).waitFor();
    await looksRight(page, "integrations-accounts");
    const accounts = dialog.getByRole("radiogroup", { name: "Account that receives your payouts" });
    await accounts.getByRole("radio").first().click();
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await dialog.waitFor({ state: "detached" });
    await fact(page, "Deposit account")
      .getByText(/^Not chosen/)
      .waitFor({ state: "detached" });
  },
  "Create Deposits is switched on by the toggle and Confirm, and nothing before": async ({ page }) => {
    await fromTheDots(page, "Preferences…");
    const toggle = page.getByRole("switch", { name: "Create Deposits" });
    await toggle.click();
    await looksRight(page, "integrations-preferences");
    assert.equal(await fact(page, "Create Deposits").textContent(), "Off");
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await fact(page, "Create Deposits")
      .getByText(/^On, for payouts since/)
      .waitFor();
    await looksRight(page, "integrations-deposits-on");
  },
  "a payout becomes a deposit, and its statement ties": async ({ page, services }) => {
    const [invoice] = await services.openInvoices();
    await services.pay(invoice);
    await services.recorded(1);
    await services.payOut();
    await go(page, "payouts");
    await page.getByRole("heading", { name: /ties to the cent$/ }).waitFor();
    await looksRight(page, "payout");
    const deposits = await services.query("select * from Deposit");
    assert.ok(deposits.length >= 1);
  },
  "Settings take effect at once and can be taken back": async ({ page }) => {
    await go(page, "settings");
    await page.getByRole("radio", { name: "Dark" }).click();
    await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
    await page.getByRole("radio", { name: "Same as system" }).click();
    await page.waitForFunction(() => !("theme" in document.documentElement.dataset));
    await page.getByRole("radio", { name: "Only when they have succeeded" }).click();
    await page.getByText("Settings changed").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await page
      .getByRole("radio", { name: "When Alternative starts processing them", checked: true })
      .waitFor();
    await page.getByRole("button", { name: "Check everything" }).click();
    await page.getByText("Journal", { exact: true }).waitFor();
    await looksRight(page, "settings-checked");
  },
  "the help opens at its topic and finds words": async ({ page }) => {
    await go(page, "help");
    const contents = page.getByRole("navigation", { name: "Contents" });
    const last = contents.getByRole("link").last();
    const title = await last.textContent();
    await last.click();
    await page.getByRole("heading", { name: title }).and(page.locator(":focus")).waitFor();
    await page.getByRole("searchbox").fill("qqqq");
    await page
      .getByRole("button", { name: /^Clear|^Show/ })
      .first()
      .waitFor();
    await looksRight(page, "help-nothing-found");
  },
  "Reconnect signs in again and goes on": async ({ page }) => {
    await go(page, "integrations");
    await fromTheDots(page, "Reconnect");
    await page.getByRole("dialog").waitFor();
    await looksRight(page, "integrations-reconnect");
    const opened = page.context().waitForEvent("page");
    await page.getByRole("button", { name: "Open the sign-in page" }).click();
    const tab = await opened;
    await page.getByText(/^Page opened/).waitFor();
    await looksRight(page, "integrations-reconnect-opened");
    await signIn(tab);
    await tab.close();
    await page.getByText("Signed in to QuickBooks").waitFor();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await says(page, AGREES);
  },
  "Disconnect says what it does; the history stays, and Connect leads back": async ({ page, newcomer }) => {
    await go(page, "integrations");
    await fromTheDots(page, "Disconnect…");
    await page.getByRole("dialog").waitFor();
    await looksRight(page, "integrations-disconnect");
    await page.getByRole("button", { name: "Disconnect", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.getByRole("link", { name: "Connect", exact: true }).waitFor();
    await looksRight(page, "integrations-disconnected");
    await says(page, /^Disconnected from/);
    await looksRight(page, "state-disconnected");
    await go(page, "activity");
    await page.getByRole("list", { name: "Changes, newest first" }).waitFor();
    await go(page, "integrations");
    await page.getByRole("link", { name: "Connect", exact: true }).click();
    await newcomer.reads("What is your Alternative API key?");
    await newcomer.press("Continue");
    await newcomer.reads("Ready to sign in to QuickBooks?");
    const tab = await newcomer.opensTheSignIn();
    await signIn(tab);
    await tab.close();
    await newcomer.reads(AGREES);
  },
};

test("the integrations of a company at work", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  await found(place, ["--company", "sample"]);
  const at = await atWork(t, place);
  await inTurn(t, WAYS, at);
  assert.deepEqual(await at.services.violations(), []);
});
