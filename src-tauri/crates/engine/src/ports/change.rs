//! What one step writes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use ledger::{alternative, books};

use crate::awaited::Wait;
use crate::category::SyncCategory;
use crate::documents::{Document, Edit, Kept};
use crate::hold::Hold;
use crate::intent::Slot;
use crate::journal::EntryDraft;
use crate::link::Link;
use crate::link_patch::{CustomerPatch, InvoicePatch, LinkPatch, PartPatch, PaymentPatch, PayoutPatch};
use crate::outbox::OutboxItem;
use crate::ports::store::{Dirty, StoreFault, TieRow};
use crate::record::{Mirrored, RecordRef};
use crate::settings::{Patch, Settings};
use crate::subject::Subject;

/// One change; a [`ChangeSet`] of them is applied as one transaction or not at all.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Keep these settings (creates the company).
    Settings(Box<Settings>),
    /// Change the company's settings as they are stored by now; the company must be known.
    Patch(Patch),
    /// Forget a company and everything of it (rule N6, ticked box).
    ForgetCompany,
    /// Mirror a record with its raw answer; replaces what was there, its edges too. A record with a lower version than
    /// the mirrored one is ignored; reading it again clears a gone mark.
    Mirror {
        /// As it is now.
        mirrored: Box<Mirrored>,
        /// The service's JSON (stored compressed); `None` keeps what is there.
        raw: Option<String>,
    },
    /// The same where what was mirrored was about something else, though it showed a later version (rule F8).
    Correct {
        /// As it is now.
        mirrored: Box<Mirrored>,
        /// The service's JSON.
        raw: String,
    },
    /// Mark a mirrored record as gone, with evidence; unknown records are ignored.
    Gone {
        /// Kind and id of the record.
        reference: RecordRef,
        /// When it happened, by our clock.
        at: Timestamp,
    },
    /// Keep a link as a whole, whatever was there: for fixtures and repair.
    Link {
        /// The subject.
        subject: Subject,
        /// The link.
        link: Box<Link>,
    },
    /// Change one thing about a link as it is stored by now.
    PatchLink {
        /// The subject.
        subject: Subject,
        /// What changed.
        patch: Box<LinkPatch>,
    },
    /// The subject must be planned again.
    Dirty(Subject),
    /// The subject was planned; only cleared when nothing marked it again since (same stamp).
    Clean(Dirty),
    /// Put an intent into its slot, replacing what is there.
    Outbox(Box<OutboxItem>),
    /// Take a slot out of the outbox.
    DropOutbox(Slot),
    /// What a subject waits for by itself; replaces what it waited for, an empty list clears it.
    Waits {
        /// The subject.
        subject: Subject,
        /// What for.
        waits: Vec<Wait>,
    },
    /// Keep a hold (insert or replace by id).
    Hold(Box<Hold>),
    /// Change a document as it is stored by now.
    Edit(Box<Edit>),
    /// Append to the journal.
    Journal(Box<EntryDraft>),
    /// Keep the tie-out row of an open linked invoice (rule F5).
    Tie(TieRow),
    /// The invoice has nothing to tie any more.
    Untie(books::InvoiceId),
    /// Count something done, for today's numbers and the hourly bars.
    Tally {
        /// Which row of the board.
        item: SyncCategory,
        /// When it happened, by our clock.
        at: Timestamp,
    },
    /// Count requests, for the read budget (rule F2).
    Requests {
        /// `YYYY-MM`.
        month: String,
        /// Reads of QuickBooks.
        reads: u64,
        /// Writes to QuickBooks.
        writes: u64,
    },
}

impl Change {
    /// A change of a document.
    pub fn edit(edit: Edit) -> Self {
        Self::Edit(Box::new(edit))
    }

    /// A document, whatever was there.
    ///
    /// # Errors
    ///
    /// It has no stored form.
    pub fn keep<D: Document>(document: &D) -> Result<Self, StoreFault> {
        Ok(Self::edit(Edit::Keep(Kept::of(document)?)))
    }

    /// A document is as at the beginning.
    pub fn forget<D: Document>() -> Self {
        Self::edit(Edit::Keep(Kept::nothing::<D>()))
    }

    /// A record that must be read.
    pub(crate) fn want(reference: RecordRef) -> Self {
        Self::edit(Edit::Want([reference].into()))
    }

    /// A change of a link.
    pub fn patch(subject: Subject, patch: LinkPatch) -> Self {
        Self::PatchLink { subject, patch: Box::new(patch) }
    }

