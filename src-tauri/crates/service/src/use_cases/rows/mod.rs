//! Linked records with both sides' values next to each other, from the mirror alone.

pub(crate) mod customers;
pub(crate) mod invoices;
pub(crate) mod payments;
pub(crate) mod payouts;
pub(crate) mod subject_states;

pub use customers::customers;
pub use invoices::invoices;
pub use payments::payments;
pub use payouts::payouts;

use contract::Problem;
use contract::rows::RowState;
use engine::link::Link;
use engine::ports::{ListQuery, Store, StoreFault};
use engine::record::{Mirrored, Record, RecordKind, RecordRef};
use engine::subject::Subject;
use jiff::civil::Date;
use ledger::CompanyId;
use std::collections::BTreeMap;

use crate::host::Host;
use crate::words;

/// Records brought at a time.
const PAGE: u32 = 500;

/// Which rows are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Dated on or after this day.
    pub since: Option<Date>,
    /// Only in this state.
    pub state: Option<RowState>,
}

impl Filter {
    fn takes(self, state: RowState) -> bool {
        self.state.is_none_or(|wanted| wanted == state)
    }
}

/// Reads pages of a company's mirror.
pub(crate) struct MirrorReader<'a> {
    pub(crate) host: &'a Host,
    pub(crate) company: &'a CompanyId,
}

impl MirrorReader<'_> {
    /// A page of records; an empty one is the last.
    pub(crate) async fn page(
        &self,
        kind: RecordKind,
        since: Option<Date>,
        offset: u64,
    ) -> Result<Vec<Mirrored>, Problem> {
        let query = ListQuery { kind, since: since.map(|day| day.to_string()), offset, limit: PAGE };
        self.host.store.list(self.company, &query).await.map_err(from_store)
    }

    /// The links of these subjects.
    pub(crate) async fn links(&self, subjects: &[Subject]) -> Result<BTreeMap<Subject, Link>, Problem> {
        Ok(self.host.store.links(self.company, subjects).await.map_err(from_store)?.into_iter().collect())
    }

    /// Mirrored records by name.
    pub(crate) async fn records(
        &self,
        references: &[RecordRef],
    ) -> Result<BTreeMap<RecordRef, Mirrored>, Problem> {
        let records = self.host.store.records(self.company, references).await.map_err(from_store)?;
        Ok(records.into_iter().map(|mirrored| (mirrored.record.reference(), mirrored)).collect())
    }

    /// Names of QuickBooks' customers.
    pub(crate) async fn customer_names(
        &self,
        references: impl Iterator<Item = RecordRef>,
    ) -> Result<BTreeMap<String, String>, Problem> {
        let references: Vec<_> = references.collect();
        let records = self.records(&references).await?;
        Ok(records
            .into_iter()
            .filter_map(|(reference, mirrored)| match mirrored.record {
                Record::BooksCustomer(customer) => Some((reference.id, customer.name)),
                _ => None,
            })
            .collect())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn from_store(fault: StoreFault) -> Problem {
    words::from_store(&fault)
}
