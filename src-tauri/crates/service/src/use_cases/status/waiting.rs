//! What waits, what is on its way, and whether anything waits longer than its time.

use std::collections::{BTreeMap, BTreeSet};

use contract::status::Sum;
use engine::awaited::Wait;
use engine::category::SyncCategory;
use engine::fault::Side;
use engine::intent::Action;
use engine::outbox::{OutboxItem, OutboxState};
use engine::plan::{AccountPurpose, ArchiveKind};
use engine::ports::{OutboxQuery, Store, StoreFault};
use engine::record::{Record, RecordKind, RecordRef};
use engine::settings::Settings;
use engine::subject::Subject;
use jiff::{SignedDuration, Timestamp, ToSpan};
use ledger::alternative::{PaymentStatus, PayoutStatus};
use ledger::{Currency, Money};

use crate::last_run::LastRun;
use crate::use_cases::pause_state::is_blocked;

/// Waits and owed writes looked at.
const LOOK: u32 = 10_000;
/// A payment may be on its way to its bank for so long.
const CLEARING: SignedDuration = SignedDuration::from_hours(10 * 24);

/// What waits in one company.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    /// By subject: the words, and the money at stake.
    waits: BTreeMap<Subject, Wait>,
    /// Subjects whose owed writes cannot go out now.
    stuck: BTreeMap<Subject, Option<Money>>,
    /// Owed writes that can go out, by row.
    moving: BTreeMap<SyncCategory, u64>,
    /// Waits and stuck writes, by row.
    resting: BTreeMap<SyncCategory, BTreeSet<Subject>>,
    /// Waits that are taking longer than they should, or that have no time of their own.
    late: usize,
}

impl Waiting {
    pub(crate) async fn gather(
        store: &dyn Store,
        settings: &Settings,
        facts: &LastRun,
        now: Timestamp,
    ) -> Result<Self, StoreFault> {
        let company = &settings.company;
        let mut waiting = Self::default();
        let counts = store.outbox_counts(company).await?;
        let blocked = |side| is_blocked(side, settings, facts, now);
        let any_waits = counts.iter().any(|(_, state, count)| *state == OutboxState::Waiting && *count > 0);
        if any_waits || blocked(Side::Quickbooks) || blocked(Side::Alternative) {
            for item in store.outbox(company, &OutboxQuery::Open { limit: LOOK }).await? {
                waiting.add_owed(&item, blocked(item.intent.action.side()));
            }
        } else {
            // The usual case costs the same however much there is to do.
            for (row, state, count) in counts {
                if matches!(state, OutboxState::Ready | OutboxState::Sent) {
                    *waiting.moving.entry(row).or_default() += count;
                }
            }
        }
        for (subject, wait) in store.waits(company, LOOK).await? {
            waiting.resting.entry(row(&subject)).or_default().insert(subject.clone());
            waiting.waits.insert(subject, wait);
        }
        let quiet = quiet(store, settings, waiting.waits.keys(), now).await?;
        waiting.late = waiting.waits.keys().filter(|subject| !quiet.contains(*subject)).count();
        Ok(waiting)
    }

    fn add_owed(&mut self, item: &OutboxItem, blocked: bool) {
        if blocked || item.state == OutboxState::Waiting {
            let row = item.intent.action.item();
            self.resting.entry(row).or_default().insert(item.intent.subject.clone());
            let money = money(&item.intent.action);
            let stuck = self.stuck.entry(item.intent.subject.clone()).or_default();
            *stuck = money.or(*stuck);
        } else {
            *self.moving.entry(item.intent.action.item()).or_default() += 1;
        }
    }

    /// Writes that are on their way.
    pub(crate) fn in_flight(&self) -> u64 {
        self.moving.values().sum()
    }

    /// Writes of a row that are on their way.
    pub(crate) fn moving(&self, row: SyncCategory) -> u64 {
        self.moving.get(&row).copied().unwrap_or_default()
    }

    /// Subjects of a row that wait.
    pub(crate) fn resting(&self, row: SyncCategory) -> u64 {
        self.resting.get(&row).map_or(0, |subjects| subjects.len() as u64)
    }

    /// Nothing waits but what has a time of its own, and that time is not over (rule F5).
    pub(crate) fn is_within_time(&self) -> bool {
        self.late == 0 && self.stuck.is_empty()
    }

    /// Whether there are records that are not known now (rule F8).
    pub(crate) fn any_unread(&self) -> bool {
        self.waits.keys().any(|subject| matches!(subject, Subject::Unread(_)))
    }

