//! The Needs-you inbox.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::reason::{Reason, Rule};

/// What a choice needs before it can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    /// A bank account, as `account`.
    Account,
    /// A day, as `date`.
    Date,
    /// One of the payments in the details, as `payment`.
    Payment,
    /// Some of the payments in the details, as `payments`, with commas between.
    Payments,
}

/// Id of a choice, as `decide` accepts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceId {
    /// Leave it deleted.
    Accept,
    /// A payment in QuickBooks is this one.
    AlreadyRecorded,
    /// Our payment pays its invoices again.
    ApplyAgain,
    /// Archive those that are listed.
    ArchiveThem,
    /// Read QuickBooks once more.
    CheckAgain,
    /// Book what is missing to an account.
    ChooseAccount,
    /// The customer was given it back: write the entry with an account that the person names.
    GivenBack,
    /// It will be corrected by hand.
    IHandleIt,
    /// It was corrected by hand.
    IHandledIt,
    /// The payment or deposit that was found is this one.
    ItIsThatOne,
    /// Keep Alternative's invoice as it was.
    Keep,
    /// What exceeds the balance becomes the customer's credit.
    KeepAsCredit,
    /// Record none of the earlier ones.
    Leave,
    /// Leave it archived in Alternative.
    LeaveArchived,
    /// What is not applied stays the customer's credit.
    LeaveAsCredit,
    /// Leave those that are listed out of Alternative.
    LeaveOut,
    /// Open the record in QuickBooks.
    OpenInQuickbooks,
    /// Use another account from now on.
    PickAnother,
    /// Record the selected ones.
    Post,
    /// Date it on the first open day.
    PostFirstOpenDay,
    /// Record it once more.
    RecordAgain,
    /// The payment that was found is another one.
    RecordOursToo,
    /// Restore it in Alternative.
    Restore,
    /// Send the new amount.
    Send,
    /// Show the records.
    Show,
    /// Pause until a person resumes.
    StopSyncing,
    /// Send it once more.
    TryAgain,
    /// The deposit that was added from the bank feed was undone.
    UndidTheAdd,
    /// The deposit that was found is this payout's.
    UseDeposit,
    /// Wait for as long as the facts are the same.
    Wait,
    /// Wait for as long as the books are closed.
    WaitForAccountant,
    /// What is not applied was given back to the customer.
    WasGivenBack,
    /// Write the deposit once more.
    WriteAgain,
    /// Write the proposed journal entry.
    WriteEntry,
    /// The deposit that was found is other money.
    WriteOursToo,
}

impl fmt::Display for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// Its id, as `decide` accepts it.
    pub id: ChoiceId,
    /// What the button says, for readers without a catalogue of their own.
    #[ts(skip)]
    pub label: String,
    /// What it asks first.
    pub asks: Option<Ask>,
    /// The day that it posts on, or waits for.
    pub day: Option<Date>,
    /// The deposit that it takes.
    pub deposit: Option<String>,
    /// It only shows something; the decision stays open.
    pub shows: bool,
}

/// A record that can be named as an argument of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Candidate {
    /// As `kind:id`.
    pub record: String,
    /// How much.
    #[ts(type = "Money")]
    pub amount: Money,
    /// Its day.
    pub day: Date,
}

/// What is shown under *Details*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Id of the customer in Alternative.
    AlternativeCustomer,
    /// Id of the invoice in Alternative.
    AlternativeInvoice,
    /// Id of the payment in Alternative.
    AlternativePayment,
    /// Id of the payout in Alternative.
    AlternativePayout,
    /// The closing date.
    ClosedUntil,
    /// The service's code.
    Code,
    /// Fingerprint of the facts.
    Facts,
    /// The first day after the closing date.
    FirstOpenDay,
    /// Id of the account in QuickBooks.
    QuickbooksAccount,
    /// Id of the customer in QuickBooks.
    QuickbooksCustomer,
    /// Id of the deposit in QuickBooks.
    QuickbooksDeposit,
    /// Id of the invoice in QuickBooks.
    QuickbooksInvoice,
    /// Id of the payment in QuickBooks.
    QuickbooksPayment,
}

/// A decision that the user has to make. Sentences are for readers without a catalogue of their own, such as the
/// command line; the window makes its own from the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldCard {
    /// Its id; the same facts give the same id.
    pub id: String,
    /// Rule that stopped (`P5`).
    pub rule: Rule,
    /// What stopped.
    pub reason: Reason,
    /// What happened.
    #[ts(skip)]
    pub title: String,
    /// Why.
    #[ts(skip)]
    pub cause: String,
    /// What it means if nothing is decided.
    #[ts(skip)]
    pub consequence: String,
    /// Money at stake.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
    /// The record, as `kind:id`.
    pub record: String,
    /// Whose record it is, where that is known.
    pub customer: Option<String>,
    /// The choices.
    pub choices: Vec<Choice>,
    /// Records that a choice may ask for.
    pub candidates: Vec<Candidate>,
    /// When it was first raised.
    pub raised_at: Timestamp,
    /// Codes and ids.
    pub details: BTreeMap<Detail, String>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DecideRequest {
    /// Which company.
    pub company: String,
    /// [`HoldCard::id`]
    pub hold: String,
    /// [`Choice::id`]
    pub choice: String,
    /// Its arguments (`account`, `date`, `payment`, `payments`).
    pub arguments: BTreeMap<String, String>,
}

/// A decision that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Decided {
    /// Id of the decision.
    pub hold: String,
    /// Its title, for readers without a catalogue of their own.
    #[ts(skip)]
    pub title: String,
    /// What the chosen button says, for readers without a catalogue of their own.
    #[ts(skip)]
    pub choice: String,
    /// The choice only shows something; the decision stays open.
    pub still_open: bool,
    /// What to open, for choices that show something.
    pub show: Vec<String>,
}
