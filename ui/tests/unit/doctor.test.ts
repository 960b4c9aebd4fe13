import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { EarlierSecrets, Finding, Problem } from "$/lib/contract";
import { setHost } from "$/lib/host";
import { findingWords } from "$/lib/messages/doctor";
import Data from "$/screens/settings/Data.svelte";
import { ScriptedHost } from "./window/host";

const problem: Problem = {
  code: "database",
  message: "The app cannot read or save its records.",
  hint: "Try again.",
  details: {},
  step: null,
};

const left: EarlierSecrets[] = [
  { company: "main", secrets: ["quickbooks_sign_in", "alternative_key"] },
  { company: "shop", secrets: ["development_keys"] },
];

test("what was checked says what was found, and what to do", () => {
  const findings: [Finding, string][] = [
    [{ kind: "database_sound", facts: { kib: 2048 } }, "The database is sound (2,048 KiB)."],
    [{ kind: "database_trouble", facts: { problem } }, "The app cannot read or save its records. Try again."],
    [
      { kind: "journal_unreadable", facts: { company: "main", problem: { ...problem, hint: null } } },
      "The journal of main cannot be read.",
    ],
    [{ kind: "responds", facts: { side: "quickbooks" } }, "QuickBooks responds."],
    [
      { kind: "address_invalid", facts: { side: "alternative" } },
      "The address of Alternative is invalid. Connect it again.",
    ],
    [
      { kind: "untrusted", facts: { side: "quickbooks", said: "certificate expired." } },
      "The certificate of QuickBooks is not trusted on this computer: certificate expired. Check this computer’s date and time. If they are right, a proxy or a security product answers in place of QuickBooks: have it let QuickBooks through, or have its certificate installed on this computer.",
    ],
    [
      { kind: "earlier_left", facts: { left } },
      "The keychain holds sign-ins that no company here uses: main (QuickBooks sign-in, Alternative API key); shop (QuickBooks development keys). They are from an earlier installation, or in use by the app in another data directory on this computer. If there is no other one, remove them.",
    ],
    [
      { kind: "earlier_removed", facts: { removed: [] } },
      "The keychain holds nothing of an earlier installation.",
    ],
    [
      { kind: "rebuilt", facts: { kept: "old.db", connected: false } },
      "A new database was made. The damaged one is kept as old.db. Connect Alternative and QuickBooks again, then sync. Some decisions will be asked for once more.",
    ],
  ];
  for (const [finding, words] of findings) expect(findingWords(finding)).toBe(words);
});

test("the journals of several companies are listed one by one", async () => {
  const checks = ["Northwind MSP", "Contour IT"].map((company) => {
    const found: Finding = { kind: "journal_complete", facts: { company } };
    return { name: "journal" as const, ok: true, found, remedy: null };
  });
  const report = { version: "0.1.0", system: "test", data: "data", ok: true, checks, bundle: null };
  setHost(new ScriptedHost({ doctor: report }));
  render(Data, { company: "main", folder: "data" });
  await userEvent.click(screen.getByRole("button", { name: "Check everything" }));
  expect(await screen.findByText("The journal of Northwind MSP is complete.")).toBeTruthy();
  expect(screen.getByText("The journal of Contour IT is complete.")).toBeTruthy();
});
