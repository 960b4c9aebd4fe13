//! What payers, banks and dashboard users do, for the control API.

mod customers;
mod invoices;
mod money;
mod settings;

use jiff::Timestamp;
use ledger::{Currency, MinorUnits};
use serde_json::{Map, Value};

use super::fields::Fields;
use crate::refusal::Refusal;
use crate::state::platform::Platform;
use crate::state::platform::ids::Kind;
use crate::state::platform::records::{Mapping, Owner, Pair};

/// The body of a control call.
pub type Body = Map<String, Value>;

/// An amount of money, above zero unless `signed`.
fn amount(fields: &mut Fields, name: &str, currency: Currency, signed: bool) -> Option<MinorUnits> {
    let number = fields.optional_number(name)?;
    match MinorUnits::from_major(number, currency) {
        Ok(minor) if signed || minor.is_positive() => Some(minor),
        Ok(_) => {
            fields.refuse(name, "must be greater than 0");
            None
        }
        Err(error) => {
            fields.refuse(name, error.to_string());
            None
        }
    }
}

/// An owner by its name.
fn owner(fields: &mut Fields, name: &str) -> Option<Owner> {
    match fields.optional_text(name)? {
        "quickbooks" => Some(Owner::Quickbooks),
        "other_integration" => Some(Owner::OtherIntegration),
        "alternative" => Some(Owner::Alternative),
        _ => {
            fields.refuse(name, "must be quickbooks, other_integration or alternative");
            None
        }
    }
}

impl Platform {
    /// Whether an id names a payment or payout of this partner.
    pub fn has(&self, id: &str) -> bool {
        self.payment_number(id).is_ok() || self.payout_number(id).is_ok()
    }

    /// Acts as a dashboard user on a record of a kind: `customer`, `invoice` or `integration`.
    pub fn act(&mut self, kind: &str, body: &Body, now: Timestamp) -> Result<Value, Refusal> {
        match kind {
            "customer" => self.act_on_customer(body, now),
            "invoice" => self.act_on_invoice(body, now),
            "integration" => self.act_on_settings(body),
            _ => Err(Refusal::not_found().field("kind", "must be customer, invoice or integration")),
        }
    }

    /// The company that QuickBooks ids belong to here: the connected one, else the last one, else the one whose
    /// books go with this partner.
    fn company_of_ids(&mut self) -> u64 {
        if let Some(company) = self.connected().or(self.account().last_company) {
            return company;
        }
        let (realm_id, name) = (self.partner.realm_id.clone(), self.partner.name.clone());
        self.company_number(&realm_id, &name)
    }

    /// The row named by `name` (this platform's id) or `qbo_name` (QuickBooks' id).
    fn named(&mut self, fields: &mut Fields, kind: Kind, name: &str, qbo_name: &str) -> Result<u64, Refusal> {
        let id = fields.optional_text(name);
        let qbo_id = fields.optional_text(qbo_name);
        fields.syntax()?;
        let field = fields.at(if id.is_some() { name } else { qbo_name });
        let found = match (id, qbo_id) {
            (Some(id), None) => self.ids.number(kind, id).filter(|number| match kind {
                Kind::Customer => self.customers.contains(number),
                _ => self.invoices.contains(number),
            }),
            (None, Some(qbo_id)) => {
                let key = (self.company_of_ids(), qbo_id.into());
                let index = match kind {
                    Kind::Customer => &self.index.mapped_customers,
                    _ => &self.index.mapped_invoices,
                };
                index.get(&key).copied()
            }
            _ => return Err(Refusal::invalid(fields.at(name), format!("send either {name} or {qbo_name}"))),
        };
        found.ok_or_else(|| Refusal::not_found().field(field, "is not known"))
    }

    /// The mapping of a record that a dashboard user or another integration gives a QuickBooks id.
    fn mapping_by_hand(&mut self, fields: &mut Fields, kind: Kind) -> Option<Mapping> {
        let qbo_id = fields.optional_text("qbo_id")?;
        let company = self.company_of_ids();
        let index = match kind {
            Kind::Customer => &self.index.mapped_customers,
            _ => &self.index.mapped_invoices,
        };
        if index.contains_key(&(company, qbo_id.into())) {
            fields.refuse("qbo_id", "is taken already");
        }
        Some(Mapping { company, qbo_id: qbo_id.into(), pair: Pair::default(), body: None })
    }
}
