//! Recording the deposit of a payout in QuickBooks (rule D3).

use ledger::{Minor, alternative, books};
use serde_json::json;

use crate::affected::commit;
use crate::apply::payment::{no_company, payments_of};
use crate::apply::{Hands, Outcome, Stop};
use crate::fault::{AfterFault, Fault, FaultKind};
use crate::journal::EntryKind;
use crate::link::{PayoutFinding, Place, Refusal};
use crate::link_patch::PayoutPatch;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::is_our_deposit;
use crate::ports::{Change, DepositDraft, DepositLineDraft, Gone, Look};
use crate::record::{Record, RecordRef};
use crate::reference::request_id;
use crate::subject::Subject;

/// What the payments of a payout looked like just before the deposit.
enum Before {
    /// All of them rest in Undeposited Funds with the expected amounts.
    Free,
    /// All of them are on this deposit.
    On(books::DepositId),
    /// Some are on a deposit, or all of them in a bank account already.
    Taken(PayoutFinding),
    /// One is gone or other than planned: plan again.
    Moved,
}

impl Hands<'_> {
    pub(super) async fn record_deposit(
        &self,
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        draft: &DepositDraft,
    ) -> Result<Outcome, Stop> {
        let payments: Vec<_> = linked(draft).map(|(payment, _)| payment.clone()).collect();
        let pages = self.books.look(&[Look::Payments(payments.clone())]).await?;
        let seen: Vec<_> = pages.iter().flat_map(payments_of).collect();
        let records = pages.into_iter().flat_map(|page| page.records).collect();
        let mut gone = Vec::new();
        for id in payments.iter().filter(|id| !seen.iter().any(|payment| payment.id == **id)) {
            match self.books.read(&RecordRef::books_payment(id)).await {
                Err(fault) if fault.kind == FaultKind::NotFound => {
                    gone.push(Gone { reference: RecordRef::books_payment(id), at: self.now() });
                }
                Err(fault) => return Err(fault.into()),
                Ok(_) => {}
            }
        }
        let mut learnt = self.take_in(records, gone).await?;
        match self.before(draft, &seen) {
            Before::Free => {}
            Before::Moved => {
                learnt.push(Change::Outbox(Box::new(OutboxItem {
                    state: OutboxState::Shelved,
                    ..item.clone()
                })));
                learnt.push(Change::Dirty(item.intent.subject.clone()));
                return Ok(Outcome::Replan(learnt));
            }
            Before::On(deposit) => return self.on_one_deposit(item, payout, draft, &deposit, learnt).await,
            Before::Taken(finding) => return Ok(Self::deposit_held(item, payout, finding, learnt)),
        }
        if item.state == OutboxState::Sent {
            return Ok(Outcome::Replan(Self::not_there(item, learnt)));
        }
        if self.is_closed(draft.date) {
            learnt.extend(Self::plan_again(item));
            return Ok(Outcome::Replan(learnt));
        }
        commit(self.store, self.company, learnt).await?;
        self.send_deposit(item, payout, draft).await
    }

    fn before(&self, draft: &DepositDraft, seen: &[books::Payment]) -> Before {
        let mut places = Vec::new();
        for (id, amount) in linked(draft) {
            let Some(payment) = seen.iter().find(|payment| payment.id == *id) else { return Before::Moved };
            if payment.voided || payment.total != amount {
                return Before::Moved;
            }
            let straight = payment
                .deposit_to
                .as_ref()
                .filter(|account| Some(*account) != self.settings.undeposited_funds.as_ref());
            let deposit = payment.deposit.clone().map(Place::Deposit);
            places.push(deposit.or(straight.cloned().map(Place::Bank)));
        }
        match PayoutFinding::already_deposited(&places) {
            None => Before::Free,
            Some(PayoutFinding::AlreadyDeposited { deposit: Some(deposit), whole: true, .. }) => {
                Before::On(deposit)
            }
            Some(finding) => Before::Taken(finding),
        }
    }

    /// D3: all on one deposit already → it is ours, or a person decides.
    async fn on_one_deposit(
        &self,
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        draft: &DepositDraft,
        deposit: &books::DepositId,
        mut learnt: Vec<Change>,
    ) -> Result<Outcome, Stop> {
        let count = linked(draft).count();
        match self.books.read(&RecordRef::books_deposit(deposit)).await {
            Ok(read) => {
                if let Record::BooksDeposit(found) = &read.record
                    && is_our_deposit(found, payout.as_str())
                {
                    let found = found.clone();
                    learnt.extend(self.take_in(vec![read], Vec::new()).await?);
                    learnt.extend(self.deposited(item, payout, &found, EntryKind::Found));
                    return Ok(Outcome::Done(learnt));
                }
                learnt.extend(self.take_in(vec![read], Vec::new()).await?);
            }
            // It vanished meanwhile.
            Err(fault) if fault.kind == FaultKind::NotFound => {}
            Err(fault) => return Err(fault.into()),
        }
        let finding = PayoutFinding::AlreadyDeposited {
            count,
            of: count,
            deposit: Some(deposit.clone()),
            bank: None,
            whole: true,
        };
        Ok(Self::deposit_held(item, payout, finding, learnt))
    }

    async fn send_deposit(
        &self,
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        draft: &DepositDraft,
    ) -> Result<Outcome, Stop> {
        let Some(realm) = self.settings.realm() else { return Err(no_company().into()) };
        let key = request_id(realm, &item.slot.0, item.generation);
        let sent = self.mark_sent(item, &key).await?;
        let written = match self.books.create_deposit(draft, &key).await {
            Ok(written) => written,
            Err(fault) => return Ok(self.deposit_not_written(&sent, payout, draft, fault)),
        };
        let payments = linked(draft).map(|(payment, _)| payment.clone()).collect();
        let looks = [Look::Deposits(vec![written.id.clone()]), Look::Payments(payments)];
        let pages = match self.books.look(&looks).await {
            Ok(pages) => pages,
            Err(fault) => return Ok(self.unknown(&sent, fault)),
        };
        let found = pages.iter().flat_map(|page| &page.records).find_map(|read| match &read.record {
            Record::BooksDeposit(deposit) if deposit.id == written.id && deposit.total == draft.total() => {
                Some(deposit.clone())
            }
            _ => None,
        });
        let mut changes =
            self.take_in(pages.into_iter().flat_map(|page| page.records).collect(), Vec::new()).await?;
        let Some(found) = found else {
            let reference = RecordRef::books_deposit(&written.id);
            return self.dead_on_arrival(&sent, reference, changes).await;
        };
        changes.extend(self.deposited(&sent, payout, &found, EntryKind::Written));
        Ok(Outcome::Done(changes))
    }

    fn deposit_not_written(
        &self,
        sent: &OutboxItem,
        payout: &alternative::PayoutId,
        draft: &DepositDraft,
        fault: Fault,
    ) -> Outcome {
        match fault.kind.after_write() {
            AfterFault::LookFirst => self.unknown(sent, fault),
            AfterFault::PauseSide | AfterFault::CloseSide => {
                let ready = self.later(sent, OutboxState::Ready, &fault);
                let changes = vec![Change::Outbox(Box::new(ready)), self.failed_entry(sent, &fault)];
                Outcome::Failed(fault, changes)
            }
            AfterFault::ReadAgain => {
                // 5010 on a create: a linked payment moved between the look and the write. Look again, plan again.
                let again = OutboxItem {
                    state: OutboxState::Ready,
                    generation: sent.generation + 1,
                    attempts: 0,
                    ..sent.clone()
                };
                let changes = vec![
                    Change::Outbox(Box::new(again)),
                    Change::Dirty(sent.intent.subject.clone()),
                    self.failed_entry(sent, &fault),
                ];
                Outcome::Replan(changes)
            }
            AfterFault::Park | AfterFault::Gone | AfterFault::Wait => {
                let finding = if fault.kind == FaultKind::PeriodClosed {
                    PayoutFinding::Closed { date: draft.date }
                } else {
                    PayoutFinding::Refused(Refusal {
                        fingerprint: sent.fingerprint.clone(),
                        code: fault.evidence.code.clone(),
                        message: fault.evidence.message.clone().unwrap_or_else(|| fault.to_string()),
                    })
                };
                let learnt = vec![self.failed_entry(sent, &fault)];
                Self::deposit_held(sent, payout, finding, learnt)
            }
        }
    }

    fn deposit_held(
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        finding: PayoutFinding,
        mut changes: Vec<Change>,
    ) -> Outcome {
        changes.push(Change::payout(payout, PayoutPatch::Found(finding)));
        changes.push(Self::retire(item));
        changes.push(Change::Dirty(Subject::Payout(payout.clone())));
        Outcome::Replan(changes)
    }

    fn deposited(
        &self,
        item: &OutboxItem,
        payout: &alternative::PayoutId,
        found: &books::Deposit,
        kind: EntryKind,
    ) -> Vec<Change> {
        let mut changes = vec![
            Change::payout(payout, PayoutPatch::Deposited(found.id.clone(), found.total)),
            Change::Dirty(Subject::Payout(payout.clone())),
        ];
        let money = found.total.of(found.currency);
        let text = match kind {
            EntryKind::Found => {
                format!("The payout of {money} is in QuickBooks already as deposit {}", found.id)
            }
            _ => format!("Recorded the payout of {money} in QuickBooks as deposit {}", found.id),
        };
        changes.extend(self.finish(item, kind, text, json!({ "quickbooks_deposit": found.id })));
        changes
    }
}

fn linked(draft: &DepositDraft) -> impl Iterator<Item = (&books::PaymentId, Minor)> {
    draft.lines.iter().filter_map(|line| match line {
        DepositLineDraft::Payment { payment, amount } => Some((payment, *amount)),
        DepositLineDraft::Direct { .. } => None,
    })
}
