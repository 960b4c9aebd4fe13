//! Whose account it is.

use serde::Serialize;

/// A partner account of Alternative Payments, bound to one QuickBooks company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Partner {
    pub id: String,
    pub name: String,
    pub client_id: String,
    pub client_secret: String,
    pub webhook_secret: String,
    /// The QuickBooks company whose books go with it.
    pub realm_id: String,
}
