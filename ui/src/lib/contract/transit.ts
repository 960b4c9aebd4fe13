// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Currency, Money } from "./ledger";

/** One station. */
export type Station = {
  /** How much is there. */
  minor: number,
  /** Payments or payouts. */
  count: number,
  /** Fees that were kept, negative; for payouts only. */
  fees_minor: number,
  /** When the payout reaches (or reached) the bank. */
  arrival: string | null,
  /** The payout. */
  payout: string | null,
  /** Its deposit in QuickBooks. */
  deposit: string | null, };

/** Money in transit: the first three stations come to the total. */
export type Transit = {
  /** Currency of all its amounts. */
  currency: Currency,
  /** Paid, not captured yet. */
  clearing: Station,
  /** Captured, not paid out yet. */
  cleared: Station,
  /** Paid out, not in the bank yet. */
  payout: Station,
  /** The last payout that arrived. */
  bank: Station | null,
  /** What is in transit. */
  total_minor: number,
  /** Our payments that are in Undeposited Funds; nothing when payments are recorded straight to a bank account. */
  undeposited_minor: number | null,
  /** How much of the total is not in Undeposited Funds. */
  apart_minor: number,
  /** Where that comes from. */
  explained: Array<TransitPart>, };

/** A part of the difference between what is in transit and Undeposited Funds. */
export type TransitPart = { "kind": "invoices", "facts": {
  /** Numbers of some of them. */
  numbers: Array<string>,
  /** How many more there are. */
  more: number, } } | { "kind": "other_payments", "facts": {
  /** How many. */
  count: number, } } | { "kind": "no_deposit", "facts": {
  /** How much; nothing where it is the whole difference. */
  amount: Money | null, } };
