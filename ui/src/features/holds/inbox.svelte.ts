import { SvelteMap, SvelteSet } from "svelte/reactivity";
import type { Choice, HoldCard, Problem } from "$/lib/contract";
import { asProblem } from "$/lib/host";
import { change, useQuery, type Query } from "$/lib/query.svelte";

/** The open holds of a company, and the decisions on them. */
export class Inbox {
  readonly query: Query<HoldCard[]>;
  /** What failed, by hold. */
  readonly problems = new SvelteMap<string, Problem>();
  /** Being decided now. */
  readonly busy = new SvelteSet<string>();
  /** Decided, and perhaps still in the list that was read before. */
  readonly #decided = new SvelteSet<string>();
  #company: () => string;

  /** To be made while a component is set up. */
  constructor(company: () => string) {
    this.#company = company;
    this.query = useQuery("holds", () => ({ company: company() }));
    // The same hold may be raised again later: it is left out only as long as the list is an old one.
    $effect(() => {
      const open = new Set(this.query.data?.map((card) => card.id));
      for (const id of this.#decided) if (!open.has(id)) this.#decided.delete(id);
    });
  }

  /** The company, as the contract names it. */
  get company(): string {
    return this.#company();
  }

  /** Open holds; nothing until they are read. */
  get cards(): HoldCard[] | undefined {
    return this.query.data?.filter((card) => !this.#decided.has(card.id));
  }

  /** Takes a decision on one or many alike; gives those that were taken. What fails stays, with its reason. */
  async decide(
    cards: readonly HoldCard[],
    choice: Choice,
    given: Record<string, string> = {},
  ): Promise<HoldCard[]> {
    const taken: HoldCard[] = [];
    const waiting = cards.filter((card) => !this.busy.has(card.id));
    for (const card of waiting) this.busy.add(card.id);
    for (const card of waiting) {
      this.problems.delete(card.id);
      try {
        const request = { company: this.company, hold: card.id, choice: choice.id, arguments: given };
        const decided = await change("decide", request);
        if (!decided.still_open) this.#decided.add(card.id);
        taken.push(card);
      } catch (error) {
        this.problems.set(card.id, asProblem(error));
        break;
      } finally {
        this.busy.delete(card.id);
      }
    }
    for (const card of waiting) this.busy.delete(card.id);
    return taken;
  }
}
