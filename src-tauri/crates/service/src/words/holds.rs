//! Decisions in plain words, for readers without a catalogue of their own: the command line, notifications, exports,
//! Alternative's dashboard. The window says the same in its own catalogue (`ui/src/lib/messages`).

mod payouts;

use contract::reason::Reason;
use contract::side::Side;
use jiff::civil::Date;
use ledger::Money;

pub(crate) use super::choices::choice;
use super::in_sentence;
use super::journal::noun;
use super::records::{customer_archived, invoice_archived, many_archives, not_readable, other_currencies};

/// A decision, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HoldWords {
    /// What happened: a headline, without a full stop.
    pub(crate) title: String,
    /// Why.
    pub(crate) cause: String,
    /// What it means if left.
    pub(crate) consequence: String,
}

const UNTIL_DECIDED: &str = "This payment is not recorded in QuickBooks until you decide.";
const UNTIL_FIXED: &str = "This payment is not recorded in QuickBooks until the problem is fixed.";
const NO_DEPOSIT: &str = "No deposit is recorded until you decide. The payments stay in Undeposited Funds.";
const CLOSED: &str = "Nothing is recorded on or before the closing date in QuickBooks.";
const ALTERNATIVE: &str = "Alternative";
const QUICKBOOKS: &str = "QuickBooks";

/// The words of a decision.
pub(crate) fn hold(reason: &Reason, amount: Option<Money>, customer: Option<&str>) -> HoldWords {
    let about = About { amount, customer };
    match reason {
        Reason::CustomerRefused { said, .. } => about.customer_refused(said),
        Reason::InvoiceRefused { invoice, said, .. } => about.invoice_refused(invoice, said),
        Reason::InvoiceDoesNotAddUp { invoice, sum, total } => about.does_not_add_up(invoice, *sum, *total),
        Reason::InvoiceEdited { invoice, before, after, collected } => {
            about.invoice_edited(invoice, (*before, *after), *collected)
        }
        Reason::CustomerArchived { name, again } => customer_archived(name, *again),
        Reason::InvoiceArchived { invoice, again } => invoice_archived(invoice, *again, amount, customer),
        Reason::BalanceTooSmall { invoice, owed, paid, payment } => {
            about.balance_too_small(invoice, (*owed, *paid), payment.as_deref())
        }
        Reason::InvoiceGone { invoice, voided } => about.invoice_gone(invoice, *voided),
        Reason::LookAlike { payment, date } => about.look_alike(payment, *date),
        Reason::Unsure { payments, ours } => about.unsure(payments, *ours),
        Reason::PaymentAltered { payment, reference } => about.payment_altered(payment, reference),
        Reason::RecordedTwice { payment, entered, copy } => about.recorded_twice(payment, entered, *copy),
        Reason::PaymentRefused { said, .. } => about.payment_refused(said),
        Reason::PaymentClosed { date, closed } => about.payment_closed(*date, *closed),
        Reason::Unapplied { payment, invoices } => about.unapplied(payment, invoices),
        Reason::PaymentLost { payment, invoices } => about.payment_lost(payment, invoices),
        Reason::Latecomers { invoices } => about.latecomers(invoices),
        Reason::Returned { deposit, said } => about.returned(deposit.as_deref(), said.as_deref()),
        Reason::EntryRefused { said, .. } => about.entry_refused(said),
        Reason::Refunded { refunded, of, invoices } => about.refunded(*refunded, *of, invoices),
        Reason::PayoutApart { explained, missing, named } => about.payout_apart(*explained, *missing, named),
        Reason::AlreadyDeposited { count, of, deposit, account } => {
            about.already_deposited((*count, *of), deposit.as_deref(), account.as_deref())
        }
        Reason::AnotherDeposit { deposit } => about.another_deposit(deposit),
        Reason::AddedDeposit { deposit, date, amount } => about.added_deposit(deposit, *date, *amount),
        Reason::DepositRefused { said, .. } => about.deposit_refused(said),
        Reason::DepositClosed { date, closed } => about.deposit_closed(*date, *closed),
        Reason::NotADeposit => about.not_a_deposit(),
        Reason::DepositLost { deposit, arrival } => about.deposit_lost(deposit, *arrival),
        Reason::FailedAfterDeposit { deposit, arrival } => about.failed_after_deposit(deposit, *arrival),
        Reason::NotReadable { side, record, label, since, said } => {
            not_readable(*side, &format!("{} {label}", noun(*record)), *since, said)
        }
        Reason::AccountUnusable { purpose, name, trouble, count, .. } => {
            About::account_unusable(*purpose, name, *trouble, *count)
        }
        Reason::ManyArchives { record, of, archives } => many_archives(*record, *of, archives.len()),
        Reason::OtherCurrencies { home, currencies, invoices } => {
            other_currencies(home, currencies, invoices.len())
        }
        Reason::BeforeStart { payments, payouts } => about.before_start(*payments, *payouts),
        Reason::Unworded { .. } => words(
            "Details of this decision follow with the next sync",
            "An earlier version of the app stopped here.",
            "Nothing is changed until then.",
        ),
    }
}

