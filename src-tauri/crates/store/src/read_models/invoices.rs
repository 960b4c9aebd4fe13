//! Invoices of both sides, joined.

use engine::outbox::OutboxState;
use engine::ports::StoreFault;
use jiff::Timestamp;
use jiff::civil::Date;
use ledger::{CompanyId, Currency};
use serde::Deserialize;

use crate::codec::json;
use crate::sqlite::SqliteStore;
use crate::values::millis;

/// An invoice with its mirror and what its link says. The order of the fields is that of the statements below.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct InvoiceFigures {
    /// Its QuickBooks id; Alternative's, where it exists there only.
    pub id: String,
    /// Number, else id.
    pub label: String,
    /// QuickBooks customer.
    pub customer: Option<String>,
    /// Accounting date.
    pub issued: Option<Date>,
    /// Due date.
    pub due: Option<Date>,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Total in QuickBooks; in Alternative, where it exists there only.
    pub total: i64,
    /// Owed in QuickBooks.
    pub balance: Option<i64>,
    /// 1: voided in QuickBooks.
    pub voided: u8,
    /// 1: deleted in QuickBooks.
    pub gone: u8,
    /// Total in Alternative.
    pub mirror_total: Option<i64>,
    /// Asked for in Alternative.
    pub outstanding: Option<i64>,
    /// 1: archived in Alternative.
    pub archived: Option<u8>,
    /// Why Alternative refused it.
    pub refused: Option<String>,
    /// A listed difference.
    pub drift: Option<String>,
    /// 1: a person keeps an edit out of Alternative.
    pub kept_out: u8,
    /// 1: its PDF was copied.
    pub pdf: u8,
}

impl SqliteStore {
    /// Invoices of QuickBooks with their mirrors, in no order: all, or those with these ids.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invoice_figures(
        &self,
        company: &CompanyId,
        ids: Option<&[String]>,
    ) -> Result<Vec<InvoiceFigures>, StoreFault> {
        const ALL: &str = "SELECT json_group_array(json_array(q.id, q.label, q.party, q.dated, q.due, \
            q.currency, q.total, q.rest, q.status = 'voided', q.gone, a.total, a.rest, \
            a.status = 'archived', l.refused, l.drift, coalesce(l.kept_out, 0), coalesce(l.pdf, 0))) \
            FROM figures AS q \
            LEFT JOIN invoice_links AS l ON l.company = q.company AND l.id = q.id \
            LEFT JOIN figures AS a ON a.company = q.company AND a.kind = 'a_invoice' AND a.id = l.alternative \
            WHERE q.company = (SELECT company FROM companies WHERE id = ?1) AND q.kind = 'q_invoice'";
        const SOME: &str = "SELECT json_group_array(json_array(q.id, q.label, q.party, q.dated, q.due, \
            q.currency, q.total, q.rest, q.status = 'voided', q.gone, a.total, a.rest, \
            a.status = 'archived', l.refused, l.drift, coalesce(l.kept_out, 0), coalesce(l.pdf, 0))) \
            FROM json_each(?2) AS wanted CROSS JOIN figures AS q \
            ON q.company = (SELECT company FROM companies WHERE id = ?1) AND q.kind = 'q_invoice' \
            AND q.id = wanted.value \
            LEFT JOIN invoice_links AS l ON l.company = q.company AND l.id = q.id \
            LEFT JOIN figures AS a ON a.company = q.company AND a.kind = 'a_invoice' AND a.id = l.alternative";
        match ids {
            None => self.bulk(ALL, |query| query.bind(company.to_string())).await,
            Some(ids) => {
                let wanted = json(ids)?;
                self.bulk(SOME, |query| query.bind(company.to_string()).bind(wanted)).await
            }
        }
    }

    /// Invoices that Alternative alone has (rule I9), by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn alone_figures(&self, company: &CompanyId) -> Result<Vec<InvoiceFigures>, StoreFault> {
        let sql = "SELECT json_group_array(json_array(id, label, NULL, NULL, due, currency, total, NULL, 0, \
                   gone, total, rest, status = 'archived', NULL, NULL, 0, 0)) FROM figures \
                   INDEXED BY figures_alone WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                   AND kind = 'a_invoice' AND follows = 0";
        self.bulk(sql, |query| query.bind(company.to_string())).await
    }

    /// Ids and names of QuickBooks' customers.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn customer_labels(&self, company: &CompanyId) -> Result<Vec<(String, String)>, StoreFault> {
        let sql = "SELECT json_group_array(json_array(id, label)) FROM figures \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = 'q_customer'";
        self.bulk(sql, |query| query.bind(company.to_string())).await
    }

    /// Subjects (as text) that something is to be written about, with the state of that: what is not tried before a later
    /// instant waits.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_subjects(
        &self,
        company: &CompanyId,
        now: Timestamp,
    ) -> Result<Vec<(String, OutboxState)>, StoreFault> {
        let sql = "SELECT json_group_array(json_array(subject, state)) FROM (SELECT subject, \
                   CASE WHEN not_before > ?2 THEN 'waiting' ELSE state END AS state \
                   FROM outbox INDEXED BY outbox_soonest \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) \
                   AND state IN ('ready', 'sent', 'waiting'))";
        self.bulk(sql, |query| query.bind(company.to_string()).bind(millis(now))).await
    }
}
