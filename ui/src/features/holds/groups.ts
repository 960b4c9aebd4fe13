import type { Choice, HoldCard } from "$/lib/contract";
import { choiceForAll, holdsTitle } from "$/lib/messages/holds";

/** How the inbox is sorted. */
export type Sort = "stake" | "oldest";

/** One place in the inbox: a card, or many alike as one. */
export interface Entry {
  /** The first card's id; it names the place. */
  id: string;
  cards: readonly [HoldCard, ...HoldCard[]];
  /** They are shown as one card. */
  together: boolean;
}

/** From so many on, alike cards are one. */
const MANY = 3;

/** What a record is, from `kind:id`. */
export function kindOf(record: string): string {
  return record.split(":", 1)[0] ?? record;
}

/** Its id, from `kind:id`. */
export function idOf(record: string): string {
  return record.slice(record.indexOf(":") + 1);
}

/** Money at stake, in minor units; what has no amount comes last. */
function stakeOf(card: HoldCard): number {
  return card.amount === null ? -1 : Math.abs(card.amount.minor);
}

function byAge(one: HoldCard, other: HoldCard): number {
  return one.raised_at.localeCompare(other.raised_at);
}

function byStake(one: HoldCard, other: HoldCard): number {
  return stakeOf(other) - stakeOf(one) || byAge(one, other);
}

/** Most money first, or the oldest. */
export function sorted(cards: readonly HoldCard[], sort: Sort): HoldCard[] {
  return cards.toSorted(sort === "oldest" ? byAge : byStake);
}

/** Choices that can be taken for many at once: they ask nothing and change something. */
export function bulkOf(card: HoldCard): Choice[] {
  return card.choices.filter(
    (choice) => !choice.shows && choice.asks === null && choiceForAll(choice, "") !== null,
  );
}

/** Alike cards have the same reason, kind of record, currency and ways on; each of these can be taken for all. */
function likeness(card: HoldCard): string | null {
  const asks = card.choices.some((choice) => choice.asks !== null);
  if (bulkOf(card).length === 0 || asks || holdsTitle(card.reason, "") === null) return null;
  const ways = card.choices.map((choice) => [choice.id, choice.day, choice.deposit]);
  return JSON.stringify([card.reason.kind, kindOf(card.record), card.amount?.currency ?? null, ways]);
}

/** Places in the inbox, in its order. A group stands where its first card would; `apart` are shown one by one. */
export function entriesOf(
  cards: readonly HoldCard[],
  sort: Sort,
  apart: (key: string) => boolean,
): { entry: Entry; key: string | null }[] {
  const inOrder = sorted(cards, sort);
  const alike = groupBy(inOrder, (card) => likeness(card) ?? card.id);
  const places: { entry: Entry; key: string | null; stake: number; age: string }[] = [];
  for (const [key, group] of alike) {
    const [first, ...rest] = group;
    if (!first) continue;
    const many = group.length >= MANY;
    if (!many || apart(key)) {
      for (const card of group) places.push(placeOf([card], many ? key : null, false));
    } else places.push(placeOf([first, ...rest], key, true));
  }
  places.sort((one, other) => {
    const age = one.age.localeCompare(other.age);
    return sort === "oldest" ? age : other.stake - one.stake || age;
  });
  return places.map(({ entry, key }) => ({ entry, key }));
}

function placeOf(cards: [HoldCard, ...HoldCard[]], key: string | null, together: boolean) {
  const stake = cards.reduce(
    (sum, card) => sum + (card.amount === null ? 0 : Math.abs(card.amount.minor)),
    0,
  );
  const hasAmount = cards.some((card) => card.amount !== null);
  const age = cards.map((card) => card.raised_at).toSorted()[0] ?? "";
  return { entry: { id: cards[0].id, cards, together }, key, stake: hasAmount ? stake : -1, age };
}

function groupBy<T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const name = key(value);
    groups.set(name, [...(groups.get(name) ?? []), value]);
  }
  return groups;
}
