//! The records of the books: compact and typed, because a company may have a million of them.

mod lists;
mod meta;
mod money;
mod sales;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::entity::Entity;
use super::kept::Kept;
pub use lists::{Account, Attachable, Attached, Card, Customer, Item, Member, Named, Single, Term, Vendor};
pub use meta::Meta;
pub use money::{
    Bill, BillDetail, BillLine, CashBack, Deposit, DepositLine, JournalEntry, JournalLine, Party, Payment,
    PaymentLine, Transfer,
};
pub use sales::{NOBODY, Receipt, Sale, SaleDetail, SaleLine, Settlement, Sold};

/// Any record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    Account(Account),
    Attachable(Attachable),
    Bill(Bill),
    Card(Card),
    Class(Named),
    CompanyInfo(Single),
    CreditMemo(Sale),
    Customer(Customer),
    Department(Named),
    Deposit(Deposit),
    Employee(Vendor),
    Estimate(Sale),
    Invoice(Sale),
    Item(Item),
    JournalEntry(JournalEntry),
    Payment(Payment),
    PaymentMethod(Named),
    Preferences(Single),
    RefundReceipt(Receipt),
    SalesReceipt(Receipt),
    Term(Term),
    Transfer(Transfer),
    Vendor(Vendor),
}

macro_rules! for_each_record {
    ($record:expr, $inner:ident => $body:expr) => {
        match $record {
            Record::Account($inner) => $body,
            Record::Attachable($inner) => $body,
            Record::Bill($inner) => $body,
            Record::Card($inner) => $body,
            Record::Class($inner) | Record::Department($inner) | Record::PaymentMethod($inner) => $body,
            Record::CompanyInfo($inner) | Record::Preferences($inner) => $body,
            Record::CreditMemo($inner) | Record::Estimate($inner) | Record::Invoice($inner) => $body,
            Record::RefundReceipt(Receipt { sale: $inner, .. })
            | Record::SalesReceipt(Receipt { sale: $inner, .. }) => $body,
            Record::Customer($inner) => $body,
            Record::Deposit($inner) => $body,
            Record::Item($inner) => $body,
            Record::JournalEntry($inner) => $body,
            Record::Payment($inner) => $body,
            Record::Term($inner) => $body,
            Record::Transfer($inner) => $body,
            Record::Employee($inner) | Record::Vendor($inner) => $body,
        }
    };
}

impl Record {
    /// Which entity it is.
    pub fn entity(&self) -> Entity {
        match self {
            Self::Account(_) => Entity::Account,
            Self::Attachable(_) => Entity::Attachable,
            Self::Bill(_) => Entity::Bill,
            Self::Card(card) => card.entity,
            Self::Class(_) => Entity::Class,
            Self::CompanyInfo(_) => Entity::CompanyInfo,
            Self::CreditMemo(_) => Entity::CreditMemo,
            Self::Customer(_) => Entity::Customer,
            Self::Department(_) => Entity::Department,
            Self::Deposit(_) => Entity::Deposit,
            Self::Employee(_) => Entity::Employee,
            Self::Estimate(_) => Entity::Estimate,
            Self::Invoice(_) => Entity::Invoice,
            Self::Item(_) => Entity::Item,
            Self::JournalEntry(_) => Entity::JournalEntry,
            Self::Payment(_) => Entity::Payment,
            Self::PaymentMethod(_) => Entity::PaymentMethod,
            Self::Preferences(_) => Entity::Preferences,
            Self::RefundReceipt(_) => Entity::RefundReceipt,
            Self::SalesReceipt(_) => Entity::SalesReceipt,
            Self::Term(_) => Entity::Term,
            Self::Transfer(_) => Entity::Transfer,
            Self::Vendor(_) => Entity::Vendor,
        }
    }

    /// Version and times.
    pub fn meta(&self) -> Meta {
        for_each_record!(self, inner => inner.meta)
    }

    /// Sets version and times.
    pub fn set_meta(&mut self, meta: Meta) {
        for_each_record!(self, inner => inner.meta = meta);
    }

    /// Kept properties.
    pub fn kept(&self) -> &Kept {
        for_each_record!(self, inner => &inner.kept)
    }

