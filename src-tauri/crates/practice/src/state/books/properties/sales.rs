//! Properties of sales forms.

use super::known::Properties;

/// What is read of every sales form, and what is read of this one besides.
macro_rules! form_reads {
    ($($more:literal),* $(,)?) => {
        &[
            "CustomerRef",
            "Line",
            "DocNumber",
            "TxnDate",
            "BillEmail",
            "PrivateNote",
            "TxnTaxDetail",
            "CurrencyRef",
            $($more),*
        ]
    };
}

/// What every sales form keeps, and what this one keeps besides.
macro_rules! form_keeps {
    ($($more:literal),* $(,)?) => {
        &[
            "BillAddr",
            "ShipAddr",
            "ShipFromAddr",
            "BillEmailCc",
            "BillEmailBcc",
            "CustomerMemo",
            "CustomField",
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
            "GlobalTaxCalculation",
            "TransactionLocationType",
            "DeliveryInfo",
            $($more),*
        ]
    };
}

/// What the server sets on every sales form, and what it sets on this one besides.
macro_rules! form_ignores {
    ($($more:literal),* $(,)?) => {
        &["HomeTotalAmt", "TotalAmt", "LinkedTxn", "TaxExemptionRef", "RecurDataRef", $($more),*]
    };
}

/// Of invoices and credit memos: how they may be paid.
const OPEN_FORM_KEPT: &[&str] = form_keeps![
    "AllowOnlinePayment",
    "AllowOnlineCreditCardPayment",
    "AllowOnlineACHPayment",
    "AllowIPNPayment",
    "DepositToAccountRef",
    "PaymentMethodRef",
    "PaymentRefNum",
];

pub const INVOICE: Properties = Properties {
    read: form_reads!["DueDate", "SalesTermRef", "Deposit"],
    kept: OPEN_FORM_KEPT,
    ignored: form_ignores!["Balance", "HomeBalance", "InvoiceLink", "EInvoiceStatus"],
};

pub const CREDIT_MEMO: Properties = Properties {
    read: form_reads!["SalesTermRef"],
    kept: OPEN_FORM_KEPT,
    ignored: form_ignores!["Balance", "HomeBalance", "RemainingCredit", "InvoiceRef", "DueDate"],
};

/// Of receipts for money taken or given back: its account, method and number are read, not kept.
pub const RECEIPT: Properties = Properties {
    read: form_reads!["DepositToAccountRef", "PaymentMethodRef", "PaymentRefNum"],
    kept: form_keeps!["CreditCardPayment", "PaymentType", "CheckPayment"],
    ignored: form_ignores!["Balance", "HomeBalance", "DueDate"],
};

pub const ESTIMATE: Properties = Properties {
    read: form_reads!["SalesTermRef"],
    kept: form_keeps!["TxnStatus", "ExpirationDate", "AcceptedBy", "AcceptedDate", "DueDate"],
    ignored: form_ignores![],
};
