//! The ways on that a hold offers.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;
use ledger::{MinorUnits, books};
use serde::{Deserialize, Serialize};

use crate::fault::Side;
use crate::hold::HoldDraft;
use crate::link::Place;
use crate::plan::AccountPurpose;
use crate::ports::PaymentLineDraft;
use crate::reason::{HoldReason, Terms};

/// A way on, with the ids, amounts and dates that it is about. What a choice needs and does not carry, a person gives as
/// an argument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Look at the record in QuickBooks; the hold stays.
    OpenInQuickbooks,
    /// Look at the records; the hold stays.
    Show,
    /// Send what was refused once more.
    TryAgain,
    /// Read QuickBooks once more.
    CheckAgain,
    /// Keep these edited terms out of Alternative (rule I12).
    Keep(Terms),
    /// Send these edited terms (rule I12).
    Send(Terms),
    /// Take its archive in Alternative back (rules C4, C7, I10).
    Restore,
    /// Leave it archived in Alternative until it changes again (rules C4, C7, I10).
    LeaveArchived,
    /// A payment in QuickBooks stands for it (rule P5); without one the person names it.
    AlreadyRecorded {
        /// The payment that was found.
        payment: Option<books::PaymentId>,
        /// How much was collected.
        amount: MinorUnits,
    },
    /// The payment that was found stands for it (rule P5).
    ItIsThatOne {
        /// It.
        payment: books::PaymentId,
        /// How much was collected.
        amount: MinorUnits,
    },
    /// The payment that was found is another one (rule P5).
    RecordOursToo,
    /// What exceeds the balance becomes the customer's credit (rule P5).
    KeepAsCredit,
    /// What is not applied stays the customer's credit (rule P11).
    LeaveAsCredit,
    /// Our payment pays these invoices again, each with so much (rule P11).
    ApplyAgain(Vec<PaymentLineDraft>),
    /// What is not applied was given back to the customer (rule P11).
    WasGivenBack,
    /// Record what was deleted once more (rule P9).
    RecordAgain,
    /// Leave it deleted (rules P9, D5).
    Accept,
    /// The shares of these invoices are entered by hand (rule P4).
    HandledShares(Vec<books::InvoiceId>),
    /// It was put right by hand (rules P8, D4).
    Handled,
    /// Write the proposed entry: the customer owes it again (rule P8).
    WriteEntry,
    /// Write the entry with an account that the person names: the customer was given it back (rule P8).
    GivenBack,
    /// It is put right by hand (rules D3, D13).
    Handle,
    /// Date it on the first open day (rule D7).
    PostOn(Date),
    /// Wait for as long as the books are closed until this day (rule D7).
    WaitWhileClosed(Date),
    /// Book what is missing to an account that the person names (rules D3, D6).
    ChooseAccount {
        /// What is missing; signed.
        missing: MinorUnits,
    },
    /// Use another account for this, which the person names (rule D9).
    PickAnother(AccountPurpose),
    /// Wait for as long as the facts are the same (rule D3).
    Wait,
    /// This deposit is the payout's (rule D3).
    UseDeposit(books::DepositId),
    /// The deposit that was added from the bank feed was undone in QuickBooks (rule D14).
    UndidTheAdd,
    /// This deposit, added from the bank feed, is the payout (rule D14).
    ItIsThatDeposit(books::DepositId),
    /// This deposit is other money, and the payout's own is written too (rule D14).
    WriteOursToo(books::DepositId),
    /// Write a deleted deposit once more (rule D5).
    WriteAgain,
    /// Post the earlier ones that the person names (rule P17).
    Post,
    /// Post none of the earlier ones (rule P17).
    Leave,
    /// Archive those that are listed (rule I16).
    ArchiveThem,
    /// Pause until a person resumes (rule I16).
    StopSyncing,
    /// Leave out those that are listed (rule I17).
    LeaveOut,
}

