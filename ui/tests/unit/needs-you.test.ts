import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type {
  Candidate,
  Choice,
  ChoiceId,
  CommandName,
  Commands,
  HoldCard,
  Problem,
  Reason,
} from "$/lib/contract";
import { setHost, type Host } from "$/lib/host";
import { router } from "$/lib/router.svelte";
import { dismiss, toasts } from "$/features/toasts/toasts.svelte";
import NeedsYou from "$/screens/needs-you/NeedsYou.svelte";

const user = userEvent.setup();

function way(id: ChoiceId, more: Partial<Choice> = {}): Choice {
  return { id, asks: null, day: null, deposit: null, shows: false, ...more };
}

function candidate(record: string, minor: number, day: string): Candidate {
  return { record, amount: { minor, currency: "USD" }, day };
}

const lost = (invoice: string): Reason => ({
  kind: "payment_lost",
  facts: { payment: "2268", invoices: [invoice] },
});

function card(id: string, more: Partial<HoldCard> = {}): HoldCard {
  return {
    id,
    rule: "P9",
    reason: lost(id),
    amount: { minor: 156_000, currency: "USD" },
    record: `payment:${id}`,
    customer: "Kestrel Logistics",
    choices: [way("record_again"), way("accept")],
    candidates: [],
    raised_at: "2026-08-03T15:41:00Z",
    details: { quickbooks_payment: "2268" },
    ...more,
  };
}

class Inbox implements Host {
  readonly kind = "shell";
  readonly decided: Commands["decide"]["request"][] = [];
  readonly opened: unknown[] = [];
  fails: Problem | undefined;
  cards: HoldCard[];

  constructor(...cards: HoldCard[]) {
    this.cards = cards;
  }

  async call<N extends CommandName>(
    name: N,
    request: Commands[N]["request"],
  ): Promise<Commands[N]["response"]> {
    const answers: Partial<Record<CommandName, () => unknown>> = {
      holds: () => this.cards,
      decide: () => this.#decide(request as Commands["decide"]["request"]),
      status: () => ({ state: "done", as_of: "2026-08-04T12:04:31Z", tie_out: { agrees: true } }),
      activity: () => [{ kind: "person", record: "payment:1", at: "2026-08-02T09:00:00Z" }],
      accounts: () => [
        {
          id: "35",
          name: "Business Checking",
          last4: "4821",
          kind: "Checking",
          currency: "USD",
          balance_minor: 8_421_033,
          suggested: true,
          chosen: false,
        },
      ],
      open: () => {
        this.opened.push((request as Commands["open"]["request"]).place);
        return { address: "https://quickbooks.example", opened: true };
      },
    };
    const answer = answers[name]?.();
    if (answer === undefined) throw new Error(`The fixture host does not know ${name}`);
    return structuredClone(answer) as Commands[N]["response"];
  }

  #decide(request: Commands["decide"]["request"]): unknown {
    if (this.fails) throw this.fails;
    this.decided.push(request);
    this.cards = this.cards.filter((one) => one.id !== request.hold);
    return { hold: request.hold, still_open: false, show: [] };
  }

  listen(): () => void {
    return () => undefined;
  }

  async openPage(): Promise<void> {}
}

function look(host: Inbox, path: string[] = [], search = ""): Inbox {
  for (const { id } of toasts.list) dismiss(id);
  setHost(host);
  render(NeedsYou, { company: "main", path, search: new URLSearchParams(search) });
  return host;
}

const titles = async () => {
  await screen.findAllByRole("article");
  return screen.getAllByRole("heading", { level: 2 }).map((title) => title.textContent);
};
const button = (name: string) => screen.getByRole("button", { name });

