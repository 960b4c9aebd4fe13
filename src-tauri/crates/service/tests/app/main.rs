//! The running companion over the practice services in this process: its walk, its events, its pauses, and the window
//! it serves.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test whose world is broken stops"
)]

mod attention;
mod browser;
mod damage;
mod events;
mod logging;
mod pause;
mod serve;
mod sign_in;
mod troubles;
mod walk;
mod world;
