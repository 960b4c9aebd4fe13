//! Every command of the companion over a small [`Host`], one file an operation; the running companion; and the window
//! over loopback. `host and its parts ← use_cases ← runtime ← loopback_host`.
//!
//! The window, the command line and the tests use the same functions: each takes the host and a request of `contract`
//! and gives an answer of `contract` or a [`Problem`](contract::Problem) in plain words.

#![expect(
    clippy::result_large_err,
    reason = "a problem or fault with its details is what every caller shows"
)]

mod attention;
mod callback;
mod claim;
mod clock;
mod company_runtime;
mod details;
mod documents;
mod entropy;
mod forwarding_page;
mod host;
mod last_run;
pub mod log;
mod loopback;
pub mod loopback_host;
pub mod paths;
pub mod printable;
mod runtime;
#[cfg(test)]
mod test_host;
mod typed;
mod use_cases;
mod vaults;
mod words;

pub use callback::{REDIRECT, answer as callback_answer};
pub use clock::{SystemClock, is_practice};
pub use entropy::OsEntropy;
pub use forwarding_page::open_privately;
pub use host::{Host, HostParts, MAIN_COMPANY, Pace};
pub use runtime::{Progress, app, compare_now, plan, sync_once, watch};
pub use use_cases::{
    ALTERNATIVE_API, Access, AlternativeKey, Filter, Keys, QUICKBOOKS_API, QUICKBOOKS_DISCOVERY, SignIn,
    SignInNews, Table, Wanted, access, accounts, activity, activity_page, chain, connect_alternative,
    connect_quickbooks, customers, decide, disconnect, doctor, doctor_at, explain, export, forget_earlier,
    holds, invoice_table, invoices, payments, payouts, preferences, rebuild, save, save_into, save_pdf_into,
    search, set_preferences, statement, status, status_all, transit,
};
pub use vaults::{KeptUntilQuit, SystemKeychain, VaultFactory};
pub use words::{
    in_sentence,
    summary::{explanation, headline},
};
