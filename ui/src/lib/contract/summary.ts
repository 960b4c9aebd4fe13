// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Awaited } from "./awaited";
import type { DocumentKind } from "./document";
import type { Problem } from "./problem";
import type { Closed, Side } from "./side";
import type { Sum } from "./status";

/** A quiet line. */
export type Notice = { "kind": "unreadable", "facts": {
  /** Which. */
  document: DocumentKind, } } | { "kind": "slowed_down", "facts": {
  /** Which. */
  side: Side,
  /** When syncing resumes. */
  until: string, } } | { "kind": "trying_again", "facts": {
  /** Which. */
  side: Side,
  /** When. */
  at: string, } } | { "kind": "sign_in_not_saved", "facts": {
  /** What the keychain said. */
  said: string, } } | { "kind": "clock_off", "facts": {
  /** Days by which it is ahead of QuickBooks'; less than zero: behind. */
  days: number, } } | { "kind": "phone_not_verified" } | { "kind": "practice" } | { "kind": "stopped", "facts": {
  /** Why. */
  problem: Problem, } } | { "kind": "practice_starting" } | { "kind": "practice_stopped" };

/** What open decisions are about, where they are all about the same. */
export type Subject = "payment" | "payout" | "invoice" | "record";

/** How a company stands. */
export type Summary = { "kind": "disconnected", "facts": {
  /** The company's name in QuickBooks. */
  company: string, } } | { "kind": "alternative_missing" } | { "kind": "quickbooks_missing" } | { "kind": "closed", "facts": {
  /** Why. */
  closed: Closed,
  /** The company's name in QuickBooks. */
  company: string,
  /** Payments that are recorded after that. */
  payments: Sum, } } | { "kind": "not_saved", "facts": {
  /** The data directory or its disk may not be written; else the disk is full. */
  read_only: boolean, } } | { "kind": "keychain_locked" } | { "kind": "silent", "facts": {
  /** Which. */
  side: Side,
  /** It cannot be reached from this computer. */
  offline: boolean,
  /** Since when. */
  since: string | null, } } | { "kind": "untrusted", "facts": {
  /** Which. */
  side: Side,
  /** Since when. */
  since: string | null, } } | { "kind": "needs_decision", "facts": {
  /** On what. */
  subject: Subject,
  /** How many, and the money at stake. */
  decisions: Sum, } } | { "kind": "ready_to_start", "facts": {
  /** The company's name in QuickBooks. */
  company: string, } } | { "kind": "reading", "facts": {
  /** The company's name in QuickBooks. */
  company: string,
  /** Records so far. */
  read: number, } } | { "kind": "comparing" } | { "kind": "sending", "facts": {
  /** How many. */
  changes: number, } } | { "kind": "agrees", "facts": {
  /** End of the last complete pass. */
  at: string | null, } } | { "kind": "paused" } | { "kind": "slowed_down", "facts": {
  /** Which. */
  side: Side,
  /** When syncing resumes. */
  until: string, } } | { "kind": "not_read", "facts": {
  /** The company's name in QuickBooks. */
  company: string, } } | { "kind": "changes_pending", "facts": {
  /** How many, where that is known. */
  changes: number | null, } } | { "kind": "not_compared" } | { "kind": "last_compared", "facts": {
  /** When. */
  at: string, } } | { "kind": "invoices_differ", "facts": {
  /** How many. */
  invoices: number, } } | { "kind": "pending", "facts": {
  /** How many, and how much money. */
  records: Sum,
  /** For what the one with the most money waits. */
  first: Awaited | null, } };
