// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Noun } from "./happened";
import type { Money } from "./ledger";
import type { Side } from "./side";

/** What an account is chosen for. */
export type AccountPurpose = "deposits" | "fees" | "payments";

/** Why a chosen account cannot be used. */
export type AccountTrouble = "inactive" | "gone" | "other_type";

/** A record that would be archived. */
export type Archive = {
  /** Its number or name. */
  label: string,
  /** What Alternative still asks for. */
  amount: Money | null, };

/** Money with a name that Alternative gave it. */
export type NamedMoney = {
  /** The name. */
  name: string,
  /** How much; signed. */
  amount: Money, };

/** An invoice, and what is open. */
export type OpenInvoice = {
  /** Its number. */
  number: string,
  /** What is open. */
  open: Money, };

/** What stopped. The money at stake is shown next to it; an invoice is its number, anything else in QuickBooks its id. */
export type Reason = { "kind": "customer_refused", "facts": {
  /** Its words. */
  said: string,
  /** Its code. */
  code: string | null, } } | { "kind": "invoice_refused", "facts": {
  /** Its number. */
  invoice: string,
  /** Its words. */
  said: string,
  /** Its code. */
  code: string | null, } } | { "kind": "invoice_does_not_add_up", "facts": {
  /** Its number. */
  invoice: string,
  /** Lines and tax together. */
  sum: Money,
  /** The invoice's total. */
  total: Money, } } | { "kind": "invoice_edited", "facts": {
  /** Its number. */
  invoice: string,
  /** The total that the payer saw. */
  before: Money,
  /** The total now. */
  after: Money,
  /** What was collected. */
  collected: Money, } } | { "kind": "customer_archived", "facts": {
  /** Its name. */
  name: string,
  /** It was inactive, and is active again; else it was changed. */
  again: boolean, } } | { "kind": "invoice_archived", "facts": {
  /** Its number. */
  invoice: string,
  /** It was voided or deleted, and is open again; else it was changed. */
  again: boolean, } } | { "kind": "balance_too_small", "facts": {
  /** Its number. */
  invoice: string,
  /** Its balance. */
  owed: Money,
  /** Its share of the payment. */
  paid: Money,
  /** A payment in QuickBooks that is probably this one. */
  payment: string | null, } } | { "kind": "invoice_gone", "facts": {
  /** Its number. */
  invoice: string,
  /** Voided rather than deleted. */
  voided: boolean, } } | { "kind": "look_alike", "facts": {
  /** The payment in QuickBooks. */
  payment: string,
  /** Its date. */
  date: string, } } | { "kind": "unsure", "facts": {
  /** Those whose id in QuickBooks is known. */
  payments: Array<string>,
  /** One of them may be the one that this app recorded. */
  ours: boolean, } } | { "kind": "payment_altered", "facts": {
  /** The payment in QuickBooks. */
  payment: string,
  /** The reference number by which it would be known again. */
  reference: string, } } | { "kind": "recorded_twice", "facts": {
  /** The one that this app recorded. */
  payment: string,
  /** The one that somebody entered. */
  entered: string,
  /** It has the same reference: recorded twice, or a copy. */
  copy: boolean, } } | { "kind": "payment_refused", "facts": {
  /** Its words. */
  said: string,
  /** Its code. */
  code: string | null, } } | { "kind": "payment_closed", "facts": {
  /** Its date. */
  date: string,
  /** The closing date. */
  closed: string, } } | { "kind": "unapplied", "facts": {
  /** The payment in QuickBooks. */
  payment: string,
  /** Numbers of the invoices that it does not fully pay. */
  invoices: Array<string>, } } | { "kind": "payment_lost", "facts": {
  /** The payment that was there. */
  payment: string,
  /** Numbers of the invoices it paid. */
  invoices: Array<string>, } } | { "kind": "latecomers", "facts": {
  /** Numbers of the invoices. */
  invoices: Array<string>, } } | { "kind": "returned", "facts": {
  /** The deposit it is on. */
  deposit: string | null,
  /** Alternative's words. */
  said: string | null, } } | { "kind": "refunded", "facts": {
  /** How much of the payment was given back until now. */
  refunded: Money,
  /** What the payment was for. */
  of: Money,
  /** Numbers of the invoices it paid. */
  invoices: Array<string>, } } | { "kind": "entry_refused", "facts": {
  /** Its words. */
  said: string,
  /** Its code. */
  code: string | null, } } | { "kind": "payout_apart", "facts": {
  /** What payments and fees come to. */
  explained: Money,
  /** What nothing explains; signed. */
  missing: Money,
  /** What Alternative names besides payments and fees. */
  named: Array<NamedMoney>, } } | { "kind": "already_deposited", "facts": {
  /** How many. */
  count: number,
  /** Of how many. */
  of: number,
  /** The deposit that they are on, where it is one. */
  deposit: string | null,
  /** The account that they went to without a deposit, where it is one. */
  account: string | null, } } | { "kind": "another_deposit", "facts": {
  /** The deposit in QuickBooks. */
  deposit: string, } } | { "kind": "added_deposit", "facts": {
  /** The deposit in QuickBooks. */
  deposit: string,
  /** Its date. */
  date: string,
  /** What it comes to. */
  amount: Money, } } | { "kind": "deposit_refused", "facts": {
  /** Its words. */
  said: string,
  /** Its code. */
  code: string | null, } } | { "kind": "deposit_closed", "facts": {
  /** Its date. */
  date: string,
  /** The closing date. */
  closed: string, } } | { "kind": "not_a_deposit" } | { "kind": "deposit_lost", "facts": {
  /** The deposit that was there. */
  deposit: string,
  /** The payout's day. */
  arrival: string, } } | { "kind": "failed_after_deposit", "facts": {
  /** The deposit. */
  deposit: string,
  /** The payout's day. */
  arrival: string, } } | { "kind": "account_unusable", "facts": {
  /** What it was chosen for. */
  purpose: AccountPurpose,
  /** Its id in QuickBooks. */
  account: string,
  /** Its name as last read. */
  name: string,
  /** Why. */
  trouble: AccountTrouble,
  /** How many payments or payouts wait for it. */
  count: number, } } | { "kind": "many_archives", "facts": {
  /** What they are. */
  record: Noun,
  /** Of how many that were not archived before. */
  of: number,
  /** Each of those that wait. */
  archives: Array<Archive>, } } | { "kind": "other_currencies", "facts": {
  /** The home currency of the books, as a code. */
  home: string,
  /** The currencies of the invoices, as codes. */
  currencies: Array<string>,
  /** Each of them. */
  invoices: Array<OpenInvoice>, } } | { "kind": "not_readable", "facts": {
  /** The service that it is in. */
  side: Side,
  /** What it is. */
  record: Noun,
  /** Its name or number, else its id. */
  label: string,
  /** Since when. */
  since: string,
  /** What the service said. */
  said: string, } } | { "kind": "before_start", "facts": {
  /** How many payments. */
  payments: number,
  /** How many payouts. */
  payouts: number, } } | { "kind": "unworded", "facts": {
  /** The rule that held it. */
  rule: Rule, } };

/** A rule that can stop for a decision. */
export type Rule = "C1" | "C4" | "C7" | "D3" | "D4" | "D5" | "D7" | "D9" | "D13" | "D14" | "F8" | "I1" | "I10" | "I12" | "I16" | "I17" | "I3" | "P1" | "P4" | "P5" | "P8" | "P9" | "P11" | "P17";
