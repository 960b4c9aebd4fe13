import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { followOpened, mergeNewest, withDays } from "$/features/chain/items";
import { Layout } from "$/features/chain/layout";
import { codesOf } from "$/features/chain/codes";
import { take } from "$/lib/query.svelte";
import Activity from "$/screens/activity/Activity.svelte";
import { change, listsOf, pageOf, PROBLEM, said } from "./host";

const user = userEvent.setup();
const props = (search = "") => ({ company: "main", path: [], search: new URLSearchParams(search) });

describe("the list", () => {
  it("has a heading for every day, and says what was not written", async () => {
    listsOf({
      activity_page: () =>
        pageOf([
          change(3),
          change(2, { direction: null, held: true, state: "needs_you", change: said("Late return") }),
          change(1, { at: "2026-08-03T09:00:00" }),
        ]),
    });
    render(Activity, props());
    expect(await screen.findByText("3 changes today. Open one to see how it happened.")).toBeTruthy();
    expect(screen.getAllByRole("heading", { level: 2 })).toHaveLength(2);
    const held = screen.getByText("Late return").closest("button");
    expect(within(held as HTMLElement).getByText("Not written")).toBeTruthy();
  });

  it("opens a change: what led to it, with ids to copy, and before and after", async () => {
    const host = listsOf({
      activity_page: () => pageOf([change(8)]),
      chain: () => ({
        record: "payment:8",
        place: "quickbooks",
        links: [
          {
            at: "2026-08-04T12:03:41",
            stage: "written",
            told: { kind: "recorded", facts: { payment: "2291", reference: "AP-7" } },
            id: "c7d1f0",
          },
        ],
        changes: [
          {
            field: { kind: "balance_of", facts: { invoice: "1051" } },
            before: { kind: "amount", facts: { amount: { minor: 125000, currency: "USD" } } },
            after: { kind: "amount", facts: { amount: { minor: 0, currency: "USD" } } },
          },
        ],
      }),
    });
    render(Activity, props());
    const row = (await screen.findByText("Payment 8")).closest("button") as HTMLElement;
    await user.click(row);
    expect(await screen.findByText("QuickBooks payment 2291, reference AP-7.")).toBeTruthy();
    expect(screen.getByLabelText("Copy c7d1f0")).toBeTruthy();
    expect(screen.getByRole("row", { name: /Balance of invoice 1051/ }).textContent).toContain("0.00");
    expect(host.of("chain")).toEqual([{ company: "main", seq: 8 }]);
    expect(row.getAttribute("aria-expanded")).toBe("true");
    await user.keyboard("{Escape}");
    expect(row.getAttribute("aria-expanded")).toBe("false");
  });

  it("lets the host search and filter, from the address too", async () => {
    const host = listsOf({ activity_page: () => pageOf([]) });
    render(Activity, props("state=waiting&item=payments&direction=nonsense"));
    await screen.findByText("No matches for these filters");
    expect(host.of("activity_page")[0]).toMatchObject({
      state: "waiting",
      item: "payments",
      direction: null,
    });
    await user.type(screen.getByRole("searchbox"), "1042");
    expect(await screen.findByText("Nothing matches “1042”")).toBeTruthy();
    await waitFor(() => expect(host.of("activity_page").at(-1)).toMatchObject({ text: "1042" }));
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("No activity yet")).toBeTruthy();
  });

  it("takes in what happens, and follows the opened change", async () => {
    let rows = [change(5, { state: "working", change: said("Payment by Harbor") })];
    listsOf({
      activity_page: () => pageOf(rows),
      chain: () => ({ record: null, place: null, links: [], changes: [] }),
    });
    render(Activity, props());
    await user.click(await screen.findByText("Payment by Harbor"));
    rows = [
      change(7, { change: said("Another") }),
      change(6, { record: "payment:5", change: said("Payment by Harbor") }),
    ];
    take({ invalidated: { company: "main", tags: ["activity"], records: [] } });
    await screen.findByText("Another");
    const row = screen.getByText("Payment by Harbor").closest("button");
    expect(row?.getAttribute("aria-expanded")).toBe("true");
  });

  it("says what went wrong", async () => {
    const host = listsOf({ activity_page: () => pageOf([]) });
    host.fails = PROBLEM;
    render(Activity, props());
    expect(await screen.findByText(PROBLEM.message)).toBeTruthy();
  });
});

it("one record's story is told from its first entry, with both sides as they are now", async () => {
  const money = { minor: 30_000, currency: "USD" };
  const host = listsOf({
    activity_page: () => pageOf([]),
    explain: () => ({
      record: "invoice:145",
      named: { kind: "invoice", facts: { number: "1042" } },
      now: [
        {
          known: {
            kind: "quickbooks_invoice",
            facts: { number: "1042", total: money, balance: money, version: 3, voided: false },
          },
          deleted: true,
        },
      ],
      chain: [
        {
          seq: 1,
          at: "2026-08-01T09:00:00",
          kind: "read",
          record: "invoice:145",
          item: null,
          happened: {
            kind: "read",
            facts: { side: "quickbooks", noun: "invoice", label: "1042", new: true },
          },
          details: { version: 3 },
        },
      ],
    }),
  });
  render(Activity, props("record=invoice:145"));
  expect(await screen.findByRole("heading", { name: "Invoice 1042" })).toBeTruthy();
  expect(screen.getByText("Invoice 1042, total $300.00, balance $300.00, version 3, deleted")).toBeTruthy();
  expect(screen.getByText("New in QuickBooks: invoice 1042")).toBeTruthy();
  expect(screen.queryByLabelText("Open invoice 1042 in Alternative")).toBeNull();
  expect(host.of("explain")[0]).toMatchObject({ record: "invoice:145" });
});

describe("older rows", () => {
  const older = [change(4), change(3, { state: "working" }), change(2)];

  it("stay under the newest page, but not where their story went on", () => {
    const page = pageOf([change(9, { record: "payment:3" }), change(5)], true);
    expect(mergeNewest(page, older).map((row) => row.seq)).toEqual([9, 5, 4, 2]);
  });

  it("go when the newest page is all there is", () => {
    expect(mergeNewest(pageOf([change(9)]), older).map((row) => row.seq)).toEqual([9]);
  });

  it("an opened change is found where its story goes on, and only there", () => {
    expect(followOpened(change(3), [change(9, { record: "payment:3" })])?.seq).toBe(9);
    expect(followOpened(change(3), [change(9)])).toBeNull();
  });
});

it("items of unlike height are found by their place", () => {
  const layout = new Layout([39, 32, 232, 32]);
  expect(layout.total).toBe(335);
  expect([0, 38, 39, 71, 302, 303, 9999].map((offset) => layout.at(offset))).toEqual([0, 0, 1, 2, 2, 3, 3]);
  expect(layout.between(80, 100, 0)).toEqual({ first: 2, end: 3 });
  expect(new Layout([]).between(0, 100, 50)).toEqual({ first: 0, end: 0 });
});

it("days are told apart on this computer's calendar", () => {
  const items = withDays([change(2), change(1, { at: "2026-08-03T23:59:59" })], new Date(2026, 7, 4));
  expect(items.map((item) => item.heading?.split(",")[0] ?? null)).toEqual([
    "Today",
    null,
    "Yesterday",
    null,
  ]);
});

it("a journal entry's details become names and values", () => {
  expect(codesOf({ request: "c7", after: { total: "1.00", none: null }, ids: ["1", "2"] })).toEqual({
    request: "c7",
    "after.total": "1.00",
    ids: "1, 2",
  });
  expect(codesOf(null)).toEqual({});
});
