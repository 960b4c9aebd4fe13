//! The accounts of the companion's own, for absorbed fees and for what goes back: found by name once, or created once, and
//! known by id from then on (rules D10, D15).

use std::convert::Infallible;

use async_trait::async_trait;
use jiff::civil::Date;
use ledger::books::AccountKind;
use ledger::{alternative, books};
use serde_json::json;

use crate::apply::write_once::{After, Before, Looked, Refused, WriteOnce};
use crate::apply::{Applier, ApplyError, Outcome};
use crate::fault::Fault;
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::note;
use crate::outbox::{OutboxItem, OutboxState};
use crate::plan::AccountPurpose;
use crate::ports::{AccountDraft, AccountUse, Change, ChangeSet, Look};
use crate::record::{Record, RecordKind, RecordRef};
use crate::settings::Patch;
use crate::subject::Subject;

/// An account of ours, on its way into the books.
struct OwnAccount {
    used_for: AccountUse,
    /// How often QuickBooks refused a name: each time the next free one is taken.
    refused: u32,
}

impl OwnAccount {
    fn of(item: &OutboxItem, used_for: AccountUse) -> Self {
        Self { used_for, refused: item.generation }
    }

    /// Under which names it is looked for; a new one takes the first that is free (rule D9).
    fn names(&self) -> Vec<String> {
        match self.used_for {
            AccountUse::Fees => note::fee_account_names(),
            AccountUse::Returns => note::returns_account_names(),
        }
    }

    fn is_fit(&self, kind: AccountKind) -> bool {
        match self.used_for {
            AccountUse::Fees => AccountPurpose::Fees.takes(kind),
            AccountUse::Returns => kind == AccountKind::OtherCurrentAsset,
        }
    }
}

#[async_trait]
impl WriteOnce for OwnAccount {
    type Draft = AccountDraft;
    type Record = books::AccountId;
    type Finding = Infallible;
    type Written = RecordRef;

    const HELD: OutboxState = OutboxState::Shelved;
    // It moves no money, and whoever needs it waits for it, not only the one that asked.
    const ASKS_AGAIN: bool = false;

    fn date(&self) -> Option<Date> {
        None
    }

    async fn look(
        &self,
        applier: &Applier<'_>,
    ) -> Result<Looked<AccountDraft, books::AccountId, Infallible>, ApplyError> {
        let names = self.names();
        let asked = names.clone();
        let pages = applier.look(&[Look::AccountsNamed(asked), Look::ClosingDate]).await?;
        let closed_until = pages.last().and_then(|page| page.closed_until);
        let records: Vec<_> = pages.into_iter().flat_map(|page| page.records).collect();
        let accounts = records.iter().filter_map(|read| match &read.record {
            Record::BooksAccount(account) => Some(account),
            _ => None,
        });
        let accounts: Vec<_> = accounts.cloned().collect();
        let learned = applier.take_in(records, Vec::new()).await?;
        let bears = |account: &&books::Account, name: &str| account.name.eq_ignore_ascii_case(name);
        let usable = |account: &books::Account| account.active && self.is_fit(account.kind);
        let of_name = |name: &String| accounts.iter().find(|it| bears(it, name) && usable(it));
        let before = if let Some(account) = names.iter().find_map(of_name) {
            Before::Found(account.id.clone())
        } else {
            // D9: a name that belongs to an account of another type is never asked for again and again.
            let is_free = |name: &&String| !accounts.iter().any(|it| bears(&it, name));
            let free: Vec<_> = names.iter().filter(is_free).collect();
            let name = free.get(self.refused as usize).or_else(|| free.last()).copied();
            let name = name.unwrap_or(&names[0]).clone();
            Before::Free(AccountDraft { name, used_for: self.used_for })
        };
        Ok(Looked { before, learned, closed_until })
    }

    async fn send(
        &self,
        applier: &Applier<'_>,
        draft: &AccountDraft,
        request_id: &str,
    ) -> Result<RecordRef, Fault> {
        let written = applier.books.create_account(draft, request_id).await?;
        Ok(RecordRef::new(RecordKind::BooksAccount, written.id.as_str()))
    }

    /// An account cannot be deleted: the one of the answer is there.
    async fn read_back(
        &self,
        applier: &Applier<'_>,
        _: &AccountDraft,
        written: RecordRef,
    ) -> Result<(After<books::AccountId, Infallible>, ChangeSet), ApplyError> {
        let read = applier.books.read(&written).await?;
        let learned = applier.take_in(vec![read], Vec::new()).await?;
        Ok((After::AsSent(books::AccountId::new(written.id)), learned))
    }

    async fn recorded(
        &self,
        applier: &Applier<'_>,
        item: &OutboxItem,
        account: &books::AccountId,
        kind: EntryKind,
    ) -> Result<ChangeSet, ApplyError> {
        let (mut changes, done) = match self.used_for {
            AccountUse::Fees => {
                let payouts = applier
                    .store
                    .ids(applier.company, RecordKind::AlternativePayout, None, None, 10_000)
                    .await?;
                let waiting = payouts.into_iter().map(alternative::PayoutId::new).map(Subject::Payout);
                let mut changes = ChangeSet::from([Change::Patch(Patch::FeeAccountFound(account.clone()))]);
                changes.extend(waiting.map(Change::Dirty));
                (changes, Done::FeeAccount { account: account.clone() })
            }
            AccountUse::Returns => (
                ChangeSet::from([Change::Patch(Patch::ReturnsAccountFound(account.clone()))]),
                Done::ReturnsAccount { account: account.clone() },
            ),
        };
        let entries = applier.finish(item, kind, done, json!({ "account": account }));
        // Finding an account is no deposit: it is told, not counted.
        changes.extend(entries.uncounted());
        Ok(changes)
    }

    async fn found(&self, _: &Applier<'_>, finding: Infallible) -> Result<Change, ApplyError> {
        match finding {}
    }

    fn refused(&self, _: &OutboxItem, _: &Fault) -> Refused<Infallible> {
        Refused::Later
    }
}

impl Applier<'_> {
    pub(super) async fn ensure_fee_account(&self, item: &OutboxItem) -> Result<Outcome, ApplyError> {
        self.write_once(item, &OwnAccount::of(item, AccountUse::Fees)).await
    }

    pub(super) async fn ensure_returns_account(&self, item: &OutboxItem) -> Result<Outcome, ApplyError> {
        self.write_once(item, &OwnAccount::of(item, AccountUse::Returns)).await
    }
}
