//! Payouts: payments bundled into one transfer to the partner's bank, with lines that add up to it.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use ledger::{Currency, MinorUnits};

use super::ids::Kind;
use super::records::{LineKind, Method, Payment, PaymentStatus, Payout, PayoutLine, PayoutStatus, Topic};
use super::{Platform, next};
use crate::refusal::Refusal;

/// What is to be bundled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// None = the next weekday.
    pub arrival_date: Option<Date>,
    /// None = everything that waits.
    pub payments: Option<Vec<u64>>,
    /// Signed amounts that belong to no payment.
    pub adjustments: Vec<Extra>,
}

/// A line of a payout that belongs to no payment: an adjustment, or a fee that is taken or given back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    pub kind: LineKind,
    pub amount: MinorUnits,
    pub description: String,
}

impl Platform {
    /// Bundles payments and what goes back of earlier ones into a scheduled payout.
    pub(crate) fn schedule_payout(&mut self, bundle: &Bundle, now: Timestamp) -> Result<u64, Refusal> {
        let payments = self.bundled(bundle)?;
        let currency = self.currency_of(&payments)?;
        let number = next(&self.payouts);
        let mut lines = Vec::new();
        for payment in &payments {
            self.add_lines(*payment, &mut lines);
        }
        for extra in &bundle.adjustments {
            lines.push(PayoutLine {
                payment: None,
                kind: extra.kind,
                amount: extra.amount,
                customer: None,
                description: extra.description.as_str().into(),
            });
        }
        let payout = Payout {
            status: PayoutStatus::Scheduled,
            currency,
            arrival_date: bundle.arrival_date.unwrap_or_else(|| next_weekday(self.today(now))),
            lines: lines.into(),
            link: None,
            created_at: now,
            updated_at: now,
        };
        self.payouts.put(number, payout);
        for payment in payments {
            self.payments.edit(&payment, |row| {
                if row.payout.is_none() {
                    row.payout = Some(number);
                    row.updated_at = now;
                }
                for back in row.returns.iter_mut().filter(|back| back.payout.is_none()) {
                    back.payout = Some(number);
                }
            });
        }
        self.tell(Topic::PayoutScheduled, number, None, now);
        self.note("created", "Payout", Kind::Payout, number);
        Ok(number)
    }

    /// The payments a bundle takes, refused in words when one cannot be in it.
    fn bundled(&self, bundle: &Bundle) -> Result<Vec<u64>, Refusal> {
        let Some(asked) = &bundle.payments else {
            let waiting: Vec<u64> =
                self.payments.rows().filter(|(_, row)| waits(row)).map(|(number, _)| *number).collect();
            if waiting.is_empty() && bundle.adjustments.is_empty() {
                return Err(Refusal::unprocessable("No payment waits for a payout"));
            }
            return Ok(waiting);
        };
        let mut taken: Vec<u64> = Vec::new();
        for (at, number) in asked.iter().enumerate() {
            let payment = self.payments.get(number).ok_or_else(Refusal::not_found)?;
            let refuse = |text: String| {
                Err(Refusal::unprocessable(text.clone()).field(format!("payment_ids[{at}]"), text))
            };
            if taken.contains(number) {
                return refuse("The payment is listed twice".to_owned());
            }
            if !waits(payment) {
                return refuse(match payment.status {
                    PaymentStatus::Processing | PaymentStatus::Failed => {
                        format!("A payment that is {} cannot be paid out", payment.status.name())
                    }
                    _ => "The payment is in a payout already".to_owned(),
                });
            }
            taken.push(*number);
        }
        if taken.is_empty() && bundle.adjustments.is_empty() {
            return Err(Refusal::unprocessable("A payout needs at least one payment or adjustment"));
        }
        Ok(taken)
    }

    fn currency_of(&self, payments: &[u64]) -> Result<Currency, Refusal> {
        let mut currencies =
            payments.iter().filter_map(|number| self.payments.get(number)).map(|row| row.currency);
        let first = currencies.next().unwrap_or_else(|| self.currency());
        if currencies.all(|currency| currency == first) {
            return Ok(first);
        }
        Err(Refusal::unprocessable("A payout holds one currency; name its payments with payment_ids"))
    }

