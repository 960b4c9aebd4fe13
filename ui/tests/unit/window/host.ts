import type { CommandName, Commands, Event, ItemStatus, Problem, Status } from "$/lib/contract";
import type { Host } from "$/lib/host";

type Answers = {
  [N in CommandName]?:
    Commands[N]["response"] | ((request: Commands[N]["request"]) => Commands[N]["response"]);
};

/** A host for tests: it answers what it was told to, and remembers what it was asked. */
export class ScriptedHost implements Host {
  readonly kind = "loopback";
  readonly calls: { name: CommandName; request: unknown }[] = [];
  readonly answers: Answers;
  /** Rejects with this instead, until it is taken away. */
  fails: Partial<Record<CommandName, Problem>> = {};

  constructor(answers: Answers = {}) {
    this.answers = answers;
  }

  async call<N extends CommandName>(
    name: N,
    request: Commands[N]["request"],
  ): Promise<Commands[N]["response"]> {
    this.calls.push({ name, request });
    const fails = this.fails[name];
    if (fails) throw fails;
    const answer: unknown = this.answers[name];
    if (answer === undefined) throw new Error(`The test did not say what ${name} answers`);
    return (typeof answer === "function" ? answer(request) : answer) as Commands[N]["response"];
  }

  listen(_on: (event: Event) => void): () => void {
    return () => undefined;
  }

  async openPage(): Promise<void> {}

  /** How often a command was called. */
  count(name: CommandName): number {
    return this.calls.filter((call) => call.name === name).length;
  }
}

const SIDE = {
  company: "Northwind MSP",
  realm_id: "1",
  email: null,
  phone_verified: null,
  state: "ok",
} as const;

/** A status in which everything agrees. */
export function status(part: Partial<Status> = {}): Status {
  return {
    company: "main",
    practice: false,
    state: "done",
    connection: "ok",
    summary: { kind: "agrees", facts: { at: "2026-08-04T12:04:31Z" } },
    as_of: "2026-08-04T12:04:31Z",
    started_at: "2026-07-20T09:00:00Z",
    tie_out: {
      agrees: true,
      at: "2026-08-04T12:04:31Z",
      compared_at: "2026-08-04T06:00:00Z",
      comparing: false,
      invoices: 412,
      apart: 0,
      quickbooks_minor: 48612050,
      alternative_minor: 48612050,
      explained: [],
      differing: [],
    },
    quickbooks: { ...SIDE },
    alternative: { state: "ok", heard_at: null, mode: "integration" },
    items: [],
    waiting: { count: 0, minor: 0, currency: "USD" },
    holds: 0,
    held: { count: 0, minor: 0, currency: "USD" },
    paused: null,
    next_look: null,
    reads_this_month: 4812,
    read_budget: 500000,
    notices: [],
    ...part,
  };
}

/** A row of the board. */
export function item(part: Partial<ItemStatus> = {}): ItemStatus {
  return {
    item: "payments",
    state: "done",
    off: false,
    last_change: null,
    last_record: null,
    today: 0,
    in_flight: 0,
    waiting: 0,
    hours: Array.from({ length: 24 }, () => 0),
    ...part,
  };
}

/** A problem as the host tells it. */
export function problem(message: string): Problem {
  return { code: "unreachable", message, hint: "Try again later.", step: null, details: { request: "r-1" } };
}
