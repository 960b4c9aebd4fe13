//! QuickBooks Online: its sign-in, its accounting API, and how its records become the ledger's.
//!
//! [`QuickBooks`] is one company's client behind the engine's [`Books`](engine::ports::Books) port. It asks through a
//! [`Transport`](transport::Transport) with an access token from [`Tokens`], turns every refusal into a typed
//! [`Fault`](engine::fault::Fault), and every record it cannot understand into an
//! [`Unreadable`](engine::ports::Unreadable) on which nothing is decided. The functions of the sign-in
//! ([`discover`], [`authorize_url`], [`exchange_code`], [`userinfo`]) are the steps of connecting a company.

#![expect(clippy::result_large_err, reason = "a fault with its evidence is what the engine's ports speak")]

mod answer;
mod client;
mod fault;
mod field;
#[cfg(test)]
mod golden_tests;
mod query;
mod records;
mod sign_in;

pub use client::{Limits, QuickBooks};
pub use sign_in::{
    App, Discovery, NewTokens, Person, SCOPES, Tokens, authorize_url, discover, exchange_code, refresh,
    revoke, userinfo,
};
