//! Accounts that were chosen and cannot be used any more: one question for all that wait for one (rule D9).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use ledger::books::AccountKind;
use ledger::{Currency, MinorUnits, books};
use serde::{Deserialize, Serialize};

use crate::awaited::{Awaited, Wait};
use crate::hold::HoldDraft;
use crate::reason::HoldReason;
use crate::record::{Mirrored, Record, RecordRef};
use crate::reference::fingerprint;
use crate::said::Said;
use crate::settings::Preferences;
use crate::subject::Subject;

/// What an account of the preferences is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountPurpose {
    /// Where payouts are deposited.
    Deposits,
    /// Where absorbed fees are booked.
    Fees,
    /// Where payments are recorded.
    Payments,
}

/// Why it cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountTrouble {
    /// Made inactive in QuickBooks.
    Inactive,
    /// Merged into another, so that it is no more.
    Gone,
    /// Of a type that QuickBooks does not take for this.
    OtherType,
}

/// An account that was chosen and cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusableAccount {
    /// It.
    pub account: books::AccountId,
    /// Its name as last read.
    pub name: Said,
    /// Why.
    pub trouble: AccountTrouble,
}

/// Those of a company, by what they are for.
pub type UnusableAccounts = BTreeMap<AccountPurpose, UnusableAccount>;

impl AccountPurpose {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Deposits, Self::Fees, Self::Payments];

    /// The account that was chosen for it.
    pub fn chosen(self, preferences: &Preferences) -> Option<&books::AccountId> {
        match self {
            Self::Deposits => preferences.deposit_account.as_ref(),
            Self::Fees => preferences.fee_account.as_ref(),
            Self::Payments => preferences.payment_account.as_ref(),
        }
    }

    /// Whether QuickBooks takes accounts of this kind for it.
    pub fn takes(self, kind: AccountKind) -> bool {
        match self {
            Self::Deposits | Self::Payments => kind == AccountKind::Bank,
            Self::Fees => matches!(kind, AccountKind::Expense | AccountKind::Other),
        }
    }

    /// What is wrong with an account as last read.
    pub fn trouble(self, account: &books::Account, gone: bool) -> Option<AccountTrouble> {
        if gone {
            Some(AccountTrouble::Gone)
        } else if !account.active {
            Some(AccountTrouble::Inactive)
        } else if self.takes(account.kind) {
            None
        } else {
            Some(AccountTrouble::OtherType)
        }
    }
}

impl fmt::Display for AccountPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Deposits => "deposits",
            Self::Fees => "fees",
            Self::Payments => "payments",
        })
    }
}

impl FromStr for AccountPurpose {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|purpose| purpose.to_string() == text).ok_or(())
    }
}

/// The chosen accounts, to be read.
pub(crate) fn chosen(preferences: &Preferences) -> Vec<RecordRef> {
    let chosen = AccountPurpose::ALL.into_iter().filter_map(|purpose| purpose.chosen(preferences));
    chosen.map(RecordRef::books_account).collect()
}

/// Those of the chosen accounts that cannot be used. One that was never read counts as usable: the look before the write
/// knows better.
pub(crate) fn unusable(preferences: &Preferences, known: &[Mirrored]) -> UnusableAccounts {
    let of = |purpose: AccountPurpose| {
        let chosen = purpose.chosen(preferences)?;
        let (account, gone) = known.iter().find_map(|mirrored| match &mirrored.record {
            Record::BooksAccount(account) if account.id == *chosen => {
                Some((account, mirrored.gone_at.is_some()))
            }
            _ => None,
        })?;
        let trouble = purpose.trouble(account, gone)?;
        let name = Said::new(account.name.as_str());
        Some((purpose, UnusableAccount { account: account.id.clone(), name, trouble }))
    };
    AccountPurpose::ALL.into_iter().filter_map(of).collect()
}

/// The one question about an account, with the money of all that wait for it.
pub(crate) fn plan_account(
    purpose: AccountPurpose,
    unusable: &UnusableAccount,
    waits: &[(Subject, Wait)],
    currency: Currency,
) -> Option<HoldDraft> {
    let waiting = waits.iter().filter(|(_, wait)| wait.on == Awaited::Account(purpose));
    let amounts: Vec<_> = waiting.map(|(_, wait)| wait.amount).collect();
    if amounts.is_empty() {
        return None;
    }
    let of_home = amounts.iter().flatten().filter(|money| money.currency == currency);
    let sum: MinorUnits = of_home.map(|money| money.minor).sum();
    let UnusableAccount { account, name, trouble } = unusable.clone();
    Some(HoldDraft {
        subject: Subject::Account(purpose),
        part: None,
        fingerprint: fingerprint(&(account.as_str(), trouble)),
        amount: Some(sum.of(currency)),
        reason: HoldReason::AccountUnusable { purpose, account, name, trouble, count: amounts.len() },
    })
}
