//! One thing that changed about a link, for the link as it is stored by then: what a person decided, or another write
//! found, while this one waited for the network stays.

mod sent;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::alternative::{PaymentReport, PayoutReport};
use ledger::{MinorUnits, books};

use crate::edited::{AsRecorded, Rest};
use crate::link::{
    Allowance, CustomerLink, ExtraLine, InvoiceLink, Link, PartState, PaymentFinding, PaymentLink,
    PaymentPart, PayoutFinding, PayoutLink, PayoutState, Refusal, ReturnOrder,
};
use sent::{customer, invoice};

pub use sent::{CustomerPatch, InvoicePatch};

/// A change of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkPatch {
    /// Of a customer's.
    Customer(CustomerPatch),
    /// Of an invoice's.
    Invoice(InvoicePatch),
    /// Of a payment's.
    Payment(PaymentPatch),
    /// Of a payout's.
    Payout(PayoutPatch),
}

/// A change of a payment's link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentPatch {
    /// What Alternative was told.
    Reported(PaymentReport),
    /// It may have been told something else, to which no answer came.
    Unanswered,
    /// A Payment that another computer told of was never seen here, and QuickBooks has it no more.
    NeverSeen(books::PaymentId),
    /// A change of the part of a customer.
    Part(books::CustomerId, PartPatch),
}

/// A change of one part of a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartPatch {
    /// Our Payment was written, or found just before writing: that is a fact, whatever was decided meanwhile.
    Written {
        /// The Payment.
        payment: books::PaymentId,
        /// Its amount.
        amount: MinorUnits,
        /// How much of it QuickBooks applied to its invoices.
        applied: MinorUnits,
        /// The invoices it was made for.
        invoices: Vec<books::InvoiceId>,
    },
    /// This Payment was written for it here (rule P6).
    Wrote(books::PaymentId),
    /// A person lets this Payment stand beside its own (rule P6).
    Beside(books::PaymentId),
    /// How the Payment it is recorded as was when it was written here, or first met (rule P11).
    AsRecorded(AsRecorded),
    /// A Payment of ours was met in QuickBooks; counts only while nothing is settled.
    Adopted(books::PaymentId, MinorUnits),
    /// It was left out here, and another computer recorded it as this Payment of this amount; counts only while it is left out.
    RecordedElsewhere(books::PaymentId, MinorUnits),
    /// The Payment it was recorded as left QuickBooks, and another of ours was met there; counts only while it is recorded
    /// as the one that is lost.
    Replaced {
        /// The one that is lost.
        lost: books::PaymentId,
        /// The one that is there.
        payment: books::PaymentId,
        /// Its amount.
        amount: MinorUnits,
    },
    /// It went back, and this Payment left QuickBooks; counts only while it is recorded as that.
    LetGo(books::PaymentId),
    /// There is such a part; nothing of it is settled by this.
    Expected,
    /// The invoices it covers, where that is not known yet.
    Covers(Vec<books::InvoiceId>),
    /// Whether it was seen applied as a whole under another computer's word that it is recorded.
    SeenWhole(bool),
    /// We removed its Payment (rule P7).
    Removed(books::PaymentId),
    /// This stands in the way; counts only while nothing is settled and nothing else is allowed than was known.
    Found(PaymentFinding, Allowance),
    /// A person linked a Payment that somebody keyed (rule P5).
    Linked(books::PaymentId, MinorUnits),
    /// A person has it recorded once more (rule P9).
    Again,
    /// A person leaves it out.
    LeftOut,
    /// A person keeps what exceeds the balances as credit (rule P5).
    KeepAsCredit,
    /// A person leaves as credit what is not applied now (rule P11).
    LeaveAsCredit(MinorUnits),
    /// A person has it applied to its invoices again (rule P11).
    ApplyAgain,
    /// It is applied again, or cannot be: what comes next is asked anew (rule P11).
    ApplyEnded,
    /// A person says that what is not applied now was given back; so much was applied then (rule P11).
    GivenBack(MinorUnits),
    /// A person says that a look-alike is another payment (rule P5).
    NoLookAlike,
    /// A person handled the shares of these invoices by hand (rule P4).
    Handled(Vec<books::InvoiceId>),
    /// A person handled the return by hand (rule P8).
    ReturnHandled,
    /// A person lets this entry be written (rule P8).
    Order(Box<ReturnOrder>),
    /// The entry for what went back until then, which QuickBooks refused, is tried again (rule P8).
    EntryAgain(MinorUnits),
    /// The entry for what went back until then is written (rule P8).
    EntryWritten(MinorUnits, books::JournalEntryId),
    /// QuickBooks refused that entry for good (rule P8).
    EntryRefused(MinorUnits, Refusal),
    /// A person recorded by hand that so much of it was refunded (rule P8).
    RefundHandled(MinorUnits),
    /// A person has it posted on this day (rule D7).
    PostOn(Date),
    /// A person waits while the books are closed until this day (rule D7).
    WaitWhileClosedUntil(Date),
    /// What stood in the way is looked at again.
    LookAgain,
}

