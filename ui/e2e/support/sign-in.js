// A person at QuickBooks' sign-in pages; each click is counted.

import { until } from "./stage.js";

/** Whether the page has left QuickBooks. */
const isBack = (url) => !url.pathname.startsWith("/intuit");

/** Presses the button of a form and waits until its page has gone. */
async function submit(page, id) {
  await page.locator(`form#${id} button[type=submit]`).click();
}

/**
 * From the address of the page to the answer: Google, no phone, the company, consent. With a company's number that one is
 * chosen. Gives the clicks.
 */
export async function signIn(page, realm) {
  let clicks = 0;
  for (const id of ["google", "skip-phone", "company", "consent"]) {
    await page.waitForSelector(`form#${id}, form#consent`);
    if ((await page.locator(`form#${id}`).count()) === 0) continue;
    if (id === "company" && realm !== undefined) {
      await page.locator(`input[name=realm_id][value="${realm}"]`).check();
      clicks += 1;
    }
    await submit(page, id);
    clicks += 1;
  }
  await page.waitForURL(isBack);
  return clicks;
}

/** Says no. */
export async function refuse(page) {
  await submit(page, "cancel");
  await page.waitForURL(isBack);
}

/** Allows it, but what QuickBooks answers is kept back: gives the address that brings the answer to the companion. */
export async function holdBack(page) {
  let answer;
  await page.route("**/intuit/connect/consent", async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    answer = response.headers().location;
    await route.fulfill({ contentType: "text/html", body: "<!doctype html><title>Kept back</title>" });
  });
  for (const id of ["google", "skip-phone", "company", "consent"]) {
    await page.waitForSelector(`form#${id}`);
    await submit(page, id);
  }
  return await until("the answer", () => answer);
}

/** The same answer as somebody else would make it up. */
export function forged(answer) {
  const url = new URL(answer);
  url.searchParams.set("state", "made-up");
  return url.href;
}
