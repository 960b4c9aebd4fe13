// The real window, driven through WebKitWebDriver; the system browser it opens is a note that the test reads.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join, resolve as absolute } from "node:path";
import { pathToFileURL } from "node:url";
import { By, Capabilities, Key, WebDriver, until as reached } from "selenium-webdriver";
import { Executor, HttpClient } from "selenium-webdriver/http/index.js";
import { PICTURES, Program, PROGRAMS, atEnd, folder, until } from "./stage.js";

/** What can be looked for, by what it is to a person. */
const SELECTORS = {
  button: "button",
  fact: "main dd",
  heading: "h1",
  link: "a[href]",
  menuitem: "[role=menuitem]",
  switch: "[role=switch]",
  text: "main :is(h2, p, strong)",
};

/** How long a page may take, in milliseconds: the computer may be busy. */
const PATIENCE_MS = 60_000;

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Makes a program the system's browser, as a desktop does. */
function registerBrowser(share, config, program) {
  mkdirSync(join(share, "applications"), { recursive: true });
  mkdirSync(config);
  const entry = ["[Desktop Entry]", "Type=Application", "Name=Browser", `Exec=${program} %u`];
  const types = ["x-scheme-handler/http", "x-scheme-handler/https", "text/html"];
  writeFileSync(
    join(share, "applications/browser.desktop"),
    [...entry, `MimeType=${types.join(";")};`, ""].join("\n"),
  );
  const handlers = types.map((type) => `${type}=browser.desktop`);
  writeFileSync(join(config, "mimeapps.list"), ["[Default Applications]", ...handlers, ""].join("\n"));
}

/** A home with a system browser of ours; it outlives a restart of the window. */
export function desk(test) {
  const home = folder(test, "desk");
  const opened = join(home, "opened");
  const browser = join(home, "browser");
  writeFileSync(browser, `#!/bin/sh\nprintf '%s' "$1" > "${opened}.new" && mv "${opened}.new" "${opened}"\n`);
  chmodSync(browser, 0o755);
  const share = join(home, "share");
  const config = join(home, "config");
  registerBrowser(share, config, browser);
  const environment = {
    ...process.env,
    HOME: home,
    XDG_DATA_HOME: share,
    XDG_CONFIG_HOME: config,
    XDG_CACHE_HOME: join(home, "cache"),
    TAURI_AUTOMATION: "true",
    TAURI_WEBVIEW_AUTOMATION: "true",
    NO_AT_BRIDGE: "1",
    LC_ALL: "C.UTF-8",
  };
  const practice = join(share, "io.alternativepayments.companion-practice");
  return { home, opened, environment, practice };
}

/** The windows of this program that are open on this desk. */
function programsOf(place, name) {
  const program = absolute(PROGRAMS, name);
  const home = `HOME=${place.home}\0`;
  return readdirSync("/proc").filter((pid) => {
    try {
      const ours = /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/exe`) === program;
      return ours && readFileSync(`/proc/${pid}/environ`, "utf8").includes(home);
    } catch {
      // It ended meanwhile, or belongs to somebody else.
      return false;
    }
  });
}

/** The window of the companion. */
export class Window {
  constructor(driver, service, place, program) {
    this.driver = driver;
    this.service = service;
    this.place = place;
    this.program = program;
    this.clicks = 0;
  }

  /** Opens it; it closes with the test. */
  static async open(test, place, program = "companion") {
    const port = await freePort();
    const service = Program.start("WebKitWebDriver", [`--port=${port}`], { env: place.environment });
    const ready = () => fetch(`http://127.0.0.1:${port}/status`).then((answer) => answer.ok);
    await until("WebKitWebDriver", ready);
    const options = { binary: absolute(PROGRAMS, program), args: [] };
    const capabilities = new Capabilities({ "webkitgtk:browserOptions": options });
    const executor = new Executor(new HttpClient(`http://127.0.0.1:${port}`));
    const driver = WebDriver.createSession(executor, capabilities);
    await driver.getSession();
    const window = new Window(driver, service, place, program);
    atEnd(test, () => window.close());
    return window;
  }

  /** Ends the program as a log-out does, and waits: a second window would only be handed to one that still runs. */
  async close() {
    await this.terminate().catch(() => {
      for (const pid of programsOf(this.place, this.program)) process.kill(Number(pid), "SIGKILL");
    });
    await this.service.end("SIGKILL");
  }

  /** Asks the program to end as a log-out does; gives how many milliseconds that took. */
  async terminate() {
    const running = () => programsOf(this.place, this.program);
    for (const pid of running()) process.kill(Number(pid), "SIGTERM");
    const asked = performance.now();
    await until("the end of the companion", () => running().length === 0, 30);
    return performance.now() - asked;
  }

  /** The process of the program. */
  pid() {
    return Number(programsOf(this.place, this.program)[0]);
  }

  /** The element with this role and accessible name. */
  async find(role, name) {
    const selector = SELECTORS[role];
    return await until(`${role} ${name}`, async () => {
      for (const element of await this.driver.findElements(By.css(selector))) {
        const names = [await element.getText(), await element.getAccessibleName().catch(() => "")];
        const fits = names.some((text) => (name instanceof RegExp ? name.test(text) : text.trim() === name));
        if (fits && (await element.isDisplayed())) return element;
      }
      return null;
    });
  }

  /** Clicks a button and counts. */
  async press(name) {
    const button = await this.find("button", name);
    await this.driver.wait(reached.elementIsEnabled(button), PATIENCE_MS);
    await button.click();
    this.clicks += 1;
  }

  /** Clicks a button if it is there now. */
  async pressIfOffered(name) {
    for (const button of await this.driver.findElements(By.css(SELECTORS.button))) {
      if ((await button.getText()) === name) return await button.click();
    }
  }

  /** Waits for the question of a step, or the sentence of a page. */
  async reads(title) {
    return await this.find("heading", title);
  }

  /** Presses keys, as a person without a mouse. */
  async keys(...keys) {
    await this.driver
      .actions()
      .sendKeys(...keys)
      .perform();
  }

  /** Tabs until the focus is on the control with this name, and gives it. */
  async tabsTo(name) {
    for (let step = 0; step < 80; step += 1) {
      const here = await this.driver.switchTo().activeElement();
      const text = (await here.getText()) || (await here.getAttribute("aria-label")) || "";
      if (name instanceof RegExp ? name.test(text) : text.trim() === name) return here;
      await this.keys(Key.TAB);
    }
    throw new Error(`the focus never came to ${name}`);
  }

  /** The address that the system browser was given, or was forwarded to by the file that it was given. */
  async openedPage() {
    const given = await until("a page in the system browser", () =>
      existsSync(this.place.opened) ? readFileSync(this.place.opened, "utf8") : null,
    );
    rmSync(this.place.opened);
    return given.startsWith("/") ? pathToFileURL(given).href : given;
  }

  /** A picture of the window as it is. */
  async picture(name) {
    mkdirSync(PICTURES, { recursive: true });
    const image = await this.driver.takeScreenshot();
    writeFileSync(join(PICTURES, `window-${name}.png`), image, "base64");
  }

  /** A second start of the program, as a link in another program does. */
  static async startAgain(place, link) {
    await Program.start(join(PROGRAMS, "companion"), [link], { env: place.environment }).ended;
  }
}
