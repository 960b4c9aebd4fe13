//! The cards about payouts and deposits, in the words of the fault catalogue.

use std::collections::BTreeMap;

use jiff::civil::Date;
use ledger::alternative::PayoutLineKind;
use ledger::{Minor, books};

use crate::facts;
use crate::hold::{Choice, HoldDraft};
use crate::link::PayoutFinding;
use crate::plan::Frame;
use crate::plan::payment_holds::{day, first_open, month};
use crate::plan::payout::PayoutView;
use crate::reference::fingerprint;

struct Card {
    rule: &'static str,
    title: String,
    cause: String,
    consequence: String,
    choices: Vec<Choice>,
}

fn hold(view: &PayoutView, facts: String, card: Card) -> HoldDraft {
    HoldDraft {
        rule: card.rule.to_owned(),
        subject: view.subject(),
        case: "deposit".to_owned(),
        fingerprint: facts.clone(),
        title: card.title,
        cause: card.cause,
        consequence: card.consequence,
        amount: Some(view.money()),
        choices: card.choices,
        details: BTreeMap::from([
            ("alternative_payout".to_owned(), view.payout.id.to_string()),
            ("facts".to_owned(), facts),
        ]),
    }
}

const NOT_DEPOSITED: &str =
    "The payout is not in QuickBooks until this is decided; its payments rest in Undeposited Funds.";

/// The sum does not tie (rule D3).
pub(super) fn apart(view: &PayoutView, explained: Minor) -> HoldDraft {
    let missing = view.payout.total - explained;
    let unexplained = view
        .payout
        .lines
        .iter()
        .filter(|line| !matches!(line.kind, PayoutLineKind::Payment | PayoutLineKind::Fee))
        .map(|line| format!("{} {}", line.description, line.amount.of(view.payout.currency)));
    let named: Vec<_> = unexplained.collect();
    let looks_like =
        if named.is_empty() { String::new() } else { format!(" Alternative names: {}.", named.join("; ")) };
    let card = Card {
        rule: "D3",
        title: format!(
            "The payout is {}; {} is explained. Missing: {}.{looks_like}",
            view.money(),
            explained.of(view.payout.currency),
            missing.of(view.payout.currency)
        ),
        cause: "QuickBooks has no payment for that part of the money.".to_owned(),
        consequence: NOT_DEPOSITED.to_owned(),
        choices: vec![Choice::new("choose_account", "Choose an account"), Choice::new("wait", "Wait")],
    };
    let mut draft = hold(view, fingerprint(&(view.payout.total, explained)), card);
    draft.details.insert("missing_minor".to_owned(), missing.0.to_string());
    draft
}

/// What was found just before writing.
pub(super) fn found(frame: &Frame<'_>, view: &PayoutView, finding: &PayoutFinding) -> HoldDraft {
    let card = match finding {
        PayoutFinding::AlreadyDeposited { count, of, deposit, bank, whole } => {
            let place = match (deposit, bank) {
                (Some(deposit), _) => format!("on deposit {deposit}"),
                (None, Some(bank)) => format!("in account {bank}"),
                (None, None) => "on another deposit".to_owned(),
            };
            let mut choices =
                vec![Choice::new("show", "Show them"), Choice::new("i_handle_it", "I handle it")];
            if let (Some(deposit), true) = (deposit, whole) {
                choices.insert(0, Choice::new("use_deposit", format!("Use deposit {deposit}")));
            }
            Card {
                rule: "D3",
                title: format!("{count} of the {of} payments of this payout are {place} already."),
                cause: "Somebody deposited them in QuickBooks, or they were recorded straight to a bank."
                    .to_owned(),
                consequence: "A second deposit would count the money twice, so none is written.".to_owned(),
                choices,
            }
        }
        PayoutFinding::Apart { explained } => return apart(view, *explained),
        PayoutFinding::Refused(refusal) => Card {
            rule: "D3",
            title: format!("QuickBooks did not accept the deposit of {}.", view.money()),
            cause: refusal.message.clone(),
            consequence: NOT_DEPOSITED.to_owned(),
            choices: vec![
                Choice::new("open_in_quickbooks", "Open in QuickBooks"),
                Choice::new("try_again", "Try again"),
            ],
        },
        PayoutFinding::Closed { date } => {
            return closed(view, *date, frame.settings.closed_until().unwrap_or(*date));
        }
    };
    hold(view, facts::of_payout_finding(finding), card)
}

/// Dated in closed books (rule D7).
pub(super) fn closed(view: &PayoutView, date: Date, closed: Date) -> HoldDraft {
    let open = first_open(closed);
    let card = Card {
        rule: "D7",
        title: format!(
            "{} is closed in QuickBooks (closing date {}). This deposit is dated {}.",
            month(closed),
            day(closed),
            day(date)
        ),
        cause: "Nothing is written on or before the closing date.".to_owned(),
        consequence: NOT_DEPOSITED.to_owned(),
        choices: vec![
            Choice::new("post_first_open_day", format!("Post on {}", day(open))),
            Choice::new("wait_for_accountant", "Wait for the accountant"),
        ],
    };
    let mut draft = hold(view, fingerprint(&(date, closed)), card);
    draft.details.insert("first_open_day".to_owned(), open.to_string());
    draft.details.insert("closed_until".to_owned(), closed.to_string());
    draft
}

/// Nothing to deposit, or in another currency (rule D13).
pub(super) fn not_a_deposit(view: &PayoutView) -> HoldDraft {
    let card = Card {
        rule: "D13",
        title: format!("The payout of {} cannot be a deposit.", view.money()),
        cause: "Its total is not above zero, or it is in another currency than the books.".to_owned(),
        consequence: "Nothing is written for it.".to_owned(),
        choices: vec![Choice::new("i_handle_it", "I handle it")],
    };
    hold(view, fingerprint(&view.payout.total), card)
}

/// Our deposit is gone (rule D5).
pub(super) fn lost(view: &PayoutView, deposit: &books::DepositId) -> HoldDraft {
    let card = Card {
        rule: "D5",
        title: format!(
            "Someone deleted our deposit of {} in QuickBooks. The bank shows {}.",
            day(view.payout.arrival),
            view.money()
        ),
        cause: format!("Deposit {deposit} is no longer in QuickBooks, which does not say who deleted it."),
        consequence: "Its payments rest in Undeposited Funds again, and the bank account misses the money."
            .to_owned(),
        choices: vec![Choice::new("write_again", "Write it again"), Choice::new("accept", "Accept")],
    };
    hold(view, fingerprint(&(deposit, view.link.allowance.again)), card)
}

/// It failed after it was deposited (rule D4).
pub(super) fn failed_late(view: &PayoutView, deposit: &books::DepositId) -> HoldDraft {
    let card = Card {
        rule: "D4",
        title: format!("The payout of {} failed after its deposit was written.", day(view.payout.arrival)),
        cause: format!(
            "Alternative says that {} did not reach the bank; deposit {deposit} says it did.",
            view.money()
        ),
        consequence: "The bank account shows money that did not arrive.".to_owned(),
        choices: vec![Choice::new("i_handled_it", "I handled it")],
    };
    hold(view, fingerprint(&(deposit, "failed")), card)
}
