//! QuickBooks Online as the engine sees it.

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{Currency, MinorUnits, books};
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::record::{Read, Record, RecordRef};

/// The entities that are read in bulk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// `Customer`
    Customer,
    /// `Invoice`
    Invoice,
    /// `Payment`
    Payment,
    /// `Deposit`
    Deposit,
    /// `Account`
    Account,
    /// `Preferences` and `CompanyInfo`: a change only says "read the company again".
    Company,
}

/// Which records of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageFilter {
    /// All, inactive ones too.
    All,
    /// Invoices with a balance above zero, whatever their age (rule I14).
    OpenInvoices,
    /// Invoices dated on that day or later (rule I14).
    IssuedSince(Date),
    /// Payments whose `PaymentRefNum` begins with `AP-`: ours (rule P6).
    OurPayments,
    /// Changed at that instant or later (rule F3).
    UpdatedSince(Timestamp),
}

/// One page of a query, in the order in which the records were created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The kind of record that is asked for.
    pub entity: Entity,
    /// The rows that are asked for.
    pub filter: PageFilter,
    /// Only records that were created at that instant or later.
    pub created_from: Option<Timestamp>,
    /// `STARTPOSITION`, from 1.
    pub start: u64,
    /// `MAXRESULTS`, at most 1000.
    pub size: u32,
}

/// A record that could not be understood; nothing is decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unreadable {
    /// Which, where even that could be read.
    pub reference: Option<RecordRef>,
    /// What is wrong with it.
    pub why: String,
    /// It was shown, and makes no sense: reading it again brings the same, so that a person is asked at once.
    pub definite: bool,
}

/// One page as read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageRead {
    /// Readable records, in the order of the answer.
    pub records: Vec<Read<Record>>,
    /// Unreadable ones.
    pub unreadable: Vec<Unreadable>,
    /// Rows in the answer, readable or not; fewer than asked means the last page.
    pub rows: usize,
    /// The answer to [`Look::ClosingDate`]: the books are closed up to and including this day.
    pub closed_until: Option<Date>,
    /// QuickBooks refused this look of several, so that nothing of it is known (rule F8).
    pub refused: Option<Fault>,
    /// When the last row was created; only where each row came in the order of creation and tells its time, so that the
    /// next page can be asked for from there.
    pub created_until: Option<Timestamp>,
    /// Only the rows at its beginning were read: the rest is for another step.
    pub cut: bool,
}

/// A record deleted in QuickBooks, with evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// Kind and id of the record.
    pub reference: RecordRef,
    /// When, as QuickBooks tells.
    pub at: Timestamp,
}

/// Change data since a point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Live records, whole.
    pub records: Vec<Read<Record>>,
    /// Deleted ones.
    pub gone: Vec<Gone>,
    /// Unreadable ones.
    pub unreadable: Vec<Unreadable>,
    /// `Preferences` or `CompanyInfo` changed.
    pub company_changed: bool,
    /// Objects in the whole answer; 1,000 means that it may have been cut (rule F3).
    pub objects: usize,
    /// QuickBooks' own time of the answer: the next good point.
    pub answered_at: Timestamp,
}

