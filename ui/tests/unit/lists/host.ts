import type {
  ActivityPage,
  ActivityRow,
  Change,
  Commands,
  CommandName,
  InvoiceTable,
  PayoutRow,
  Problem,
  RowNote,
  RowState,
} from "$/lib/contract";
import { setHost, type Host } from "$/lib/host";

type Answers = { [N in CommandName]?: (request: Commands[N]["request"]) => unknown };

/** A host of the tests: it answers what it was told to, and keeps what it was asked. */
export class Lists implements Host {
  readonly kind = "shell";
  readonly asked: { name: CommandName; request: unknown }[] = [];
  /** Every call fails with this, while it is set. */
  fails: Problem | undefined;
  answers: Answers;

  constructor(answers: Answers) {
    this.answers = {
      status: () => ({ company: "main", connection: "ok", as_of: "2026-08-04T12:04:31Z", state: "done" }),
      ...answers,
    };
  }

  async call<N extends CommandName>(
    name: N,
    request: Commands[N]["request"],
  ): Promise<Commands[N]["response"]> {
    this.asked.push({ name, request });
    if (this.fails && name !== "status") throw this.fails;
    const answer = this.answers[name];
    if (!answer) throw new Error(`the test has no answer to ${name}`);
    return answer(request) as Commands[N]["response"];
  }

  /** Requests of one command. */
  of(name: CommandName): unknown[] {
    return this.asked.filter((call) => call.name === name).map((call) => call.request);
  }

  listen(): () => void {
    return () => undefined;
  }

  openPage(): Promise<void> {
    return Promise.resolve();
  }
}

/** Makes the window speak with such a host. */
export function listsOf(answers: Answers): Lists {
  const host = new Lists(answers);
  setHost(host);
  return host;
}

export const PROBLEM: Problem = {
  code: "database",
  message: "The companion cannot read its records.",
  hint: "Nothing is lost.",
  step: null,
  details: { file: "companion.db" },
};

interface Invoice {
  number: string;
  quickbooks?: number | null;
  alternative?: number | null;
  state?: RowState;
  note?: RowNote;
}

/** Invoices over 10.00 that agree, but for what is said. */
export function tableOf(...list: Invoice[]): InvoiceTable {
  return {
    records: list.map((invoice) => `invoice:${invoice.number}`),
    numbers: list.map((invoice) => invoice.number),
    customers: list.map(() => 1),
    customer_names: ["", "Harbor Dental Group"],
    issued: list.map(() => "2026-08-01"),
    due: list.map(() => "2026-08-31"),
    currencies: list.map(() => "USD"),
    totals: list.map(() => 1000),
    quickbooks: list.map(({ quickbooks = 1000 }) => quickbooks),
    alternative: list.map(({ alternative = 1000 }) => alternative),
    states: list.map(({ state = "in_step" }) => state),
    notes: list.map(({ note }) => note ?? null),
    pdfs: list.map(() => false),
  };
}

/** A change that says this. */
export function said(text: string): Change {
  return { kind: "other", facts: { happened: { kind: "sentence", facts: { said: text } } } };
}

/** A change that was written to QuickBooks on the fourth of August. */
export function change(seq: number, more: Partial<ActivityRow> = {}): ActivityRow {
  return {
    seq,
    at: "2026-08-04T12:03:43",
    item: "payments",
    direction: "to_quickbooks",
    change: said(`Payment ${seq}`),
    record: `payment:${seq}`,
    amount: { minor: 125_000, currency: "USD" },
    state: "done",
    held: false,
    ...more,
  };
}

export function pageOf(rows: ActivityRow[], more = false): ActivityPage {
  return { rows, more, today: rows.length };
}

/** A payout over 100.00 less a fee of 2.50. */
export function payoutOf(id: string, more: Partial<PayoutRow> = {}): PayoutRow {
  return {
    id,
    status: "succeeded",
    arrival: "2026-08-03",
    currency: "USD",
    payments_minor: 10_000,
    fees_minor: -250,
    other_minor: 0,
    total_minor: 9_750,
    missing_minor: 0,
    lines: [],
    deposit: { id: "812", account: "Checking", date: "2026-08-03", minor: 9_750, gone: false },
    state: "recorded",
    why: null,
    ...more,
  };
}
