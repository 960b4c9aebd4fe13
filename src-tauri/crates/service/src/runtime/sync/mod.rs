//! The run loop: the only place that sleeps.

mod check;
mod doorbell;
mod expect;
mod log;
mod once;
mod rest;
mod watch;

pub(crate) use once::read_all;
pub use once::{Progress, compare_now, sync_once};

pub(crate) use rest::{claim, pause};
pub use watch::watch;
