//! Payments: what Alternative collected becomes Payments in QuickBooks, exactly once (rules P1 to P7, P12 to P17).

mod holds;
mod parts;
mod reapply;
mod report;
mod returns;
mod twins;
mod view;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ledger::alternative::PaymentStatus;
use ledger::{MinorUnits, alternative, books};

use crate::awaited::Awaited;
use crate::edited::Rest;
use crate::intent::{Action, Intent, Lane, Slot};
use crate::link::{PartState, PaymentFinding, PaymentPart};
use crate::link_patch::{LinkPatch, PartPatch, PaymentPatch};
use crate::note;
use crate::plan::before_start::{Earlier, EarlierChoice};
use crate::plan::{AccountPurpose, Plan, PlanContext};
use crate::ports::{PaymentDraft, PaymentLineDraft};
use crate::record::RecordRef;
use crate::reference::payment_reference;
use crate::said::InvoiceName;
use crate::settings::RecordWhen;

use parts::{adopt, latecomers, settle, shares, there_already};
pub(crate) use reapply::may_pay_again;
use report::plan_report;
use view::is_recorded;
pub use view::{PaidInvoice, PaymentView};
pub(crate) use view::{bears_our_sign, in_order, is_ours};

/// By how much the clocks of the services may differ.
const CLOCKS_APART: SignedDuration = SignedDuration::from_secs(30);

/// Rules P1 to P7, P9, P12, P13, P15 and P17.
pub fn plan_payment(context: &PlanContext<'_>, view: &PaymentView) -> Plan {
    let mut plan = Plan::default();
    let missing = view.missing();
    let Some(shares) = shares(view) else {
        let invoices = missing.iter().map(|id| (*id).clone()).collect();
        let money = view.payment.sub_total.of(view.currency(context));
        plan.wait(Awaited::Invoices(invoices), Some(money));
        plan.wanted = missing.into_iter().map(RecordRef::books_invoice).collect();
        plan.patches.extend(there_already(view).map(LinkPatch::Payment));
        return plan;
    };
    if shares.is_empty() {
        return plan; // P12: only for invoices that exist in Alternative only.
    }
    let settled = settle(view, &shares);
    let before = &view.link;
    let view = settled.as_ref().map_or(view, |(view, _)| view);
    let Some(shares) = parts::shares(view) else { return plan };
    for (customer, lines) in &shares {
        let fresh = PaymentPart::new(customer.clone());
        let part = view.link.part(customer).unwrap_or(&fresh);
        let late = latecomers(part, lines);
        // One question about a line: who decides about latecomers says what becomes of them.
        let covered: Vec<_> = lines.iter().filter(|line| !late.contains(line)).cloned().collect();
        plan_part(context, view, part, &covered, &mut plan);
        if let Some(seen) = seen_whole(view, part, &covered).filter(|seen| *seen != part.seen_whole) {
            let patch = PaymentPatch::Part(customer.clone(), PartPatch::SeenWhole(seen));
            plan.patches.push(LinkPatch::Payment(patch));
        }
        if view.payment.status.is_live() && !late.is_empty() {
            plan.holds.push(holds::latecomers(view, part, &late, view.currency(context)));
        }
    }
    plan_report(view, before, &shares, &mut plan);
    if let Some((_, patches)) = &settled {
        plan.patches.extend(patches.iter().cloned().map(LinkPatch::Payment));
    }
    plan
}

fn plan_part(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    lines: &[PaymentLineDraft],
    plan: &mut Plan,
) {
    match &part.state {
        PartState::Open => plan_open(context, view, part, lines, plan),
        PartState::Recorded { payment, amount, ours } => {
            let recorded = Recorded { payment, money: amount.of(view.currency(context)), ours: *ours };
            plan_recorded(context, view, part, (recorded, lines), plan);
        }
        PartState::Removed { .. } | PartState::LeftOut => {}
    }
}

