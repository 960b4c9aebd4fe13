//! Payments as the platform and its payers make them: started, cleared, failed, refunded, charged back.

use jiff::Timestamp;
use ledger::MinorUnits;

use super::amount::Amount;
use super::ids::Kind;
use super::invoices::Face;
use super::records::{Allocation, Fee, LineKind, Method, Payment, PaymentStatus, Return, Topic};
use super::{Platform, next};
use crate::refusal::Refusal;

/// What a payer does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// Invoice numbers, and how much of each; none = all that is outstanding.
    pub parts: Vec<(u64, Option<MinorUnits>)>,
    pub method: Method,
    pub fee: Option<Fee>,
}

impl Platform {
    /// Starts a payment. It is processing from now on, and each invoice it pays is told of.
    pub(crate) fn start_payment(&mut self, checkout: &Checkout, now: Timestamp) -> Result<u64, Refusal> {
        let allocations = self.allocate(checkout, now)?;
        let first = allocations.first().and_then(|part| self.invoices.get(&part.invoice));
        let Some(first) = first else { return Err(no_allocations()) };
        let payment = Payment {
            customer: first.customer,
            method: checkout.method,
            status: PaymentStatus::Processing,
            currency: first.currency,
            allocations: allocations.into(),
            fee: checkout.fee,
            refunded: MinorUnits::ZERO,
            payout: None,
            failure_reason: None,
            returns: Vec::new(),
            link: None,
            created_at: now,
            updated_at: now,
        };
        let number = next(&self.payments);
        let invoices: Vec<u64> = payment.allocations.iter().map(|part| part.invoice).collect();
        self.put_payment(number, payment);
        self.note("created", "Payment", Kind::Payment, number);
        for invoice in invoices {
            self.tell(Topic::InvoiceUpdated, invoice, Some(number), now);
        }
        Ok(number)
    }

    fn allocate(&self, checkout: &Checkout, now: Timestamp) -> Result<Vec<Allocation>, Refusal> {
        let mut allocations: Vec<Allocation> = Vec::new();
        let mut currency = None;
        for (at, (number, amount)) in checkout.parts.iter().enumerate() {
            let field = |name: &str| format!("allocations[{at}].{name}");
            let refuse =
                |name: &str, text: String| Err(Refusal::unprocessable(text.clone()).field(field(name), text));
            let Some(invoice) = self.invoices.get(number) else { return Err(Refusal::not_found()) };
            let label = invoice.number.as_deref().unwrap_or("without a number");
            if allocations.iter().any(|part| part.invoice == *number) {
                return refuse("invoice_id", format!("Invoice {label} is listed twice"));
            }
            if invoice.archived.is_some() {
                return refuse("invoice_id", format!("Invoice {label} is archived and cannot be paid"));
            }
            if !invoice.payable {
                return refuse("invoice_id", format!("Invoice {label} cannot be paid online"));
            }
            if *currency.get_or_insert(invoice.currency) != invoice.currency {
                return refuse("invoice_id", "All invoices of a payment must be in one currency".to_owned());
            }
            let open = self.face(*number, now).map_or(MinorUnits::ZERO, |face: Face| face.outstanding);
            let asked = amount.unwrap_or(open);
            if open.is_zero() {
                return refuse("invoice_id", format!("Invoice {label} has nothing left to pay"));
            }
            if !asked.is_positive() {
                return refuse("amount", "The amount must be greater than 0".to_owned());
            }
            if asked > open {
                let (asked, open) = (Amount(asked, invoice.currency), Amount(open, invoice.currency));
                return refuse(
                    "amount",
                    format!("{asked} is more than the {open} outstanding on invoice {label}"),
                );
            }
            allocations.push(Allocation { invoice: *number, amount: asked });
        }
        if allocations.is_empty() {
            return Err(no_allocations());
        }
        Ok(allocations)
    }

    /// The money has arrived.
    pub(crate) fn settle_payment(&mut self, number: u64, now: Timestamp) -> Result<(), Refusal> {
        self.expect_status(number, &[PaymentStatus::Processing], "settled")?;
        self.move_payment(number, Topic::PaymentSucceeded, now, |payment| {
            payment.status = PaymentStatus::Succeeded;
        });
        Ok(())
    }

    /// The bank refused it, or took it back before or after it was paid out. What a payout already holds comes off
    /// a later one.
    pub(crate) fn fail_payment(&mut self, number: u64, reason: &str, now: Timestamp) -> Result<(), Refusal> {
        let payment =
            self.expect_status(number, &[PaymentStatus::Processing, PaymentStatus::Succeeded], "failed")?;
        let rest = payment.sub_total() - payment.refunded;
        let owed = payment.payout.is_some() && rest.is_positive();
        self.move_payment(number, Topic::PaymentFailed, now, |payment| {
            payment.status = PaymentStatus::Failed;
            payment.failure_reason = Some(reason.into());
            if owed {
                payment.returns.push(give_back(LineKind::Chargeback, rest, "Payment returned by the bank"));
            }
        });
        Ok(())
    }

