// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** One thing that was checked. */
export type Check = {
  /** `keychain`, `earlier`, `database`, `journal`, `quickbooks` or `alternative`. */
  name: string,
  /** In order. */
  ok: boolean,
  /** What was found, in one sentence. */
  text: string,
  /** What to do, when it is not in order. */
  hint: string | null,
  /** What the companion can do about it. */
  remedy: Remedy | null, };

/** What the companion can do about a finding, once the user says so. */
export type Remedy = "rebuild" | "forget_earlier";

/** Which remedy, and where. */
export type RemedyRequest = {
  /** The company's id. */
  company: string,
  /** What to do. */
  remedy: Remedy, };

/** What `doctor` found. */
export type Report = {
  /** Version of the companion. */
  version: string,
  /** Operating system and processor. */
  system: string,
  /** Where everything but secrets is kept. */
  data: string,
  /** Everything is in order. */
  ok: boolean,
  /** What was checked. */
  checks: Array<Check>,
  /** The support bundle, where one was written. */
  bundle: string | null, };
