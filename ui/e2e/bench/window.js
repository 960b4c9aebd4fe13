// The real window over a company with many invoices, beside an empty window of the same framework: how long until it can be
// used, and how much memory. `node e2e/bench/window.js [invoices] [rounds]` prints one line of JSON.

import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { performance } from "node:perf_hooks";
import { openBrowser } from "../support/browser.js";
import { Rpc } from "../support/rpc.js";
import { signIn } from "../support/sign-in.js";
import { PAGES, Program, PROGRAMS, until } from "../support/stage.js";
import { desk, Window } from "../support/window.js";

const INVOICES = Number(process.argv[2] ?? 100_000);
const ROUNDS = Number(process.argv[3] ?? 5);
/** A first read of all invoices may take so long, in seconds. */
const READ_TIME = 1800;

const COMPANY = "practice";

/** The practice services with so many invoices, and as fast as they can. */
function manyInvoices(place) {
  // Not beside the program that is measured: it would start them.
  const path = join(place.home, "many-invoices");
  const words = `"$@" --no-throttle --invoices ${INVOICES}`;
  writeFileSync(path, `#!/bin/sh\nexec "${join(PROGRAMS, "practice")}" ${words}\n`, { mode: 0o755 });
  return path;
}

/** Our program alone: a company of one's own starts no practice services beside it. */
function alone(place) {
  const path = join(place.home, "companion");
  copyFileSync(join(PROGRAMS, "companion"), path);
  return path;
}

/** Connects the practice company, reads it, and leaves it paused: nothing but the window works. */
async function prepare(test, place) {
  const host = Program.start(
    join(PROGRAMS, "companion-cli"),
    ["host", "--ui", PAGES, "--no-browser", "--practice-program", manyInvoices(place)],
    { env: place.environment },
  );
  const rpc = await Rpc.open(await host.firstLine());
  const { practice_client_id: client_id } = await rpc.call("begin_practice", null);
  await rpc.call("connect_alternative", { company: COMPANY, api: null, client_id, client_secret: null });
  await rpc.call("begin_sign_in", { company: COMPANY, keys: null });
  const opened = await rpc.walk(COMPANY, "the sign-in page", (walk) => "page_opened" in Object(walk.sign_in));
  const browser = await openBrowser(test);
  const page = await browser.newPage();
  await page.goto(opened.sign_in.page_opened.address);
  await signIn(page);
  await browser.close();
  await rpc.walk(COMPANY, "the connection", (walk) => walk.sign_in === "connected");
  // Paid ones are kept too, however old: all of them are there when the window opens.
  const sinceEver = { key: "start_date", value: "2000-01-01" };
  await rpc.call("set_preferences", { company: COMPANY, set: [sinceEver] });
  await rpc.call("begin_preview", { company: COMPANY });
  await rpc.walk(COMPANY, "the first read", (walk) => "ready" in Object(walk.preview), READ_TIME);
  await rpc.call("start_syncing", { company: COMPANY, earlier: [] });
  await rpc.call("pause", { company: COMPANY, minutes: null });
  await host.end();
}

/** Proportional set size of a process, in MiB. */
function size(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+)/m.exec(text)[1]) / 1024;
}

/** Memory of a program, and of it and its web processes together, in MiB (proportional set size). */
function memory(pid) {
  const parents = new Map();
  const isOfWindow = (one) => one === pid || /WebKit/.test(readFileSync(`/proc/${one}/comm`, "utf8"));
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const family = [pid];
  for (const one of family) for (const [child, parent] of parents) if (parent === one) family.push(child);
  return { own: size(pid), all: family.filter(isOfWindow).reduce((sum, one) => sum + size(one), 0) };
}

/** Waits until the window draws a heading with these words. */
async function shows(window, heading) {
  // It waits in the page: asking again and again from outside would be measured too.
  const look = (wanted, done) => {
    const text = document.querySelector("h1")?.innerText ?? "";
    if (text.toLowerCase().includes(wanted)) done(true);
    else requestAnimationFrame(() => look(wanted, done));
  };
  const script = `const look = ${look}; requestAnimationFrame(() => look(arguments[0], arguments[1]));`;
  // A script of the page before the first one ends with that page.
  await until("the window", () => window.driver.executeAsyncScript(script, heading));
}

/** Opens a window, waits until it can be used, and closes it. */
async function measure(place, program, usable) {
  const ends = [];
  const test = { after: (end) => ends.push(end) };
  try {
    const begin = performance.now();
    const window = await Window.open(test, place, program);
    await usable(window);
    const took = performance.now() - begin;
    // What is drawn once is not yet all that is kept.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    return { took, ...memory(window.pid()) };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

const round = (value) => Math.round(value * 100) / 100;

/** The round that other work on this computer disturbed least. */
function summary(rounds) {
  const of = (key) => Math.min(...rounds.map((one) => one[key]));
  return { start_ms: Math.round(of("took")), own_mib: round(of("own")), all_mib: round(of("all")) };
}

const ends = [];
const test = { after: (end) => ends.push(end) };
try {
  const place = desk(test);
  await prepare(test, place);
  const program = alone(place);
  const ours = [];
  const empty = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    empty.push(await measure(place, "examples/empty_window", (window) => shows(window, "empty")));
    ours.push(await measure(place, program, (window) => shows(window, "paused")));
  }
  const figures = { invoices: INVOICES, window: summary(ours), empty: summary(empty) };
  figures.start_ratio = round(figures.window.start_ms / figures.empty.start_ms);
  figures.own_memory_ratio = round(figures.window.own_mib / figures.empty.own_mib);
  figures.all_memory_ratio = round(figures.window.all_mib / figures.empty.all_mib);
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  for (const end of ends.toReversed()) await end();
}
