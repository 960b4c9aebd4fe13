//! What the practice services keep: plain records with their indexes, and what can be done to them.
//!
//! Nothing here knows a request, an answer, or the world around it.

pub mod books;
pub mod desk;
pub mod intuit;
pub mod platform;
pub mod webhooks;
