// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Currency } from "./ledger";

/** The Alternative side. */
export type AlternativeStatus = {
  /** How it is doing. */
  state: SideState,
  /** When it was last heard. */
  heard_at: string | null,
  /** What its server offers; nothing while not connected. */
  mode: Mode | null, };

/** Why an invoice's sides differ. */
export type Because = "clearing" | "listed" | "unexplained";

/** The line about connections; trouble here is no fifth state. */
export type Connection = "ok" | "sign_in_ended" | "offline" | "paused";

/** An open invoice whose sides differ. */
export type Differing = {
  /** The record, as `invoice:id`. */
  record: string,
  /** What people call it. */
  number: string,
  /** What it owes in QuickBooks less what Alternative asks for. */
  minor: number,
  /** What most of it comes from. */
  because: Because, };

/** A part of the difference between both sides. */
export type Explained = {
  /** What it is. */
  reason: string,
  /** How much of QuickBooks' sum less Alternative's. */
  minor: number, };

/** One synced item of the integration guide. */
export type Item = "invoice_details" | "line_items" | "customers" | "payments" | "deposits" | "archived_invoices" | "archived_customers" | "deleted_payments" | "pdf_invoices";

/** One row of the live board. */
export type ItemStatus = {
  /** Which. */
  item: Item,
  /** How it stands. */
  state: State,
  /** When it last changed something on the other side, within the last 31 days. */
  last_change: string | null,
  /** What people call the record that changed then: an invoice's number, a customer's name. */
  last_record: string | null,
  /** Done today, in the company's time zone. */
  today: number,
  /** On their way. */
  in_flight: number,
  /** Waiting: for something that comes by itself, or for a decision. */
  waiting: number,
  /** Done in each of the last 24 hours, the present one last. */
  hours: Array<number>, };

/** What Alternative's server offers. */
export type Mode = "integration" | "documented";

/** A pause that a person asked for. */
export type Pause = {
  /** Goes on by itself then; nothing: only when resumed. */
  until: string | null, };

/** The QuickBooks side. */
export type QuickbooksStatus = {
  /** Company name. */
  company: string | null,
  /** Company id. */
  realm_id: string | null,
  /** Who signed in. */
  email: string | null,
  /** Whether that person's phone is verified; skipping it is fine. */
  phone_verified: boolean | null,
  /** How it is doing. */
  state: SideState, };

/** How one side is doing. */
export type SideState = "not_connected" | "ok" | "slowed_down" | "offline" | "sign_in_ended" | "key_refused" | "subscription_lapsed" | "other_link_active" | "already_connected" | "disconnected" | "keychain_locked";

/** How things stand, in four states and no more. */
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
  /** One sentence that says it all. */
  sentence: string,
  /** End of the last complete pass over both sides. */
  as_of: string | null,
  /** First *Start syncing*; before it nothing is written. */
  started_at: string | null,
  /** Do both sides agree? */
  tie_out: TieOut,
  /** QuickBooks. */
  quickbooks: QuickbooksStatus,
  /** Alternative. */
  alternative: AlternativeStatus,
  /** One row an item, in the guide's order. */
  items: Array<ItemStatus>,
  /** What waits by itself. */
  waiting: Sum,
  /** Open questions in the Needs-you inbox. */
  holds: number,
  /** Money in those questions. */
  held: Sum,
  /** Paused by a person: until then, or until resumed where no instant is given. */
  paused: Pause | null,
  /** The next look at QuickBooks. */
  next_look: string | null,
  /** Requests that read QuickBooks this month. */
  reads_this_month: number,
  /** How many there may be (rule F2). */
  read_budget: number,
  /** Quiet lines: a slow-down with its end, a phone that is not verified, what works differently. */
  notes: Array<string>, };

/** How many, and how much money. */
export type Sum = {
  /** Records. */
  count: number,
  /** Their amounts together. */
  minor: number,
  /** In this currency. */
  currency: Currency, };

/** The comparison of what is open on both sides (rules I4, F5). */
export type TieOut = {
  /** Every open linked invoice ties to the cent, explained differences counted in. */
  agrees: boolean,
  /** End of the last complete pass; nothing newer is claimed. */
  at: string | null,
  /** Open linked invoices that were compared. */
  invoices: number,
  /** Those that do not tie. */
  apart: number,
  /** What they owe in QuickBooks. */
  quickbooks_minor: number,
  /** What Alternative asks their payers for. */
  alternative_minor: number,
  /** Where the difference comes from; with `agrees` these come to it exactly. */
  explained: Array<Explained>,
  /** The invoices whose sides differ, the farthest apart first: the first of them only. */
  differing: Array<Differing>, };
