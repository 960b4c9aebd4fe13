import { render, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { recordAddress, recordNamed } from "$/app/routes";
import type { Differing, Notice, Summary, Transit as TransitView } from "$/lib/contract";
import { setHost } from "$/lib/host";
import { summaryRest, summarySpoken, summaryTitle } from "$/lib/messages/summary";
import { waitsFor } from "$/features/frame/actions";
import { shortSentence } from "$/features/frame/short";
import { barsOf, peakOf } from "$/screens/overview/bars";
import Overview from "$/screens/overview/Overview.svelte";
import { say, tieNote } from "$/screens/overview/say";
import Transit from "$/screens/overview/Transit.svelte";
import BoardOf from "./BoardOf.svelte";
import { item, ScriptedHost, status } from "./host";

const NOW = new Date(2026, 7, 4, 12, 4, 31);
const hours = (...last: number[]) => [...Array.from({ length: 24 - last.length }, () => 0), ...last];

test("bars have the height of their share, this hour's its own color, and nothing is a tick", () => {
  const bars = barsOf(hours(10, 5, 0, 2));
  expect(bars).toHaveLength(24);
  expect(bars[20]).toMatchObject({ height: 20, y: 0, kind: "past" });
  expect(bars[21]).toMatchObject({ height: 10, y: 10 });
  expect(bars[22]).toMatchObject({ height: 1, kind: "nil" });
  expect(bars[23]).toMatchObject({ height: 4, kind: "now", x: 115 });
  expect(barsOf(hours(1))[23]?.height).toBe(5);
});

test("the busiest hour is named by when it began", () => {
  expect(peakOf(hours(3, 9, 0, 1), NOW)).toMatchObject({ count: 9 });
  expect(peakOf(hours(3, 9, 0, 1), NOW)?.at.getHours()).toBe(10);
  expect(peakOf(hours(), NOW)).toBeNull();
});

test("a row of the board says its state, its last change and its hours in words", () => {
  const row = item({
    state: "waiting",
    last_change: NOW.toISOString(),
    last_record: "1051",
    today: 9,
    hours: hours(3, 2),
  });
  render(BoardOf, { row, now: NOW });
  const cells = screen.getAllByRole("cell").map((cell) => cell.textContent.trim());
  expect(screen.getByRole("rowheader").textContent).toContain("Payments");
  expect(cells[0]).toBe("Waiting");
  expect(cells[1]).toMatch(/· 1051$/);
  expect(cells.slice(2, 5)).toEqual(["9", "–", "–"]);
  expect(screen.getByRole("img").getAttribute("aria-label")).toMatch(
    /^Last 24 hours: 5 changes, most at .*\(3\)$/,
  );
});

test("deposits are not called done while Create Deposits is off", () => {
  render(BoardOf, { row: item({ item: "deposits", off: true }), now: NOW });
  const cells = screen.getAllByRole("cell").map((cell) => cell.textContent.trim());
  expect(cells.slice(0, 2)).toEqual(["Off", "Create Deposits is off"]);
});

const usd = (count: number, minor: number) => ({ count, minor, currency: "USD" });
const decisions = (count: number, minor: number): Summary => ({
  kind: "needs_decision",
  facts: { subject: "payment", decisions: usd(count, minor) },
});

test("how a company stands is an answer and its explanation, and is spoken without its clock", () => {
  const ended: Summary = {
    kind: "closed",
    facts: { closed: "sign_in_ended", company: "Northwind MSP", payments: usd(6, 231000) },
  };
  expect(summaryTitle(ended, NOW)).toBe("The QuickBooks sign-in has ended");
  expect(summaryRest(ended)).toBe(
    "Only an administrator of Northwind MSP can renew it. 6 payments ($2,310.00) are pending.",
  );
  const pending: Summary = {
    kind: "pending",
    facts: { records: usd(1, 1050), first: { kind: "invoice_linked", facts: { invoice: "1042" } } },
  };
  expect(summaryTitle(pending, NOW)).toBe("1 record is pending, $10.50: Waiting for invoice 1042");
  expect(summaryTitle(decisions(3, 231000), NOW)).toBe("3 payments, $2,310.00, need your decision");
  expect(summaryTitle(decisions(1, 0), NOW)).toBe("1 payment needs your decision");
  const silent: Summary = {
    kind: "silent",
    facts: { side: "quickbooks", offline: false, since: NOW.toISOString() },
  };
  expect(summaryTitle(silent, NOW)).toMatch(/^QuickBooks has not answered since 12:04/);
  expect(summarySpoken(silent)).toBe("QuickBooks has not answered");
  const full: Summary = { kind: "not_saved", facts: { read_only: false } };
  expect(summaryTitle(full, NOW)).toBe("The app cannot save its records because the disk is full");
  expect(summaryRest(full)).toMatch(/last state that was saved\. Free up disk space/);
  const untrusted: Summary = {
    kind: "untrusted",
    facts: { side: "quickbooks", since: NOW.toISOString() },
  };
  expect(summaryTitle(untrusted, NOW)).toMatch(
    /^The certificate of QuickBooks has not been trusted on this computer since 12:04/,
  );
  expect(summaryRest(untrusted)).toMatch(/^Nothing was sent and nothing is lost\. .*date and time\..*proxy/);
  const agrees: Summary = { kind: "agrees", facts: { at: NOW.toISOString() } };
  expect(summaryTitle(agrees, NOW)).toMatch(/^Everything agrees as of 12:04:31/);
  const later = new Date(2026, 7, 5, 9);
  expect(summaryTitle(agrees, later)).toMatch(/^Everything agrees as of .*4.*12:04:31/);
  expect(summarySpoken(agrees)).toBe("Everything agrees");
});

test("the lead proves the sentence: what was compared, what else agrees, or until when it is paused", () => {
  expect(say(status(), NOW).lead).toMatch(/^412 open invoices, compared to the cent at /);
  const held = status({
    state: "needs_you",
    holds: 3,
    summary: decisions(3, 231000),
  });
  expect(say(held, NOW).lead).toMatch(/^Everything else agrees as of /);
  expect(say(status({ paused: { until: null }, connection: "paused" }), NOW).title).toBe(
    "Paused until you resume",
  );
});

test("a difference says how large it is and where it comes from", () => {
  const { tie_out } = status();
  const apart = {
    ...tie_out,
    quickbooks_minor: tie_out.quickbooks_minor + 111000,
    explained: [{ because: "clearing" as const, minor: 111000 }],
  };
  expect(tieNote(status())).toBeUndefined();
  expect(tieNote(status({ tie_out: apart }))).toBe(
    "difference of $1,110.00: payments not yet recorded in QuickBooks",
  );
});

test("the invoices that differ are named, farthest apart first, and lead to their story", async () => {
  const { tie_out } = status();
  const differing: Differing[] = [
    { record: "invoice:145", number: "1039", minor: 156000, because: "unexplained" },
    { record: "invoice:152", number: "1047", minor: -45000, because: "clearing" },
  ];
  const quickbooks_minor = tie_out.quickbooks_minor + 111000;
  setHost(new ScriptedHost({ status: status({ tie_out: { ...tie_out, quickbooks_minor, differing } }) }));
  render(Overview, { company: "main", path: [], search: new URLSearchParams() });
  const link = await screen.findByRole("link", { name: "invoice 1039, 1,560.00, not explained" });
  expect(link.getAttribute("href")).toBe("#/activity?record=invoice%3A145");
  expect(screen.getByRole("link", { name: /^invoice 1047, −450\.00, a payment on its way/ })).toBeTruthy();
  expect(link.parentElement?.textContent?.replace(/\s+/g, " ").trim()).toBe(
    "difference of $1,110.00: invoice 1039, invoice 1047",
  );
  expect(recordNamed("invoices", ["145"])).toBe("invoice:145");
  expect(recordNamed("activity", ["customer:7"])).toBe("customer:7");
  expect(recordAddress("payout:PO1")).toBe("#/payouts/PO1");
});

test("the sentence is read aloud when its meaning changes, and not when its clock does", async () => {
  const host = new ScriptedHost({ status: status({ started_at: null }) });
  setHost(host);
  render(Overview, { company: "main", path: [], search: new URLSearchParams() });
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 }).textContent).toMatch(/12:04:31/));
  expect(screen.getByRole("status").textContent).toBe("Everything agrees");
});

