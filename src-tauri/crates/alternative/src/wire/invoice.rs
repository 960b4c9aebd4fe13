//! Invoices, documented and mapped.

use engine::record::Record;
use ledger::alternative::{Invoice, InvoiceLine};
use ledger::{Currency, books};
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::customer::{archive_reason, archived_by, owner};
use super::lenient::{currency, day, decimal, maybe_minor, minor, text, whole};
use super::{FieldError, needed};

#[derive(Deserialize)]
struct InvoiceObject {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    customer_id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    invoice_number: Option<String>,
    #[serde(default, deserialize_with = "text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    total: Option<Decimal>,
    #[serde(default, deserialize_with = "text")]
    qbo_id: Option<String>,
    #[serde(default, deserialize_with = "whole")]
    version: Option<u64>,
    #[serde(default, deserialize_with = "whole")]
    mapping_revision: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    owner: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    outstanding_balance: Option<Decimal>,
    #[serde(default, deserialize_with = "text")]
    due_date: Option<String>,
    #[serde(default)]
    line_items: Option<Value>,
    #[serde(default)]
    archived: Option<bool>,
    #[serde(default, deserialize_with = "text")]
    archived_by: Option<String>,
    #[serde(default, deserialize_with = "text")]
    archive_reason: Option<String>,
}

#[derive(Deserialize)]
struct LineObject {
    #[serde(default, deserialize_with = "text")]
    description: Option<String>,
    #[serde(default, deserialize_with = "decimal")]
    amount: Option<Decimal>,
}

/// Lines as they are shown; one that cannot be read leaves all of them untold, and harms nothing else of the invoice.
fn lines(items: Option<Value>, currency: Currency) -> Option<Vec<InvoiceLine>> {
    let items: Vec<LineObject> = serde_json::from_value(items?).ok()?;
    let line = |item: LineObject| {
        let amount = minor(item.amount, currency, "line_items").ok()?;
        Some(InvoiceLine { description: item.description.unwrap_or_default(), amount })
    };
    items.into_iter().map(line).collect()
}

/// Reads an invoice. A documented one has no mapping, and says that it is archived only by its status.
pub fn invoice(raw: &str, home: Currency) -> Result<Record, FieldError> {
    let object: InvoiceObject = serde_json::from_str(raw)?;
    let currency = currency(object.currency, home)?;
    let qbo_id: Option<books::InvoiceId> = object.qbo_id.map(Into::into);
    let status = object.status.unwrap_or_default().to_ascii_uppercase();
    Ok(Record::AlternativeInvoice(Invoice {
        id: needed(object.id, "id")?.into(),
        customer: object.customer_id.map(Into::into),
        version: object.version.unwrap_or(0),
        mapping_revision: object.mapping_revision.unwrap_or(0),
        owner: owner(object.owner.as_deref(), qbo_id.is_some()),
        qbo_id,
        number: object.invoice_number,
        archived: object.archived.unwrap_or(status == "ARCHIVED"),
        status,
        currency,
        total: minor(object.total, currency, "total")?,
        outstanding: maybe_minor(object.outstanding_balance, currency, "outstanding_balance")?,
        due: object.due_date.and_then(|date| day(&date, "due_date").ok()),
        lines: lines(object.line_items, currency),
        archived_by: archived_by(object.archived_by.as_deref()),
        archive_reason: archive_reason(object.archive_reason.as_deref()),
    }))
}

#[cfg(test)]
mod tests {
    use ledger::MinorUnits;
    use ledger::alternative::{ArchiveReason, ArchivedBy, Owner};

    use super::*;

    fn read(json: &str) -> Result<Invoice, FieldError> {
        match invoice(json, Currency::CAD)? {
            Record::AlternativeInvoice(invoice) => Ok(invoice),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn i4_a_mapped_invoice_says_what_is_still_asked_for() {
        let read = read(
            r#"{"id":"i-1","qbo_id":"204","customer_id":"c-1","customer_qbo_id":"61","version":4,"mapping_revision":0,
                "owner":"quickbooks","invoice_number":"2204","memo":"March","status":"UPCOMING","currency":"USD",
                "due_date":"2026-04-15","line_items":[{"description":"Monitoring","amount":480.10,"quantity":1}],
                "sub_total":480.10,"total":518.51,"outstanding_balance":118.51,"archived":false,"archived_by":null,
                "archive_reason":null}"#,
        );
        assert_eq!(
            read,
            Ok(Invoice {
                id: "i-1".into(),
                qbo_id: Some("204".into()),
                customer: Some("c-1".into()),
                version: 4,
                mapping_revision: 0,
                owner: Owner::Quickbooks,
                number: Some("2204".to_owned()),
                status: "UPCOMING".to_owned(),
                currency: Currency::USD,
                total: MinorUnits(51_851),
                outstanding: Some(MinorUnits(11_851)),
                due: Some("2026-04-15".parse().unwrap()),
                lines: Some(vec![InvoiceLine {
                    description: "Monitoring".to_owned(),
                    amount: MinorUnits(48_010)
                }]),
                archived: false,
                archived_by: None,
                archive_reason: None,
            })
        );
    }

    #[test]
    fn f8_lines_and_a_due_date_that_cannot_be_read_harm_nothing_else() {
        for lines in ["{}", "7", r#"[{"amount":0.001}]"#, r#"[{"amount":[]}]"#, "[{}]", "null"] {
            let read =
                read(&format!(r#"{{"id":"i","total":80,"due_date":"soon","line_items":{lines}}}"#)).unwrap();
            assert_eq!((read.total, read.due, read.lines), (MinorUnits(8_000), None, None), "{lines}");
        }
    }

    #[test]
    fn i10_an_archive_says_who_and_why() {
        let read = read(
            r#"{"id":"i","qbo_id":"1","total":80,"status":"ARCHIVED","archived":true,"archived_by":"person","archive_reason":"voided"}"#,
        )
        .unwrap();
        assert_eq!((read.archived, read.archived_by), (true, Some(ArchivedBy::Person)));
        assert_eq!(read.archive_reason, Some(ArchiveReason::Voided));
    }

    #[test]
    fn i9_a_documented_invoice_is_alternative_only() {
        let read =
            read(r#"{"id":"i-2","invoice_number":"","status":"archived","currency":"usd","total":25.5}"#)
                .unwrap();
        assert_eq!((read.qbo_id, read.owner, read.number), (None, Owner::Alternative, None));
        assert_eq!((read.currency, read.total, read.outstanding), (Currency::USD, MinorUnits(2_550), None));
        assert!(read.archived, "the status says so");
    }

    #[test]
    fn a_status_not_known_yet_is_kept_and_a_missing_currency_is_the_home_one() {
        let read = read(r#"{"id":"i-3","status":"in_review","total":1.00}"#).unwrap();
        assert_eq!((read.status.as_str(), read.currency, read.archived), ("IN_REVIEW", Currency::CAD, false));
    }

    #[test]
    fn an_invoice_without_a_total_is_not_guessed() {
        assert_eq!(read(r#"{"id":"i"}"#), Err(FieldError("`total` is missing".to_owned())));
        let fraction = read(r#"{"id":"i","total":10.005}"#).unwrap_err();
        assert!(fraction.0.starts_with("`total`: 10.005 has fractions"), "{fraction}");
        assert!(read(r#"{"id":"i","total":1,"currency":"dollars"}"#).is_err());
    }
}
