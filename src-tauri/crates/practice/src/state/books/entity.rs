//! The entities of the accounting API.

use serde::{Deserialize, Serialize};

macro_rules! entities {
    ($($name:ident),+ $(,)?) => {
        /// An entity that this service keeps records of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Entity { $($name),+ }

        impl Entity {
            /// Every entity with records.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name as answers spell it.
            pub fn name(self) -> &'static str { match self { $(Self::$name => stringify!($name)),+ } }
        }
    };
}

entities! {
    Account,
    Attachable,
    Bill,
    Class,
    CompanyCurrency,
    CompanyInfo,
    CreditMemo,
    Customer,
    Department,
    Deposit,
    Employee,
    Estimate,
    ExchangeRate,
    Invoice,
    Item,
    JournalEntry,
    Payment,
    PaymentMethod,
    Preferences,
    RefundReceipt,
    SalesReceipt,
    TaxAgency,
    TaxCode,
    TaxRate,
    Term,
    TimeActivity,
    Transfer,
    Vendor,
}

use Entity::{
    Attachable, Bill, CompanyInfo, CreditMemo, Deposit, Estimate, ExchangeRate, Invoice, JournalEntry,
    Payment, Preferences, RefundReceipt, SalesReceipt, TaxCode, TaxRate, TimeActivity, Transfer,
};

/// The place of tax code `NON` among numbered ones.
pub const NO_TAX: u64 = 0;
/// The place of tax code `TAX` among numbered ones.
pub const TAX: u64 = 1;

/// Entities the real service has and this one keeps no records of: their lists are empty.
pub const EMPTY_LISTS: &[&str] = &[
    "BillPayment",
    "Budget",
    "CustomerType",
    "InventoryAdjustment",
    "JournalCode",
    "Purchase",
    "PurchaseOrder",
    "RecurringTransaction",
    "ReimburseCharge",
    "TaxClassification",
    "TaxPayment",
    "VendorCredit",
];

/// Entities that change data capture does not cover (the vendor's page on change data capture).
pub const NOT_IN_CHANGE_DATA: &[&str] = &["JournalCode", "TaxAgency", "TimeActivity", "TaxCode", "TaxRate"];

impl Entity {
    /// The entity of that name, in any letter case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|entity| entity.name().eq_ignore_ascii_case(name))
    }

    /// Transactions share one number space and are really deleted; list entries are only made inactive.
    pub fn is_transaction(self) -> bool {
        matches!(
            self,
            Bill | CreditMemo
                | Deposit
                | Estimate
                | Invoice
                | JournalEntry
                | Payment
                | RefundReceipt
                | SalesReceipt
                | Transfer
        )
    }

    /// A list entry with `Active`: made inactive, never deleted.
    pub fn is_list(self) -> bool {
        !self.is_transaction()
            && !self.is_single()
            && !matches!(self, Attachable | ExchangeRate | TimeActivity)
    }

    /// What `operation=delete` takes away.
    pub fn can_be_deleted(self) -> bool {
        self.is_transaction() || matches!(self, Attachable | TimeActivity)
    }

    /// What the accounting API reads but does not write.
    pub fn is_read_only(self) -> bool {
        matches!(self, ExchangeRate | TaxCode | TaxRate)
    }

    /// One record for the whole company.
    pub fn is_single(self) -> bool {
        matches!(self, CompanyInfo | Preferences)
    }

    /// An id as it is written: numbers, but for the two tax codes that every US company has.
    pub fn id_text(self, id: u64) -> String {
        match (self, id) {
            (TaxCode, NO_TAX) => "NON".to_owned(),
            (TaxCode, TAX) => "TAX".to_owned(),
            _ => id.to_string(),
        }
    }

    /// The id that a text names.
    pub fn id_of(self, text: &str) -> Option<u64> {
        let text = text.trim();
        if self == TaxCode {
            return match text.to_ascii_uppercase().as_str() {
                "NON" => Some(NO_TAX),
                "TAX" => Some(TAX),
                _ => text.parse().ok().filter(|id| *id > TAX),
            };
        }
        text.parse().ok()
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
