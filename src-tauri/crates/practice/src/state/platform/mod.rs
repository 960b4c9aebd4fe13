//! The records of one partner account, with the indexes that answer every question without a walk over a table.

pub mod access;
pub mod amount;
pub mod bucket;
pub mod customers;
pub mod deliveries;
pub mod feed;
pub mod ids;
pub mod indexes;
pub mod invoices;
pub mod partner;
pub mod payments;
pub mod payouts;
pub mod persistence;
pub mod records;
pub mod tokens;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ledger::{Currency, MinorUnits};
use serde::{Deserialize, Serialize};

use crate::clock::COMPANY_ZONE;
use crate::table::Table;
use bucket::Bucket;
use ids::{Ids, Kind};
use indexes::Indexes;
use partner::Partner;
use records::{
    Company, Customer, Delivery, Event, Invoice, Payment, PaymentRequest, Payout, Pdf, Subscription, User,
};
use tokens::Token;

/// What the integration routes can offer, in the order they are listed.
pub const CAPABILITIES: [&str; 8] = [
    "customers.upsert",
    "invoices.upsert",
    "invoices.archive",
    "invoices.pdf",
    "records.read",
    "payments.feed",
    "payments.read",
    "payments.link",
];

/// The bank account that receives payouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutBank {
    pub name: String,
    /// Four digits.
    pub last4: String,
}

/// The companion that connected first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectedBy {
    pub installation_id: String,
    pub name: String,
    pub at: Timestamp,
}

/// The settings of a partner account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The connected company and who connected it.
    pub connected: Option<(u64, ConnectedBy)>,
    /// The company connected last, connected or not.
    pub last_company: Option<u64>,
    /// The platform's own QuickBooks link is active.
    pub other_link: bool,
    pub capabilities: Vec<String>,
    pub payout_bank: Option<PayoutBank>,
    /// IANA name.
    pub time_zone: Option<String>,
    pub home_currency: Option<Currency>,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            connected: None,
            last_company: None,
            other_link: false,
            capabilities: CAPABILITIES.iter().map(|&name| name.to_owned()).collect(),
            payout_bank: Some(PayoutBank { name: "First Coastal Operating".into(), last4: "4821".into() }),
            time_zone: Some(COMPANY_ZONE.to_owned()),
            home_currency: Some(Currency::USD),
        }
    }
}

/// The key of the one row of [`Platform::account`].
const ACCOUNT: &str = "account";

/// The records of one partner account.
#[derive(Debug, Clone)]
pub struct Platform {
    pub(crate) partner: Partner,
    pub(crate) ids: Ids,
    pub(crate) account: Table<String, Account>,
    pub(crate) companies: Table<u64, Company>,
    pub(crate) customers: Table<u64, Customer>,
    pub(crate) users: Table<u64, User>,
    pub(crate) invoices: Table<u64, Invoice>,
    pub(crate) pdfs: Table<u64, Pdf>,
    pub(crate) payments: Table<u64, Payment>,
    pub(crate) payouts: Table<u64, Payout>,
    pub(crate) events: Table<u64, Event>,
    pub(crate) subscriptions: Table<u64, Subscription>,
    pub(crate) deliveries: Table<u64, Delivery>,
    pub(crate) payment_requests: Table<u64, PaymentRequest>,
    pub(crate) tokens: Table<String, Token>,
    pub(crate) index: Indexes,
    pub(crate) bucket: Bucket,
    /// Long-polls let in already: handled again after each change, they are still one request.
    pub(crate) waiting: BTreeSet<u64>,
    /// What the call being handled changed, for the log of requests.
    pub(crate) effects: Vec<String>,
    /// Set when the call being handled tried to charge a payer.
    pub(crate) charged: Option<String>,
    /// What the call being handled may ask payers for: the invoices it wrote, and what each asked for before.
    pub(crate) asks: Vec<(u64, Option<MinorUnits>)>,
    /// The payment that the call being handled reported.
    pub(crate) reported: Option<u64>,
}

impl Platform {
    /// A new partner account, without a single record.
    pub fn open(partner: &Partner) -> Self {
        let mut account = Table::default();
        account.put(ACCOUNT.to_owned(), Account::default());
        Self {
            partner: partner.clone(),
            ids: Ids::new(&format!("{}:{}", partner.id, partner.client_secret)),
            account,
            companies: Table::default(),
            customers: Table::default(),
            users: Table::default(),
            invoices: Table::default(),
            pdfs: Table::default(),
            payments: Table::default(),
            payouts: Table::default(),
            events: Table::default(),
            subscriptions: Table::default(),
            deliveries: Table::default(),
            payment_requests: Table::default(),
            tokens: Table::default(),
            index: Indexes::default(),
            bucket: Bucket::default(),
            waiting: BTreeSet::new(),
            effects: Vec::new(),
            charged: None,
            asks: Vec::new(),
            reported: None,
        }
    }

