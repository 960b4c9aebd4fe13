//! Invoices whose sides differ.

use engine::ports::StoreFault;
use ledger::CompanyId;
use serde::Deserialize;

use crate::sqlite::SqliteStore;

/// An open linked invoice that does not owe the same on both sides. The order of the fields is that of the statement
/// below.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Differing {
    /// Its QuickBooks id.
    pub id: String,
    /// Its number.
    pub number: Option<String>,
    /// What it owes in QuickBooks.
    pub quickbooks: i64,
    /// What Alternative asks for.
    pub alternative: i64,
    /// Of the difference: payments on their way.
    pub clearing: i64,
    /// Of the difference: what is listed or asked.
    pub drift: i64,
}

impl SqliteStore {
    /// Invoices whose sides differ, the farthest apart first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn differing(&self, company: &CompanyId, limit: u32) -> Result<Vec<Differing>, StoreFault> {
        let sql = "SELECT json_group_array(json_array(page.invoice, (SELECT f.label FROM figures AS f \
                   WHERE f.company = page.company AND f.kind = 'q_invoice' AND f.id = page.invoice), \
                   page.quickbooks, page.alternative, page.clearing, page.drift)) FROM (SELECT * FROM ties \
                   INDEXED BY ties_differ WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                   AND quickbooks <> alternative \
                   ORDER BY max(quickbooks - alternative, alternative - quickbooks) DESC, invoice LIMIT ?2) AS page";
        self.bulk(sql, |query| query.bind(company.to_string()).bind(limit)).await
    }
}
