//! `/integrations/quickbooks/customers`.

use super::upsert::{Step, check, digest, pair};
use super::{QBO_ID_CHARS_MAX, Reason};
use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::fields::{Fields, parse};
use crate::api::alternative::page::{Ask, Order, window};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::records::{Address, ArchiveReason, ArchivedBy, Customer, Mapping, Owner};

const REASONS: [(&str, ArchiveReason); 2] =
    [("deleted", ArchiveReason::Deleted), ("merged", ArchiveReason::Merged)];

/// The fields of an upsert that become the customer's.
struct Sent<'a> {
    name: &'a str,
    legal_name: Option<&'a str>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    address: Option<Address>,
    active: bool,
}

impl<'a> Sent<'a> {
    fn read(fields: &mut Fields<'a>) -> Self {
        let sent = Self {
            name: fields.filled("display_name"),
            legal_name: fields.text_or_null("company_name"),
            email: fields.text_or_null("email"),
            phone: fields.text_or_null("phone"),
            address: fields.object_or_null("billing_address", address),
            active: fields.flag("active"),
        };
        fields.close(&[
            "version",
            "mapping_revision",
            "display_name",
            "company_name",
            "email",
            "phone",
            "billing_address",
            "active",
        ]);
        sent
    }

    fn put_into(self, row: &mut Customer) {
        row.name = self.name.into();
        row.legal_name = self.legal_name.unwrap_or_default().into();
        row.email = self.email.unwrap_or_default().into();
        row.phone = self.phone.map(Into::into);
        row.address = self.address.unwrap_or_default();
        row.active = self.active;
        row.owner = Owner::Quickbooks;
    }
}

fn address(fields: &mut Fields) -> Address {
    let mut text = |name: &str| fields.optional_text(name).unwrap_or_default().into();
    let address = Address {
        street_address: text("street_address"),
        sub_premise: text("sub_premise"),
        city: text("city"),
        state: text("state"),
        postal_code: text("postal_code"),
        country: text("country"),
    };
    fields.close(&["street_address", "sub_premise", "city", "state", "postal_code", "country"]);
    address
}

impl Platform {
    pub(crate) fn list_mapped_customers(&self, call: &Call) -> Result<Reply, Refusal> {
        let ask = Ask::strict(call.request, &self.ids, List::MappedCustomers)?;
        let company = self.connected();
        let keep = |number: u64| {
            let mapping = self.customers.get(&number).and_then(|row| row.mapping.as_ref());
            mapping.map(|mapping| mapping.company) == company
        };
        let window = window(&ask, Order::OldestFirst, &self.customers, &keep);
        let view = |number| self.mapped_customer_view(number);
        Ok(json_reply(200, &window.page(&self.ids, List::MappedCustomers, view)))
    }

    pub(crate) fn get_mapped_customer(&self, qbo_id: &str) -> Result<Reply, Refusal> {
        let number = self.known_customer(qbo_id)?;
        Ok(json_reply(200, &self.mapped_customer_view(number)))
    }

    pub(crate) fn upsert_customer(&mut self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let pair = pair(&mut fields);
        let sent = Sent::read(&mut fields);
        if qbo_id.chars().count() > QBO_ID_CHARS_MAX {
            fields.refuse("qbo_id", "is longer than 64 characters");
        }
        fields.syntax()?;
        let company = self.connected().ok_or_else(Refusal::not_connected)?;
        let known = self.mapped_customer(qbo_id);
        let body = digest(&body, &[]);
        if let Some((number, row)) = known.and_then(|number| Some((number, self.customers.get(&number)?)))
            && let Some(mapping) = &row.mapping
            && check(row.owner, mapping, pair, body)? == Step::Repeat
        {
            return Ok(json_reply(200, &self.mapped_customer_view(number)));
        }
        fields.rules()?;
        let mapping = Some(Mapping { company, qbo_id: qbo_id.into(), pair, body: Some(body) });
        if let Some(number) = known {
            self.change_customer(number, call.now, |row| {
                sent.put_into(row);
                row.mapping = mapping;
            });
            return Ok(json_reply(200, &self.mapped_customer_view(number)));
        }
        let mut row = Customer {
            name: "".into(),
            legal_name: "".into(),
            email: "".into(),
            phone: None,
            ein: "".into(),
            external_id: "".into(),
            other_integration_id: "".into(),
            address: Address::default(),
            active: true,
            owner: Owner::Quickbooks,
            archived: None,
            mapping,
            created_at: call.now,
            updated_at: call.now,
        };
        sent.put_into(&mut row);
        let number = self.add_customer(row, call.now);
        Ok(json_reply(201, &self.mapped_customer_view(number)))
    }

    pub(crate) fn archive_mapped_customer(&mut self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let reason = Reason::read(&call.request.body, &REASONS, "must be deleted or merged")?;
        let number = self.known_customer(qbo_id)?;
        reason.rules?;
        self.archive_customer(number, ArchivedBy::Companion, reason.reason, call.now);
        Ok(json_reply(200, &self.mapped_customer_view(number)))
    }

    pub(crate) fn restore_mapped_customer(&mut self, call: &Call, qbo_id: &str) -> Result<Reply, Refusal> {
        let number = self.known_customer(qbo_id)?;
        self.restore_customer(number, call.now);
        Ok(json_reply(200, &self.mapped_customer_view(number)))
    }
}
