//! Customers that were merged into others in QuickBooks (rule C5). Change data does not tell a merge: it shows a customer that
//! comes inactive and invoices that go to another one, in whatever order.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::{CompanyId, books};
use serde_json::json;

use crate::happened::Happened;
use crate::journal::{EntryDraft, EntryKind};
use crate::link::{CustomerLink, Link};
use crate::link_patch::CustomerPatch;
use crate::ports::{Change, ChangeSet, Store, StoreFault};
use crate::record::{Record, RecordKind, RecordRef};
use crate::said::Said;
use crate::subject::Subject;

/// What a reading shows of customers and of what is theirs.
#[derive(Default)]
pub(crate) struct Moves {
    /// Whose invoices went where.
    moved: BTreeMap<books::CustomerId, books::CustomerId>,
    /// Customers that came inactive.
    inactive: BTreeMap<books::CustomerId, books::Customer>,
}

impl Moves {
    /// Notes a record that changed.
    pub(crate) fn note(&mut self, before: Option<&Record>, now: &Record) {
        match (before, now) {
            (Some(Record::BooksInvoice(before)), Record::BooksInvoice(now))
                if before.customer != now.customer =>
            {
                self.moved.insert(before.customer.clone(), now.customer.clone());
            }
            (Some(Record::BooksCustomer(before)), Record::BooksCustomer(now))
                if before.active && !now.active =>
            {
                self.inactive.insert(now.id.clone(), now.clone());
            }
            _ => {}
        }
    }

    /// Where invoices went is kept on the link of the customer whose they were. Once that one is inactive too, it is told as a
    /// merge, and both customers' invoices are planned with that.
    pub(crate) async fn changes(
        self,
        store: &dyn Store,
        company: &CompanyId,
        now: Timestamp,
    ) -> Result<ChangeSet, StoreFault> {
        let mut changes = ChangeSet::new();
        let losers: Vec<_> = self.moved.keys().chain(self.inactive.keys()).cloned().collect();
        if losers.is_empty() {
            return Ok(changes);
        }
        let subjects: Vec<_> = losers.iter().cloned().map(Subject::Customer).collect();
        let links: BTreeMap<_, _> = store.links(company, &subjects).await?.into_iter().collect();
        let mirrored =
            store.records(company, &losers.iter().map(RecordRef::books_customer).collect::<Vec<_>>()).await?;
        let mirrored = mirrored.into_iter().filter_map(|mirrored| match mirrored.record {
            Record::BooksCustomer(customer) => Some((customer.id.clone(), customer)),
            _ => None,
        });
        let mirrored: BTreeMap<_, _> = mirrored.collect();
        for loser in std::collections::BTreeSet::from_iter(losers) {
            let link = match links.get(&Subject::Customer(loser.clone())) {
                Some(Link::Customer(link)) => link.clone(),
                _ => CustomerLink::default(),
            };
            let moved = self.moved.get(&loser);
            if let Some(to) = moved.filter(|to| link.moved_to.as_ref() != Some(to)) {
                changes.push(Change::customer(&loser, CustomerPatch::MovedTo(to.clone())));
            }
            let Some(to) = moved.or(link.moved_to.as_ref()) else { continue };
            let was_inactive = mirrored.get(&loser).is_some_and(|customer| !customer.active);
            let is_inactive = was_inactive || self.inactive.contains_key(&loser);
            if is_inactive && !(was_inactive && link.moved_to.is_some()) {
                let name = self.inactive.get(&loser).or(mirrored.get(&loser));
                changes.extend(told(store, company, now, (&loser, name), to).await?);
            }
        }
        Ok(changes)
    }
}

/// One note of a merge, and marks on all whose rules look at it.
async fn told(
    store: &dyn Store,
    company: &CompanyId,
    now: Timestamp,
    (loser, name): (&books::CustomerId, Option<&books::Customer>),
    to: &books::CustomerId,
) -> Result<ChangeSet, StoreFault> {
    let survivor = RecordRef::books_customer(to);
    let known = store.records(company, std::slice::from_ref(&survivor)).await?.into_iter().next();
    let into = known.map_or_else(|| Said::new(to.as_str()), |known| Said::new(known.record.label()));
    let customer = name.map_or_else(|| Said::new(loser.as_str()), |name| Said::new(name.name.as_str()));
    let subject = Subject::Customer(loser.clone());
    let entry = EntryDraft::new(now, EntryKind::Read, Happened::Merged { customer, into })
        .about(&subject)
        .with(json!({ "customer": loser.as_str(), "into": to.as_str() }));
    let mut changes = ChangeSet::from([Change::Journal(Box::new(entry)), Change::Dirty(subject)]);
    let invoices = store.naming(company, &[survivor], RecordKind::BooksInvoice).await?;
    changes.extend(invoices.iter().filter_map(Subject::of).map(Change::Dirty));
    Ok(changes)
}