describe("the inbox", () => {
  it("says how much waits and since when, most money first", async () => {
    const small = card("1042", { amount: { minor: 30_000, currency: "USD" }, customer: "Tessellate Studio" });
    look(new Inbox(small, card("1039", { raised_at: "2026-08-04T09:00:00Z" })));
    await screen.findByRole("heading", { level: 1, name: "2 payments, $1,860.00, need your decision" });
    expect(await titles()).toEqual([
      "The $1,560.00 payment from Kestrel Logistics for invoice 1039 was deleted or voided in QuickBooks",
      "The $300.00 payment from Tessellate Studio for invoice 1042 was deleted or voided in QuickBooks",
    ]);
    expect(screen.getAllByText("If you leave it:")).toHaveLength(2);
  });

  it("can be sorted by age", async () => {
    const old = card("1", { amount: null, raised_at: "2026-08-01T00:00:00Z" });
    look(new Inbox(card("2"), old), [], "sort=oldest");
    expect((await titles())[0]).toContain("invoice 1 was");
  });

  it("is calm when it is empty", async () => {
    look(new Inbox());
    await screen.findByText("Nothing needs your decision");
    await waitFor(() => expect(screen.getByText(/Everything agrees as of .* decision was on/)).toBeTruthy());
  });

  it("quotes the words of the service that refused", async () => {
    const reason: Reason = {
      kind: "invoice_refused",
      facts: { invoice: "1042", said: "customer.email is invalid", code: "422" },
    };
    look(new Inbox(card("1", { reason })));
    await screen.findByText("Alternative says: “customer.email is invalid”");
  });

  it("offers no way on for what an earlier version held", async () => {
    const reason: Reason = { kind: "unworded", facts: { rule: "P9" } };
    look(new Inbox(card("1", { reason, choices: [] })));
    await screen.findByRole("heading", { name: "Details of this decision follow with the next sync" });
    const ways = within(screen.getByRole("article")).getAllByRole("button");
    expect(ways.map((one) => one.textContent?.trim())).toEqual(["Details"]);
  });
});

describe("a decision", () => {
  it("takes its card away, says what was done, and gives the place to the next card", async () => {
    const host = look(new Inbox(card("1"), card("2", { amount: { minor: 100, currency: "USD" } })));
    await titles();
    await user.click(screen.getAllByRole("button", { name: "Record again" })[0] as HTMLElement);
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(1));
    expect(host.decided).toEqual([{ company: "main", hold: "1", choice: "record_again", arguments: {} }]);
    expect(toasts.list.map((shown) => shown.text)).toEqual(["Recording again: $1,560.00, Kestrel Logistics"]);
    expect(document.activeElement?.id).toBe("hold-2");
  });

  it("on the last card leaves the reader at the calm page", async () => {
    look(new Inbox(card("1")));
    await titles();
    await user.click(button("Leave out of QuickBooks"));
    await screen.findByText("Nothing needs your decision");
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
  });

  it("that fails stays, with its reason", async () => {
    const host = look(new Inbox(card("1")));
    host.fails = { code: "disk_full", message: "The disk is full.", hint: null, step: null, details: {} };
    await titles();
    await user.click(button("Leave out of QuickBooks"));
    const place = within(await screen.findByRole("article"));
    expect(await place.findByText("The disk is full.")).toBeTruthy();
    expect(toasts.list).toHaveLength(0);
  });

  it("shows the payout whose payments are deposited already", async () => {
    const reason: Reason = {
      kind: "already_deposited",
      facts: { count: 3, of: 9, deposit: "809", account: null },
    };
    const choices = [way("use_deposit", { deposit: "809" }), way("show", { shows: true })];
    const host = look(new Inbox(card("1", { record: "payout:PO1", customer: null, reason, choices })));
    await screen.findByRole("heading", {
      name: "3 of 9 payments in the $1,560.00 payout are already on deposit 809",
    });
    await user.click(button("Show them"));
    expect(router.place.path).toEqual(["PO1"]);
    expect(host.decided).toEqual([]);
    await user.click(button("Use deposit 809"));
    await waitFor(() => expect(toasts.list[0]?.text).toBe("Using deposit 809: $1,560.00"));
  });

  it("opens the record in QuickBooks and leaves the decision open", async () => {
    const shows = [way("open_in_quickbooks", { shows: true })];
    const host = look(new Inbox(card("1", { record: "invoice:7", details: {}, choices: shows })));
    await titles();
    await user.click(button("Open in QuickBooks"));
    await waitFor(() => expect(host.opened).toEqual([{ quickbooks_record: "invoice:7" }]));
    expect(host.decided).toEqual([]);
  });
});

