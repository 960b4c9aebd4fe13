//! The sync engine: **observe → plan → write down → apply → observe**.
//!
//! What is decided is a value that can be shown, tested, stored and undone before anything happens. The engine never
//! sleeps and never reads a clock: [`ports`] are what it needs from the world.

#![deny(missing_docs)]
#![warn(clippy::float_arithmetic)]

mod accounts;
mod affected;
pub mod allowance;
mod apply;
pub mod awaited;
pub mod books_clock;
mod books_poller;
mod braking;
mod budget;
pub mod category;
mod checked;
pub mod choice;
mod claimed;
pub mod comparing;
pub mod connect;
mod cursor;
pub mod decide;
pub mod documents;
pub mod edited;
pub mod facts;
pub mod fault;
mod feed_poller;
pub mod happened;
pub mod hold;
pub mod importing;
mod ingest;
pub mod intent;
pub mod journal;
pub mod link;
pub mod link_patch;
mod merging;
mod note;
mod observer;
pub mod outbox;
pub mod pace;
mod page_in_parts;
pub mod paging;
mod paid_invoices;
mod paired;
pub mod plan;
mod planning;
pub mod ports;
pub mod preview;
pub mod reason;
pub mod record;
pub mod reference;
pub mod returns;
pub mod rule;
pub mod said;
pub mod settings;
pub mod side;
pub mod subject;
pub mod tick;
mod unreadable;
pub mod user_actions;
mod view_loader;
mod voids;
mod waiting;
