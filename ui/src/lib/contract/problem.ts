// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** What a program may act on; a variant exists only when some reader does something else for it. */
export type Code = "usage" | "sign_in_needed" | "key_refused" | "keychain" | "wrong_company" | "other_link_active" | "already_connected" | "not_connected" | "not_offered" | "cancelled" | "timed_out" | "in_use" | "practice_mix" | "unreachable" | "refused" | "disk_full" | "read_only" | "damaged" | "database" | "newer_database" | "failed";

/** What went wrong: what happened and what it means, what to do, and the codes for *Details*. */
export type Problem = {
  /** For programs. */
  code: Code,
  /** What happened, and what it means for the books. */
  message: string,
  /** What to do. */
  hint: string | null,
  /** Where to do it. */
  step: Step | null,
  /** Codes, ids and the services' own words; never a secret. */
  details: { [key in string]: string }, };

/** A next step that every user interface has in its own form: a page, a button, a command. */
export type Step = "connect_alternative" | "connect_quickbooks" | "keep_until_quit" | "accounts" | "holds" | "status";