    /// A change of a customer's link.
    pub fn customer(id: &books::CustomerId, patch: CustomerPatch) -> Self {
        Self::patch(Subject::Customer(id.clone()), LinkPatch::Customer(patch))
    }

    /// A change of an invoice's link.
    pub fn invoice(id: &books::InvoiceId, patch: InvoicePatch) -> Self {
        Self::patch(Subject::Invoice(id.clone()), LinkPatch::Invoice(patch))
    }

    /// A change of a payment's link.
    pub fn payment(id: &alternative::PaymentId, patch: PaymentPatch) -> Self {
        Self::patch(Subject::Payment(id.clone()), LinkPatch::Payment(patch))
    }

    /// A change of the part of a payment that belongs to a customer.
    pub fn part(id: &alternative::PaymentId, customer: &books::CustomerId, patch: PartPatch) -> Self {
        Self::payment(id, PaymentPatch::Part(customer.clone(), patch))
    }

    /// A change of a payout's link.
    pub fn payout(id: &alternative::PayoutId, patch: PayoutPatch) -> Self {
        Self::patch(Subject::Payout(id.clone()), LinkPatch::Payout(patch))
    }
}

/// Everything that one step writes: one transaction, or nothing.
///
/// A field a kind, in the order in which it is applied, whatever the order in which it was put in; within a field the last
/// word about a key counts, and patches of one link follow each other. Marks come after cleans, so that whoever is settled
/// and marked in one step is planned again.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChangeSet {
    forgets: bool,
    settings: Option<Box<Settings>>,
    patches: Vec<Patch>,
    records: Vec<Change>,
    links: BTreeMap<Subject, Vec<Change>>,
    outbox: Keyed<Slot>,
    waits: BTreeMap<Subject, Vec<Wait>>,
    holds: Keyed<String>,
    documents: Vec<Edit>,
    ties: BTreeMap<books::InvoiceId, Option<TieRow>>,
    counts: Vec<Change>,
    cleans: BTreeMap<Subject, i64>,
    marks: Marks,
    journal: Vec<EntryDraft>,
}

/// Changes of one kind by key, in the order in which the keys came.
#[derive(Debug, Clone, PartialEq)]
struct Keyed<K: Ord> {
    places: BTreeMap<K, usize>,
    changes: Vec<Change>,
}

impl<K: Ord> Default for Keyed<K> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), changes: Vec::new() }
    }
}

impl<K: Ord> Keyed<K> {
    fn put(&mut self, key: K, change: Change) {
        if let Some(place) = self.places.get(&key) {
            self.changes[*place] = change;
        } else {
            self.places.insert(key, self.changes.len());
            self.changes.push(change);
        }
    }
}

/// Subjects to be planned, each once, in the order in which they were marked.
#[derive(Debug, Clone, Default, PartialEq)]
struct Marks {
    known: BTreeSet<Subject>,
    order: Vec<Subject>,
}

impl Marks {
    fn put(&mut self, subject: Subject) {
        if self.known.insert(subject.clone()) {
            self.order.push(subject);
        }
    }
}

impl ChangeSet {
    /// Changes nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds a change.
    pub fn push(&mut self, change: Change) {
        match change {
            // What was to be kept until now would be forgotten with the rest.
            Change::ForgetCompany => *self = Self { forgets: true, ..Self::default() },
            Change::Settings(settings) => {
                self.settings = Some(settings);
                self.patches.clear();
            }
            Change::Patch(patch) => self.patches.push(patch),
            Change::Mirror { .. } | Change::Correct { .. } | Change::Gone { .. } => self.records.push(change),
            Change::Link { ref subject, .. } | Change::PatchLink { ref subject, .. } => {
                self.links.entry(subject.clone()).or_default().push(change);
            }
            Change::Outbox(ref item) => self.outbox.put(item.slot.clone(), change),
            Change::DropOutbox(ref slot) => self.outbox.put(slot.clone(), change),
            Change::Waits { subject, waits } => {
                self.waits.insert(subject, waits);
            }
            Change::Hold(ref hold) => self.holds.put(hold.id.clone(), change),
            Change::Edit(edit) => self.documents.push(*edit),
            Change::Tie(row) => {
                self.ties.insert(row.invoice.clone(), Some(row));
            }
            Change::Untie(invoice) => {
                self.ties.insert(invoice, None);
            }
            Change::Tally { .. } | Change::Requests { .. } => self.counts.push(change),
            Change::Clean(dirty) => {
                self.cleans.insert(dirty.subject, dirty.stamp);
            }
            Change::Dirty(subject) => self.marks.put(subject),
            Change::Journal(draft) => self.journal.push(*draft),
        }
    }

