//! A payout that failed after its deposit was written (rule D4).

use jiff::ToSpan;
use ledger::alternative::LinkState;
use ledger::books;

use super::holds;
use super::view::{PayoutView, is_our_deposit};
use crate::intent::{Action, Intent, Lane};
use crate::link::{PayoutFinding, PayoutState};
use crate::link_patch::{LinkPatch, PayoutPatch};
use crate::plan::{Plan, PlanContext};

/// So many days after the payout's day its deposit is still taken back without a decision.
const DAYS: i32 = 5;

/// Our deposit is removed while that is new and its date is in open books; else a person is asked.
pub(super) fn plan_failed(
    context: &PlanContext<'_>,
    view: &PayoutView,
    deposit: &books::DepositId,
    plan: &mut Plan,
) {
    match view.deposits.get(deposit) {
        // Another computer or a person was faster: that is how it should be.
        Some((_, true)) => plan.patches.push(LinkPatch::Payout(PayoutPatch::Removed(deposit.clone()))),
        Some((seen, false)) if may_go(context, view, seen) => plan.intents.push(Intent {
            subject: view.subject(),
            lane: Lane::Money,
            action: Action::RemoveDeposit { payout: view.payout.id.clone(), deposit: deposit.clone() },
            after: Vec::new(),
        }),
        _ => plan.holds.push(holds::failed_late(view, deposit)),
    }
}

fn may_go(context: &PlanContext<'_>, view: &PayoutView, seen: &books::Deposit) -> bool {
    let as_written = match &view.link.state {
        PayoutState::Deposited { amount, .. } => seen.total == *amount,
        _ => false,
    };
    let is_new = view.payout.arrival.checked_add(DAYS.days()).is_ok_and(|last| context.today <= last);
    let is_open = context.settings.closed_until().is_none_or(|closed| seen.date > closed);
    let refused = matches!(view.link.finding, Some(PayoutFinding::CannotRemove { .. }));
    // What a person was asked about already, here or on another computer, is left to the answer.
    let told = view.link.reported.as_ref().or(view.payout.reported.as_ref());
    let asked = told.is_some_and(|report| report.state == LinkState::Held);
    let may_be = is_new && is_open && !refused && !asked;
    may_be && as_written && is_our_deposit(seen, view.payout.id.as_str())
}
