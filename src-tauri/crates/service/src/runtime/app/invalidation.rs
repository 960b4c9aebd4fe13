//! Which held answers a commit and the journal entries it made put out of date.

use std::collections::BTreeSet;

use contract::Problem;
use contract::tag::Tag;
use engine::journal::{Entry, EntryKind};
use engine::ports::Store;
use engine::record::{RecordKind, RecordRef};
use engine::subject::Subject;
use store::{Kind, Touched};

use super::companies::Member;
use crate::words;

/// Tags and records that are out of date.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Invalidation {
    pub(super) tags: BTreeSet<Tag>,
    records: BTreeSet<String>,
    /// Something changed that no row is named after.
    any: bool,
}

impl Invalidation {
    /// Everything.
    pub(super) fn all() -> Self {
        let tags = [
            Tag::Status,
            Tag::Holds,
            Tag::Activity,
            Tag::Invoices,
            Tag::Customers,
            Tag::Payments,
            Tag::Payouts,
            Tag::Accounts,
            Tag::Preferences,
            Tag::Companies,
            Tag::Walk,
            Tag::Transit,
        ];
        Self { tags: BTreeSet::from(tags), records: BTreeSet::new(), any: true }
    }

    /// As an event tells them: none named when any may have changed.
    pub(super) fn records(self) -> Vec<String> {
        if self.any { Vec::new() } else { self.records.into_iter().collect() }
    }

    /// What a commit and the entries it made put out of date.
    pub(super) async fn by(
        member: &Member,
        touched: Option<&Touched>,
        entries: &[Entry],
    ) -> Result<Self, Problem> {
        let mut stale = Self::default();
        let mut payments = BTreeSet::new();
        for subject in touched.iter().flat_map(|touched| &touched.subjects) {
            stale.subject(subject, &mut payments);
        }
        if touched.is_some_and(|touched| touched.kinds.contains(&Kind::Holds)) {
            stale.tags.insert(Tag::Holds);
        }
        for entry in entries {
            stale.note(entry, &mut payments);
        }
        let payments: Vec<_> = payments.into_iter().collect();
        let known = member.host.store.records(&member.company, &payments).await;
        for mirrored in known.map_err(|fault| words::from_store(&fault))? {
            for touched in mirrored.record.touches() {
                // What a payment pays is shown with its invoices.
                if touched.kind == RecordKind::BooksInvoice {
                    stale.row(Tag::Invoices, format!("invoice:{}", touched.id));
                }
            }
        }
        Ok(stale)
    }

    fn note(&mut self, entry: &Entry, payments: &mut BTreeSet<RecordRef>) {
        match entry.draft.kind {
            EntryKind::Held | EntryKind::Withdrawn => {
                self.tags.insert(Tag::Holds);
            }
            EntryKind::UserAction => self.tags.extend([Tag::Holds, Tag::Preferences, Tag::Accounts]),
            EntryKind::Connection => self.tags.extend([Tag::Companies, Tag::Walk, Tag::Status]),
            _ => {}
        }
        match (&entry.draft.subject, &entry.draft.record) {
            (Some(subject), _) => self.subject(subject, payments),
            (None, Some(record)) => self.record(record, payments),
            (None, None) => {}
        }
    }

    fn subject(&mut self, subject: &Subject, payments: &mut BTreeSet<RecordRef>) {
        match subject {
            Subject::Customer(_) => self.row(Tag::Customers, subject.to_string()),
            Subject::Invoice(_) => self.row(Tag::Invoices, subject.to_string()),
            Subject::Payment(id) => {
                self.row(Tag::Payments, subject.to_string());
                self.tags.insert(Tag::Transit);
                payments.insert(RecordRef::alternative_payment(id));
            }
            Subject::Payout(_) => {
                self.row(Tag::Payouts, subject.to_string());
                self.tags.extend([Tag::Transit, Tag::Payments]);
            }
            Subject::Unread(record) => self.record(record, payments),
            Subject::Brake(_) => {
                self.tags.extend([Tag::Invoices, Tag::Customers]);
            }
            Subject::Currencies => _ = self.tags.insert(Tag::Invoices),
            Subject::BeforeStart | Subject::Account(_) => {
                self.tags.extend([Tag::Payments, Tag::Payouts]);
            }
        }
    }

    fn record(&mut self, record: &RecordRef, payments: &mut BTreeSet<RecordRef>) {
        let id = &record.id;
        match record.kind {
            RecordKind::BooksInvoice => self.row(Tag::Invoices, format!("invoice:{id}")),
            RecordKind::BooksCustomer => self.row(Tag::Customers, format!("customer:{id}")),
            RecordKind::AlternativePayment => {
                self.row(Tag::Payments, format!("payment:{id}"));
                self.tags.insert(Tag::Transit);
                payments.insert(record.clone());
            }
            RecordKind::AlternativePayout => {
                self.row(Tag::Payouts, format!("payout:{id}"));
                self.tags.extend([Tag::Transit, Tag::Payments]);
            }
            RecordKind::BooksPayment => {
                self.tags.extend([Tag::Payments, Tag::Transit]);
                payments.insert(record.clone());
            }
            RecordKind::BooksDeposit => self.tags.extend([Tag::Payouts, Tag::Transit]),
            RecordKind::BooksAccount => {
                self.tags.insert(Tag::Accounts);
            }
            RecordKind::AlternativeInvoice => {
                self.tags.insert(Tag::Invoices);
                self.any = true;
            }
            RecordKind::AlternativeCustomer => {
                self.tags.insert(Tag::Customers);
                self.any = true;
            }
        }
    }

    fn row(&mut self, tag: Tag, record: String) {
        self.tags.insert(tag);
        self.records.insert(record);
    }
}

#[cfg(test)]
mod tests {
    use engine::journal::EntryDraft;
    use jiff::Timestamp;

    use super::*;
    use engine::happened::Happened;

    fn entry(draft: EntryDraft) -> Entry {
        Entry { seq: 1, draft, previous: String::new(), hash: String::new() }
    }

    #[test]
    fn an_entry_names_the_row_it_is_about() {
        let mut stale = Invalidation::default();
        let draft = EntryDraft::new(Timestamp::UNIX_EPOCH, EntryKind::Written, Happened::Started);
        let draft = draft.about(&"invoice:145".parse().unwrap());
        stale.note(&entry(draft), &mut BTreeSet::new());
        assert_eq!(stale.tags, BTreeSet::from([Tag::Invoices]));
        assert_eq!(stale.records(), ["invoice:145"]);
    }

    #[test]
    fn what_no_row_is_named_after_may_be_any() {
        let mut stale = Invalidation::default();
        let record = RecordRef::new(RecordKind::AlternativeInvoice, "x".to_owned());
        let draft =
            EntryDraft::new(Timestamp::UNIX_EPOCH, EntryKind::Read, Happened::CompanyChanged).on(record);
        stale.note(&entry(draft), &mut BTreeSet::new());
        assert_eq!(stale.records(), Vec::<String>::new());
    }
}
