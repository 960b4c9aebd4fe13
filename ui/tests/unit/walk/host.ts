import type {
  AccountRow,
  AppInfo,
  CommandName,
  Commands,
  Event,
  PreferencesView,
  PreviewView,
  Problem,
  QuickbooksConnected,
  Walk,
  WalkStep,
} from "$/lib/contract";
import type { Host } from "$/lib/host";
import { take } from "$/lib/query.svelte";
import { after } from "$/features/walk/steps";

/** A host for tests that walks the way the real one does: it keeps the step, and tells when something changed. */
export class FixtureHost implements Host {
  readonly kind: "shell" | "loopback";
  readonly calls: { name: CommandName; request: unknown }[] = [];
  readonly opened: string[] = [];
  /** Answers with this instead, once. */
  fails: Partial<Record<CommandName, Problem>> = {};
  walk: Walk;
  app: AppInfo;
  accounts: AccountRow[] = ACCOUNTS;
  preferences: PreferencesView = { ...PREFERENCES };

  constructor(walk: Partial<Walk> = {}, kind: "shell" | "loopback" = "shell") {
    this.kind = kind;
    this.walk = { ...WALK, ...walk };
    this.app = { ...APP };
  }

  /** What was asked of a command, in its order. */
  asked<N extends CommandName>(name: N): Commands[N]["request"][] {
    return this.calls
      .filter((call) => call.name === name)
      .map((call) => call.request as Commands[N]["request"]);
  }

  /** Something happened by itself. */
  tell(walk: Partial<Walk>): void {
    this.walk = { ...this.walk, ...walk };
    const event: Event = { invalidated: { company: this.walk.company, tags: ["walk"], records: [] } };
    take(event);
  }

  async call<N extends CommandName>(
    name: N,
    request: Commands[N]["request"],
  ): Promise<Commands[N]["response"]> {
    this.calls.push({ name, request: structuredClone(request) });
    const fails = this.fails[name];
    if (fails) {
      delete this.fails[name];
      throw fails;
    }
    const answer = this.#answer(name, request as never);
    return structuredClone(answer) as Commands[N]["response"];
  }

  #answer(name: CommandName, request: never): unknown {
    const answers: Partial<Record<CommandName, () => unknown>> = {
      app: () => this.app,
      walk: () => this.walk,
      walk_to: () => this.#to((request as { step: WalkStep }).step),
      begin_practice: () => this.#practise(),
      connect_alternative: () => this.#connectAlternative(request),
      begin_sign_in: () => this.#page(),
      keep_until_quit: () => null,
      cancel_sign_in: () => (this.walk = { ...this.walk, sign_in: "idle" }),
      accounts: () => this.accounts,
      preferences: () => this.preferences,
      set_preferences: () => this.preferences,
      payouts: () => [],
      begin_preview: () => (this.walk = { ...this.walk, preview: READING }),
      cancel_preview: () => (this.walk = { ...this.walk, preview: "idle" }),
      start_syncing: () => this.#to("done"),
      open: () => ({ address: "https://quickbooks.example/page", opened: this.kind === "shell" }),
    };
    const answer = answers[name];
    if (!answer) throw new Error(`The fixture host does not know ${name}`);
    return answer();
  }

  #to(step: WalkStep): Walk {
    this.walk = { ...this.walk, step, reached: step };
    return this.walk;
  }

  #practise(): Walk {
    this.walk = { ...this.walk, company: "practice", practice: true, practice_client_id: "practice-key" };
    this.walk.has_quickbooks_keys = true;
    return this.#to("alternative");
  }

  #connectAlternative(request: Commands["connect_alternative"]["request"]) {
    const alternative = { ...CONNECTED, company: request.company, client_id: request.client_id };
    this.walk = { ...this.walk, alternative };
    this.#to(after("alternative"));
    return alternative;
  }

  #page(): Walk {
    this.walk = { ...this.walk, sign_in: { page_opened: PAGE } };
    return this.walk;
  }

  listen(): () => void {
    return () => undefined;
  }

  async openPage(url: string): Promise<void> {
    this.opened.push(url);
  }
}

