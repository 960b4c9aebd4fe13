//! The simulated Alternative Payments against its contract: one test a rule.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod conformance;
mod control;
mod customers;
#[path = "../described/delivery.rs"]
mod delivery;
#[path = "../described/mod.rs"]
mod described;
mod desk;
mod documented;
mod events;
mod invoices;
mod kept;
mod money;
mod pdf;
mod state;
mod tokens;
