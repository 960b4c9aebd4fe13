//! What comes automatically, in plain words.

use contract::awaited::Awaited;
use contract::preview::PlanNotice;
use contract::reason::AccountPurpose;
use ledger::Money;

use super::holds::{day, service};
use super::in_sentence;
use super::journal::noun;

/// For what something waits: one sentence without a full stop.
pub(crate) fn wait(awaited: &Awaited) -> String {
    match awaited {
        Awaited::Unworded => "Waiting; details follow with the next sync".to_owned(),
        Awaited::Customer => "Waiting for its customer".to_owned(),
        Awaited::CustomerTaken => "Waiting until Alternative accepts its customer".to_owned(),
        Awaited::PaymentSettled { invoice, archives: true } => {
            format!("A payment for invoice {invoice} is processing; the invoice is archived after that")
        }
        Awaited::PaymentSettled { invoice, archives: false } => {
            format!("A payment for invoice {invoice} is processing; the change follows after that")
        }
        Awaited::Report { payment } => {
            format!("Waiting until Alternative has the status of payment {payment}")
        }
        Awaited::Invoices => "Waiting for its invoices from QuickBooks".to_owned(),
        Awaited::InvoicesReadAgain => "Waiting for the current invoices from QuickBooks".to_owned(),
        Awaited::Capture => "Paid (clearing): recorded once Alternative has captured it".to_owned(),
        Awaited::KnownState => {
            "Alternative reports a status for this payment that this version does not know".to_owned()
        }
        Awaited::PaymentAccount => "Waiting until the account for payments is known".to_owned(),
        Awaited::OpenBooks { closed } => {
            format!("Waiting for the accountant to open the books (closed through {})", day(*closed))
        }
        Awaited::InvoiceLinked { invoice } => format!("Waiting for invoice {invoice}"),
        Awaited::InvoiceSent { invoice } => {
            format!("Waiting until Alternative has the current invoice {invoice}")
        }
        Awaited::BooksPayment { payment } => format!("Waiting for payment {payment} from QuickBooks"),
        Awaited::Arrival { day: arrival } => format!("On its way, expected {}", day(*arrival)),
        Awaited::BankAccount => "Waiting until you choose a bank account for deposits".to_owned(),
        Awaited::FeeAccount => "Waiting for the fee account".to_owned(),
        Awaited::Explained { explained, missing } => difference(*explained, *missing),
        Awaited::CountedTwice { deposit, payments } => counted_twice(deposit, payments),
        Awaited::Account { purpose: AccountPurpose::Deposits } => {
            "Waiting until you pick another account for deposits".to_owned()
        }
        Awaited::Account { purpose: AccountPurpose::Fees } => {
            "Waiting until you pick another account for fees".to_owned()
        }
        Awaited::Account { purpose: AccountPurpose::Payments } => {
            "Waiting until you pick another account for payments".to_owned()
        }
        Awaited::PaymentRead => "Waiting for a payment of this payout".to_owned(),
        Awaited::PaymentRecorded { payment } => format!("Waiting until payment {payment} is in QuickBooks"),
        Awaited::PaymentDecided { payment } => format!("Waiting for your decision on payment {payment}"),
        Awaited::ArchivesDecided { record } => {
            format!("Waiting for your decision on archiving {}s", noun(*record))
        }
        Awaited::Readable { side, record, label, since } => {
            let (of, what) = (service(*side), noun(*record));
            let since = since.strftime("%b %-d, %H:%M UTC");
            format!("The {what} {label} can't be read from {of} since {since}")
        }
        Awaited::Deposit { deposit } => format!("Waiting for deposit {deposit} from QuickBooks"),
    }
}

/// The steps are in the window's help; here the shortest of them.
fn counted_twice(deposit: &str, payments: &[String]) -> String {
    let (payments, are) = match payments {
        [one] => (format!("Payment {one}"), "is"),
        _ => (format!("Payments {}", payments.join(", ")), "are"),
    };
    format!(
        "{payments} {are} counted twice, in Undeposited Funds and in deposit {deposit}; undo deposit {deposit} in the bank feed of QuickBooks, then choose Match"
    )
}

fn difference(explained: Money, missing: Money) -> String {
    let missing = in_sentence(missing.minor.abs().of(missing.currency));
    format!("Waiting with a difference of {missing}: payments and fees come to {}", in_sentence(explained))
}

/// A quiet line of a preview.
pub(crate) fn plan_notice(notice: &PlanNotice) -> String {
    match notice {
        PlanNotice::BooksClosed { closed } => format!(
            "The books are closed through {}; nothing is recorded on or before that day.",
            day(*closed)
        ),
        PlanNotice::DepositsOff => {
            "Create Deposits is off: payments stay in Undeposited Funds for you to match.".to_owned()
        }
    }
}
