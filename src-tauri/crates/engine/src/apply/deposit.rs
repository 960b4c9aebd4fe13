//! Recording the deposit of a payout in QuickBooks (rules D3, D14).

mod added;
mod removal;

use async_trait::async_trait;
use jiff::civil::Date;
use ledger::{MinorUnits, alternative, books};
use serde_json::json;

use crate::apply::payment::payments_of;
use crate::apply::payment_check::around;
use crate::apply::write_once::{After, Before, Looked, Refused, WriteOnce};
use crate::apply::{Applier, ApplyError, Outcome, refusal};
use crate::fault::{AfterFault, Fault, FaultKind};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link::{PayoutFinding, Place};
use crate::link_patch::PayoutPatch;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::{AccountPurpose, is_our_deposit};
use crate::ports::{Change, ChangeSet, DepositDraft, DepositLineDraft, Gone, Look};
use crate::record::{Read, Record, RecordRef};
use crate::subject::Subject;

/// Where the payments of a payout were just before its deposit.
enum Resting {
    /// All of them rest in Undeposited Funds with the expected amounts.
    Undeposited,
    /// All of them are on this deposit.
    On(books::DepositId),
    /// Some are on a deposit, or all of them in a bank account already.
    Taken(PayoutFinding),
    /// One is gone or other than planned.
    Moved,
}

/// The deposit of a payout, on its way into the books.
struct DepositWrite<'a> {
    payout: &'a alternative::PayoutId,
    draft: &'a DepositDraft,
}

#[async_trait]
impl WriteOnce for DepositWrite<'_> {
    type Draft = DepositDraft;
    type Record = Box<books::Deposit>;
    type Finding = PayoutFinding;
    type Written = RecordRef;

    const HELD: OutboxState = OutboxState::Done;

    fn date(&self) -> Option<Date> {
        Some(self.draft.date)
    }

    async fn look(
        &self,
        applier: &Applier<'_>,
    ) -> Result<Looked<DepositDraft, Box<books::Deposit>, PayoutFinding>, ApplyError> {
        let payments: Vec<_> = linked(self.draft).map(|(payment, _)| payment.clone()).collect();
        let (from, to) = around(self.draft.date).unwrap_or((self.draft.date, self.draft.date));
        let accounts = applier.chosen_accounts(self.draft);
        let link = applier.payout_link(self.payout).await?;
        let another = link.another.clone();
        let looks = [
            Look::Payments(payments.clone()),
            Look::Deposits(another.clone().into_iter().collect()),
            Look::DepositsBetween { from, to },
            Look::Accounts(accounts.iter().map(|(account, _)| account.clone()).collect()),
            Look::ClosingDate,
        ];
        let pages = applier.look(&looks).await?;
        let closed_until = pages.last().and_then(|page| page.closed_until);
        let seen: Vec<_> = pages.iter().flat_map(payments_of).collect();
        let is_made_for_it = |record: &Record| match record {
            Record::BooksDeposit(found) => {
                Some(&found.id) == another.as_ref() || is_our_deposit(found, self.payout.as_str())
            }
            _ => false,
        };
        let added = added::from_bank_feed(applier, self.draft, &link, &pages).await?;
        let stands = |record: &Record| {
            is_made_for_it(record) || added.as_ref().is_some_and(|it| it.reference() == record.reference())
        };
        // Deposits of others are only looked at.
        let kept = |record: &Record| stands(record) || !matches!(record, Record::BooksDeposit(_));
        let read = pages.into_iter().flat_map(|page| page.records);
        let records: Vec<_> = read.filter(|read| kept(&read.record)).collect();
        let in_the_way = records.iter().find(|read| is_made_for_it(&read.record));
        let in_the_way = in_the_way.and_then(|read| self.another(&read.record));
        let in_the_way = in_the_way.or(added.map(added::Added::finding));
        let usable = are_usable(&accounts, &records);
        let unread = payments.iter().filter(|id| !seen.iter().any(|payment| payment.id == **id));
        let unread = unread.map(RecordRef::books_payment).chain(missing(&accounts, &records));
        let gone = applier.gone_of(unread).await?;
        let mut learned = applier.take_in(records, gone).await?;
        let before = match applier.resting(self.draft, &seen) {
            // D9: planning asks for another account.
            Resting::Undeposited if !usable => Before::Moved,
            Resting::Undeposited => {
                in_the_way.map_or_else(|| Before::Free(self.draft.clone()), Before::InTheWay)
            }
            Resting::Moved => Before::Moved,
            Resting::Taken(finding) => Before::InTheWay(finding),
            Resting::On(deposit) => self.on_one_deposit(applier, &deposit, &mut learned).await?,
        };
        Ok(Looked { before, learned, closed_until })
    }

    async fn send(
        &self,
        applier: &Applier<'_>,
        draft: &DepositDraft,
        request_id: &str,
    ) -> Result<RecordRef, Fault> {
        let written = applier.books.create_deposit(draft, request_id).await?;
        Ok(RecordRef::books_deposit(&written.id))
    }

    async fn read_back(
        &self,
        applier: &Applier<'_>,
        draft: &DepositDraft,
        written: RecordRef,
    ) -> Result<(After<Box<books::Deposit>, PayoutFinding>, ChangeSet), ApplyError> {
        let payments = linked(draft).map(|(payment, _)| payment.clone()).collect();
        let looks =
            [Look::Deposits(vec![books::DepositId::new(written.id.clone())]), Look::Payments(payments)];
        let as_sent = |record: &Record| match record {
            Record::BooksDeposit(found) if has_the_lines(found, draft) => Some(Box::new(found.clone())),
            _ => None,
        };
        let stranger = |record: &Record| self.another(record);
        applier.read_created(written, &looks, as_sent, stranger).await
    }

    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        found: &Box<books::Deposit>,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        Ok(applier.deposited(item, self.payout, found, kind))
    }

    async fn found(&self, _: &Applier<'_>, finding: PayoutFinding) -> Result<Change, ApplyError> {
        Ok(Change::payout(self.payout, PayoutPatch::Found(finding)))
    }

    fn refused(&self, sent: &OutboxItem, fault: &Fault) -> Refused<PayoutFinding> {
        if fault.kind.after_write() == AfterFault::ReadAgain {
            // 5010 on a create: a linked payment moved between the look and the write.
            return Refused::Moved;
        }
        Refused::Held(if fault.kind == FaultKind::PeriodClosed {
            PayoutFinding::Closed { date: self.draft.date }
        } else {
            PayoutFinding::Refused(refusal(fault, sent.fingerprint.clone()))
        })
    }
}

