//! Every command once: its name, what it takes and gives, which tags it provides and which it puts out of date.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::activity::{ActivityEntry, ActivityRequest, Explanation};
use crate::hold::{DecideRequest, Decided, HoldCard};
use crate::preview::PreviewView;
use crate::rows::{CustomerRow, InvoiceRow, PaymentRow, PayoutRow, RowsRequest};
use crate::setup::{
    AccountRow, CompanyRequest, DisconnectRequest, Disconnected, PreferencesView, SetPreferences,
};
use crate::status::Status;
use crate::tag::Tag;

/// A command of the host.
pub trait Command {
    /// Its name on the wire.
    const NAME: &'static str;
    /// What its answer can be held under.
    const PROVIDES: &'static [Tag];
    /// What is out of date after it.
    const INVALIDATES: &'static [Tag];
    /// What it takes.
    type Request: Serialize + DeserializeOwned;
    /// What it gives.
    type Response: Serialize + DeserializeOwned;
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $wire:literal: $request:ty => $response:ty, provides $provides:expr, invalidates $invalidates:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}

            impl Command for $name {
                const NAME: &'static str = $wire;
                const PROVIDES: &'static [Tag] = $provides;
                const INVALIDATES: &'static [Tag] = $invalidates;
                type Request = $request;
                type Response = $response;
            }
        )*

        /// Name, provided and invalidated tags of every command.
        pub const COMMANDS: &[(&str, &[Tag], &[Tag])] =
            &[$(($name::NAME, $name::PROVIDES, $name::INVALIDATES)),*];
    };
}

commands! {
    /// The snapshot the Overview shows.
    GetStatus = "status": CompanyRequest => Status, provides &[Tag::Status], invalidates &[];
    /// One snapshot a company.
    GetAllStatus = "status_all": () => Vec<Status>, provides &[Tag::Status, Tag::Companies], invalidates &[];
    /// The Needs-you inbox.
    ListHolds = "holds": CompanyRequest => Vec<HoldCard>, provides &[Tag::Holds], invalidates &[];
    /// Takes a decision.
    Decide = "decide": DecideRequest => Decided, provides &[],
        invalidates &[Tag::Holds, Tag::Status, Tag::Activity, Tag::Payments, Tag::Payouts, Tag::Invoices, Tag::Customers];
    /// Invoices, both sides.
    ListInvoices = "invoices": RowsRequest => Vec<InvoiceRow>, provides &[Tag::Invoices], invalidates &[];
    /// Customers, both sides.
    ListCustomers = "customers": RowsRequest => Vec<CustomerRow>, provides &[Tag::Customers], invalidates &[];
    /// Payments, both sides.
    ListPayments = "payments": RowsRequest => Vec<PaymentRow>, provides &[Tag::Payments], invalidates &[];
    /// Payouts as statements.
    ListPayouts = "payouts": RowsRequest => Vec<PayoutRow>, provides &[Tag::Payouts], invalidates &[];
    /// The journal.
    ListActivity = "activity": ActivityRequest => Vec<ActivityEntry>, provides &[Tag::Activity], invalidates &[];
    /// The chain of reasons.
    Explain = "explain": ActivityRequest => Explanation, provides &[Tag::Activity], invalidates &[];
    /// Bank accounts that can be chosen.
    ListAccounts = "accounts": CompanyRequest => Vec<AccountRow>, provides &[Tag::Accounts], invalidates &[];
    /// What is chosen.
    GetPreferences = "preferences": CompanyRequest => PreferencesView, provides &[Tag::Preferences], invalidates &[];
    /// Chooses.
    ChangePreferences = "set_preferences": SetPreferences => PreferencesView, provides &[],
        invalidates &[Tag::Preferences, Tag::Accounts, Tag::Status, Tag::Activity, Tag::Payouts, Tag::Holds];
    /// What the next pass would do.
    Preview = "preview": CompanyRequest => PreviewView, provides &[], invalidates &[];
    /// Ends the connection (rule N6).
    Disconnect = "disconnect": DisconnectRequest => Disconnected, provides &[],
        invalidates &[Tag::Companies, Tag::Status, Tag::Activity];
}
