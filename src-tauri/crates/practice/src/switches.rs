//! Open questions about the real service as switches: what nobody could confirm can be set either way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

macro_rules! switches {
    ($($variant:ident = $name:literal, $gap:literal, [$($value:literal),+], $about:literal, $missing:literal;)+) => {
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
            /// The fact that is missing: what somebody with a real company would have to see.
            pub fn missing(self) -> &'static str { match self { $(Self::$variant => $missing),+ } }
        }
    };
}

switches! {
    RefreshRotation = "refresh-rotation", "S1", ["new-old-dead", "same-within-24h", "new-old-valid-24h"],
        "what a refresh does to the refresh token it used",
        "whether the value changes at each refresh or once a day, and for how long the old one works";
    RefreshTwice = "refresh-twice", "S2", ["revoke-family", "fail-second"],
        "two refreshes with the same token",
        "whether the tokens of the first refresh survive the second";
    RequestidOtherBody = "requestid-other-body", "S3", ["replay", "reject"],
        "a known requestid with another body",
        "what is answered to the same requestid with a different body";
    RequestidRetention = "requestid-retention", "S4", ["forever", "1-day", "30-days"],
        "how long a requestid is remembered",
        "after how many days a requestid does its work a second time";
    CdcBeyond30Days = "cdc-beyond-30-days", "S5", ["error", "truncate"],
        "change data asked from more than 30 days ago",
        "the answer to changedSince 31 days back";
    MaxresultsOver1000 = "maxresults-over-1000", "S6", ["4001", "clamp"],
        "MAXRESULTS above 1000",
        "the answer to MAXRESULTS 1001";
    DepositPart = "deposit-part", "S7", ["6000", "accept"],
        "a linked deposit line with part of the payment",
        "the answer to a linked line with less than the payment's amount";
    VoidPaidInvoice = "void-paid-invoice", "S8", ["unapply", "6000", "6540"],
        "a paid invoice that an app voids: its payments are unapplied, as when people do it, or it is 400 with this code",
        "which report is right: Intuit's page says unapplied, production said 400; and the code beside it";
    DeleteDeposited = "delete-deposited-payment", "S9", ["6540", "allow"],
        "deleting a payment that is on a deposit",
        "whether the API refuses it as the text of 6540 says";
    DepositBumpsPayment = "deposit-bumps-payment", "S10", ["both", "token-only", "neither"],
        "what a deposit does to its payments: a new version and a webhook, a new version, nothing",
        "a payment's SyncToken before and after its deposit, and the webhooks of that minute";
    DepositTwice = "deposit-twice", "S11", ["6000", "6540"],
        "code when a payment is put on a second deposit",
        "the code of that refusal";
    WebhookFormat = "webhook-format", "S12", ["cloudevents", "old", "both"],
        "the form of webhooks after 2026-07-31",
        "whether old bodies are still sent to subscriptions that were not switched";
    WebhookWords = "webhook-words", "S13", ["emailed-void", "emailed-voided", "updated", "none"],
        "the CloudEvents words for what the old form calls Emailed and Void",
        "the type of a CloudEvent after an invoice was sent, and after one was voided";
    GatewayFault = "gateway-fault", "S14", ["null-neighbors", "fault-alone", "upper-case"],
        "spelling of token faults",
        "the keys beside `fault`, and whether 3200 comes as `fault` or as `Fault` of type AUTHENTICATION";
    PhonePage = "phone-page", "S15", ["on", "off"],
        "the phone number page of the sign-in (the reference proposes off; these services start with it on)",
        "when the page is shown and whether it can be skipped";
    InvalidGrantText = "invalid-grant-text", "S16", ["token-invalid", "none"],
        "error_description beside invalid_grant",
        "the bodies of 400 for a used, an expired and a revoked token";
    DeniedConsentExtras = "denied-consent-extras", "S16b", ["none", "some"],
        "what stands beside error=access_denied",
        "the whole callback address after Cancel";
    Code3202 = "code-3202", "S17", ["never", "on-demand"],
        "whether 401 with code 3202 exists (a fault rule asks for it)",
        "what 3202 means and when it comes";
    DepositOtherCurrency = "deposit-other-currency", "S18", ["refuse", "accept"],
        "a deposit into a bank account of another currency",
        "the answer to it in a company with several currencies";
    BatchMetering = "batch-metering", "S19", ["one-call", "one-per-item"],
        "how a batch counts as metered calls",
        "the portal's count after one batch of several queries";
    SalesLineWithoutItem = "sales-line-without-item", "S20", ["item-1", "description"],
        "a sales line without an item",
        "which source is right: seen live it got item 1, the documentation calls it a description";
    DocNumberSent = "doc-number-sent", "S21", ["kept", "server-number"],
        "a number sent while the server numbers",
        "which source is right: seen live it was kept, the documentation says the server numbers";
    CurrencyMissing = "currency-missing", "S22", ["required", "customers-currency"],
        "a transaction without CurrencyRef in a company with several currencies",
        "whether it is refused, as documented, or gets the customer's currency, as a client's tests expect";
    InactiveRows = "inactive-rows", "S23", ["left-out", "included"],
        "inactive rows in a query that does not ask for Active",
        "which source is right: most say they are left out, one integrator disputes it";
    BankOnDepositLine = "bank-on-deposit-line", "S24", ["accept", "refuse"],
        "a bank account on a direct deposit line",
        "which source is right: a client's test posts it, the documentation does not list it";
    OrderbyId = "orderby-id", "S25", ["allowed", "refused"],
        "a query sorted by Id",
        "from when on it is refused, as announced, and with which words beside 4001";
    InvoiceDeposit = "invoice-deposit", "Q1", ["lowers-balance", "ignored"],
        "a Deposit sent on an invoice: money that was paid down when it was made",
        "Balance and postings of an invoice whose Deposit was set by the API";
    DescriptionAmount = "description-amount", "Q2", ["ignored", "counted"],
        "an Amount on a line that is only a description",
        "whether such a line keeps its Amount and adds it to the total; invoices from the field have it";
    LineAmountDigits = "line-amount-digits", "Q3", ["cents", "as-sent"],
        "the Amount of a sales line that was sent with more digits than cents",
        "the Amount of a line read back after 33.333 was sent";
    UnreadableEmail = "unreadable-email", "Q4", ["never", "refuses-reads"],
        "a form whose BillEmail is no address: every read that holds it is 400 with 4002, as integrators saw it",
        "which addresses are taken and cannot be read again, and by which calls";
    TaxInclusiveLines = "tax-inclusive-lines", "Q5", ["net", "gross"],
        "line amounts of a form with GlobalTaxCalculation TaxInclusive: tax stands beside them, or within them",
        "Amount, TaxInclusiveAmt, TotalTax and TotalAmt of such an invoice read back";
    AttachableEcho = "attachable-echo", "Q6", ["refused", "taken"],
        "an uploaded Attachable sent back whole, with Size, FileAccessUri and TempDownloadUri",
        "which source is right: seen live it was refused, a client's tests send back what they read";
    PaymentOperationVoid = "payment-operation-void", "Q7", ["refused", "taken"],
        "a payment or sales receipt voided by operation=void alone",
        "the answer to it; the documentation has operation=update with include=void";
    AlternativeRetryAfter = "alternative-retry-after", "A1", ["on", "off"],
        "Retry-After beside Alternative's 429",
        "the headers of a real 429";
    AlternativeArchivedRows = "alternative-archived-rows", "A2", ["hidden", "shown"],
        "archived rows in Alternative's documented lists",
        "whether GET /customers and GET /invoices still list what was archived";
    AlternativeUnknownField = "alternative-unknown-field", "A3", ["refuse", "ignore"],
        "an unknown field in a documented body of Alternative",
        "the answer to a body with a field that the documentation does not have";
    AlternativeWebhookRetries = "alternative-webhook-retries", "A4", ["5-in-a-day", "3-in-a-minute", "none"],
        "how often Alternative repeats a delivery by itself",
        "the times of the attempts at an endpoint that answers 500";
    AlternativeWebhookOff = "alternative-webhook-off", "A5", ["never", "when-used-up"],
        "Alternative switches a subscription off when its retries are used up",
        "is_active of a subscription whose endpoint failed for days";
    AlternativeFeeLines = "alternative-fee-lines", "A6", ["below-zero", "above-zero"],
        "fee lines of a mapped payout, whose total has them taken off",
        "the sign of a fee among the lines of a payout, which the documentation does not describe";
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

    /// The same with this value set.
    #[must_use]
    pub fn with(mut self, switch: Switch, value: &str) -> Self {
        debug_assert!(switch.values().contains(&value), "{value} is no value of {switch:?}");
        self.0.insert(switch.name().to_owned(), value.to_owned());
        self
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
        assert!(switches.set("color=red").is_err());
    }
}
