import type { AccountRow, PreferencesView, QuickbooksStatus, Status, Walk } from "$/lib/contract";
import { clockOrDay, day, dayAndYear } from "$/lib/format";
import { general } from "$/lib/messages";
import { integrations as words } from "$/lib/messages/integrations";
import type { Fact } from "./Module.svelte";

/** An account by its name and last four digits, where they are known. */
export function accountName(
  account: { id: string; name: string | null } | null,
  rows: readonly AccountRow[],
): string | null {
  if (!account) return null;
  const row = rows.find((candidate) => candidate.id === account.id);
  return row ? words.account(row.name, row.last4) : (account.name ?? account.id);
}

function phone(side: QuickbooksStatus): string {
  if (side.phone_verified === null) return words.unknown;
  return side.phone_verified ? words.phoneVerified : words.phoneSkipped;
}

function deposits(kept: PreferencesView): string {
  if (!kept.create_deposits) return words.depositsOff;
  return kept.deposits_since ? words.depositsOn(day(kept.deposits_since)) : general.on;
}

/** What is known about the QuickBooks side. */
export function quickbooksFacts(
  status: Status,
  kept: PreferencesView | undefined,
  rows: readonly AccountRow[],
  walk: Walk | undefined,
): Fact[] {
  const side = status.quickbooks;
  if (side.company === null || side.state === "not_connected") return [];
  const names = words.facts;
  const closed = walk?.quickbooks?.closed_until;
  const facts: Fact[] = [
    { name: names.company, value: side.company },
    { name: names.signedIn, value: side.email ?? words.unknown },
    { name: names.phone, value: phone(side) },
  ];
  if (kept) {
    const chosen = accountName(kept.deposit_account, rows);
    facts.push(
      { name: names.depositAccount, value: chosen ?? words.noAccount },
      { name: names.createDeposits, value: deposits(kept) },
      { name: names.recordWhen, value: words.when[kept.record_when] },
      { name: names.recordWhere, value: accountName(kept.payment_account, rows) ?? words.undeposited },
      { name: names.feeAccount, value: kept.fee_account?.name ?? words.feeAccountLater },
    );
  }
  if (walk?.quickbooks)
    facts.push({ name: names.closed, value: closed ? dayAndYear(closed) : words.notClosed });
  return facts;
}

/** What is known about the Alternative side. */
export function alternativeFacts(status: Status, walk: Walk | undefined, replace: () => void): Fact[] {
  const key = walk?.alternative;
  if (!key || status.alternative.state === "not_connected") return [];
  const heard = status.alternative.heard_at;
  const change = { label: words.replace, run: replace };
  const value = heard ? words.keyAccepted(key.client_id, clockOrDay(heard)) : words.key(key.client_id);
  const facts: Fact[] = [{ name: words.facts.key, value, change }];
  if (key.payout_bank) {
    const { name, last4 } = key.payout_bank;
    facts.push({ name: words.facts.payoutBank, value: words.account(name, last4) });
  }
  return facts;
}
