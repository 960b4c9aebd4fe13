//! The holds of payments.

use jiff::civil::Date;
use ledger::{Currency, MinorUnits, Money, books};

use super::view::PaymentView;
use crate::facts;
use crate::hold::HoldDraft;
use crate::link::{PaymentFinding, PaymentPart, Refusal, ReturnOrder};
use crate::plan::PlanContext;
use crate::ports::PaymentLineDraft;
use crate::reason::HoldReason;
use crate::reference::fingerprint;
use crate::said::{InvoiceName, Said};

fn hold(
    view: &PaymentView,
    part: &PaymentPart,
    facts: String,
    amount: Money,
    reason: HoldReason,
) -> HoldDraft {
    HoldDraft {
        subject: view.subject(),
        part: Some(part.customer.clone()),
        fingerprint: facts,
        amount: Some(amount),
        reason,
    }
}

/// The name of an invoice, as far as it was read.
fn name(view: &PaymentView, invoice: &books::InvoiceId) -> InvoiceName {
    let known = view.invoices.get(invoice);
    known.map_or_else(|| InvoiceName::unread(invoice), |paid| InvoiceName::of(&paid.invoice))
}

/// What was found just before writing (rule P5).
pub(super) fn found(
    context: &PlanContext<'_>,
    view: &PaymentView,
    part: &PaymentPart,
    finding: &PaymentFinding,
    money: Money,
) -> HoldDraft {
    let reason = match finding {
        PaymentFinding::BalanceTooSmall { invoice, balance, share, look_alike } => {
            HoldReason::BalanceTooSmall {
                invoice: name(view, invoice),
                owed: balance.of(money.currency),
                paid: share.of(money.currency),
                look_alike: look_alike.clone(),
            }
        }
        PaymentFinding::InvoiceGone { invoice, voided } => {
            HoldReason::InvoiceGone { invoice: name(view, invoice), voided: *voided }
        }
        PaymentFinding::LookAlike { payment, date } => {
            HoldReason::LookAlike { payment: payment.clone(), date: *date }
        }
        PaymentFinding::Unsure { payments, ours } => {
            HoldReason::Unsure { payments: payments.clone(), ours: *ours }
        }
        PaymentFinding::Altered { payment, reference } => {
            let (payment, reference) = (payment.clone(), reference.clone());
            HoldReason::PaymentAltered { payment, reference }
        }
        PaymentFinding::Refused(refusal) => HoldReason::PaymentRefused {
            said: Said::new(refusal.message.as_str()),
            code: refusal.code.as_deref().map(Said::from),
        },
        PaymentFinding::Vanished { payment } => return lost(view, part, payment, money),
        PaymentFinding::Closed { date } => {
            return closed(view, part, *date, context.settings.closed_until().unwrap_or(*date), money);
        }
        PaymentFinding::CannotRemove { deposit } => {
            return late_return(view, part, deposit.as_ref(), money);
        }
    };
    hold(view, part, facts::of_payment_finding(finding), money, reason)
}

/// Dated in closed books (rule D7).
pub(super) fn closed(
    view: &PaymentView,
    part: &PaymentPart,
    date: Date,
    closed: Date,
    money: Money,
) -> HoldDraft {
    hold(view, part, fingerprint(&(date, closed)), money, HoldReason::PaymentClosed { date, closed })
}

/// It is in QuickBooks, but pays less of its invoices than was collected for them (rules P11, P15).
pub(super) fn unapplied(
    view: &PaymentView,
    part: &PaymentPart,
    (payment, lines): (&books::PaymentId, &[PaymentLineDraft]),
    again: Vec<PaymentLineDraft>,
    money: Money,
) -> HoldDraft {
    let paid = |line: &PaymentLineDraft| (&view.invoices[&line.invoice], line.amount);
    let short: Vec<_> = lines.iter().map(paid).filter(|(paid, share)| paid.applied < *share).collect();
    let open: MinorUnits = short.iter().map(|(paid, share)| *share - paid.applied).sum();
    let facts: Vec<_> = short.iter().map(|(paid, share)| (&paid.invoice.id, paid.applied, *share)).collect();
    let invoices = short.iter().map(|(paid, _)| InvoiceName::of(&paid.invoice)).collect();
    let reason = HoldReason::Unapplied { payment: payment.clone(), invoices, again };
    hold(view, part, fingerprint(&(payment, facts)), open.of(money.currency), reason)
}

