//! What a pass would write, in figures: open and paid invoices, payments and deposits, each with their money.
//!
//! The engine previews whatever is marked. Each figure is the preview of its own part of the marks, so that no figure
//! can say anything else than the plan.

use std::collections::{BTreeMap, BTreeSet};

use contract::status::Sum;
use engine::desk::Desk;
use engine::intent::Action;
use engine::item::Item;
use engine::outbox::OutboxItem;
use engine::ports::{Dirty, Store, StoreFault};
use engine::preview::Preview;
use engine::record::{Record, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use jiff::Timestamp;
use ledger::{Currency, Minor};

use super::part::Part;

/// Invoices looked at together.
const STEP: usize = 200;

/// The figures of a preview.
pub(super) struct Figures {
    pub(super) open_invoices: Sum,
    pub(super) paid_invoices: Sum,
    pub(super) payments: Sum,
    pub(super) deposits: Sum,
}

/// An invoice that may be sent.
struct Candidate {
    mark: Dirty,
    /// Owed where it is open, its total where it is paid; nothing in another currency than the books'.
    minor: Minor,
}

/// How invoices differ: those that are alike mostly go or stay together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Likeness {
    open: bool,
    /// Paid and from before the start date (rule I14).
    old: bool,
    held: bool,
}

/// Counts what a preview of these marks would write.
pub(super) struct Counting<'a> {
    pub(super) store: &'a dyn Store,
    pub(super) settings: &'a Settings,
    pub(super) now: Timestamp,
}

impl Counting<'_> {
    /// The figures of everything that is marked, given the questions that it raises, and of what is owed already.
    pub(super) async fn figures(&self, whole: &Preview, owed: &[OutboxItem]) -> Result<Figures, StoreFault> {
        let currency = self.settings.home_currency();
        let held: BTreeSet<&Subject> = whole.holds.iter().map(|hold| &hold.subject).collect();
        let mut invoices = Vec::new();
        let mut payments = Vec::new();
        let mut payouts = Vec::new();
        for mark in self.store.dirty(&self.settings.company, u32::MAX).await? {
            match &mark.subject {
                Subject::Invoice(_) => invoices.push(mark),
                // A payment that is asked about is only told of to Alternative.
                Subject::Payment(_) if !held.contains(&mark.subject) => payments.push(mark),
                Subject::Payout(_) => payouts.push(mark),
                Subject::Payment(_) | Subject::Customer(_) | Subject::BeforeStart => {}
            }
        }
        let mut figures = Figures {
            open_invoices: none(currency),
            paid_invoices: none(currency),
            payments: self.recorded(payments, Item::Payments).await?,
            deposits: self.recorded(payouts, Item::Deposits).await?,
        };
        for (likeness, alike) in self.alike(&invoices, &held).await? {
            let sum = if likeness.open { &mut figures.open_invoices } else { &mut figures.paid_invoices };
            self.sent(&alike, sum).await?;
        }
        for item in owed {
            add(&mut figures, &item.intent.action);
        }
        Ok(figures)
    }

    async fn preview_of(&self, marks: Vec<Dirty>) -> Result<Preview, StoreFault> {
        let part = Part { store: self.store, marks };
        Desk { store: &part, company: &self.settings.company }.preview(self.now).await
    }

    async fn recorded(&self, marks: Vec<Dirty>, item: Item) -> Result<Sum, StoreFault> {
        let preview = self.preview_of(marks).await?;
        let count = preview.counts.get(item.code()).copied().unwrap_or_default();
        Ok(Sum { count, minor: preview.recorded.0, currency: self.settings.home_currency() })
    }

    async fn alike(
        &self,
        marks: &[Dirty],
        held: &BTreeSet<&Subject>,
    ) -> Result<BTreeMap<Likeness, Vec<Candidate>>, StoreFault> {
        let currency = self.settings.home_currency();
        let start = self.settings.start_date(self.settings.day_of(self.now));
        let mut alike: BTreeMap<Likeness, Vec<Candidate>> = BTreeMap::new();
        for step in marks.chunks(STEP) {
            let references = step.iter().filter_map(|mark| match &mark.subject {
                Subject::Invoice(id) => Some(RecordRef::books_invoice(id)),
                _ => None,
            });
            let references: Vec<_> = references.collect();
            let mut marks: BTreeMap<String, &Dirty> = BTreeMap::new();
            marks.extend(step.iter().map(|mark| (mark.subject.to_string(), mark)));
            for mirrored in self.store.records(&self.settings.company, &references).await? {
                let Record::BooksInvoice(invoice) = mirrored.record else { continue };
                let subject = Subject::Invoice(invoice.id.clone());
                let Some(mark) = marks.get(&subject.to_string()) else { continue };
                let open = invoice.balance.is_positive();
                let likeness =
                    Likeness { open, old: !open && invoice.issued < start, held: held.contains(&subject) };
                let minor = if open { invoice.balance } else { invoice.total };
                let minor = if invoice.currency == currency { minor } else { Minor::ZERO };
                alike.entry(likeness).or_default().push(Candidate { mark: (*mark).clone(), minor });
            }
        }
        Ok(alike)
    }

    /// Adds those that would be sent. Where only some of them would, the halves are looked at.
    async fn sent(&self, candidates: &[Candidate], sum: &mut Sum) -> Result<(), StoreFault> {
        let mut left: Vec<&[Candidate]> = candidates.chunks(STEP).collect();
        while let Some(part) = left.pop() {
            let marks = part.iter().map(|candidate| candidate.mark.clone()).collect();
            let preview = self.preview_of(marks).await?;
            let count = preview.counts.get(Item::InvoiceDetails.code()).copied().unwrap_or_default();
            if count >= part.len() as u64 {
                let minor: Minor = part.iter().map(|candidate| candidate.minor).sum();
                (sum.count, sum.minor) = (sum.count + count, sum.minor + minor.0);
            } else if count > 0 {
                let (one, other) = part.split_at(part.len() / 2);
                left.extend([one, other]);
            }
        }
        Ok(())
    }
}

fn none(currency: Currency) -> Sum {
    Sum { count: 0, minor: 0, currency }
}

/// Adds a write that is owed from an earlier pass.
fn add(figures: &mut Figures, action: &Action) {
    let (sum, minor) = match action {
        Action::UpsertInvoice { body, .. } if body.balance.is_positive() => {
            (&mut figures.open_invoices, body.balance)
        }
        Action::UpsertInvoice { body, .. } => (&mut figures.paid_invoices, body.total),
        Action::RecordPayment { draft, .. } => (&mut figures.payments, draft.total),
        Action::RecordDeposit { draft, .. } => (&mut figures.deposits, draft.total()),
        _ => return,
    };
    (sum.count, sum.minor) = (sum.count + 1, sum.minor + minor.0);
}
