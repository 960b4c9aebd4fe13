// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { WalkStep } from "./walk";

/** The program. */
export type AppInfo = {
  /** Version of the companion. */
  version: string,
  /** Operating system and processor. */
  system: string,
  /** Where everything but secrets is kept. */
  data: string,
  /** The companies, the practice company last. */
  companies: Array<CompanyInfo>,
  /** The practice services can be started here. */
  can_practise: boolean,
  /** There is a tray, autostart and notifications: the real window, not a browser. */
  has_desktop: boolean, };

/** Light or dark. */
export type Appearance = "system" | "light" | "dark";

/** A company of this installation. */
export type CompanyInfo = {
  /** Its name in this installation. */
  company: string,
  /** Its name in QuickBooks, once that is known. */
  name: string | null,
  /** Practice services, no real books. */
  practice: boolean,
  /** The current step of its walk; `done` once syncing was started. */
  walk: WalkStep,
  /** When it was connected. */
  connected_at: string | null, };

/** Opens a page in the system browser. */
export type OpenRequest = {
  /** Which company. */
  company: string,
  /** Which page. */
  place: Place, };

/** A page that was opened, or is to be opened by the reader. */
export type Opened = {
  /** Its address. */
  address: string,
  /** The host opened it; else the user interface does. */
  opened: boolean, };

/** A pause. */
export type PauseRequest = {
  /** Which company. */
  company: string,
  /** For so long; nothing: until resumed. */
  minutes: number | null, };

/** A page outside the window; no other address is ever opened. */
export type Place = { "quickbooks_record": string } | { "alternative_record": string } | "quickbooks" | "alternative" | "sign_in" | "practice_desk" | "data_folder";

/** Saves QuickBooks' PDF of an invoice in the reader's downloads folder. */
export type SavePdfRequest = {
  /** Which company. */
  company: string,
  /** The invoice's QuickBooks id. */
  invoice: string, };

/** Saves a file in the reader's downloads folder. */
export type SaveRequest = {
  /** Which company. */
  company: string,
  /** What. */
  what: Saving, };

/** A file that was saved. */
export type Saved = {
  /** Where. */
  path: string, };

/** What can be saved as a file. */
export type Saving = "activity" | "payouts" | "invoices" | "support_bundle";

/** How the window behaves. */
export type WindowSettings = {
  /** Light or dark. */
  appearance: Appearance,
  /** Starts with the computer; off by default. */
  start_at_login: boolean,
  /** Keeps syncing in the tray when the window is closed. */
  keep_running: boolean,
  /** Notifies about decisions with money at stake and an ended sign-in. */
  notifications: boolean, };
