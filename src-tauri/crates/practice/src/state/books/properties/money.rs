//! Properties of transactions that move money.

use super::known::Properties;

pub const PAYMENT: Properties = Properties {
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
        "TxnStatus",
    ],
};

pub const DEPOSIT: Properties = Properties {
    read: &["DepositToAccountRef", "Line", "TxnDate", "PrivateNote", "CashBack", "CurrencyRef", "DocNumber"],
    kept: &[
        "DepartmentRef",
        "ExchangeRate",
        "TxnTaxDetail",
        "GlobalTaxCalculation",
        "TxnSource",
        "TransactionLocationType",
    ],
    ignored: &["TotalAmt", "HomeTotalAmt", "RecurDataRef", "TxnStatus"],
};

pub const JOURNAL_ENTRY: Properties = Properties {
    read: &["Line", "TxnDate", "PrivateNote", "DocNumber", "CurrencyRef"],
    kept: &["Adjustment", "ExchangeRate", "TxnTaxDetail", "GlobalTaxCalculation", "TransactionLocationType"],
    ignored: &["TotalAmt", "HomeTotalAmt", "TaxRateRef", "RecurDataRef", "LinkedTxn"],
};

pub const TRANSFER: Properties = Properties {
    read: &["FromAccountRef", "ToAccountRef", "Amount", "TxnDate", "PrivateNote", "CurrencyRef"],
    kept: &["ExchangeRate", "TxnSource", "TransactionLocationType", "DepartmentRef", "ClassRef"],
    ignored: &["RecurDataRef", "TxnStatus", "LinkedTxn"],
};

pub const BILL: Properties = Properties {
    read: &[
        "VendorRef",
        "Line",
        "DocNumber",
        "TxnDate",
        "DueDate",
        "SalesTermRef",
        "APAccountRef",
        "PrivateNote",
        "CurrencyRef",
    ],
    kept: &[
        "DepartmentRef",
        "ExchangeRate",
        "GlobalTaxCalculation",
        "TxnTaxDetail",
        "VendorAddr",
        "TransactionLocationType",
        "TxnSource",
        "IncludeInAnnualTPAR",
    ],
    ignored: &["TotalAmt", "Balance", "HomeBalance", "HomeTotalAmt", "LinkedTxn", "RecurDataRef"],
};
