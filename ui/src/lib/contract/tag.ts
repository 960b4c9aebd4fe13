// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { ActivityEntry } from "./activity";
import type { Status } from "./status";

/** What the host sends without being asked. */
export type Event = { "status": Status } | { "activity": {
  /** Whose. */
  company: string,
  /** The entry; its number rises. */
  entry: ActivityEntry, } } | { "invalidated": {
  /** Whose. */
  company: string,
  /** Which. */
  tags: Array<Tag>,
  /** Only these records, as `kind:id`; empty when any may have changed. */
  records: Array<string>, } } | { "open": {
  /** Whose page; nothing: that of the company that is shown. */
  company: string | null,
  /** The page as in the address of the window, without `#/`: `overview`, `needs-you/HOLD`, `payouts/ID`. */
  page: string, } };

/** A kind of what can be held. */
export type Tag = "status" | "holds" | "activity" | "invoices" | "customers" | "payments" | "payouts" | "accounts" | "preferences" | "companies" | "walk" | "transit" | "window";
