//! Open questions about the real service as switches: what nobody could confirm can be set either way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

macro_rules! switches {
    ($($variant:ident = $name:literal, $gap:literal, [$($value:literal),+], $about:literal;)+) => {
        /// One open question of the reference's table of unknowns.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Switch { $(#[doc = concat!("`", $name, "`: ", $about)] $variant),+ }

        impl Switch {
            /// Every switch.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name on the command line.
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $name),+ } }
            /// Its number in the reference.
            pub fn gap(self) -> &'static str { match self { $(Self::$variant => $gap),+ } }
            /// What it can be set to; the first is the default.
            pub fn values(self) -> &'static [&'static str] { match self { $(Self::$variant => &[$($value),+]),+ } }
            /// The question.
            pub fn about(self) -> &'static str { match self { $(Self::$variant => $about),+ } }
        }
    };
}

switches! {
    RefreshRotation = "refresh-rotation", "S1", ["new-old-dead", "same-within-24h", "new-old-valid-24h"], "the old refresh token after a refresh";
    RefreshTwice = "refresh-twice", "S2", ["revoke-family", "fail-second"], "two refreshes with the same token";
    RequestidOtherBody = "requestid-other-body", "S3", ["replay", "reject"], "a known requestid with another body";
    RequestidRetention = "requestid-retention", "S4", ["forever", "1-day", "30-days"], "how long a requestid is remembered";
    CdcBeyond30Days = "cdc-beyond-30-days", "S5", ["error", "truncate"], "change data asked from more than 30 days ago";
    MaxresultsOver1000 = "maxresults-over-1000", "S6", ["4001", "clamp"], "MAXRESULTS above 1000";
    DepositPart = "deposit-part", "S7", ["6000", "accept"], "a linked deposit line with part of the payment";
    VoidPaidInvoice = "void-paid-invoice", "S8", ["6000", "6540"], "code when a paid invoice is voided";
    DeleteDeposited = "delete-deposited-payment", "S9", ["6540", "allow"], "deleting a payment that is on a deposit";
    DepositBumpsPayment = "deposit-bumps-payment", "S10", ["bump", "bump-silently", "leave"], "a deposit raises its payments' versions and tells webhooks of them, only raises them, or neither";
    DepositTwice = "deposit-twice", "S11", ["6000", "6540"], "code when a payment is put on a second deposit";
    WebhookFormat = "webhook-format", "S12", ["cloud-events", "old", "both"], "the body of webhooks after 2026-07-31";
    WebhookWords = "webhook-words", "S13", ["own", "updated", "none"], "how CloudEvents say voided and emailed";
    GatewayFault = "gateway-fault", "S14", ["null-neighbours", "fault-alone", "upper-case"], "spelling of token faults";
    PhonePage = "phone-page", "S15", ["on", "off"], "the phone number page of the sign-in";
    InvalidGrantText = "invalid-grant-text", "S16", ["token-invalid", "none"], "error_description beside invalid_grant";
    SalesLineWithoutItem = "sales-line-without-item", "S20", ["item-1", "description"], "a sales line without an item";
    DocNumberSent = "doc-number-sent", "S21", ["kept", "server-number"], "a number sent while the server numbers";
    InactiveRows = "inactive-rows", "S23", ["left-out", "included"], "inactive rows in a query that does not ask for Active";
    BankOnDepositLine = "bank-on-deposit-line", "S24", ["accept", "refuse"], "a bank account on a direct deposit line";
    AlternativeRetryAfter = "alternative-retry-after", "A1", ["on", "off"], "Retry-After beside Alternative's 429";
    AlternativeArchivedRows = "alternative-archived-rows", "A2", ["hidden", "shown"], "archived rows in Alternative's documented lists";
    AlternativeUnknownField = "alternative-unknown-field", "A3", ["refuse", "ignore"], "an unknown field in a documented body of Alternative";
    AlternativeWebhookRetries = "alternative-webhook-retries", "A4", ["5-in-a-day", "3-in-a-minute", "none"], "how often Alternative repeats a delivery by itself";
    AlternativeWebhookOff = "alternative-webhook-off", "A5", ["never", "when-used-up"], "Alternative switches a subscription off when its retries are used up";
}

/// The values set; every other switch has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switches(BTreeMap<String, String>);

impl Switches {
    /// Sets a switch from `NAME=VALUE`; the name may be the reference's number (`S7=accept`).
    pub fn set(&mut self, text: &str) -> Result<(), String> {
        let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
        let switch = Switch::ALL
            .iter()
            .find(|switch| switch.name() == name || switch.gap().eq_ignore_ascii_case(name))
            .ok_or_else(|| format!("there is no switch `{name}` (see `practice switches`)"))?;
        if !switch.values().contains(&value) {
            return Err(format!("{name} takes {}, not `{value}`", switch.values().join(", ")));
        }
        self.0.insert(switch.name().to_owned(), value.to_owned());
        Ok(())
    }

    /// The value in force.
    pub fn get(&self, switch: Switch) -> &str {
        let set = self.0.get(switch.name()).map(String::as_str);
        set.or_else(|| switch.values().first().copied()).unwrap_or_default()
    }

    /// Whether the switch has this value.
    pub fn is(&self, switch: Switch, value: &str) -> bool {
        debug_assert!(switch.values().contains(&value), "{value} is no value of {switch:?}");
        self.get(switch) == value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_value_is_the_default_and_numbers_are_names() {
        let mut switches = Switches::default();
        assert_eq!(switches.get(Switch::DepositPart), "6000");
        switches.set("s7=accept").unwrap();
        assert!(switches.is(Switch::DepositPart, "accept"));
        assert!(switches.set("deposit-part=maybe").unwrap_err().contains("6000, accept"));
        assert!(switches.set("colour=red").is_err());
    }
}
