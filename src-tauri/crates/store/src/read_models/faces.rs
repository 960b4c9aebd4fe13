//! What records are called and whose they are, many at a time.

use engine::ports::StoreFault;
use engine::record::{RecordKind, RecordRef};
use ledger::{CompanyId, Currency};
use serde::Deserialize;

use crate::codec::json;
use crate::sqlite::SqliteStore;

/// A record by its columns. The order of the fields is that of the statement below.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Face {
    /// Its kind's stable text.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Number, reference or name.
    pub label: String,
    /// Its customer, on its own side.
    pub party: Option<String>,
    /// The payout of a payment, the deposit of a payment in the books.
    pub bundle: Option<String>,
    /// Date, or instant.
    pub dated: String,
    /// Currency of its amount.
    pub currency: Currency,
    /// Its amount.
    pub total: i64,
    /// What is still owed or asked for; of a payment what was given back.
    pub rest: Option<i64>,
    /// How it stands on its side.
    pub status: String,
    /// 1: deleted.
    pub gone: u8,
}

impl SqliteStore {
    /// Records by name; missing ones are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn faces(&self, company: &CompanyId, wanted: &[RecordRef]) -> Result<Vec<Face>, StoreFault> {
        let wanted: Vec<_> = wanted.iter().map(|of| (of.kind.code(), &of.id)).collect();
        let wanted = json(&wanted)?;
        let sql = "SELECT json_group_array(json_array(f.kind, f.id, f.label, f.party, f.bundle, f.dated, \
                   f.currency, f.total, f.rest, f.status, f.gone)) \
                   FROM json_each(?2) AS wanted CROSS JOIN figures AS f \
                   ON f.company = (SELECT company FROM companies WHERE id = ?1) \
                   AND f.kind = wanted.value ->> 0 AND f.id = wanted.value ->> 1";
        self.bulk(sql, |query| query.bind(company.to_string()).bind(wanted)).await
    }

    /// Id of a record of a kind that is called exactly so, gone ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn called(
        &self,
        company: &CompanyId,
        kind: RecordKind,
        label: &str,
    ) -> Result<Option<String>, StoreFault> {
        let sql = "SELECT json_group_array(id) FROM (SELECT id FROM figures \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = ?2 \
                   AND label = ?3 ORDER BY gone, dated DESC LIMIT 1)";
        let label = label.to_owned();
        let found: Vec<String> =
            self.bulk(sql, |query| query.bind(company.to_string()).bind(kind.code()).bind(label)).await?;
        Ok(found.into_iter().next())
    }

    /// Which QuickBooks invoices these payments of Alternative pay: payment and invoice, a pair a share.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn paid_invoices(
        &self,
        company: &CompanyId,
        payments: &[String],
    ) -> Result<Vec<(String, String)>, StoreFault> {
        let wanted = json(payments)?;
        let sql = "SELECT json_group_array(json_array(e.source_id, e.target_id)) \
                   FROM json_each(?2) AS wanted CROSS JOIN edges AS e INDEXED BY edges_of_source \
                   ON e.company = (SELECT company FROM companies WHERE id = ?1) \
                   AND e.source_kind = 'a_payment' AND e.source_id = wanted.value \
                   AND e.target_kind = 'q_invoice'";
        self.bulk(sql, |query| query.bind(company.to_string()).bind(wanted)).await
    }
}
