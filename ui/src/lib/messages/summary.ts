import type { Closed, Notice, Side, Subject, Sum, Summary } from "$/lib/contract";
import { clockAndDay, count, counted, hourAndDay, money } from "$/lib/format";
import { awaitedWords } from "./awaited";
import { documents } from "./documents";
import { general } from "./general";

type SummaryKind = Summary["kind"];
type SummaryOf<K extends SummaryKind> = Extract<Summary, { kind: K }>;

/** What one kind says. */
interface SummaryWords<S extends Summary> {
  /** What matters first: one sentence without its full stop. */
  title: (summary: S, now: Date) => string;
  /** The same without a clock, where the title has one. */
  spoken?: (summary: S) => string;
  /** What it means, in whole sentences. */
  rest?: (summary: S) => string;
}

const TWICE = "Two links would post everything twice.";

const closed: Record<Closed, { title: string; rest: (company: string) => string }> = {
  sign_in_ended: {
    title: "The QuickBooks sign-in has ended",
    rest: (company) => `Only an administrator of ${company} can renew it.`,
  },
  key_refused: { title: "Alternative no longer accepts the API key", rest: () => "" },
  subscription_lapsed: {
    title: "This QuickBooks subscription is not active, so nothing can be recorded",
    rest: () => "",
  },
  other_link_active: {
    title: "Alternative is still connected to QuickBooks by its own link",
    rest: () => TWICE,
  },
  already_connected: {
    title: "Alternative is still connected to another QuickBooks company",
    rest: () => TWICE,
  },
  disconnected: { title: "The link was disconnected in Alternative", rest: () => "" },
};

const nouns: Record<Subject, readonly [string, string]> = {
  payment: ["payment", "payments"],
  payout: ["payout", "payouts"],
  invoice: ["invoice", "invoices"],
  record: ["record", "records"],
};

/** The name people know. */
export function sideName(side: Side): string {
  return side === "quickbooks" ? general.quickbooks : general.alternative;
}

/** What to do about a certificate that is not trusted. */
export function trustHint(side: Side): string {
  const name = sideName(side);
  return `Check this computer’s date and time. If they are right, a proxy or a security product answers in place of ${name}: have it let ${name} through, or have its certificate installed on this computer.`;
}

/** Why a service is not synced with: one sentence without its full stop. */
export function closedTitle(why: Closed): string {
  return closed[why].title;
}

/** A count with its noun, and the amount where there is one. */
function countedSum(sum: Sum, one: string, many: string): string {
  const what = counted(sum.count, one, many);
  return sum.minor === 0 ? what : `${what}, ${money(sum.minor, sum.currency)}`;
}

function pending(payments: Sum): string {
  if (payments.count === 0) return "";
  const are = payments.count === 1 ? "is" : "are";
  const sum = money(payments.minor, payments.currency);
  return `${counted(payments.count, "payment", "payments")} (${sum}) ${are} pending.`;
}

function silence(side: Side, offline: boolean): string {
  return `${sideName(side)} ${offline ? "cannot be reached" : "has not answered"}`;
}

function distrust(side: Side): string {
  return `The certificate of ${sideName(side)} has not been trusted on this computer`;
}

function slow(side: Side): string {
  return `${sideName(side)} asked us to slow down`;
}

