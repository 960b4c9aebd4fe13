// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { PreviewView } from "./preview";
import type { Problem } from "./problem";
import type { AlternativeConnected, QuickbooksConnected } from "./setup";
import type { Side } from "./side";

/** An API key to be checked and kept. */
export type AlternativeKeyRequest = {
  /** Which company. */
  company: string,
  /** Base address of the API; Alternative's own where it is left out. */
  api: string | null,
  /** Id of the key. */
  client_id: string,
  /** Its secret; left out for the practice services, whose key the host has. */
  client_secret: string | null, };

/** State of the preview. */
export type PreviewState = "idle" | { "reading": Reading } | { "ready": PreviewView } | { "ended": Problem };

/** Development keys of an Intuit app, and the addresses they are for. */
export type QuickbooksKeys = {
  /** Base address of the API; QuickBooks' own where it is left out. */
  api: string | null,
  /** Address of the discovery document; Intuit's own where it is left out. */
  discovery: string | null,
  /** Client id. */
  client_id: string,
  /** Client secret. */
  client_secret: string, };

/** Progress of reading. */
export type Reading = {
  /** Records read so far. */
  read: number,
  /** How many there will be, where the services said so. */
  total: number | null,
  /** What is being read now; nothing: it has just begun. */
  step: ReadingStep | null,
  /** When it began. */
  since: string | null, };

/** What is read of the two services, in the order of the first read. */
export type ReadingStep = { "kind": "company" } | { "kind": "customers", "facts": {
  /** Which. */
  side: Side, } } | { "kind": "invoices", "facts": {
  /** Which. */
  side: Side, } } | { "kind": "open_invoices" } | { "kind": "payments", "facts": {
  /** Which. */
  side: Side, } } | { "kind": "payouts" } | { "kind": "planning" } | { "kind": "retrying", "facts": {
  /** Which. */
  side: Side,
  /** How. */
  setback: Setback,
  /** When. */
  at: string, } };

/** What a service that is tried again did. */
export type Setback = "slow_down" | "offline" | "untrusted" | "no_response";

/** State of the sign-in to QuickBooks. The companion does not see QuickBooks' pages: it reports only what it knows. */
export type SignIn = "idle" | "preparing" | { "page_opened": {
  /** Address of the page; it works once. */
  address: string,
  /** When it was opened. */
  at: string,
  /** Until when a response is accepted. */
  until: string, } } | { "answered": {
  /** When. */
  at: string, } } | "connected" | { "ended": Problem };

/** Opens the sign-in page. */
export type SignInRequest = {
  /** Which company. */
  company: string,
  /** Keys; left out where they are known. */
  keys: QuickbooksKeys | null, };

/** Start syncing*. */
export type StartRequest = {
  /** Which company. */
  company: string,
  /** Payments and payouts from before syncing started that were selected, as `kind:id` (rule P17). */
  earlier: Array<string>, };

/** The current step of a company's walk. */
export type Walk = {
  /** Which company. */
  company: string,
  /** Practice services, no real books. */
  practice: boolean,
  /** The step to show. */
  step: WalkStep,
  /** The last step that can be shown: all before it are done. */
  reached: WalkStep,
  /** The key that was accepted. */
  alternative: AlternativeConnected | null,
  /** Id of the practice services' key, filled in for the reader; its secret stays with the host. */
  practice_client_id: string | null,
  /** QuickBooks' keys are known: those of the sign-in before, or the practice services'. */
  has_quickbooks_keys: boolean,
  /** The sign-in. */
  sign_in: SignIn,
  /** The company that was signed in to. */
  quickbooks: QuickbooksConnected | null,
  /** The preview. */
  preview: PreviewState, };

/** Goes to a step that was reached. */
export type WalkRequest = {
  /** Which company. */
  company: string,
  /** Where to. */
  step: WalkStep, };

/** A step of the walk. */
export type WalkStep = "welcome" | "alternative" | "connect_quickbooks" | "confirm" | "bank_account" | "create_deposits" | "preview" | "done";