    /// List entries may be inactive; transactions never are.
    pub fn is_active(&self) -> bool {
        match self {
            Self::Account(list) => list.active,
            Self::Customer(list) => list.active,
            Self::Employee(list) | Self::Vendor(list) => list.active,
            Self::Card(card) => card.active,
            Self::Item(list) => list.active,
            Self::Term(list) => list.active,
            Self::Class(list) | Self::Department(list) | Self::PaymentMethod(list) => list.active,
            _ => true,
        }
    }

    /// Whose transaction it is.
    pub fn customer(&self) -> Option<u64> {
        match self {
            Self::Payment(payment) => Some(payment.customer),
            _ => self.sale().map(|sale| sale.customer).filter(|customer| *customer != NOBODY),
        }
    }

    /// `DocNumber`.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Bill(bill) => bill.number.as_deref(),
            Self::Deposit(deposit) => deposit.number.as_deref(),
            Self::JournalEntry(entry) => entry.number.as_deref(),
            _ => self.sale().and_then(|sale| sale.number.as_deref()),
        }
    }

    /// `TxnDate`.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Bill(bill) => Some(bill.date),
            Self::Transfer(transfer) => Some(transfer.date),
            Self::Payment(payment) => Some(payment.date),
            Self::Deposit(deposit) => Some(deposit.date),
            Self::JournalEntry(entry) => Some(entry.date),
            _ => self.sale().map(|sale| sale.date),
        }
    }

    /// The sales form it is or holds.
    pub fn sale(&self) -> Option<&Sale> {
        match self {
            Self::CreditMemo(sale) | Self::Estimate(sale) | Self::Invoice(sale) => Some(sale),
            Self::RefundReceipt(receipt) | Self::SalesReceipt(receipt) => Some(&receipt.sale),
            _ => None,
        }
    }

    /// The same, to be changed.
    pub fn sale_mut(&mut self) -> Option<&mut Sale> {
        match self {
            Self::CreditMemo(sale) | Self::Estimate(sale) | Self::Invoice(sale) => Some(sale),
            Self::RefundReceipt(receipt) | Self::SalesReceipt(receipt) => Some(&mut receipt.sale),
            _ => None,
        }
    }

    /// The Deposit it is on.
    pub fn deposit(&self) -> Option<u64> {
        match self {
            Self::JournalEntry(entry) => entry.deposit,
            Self::Payment(payment) => payment.deposit,
            Self::RefundReceipt(receipt) | Self::SalesReceipt(receipt) => receipt.deposit,
            Self::Transfer(transfer) => transfer.deposit,
            _ => None,
        }
    }

    /// Puts it on a Deposit, or takes it off.
    pub fn set_deposit(&mut self, deposit: Option<u64>) {
        match self {
            Self::JournalEntry(entry) => entry.deposit = deposit,
            Self::Payment(payment) => payment.deposit = deposit,
            Self::RefundReceipt(receipt) | Self::SalesReceipt(receipt) => receipt.deposit = deposit,
            Self::Transfer(transfer) => transfer.deposit = deposit,
            _ => {}
        }
    }

    /// The name that must be unique, and among what: an inactive record gives its name free.
    pub fn unique_name(&self) -> Option<(NameSpace, String)> {
        if !self.is_active() {
            return None;
        }
        let (space, name) = match self {
            Self::Customer(list) => (NameSpace::People, &list.display_name),
            Self::Employee(list) | Self::Vendor(list) => (NameSpace::People, &list.display_name),
            Self::Account(list) => (NameSpace::In(Entity::Account, list.parent), &list.name),
            Self::Item(list) => (NameSpace::In(Entity::Item, list.parent), &list.name),
            Self::Term(list) => (NameSpace::In(Entity::Term, None), &list.name),
            Self::Class(list) | Self::Department(list) | Self::PaymentMethod(list) => {
                (NameSpace::In(self.entity(), None), &list.name)
            }
            _ => return None,
        };
        Some((space, name.to_lowercase()))
    }
}

/// Where a name must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameSpace {
    /// Customers, vendors and employees together.
    People,
    /// One entity under one parent.
    In(Entity, Option<u64>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_record_is_larger_than_a_sale() {
        let most = size_of::<Sale>().max(size_of::<Item>()) + size_of::<u64>();
        assert!(size_of::<Record>() <= most, "{} bytes, a sale {}", size_of::<Record>(), size_of::<Sale>());
    }
}