    /// The lines of one payment: itself and its absorbed fee when it is paid out now, and what goes back of it.
    fn add_lines(&self, number: u64, lines: &mut Vec<PayoutLine>) {
        let Some(payment) = self.payments.get(&number) else { return };
        let mut add = |kind, amount, description: String| {
            let (payment, customer) = (Some(number), Some(payment.customer));
            lines.push(PayoutLine { payment, kind, amount, customer, description: description.into() });
        };
        let method = match payment.method {
            Method::StandardAch => "ACH",
            Method::Card => "Card",
        };
        if payment.payout.is_none() {
            add(
                LineKind::Payment,
                payment.sub_total(),
                format!("{method} payment, {}", self.invoices_named(number)),
            );
            if let Some(fee) = payment.fee.filter(|fee| !fee.covered_by_customer && fee.amount.is_positive())
            {
                add(LineKind::Fee, -fee.amount, format!("{method} fee"));
            }
        }
        for back in payment.returns.iter().filter(|back| back.payout.is_none()) {
            add(back.kind, -back.amount, back.description.to_string());
        }
    }

    /// The transfer reached the bank.
    pub(crate) fn pay_payout(&mut self, number: u64, now: Timestamp) -> Result<(), Refusal> {
        let status = self.payout_status(number)?;
        if !matches!(status, PayoutStatus::Scheduled | PayoutStatus::Processing) {
            return Err(cannot(status, "paid"));
        }
        if status == PayoutStatus::Scheduled {
            self.move_payout(number, PayoutStatus::Processing, Topic::PayoutProcessing, now);
        }
        self.move_payout(number, PayoutStatus::Succeeded, Topic::PayoutPaid, now);
        Ok(())
    }

    /// The transfer failed, perhaps after it had reached the bank: its payments wait for another payout.
    pub(crate) fn fail_payout(&mut self, number: u64, now: Timestamp) -> Result<(), Refusal> {
        let status = self.payout_status(number)?;
        if status == PayoutStatus::Failed {
            return Err(cannot(status, "failed"));
        }
        let held: Vec<u64> = self
            .payouts
            .get(&number)
            .map(|row| row.lines.iter().filter_map(|line| line.payment).collect())
            .unwrap_or_default();
        for payment in held {
            self.payments.edit(&payment, |row| free(row, number, now));
        }
        self.move_payout(number, PayoutStatus::Failed, Topic::PayoutFailed, now);
        Ok(())
    }

    fn payout_status(&self, number: u64) -> Result<PayoutStatus, Refusal> {
        self.payouts.get(&number).map(|row| row.status).ok_or_else(Refusal::not_found)
    }

    fn move_payout(&mut self, number: u64, status: PayoutStatus, topic: Topic, now: Timestamp) {
        self.payouts.edit(&number, |row| {
            row.status = status;
            row.updated_at = now;
        });
        self.tell(topic, number, None, now);
        self.note("updated", "Payout", Kind::Payout, number);
    }
}

/// Takes a payment and its returns out of a payout that failed. A payment that had failed meanwhile was never
/// kept, so nothing is owed for it any more.
fn free(payment: &mut Payment, payout: u64, now: Timestamp) {
    for back in payment.returns.iter_mut().filter(|back| back.payout == Some(payout)) {
        back.payout = None;
    }
    if payment.payout == Some(payout) {
        payment.payout = None;
        payment.updated_at = now;
        if payment.status == PaymentStatus::Failed {
            payment.returns.retain(|back| back.kind != LineKind::Chargeback || back.payout.is_some());
        }
    }
}

/// Whether something of a payment is not in any payout yet: the money itself, or what goes back of it.
fn waits(payment: &Payment) -> bool {
    let arrived = !matches!(payment.status, PaymentStatus::Processing | PaymentStatus::Failed);
    (arrived && payment.payout.is_none())
        || (payment.payout.is_some() && payment.returns.iter().any(|back| back.payout.is_none()))
}

fn cannot(status: PayoutStatus, done: &str) -> Refusal {
    let text = format!("A payout that is {} cannot be {done}", status.name());
    Refusal::unprocessable(text.clone()).field("status", text)
}

/// The day after, or Monday.
fn next_weekday(day: Date) -> Date {
    let next = day.tomorrow().unwrap_or(day);
    match next.weekday() {
        Weekday::Saturday => next.saturating_add(jiff::Span::new().days(2)),
        Weekday::Sunday => next.saturating_add(jiff::Span::new().days(1)),
        _ => next,
    }
}