    /// What the call being handled changed, for the log of requests.
    pub fn take_effects(&mut self) -> Vec<String> {
        std::mem::take(&mut self.effects)
    }

    /// Notes what the call being handled changed.
    pub(crate) fn note(&mut self, verb: &str, entity: &str, kind: Kind, number: u64) {
        self.effects.push(format!("{verb} {entity} {}", self.ids.id(kind, number)));
    }

    /// Whose account this is.
    pub fn partner(&self) -> &Partner {
        &self.partner
    }

    /// The account's settings.
    pub fn account(&self) -> &Account {
        static FALLBACK: std::sync::LazyLock<Account> = std::sync::LazyLock::new(Account::default);
        self.account.get(ACCOUNT).map_or(&*FALLBACK, |row| row)
    }

    /// Changes the account's settings.
    pub(crate) fn edit_account(&mut self, edit: impl FnOnce(&mut Account)) {
        self.account.edit(&ACCOUNT.to_owned(), edit);
    }

    /// Today in the partner's zone.
    pub fn today(&self, now: Timestamp) -> Date {
        let zone = self.account().time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        now.to_zoned(zone.unwrap_or(TimeZone::UTC)).date()
    }

    /// The currency of records that name none.
    pub fn currency(&self) -> Currency {
        self.account().home_currency.unwrap_or(Currency::USD)
    }

    /// The number of the connected company.
    pub(crate) fn connected(&self) -> Option<u64> {
        self.account().connected.as_ref().map(|(company, _)| *company)
    }

    /// A company by its number.
    pub(crate) fn company(&self, number: u64) -> Option<&Company> {
        self.companies.get(&number).map(|row| &**row)
    }

    /// The number of a company, new or known, with its name brought up to date.
    pub(crate) fn company_number(&mut self, realm_id: &str, name: &str) -> u64 {
        let known = self.index.realms.get(realm_id).copied();
        let number = known.unwrap_or_else(|| next(&self.companies));
        let company = Company { realm_id: realm_id.to_owned(), name: name.to_owned() };
        if self.company(number) != Some(&company) {
            self.companies.put(number, company);
        }
        self.index.realms.insert(realm_id.to_owned(), number);
        number
    }

    /// All companies ever connected.
    pub(crate) fn companies(&self) -> impl Iterator<Item = (u64, &Company)> {
        self.companies.rows().map(|(number, row)| (*number, &**row))
    }

    /// Adds or replaces a customer.
    pub(crate) fn put_customer(&mut self, number: u64, customer: Customer) {
        self.index.enter_customer(number, self.customers.get(&number).map(|row| &**row), &customer);
        self.customers.put(number, customer);
    }

    /// Adds or replaces an invoice.
    pub(crate) fn put_invoice(&mut self, number: u64, invoice: Invoice) {
        self.index.enter_invoice(number, self.invoices.get(&number).map(|row| &**row), &invoice);
        self.invoices.put(number, invoice);
    }

    /// Adds or replaces a payment.
    pub(crate) fn put_payment(&mut self, number: u64, payment: Payment) {
        self.index.add_payment(number, &payment);
        self.payments.put(number, payment);
    }

    /// The customer with this QuickBooks id in the connected company.
    pub(crate) fn mapped_customer(&self, qbo_id: &str) -> Option<u64> {
        self.index.mapped_customers.get(&(self.connected()?, qbo_id.into())).copied()
    }

    /// The invoice with this QuickBooks id in the connected company.
    pub(crate) fn mapped_invoice(&self, qbo_id: &str) -> Option<u64> {
        self.index.mapped_invoices.get(&(self.connected()?, qbo_id.into())).copied()
    }

    /// The payments that pay an invoice, oldest first.
    pub(crate) fn payments_of(&self, invoice: u64) -> impl Iterator<Item = (u64, &Payment)> {
        let numbers = self.index.invoice_payments.range((invoice, 0)..=(invoice, u64::MAX));
        numbers.filter_map(|(_, number)| self.payments.get(number).map(|row| (*number, &**row)))
    }
}

/// The number of the next row; rows are numbered from 1 and never removed, but for events and tokens.
pub(crate) fn next<T>(table: &Table<u64, T>) -> u64 {
    table.rows().next_back().map_or(1, |(number, _)| number + 1)
}
