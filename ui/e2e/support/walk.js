// A newcomer on the walk. Every click is counted, in the window and at QuickBooks.

import { reads } from "./browser.js";
import { signIn } from "./sign-in.js";

/** Presses buttons and counts. */
export class Newcomer {
  constructor(page) {
    this.page = page;
    this.clicks = 0;
  }

  /** Clicks a button of this name. */
  async press(name) {
    await this.page.getByRole("button", { name, exact: true }).first().click();
    this.clicks += 1;
  }

  /** Waits for the question of a step. */
  async reads(title) {
    await reads(this.page, title);
  }

  /** Opens the sign-in page from the window: in the browser it is a tab of its own. */
  async opensTheSignIn(name = "Open the page") {
    const tab = this.page.context().waitForEvent("page");
    await this.press(name);
    return await tab;
  }

  /** From Welcome to the step that opens the sign-in page. */
  async walksToTheSignIn(at = async () => {}) {
    await this.reads("Which company do you want to connect?");
    await at("welcome");
    await this.press(/^Try the practice company/);
    await this.reads("What is your Alternative API key?");
    await at("alternative");
    await this.press("Continue");
    await this.reads("Ready to sign in to QuickBooks?");
    await at("connect");
  }

  /** From Welcome to the step with this question; `at` looks at every step on the way. */
  async walks(at = async () => {}) {
    await this.walksToTheSignIn(at);
    const tab = await this.opensTheSignIn();
    await this.reads("Continue in your browser");
    await at("connect-opened");
    this.clicks += await signIn(tab);
    await tab.close();
    await this.reads(/^Is .* the right company\?$/);
    await at("confirm");
    await this.press("Continue");
    await this.reads(/bank account connected/);
    await at("bank-account");
    await this.press("Continue");
    await this.reads(/payouts reach your books/);
    await at("create-deposits");
    await this.press("Continue");
    await this.reads(/^The first sync will write/);
    await at("preview");
  }

  /** Starts syncing and waits until both sides agree. */
  async starts() {
    await this.press("Start syncing");
    await this.reads(/^Everything agrees as of/);
  }
}
