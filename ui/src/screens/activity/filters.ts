import { EVERYTHING, type ActivityFilter } from "$/features/chain/activity.svelte";
import type { Direction, SyncCategory, State } from "$/lib/contract";
import { general } from "$/lib/messages";
import { activity as words } from "$/lib/messages/activity";

export interface Option {
  value: string;
  label: string;
}

const options = (all: string, names: Record<string, string>): Option[] => [
  { value: "", label: all },
  ...Object.entries(names).map(([value, label]) => ({ value, label })),
];

export const ITEMS = options(words.allItems, words.items);
export const DIRECTIONS = options(words.both, words.directions);
export const STATES = options(words.any, general.state);

/** From when on: midnight so many days ago, on this computer's calendar. */
export function times(now: Date): Option[] {
  const since = (days: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1).toISOString();
  return [
    { value: "", label: words.times.all },
    { value: since(1), label: words.times["1"] },
    { value: since(7), label: words.times["7"] },
    { value: since(30), label: words.times["30"] },
    { value: since(90), label: words.times["90"] },
  ];
}

const known = <T extends string>(offered: readonly Option[], value: string | null): T | null =>
  value !== null && value !== "" && offered.some((option) => option.value === value) ? (value as T) : null;

/** What an address asks for: `?item=payments&state=waiting&text=1042`. */
export function filterOf(search: URLSearchParams): ActivityFilter {
  return {
    ...EVERYTHING,
    text: search.get("text") ?? "",
    item: known<SyncCategory>(ITEMS, search.get("item")),
    direction: known<Direction>(DIRECTIONS, search.get("direction")),
    state: known<State>(STATES, search.get("state")),
  };
}
