//! The entities of the accounting API and the properties each one knows.

use serde::{Deserialize, Serialize};

use super::properties::{EVERYWHERE, properties};

/// An entity that this service keeps records of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Entity {
    Account,
    Class,
    CompanyInfo,
    CreditMemo,
    Customer,
    Department,
    Deposit,
    Invoice,
    Item,
    JournalEntry,
    Payment,
    PaymentMethod,
    Preferences,
    Term,
    Vendor,
}

use Entity::{
    Account, Class, CompanyInfo, CreditMemo, Customer, Department, Deposit, Invoice, Item, JournalEntry,
    Payment, PaymentMethod, Preferences, Term, Vendor,
};

/// Entities the real service has and this one keeps no records of: their lists are empty.
pub const EMPTY_LISTS: &[&str] = &[
    "Attachable",
    "Bill",
    "BillPayment",
    "Budget",
    "CompanyCurrency",
    "CustomerType",
    "Employee",
    "Estimate",
    "ExchangeRate",
    "InventoryAdjustment",
    "JournalCode",
    "Purchase",
    "PurchaseOrder",
    "RecurringTransaction",
    "RefundReceipt",
    "ReimburseCharge",
    "SalesReceipt",
    "TaxAgency",
    "TaxClassification",
    "TaxCode",
    "TaxPayment",
    "TaxRate",
    "TimeActivity",
    "Transfer",
    "VendorCredit",
];

/// Entities that change data capture does not cover (the vendor's page on change data capture).
pub const NOT_IN_CHANGE_DATA: &[&str] = &["JournalCode", "TaxAgency", "TimeActivity", "TaxCode", "TaxRate"];

impl Entity {
    /// Every entity with records.
    pub const ALL: &[Self] = &[
        Account,
        Class,
        CompanyInfo,
        CreditMemo,
        Customer,
        Department,
        Deposit,
        Invoice,
        Item,
        JournalEntry,
        Payment,
        PaymentMethod,
        Preferences,
        Term,
        Vendor,
    ];

    /// The name as answers spell it.
    pub fn name(self) -> &'static str {
        match self {
            Account => "Account",
            Class => "Class",
            CompanyInfo => "CompanyInfo",
            CreditMemo => "CreditMemo",
            Customer => "Customer",
            Department => "Department",
            Deposit => "Deposit",
            Invoice => "Invoice",
            Item => "Item",
            JournalEntry => "JournalEntry",
            Payment => "Payment",
            PaymentMethod => "PaymentMethod",
            Preferences => "Preferences",
            Term => "Term",
            Vendor => "Vendor",
        }
    }

    /// The entity of that name, in any letter case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|entity| entity.name().eq_ignore_ascii_case(name))
    }

    /// Transactions share one number space and are really deleted; list entries are only made inactive.
    pub fn is_transaction(self) -> bool {
        matches!(self, CreditMemo | Deposit | Invoice | JournalEntry | Payment)
    }

    /// One record for the whole company.
    pub fn is_single(self) -> bool {
        matches!(self, CompanyInfo | Preferences)
    }

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
        let line = super::sales::LINE_KEPT.iter();
        let all = Self::ALL.iter().flat_map(|entity| entity.kept().iter());
        all.chain(line).find(|known| **known == name).copied()
    }
}

/// What a name in a request stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    Kept(Entity),
    /// A real entity without records here, with its proper spelling.
    Empty(&'static str),
    Unknown,
}

/// Looks an entity name up in any letter case.
pub fn lookup(name: &str) -> Named {
    if let Some(entity) = Entity::named(name) {
        return Named::Kept(entity);
    }
    match EMPTY_LISTS.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        Some(known) => Named::Empty(known),
        None => Named::Unknown,
    }
}
