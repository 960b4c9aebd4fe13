// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Awaited } from "./awaited";
import type { FieldChange } from "./change";
import type { Question, Task } from "./happened";
import type { Money } from "./ledger";
import type { Problem } from "./problem";

/** Why a row is in its state. */
export type RowNote = { "kind": "writing", "facts": {
  /** What. */
  task: Task, } } | { "kind": "put_off", "facts": {
  /** How. */
  problem: Problem, } } | { "kind": "answered_deleted", "facts": {
  /** Its id in QuickBooks. */
  record: string, } } | { "kind": "waits", "facts": {
  /** For what. */
  awaited: Awaited, } } | { "kind": "held", "facts": {
  /** On what. */
  question: Question, } } | { "kind": "refused", "facts": {
  /** Its words. */
  said: string, } } | { "kind": "paid_before_start" } | { "kind": "deleted" } | { "kind": "voided" } | { "kind": "inactive" } | { "kind": "archived_in_alternative" } | { "kind": "archived_outside" } | { "kind": "other_body", "facts": {
  /** Its words. */
  said: string | null, } } | { "kind": "kept" } | { "kind": "totals_differ" } | { "kind": "not_yet_recorded", "facts": {
  /** How much. */
  amount: Money, } } | { "kind": "higher_balance" } | { "kind": "created_in_alternative" } | { "kind": "no_email" } | { "kind": "clearing" } | { "kind": "failed", "facts": {
  /** Alternative's words. */
  said: string, } } | { "kind": "left_out" } | { "kind": "pays_others" } | { "kind": "before_start" } | { "kind": "recorded_before", "facts": {
  /** The deposit. */
  deposit: string | null, } } | { "kind": "deposits_off" } | { "kind": "edited", "facts": {
  /** What of it. */
  changes: Array<FieldChange>, } } | { "kind": "handled" } | { "kind": "to_the_bank" };
