//! Records of QuickBooks Online as the companion understands them.
//!
//! QuickBooks is the source of truth for customers and invoices; payments and deposits here are either *ours*
//! (written by a companion, told by [`Payment::reference`]) or *external*.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::ids::opaque_id;
use crate::{Currency, MinorUnits, RealmId};

opaque_id! {
    /// The QuickBooks id of a customer, unique within its company.
    CustomerId
}
opaque_id! {
    /// The QuickBooks id of an invoice, unique within its company.
    InvoiceId
}
opaque_id! {
    /// The QuickBooks id of a received payment, unique within its company.
    PaymentId
}
opaque_id! {
    /// The QuickBooks id of a bank deposit, unique within its company.
    DepositId
}
opaque_id! {
    /// The QuickBooks id of an account of the chart of accounts, unique within its company.
    AccountId
}
opaque_id! {
    /// The QuickBooks id of a journal entry, unique within its company.
    JournalEntryId
}
opaque_id! {
    /// The QuickBooks id of a transaction of any kind, which only its kind makes an id of that kind, unique within its company.
    TransactionId
}

/// What the companion needs to know of the company itself (`CompanyInfo` and `Preferences`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// QuickBooks company id.
    pub realm: RealmId,
    /// Its name as people know it.
    pub name: String,
    /// Home currency; amounts of records without a currency are in it.
    pub home_currency: Currency,
    /// More than one currency in use.
    pub multi_currency: bool,
    /// IANA name of the company's time zone, where QuickBooks tells it.
    pub time_zone: Option<String>,
    /// Books are closed up to and including this day (rule D7).
    pub closed_until: Option<Date>,
}

/// A postal address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number; further lines joined by a comma.
    pub street: Option<String>,
    /// Suite, floor, unit.
    pub sub_premise: Option<String>,
    /// Town.
    pub city: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country as QuickBooks has it.
    pub country: Option<String>,
}

/// A customer or sub-customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Id in QuickBooks.
    pub id: CustomerId,
    /// `SyncToken`.
    pub version: u64,
    /// Name without QuickBooks' " (deleted)" suffix; a sub-customer's is its full path `A:B` (rules C2, C8).
    pub name: String,
    /// Company name.
    pub company_name: Option<String>,
    /// Primary e-mail address; none means "cannot be invited" (rule C8).
    pub email: Option<String>,
    /// Primary phone.
    pub phone: Option<String>,
    /// Billing address.
    pub billing_address: Option<Address>,
    /// False once made inactive or merged away.
    pub active: bool,
    /// The customer this one is a job of.
    pub parent: Option<CustomerId>,
    /// Last change in QuickBooks.
    pub updated_at: Timestamp,
}

/// One line of an invoice after discounts, shipping and bundles were made lines of their own (rule I3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// What it is for.
    pub description: String,
    /// Total of the line; negative for a discount.
    pub amount: MinorUnits,
    /// For display only.
    #[serde(with = "rust_decimal::serde::str_option", default)]
    pub quantity: Option<Decimal>,
    /// For display only.
    #[serde(with = "rust_decimal::serde::str_option", default)]
    pub unit_price: Option<Decimal>,
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Id in QuickBooks; never reused, so a re-created invoice is a new one (rule I15).
    pub id: InvoiceId,
    /// `SyncToken`; also rises when a payment is applied.
    pub version: u64,
    /// `DocNumber`, a label.
    pub number: Option<String>,
    /// Whom it is for.
    pub customer: CustomerId,
    /// Its currency.
    pub currency: Currency,
    /// Accounting date.
    pub issued: Date,
    /// Due date.
    pub due: Option<Date>,
    /// Lines without tax.
    pub lines: Vec<InvoiceLine>,
    /// All of the tax.
    pub tax: MinorUnits,
    /// `TotalAmt`.
    pub total: MinorUnits,
    /// What is still owed in QuickBooks.
    pub balance: MinorUnits,
    /// Message shown to the customer.
    pub memo: Option<String>,
    /// Voided in QuickBooks: [zeroed](Self::is_zeroed), and either it was more before or its note begins with "Void" (rule
    /// I7). A record that was just read knows only the note.
    pub voided: bool,
    /// QuickBooks' own pay button is on; only raises a note (rule I1).
    pub own_pay_button: bool,
    /// Last change in QuickBooks.
    pub updated_at: Timestamp,
}

impl Invoice {
    /// Sum of the lines.
    pub fn sub_total(&self) -> MinorUnits {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// Whether lines and tax come to the total, to the cent (rule I3).
    pub fn adds_up(&self) -> bool {
        self.sub_total() + self.tax == self.total
    }

    /// Total and every line are zero: the form that a void has, and a real invoice over nothing may have too (rule I7).
    pub fn is_zeroed(&self) -> bool {
        self.total.is_zero() && self.lines.iter().all(|line| line.amount.is_zero())
    }

    /// What people call it: its number, else its id.
    pub fn label(&self) -> &str {
        self.number.as_deref().unwrap_or(self.id.as_str())
    }
}

/// One line of a journal entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct JournalLine {
    /// Where it is booked.
    pub account: AccountId,
    /// Debit; a credit is negative.
    pub debit: MinorUnits,
    /// Whose, where it is about a customer.
    pub customer: Option<CustomerId>,
}