/// What a choice is called by programs: the argument of `decide`, and part of what is stored of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceId {
    /// [`Choice::Accept`]
    Accept,
    /// [`Choice::AlreadyRecorded`]
    AlreadyRecorded,
    /// [`Choice::ApplyAgain`]
    ApplyAgain,
    /// [`Choice::ArchiveThem`]
    ArchiveThem,
    /// [`Choice::CheckAgain`]
    CheckAgain,
    /// [`Choice::ChooseAccount`]
    ChooseAccount,
    /// [`Choice::GivenBack`]
    GivenBack,
    /// [`Choice::WasGivenBack`]
    WasGivenBack,
    /// [`Choice::Handle`]
    IHandleIt,
    /// [`Choice::Handled`], [`Choice::HandledShares`]
    IHandledIt,
    /// [`Choice::ItIsThatOne`], [`Choice::ItIsThatDeposit`]
    ItIsThatOne,
    /// [`Choice::Keep`]
    Keep,
    /// [`Choice::KeepAsCredit`]
    KeepAsCredit,
    /// [`Choice::Leave`]
    Leave,
    /// [`Choice::LeaveArchived`]
    LeaveArchived,
    /// [`Choice::LeaveAsCredit`]
    LeaveAsCredit,
    /// [`Choice::LeaveOut`]
    LeaveOut,
    /// [`Choice::OpenInQuickbooks`]
    OpenInQuickbooks,
    /// [`Choice::PickAnother`]
    PickAnother,
    /// [`Choice::Post`]
    Post,
    /// [`Choice::PostOn`]
    PostFirstOpenDay,
    /// [`Choice::RecordAgain`]
    RecordAgain,
    /// [`Choice::RecordOursToo`]
    RecordOursToo,
    /// [`Choice::Restore`]
    Restore,
    /// [`Choice::Send`]
    Send,
    /// [`Choice::Show`]
    Show,
    /// [`Choice::StopSyncing`]
    StopSyncing,
    /// [`Choice::TryAgain`]
    TryAgain,
    /// [`Choice::UndidTheAdd`]
    UndidTheAdd,
    /// [`Choice::UseDeposit`]
    UseDeposit,
    /// [`Choice::Wait`]
    Wait,
    /// [`Choice::WaitWhileClosed`]
    WaitForAccountant,
    /// [`Choice::WriteAgain`]
    WriteAgain,
    /// [`Choice::WriteEntry`]
    WriteEntry,
    /// [`Choice::WriteOursToo`]
    WriteOursToo,
}

impl ChoiceId {
    /// Its text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::AlreadyRecorded => "already_recorded",
            Self::ApplyAgain => "apply_again",
            Self::ArchiveThem => "archive_them",
            Self::GivenBack => "given_back",
            Self::CheckAgain => "check_again",
            Self::ChooseAccount => "choose_account",
            Self::WasGivenBack => "was_given_back",
            Self::IHandleIt => "i_handle_it",
            Self::IHandledIt => "i_handled_it",
            Self::ItIsThatOne => "it_is_that_one",
            Self::Keep => "keep",
            Self::KeepAsCredit => "keep_as_credit",
            Self::Leave => "leave",
            Self::LeaveArchived => "leave_archived",
            Self::LeaveAsCredit => "leave_as_credit",
            Self::LeaveOut => "leave_out",
            Self::OpenInQuickbooks => "open_in_quickbooks",
            Self::PickAnother => "pick_another",
            Self::Post => "post",
            Self::PostFirstOpenDay => "post_first_open_day",
            Self::RecordAgain => "record_again",
            Self::RecordOursToo => "record_ours_too",
            Self::Restore => "restore",
            Self::Send => "send",
            Self::Show => "show",
            Self::StopSyncing => "stop_syncing",
            Self::TryAgain => "try_again",
            Self::UndidTheAdd => "undid_the_add",
            Self::UseDeposit => "use_deposit",
            Self::Wait => "wait",
            Self::WaitForAccountant => "wait_for_accountant",
            Self::WriteAgain => "write_again",
            Self::WriteEntry => "write_entry",
            Self::WriteOursToo => "write_ours_too",
        }
    }

    /// It only shows something; the hold stays.
    pub fn shows(self) -> bool {
        matches!(self, Self::Show | Self::OpenInQuickbooks)
    }
}

