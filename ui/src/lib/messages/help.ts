/** One topic of the guide. */
export interface Topic {
  id: string;
  title: string;
  /** Paragraphs. */
  text: readonly string[];
  /** Steps, in order. */
  steps?: readonly string[];
  /** A table of two columns. */
  table?: { head: readonly [string, string]; rows: readonly (readonly [string, string])[] };
}

/** A chapter of the guide. */
export interface Chapter {
  id: string;
  title: string;
  topics: readonly Topic[];
}

/** Words of the help page. */
export const help = {
  title: "Help",
  lead: "How Alternative Companion connects your books with Alternative. Available offline.",
  find: "Search the guide",
  contents: "Contents",
  found: (count: number) => (count === 1 ? "1 topic" : `${count} topics`),
  none: (text: string) => `Nothing in the guide matches “${text}”`,
  noneLead: "Try one word: deposit, match, archived, closed.",
  clear: "Clear search",
} as const;
