import Download from "@lucide/svelte/icons/download";
import ExternalLink from "@lucide/svelte/icons/external-link";
import Keyboard from "@lucide/svelte/icons/keyboard";
import Pause from "@lucide/svelte/icons/circle-pause";
import Play from "@lucide/svelte/icons/play";
import RefreshCw from "@lucide/svelte/icons/refresh-cw";
import Scale from "@lucide/svelte/icons/scale";
import { ICONS, recordAddress, SCREENS } from "$/app/routes";
import type { IconOf } from "$/components/Icon.svelte";
import { compareNow, open, pause, resume, save, syncNow } from "$/features/frame/actions";
import type { Found, Hit, RowState, Status } from "$/lib/contract";
import { count, money } from "$/lib/format";
import { frame } from "$/lib/messages";
import { actions } from "$/lib/messages/actions";
import { foundWords } from "$/lib/messages/found";
import { address, router } from "$/lib/router.svelte";

/** A line of the search results. */
export interface Entry {
  id: string;
  icon: IconOf;
  text: string;
  sum?: string | undefined;
  state?: RowState | undefined;
  run: () => void;
  /** With Ctrl: the record in QuickBooks. */
  beside?: (() => void) | undefined;
}

/** Entries of one kind. */
export interface Group {
  name: string;
  entries: Entry[];
}

const KINDS: Record<Found["kind"], IconOf> = {
  invoice: ICONS.invoices,
  customer: ICONS.customers,
  payment: ICONS.payments,
  payout: ICONS.payouts,
  books_payment: ICONS.payments,
};

function entryOf(company: string, hit: Hit): Entry {
  const beside = () => void open(company, { quickbooks_record: hit.record });
  return {
    id: hit.record,
    icon: KINDS[hit.found.kind],
    text: foundWords(hit.found, new Date()),
    sum: hit.amount ? money(hit.amount.minor, hit.amount.currency) : undefined,
    state: hit.state,
    // What only QuickBooks has is looked at there.
    run: hit.found.kind === "books_payment" ? beside : () => router.open(recordAddress(hit.record)),
    beside,
  };
}

/** Records by kind, in the order of the host: the best first. */
export function recordGroups(company: string, hits: readonly Hit[], invoices: number, text: string): Group[] {
  const groups: Group[] = [];
  for (const kind of ["invoice", "customer", "payment", "payout", "books_payment"] as const) {
    const entries = hits.filter((hit) => hit.found.kind === kind).map((hit) => entryOf(company, hit));
    if (kind === "invoice" && invoices > entries.length) {
      const all = `${address("invoices")}?text=${encodeURIComponent(text)}`;
      const run = () => router.open(all);
      entries.push({ id: "all-invoices", icon: ICONS.invoices, text: frame.find.more(count(invoices)), run });
    }
    if (entries.length > 0) groups.push({ name: frame.find.records[kind], entries });
  }
  return groups;
}

function pageEntries(): Entry[] {
  return SCREENS.filter((screen) => screen.icon).map((screen) => ({
    id: `page-${screen.name}`,
    icon: screen.icon as IconOf,
    text: frame.pages[screen.name] ?? screen.name,
    run: () => router.go(screen.name),
  }));
}

function one(id: string, icon: IconOf, text: string, run: () => void): Entry {
  return { id, icon, text, run };
}

function actionEntries(company: string, status: Status | undefined, keys: () => void): Entry[] {
  const list = [
    one("sync", RefreshCw, actions.syncNow, () => void syncNow(company)),
    one("compare", Scale, actions.compareNow, () => void compareNow(company)),
    ...(status?.paused
      ? [one("resume", Play, actions.resume, () => void resume(company))]
      : [
          one("pause-hour", Pause, actions.pauseHour, () => void pause(company, 60)),
          one("pause", Pause, actions.pause, () => void pause(company, null)),
        ]),
    one("save-activity", Download, actions.save.activity, () => void save(company, "activity")),
    one("save-payouts", Download, actions.save.payouts, () => void save(company, "payouts")),
    one("save-invoices", Download, actions.save.invoices, () => void save(company, "invoices")),
    one("bundle", Download, actions.save.support_bundle, () => void save(company, "support_bundle")),
    one("quickbooks", ExternalLink, actions.openQuickbooks, () => void open(company, "quickbooks")),
    one("alternative", ExternalLink, actions.openAlternative, () => void open(company, "alternative")),
  ];
  if (status?.practice) {
    list.push(one("desk", ExternalLink, actions.openPracticeDesk, () => void open(company, "practice_desk")));
  }
  return [...list, one("keys", Keyboard, frame.keys, keys)];
}

/** Pages and actions whose name has the words; all pages while nothing is asked. */
export function fixedGroups(
  company: string,
  status: Status | undefined,
  text: string,
  keys: () => void,
): Group[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matches = (entry: Entry) => {
    const name = entry.text.toLocaleLowerCase();
    return words.every((word) => name.includes(word));
  };
  const groups = [
    { name: frame.find.pages, entries: pageEntries().filter(matches) },
    { name: frame.find.actions, entries: actionEntries(company, status, keys).filter(matches) },
  ];
  return groups.filter((group) => group.entries.length > 0);
}

/** Divides a text into what was asked for and the rest, so that it can be marked. */
export function marked(text: string, asked: string): { text: string; hit: boolean }[] {
  const wanted = asked.trim().toLocaleLowerCase();
  const at = wanted === "" ? -1 : text.toLocaleLowerCase().indexOf(wanted);
  if (at < 0) return [{ text, hit: false }];
  const end = at + wanted.length;
  return [
    { text: text.slice(0, at), hit: false },
    { text: text.slice(at, end), hit: true },
    { text: text.slice(end), hit: false },
  ].filter((part) => part.text !== "");
}

/** The word of a key on this computer. */
export function commandKey(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";
}
