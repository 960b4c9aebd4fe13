// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Currency } from "./ledger";
import type { RowNote } from "./note";

/** An invoice in Alternative. */
export type AlternativeInvoice = {
  /** Id. */
  id: string,
  /** Alternative's word for its status. */
  status: string,
  /** Total. */
  total_minor: number,
  /** Balance that the payer is still asked for, in minor units. */
  outstanding_minor: number | null,
  /** Archived. */
  archived: boolean, };

/** A customer. */
export type CustomerRow = {
  /** Name. */
  name: string,
  /** In QuickBooks. */
  quickbooks: CustomerSide | null,
  /** In Alternative. */
  alternative: CustomerSide | null,
  /** State of the pair. */
  state: RowState,
  /** Why. */
  why: RowNote | null, };

/** A customer in one of the services. */
export type CustomerSide = {
  /** Id. */
  id: string,
  /** Name. */
  name: string,
  /** Email address. */
  email: string | null,
  /** Active (QuickBooks), or not archived (Alternative). */
  active: boolean, };

/** An invoice. */
export type InvoiceRow = {
  /** Number, else id. */
  number: string,
  /** Customer's name. */
  customer: string | null,
  /** Accounting date. */
  issued: string | null,
  /** Currency of all its amounts. */
  currency: Currency,
  /** In QuickBooks. */
  quickbooks: QuickbooksInvoice | null,
  /** In Alternative. */
  alternative: AlternativeInvoice | null,
  /** QuickBooks' PDF was copied. */
  pdf: boolean,
  /** State of the pair. */
  state: RowState,
  /** Why. */
  why: RowNote | null, };

/** What a payment pays. */
export type PaidInvoice = {
  /** Number, else id. */
  number: string,
  /** QuickBooks id; nothing for an invoice that Alternative alone has. */
  quickbooks: string | null,
  /** Its share. */
  minor: number, };

/** A payment that Alternative processed. */
export type PaymentRow = {
  /** Id in Alternative. */
  id: string,
  /** Who the invoices it pays are for, as QuickBooks names them; more than one where it pays several customers'. */
  customers: Array<string>,
  /** When it was made. */
  created_at: string,
  /** `card`, `standard_ach`, … */
  method: string | null,
  /** Its status in Alternative. */
  status: string,
  /** Paid, but not captured yet (rule P2). */
  clearing: boolean,
  /** Currency of all its amounts. */
  currency: Currency,
  /** What it pays: the sum of its allocations. */
  minor: number,
  /** What the payer paid, a surcharge included. */
  total_minor: number,
  /** What it pays. */
  pays: Array<PaidInvoice>,
  /** In QuickBooks. */
  quickbooks: Array<RecordedPayment>,
  /** The payout it is in. */
  payout: string | null,
  /** State of the pair. */
  state: RowState,
  /** Why. */
  why: RowNote | null, };

/** A line of a payout. */
export type PayoutLine = {
  /** `payment`, `fee`, `refund`, `chargeback`, `adjustment` or `unknown`. */
  kind: string,
  /** The payment it belongs to. */
  payment: string | null,
  /** Signed amount. */
  minor: number,
  /** Alternative's own words. */
  description: string, };

/** A payout as a statement. */
export type PayoutRow = {
  /** Id in Alternative. */
  id: string,
  /** Its status in Alternative. */
  status: string,
  /** When it reaches the bank. */
  arrival: string,
  /** Currency of all its amounts. */
  currency: Currency,
  /** Payments in it. */
  payments_minor: number,
  /** Fees in it, negative. */
  fees_minor: number,
  /** Everything else in it. */
  other_minor: number,
  /** What reaches the bank: the expected bank line. */
  total_minor: number,
  /** What its lines leave unexplained; zero when it ties to the cent. */
  missing_minor: number,
  /** Its lines. */
  lines: Array<PayoutLine>,
  /** In QuickBooks. */
  deposit: RecordedDeposit | null,
  /** State of the pair. */
  state: RowState,
  /** Why. */
  why: RowNote | null, };

/** An invoice in QuickBooks. */
export type QuickbooksInvoice = {
  /** Id. */
  id: string,
  /** `SyncToken` */
  version: number,
  /** Total. */
  total_minor: number,
  /** Balance, in minor units. */
  balance_minor: number,
  /** Due date. */
  due: string | null,
  /** Voided. */
  voided: boolean,
  /** Deleted. */
  gone: boolean, };

/** A payout's deposit in QuickBooks. */
export type RecordedDeposit = {
  /** Id. */
  id: string,
  /** Name of its bank account, else its id. */
  account: string | null,
  /** Its date. */
  date: string | null,
  /** Its total in QuickBooks, as last read. */
  minor: number,
  /** Deleted in QuickBooks. */
  gone: boolean, };

/** A payment's record in QuickBooks; one per customer (rule P4). */
export type RecordedPayment = {
  /** Id. */
  id: string,
  /** `PaymentRefNum` */
  reference: string | null,
  /** Its amount in QuickBooks, as last read. */
  minor: number,
  /** Its date. */
  date: string | null,
  /** Written by a companion. */
  ours: boolean,
  /** The deposit it is on. */
  deposit: string | null,
  /** Deleted or voided in QuickBooks. */
  gone: boolean, };

/** State of a pair of records. */
export type RowState = "in_step" | "working" | "waiting" | "held" | "differs" | "archived" | "alternative_only" | "not_sent" | "recorded" | "removed" | "left_out";

/** Which rows. */
export type RowsRequest = {
  /** Which company. */
  company: string,
  /** Dated on or after this day (customers: changed since). */
  since: string | null,
  /** Only in this state. */
  state: RowState | null, };
