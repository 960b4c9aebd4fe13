//! Payouts: each paid one becomes exactly one Deposit, only when Create Deposits is on (rules D1 to D5, D7, D9, D10, D14).

mod added;
mod draft;
mod failed;
mod holds;
mod view;

use ledger::alternative::{LinkState, PayoutReport, PayoutStatus};
use ledger::books;

use crate::awaited::Awaited;
use crate::happened::{Question, Reported};
use crate::intent::{Action, Intent, Lane};
use crate::link::{PayoutFinding, PayoutState};
use crate::link_patch::{LinkPatch, PayoutPatch};
use crate::plan::before_start::{Earlier, EarlierChoice};
use crate::plan::payment::whole_second;
use crate::plan::{AccountPurpose, Plan, PlanContext};
use crate::ports::DepositDraft;
use crate::record::RecordRef;

use draft::{Pending, compose};
pub(crate) use view::is_our_deposit;
pub use view::{CollectedView, PayoutView};

/// Rules D1 to D3, D7, D10 and D13.
pub fn plan_payout(context: &PlanContext<'_>, view: &PayoutView) -> Plan {
    let mut plan = Plan::default();
    if let Some(deposit) = view.ours_unlinked() {
        let deposited = PayoutPatch::Deposited(deposit.id.clone(), deposit.total);
        plan.patches.push(LinkPatch::Payout(deposited));
        return plan;
    }
    match &view.link.state {
        PayoutState::Open if view.payout.status == PayoutStatus::Succeeded => {
            plan_paid(context, view, &mut plan);
        }
        PayoutState::Open if view.payout.status == PayoutStatus::Pending => {
            plan.wait(Awaited::Arrival(view.payout.arrival), Some(view.money()));
        }
        PayoutState::Deposited { deposit, .. } => plan_deposited(context, view, deposit, &mut plan),
        PayoutState::Open | PayoutState::LeftToBookkeeper | PayoutState::Handled => {}
    }
    report(view, &mut plan);
    plan
}

fn plan_paid(context: &PlanContext<'_>, view: &PayoutView, plan: &mut Plan) {
    if let Some(deposit) = &view.link.added {
        added::counted_twice(context, view, deposit, plan);
        return;
    }
    if !is_wanted(context, view, plan) {
        return;
    }
    if view.payout.currency != context.settings.home_currency() || !view.payout.total.is_positive() {
        plan.holds.push(holds::not_a_deposit(view));
        return;
    }
    if added::is_undone(view) {
        plan.patches.push(LinkPatch::Payout(PayoutPatch::LookAgain));
        return;
    }
    if let Some(finding) = &view.link.finding {
        plan.holds.push(holds::found(context, view, finding));
        return;
    }
    let Some(account) = context.settings.preferences.deposit_account.clone() else {
        plan.wait(Awaited::BankAccount, Some(view.money()));
        return;
    };
    if context.unusable.contains_key(&AccountPurpose::Deposits) {
        plan.wait(Awaited::Account(AccountPurpose::Deposits), Some(view.money()));
        return;
    }
    let composed = match compose(context, view, account) {
        Ok(composed) => composed,
        Err(Pending::Payments(awaited)) => {
            plan.wait(awaited, Some(view.money()));
            return;
        }
        Err(Pending::FeeAccount) => {
            plan.wait(Awaited::FeeAccount, Some(view.money()));
            plan.intents.push(Intent {
                subject: view.subject(),
                lane: Lane::Money,
                action: Action::EnsureFeeAccount,
                after: Vec::new(),
            });
            return;
        }
        Err(Pending::Finding(finding)) => {
            already_on_deposit(context, view, &finding, plan);
            return;
        }
    };
    let explained = composed.total();
    if explained != view.payout.total {
        let hold = holds::apart(view, explained);
        if view.link.waits_on.as_ref() == Some(&hold.fingerprint) {
            plan.wait(holds::difference(view, explained), Some(view.money()));
        } else {
            plan.holds.push(hold);
        }
        return;
    }
    write_unless_closed(context, view, composed, plan);
}

