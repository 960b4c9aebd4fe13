// How the invoices page bears a hundred thousand rows: `node e2e/bench/invoices.js [rows]` prints one line of JSON.

import process from "node:process";
import { openBrowser, openWindow } from "../support/browser.js";
import { PAGES } from "../support/stage.js";
import { serveInvoices } from "./many-invoices.js";

const ROWS = Number(process.argv[2] ?? 100_000);
const TYPED = ["h", "ha", "har", "harb", "harbor 29", "", "1999", "amb", "olga 12", ""];

/** Types into the search field; gives how long each change took until it was drawn, in milliseconds. */
async function filter(texts) {
  const field = document.querySelector("input[role=searchbox]");
  const took = [];
  for (const text of texts) {
    await new Promise(requestAnimationFrame);
    const begin = performance.now();
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    // What was changed is on the screen once the frame after it has begun.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    took.push(performance.now() - begin);
  }
  return took;
}

/** Scrolls by turns of the wheel and by leaps; counts the places in a frame where no row was drawn. */
async function scroll() {
  const box = document.querySelector("[role=table] [data-scrolls-x]");
  const frames = [];
  let blank = 0;
  let last = performance.now();
  for (let turn = 0; turn < 300; turn++) {
    box.scrollTop += turn % 10 === 9 ? box.scrollHeight / 31 : 360;
    await new Promise(requestAnimationFrame);
    const edge = box.getBoundingClientRect();
    for (const y of [edge.top + 50, edge.top + edge.height / 2, edge.bottom - 60]) {
      if (!document.elementFromPoint(edge.left + 80, y)?.closest("[data-index]")) blank += 1;
    }
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return { blank, frames };
}

const sorted = (values) => values.toSorted((one, other) => one - other);
const median = (values) => Math.round(sorted(values)[Math.floor(values.length / 2)]);
const worst = (values) => Math.round(sorted(values).at(-1));

const ends = [];
const test = { after: (end) => ends.push(end) };
try {
  const served = await serveInvoices(PAGES, ROWS);
  ends.push(() => served.stop());
  const page = await openWindow(await openBrowser(test), served.address);
  await page.waitForSelector("nav a[href='#/invoices']");
  const begin = performance.now();
  await page.evaluate(() => {
    window.location.hash = "#/invoices";
  });
  await page.waitForSelector("[role=row][data-index]");
  const opened = Math.round(performance.now() - begin);
  // The first round warms the page up, as a reader's first letters do.
  await page.evaluate(filter, TYPED);
  const typed = await page.evaluate(filter, TYPED);
  const { blank, frames } = await page.evaluate(scroll);
  const figures = {
    rows: ROWS,
    open_ms: opened,
    filter_ms_median: median(typed),
    filter_ms_worst: worst(typed),
    frame_ms_median: median(frames),
    frame_ms_worst: worst(frames),
    frames: frames.length,
    blank_places: blank,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exitCode = blank === 0 ? 0 : 1;
} finally {
  for (const end of ends.toReversed()) await end();
}
