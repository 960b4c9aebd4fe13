import type { HoldCard, Money, Place } from "$/lib/contract";
import { count, day, exact, hour, money, sameDay } from "$/lib/format";
import { localWords } from "$/lib/format/words";
import { needsYou as words } from "$/lib/messages/needs-you";
import { idOf, kindOf, sharedSentences } from "./groups";

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

/** The first line of many alike cards. */
export function titleOf(cards: readonly HoldCard[]): string {
  const shared = sharedSentences(cards.map((card) => card.title));
  const [first] = cards;
  const own = first && words.groupTitle(first.rule, count(cards.length));
  return localWords(shared || own || words.groupAny(count(cards.length)));
}

/** Whether there are words for many alike. */
export function hasWords(card: HoldCard, titles: readonly string[]): boolean {
  return sharedSentences(titles) !== "" || words.groupTitle(card.rule, "") !== null;
}

/** What all cards say alike; nothing when they differ. */
export function alike(cards: readonly HoldCard[], of: (card: HoldCard) => string): string | null {
  const [first, ...others] = cards.map(of);
  return first !== undefined && others.every((other) => other === first) ? localWords(first) : null;
}

/** Name and value of what stands in a card's details. */
export function detailsOf(card: HoldCard): [string, string][] {
  // Payments that a dialog offers are no facts of the question.
  const offers = card.choices.some((choice) => choice.asks === "payment");
  const own = Object.entries(card.details)
    .filter(([key]) => !(offers && key.startsWith("payment:")))
    .map(([key, value]): [string, string] => [labelOf(key), localWords(value)]);
  return [
    ...own,
    [words.detail.record, card.record],
    [words.detail.rule, card.rule],
    [words.detail.hold, card.id],
    [words.detail.asked, exact(card.raised_at)],
  ];
}

function labelOf(key: string): string {
  const kind = words.kinds[kindOf(key)];
  if (key.includes(":") && kind) return `${kind} ${idOf(key)}`;
  return words.detailName(key) ?? key.replaceAll("_", " ");
}

/** The card as text, for *Copy details*. */
export function textOf(card: HoldCard): string {
  const rows = detailsOf(card).map(([name, value]) => `${name}: ${value}`);
  return [card.title, card.cause, ...rows].map((line) => localWords(line)).join("\n");
}

/** The page in QuickBooks that a card is about. */
export function pageOf(card: HoldCard): Place {
  const details = card.details;
  const named = [
    ["invoice", details["quickbooks_invoice"]],
    ["payment", details["quickbooks_payment"]],
    ["customer", details["quickbooks_customer"]],
  ].find(([, id]) => id !== undefined);
  if (named) return { quickbooks_record: named.join(":") };
  // Invoices and customers are named by their QuickBooks ids, payments and payouts by Alternative's.
  const kind = kindOf(card.record);
  return kind === "invoice" || kind === "customer" ? { quickbooks_record: card.record } : "quickbooks";
}

/** What was decided, and about what. */
export function decidedWords(choice: string, label: string, cards: readonly HoldCard[]): string {
  const [first] = cards;
  const what = [cards.length > 1 ? words.things(cards.map((card) => kindOf(card.record))) : null];
  what.push(inWords(sumOf(cards)));
  if (cards.length === 1 && first?.customer) what.push(first.customer);
  const about = what.filter((part) => part !== null);
  const did = words.did(choice) ?? words.decided(label);
  return about.length === 0 ? did : `${did}: ${about.join(", ")}`;
}
