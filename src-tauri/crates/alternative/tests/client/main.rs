//! The client against scripted answers, a small server of its own, the examples of the contract, and the practice
//! services.
#![expect(clippy::unwrap_used, clippy::panic, reason = "test code outside #[test] functions")]

mod calls;
mod contract;
mod practice_services;
mod scripted;
mod tokens;
