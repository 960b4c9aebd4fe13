import type { AccountRow, PreferencesView, RecordWhen, Setting } from "$/lib/contract";
import { useQuery, type Query } from "$/lib/query.svelte";

/** What is chosen in the preferences and not confirmed yet; what nobody touched stays as it is kept. */
export class Choices {
  readonly kept: Query<PreferencesView>;
  readonly #accounts: Query<AccountRow[]>;
  #account = $state<string | null>(null);
  #deposits = $state<boolean | null>(null);
  #when = $state<RecordWhen | null>(null);
  #straight = $state<boolean | null>(null);

  /** To be made while a component is set up. */
  constructor(company: () => string) {
    this.kept = useQuery("preferences", () => ({ company: company() }));
    this.#accounts = useQuery("accounts", () => ({ company: company() }));
  }

  /** Bank accounts that can be chosen; the one that is kept is among them, even when it cannot be read. */
  get accounts(): { id: string; name: string; last4: string | null; suggested: boolean }[] {
    const rows = this.#accounts.data ?? [];
    const kept = this.kept.data?.deposit_account;
    if (!kept || rows.some((row) => row.id === kept.id)) return rows;
    return [...rows, { id: kept.id, name: kept.name ?? kept.id, last4: null, suggested: false }];
  }

  /** The bank account of the deposits; empty: none. */
  get account(): string {
    return this.#account ?? this.kept.data?.deposit_account?.id ?? this.kept.data?.payment_account?.id ?? "";
  }

  set account(account: string) {
    this.#account = account;
  }

  /** The row of that account. */
  get row() {
    return this.accounts.find((row) => row.id === this.account);
  }

  /** Create Deposits, as far as the account allows it. */
  get deposits(): boolean {
    return (this.#deposits ?? this.kept.data?.create_deposits ?? false) && this.account !== "";
  }

  set deposits(on: boolean) {
    this.#deposits = on;
  }

  /** When payments are recorded. */
  get when(): RecordWhen {
    return this.#when ?? this.kept.data?.record_when ?? "processing";
  }

  set when(when: RecordWhen) {
    this.#when = when;
  }

  /** Payments go straight to the bank account. */
  get straight(): boolean {
    const wanted = this.#straight ?? this.kept.data?.payment_account != null;
    return wanted && this.account !== "" && !this.deposits;
  }

  set straight(on: boolean) {
    this.#straight = on;
  }

  /** What differs from what is kept; taken together or not at all. */
  get changes(): Setting[] {
    const kept = this.kept.data;
    if (!kept) return [];
    const set: Setting[] = [];
    const differs = (key: string, value: string, before: string) => {
      if (value !== before) set.push({ key, value });
    };
    const touched = this.#account !== null || this.deposits;
    const account = touched ? this.account : (kept.deposit_account?.id ?? "");
    differs("create_deposits", onOff(this.deposits), onOff(kept.create_deposits));
    differs("deposit_account", account, kept.deposit_account?.id ?? "");
    differs("payment_account", this.straight ? this.account : "", kept.payment_account?.id ?? "");
    differs("record_when", this.when, kept.record_when);
    return set;
  }
}

function onOff(on: boolean): string {
  return on ? "on" : "off";
}
