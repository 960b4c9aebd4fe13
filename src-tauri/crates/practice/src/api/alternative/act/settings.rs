//! Settings of the partner account: the built-in link, capabilities, time zone, currency, payout bank.

use jiff::tz::TimeZone;
use ledger::Currency;
use serde_json::Value;

use super::Body;
use crate::api::alternative::fields::Fields;
use crate::refusal::Refusal;
use crate::state::platform::{CAPABILITIES, PayoutBank, Platform};

impl Platform {
    /// `{"action": "set_other_link", "active": bool}` or `{"action": "edit", capabilities?, time_zone?,
    /// home_currency?, payout_bank?}`, where null means unknown.
    pub(crate) fn act_on_settings(&mut self, body: &Body) -> Result<Value, Refusal> {
        let mut fields = Fields::new(body);
        let action = fields.text("action");
        fields.syntax()?;
        match action {
            "set_other_link" => {
                let active = fields.flag_or("active", true);
                fields.close(&["action", "active", "partner"]);
                fields.finish()?;
                self.edit_account(|account| account.other_link = active);
            }
            "edit" => self.edit_settings(&mut fields)?,
            _ => {
                let text = "must be edit or set_other_link";
                return Err(Refusal::unprocessable("Unknown action").field("action", text));
            }
        }
        Ok(serde_json::to_value(self.state_view()).unwrap_or_default())
    }

    fn edit_settings(&mut self, fields: &mut Fields) -> Result<(), Refusal> {
        let mut account = self.account().clone();
        if let Some(names) = fields.optional_list("capabilities") {
            let named = |name: &&str| names.iter().any(|sent| sent.as_str() == Some(name));
            if names.iter().any(|sent| !sent.as_str().is_some_and(|name| CAPABILITIES.contains(&name))) {
                fields.refuse("capabilities", format!("takes {}", CAPABILITIES.join(", ")));
            }
            account.capabilities =
                CAPABILITIES.iter().filter(|name| named(name)).map(|&name| name.into()).collect();
        }
        if fields.has("time_zone") {
            account.time_zone = fields.text_or_null("time_zone").map(str::to_owned);
            if account.time_zone.as_ref().is_some_and(|name| TimeZone::get(name).is_err()) {
                fields.refuse("time_zone", "is not an IANA time zone");
            }
        }
        if fields.has("home_currency") {
            let parsed = fields.text_or_null("home_currency").map(str::parse::<Currency>).transpose();
            match parsed {
                Ok(currency) => account.home_currency = currency,
                Err(error) => fields.refuse("home_currency", error.to_string()),
            }
        }
        if fields.has("payout_bank") {
            account.payout_bank = fields.object_or_null("payout_bank", |bank| {
                let (name, last4) = (bank.filled("name").to_owned(), bank.text("last4").to_owned());
                if last4.len() != 4 || !last4.bytes().all(|byte| byte.is_ascii_digit()) {
                    bank.refuse("last4", "must be four digits");
                }
                bank.close(&["name", "last4"]);
                PayoutBank { name, last4 }
            });
        }
        fields.close(&["action", "partner", "capabilities", "time_zone", "home_currency", "payout_bank"]);
        fields.finish()?;
        self.edit_account(|kept| *kept = account);
        Ok(())
    }
}
