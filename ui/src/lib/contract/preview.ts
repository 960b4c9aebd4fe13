// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Awaited } from "./awaited";
import type { Task } from "./happened";
import type { Choice } from "./hold";
import type { Money } from "./ledger";
import type { Reason, Rule } from "./reason";
import type { Sum, SyncCategory } from "./status";

/** A payment or payout from before syncing started: recorded only if selected (rule P17). */
export type EarlierRow = {
  /** The record, as `kind:id`. */
  record: string,
  /** How much. */
  amount: Money,
  /** When it was collected or paid out. */
  at: string, };

/** A quiet line of a preview. */
export type PlanNotice = { "kind": "books_closed", "facts": {
  /** The closing date. */
  closed: string, } } | { "kind": "deposits_off" };

/** How many writes of one kind. */
export type Planned = {
  /** Which row of the board. */
  item: SyncCategory,
  /** How many. */
  count: number, };

/** A decision that would be needed. */
export type PlannedHold = {
  /** Rule that would stop. */
  rule: Rule,
  /** What would stop. */
  reason: Reason,
  /** The record, as `kind:id`. */
  record: string,
  /** Whose record it is, where that is known. */
  customer: string | null,
  /** The choices. */
  choices: Array<Choice>,
  /** Money at stake. */
  amount: Money | null, };

/** A preview: nothing of it is written. */
export type PreviewView = {
  /** Which company. */
  company: string,
  /** Syncing was started before: this is the next sync, not the first. */
  started: boolean,
  /** Records read so far. */
  read: number,
  /** How many writes, row by row. */
  planned: Array<Planned>,
  /** Open invoices that would be sent, with their balances. */
  open_invoices: Sum,
  /** Paid ones dated from this day on are synced too (rule I14). */
  paid_since: string,
  /** Paid invoices that would be sent, with their totals. */
  paid_invoices: Sum,
  /** Payments that would be recorded in QuickBooks. */
  payments: Sum,
  /** Deposits that would be recorded in QuickBooks. */
  deposits: Sum,
  /** Payments and deposits together. */
  recorded: Sum,
  /** Some of the writes, in the order they would go. */
  tasks: Array<Task>,
  /** Decisions that would be needed. */
  holds: Array<PlannedHold>,
  /** What would be pending and recorded automatically later. */
  awaited: Array<Awaited>,
  /** From before syncing started. */
  earlier: Array<EarlierRow>,
  /** Quiet lines: the closing date above all. */
  notices: Array<PlanNotice>, };
