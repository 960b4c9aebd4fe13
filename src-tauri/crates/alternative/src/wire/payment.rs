//! Payments with what they pay.

use engine::record::Record;
use jiff::Timestamp;
use ledger::alternative::{Allocation, LinkState, Payment, PaymentReport, PaymentStatus};
use ledger::{Currency, MinorUnits, alternative};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::lenient::{currency, decimal, instant, maybe_minor, minor, text};
use super::{FieldError, needed};

#[derive(Deserialize)]
struct PaymentObject {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    customer_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    payment_method: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    /// Not in the contract; taken should it come one day.
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    sub_total: Option<Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    total: Option<Decimal>,
    #[serde(default)]
    fees: Option<Vec<FeeObject>>,
    #[serde(default, deserialize_with = "decimal")]
    refunded_amount: Option<Decimal>,
    #[serde(default, deserialize_with = "text")]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "text")]
    updated_at: Option<String>,
    #[serde(default)]
    allocations: Option<Vec<AllocationObject>>,
    #[serde(default, deserialize_with = "text")]
    payout_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    failure_reason: Option<String>,
    #[serde(default)]
    link: Option<LinkObject>,
}

#[derive(Deserialize)]
struct FeeObject {
    #[serde(default, deserialize_with = "decimal")]
    amount: Option<Decimal>,
    #[serde(default)]
    covered_by_customer: Option<bool>,
}

#[derive(Deserialize)]
struct AllocationObject {
    #[serde(default, deserialize_with = "text")]
    invoice_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    qbo_invoice_id: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    amount: Option<Decimal>,
}

#[derive(Deserialize)]
struct LinkObject {
    #[serde(default)]
    qbo_payment_ids: Option<Vec<Value>>,
    #[serde(default, deserialize_with = "text")]
    state: Option<String>,
    #[serde(default, deserialize_with = "text")]
    detail: Option<String>,
    #[serde(default, deserialize_with = "text")]
    updated_at: Option<String>,
}

/// Reads a payment. It names no currency; its amounts are in the partner account's.
pub fn payment(raw: &str, home: Currency) -> Result<Record, FieldError> {
    let object: PaymentObject = serde_json::from_str(raw)?;
    let currency = currency(object.currency, home)?;
    let created_at = instant(&needed(object.created_at, "created_at")?, "created_at")?;
    let updated_at = object.updated_at.map(|text| instant(&text, "updated_at")).transpose()?;
    let sub_total = minor(object.sub_total, currency, "sub_total")?;
    let allocations = allocations(object.allocations, currency, sub_total)?;
    let total = minor(object.total, currency, "total")?;
    check_total(object.fees, currency, sub_total, total)?;
    Ok(Record::AlternativePayment(Payment {
        id: needed(object.id, "id")?.into(),
        customer: object.customer_id.map(Into::into),
        method: object.payment_method,
        status: status(&needed(object.status, "status")?)?,
        sub_total,
        total,
        refunded: maybe_minor(object.refunded_amount, currency, "refunded_amount")?
            .unwrap_or(MinorUnits::ZERO),
        created_at,
        updated_at: updated_at.unwrap_or(created_at),
        allocations,
        payout: object.payout_id.map(Into::into),
        failure_reason: object.failure_reason,
        reported_at: object.link.as_ref().and_then(LinkObject::at),
        reported: object.link.and_then(LinkObject::read),
    }))
}

/// What a payment pays, which comes to its `sub_total` by the contract. Without that nobody can say what is to be
/// recorded: the payment is unreadable rather than one that pays nothing in QuickBooks.
fn allocations(
    objects: Option<Vec<AllocationObject>>,
    currency: Currency,
    sub_total: MinorUnits,
) -> Result<Vec<Allocation>, FieldError> {
    let objects = objects.ok_or_else(|| FieldError("allocations are missing".to_owned()))?;
    let read: Vec<_> = objects.into_iter().map(|one| one.read(currency)).collect::<Result<_, _>>()?;
    let sum: MinorUnits = read.iter().map(|one| one.amount).sum();
    if sum == sub_total {
        Ok(read)
    } else {
        Err(FieldError(format!(
            "the invoices it pays come to {}, but the payment is for {}",
            sum.of(currency),
            sub_total.of(currency)
        )))
    }
}

