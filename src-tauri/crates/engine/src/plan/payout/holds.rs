//! The holds of payouts and their deposits.

use jiff::civil::Date;
use ledger::alternative::PayoutLineKind;
use ledger::{MinorUnits, Money, books};

use super::view::PayoutView;
use crate::awaited::Awaited;
use crate::facts;
use crate::hold::HoldDraft;
use crate::link::{PayoutFinding, Place};
use crate::plan::PlanContext;
use crate::reason::{HoldReason, NamedMoney};
use crate::reference::fingerprint;
use crate::said::Said;

fn hold(view: &PayoutView, facts: String, reason: HoldReason) -> HoldDraft {
    HoldDraft { subject: view.subject(), part: None, fingerprint: facts, amount: Some(view.money()), reason }
}

/// What is explained and what is missing.
fn sums(view: &PayoutView, explained: MinorUnits) -> (Money, Money) {
    let currency = view.payout.currency;
    (explained.of(currency), (view.payout.total - explained).of(currency))
}

/// The sum does not tie (rule D3).
pub(super) fn apart(view: &PayoutView, explained: MinorUnits) -> HoldDraft {
    let facts = fingerprint(&(view.payout.total, explained));
    let unexplained = view
        .payout
        .lines
        .iter()
        .filter(|line| !matches!(line.kind, PayoutLineKind::Payment | PayoutLineKind::Fee));
    let named = unexplained.map(|line| NamedMoney {
        said: Said::new(line.description.as_str()),
        amount: line.amount.of(view.payout.currency),
    });
    let named = named.collect();
    let (explained, missing) = sums(view, explained);
    hold(view, facts, HoldReason::PayoutApart { explained, missing, named })
}

/// A person waits for the sum to tie (rule D3).
pub(super) fn difference(view: &PayoutView, explained: MinorUnits) -> Awaited {
    let (explained, missing) = sums(view, explained);
    Awaited::Explained { explained, missing }
}

/// What was found just before writing.
pub(super) fn found(context: &PlanContext<'_>, view: &PayoutView, finding: &PayoutFinding) -> HoldDraft {
    let reason = match finding {
        PayoutFinding::AlreadyDeposited { count, of, deposit, bank, whole } => {
            let on_deposit = deposit.clone().map(Place::Deposit);
            let place = on_deposit.or_else(|| bank.clone().map(Place::Bank));
            HoldReason::AlreadyDeposited { count: *count, of: *of, place, whole: *whole }
        }
        PayoutFinding::Another { deposit } => HoldReason::AnotherDeposit { deposit: deposit.clone() },
        PayoutFinding::Added { deposit, date, amount } => HoldReason::AddedDeposit {
            deposit: deposit.clone(),
            date: *date,
            amount: amount.of(view.payout.currency),
        },
        PayoutFinding::Refused(refusal) => HoldReason::DepositRefused {
            said: Said::new(refusal.message.as_str()),
            code: refusal.code.as_deref().map(Said::from),
        },
        PayoutFinding::CannotRemove { deposit } => return failed_late(view, deposit),
        PayoutFinding::Apart { explained } => return apart(view, *explained),
        PayoutFinding::Closed { date } => {
            return closed(view, *date, context.settings.closed_until().unwrap_or(*date));
        }
    };
    hold(view, facts::of_payout_finding(finding), reason)
}

/// Dated in closed books (rule D7).
pub(super) fn closed(view: &PayoutView, date: Date, closed: Date) -> HoldDraft {
    hold(view, fingerprint(&(date, closed)), HoldReason::DepositClosed { date, closed })
}

/// Nothing to deposit, or in another currency (rule D13).
pub(super) fn not_a_deposit(view: &PayoutView) -> HoldDraft {
    hold(view, fingerprint(&view.payout.total), HoldReason::NotADeposit)
}

/// Our deposit is gone (rule D5).
pub(super) fn lost(view: &PayoutView, deposit: &books::DepositId) -> HoldDraft {
    let reason = HoldReason::DepositLost { deposit: deposit.clone(), arrival: view.payout.arrival };
    hold(view, fingerprint(&(deposit, view.link.allowance.again)), reason)
}

/// It failed after it was deposited (rule D4).
pub(super) fn failed_late(view: &PayoutView, deposit: &books::DepositId) -> HoldDraft {
    let reason = HoldReason::FailedAfterDeposit { deposit: deposit.clone(), arrival: view.payout.arrival };
    hold(view, fingerprint(&(deposit, "failed")), reason)
}
