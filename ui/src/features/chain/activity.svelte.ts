import type { ActivityPage, ActivityRow, Direction, SyncCategory, Problem, State } from "$/lib/contract";
import { asProblem, host } from "$/lib/host";
import { onStale } from "$/lib/query.svelte";
import { mergeNewest } from "./items";

/** What the reader asks of the list; the host answers it. */
export interface ActivityFilter {
  text: string;
  item: SyncCategory | null;
  direction: Direction | null;
  state: State | null;
  /** Moment from which on; nothing: any time. */
  since: string | null;
}

export const EVERYTHING: ActivityFilter = { text: "", item: null, direction: null, state: null, since: null };

/** Rows of one answer. */
const PAGE = 100;
/** At most so many rows are read again when something changed; older ones stay as they are. */
const AGAIN_MAX = 500;
/** Changes that come within this time are fetched together, in milliseconds. */
const TOGETHER_MS = 200;
/** How long a word is typed before it is searched for, in milliseconds. */
const TYPING_MS = 180;

/** The changes of one company as far as they were scrolled, newest first. */
export class ActivityList {
  rows = $state.raw<readonly ActivityRow[]>([]);
  more = $state(false);
  today = $state(0);
  /** Something was answered for what is asked now. */
  answered = $state(false);
  fetching = $state(false);
  problem = $state.raw<Problem | undefined>();
  #company: string;
  #filter: ActivityFilter = EVERYTHING;
  /** Rises when something else is asked: answers to an older question are not shown. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(company: string) {
    this.#company = company;
  }

  /** Follows what happens from now on; gives the way to stop. */
  follow(): () => void {
    const stop = onStale(({ company, tags }) => {
      if (company !== null && company !== this.#company) return;
      if (tags === "all" || tags.includes("activity")) this.#soon(TOGETHER_MS);
    });
    return () => {
      stop();
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Asks for other changes. What is shown stays until the answer is there. */
  ask(filter: ActivityFilter): void {
    const typed = filter.text !== this.#filter.text;
    this.#filter = filter;
    this.#turn++;
    this.answered = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (typed) this.#soon(TYPING_MS);
    else void this.again();
  }

  /** Reads the newest changes, as far as they were read. */
  async again(): Promise<void> {
    const limit = this.answered ? Math.min(AGAIN_MAX, Math.max(PAGE, this.rows.length)) : PAGE;
    const shown = this.answered ? this.rows : [];
    await this.#read(null, limit, (page) => {
      this.rows = mergeNewest(page, shown);
      if (this.rows.length === page.rows.length) this.more = page.more;
      this.today = page.today;
      this.answered = true;
    });
  }

  /** Reads the next older page. */
  async older(): Promise<void> {
    const last = this.rows.at(-1);
    if (!this.more || this.fetching || !this.answered || last === undefined) return;
    await this.#read(last.seq, PAGE, (page) => {
      this.rows = [...this.rows, ...page.rows.filter((row) => row.seq < last.seq)];
      this.more = page.more;
    });
  }

  #soon(after: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.again();
    }, after);
  }

  async #read(before: number | null, limit: number, show: (page: ActivityPage) => void): Promise<void> {
    const turn = this.#turn;
    const { text, ...filter } = this.#filter;
    this.fetching = true;
    try {
      const request = { company: this.#company, text: text.trim() || null, ...filter, before, limit };
      const page = await host().call("activity_page", request);
      if (turn !== this.#turn) return;
      show(page);
      this.problem = undefined;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
    } finally {
      if (turn === this.#turn) this.fetching = false;
    }
  }
}
