//! Simulated QuickBooks Online and Alternative Payments for practice and tests.
//!
//! Every call is one synchronous function over a [`World`]: it checks everything, then changes everything.
//! Around it stands a thin asynchronous layer ([`server`]) that reads the body, locks the world, saves what
//! changed, and answers; it also plays the faults that were put in on purpose. The library shares no wire
//! type with the clients it tests: a wrong field name must not be wrong on both sides.

pub mod alternative;
pub mod clock;
pub mod control;
pub mod desk;
pub mod entropy;
pub mod faults;
pub mod http;
pub mod intuit;
pub mod loopback;
pub mod options;
pub mod quickbooks;
pub mod refusal;
pub mod requests;
pub mod server;
pub mod sessions;
pub mod storage;
pub mod switches;
pub mod table;
pub mod webhooks;
pub mod world;

pub use clock::ClockMode;
pub use options::{CompanyKind, Founding, Options};
pub use server::{Cut, Door, OpenError, Practice};
pub use world::World;
