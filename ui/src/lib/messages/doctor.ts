import type { EarlierSecrets, Finding, Problem, SecretKind } from "$/lib/contract";
import { count } from "$/lib/format";
import { sideName, trustHint } from "./summary";

type FindingKind = Finding["kind"];
type FindingOf<K extends FindingKind> = Extract<Finding, { kind: K }>;

const told = ({ message, hint }: Problem) => [message, hint].filter(Boolean).join(" ");

const secrets: Record<SecretKind, string> = {
  quickbooks_sign_in: "QuickBooks sign-in",
  alternative_key: "Alternative API key",
  development_keys: "QuickBooks development keys",
};

/** As the network ends a sentence, or does not. */
const unended = (said: string) => said.replace(/\.$/, "");

/** `main (QuickBooks sign-in, Alternative API key)` */
const listed = (earlier: EarlierSecrets[]) =>
  earlier.map((one) => `${one.company} (${one.secrets.map((kind) => secrets[kind]).join(", ")})`).join("; ");

const catalogue: { [K in FindingKind]: (finding: FindingOf<K>) => string } = {
  keychain_works: () => "The system keychain keeps secrets.",
  keychain_locked: () => "The system keychain is locked, so the sign-in cannot be saved. Unlock it.",
  keychain_missing: ({ facts }) =>
    `The system keychain is locked or missing, so the sign-in cannot be saved. The system reports: ${facts.said}`,
  earlier_left: ({ facts }) =>
    `The keychain holds sign-ins that no company here uses: ${listed(facts.left)}. They are from an earlier installation, or in use by the app in another data directory on this computer. If there is no other one, remove them.`,
  earlier_removed: ({ facts }) =>
    facts.removed.length === 0
      ? "The keychain holds nothing of an earlier installation."
      : `Removed from the keychain: ${listed(facts.removed)}.`,
  database_sound: ({ facts }) => `The database is sound (${count(facts.kib)} KiB).`,
  database_trouble: ({ facts }) => told(facts.problem),
  journal_complete: ({ facts }) => `The journal of ${facts.company} is complete.`,
  journal_changed: ({ facts }) =>
    `The journal of ${facts.company} was changed or cut at entry ${facts.entry}. Keep a copy of the data directory and send a support bundle.`,
  journal_unreadable: ({ facts }) =>
    [`The journal of ${facts.company} cannot be read.`, facts.problem.hint].filter(Boolean).join(" "),
  responds: ({ facts }) => `${sideName(facts.side)} responds.`,
  address_invalid: ({ facts }) => `The address of ${sideName(facts.side)} is invalid. Connect it again.`,
  unreachable: ({ facts }) =>
    `${sideName(facts.side)} cannot be reached: ${unended(facts.said)}. Check the network, proxy, and firewall.`,
  untrusted: ({ facts }) =>
    `The certificate of ${sideName(facts.side)} is not trusted on this computer: ${unended(facts.said)}. ${trustHint(facts.side)}`,
  rebuilt: ({ facts }) =>
    `A new database was made. The damaged one is kept as ${facts.kept}. ${
      facts.connected
        ? "Sync now: QuickBooks and Alternative are read again."
        : "Connect Alternative and QuickBooks again, then sync."
    } Some decisions will be asked for once more.`,
};

/** What was found, and what to do: whole sentences. */
export function findingWords(finding: Finding): string {
  // The words of a kind take findings of that kind, and this is one.
  return (catalogue[finding.kind] as (finding: Finding) => string)(finding);
}
