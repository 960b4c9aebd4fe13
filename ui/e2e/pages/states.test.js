// A company at work through bad days: what each page says, and how it goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { looksRight } from "../support/browser.js";
import { atWork, go, inTurn, says, syncNow, syncNowIfOffered } from "../support/company.js";
import { computer, found } from "../support/companion.js";
import { endServices, Services } from "../support/services.js";
import { signIn } from "../support/sign-in.js";
import { until } from "../support/stage.js";

const AGREES = /^Everything agrees as of/;
const BOTH_SIDES = ["quickbooks", "intuit", "alternative"];

/** The outline of a page that is on its way; it is held back for a moment: what is there at once needs none. */
async function shownAsBusy(page) {
  const busy = page.locator("main [aria-busy=true]");
  await busy.waitFor();
  await until("the outline", () => busy.evaluate((shown) => getComputedStyle(shown).opacity === "1"));
}

/** Pages of records keep what was seen last, and say of when. */
async function showsWhatWasSeen(page, words) {
  await go(page, "invoices");
  await page.getByText(words).waitFor();
  await page.getByText(/^Last checked at /).waitFor();
  assert.ok((await page.getByRole("row").count()) > 1, "the rows stay");
}

/** Signs in from a dialog, with that company. */
async function signsIn(page, button, company) {
  const opened = page.context().waitForEvent("page");
  await page.getByRole("button", { name: button }).click();
  const tab = await opened;
  await signIn(tab, company.realm_id);
  await tab.close();
}

