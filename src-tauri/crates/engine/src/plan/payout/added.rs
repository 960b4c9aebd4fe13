//! A deposit that was added from the bank feed for a payout of ours (rule D14).

use ledger::books;

use super::view::PayoutView;
use crate::awaited::Awaited;
use crate::link::PayoutFinding;
use crate::link_patch::{LinkPatch, PayoutPatch};
use crate::plan::{Plan, PlanContext};

/// The deposit that stands in the way is gone: it is looked again, without a decision.
pub(super) fn is_undone(view: &PayoutView) -> bool {
    let Some(PayoutFinding::Added { deposit, .. }) = &view.link.finding else { return false };
    is_gone(view, deposit)
}

fn is_gone(view: &PayoutView, deposit: &books::DepositId) -> bool {
    view.deposits.get(deposit).is_some_and(|(_, gone)| *gone)
}

/// The money of the payout stands in the bank account by this deposit, and in Undeposited Funds by our payments: listed until
/// these are deposited too, or the deposit is undone and ours is written.
pub(super) fn counted_twice(
    context: &PlanContext<'_>,
    view: &PayoutView,
    deposit: &books::DepositId,
    plan: &mut Plan,
) {
    if is_gone(view, deposit) {
        plan.patches.push(LinkPatch::Payout(PayoutPatch::AddUndone));
        return;
    }
    let alive = view.recorded.values().filter(|(payment, gone)| !gone && !payment.voided);
    let alive: Vec<_> = alive.map(|(payment, _)| payment).collect();
    let rests = |payment: &&&books::Payment| {
        let straight =
            payment.deposit_to.is_some() && payment.deposit_to != context.settings.undeposited_funds;
        payment.deposit.is_none() && !straight
    };
    let resting: Vec<_> = alive.iter().filter(rests).map(|payment| payment.id.clone()).collect();
    if !resting.is_empty() {
        let awaited = Awaited::CountedTwice { deposit: deposit.clone(), payments: resting };
        plan.wait(awaited, Some(view.money()));
        return;
    }
    let on_it = alive.iter().all(|payment| payment.deposit.as_ref() == Some(deposit));
    let settled = match view.deposits.get(deposit) {
        Some((seen, _)) if on_it => PayoutPatch::Deposited(deposit.clone(), seen.total),
        _ => PayoutPatch::Handled,
    };
    plan.patches.push(LinkPatch::Payout(settled));
}