/// What the payer paid is what the payment pays and a surcharge on top (rule P1). Where that is not so, nobody can say
/// which of the amounts is right. Without fees, only a payer who paid less than is paid is an error.
fn check_total(
    fees: Option<Vec<FeeObject>>,
    currency: Currency,
    sub_total: MinorUnits,
    total: MinorUnits,
) -> Result<(), FieldError> {
    let Some(fees) = fees else {
        return if total < sub_total { Err(apart(currency, sub_total, total)) } else { Ok(()) };
    };
    let covered = fees.into_iter().filter(|fee| fee.covered_by_customer == Some(true));
    let covered = covered.map(|fee| minor(fee.amount, currency, "fees.amount"));
    let surcharge: MinorUnits = covered.collect::<Result<Vec<_>, _>>()?.into_iter().sum();
    let expected = sub_total + surcharge;
    if total == expected { Ok(()) } else { Err(apart(currency, expected, total)) }
}

fn apart(currency: Currency, expected: MinorUnits, total: MinorUnits) -> FieldError {
    FieldError(format!(
        "the customer paid {}, but the invoices it pays and the fee on top come to {}",
        total.of(currency),
        expected.of(currency)
    ))
}

impl AllocationObject {
    fn read(self, currency: Currency) -> Result<Allocation, FieldError> {
        Ok(Allocation {
            invoice: alternative::InvoiceId::new(needed(self.invoice_id, "allocations.invoice_id")?),
            qbo_invoice: self.qbo_invoice_id.map(Into::into),
            amount: minor(self.amount, currency, "allocations.amount")?,
        })
    }
}

impl LinkObject {
    fn at(&self) -> Option<Timestamp> {
        self.updated_at.as_deref().and_then(|at| instant(at, "link.updated_at").ok())
    }

    /// A link in a state we do not know is taken as none: the next report replaces it (last write wins).
    fn read(self) -> Option<PaymentReport> {
        let qbo_payments = self.qbo_payment_ids.unwrap_or_default().into_iter().filter_map(|id| match id {
            Value::String(id) => Some(id.into()),
            Value::Number(id) => Some(id.to_string().into()),
            _ => None,
        });
        Some(PaymentReport {
            qbo_payments: qbo_payments.collect(),
            state: link_state(self.state.as_deref()?)?,
            detail: self.detail,
        })
    }
}

/// State of a link.
pub fn link_state(word: &str) -> Option<LinkState> {
    match word.to_ascii_lowercase().as_str() {
        "recorded" => Some(LinkState::Recorded),
        "held" => Some(LinkState::Held),
        "removed" => Some(LinkState::Removed),
        _ => None,
    }
}

