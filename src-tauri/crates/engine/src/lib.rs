//! The sync engine: **observe → plan → write down → apply → observe**.
//!
//! What is decided is a value that can be shown, tested, stored and undone before anything happens. The engine never
//! sleeps and never reads a clock: [`ports`] are what it needs from the world.

#![deny(missing_docs)]
#![warn(clippy::float_arithmetic)]

pub mod fault;
pub mod hold;
pub mod intent;
pub mod item;
pub mod journal;
pub mod link;
pub mod outbox;
pub mod ports;
pub mod record;
pub mod reference;
pub mod settings;
pub mod subject;
