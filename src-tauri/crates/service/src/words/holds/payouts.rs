//! Decisions about payouts, their deposits, and accounts, in plain words.

use contract::reason::{AccountPurpose, AccountTrouble, NamedMoney};
use jiff::civil::Date;
use ledger::Money;

use super::{About, CLOSED, HoldWords, NO_DEPOSIT, QUICKBOOKS, day, in_sentence, says, words};

impl About<'_> {
    pub(super) fn payout_apart(&self, explained: Money, missing: Money, named: &[NamedMoney]) -> HoldWords {
        let difference = in_sentence(missing.minor.abs().of(missing.currency));
        let (payout, explained) = (self.what("payout"), in_sentence(explained));
        let title =
            format!("The {payout} has a difference of {difference}: payments and fees come to {explained}");
        words(title, also_lists(named), NO_DEPOSIT)
    }

    pub(super) fn already_deposited(
        &self,
        (count, of): (u64, u64),
        deposit: Option<&str>,
        account: Option<&str>,
    ) -> HoldWords {
        let are = if count == 1 { "is" } else { "are" };
        let place = match (deposit, account) {
            (Some(id), _) => format!("already on deposit {id}"),
            (None, Some(id)) => format!("already in account {id}"),
            (None, None) => "already deposited".to_owned(),
        };
        let cause = if account.is_some() {
            "They were recorded straight to that account, not to Undeposited Funds."
        } else {
            "They were deposited in QuickBooks outside this app."
        };
        words(
            format!("{count} of {of} payments in the {} {are} {place}", self.what("payout")),
            cause,
            "No deposit is recorded for this payout, because it would count the money twice.",
        )
    }

    pub(super) fn another_deposit(&self, found: &str) -> HoldWords {
        words(
            format!(
                "Deposit {found} in QuickBooks was recorded for the {}, but holds none of its payments",
                self.what("payout")
            ),
            "The deposit was changed in QuickBooks, or another computer recorded it for other payments.",
            "No second deposit is recorded while that one is there, because it would count the money twice.",
        )
    }

    pub(super) fn added_deposit(&self, found: &str, date: Date, amount: Money) -> HoldWords {
        words(
            format!(
                "Deposit {found} of {} on {} in QuickBooks looks like the {}",
                in_sentence(amount),
                day(date),
                self.what("payout")
            ),
            "It was probably added from the bank feed: it links none of the payments in this payout.",
            "No deposit is recorded until you decide, because a second one would count the money twice.",
        )
    }

    pub(super) fn deposit_refused(&self, said: &str) -> HoldWords {
        words(
            format!("QuickBooks did not accept the {}", self.what("deposit")),
            says(QUICKBOOKS, said),
            "The deposit is not recorded until the problem is fixed. The payments stay in Undeposited Funds.",
        )
    }

    pub(super) fn account_unusable(
        purpose: AccountPurpose,
        name: &str,
        trouble: AccountTrouble,
        count: u64,
    ) -> HoldWords {
        let happened = match trouble {
            AccountTrouble::Inactive => "was made inactive in QuickBooks",
            AccountTrouble::Gone => "is no longer in QuickBooks",
            AccountTrouble::OtherType => "has a type in QuickBooks that can't be used for this",
        };
        let (used, wait) = match purpose {
            AccountPurpose::Deposits => ("Payouts are deposited into it.", "payout"),
            AccountPurpose::Fees => ("Fees you absorb are recorded in it.", "payout"),
            AccountPurpose::Payments => ("Payments are recorded in it.", "payment"),
        };
        let (plural, waits) = if count == 1 { ("", "waits") } else { ("s", "wait") };
        words(
            format!("The account '{name}' {happened}"),
            format!("{used} {count} {wait}{plural} {waits} for another account."),
            "They are recorded once you pick another account. What is recorded already stays where it is.",
        )
    }

    pub(super) fn deposit_closed(&self, date: Date, closed: Date) -> HoldWords {
        let (deposit, date, closed) = (self.what("deposit"), day(date), day(closed));
        let title = format!("The {deposit} is dated {date}, but the books are closed through {closed}");
        words(title, CLOSED, NO_DEPOSIT)
    }

    pub(super) fn not_a_deposit(&self) -> HoldWords {
        words(
            format!("The {} can't be recorded as a deposit", self.what("payout")),
            "Its total is zero or negative, or it is not in the currency of your books.",
            "Nothing is recorded for this payout.",
        )
    }

    pub(super) fn deposit_lost(&self, lost: &str, arrival: Date) -> HoldWords {
        let (deposit, arrival) = (self.what("deposit"), day(arrival));
        words(
            format!("The {deposit} for the payout on {arrival} was deleted in QuickBooks"),
            format!("QuickBooks does not say who deleted deposit {lost}."),
            "Its payments are in Undeposited Funds again, and the bank account in QuickBooks is missing the money.",
        )
    }

    pub(super) fn failed_after_deposit(&self, deposit: &str, arrival: Date) -> HoldWords {
        let (payout, arrival) = (self.what("payout"), day(arrival));
        words(
            format!("The {payout} on {arrival} failed after its deposit was recorded"),
            format!(
                "Alternative reports that the money did not reach the bank, but deposit {deposit} in QuickBooks says it did."
            ),
            "The bank account in QuickBooks shows money that did not arrive. Correct it by hand, then mark it as handled.",
        )
    }
}

fn also_lists(named: &[NamedMoney]) -> String {
    if named.is_empty() {
        return "Nothing in Alternative explains the difference.".to_owned();
    }
    let listed: Vec<_> =
        named.iter().map(|one| format!("\"{}\" ({})", one.name, in_sentence(one.amount))).collect();
    format!("Alternative also lists {}.", listed.join(", "))
}
