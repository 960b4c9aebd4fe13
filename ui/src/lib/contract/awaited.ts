// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Noun } from "./happened";
import type { Money } from "./ledger";
import type { AccountPurpose } from "./reason";
import type { Side } from "./side";

/** For what a record waits. An invoice is its number, anything else its id. */
export type Awaited = { "kind": "unworded" } | { "kind": "customer" } | { "kind": "customer_taken" } | { "kind": "payment_settled", "facts": {
  /** The invoice. */
  invoice: string,
  /** It is archived then, rather than changed. */
  archives: boolean, } } | { "kind": "report", "facts": {
  /** The payment in Alternative. */
  payment: string, } } | { "kind": "invoices" } | { "kind": "invoices_read_again" } | { "kind": "capture" } | { "kind": "known_state" } | { "kind": "payment_account" } | { "kind": "open_books", "facts": {
  /** The closing date. */
  closed: string, } } | { "kind": "invoice_linked", "facts": {
  /** The invoice. */
  invoice: string, } } | { "kind": "invoice_sent", "facts": {
  /** The invoice. */
  invoice: string, } } | { "kind": "books_payment", "facts": {
  /** The payment in QuickBooks. */
  payment: string, } } | { "kind": "arrival", "facts": {
  /** When. */
  day: string, } } | { "kind": "bank_account" } | { "kind": "fee_account" } | { "kind": "explained", "facts": {
  /** What payments and fees come to. */
  explained: Money,
  /** What nothing explains; signed. */
  missing: Money, } } | { "kind": "counted_twice", "facts": {
  /** The deposit in QuickBooks. */
  deposit: string,
  /** The payments in QuickBooks. */
  payments: Array<string>, } } | { "kind": "account", "facts": {
  /** What the account is for. */
  purpose: AccountPurpose, } } | { "kind": "payment_read" } | { "kind": "payment_recorded", "facts": {
  /** The payment in Alternative. */
  payment: string, } } | { "kind": "payment_decided", "facts": {
  /** The payment in Alternative. */
  payment: string, } } | { "kind": "archives_decided", "facts": {
  /** What they are. */
  record: Noun, } } | { "kind": "deposit", "facts": {
  /** The deposit in QuickBooks. */
  deposit: string, } } | { "kind": "readable", "facts": {
  /** The service that it is in. */
  side: Side,
  /** What it is. */
  record: Noun,
  /** Its name or number, else its id. */
  label: string,
  /** Since when it could not be read. */
  since: string, } };