/** One after the other: each begins and ends with a company that agrees, but for the last. */
const DAYS = {
  "a companion that takes its time at the start does not leave the window blank": async ({ page }) => {
    let goOn;
    const kept = new Promise((resolve) => (goOn = resolve));
    await page.route("**/rpc/{app,status_all,window_settings}", async (route) => {
      await kept;
      await route.continue();
    });
    await page.reload();
    await page.getByRole("navigation").waitFor();
    await shownAsBusy(page);
    await looksRight(page, "state-starting");
    goOn();
    await says(page, AGREES);
    await page.unroute("**/rpc/{app,status_all,window_settings}");
  },
  "a page that is being read shows its columns": async ({ page }) => {
    let goOn;
    const kept = new Promise((resolve) => (goOn = resolve));
    await page.route("**/rpc/customers", async (route) => {
      await kept;
      await route.continue();
    });
    await page.evaluate(() => (window.location.hash = "#/customers"));
    await shownAsBusy(page);
    await page.getByRole("heading", { level: 1, name: "Customers" }).waitFor();
    await looksRight(page, "state-reading");
    goOn();
    await page.waitForFunction(() => document.querySelector("[aria-busy=true]") === null);
    await page.unroute("**/rpc/customers");
    assert.ok((await page.getByRole("row").count()) > 1);
  },
  "a page that cannot be read says so and tries again": async ({ page }) => {
    await page.route("**/rpc/activity_page", (route) => route.abort());
    await page.evaluate(() => (window.location.hash = "#/activity"));
    const alert = page.getByRole("alert");
    await alert.waitFor();
    await looksRight(page, "state-not-read");
    await page.unroute("**/rpc/activity_page");
    await alert.getByRole("button", { name: "Try again" }).click();
    await alert.waitFor({ state: "detached" });
  },
  "paused and resumed": async ({ page }) => {
    await go(page, "settings");
    await page.getByRole("button", { name: "Pause until I resume" }).click();
    await says(page, "Paused until you resume");
    await looksRight(page, "state-paused");
    await page.getByRole("button", { name: "Resume" }).first().click();
    await says(page, AGREES);
  },
  "services that take their time leave the page as it is": async ({ page, services, paidNow }) => {
    await services.breakDown("delay", BOTH_SIDES, 1_500);
    await services.pay(paidNow, { outcome: "succeed" });
    await syncNow(page);
    await page.getByRole("heading", { level: 1, name: /Comparing|on (its|their) way|wait/ }).waitFor();
    await looksRight(page, "state-slow");
    await services.mend();
    await services.recorded(1);
    await says(page, AGREES);
  },
  "asked to slow down: a quiet line says so and until when": async ({ page, services }) => {
    await services.breakDown("status", ["quickbooks"], 429);
    await syncNow(page);
    const connections = page.getByRole("region", { name: "Connections" });
    await connections.getByText("QuickBooks asked us to slow down", { exact: true }).waitFor();
    await says(page, /^QuickBooks asked us to slow down; resuming at \d/);
    await looksRight(page, "state-slowed-down");
    await services.mend();
    await syncNow(page);
    await page.getByText("QuickBooks connected", { exact: true }).waitFor();
    await says(page, AGREES);
  },
  "offline: what was seen stays, and it goes on by itself": async ({ page, services }) => {
    await services.breakDown("refuse", BOTH_SIDES);
    await syncNow(page);
    await says(page, /has not answered since/);
    await page.getByText("Nothing is lost.", { exact: true }).waitFor();
    await looksRight(page, "state-offline");
    await showsWhatWasSeen(page, "Neither service is responding. Syncing resumes automatically.");
    await looksRight(page, "state-offline-invoices");
    await services.mend();
    await syncNow(page);
    await says(page, AGREES);
  },
  "without QuickBooks: what was collected meanwhile is listed and waits": async ({
    page,
    services,
    paidLater,
  }) => {
    await services.breakDown("refuse", ["quickbooks", "intuit"]);
    await services.pay(paidLater);
    await syncNow(page);
    await says(page, /^QuickBooks has not answered since/);
    await page.getByText("Recorded automatically once both respond").waitFor();
    await looksRight(page, "state-owed");
    await showsWhatWasSeen(page, "QuickBooks is not responding. Syncing resumes automatically.");
  },
  "signed out: what is owed waits, another company is refused": async ({ page, services, ours, other }) => {
    await services.revokeSignIn();
    await services.mend();
    await syncNowIfOffered(page);
    await says(page, /^The QuickBooks sign-in has ended/);
    await page.getByText("Recorded automatically once you sign in").waitFor();
    await looksRight(page, "state-signed-out");
    await showsWhatWasSeen(page, "The QuickBooks sign-in has ended.");
    await go(page, "integrations");
    await page.getByText("The sign-in has ended", { exact: true }).waitFor();
    await looksRight(page, "state-signed-out-integrations");
    await page.getByRole("button", { name: "More for QuickBooks Online" }).click();
    await page.getByRole("menuitem", { name: "Reconnect" }).click();
    const dialog = page.getByRole("dialog");
    await signsIn(page, "Open the sign-in page", other);
    const words = `You signed in to ${other.name}. This link belongs to ${ours.name}.`;
    await dialog.getByText(words).waitFor();
    await looksRight(page, "state-wrong-company");
    await signsIn(page, "Try again", ours);
    await dialog.waitFor({ state: "detached" });
    await services.recorded(2);
    await says(page, AGREES);
  },
  "practice services that ended are told, and start again": async (at) => {
    const { page, program, place } = at;
    endServices(program);
    await go(page, "overview");
    await page.getByText(/^The practice services have stopped/).waitFor();
    await says(page, /^QuickBooks/);
    await looksRight(page, "state-services-gone");
    await syncNow(page);
    at.services = await until("the services", () => Services.of(place.practice));
    await says(page, AGREES);
    await page.getByText(/^The practice services have stopped/).waitFor({ state: "detached" });
    assert.deepEqual(await at.services.violations(), []);
  },
  "a companion that ended is told; what was seen stays": async ({ page, program }) => {
    await program.end("SIGKILL");
    await page.getByText(/The app is not responding/).waitFor();
    await looksRight(page, "state-companion-gone");
    await page.getByRole("heading", { level: 1, name: AGREES }).waitFor();
  },
};

test("a company at work through bad days", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  await found(place, ["--company", "sample", "--companies", "2"]);
  const at = await atWork(t, place);
  const [ours, other] = at.services.ready.quickbooks.companies;
  const [paidNow, paidLater] = await at.services.openInvoices();
  Object.assign(at, { ours, other, paidNow, paidLater });
  await inTurn(t, DAYS, at);
});
