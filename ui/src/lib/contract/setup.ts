// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Currency, PayoutBank } from "./ledger";
import type { AccountPurpose } from "./reason";
import type { Mode } from "./status";

/** A bank account that can be chosen. */
export type AccountRow = {
  /** Id in QuickBooks. */
  id: string,
  /** Full name. */
  name: string,
  /** Its last four digits, where QuickBooks keeps a number. */
  last4: string | null,
  /** QuickBooks' own word for its type (`Checking`). */
  kind: string | null,
  /** Its currency. */
  currency: Currency,
  /** Its balance. */
  balance_minor: number,
  /** Looks like the bank account that payouts go to (rule D11). */
  suggested: boolean,
  /** Chosen for deposits. */
  chosen: boolean, };

/** Asks for the accounts that can be chosen. */
export type AccountsRequest = {
  /** Of which company. */
  company: string,
  /** What for; deposits where it is not said. */
  purpose?: AccountPurpose | null, };

/** An API key that was accepted. */
export type AlternativeConnected = {
  /** Which company of this installation. */
  company: string,
  /** Base address of the API. */
  api: string,
  /** Id of the key. */
  client_id: string,
  /** What its server offers. */
  mode: Mode,
  /** Practice services, no real books. */
  practice: boolean,
  /** The bank account that payouts go to. */
  payout_bank: PayoutBank | null,
  /** The QuickBooks company that is bound there already. */
  bound_realm: string | null,
  /** Its name. */
  bound_company: string | null,
  /** Alternative's own QuickBooks link is active (rule N8). */
  other_link: boolean,
  /** Where everything but secrets is kept. */
  data: string, };

/** A chosen account. */
export type ChosenAccount = {
  /** Id in QuickBooks. */
  id: string,
  /** Its name, where it was read. */
  name: string | null, };

/** Names a company of this installation. */
export type CompanyRequest = {
  /** Which. */
  company: string, };

/** What to end. */
export type DisconnectRequest = {
  /** Which company. */
  company: string,
  /** Revoke the sign-in and disconnect at Alternative: other computers stop too (rule N6). */
  everywhere: boolean,
  /** Delete the local history as well. */
  forget: boolean, };

/** What was ended. */
export type Disconnected = {
  /** Which company. */
  company: string,
  /** Other computers stop too. */
  everywhere: boolean,
  /** The local history was deleted. */
  forgotten: boolean,
  /** What could not be ended. */
  left: Array<LeftConnected>, };

/** What could not be ended everywhere. */
export type LeftConnected = "key_refused" | "sign_in_ended";

/** The preferences. */
export type PreferencesView = {
  /** Which company. */
  company: string,
  /** Each paid payout becomes a deposit (rules D1, D2). */
  create_deposits: boolean,
  /** Payouts paid from then on are deposited. */
  deposits_since: string | null,
  /** Bank account of the deposits. */
  deposit_account: ChosenAccount | null,
  /** Bank account that payments are recorded to; nothing = Undeposited Funds (rule D12). */
  payment_account: ChosenAccount | null,
  /** Account of absorbed fees (rule D10). */
  fee_account: ChosenAccount | null,
  /** When payments are recorded. */
  record_when: RecordWhen,
  /** Paid invoices dated from this day on are synced too (rule I14). */
  start_date: string | null, };

/** A connected QuickBooks company. */
export type QuickbooksConnected = {
  /** Which company of this installation. */
  company: string,
  /** Company id in QuickBooks. */
  realm_id: string,
  /** Company name. */
  name: string,
  /** Home currency. */
  currency: Currency,
  /** Books are closed up to and including this day. */
  closed_until: string | null,
  /** Who signed in. */
  email: string | null,
  /** Whether that user's phone is verified. */
  phone_verified: boolean | null,
  /** It was connected before and resumes where it stopped. */
  again: boolean, };

/** When a payment is recorded in QuickBooks (rule P2). */
export type RecordWhen = "processing" | "succeeded";

/** A change of preferences: `key=value` pairs, all of them set or none. */
export type SetPreferences = {
  /** Which company. */
  company: string,
  /** What to set, in order. */
  set: Array<Setting>, };

/** One of them. */
export type Setting = {
  /** `create_deposits`, `deposit_account`, `payment_account`, `fee_account`, `record_when` or `start_date`. */
  key: string,
  /** Its new value; empty restores the default. */
  value: string, };