/// A change of a payout's link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayoutPatch {
    /// When it was first seen paid; an earlier word stays.
    PaidAt(Timestamp),
    /// What Alternative was told.
    Reported(PayoutReport),
    /// It may have been told something else, to which no answer came.
    Unanswered,
    /// Deposited, read back alive.
    Deposited(books::DepositId, MinorUnits),
    /// Left to the bookkeeper for good (rules D1, D2); counts only while nothing is settled.
    LeftToBookkeeper,
    /// This stands in the way; counts only while nothing is settled.
    Found(PayoutFinding),
    /// A person handles it.
    Handled,
    /// A person has it deposited once more (rule D5).
    Again,
    /// A person chose an account for money that no payment explains (rules D3, D6).
    Extra(ExtraLine),
    /// A person waits for as long as these are the facts.
    WaitsOn(String),
    /// A person has it posted on this day (rule D7).
    PostOn(Date),
    /// A person waits while the books are closed until this day (rule D7).
    WaitWhileClosedUntil(Date),
    /// What stood in the way is looked at again.
    LookAgain,
    /// Our deposit is gone, because the payout failed (rule D4).
    Removed(books::DepositId),
    /// This deposit, added from the bank feed, is the payout (rule D14).
    ItIsThat(books::DepositId),
    /// The deposit that was it is undone (rule D14).
    AddUndone,
    /// This deposit is other money (rule D14).
    OtherMoney(books::DepositId),
}

impl LinkPatch {
    /// The link as it is after this; `now` is the link as it is stored, if there is one.
    pub fn applied_to(self, now: Option<Link>) -> Link {
        match (self, now) {
            (Self::Customer(patch), Some(Link::Customer(link))) => Link::Customer(customer(link, patch)),
            (Self::Customer(patch), _) => Link::Customer(customer(CustomerLink::default(), patch)),
            (Self::Invoice(patch), Some(Link::Invoice(link))) => Link::Invoice(invoice(link, patch)),
            (Self::Invoice(patch), _) => Link::Invoice(invoice(InvoiceLink::default(), patch)),
            (Self::Payment(patch), Some(Link::Payment(link))) => Link::Payment(payment(link, patch)),
            (Self::Payment(patch), _) => Link::Payment(payment(PaymentLink::default(), patch)),
            (Self::Payout(patch), Some(Link::Payout(link))) => Link::Payout(payout(link, patch)),
            (Self::Payout(patch), _) => Link::Payout(payout(PayoutLink::default(), patch)),
        }
    }
}

fn payment(mut link: PaymentLink, patch: PaymentPatch) -> PaymentLink {
    match patch {
        PaymentPatch::Reported(report) => {
            link.reported = Some(report);
            link.unanswered = false;
        }
        PaymentPatch::Unanswered => link.unanswered = true,
        PaymentPatch::NeverSeen(payment) => {
            if !link.never_seen.contains(&payment) {
                link.never_seen.push(payment);
            }
        }
        PaymentPatch::Part(customer, patch) => part(link.part_mut(&customer), patch),
    }
    link
}

fn part(part: &mut PaymentPart, patch: PartPatch) {
    match patch {
        PartPatch::Written { payment, amount, applied, invoices } => {
            part.state = PartState::Recorded { payment, amount, ours: true };
            part.adopted = false;
            part.finding = None;
            part.invoices = invoices;
            part.credited = (part.allowance.keep_as_credit && applied < amount).then_some(applied);
        }
        PartPatch::Adopted(payment, amount) if part.state == PartState::Open => {
            part.finding = None;
            part.state = PartState::Recorded { payment, amount, ours: true };
            part.adopted = true;
        }
        PartPatch::RecordedElsewhere(payment, amount) if part.state == PartState::LeftOut => {
            part.finding = None;
            part.state = PartState::Recorded { payment, amount, ours: true };
        }
        PartPatch::Replaced { lost, payment, amount } => match &part.state {
            PartState::Recorded { payment: known, .. } if *known == lost => {
                part.finding = None;
                part.state = PartState::Recorded { payment, amount, ours: true };
            }
            _ => {}
        },
        PartPatch::LetGo(gone) => match &part.state {
            PartState::Recorded { payment, .. } if *payment == gone => {
                part.state = PartState::Removed { payment: gone };
            }
            _ => {}
        },
        PartPatch::Covers(invoices) if part.state != PartState::Open && part.invoices.is_empty() => {
            part.invoices = invoices;
        }
        PartPatch::EntryWritten(up_to, entry) => part.entry_written(up_to, entry),
        PartPatch::EntryRefused(up_to, refusal) => part.entry_refused(up_to, refusal),
        PartPatch::SeenWhole(seen) => part.seen_whole = seen,
        PartPatch::Removed(payment) => {
            // Of two that were recorded for the same, the other one stays.
            let stays =
                matches!(&part.state, PartState::Recorded { payment: known, .. } if *known != payment);
            if !stays {
                part.state = PartState::Removed { payment };
            }
        }
        PartPatch::Wrote(payment) => part.wrote.push(payment),
        PartPatch::AsRecorded(recorded) => part.recorded = Some(recorded),
        PartPatch::ApplyEnded if part.rest == Some(Rest::ApplyAgain) => part.rest = None,
        PartPatch::Found(finding, known) if part.allowance == known => {
            if let PaymentFinding::Altered { payment, .. } = &finding {
                part.altered = Some(payment.clone());
            }
            part.finding = Some(finding);
        }
        PartPatch::Adopted(..)
        | PartPatch::RecordedElsewhere(..)
        | PartPatch::Covers(_)
        | PartPatch::ApplyEnded
        | PartPatch::Found(..)
        | PartPatch::Expected => {}
        decided => decide(part, decided),
    }
}

