//! SQLite behind the engine's [`Store`](engine::ports::Store) port.
//!
//! One file holds every company of an installation; one list of changes is one transaction, durable when
//! [`write`](engine::ports::Store::write) returns. There is one writing connection and, for a file, a few reading
//! ones; several processes may have the file open at once, and the one that syncs holds a [`Claim`]. Whoever
//! [follows](SqliteStore::follow) the store hears what each commit [`Touched`].
//!
//! What the port leaves open is decided here, and kept by the suite in [`conformance`] (feature `conformance`):
//!
//! - A company exists from its first [`Change::Settings`](engine::ports::Change::Settings); other changes of an unknown
//!   company are refused, so that nothing can bring back a company that was forgotten.
//! - Instants in columns (when a record was read, when it went) are whole milliseconds. An intent keeps its instants
//!   exactly, but may come up to a millisecond early.
//! - A record that is marked gone again keeps its first date. Lists and edges show gone records, ids and counts do not.
//! - Replacing an intent in its slot keeps its turn among those planned in the same millisecond.

mod check;
mod claim;
mod codec;
#[cfg(feature = "conformance")]
pub mod conformance;
mod connect;
mod fault;
mod figures;
mod mark;
mod migrate;
#[cfg(test)]
mod plans;
mod port;
mod read;
pub mod read_models;
mod refill;
mod sqlite;
mod touched;
mod transaction;
mod values;
mod write;

pub use check::set_aside;
pub use claim::Claim;
pub use codec::unpack;
pub use sqlite::{SqliteStore, Work};
pub use touched::{Following, Kind, Touched};
