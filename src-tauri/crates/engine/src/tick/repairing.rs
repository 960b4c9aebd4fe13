//! Documents that cannot be read are put in order before anything is built on them.

use jiff::Timestamp;

use super::{Engine, Tick, busy};
use crate::documents::{Damage, every_document, repair};
use crate::ports::StoreFault;

impl Engine {
    /// The first step of a process reads them all, so that damage is told before somebody needs what it hides.
    pub(super) async fn read_documents_once(&self) -> Result<(), StoreFault> {
        if !self.runtime().documents_were_read {
            every_document(self.store.as_ref(), &self.company).await?;
            self.runtime().documents_were_read = true;
        }
        Ok(())
    }

    /// A document that cannot be read is put in order; the next step goes on with it.
    pub(super) async fn repaired(&self, now: Timestamp, damage: &Damage) -> Result<Tick, StoreFault> {
        let store = self.store.as_ref();
        match repair(store, &self.company, now, damage).await {
            // Another one is in the way; this one comes up again.
            Err(StoreFault::Document(first)) => repair(store, &self.company, now, &first).await?,
            repaired => repaired?,
        }
        Ok(Tick { news: 1, ..busy(now) })
    }
}
