//! Why a pair of records stands as it does, in plain words.

use contract::note::RowNote;

use super::{changes, holds, in_sentence, journal, waits};

/// One sentence without its full stop, or a service's own words.
pub(crate) fn note(note: &RowNote) -> String {
    let text = match note {
        RowNote::Writing { task } => return journal::to_do(task),
        RowNote::PutOff { problem } => return problem.message.clone(),
        RowNote::AnsweredDeleted { record } => {
            return format!(
                "QuickBooks answered with record {record}, which is deleted; it is written again"
            );
        }
        RowNote::Waits { awaited } => return waits::wait(awaited),
        RowNote::Held { question } => return holds::hold(&question.reason, question.amount, None).title,
        RowNote::Refused { said } | RowNote::Failed { said } => return said.clone(),
        RowNote::OtherBody { said } => return journal::other_body(said.as_deref()),
        RowNote::NotYetRecorded { amount } => {
            return format!("{} is not yet recorded in QuickBooks", in_sentence(*amount));
        }
        RowNote::Edited { changes } => {
            let changes: Vec<_> = changes.iter().map(changes::before_after).collect();
            return format!("Changed in QuickBooks: {}", changes.join("; "));
        }
        RowNote::RecordedBefore { deposit } => {
            return match deposit {
                Some(deposit) => format!("Recorded before as deposit {deposit}"),
                None => "Recorded before as a deposit".to_owned(),
            };
        }
        RowNote::PaidBeforeStart => "Paid before the start date",
        RowNote::Deleted => "Deleted in QuickBooks",
        RowNote::Voided => "Voided in QuickBooks",
        RowNote::Inactive => "Inactive in QuickBooks",
        RowNote::ArchivedInAlternative => "Archived in Alternative",
        RowNote::ArchivedOutside => "Archived in Alternative outside this app",
        RowNote::Kept => "Kept as it was when it was paid",
        RowNote::TotalsDiffer => "The totals differ",
        RowNote::HigherBalance => "The balance in Alternative is higher than in QuickBooks",
        RowNote::CreatedInAlternative => "Created in Alternative; not recorded in QuickBooks",
        RowNote::NoEmail => "Has no email address, so cannot be invited",
        RowNote::Clearing => "Paid (clearing)",
        RowNote::LeftOut => "Left out by a decision",
        RowNote::PaysOthers => "Pays invoices that are not in QuickBooks",
        RowNote::BeforeStart => "From before syncing started",
        RowNote::DepositsOff => "Paid while Create Deposits was off: match it in QuickBooks",
        RowNote::Handled => "Marked as handled",
        RowNote::ToTheBank => "On its way to the bank",
    };
    text.to_owned()
}
