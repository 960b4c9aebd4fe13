//! Customers, documented and mapped: the mapped object is the documented one plus the mapping.

use engine::record::Record;
use ledger::alternative::{ArchiveReason, ArchivedBy, Customer, Owner};
use ledger::{Currency, books};
use serde::Deserialize;

use super::lenient::{text, whole};
use super::{FieldError, needed};

#[derive(Deserialize)]
struct CustomerObject {
    #[serde(default, deserialize_with = "text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    legal_name: Option<String>,
    #[serde(default, deserialize_with = "text")]
    email: Option<String>,
    #[serde(default, deserialize_with = "text")]
    qbo_id: Option<String>,
    #[serde(default, deserialize_with = "whole")]
    version: Option<u64>,
    #[serde(default, deserialize_with = "whole")]
    mapping_revision: Option<u64>,
    #[serde(default, deserialize_with = "text")]
    owner: Option<String>,
    #[serde(default)]
    archived: Option<bool>,
    #[serde(default, deserialize_with = "text")]
    archived_by: Option<String>,
    #[serde(default, deserialize_with = "text")]
    archive_reason: Option<String>,
}

/// Reads a customer. A documented one has no mapping and belongs to Alternative.
pub fn customer(raw: &str, _home: Currency) -> Result<Record, FieldError> {
    let object: CustomerObject = serde_json::from_str(raw)?;
    let qbo_id: Option<books::CustomerId> = object.qbo_id.map(Into::into);
    Ok(Record::AlternativeCustomer(Customer {
        id: needed(object.id, "id")?.into(),
        version: object.version.unwrap_or(0),
        mapping_revision: object.mapping_revision.unwrap_or(0),
        owner: owner(object.owner.as_deref(), qbo_id.is_some()),
        qbo_id,
        name: object.name.or(object.legal_name).unwrap_or_default(),
        email: object.email,
        archived: object.archived.unwrap_or(false),
        archived_by: archived_by(object.archived_by.as_deref()),
        archive_reason: archive_reason(object.archive_reason.as_deref()),
    }))
}

/// Whom a record follows. An owner we do not know is another integration: such a record is only read (rule N7).
pub fn owner(word: Option<&str>, is_mapped: bool) -> Owner {
    match word.map(str::to_ascii_lowercase).as_deref() {
        Some("quickbooks") => Owner::Quickbooks,
        Some("alternative") => Owner::Alternative,
        Some(_) => Owner::OtherIntegration,
        None if is_mapped => Owner::Quickbooks,
        None => Owner::Alternative,
    }
}

/// Who archived it. "In any other way" than by a companion is a person, so that nothing is restored over their head.
pub fn archived_by(word: Option<&str>) -> Option<ArchivedBy> {
    word.map(
        |word| {
            if word.eq_ignore_ascii_case("companion") { ArchivedBy::Companion } else { ArchivedBy::Person }
        },
    )
}

/// Why it was archived; a reason we do not know is none.
pub fn archive_reason(word: Option<&str>) -> Option<ArchiveReason> {
    match word?.to_ascii_lowercase().as_str() {
        "deleted" => Some(ArchiveReason::Deleted),
        "voided" => Some(ArchiveReason::Voided),
        "merged" => Some(ArchiveReason::Merged),
        "settled_elsewhere" => Some(ArchiveReason::SettledElsewhere),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Customer, FieldError> {
        match customer(json, Currency::USD)? {
            Record::AlternativeCustomer(customer) => Ok(customer),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_mapped_customer_is_read_whole() {
        let read = read(
            r#"{"id":"c-1","qbo_id":"61","version":5,"mapping_revision":2,"owner":"quickbooks","name":"Lakeside Vet",
                "email":"pay@lakesidevet.example","phone":null,"customer_integration_id":"61","active":false,
                "archived":true,"archived_by":"companion","archive_reason":"merged","loyalty":{"tier":1.50}}"#,
        );
        assert_eq!(
            read,
            Ok(Customer {
                id: "c-1".into(),
                qbo_id: Some("61".into()),
                version: 5,
                mapping_revision: 2,
                owner: Owner::Quickbooks,
                name: "Lakeside Vet".to_owned(),
                email: Some("pay@lakesidevet.example".to_owned()),
                archived: true,
                archived_by: Some(ArchivedBy::Companion),
                archive_reason: Some(ArchiveReason::Merged),
            })
        );
    }

    #[test]
    fn c6_a_documented_customer_is_alternative_only() {
        let read = read(
            r#"{"id":"c-2","legal_name":"Pine Law LLP","name":"","email":"","customer_integration_id":"9"}"#,
        )
        .unwrap();
        assert_eq!((read.qbo_id, read.owner, read.name.as_str()), (None, Owner::Alternative, "Pine Law LLP"));
        assert_eq!((read.email, read.archived, read.version), (None, false, 0));
    }

    #[test]
    fn unknown_words_are_taken_on_the_careful_side() {
        let read = read(
            r#"{"id":"c","qbo_id":"1","owner":"some_psa","archived":true,"archived_by":"robot","archive_reason":"tidy"}"#,
        )
        .unwrap();
        assert_eq!(read.owner, Owner::OtherIntegration);
        assert_eq!(read.archived_by, Some(ArchivedBy::Person));
        assert_eq!(read.archive_reason, None);
    }
}
