//! `/integrations/quickbooks`: which company is connected.

use crate::api::alternative::call::{Call, json_reply};
use crate::api::alternative::fields::{Fields, parse};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::state::platform::{ConnectedBy, Platform};

impl Platform {
    pub(crate) fn integration_state(&self) -> Reply {
        json_reply(200, &self.state_view())
    }

    /// Binds a company. The same one again may only change its name: who connected first stays named.
    pub(crate) fn connect(&mut self, call: &Call) -> Result<Reply, Refusal> {
        let body = parse(&call.request.body)?;
        let mut fields = Fields::new(&body);
        let realm_id = fields.filled("realm_id");
        let company_name = fields.filled("company_name");
        let installation_id = fields.filled("installation_id");
        let name = fields.filled("name");
        fields.close(&["realm_id", "company_name", "installation_id", "name"]);
        fields.syntax()?;
        if self.account().other_link {
            let text = "The built-in QuickBooks link is active for this partner. Disconnect it first.";
            return Err(Refusal::conflict("other_link_active", text));
        }
        let bound = self.connected().and_then(|number| self.company(number));
        if let Some(company) = bound.filter(|company| company.realm_id != realm_id) {
            let text = format!("This partner is connected to {}. Disconnect it first.", company.name);
            let field = format!("bound to {}", company.realm_id);
            return Err(Refusal::conflict("already_connected", text).field("realm_id", field));
        }
        fields.rules()?;
        let number = self.company_number(realm_id, company_name);
        if self.connected().is_none() {
            let by = ConnectedBy {
                installation_id: installation_id.to_owned(),
                name: name.to_owned(),
                at: call.now,
            };
            self.edit_account(|account| {
                account.connected = Some((number, by));
                account.last_company = Some(number);
            });
            self.effects.push(format!("connected company {realm_id}"));
        }
        Ok(self.integration_state())
    }

    /// Unbinds the company; mappings and links stay, kept for it.
    pub(crate) fn disconnect(&mut self) -> Reply {
        if let Some(company) = self.connected().and_then(|number| self.company(number)) {
            self.effects.push(format!("disconnected company {}", company.realm_id));
            self.edit_account(|account| account.connected = None);
        }
        self.integration_state()
    }
}
