//! The account of absorbed fees: found by name once, or created once, and known by id from then on (rule D10).

use ledger::books::AccountKind;
use ledger::{alternative, books};
use serde_json::json;

use crate::affected::commit;
use crate::apply::write_once::no_company;
use crate::apply::{Applier, ApplyError, Outcome};
use crate::fault::AfterFault;
use crate::happened::Done;
use crate::journal::EntryKind;
use crate::note::FEE_ACCOUNT;
use crate::outbox::{OutboxItem, OutboxState};
use crate::ports::{AccountDraft, Change, ChangeSet, Look};
use crate::record::{Record, RecordKind, RecordRef};
use crate::reference::request_id;
use crate::settings::Patch;
use crate::subject::Subject;

impl Applier<'_> {
    pub(super) async fn ensure_fee_account(&self, item: &OutboxItem) -> Result<Outcome, ApplyError> {
        let names = FEE_ACCOUNT.iter().map(|name| (*name).to_owned()).collect();
        let pages = self.books.look(&[Look::AccountsNamed(names)]).await?;
        let records: Vec<_> = pages.into_iter().flat_map(|page| page.records).collect();
        let usable = records.iter().find_map(|read| match &read.record {
            Record::BooksAccount(account) if account.active && account.kind != AccountKind::Bank => {
                Some(account.id.clone())
            }
            _ => None,
        });
        let learned = self.take_in(records, Vec::new()).await?;
        if let Some(account) = usable {
            return Ok(Outcome::Done(self.fee_account_is(item, account, EntryKind::Found, learned).await?));
        }
        commit(self.store, self.company, learned).await?;
        let Some(realm) = self.settings.realm() else { return Err(no_company().into()) };
        let key = request_id(realm, &item.slot.0, item.generation);
        let sent = self.mark_sent(item, &key).await?;
        let draft = AccountDraft { name: FEE_ACCOUNT[0].to_owned() };
        let written = match self.books.create_account(&draft, &key).await {
            Ok(written) => written,
            Err(fault) => {
                return if fault.kind.after_write() == AfterFault::LookFirst {
                    Ok(self.unknown(&sent, fault))
                } else {
                    let again = OutboxItem {
                        generation: sent.generation + 1,
                        ..self.later(&sent, OutboxState::Ready, &fault)
                    };
                    let changes =
                        ChangeSet::from([Change::Outbox(Box::new(again)), self.failed_entry(&sent, &fault)]);
                    Ok(Outcome::Failed(fault, changes))
                };
            }
        };
        let reference = RecordRef::new(RecordKind::BooksAccount, written.id.as_str());
        let read = match self.books.read(&reference).await {
            Ok(read) => read,
            Err(fault) => return Ok(self.unknown(&sent, fault)),
        };
        let learned = self.take_in(vec![read], Vec::new()).await?;
        Ok(Outcome::Done(self.fee_account_is(&sent, written.id, EntryKind::Written, learned).await?))
    }

    async fn fee_account_is(
        &self,
        item: &OutboxItem,
        account: books::AccountId,
        kind: EntryKind,
        mut changes: ChangeSet,
    ) -> Result<ChangeSet, ApplyError> {
        changes.push(Change::Patch(Patch::FeeAccountFound(account.clone())));
        let payouts = self.store.ids(self.company, RecordKind::AlternativePayout, None, None, 10_000).await?;
        changes.extend(
            payouts
                .into_iter()
                .map(|payout| Change::Dirty(Subject::Payout(alternative::PayoutId::new(payout)))),
        );
        let done = Done::FeeAccount { account: account.clone() };
        let entries = self.finish(item, kind, done, json!({ "account": account }));
        // Finding an account is no deposit: it is told, not counted.
        changes.extend(entries.uncounted());
        Ok(changes)
    }
}
