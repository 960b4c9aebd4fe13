//! The simulated QuickBooks, fact by fact.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "what the tests share is test code too, and bodies read best made in place"
)]

mod acts;
mod attachments;
mod batches;
mod bench;
mod changes;
mod closing;
mod currencies;
mod deposits;
mod founding;
mod frame;
mod gate;
mod golden;
mod leniencies;
mod lists;
mod open_questions;
mod own_questions;
mod payments;
mod people;
mod people_acts;
mod queries;
mod receipts;
mod repeats;
mod sales;
mod shapes;
mod sign_in;
mod table;
mod trial_balance;
