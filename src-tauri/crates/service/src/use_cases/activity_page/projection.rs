//! Tells the journal as changes: from its decision on an intent is one row, which its end replaces.

use std::collections::{BTreeMap, BTreeSet};

use contract::change::{About, Change};
use engine::category::SyncCategory;
use engine::happened::Happened;
use engine::journal::{Entry, EntryKind};
use engine::ports::{JournalQuery, Store, StoreFault};
use engine::record::RecordKind;
use engine::subject::Subject;
use jiff::civil::Date;
use ledger::{CompanyId, Currency, MinorUnits, Money};
use store::SqliteStore;
use store::read_models::ToldRow;

use super::context::ActivityContext;
use crate::details::{Details, Write};
use crate::typed;
use crate::use_cases::differences::{self, Sent};
use crate::use_cases::status::held_row;
use crate::words::{changes, in_sentence};

/// Journal entries told at a time.
const ENTRIES: u32 = 1_000;

/// Tells what the journal holds that was not told yet, at most so many pages of entries. Whoever writes the journal does
/// this too, so that whoever reads what was told finds it there.
pub(crate) async fn catch_up(
    store: &SqliteStore,
    company: &CompanyId,
    pages_max: usize,
) -> Result<(), StoreFault> {
    for _ in 0..pages_max {
        let (from, last) = store.told_upto(company).await?;
        if from >= last {
            return Ok(());
        }
        let (upto, folded) = fold_after(store, company, from).await?;
        let Some(upto) = upto else { return Ok(()) };
        let settled: Vec<_> = folded.settled.into_iter().collect();
        let rows: Vec<_> = folded.rows.into_values().collect();
        store.tell(company, (from, upto), &settled, &rows).await?;
    }
    Ok(())
}

/// What the records are called that each row of the board changed last. What was not told yet is read along, the newest of
/// it, and nothing is kept: whoever asks how things stand writes nothing.
pub(crate) async fn last_names(
    store: &SqliteStore,
    company: &CompanyId,
) -> Result<BTreeMap<SyncCategory, String>, StoreFault> {
    let mut names: BTreeMap<_, _> = store.last_names(company).await?.into_iter().collect();
    let (told, last) = store.told_upto(company).await?;
    if told < last {
        let (_, folded) = fold_after(store, company, told.max(last.saturating_sub(ENTRIES.into()))).await?;
        let changed = folded.rows.into_values();
        let changed =
            changed.filter(|row| row.direction.is_some() && row.slot.is_none() && row.hold.is_none());
        names.extend(changed.filter_map(|row| Some((row.item?, row.name))));
    }
    Ok(names.into_iter().filter_map(|(item, name)| Some((item, name?))).collect())
}

/// What a page of entries after that one comes to, and the number of its last.
async fn fold_after(
    store: &SqliteStore,
    company: &CompanyId,
    after: u64,
) -> Result<(Option<u64>, Folded), StoreFault> {
    let query = JournalQuery { after: Some(after), limit: ENTRIES, ..JournalQuery::default() };
    let entries = store.journal(company, &query).await?;
    let context = ActivityContext::of_entries(store, company, &entries).await?;
    Ok((entries.last().map(|entry| entry.seq), Folded::of(&context, &entries)))
}

/// What some entries come to.
#[derive(Default)]
struct Folded {
    rows: BTreeMap<u64, ToldRow>,
    /// Rows of intents that are still to be written.
    open: BTreeMap<String, u64>,
    /// Intents whose earlier rows are replaced.
    settled: BTreeSet<String>,
}

impl Folded {
    fn of(context: &ActivityContext, entries: &[Entry]) -> Self {
        let mut folded = Self::default();
        for entry in entries {
            folded.take(context, entry);
        }
        folded
    }

    fn take(&mut self, context: &ActivityContext, entry: &Entry) {
        if entry.draft.kind == EntryKind::Read {
            self.settle(unreadable(entry));
        }
        let Some(row) = row(context, entry) else { return };
        self.settle(row.slot.clone().or_else(|| Details::of(entry).slot.map(|slot| slot.text)));
        if let Some(slot) = &row.slot {
            self.open.insert(slot.clone(), row.seq);
        }
        self.rows.insert(row.seq, row);
    }
}

impl Folded {
    fn settle(&mut self, slot: Option<String>) {
        let Some(slot) = slot else { return };
        if let Some(seq) = self.open.remove(&slot) {
            self.rows.remove(&seq);
        }
        self.settled.insert(slot);
    }
}

/// Stands for a record that cannot be read, until it is.
fn unreadable(entry: &Entry) -> Option<String> {
    let record = entry.draft.record.as_ref()?;
    Some(format!("unreadable:{}:{}", record.kind.code(), record.id))
}

/// What a row says.
struct Told {
    change: Change,
    /// What it changes, for the board; nothing: what the subject is called.
    name: Option<String>,
    direction: Option<&'static str>,
    amount: Option<Money>,
}

