//! `/customers` and their users.

use super::{close, hides_archived};
use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::cursor::List;
use crate::api::alternative::fields::{Fields, parse};
use crate::api::alternative::page::{Ask, Of, Order, instant, window};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Address, ArchivedBy, Customer, Owner, User};
use crate::state::platform::{Platform, next};

const PATCHABLE: [&str; 9] =
    ["name", "legal_name", "ein", "street_address", "sub_premise", "city", "state", "postal_code", "country"];

impl Platform {
    pub(crate) fn list_customers(&self, call: &Call) -> Result<Reply, Refusal> {
        let request = call.request;
        let ask = Ask::clamped(request, &self.ids, List::Customers)?;
        let start = instant(request, "created_at_start")?;
        let end = instant(request, "created_at_end")?;
        let name = request.param("company_name").filter(|name| !name.is_empty()).map(str::to_lowercase);
        let hides = hides_archived(call);
        let keep = |number: u64| {
            self.customers.get(&number).is_some_and(|row| {
                !(hides && row.archived.is_some())
                    && start.is_none_or(|start| row.created_at >= start)
                    && end.is_none_or(|end| row.created_at < end)
                    && name.as_ref().is_none_or(|name| row.name.to_lowercase().contains(name))
            })
        };
        let window = window(&ask, Order::NewestFirst, &self.customers, &keep);
        Ok(json_reply(200, &window.page(&self.ids, List::Customers, |number| self.customer_view(number))))
    }

    pub(crate) fn create_customer(&mut self, call: &Call) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let name = fields.filled("name");
        let email = fields.filled("email");
        let external_id = fields.optional_text("external_id").unwrap_or_default();
        let legal_name = fields.optional_text("legal_name").unwrap_or_default();
        let ein = fields.optional_text("ein").unwrap_or_default();
        let address = address(&mut fields);
        close(call, &mut fields, &[&["email", "external_id"][..], &PATCHABLE].concat());
        fields.syntax()?;
        if self.index.external_ids.contains_key(external_id) {
            return Err(Refusal::bad_request("This external id is already used"));
        }
        fields.rules()?;
        let customer = Customer {
            name: name.into(),
            legal_name: legal_name.into(),
            email: email.into(),
            phone: None,
            ein: ein.into(),
            external_id: external_id.into(),
            other_integration_id: "".into(),
            address,
            active: true,
            owner: Owner::Alternative,
            archived: None,
            mapping: None,
            created_at: call.now,
            updated_at: call.now,
        };
        let number = self.add_customer(customer, call.now);
        Ok(json_reply(201, &self.customer_view(number)))
    }

    /// The row of a customer id in a path.
    pub(crate) fn customer_number(&self, id: &str) -> Result<u64, Refusal> {
        let number = self.ids.number(Kind::Customer, id);
        number.filter(|number| self.customers.contains(number)).ok_or_else(Refusal::not_found)
    }

    pub(crate) fn get_customer(&self, id: &str) -> Result<Reply, Refusal> {
        let number = self.customer_number(id)?;
        Ok(json_reply(200, &self.customer_view(number)))
    }

    pub(crate) fn patch_customer(&mut self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let mut sent: Vec<(&str, Option<&str>)> = Vec::new();
        for name in PATCHABLE.iter().filter(|name| body.contains_key(**name)) {
            sent.push((name, fields.optional_text(name)));
        }
        close(call, &mut fields, &PATCHABLE);
        if sent.iter().any(|(name, text)| *name == "name" && text.is_none_or(|text| text.trim().is_empty())) {
            fields.refuse("name", "must not be empty");
        }
        fields.syntax()?;
        let number = self.customer_number(id)?;
        // 422 is not among this call's answers: what a rule refuses is 400 here.
        fields.rules().map_err(|refusal| Refusal {
            fields: refusal.fields,
            ..Refusal::bad_request("Invalid request")
        })?;
        self.change_customer(number, call.now, |row| {
            for (name, text) in sent {
                let text: Box<str> = text.unwrap_or_default().into();
                match name {
                    "name" => row.name = text,
                    "legal_name" => row.legal_name = text,
                    "ein" => row.ein = text,
                    "street_address" => row.address.street_address = text,
                    "sub_premise" => row.address.sub_premise = text,
                    "city" => row.address.city = text,
                    "state" => row.address.state = text,
                    "postal_code" => row.address.postal_code = text,
                    _ => row.address.country = text,
                }
            }
        });
        Ok(json_reply(200, &self.customer_view(number)))
    }

    pub(crate) fn delete_customer(&mut self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let number = self.customer_number(id)?;
        self.archive_customer(number, ArchivedBy::Person, None, call.now);
        Ok(json_reply(200, &self.customer_view(number)))
    }

    pub(crate) fn list_users(&self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let ask = Ask::clamped(call.request, &self.ids, List::Users)?;
        let customer = self.customer_number(id)?;
        let users = Of(&self.index.customer_users, customer);
        let window = window(&ask, Order::NewestFirst, &users, &|_| true);
        Ok(json_reply(200, &window.page(&self.ids, List::Users, |number| self.user_view(number))))
    }

    pub(crate) fn create_user(&mut self, call: &Call, id: &str) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let email = fields.filled("email");
        let first_name = fields.optional_text("first_name").unwrap_or_default();
        let last_name = fields.optional_text("last_name").unwrap_or_default();
        close(call, &mut fields, &["email", "first_name", "last_name"]);
        fields.syntax()?;
        let customer = self.customer_number(id)?;
        fields.rules()?;
        let user = User {
            customer,
            email: email.into(),
            first_name: first_name.into(),
            last_name: last_name.into(),
        };
        let number = next(&self.users);
        self.users.put(number, user);
        self.index.customer_users.insert((customer, number));
        self.note("created", "User", Kind::User, number);
        Ok(json_reply(201, &self.user_view(number)))
    }
}

/// The address fields of a flat body.
fn address(fields: &mut Fields) -> Address {
    let mut text = |name: &str| fields.optional_text(name).unwrap_or_default().into();
    Address {
        street_address: text("street_address"),
        sub_premise: text("sub_premise"),
        city: text("city"),
        state: text("state"),
        postal_code: text("postal_code"),
        country: text("country"),
    }
}
