//! Every command once: its name, what it takes and gives, which tags it provides and which it puts out of date.

use serde::Serialize;
use serde::de::DeserializeOwned;
use ts_rs::TS;

use crate::activity::{ActivityEntry, ActivityRequest, Explanation};
use crate::doctor::{RemedyRequest, Report};
use crate::hold::{DecideRequest, Decided, HoldCard};
use crate::preview::PreviewView;
use crate::rows::{CustomerRow, InvoiceRow, PaymentRow, PayoutRow, RowsRequest};
use crate::setup::{
    AccountRow, AccountsRequest, AlternativeConnected, CompanyRequest, DisconnectRequest, Disconnected,
    PreferencesView, SetPreferences,
};
use crate::status::Status;
use crate::table::{
    ActivityPage, ActivityPageRequest, Chain, ChainRequest, InvoiceTable, InvoiceTableRequest, PayoutRequest,
    SearchRequest, SearchResult, Statement,
};
use crate::tag::Tag;
use crate::transit::Transit;
use crate::walk::{AlternativeKeyRequest, SignInRequest, StartRequest, Walk, WalkRequest};
use crate::window::{
    AppInfo, OpenRequest, Opened, PauseRequest, SavePdfRequest, SaveRequest, Saved, WindowSettings,
};

/// A command of the host.
pub trait Command {
    /// Its name on the wire.
    const NAME: &'static str;
    /// What its answer can be held under.
    const PROVIDES: &'static [Tag];
    /// What is out of date after it.
    const INVALIDATES: &'static [Tag];
    /// Its request.
    type Request: Serialize + DeserializeOwned + TS + 'static;
    /// Its answer.
    type Response: Serialize + DeserializeOwned + TS + 'static;
}

/// Visits every command.
pub trait Visitor {
    /// One of them.
    fn command<C: Command>(&mut self);
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

        /// Gives every command to a visitor.
        pub fn visit(visitor: &mut impl Visitor) {
            $(visitor.command::<$name>();)*
        }

        /// Name, provided and invalidated tags of every command.
        pub const COMMANDS: &[(&str, &[Tag], &[Tag])] =
            &[$(($name::NAME, $name::PROVIDES, $name::INVALIDATES)),*];
    };
}

