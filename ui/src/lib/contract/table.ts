// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Change, FieldChange } from "./change";
import type { Happened, Noun } from "./happened";
import type { Currency, Money } from "./ledger";
import type { RowNote } from "./note";
import type { PayoutRow, RowState } from "./rows";
import type { Side } from "./side";
import type { State, SyncCategory } from "./status";

/** A page of changes, newest first. */
export type ActivityPage = {
  /** The rows. */
  rows: Array<ActivityRow>,
  /** There are older ones. */
  more: boolean,
  /** Changes today, in the company's time zone. */
  today: number, };

/** Which changes. */
export type ActivityPageRequest = {
  /** Which company. */
  company: string,
  /** Number, customer or amount. */
  text: string | null,
  /** Only this item. */
  item: SyncCategory | null,
  /** Only this way. */
  direction: Direction | null,
  /** Only in this state. */
  state: State | null,
  /** Not before this time. */
  since: string | null,
  /** Only before this number: the next page. */
  before: number | null,
  /** At most. */
  limit: number, };

/** A change, or a decision, in one line. */
export type ActivityRow = {
  /** Number of its newest journal entry; rises within a company. */
  seq: number,
  /** When. */
  at: string,
  /** Row of the board. */
  item: SyncCategory | null,
  /** Which way; nothing: nothing was written. */
  direction: Direction | null,
  /** What it changes. */
  change: Change,
  /** The record, as `kind:id`; it opens the chain. */
  record: string | null,
  /** How much. */
  amount: Money | null,
  /** Its state. */
  state: State,
  /** It needs a decision: not written. */
  held: boolean, };

/** What led to a change, oldest first. */
export type Chain = {
  /** The record, as `kind:id`. */
  record: string | null,
  /** The links. */
  links: Array<ChainLink>,
  /** Where the values below changed. */
  place: Side | null,
  /** Before and after. */
  changes: Array<FieldChange>, };

/** A link of the chain. */
export type ChainLink = {
  /** When. */
  at: string,
  /** Its kind. */
  stage: Stage,
  /** What it tells. */
  told: LinkFacts,
  /** Request, record id or reference, for *Copy*. */
  id: string | null, };

/** Which change. */
export type ChainRequest = {
  /** Which company. */
  company: string,
  /** [`ActivityRow::seq`] */
  seq: number, };

/** Which way a change went. */
export type Direction = "to_alternative" | "to_quickbooks";

/** A record that was found, with what it is called. */
export type Found = { "kind": "invoice", "facts": {
  /** Its number, else its id. */
  number: string,
  /** Whose it is. */
  customer: string | null, } } | { "kind": "customer", "facts": {
  /** Its name. */
  name: string,
  /** Its email address. */
  email: string | null, } } | { "kind": "payment", "facts": {
  /** Its id in Alternative. */
  payment: string,
  /** Who paid. */
  payer: string | null,
  /** Numbers of the invoices it pays. */
  invoices: Array<string>, } } | { "kind": "payout", "facts": {
  /** Its id in Alternative. */
  payout: string,
  /** When it reaches the bank. */
  arrival: string,
  /** Its deposit in QuickBooks. */
  deposit: string | null, } } | { "kind": "books_payment", "facts": {
  /** Its id in QuickBooks. */
  payment: string,
  /** Its reference, where it has one. */
  reference: string | null,
  /** Who paid. */
  customer: string | null,
  /** Its date. */
  date: string | null, } };

/** A record that was found. */
export type Hit = {
  /** What it is. */
  found: Found,
  /** The record, as `kind:id`. */
  record: string,
  /** How much. */
  amount: Money | null,
  /** Its state. */
  state: RowState, };

/**
 * Invoices, newest first, column by column: a hundred thousand of them fit into one answer. All columns have the same
 * length.
 */
export type InvoiceTable = {
  /** The record, as `invoice:ID`. */
  records: Array<string>,
  /** Number, else id. */
  numbers: Array<string>,
  /** Place in `customer_names`. */
  customers: Array<number>,
  /** Names of the customers, each once; the first is empty: not known. */
  customer_names: Array<string>,
  /** Accounting date. */
  issued: Array<string | null>,
  /** Due date. */
  due: Array<string | null>,
  /** Currency of its amounts. */
  currencies: Currency[],
  /** Total in QuickBooks, else in Alternative. */
  totals: Array<number>,
  /** Balance in QuickBooks. */
  quickbooks: Array<number | null>,
  /** Balance in Alternative. */
  alternative: Array<number | null>,
  /** State of the pair. */
  states: Array<RowState>,
  /** Why; nothing: nothing to say. */
  notes: Array<RowNote | null>,
  /** QuickBooks' PDF was copied. */
  pdfs: Array<boolean>, };