test("what the page begins with is not said once more below", async () => {
  const facts = { side: "quickbooks", until: new Date().toISOString() } as const;
  const summary: Summary = { kind: "slowed_down", facts };
  const notices: Notice[] = [summary, { kind: "phone_not_verified" }];
  setHost(new ScriptedHost({ status: status({ summary, notices }) }));
  render(Overview, { company: "main", path: [], search: new URLSearchParams() });
  await screen.findByText(/^The phone number of the sign-in is not verified/);
  expect(screen.getAllByText(/asked us to slow down; resuming/)).toHaveLength(1);
});

test("the foot of the navigation counts the questions and leaves their sum to the line below", () => {
  const held = status({
    state: "needs_you",
    holds: 3,
    summary: decisions(3, 231000),
  });
  expect(shortSentence(held)).toBe("3 need your decision");
  expect(shortSentence({ ...held, holds: 1, summary: decisions(1, 30000) })).toBe("1 needs your decision");
  expect(shortSentence(status())).toBe("Everything agrees");
});

test("money in transit is compared with Undeposited Funds, whichever holds more", async () => {
  const station = { count: 0, minor: 0, fees_minor: 0, payout: null, arrival: null, deposit: null };
  const transit = {
    currency: "USD",
    total_minor: 100_00,
    clearing: station,
    cleared: station,
    payout: station,
    bank: null,
    undeposited_minor: 60_00,
    apart_minor: 40_00,
    explained: [{ kind: "invoices", facts: { numbers: ["1039"], more: 0 } }],
  } satisfies TransitView;
  const { rerender } = render(Transit, { transit });
  expect(screen.getByText("40.00 of it is not in Undeposited Funds: invoice 1039")).toBeTruthy();
  const explained: TransitView["explained"] = [{ kind: "no_deposit", facts: { amount: null } }];
  await rerender({ transit: { ...transit, undeposited_minor: 150_00, apart_minor: -50_00, explained } });
  expect(
    screen.getByText("Undeposited Funds holds 50.00 more: payouts that are in the bank without a deposit"),
  ).toBeTruthy();
});

test("Sync now says what it waits for and until when, where nobody can shorten that", () => {
  const later = new Date(2026, 7, 4, 12, 42).toISOString();
  expect(waitsFor(status(), NOW)).toBeUndefined();
  const slow = status({ notices: [{ kind: "slowed_down", facts: { side: "quickbooks", until: later } }] });
  expect(waitsFor(slow, NOW)).toMatch(/^Waiting until 12:42\b.* because QuickBooks asked for a pause\./);
  expect(waitsFor(status({ paused: { until: later } }), NOW)).toMatch(/^Syncing is paused until 12:42\b/);
  expect(waitsFor(status({ paused: { until: null } }), NOW)).toBe("Syncing is paused until you resume it.");
  const silent = status();
  silent.alternative = { ...silent.alternative, state: "offline" };
  expect(waitsFor(silent, NOW)).toBe("Alternative is not responding. Syncing resumes automatically.");
  silent.quickbooks = { ...silent.quickbooks, state: "offline" };
  expect(waitsFor(silent, NOW)).toMatch(/^Neither service is responding\./);
});