impl DepositWrite<'_> {
    /// A deposit of an old answer. With one of our payments on it, the next look finds it by that; else no look would.
    fn another(&self, record: &Record) -> Option<PayoutFinding> {
        let Record::BooksDeposit(found) = record else { return None };
        let on_it = |payment: &books::PaymentId| {
            found.lines.iter().any(|line| line.payment.as_ref() == Some(payment))
        };
        let unknown = !linked(self.draft).any(|(payment, _)| on_it(payment));
        unknown.then(|| PayoutFinding::Another { deposit: found.id.clone() })
    }

    /// D3: all on one deposit already → it is ours, or a person decides.
    async fn on_one_deposit(
        &self,
        applier: &Applier<'_>,
        deposit: &books::DepositId,
        learned: &mut ChangeSet,
    ) -> Result<Before<DepositDraft, Box<books::Deposit>, PayoutFinding>, ApplyError> {
        match applier.books.read(&RecordRef::books_deposit(deposit)).await {
            Ok(read) => {
                let ours = match &read.record {
                    Record::BooksDeposit(found) if is_our_deposit(found, self.payout.as_str()) => {
                        Some(Box::new(found.clone()))
                    }
                    _ => None,
                };
                learned.extend(applier.take_in(vec![read], Vec::new()).await?);
                if let Some(found) = ours {
                    return Ok(Before::Found(found));
                }
            }
            // It vanished meanwhile.
            Err(fault) if fault.kind == FaultKind::NotFound => {}
            Err(fault) => return Err(fault.into()),
        }
        let count = linked(self.draft).count();
        Ok(Before::InTheWay(PayoutFinding::AlreadyDeposited {
            count,
            of: count,
            deposit: Some(deposit.clone()),
            bank: None,
            whole: true,
        }))
    }
}

