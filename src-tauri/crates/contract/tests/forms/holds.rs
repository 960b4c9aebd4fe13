//! Decisions.

use contract::hold::{Ask, Candidate, Choice, ChoiceId, DecideRequest, Decided, Detail, HoldCard};
use contract::reason::{Reason, Rule};
use jiff::civil::date;
use ledger::{Currency, MinorUnits};

use crate::{at, form, text};

#[test]
fn a_reason_without_facts_has_its_kind_only() {
    insta::assert_json_snapshot!(form(&Reason::NotADeposit), @r#"
    {
      "kind": "not_a_deposit"
    }
    "#);
}

#[test]
fn holds() {
    let card = HoldCard {
        id: text("3fd760c04962"),
        rule: Rule::P5,
        reason: Reason::BalanceTooSmall {
            invoice: text("1042"),
            owed: MinorUnits(0).of(Currency::USD),
            paid: MinorUnits(30_000).of(Currency::USD),
            payment: None,
        },
        title: text("Invoice 1042 has a balance of $0.00, but $300.00 was paid through Alternative"),
        cause: text("Something else lowered what it owes."),
        consequence: text("The payment is not in QuickBooks until this is decided."),
        amount: Some(MinorUnits(30_000).of(Currency::USD)),
        record: text("payment:c8f19d32"),
        customer: Some(text("Tessellate Studio")),
        choices: vec![Choice {
            id: ChoiceId::AlreadyRecorded,
            label: text("Link an existing payment"),
            asks: Some(Ask::Payment),
            day: None,
            deposit: None,
            shows: false,
        }],
        candidates: vec![Candidate {
            record: text("payment:42"),
            amount: MinorUnits(30_000).of(Currency::USD),
            day: date(2026, 8, 3),
        }],
        raised_at: at(),
        details: [(Detail::QuickbooksCustomer, text("15"))].into(),
    };
    let decide = DecideRequest {
        company: text("main"),
        hold: card.id.clone(),
        choice: text("already_recorded"),
        arguments: [(text("payment"), text("42"))].into(),
    };
    let decided = Decided {
        hold: card.id.clone(),
        title: card.title.clone(),
        choice: text("Already recorded"),
        still_open: false,
        show: Vec::new(),
    };
    insta::assert_json_snapshot!([form(&card), form(&decide), form(&decided)]);
}
