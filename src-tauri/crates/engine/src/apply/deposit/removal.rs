//! Taking our deposit out of QuickBooks because its payout failed a short while ago (rule D4).

use async_trait::async_trait;
use jiff::civil::Date;
use ledger::{MinorUnits, alternative, books};
use serde_json::json;

use crate::apply::write_once::{After, Before, Looked, Refused, WriteOnce, no_company};
use crate::apply::{Applier, ApplyError, Outcome};
use crate::fault::{AfterFault, Fault, FaultKind};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link::{Link, PayoutFinding, PayoutLink, PayoutState};
use crate::link_patch::PayoutPatch;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::is_our_deposit;
use crate::ports::{Change, ChangeSet, Gone, Look};
use crate::record::{Record, RecordRef};
use crate::subject::Subject;

/// A deposit of ours, on its way out of the books.
struct DepositRemoval<'a> {
    payout: &'a alternative::PayoutId,
    deposit: &'a books::DepositId,
}

/// Evidence that it is gone.
struct Removed;

#[async_trait]
impl WriteOnce for DepositRemoval<'_> {
    /// The version that is deleted.
    type Draft = u64;
    type Record = Removed;
    type Written = RecordRef;
    type Finding = PayoutFinding;

    const HELD: OutboxState = OutboxState::Done;

    fn date(&self) -> Option<Date> {
        // In closed books it stays, and a person decides: the look says so.
        None
    }

    async fn look(&self, applier: &Applier<'_>) -> Result<Looked<u64, Removed, PayoutFinding>, ApplyError> {
        let looks = [Look::Deposits(vec![self.deposit.clone()]), Look::ClosingDate];
        let mut pages = applier.look(&looks).await?;
        let closed_until = pages.last().and_then(|page| page.closed_until);
        let read = match pages.first_mut().and_then(|page| page.records.pop()) {
            Some(read) => read,
            // Missing from an answer is no evidence that it is gone.
            None => match applier.books.read(&self.reference()).await {
                Ok(read) => read,
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    let (before, learned) = (Before::Found(Removed), ChangeSet::new());
                    return Ok(Looked { before, learned, closed_until });
                }
                Err(fault) => return Err(fault.into()),
            },
        };
        let Record::BooksDeposit(seen) = read.record.clone() else { return Err(no_company().into()) };
        let learned = applier.take_in(vec![read], Vec::new()).await?;
        let link = applier.payout_link(self.payout).await?;
        let as_written =
            |amount: MinorUnits| seen.total == amount && is_our_deposit(&seen, self.payout.as_str());
        let is_ours = written(&link, self.deposit).is_some_and(as_written);
        let is_closed = closed_until.is_some_and(|closed| seen.date <= closed);
        let before = if is_ours && !is_closed {
            Before::Free(seen.version)
        } else {
            // F8: what does not bear our sign, or was changed since, nobody here may delete.
            Before::InTheWay(self.stays())
        };
        Ok(Looked { before, learned, closed_until })
    }

    fn key(&self, item: &OutboxItem, version: &u64) -> String {
        format!("{}:{version}", item.slot)
    }

    async fn send(&self, applier: &Applier<'_>, version: &u64, request_id: &str) -> Result<RecordRef, Fault> {
        applier.books.delete_deposit(self.deposit, *version, request_id).await?;
        Ok(self.reference())
    }

    /// A delete counts, like a create, once a direct read says so.
    async fn read_back(
        &self,
        applier: &Applier<'_>,
        _: &u64,
        written: RecordRef,
    ) -> Result<(After<Removed, PayoutFinding>, ChangeSet), ApplyError> {
        match applier.books.read(&written).await {
            Err(fault) if fault.kind == FaultKind::NotFound => Ok((After::AsSent(Removed), ChangeSet::new())),
            Err(fault) => Err(fault.into()),
            Ok(read) => Ok((After::Undone(None), applier.take_in(vec![read], Vec::new()).await?)),
        }
    }

    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        _: &Removed,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        // Its payments rest in Undeposited Funds again, which the next payout that bundles them has to know.
        let on_it = match applier.mirror(Some(self.reference())).await? {
            Some(Record::BooksDeposit(deposit)) => {
                deposit.lines.into_iter().filter_map(|line| line.payment).collect()
            }
            _ => Vec::new(),
        };
        let mut read = Vec::new();
        if !on_it.is_empty() {
            let pages = applier.look(&[Look::Payments(on_it)]).await?;
            read = pages.into_iter().flat_map(|page| page.records).collect();
        }
        let gone = vec![Gone { reference: self.reference(), at: applier.now() }];
        let mut changes = applier.take_in(read, gone).await?;
        changes.push(Change::payout(self.payout, PayoutPatch::Removed(self.deposit.clone())));
        changes.push(Change::Dirty(Subject::Payout(self.payout.clone())));
        let done = Done::DepositRemoved { deposit: self.deposit.clone() };
        changes.extend(applier.finish(item, kind, done, json!({ "quickbooks_deposit": self.deposit })));
        Ok(changes)
    }

    async fn found(&self, _: &Applier<'_>, finding: PayoutFinding) -> Result<Change, ApplyError> {
        Ok(Change::payout(self.payout, PayoutPatch::Found(finding)))
    }

    fn refused(&self, _: &OutboxItem, fault: &Fault) -> Refused<PayoutFinding> {
        match fault.kind.after_write() {
            AfterFault::ReadAgain | AfterFault::Gone => Refused::LookAgain,
            _ => Refused::Held(self.stays()),
        }
    }
}

impl DepositRemoval<'_> {
    fn reference(&self) -> RecordRef {
        RecordRef::books_deposit(self.deposit)
    }

    fn stays(&self) -> PayoutFinding {
        PayoutFinding::CannotRemove { deposit: self.deposit.clone() }
    }
}

/// What the deposit came to when it was written, where it is the payout's.
fn written(link: &PayoutLink, deposit: &books::DepositId) -> Option<MinorUnits> {
    match &link.state {
        PayoutState::Deposited { deposit: own, amount } if own == deposit => Some(*amount),
        _ => None,
    }
}

impl Applier<'_> {
    pub(in crate::apply) async fn remove_deposit(
        &self,
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        deposit: &books::DepositId,
    ) -> Result<Outcome, ApplyError> {
        self.write_once(item, &DepositRemoval { payout, deposit }).await
    }

    /// The payout's link, as it is stored by now.
    pub(super) async fn payout_link(&self, payout: &alternative::PayoutId) -> Result<PayoutLink, ApplyError> {
        Ok(match self.link(&Subject::Payout(payout.clone())).await? {
            Some(Link::Payout(link)) => link,
            _ => PayoutLink::default(),
        })
    }
}
