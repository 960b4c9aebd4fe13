// What the tests stand on: built programs, pages, folders of their own, and programs that end with the test.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const UI = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What `cargo xtask test window` says about this computer; without it the usual places are tried. */
function told(name, usual) {
  return process.env[name] ?? usual;
}

/** The folder of the built programs. */
export const PROGRAMS = told("COMPANION_PROGRAMS", join(UI, "../target/debug"));
/** The built pages. */
export const PAGES = told("COMPANION_PAGES", join(UI, "dist"));
/** The browser. */
export const BROWSER = told("COMPANION_BROWSER", "/usr/bin/chromium");
/** Where pictures go. */
export const PICTURES = join(UI, "../build/pictures");

const ends = new WeakMap();

/**
 * Does this when the test is over. What came last ends first, so that a program is gone before its folder is; and one that
 * fails keeps none of the others from ending, since a program left running keeps the tests from ever ending.
 */
export function atEnd(test, end) {
  if (!ends.has(test)) {
    const all = [];
    ends.set(test, all);
    test.after(async () => {
      const failed = [];
      for (const one of all.toReversed()) {
        try {
          await one();
        } catch (error) {
          failed.push(error);
        }
      }
      if (failed.length > 0) throw new AggregateError(failed, `at the end: ${failed.join("; ")}`);
    });
  }
  ends.get(test).push(end);
}

/** A folder that goes with the test. */
export function folder(test, name) {
  const path = mkdtempSync(join(tmpdir(), `companion-${name}-`));
  // A web view's helpers outlive its window by a moment, and may write while this removes.
  atEnd(test, () => until(`the end of ${path}`, () => removed(path), 20));
  return path;
}

function removed(path) {
  rmSync(path, { recursive: true, force: true });
  return true;
}

/** A program that runs beside the test. */
export class Program {
  constructor(child) {
    this.child = child;
    this.said = [];
    this.ended = once(child, "exit");
  }

  /** Starts it, by its path or as the shell finds it; what it says on standard error is kept for a failure. */
  static start(name, words, options = {}) {
    const child = spawn(name, words, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const program = new Program(child);
    createInterface({ input: child.stderr }).on("line", (line) => program.said.push(line));
    return program;
  }

  /** Its first line on standard output. */
  async firstLine() {
    const lines = createInterface({ input: this.child.stdout });
    const line = await Promise.race([once(lines, "line"), this.ended.then(() => null)]);
    if (line === null) throw new Error(`ended before it was ready: ${this.said.join("\n")}`);
    return line[0];
  }

  /** Asks it to end and waits. */
  async end(signal = "SIGTERM") {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    await this.ended;
  }
}

/** Asks again until there is an answer. */
export async function until(what, ask, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  let last;
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${seconds} s for ${what}`, { cause: last });
}

/** A JSON file, once it is there. */
export function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
