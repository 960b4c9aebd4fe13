//! The entities of the accounting API and the properties each one knows.

use serde::{Deserialize, Serialize};

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

const EVERYWHERE: &[&str] =
    &["Id", "SyncToken", "sparse", "domain", "status", "MetaData", "CustomExtensions"];

/// What a body may say about an entity: read here, kept as it is, or set by the server and ignored.
struct Properties {
    read: &'static [&'static str],
    kept: &'static [&'static str],
    ignored: &'static [&'static str],
}

const SALES_KEPT: &[&str] = &[
    "BillAddr",
    "ShipAddr",
    "ShipFromAddr",
    "BillEmailCc",
    "BillEmailBcc",
    "CustomerMemo",
    "CustomField",
    "AllowOnlinePayment",
    "AllowOnlineCreditCardPayment",
    "AllowOnlineACHPayment",
    "AllowIPNPayment",
    "PrintStatus",
    "EmailStatus",
    "ApplyTaxAfterDiscount",
    "ClassRef",
    "DepartmentRef",
    "ExchangeRate",
    "TrackingNum",
    "ShipDate",
    "ShipMethodRef",
    "ProjectRef",
    "TxnSource",
    "FreeFormAddress",
    "DepositToAccountRef",
    "GlobalTaxCalculation",
    "PaymentMethodRef",
    "PaymentRefNum",
    "TransactionLocationType",
    "DeliveryInfo",
];

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
        self.properties().kept
    }

    /// Whether a body for this entity may have that property.
    pub fn knows(self, property: &str) -> bool {
        let known = self.properties();
        [EVERYWHERE, known.read, known.kept, known.ignored].iter().any(|names| names.contains(&property))
    }

    /// Whether the property is the client's to write (and so is lost when a full update leaves it out).
    pub fn writes(self, property: &str) -> bool {
        let known = self.properties();
        known.read.contains(&property) || known.kept.contains(&property)
    }

    /// The one spelling of a kept property's name.
    pub fn kept_name(name: &str) -> Option<&'static str> {
        let line = super::sales::LINE_KEPT.iter();
        let all = Self::ALL.iter().flat_map(|entity| entity.kept().iter());
        all.chain(line).find(|known| **known == name).copied()
    }

    fn properties(self) -> Properties {
        match self {
            Account => Properties {
                read: &[
                    "Name",
                    "AccountType",
                    "AccountSubType",
                    "AcctNum",
                    "ParentRef",
                    "SubAccount",
                    "Active",
                    "CurrencyRef",
                ],
                kept: &["Description", "TaxCodeRef", "OpeningBalanceDate", "TxnLocationType", "AccountAlias"],
                ignored: &[
                    "FullyQualifiedName",
                    "Classification",
                    "CurrentBalance",
                    "CurrentBalanceWithSubAccounts",
                ],
            },
            Class | Department => Properties {
                read: &["Name", "Active"],
                kept: &["SubClass", "SubDepartment", "ParentRef", "Address"],
                ignored: &["FullyQualifiedName"],
            },
            PaymentMethod => Properties { read: &["Name", "Active"], kept: &["Type"], ignored: &[] },
            CompanyInfo => Properties {
                read: &[],
                kept: &[
                    "CompanyName",
                    "LegalName",
                    "CompanyAddr",
                    "LegalAddr",
                    "CustomerCommunicationAddr",
                    "CustomerCommunicationEmailAddr",
                    "Country",
                    "Email",
                    "WebAddr",
                    "PrimaryPhone",
                    "FiscalYearStartMonth",
                    "CompanyStartDate",
                    "SupportedLanguages",
                    "DefaultTimeZone",
                    "EmployerId",
                    "NameValue",
                ],
                ignored: &[],
            },
            Preferences => Properties {
                read: &[],
                kept: &[
                    "AccountingInfoPrefs",
                    "SalesFormsPrefs",
                    "CurrencyPrefs",
                    "TaxPrefs",
                    "ProductAndServicesPrefs",
                    "VendorAndPurchasesPrefs",
                    "TimeTrackingPrefs",
                    "EmailMessagesPrefs",
                    "ReportPrefs",
                    "OtherPrefs",
                ],
                ignored: &[],
            },
            Customer => Properties {
                read: &["DisplayName", "Active", "Job", "ParentRef", "PrimaryEmailAddr", "CurrencyRef"],
                kept: &[
                    "Title",
                    "GivenName",
                    "MiddleName",
                    "FamilyName",
                    "Suffix",
                    "CompanyName",
                    "PrimaryPhone",
                    "AlternatePhone",
                    "Mobile",
                    "Fax",
                    "WebAddr",
                    "BillAddr",
                    "ShipAddr",
                    "Notes",
                    "PrintOnCheckName",
                    "Taxable",
                    "SalesTermRef",
                    "PaymentMethodRef",
                    "PreferredDeliveryMethod",
                    "ResaleNum",
                    "DefaultTaxCodeRef",
                    "BillWithParent",
                    "TaxExemptionReasonId",
                    "CustomerTypeRef",
                    "ARAccountRef",
                    "SecondaryTaxIdentifier",
                    "PrimaryTaxIdentifier",
                    "Source",
                    "GSTIN",
                    "BusinessNumber",
                    "IsProject",
                    "ClientEntityId",
                    "V4IDPseudonym",
                ],
                ignored: &["FullyQualifiedName", "Level", "Balance", "BalanceWithJobs", "OpenBalanceDate"],
            },
            Vendor => Properties {
                read: &["DisplayName", "Active"],
                kept: &[
                    "Title",
                    "GivenName",
                    "MiddleName",
                    "FamilyName",
                    "Suffix",
                    "CompanyName",
                    "PrimaryEmailAddr",
                    "PrimaryPhone",
                    "AlternatePhone",
                    "Mobile",
                    "Fax",
                    "WebAddr",
                    "BillAddr",
                    "PrintOnCheckName",
                    "AcctNum",
                    "Vendor1099",
                    "TaxIdentifier",
                    "TermRef",
                    "CurrencyRef",
                    "BillRate",
                    "APAccountRef",
                    "V4IDPseudonym",
                ],
                ignored: &["Balance"],
            },
            Item => Properties {
                read: &[
                    "Name",
                    "Type",
                    "Active",
                    "IncomeAccountRef",
                    "ExpenseAccountRef",
                    "AssetAccountRef",
                    "UnitPrice",
                    "Taxable",
                    "SubItem",
                    "ParentRef",
                    "ItemGroupDetail",
                    "Sku",
                ],
                kept: &[
                    "Description",
                    "PurchaseDesc",
                    "PurchaseCost",
                    "TrackQtyOnHand",
                    "QtyOnHand",
                    "InvStartDate",
                    "SalesTaxCodeRef",
                    "SalesTaxIncluded",
                    "PurchaseTaxIncluded",
                    "PrefVendorRef",
                    "PrintGroupedItems",
                    "ClassRef",
                    "ItemCategoryType",
                    "ReorderPoint",
                    "TaxClassificationRef",
                ],
                ignored: &["FullyQualifiedName", "Level"],
            },
            Term => Properties {
                read: &["Name", "Active", "DueDays"],
                kept: &[
                    "Type",
                    "DayOfMonthDue",
                    "DueNextMonthDays",
                    "DiscountPercent",
                    "DiscountDays",
                    "DiscountDayOfMonth",
                ],
                ignored: &[],
            },
            Invoice => Properties {
                read: &[
                    "CustomerRef",
                    "Line",
                    "DocNumber",
                    "TxnDate",
                    "DueDate",
                    "SalesTermRef",
                    "BillEmail",
                    "PrivateNote",
                    "TxnTaxDetail",
                    "CurrencyRef",
                ],
                kept: SALES_KEPT,
                ignored: &[
                    "Balance",
                    "HomeBalance",
                    "HomeTotalAmt",
                    "TotalAmt",
                    "LinkedTxn",
                    "InvoiceLink",
                    "Deposit",
                    "TaxExemptionRef",
                    "RecurDataRef",
                ],
            },
            CreditMemo => Properties {
                read: &[
                    "CustomerRef",
                    "Line",
                    "DocNumber",
                    "TxnDate",
                    "SalesTermRef",
                    "BillEmail",
                    "PrivateNote",
                    "TxnTaxDetail",
                    "CurrencyRef",
                ],
                kept: SALES_KEPT,
                ignored: &[
                    "Balance",
                    "HomeBalance",
                    "RemainingCredit",
                    "HomeTotalAmt",
                    "TotalAmt",
                    "LinkedTxn",
                    "InvoiceRef",
                    "TaxExemptionRef",
                    "RecurDataRef",
                    "DueDate",
                ],
            },
            Payment => Properties {
                read: &[
                    "CustomerRef",
                    "TotalAmt",
                    "TxnDate",
                    "DepositToAccountRef",
                    "PaymentMethodRef",
                    "PaymentRefNum",
                    "PrivateNote",
                    "Line",
                    "CurrencyRef",
                ],
                kept: &[
                    "ExchangeRate",
                    "ARAccountRef",
                    "ProjectRef",
                    "TxnSource",
                    "ProcessPayment",
                    "CreditCardPayment",
                    "TransactionLocationType",
                ],
                ignored: &[
                    "UnappliedAmt",
                    "LinkedTxn",
                    "TaxExemptionRef",
                    "HomeTotalAmt",
                    "DepositReceiptAmt",
                ],
            },
            Deposit => Properties {
                read: &[
                    "DepositToAccountRef",
                    "Line",
                    "TxnDate",
                    "PrivateNote",
                    "CashBack",
                    "CurrencyRef",
                    "DocNumber",
                ],
                kept: &[
                    "DepartmentRef",
                    "ExchangeRate",
                    "TxnTaxDetail",
                    "GlobalTaxCalculation",
                    "TxnSource",
                    "TransactionLocationType",
                ],
                ignored: &["TotalAmt", "HomeTotalAmt", "RecurDataRef"],
            },
            JournalEntry => Properties {
                read: &["Line", "TxnDate", "PrivateNote", "DocNumber", "CurrencyRef"],
                kept: &[
                    "Adjustment",
                    "ExchangeRate",
                    "TxnTaxDetail",
                    "GlobalTaxCalculation",
                    "TransactionLocationType",
                ],
                ignored: &["TotalAmt", "HomeTotalAmt", "TaxRateRef", "RecurDataRef"],
            },
        }
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
