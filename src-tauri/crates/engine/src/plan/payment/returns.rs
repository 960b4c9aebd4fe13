//! Entries for what went back of a payment, as far as a person let them be written (rules P8, D15).

use jiff::ToSpan;
use ledger::MinorUnits;
use ledger::alternative::PaymentStatus;

use super::holds;
use super::view::PaymentView;
use crate::intent::{Action, Intent, Lane};
use crate::link::{PaymentPart, ReturnOrder};
use crate::plan::{Plan, PlanContext};

/// How much of a part that is recorded with `recorded` went back until now.
pub(super) fn gone_back(view: &PaymentView, recorded: MinorUnits) -> MinorUnits {
    match view.payment.status {
        PaymentStatus::Failed | PaymentStatus::ChargedBack => recorded,
        _ => view.payment.given_back().min(recorded),
    }
}

/// What was decided is written, whatever becomes of the payment.
pub(super) fn plan(context: &PlanContext<'_>, view: &PaymentView, part: &PaymentPart, plan: &mut Plan) {
    for order in part.returns.iter().filter(|order| order.entry.is_none()) {
        if let Some(refusal) = &order.refused {
            plan.holds.push(holds::entry_refused(view, part, order, refusal));
            continue;
        }
        let ensure = Action::EnsureReturnsAccount;
        let write = Action::WriteEntry {
            payment: view.payment.id.clone(),
            customer: part.customer.clone(),
            order: in_open_books(context, order),
        };
        let intent = |action, after| Intent { subject: view.subject(), lane: Lane::Money, action, after };
        let mut after = Vec::new();
        if context.settings.preferences.returns_account.is_none() {
            after.push(ensure.slot());
            plan.intents.push(intent(ensure, Vec::new()));
        }
        plan.intents.push(intent(write, after));
    }
}

/// D7: never on or before the closing date.
fn in_open_books(context: &PlanContext<'_>, order: &ReturnOrder) -> ReturnOrder {
    let first_open = context.settings.closed_until().and_then(|closed| closed.checked_add(1.day()).ok());
    let date = first_open.map_or(order.date, |open| order.date.max(open));
    ReturnOrder { date, ..order.clone() }
}
