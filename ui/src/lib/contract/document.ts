// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** A document that a company has once. */
export type DocumentKind = "wanted" | "matched" | "aside" | "earlier" | "import" | "good_point" | "feed" | "sign_in" | "walk" | "pass";