pub(super) fn words(
    title: impl Into<String>,
    cause: impl Into<String>,
    consequence: impl Into<String>,
) -> HoldWords {
    HoldWords { title: title.into(), cause: cause.into(), consequence: consequence.into() }
}

struct About<'a> {
    amount: Option<Money>,
    customer: Option<&'a str>,
}

impl About<'_> {
    fn money(&self) -> Option<String> {
        self.amount.map(in_sentence)
    }

    /// `The $300.00 payment from Acme`
    fn payment(&self) -> String {
        let from = self.customer.map(|name| format!(" from {name}")).unwrap_or_default();
        self.money().map_or_else(|| format!("payment{from}"), |money| format!("{money} payment{from}"))
    }

    /// `$300.00 payout`
    fn what(&self, what: &str) -> String {
        self.money().map_or_else(|| what.to_owned(), |money| format!("{money} {what}"))
    }

    /// ` for Acme`
    fn of_customer(&self) -> String {
        self.customer.map(|name| format!(" for {name}")).unwrap_or_default()
    }
}

/// Of customers and invoices.
impl About<'_> {
    fn customer_refused(&self, said: &str) -> HoldWords {
        let who = self.customer.map_or_else(|| "a customer".to_owned(), |name| format!("customer {name}"));
        words(
            format!("Alternative did not accept {who}"),
            says(ALTERNATIVE, said),
            "Changes to this customer do not reach Alternative until the record is corrected in QuickBooks. If the customer is new, its invoices wait too.",
        )
    }

    fn invoice_refused(&self, invoice: &str, said: &str) -> HoldWords {
        let of = self.of_customer();
        let open = self.money().map(|money| format!(" ({money} open)")).unwrap_or_default();
        words(
            format!("Alternative did not accept invoice {invoice}{of}{open}"),
            says(ALTERNATIVE, said),
            "Alternative does not show the current invoice until it is corrected in QuickBooks.",
        )
    }

    fn does_not_add_up(&self, invoice: &str, sum: Money, total: Money) -> HoldWords {
        let (of, sum, total) = (self.of_customer(), in_sentence(sum), in_sentence(total));
        words(
            format!("Invoice {invoice}{of} adds up to {sum}, but its total is {total}"),
            "The lines and tax in QuickBooks do not equal the invoice total.",
            "This version is not sent to Alternative, so it can't be paid there.",
        )
    }

    fn invoice_edited(&self, invoice: &str, (before, after): (Money, Money), collected: Money) -> HoldWords {
        let (of, collected) = (self.of_customer(), in_sentence(collected));
        let changed = if before == after {
            "was changed in QuickBooks".to_owned()
        } else {
            format!("was changed from {} to {}", in_sentence(before), in_sentence(after))
        };
        words(
            format!("Invoice {invoice}{of} {changed} after {collected} was collected"),
            "The customer, lines, total, or due date no longer match what the customer saw when paying.",
            "Alternative keeps showing the invoice as it was. Nothing is overwritten.",
        )
    }
}

