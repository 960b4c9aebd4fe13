import type { PayoutRow, State, StatementLine } from "$/lib/contract";
import { day, money } from "$/lib/format";
import { payouts as words } from "$/lib/messages/payouts";

/** Lines of one kind with what they come to. */
export interface Group {
  lines: readonly StatementLine[];
  minor: number;
}

/** A statement's lines as it is read: payments, then fees, then everything else. */
export interface Groups {
  payments: Group;
  fees: Group;
  others: Group;
}

const groupOf = (lines: readonly StatementLine[], takes: (kind: string) => boolean): Group => {
  const taken = lines.filter((line) => takes(line.kind));
  return { lines: taken, minor: taken.reduce((sum, line) => sum + line.minor, 0) };
};

export function groupsOf(lines: readonly StatementLine[]): Groups {
  return {
    payments: groupOf(lines, (kind) => kind === "payment"),
    fees: groupOf(lines, (kind) => kind === "fee"),
    others: groupOf(lines, (kind) => kind !== "payment" && kind !== "fee"),
  };
}

/** How a payout's deposit stands beside it: the cents between them; nothing when there is no deposit to compare. */
export function depositApart(payout: PayoutRow): number | null {
  const { deposit } = payout;
  return deposit === null || deposit.gone ? null : payout.total_minor - deposit.minor;
}

/** The sentence over a statement, and what it claims: only three equal sums tie. */
export interface Verdict {
  state: State | null;
  text: string;
}

export function verdictOf(payout: PayoutRow, now: Date): Verdict {
  const arrival = day(payout.arrival, now);
  const size = (minor: number) => money(Math.abs(minor), payout.currency);
  if (payout.missing_minor !== 0) {
    return { state: "needs_you", text: words.missing(arrival, size(payout.missing_minor)) };
  }
  if (payout.deposit?.gone) return { state: "needs_you", text: words.gone(arrival) };
  if (payout.state === "held") return { state: "needs_you", text: words.held(arrival) };
  if (payout.state === "working") return { state: "working", text: words.working(arrival) };
  const apart = depositApart(payout);
  if (apart === 0) return { state: "done", text: words.ties(arrival) };
  if (apart !== null) return { state: "needs_you", text: words.difference(arrival, size(apart)) };
  if (payout.state === "waiting") return { state: "waiting", text: words.waiting(arrival) };
  if (payout.state === "recorded") return { state: "done", text: words.recorded(arrival) };
  if (payout.status === "failed" || payout.status === "canceled")
    return { state: null, text: words.came(arrival) };
  return { state: null, text: words.without(arrival) };
}

/** What stands under a payout's amount in the list. */
export function noteOf(payout: PayoutRow): string {
  if (payout.deposit) return words.deposit(payout.deposit.id);
  if (payout.status === "failed" || payout.status === "canceled") return words.failed;
  return payout.status === "pending" ? words.onItsWay : words.noDeposit;
}

/** Payouts by the year they arrive in, latest first, as the host lists them. */
export function byYear(
  list: readonly PayoutRow[],
): { year: string; currency: string; payouts: PayoutRow[] }[] {
  const years: { year: string; currency: string; payouts: PayoutRow[] }[] = [];
  for (const payout of list) {
    const year = payout.arrival.slice(0, 4);
    const last = years.at(-1);
    if (last?.year !== year) years.push({ year, currency: payout.currency, payouts: [payout] });
    else {
      last.payouts.push(payout);
      if (last.currency !== payout.currency) last.currency = "";
    }
  }
  return years;
}
