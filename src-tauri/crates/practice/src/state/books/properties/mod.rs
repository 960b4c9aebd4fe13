//! The properties of each entity: read here, kept as they are, or set by the server and ignored.

mod cards;
mod known;
mod lines;
mod lists;
mod money;
mod sales;

use super::entity::Entity;
use known::Properties;

pub use lines::{BILL_LINE_KEPT, SALES_LINE_KEPT, SENT_AMOUNT};

/// What every body may have.
const EVERYWHERE: &[&str] =
    &["Id", "SyncToken", "sparse", "domain", "status", "MetaData", "CustomExtensions"];

/// What an entity knows.
fn properties(entity: Entity) -> &'static Properties {
    match entity {
        Entity::Account => &lists::ACCOUNT,
        Entity::Attachable => &cards::ATTACHABLE,
        Entity::Bill => &money::BILL,
        Entity::Class | Entity::Department => &lists::NAMED,
        Entity::CompanyCurrency => &cards::COMPANY_CURRENCY,
        Entity::CompanyInfo => &lists::COMPANY_INFO,
        Entity::CreditMemo => &sales::CREDIT_MEMO,
        Entity::Customer => &lists::CUSTOMER,
        Entity::Deposit => &money::DEPOSIT,
        Entity::Employee => &lists::EMPLOYEE,
        Entity::Estimate => &sales::ESTIMATE,
        Entity::ExchangeRate => &cards::EXCHANGE_RATE,
        Entity::Invoice => &sales::INVOICE,
        Entity::Item => &lists::ITEM,
        Entity::JournalEntry => &money::JOURNAL_ENTRY,
        Entity::Payment => &money::PAYMENT,
        Entity::PaymentMethod => &lists::PAYMENT_METHOD,
        Entity::Preferences => &lists::PREFERENCES,
        Entity::RefundReceipt | Entity::SalesReceipt => &sales::RECEIPT,
        Entity::TaxAgency => &cards::TAX_AGENCY,
        Entity::TaxCode => &cards::TAX_CODE,
        Entity::TaxRate => &cards::TAX_RATE,
        Entity::Term => &lists::TERM,
        Entity::TimeActivity => &cards::TIME_ACTIVITY,
        Entity::Transfer => &money::TRANSFER,
        Entity::Vendor => &lists::VENDOR,
    }
}

impl Entity {
    /// The properties that are kept as they are.
    pub fn kept(self) -> &'static [&'static str] {
        properties(self).kept
    }

    /// Whether a body for this entity may have that property.
    pub fn knows(self, property: &str) -> bool {
        let known = properties(self);
        [EVERYWHERE, known.read, known.kept, known.ignored].iter().any(|names| names.contains(&property))
    }

    /// Whether the property is the client's to write (and so is lost when a full update leaves it out).
    pub fn writes(self, property: &str) -> bool {
        let known = properties(self);
        known.read.contains(&property) || known.kept.contains(&property)
    }

    /// The one spelling of a kept property's name.
    pub fn kept_name(name: &str) -> Option<&'static str> {
        let lines = SALES_LINE_KEPT.iter().chain(BILL_LINE_KEPT);
        let all = Self::ALL.iter().flat_map(|entity| entity.kept().iter());
        all.chain(lines).chain(&["CurrencyRef", SENT_AMOUNT]).find(|known| **known == name).copied()
    }
}