/// Not recorded yet.
fn plan_open(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    lines: &[PaymentLineDraft],
    plan: &mut Plan,
) {
    let total: MinorUnits = lines.iter().map(|line| line.amount).sum();
    let money = total.of(view.currency(context));
    match view.payment.status {
        PaymentStatus::Processing if context.settings.preferences.record_when == RecordWhen::Succeeded => {
            plan.wait(Awaited::Capture, Some(money));
            return;
        }
        PaymentStatus::Processing | PaymentStatus::Succeeded => {}
        PaymentStatus::Unknown => {
            plan.wait(Awaited::KnownState, Some(money));
            return;
        }
        // Nothing was recorded, so there is nothing to take back (rule P7).
        PaymentStatus::Failed | PaymentStatus::Refunded | PaymentStatus::ChargedBack => return,
    }
    if !may_post_earlier(context, view) {
        if view.earlier != Some(EarlierChoice::Leave) {
            plan.earlier =
                Some(Earlier { subject: view.subject(), amount: money, at: view.payment.created_at });
        }
        return;
    }
    if let Some(finding) = part.finding.as_ref().filter(|finding| stands(view, finding)) {
        plan.holds.push(holds::found(context, view, part, finding, money));
        return;
    }
    let Some(date) = posting_date(context, view, part, money, plan) else { return };
    if context.unusable.contains_key(&AccountPurpose::Payments) {
        plan.wait(Awaited::Account(AccountPurpose::Payments), Some(money));
        return;
    }
    let Some(account) = deposit_to(context) else {
        plan.wait(Awaited::PaymentAccount, Some(money));
        return;
    };
    let mut step = Intent {
        subject: view.subject(),
        lane: Lane::Money,
        action: Action::RecordPayment {
            payment: view.payment.id.clone(),
            draft: draft(context, view, part, lines, date, account),
            keep_as_credit: part.allowance.keep_as_credit,
            not_a_look_alike: part.allowance.not_a_look_alike,
        },
        after: Vec::new(),
    };
    for line in lines {
        let paid = &view.invoices[&line.invoice];
        if !paid.linked && !paid.gone && !paid.invoice.voided {
            plan.wait(Awaited::InvoiceLinked(InvoiceName::of(&paid.invoice)), Some(money));
            step.after.push(Slot::upsert_invoice(&line.invoice));
        }
    }
    plan.intents.push(step);
}

/// Whether what was found just before writing may still stand in the way. What people mended in QuickBooks meanwhile is
/// looked at again without being asked (rule P18).
fn stands(view: &PaymentView, finding: &PaymentFinding) -> bool {
    match finding {
        PaymentFinding::BalanceTooSmall { invoice, share, .. } => {
            view.invoices.get(invoice).is_none_or(|paid| paid.gone || paid.invoice.balance < *share)
        }
        PaymentFinding::InvoiceGone { invoice, .. } => {
            view.invoices.get(invoice).is_none_or(|paid| paid.gone || paid.invoice.voided)
        }
        _ => true,
    }
}

/// P17: payments from before the first start are posted only when ticked.
fn may_post_earlier(context: &PlanContext<'_>, view: &PaymentView) -> bool {
    let after_start =
        context.settings.started_at.is_some_and(|start| view.payment.created_at >= whole_second(start));
    after_start || view.earlier == Some(EarlierChoice::Post)
}

/// Services tell times to the second; one that fell into the second of the start counts as after it.
pub(super) fn whole_second(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// P1, D7: dated in the company's time zone, never on or before the closing date.
fn posting_date(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    money: ledger::Money,
    plan: &mut Plan,
) -> Option<Date> {
    let date = part.allowance.date.unwrap_or_else(|| context.settings.day_of(view.payment.created_at));
    match context.settings.closed_until() {
        Some(closed) if date <= closed => {
            if part.allowance.wait_while_closed_until == Some(closed) {
                plan.wait(Awaited::OpenBooks(closed), Some(money));
            } else {
                plan.holds.push(holds::closed(view, part, date, closed, money));
            }
            None
        }
        _ => Some(date),
    }
}

/// D1, D12: Undeposited Funds unless a bank account was chosen.
fn deposit_to(context: &PlanContext<'_>) -> Option<books::AccountId> {
    context
        .settings
        .preferences
        .payment_account
        .clone()
        .or_else(|| context.settings.undeposited_funds.clone())
}

fn draft(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    lines: &[PaymentLineDraft],
    date: Date,
    deposit_to: books::AccountId,
) -> PaymentDraft {
    PaymentDraft {
        customer: part.customer.clone(),
        date,
        currency: view.currency(context),
        multi_currency: context
            .settings
            .quickbooks
            .as_ref()
            .is_some_and(|access| access.company.multi_currency),
        reference: payment_reference(&view.payment.id, &part.customer),
        note: note::of_payment(&view.payment.id, view.payment.method.as_deref()),
        deposit_to,
        lines: lines.to_vec(),
        total: lines.iter().map(|line| line.amount).sum(),
    }
}

/// A part as it is in QuickBooks.
#[derive(Clone, Copy)]
struct Recorded<'a> {
    payment: &'a books::PaymentId,
    money: ledger::Money,
    ours: bool,
}