/// D7: never on or before the closing date.
fn write_unless_closed(
    context: &PlanContext<'_>,
    view: &PayoutView,
    composed: DepositDraft,
    plan: &mut Plan,
) {
    if let Some(closed) = context.settings.closed_until().filter(|closed| composed.date <= *closed) {
        if view.link.allowance.wait_while_closed_until == Some(closed) {
            plan.wait(Awaited::OpenBooks(closed), Some(view.money()));
        } else {
            plan.holds.push(holds::closed(view, composed.date, closed));
        }
        return;
    }
    plan.intents.push(Intent {
        subject: view.subject(),
        lane: Lane::Money,
        action: Action::RecordDeposit { payout: view.payout.id.clone(), draft: composed },
        after: Vec::new(),
    });
}

/// D1, D2, D8, P17: whether this payout is one to deposit; where it is not, that is settled for good.
fn is_wanted(context: &PlanContext<'_>, view: &PayoutView, plan: &mut Plan) -> bool {
    let preferences = &context.settings.preferences;
    let paid_at = view.link.paid_at.unwrap_or(view.payout.created_at);
    let on = preferences.create_deposits
        && preferences.deposits_since.is_none_or(|since| paid_at >= whole_second(since));
    if !on {
        plan.patches.push(LinkPatch::Payout(PayoutPatch::LeftToBookkeeper));
        return false;
    }
    let after_start =
        context.settings.started_at.is_some_and(|start| view.payout.created_at >= whole_second(start));
    if after_start || view.earlier == Some(EarlierChoice::Post) {
        return true;
    }
    if view.earlier != Some(EarlierChoice::Leave) {
        plan.earlier =
            Some(Earlier { subject: view.subject(), amount: view.money(), at: view.payout.created_at });
    }
    false
}

/// D3: all of its payments on one deposit that is ours → that is this payout's deposit; else a person decides.
fn already_on_deposit(
    context: &PlanContext<'_>,
    view: &PayoutView,
    finding: &PayoutFinding,
    plan: &mut Plan,
) {
    if let PayoutFinding::AlreadyDeposited { deposit: Some(id), whole: true, .. } = finding {
        match view.deposits.get(id) {
            None => {
                plan.wanted.push(RecordRef::books_deposit(id));
                plan.wait(Awaited::Deposit(id.clone()), Some(view.money()));
                return;
            }
            Some((deposit, false)) if is_our_deposit(deposit, view.payout.id.as_str()) => {
                let deposited = PayoutPatch::Deposited(id.clone(), deposit.total);
                plan.patches.push(LinkPatch::Payout(deposited));
                return;
            }
            Some(_) => {}
        }
    }
    plan.holds.push(holds::found(context, view, finding));
}

fn plan_deposited(context: &PlanContext<'_>, view: &PayoutView, deposit: &books::DepositId, plan: &mut Plan) {
    if has_failed(view) {
        failed::plan_failed(context, view, deposit, plan);
    } else if view.deposits.get(deposit).is_some_and(|(_, gone)| *gone) {
        plan.holds.push(holds::lost(view, deposit));
    }
}

fn has_failed(view: &PayoutView) -> bool {
    matches!(view.payout.status, PayoutStatus::Failed | PayoutStatus::Canceled)
}

/// P15, for payouts.
fn report(view: &PayoutView, plan: &mut Plan) {
    let goes = |patch: &LinkPatch| matches!(patch, LinkPatch::Payout(PayoutPatch::Removed(_)));
    let (qbo_deposit, state, why) = if let Some(hold) = plan.holds.first() {
        (None, LinkState::Held, Reported::Held(Question::of(hold)))
    } else if plan.patches.iter().any(goes) {
        (None, LinkState::Removed, Reported::Removed)
    } else if let PayoutState::Deposited { deposit, amount } = &view.link.state {
        let amount = amount.of(view.payout.currency);
        (Some(deposit.clone()), LinkState::Recorded, Reported::Deposited(amount))
    } else if view.link.state == PayoutState::Open && view.link.removed.is_some() && has_failed(view) {
        (None, LinkState::Removed, Reported::Removed)
    } else {
        return;
    };
    let wanted = PayoutReport { qbo_deposit, state, detail: None };
    let known = view.link.reported.as_ref().or(view.payout.reported.as_ref());
    let is_this =
        |known: &PayoutReport| (known.state, &known.qbo_deposit) == (wanted.state, &wanted.qbo_deposit);
    if known.is_some_and(is_this) && !view.link.unanswered {
        return;
    }
    plan.intents.push(Intent {
        subject: view.subject(),
        lane: Lane::Money,
        action: Action::ReportPayout { payout: view.payout.id.clone(), report: wanted, why: Some(why) },
        after: Vec::new(),
    });
}