impl Told {
    fn of(change: Change) -> Self {
        Self { change, name: None, direction: None, amount: None }
    }
}

const INTO_QUICKBOOKS: Option<&str> = Some("to_quickbooks");
const INTO_ALTERNATIVE: Option<&str> = Some("to_alternative");

/// The row of an entry; reads, attempts and reports have none.
fn row(context: &ActivityContext, entry: &Entry) -> Option<ToldRow> {
    let draft = &entry.draft;
    let details = Details::of(entry);
    let slot = || details.slot.as_ref().map(|slot| slot.text.clone());
    let to_come = match draft.kind {
        EntryKind::Decided => slot(),
        EntryKind::Failed => slot().or_else(|| unreadable(entry)),
        _ => None,
    };
    let (told, hold) = match draft.kind {
        EntryKind::Read | EntryKind::Attempt | EntryKind::Withdrawn => return None,
        EntryKind::Decided if details.slot.is_none() => return None,
        EntryKind::Held => {
            let id = details.hold.clone()?;
            (held(context, entry, &id), Some(id))
        }
        EntryKind::UserAction => (decided(context, entry, &details), None),
        EntryKind::Drift | EntryKind::Connection => (plain(entry), None),
        EntryKind::Decided | EntryKind::Written | EntryKind::Found | EntryKind::Failed => {
            (written(context, entry, &details)?, None)
        }
    };
    let subject = draft.subject.as_ref();
    let name = told.name.or_else(|| context.name(subject?));
    let text = changes::change(&told.change);
    let item = match (&hold, subject) {
        (Some(_), Some(subject)) => {
            let rule = details.rule.clone().and_then(|rule| serde_json::from_value(rule.into()).ok());
            rule.map(|rule| held_row(rule, subject))
        }
        _ => draft.item,
    };
    let record = subject
        .map(ToString::to_string)
        .or_else(|| draft.record.as_ref().map(|record| format!("{}:{}", record.kind.code(), record.id)));
    let mut folded = vec![text.to_lowercase()];
    folded.extend(name.as_ref().map(|name| name.to_lowercase()));
    folded.extend(subject.and_then(|subject| context.whose(subject)).map(str::to_lowercase));
    folded.extend(told.amount.map(amounts));
    Some(ToldRow {
        seq: entry.seq,
        at: draft.at,
        item,
        direction: told.direction.map(str::to_owned),
        subject: subject.map(ToString::to_string),
        record,
        slot: to_come,
        hold,
        name,
        change: serde_json::to_string(&told.change).ok(),
        text,
        folded: folded.join("\n"),
        minor: told.amount.map(|money| money.minor.0),
        currency: told.amount.map(|money| money.currency),
    })
}

/// An amount in the ways that people type it.
fn amounts(money: Money) -> String {
    let bare = changes::bare(money);
    format!("{}\n{bare}\n{}", in_sentence(money), bare.replace(',', ""))
}

fn plain(entry: &Entry) -> Told {
    Told::of(Change::Other { happened: typed::happened(&entry.draft.happened) })
}

/// A question.
fn held(context: &ActivityContext, entry: &Entry, id: &str) -> Told {
    let Happened::Held(question) = &entry.draft.happened else {
        let amount = context.hold(id).and_then(|hold| hold.draft.amount);
        return Told { amount, ..plain(entry) };
    };
    let customer = entry.draft.subject.as_ref().and_then(|subject| context.whose(subject)).map(str::to_owned);
    let amount = question.amount;
    Told { amount, ..Told::of(Change::Held { question: typed::question(question), customer }) }
}

/// What a person did, and about what.
fn decided(context: &ActivityContext, entry: &Entry, details: &Details) -> Told {
    let Some(subject) = &entry.draft.subject else { return plain(entry) };
    let customer = || context.whose(subject).map(str::to_owned);
    let about = match (subject, context.name(subject)) {
        (Subject::Customer(_), Some(name)) => About::Customer { name },
        (Subject::Invoice(_), Some(number)) => About::Invoice { number, customer: customer() },
        (Subject::Payment(id), Some(_)) => {
            About::Payment { invoices: context.numbers_of(id.as_str()), customer: customer() }
        }
        (Subject::Payout(id), _) => {
            About::Payout { payout: id.to_string(), arrival: arrival(context, id.as_str()) }
        }
        _ => return plain(entry),
    };
    let amount = details.hold.as_deref().and_then(|id| context.hold(id)).and_then(|hold| hold.draft.amount);
    let happened = typed::happened(&entry.draft.happened);
    Told { amount, ..Told::of(Change::Person { happened, about }) }
}

