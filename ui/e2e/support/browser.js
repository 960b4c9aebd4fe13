// The browser: pages in both themes, pictures, axe.

import assert from "node:assert/strict";
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { BROWSER, PICTURES, atEnd } from "./stage.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const THEMES = ["light", "dark"];
/** As in the design's pictures. */
export const SIZE = { width: 1120, height: 760 };
/** The smallest window. */
export const SMALL = { width: 800, height: 560 };

/** How long a page may take, in milliseconds: a first sync keeps to the services' limits, and the computer may be busy. */
const PATIENCE_MS = Number(process.env.COMPANION_PATIENCE_MS ?? 120_000);

/** Opens the browser; it ends with the test. */
export async function openBrowser(test) {
  const browser = await chromium.launch({
    executablePath: BROWSER,
    // A browser in a private session would start half a desktop.
    env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: "disabled:" },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  atEnd(test, () => browser.close());
  return browser;
}

/** A window of the companion in the browser. */
export async function openWindow(browser, address, size = SIZE) {
  const context = await browser.newContext({ viewport: size, locale: "en-GB", reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    // A refused request is told with its answer below.
    const refused = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !refused) page.problems.push(message.text());
  });
  page.on("response", async (response) => {
    if (response.ok()) return;
    const said = await response.text().catch(() => "");
    page.problems.push(`${response.status()} ${new URL(response.url()).pathname}: ${said.slice(0, 300)}`);
  });
  await page.goto(address);
  return page;
}

/** Waits for the sentence that a page begins with; a failure tells which one stands there instead. */
export async function reads(page, sentence) {
  const heading = page.getByRole("heading", { level: 1 });
  const wanted = page.getByRole("heading", { level: 1, name: sentence });
  await wanted.waitFor().catch(async (cause) => {
    const stands = await heading.allTextContents();
    throw new Error(`The page begins with “${stands.join("”, “")}”, not with ${sentence}`, { cause });
  });
}

async function inTheme(page, theme) {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await page.evaluate(() => document.fonts.ready);
}

/** A picture in each theme. */
export async function picture(page, name) {
  mkdirSync(PICTURES, { recursive: true });
  for (const theme of THEMES) {
    await inTheme(page, theme);
    await page.screenshot({ path: join(PICTURES, `${name}-${theme}.png`) });
  }
}

/** What axe finds, in each theme. */
export async function axe(page) {
  const found = [];
  for (const theme of THEMES) {
    await inTheme(page, theme);
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
    const { violations } = await page.evaluate(() =>
      window.axe.run(document, {
        resultTypes: ["violations"],
        runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"],
      }),
    );
    for (const violation of violations) {
      const nodes = violation.nodes.map((node) => `${node.target.join(" ")}: ${node.failureSummary}`);
      found.push(`${theme}: ${violation.id}: ${nodes.slice(0, 3).join(" | ")}`);
    }
  }
  return found;
}

/** Looks at a page or a state: pictures and axe in both themes, and nothing cut off in the smallest window and at 200 %. */
export async function looksRight(page, name, { small = false } = {}) {
  await picture(page, name);
  assert.deepEqual(await axe(page), [], name);
  await page.setViewportSize(SMALL);
  if (small) await picture(page, `${name}-small`);
  assert.deepEqual(await cutOff(page), [], `${name} at 800 × 560`);
  // 200 % zoom of the usual window is half of its points.
  await page.setViewportSize({ width: SIZE.width / 2, height: SIZE.height / 2 });
  assert.deepEqual(await cutOff(page), [], `${name} at 200 %`);
  await page.setViewportSize(SIZE);
}

/** What sticks out of the window to the side, or is cut off without a way to reach it. */
export async function cutOff(page) {
  return await page.evaluate(() => {
    const found = [];
    const root = document.scrollingElement;
    if (root.scrollWidth > root.clientWidth + 1) {
      found.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}`);
    }
    for (const control of document.querySelectorAll("button, a[href], input, select, h1, [role=switch]")) {
      const box = control.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || control.closest("[aria-hidden=true], [inert]")) continue;
      if (box.right > root.clientWidth + 1 || box.left < -1) {
        const scroller = control.closest("[data-scrolls-x]");
        if (!scroller)
          found.push(`${control.tagName} "${control.textContent.trim().slice(0, 40)}" at ${box.right}`);
      }
    }
    return found;
  });
}
