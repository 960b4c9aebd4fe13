//! Webhooks of both sides, delivered to loopback addresses.
//!
//! A [queue](Webhooks) belongs to QuickBooks, which has one endpoint for the app; Alternative's subscriptions and
//! deliveries belong to its partner accounts. What is owed is part of the world and is saved with it. The server sends
//! it by the world's clock and takes down what came of each attempt after the answer, so a process killed in between
//! sends once more: at least once, as the real services promise no more.

pub(crate) mod alternative;
pub(crate) mod quickbooks;

mod post;

pub use crate::loopback::loopback;
pub use crate::state::webhooks::{GATHER_SECONDS, LADDER_SECONDS, Webhooks};
pub use post::Post;
pub(crate) use post::send;
