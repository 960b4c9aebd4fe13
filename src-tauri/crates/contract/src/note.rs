//! Why a pair of records stands as it does, with everything that a sentence about it needs.

use ledger::Money;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::awaited::Awaited;
use crate::change::FieldChange;
use crate::happened::{Question, Task};
use crate::problem::Problem;

/// Why a row is in its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", content = "facts", rename_all = "snake_case")]
pub enum RowNote {
    /// It is being written.
    Writing {
        /// What.
        task: Task,
    },
    /// The write was put off, because a service failed.
    PutOff {
        /// How.
        problem: Box<Problem>,
    },
    /// The write was put off, because QuickBooks answered with a deleted record.
    AnsweredDeleted {
        /// Its id in QuickBooks.
        record: String,
    },
    /// It waits for something that comes automatically.
    Waits {
        /// For what.
        awaited: Awaited,
    },
    /// It needs a decision.
    Held {
        /// On what.
        question: Question,
    },
    /// Alternative refused it for good.
    Refused {
        /// Its words.
        said: String,
    },
    /// An invoice that was paid before the start date.
    PaidBeforeStart,
    /// Deleted in QuickBooks.
    Deleted,
    /// Voided in QuickBooks.
    Voided,
    /// A customer that is inactive in QuickBooks.
    Inactive,
    /// A customer that was archived in Alternative.
    ArchivedInAlternative,
    /// An invoice that was archived in Alternative outside this app.
    ArchivedOutside,
    /// Alternative has another version of it (rule F4).
    OtherBody {
        /// Its words.
        said: Option<String>,
    },
    /// An invoice that was kept as it was when it was paid (rule I12).
    Kept,
    /// The totals differ.
    TotalsDiffer,
    /// Collected, and not yet recorded in QuickBooks.
    NotYetRecorded {
        /// How much.
        #[ts(type = "Money")]
        amount: Money,
    },
    /// The balance in Alternative is higher than in QuickBooks.
    HigherBalance,
    /// Created in Alternative; not recorded in QuickBooks (rules C6, I9).
    CreatedInAlternative,
    /// A customer without an email address cannot be invited.
    NoEmail,
    /// A payment that is paid, and not captured yet.
    Clearing,
    /// A payment that came to nothing.
    Failed {
        /// Alternative's words.
        said: String,
    },
    /// Left out by a decision.
    LeftOut,
    /// A payment for invoices that are not in QuickBooks.
    PaysOthers,
    /// From before syncing started (rule P17).
    BeforeStart,
    /// A payout that was deposited before this app was connected.
    RecordedBefore {
        /// The deposit.
        deposit: Option<String>,
    },
    /// A payout that was paid while Create Deposits was off (rule D1).
    DepositsOff,
    /// Our payment was edited in QuickBooks (rule P11).
    Edited {
        /// What of it.
        changes: Vec<FieldChange>,
    },
    /// Marked as handled.
    Handled,
    /// A payout on its way to the bank.
    ToTheBank,
}
