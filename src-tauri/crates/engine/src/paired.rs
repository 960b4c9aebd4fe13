//! Which record of Alternative stands for which of QuickBooks is told by every answer. One that says otherwise than what is
//! known is taken only when what is known does not stand any more (rule F8).

use std::sync::Arc;

use ledger::CompanyId;

use crate::link::Link;
use crate::ports::{Store, StoreFault};
use crate::record::{Record, RecordRef};
use crate::subject::Subject;

/// What is known of pairs of ids.
pub(crate) struct Pairs {
    company: CompanyId,
    store: Arc<dyn Store>,
}

/// What an answer contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rival {
    /// The record of Alternative stands for this one of QuickBooks.
    Whose(Subject),
    /// This record of Alternative stands for the one of QuickBooks.
    Other(RecordRef),
}

impl Pairs {
    pub(crate) fn new(company: CompanyId, store: Arc<dyn Store>) -> Self {
        Self { company, store }
    }

    /// What these two ids contradict.
    pub(crate) async fn rival(&self, record: &Record) -> Result<Option<Rival>, StoreFault> {
        let Some(subject) = stands_for(record) else { return Ok(None) };
        let own = record.reference();
        match self.mirrored(&own).await?.as_ref().and_then(stands_for) {
            Some(known) if known == subject => return Ok(None),
            Some(other) => return Ok(Some(Rival::Whose(other))),
            None => {}
        }
        let links = self.store.links(&self.company, std::slice::from_ref(&subject)).await?;
        let Some(other) = links.iter().find_map(|(_, link)| known_as(link)).filter(|known| *known != own)
        else {
            return Ok(None);
        };
        let known = self.mirrored(&other).await?;
        let stands =
            known.is_some_and(|known| stands_for(&known).as_ref() == Some(&subject) && !is_archived(&known));
        Ok(stands.then_some(Rival::Other(other)))
    }

    async fn mirrored(&self, reference: &RecordRef) -> Result<Option<Record>, StoreFault> {
        let known = self.store.records(&self.company, std::slice::from_ref(reference)).await?;
        Ok(known.into_iter().next().map(|mirrored| mirrored.record))
    }
}

/// The record of QuickBooks that one of Alternative stands for.
fn stands_for(record: &Record) -> Option<Subject> {
    match record {
        Record::AlternativeCustomer(customer) => customer.qbo_id.clone().map(Subject::Customer),
        Record::AlternativeInvoice(invoice) => invoice.qbo_id.clone().map(Subject::Invoice),
        _ => None,
    }
}

fn known_as(link: &Link) -> Option<RecordRef> {
    match link {
        Link::Customer(link) => link.alternative.as_ref().map(RecordRef::alternative_customer),
        Link::Invoice(link) => link.alternative.as_ref().map(RecordRef::alternative_invoice),
        Link::Payment(_) | Link::Payout(_) => None,
    }
}

/// Whether nobody is asked for anything by it any more.
pub(crate) fn is_archived(record: &Record) -> bool {
    match record {
        Record::AlternativeCustomer(customer) => customer.archived,
        Record::AlternativeInvoice(invoice) => invoice.archived,
        _ => false,
    }
}