/// A journal entry (rule P8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalEntry {
    /// Id in QuickBooks.
    pub id: JournalEntryId,
    /// `SyncToken`.
    pub version: u64,
    /// `DocNumber`; ours begin with `AR-`.
    pub number: Option<String>,
    /// Its lines; debits and credits come to zero.
    pub lines: Vec<JournalLine>,
}

/// One thing that a payment is applied to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// `TxnType`, for example `Invoice`.
    pub kind: String,
    /// `TxnId`.
    pub id: TransactionId,
    /// How much of the payment.
    pub amount: MinorUnits,
}

impl Applied {
    /// `TxnType` of an invoice.
    pub const INVOICE: &str = "Invoice";

    /// Whether this is that invoice.
    pub fn pays(&self, invoice: &InvoiceId) -> bool {
        self.kind == Self::INVOICE && self.id.as_str() == invoice.as_str()
    }

    /// The invoice it is, if it is one.
    pub fn invoice(&self) -> Option<InvoiceId> {
        (self.kind == Self::INVOICE).then(|| InvoiceId::new(self.id.as_str()))
    }
}

/// A received payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Id in QuickBooks.
    pub id: PaymentId,
    /// `SyncToken`.
    pub version: u64,
    /// Who paid.
    pub customer: CustomerId,
    /// Its currency.
    pub currency: Currency,
    /// Accounting date.
    pub date: Date,
    /// `TotalAmt`; zero once voided.
    pub total: MinorUnits,
    /// `PaymentRefNum`; ours begin with `AP-` (rule P6).
    pub reference: Option<String>,
    /// `PrivateNote`.
    pub note: Option<String>,
    /// Account it was recorded to; `None` means Undeposited Funds by default.
    pub deposit_to: Option<AccountId>,
    /// What it pays.
    pub applied: Vec<Applied>,
    /// The deposit it is on, if any.
    pub deposit: Option<DepositId>,
    /// Voided: it keeps its record, but moves no money.
    pub voided: bool,
    /// When it was entered, where QuickBooks tells (rule P5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// Last change in QuickBooks.
    pub updated_at: Timestamp,
}

impl Payment {
    /// What of it pays nothing: the customer's credit.
    pub fn unapplied(&self) -> MinorUnits {
        self.total - self.applied.iter().map(|applied| applied.amount).sum()
    }

    /// How much of it QuickBooks applies to an invoice.
    pub fn applied_to(&self, invoice: &InvoiceId) -> MinorUnits {
        self.applied.iter().filter(|applied| applied.pays(invoice)).map(|applied| applied.amount).sum()
    }
}

/// One line of a bank deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositLine {
    /// The payment it takes out of Undeposited Funds; `None` for a direct line.
    pub payment: Option<PaymentId>,
    /// Signed amount; fees are negative.
    pub amount: MinorUnits,
    /// Account of a direct line.
    pub account: Option<AccountId>,
    /// Customer of a direct line.
    pub customer: Option<CustomerId>,
    /// The text of the line.
    pub description: Option<String>,
}

/// A bank deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// Id in QuickBooks.
    pub id: DepositId,
    /// `SyncToken`.
    pub version: u64,
    /// Bank account.
    pub account: AccountId,
    /// Its currency.
    pub currency: Currency,
    /// Accounting date.
    pub date: Date,
    /// What reaches the bank.
    pub total: MinorUnits,
    /// `PrivateNote`; ours hold the payout id (rule D3).
    pub note: Option<String>,
    /// Its lines.
    pub lines: Vec<DepositLine>,
    /// Last change in QuickBooks.
    pub updated_at: Timestamp,
}

/// What an account is for, as far as the companion cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// A bank account: where payouts arrive.
    Bank,
    /// Undeposited Funds, told by its subtype, never by name.
    UndepositedFunds,
    /// Any other current asset.
    OtherCurrentAsset,
    /// An expense account, for fees.
    Expense,
    /// Anything else.
    Other,
}

/// An account of the chart of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Id in QuickBooks.
    pub id: AccountId,
    /// `SyncToken`.
    pub version: u64,
    /// Full name.
    pub name: String,
    /// Account number, where the company keeps them.
    pub number: Option<String>,
    /// What it is for.
    pub kind: AccountKind,
    /// QuickBooks' own word for its subtype, for display (`Checking`).
    pub subtype: Option<String>,
    /// Its currency.
    pub currency: Currency,
    /// Balance in QuickBooks.
    pub balance: MinorUnits,
    /// False once made inactive.
    pub active: bool,
    /// Last change in QuickBooks.
    pub updated_at: Timestamp,
}
