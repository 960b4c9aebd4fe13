// The companion without a window, serving the same pages over loopback.

import { join } from "node:path";
import { PAGES, Program, folder } from "./stage.js";

/** Folders of one computer: they outlive a restart of the companion. */
export function computer(test) {
  const home = folder(test, "home");
  return { home, data: join(home, "data"), practice: join(home, "practice") };
}

/** Starts the companion and gives its address. It ends with the test. */
export async function startHost(test, computer) {
  const words = ["--data", computer.data, "host", "--practice-data", computer.practice];
  const program = Program.start("companion-cli", [...words, "--ui", PAGES, "--no-browser"], {
    env: { ...process.env, HOME: computer.home, XDG_DATA_HOME: join(computer.home, "share") },
  });
  test.after(() => program.end());
  const address = await program.firstLine();
  return { program, address };
}