describe("a choice that asks", () => {
  it("takes an account", async () => {
    const choices = [way("choose_account", { asks: "account" })];
    const host = look(new Inbox(card("1", { choices })));
    await titles();
    await user.click(button("Record the difference…"));
    const dialog = within(await screen.findByRole("dialog", { name: "Which account?" }));
    expect(dialog.getByRole("button", { name: "Record the difference" })).toHaveProperty("disabled", true);
    await user.click(await dialog.findByRole("radio", { name: /Business Checking/ }));
    await user.click(dialog.getByRole("button", { name: "Record the difference" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ account: "35" }));
  });

  it("takes a day in open books only", async () => {
    const choices = [way("post_first_open_day", { asks: "date" })];
    const details = { first_open_day: "2026-08-01", closed_until: "2026-07-31" };
    const host = look(new Inbox(card("1", { reason: closedReason("30"), choices, details })));
    await titles();
    await user.click(button("Post on another day…"));
    const dialog = within(await screen.findByRole("dialog"));
    const field = dialog.getByLabelText<HTMLInputElement>("Date");
    expect(field.value).toBe("2026-08-01");
    await user.clear(field);
    await user.type(field, "2026-07-30");
    expect(dialog.getByText(/closed through Jul 31, 2026. Choose a later date/)).toBeTruthy();
    await user.clear(field);
    await user.type(field, "2026-08-02");
    await user.click(dialog.getByRole("button", { name: "Post on another day" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ date: "2026-08-02" }));
  });

  it("takes the payment that was found, one of the customer’s, or another", async () => {
    const choices = [way("already_recorded", { asks: "payment" })];
    const candidates = [
      candidate("payment:9", 8_000, "2026-07-01"),
      candidate("payment:2268", 30_000, "2026-08-02"),
      candidate("payment:2280", 1_000, "2026-08-03"),
    ];
    const host = look(new Inbox(card("1", { reason: tooSmall("2268"), choices, candidates })));
    await titles();
    await user.click(button("Link an existing payment…"));
    const dialog = within(await screen.findByRole("dialog"));
    const offered = dialog.getAllByRole("radio");
    expect(offered.map((one) => one.textContent?.trim())).toEqual([
      "Payment 2268, $300.00, Aug 2, 2026",
      "Payment 2280, $10.00, Aug 3, 2026",
      "Payment 9, $80.00, Jul 1, 2026",
      "Another one",
    ]);
    expect(offered[0]?.getAttribute("aria-checked")).toBe("true");
    await user.click(dialog.getByRole("radio", { name: "Another one" }));
    await user.type(dialog.getByLabelText("Payment ID in QuickBooks"), "2274");
    await user.click(dialog.getByRole("button", { name: "Link an existing payment" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ payment: "2274" }));
  });

  it("takes the payments that are selected", async () => {
    const choices = [way("post", { asks: "payments" })];
    const candidates = [
      candidate("payment:A", 10_000, "2026-07-01"),
      candidate("payout:B", 9_900, "2026-07-02"),
    ];
    const reason: Reason = { kind: "before_start", facts: { payments: 1, payouts: 1 } };
    const host = look(
      new Inbox(card("1", { record: "before_start:all", reason, choices, candidates, customer: null })),
    );
    await screen.findByRole("heading", {
      name: "1 payment and 1 payout totaling $1,560.00 are from before syncing started",
    });
    await user.click(button("Record the selected ones…"));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Select all" }));
    await user.click(dialog.getByRole("checkbox", { name: /Payout B \$99.00, Jul 2, 2026/ }));
    await user.click(dialog.getByRole("button", { name: "Record the selected ones" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ payments: "payment:A" }));
  });
});

