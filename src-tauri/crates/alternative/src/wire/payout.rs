//! Payouts with their lines.

use engine::record::Record;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ledger::Currency;
use ledger::alternative::{Payout, PayoutLine, PayoutLineKind, PayoutReport, PayoutStatus};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::lenient::{currency, day, decimal, instant, minor, text};
use super::payment::link_state;
use super::{FieldError, needed};

#[derive(Deserialize)]
struct PayoutObject {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "text")]
    arrival_date: Option<String>,
    #[serde(default, deserialize_with = "text")]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    total: Option<Decimal>,
    #[serde(default)]
    lines: Option<Vec<LineObject>>,
    #[serde(default)]
    link: Option<LinkObject>,
}

#[derive(Deserialize)]
struct LineObject {
    #[serde(default, deserialize_with = "text")]
    payment_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    kind: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    amount: Option<Decimal>,
    #[serde(default, deserialize_with = "text")]
    customer_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    description: Option<String>,
}

#[derive(Deserialize)]
struct LinkObject {
    #[serde(default, deserialize_with = "text")]
    qbo_deposit_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    state: Option<String>,
    #[serde(default, deserialize_with = "text")]
    detail: Option<String>,
}

/// Reads a payout.
pub fn payout(raw: &str, home: Currency) -> Result<Record, FieldError> {
    let object: PayoutObject = serde_json::from_str(raw)?;
    let currency = currency(object.currency, home)?;
    let status = status(&needed(object.status, "status")?);
    let created_at = object.created_at.map(|text| instant(&text, "created_at")).transpose()?;
    let arrival = object.arrival_date.map(|text| day(&text, "arrival_date")).transpose()?;
    let (arrival, created_at) = match (arrival, created_at) {
        (Some(arrival), Some(created_at)) => (arrival, created_at),
        (Some(arrival), None) => (arrival, first_moment(arrival)?),
        // Only a payout that was paid is dated by its arrival (rule D3); before, its day may not be known yet.
        (None, Some(created_at)) if status != PayoutStatus::Succeeded => {
            (created_at.to_zoned(TimeZone::UTC).date(), created_at)
        }
        (None, _) => return Err(FieldError("`arrival_date` is missing".to_owned())),
    };
    let lines = object.lines.unwrap_or_default();
    Ok(Record::AlternativePayout(Payout {
        id: needed(object.id, "id")?.into(),
        status,
        currency,
        arrival,
        created_at,
        total: minor(object.total, currency, "total")?,
        lines: lines.into_iter().map(|line| line.read(currency)).collect::<Result<_, _>>()?,
        reported: object.link.and_then(LinkObject::read),
    }))
}

fn first_moment(day: Date) -> Result<jiff::Timestamp, FieldError> {
    day.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).map_err(|error| FieldError(error.to_string()))
}

impl LineObject {
    fn read(self, currency: Currency) -> Result<PayoutLine, FieldError> {
        Ok(PayoutLine {
            payment: self.payment_id.map(Into::into),
            kind: kind(self.kind.as_deref()),
            amount: minor(self.amount, currency, "lines.amount")?,
            customer: self.customer_id.map(Into::into),
            description: self.description.unwrap_or_default(),
        })
    }
}

impl LinkObject {
    fn read(self) -> Option<PayoutReport> {
        Some(PayoutReport {
            state: link_state(self.state.as_deref()?)?,
            qbo_deposit: self.qbo_deposit_id.map(Into::into),
            detail: self.detail,
        })
    }
}

fn kind(word: Option<&str>) -> PayoutLineKind {
    match word.map(str::to_ascii_lowercase).as_deref() {
        Some("payment") => PayoutLineKind::Payment,
        Some("fee") => PayoutLineKind::Fee,
        Some("refund") => PayoutLineKind::Refund,
        Some("chargeback") => PayoutLineKind::Chargeback,
        Some("adjustment") => PayoutLineKind::Adjustment,
        _ => PayoutLineKind::Unknown,
    }
}