/** A page that was opened. */
export const PAGE = {
  address: "https://quickbooks.example/connect?state=once",
  at: "2026-08-04T09:41:07Z",
  until: "2026-08-04T09:51:07Z",
};

const READING = { reading: { read: 0, total: null, step: null, since: null } };

const APP: AppInfo = {
  version: "0.1.0",
  system: "test",
  data: "data",
  companies: [],
  can_practise: true,
  has_desktop: false,
};

const WALK: Walk = {
  company: "main",
  practice: false,
  step: "welcome",
  reached: "alternative",
  alternative: null,
  practice_client_id: null,
  has_quickbooks_keys: false,
  sign_in: "idle",
  quickbooks: null,
  preview: "idle",
};

/** An accepted key. */
export const CONNECTED = {
  company: "main",
  api: "https://api.example",
  client_id: "key-1",
  mode: "integration" as const,
  practice: false,
  payout_bank: { name: "First Bank", last4: "4821" },
  bound_realm: null,
  bound_company: null,
  other_link: false,
  data: "data",
};

/** A company that was signed in to. */
export const BOOKS: QuickbooksConnected = {
  company: "main",
  realm_id: "9130",
  name: "Northwind MSP",
  currency: "USD",
  closed_until: "2026-06-30",
  email: "books@example.com",
  phone_verified: false,
  again: false,
};

const ACCOUNTS: AccountRow[] = [
  ["35", "Business Checking", "4821", "Checking", 8_421_033, true] as const,
  ["36", "Payroll", "3350", "Checking", 1_890_247, false] as const,
].map(([id, name, last4, kind, balance_minor, suggested]) => {
  return { id, name, last4, kind, currency: "USD", balance_minor, suggested, chosen: false };
});

const PREFERENCES: PreferencesView = {
  company: "main",
  create_deposits: false,
  deposits_since: null,
  deposit_account: null,
  payment_account: null,
  fee_account: null,
  record_when: "processing",
  start_date: null,
};

/** What the first pass would do. */
export const VIEW: PreviewView = {
  company: "main",
  started: false,
  read: 1560,
  planned: [
    { item: "customers", count: 118 },
    { item: "invoice_details", count: 648 },
    { item: "line_items", count: 648 },
    { item: "payments", count: 9 },
  ],
  open_invoices: { count: 412, minor: 48_655_090, currency: "USD" },
  paid_since: "2026-04-21",
  paid_invoices: { count: 236, minor: 20_110_000, currency: "USD" },
  payments: { count: 9, minor: 1_124_075, currency: "USD" },
  deposits: { count: 0, minor: 0, currency: "USD" },
  recorded: { count: 9, minor: 1_124_075, currency: "USD" },
  tasks: [{ kind: "send_invoice", facts: { number: "1042" } }],
  holds: [
    {
      rule: "I3",
      record: "invoice:17",
      reason: {
        kind: "invoice_does_not_add_up",
        facts: {
          invoice: "1017",
          sum: { minor: 64_000, currency: "USD" },
          total: { minor: 64_001, currency: "USD" },
        },
      },
      customer: "Juniper Dental",
      choices: [
        { id: "open_in_quickbooks", asks: null, day: null, deposit: null, shows: true },
        { id: "check_again", asks: null, day: null, deposit: null, shows: false },
      ],
      amount: { minor: 64_001, currency: "USD" },
    },
  ],
  awaited: [],
  earlier: [
    { record: "payment:P1", amount: { minor: 45_000, currency: "USD" }, at: "2026-07-18T10:00:00Z" },
    { record: "payout:O1", amount: { minor: 10_000, currency: "USD" }, at: "2026-07-17T10:00:00Z" },
  ],
  notices: [{ kind: "books_closed", facts: { closed: "2026-06-30" } }],
};
