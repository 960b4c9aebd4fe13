//! The nine synced items of the integration guide: the rows of the live board.

use serde::{Deserialize, Serialize};

/// One synced item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncCategory {
    /// Invoice details.
    InvoiceDetails,
    /// Line items.
    LineItems,
    /// Customers.
    Customers,
    /// Payments.
    Payments,
    /// Deposits.
    Deposits,
    /// Archived invoices.
    ArchivedInvoices,
    /// Archived customers.
    ArchivedCustomers,
    /// Deleted payments.
    DeletedPayments,
    /// PDF invoices.
    PdfInvoices,
}

impl SyncCategory {
    /// In the guide's order.
    pub const ALL: [Self; 9] = [
        Self::InvoiceDetails,
        Self::LineItems,
        Self::Customers,
        Self::Payments,
        Self::Deposits,
        Self::ArchivedInvoices,
        Self::ArchivedCustomers,
        Self::DeletedPayments,
        Self::PdfInvoices,
    ];

    /// Stable text for storage and JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::InvoiceDetails => "invoice_details",
            Self::LineItems => "line_items",
            Self::Customers => "customers",
            Self::Payments => "payments",
            Self::Deposits => "deposits",
            Self::ArchivedInvoices => "archived_invoices",
            Self::ArchivedCustomers => "archived_customers",
            Self::DeletedPayments => "deleted_payments",
            Self::PdfInvoices => "pdf_invoices",
        }
    }

    /// From the stored text.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.code() == code)
    }
}
