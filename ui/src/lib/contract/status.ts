// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Currency } from "./ledger";
import type { Notice, Summary } from "./summary";

/** The status of Alternative. */
export type AlternativeStatus = {
  /** Its state. */
  state: SideState,
  /** Time of its last response. */
  heard_at: string | null,
  /** What its server offers; nothing while not connected. */
  mode: Mode | null, };

/** Why an invoice differs, or both sums do. */
export type Because = "clearing" | "listed" | "unexplained";

/** The state of the connections, apart from the four states of syncing. */
export type Connection = "ok" | "sign_in_ended" | "offline" | "paused";

/** An open invoice that differs. */
export type Differing = {
  /** The record, as `invoice:id`. */
  record: string,
  /** What people call it. */
  number: string,
  /** Its balance in QuickBooks less its balance in Alternative, in minor units. */
  minor: number,
  /** What most of it comes from. */
  because: Because, };

/** A part of the difference between QuickBooks and Alternative. */
export type Explained = {
  /** What it is. */
  because: Because,
  /** How much of QuickBooks' sum less Alternative's. */
  minor: number, };

/** One row of the live board. */
export type ItemStatus = {
  /** Which. */
  item: SyncCategory,
  /** Its state. */
  state: State,
  /** Switched off by the user (Create Deposits), with nothing left to do: that is no success, and is not called one. */
  off: boolean,
  /** When it last changed something in the other service, within the last 31 days. */
  last_change: string | null,
  /** What people call the record that changed then: an invoice's number, a customer's name. */
  last_record: string | null,
  /** Done today, in the company's time zone. */
  today: number,
  /** Writes that were sent and have no response yet. */
  in_flight: number,
  /** Waiting: pending, or for a decision. */
  waiting: number,
  /** Done in each of the last 24 hours, the present one last. */
  hours: Array<number>, };

/** What Alternative's server offers. */
export type Mode = "integration" | "documented";

/** A pause that the user asked for. */
export type Pause = {
  /** When it resumes automatically; nothing: only when resumed by the user. */
  until: string | null, };

/** The status of QuickBooks. */
export type QuickbooksStatus = {
  /** Company name. */
  company: string | null,
  /** Company id. */
  realm_id: string | null,
  /** Who signed in. */
  email: string | null,
  /** Whether that user's phone is verified; skipping it is fine. */
  phone_verified: boolean | null,
  /** Its state. */
  state: SideState, };

/** State of one service. */
export type SideState = "not_connected" | "ok" | "slowed_down" | "offline" | "untrusted" | "sign_in_ended" | "key_refused" | "subscription_lapsed" | "other_link_active" | "already_connected" | "disconnected" | "keychain_locked";

/** The status, as one of four states. */
export type State = "done" | "working" | "waiting" | "needs_you";

/** Everything the Overview shows about one company. */
export type Status = {
  /** Names the pair in this installation (rule N1). */
  company: string,
  /** Practice services, no real books. */
  practice: boolean,
  /** One of four. */
  state: State,
  /** The line about connections. */
  connection: Connection,
  /** One line that says it all. */
  summary: Summary,
  /** End of the last complete pass over QuickBooks and Alternative. */
  as_of: string | null,
  /** First *Start syncing*; before it nothing is written. */
  started_at: string | null,
  /** Whether QuickBooks and Alternative agree. */
  tie_out: TieOut,
  /** QuickBooks. */
  quickbooks: QuickbooksStatus,
  /** Alternative. */
  alternative: AlternativeStatus,
  /** One row per item, in the guide's order. */
  items: Array<ItemStatus>,
  /** What is pending and will be recorded automatically. */
  waiting: Sum,
  /** Open decisions in the Needs-you inbox. */
  holds: number,
  /** Money at stake in those decisions. */
  held: Sum,
  /** Paused by the user: until then, or until resumed if no time is given. */
  paused: Pause | null,
  /** Time of the next check of QuickBooks. */
  next_look: string | null,
  /** Requests that read QuickBooks this month. */
  reads_this_month: number,
  /** How many there may be (rule F2). */
  read_budget: number,
  /** Quiet lines: a slow-down with its end, a phone that is not verified, what works differently. */
  notices: Array<Notice>, };

/** How many, and how much money. */
export type Sum = {
  /** Records. */
  count: number,
  /** Their amounts together. */
  minor: number,
  /** In this currency. */
  currency: Currency, };

/** One synced item of the integration guide. */
export type SyncCategory = "invoice_details" | "line_items" | "customers" | "payments" | "deposits" | "archived_invoices" | "archived_customers" | "deleted_payments" | "pdf_invoices";

/** The comparison of what is open in QuickBooks and in Alternative (rules I4, F5). */
export type TieOut = {
  /**
   * Every open linked invoice ties to the cent, explained differences counted in, and QuickBooks and Alternative were
   * compared within the last 26 hours (rule F5).
   */
  agrees: boolean,
  /** End of the last complete pass; nothing newer is known. */
  at: string | null,
  /** When QuickBooks and Alternative were last compared in full. */
  compared_at: string | null,
  /** They are being compared. */
  comparing: boolean,
  /** Open linked invoices that were compared. */
  invoices: number,
  /** Number of those that differ. */
  apart: number,
  /** Sum of their balances in QuickBooks, in minor units. */
  quickbooks_minor: number,
  /** Sum of their balances in Alternative, in minor units. */
  alternative_minor: number,
  /** Where the difference comes from; with `agrees` these come to it exactly. */
  explained: Array<Explained>,
  /** The invoices that differ, largest difference first: only the first of them. */
  differing: Array<Differing>, };