/// Of payments that are not recorded yet.
impl About<'_> {
    fn balance_too_small(
        &self,
        invoice: &str,
        (owed, paid): (Money, Money),
        found: Option<&str>,
    ) -> HoldWords {
        let (of, owed, paid) = (self.of_customer(), in_sentence(owed), in_sentence(paid));
        let cause = found.map_or_else(
            || "Something else in QuickBooks already lowered the balance.".to_owned(),
            |id| format!("The balance was already lowered in QuickBooks, probably by payment {id}."),
        );
        let title =
            format!("Invoice {invoice}{of} has a balance of {owed}, but {paid} was paid through Alternative");
        words(title, cause, UNTIL_DECIDED)
    }

    fn invoice_gone(&self, invoice: &str, voided: bool) -> HoldWords {
        let of = self.of_customer();
        let how = if voided { "voided" } else { "deleted" };
        let paid = self.money().map_or_else(
            || "it was paid through Alternative".to_owned(),
            |money| format!("{money} was paid for it"),
        );
        words(
            format!("Invoice {invoice}{of} was {how} in QuickBooks, but {paid}"),
            "QuickBooks has no invoice left for this payment.",
            UNTIL_DECIDED,
        )
    }

    fn look_alike(&self, found: &str, date: Date) -> HoldWords {
        let date = day(date);
        words(
            format!("Payment {found} in QuickBooks looks like the {}", self.payment()),
            format!(
                "It has the same customer and amount, and is dated {date}. It may have been entered by hand."
            ),
            UNTIL_DECIDED,
        )
    }

    fn unsure(&self, payments: &[String], ours: bool) -> HoldWords {
        let which = match payments {
            [] => "Payments of this customer in QuickBooks".to_owned(),
            [one] => format!("Payment {one} in QuickBooks"),
            several => format!("Payments {} in QuickBooks", several.join(", ")),
        };
        let may_be =
            if ours { "it may be the one that this app recorded" } else { "it may be the same payment" };
        words(
            format!("A duplicate of the {} can't be ruled out", self.payment()),
            format!("{which} can't be read, and {may_be}."),
            UNTIL_DECIDED,
        )
    }

    fn payment_altered(&self, found: &str, reference: &str) -> HoldWords {
        words(
            format!(
                "Payment {found} in QuickBooks was changed after it was recorded for the {}",
                self.payment()
            ),
            format!(
                "Its reference number and amount no longer say that it is this payment. With the reference number {reference} it is known again."
            ),
            UNTIL_DECIDED,
        )
    }

    fn recorded_twice(&self, ours: &str, entered: &str, copy: bool) -> HoldWords {
        let cause = if copy {
            format!(
                "Payments {ours} and {entered} have the same reference number: it was recorded on two computers at once, or one of them is a copy."
            )
        } else {
            format!(
                "Payment {entered} was entered by hand and linked to it, and payment {ours} is the one that this app recorded."
            )
        };
        words(
            format!("The {} is in QuickBooks twice", self.payment()),
            cause,
            "The money counts twice in your books until one of them is deleted, or you say that they are two payments.",
        )
    }

    fn payment_refused(&self, said: &str) -> HoldWords {
        let title = format!("QuickBooks did not accept the {}", self.payment());
        words(title, says(QUICKBOOKS, said), UNTIL_FIXED)
    }

    fn payment_closed(&self, date: Date, closed: Date) -> HoldWords {
        let (payment, date, closed) = (self.payment(), day(date), day(closed));
        let title = format!("The {payment} is dated {date}, but the books are closed through {closed}");
        words(title, CLOSED, UNTIL_DECIDED)
    }
}

