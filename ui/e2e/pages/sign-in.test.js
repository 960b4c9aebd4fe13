// A newcomer at QuickBooks' sign-in, and everything that can go wrong there: each has its words and its way on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, looksRight, picture } from "../support/browser.js";
import { inTurn, newComputer } from "../support/company.js";
import { computer, found } from "../support/companion.js";
import { endServices, Services } from "../support/services.js";
import { forged, holdBack, refuse, signIn } from "../support/sign-in.js";

/** The page that the companion shows in the browser, as somebody reads it. */
async function shownIn(tab, name) {
  await picture(tab, name);
  assert.deepEqual(await axe(tab), [], name);
  return await tab.locator("main").innerText();
}

/** One after the other, each from where the one before ended. */
const WAYS = {
  "the browser is closed: the page can be opened again, or given up": async ({ page, newcomer }) => {
    const first = await newcomer.opensTheSignIn();
    await first.close();
    await newcomer.reads("Continue in your browser");
    await looksRight(page, "sign-in-browser-closed");
    const again = await newcomer.opensTheSignIn("Open the page again");
    assert.match(again.url(), /\/intuit\/connect\//, "the link still works");
    await again.close();
    await newcomer.press("Cancel");
    await newcomer.reads("Ready to sign in to QuickBooks?");
  },
  "a refusal is told, and the next page can be allowed": async ({ page, newcomer }) => {
    const tab = await newcomer.opensTheSignIn();
    await refuse(tab);
    assert.match(await shownIn(tab, "sign-in-page-refused"), /Nothing was connected/);
    await tab.close();
    await newcomer.reads("QuickBooks is not connected");
    await looksRight(page, "sign-in-refused");
  },
  "a forged answer is shown the door and changes nothing": async (at) => {
    const { newcomer } = at;
    const tab = await newcomer.opensTheSignIn("Open the page again");
    at.answer = await holdBack(tab);
    await tab.goto(forged(at.answer));
    const said = await shownIn(tab, "sign-in-page-forged");
    assert.match(said, /This link is not from your sign-in/);
    assert.match(said, /Finish the sign-in on the page that the app opened, or start again in the app/);
    await newcomer.reads("Continue in your browser");
    await tab.goto(at.answer);
    assert.match(await shownIn(tab, "sign-in-page-answered"), /QuickBooks responded/);
    await tab.close();
    await newcomer.reads(/^Is .* the right company\?$/);
  },
  "an old link says that it was used": async (at) => {
    const { page, newcomer } = at;
    const tab = await page.context().newPage();
    await tab.goto(at.answer);
    assert.match(await shownIn(tab, "sign-in-page-old"), /this one has been used/);
    await tab.close();
    await newcomer.reads(/^Is .* the right company\?$/);
  },
  "another company than the connected one changes nothing": async ({ page, newcomer, ours, other }) => {
    await newcomer.press("It is another company");
    await newcomer.reads("QuickBooks is connected");
    const tab = await newcomer.opensTheSignIn("Sign in again");
    await signIn(tab, other.realm_id);
    await tab.close();
    await newcomer.reads(`${ours.name} stays connected`);
    const words = `You signed in to ${other.name}. This link belongs to ${ours.name}.`;
    await page.getByRole("alert").getByText(words).waitFor();
    await looksRight(page, "sign-in-wrong-company");
    await newcomer.press(`Keep ${ours.name}`);
    await newcomer.reads("QuickBooks is connected");
    await newcomer.press("Continue");
    await newcomer.reads(`Is ${ours.name} the right company?`);
  },
  "practice services that ended are told, and start again with the next page": async ({
    page,
    newcomer,
    program,
    ours,
  }) => {
    await newcomer.press("It is another company");
    const lost = await newcomer.opensTheSignIn("Sign in again");
    await newcomer.reads("Continue in your browser");
    endServices(program);
    await newcomer.reads(`${ours.name} stays connected`);
    await page.getByRole("alert").getByText("The practice services have stopped. Nothing is lost.").waitFor();
    await looksRight(page, "sign-in-services-gone");
    await lost.close();
    const tab = await newcomer.opensTheSignIn("Open the page again");
    await signIn(tab, ours.realm_id);
    await tab.close();
    await newcomer.reads(`Is ${ours.name} the right company?`);
  },
};

test("a newcomer at the sign-in is never left without a next step", { timeout: 300_000 }, async (t) => {
  const place = computer(t);
  await found(place, ["--company", "empty", "--companies", "2"]);
  const at = await newComputer(t, place);
  await at.newcomer.walksToTheSignIn();
  const services = await Services.of(place.practice);
  [at.ours, at.other] = services.ready.quickbooks.companies;
  await inTurn(t, WAYS, at);
});
