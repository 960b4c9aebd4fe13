//! Webhooks of both sides over real loopback connections: one test a fact.

#![expect(clippy::unwrap_used, clippy::panic, reason = "what the tests share is test code too")]

mod alternative;
mod bench;
#[path = "../described/delivery.rs"]
mod delivery;
#[path = "../described/mod.rs"]
mod described;
mod kept;
mod quickbooks;
mod quickbooks_bodies;
mod receiver;
