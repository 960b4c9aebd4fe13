//! The deposit of a payout, line by line (rules D3, D10).

use ledger::alternative::{PayoutLine, PayoutLineKind};
use ledger::books;

use super::view::PayoutView;
use crate::awaited::Awaited;
use crate::link::{PartState, PaymentPart, PayoutFinding, Place};
use crate::note;
use crate::plan::{AccountPurpose, PlanContext};
use crate::ports::{DepositDraft, DepositLineDraft};

/// Why there is no deposit to write yet.
pub(super) enum Pending {
    /// Some of its payments are still on their way into QuickBooks, or an account is picked first (rule D9).
    Payments(Awaited),
    /// The fee account is not known yet.
    FeeAccount,
    /// Something stands in the way that only a person can settle.
    Finding(PayoutFinding),
}

/// Composes the deposit from what QuickBooks has: payments, absorbed fees, and the lines a person chose an account for.
/// Its total is compared with the payout's by the caller; money that nothing explains is simply not in it.
pub(super) fn compose(
    context: &PlanContext<'_>,
    view: &PayoutView,
    account: books::AccountId,
) -> Result<DepositDraft, Pending> {
    let mut lines = Vec::new();
    let mut taken: Vec<Option<Place>> = Vec::new();
    for line in view.payout.lines.iter().filter(|line| line.kind == PayoutLineKind::Payment) {
        payment_lines(context, view, line, &mut lines, &mut taken)?;
    }
    already_deposited(&taken)?;
    for line in view.payout.lines.iter().filter(|line| line.kind == PayoutLineKind::Fee) {
        let fee_account = context.settings.preferences.fee_account.clone().ok_or(Pending::FeeAccount)?;
        if context.unusable.contains_key(&AccountPurpose::Fees) {
            return Err(Pending::Payments(Awaited::Account(AccountPurpose::Fees)));
        }
        lines.push(DepositLineDraft::Direct {
            account: fee_account,
            amount: line.amount,
            customer: customer_of(view, line),
            description: line.description.clone(),
        });
    }
    for extra in &view.link.extra {
        lines.push(DepositLineDraft::Direct {
            account: extra.account.clone(),
            amount: extra.amount,
            customer: None,
            description: note::OTHER_MONEY.to_owned(),
        });
    }
    Ok(DepositDraft {
        account,
        date: view.link.allowance.date.unwrap_or(view.payout.arrival),
        currency: view.payout.currency,
        multi_currency: context
            .settings
            .quickbooks
            .as_ref()
            .is_some_and(|access| access.company.multi_currency),
        note: note::of_deposit(view.payout.id.as_str()),
        lines,
    })
}

fn payment_lines(
    context: &PlanContext<'_>,
    view: &PayoutView,
    line: &PayoutLine,
    lines: &mut Vec<DepositLineDraft>,
    taken: &mut Vec<Option<Place>>,
) -> Result<(), Pending> {
    let Some(collected) = line.payment.as_ref().and_then(|payment| view.payments.get(payment)) else {
        return Err(Pending::Payments(Awaited::PaymentRead(line.payment.clone())));
    };
    // What went back before it was recorded never comes: the sum says what is missing.
    let expects = collected.payment.status.is_live()
        && collected.payment.allocations.iter().any(|allocation| allocation.qbo_invoice.is_some());
    let open = collected.link.parts.iter().any(|part| part.state == PartState::Open);
    if expects && (collected.link.parts.is_empty() || open) {
        return Err(Pending::Payments(Awaited::PaymentRecorded(collected.payment.id.clone())));
    }
    if collected.twice {
        return Err(Pending::Payments(Awaited::PaymentDecided(collected.payment.id.clone())));
    }
    for part in &collected.link.parts {
        let PartState::Recorded { payment, amount, .. } = &part.state else { continue };
        let seen = view.recorded.get(payment);
        if seen.is_some_and(|(books_payment, gone)| *gone || books_payment.voided) {
            return Err(Pending::Payments(Awaited::PaymentDecided(collected.payment.id.clone())));
        }
        let amount = seen.map_or(*amount, |(books_payment, _)| books_payment.total);
        let straight = seen.and_then(|(books_payment, _)| books_payment.deposit_to.as_ref());
        let to_bank = straight.is_some() && straight != context.settings.undeposited_funds.as_ref();
        let deposit = seen.and_then(|(books_payment, _)| books_payment.deposit.clone());
        taken.push(if to_bank { straight.cloned().map(Place::Bank) } else { deposit.map(Place::Deposit) });
        lines.push(DepositLineDraft::Payment { payment: payment.clone(), amount });
    }
    Ok(())
}

/// D3: some deposited already, or recorded straight to a bank.
fn already_deposited(taken: &[Option<Place>]) -> Result<(), Pending> {
    PayoutFinding::already_deposited(taken).map_or(Ok(()), |finding| Err(Pending::Finding(finding)))
}

/// The QuickBooks customer a fee belongs to: that of the invoice its payment paid (D3).
fn customer_of(view: &PayoutView, line: &PayoutLine) -> Option<books::CustomerId> {
    let collected = line.payment.as_ref().and_then(|payment| view.payments.get(payment))?;
    collected.link.parts.iter().find(|part| recorded(part)).map(|part| part.customer.clone())
}

fn recorded(part: &PaymentPart) -> bool {
    matches!(part.state, PartState::Recorded { .. })
}
