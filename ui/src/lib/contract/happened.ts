// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { DocumentKind, Repair } from "./document";
import type { Choice } from "./hold";
import type { Money } from "./ledger";
import type { Reason } from "./reason";
import type { Closed, Side } from "./side";

/** Why everything is compared. */
export type Comparison = "events_forgotten" | "place_unknown" | "point_unknown" | "too_long_ago" | "too_much";

/** What was carried out, or was there already. */
export type Done = { "kind": "customer_sent", "facts": {
  /** Its name. */
  name: string, } } | { "kind": "customer_archived", "facts": {
  /** Its id in QuickBooks. */
  customer: string, } } | { "kind": "invoice_sent", "facts": {
  /** Its number. */
  number: string, } } | { "kind": "invoice_archived", "facts": {
  /** Its number. */
  number: string,
  /** Voided in QuickBooks rather than deleted. */
  voided: boolean, } } | { "kind": "customer_restored", "facts": {
  /** Its id in QuickBooks. */
  customer: string, } } | { "kind": "invoice_restored", "facts": {
  /** Its number. */
  number: string, } } | { "kind": "pdf_copied", "facts": {
  /** The invoice's id in QuickBooks. */
  invoice: string,
  /** It is the same as before. */
  unchanged: boolean, } } | { "kind": "payment_recorded", "facts": {
  /** Its id there. */
  payment: string,
  /** How much. */
  amount: Money,
  /** It was there already. */
  found: boolean, } } | { "kind": "payment_removed", "facts": {
  /** Its id there. */
  payment: string, } } | { "kind": "duplicate_removed", "facts": {
  /** Its id there. */
  payment: string, } } | { "kind": "payment_applied", "facts": {
  /** Its id there. */
  payment: string, } } | { "kind": "deposit_removed", "facts": {
  /** Its id there. */
  deposit: string, } } | { "kind": "deposit_recorded", "facts": {
  /** Its id there. */
  deposit: string,
  /** The payout's total. */
  amount: Money,
  /** It was there already. */
  found: boolean, } } | { "kind": "payment_reported", "facts": {
  /** Its id in Alternative. */
  payment: string, } } | { "kind": "payout_reported", "facts": {
  /** Its id in Alternative. */
  payout: string, } } | { "kind": "fee_account", "facts": {
  /** Its id in QuickBooks. */
  account: string, } } | { "kind": "entry_written", "facts": {
  /** Its id there. */
  entry: string,
  /** How much it is about. */
  amount: Money, } } | { "kind": "returns_account", "facts": {
  /** Its id in QuickBooks. */
  account: string, } };

/** What happened. */
export type Happened = { "kind": "sentence", "facts": {
  /** It. */
  said: string, } } | { "kind": "read", "facts": {
  /** Where. */
  side: Side,
  /** What it is. */
  noun: Noun,
  /** Its number or name. */
  label: string,
  /** For the first time. */
  new: boolean, } } | { "kind": "deleted", "facts": {
  /** Where. */
  side: Side,
  /** What it was. */
  noun: Noun,
  /** Its number or name. */
  label: string, } } | { "kind": "merged", "facts": {
  /** Its name. */
  customer: string,
  /** The other one's name. */
  into: string, } } | { "kind": "unreadable", "facts": {
  /** Who sent it. */
  side: Side,
  /** Why. */
  why: string, } } | { "kind": "company_changed" } | { "kind": "planned", "facts": {
  /** The write. */
  task: Task, } } | { "kind": "attempted", "facts": {
  /** The write. */
  task: Task, } } | { "kind": "not_done", "facts": {
  /** The write. */
  task: Task, } } | { "kind": "done", "facts": {
  /** The write. */
  done: Done, } } | { "kind": "held", "facts": {
  /** On what. */
  question: Question, } } | { "kind": "withdrawn", "facts": {
  /** On what. */
  question: Question, } } | { "kind": "decided", "facts": {
  /** What. */
  choice: Choice,
  /** On what. */
  question: Question, } } | { "kind": "started" } | { "kind": "paused", "facts": {
  /** Until then; nothing: until resumed. */
  until: string | null, } } | { "kind": "resumed" } | { "kind": "comparing", "facts": {
  /** Why. */
  why: Comparison, } } | { "kind": "closed", "facts": {
  /** Why. */
  closed: Closed, } } | { "kind": "other_body", "facts": {
  /** Its words. */
  said: string | null, } } | { "kind": "reopened" } | { "kind": "damaged", "facts": {
  /** Which. */
  document: DocumentKind,
  /** How. */
  repair: Repair, } } | { "kind": "preferences_changed" } | { "kind": "signed_in", "facts": {
  /** The company's name. */
  company: string,
  /** It was connected before. */
  again: boolean, } } | { "kind": "key_accepted" } | { "kind": "disconnected", "facts": {
  /** At Alternative too, for every computer. */
  everywhere: boolean, } };

/** What a record is called. */
export type Noun = "customer" | "invoice" | "payment" | "deposit" | "account" | "payout";

/** A decision as an entry reports it. */
export type Question = {
  /** Why it is needed. */
  reason: Reason,
  /** Money at stake. */
  amount: Money | null, };

/** A write, in the terms by which people know it. An invoice is its number where it is sent, else its id. */
export type Task = { "kind": "send_customer", "facts": {
  /** Its name. */
  name: string, } } | { "kind": "archive_customer", "facts": {
  /** Its id in QuickBooks. */
  customer: string, } } | { "kind": "send_invoice", "facts": {
  /** Its number. */
  number: string, } } | { "kind": "archive_invoice", "facts": {
  /** Its id in QuickBooks. */
  invoice: string, } } | { "kind": "restore_customer", "facts": {
  /** Its id in QuickBooks. */
  customer: string, } } | { "kind": "restore_invoice", "facts": {
  /** Its id in QuickBooks. */
  invoice: string, } } | { "kind": "copy_pdf", "facts": {
  /** The invoice's id in QuickBooks. */
  invoice: string, } } | { "kind": "record_payment", "facts": {
  /** How much. */
  amount: Money, } } | { "kind": "remove_payment", "facts": {
  /** Its id in QuickBooks. */
  payment: string, } } | { "kind": "apply_payment", "facts": {
  /** Its id in QuickBooks. */
  payment: string, } } | { "kind": "report_payment", "facts": {
  /** Its id in Alternative. */
  payment: string, } } | { "kind": "record_deposit", "facts": {
  /** How much. */
  amount: Money, } } | { "kind": "remove_deposit", "facts": {
  /** Its id in QuickBooks. */
  deposit: string, } } | { "kind": "report_payout", "facts": {
  /** Its id in Alternative. */
  payout: string, } } | { "kind": "find_fee_account" } | { "kind": "write_entry", "facts": {
  /** How much. */
  amount: Money, } } | { "kind": "find_returns_account" };