impl fmt::Display for ChoiceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Choice {
    /// What programs call it.
    pub fn id(&self) -> ChoiceId {
        match self {
            Self::OpenInQuickbooks => ChoiceId::OpenInQuickbooks,
            Self::Show => ChoiceId::Show,
            Self::TryAgain => ChoiceId::TryAgain,
            Self::CheckAgain => ChoiceId::CheckAgain,
            Self::Keep(_) => ChoiceId::Keep,
            Self::Send(_) => ChoiceId::Send,
            Self::Restore => ChoiceId::Restore,
            Self::LeaveArchived => ChoiceId::LeaveArchived,
            Self::AlreadyRecorded { .. } => ChoiceId::AlreadyRecorded,
            Self::ItIsThatOne { .. } | Self::ItIsThatDeposit(_) => ChoiceId::ItIsThatOne,
            Self::RecordOursToo => ChoiceId::RecordOursToo,
            Self::KeepAsCredit => ChoiceId::KeepAsCredit,
            Self::LeaveAsCredit => ChoiceId::LeaveAsCredit,
            Self::ApplyAgain(_) => ChoiceId::ApplyAgain,
            Self::GivenBack => ChoiceId::GivenBack,
            Self::RecordAgain => ChoiceId::RecordAgain,
            Self::Accept => ChoiceId::Accept,
            Self::HandledShares(_) | Self::Handled => ChoiceId::IHandledIt,
            Self::WriteEntry => ChoiceId::WriteEntry,
            Self::WasGivenBack => ChoiceId::WasGivenBack,
            Self::Handle => ChoiceId::IHandleIt,
            Self::PostOn(_) => ChoiceId::PostFirstOpenDay,
            Self::WaitWhileClosed(_) => ChoiceId::WaitForAccountant,
            Self::ChooseAccount { .. } => ChoiceId::ChooseAccount,
            Self::PickAnother(_) => ChoiceId::PickAnother,
            Self::Wait => ChoiceId::Wait,
            Self::UseDeposit(_) => ChoiceId::UseDeposit,
            Self::UndidTheAdd => ChoiceId::UndidTheAdd,
            Self::WriteOursToo(_) => ChoiceId::WriteOursToo,
            Self::WriteAgain => ChoiceId::WriteAgain,
            Self::Post => ChoiceId::Post,
            Self::Leave => ChoiceId::Leave,
            Self::ArchiveThem => ChoiceId::ArchiveThem,
            Self::StopSyncing => ChoiceId::StopSyncing,
            Self::LeaveOut => ChoiceId::LeaveOut,
        }
    }
}