/// Recorded: watch what becomes of both sides.
fn plan_recorded(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    (recorded, lines): (Recorded<'_>, &[PaymentLineDraft]),
    plan: &mut Plan,
) {
    let Recorded { payment, money, ours } = recorded;
    returns::plan(context, view, part, plan);
    let open = part.still_open(returns::gone_back(view, money.minor)).of(money.currency);
    let seen = view.recorded.get(payment);
    let lost = seen.is_some_and(|(books_payment, gone)| *gone || books_payment.voided);
    let wants_again = part.rest == Some(Rest::ApplyAgain);
    let applies = || !is_applied(view, part, lines) && reapply::is_under_way(context, view, part, lines);
    if wants_again && !applies() {
        let ended = PaymentPatch::Part(part.customer.clone(), PartPatch::ApplyEnded);
        plan.patches.push(LinkPatch::Payment(ended));
    }
    let twin = adopt(view, &part.customer).filter(|twin| !ours && !lost && twin.id != *payment);
    if let Some(twin) = twin {
        plan.holds.push(holds::twice(view, part, (payment, &twin.id), false, money));
        return;
    }
    if view.payment.status.is_live()
        && ours
        && !lost
        && let Some(twin) = twins::first(view, part, payment)
    {
        match twins::removal(context, view, part, (payment, twin)) {
            Some(removal) => plan.intents.push(removal),
            None => plan.holds.push(holds::twice(view, part, (&twin.id, payment), true, money)),
        }
        return;
    }
    match view.payment.status {
        // P9: the money still moved; nothing is posted again by itself.
        status if status.is_live() && lost => {
            plan.holds.push(holds::lost(view, part, payment, money));
        }
        status if status.is_live() && seen.is_none() => {
            plan.wanted.push(RecordRef::books_payment(payment));
            plan.wait(Awaited::BooksPayment(payment.clone()), Some(money));
        }
        // P11, P15: it does not pay what it was collected for (any more).
        status if status.is_live() && !is_applied(view, part, lines) => {
            let again = reapply::lines(context, view, part, lines);
            if wants_again && !again.is_empty() {
                plan.intents.push(reapply::intent(view, part, payment, again));
                return;
            }
            plan.holds.push(holds::unapplied(view, part, (payment, lines), again, money));
        }
        _ if lost || open.minor.is_zero() => {}
        _ => plan_gone_back(context, view, part, (recorded, open), plan),
    }
}

/// Recorded, and went back as far as `open` says (rules P7, P8).
fn plan_gone_back(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    (recorded, open): (Recorded<'_>, ledger::Money),
    plan: &mut Plan,
) {
    let seen = view.recorded.get(recorded.payment).map(|(books_payment, _)| books_payment);
    let deposit = seen.and_then(|books_payment| books_payment.deposit.as_ref());
    match view.payment.status {
        PaymentStatus::Failed if recorded.ours => {
            let closed = context.settings.closed_until();
            let is_closed =
                |books_payment: &books::Payment| closed.is_some_and(|until| books_payment.date <= until);
            let stays = view.payment.payout.is_some() || deposit.is_some() || seen.is_some_and(is_closed);
            if stays || part.finding.is_some() {
                plan.holds.push(holds::late_return(view, part, deposit, open));
                return;
            }
            plan.intents.push(Intent {
                subject: view.subject(),
                lane: Lane::Money,
                action: Action::RemovePayment {
                    payment: view.payment.id.clone(),
                    customer: part.customer.clone(),
                    books_payment: recorded.payment.clone(),
                    beside: None,
                },
                after: Vec::new(),
            });
        }
        PaymentStatus::Refunded => plan.holds.push(holds::refunded(view, part, deposit, open)),
        // What a person keyed by hand is not ours to delete, but it went back all the same (rule P8).
        PaymentStatus::Failed | PaymentStatus::ChargedBack => {
            plan.holds.push(holds::late_return(view, part, deposit, open));
        }
        status if status.is_live() && is_first_recorded(view, part) => {
            plan.holds.push(holds::refunded(view, part, None, open));
        }
        _ => {}
    }
}

/// Alternative does not say whose share was given back of a payment of several customers: it is asked about once.
fn is_first_recorded(view: &PaymentView, part: &PaymentPart) -> bool {
    view.link.parts.iter().find(|part| is_recorded(part)).is_some_and(|first| first.customer == part.customer)
}

/// Whether QuickBooks applies a part's whole share to its invoices, or a person keeps the rest as credit and no less is
/// applied than when that was said (rules P11, P15).
fn is_applied(view: &PaymentView, part: &PaymentPart, lines: &[PaymentLineDraft]) -> bool {
    let applied = |line: &PaymentLineDraft| view.invoices[&line.invoice].applied;
    let missing: MinorUnits = lines.iter().map(|line| line.amount - applied(line)).sum();
    if view.link.is_recorded_elsewhere(view.payment.reported.as_ref())
        && !part.seen_whole
        && may_be_credit(view, part, missing)
    {
        return true;
    }
    let whole = lines.iter().all(|line| applied(line) >= line.amount || part.handled.contains(&line.invoice));
    let sum: MinorUnits = lines.iter().map(applied).sum();
    whole || (part.allowance.keep_as_credit && part.credited.is_none_or(|credited| sum >= credited))
}

/// What of a Payment of QuickBooks is its customer's credit, and may have been one when Alternative was told of it: a person
/// took what changed since off an invoice, unless it only went on a deposit.
pub(crate) fn credit_when_told(payment: &alternative::Payment, books: &books::Payment) -> MinorUnits {
    let known = |told: Timestamp| books.updated_at.duration_since(told) <= CLOCKS_APART;
    let is_known = books.deposit.is_some() || payment.reported_at.is_none_or(known);
    if is_known { books.unapplied() } else { MinorUnits::ZERO }
}

/// Whether so much of what another computer told of is there as the customer's credit, as far as it was seen: else its word is
/// about what people changed since (rule P15).
fn may_be_credit(view: &PaymentView, part: &PaymentPart, missing: MinorUnits) -> bool {
    let mut told = view.payment.reported.iter().flat_map(|report| &report.qbo_payments);
    let credit = told.try_fold(MinorUnits::ZERO, |credit, id| {
        let (payment, _) = view.recorded.get(id)?;
        let own = payment.customer == part.customer;
        Some(if own { credit + credit_when_told(&view.payment, payment) } else { credit })
    });
    credit.is_none_or(|credit| missing <= credit)
}

/// Whether a part was ever seen applied as a whole under another computer's present word that it is recorded; `None` where
/// nothing of it is in QuickBooks, unless it was left out here. That word says of a Payment that pays less since nothing any
/// more (rule P15).
fn seen_whole(view: &PaymentView, part: &PaymentPart, lines: &[PaymentLineDraft]) -> Option<bool> {
    if !(is_recorded(part) || part.state == PartState::LeftOut) || lines.is_empty() {
        return None;
    }
    let elsewhere = view.link.is_recorded_elsewhere(view.payment.reported.as_ref());
    let whole = lines.iter().all(|line| view.invoices[&line.invoice].applied >= line.amount);
    Some(elsewhere && (part.seen_whole || whole))
}
