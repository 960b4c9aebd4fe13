//! The properties of each entity: read here, kept as they are, or set by the server and ignored.

mod cards;
mod lists;
mod money;
mod sales;

use super::entity::Entity;

/// What every body may have.
pub const EVERYWHERE: &[&str] =
    &["Id", "SyncToken", "sparse", "domain", "status", "MetaData", "CustomExtensions"];

/// What a body may say about an entity: read here, kept as it is, or set by the server and ignored.
pub struct Properties {
    pub read: &'static [&'static str],
    pub kept: &'static [&'static str],
    pub ignored: &'static [&'static str],
}

/// What an entity knows.
pub fn properties(entity: Entity) -> &'static Properties {
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