/// The ways on of a hold, in the order in which they are shown.
pub(crate) fn choices_of(draft: &HoldDraft) -> Vec<Choice> {
    let amount = draft.amount.map_or(MinorUnits::ZERO, |money| money.minor);
    match &draft.reason {
        HoldReason::CustomerRefused { .. }
        | HoldReason::InvoiceRefused { .. }
        | HoldReason::PaymentRefused { .. }
        | HoldReason::DepositRefused { .. }
        | HoldReason::EntryRefused { .. } => vec![Choice::OpenInQuickbooks, Choice::TryAgain],
        HoldReason::InvoiceDoesNotAddUp { .. } => vec![Choice::OpenInQuickbooks, Choice::CheckAgain],
        HoldReason::InvoiceEdited { terms, .. } => {
            vec![Choice::Keep(terms.clone()), Choice::Send(terms.clone())]
        }
        HoldReason::CustomerArchived { .. } | HoldReason::InvoiceArchived { .. } => {
            vec![Choice::Restore, Choice::LeaveArchived]
        }
        HoldReason::BalanceTooSmall { look_alike, .. } => vec![
            Choice::AlreadyRecorded { payment: look_alike.clone(), amount },
            Choice::KeepAsCredit,
            Choice::CheckAgain,
        ],
        HoldReason::InvoiceGone { .. } => vec![Choice::KeepAsCredit, Choice::CheckAgain],
        HoldReason::LookAlike { payment, .. } => {
            vec![Choice::ItIsThatOne { payment: payment.clone(), amount }, Choice::RecordOursToo]
        }
        HoldReason::Unsure { ours: true, .. } => vec![Choice::CheckAgain],
        HoldReason::Unsure { .. } => vec![Choice::CheckAgain, Choice::RecordOursToo],
        HoldReason::PaymentAltered { payment, .. } | HoldReason::RecordedTwice { payment, .. } => {
            vec![Choice::ItIsThatOne { payment: payment.clone(), amount }, Choice::CheckAgain]
        }
        HoldReason::PaymentClosed { closed, .. } | HoldReason::DepositClosed { closed, .. } => {
            vec![Choice::PostOn(first_open(*closed)), Choice::WaitWhileClosed(*closed)]
        }
        HoldReason::Unapplied { again, .. } => {
            let again = (!again.is_empty()).then(|| Choice::ApplyAgain(again.clone()));
            let others =
                [Choice::OpenInQuickbooks, Choice::CheckAgain, Choice::LeaveAsCredit, Choice::WasGivenBack];
            again.into_iter().chain(others).collect()
        }
        HoldReason::PaymentLost { .. } => vec![Choice::RecordAgain, Choice::Accept],
        HoldReason::Latecomers { invoices } => {
            vec![Choice::HandledShares(invoices.iter().map(|invoice| invoice.id.clone()).collect())]
        }
        HoldReason::Returned { .. } => vec![Choice::WriteEntry, Choice::Handled],
        HoldReason::Refunded { .. } => vec![Choice::WriteEntry, Choice::GivenBack, Choice::Handled],
        HoldReason::FailedAfterDeposit { .. } => vec![Choice::Handled],
        HoldReason::PayoutApart { .. }
        | HoldReason::AlreadyDeposited { .. }
        | HoldReason::AnotherDeposit { .. }
        | HoldReason::AddedDeposit { .. }
        | HoldReason::AccountUnusable { .. } => of_deposits(&draft.reason),
        HoldReason::NotADeposit => vec![Choice::Handle],
        HoldReason::DepositLost { .. } => vec![Choice::WriteAgain, Choice::Accept],
        HoldReason::NotReadable { kind, .. } if kind.side() == Side::Quickbooks => {
            vec![Choice::OpenInQuickbooks, Choice::TryAgain]
        }
        HoldReason::NotReadable { .. } => vec![Choice::TryAgain],
        HoldReason::ManyArchives { .. } => vec![Choice::Show, Choice::ArchiveThem, Choice::StopSyncing],
        HoldReason::OtherCurrencies { .. } => vec![Choice::Show, Choice::LeaveOut],
        HoldReason::BeforeStart { .. } => vec![Choice::Show, Choice::Post, Choice::Leave],
        HoldReason::Unworded { .. } => Vec::new(),
    }
}

/// Of what stands between a payout and its deposit.
fn of_deposits(reason: &HoldReason) -> Vec<Choice> {
    match reason {
        HoldReason::PayoutApart { missing, .. } => {
            vec![Choice::ChooseAccount { missing: missing.minor }, Choice::Wait]
        }
        HoldReason::AlreadyDeposited { place: Some(Place::Deposit(deposit)), whole: true, .. } => {
            vec![Choice::UseDeposit(deposit.clone()), Choice::Show, Choice::Handle]
        }
        HoldReason::AlreadyDeposited { .. } => vec![Choice::Show, Choice::Handle],
        HoldReason::AnotherDeposit { deposit } => {
            vec![Choice::UseDeposit(deposit.clone()), Choice::CheckAgain, Choice::Handle]
        }
        HoldReason::AddedDeposit { deposit, .. } => vec![
            Choice::UndidTheAdd,
            Choice::ItIsThatDeposit(deposit.clone()),
            Choice::WriteOursToo(deposit.clone()),
        ],
        HoldReason::AccountUnusable { purpose, .. } => {
            vec![Choice::PickAnother(*purpose), Choice::OpenInQuickbooks]
        }
        _ => Vec::new(),
    }
}

/// The first day after the closing date.
fn first_open(closed: Date) -> Date {
    closed.checked_add(1.day()).unwrap_or(closed)
}