/// Of payments that are recorded.
impl About<'_> {
    fn unapplied(&self, payment: &str, invoices: &[String]) -> HoldWords {
        let from = self.customer.map(|name| format!(" from {name}")).unwrap_or_default();
        let of = named(invoices);
        let title = self.money().map_or_else(
            || format!("A payment{from} is not fully applied to {of} in QuickBooks"),
            |money| format!("{money}{from} is not applied to {of} in QuickBooks"),
        );
        words(
            title,
            format!(
                "Payment {payment} is still in QuickBooks, but it was changed to a smaller amount, applied to something else, or left as a credit."
            ),
            "The customer is not asked to pay it until you decide. If you leave it as credit or it was given back, Alternative asks the customer for this amount again; as credit, the customer has it to use.",
        )
    }

    fn payment_lost(&self, lost: &str, invoices: &[String]) -> HoldWords {
        let of = if invoices.is_empty() { String::new() } else { format!(" for {}", named(invoices)) };
        words(
            format!("The {}{of} was deleted or voided in QuickBooks", self.payment()),
            format!("QuickBooks does not say who removed payment {lost}."),
            "The payment is still good in Alternative, but QuickBooks shows the invoice as unpaid.",
        )
    }

    fn latecomers(&self, invoices: &[String]) -> HoldWords {
        let share = self.money().unwrap_or_else(|| "A share".to_owned());
        let (of, whose) = (named(invoices), self.of_customer());
        words(
            format!("{share} paid for {of}{whose} is not recorded in QuickBooks"),
            "The invoice was moved to this customer in QuickBooks after the customer's share of the payment was recorded.",
            "QuickBooks shows the invoice as unpaid although it was paid. Record this share by hand, then mark it as handled.",
        )
    }

    fn returned(&self, deposit: Option<&str>, said: Option<&str>) -> HoldWords {
        let why = said.map_or_else(
            || "The bank took the money back, or the payer disputed it.".to_owned(),
            |said| says(ALTERNATIVE, said),
        );
        let place = deposit.map(|id| format!(" It is on deposit {id} in QuickBooks.")).unwrap_or_default();
        words(
            format!("The {} was returned after it was recorded", self.payment()),
            format!("{why}{place}"),
            format!(
                "QuickBooks still shows the money as received. {} Then the customer owes it again. The invoice stays paid: to collect again, send a new invoice.",
                self.entry()
            ),
        )
    }

    /// The entry that is proposed, with its debit and its credit.
    fn entry(&self) -> String {
        let money = self.money().unwrap_or_else(|| "the amount".to_owned());
        format!(
            "Write this entry debits Accounts Receivable for the customer and credits \"Alternative Payments Returns\" with {money}, dated today."
        )
    }

    fn entry_refused(&self, said: &str) -> HoldWords {
        let money = self.money().unwrap_or_else(|| "the return".to_owned());
        words(
            format!("QuickBooks did not accept the entry for {money} that went back"),
            says(QUICKBOOKS, said),
            "The return is not in QuickBooks until the problem is fixed.",
        )
    }

    fn refunded(&self, refunded: Money, of: Money, invoices: &[String]) -> HoldWords {
        let (given, whole) = (in_sentence(refunded), in_sentence(of));
        let from = self.of_customer();
        let what = if refunded.minor < of.minor {
            format!("{given} of the {whole} payment{from} was refunded")
        } else {
            format!("The {whole} payment{from} was refunded")
        };
        let on = if invoices.is_empty() { String::new() } else { format!(" on {}", named(invoices)) };
        words(
            what,
            format!("It was refunded in Alternative. QuickBooks still shows {whole} received{on}."),
            format!(
                "If the customer owes it again: {} If it was given back for good, choose the account it comes from.",
                self.entry()
            ),
        )
    }
}

/// Of payouts and their deposits.
impl About<'_> {
    fn before_start(&self, payments: u64, payouts: u64) -> HoldWords {
        let counted = |count: u64, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {one}s")),
        };
        let listed = [counted(payments, "payment"), counted(payouts, "payout")];
        let listed: Vec<_> = listed.into_iter().flatten().collect();
        let total = self.money().map(|money| format!(" totaling {money}")).unwrap_or_default();
        let are = if payments + payouts == 1 { "is" } else { "are" };
        words(
            format!("{}{total} {are} from before syncing started", listed.join(" and ")),
            "They may already be in QuickBooks, entered by hand or by another connection.",
            "They are recorded only if you select them. Newer payments sync as usual.",
        )
    }
}

/// The name of a service.
pub(super) fn service(side: Side) -> &'static str {
    match side {
        Side::Quickbooks => QUICKBOOKS,
        Side::Alternative => ALTERNATIVE,
    }
}

/// A service's own words, quoted.
pub(super) fn says(who: &str, said: &str) -> String {
    if said.is_empty() { format!("{who} gave no reason.") } else { format!("{who} says: \"{said}\"") }
}

/// `invoices 1042, 1043, and 1044`
fn named(invoices: &[String]) -> String {
    match invoices {
        [] => "its invoice".to_owned(),
        [one] => format!("invoice {one}"),
        [one, other] => format!("invoices {one} and {other}"),
        [others @ .., last] => format!("invoices {}, and {last}", others.join(", ")),
    }
}

/// `Aug 1, 2026`
pub(crate) fn day(date: Date) -> String {
    date.strftime("%b %-d, %Y").to_string()
}