    /// The subjects whose links it changes.
    pub(crate) fn linked(&self) -> impl Iterator<Item = &Subject> {
        self.links.keys()
    }

    /// The records that it mirrors.
    pub(crate) fn mirrored(&self) -> impl Iterator<Item = &Mirrored> {
        self.records.iter().filter_map(|change| match change {
            Change::Mirror { mirrored, .. } | Change::Correct { mirrored, .. } => Some(&**mirrored),
            _ => None,
        })
    }

    /// The same without what is counted: what was found is told, not done.
    #[must_use]
    pub(crate) fn uncounted(self) -> Self {
        Self { counts: Vec::new(), ..self }
    }
}

impl Extend<Change> for ChangeSet {
    fn extend<T: IntoIterator<Item = Change>>(&mut self, changes: T) {
        for change in changes {
            self.push(change);
        }
    }
}

impl FromIterator<Change> for ChangeSet {
    fn from_iter<T: IntoIterator<Item = Change>>(changes: T) -> Self {
        let mut set = Self::default();
        set.extend(changes);
        set
    }
}

impl From<Vec<Change>> for ChangeSet {
    fn from(changes: Vec<Change>) -> Self {
        changes.into_iter().collect()
    }
}

impl<const N: usize> From<[Change; N]> for ChangeSet {
    fn from(changes: [Change; N]) -> Self {
        changes.into_iter().collect()
    }
}

impl From<Change> for ChangeSet {
    fn from(change: Change) -> Self {
        [change].into()
    }
}

impl IntoIterator for ChangeSet {
    type Item = Change;
    type IntoIter = std::vec::IntoIter<Change>;

    fn into_iter(self) -> Self::IntoIter {
        let mut all: Vec<Change> = Vec::new();
        all.extend(self.forgets.then_some(Change::ForgetCompany));
        all.extend(self.settings.map(Change::Settings));
        all.extend(self.patches.into_iter().map(Change::Patch));
        all.extend(self.records);
        all.extend(self.links.into_values().flatten());
        all.extend(self.outbox.changes);
        all.extend(self.waits.into_iter().map(|(subject, waits)| Change::Waits { subject, waits }));
        all.extend(self.holds.changes);
        all.extend(self.documents.into_iter().map(Change::edit));
        all.extend(
            self.ties.into_iter().map(|(invoice, row)| row.map_or(Change::Untie(invoice), Change::Tie)),
        );
        all.extend(self.counts);
        all.extend(self.cleans.into_iter().map(|(subject, stamp)| Change::Clean(Dirty { subject, stamp })));
        all.extend(self.marks.order.into_iter().map(Change::Dirty));
        all.extend(self.journal.into_iter().map(|draft| Change::Journal(Box::new(draft))));
        all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(id: &str) -> Subject {
        Subject::Customer(id.into())
    }

    #[test]
    fn marks_come_after_cleans_in_the_order_in_which_they_were_made() {
        let clean = Change::Clean(Dirty { subject: customer("1"), stamp: 7 });
        let marks = ["2", "1", "2"].map(|id| Change::Dirty(customer(id)));
        let set: ChangeSet = marks.into_iter().chain([clean.clone()]).collect();
        let expected = [clean, Change::Dirty(customer("2")), Change::Dirty(customer("1"))];
        assert_eq!(set.into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_last_word_about_a_slot_counts_and_keeps_its_place() {
        let drop = |slot: &str| Change::DropOutbox(Slot(slot.to_owned()));
        let set = ChangeSet::from([drop("b"), drop("a"), drop("b")]);
        assert_eq!(set.into_iter().collect::<Vec<_>>(), [drop("b"), drop("a")]);
    }

    #[test]
    fn who_forgets_a_company_writes_only_what_comes_after_that() {
        let set = ChangeSet::from([
            Change::Dirty(customer("1")),
            Change::ForgetCompany,
            Change::Dirty(customer("2")),
        ]);
        assert_eq!(
            set.into_iter().collect::<Vec<_>>(),
            [Change::ForgetCompany, Change::Dirty(customer("2"))]
        );
    }

    #[test]
    fn patches_of_one_link_follow_each_other() {
        let patch = |patch| Change::customer(&"1".into(), patch);
        let changes = [patch(CustomerPatch::TryAgain), patch(CustomerPatch::Known("a".into()))];
        assert_eq!(ChangeSet::from(changes.clone()).into_iter().collect::<Vec<_>>(), changes);
    }
}
