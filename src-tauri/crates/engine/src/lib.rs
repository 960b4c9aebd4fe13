//! The sync engine: **observe → plan → write down → apply → observe**.
//!
//! What is decided is a value that can be shown, tested, stored and undone before anything happens. The engine never
//! sleeps and never reads a clock: [`ports`] are what it needs from the world.

#![deny(missing_docs)]
#![warn(clippy::float_arithmetic)]

mod absorb;
mod affected;
mod apply;
pub mod awaited;
mod checked;
pub mod choice;
pub mod connect;
pub mod decide;
pub mod desk;
pub mod documents;
pub mod facts;
pub mod fault;
mod feed;
mod gather;
pub mod happened;
pub mod hold;
pub mod importing;
pub mod intent;
pub mod item;
pub mod journal;
pub mod link;
pub mod link_patch;
mod looking;
mod note;
pub mod outbox;
pub mod pace;
mod paid_invoices;
pub mod plan;
mod planning;
pub mod ports;
pub mod preview;
pub mod reason;
pub mod record;
pub mod reference;
pub mod rule;
pub mod said;
pub mod settings;
pub mod side;
pub mod subject;
pub mod tick;
mod unreadable;
mod waking;
