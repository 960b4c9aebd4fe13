//! Properties of list entries and of the two records that exist once.

use super::known::Properties;

/// What is kept of everybody with a name, and of this one besides.
macro_rules! person_keeps {
    ($($more:literal),* $(,)?) => {
        &[
            "Title",
            "GivenName",
            "MiddleName",
            "FamilyName",
            "Suffix",
            "PrimaryPhone",
            "Mobile",
            "PrintOnCheckName",
            "V4IDPseudonym",
            $($more),*
        ]
    };
}

/// What is kept of everybody with whom there is business, and of this one besides.
macro_rules! partner_keeps {
    ($($more:literal),* $(,)?) => {
        person_keeps!["CompanyName", "AlternatePhone", "Fax", "WebAddr", "BillAddr", "Notes", $($more),*]
    };
}

pub const ACCOUNT: Properties = Properties {
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

pub const NAMED: Properties = Properties {
    read: &["Name", "Active"],
    kept: &["SubClass", "SubDepartment", "ParentRef", "Address"],
    ignored: &["FullyQualifiedName"],
};

pub const PAYMENT_METHOD: Properties =
    Properties { read: &["Name", "Active"], kept: &["Type"], ignored: &[] };

pub const COMPANY_INFO: Properties = Properties {
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

pub const PREFERENCES: Properties = Properties {
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

pub const CUSTOMER: Properties = Properties {
    read: &["DisplayName", "Active", "Job", "ParentRef", "PrimaryEmailAddr", "CurrencyRef"],
    kept: partner_keeps![
        "ShipAddr",
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
    ],
    ignored: &["FullyQualifiedName", "Level", "Balance", "BalanceWithJobs", "OpenBalanceDate"],
};

pub const VENDOR: Properties = Properties {
    read: &["DisplayName", "Active", "CurrencyRef"],
    kept: partner_keeps![
        "PrimaryEmailAddr",
        "AcctNum",
        "Vendor1099",
        "TaxIdentifier",
        "TermRef",
        "BillRate",
        "APAccountRef",
        "TaxReportingBasis",
        "CostRate",
    ],
    ignored: &["Balance"],
};

pub const ITEM: Properties = Properties {
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
        "PurchaseTaxCodeRef",
        "AbatementRate",
        "ReverseChargeRate",
        "ServiceType",
    ],
    ignored: &["FullyQualifiedName", "Level"],
};

pub const TERM: Properties = Properties {
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

pub const EMPLOYEE: Properties = Properties {
    read: &["DisplayName", "Active"],
    kept: person_keeps![
        "PrimaryAddr",
        "PrimaryEmailAddr",
        "EmployeeNumber",
        "SSN",
        "Gender",
        "BirthDate",
        "HiredDate",
        "ReleasedDate",
        "BillableTime",
        "BillRate",
        "CostRate",
        "Organization",
    ],
    ignored: &[],
};
