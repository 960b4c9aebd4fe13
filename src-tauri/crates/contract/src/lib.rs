//! What the user interfaces (window, command line) and the host say to each other: plain values with JSON forms.
//!
//! Amounts are whole minor units (`…_minor`, cents for USD) beside their currency, instants are RFC 3339 in UTC, days are
//! `YYYY-MM-DD`. Readers match on codes and states, never on sentences; sentences are for people.
//! [`command`] declares every command once, with what it reads and what it changes.

#![deny(missing_docs)]

pub mod activity;
pub mod awaited;
pub mod change;
pub mod command;
pub mod doctor;
pub mod document;
pub mod happened;
pub mod hold;
pub mod known;
pub mod note;
pub mod preview;
pub mod problem;
pub mod reason;
pub mod rows;
pub mod setup;
pub mod side;
pub mod status;
pub mod summary;
pub mod table;
pub mod tag;
pub mod transit;
pub mod typescript;
pub mod walk;
pub mod window;

pub use problem::{Code, Problem, Step};
