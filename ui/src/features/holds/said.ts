import type { Candidate, Choice, Detail, HoldCard, Money, Place } from "$/lib/contract";
import { day, dayAndYear, exact, hour, money, sameDay } from "$/lib/format";
import { choiceDone, holdCause, holdTitle } from "$/lib/messages/holds";
import { needsYou as words } from "$/lib/messages/needs-you";
import { idOf, kindOf } from "./groups";

/** Since when something waits, as people say it. */
export function since(moment: string, now: Date): string {
  const at = new Date(moment);
  if (sameDay(at, now)) return hour(at);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  return sameDay(at, yesterday) ? words.yesterday(hour(at)) : `${day(moment, now)}, ${hour(at)}`;
}

/** The sum of amounts; nothing when there are none, or several currencies. */
export function sumOf(cards: readonly HoldCard[]): Money | null {
  const amounts = cards.flatMap((card) => card.amount ?? []);
  const [first] = amounts;
  if (!first || amounts.some((amount) => amount.currency !== first.currency)) return null;
  return { minor: amounts.reduce((sum, amount) => sum + amount.minor, 0), currency: first.currency };
}

/** An amount in words; nothing stays nothing. */
export function inWords(amount: Money | null): string | null {
  return amount === null ? null : money(amount.minor, amount.currency);
}

/** What all cards say alike; nothing when they differ. */
export function alike(cards: readonly HoldCard[], of: (card: HoldCard) => string): string | null {
  const [first, ...others] = cards.map(of);
  return first !== undefined && others.every((other) => other === first) ? first : null;
}

/** Amount and day of a record that can be named. */
export function candidateWords({ amount, day: date }: Candidate): string {
  return `${money(amount.minor, amount.currency)}, ${dayAndYear(date)}`;
}

const DAYS: ReadonlySet<Detail> = new Set(["closed_until", "first_open_day"]);

/** Kinds whose details list what they are about. */
export const LISTS: ReadonlySet<HoldCard["reason"]["kind"]> = new Set(["many_archives", "other_currencies"]);

/** Name and value of what stands in a card's details. */
export function detailsOf(card: HoldCard): [string, string][] {
  const own = (Object.entries(card.details) as [Detail, string][]).map(([key, value]): [string, string] => [
    words.detail[key],
    DAYS.has(key) ? dayAndYear(value) : value,
  ]);
  // Payments that might be this one are no facts of it; those that are to be recorded are.
  const listed = card.choices.some((choice) => choice.asks === "payment") ? [] : card.candidates;
  const records = listed.map((one): [string, string] => [
    `${words.kinds[kindOf(one.record)] ?? words.detail.record} ${idOf(one.record)}`,
    candidateWords(one),
  ]);
  const archives = card.reason.kind === "many_archives" ? card.reason.facts.archives : [];
  const archived = archives.map((one): [string, string] => [one.label, inWords(one.amount) ?? ""]);
  const foreign = card.reason.kind === "other_currencies" ? card.reason.facts.invoices : [];
  const open = foreign.map((one): [string, string] => [one.number, inWords(one.open) ?? ""]);
  return [
    ...records,
    ...archived,
    ...open,
    ...own,
    [words.detail.record, card.record],
    [words.detail.rule, card.rule],
    [words.detail.hold, card.id],
    [words.detail.since, exact(card.raised_at)],
  ];
}

/** The card as text, for *Copy details*. */
export function textOf(card: HoldCard): string {
  const rows = detailsOf(card).map(([name, value]) => `${name}: ${value}`);
  return [holdTitle(card), holdCause(card), ...rows].join("\n");
}

/** The page in QuickBooks that a card is about. */
export function pageOf(card: HoldCard): Place {
  const details = card.details;
  const named = [
    ["invoice", details.quickbooks_invoice],
    ["payment", details.quickbooks_payment],
    ["deposit", details.quickbooks_deposit],
    ["customer", details.quickbooks_customer],
  ].find(([, id]) => id !== undefined);
  if (named) return { quickbooks_record: named.join(":") };
  // Invoices and customers are named by their QuickBooks ids, payments and payouts by Alternative's.
  const kind = kindOf(card.record);
  return kind === "invoice" || kind === "customer" ? { quickbooks_record: card.record } : "quickbooks";
}

/** What was decided, and about what. */
export function decidedWords(choice: Choice, cards: readonly HoldCard[]): string {
  const [first] = cards;
  const what = [cards.length > 1 ? words.things(cards.map((card) => kindOf(card.record))) : null];
  what.push(inWords(sumOf(cards)));
  if (cards.length === 1 && first?.customer) what.push(first.customer);
  const about = what.filter((part) => part !== null);
  const did = choiceDone(choice);
  return about.length === 0 ? did : `${did}: ${about.join(", ")}`;
}
