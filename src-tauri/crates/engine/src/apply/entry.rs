//! The journal entry for what went back of a payment (rule P8): known by its number, on every computer.

use async_trait::async_trait;
use jiff::civil::Date;
use ledger::books::JournalLine;
use ledger::{alternative, books};
use serde_json::json;

use crate::apply::write_once::{After, Before, Looked, Refused, WriteOnce};
use crate::apply::{Applier, ApplyError, Outcome, refusal};
use crate::fault::{Fault, FaultKind};
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::link::{Refusal, ReturnOrder};
use crate::link_patch::PartPatch;
use crate::note;
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::{Change, ChangeSet, JournalEntryDraft, Look};
use crate::record::{Record, RecordKind, RecordRef};
use crate::reference::entry_number;
use crate::subject::Subject;

/// QuickBooks' subtype of the account that customers owe to.
const RECEIVABLE: &str = "AccountsReceivable";
/// Accounts that are looked through; no chart of accounts has more.
const ACCOUNTS_MAX: u32 = 10_000;

/// An entry, on its way into the books.
struct EntryWrite<'a> {
    payment: &'a alternative::PaymentId,
    customer: &'a books::CustomerId,
    order: &'a ReturnOrder,
    number: String,
}

#[async_trait]
impl WriteOnce for EntryWrite<'_> {
    type Draft = JournalEntryDraft;
    type Record = books::JournalEntryId;
    type Finding = Refusal;
    type Written = books::JournalEntryId;

    const HELD: OutboxState = OutboxState::Shelved;

    fn date(&self) -> Option<Date> {
        Some(self.order.date)
    }

    async fn look(
        &self,
        applier: &Applier<'_>,
    ) -> Result<Looked<JournalEntryDraft, books::JournalEntryId, Refusal>, ApplyError> {
        let pages = applier.look(&[Look::ClosingDate]).await?;
        let closed_until = pages.last().and_then(|page| page.closed_until);
        let before = match self.there(applier).await? {
            Some(entry) => Before::Found(entry),
            None => self.draft(applier).await?.map_or(Before::Moved, Before::Free),
        };
        Ok(Looked { before, learned: ChangeSet::new(), closed_until })
    }

    async fn send(
        &self,
        applier: &Applier<'_>,
        draft: &JournalEntryDraft,
        request_id: &str,
    ) -> Result<books::JournalEntryId, Fault> {
        Ok(applier.books.create_journal_entry(draft, request_id).await?.id)
    }

    async fn read_back(
        &self,
        applier: &Applier<'_>,
        _: &JournalEntryDraft,
        _: books::JournalEntryId,
    ) -> Result<(After<books::JournalEntryId, Refusal>, ChangeSet), ApplyError> {
        let there = self.there(applier).await?;
        Ok((there.map_or(After::Undone(None), After::AsSent), ChangeSet::new()))
    }

    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        entry: &books::JournalEntryId,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        let written = PartPatch::EntryWritten(self.order.up_to, entry.clone());
        let mut changes = ChangeSet::from([
            Change::part(self.payment, self.customer, written),
            Change::Dirty(Subject::Payment(self.payment.clone())),
        ]);
        let amount = self.order.amount.of(self.order.currency);
        let done = Done::EntryWritten { entry: entry.clone(), amount };
        let details = json!({ "quickbooks_journal_entry": entry, "number": self.number });
        changes.extend(applier.finish(item, kind, done, details));
        Ok(changes)
    }

    async fn found(&self, _: &Applier<'_>, finding: Refusal) -> Result<Change, ApplyError> {
        Ok(Change::part(self.payment, self.customer, PartPatch::EntryRefused(self.order.up_to, finding)))
    }

    fn refused(&self, sent: &OutboxItem, fault: &Fault) -> Refused<Refusal> {
        if fault.kind == FaultKind::PeriodClosed {
            // The day after the closing date, as soon as that is known.
            return Refused::Moved;
        }
        Refused::Held(refusal(fault, sent.fingerprint.clone()))
    }
}

impl EntryWrite<'_> {
    /// The entry with our number, whoever wrote it.
    async fn there(&self, applier: &Applier<'_>) -> Result<Option<books::JournalEntryId>, Fault> {
        let entries = applier.books.journal_entries(&self.number).await?;
        Ok(entries.into_iter().map(|entry| entry.id).min())
    }

    /// Debit: the customer owes it again, or the account that a person chose. Credit: the account for what goes back, so that
    /// each return nets to zero with its line of a payout. Nothing while an account is not known.
    async fn draft(&self, applier: &Applier<'_>) -> Result<Option<JournalEntryDraft>, ApplyError> {
        let Some(credit) = applier.settings.preferences.returns_account.clone() else { return Ok(None) };
        let debit = match &self.order.debit {
            Some(account) => Some((account.clone(), None)),
            None => applier.receivable().await?.map(|account| (account, Some(self.customer.clone()))),
        };
        let Some((account, customer)) = debit else { return Ok(None) };
        let amount = self.order.amount;
        let company = applier.settings.quickbooks.as_ref().map(|access| &access.company);
        Ok(Some(JournalEntryDraft {
            date: self.order.date,
            currency: self.order.currency,
            multi_currency: company.is_some_and(|company| company.multi_currency),
            number: self.number.clone(),
            note: note::of_return(self.payment),
            lines: vec![
                JournalLine { account, debit: amount, customer },
                JournalLine { account: credit, debit: -amount, customer: None },
            ],
        }))
    }
}

impl Applier<'_> {
    pub(super) async fn write_entry(
        &self,
        item: &OutboxItem,
        payment: &alternative::PaymentId,
        customer: &books::CustomerId,
        order: &ReturnOrder,
    ) -> Result<Outcome, ApplyError> {
        let number = entry_number(payment, customer, order.up_to);
        self.write_once(item, &EntryWrite { payment, customer, order, number }).await
    }

    /// The account that customers owe to in the home currency, as last seen.
    async fn receivable(&self) -> Result<Option<books::AccountId>, ApplyError> {
        let ids = self.store.ids(self.company, RecordKind::BooksAccount, None, None, ACCOUNTS_MAX).await?;
        let accounts: Vec<_> =
            ids.into_iter().map(|id| RecordRef::new(RecordKind::BooksAccount, id)).collect();
        let known = self.store.records(self.company, &accounts).await?;
        let home = self.settings.home_currency();
        let receivable = known.into_iter().find_map(|mirrored| match mirrored.record {
            Record::BooksAccount(account)
                if account.active
                    && account.currency == home
                    && account.subtype.as_deref() == Some(RECEIVABLE) =>
            {
                Some(account.id)
            }
            _ => None,
        });
        Ok(receivable)
    }
}
