//! A small world for tests: the practice services, the real engine, clients and store, and a clock that tests move.
//!
//! Everything is in one process and deterministic: no sockets, no timers, the same seed gives the same run.

#![expect(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a broken test world stops the test"
)]

mod connected;
mod dying_store;
mod fault_injector;
mod folder;
pub mod fuzz;
mod ports;
mod practice_clock;
mod records;
mod steady_store;
mod world;

pub use dying_store::{Death, DyingStore};
pub use fault_injector::{FaultInjector, Spoiler};
pub use practice_clock::PracticeClock;
pub use records::{Invoice, LineSpec};
pub use steady_store::SteadyStore;
pub use world::{World, minor};