impl Applier<'_> {
    pub(super) async fn record_deposit(
        &self,
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        draft: &DepositDraft,
    ) -> Result<Outcome, ApplyError> {
        self.write_once(item, &DepositWrite { payout, draft }).await
    }

    /// The chosen accounts that a deposit is written to; those of single lines are a person's choice of the moment.
    fn chosen_accounts(&self, draft: &DepositDraft) -> Vec<(books::AccountId, AccountPurpose)> {
        let fees = self.settings.preferences.fee_account.as_ref().filter(|fees| {
            let is_theirs =
                |line: &DepositLineDraft| matches!(line, DepositLineDraft::Direct { account, .. } if account == *fees);
            draft.lines.iter().any(is_theirs)
        });
        let fees = fees.map(|account| (account.clone(), AccountPurpose::Fees));
        [(draft.account.clone(), AccountPurpose::Deposits)].into_iter().chain(fees).collect()
    }

    /// Those of these that a direct read knows no more; missing from an answer is no evidence of that.
    async fn gone_of(&self, missing: impl Iterator<Item = RecordRef>) -> Result<Vec<Gone>, ApplyError> {
        let mut gone = Vec::new();
        for reference in missing {
            match self.books.read(&reference).await {
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    gone.push(Gone { reference, at: self.now() });
                }
                Err(fault) => return Err(fault.into()),
                Ok(_) => {}
            }
        }
        Ok(gone)
    }

    fn resting(&self, draft: &DepositDraft, seen: &[books::Payment]) -> Resting {
        let mut places = Vec::new();
        for (id, amount) in linked(draft) {
            let Some(payment) = seen.iter().find(|payment| payment.id == *id) else { return Resting::Moved };
            if payment.voided || payment.total != amount {
                return Resting::Moved;
            }
            let straight = payment
                .deposit_to
                .as_ref()
                .filter(|account| Some(*account) != self.settings.undeposited_funds.as_ref());
            let deposit = payment.deposit.clone().map(Place::Deposit);
            places.push(deposit.or(straight.cloned().map(Place::Bank)));
        }
        match PayoutFinding::already_deposited(&places) {
            None => Resting::Undeposited,
            Some(PayoutFinding::AlreadyDeposited { deposit: Some(deposit), whole: true, .. }) => {
                Resting::On(deposit)
            }
            Some(finding) => Resting::Taken(finding),
        }
    }

    fn deposited(
        &self,
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        found: &books::Deposit,
        kind: EntryKind,
    ) -> ChangeSet {
        let mut changes = ChangeSet::from([
            Change::payout(payout, PayoutPatch::Deposited(found.id.clone(), found.total)),
            Change::Dirty(Subject::Payout(payout.clone())),
        ]);
        let money = found.total.of(found.currency);
        let (deposit, known) = (found.id.clone(), kind == EntryKind::Found);
        let done = Done::DepositRecorded { deposit, amount: money, found: known };
        changes.extend(self.finish(item, kind, done, json!({ "quickbooks_deposit": found.id })));
        changes
    }
}

fn linked(draft: &DepositDraft) -> impl Iterator<Item = (&books::PaymentId, MinorUnits)> {
    draft.lines.iter().filter_map(|line| match line {
        DepositLineDraft::Payment { payment, amount } => Some((payment, *amount)),
        DepositLineDraft::Direct { .. } => None,
    })
}

/// Whether a deposit's lines are exactly those that were sent, in whatever order and words.
fn has_the_lines(found: &books::Deposit, draft: &DepositDraft) -> bool {
    type Line<'a> = (
        Option<&'a books::PaymentId>,
        MinorUnits,
        Option<&'a books::AccountId>,
        Option<&'a books::CustomerId>,
    );
    let mut there: Vec<Line<'_>> = found
        .lines
        .iter()
        .map(|line| match &line.payment {
            Some(payment) => (Some(payment), line.amount, None, None),
            None => (None, line.amount, line.account.as_ref(), line.customer.as_ref()),
        })
        .collect();
    let mut sent: Vec<Line<'_>> = draft
        .lines
        .iter()
        .map(|line| match line {
            DepositLineDraft::Payment { payment, amount } => (Some(payment), *amount, None, None),
            DepositLineDraft::Direct { account, amount, customer, .. } => {
                (None, *amount, Some(account), customer.as_ref())
            }
        })
        .collect();
    there.sort();
    sent.sort();
    there == sent
}

fn of_accounts(records: &[Read<Record>]) -> impl Iterator<Item = &books::Account> {
    records.iter().filter_map(|read| match &read.record {
        Record::BooksAccount(account) => Some(account),
        _ => None,
    })
}

/// Whether each of the accounts was read and can be used (rule D9).
fn are_usable(accounts: &[(books::AccountId, AccountPurpose)], records: &[Read<Record>]) -> bool {
    accounts.iter().all(|(id, purpose)| {
        let seen = of_accounts(records).find(|account| account.id == *id);
        seen.is_some_and(|account| purpose.trouble(account, false).is_none())
    })
}

fn missing(accounts: &[(books::AccountId, AccountPurpose)], records: &[Read<Record>]) -> Vec<RecordRef> {
    let is_there = |id: &books::AccountId| of_accounts(records).any(|account| account.id == *id);
    accounts.iter().filter(|(id, _)| !is_there(id)).map(|(id, _)| RecordRef::books_account(id)).collect()
}
