//! Records by what people call them, by whose they are, or by amount.

use engine::ports::StoreFault;
use engine::record::RecordKind;
use ledger::{CompanyId, Currency};
use serde::Deserialize;

use crate::sqlite::SqliteStore;

/// Invoices whose payments are looked for.
const INVOICES_MAX: i64 = 200;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which kind.
    pub kind: RecordKind,
    /// Whose names are looked at, for records that belong to somebody.
    pub party: RecordKind,
    /// Part of a number, name or id, in lower case.
    pub text: String,
    /// An amount, exactly.
    pub minor: Option<i64>,
    /// At most.
    pub limit: u32,
}

/// A record that was found. The order of the fields is that of the statement below.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FoundRecord {
    /// Its id.
    pub id: String,
    /// Number or name.
    pub label: String,
    /// Whose it is.
    pub party: Option<String>,
    /// Date, or instant.
    pub dated: String,
    /// Currency of its amount.
    pub currency: Currency,
    /// Its amount.
    pub total: i64,
    /// How many there are in all.
    pub of: u64,
}

impl SqliteStore {
    /// Records of a kind, the best first: called exactly so, then beginning so, then latest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(&self, company: &CompanyId, wanted: &Wanted) -> Result<Vec<FoundRecord>, StoreFault> {
        // A payment is found by the number of an invoice that it pays, too.
        let sql = "WITH own AS (SELECT company FROM companies WHERE id = ?1), \
            who AS (SELECT w.id FROM figures AS w WHERE w.company = (SELECT company FROM own) \
                AND w.kind = ?3 AND instr(w.folded, ?4) > 0), \
            paid AS (SELECT q.id FROM figures AS q WHERE q.company = (SELECT company FROM own) \
                AND ?2 = 'a_payment' AND q.kind = 'q_invoice' AND instr(q.folded, ?4) = 1 LIMIT ?7), \
            by_invoice AS (SELECT e.source_id AS id FROM paid CROSS JOIN edges AS e \
                ON e.company = (SELECT company FROM own) AND e.target_kind = 'q_invoice' \
                AND e.target_id = paid.id AND e.source_kind = 'a_payment'), \
            found AS (SELECT f.id, f.label, f.party, f.dated, f.currency, f.total, f.folded FROM figures AS f \
                WHERE f.company = (SELECT company FROM own) AND f.kind = ?2 AND f.gone = 0 \
                AND (instr(f.folded, ?4) > 0 OR f.total = ?5 OR f.rest = ?5 OR f.dated = ?4 \
                    OR f.party IN (SELECT id FROM who) OR f.id IN (SELECT id FROM by_invoice))), \
            best AS (SELECT *, (SELECT count(*) FROM found) AS of FROM found \
                ORDER BY folded = ?4 DESC, instr(folded, ?4) = 1 DESC, dated DESC, id LIMIT ?6) \
            SELECT json_group_array(json_array(id, label, party, dated, currency, total, of)) FROM best";
        let Wanted { kind, party, text, minor, limit } = wanted.clone();
        self.bulk(sql, |query| {
            query
                .bind(company.to_string())
                .bind(kind.code())
                .bind(party.code())
                .bind(text)
                .bind(minor)
                .bind(limit)
                .bind(INVOICES_MAX)
        })
        .await
    }
}
