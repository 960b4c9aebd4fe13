//! Money that is not in the bank yet.

use engine::ports::StoreFault;
use ledger::{CompanyId, books};
use serde::Deserialize;

use crate::sqlite::SqliteStore;

/// A live payment that is in no payout yet. The order of the fields is that of the statement below.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Unsettled {
    /// Its id in Alternative.
    pub id: String,
    /// 1: paid, not captured yet.
    pub clearing: u8,
    /// What it pays, less what was given back.
    pub minor: i64,
}

impl SqliteStore {
    /// Live payments in no payout yet, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn unsettled(&self, company: &CompanyId) -> Result<Vec<Unsettled>, StoreFault> {
        // A payout may name a payment before the payment was read again.
        let sql = "SELECT json_group_array(json_array(f.id, f.status = 'processing', f.total - f.rest)) \
                   FROM figures AS f INDEXED BY figures_unsettled \
                   WHERE f.company = (SELECT company FROM companies WHERE id = ?1) AND f.kind = 'a_payment' \
                   AND f.status IN ('processing', 'succeeded') AND f.bundle IS NULL AND f.gone = 0 \
                   AND NOT EXISTS (SELECT 1 FROM edges AS e WHERE e.company = f.company \
                   AND e.target_kind = 'a_payment' AND e.target_id = f.id AND e.source_kind = 'a_payout')";
        self.bulk(sql, |query| query.bind(company.to_string())).await
    }

    /// Ids of payouts that are under way, the soonest last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pending_payouts(&self, company: &CompanyId) -> Result<Vec<String>, StoreFault> {
        let sql = "SELECT json_group_array(id) FROM (SELECT id FROM figures INDEXED BY figures_payouts \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = 'a_payout' \
                   AND status = 'pending' AND gone = 0 ORDER BY dated DESC)";
        self.bulk(sql, |query| query.bind(company.to_string())).await
    }

    /// Id of the payout that arrived last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_payout(&self, company: &CompanyId) -> Result<Option<String>, StoreFault> {
        let sql = "SELECT json_group_array(id) FROM (SELECT id FROM figures INDEXED BY figures_payouts \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = 'a_payout' \
                   AND status = 'succeeded' AND gone = 0 ORDER BY dated DESC LIMIT 1)";
        let last: Vec<String> = self.bulk(sql, |query| query.bind(company.to_string())).await?;
        Ok(last.into_iter().next())
    }

    /// Our payments in the books that rest in Undeposited Funds: ids and amounts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resting(
        &self,
        company: &CompanyId,
        undeposited: Option<&books::AccountId>,
    ) -> Result<Vec<(String, i64)>, StoreFault> {
        // A payment that names no account was recorded to Undeposited Funds.
        let sql = "SELECT json_group_array(json_array(id, total)) FROM figures INDEXED BY figures_resting \
                   WHERE company = (SELECT company FROM companies WHERE id = ?1) AND kind = 'q_payment' \
                   AND status = 'ours' AND bundle IS NULL AND gone = 0 AND (account IS NULL OR account = ?2)";
        let account = undeposited.map(ToString::to_string);
        self.bulk(sql, |query| query.bind(company.to_string()).bind(account)).await
    }
}
