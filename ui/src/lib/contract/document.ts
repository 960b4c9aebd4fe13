// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** A document that a company has once. */
export type DocumentKind = "wanted" | "matched" | "aside" | "blind" | "earlier" | "archives" | "foreign" | "import" | "good_point" | "feed" | "sign_in" | "walk" | "pass" | "comparison" | "clock";

/** How what it held is found again. */
export type Repair = "read_again" | "begin_again" | "matched" | "earlier" | "redo";
