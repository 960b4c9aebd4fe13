import { untrack } from "svelte";
import { COMMANDS, type CommandName, type Commands, type Event, type Problem, type Tag } from "./contract";
import { asProblem, host } from "./host";

/** A held answer: old data stays while new data is fetched, so that nothing flickers. */
export interface Query<T> {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  /** Being fetched, and nothing is shown yet. */
  readonly loading: boolean;
  /** Being fetched, whether or not something is shown. */
  readonly fetching: boolean;
  /** Fetches once more; the way on after a problem. */
  again(): Promise<void>;
}

/** What went out of date. */
export interface Stale {
  /** Whose; nothing means everybody's. */
  company: string | null;
  tags: readonly Tag[] | "all";
  /** Only these records, as `kind:id`; nothing, or none, when any may have changed. */
  records?: readonly string[];
}

type Hearer = (stale: Stale) => void;

const hearers = new Set<Hearer>();
const statusHearers = new Set<(event: Event) => void>();

/** The last answers, so that a page that is opened again shows at once what it showed before. */
const held = new Map<string, unknown>();
const HELD_MAX = 64;

function hold(key: string, data: unknown): void {
  held.delete(key);
  held.set(key, data);
  if (held.size > HELD_MAX) held.delete(held.keys().next().value as string);
}

function keyOf(name: CommandName, request: unknown): string {
  return `${name} ${JSON.stringify(request)}`;
}

/** Fetches what the first picture shows, before it is drawn. Whoever asks for it meets a problem once more. */
export async function fetchAhead(...names: TakesNothing[]): Promise<void> {
  const fetched = names.map(async (name) => hold(keyOf(name, null), await host().call(name, null)));
  await Promise.allSettled(fetched);
}

/** Forgets what is held; for tests. */
export function forgetHeld(): void {
  held.clear();
}

function tell(stale: Stale): void {
  for (const hear of hearers) hear(stale);
}

/** Puts tags out of date. */
export function invalidate(tags: readonly Tag[] | "all", company: string | null = null): void {
  tell({ tags, company });
}

/** Takes what the host tells: a new status is shown at once, stale tags are fetched again. */
export function take(event: Event): void {
  for (const hear of statusHearers) hear(event);
  if ("invalidated" in event) tell(event.invalidated);
  else if ("activity" in event) tell({ company: event.activity.company, tags: ["activity"] });
}

/** Hears every event; gives the way to stop. */
export function onEvent(on: (event: Event) => void): () => void {
  statusHearers.add(on);
  return () => statusHearers.delete(on);
}

/** Hears what goes out of date, for those who hold more than one answer; gives the way to stop. */
export function onStale(hear: (stale: Stale) => void): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}

/** Runs a command that changes something, and puts out of date what it says it changes. */
export async function change<N extends CommandName>(
  name: N,
  request: Commands[N]["request"],
): Promise<Commands[N]["response"]> {
  const answer = await host().call(name, request);
  const tags = COMMANDS[name].invalidates;
  if (tags.length > 0) invalidate(tags, companyOf(request));
  return answer;
}

function companyOf(request: unknown): string | null {
  if (typeof request !== "object" || request === null || !("company" in request)) return null;
  return typeof request.company === "string" ? request.company : null;
}

function concerns(stale: Stale, tags: readonly Tag[], company: string | null): boolean {
  if (stale.company !== null && company !== null && stale.company !== company) return false;
  return stale.tags === "all" || stale.tags.some((tag) => tags.includes(tag));
}

type TakesNothing = {
  [N in CommandName]: null extends Commands[N]["request"] ? N : never;
}[CommandName];

/** Commands whose request is `null`; for all others `null` means: ask nothing yet. Complete, or it does not compile. */
const TAKES_NOTHING: Record<TakesNothing, true> = {
  app: true,
  begin_practice: true,
  keep_until_quit: true,
  still_here: true,
  status_all: true,
  window_settings: true,
};

class Held<N extends CommandName> implements Query<Commands[N]["response"]> {
  data = $state.raw<Commands[N]["response"] | undefined>();
  problem = $state.raw<Problem | undefined>();
  fetching = $state(false);
  #name: N;
  #request: Commands[N]["request"] | null = null;
  #asks = false;
  #key = "";
  #running: Promise<void> | null = null;
  #stale = false;

  constructor(name: N) {
    this.#name = name;
  }

  get loading(): boolean {
    return this.fetching && this.data === undefined;
  }

  ask(request: Commands[N]["request"] | null): void {
    this.#asks = request !== null || this.#name in TAKES_NOTHING;
    const key = this.#asks ? keyOf(this.#name, request) : "";
    if (key === this.#key) return;
    const other = companyOf(request) !== companyOf(this.#request);
    this.#request = request;
    this.#key = key;
    if (held.has(key)) this.data = held.get(key) as Commands[N]["response"];
    else if (other) this.data = undefined;
    if (!this.#asks) this.data = undefined;
    void this.again();
  }

  hear(stale: Stale): void {
    if (!this.#asks) return;
    if (concerns(stale, COMMANDS[this.#name].provides, companyOf(this.#request))) void this.again();
  }

  show(data: Commands[N]["response"]): void {
    hold(this.#key, data);
    this.data = data;
    this.problem = undefined;
  }

  again(): Promise<void> {
    if (!this.#asks) return Promise.resolve();
    this.#stale = true;
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    this.fetching = true;
    // What becomes stale while it is fetched is fetched once more, however often it was said.
    while (this.#stale && this.#asks) {
      this.#stale = false;
      await this.#fetch(this.#key, this.#request as Commands[N]["request"]);
    }
    this.#running = null;
    this.fetching = false;
  }

  async #fetch(key: string, request: Commands[N]["request"]): Promise<void> {
    try {
      const data = await host().call(this.#name, request);
      hold(key, data);
      if (key !== this.#key) return;
      this.data = data;
      this.problem = undefined;
    } catch (error) {
      if (key === this.#key) this.problem = asProblem(error);
    }
  }
}

/**
 * Holds a command's answer and keeps it fresh: it is fetched again when the request changes and when a tag which the
 * command provides goes out of date. A request of `null` asks
 * nothing yet, except of a command that takes nothing. To be called while a component is set up.
 */
export function useQuery<N extends CommandName>(
  name: N,
  request: () => Commands[N]["request"] | null,
): Query<Commands[N]["response"]> {
  const query = new Held(name);
  $effect.pre(() => {
    const asked = request();
    untrack(() => query.ask(asked));
  });
  const hear: Hearer = (stale) => query.hear(stale);
  $effect(() => {
    hearers.add(hear);
    const stop = onEvent((event) => {
      if (name === "status" && "status" in event && event.status.company === companyOf(request())) {
        query.show(event.status as Commands[N]["response"]);
      }
    });
    return () => {
      hearers.delete(hear);
      stop();
    };
  });
  return query;
}
