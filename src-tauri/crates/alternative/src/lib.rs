//! Alternative Payments over HTTP, as the engine's [`Processor`](engine::ports::Processor).
//!
//! [`Alternative`] speaks for one partner account (one API key). It fetches its access token by itself, keeps to the
//! key's pace, and turns every answer into a ledger record or into a [`Fault`](engine::fault::Fault) the engine can
//! decide on. Reading is forgiving, since the vendor adds fields and values without notice: what is unknown, absent
//! or null is taken as it is, and one record that makes no sense never costs the rest of its page.
//!
//! There is no way here to charge, refund or pay out (rule P14).

#![deny(missing_docs)]
#![expect(
    clippy::result_large_err,
    reason = "a fault carries its evidence; copying it costs nothing beside the call that failed"
)]

mod account;
mod client;
mod faults;
mod processor;
mod token;
mod wire;

pub use account::{Account, BadAddress, Key};
pub use client::{Alternative, check_key};
