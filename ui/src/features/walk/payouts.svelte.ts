import type { AccountRow, PayoutRow, PreferencesView, Setting } from "$/lib/contract";
import { useQuery, type Query } from "$/lib/query.svelte";

/** How payouts reach the books: matched by the reader, or by deposits into an account. */
export type Way = "manual" | "automatic";

/** What is chosen about payouts, and not saved yet. */
export class PayoutChoice {
  readonly accounts: Query<AccountRow[]>;
  readonly kept: Query<PreferencesView>;
  #way = $state<Way | null>(null);
  #account = $state<string | null>(null);
  #recorded = $state<string | null>(null);
  #deposits = $state<boolean | null>(null);

  /** To be made while a component is set up. */
  constructor(company: () => string) {
    const request = () => ({ company: company() });
    this.accounts = useQuery("accounts", request);
    this.kept = useQuery("preferences", request);
  }

  /** Manual reconciliation is what most partners do, and needs nothing. */
  get way(): Way {
    return this.#way ?? (this.kept.data?.deposit_account ? "automatic" : "manual");
  }

  set way(way: Way) {
    this.#way = way;
  }

  /** The account that was chosen: none is chosen for the reader. */
  get account(): string {
    return this.#account ?? this.kept.data?.deposit_account?.id ?? "";
  }

  set account(account: string) {
    this.#account = account;
  }

  /** Where payments are recorded; empty is Undeposited Funds. */
  get recorded(): string {
    return this.#recorded ?? this.kept.data?.payment_account?.id ?? "";
  }

  set recorded(account: string) {
    this.#recorded = account;
  }

  /** Create Deposits, as far as the rest allows it. */
  get deposits(): boolean {
    const wanted = this.#deposits ?? this.kept.data?.create_deposits ?? false;
    return wanted && this.hasAccount && this.recorded === "";
  }

  set deposits(on: boolean) {
    this.#deposits = on;
  }

  /** An account stands there to write deposits into. */
  get hasAccount(): boolean {
    return this.way === "automatic" && this.account !== "";
  }

  /** The row of the account that was chosen. */
  get row(): AccountRow | undefined {
    return this.accounts.data?.find((account) => account.id === this.account);
  }

  /** Everything can be saved. */
  get ready(): boolean {
    return this.kept.data !== undefined && (this.way === "manual" || this.account !== "");
  }

  /** What differs from what is kept; taken together or not at all. */
  get changes(): Setting[] {
    const kept = this.kept.data;
    if (!kept) return [];
    const account = this.way === "automatic" ? this.account : "";
    const set: Setting[] = [];
    if (this.deposits !== kept.create_deposits) {
      set.push({ key: "create_deposits", value: this.deposits ? "on" : "off" });
    }
    if (account !== (kept.deposit_account?.id ?? "")) set.push({ key: "deposit_account", value: account });
    if (this.recorded !== (kept.payment_account?.id ?? "")) {
      set.push({ key: "payment_account", value: this.recorded });
    }
    return set;
  }
}

/** Alternative's word for a payout that reached the bank. */
const PAID = "succeeded";

/** The last payout that reached the bank, for an example; nothing when none was read yet. */
export function lastPaid(payouts: readonly PayoutRow[]): PayoutRow | undefined {
  return payouts
    .filter((payout) => payout.status === PAID && payout.total_minor > 0 && payout.missing_minor === 0)
    .toSorted((one, other) => other.arrival.localeCompare(one.arrival))[0];
}
