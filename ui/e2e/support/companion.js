// The companion without a window, serving the same pages over loopback.

import { join } from "node:path";
import { PAGES, Program, PROGRAMS, atEnd, folder } from "./stage.js";

/** Folders of one computer: they outlive a restart of the companion. */
export function computer(test) {
  const home = folder(test, "home");
  return { home, data: join(home, "data"), practice: join(home, "practice") };
}

/** Starts the companion and gives its address. It ends with the test. */
export async function startHost(test, place) {
  const words = ["--data", place.data, "host", "--practice-data", place.practice];
  const program = Program.start(join(PROGRAMS, "companion-cli"), [...words, "--ui", PAGES, "--no-browser"], {
    env: { ...process.env, HOME: place.home, XDG_DATA_HOME: join(place.home, "share") },
  });
  atEnd(test, () => program.end());
  const address = await program.firstLine();
  return { program, address };
}

/**
 * Makes the practice company in advance, by what `practice serve` can be told (`["--invoices", "20"]`): services that find
 * a company go on with it.
 */
export async function found(place, words) {
  const data = join(place.practice, "services");
  const serve = ["serve", "--listen", "127.0.0.1:0", "--data", data];
  const program = Program.start(join(PROGRAMS, "practice"), [...serve, ...words]);
  await program.firstLine();
  await program.end();
}
