// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { Happened, Question } from "./happened";
import type { Money } from "./ledger";

/** What a decision of the user is about. */
export type About = { "kind": "customer", "facts": {
  /** Its name. */
  name: string, } } | { "kind": "invoice", "facts": {
  /** Its number. */
  number: string,
  /** Its customer's name. */
  customer: string | null, } } | { "kind": "payment", "facts": {
  /** Numbers of the invoices it pays. */
  invoices: Array<string>,
  /** The payer's name. */
  customer: string | null, } } | { "kind": "payout", "facts": {
  /** Its id in Alternative. */
  payout: string,
  /** When it reaches the bank. */
  arrival: string | null, } };

/** Why an invoice was archived. */
export type ArchivedAs = "voided" | "deleted" | "unknown";

/** A change, or a decision. */
export type Change = { "kind": "customer", "facts": {
  /** Its name. */
  name: string,
  /** It was not there before. */
  new: boolean,
  /** What differs. */
  fields: Array<FieldChange>, } } | { "kind": "customer_archived", "facts": {
  /** Its name. */
  name: string, } } | { "kind": "invoice", "facts": {
  /** Its number. */
  number: string,
  /** Its customer's name. */
  customer: string | null,
  /** It was not there before. */
  new: boolean,
  /** What differs. */
  fields: Array<FieldChange>, } } | { "kind": "invoice_archived", "facts": {
  /** Its number. */
  number: string,
  /** Its customer's name. */
  customer: string | null,
  /** Why. */
  archived: ArchivedAs, } } | { "kind": "customer_restored", "facts": {
  /** Its name. */
  name: string, } } | { "kind": "invoice_restored", "facts": {
  /** Its number. */
  number: string,
  /** Its customer's name. */
  customer: string | null, } } | { "kind": "pdf", "facts": {
  /** Its number. */
  number: string,
  /** Its customer's name. */
  customer: string | null, } } | { "kind": "payment", "facts": {
  /** The payer's name. */
  customer: string | null,
  /** Numbers of the invoices it pays. */
  invoices: Array<string>,
  /** It pays less than they come to. */
  partial: boolean,
  /** It is removed. */
  removed: boolean, } } | { "kind": "deposit", "facts": {
  /** Its id, once it is there. */
  deposit: string | null,
  /** The payout's id in Alternative. */
  payout: string,
  /** When the payout reaches the bank. */
  arrival: string | null, } } | { "kind": "held", "facts": {
  /** On what. */
  question: Question,
  /** Whose record it is about. */
  customer: string | null, } } | { "kind": "person", "facts": {
  /** What. */
  happened: Happened,
  /** About what. */
  about: About, } } | { "kind": "other", "facts": {
  /** What. */
  happened: Happened, } };

/** What a value that changed is called. */
export type Field = { "kind": "number" } | { "kind": "date" } | { "kind": "due" } | { "kind": "lines" } | { "kind": "tax" } | { "kind": "total" } | { "kind": "owes" } | { "kind": "memo" } | { "kind": "name" } | { "kind": "company_name" } | { "kind": "email" } | { "kind": "phone" } | { "kind": "address" } | { "kind": "active" } | { "kind": "archived" } | { "kind": "pdf" } | { "kind": "deposit", "facts": {
  /** Its id. */
  deposit: string, } } | { "kind": "balance_of", "facts": {
  /** Its number. */
  invoice: string, } } | { "kind": "status_of", "facts": {
  /** Its number. */
  invoice: string, } } | { "kind": "account" } | { "kind": "pays" } | { "kind": "amount" };

/** One value before and after. */
export type FieldChange = {
  /** What it is called. */
  field: Field,
  /** Before; nothing: it was not there. */
  before: FieldValue | null,
  /** After; nothing: it is gone. */
  after: FieldValue | null, };

/** A value. */
export type FieldValue = { "kind": "text", "facts": {
  /** It. */
  text: string, } } | { "kind": "amount", "facts": {
  /** It. */
  amount: Money, } } | { "kind": "day", "facts": {
  /** It. */
  day: string, } } | { "kind": "lines", "facts": {
  /** How many. */
  count: number, } } | { "kind": "changed" } | { "kind": "flag", "facts": {
  /** Which. */
  is: boolean, } } | { "kind": "size", "facts": {
  /** In bytes. */
  bytes: number, } } | { "kind": "paid", "facts": {
  /** Which. */
  is: boolean, } };
