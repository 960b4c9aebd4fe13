// A person at QuickBooks' sign-in pages; each click is counted.

/** From the address of the page to the answer: Google, no phone, the company, consent. Gives the clicks. */
export async function signIn(page) {
  let clicks = 0;
  for (const id of ["google", "skip-phone", "company", "consent"]) {
    await page.waitForSelector(`form#${id}, form#consent`);
    const form = page.locator(`form#${id}`);
    if ((await form.count()) === 0) continue;
    await form.locator("button[type=submit]").click();
    clicks += 1;
  }
  await page.waitForURL((url) => !url.pathname.startsWith("/intuit"));
  return clicks;
}

/** Says no. */
export async function refuse(page) {
  await page.locator("form#cancel button[type=submit]").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/intuit"));
}
