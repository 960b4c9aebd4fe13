import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import {
  HOLD_CHOICES,
  HOLD_DETAILS,
  HOLD_RULES,
  type Choice,
  type CommandName,
  type Commands,
  type HoldCard,
  type Problem,
} from "$/lib/contract";
import { setHost, type Host } from "$/lib/host";
import { needsYou as words } from "$/lib/messages/needs-you";
import { dismiss, toasts } from "$/features/toasts/toasts.svelte";
import NeedsYou from "$/screens/needs-you/NeedsYou.svelte";

const user = userEvent.setup();

function way(id: string, label: string, more: Partial<Choice> = {}): Choice {
  return { id, label, asks: null, shows: false, ...more };
}

function card(id: string, more: Partial<HoldCard> = {}): HoldCard {
  return {
    id,
    rule: "P9",
    title: `Someone deleted our payment for invoice ${id} in QuickBooks.`,
    cause: "Payment 2268 is no longer in QuickBooks.",
    consequence: "QuickBooks shows the invoice as unpaid.",
    amount: { minor: 156_000, currency: "USD" },
    record: `payment:${id}`,
    customer: "Kestrel Logistics",
    choices: [way("record_again", "Record again"), way("accept", "Accept")],
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
    return { hold: request.hold, title: "", choice: request.choice, still_open: false, show: [] };
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
    await screen.findByRole("heading", { level: 1, name: "2 payments, $1,860.00, wait for you" });
    expect((await titles())[0]).toContain("1039");
    expect(screen.getAllByText("If you leave it:")).toHaveLength(2);
  });

  it("can be sorted by age", async () => {
    const old = card("1", { amount: null, raised_at: "2026-08-01T00:00:00Z" });
    look(new Inbox(card("2"), old), [], "sort=oldest");
    expect((await titles())[0]).toContain("invoice 1 ");
  });

  it("is calm when it is empty", async () => {
    look(new Inbox());
    await screen.findByText("Nothing waits for you");
    await waitFor(() => expect(screen.getByText(/Everything agrees as of .* decision was on/)).toBeTruthy());
  });

  it("writes amounts of the host as the reader knows them", async () => {
    look(new Inbox(card("1", { title: "The bank took back 450.00 USD." })));
    await screen.findByRole("heading", { level: 2, name: "The bank took back $450.00." });
  });
});

describe("a decision", () => {
  it("takes its card away, says what was done, and gives the place to the next card", async () => {
    const host = look(
      new Inbox(card("1"), card("2", { amount: { minor: 100, currency: "USD" }, rule: "P8" })),
    );
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
    await user.click(button("Accept"));
    await screen.findByText("Nothing waits for you");
    await waitFor(() => expect(document.activeElement?.tagName).toBe("H1"));
  });

  it("that fails stays, with its reason", async () => {
    const host = look(new Inbox(card("1")));
    host.fails = { code: "disk_full", message: "The disk is full.", hint: null, step: null, details: {} };
    await titles();
    await user.click(button("Accept"));
    const place = within(await screen.findByRole("article"));
    expect(await place.findByText("The disk is full.")).toBeTruthy();
    expect(toasts.list).toHaveLength(0);
  });

  it("opens the record in QuickBooks and leaves the question open", async () => {
    const shows = [way("open_in_quickbooks", "Open in QuickBooks", { shows: true })];
    const host = look(new Inbox(card("1", { record: "invoice:7", details: {}, choices: shows })));
    await titles();
    await user.click(button("Open in QuickBooks"));
    await waitFor(() => expect(host.opened).toEqual([{ quickbooks_record: "invoice:7" }]));
    expect(host.decided).toEqual([]);
  });
});