/// What a person decided; what stood in the way is looked at again.
fn decide(part: &mut PaymentPart, patch: PartPatch) {
    part.finding = None;
    match patch {
        PartPatch::Linked(payment, amount) => {
            part.state = PartState::Recorded { payment, amount, ours: false };
        }
        PartPatch::Again => {
            part.state = PartState::Open;
            part.allowance.again += 1;
        }
        PartPatch::LeftOut => part.state = PartState::LeftOut,
        PartPatch::KeepAsCredit => part.allowance.keep_as_credit = true,
        PartPatch::LeaveAsCredit(applied) => {
            part.allowance.keep_as_credit = true;
            part.rest = None;
            part.credited = Some(applied);
        }
        PartPatch::ApplyAgain => part.rest = Some(Rest::ApplyAgain),
        PartPatch::Beside(payment) => part.beside.push(payment),
        PartPatch::GivenBack(applied) => {
            part.allowance.keep_as_credit = true;
            part.rest = Some(Rest::GivenBack);
            part.credited = Some(applied);
        }
        PartPatch::NoLookAlike => part.allowance.not_a_look_alike = true,
        PartPatch::Handled(invoices) => {
            part.invoices.extend(invoices.iter().cloned());
            part.handled.extend(invoices);
        }
        PartPatch::ReturnHandled => part.allowance.return_handled = true,
        PartPatch::Order(order) => {
            part.returns.retain(|known| known.up_to != order.up_to || known.entry.is_some());
            if part.order_mut(order.up_to).is_none() {
                part.returns.push(*order);
            }
        }
        PartPatch::EntryAgain(up_to) => {
            if let Some(order) = part.order_mut(up_to) {
                order.refused = None;
            }
        }
        PartPatch::RefundHandled(refunded) => {
            let known = part.allowance.refund_handled.unwrap_or_default();
            part.allowance.refund_handled = Some(known.max(refunded));
        }
        PartPatch::PostOn(day) => part.allowance.date = Some(day),
        PartPatch::WaitWhileClosedUntil(day) => part.allowance.wait_while_closed_until = Some(day),
        _ => {}
    }
}

fn payout(mut link: PayoutLink, patch: PayoutPatch) -> PayoutLink {
    let open = link.state == PayoutState::Open;
    match patch {
        PayoutPatch::PaidAt(at) => {
            link.paid_at.get_or_insert(at);
            return link;
        }
        PayoutPatch::Reported(report) => {
            link.reported = Some(report);
            link.unanswered = false;
            return link;
        }
        PayoutPatch::Unanswered => {
            link.unanswered = true;
            return link;
        }
        PayoutPatch::Found(finding) => {
            if let PayoutFinding::Another { deposit } = &finding {
                link.another = Some(deposit.clone());
            }
            if open || matches!(finding, PayoutFinding::CannotRemove { .. }) {
                link.finding = Some(finding);
            }
            return link;
        }
        PayoutPatch::LeftToBookkeeper => {
            if open {
                link.state = PayoutState::LeftToBookkeeper;
            }
            return link;
        }
        PayoutPatch::Deposited(deposit, amount) => link.state = PayoutState::Deposited { deposit, amount },
        PayoutPatch::Handled => link.state = PayoutState::Handled,
        PayoutPatch::Again => {
            link.state = PayoutState::Open;
            link.allowance.again += 1;
        }
        PayoutPatch::Extra(extra) => link.extra.push(extra),
        PayoutPatch::WaitsOn(facts) => link.waits_on = Some(facts),
        PayoutPatch::PostOn(day) => link.allowance.date = Some(day),
        PayoutPatch::WaitWhileClosedUntil(day) => link.allowance.wait_while_closed_until = Some(day),
        PayoutPatch::LookAgain => {}
        PayoutPatch::Removed(deposit) => {
            if matches!(&link.state, PayoutState::Deposited { deposit: own, .. } if *own == deposit) {
                link.state = PayoutState::Open;
            }
            link.removed = Some(deposit);
        }
        PayoutPatch::ItIsThat(deposit) => link.added = Some(deposit),
        PayoutPatch::AddUndone => link.added = None,
        PayoutPatch::OtherMoney(deposit) => link.other_money.push(deposit),
    }
    link.finding = None;
    link
}

#[cfg(test)]
mod tests;