commands! {
    /// The snapshot the Overview shows.
    GetStatus = "status": CompanyRequest => Status, provides &[Tag::Status], invalidates &[];
    /// One snapshot per company.
    GetAllStatus = "status_all": () => Vec<Status>, provides &[Tag::Status, Tag::Companies], invalidates &[];
    /// The Needs-you inbox.
    ListHolds = "holds": CompanyRequest => Vec<HoldCard>, provides &[Tag::Holds], invalidates &[];
    /// Makes a decision.
    Decide = "decide": DecideRequest => Decided, provides &[],
        invalidates &[Tag::Holds, Tag::Status, Tag::Activity, Tag::Payments, Tag::Payouts, Tag::Invoices, Tag::Customers];
    /// Invoices in QuickBooks and Alternative.
    ListInvoices = "invoices": RowsRequest => Vec<InvoiceRow>, provides &[Tag::Invoices], invalidates &[];
    /// Customers in QuickBooks and Alternative.
    ListCustomers = "customers": RowsRequest => Vec<CustomerRow>, provides &[Tag::Customers], invalidates &[];
    /// Payments in Alternative and QuickBooks.
    ListPayments = "payments": RowsRequest => Vec<PaymentRow>, provides &[Tag::Payments], invalidates &[];
    /// Payouts as statements.
    ListPayouts = "payouts": RowsRequest => Vec<PayoutRow>, provides &[Tag::Payouts], invalidates &[];
    /// The journal.
    ListActivity = "activity": ActivityRequest => Vec<ActivityEntry>, provides &[Tag::Activity], invalidates &[];
    /// The chain of reasons.
    Explain = "explain": ActivityRequest => Explanation, provides &[Tag::Activity], invalidates &[];
    /// Accounts that can be chosen for a purpose; bank accounts where none is named.
    ListAccounts = "accounts": AccountsRequest => Vec<AccountRow>, provides &[Tag::Accounts], invalidates &[];
    /// The preferences.
    GetPreferences = "preferences": CompanyRequest => PreferencesView, provides &[Tag::Preferences], invalidates &[];
    /// Changes the preferences.
    ChangePreferences = "set_preferences": SetPreferences => PreferencesView, provides &[],
        invalidates &[Tag::Preferences, Tag::Accounts, Tag::Status, Tag::Activity, Tag::Payouts, Tag::Holds];
    /// What the next sync would do.
    Preview = "preview": CompanyRequest => PreviewView, provides &[], invalidates &[];
    /// Ends the connection (rule N6).
    Disconnect = "disconnect": DisconnectRequest => Disconnected, provides &[],
        invalidates &[Tag::Companies, Tag::Status, Tag::Activity];
    /// The program and its companies.
    GetApp = "app": () => AppInfo, provides &[Tag::Companies], invalidates &[];
    /// How the window behaves.
    GetWindowSettings = "window_settings": () => WindowSettings, provides &[Tag::Window], invalidates &[];
    /// Changes how the window behaves.
    SetWindowSettings = "set_window_settings": WindowSettings => WindowSettings, provides &[], invalidates &[Tag::Window];
    /// Opens a page in the system browser.
    Open = "open": OpenRequest => Opened, provides &[], invalidates &[];
    /// The current step of the walk.
    GetWalk = "walk": CompanyRequest => Walk, provides &[Tag::Walk], invalidates &[];
    /// Goes to a step that was reached.
    WalkTo = "walk_to": WalkRequest => Walk, provides &[], invalidates &[Tag::Walk, Tag::Companies];
    /// Starts the practice services and the walk of the practice company.
    BeginPractice = "begin_practice": () => Walk, provides &[], invalidates &[Tag::Walk, Tag::Companies];
    /// Checks and keeps Alternative's API key.
    ConnectAlternative = "connect_alternative": AlternativeKeyRequest => AlternativeConnected, provides &[],
        invalidates &[Tag::Walk, Tag::Companies, Tag::Status];
    /// *Keep until I quit*: secrets that the keychain does not accept stay in memory until the companion quits.
    KeepUntilQuit = "keep_until_quit": () => (), provides &[], invalidates &[Tag::Walk, Tag::Status];
    /// The window is used, so QuickBooks and Alternative are checked more often (rule F2).
    StillHere = "still_here": () => (), provides &[], invalidates &[];
    /// Opens QuickBooks' sign-in page and waits for the response in the background; the walk reports the progress.
    BeginSignIn = "begin_sign_in": SignInRequest => Walk, provides &[], invalidates &[Tag::Walk];
    /// Cancels the sign-in.
    CancelSignIn = "cancel_sign_in": CompanyRequest => Walk, provides &[], invalidates &[Tag::Walk];
    /// Reads QuickBooks and Alternative in the background and plans; the walk reports the progress.
    BeginPreview = "begin_preview": CompanyRequest => Walk, provides &[], invalidates &[Tag::Walk];
    /// Cancels the preview; what was read stays.
    CancelPreview = "cancel_preview": CompanyRequest => Walk, provides &[], invalidates &[Tag::Walk];
    /// *Start syncing*.
    StartSyncing = "start_syncing": StartRequest => Walk, provides &[],
        invalidates &[Tag::Walk, Tag::Companies, Tag::Status, Tag::Activity];
    /// Checks QuickBooks and Alternative now.
    SyncNow = "sync_now": CompanyRequest => Status, provides &[], invalidates &[Tag::Status];
    /// Compares QuickBooks and Alternative now (rule F5).
    CompareNow = "compare_now": CompanyRequest => Status, provides &[], invalidates &[Tag::Status];
    /// Pauses syncing.
    PauseSyncing = "pause": PauseRequest => Status, provides &[], invalidates &[Tag::Status, Tag::Activity];
    /// Resumes syncing.
    ResumeSyncing = "resume": CompanyRequest => Status, provides &[], invalidates &[Tag::Status, Tag::Activity];
    /// Money on its way to the bank.
    GetTransit = "transit": CompanyRequest => Transit, provides &[Tag::Transit], invalidates &[];
    /// Invoices column by column.
    GetInvoiceTable = "invoice_table": InvoiceTableRequest => InvoiceTable, provides &[Tag::Invoices], invalidates &[];
    /// A page of changes.
    GetActivityPage = "activity_page": ActivityPageRequest => ActivityPage, provides &[Tag::Activity], invalidates &[];
    /// What led to a change.
    GetChain = "chain": ChainRequest => Chain, provides &[Tag::Activity], invalidates &[];
    /// A payout as a statement.
    GetStatement = "payout": PayoutRequest => Statement, provides &[Tag::Payouts, Tag::Payments], invalidates &[];
    /// Searches for records.
    Search = "search": SearchRequest => SearchResult, provides &[], invalidates &[];
    /// Saves a file in the downloads folder.
    Save = "save": SaveRequest => Saved, provides &[], invalidates &[];
    /// Saves QuickBooks' PDF of an invoice in the downloads folder.
    SavePdf = "save_pdf": SavePdfRequest => Saved, provides &[], invalidates &[];
    /// Checks the keychain, the network, the database, and the versions.
    Doctor = "doctor": CompanyRequest => Report, provides &[], invalidates &[];
    /// Does what a check offers, and checks again.
    Remedy = "remedy": RemedyRequest => Report, provides &[],
        invalidates &[Tag::Status, Tag::Holds, Tag::Activity, Tag::Invoices, Tag::Customers, Tag::Payments, Tag::Payouts,
            Tag::Preferences, Tag::Companies, Tag::Walk, Tag::Transit];
}
