//! Customers and sub-customers (rules C1, C2, C8).

use ledger::books::{Address, Customer};
use serde::Deserialize;

use super::address::first_address;
use crate::field::{FieldError, MetaData, Ref, Text, ref_id, updated_at, without_deleted_suffix};

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Wire {
    id: Text,
    sync_token: Text,
    meta_data: Option<MetaData>,
    display_name: Text,
    fully_qualified_name: Text,
    company_name: Text,
    primary_email_addr: Option<Email>,
    primary_phone: Option<Phone>,
    bill_addr: Option<PostalAddress>,
    active: Text,
    job: Text,
    parent_ref: Option<Ref>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Email {
    address: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Phone {
    free_form_number: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct PostalAddress {
    line1: Text,
    line2: Text,
    line3: Text,
    line4: Text,
    line5: Text,
    city: Text,
    country_sub_division_code: Text,
    postal_code: Text,
    country: Text,
}

pub(super) fn read(raw: &str) -> Result<Customer, FieldError> {
    let wire: Wire = super::wire(raw)?;
    let parent = ref_id(wire.parent_ref.as_ref());
    let is_sub_customer = parent.is_some() || wire.job.is_true();
    let (name, fallback) = if is_sub_customer {
        (&wire.fully_qualified_name, &wire.display_name)
    } else {
        (&wire.display_name, &wire.fully_qualified_name)
    };
    let name = name.get().or(fallback.get()).ok_or_else(|| FieldError::missing("DisplayName"))?;
    Ok(Customer {
        id: wire.id.id("Id")?,
        version: wire.sync_token.version()?,
        name: without_deleted_suffix(name),
        company_name: wire.company_name.owned(),
        email: wire.primary_email_addr.and_then(|email| first_address(email.address.get()?)),
        phone: wire.primary_phone.and_then(|phone| phone.free_form_number.owned()),
        billing_address: wire.bill_addr.and_then(|address| address.read()),
        active: !wire.active.is("false"),
        parent,
        updated_at: updated_at(wire.meta_data.as_ref())?,
    })
}

impl PostalAddress {
    fn read(&self) -> Option<Address> {
        let lines: Vec<&str> = [&self.line1, &self.line2, &self.line3, &self.line4, &self.line5]
            .into_iter()
            .filter_map(|line| line.get())
            .collect();
        let address = Address {
            street: (!lines.is_empty()).then(|| lines.join(", ")),
            sub_premise: None,
            city: self.city.owned(),
            state: self.country_sub_division_code.owned(),
            postal_code: self.postal_code.owned(),
            country: self.country.owned(),
        };
        (address != Address::default()).then_some(address)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::records::changed;

    fn customer(change: Value) -> Result<Customer, FieldError> {
        let wire = json!({
            "Id": "55", "SyncToken": "3", "MetaData": {"LastUpdatedTime": "2026-11-18T09:10:00-08:00"},
            "DisplayName": "Twin Lane", "FullyQualifiedName": "Twin Lane", "Active": true,
        });
        read(&changed(wire, change))
    }

    #[test]
    fn c1_all_that_is_shared_is_read() {
        let read = customer(json!({
            "CompanyName": "Twin Lane Ltd", "PrimaryEmailAddr": {"Address": "twin@example.com"},
            "PrimaryPhone": {"FreeFormNumber": "+1 5550100"},
            "BillAddr": {"Id": "9", "Line1": "4 Twin Lane", "Line2": "Suite 5", "Line4": "Back door", "City": "Springfield",
                         "CountrySubDivisionCode": "CA", "PostalCode": "94000", "Country": "USA", "Lat": "INVALID"},
        }))
        .unwrap();
        insta::assert_json_snapshot!(read);
    }

    #[test]
    fn c2_the_suffix_of_an_inactive_customer_is_dropped() {
        let read = customer(json!({"DisplayName": "Twin Lane (deleted)", "Active": false})).unwrap();
        assert_eq!((read.name.as_str(), read.active), ("Twin Lane", false));
    }

    #[test]
    fn c8_a_sub_customer_is_named_by_its_path() {
        let read = customer(json!({
            "Job": true, "ParentRef": {"value": 9}, "FullyQualifiedName": "Freeman Sporting Goods:Twin Lane",
        }))
        .unwrap();
        assert_eq!(read.name, "Freeman Sporting Goods:Twin Lane");
        assert_eq!(read.parent, Some("9".into()));
    }

    #[test]
    fn empty_parts_are_absent() {
        let read = customer(json!({
            "CompanyName": "", "PrimaryEmailAddr": null, "PrimaryPhone": {}, "BillAddr": {"Line1": ""}, "Active": null,
        }))
        .unwrap();
        assert_eq!(
            (read.company_name, read.email, read.phone, read.billing_address),
            (None, None, None, None)
        );
        assert!(read.active);
    }

    #[test]
    fn c1_the_first_valid_address_counts_and_what_is_none_is_left_out() {
        let address = |text: &str| customer(json!({"PrimaryEmailAddr": {"Address": text}})).unwrap().email;
        assert_eq!(address(" a@example.com; b@example.com").as_deref(), Some("a@example.com"));
        assert_eq!(address("ann at example"), None);
    }

    #[test]
    fn a_customer_without_a_name_or_version_is_refused() {
        let nameless = customer(json!({"DisplayName": "", "FullyQualifiedName": null}));
        assert_eq!(nameless, Err(FieldError::missing("DisplayName")));
        assert_eq!(customer(json!({"SyncToken": null})), Err(FieldError::missing("SyncToken")));
    }
}