/// Ours is there beside the one that a person chose for it (rule P6).
pub(super) fn twice(
    view: &PaymentView,
    part: &PaymentPart,
    (entered, ours): (&books::PaymentId, &books::PaymentId),
    copy: bool,
    money: Money,
) -> HoldDraft {
    let reason = HoldReason::RecordedTwice { payment: ours.clone(), entered: entered.clone(), copy };
    hold(view, part, fingerprint(&("recorded_twice", entered, ours)), money, reason)
}

/// Deleted or voided by a person (rule P9).
pub(super) fn lost(
    view: &PaymentView,
    part: &PaymentPart,
    payment: &books::PaymentId,
    money: Money,
) -> HoldDraft {
    let of_customer = view.invoices.values().filter(|paid| paid.invoice.customer == part.customer);
    let invoices = of_customer.map(|paid| InvoiceName::of(&paid.invoice)).collect();
    let reason = HoldReason::PaymentLost { payment: payment.clone(), invoices };
    hold(view, part, fingerprint(&(payment, part.allowance.again)), money, reason)
}

/// A share whose invoice changed hands between two parts of a payment (rule P4).
pub(super) fn latecomers(
    view: &PaymentView,
    part: &PaymentPart,
    lines: &[&PaymentLineDraft],
    currency: Currency,
) -> HoldDraft {
    let ids: Vec<_> = lines.iter().map(|line| line.invoice.to_string()).collect();
    let money = lines.iter().map(|line| line.amount).sum::<MinorUnits>().of(currency);
    let invoices = lines.iter().map(|line| name(view, &line.invoice)).collect();
    hold(view, part, fingerprint(&ids), money, HoldReason::Latecomers { invoices })
}

/// The company gave money back (rule P8): `money` is what nobody recorded yet.
pub(super) fn refunded(
    view: &PaymentView,
    part: &PaymentPart,
    deposit: Option<&books::DepositId>,
    money: Money,
) -> HoldDraft {
    let payment = &view.payment;
    let of_customer = view.invoices.values().filter(|paid| paid.invoice.customer == part.customer);
    let reason = HoldReason::Refunded {
        refunded: payment.given_back().of(money.currency),
        of: payment.sub_total.of(money.currency),
        invoices: of_customer.map(|paid| InvoiceName::of(&paid.invoice)).collect(),
    };
    hold(view, part, facts_of_return(view, deposit), money, reason)
}

/// Money that went back after it cannot simply be removed any more (rule P8).
pub(super) fn late_return(
    view: &PaymentView,
    part: &PaymentPart,
    deposit: Option<&books::DepositId>,
    money: Money,
) -> HoldDraft {
    let said = view.payment.failure_reason.as_deref().map(Said::from);
    let reason = HoldReason::Returned { deposit: deposit.cloned(), said };
    hold(view, part, facts_of_return(view, deposit), money, reason)
}

/// QuickBooks refused the entry for what went back (rule P8).
pub(super) fn entry_refused(
    view: &PaymentView,
    part: &PaymentPart,
    order: &ReturnOrder,
    refusal: &Refusal,
) -> HoldDraft {
    let reason = HoldReason::EntryRefused {
        up_to: order.up_to,
        said: Said::new(refusal.message.as_str()),
        code: refusal.code.as_deref().map(Said::from),
    };
    let facts = fingerprint(&("entry_refused", order.up_to, &refusal.message));
    hold(view, part, facts, order.amount.of(order.currency), reason)
}

fn facts_of_return(view: &PaymentView, deposit: Option<&books::DepositId>) -> String {
    fingerprint(&(view.payment.status, view.payment.refunded, deposit))
}
