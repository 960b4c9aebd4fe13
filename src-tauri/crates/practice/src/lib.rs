//! Simulated QuickBooks Online and Alternative Payments for practice and tests.
//!
//! Every call is one synchronous function over a [`World`]: it checks everything, then changes everything.
//! Around it stands a thin asynchronous layer ([`server`]) that reads the body, locks the world, saves what
//! changed, and answers; it also plays the faults that were put in on purpose. The library shares no wire
//! type with the clients it tests: a wrong field name must not be wrong on both sides.
//!
//! The layers, each knowing only those above it in this list:
//!
//! 1. the ground: [`clock`], [`entropy`], [`switches`], [`options`], [`faults`], [`table`] and the like;
//! 2. `state`: what is kept, and what can be done to it without a request or an answer;
//! 3. [`world`]: owns all of it;
//! 4. `api`: [`quickbooks`], [`intuit`], [`alternative`], [`webhooks`], [`control`] and [`desk`], the handlers over
//!    the world;
//! 5. [`server`]: HTTP, and saving.

mod api;
mod loopback;
mod refusal;
mod state;

pub mod clock;
pub mod entropy;
pub mod faults;
pub mod http;
pub mod idling;
pub mod options;
pub mod requests;
pub mod server;
pub mod storage;
pub mod switches;
pub mod table;
pub mod world;

pub use api::{alternative, control, desk, intuit, quickbooks, webhooks};
pub use clock::ClockMode;
pub use options::{CompanyKind, Founding, Options};
pub use server::{Cut, Door, OpenError, Practice};
pub use world::World;
