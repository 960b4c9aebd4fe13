//! Every command of the companion over a small [`Host`], one file an operation, and the run loop.
//!
//! The window, the command line and the tests use the same functions: each takes the host and a request of `contract`
//! and gives an answer of `contract` or a [`Problem`](contract::Problem) in plain words.

#![expect(
    clippy::result_large_err,
    reason = "a problem or fault with its details is what every caller shows"
)]

mod accounts;
mod activity;
mod activity_page;
pub mod app;
mod attention;
mod chain;
mod clock;
mod connect_alternative;
mod connect_quickbooks;
mod differences;
mod disconnect;
mod doctor;
mod documents;
mod entropy;
mod explain;
mod export;
mod holds;
mod host;
mod invoice_table;
mod keys;
pub mod log;
mod loopback;
mod page;
mod pair;
mod pass;
pub mod place;
mod plan;
mod preferences;
mod resting;
mod rows;
mod run;
mod save;
mod search;
pub mod serve;
mod statement;
mod status;
mod transit;
mod vaults;
mod words;

pub use accounts::accounts;
pub use activity::{Wanted, activity};
pub use activity_page::activity_page;
pub use chain::chain;
pub use clock::{SystemClock, is_practice};
pub use connect_alternative::{API as ALTERNATIVE_API, AlternativeKey, connect_alternative};
pub use connect_quickbooks::{SignIn, SignInNews, connect_quickbooks};
pub use disconnect::disconnect;
pub use doctor::doctor;
pub use entropy::OsEntropy;
pub use explain::explain;
pub use export::{Table, export};
pub use holds::{decide, holds};
pub use host::{Host, HostParts, MAIN_COMPANY, Pace};
pub use invoice_table::invoice_table;
pub use keys::{API as QUICKBOOKS_API, Access, DISCOVERY as QUICKBOOKS_DISCOVERY, Keys, access};
pub use loopback::REDIRECT;
pub use plan::plan;
pub use preferences::{preferences, set_preferences};
pub use rows::{Filter, customers, invoices, payments, payouts};
pub use run::{Progress, Stop, stop_signal, sync_once, watch};
pub use save::{save, save_into, save_pdf_into};
pub use search::search;
pub use statement::statement;
pub use status::{status, status_all};
pub use transit::transit;
pub use vaults::{KeptUntilQuit, SystemKeychain, VaultFactory};
pub use words::in_sentence;
