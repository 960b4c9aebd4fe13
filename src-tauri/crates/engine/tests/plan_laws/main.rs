//! Laws of planning that hold for every view.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says so by stopping")]

mod invoices;
mod payments;
mod payouts;

use engine::plan::{Plan, PlanContext, UnusableAccounts};
use engine::settings::{QuickbooksAccess, Settings};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use ledger::{CompanyId, Currency, books};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

fn settings() -> Settings {
    Settings { started_at: Some(Timestamp::UNIX_EPOCH), ..Settings::new(CompanyId::from("main"), true) }
}

/// The same with QuickBooks' side known, and its books closed until that day.
fn closed_until(closed_until: Option<Date>) -> Settings {
    let company = books::Company {
        realm: "9130".into(),
        name: "Northwind".to_owned(),
        home_currency: Currency::USD,
        multi_currency: false,
        time_zone: None,
        closed_until,
    };
    let access = QuickbooksAccess {
        api: String::new(),
        discovery: String::new(),
        client_id: String::new(),
        company,
        email: None,
        phone_verified: None,
    };
    Settings { quickbooks: Some(access), undeposited_funds: Some("4".into()), ..settings() }
}

/// No chosen account is in the way.
static USABLE: UnusableAccounts = UnusableAccounts::new();

fn context(settings: &Settings) -> PlanContext<'_> {
    PlanContext { settings, today: date(2026, 8, 4), unusable: &USABLE }
}

/// How many of a thousand drawn views have such a plan: a law about what is never drawn says nothing.
fn met<V: Clone>(
    views: impl Strategy<Value = V>,
    plan: impl Fn(V) -> Plan,
    such: impl Fn(&Plan) -> bool,
) -> usize {
    let mut runner = TestRunner::deterministic();
    let drawn = (0..1_000).map(|_| views.new_tree(&mut runner).unwrap().current());
    drawn.filter(|view| such(&plan(view.clone()))).count()
}
