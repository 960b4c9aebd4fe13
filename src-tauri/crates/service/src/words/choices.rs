//! What the buttons of a decision say, for readers without a catalogue of their own.

use contract::hold::{Choice, ChoiceId};
use contract::reason::Reason;

use super::holds::day;

/// What the button of a choice says.
pub(crate) fn choice(choice: &Choice, reason: &Reason) -> String {
    let fixed = match choice.id {
        ChoiceId::ItIsThatOne => {
            return match reason {
                Reason::LookAlike { payment, .. }
                | Reason::PaymentAltered { payment, .. }
                | Reason::RecordedTwice { payment, .. } => {
                    format!("Use payment {payment}")
                }
                Reason::AddedDeposit { deposit, .. } => format!("Deposit {deposit} is this payout"),
                _ => "Use that payment".to_owned(),
            };
        }
        ChoiceId::PostFirstOpenDay => {
            return choice
                .day
                .map_or_else(|| "Post on another day".to_owned(), |at| format!("Post on {}", day(at)));
        }
        ChoiceId::UseDeposit => {
            let deposit = choice.deposit.as_deref();
            return deposit.map_or_else(|| "Use the deposit".to_owned(), |id| format!("Use deposit {id}"));
        }
        ChoiceId::Accept => "Leave out of QuickBooks",
        ChoiceId::AlreadyRecorded => "Link an existing payment",
        ChoiceId::ApplyAgain => "Apply it again",
        ChoiceId::ArchiveThem => "Archive them",
        ChoiceId::CheckAgain => "Check again",
        ChoiceId::ChooseAccount => "Record the difference",
        ChoiceId::GivenBack => "Record with another account",
        ChoiceId::WasGivenBack => "Mark as given back",
        ChoiceId::IHandleIt => "Handle it myself",
        ChoiceId::IHandledIt => "Mark as handled",
        ChoiceId::Keep => "Keep the old invoice",
        ChoiceId::KeepAsCredit => "Record as credit",
        ChoiceId::Leave | ChoiceId::LeaveOut => "Leave them out",
        ChoiceId::LeaveArchived => "Leave archived",
        ChoiceId::LeaveAsCredit => "Leave as credit",
        ChoiceId::OpenInQuickbooks => "Open in QuickBooks",
        ChoiceId::PickAnother => "Pick another account",
        ChoiceId::Post => "Record the selected ones",
        ChoiceId::RecordAgain => "Record again",
        ChoiceId::RecordOursToo => "Record a separate payment",
        ChoiceId::Restore => "Restore",
        ChoiceId::Send => "Send the changed invoice",
        ChoiceId::Show => "Show them",
        ChoiceId::StopSyncing => "Stop syncing",
        ChoiceId::TryAgain => "Try again",
        ChoiceId::UndidTheAdd => "I undid the Add",
        ChoiceId::Wait => "Wait for a change",
        ChoiceId::WaitForAccountant => "Wait for the accountant",
        ChoiceId::WriteAgain => "Record the deposit again",
        ChoiceId::WriteEntry => "Write this entry",
        ChoiceId::WriteOursToo => "Record a separate deposit",
    };
    fixed.to_owned()
}