    /// Gives money back, all of it or a part.
    pub(crate) fn refund_payment(
        &mut self,
        number: u64,
        amount: Option<MinorUnits>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let payment = self.expect_status(number, &[PaymentStatus::Succeeded], "refunded")?;
        let (rest, currency) = (payment.sub_total() - payment.refunded, payment.currency);
        let amount = amount.unwrap_or(rest);
        if !amount.is_positive() {
            return Err(Refusal::unprocessable("The amount must be greater than 0")
                .field("amount", "must be greater than 0"));
        }
        if amount > rest {
            let text = format!("Only {} of this payment can still be refunded", Amount(rest, currency));
            return Err(Refusal::unprocessable(text.clone()).field("amount", text));
        }
        let whole = amount == rest && payment.refunded.is_zero();
        let description =
            format!("{}, {}", if whole { "Refund" } else { "Partial refund" }, self.invoices_named(number));
        self.move_payment(number, Topic::PaymentRefunded, now, |payment| {
            payment.refunded += amount;
            if payment.refunded == payment.sub_total() {
                payment.status = PaymentStatus::Refunded;
            }
            payment.returns.push(give_back(LineKind::Refund, amount, &description));
        });
        Ok(())
    }

    /// The payer disputed it and the bank took what was left of it; `penalty` is what the dispute costs.
    pub(crate) fn charge_back_payment(
        &mut self,
        number: u64,
        reason: &str,
        penalty: Option<MinorUnits>,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let payment = self.expect_status(number, &[PaymentStatus::Succeeded], "charged back")?;
        let rest = payment.sub_total() - payment.refunded;
        self.move_payment(number, Topic::PaymentChargeback, now, |payment| {
            payment.status = PaymentStatus::ChargedBack;
            payment.failure_reason = Some(reason.into());
            payment.returns.push(give_back(LineKind::Chargeback, rest, "Payment disputed by the payer"));
            if let Some(penalty) = penalty {
                payment.returns.push(give_back(LineKind::Adjustment, penalty, "Dispute penalty"));
            }
        });
        Ok(())
    }

    fn expect_status(&self, number: u64, from: &[PaymentStatus], done: &str) -> Result<&Payment, Refusal> {
        let payment = self.payments.get(&number).ok_or_else(Refusal::not_found)?;
        if from.contains(&payment.status) {
            return Ok(payment);
        }
        let text = format!("A payment that is {} cannot be {done}", payment.status.name());
        Err(Refusal::unprocessable(text.clone()).field("status", text))
    }

    /// Changes a payment, tells of it, and of what that does to its invoices.
    pub(crate) fn move_payment(
        &mut self,
        number: u64,
        topic: Topic,
        now: Timestamp,
        change: impl FnOnce(&mut Payment),
    ) {
        let before = self.faces_of(number, now);
        self.payments.edit(&number, |payment| {
            change(payment);
            payment.updated_at = now;
        });
        self.tell(topic, number, None, now);
        self.note("updated", "Payment", Kind::Payment, number);
        self.tell_changed_faces(number, &before, now);
    }

    /// What the invoices of a payment show.
    pub(crate) fn faces_of(&self, payment: u64, now: Timestamp) -> Vec<(u64, Option<Face>)> {
        let Some(payment) = self.payments.get(&payment) else { return Vec::new() };
        payment.allocations.iter().map(|part| (part.invoice, self.face(part.invoice, now))).collect()
    }

    /// Tells of the invoices of a payment that show something else than before.
    pub(crate) fn tell_changed_faces(
        &mut self,
        payment: u64,
        before: &[(u64, Option<Face>)],
        now: Timestamp,
    ) {
        for (invoice, face) in before {
            if self.face(*invoice, now) != *face {
                self.tell(Topic::InvoiceUpdated, *invoice, Some(payment), now);
                self.tell_when_paid(*invoice, *face, now);
            }
        }
    }

    /// `invoice 1042`, or `invoices 1042 and AP-7`.
    pub(crate) fn invoices_named(&self, payment: u64) -> String {
        let Some(payment) = self.payments.get(&payment) else { return String::new() };
        let names: Vec<&str> = payment
            .allocations
            .iter()
            .map(|part| {
                self.invoices
                    .get(&part.invoice)
                    .and_then(|row| row.number.as_deref())
                    .unwrap_or("without a number")
            })
            .collect();
        match names.split_last() {
            Some((last, [])) => format!("invoice {last}"),
            Some((last, others)) => format!("invoices {} and {last}", others.join(", ")),
            None => String::new(),
        }
    }
}

fn give_back(kind: LineKind, amount: MinorUnits, description: &str) -> Return {
    Return { kind, amount, description: description.into(), payout: None }
}

fn no_allocations() -> Refusal {
    Refusal::unprocessable("A payment needs at least one invoice").field("allocations", "must not be empty")
}