function tooSmall(payment: string | null): Reason {
  const owed = { minor: 0, currency: "USD" };
  const paid = { minor: 30_000, currency: "USD" };
  return { kind: "balance_too_small", facts: { invoice: "1042", owed, paid, payment } };
}

function closedReason(day: string): Reason {
  return { kind: "deposit_closed", facts: { date: `2026-07-${day}`, closed: "2026-07-31" } };
}

function closed(id: string): HoldCard {
  return card(id, {
    rule: "D7",
    reason: closedReason(id),
    record: `payout:${id}`,
    choices: [
      way("post_first_open_day", { day: "2026-08-01" }),
      way("wait_for_accountant", { day: "2026-07-31" }),
    ],
  });
}

function four(): HoldCard[] {
  return ["27", "28", "29", "30"].map(closed);
}

describe("many alike", () => {
  it("are one card, decided together", async () => {
    const host = look(new Inbox(...four(), card("9")));
    expect(await titles()).toHaveLength(2);
    await screen.findByRole("heading", {
      name: "4 deposits are dated in closed books (closed through Jul 31)",
    });
    expect(screen.getByText("$6,240.00")).toBeTruthy();
    await user.click(button("Post all 4 on Aug 1"));
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(1));
    expect(host.decided.map((one) => one.hold)).toEqual(["27", "28", "29", "30"]);
    expect(toasts.list.map((shown) => shown.text)).toEqual(["Posting on Aug 1: 4 payouts, $6,240.00"]);
  });

  it("can be looked at one by one", async () => {
    look(new Inbox(...four()));
    await titles();
    await user.click(button("One by one"));
    expect(screen.getAllByRole("article")).toHaveLength(4);
    await user.click(button("All at once"));
    expect(screen.getAllByRole("article")).toHaveLength(1);
  });

  it("stand apart when the address names one of them", async () => {
    look(new Inbox(...four()), ["29"]);
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(4));
    await waitFor(() => expect(document.activeElement?.id).toBe("hold-29"));
  });

  it("are no group when two, when they ask something, or when they post on different days", async () => {
    const asks = ["1", "2", "3"].map((id) => {
      return card(id, { choices: [way("already_recorded", { asks: "payment" })] });
    });
    const later = closed("30");
    later.choices = [way("post_first_open_day", { day: "2026-09-01" })];
    look(new Inbox(closed("28"), closed("29"), later, ...asks));
    expect(await titles()).toHaveLength(6);
  });

  it("are decided one by one where each can be a different thing", async () => {
    const alike = ["1", "2", "3"].map((id) => {
      const reason: Reason = { kind: "look_alike", facts: { payment: "2274", date: "2026-08-02" } };
      return card(id, { reason, choices: [way("it_is_that_one"), way("record_ours_too")] });
    });
    look(new Inbox(...alike));
    expect(await titles()).toHaveLength(3);
    expect(screen.getAllByRole("button", { name: "Use payment 2274" })).toHaveLength(3);
  });
});

describe("an address", () => {
  it("that names a decision which is settled says so", async () => {
    look(new Inbox(card("1")), ["gone"]);
    expect(await screen.findByText(/This decision is no longer needed/)).toBeTruthy();
  });

  it("shows the details with a way to copy them", async () => {
    look(new Inbox(card("1")));
    await titles();
    const details = button("Details");
    expect(details.getAttribute("aria-expanded")).toBe("false");
    await user.click(details);
    expect(screen.getByText("Payment in QuickBooks")).toBeTruthy();
    expect(button("Copy details")).toBeTruthy();
  });
});