/** Every kind has its words; a kind that does not exist has none. */
const catalogue: { [K in SummaryKind]: SummaryWords<SummaryOf<K>> } = {
  disconnected: {
    title: ({ facts }) => `Disconnected from ${facts.company} on this computer`,
    rest: () => "The history stays.",
  },
  alternative_missing: { title: () => "Alternative is not connected yet" },
  quickbooks_missing: { title: () => "QuickBooks is not connected yet" },
  closed: {
    title: ({ facts }) => closed[facts.closed].title,
    rest: ({ facts }) =>
      [closed[facts.closed].rest(facts.company), pending(facts.payments)].filter(Boolean).join(" "),
  },
  not_saved: {
    title: ({ facts }) =>
      `The app cannot save its records because ${facts.read_only ? "its data folder is read-only" : "the disk is full"}`,
    rest: ({ facts }) => {
      const what = facts.read_only
        ? "Allow the app to write to its data folder and the disk it is on"
        : "Free up disk space";
      return `Syncing is paused and nothing is lost. What is shown is the last state that was saved. ${what}; syncing then resumes automatically.`;
    },
  },
  keychain_locked: { title: () => "The system keychain is locked, so the sign-in cannot be saved" },
  silent: {
    title: ({ facts }, now) => {
      const since = facts.since === null ? "" : ` since ${hourAndDay(facts.since, now)}`;
      return `${silence(facts.side, facts.offline)}${since}`;
    },
    spoken: ({ facts }) => silence(facts.side, facts.offline),
    rest: () => "Nothing is lost.",
  },
  untrusted: {
    title: ({ facts }, now) => {
      const since = facts.since === null ? "" : ` since ${hourAndDay(facts.since, now)}`;
      return `${distrust(facts.side)}${since}`;
    },
    spoken: ({ facts }) => distrust(facts.side),
    rest: ({ facts }) => `Nothing was sent and nothing is lost. ${trustHint(facts.side)}`,
  },
  needs_decision: {
    title: ({ facts }) => {
      const { decisions, subject } = facts;
      const comma = decisions.minor === 0 ? "" : ",";
      const need = decisions.count === 1 ? "needs" : "need";
      return `${countedSum(decisions, ...nouns[subject])}${comma} ${need} your decision`;
    },
  },
  ready_to_start: {
    title: ({ facts }) => `Connected to ${facts.company}`,
    rest: () => "Nothing is written until you start syncing.",
  },
  reading: { title: ({ facts }) => `Reading ${facts.company}: ${count(facts.read)} records so far` },
  comparing: { title: () => "Comparing QuickBooks and Alternative" },
  sending: { title: ({ facts }) => `Sending ${counted(facts.changes, "change", "changes")}` },
  agrees: {
    title: ({ facts }, now) =>
      facts.at === null ? "Everything agrees" : `Everything agrees as of ${clockAndDay(facts.at, now)}`,
    spoken: () => "Everything agrees",
  },
  paused: { title: () => "Paused", rest: () => "Pending changes are kept." },
  slowed_down: {
    title: ({ facts }, now) => `${slow(facts.side)}; resuming at ${hourAndDay(facts.until, now)}`,
    spoken: ({ facts }) => slow(facts.side),
  },
  not_read: { title: ({ facts }) => `${facts.company} has not been read completely yet` },
  changes_pending: {
    title: ({ facts }) => {
      if (facts.changes === null) return "Changes are pending until the next sync";
      const are = facts.changes === 1 ? "is" : "are";
      return `${counted(facts.changes, "change", "changes")} ${are} pending until the next sync`;
    },
  },
  not_compared: { title: () => "QuickBooks and Alternative have not been compared yet" },
  last_compared: {
    title: ({ facts }, now) =>
      `QuickBooks and Alternative were last compared in full at ${hourAndDay(facts.at, now)}`,
    spoken: () => "QuickBooks and Alternative have not been compared lately",
    rest: () => "Changes since then may be missing.",
  },
  invoices_differ: {
    title: ({ facts }) => {
      const what = counted(facts.invoices, "open invoice", "open invoices");
      return facts.invoices === 1
        ? `${what} does not agree yet; it is compared again at the next check`
        : `${what} do not agree yet; they are compared again at the next check`;
    },
  },
  pending: {
    title: ({ facts }) => {
      const what = countedSum(facts.records, "record is pending", "records are pending");
      return facts.first === null ? what : `${what}: ${awaitedWords(facts.first)}`;
    },
  },
};

function wordsOf(summary: Summary): SummaryWords<Summary> {
  // The words of a kind take summaries of that kind, and this one is.
  return catalogue[summary.kind] as SummaryWords<Summary>;
}

/** What matters first: one sentence without its full stop. */
export function summaryTitle(summary: Summary, now: Date): string {
  return wordsOf(summary).title(summary, now);
}

/** The same without a clock: for menus, and for a screen reader, which is told once for each meaning. */
export function summarySpoken(summary: Summary): string {
  const { spoken, title } = wordsOf(summary);
  return spoken ? spoken(summary) : title(summary, new Date());
}

/** What it means, in whole sentences; empty where the title has said it all. */
export function summaryRest(summary: Summary): string {
  return wordsOf(summary).rest?.(summary) ?? "";
}

type NoticeKind = Notice["kind"];
type NoticeOf<K extends NoticeKind> = Extract<Notice, { kind: K }>;

const notices: { [K in NoticeKind]: (notice: NoticeOf<K>, now: Date) => string } = {
  unreadable: ({ facts }) =>
    `${documents[facts.document]} cannot be read. The next sync repairs it; nothing is lost in QuickBooks or Alternative.`,
  slowed_down: ({ facts }, now) => `${slow(facts.side)}; resuming at ${hourAndDay(facts.until, now)}.`,
  trying_again: ({ facts }, now) => `Trying ${sideName(facts.side)} again at ${hourAndDay(facts.at, now)}.`,
  sign_in_not_saved: ({ facts }) => `The new sign-in is kept in memory only because ${facts.said}.`,
  clock_off: ({ facts }) =>
    `This computer’s clock is ${counted(Math.abs(facts.days), "day", "days")} ${facts.days < 0 ? "behind" : "ahead of"} QuickBooks’. Set it right; the dates of new entries do not depend on it.`,
  phone_not_verified: () => "The phone number of the sign-in is not verified; syncing is not affected.",
  practice: () => "Practice company: no real books.",
  stopped: ({ facts }) => [facts.problem.message, facts.problem.hint ?? ""].join(" ").trim(),
  practice_starting: () => "The practice services are starting.",
  practice_stopped: () =>
    "The practice services have stopped. Nothing is lost. Sync now restarts them where they stopped.",
};

/** A quiet line: whole sentences. */
export function noticeWords(notice: Notice, now: Date): string {
  // The words of a kind take notices of that kind, and this one is.
  return (notices[notice.kind] as (notice: Notice, now: Date) => string)(notice, now);
}
