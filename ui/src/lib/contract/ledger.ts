// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** ISO 4217 code. */
export type Currency = string;

/** Whole minor units (cents for USD) of a currency. */
export type Money = { minor: number; currency: Currency };

/** A bank account that payouts go to. */
export type PayoutBank = { name: string; last4: string };