/// A targeted read; several go out in one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Invoices by id.
    Invoices(Vec<books::InvoiceId>),
    /// Customers by id, inactive ones too.
    Customers(Vec<books::CustomerId>),
    /// Payments by id.
    Payments(Vec<books::PaymentId>),
    /// Deposits by id.
    Deposits(Vec<books::DepositId>),
    /// Payments with exactly this `PaymentRefNum`, of any customer (rule P6).
    PaymentsByReference(String),
    /// Payments of one customer dated within these days, both included (rule P5).
    PaymentsOfCustomer {
        /// Whose.
        customer: books::CustomerId,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Payments of these customers of this amount, dated within these days, both included (rule P5).
    PaymentsOfFamily {
        /// Whose.
        customers: Vec<books::CustomerId>,
        /// Of exactly this amount.
        total: MinorUnits,
        /// In its currency.
        currency: Currency,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Deposits dated within these days, both included, whoever wrote them (rules D3, D14).
    DepositsBetween {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Accounts by id, inactive ones too (rule D9).
    Accounts(Vec<books::AccountId>),
    /// Accounts with exactly one of these names, inactive ones too (rule D10).
    AccountsNamed(Vec<String>),
    /// How far the books are closed (rule D7): no record, the page tells.
    ClosingDate,
}

impl Look {
    /// Whether a record is one of those it asks for.
    pub fn is_answered_by(&self, record: &Record) -> bool {
        match (self, record) {
            (Self::Invoices(ids), Record::BooksInvoice(it)) => ids.contains(&it.id),
            (Self::Customers(ids), Record::BooksCustomer(it)) => ids.contains(&it.id),
            (Self::Payments(ids), Record::BooksPayment(it)) => ids.contains(&it.id),
            (Self::Deposits(ids), Record::BooksDeposit(it)) => ids.contains(&it.id),
            (Self::PaymentsByReference(reference), Record::BooksPayment(it)) => {
                // QuickBooks compares without case; whether it is ours is told by the exact text.
                it.reference.as_ref().is_some_and(|text| text.eq_ignore_ascii_case(reference))
            }
            (Self::PaymentsOfCustomer { customer, .. }, Record::BooksPayment(it)) => it.customer == *customer,
            (Self::PaymentsOfFamily { customers, .. }, Record::BooksPayment(it)) => {
                customers.contains(&it.customer)
            }
            (Self::DepositsBetween { from, to }, Record::BooksDeposit(it)) => {
                (*from..=*to).contains(&it.date)
            }
            (Self::Accounts(ids), Record::BooksAccount(it)) => ids.contains(&it.id),
            (Self::AccountsNamed(_), Record::BooksAccount(_)) => true,
            _ => false,
        }
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Invoices(ids) => ids.is_empty(),
            Self::Customers(ids) => ids.is_empty(),
            Self::Payments(ids) => ids.is_empty(),
            Self::Deposits(ids) => ids.is_empty(),
            Self::Accounts(ids) => ids.is_empty(),
            Self::AccountsNamed(names) => names.is_empty(),
            Self::PaymentsOfFamily { customers, .. } => customers.is_empty(),
            Self::PaymentsByReference(_)
            | Self::PaymentsOfCustomer { .. }
            | Self::DepositsBetween { .. }
            | Self::ClosingDate => false,
        }
    }
}

/// One line of a payment to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentLineDraft {
    /// The invoice it pays.
    pub invoice: books::InvoiceId,
    /// In minor units of the record's currency.
    pub amount: MinorUnits,
}

/// A payment to be recorded in QuickBooks (rules P1, P3, P4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentDraft {
    /// Who paid.
    pub customer: books::CustomerId,
    /// Accounting date in the company's time zone.
    pub date: Date,
    /// Currency.
    pub currency: Currency,
    /// Send `CurrencyRef` (multi-currency companies require it).
    pub multi_currency: bool,
    /// `PaymentRefNum`, at most 21 characters (rule P6).
    pub reference: String,
    /// `PrivateNote`: A's payment id in a sentence.
    pub note: String,
    /// `DepositToAccountRef`: Undeposited Funds or the chosen bank account (rules D1, D12).
    pub deposit_to: books::AccountId,
    /// What it pays.
    pub lines: Vec<PaymentLineDraft>,
    /// Sum of its lines, plus what is kept as credit.
    pub total: MinorUnits,
}

/// What a payment that is in QuickBooks is to pay from now on (rule P11).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplyDraft {
    /// It, as it was seen last: only this version is changed.
    pub payment: books::Payment,
    /// All that it pays then, what it pays already among it.
    pub applied: Vec<books::Applied>,
}

/// One line of a deposit to be recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepositLineDraft {
    /// Takes a whole payment out of Undeposited Funds.
    Payment {
        /// Its id in QuickBooks.
        payment: books::PaymentId,
        /// Its full amount.
        amount: MinorUnits,
    },
    /// A line of its own: a fee, or money that QuickBooks has no payment for.
    Direct {
        /// Where it is booked.
        account: books::AccountId,
        /// Signed amount.
        amount: MinorUnits,
        /// The customer it belongs to.
        customer: Option<books::CustomerId>,
        /// The text of the line.
        description: String,
    },
}

/// A deposit to be recorded in QuickBooks (rule D3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositDraft {
    /// Bank account.
    pub account: books::AccountId,
    /// The payout's arrival date.
    pub date: Date,
    /// Currency.
    pub currency: Currency,
    /// Send `CurrencyRef`.
    pub multi_currency: bool,
    /// `PrivateNote` with the payout id.
    pub note: String,
    /// Its lines; they sum to the payout.
    pub lines: Vec<DepositLineDraft>,
}

