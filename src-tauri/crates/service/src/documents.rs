//! A company's documents, as this program reads and changes them.

use contract::Problem;
use engine::connect::ConnectState;
use engine::documents::{self, Damage, Document, DocumentKind};
use engine::ports::StoreFault;
use ledger::CompanyId;

use crate::host::Host;
use crate::words;

impl Host {
    /// A document of one company. One that cannot be read is put in order first, which the journal tells.
    pub(crate) async fn document<D: Document>(&self, company: &CompanyId) -> Result<D, Problem> {
        let store = self.store.as_ref();
        let read = match documents::read(store, company).await {
            Err(StoreFault::Document(damage)) => {
                self.put_in_order(company, &damage).await?;
                documents::read(store, company).await
            }
            read => read,
        };
        read.map_err(|fault| words::from_store(&fault))
    }

    /// The same for whoever only shows how things stand and writes nothing: one that cannot be read is as at the beginning,
    /// and named.
    pub(crate) async fn shown<D: Document>(
        &self,
        company: &CompanyId,
    ) -> Result<(D, Option<DocumentKind>), Problem> {
        match documents::read(self.store.as_ref(), company).await {
            Ok(document) => Ok((document, None)),
            Err(StoreFault::Document(damage)) => Ok((D::default(), Some(damage.kind))),
            Err(fault) => Err(words::from_store(&fault)),
        }
    }

    /// Changes a document of one company, whatever others keep meanwhile.
    pub(crate) async fn change<D: Document>(
        &self,
        company: &CompanyId,
        change: impl Fn(&mut D) + Send + Sync,
    ) -> Result<(), Problem> {
        let store = self.store.as_ref();
        let changed = match documents::change(store, company, &change).await {
            Err(StoreFault::Document(damage)) => {
                self.put_in_order(company, &damage).await?;
                documents::change(store, company, &change).await
            }
            changed => changed,
        };
        changed.map_err(|fault| words::from_store(&fault))
    }

    async fn put_in_order(&self, company: &CompanyId, damage: &Damage) -> Result<(), Problem> {
        let repaired = documents::repair(self.store.as_ref(), company, self.now(), damage).await;
        repaired.map_err(|fault| words::from_store(&fault))
    }

    /// Where the sign-in stands.
    pub(crate) async fn sign_in(&self, company: &CompanyId) -> Result<ConnectState, Problem> {
        self.document(company).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use engine::documents::{DocumentKind, Edit, Kept, Repair};
    use engine::ports::{Change, JournalQuery, Store as _};
    use engine::settings::Settings;
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::test_host::open;

    fn main() -> CompanyId {
        CompanyId::from("main")
    }

    async fn write(host: &Host, changes: Vec<Change>) {
        host.store.write(&main(), changes.into()).await.unwrap();
    }

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Count(u32);

    impl Document for Count {
        const KIND: DocumentKind = DocumentKind::Pass;
        const REPAIR: Repair = Repair::Redo;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn two_programs_change_one_document_and_both_changes_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let hosts = [open(folder.path()).await, open(folder.path()).await].map(Arc::new);
        write(&hosts[0], vec![Change::Settings(Box::new(Settings::new(main(), false)))]).await;
        let counts = hosts.clone().map(|host| {
            tokio::spawn(async move {
                for _ in 0..25 {
                    host.change(&main(), |count: &mut Count| count.0 += 1).await.unwrap();
                }
            })
        });
        for count in counts {
            count.await.unwrap();
        }
        assert_eq!(hosts[0].document::<Count>(&main()).await.unwrap(), Count(50));
    }

    #[tokio::test]
    async fn a_sign_in_whose_place_is_lost_begins_anew_and_activity_tells_it() {
        let folder = tempfile::tempdir().unwrap();
        let host = open(folder.path()).await;
        let damaged = Edit::Keep(Kept::fixture("sign_in", Some("{\"bind".to_owned())));
        let settings = Change::Settings(Box::new(Settings::new(main(), false)));
        write(&host, vec![settings, Change::edit(damaged)]).await;
        assert_eq!(host.sign_in(&main()).await.unwrap(), ConnectState::Idle);
        assert_eq!(host.sign_in(&main()).await.unwrap(), ConnectState::Idle);
        let query = JournalQuery { limit: 10, ..JournalQuery::default() };
        let told = host.store.journal(&main(), &query).await.unwrap();
        let told: Vec<_> = told
            .iter()
            .map(|entry| words::journal::entry(&crate::typed::happened(&entry.draft.happened)))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @"The progress of the sign-in to QuickBooks could not be read. Nothing changed in the books. If something was in progress there, start it again");
    }

    #[tokio::test]
    async fn a_change_on_top_of_what_cannot_be_read_is_made_after_that_was_told() {
        let folder = tempfile::tempdir().unwrap();
        let host = open(folder.path()).await;
        let damaged = Edit::Keep(Kept::fixture("pass", Some("many".to_owned())));
        let settings = Change::Settings(Box::new(Settings::new(main(), false)));
        write(&host, vec![settings, Change::edit(damaged)]).await;
        host.change(&main(), |count: &mut Count| count.0 += 1).await.unwrap();
        assert_eq!(host.document::<Count>(&main()).await.unwrap(), Count(1));
        let query = JournalQuery { limit: 10, ..JournalQuery::default() };
        assert_eq!(host.store.journal(&main(), &query).await.unwrap().len(), 1);
    }
}
