// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** Why a service is not synced with until the user does something. */
export type Closed = "sign_in_ended" | "key_refused" | "subscription_lapsed" | "other_link_active" | "already_connected" | "disconnected";

/** A service. */
export type Side = "quickbooks" | "alternative";
