//! Customers as a dashboard user, or another integration, changes them.

use jiff::Timestamp;
use serde_json::Value;

use super::{Body, owner};
use crate::api::alternative::fields::Fields;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Address, ArchivedBy, Customer, Owner};

const TEXTS: [&str; 11] = [
    "name",
    "legal_name",
    "email",
    "phone",
    "ein",
    "street_address",
    "sub_premise",
    "city",
    "state",
    "postal_code",
    "country",
];

/// The text fields sent, by name.
fn texts<'a>(fields: &mut Fields<'a>) -> Vec<(&'static str, &'a str)> {
    let sent = TEXTS.iter().filter(|name| fields.has(name)).copied().collect::<Vec<_>>();
    sent.into_iter().map(|name| (name, fields.optional_text(name).unwrap_or_default())).collect()
}

fn put(row: &mut Customer, texts: &[(&'static str, &str)]) {
    for (name, text) in texts {
        let text: Box<str> = (*text).into();
        match *name {
            "name" => row.name = text,
            "legal_name" => row.legal_name = text,
            "email" => row.email = text,
            "phone" => row.phone = (!text.is_empty()).then_some(text),
            "ein" => row.ein = text,
            "street_address" => row.address.street_address = text,
            "sub_premise" => row.address.sub_premise = text,
            "city" => row.address.city = text,
            "state" => row.address.state = text,
            "postal_code" => row.address.postal_code = text,
            _ => row.address.country = text,
        }
    }
}

impl Platform {
    pub(crate) fn act_on_customer(&mut self, body: &Body, now: Timestamp) -> Result<Value, Refusal> {
        let mut fields = Fields::new(body);
        let action = fields.text("action");
        fields.syntax()?;
        if action == "create" {
            return self.create_customer_by_hand(&mut fields, now);
        }
        let number = self.named(&mut fields, Kind::Customer, "id", "qbo_id")?;
        let named = ["action", "id", "qbo_id", "partner"];
        match action {
            "edit" => {
                let texts = texts(&mut fields);
                fields.close(&[&named[..], &TEXTS].concat());
                if texts.iter().any(|(name, text)| *name == "name" && text.is_empty()) {
                    fields.refuse("name", "must not be empty");
                }
                fields.finish()?;
                self.change_customer(number, now, |row| put(row, &texts));
            }
            "archive" | "restore" => {
                fields.close(&named);
                fields.finish()?;
                if action == "archive" {
                    self.archive_customer(number, ArchivedBy::Person, None, now);
                } else {
                    self.restore_customer(number, now);
                }
            }
            "set_owner" => {
                fields.text("owner");
                let owner = owner(&mut fields, "owner");
                let id = fields.optional_text("customer_integration_id");
                fields.close(&[&named[..], &["owner", "customer_integration_id"]].concat());
                fields.finish()?;
                self.change_customer(number, now, |row| {
                    row.owner = owner.unwrap_or(row.owner);
                    if let Some(id) = id {
                        row.other_integration_id = id.into();
                    }
                });
            }
            _ => {
                let text = "must be create, edit, archive, restore or set_owner";
                return Err(Refusal::unprocessable("Unknown action").field("action", text));
            }
        }
        Ok(self.customer_dump(number))
    }

    fn create_customer_by_hand(&mut self, fields: &mut Fields, now: Timestamp) -> Result<Value, Refusal> {
        fields.filled("name");
        let texts = texts(fields);
        let external_id = fields.optional_text("external_id").unwrap_or_default();
        let integration_id = fields.optional_text("customer_integration_id").unwrap_or_default();
        let owner = owner(fields, "owner").unwrap_or(Owner::Alternative);
        if self.index.external_ids.contains_key(external_id) {
            fields.refuse("external_id", "is taken already");
        }
        let others = ["action", "partner", "external_id", "customer_integration_id", "owner", "qbo_id"];
        fields.close(&[&others[..], &TEXTS].concat());
        let mapping = self.mapping_by_hand(fields, Kind::Customer);
        fields.finish()?;
        let mut row = Customer {
            name: "".into(),
            legal_name: "".into(),
            email: "".into(),
            phone: None,
            ein: "".into(),
            external_id: external_id.into(),
            other_integration_id: integration_id.into(),
            address: Address::default(),
            active: true,
            owner,
            archived: None,
            mapping,
            created_at: now,
            updated_at: now,
        };
        put(&mut row, &texts);
        let number = self.add_customer(row, now);
        Ok(self.customer_dump(number))
    }
}
