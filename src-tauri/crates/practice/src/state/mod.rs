//! What the practice services keep: plain records with their indexes, and what can be done to them.
//!
//! Nothing here reads a request or knows the world around it. A rule that refuses says so with a
//! [refusal](crate::refusal), which the handlers send.

pub mod books;
pub mod desk;
pub mod intuit;
pub mod platform;
pub mod webhooks;
