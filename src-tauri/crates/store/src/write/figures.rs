//! The columns that lists are made from, beside the bodies they were taken from.

use sqlx::SqliteConnection;

use crate::fault::DbError;
use crate::figures::{Figures, InvoiceLinkFigures};
use crate::sqlite::SqliteStore;

impl SqliteStore {
    pub(super) async fn write_figures(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        figures: &[&Figures],
    ) -> Result<(), DbError> {
        self.insert(
            connection,
            "INSERT INTO figures (company, kind, id, folded, label, dated, due, party, bundle, account, \
             currency, total, rest, status, follows, gone) ",
            figures,
            " ON CONFLICT (company, kind, id) DO UPDATE SET folded = excluded.folded, label = excluded.label, \
             dated = excluded.dated, due = excluded.due, party = excluded.party, bundle = excluded.bundle, \
             account = excluded.account, currency = excluded.currency, total = excluded.total, \
             rest = excluded.rest, status = excluded.status, follows = excluded.follows, gone = excluded.gone",
            |values, it| {
                values
                    .bind(company)
                    .bind(it.kind)
                    .bind(it.id.clone())
                    .bind(it.folded.clone())
                    .bind(it.label.clone())
                    .bind(it.dated.clone())
                    .bind(it.due.clone())
                    .bind(it.party.clone())
                    .bind(it.bundle.clone())
                    .bind(it.account.clone())
                    .bind(it.currency.clone())
                    .bind(it.total)
                    .bind(it.rest)
                    .bind(it.status)
                    .bind(it.follows)
                    .bind(it.gone);
            },
        )
        .await
    }

    pub(super) async fn write_link_figures(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        figures: &[&InvoiceLinkFigures],
    ) -> Result<(), DbError> {
        self.insert(
            connection,
            "INSERT INTO invoice_links (company, id, alternative, refused, drift, kept_out, pdf) ",
            figures,
            " ON CONFLICT (company, id) DO UPDATE SET alternative = excluded.alternative, \
             refused = excluded.refused, drift = excluded.drift, kept_out = excluded.kept_out, \
             pdf = excluded.pdf",
            |values, it| {
                values
                    .bind(company)
                    .bind(it.id.clone())
                    .bind(it.alternative.clone())
                    .bind(it.refused.clone())
                    .bind(it.drift.clone())
                    .bind(it.kept_out)
                    .bind(it.pdf);
            },
        )
        .await
    }
}
