//! The Needs-you inbox.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::reason::{Reason, Rule};

/// What a choice asks before it can be taken.
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

/// What a way on is called; what `decide` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceId {
    /// Leave it deleted.
    Accept,
    /// A payment in QuickBooks is this one.
    AlreadyRecorded,
    /// Read QuickBooks once more.
    CheckAgain,
    /// Book what is missing to an account.
    ChooseAccount,
    /// It is put right by hand.
    IHandleIt,
    /// It was put right by hand.
    IHandledIt,
    /// The payment that was found is this one.
    ItIsThatOne,
    /// Keep Alternative's invoice as it was.
    Keep,
    /// What exceeds the balance becomes the customer's credit.
    KeepAsCredit,
    /// Post none of the earlier ones.
    Leave,
    /// What is not applied stays the customer's credit.
    LeaveAsCredit,
    /// Look at the record in QuickBooks.
    OpenInQuickbooks,
    /// Post the ones that are ticked.
    Post,
    /// Date it on the first open day.
    PostFirstOpenDay,
    /// Record it once more.
    RecordAgain,
    /// The payment that was found is another one.
    RecordOursToo,
    /// Send the new amount.
    Send,
    /// Look at the records.
    Show,
    /// Send it once more.
    TryAgain,
    /// The deposit that was found is this payout's.
    UseDeposit,
    /// Wait for as long as the facts are the same.
    Wait,
    /// Wait for as long as the books are closed.
    WaitForAccountant,
    /// Write the deposit once more.
    WriteAgain,
}

impl fmt::Display for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// A way on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// What `decide` takes.
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
    /// It only shows something; the question stays open.
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

/// What stands under *Details*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
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
    /// Id of the customer in QuickBooks.
    QuickbooksCustomer,
    /// Id of the deposit in QuickBooks.
    QuickbooksDeposit,
    /// Id of the invoice in QuickBooks.
    QuickbooksInvoice,
    /// Id of the payment in QuickBooks.
    QuickbooksPayment,
}

/// A question to a person. Sentences are for readers without a catalogue of their own, such as the command line; the
/// window makes its own from the reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoldCard {
    /// Names it; the same facts are the same question.
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
    /// What it means if left.
    #[ts(skip)]
    pub consequence: String,
    /// Money at stake.
    #[ts(type = "Money | null")]
    pub amount: Option<Money>,
    /// The record, as `kind:id`.
    pub record: String,
    /// Whose record it is, where that is known.
    pub customer: Option<String>,
    /// The ways on.
    pub choices: Vec<Choice>,
    /// Records that a choice may ask for.
    pub candidates: Vec<Candidate>,
    /// When it was first asked.
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

/// A decision that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Decided {
    /// Which question.
    pub hold: String,
    /// Its title, for readers without a catalogue of their own.
    #[ts(skip)]
    pub title: String,
    /// What the chosen button says, for readers without a catalogue of their own.
    #[ts(skip)]
    pub choice: String,
    /// The choice only shows something; the question stays open.
    pub still_open: bool,
    /// What to look at, for choices that show something.
    pub show: Vec<String>,
}