    /// How many wait, and how much money.
    pub(crate) fn sum(&self, currency: Currency) -> Sum {
        let mut amounts: BTreeMap<&Subject, Option<Money>> = BTreeMap::new();
        amounts.extend(self.waits.iter().map(|(subject, wait)| (subject, wait.amount)));
        for (subject, money) in &self.stuck {
            let amount = amounts.entry(subject).or_default();
            *amount = amount.or(*money);
        }
        let minor: ledger::MinorUnits = amounts.values().flatten().map(|money| money.minor).sum();
        Sum { count: amounts.len() as u64, minor: minor.0, currency }
    }

    /// Payments that are owed to QuickBooks and cannot go out.
    pub(crate) fn stuck_payments(&self) -> (usize, ledger::MinorUnits) {
        let payments = || self.stuck.iter().filter(|(subject, _)| matches!(subject, Subject::Payment(_)));
        let minor = payments().filter_map(|(_, money)| *money).map(|money| money.minor).sum();
        (payments().filter(|(_, money)| money.is_some()).count(), minor)
    }

    /// The words of one wait.
    pub(crate) fn first(&self) -> Option<&Wait> {
        self.waits.values().max_by_key(|wait| wait.amount.map(|money| money.minor))
    }
}

/// The row that a subject's waits are listed in.
pub(crate) fn row(subject: &Subject) -> SyncCategory {
    match subject {
        Subject::Customer(_) => SyncCategory::Customers,
        Subject::Invoice(_) | Subject::Currencies => SyncCategory::InvoiceDetails,
        Subject::Payment(_) | Subject::BeforeStart | Subject::Account(AccountPurpose::Payments) => {
            SyncCategory::Payments
        }
        Subject::Payout(_) | Subject::Account(AccountPurpose::Deposits | AccountPurpose::Fees) => {
            SyncCategory::Deposits
        }
        Subject::Brake(ArchiveKind::Invoices) => SyncCategory::ArchivedInvoices,
        Subject::Brake(ArchiveKind::Customers) => SyncCategory::ArchivedCustomers,
        Subject::Unread(record) => match record.kind {
            RecordKind::BooksCustomer | RecordKind::AlternativeCustomer => SyncCategory::Customers,
            RecordKind::BooksInvoice | RecordKind::AlternativeInvoice => SyncCategory::InvoiceDetails,
            RecordKind::BooksPayment | RecordKind::AlternativePayment => SyncCategory::Payments,
            RecordKind::BooksDeposit | RecordKind::BooksAccount | RecordKind::AlternativePayout => {
                SyncCategory::Deposits
            }
        },
    }
}

/// What a write records in QuickBooks.
fn money(action: &Action) -> Option<Money> {
    match action {
        Action::RecordPayment { draft, .. } => Some(draft.total.of(draft.currency)),
        Action::RecordDeposit { draft, .. } => Some(draft.total().of(draft.currency)),
        _ => None,
    }
}

/// Waits with a time of their own that is not over: a payment that clears, an invoice with such a payment, a payout on
/// its way.
async fn quiet<'a>(
    store: &dyn Store,
    settings: &Settings,
    subjects: impl Iterator<Item = &'a Subject>,
    now: Timestamp,
) -> Result<BTreeSet<Subject>, StoreFault> {
    let company = &settings.company;
    let today = settings.day_of(now);
    let mut quiet = BTreeSet::new();
    for subject in subjects {
        let references = match subject {
            Subject::Payment(id) => vec![RecordRef::alternative_payment(id)],
            Subject::Payout(id) => vec![RecordRef::alternative_payout(id)],
            Subject::Invoice(id) => {
                let invoice = [RecordRef::books_invoice(id)];
                store.naming(company, &invoice, RecordKind::AlternativePayment).await?
            }
            Subject::Customer(_)
            | Subject::BeforeStart
            | Subject::Brake(_)
            | Subject::Currencies
            | Subject::Account(_)
            | Subject::Unread(_) => Vec::new(),
        };
        let records = store.records(company, &references).await?;
        let is_quiet = records.iter().any(|mirrored| match &mirrored.record {
            Record::AlternativePayment(payment) => {
                payment.status == PaymentStatus::Processing
                    && now.duration_since(payment.created_at) < CLEARING
            }
            Record::AlternativePayout(payout) => {
                let late = payout.arrival.checked_add(2.days()).unwrap_or(payout.arrival);
                payout.status == PayoutStatus::Pending && today <= late
            }
            _ => false,
        });
        if is_quiet {
            quiet.insert(subject.clone());
        }
    }
    Ok(quiet)
}
