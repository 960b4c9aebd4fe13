// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Happened } from "./happened";
import type { Known, Named } from "./known";
import type { SyncCategory } from "./status";

/** One entry of the journal. */
export type ActivityEntry = {
  /** Rises by one within a company. */
  seq: number,
  /** When. */
  at: string,
  /** Its kind. */
  kind: EntryKind,
  /** What it is about, as `kind:id`. */
  record: string | null,
  /** Row of the board. */
  item: SyncCategory | null,
  /** What happened. */
  happened: Happened,
  /** Before and after, request, answer, reason; null when there is nothing to add. */
  details: unknown, };

/** Which entries. */
export type ActivityRequest = {
  /** Which company. */
  company: string,
  /** Only after this number, oldest first; without it the newest come first. */
  since: number | null,
  /** Only about this record, as `kind:id`. */
  record: string | null,
  /** At most. */
  limit: number, };

/** Kind of a journal entry. */
export type EntryKind = "read" | "decided" | "attempt" | "written" | "found" | "failed" | "held" | "withdrawn" | "person" | "connection" | "drift";

/** Why something is as it is. */
export type Explanation = {
  /** The record, as `kind:id`. */
  record: string,
  /** What people call it. */
  named: Named,
  /** Its current state. */
  now: Array<Fact>,
  /** What led here, oldest first. */
  chain: Array<ActivityEntry>, };

/** What is known of an explained record in one place. */
export type Fact = {
  /** What. */
  known: Known,
  /** The record was deleted there. */
  deleted: boolean, };
