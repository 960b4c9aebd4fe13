// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Money } from "./ledger";
import type { Reason, Rule } from "./reason";

/** What a choice needs before it can be made. */
export type Ask = "account" | "date" | "payment" | "payments";

/** A record that can be named as an argument of a choice. */
export type Candidate = {
  /** As `kind:id`. */
  record: string,
  /** How much. */
  amount: Money,
  /** Its day. */
  day: string, };

/** A choice. */
export type Choice = {
  /** Its id, as `decide` accepts it. */
  id: ChoiceId,
  /** What it asks first. */
  asks: Ask | null,
  /** The day that it posts on, or waits for. */
  day: string | null,
  /** The deposit that it takes. */
  deposit: string | null,
  /** It only shows something; the decision stays open. */
  shows: boolean, };

/** Id of a choice, as `decide` accepts it. */
export type ChoiceId = "accept" | "already_recorded" | "apply_again" | "archive_them" | "check_again" | "choose_account" | "given_back" | "i_handle_it" | "i_handled_it" | "it_is_that_one" | "keep" | "keep_as_credit" | "leave" | "leave_archived" | "leave_as_credit" | "leave_out" | "open_in_quickbooks" | "pick_another" | "post" | "post_first_open_day" | "record_again" | "record_ours_too" | "restore" | "send" | "show" | "stop_syncing" | "try_again" | "undid_the_add" | "use_deposit" | "wait" | "wait_for_accountant" | "was_given_back" | "write_again" | "write_entry" | "write_ours_too";

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

/** A decision that was made. */
export type Decided = {
  /** Id of the decision. */
  hold: string,
  /** The choice only shows something; the decision stays open. */
  still_open: boolean,
  /** What to open, for choices that show something. */
  show: Array<string>, };

/** What is shown under *Details*. */
export type Detail = "alternative_customer" | "alternative_invoice" | "alternative_payment" | "alternative_payout" | "closed_until" | "code" | "facts" | "first_open_day" | "quickbooks_account" | "quickbooks_customer" | "quickbooks_deposit" | "quickbooks_invoice" | "quickbooks_payment";

/**
 * A decision that the user has to make. Sentences are for readers without a catalogue of their own, such as the
 * command line; the window makes its own from the reason.
 */
export type HoldCard = {
  /** Its id; the same facts give the same id. */
  id: string,
  /** Rule that stopped (`P5`). */
  rule: Rule,
  /** What stopped. */
  reason: Reason,
  /** Money at stake. */
  amount: Money | null,
  /** The record, as `kind:id`. */
  record: string,
  /** Whose record it is, where that is known. */
  customer: string | null,
  /** The choices. */
  choices: Array<Choice>,
  /** Records that a choice may ask for. */
  candidates: Array<Candidate>,
  /** When it was first raised. */
  raised_at: string,
  /** Codes and ids. */
  details: { [key in Detail]?: string }, };
