//! One acceptance test a sync rule, named by its id.
//!
//! People act on both sides through the practice services' control API; the companion is the real engine with its real
//! clients and store. What is asserted is what people would find in QuickBooks and in Alternative afterwards.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by stopping")]

mod archived_there;
mod bank_feed;
mod before_start;
mod bounds;
mod brake;
mod comparing;
mod connection;
mod crashes;
mod currencies;
mod customers;
mod damage;
mod decide_laws;
mod decisions;
mod deposit_accounts;
mod deposits;
mod edited;
mod failed_payouts;
mod families;
mod former_ids;
mod found;
mod freshness;
mod fuzz;
mod invoice_forms;
mod invoices;
mod left_alone;
mod long_runs;
mod lost;

mod matched;
mod merges;
mod payments;
mod pdfs;
mod races;
mod reinstalls;
mod replays;
mod reports;
mod returns;
mod set_aside;
mod stand_ins;
mod stored;
mod twins;
mod two_computers;
mod unreadable;
mod visits;

fn text(value: &serde_json::Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}