/** Which invoices. */
export type InvoiceTableRequest = {
  /** Which company. */
  company: string,
  /** Only these, as `invoice:ID`; empty: all. */
  records: Array<string>, };

/** What a link tells. */
export type LinkFacts = { "kind": "entry", "facts": {
  /** It. */
  happened: Happened, } } | { "kind": "paid", "facts": {
  /** How much. */
  amount: Money,
  /** Who paid. */
  customer: string | null,
  /** How. */
  by: PaidBy | null,
  /** Numbers of the invoices it pays. */
  invoices: Array<string>,
  /** How it stood then. */
  standing: PaymentStanding | null, } } | { "kind": "wanted", "facts": {
  /** Which. */
  happened: Happened,
  /** Why. */
  why: WriteReason | null, } } | { "kind": "unanswered", "facts": {
  /** What. */
  happened: Happened, } } | { "kind": "recorded", "facts": {
  /** Its id. */
  payment: string,
  /** Our reference on it. */
  reference: string, } } | { "kind": "read_again", "facts": {
  /** A payment or a deposit. */
  record: Noun,
  /** Its id. */
  id: string,
  /** It is no longer there, as it should be. */
  gone: boolean, } } | { "kind": "not_done", "facts": {
  /** What. */
  happened: Happened,
  /** The service's words. */
  said: string | null, } } | { "kind": "held", "facts": {
  /** On what. */
  happened: Happened,
  /** Why, as version 0.1.0 kept it: whole sentences. */
  cause: string | null, } };

/** How a payment was made. */
export type Method = { "kind": "bank_debit" } | { "kind": "card" } | { "kind": "other", "facts": {
  /** Alternative's own word for it. */
  said: string, } };

/** How a payment was made, and who bears its fee. */
export type PaidBy = {
  /** How. */
  method: Method,
  /** The payer bears the fee. */
  fee_passed_on: boolean, };

/** How a payment stood when it was read. */
export type PaymentStanding = "clearing" | "captured" | "failed" | "refunded" | "charged_back";

/** Which payout. */
export type PayoutRequest = {
  /** Which company. */
  company: string,
  /** Its id. */
  id: string, };

/** What to search for. */
export type SearchRequest = {
  /** Which company. */
  company: string,
  /** Number, name, amount or id. */
  text: string, };

/** What was found: at most some of each kind. */
export type SearchResult = {
  /** The best of each kind. */
  hits: Array<Hit>,
  /** How many invoices match in all. */
  invoices: number, };

/** Kind of a link of the chain. */
export type Stage = "read" | "decided" | "person" | "written" | "checked" | "failed" | "held";

/** A payout as a statement. */
export type Statement = {
  /** The payout. */
  payout: PayoutRow,
  /** Its lines: payments first, then fees, then everything else. */
  lines: Array<StatementLine>,
  /** Name of the bank account it is paid into, with its last four digits. */
  account: string | null,
  /** Name of the account of absorbed fees. */
  fee_account: string | null, };

/** A line of a statement. */
export type StatementLine = {
  /** `payment`, `fee`, `refund`, `chargeback`, `adjustment` or `unknown`. */
  kind: string,
  /** Whose payment. */
  customer: string | null,
  /** Numbers of the invoices it pays. */
  invoices: Array<string>,
  /** How it was paid; for payments only. */
  method: PaidBy | null,
  /** Alternative's own words. */
  description: string,
  /** Signed amount. */
  minor: number, };

/** Why the rules want a write. */
export type WriteReason = { "kind": "customer_appears" } | { "kind": "made_inactive" } | { "kind": "invoice_follows" } | { "kind": "deleted" } | { "kind": "voided" } | { "kind": "restored" } | { "kind": "pdf_shown" } | { "kind": "collected" } | { "kind": "failed_before_payout" } | { "kind": "status_shown" } | { "kind": "paid_out" } | { "kind": "fees_need_account" } | { "kind": "sentence", "facts": {
  /** It. */
  said: string, } };