impl DepositDraft {
    /// What will reach the bank.
    pub fn total(&self) -> MinorUnits {
        self.lines
            .iter()
            .map(|line| match line {
                DepositLineDraft::Payment { amount, .. } | DepositLineDraft::Direct { amount, .. } => *amount,
            })
            .sum()
    }
}

/// What an account of the companion's own is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountUse {
    /// Absorbed fees: an expense (rule D10).
    Fees,
    /// What goes back: another current asset (rule D15).
    Returns,
}

/// An account to be created (rules D10, D15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDraft {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub used_for: AccountUse,
}

/// A journal entry to be written (rule P8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntryDraft {
    /// Accounting date.
    pub date: Date,
    /// Currency.
    pub currency: Currency,
    /// Send `CurrencyRef`.
    pub multi_currency: bool,
    /// `DocNumber`, by which it is known again.
    pub number: String,
    /// `PrivateNote`.
    pub note: String,
    /// Its lines.
    pub lines: Vec<books::JournalLine>,
}

/// A write that was answered with success. `I` is the id of what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<I> {
    /// The id QuickBooks gave.
    pub id: I,
    /// `intuit_tid` of the answer.
    pub trace: Option<String>,
}

/// QuickBooks Online, one company. Every call is one or a few requests; none retries by itself except for one token
/// refresh, and none sleeps except for the rate limit.
#[async_trait]
pub trait Books: Send + Sync {
    /// `CompanyInfo` and `Preferences`.
    async fn company(&self) -> Result<books::Company, Fault>;
    /// One page of a query.
    async fn page(&self, page: &Page) -> Result<PageRead, Fault>;
    /// How many of these ids are among what the filter names; without ids, how much that is. It shows none of them, so that it can be asked about records
    /// that cannot be read.
    async fn count(&self, entity: Entity, filter: &PageFilter, ids: &[String]) -> Result<u64, Fault>;
    /// Change data since that instant. Deleted records appear as [`Gone`].
    async fn changes(&self, entities: &[Entity], since: Timestamp) -> Result<Changes, Fault>;
    /// Several targeted reads in one request. A record that is missing from an answer is **not** thereby gone.
    async fn look(&self, looks: &[Look]) -> Result<Vec<PageRead>, Fault>;
    /// One record by its id; [`FaultKind::NotFound`](crate::fault::FaultKind::NotFound) (code 610) is evidence that it is gone.
    async fn read(&self, reference: &RecordRef) -> Result<Read<Record>, Fault>;
    /// Records a payment. `request_id` makes a repeat replay the first answer (rule P6).
    async fn create_payment(
        &self,
        draft: &PaymentDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault>;
    /// Changes what a payment of ours pays, and nothing else of it (rule P11).
    async fn apply_payment(
        &self,
        draft: &ApplyDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault>;
    /// Deletes a payment of ours (rule P7).
    async fn delete_payment(
        &self,
        id: &books::PaymentId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault>;
    /// Records a deposit (rule D3).
    async fn create_deposit(
        &self,
        draft: &DepositDraft,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault>;
    /// Deletes a deposit of ours (rule D4).
    async fn delete_deposit(
        &self,
        id: &books::DepositId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault>;
    /// Journal entries with exactly this `DocNumber` (rule P8).
    async fn journal_entries(&self, number: &str) -> Result<Vec<books::JournalEntry>, Fault>;
    /// Writes a journal entry (rule P8).
    async fn create_journal_entry(
        &self,
        draft: &JournalEntryDraft,
        request_id: &str,
    ) -> Result<Written<books::JournalEntryId>, Fault>;
    /// Creates an account of the companion's own (rules D10, D15).
    async fn create_account(
        &self,
        draft: &AccountDraft,
        request_id: &str,
    ) -> Result<Written<books::AccountId>, Fault>;
    /// QuickBooks' PDF of an invoice, the body as it came (rule I13 checks it).
    async fn invoice_pdf(&self, id: &books::InvoiceId) -> Result<Vec<u8>, Fault>;
    /// Whether a record that was read well within the hour can be read again now; nothing where there is none, or where
    /// nobody keeps account of it (rule F8).
    async fn probe(&self) -> Option<bool> {
        None
    }
    /// How many requests went out since the last time this was asked: reads and writes.
    fn take_request_counts(&self) -> (u64, u64);
}
