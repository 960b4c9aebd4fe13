//! Properties of attachments and of records that are kept and given back without acting on them.

use super::known::Properties;

/// The server's own words (`Size`, `FileAccessUri`, `TempDownloadUri`) are not among them: a body that echoes them is
/// refused, as seen on the real service.
pub const ATTACHABLE: Properties = Properties {
    read: &["AttachableRef"],
    kept: &["FileName", "ContentType", "Note", "Category", "Tag", "Lat", "Long", "PlaceName"],
    ignored: &[],
};

pub const TAX_CODE: Properties = Properties {
    read: &["Active"],
    kept: &[
        "Name",
        "Description",
        "Taxable",
        "TaxGroup",
        "SalesTaxRateList",
        "PurchaseTaxRateList",
        "Hidden",
    ],
    ignored: &[],
};

pub const TAX_RATE: Properties = Properties {
    read: &["Active"],
    kept: &[
        "Name",
        "Description",
        "RateValue",
        "AgencyRef",
        "TaxReturnLineRef",
        "EffectiveTaxRate",
        "SpecialTaxType",
        "DisplayType",
    ],
    ignored: &[],
};

pub const TAX_AGENCY: Properties = Properties {
    read: &["Active"],
    kept: &["DisplayName", "TaxRegistrationNumber", "TaxTrackedOnPurchases", "TaxTrackedOnSales"],
    ignored: &["TaxAgencyConfig", "LastFileDate"],
};

pub const COMPANY_CURRENCY: Properties =
    Properties { read: &["Active"], kept: &["Name", "Code", "CustomField"], ignored: &[] };

pub const EXCHANGE_RATE: Properties = Properties {
    read: &[],
    kept: &["SourceCurrencyCode", "TargetCurrencyCode", "Rate", "AsOfDate", "CustomField"],
    ignored: &[],
};

pub const TIME_ACTIVITY: Properties = Properties {
    read: &[],
    kept: &[
        "TxnDate",
        "NameOf",
        "EmployeeRef",
        "VendorRef",
        "CustomerRef",
        "DepartmentRef",
        "ClassRef",
        "ItemRef",
        "BillableStatus",
        "Taxable",
        "HourlyRate",
        "CostRate",
        "Hours",
        "Minutes",
        "BreakHours",
        "BreakMinutes",
        "StartTime",
        "EndTime",
        "Description",
        "TransactionLocationType",
    ],
    ignored: &["CostAmount", "LinkedTxn"],
};
