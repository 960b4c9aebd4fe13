//! Values for the tests of this package.

use contract::hold::HoldCard;
use contract::reason::{Reason, Rule};
use contract::status::{
    AlternativeStatus, Connection, QuickbooksStatus, SideState, State, Status, Sum, TieOut,
};
use contract::summary::Summary;
use ledger::{Currency, MinorUnits};

/// A company that syncs and agrees.
pub fn status(company: &str) -> Status {
    let nothing = Sum { count: 0, minor: 0, currency: Currency::USD };
    Status {
        company: company.to_owned(),
        practice: false,
        state: State::Done,
        connection: Connection::Ok,
        summary: Summary::Agrees { at: "2026-08-04T12:04:31Z".parse().ok() },
        sentence: "Everything agrees as of 12:04:31".to_owned(),
        as_of: None,
        started_at: "2026-07-20T08:00:00Z".parse().ok(),
        tie_out: TieOut {
            agrees: true,
            at: None,
            compared_at: None,
            comparing: false,
            invoices: 0,
            apart: 0,
            quickbooks_minor: 0,
            alternative_minor: 0,
            explained: Vec::new(),
            differing: Vec::new(),
        },
        quickbooks: QuickbooksStatus {
            company: Some("Northwind MSP".to_owned()),
            realm_id: Some("9130355".to_owned()),
            email: None,
            phone_verified: None,
            state: SideState::Ok,
        },
        alternative: AlternativeStatus { state: SideState::Ok, mode: None, heard_at: None },
        items: Vec::new(),
        waiting: nothing.clone(),
        holds: 0,
        held: nothing,
        paused: None,
        next_look: None,
        reads_this_month: 0,
        read_budget: 0,
        notices: Vec::new(),
        notes: Vec::new(),
    }
}

/// A question about a record with so many cents at stake.
pub fn card(id: &str, record: &str, cents: i64) -> HoldCard {
    HoldCard {
        id: id.to_owned(),
        rule: Rule::P5,
        reason: Reason::InvoiceGone { invoice: "1042".to_owned(), voided: false },
        title: format!("Something about {record}."),
        cause: "The reason.".to_owned(),
        consequence: "It stays as it is.".to_owned(),
        amount: (cents != 0).then(|| MinorUnits(cents).of(Currency::USD)),
        record: record.to_owned(),
        customer: None,
        choices: Vec::new(),
        candidates: Vec::new(),
        raised_at: jiff::Timestamp::UNIX_EPOCH,
        details: std::collections::BTreeMap::new(),
    }
}