/// The words of the contract. On any other nothing can be decided: the payment is set aside and read again (rule F8).
fn status(word: &str) -> Result<PaymentStatus, FieldError> {
    match word.to_ascii_lowercase().as_str() {
        "processing" => Ok(PaymentStatus::Processing),
        "succeeded" => Ok(PaymentStatus::Succeeded),
        "failed" => Ok(PaymentStatus::Failed),
        "refunded" => Ok(PaymentStatus::Refunded),
        "charged_back" => Ok(PaymentStatus::ChargedBack),
        _ => Err(FieldError(format!("status {word} is not known"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str, home: Currency) -> Result<Payment, FieldError> {
        match payment(json, home)? {
            Record::AlternativePayment(payment) => Ok(payment),
            other => panic!("{other:?}"),
        }
    }

    const CARD: &str = r#"{"id":"p-1","customer_id":"c-1","payment_method":"card","status":"succeeded",
        "sub_total":210.00,"total":216.40,"refunded_amount":60.00,
        "fees":[{"amount":6.40,"covered_by_customer":true,"name":"Card fee","type":"FT_METHOD"}],
        "created_at":"2026-05-04T13:05:00Z","updated_at":"2026-05-20T08:00:00Z",
        "allocations":[{"invoice_id":"i-1","qbo_invoice_id":"204","amount":150.00},
                       {"invoice_id":"i-2","qbo_invoice_id":null,"amount":60.00}],
        "payout_id":"o-1","failure_reason":null,
        "link":{"qbo_payment_ids":["771",772],"state":"recorded","detail":"In Undeposited Funds","updated_at":"x"}}"#;

    #[test]
    fn p1_a_surcharge_the_payer_covered_stays_out_of_the_sub_total() {
        let read = read(CARD, Currency::USD).unwrap();
        assert_eq!(
            (read.sub_total, read.total, read.refunded),
            (MinorUnits(21_000), MinorUnits(21_640), MinorUnits(6_000))
        );
        assert_eq!(read.allocations.iter().map(|one| one.amount).sum::<MinorUnits>(), read.sub_total);
        assert_eq!(read.allocations[0].qbo_invoice, Some("204".into()));
        assert_eq!(read.allocations[1].qbo_invoice, None, "an invoice that exists in Alternative only");
        assert_eq!((read.status, read.payout), (PaymentStatus::Succeeded, Some("o-1".into())));
        let reported = read.reported.unwrap();
        assert_eq!(reported.qbo_payments, ["771".into(), "772".into()]);
        assert_eq!(reported.state, LinkState::Recorded);
    }

    #[test]
    fn amounts_are_in_the_currency_of_the_partner_account() {
        let yen = read(
            r#"{"id":"p","status":"processing","sub_total":900,"total":900,"created_at":"2026-05-04T13:05:00Z",
                "allocations":[{"invoice_id":"i-1","amount":900}]}"#,
            "JPY".parse().unwrap(),
        )
        .unwrap();
        assert_eq!(
            (yen.total, yen.refunded, yen.updated_at),
            (MinorUnits(900), MinorUnits::ZERO, yen.created_at)
        );
        assert_eq!((yen.allocations[0].amount, yen.reported), (MinorUnits(900), None));
        assert!(read(&CARD.replace("210.00", "210.50"), "JPY".parse().unwrap()).is_err());
    }

    #[test]
    fn what_a_payment_pays_comes_to_what_was_paid_or_it_is_unreadable() {
        let missing = CARD.replace("\"allocations\"", "\"paid_for\"");
        assert!(read(&missing, Currency::USD).unwrap_err().0.contains("missing"));
        let apart = CARD.replace("\"amount\":60.00}", "\"amount\":59.99}");
        let said = read(&apart, Currency::USD).unwrap_err().0;
        assert_eq!(said, "the invoices it pays come to 209.99 USD, but the payment is for 210.00 USD");
    }

    #[test]
    fn f8_a_payment_of_a_status_not_known_yet_is_unreadable() {
        for (word, meaning) in [
            ("PROCESSING", PaymentStatus::Processing),
            ("failed", PaymentStatus::Failed),
            ("refunded", PaymentStatus::Refunded),
            ("charged_back", PaymentStatus::ChargedBack),
        ] {
            let read = read(&CARD.replace("\"succeeded\"", &format!("\"{word}\"")), Currency::USD).unwrap();
            assert_eq!(read.status, meaning, "{word}");
        }
        for word in ["pending", "COMPLETED"] {
            let refused = read(&CARD.replace("\"succeeded\"", &format!("\"{word}\"")), Currency::USD);
            assert!(refused.unwrap_err().0.contains(word));
        }
        assert!(read(&CARD.replace("\"succeeded\"", "null"), Currency::USD).is_err());
    }

    #[test]
    fn p1_a_total_that_is_not_what_it_pays_and_its_surcharge_is_unreadable() {
        for total in ["216.39", "210.00", "216.41"] {
            let apart = CARD.replace("\"total\":216.40", &format!("\"total\":{total}"));
            let said = read(&apart, Currency::USD).unwrap_err().0;
            let paid = format!(
                "the customer paid {total} USD, but the invoices it pays and the fee on top come to 216.40 USD"
            );
            assert_eq!(said, paid);
        }
        let absorbed = CARD.replace("true", "false");
        assert!(read(&absorbed, Currency::USD).unwrap_err().0.contains("210.00 USD"));
        assert!(read(&absorbed.replace("216.40", "210.00"), Currency::USD).is_ok());
        let silent = CARD.replace("\"fees\"", "\"charges\"");
        assert!(read(&silent, Currency::USD).is_ok());
        assert!(read(&silent.replace("216.40", "209.00"), Currency::USD).is_err());
    }

    #[test]
    fn amounts_with_fractions_of_a_cent_are_unreadable() {
        for (field, broken) in [("216.40", "216.405"), ("60.00", "60.001"), ("210.00", "210.004")] {
            assert!(read(&CARD.replace(field, broken), Currency::USD).is_err(), "{broken}");
        }
    }

    #[test]
    fn amounts_that_are_missing_are_not_guessed() {
        for field in ["\"sub_total\":210.00,", "\"total\":216.40,", ",\"amount\":150.00"] {
            assert!(read(&CARD.replace(field, ""), Currency::USD).is_err(), "{field}");
        }
        assert!(read(&CARD.replace("\"invoice_id\":\"i-1\",", ""), Currency::USD).is_err());
    }

    #[test]
    fn a_link_in_an_unknown_state_counts_as_none() {
        assert_eq!(read(&CARD.replace("recorded", "parked"), Currency::USD).unwrap().reported, None);
        assert_eq!(read(&CARD.replace("\"recorded\"", "null"), Currency::USD).unwrap().reported, None);
    }
}
