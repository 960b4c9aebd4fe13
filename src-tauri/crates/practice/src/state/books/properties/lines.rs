//! Properties of the lines of transactions.

/// Properties of a sales line's detail that are kept as they are.
pub const SALES_LINE_KEPT: &[&str] = &[
    "ServiceDate",
    "ClassRef",
    "DiscountAmt",
    "DiscountRate",
    "TaxInclusiveAmt",
    "PaymentMethodRef",
    "CheckNum",
    "TaxApplicableOn",
    "TxnType",
    "ItemClassificationRef",
];

/// A sales line's amount as it was sent, when it had more digits than cents and a switch keeps them.
pub const SENT_AMOUNT: &str = "SentAmount";

/// Properties of a bill line's detail that are kept as they are.
pub const BILL_LINE_KEPT: &[&str] = &[
    "CustomerRef",
    "ClassRef",
    "BillableStatus",
    "TaxCodeRef",
    "TaxAmount",
    "TaxInclusiveAmt",
    "MarkupInfo",
];