/// A write, before or after it.
fn written(context: &ActivityContext, entry: &Entry, details: &Details) -> Option<Told> {
    let Some(slot) = &details.slot else { return Some(plain(entry)) };
    let subject = entry.draft.subject.as_ref();
    let told = match (slot.write, subject) {
        (Some(Write::UpsertCustomer), Some(subject)) => {
            let name = context.name(subject).unwrap_or_else(|| subject.to_string());
            let (new, fields) = differences::customer(details).map_or((false, Vec::new()), Sent::parts);
            into_alternative(Change::Customer { name, new, fields })
        }
        (Some(Write::ArchiveCustomer), Some(subject)) => {
            let name = context.name(subject).unwrap_or_else(|| subject.to_string());
            into_alternative(Change::CustomerArchived { name })
        }
        (Some(Write::RestoreCustomer), Some(subject)) => {
            let name = context.name(subject).unwrap_or_else(|| subject.to_string());
            into_alternative(Change::CustomerRestored { name })
        }
        (
            Some(
                write @ (Write::UpsertInvoice
                | Write::ArchiveInvoice
                | Write::RestoreInvoice
                | Write::AttachPdf),
            ),
            Some(subject),
        ) => invoice(context, subject, write, details),
        (Some(write @ (Write::RecordPayment | Write::RemovePayment)), Some(Subject::Payment(payment))) => {
            payment_told(context, payment.as_str(), write == Write::RemovePayment, details)
        }
        (Some(Write::RecordDeposit), _) => deposit(context, &slot.record, details),
        // What Alternative is told about a payment belongs to the payment's own row.
        (Some(Write::ReportPayment | Write::ReportPayout), _) => return None,
        _ => Told { direction: by_item(entry.draft.item), ..plain(entry) },
    };
    Some(told)
}

fn into_alternative(change: Change) -> Told {
    Told { direction: INTO_ALTERNATIVE, ..Told::of(change) }
}

fn by_item(item: Option<SyncCategory>) -> Option<&'static str> {
    match item? {
        SyncCategory::Payments | SyncCategory::Deposits | SyncCategory::DeletedPayments => INTO_QUICKBOOKS,
        _ => INTO_ALTERNATIVE,
    }
}

fn invoice(context: &ActivityContext, subject: &Subject, write: Write, details: &Details) -> Told {
    let number = context.name(subject).unwrap_or_else(|| subject.to_string());
    let face = match subject {
        Subject::Invoice(id) => context.face(RecordKind::BooksInvoice, id.as_str()),
        _ => None,
    };
    let total = face.map(|face| MinorUnits(face.total).of(face.currency));
    let customer = context.whose(subject).map(str::to_owned);
    let (change, amount) = match write {
        Write::AttachPdf => (Change::Pdf { number, customer }, None),
        Write::RestoreInvoice => (Change::InvoiceRestored { number, customer }, None),
        Write::ArchiveInvoice => {
            let archived = details.archived();
            let amount = total.filter(|money| !money.minor.is_zero());
            (Change::InvoiceArchived { number, customer, archived }, amount)
        }
        _ => {
            let (new, fields) = differences::invoice(details).map_or((false, Vec::new()), Sent::parts);
            (Change::Invoice { number, customer, new, fields }, total.filter(|_| new))
        }
    };
    Told { amount, ..into_alternative(change) }
}

fn payment_told(context: &ActivityContext, payment: &str, removed: bool, details: &Details) -> Told {
    let invoices = context.invoices_of(payment);
    let currency = invoices.first().map_or(Currency::USD, |invoice| invoice.currency);
    let of_payment = context.face(RecordKind::AlternativePayment, payment).map(|face| face.total);
    let written = details.quickbooks_payment.as_deref();
    let written = written.and_then(|id| context.face(RecordKind::BooksPayment, id)).map(|face| face.total);
    let amount =
        written.filter(|total| *total != 0).or(of_payment).map(|minor| MinorUnits(minor).of(currency));
    let total: i64 = invoices.iter().map(|invoice| invoice.total).fold(0, i64::saturating_add);
    let change = Change::Payment {
        customer: context.payer(payment).map(str::to_owned),
        invoices: context.numbers_of(payment),
        partial: of_payment.is_some_and(|paid| paid < total),
        removed,
    };
    Told { direction: INTO_QUICKBOOKS, amount, ..Told::of(change) }
}

/// When a payout reaches the bank.
fn arrival(context: &ActivityContext, payout: &str) -> Option<Date> {
    context.face(RecordKind::AlternativePayout, payout)?.dated.parse().ok()
}

fn deposit(context: &ActivityContext, id: &str, details: &Details) -> Told {
    let amount =
        context.face(RecordKind::AlternativePayout, id).map(|face| MinorUnits(face.total).of(face.currency));
    let deposit = details.quickbooks_deposit.clone();
    let name = deposit.as_ref().map(|deposit| format!("deposit {deposit}"));
    let change = Change::Deposit { deposit, payout: id.to_owned(), arrival: arrival(context, id) };
    Told { name, direction: INTO_QUICKBOOKS, amount, ..Told::of(change) }
}
