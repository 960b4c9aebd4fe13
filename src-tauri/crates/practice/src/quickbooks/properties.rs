//! The properties of each entity: read here, kept as they are, or set by the server and ignored.

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

const ACCOUNT: Properties = Properties {
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
    ignored: &["FullyQualifiedName", "Classification", "CurrentBalance", "CurrentBalanceWithSubAccounts"],
};

const NAMED: Properties = Properties {
    read: &["Name", "Active"],
    kept: &["SubClass", "SubDepartment", "ParentRef", "Address"],
    ignored: &["FullyQualifiedName"],
};

const PAYMENT_METHOD: Properties = Properties { read: &["Name", "Active"], kept: &["Type"], ignored: &[] };

const COMPANY_INFO: Properties = Properties {
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
};

const PREFERENCES: Properties = Properties {
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
};

const CUSTOMER: Properties = Properties {
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
};

const VENDOR: Properties = Properties {
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
};

const ITEM: Properties = Properties {
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
};

const TERM: Properties = Properties {
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
};

const INVOICE: Properties = Properties {
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
};

const CREDIT_MEMO: Properties = Properties {
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
};

const PAYMENT: Properties = Properties {
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
    ignored: &["UnappliedAmt", "LinkedTxn", "TaxExemptionRef", "HomeTotalAmt", "DepositReceiptAmt"],
};

const DEPOSIT: Properties = Properties {
    read: &["DepositToAccountRef", "Line", "TxnDate", "PrivateNote", "CashBack", "CurrencyRef", "DocNumber"],
    kept: &[
        "DepartmentRef",
        "ExchangeRate",
        "TxnTaxDetail",
        "GlobalTaxCalculation",
        "TxnSource",
        "TransactionLocationType",
    ],
    ignored: &["TotalAmt", "HomeTotalAmt", "RecurDataRef"],
};

const JOURNAL_ENTRY: Properties = Properties {
    read: &["Line", "TxnDate", "PrivateNote", "DocNumber", "CurrencyRef"],
    kept: &["Adjustment", "ExchangeRate", "TxnTaxDetail", "GlobalTaxCalculation", "TransactionLocationType"],
    ignored: &["TotalAmt", "HomeTotalAmt", "TaxRateRef", "RecurDataRef"],
};

/// What an entity knows.
pub fn properties(entity: Entity) -> &'static Properties {
    match entity {
        Entity::Account => &ACCOUNT,
        Entity::Class | Entity::Department => &NAMED,
        Entity::PaymentMethod => &PAYMENT_METHOD,
        Entity::CompanyInfo => &COMPANY_INFO,
        Entity::Preferences => &PREFERENCES,
        Entity::Customer => &CUSTOMER,
        Entity::Vendor => &VENDOR,
        Entity::Item => &ITEM,
        Entity::Term => &TERM,
        Entity::Invoice => &INVOICE,
        Entity::CreditMemo => &CREDIT_MEMO,
        Entity::Payment => &PAYMENT,
        Entity::Deposit => &DEPOSIT,
        Entity::JournalEntry => &JOURNAL_ENTRY,
    }
}