/// The vendor's complete list of words; `unspecified` and any new one decide nothing.
fn status(word: &str) -> PayoutStatus {
    match word.to_ascii_lowercase().as_str() {
        "creating" | "scheduled" | "pending" | "approved" | "analyzing" | "processing" => {
            PayoutStatus::Pending
        }
        "succeeded" => PayoutStatus::Succeeded,
        "failed" => PayoutStatus::Failed,
        "canceled" | "cancelled" => PayoutStatus::Canceled,
        _ => PayoutStatus::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use ledger::MinorUnits;
    use ledger::alternative::LinkState;

    use super::*;

    fn read(json: &str) -> Result<Payout, FieldError> {
        match payout(json, Currency::USD)? {
            Record::AlternativePayout(payout) => Ok(payout),
            other => panic!("{other:?}"),
        }
    }

    const PAID: &str = r#"{"id":"o-1","status":"succeeded","currency":"USD","arrival_date":"2026-05-08",
        "created_at":"2026-05-06T05:00:00Z","sub_total":360.00,"total":308.90,"fees":[],
        "lines":[{"payment_id":"p-1","kind":"payment","amount":360.00,"customer_id":"c-1","description":"ACH"},
                 {"payment_id":"p-1","kind":"fee","amount":-1.10,"customer_id":"c-1","description":"ACH fee"},
                 {"payment_id":"p-0","kind":"chargeback","amount":-25.00,"customer_id":null,"description":"Returned"},
                 {"payment_id":null,"kind":"levy","amount":-25.00,"customer_id":null}],
        "link":{"qbo_deposit_id":"812","state":"held","detail":null}}"#;

    #[test]
    fn d3_the_lines_come_to_the_total() {
        let read = read(PAID).unwrap();
        assert!(read.adds_up());
        assert_eq!((read.total, read.arrival), (MinorUnits(30_890), jiff::civil::date(2026, 5, 8)));
        assert_eq!(read.lines[1].amount, MinorUnits(-110));
        assert_eq!(read.lines[3].kind, PayoutLineKind::Unknown, "a kind nobody knows yet");
        let reported = read.reported.unwrap();
        assert_eq!((reported.qbo_deposit, reported.state), (Some("812".into()), LinkState::Held));
    }

    #[test]
    fn the_vendors_words_for_a_payout() {
        for (word, meaning) in [
            ("unspecified", PayoutStatus::Unknown),
            ("creating", PayoutStatus::Pending),
            ("processing", PayoutStatus::Pending),
            ("analyzing", PayoutStatus::Pending),
            ("succeeded", PayoutStatus::Succeeded),
            ("scheduled", PayoutStatus::Pending),
            ("approved", PayoutStatus::Pending),
            ("canceled", PayoutStatus::Canceled),
            ("pending", PayoutStatus::Pending),
            ("FAILED", PayoutStatus::Failed),
            ("clawed_back", PayoutStatus::Unknown),
        ] {
            assert_eq!(status(word), meaning, "{word}");
        }
    }

    #[test]
    fn only_a_payout_on_its_way_may_lack_its_arrival() {
        let without = PAID.replace("\"2026-05-08\"", "null");
        assert_eq!(read(&without), Err(FieldError("`arrival_date` is missing".to_owned())));
        let scheduled = read(&without.replace("\"succeeded\"", "\"scheduled\"")).unwrap();
        assert_eq!(scheduled.arrival, jiff::civil::date(2026, 5, 6));
        let undated = read(&PAID.replace("\"created_at\":\"2026-05-06T05:00:00Z\",", "")).unwrap();
        assert_eq!(undated.created_at, "2026-05-08T00:00:00Z".parse().unwrap());
    }

    #[test]
    fn a_documented_payout_without_lines_does_not_add_up() {
        let read =
            read(r#"{"id":"o","status":"succeeded","arrival_date":"2026-05-08T00:00:00Z","total":10.00}"#)
                .unwrap();
        assert!(!read.adds_up() && read.lines.is_empty() && read.reported.is_none());
    }
}
