// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Money } from "./ledger";

/** What a choice asks before it can be taken. */
export type Ask = "account" | "date" | "payment" | "payments";

/** A way on. */
export type Choice = {
  /** What `decide` takes. */
  id: string,
  /** What the button says. */
  label: string,
  /** What it asks first. */
  asks: Ask | null,
  /** It only shows something; the question stays open. */
  shows: boolean, };

/** A decision. */
export type DecideRequest = {
  /** Which company. */
  company: string,
  /** [`HoldCard::id`] */
  hold: string,
  /** [`Choice::id`] */
  choice: string,
  /** Its arguments (`account`, `date`, `payment`, `payments`). */
  arguments: { [key in string]: string }, };

/** A decision that was taken. */
export type Decided = {
  /** Which question. */
  hold: string,
  /** Its title. */
  title: string,
  /** What the chosen button says. */
  choice: string,
  /** The choice only shows something; the question stays open. */
  still_open: boolean,
  /** What to look at, for choices that show something. */
  show: Array<string>, };

/** A question to a person. */
export type HoldCard = {
  /** Names it; the same facts are the same question. */
  id: string,
  /** Rule that stopped (`P5`). */
  rule: string,
  /** What happened. */
  title: string,
  /** Why. */
  cause: string,
  /** What it means if left. */
  consequence: string,
  /** Money at stake. */
  amount: Money | null,
  /** The record, as `kind:id`. */
  record: string,
  /** Whose record it is, where that is known. */
  customer: string | null,
  /** The ways on. */
  choices: Array<Choice>,
  /** When it was first asked. */
  raised_at: string,
  /** Codes and ids. */
  details: { [key in string]: string }, };

/** Rules that can stop for a question. */
export const HOLD_RULES = ["C1", "D3", "D4", "D5", "D7", "D13", "I1", "I3", "I12", "P1", "P4", "P5", "P8", "P9", "P11", "P17"] as const;
export type HoldRule = (typeof HOLD_RULES)[number];

/** Ways on that a question can offer. */
export const HOLD_CHOICES = ["accept", "already_recorded", "check_again", "choose_account", "i_handle_it", "i_handled_it", "it_is_that_one", "keep", "keep_as_credit", "leave", "leave_as_credit", "open_in_quickbooks", "post", "post_first_open_day", "record_again", "record_ours_too", "send", "show", "try_again", "use_deposit", "wait", "wait_for_accountant", "write_again"] as const;
export type HoldChoice = (typeof HOLD_CHOICES)[number];

/** Names of what stands in a question's details. */
export const HOLD_DETAILS = ["alternative_payment", "alternative_payout", "closed_until", "code", "facts", "first_open_day", "latecomers", "missing", "quickbooks_customer", "quickbooks_invoice", "quickbooks_payment", "terms"] as const;
export type HoldDetail = (typeof HOLD_DETAILS)[number];
