//! Links: kept as a whole, or changed as they are stored by then.

use std::collections::{BTreeMap, BTreeSet};

use engine::link::Link;
use engine::link_patch::LinkPatch;
use engine::record::RecordRef;
use engine::subject::Subject;
use sqlx::SqliteConnection;

use crate::codec::{Packer, Unpacker, json};
use crate::fault::DbError;
use crate::figures::InvoiceLinkFigures;
use crate::sqlite::{SqliteStore, column};

/// One change of a link.
pub(super) enum LinkStep {
    Keep(Box<Link>),
    Patch(Box<LinkPatch>),
}

/// A link ready to be stored, and the records that it names.
struct PackedLink {
    subject: String,
    body: Vec<u8>,
    names: BTreeSet<RecordRef>,
}

impl SqliteStore {
    pub(super) async fn write_links(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        steps: Vec<(Subject, LinkStep)>,
    ) -> Result<(), DbError> {
        let links = self.links_after(connection, company, steps).await?;
        let figures: Vec<_> =
            links.iter().filter_map(|(subject, link)| InvoiceLinkFigures::of(subject, link)).collect();
        self.write_link_figures(connection, company, &figures.iter().collect::<Vec<_>>()).await?;
        let mut packer = Packer::new()?;
        let mut rows = Vec::new();
        for (subject, link) in links {
            let (subject, names) = (subject.to_string(), link.names());
            rows.push(PackedLink { subject, body: packer.json(&link)?, names });
        }
        self.insert(
            connection,
            "INSERT INTO links (company, subject, body) ",
            &rows,
            " ON CONFLICT (company, subject) DO UPDATE SET body = excluded.body",
            |values, link| {
                values.bind(company).bind(link.subject.clone()).bind(link.body.clone());
            },
        )
        .await?;
        self.replace_link_edges(connection, company, &rows).await
    }

    /// Payments and payouts name records; links that name none, and never did, cost one look.
    async fn replace_link_edges(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        links: &[PackedLink],
    ) -> Result<(), DbError> {
        let subjects: Vec<_> = links.iter().map(|link| &link.subject).collect();
        if subjects.is_empty() {
            return Ok(());
        }
        let subjects = json(&subjects)?;
        let sql =
            "DELETE FROM link_edges WHERE company = ?1 AND subject IN (SELECT value FROM json_each(?2))";
        self.run(connection, sql, |query| query.bind(company).bind(subjects)).await?;
        let edges: Vec<_> = links
            .iter()
            .flat_map(|link| link.names.iter().map(move |named| (named, &link.subject)))
            .collect();
        self.insert(
            connection,
            "INSERT INTO link_edges (company, target_kind, target_id, subject) ",
            &edges,
            "",
            |values, (named, subject)| {
                values.bind(company).bind(named.kind.code()).bind(named.id.clone()).bind((*subject).clone());
            },
        )
        .await
    }

    /// The links as they are after these steps. Read within this transaction: what was decided, or found, until now stays.
    async fn links_after(
        &self,
        connection: &mut SqliteConnection,
        company: i64,
        steps: Vec<(Subject, LinkStep)>,
    ) -> Result<BTreeMap<Subject, Link>, DbError> {
        let mut patched: Vec<&Subject> = Vec::new();
        patched.extend(
            steps.iter().filter(|(_, step)| matches!(step, LinkStep::Patch(_))).map(|(subject, _)| subject),
        );
        patched.sort();
        patched.dedup();
        let mut links: BTreeMap<Subject, Link> = BTreeMap::new();
        if !patched.is_empty() {
            let wanted = json(&patched)?;
            let sql = "SELECT l.subject, l.body FROM json_each(?2) AS wanted CROSS JOIN links AS l \
                       ON l.company = ?1 AND l.subject = wanted.value";
            let rows = self.rows_on(connection, sql, |query| query.bind(company).bind(wanted)).await?;
            let mut unpacker = Unpacker::new()?;
            for row in &rows {
                links.insert(crate::read::marks::subject(column(row, 0)?)?, unpacker.json(column(row, 1)?)?);
            }
        }
        for (subject, step) in steps {
            let link = match step {
                LinkStep::Keep(link) => *link,
                LinkStep::Patch(patch) => patch.applied_to(links.remove(&subject)),
            };
            links.insert(subject, link);
        }
        Ok(links)
    }
}