describe("a choice that asks", () => {
  it("takes an account", async () => {
    const choices = [way("choose_account", "Choose an account", { asks: "account" })];
    const host = look(new Inbox(card("1", { choices })));
    await titles();
    await user.click(button("Choose an account…"));
    const dialog = within(await screen.findByRole("dialog", { name: "Which account?" }));
    expect(dialog.getByRole("button", { name: "Choose an account" })).toHaveProperty("disabled", true);
    await user.click(await dialog.findByRole("radio", { name: /Business Checking/ }));
    await user.click(dialog.getByRole("button", { name: "Choose an account" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ account: "35" }));
  });

  it("takes a day in open books only", async () => {
    const choices = [way("post_first_open_day", "Post on another day", { asks: "date" })];
    const details = { first_open_day: "2026-08-01", closed_until: "2026-07-31" };
    const host = look(new Inbox(card("1", { choices, details })));
    await titles();
    await user.click(button("Post on another day…"));
    const dialog = within(await screen.findByRole("dialog"));
    const field = dialog.getByLabelText<HTMLInputElement>("Day");
    expect(field.value).toBe("2026-08-01");
    await user.clear(field);
    await user.type(field, "2026-07-30");
    expect(dialog.getByText(/Choose a later day/)).toBeTruthy();
    await user.clear(field);
    await user.type(field, "2026-08-02");
    await user.click(dialog.getByRole("button", { name: "Post on another day" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ date: "2026-08-02" }));
  });

  it("takes the payment that the card names, or another", async () => {
    const choices = [way("already_recorded", "Already recorded", { asks: "payment" })];
    const details = { "payment:9": "80.00 USD on 1 Jul", "payment:2268": "300.00 USD on 2 Aug" };
    const host = look(new Inbox(card("1", { choices, details })));
    await titles();
    await user.click(button("Already recorded…"));
    const dialog = within(await screen.findByRole("dialog"));
    expect(
      dialog.getByRole("radio", { name: "Payment 2268, $300.00 on 2 Aug" }).getAttribute("aria-checked"),
    ).toBe("true");
    await user.click(dialog.getByRole("radio", { name: "Another one" }));
    await user.type(dialog.getByLabelText("Id of the payment in QuickBooks"), "2274");
    await user.click(dialog.getByRole("button", { name: "Already recorded" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ payment: "2274" }));
  });

  it("takes the payments that are ticked", async () => {
    const choices = [way("post", "Post the ticked ones", { asks: "payments" })];
    const details = { "payment:A": "100.00 USD on 2026-07-01", "payout:B": "99.00 USD on 2026-07-02" };
    const host = look(new Inbox(card("1", { choices, details })));
    await titles();
    await user.click(button("Post the ticked ones…"));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("button", { name: "Tick all" }));
    await user.click(dialog.getByRole("checkbox", { name: /Payout/ }));
    await user.click(dialog.getByRole("button", { name: "Post the ticked ones" }));
    await waitFor(() => expect(host.decided[0]?.arguments).toEqual({ payments: "payment:A" }));
  });
});

function closed(id: string): HoldCard {
  return card(id, {
    rule: "D7",
    title: `July is closed in QuickBooks (closing date 31 Jul). This deposit is dated ${id} Jul.`,
    cause: "Nothing is written on or before the closing date.",
    record: `payout:${id}`,
    choices: [
      way("post_first_open_day", "Post on 1 Aug"),
      way("wait_for_accountant", "Wait for the accountant"),
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
    await screen.findByRole("heading", { name: "July is closed in QuickBooks (closing date 31 Jul)." });
    expect(screen.getByText("$6,240.00")).toBeTruthy();
    await user.click(button("Post all 4 on 1 Aug"));
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(1));
    expect(host.decided.map((one) => one.hold)).toEqual(["27", "28", "29", "30"]);
    expect(toasts.list.map((shown) => shown.text)).toEqual([
      "Posting on the first open day: 4 payouts, $6,240.00",
    ]);
  });

  it("can be looked at one by one", async () => {
    look(new Inbox(...four()));
    await titles();
    await user.click(button("One by one"));
    expect(screen.getAllByRole("article")).toHaveLength(4);
    await user.click(button("As one card"));
    expect(screen.getAllByRole("article")).toHaveLength(1);
  });

  it("stand apart when the address names one of them", async () => {
    look(new Inbox(...four()), ["29"]);
    await waitFor(() => expect(screen.getAllByRole("article")).toHaveLength(4));
    await waitFor(() => expect(document.activeElement?.id).toBe("hold-29"));
  });

  it("are no group when two, or when they ask something", async () => {
    const asks = ["1", "2", "3"].map((id) => {
      return card(id, { choices: [way("already_recorded", "Already recorded", { asks: "payment" })] });
    });
    look(new Inbox(closed("28"), closed("29"), ...asks));
    expect(await titles()).toHaveLength(5);
  });
});

describe("an address", () => {
  it("that names a question which is settled says so", async () => {
    look(new Inbox(card("1")), ["gone"]);
    expect(await screen.findByText(/This question is settled/)).toBeTruthy();
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

describe("words", () => {
  it("are there for every rule, choice and detail that a question can have", () => {
    for (const rule of HOLD_RULES) {
      const title = words.groupTitle(rule, "3");
      // Never the rule's own id; without a title the cards are decided one by one.
      expect(title ?? rule, rule).toMatch(title === null ? /^(P5|P17)$/ : /3 .+\.$/);
    }
    for (const choice of HOLD_CHOICES) {
      expect(words.did(choice), choice).toMatch(/^[A-Z][a-zA-Z ]+$/);
      expect(words.groupLabel(choice, "3", "Take it"), choice).not.toContain("_");
    }
    for (const detail of HOLD_DETAILS) expect(words.detailName(detail), detail).toMatch(/^[A-Z][a-zA-Z ]+$/);
  });
});
