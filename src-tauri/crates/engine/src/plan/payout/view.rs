//! What planning a payout looks at, and what can be told from it.

use std::collections::BTreeMap;

use ledger::{alternative, books};

use crate::link::{PaymentLink, PayoutLink, PayoutState};
use crate::note;
use crate::plan::before_start::EarlierChoice;
use crate::subject::Subject;

/// A payment of the payout.
#[derive(Debug, Clone)]
pub struct CollectedView {
    /// Alternative's payment.
    pub payment: alternative::Payment,
    /// Its link.
    pub link: PaymentLink,
    /// A Payment of ours is in QuickBooks beside the one that a person chose for it (rule P6).
    pub twice: bool,
}

/// What planning a payout looks at.
#[derive(Debug, Clone)]
pub struct PayoutView {
    /// Alternative's payout.
    pub payout: alternative::Payout,
    /// Its link.
    pub link: PayoutLink,
    /// Its payments, where they were read.
    pub payments: BTreeMap<alternative::PaymentId, CollectedView>,
    /// The QuickBooks Payments of their parts as last seen, and whether they are gone.
    pub recorded: BTreeMap<books::PaymentId, (books::Payment, bool)>,
    /// The deposits its payments are on, or that it became, as last seen, and whether they are gone.
    pub deposits: BTreeMap<books::DepositId, (books::Deposit, bool)>,
    /// What a person said about payouts from before the first start (rule P17).
    pub earlier: Option<EarlierChoice>,
}

impl PayoutView {
    pub(super) fn subject(&self) -> Subject {
        Subject::Payout(self.payout.id.clone())
    }

    /// The deposit that a companion wrote for it, where its link does not know of it: an answer was lost, and no payment
    /// leads to it, or Create Deposits was switched off meanwhile (rules D3, P6). One on which a person put other money is
    /// not it.
    pub(super) fn ours_unlinked(&self) -> Option<&books::Deposit> {
        if !matches!(self.link.state, PayoutState::Open | PayoutState::LeftToBookkeeper) {
            return None;
        }
        let own = |deposit: &books::Deposit| {
            let mut payments = deposit.lines.iter().filter_map(|line| line.payment.as_ref());
            payments.all(|payment| self.recorded.contains_key(payment))
        };
        let mut ours = self.deposits.values().filter(|(deposit, gone)| {
            let named = is_our_deposit(deposit, self.payout.id.as_str());
            !gone && named && deposit.total == self.payout.total && own(deposit)
        });
        let (deposit, _) = ours.next()?;
        ours.next().is_none().then_some(deposit)
    }

    pub(super) fn money(&self) -> ledger::Money {
        self.payout.total.of(self.payout.currency)
    }
}

/// Whether a deposit is the one a companion wrote for this payout.
pub(crate) fn is_our_deposit(deposit: &books::Deposit, payout: &str) -> bool {
    deposit.note.as_deref().is_some_and(|text| note::is_of_deposit(text, payout))
}
