// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Money } from "./ledger";
import type { PaymentStanding } from "./table";

/** What is known of a record in one place. */
export type Known = { "kind": "quickbooks_invoice", "facts": {
  /** Its number, else its id. */
  number: string,
  /** Its total. */
  total: Money,
  /** Its balance. */
  balance: Money,
  /** `SyncToken` */
  version: number,
  /** Voided. */
  voided: boolean, } } | { "kind": "quickbooks_customer", "facts": {
  /** Its name. */
  name: string,
  /** Active. */
  active: boolean, } } | { "kind": "quickbooks_payment", "facts": {
  /** Its id. */
  payment: string,
  /** How much. */
  amount: Money,
  /** Its date. */
  date: string,
  /** Its reference. */
  reference: string | null,
  /** The deposit it is on. */
  deposit: string | null, } } | { "kind": "quickbooks_deposit", "facts": {
  /** Its id. */
  deposit: string,
  /** How much. */
  amount: Money,
  /** Its date. */
  date: string, } } | { "kind": "quickbooks_account", "facts": {
  /** Its name. */
  name: string, } } | { "kind": "alternative_invoice", "facts": {
  /** Its number, else its id. */
  number: string,
  /** Alternative's word for its status. */
  status: string,
  /** Its total. */
  total: Money,
  /** Its balance, where Alternative says it. */
  balance: Money | null, } } | { "kind": "alternative_customer", "facts": {
  /** Its name. */
  name: string,
  /** Archived. */
  archived: boolean, } } | { "kind": "alternative_payment", "facts": {
  /** Its id. */
  payment: string,
  /** What it pays, in minor units; Alternative does not name the currency. */
  minor: number,
  /** How it stands; nothing: this version does not know the status. */
  standing: PaymentStanding | null, } } | { "kind": "alternative_payout", "facts": {
  /** How much. */
  total: Money,
  /** How it stands; nothing: this version does not know the status. */
  standing: PayoutStanding | null,
  /** When it reaches the bank. */
  arrival: string, } } | { "kind": "not_recorded", "facts": {
  /** Its id in Alternative. */
  payment: string,
  /** For this customer of QuickBooks. */
  customer: string, } } | { "kind": "recorded", "facts": {
  /** Its id in Alternative. */
  payment: string,
  /** Its id in QuickBooks. */
  recorded: string,
  /** Recorded by this app. */
  ours: boolean, } } | { "kind": "removed", "facts": {
  /** Its id in Alternative. */
  payment: string,
  /** Its id in QuickBooks. */
  removed: string, } } | { "kind": "left_out", "facts": {
  /** Its id in Alternative. */
  payment: string, } } | { "kind": "deposited", "facts": {
  /** Its id in Alternative. */
  payout: string,
  /** Its deposit. */
  deposit: string, } } | { "kind": "other_body", "facts": {
  /** Its words. */
  said: string | null, } };

/** What people call a record. */
export type Named = { "kind": "invoice", "facts": {
  /** Its number, else its id. */
  number: string, } } | { "kind": "customer", "facts": {
  /** Its name, else its id. */
  name: string, } } | { "kind": "payment", "facts": {
  /** Its id in Alternative. */
  payment: string, } } | { "kind": "payout", "facts": {
  /** Its id in Alternative. */
  payout: string, } } | { "kind": "unread", "facts": {
  /** Its id. */
  id: string, } } | { "kind": "archives" } | { "kind": "currencies" } | { "kind": "account" } | { "kind": "before_start" };

/** How a payout stands. */
export type PayoutStanding = "pending" | "succeeded" | "failed" | "canceled";
